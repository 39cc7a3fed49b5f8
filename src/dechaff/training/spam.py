"""Invented spam: what link farms leave between the paragraphs of other people's articles."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from dechaff.training.context import Context
from dechaff.training.grammar import date, expand, word_pattern
from dechaff.training.phrases import ENGLISH, languages, phrases, shared, spam
from dechaff.training.surface import JOINTS, address, slug_title, title_case

__all__ = ["farm_piece", "spam_piece", "spam_sentence_piece"]

_TAILS = ("{bignum} views", "({num})", "– {num} views", "| {num} comments", "{num}", "👁 {bignum}")
_SENTENCES = "sentences"


def _trades(language: str) -> dict[str, tuple[str, ...]]:
    return {name: rows for name, rows in spam(language).items() if name != _SENTENCES}


def _templates(ctx: Context) -> tuple[str, tuple[str, ...]]:
    """The language and the templates of one block: one or two trades, or everything mixed."""
    rng = ctx.rng
    draw = rng.random()
    own = ctx.language if ctx.language in languages() else ENGLISH
    language = own if draw < 0.7 else ENGLISH if draw < 0.9 else rng.choice(languages())
    trades = _trades(language)
    names = sorted(trades)
    if rng.random() < 0.4:
        return language, tuple(row for name in names for row in trades[name])
    chosen = rng.sample(names, min(len(names), rng.randint(1, 2)))
    return language, tuple(row for name in chosen for row in trades[name])


def _keywords(rng: Random) -> str:
    words = rng.sample(shared("keywords"), rng.randint(2, 7))
    if rng.random() < 0.3:
        city = expand(rng, "{city}").lower()
        words = [f"{word} {city}" for word in words]
    site = expand(rng, "{site}")
    forms = (
        ", ".join(words),
        " ".join(words),
        " - ".join(word.title() for word in words[:3]) + " | " + site,
        ",".join(words),
        words[0],
        words[0].title(),
        " | ".join(words[:4]),
        f"{words[0]} {words[1]} {site.lower()}",
        f"Home » {words[0].title()}",
        f"Home > {words[0].title()} > {words[1].title()}",
        f"{words[0].title()} - {site}",
        "#" + " #".join(word.replace(" ", "") for word in words),
    )
    return rng.choice(forms)


def _slugs(ctx: Context, titles: list[str]) -> list[str]:
    """Titles as they come out of addresses: no punctuation, one case, cut off, numbers at the end."""
    rng, shape = ctx.rng, ctx.rng.random()
    out: list[str] = []
    for title in titles:
        words = slug_title(rng, title).split()
        if rng.random() < 0.25:
            words = words[: rng.randint(2, 10)]
        if rng.random() < 0.06:
            words.append(str(rng.randint(2, 90000)))
        if rng.random() < 0.05:
            words = words[rng.randint(0, min(2, len(words) - 1)) :]
        out.append(" ".join(words))
    if shape < 0.08:
        return [item.lower() for item in out]
    if shape < 0.12:
        return ["-".join(item.lower().split()) for item in out]
    if shape < 0.16:
        return [item.capitalize() for item in out]
    return out


def _foreign_titles(ctx: Context, count: int) -> list[str]:
    """Titles of many articles that have nothing to do with the document, nor with one another."""
    pooled = ctx.pool.titles
    if pooled and ctx.chance(0.75):
        return [ctx.rng.choice(pooled) for _ in range(count)]
    makers: tuple[Callable[[], str], ...] = (
        lambda: ctx.phrase("titles"),
        lambda: expand(ctx.rng, ctx.rng.choice(phrases("standfirsts", ENGLISH))),
        lambda: _invented_line(ctx),
        lambda: title_case(expand(ctx.rng, "{brand} {adj} {product} {small}")),
    )
    return [ctx.rng.choice(makers)() for _ in range(count)]


def _invented_line(ctx: Context) -> str:
    language, templates = _templates(ctx)
    return expand(ctx.rng, ctx.rng.choice(templates), language)


def _invented(ctx: Context, count: int) -> list[str]:
    """Lines of one link farm, all made the same way."""
    rng = ctx.rng
    language, templates = _templates(ctx)
    items = [expand(rng, rng.choice(templates), language) for _ in range(count)]
    shape = rng.random()
    if shape < 0.55:
        return _slugs(ctx, items)
    if shape < 0.67:
        return [item.lower() for item in items]
    if shape < 0.72:
        return [item.upper() for item in items]
    if shape < 0.82:
        suffix = rng.choice((" - ", " | ", " – ", " :: ", " » ")) + expand(rng, "{site}")
        return [item + suffix for item in items]
    return [item[:1].upper() + item[1:] for item in items]


def _addresses(rng: Random, titles: list[str]) -> list[str]:
    domain = expand(rng, "{domain}")
    return [rng.choice((address(rng, title), domain, expand(rng, "{domain}"))) for title in titles]


def _items(ctx: Context, count: int) -> list[str]:
    rng, draw = ctx.rng, ctx.rng.random()
    if draw < 0.42:
        return _slugs(ctx, _foreign_titles(ctx, count))
    if draw < 0.50:
        return _foreign_titles(ctx, count)
    if draw < 0.57:
        return [_keywords(rng) for _ in range(count)]
    if draw < 0.61:
        return _addresses(rng, _foreign_titles(ctx, count))
    return _invented(ctx, count)


def spam_piece(ctx: Context) -> list[str]:
    """A block of lines that lead to other sites."""
    rng = ctx.rng
    items = _items(ctx, rng.choice((1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 12)))
    draw = rng.random()
    if draw < 0.05:
        items = [f"{item} {date(rng, ctx.language)}" for item in items]
    elif draw < 0.09:
        tail = rng.choice(_TAILS)
        items = [f"{item} {expand(rng, tail)}" for item in items]
    elif draw < 0.12:
        items = [f"[{item}]({address(rng, item)})" for item in items]
    elif draw < 0.15 and len(items) > 1:
        items = [rng.choice(JOINTS).join(items[:5])]
    return ctx.listed(items, 0.42)


def farm_piece(ctx: Context) -> list[str]:
    """A run of three to eight titles in one dress, the commonest kind; it passes for a list of the article."""
    items = _slugs(ctx, _foreign_titles(ctx, ctx.rng.randint(3, 8)))
    bullet = ctx.rng.choice(("", "- ", "• ", "* ", ctx.bullet))
    return [item if bullet[:1].isdigit() else bullet + item for item in items]


def spam_sentence_piece(ctx: Context) -> list[str]:
    """One to three sentences of advertising for something foreign, as a paragraph or line by line."""
    rng = ctx.rng
    own = ctx.language if ctx.language in languages() else ENGLISH
    language = own if rng.random() < 0.75 else rng.choice((ENGLISH, rng.choice(languages())))
    rows = [expand(rng, rng.choice(spam(language)[_SENTENCES]), language) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    rows = [row[:1].upper() + row[1:] for row in rows]
    if rng.random() < 0.15:
        rows = [_linked(rng, row) for row in rows]
    return [" ".join(rows)] if rng.random() < 0.6 else rows


def _linked(rng: Random, row: str) -> str:
    """A sentence whose key words are a paid link."""
    words = [match[0] for match in word_pattern.finditer(row)]
    long = [word for word in words if len(word) > 4]
    if not long:
        return row
    word = rng.choice(long)
    return row.replace(word, f"[{word}]({address(rng, word)})", 1)
