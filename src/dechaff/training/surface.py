"""The look of single pieces of residue: case, bullets, decoration, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from dechaff.training.grammar import expand, word_pattern

__all__ = ["BULLETS", "JOINTS", "address", "bulleted", "decorate", "recase", "slug_title", "title_case"]

BULLETS = ("- ", "* ", "• ", "· ", "– ", "▪ ", "1. ", "1) ", "> ", "● ", "◦ ", "+ ", "» ", "— ", "○ ", "→ ")
JOINTS = (" | ", " · ", " / ", " • ", " > ", " ", " - ", ", ", "  ", " » ", "|", " — ", "\xa0", " :: ", " ⁄ ")
_DECORATIONS = (
    "→ %",
    "% →",
    "« %",
    "% »",
    "[%]",
    "(%)",
    "| %",
    "% |",
    "% ›",
    "‹ %",
    "▸ %",
    "× %",
    "✕ %",
    "✓ %",
    "% ▼",
    "+ %",
    "# %",
    "%...",
    "%…",
    "%:",
    "— % —",
    "- % -",
    "*** % ***",
    "% ↗",
    "▶ %",
    "★ %",
    "🔔 %",
    "📧 %",
    "🔥 %",
    "👇 %",
    "💬 %",
    "🛒 %",
    "**%**",
    "## %",
    "[%](#)",
    "[ % ]",
    ">> %",
    "_%_",
    "% *",
    "% ⌄",
    "☰ %",
    "🔍 %",
    "❤ %",
    "• %",
    "> %",
    "%!",
    "👉 %",
)
_NOT_IN_URL = str.maketrans("", "", " &,'’")


def slug_title(rng: Random, text: str) -> str:
    """What a spam generator makes of a title: words of its slug in Title Case."""
    words = [word.replace("'", "").replace("’", "") for word in word_pattern.findall(text)]
    words = [word[:1].upper() + word[1:].lower() for word in words]
    if len(words) > 5 and rng.random() < 0.25:
        words = words[: rng.randint(4, 9)]
    return " ".join(words) or text


def title_case(text: str) -> str:
    """Every word with a capital."""
    return word_pattern.sub(lambda m: m[0][:1].upper() + m[0][1:], text)


def recase(rng: Random, text: str, keep: float = 0.68) -> str:
    """The text as it is, with the probability `keep`, else in another case."""
    draw = rng.random()
    if draw < keep:
        return text
    rest = (draw - keep) / (1 - keep)
    return text.upper() if rest < 0.4 else text.lower() if rest < 0.7 else title_case(text)


def address(rng: Random, text: str = "") -> str:
    """An invented address with a slug of the text."""
    slug = "-".join(word.lower() for word in word_pattern.findall(text)[:8]) or expand(rng, "{lownoun}-{num}")
    form = rng.choice(
        (
            "https://{domain}/%s",
            "https://{domain}/{year}/{small}/%s/",
            "http://{domain}/%s.html",
            "https://{domain}/blog/%s?utm_source=related",
            "/{year}/%s",
            "https://{domain}/?p={bignum}",
            "/blog/%s",
        )
    )
    return expand(rng, form).replace("%s", slug).translate(_NOT_IN_URL)


def decorate(rng: Random, text: str) -> str:
    """A short phrase with a count, an arrow, an emoji or Markdown, one time in four."""
    draw = rng.random()
    if draw < 0.72:
        return text
    if draw < 0.80:
        count = rng.randint(0, 400)
        return rng.choice(
            (f"{text} ({count})", f"{text} {count}", f"{count} {text}", f"{text}{count}", f"{text} [{count}]")
        )
    return rng.choice(_DECORATIONS).replace("%", text)


def bulleted(rng: Random, items: Sequence[str], bullet: str) -> list[str]:
    """The items as a list; numbered when the bullet starts with a digit."""
    if not bullet[:1].isdigit():
        return [bullet + item for item in items]
    start = 1 if rng.random() < 0.9 else rng.randint(2, 9)
    return [f"{start + at}{bullet[1:]}{item}" for at, item in enumerate(items)]
