"""Invented furniture of pages: buttons, notices, teasers, bylines, tags, captions, tables of contents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dechaff.training.context import Context
from dechaff.training.grammar import choose, clock, date, image_address, word_pattern
from dechaff.training.phrases import phrases, shared
from dechaff.training.surface import JOINTS, address, decorate, recase

__all__ = [
    "byline_piece", "dated", "long_piece", "media_piece", "related_piece", "section", "short_piece", "tail_piece",
    "teaser_piece", "toc_piece",
]  # fmt: skip

_HEADINGS = ("%", "%", "%", "%", "%:", "## %", "### %", "**%**", "**%:**", "% »", "— % —", "% ↓")
_SHAPES = ("plain",) * 9 + ("link", "date", "dateline", "category", "author", "excerpt", "full", "more", "image")
_CUTS = ("…", "...", " […]", " [...]", "…", " ...")


def section(ctx: Context) -> str:
    """The name of a section of a site, at times in another case."""
    return recase(ctx.rng, ctx.phrase("sections"), 0.5)


def _shorts(ctx: Context, count: int) -> list[str]:
    """Several short phrases in one case, decorated together or one by one."""
    items = [ctx.phrase("short") for _ in range(count)]
    if ctx.chance(0.15):
        return [item.upper() for item in items]
    return [decorate(ctx.rng, recase(ctx.rng, item)) for item in items]


def _menu(ctx: Context) -> list[str]:
    """Words of a navigation bar or share bar."""
    rng = ctx.rng
    count, draw = rng.randint(3, 9), rng.random()
    if draw < 0.2:
        return [ctx.phrase("short") for _ in range(count)]
    if draw < 0.6:
        words = list(dict.fromkeys(ctx.phrase("sections") for _ in range(count)))
    else:
        words = rng.sample(shared("networks"), count)
        if rng.random() < 0.3:
            lead = rng.choice(("Share on", "Share to", "Follow on"))
            words = [f"{lead} {word}" for word in words[:5]]
    return [recase(rng, word, 0.92) for word in words]


def short_piece(ctx: Context) -> list[str]:
    """One or several of the short phrases that stand around an article."""
    rng, draw = ctx.rng, ctx.rng.random()
    if draw < 0.40:
        return _shorts(ctx, 1)
    if draw < 0.60:
        return _shorts(ctx, rng.randint(2, 6))
    if draw < 0.76:
        words = _menu(ctx)
        joined = "".join(words) if rng.random() < 0.3 else rng.choice(JOINTS).join(words)
        return [recase(rng, joined, 0.9)]
    if draw < 0.90:
        return ctx.listed(_menu(ctx), 0.55)
    if draw < 0.96:
        joint = "" if rng.random() < 0.3 else rng.choice(JOINTS)
        return [joint.join(_shorts(ctx, rng.randint(2, 4)))]
    digits = [str(page) for page in range(1, rng.randint(4, 9))]
    return [" ".join(digits)] if rng.random() < 0.6 else [*digits, "Next"]


def long_piece(ctx: Context) -> list[str]:
    """One to three furniture sentences, on lines of their own or as one paragraph."""
    rng = ctx.rng
    count = rng.choice((1, 1, 1, 1, 2, 2, 3))
    rows = list(dict.fromkeys(ctx.phrase("long") for _ in range(count)))
    if count > 1 and rng.random() < 0.4:
        rows = [" ".join(rows)]
    if rng.random() < 0.15:
        rows[0] = rng.choice(shared("notes")).replace("%", rows[0], 1)
    if rng.random() < 0.22:
        rows.insert(0, decorate(rng, recase(rng, ctx.phrase("short"))))
    if rng.random() < 0.18:
        rows.extend(_shorts(ctx, rng.randint(1, 3)))
    return rows


def _excerpt(ctx: Context) -> str:
    text = ctx.phrase("excerpts")
    return text[:1].upper() + text[1:] + ctx.rng.choice(_CUTS)


def _card(ctx: Context, shape: str) -> list[str]:
    """One teaser of a related block, with what `shape` asks for around the title."""
    rng, title = ctx.rng, ctx.title()
    day = date(rng, ctx.language)
    lines = (f"{title} {day}", f"{title} - {day}", f"{day} {title}", f"{title}{day}", f"{title} ({day})")
    makers: dict[str, Callable[[], list[str]]] = {
        "link": lambda: [f"[{title}]({address(rng, title)})"],
        "date": lambda: [title, day],
        "dateline": lambda: [rng.choice(lines)],
        "category": lambda: [section(ctx), title],
        "author": lambda: [title, ctx.phrase("by")],
        "excerpt": lambda: [title, _excerpt(ctx)],
        "more": lambda: [title, ctx.phrase("more")],
        "image": lambda: [f"![{title}]({image_address(rng)})", title],
        "full": lambda: [
            row
            for row in (section(ctx), title, _excerpt(ctx), ctx.phrase("by"), day, ctx.phrase("more"))
            if row == title or rng.random() < 0.6
        ],
    }
    return makers[shape]() if shape in makers else [title]


def related_piece(ctx: Context) -> list[str]:
    """A list of other articles, mostly under a heading."""
    rng, shape = ctx.rng, ctx.rng.choice(_SHAPES)
    cards = [_card(ctx, shape) for _ in range(rng.randint(2, 10 if shape == "plain" else 5))]
    rows = [row for card in cards for row in card]
    if all(len(card) == 1 for card in cards):
        rows = ctx.listed(rows, 0.45)
    elif rng.random() < 0.05:
        rows = ctx.listed(rows, 0.0)
    if rng.random() < 0.78:
        rows.insert(0, rng.choice(_HEADINGS).replace("%", recase(rng, ctx.phrase("related"), 0.75)))
    if rng.random() < 0.15:
        rows.append(ctx.phrase("more"))
    return rows


def teaser_piece(ctx: Context) -> list[str]:
    """One inline teaser, sometimes two."""
    rng = ctx.rng
    rows = [_teaser(ctx) for _ in range(1 if rng.random() < 0.85 else 2)]
    return [f"**{row}**" for row in rows] if rng.random() < 0.08 else rows


def _teaser(ctx: Context) -> str:
    rng, title = ctx.rng, ctx.title()
    if rng.random() < 0.2:
        title = f"[{title}]({address(rng, title)})"
    elif rng.random() < 0.1:
        title = rng.choice(('"%"', "**%**", "“%”", "'%'")).replace("%", title)
    draw = rng.random()
    if draw < 0.14:
        return title
    if draw < 0.28:
        head = ctx.phrase("related")
        return rng.choice((f"{head}: {title}", f"{head.upper()}: {title}", f"**{head}:** {title}", f"{head} | {title}"))
    filled = choose(rng, ctx.template("teasers")[0]).replace("{clock}", clock(rng))
    return filled.replace("{title}", title).strip()


def _crumb(ctx: Context) -> str:
    rng = ctx.rng
    parts = ["Home", *(ctx.phrase("sections") for _ in range(rng.randint(1, 3)))]
    if rng.random() < 0.3:
        parts.append(ctx.title())
    if rng.random() < 0.25:
        parts = parts[1:]
    return rng.choice((" > ", " » ", " / ", " › ", " | ", "»", " → ", " >> ", " /")).join(parts)


def dated(ctx: Context) -> str:
    """A date, with or without a word before it."""
    lead = ctx.phrase("published") + " " if ctx.chance(0.45) else ""
    return f"{lead}{date(ctx.rng, ctx.language)}"


def byline_piece(ctx: Context) -> list[str]:
    """A subset of what stands between the title of a page and its body."""
    rng = ctx.rng
    lead = ctx.headings[0] if ctx.headings and rng.random() < 0.3 else ctx.title()
    site = ctx.expand("{site}")
    leads = (lead, f"{lead} | {site}", f"{lead} - {site}", f"# {lead}", f"{lead} — {site}")
    options: tuple[tuple[float, Callable[[], str]], ...] = (
        (0.20, partial(_crumb, ctx)),
        (0.20, partial(section, ctx)),
        (0.30, lambda: rng.choice(leads)),
        (0.12, partial(_excerpt, ctx)),
        (0.60, lambda: recase(rng, ctx.phrase("by"), 0.9)),
        (0.60, partial(dated, ctx)),
        (0.25, lambda: ctx.phrase("counts")),
        (0.15, lambda: rng.choice(JOINTS).join(rng.sample(shared("networks"), rng.randint(2, 6)))),
        (0.18, lambda: ctx.phrase("media")),
    )
    rows = [make() for probability, make in options if rng.random() < probability] or [ctx.phrase("by")]
    if 1 < len(rows) <= 5 and rng.random() < 0.3:
        joint = "" if rng.random() < 0.4 else rng.choice(JOINTS)
        return [joint.join(row for row in rows if len(row) < 90) or rows[0]]
    return rows


def _tags(ctx: Context) -> list[str]:
    rng = ctx.rng
    kinds = ("{topicw}", "{beat}", "{product}", "{name}", "{city}", "{thing}", "{coin}")
    words = [ctx.expand(rng.choice(kinds)) for _ in range(rng.randint(1, 8))]
    words = [word if rng.random() < 0.6 else word.title() for word in words]
    draw, head = rng.random(), recase(rng, ctx.phrase("tags"), 0.85)
    if draw < 0.15:
        return ["#" + " #".join(word.replace(" ", "") for word in words)]
    if draw < 0.35:
        return [head, *ctx.listed(words, 0.6)]
    joint = rng.choice((", ", ", ", " ", " | ", " · ", " / ", "", " #", ","))
    return [f"{head}{rng.choice((' ', ' ', ''))}{joint.join(words)}"]


def _neighbours(ctx: Context) -> list[str]:
    """Links to the posts before and after."""
    back, ahead = ctx.title(), ctx.title()
    pairs: tuple[tuple[str, ...], ...] = (
        (f"Previous: {back}", f"Next: {ahead}"),
        ("Previous", back, "Next", ahead),
        (f"← {back}", f"{ahead} →"),
        (f"« {back}", f"{ahead} »"),
        (f"Previous Post {back}", f"Next Post {ahead}"),
        ("Post navigation", back, ahead),
        (f"Previous article{back}", f"Next article{ahead}"),
        (f"{back} | {ahead}",),
        (f"Prev {back}Next {ahead}",),
        (f"Older: {back}",),
        (f"Next post: {ahead}",),
        ("PREVIOUS POST", back),
        (f"< {back}", f"{ahead} >"),
    )
    return list(ctx.rng.choice(pairs))


def tail_piece(ctx: Context) -> list[str]:
    """What stands right below an article: tags, neighbours, notices, counts."""
    rng = ctx.rng
    makers: tuple[Callable[[], list[str]], ...] = (
        partial(_tags, ctx),
        partial(_tags, ctx),
        partial(_neighbours, ctx),
        partial(_neighbours, ctx),
        lambda: [ctx.phrase("long")],
        lambda: _shorts(ctx, rng.randint(1, 4)),
        lambda: [ctx.phrase("counts")],
    )
    return [row for _ in range(rng.choice((1, 1, 2, 2, 3))) for row in rng.choice(makers)()]


def media_piece(ctx: Context) -> list[str]:
    """Captions, credits and placeholders."""
    return [ctx.phrase("media") for _ in range(ctx.rng.choice((1, 1, 1, 1, 2, 3)))]


def toc_piece(ctx: Context) -> list[str]:
    """A table of contents made of the document's own headings."""
    rng, items = ctx.rng, list(dict.fromkeys(ctx.headings))[:18]
    if len(items) < 3:
        return byline_piece(ctx)
    if rng.random() < 0.2:
        items = items[: rng.randint(3, len(items))]
    if rng.random() < 0.12 and (more := phrases("headings", ctx.language)):
        items += [ctx.expand(heading) for heading in rng.sample(more, 2)]
    draw = rng.random()
    if draw < 0.12:
        rows = [f"[{item}](#{'-'.join(word_pattern.findall(item.lower()))})" for item in items]
    elif draw < 0.2:
        rows = [f"{1 + at // 3}.{1 + at % 3} {item}" for at, item in enumerate(items)]
    elif draw < 0.26:
        rows = [rng.choice((" | ", " · ", "")).join(items[:10])]
    else:
        rows = ctx.listed(items, 0.3)
    return [recase(rng, ctx.phrase("contents"), 0.85), *rows] if rng.random() < 0.8 else rows
