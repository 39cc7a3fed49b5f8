"""How a text is laid out: bullets, wrapping, headings, and where something may be put in between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["BLANK", "BULLET", "DROP", "ENDS", "KEEP", "fold", "is_headline", "is_wrapped", "one_line", "openings_of"]

KEEP, DROP, BLANK = "k", "d", "-"
BULLET = re.compile(r"^(\s*)([-*•·–▪●◦‣○]|\d{1,3}[.)])(\s+)(?=\S)")
ENDS = tuple('.!?…:;。!?;:"”»)')


def one_line(text: str) -> str:
    """The text without any character that splits lines."""
    return " ".join(text.splitlines())


def is_headline(text: str) -> bool:
    """Whether a line looks like a heading."""
    return 3 < len(text.strip()) < 80 and not text.rstrip().endswith(ENDS) and not BULLET.match(text)


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether paragraphs are hard-wrapped: runs of lines of about one width."""
    inner = [a for a, b in pairwise(lines) if a.strip() and b.strip()]
    widths = [len(line) for line in lines]
    if not inner or sum(width > 130 for width in widths) * 30 > len(widths):
        return False
    return sum(50 <= len(line) <= 110 for line in inner) * 2 >= len(inner)


def openings_of(lines: Sequence[str]) -> list[int]:
    """Places between paragraphs: never inside a wrapped run or a code fence."""
    wrapped, places, fenced = is_wrapped(lines), [], False
    for at in range(1, len(lines)):
        above, below = lines[at - 1], lines[at]
        if above.lstrip().startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        apart = not above.strip() or not below.strip()
        if apart or not (wrapped or _continues(above, below)):
            places.append(at)
    return places


def _continues(above: str, below: str) -> bool:
    """Whether two neighbouring lines look like one sentence."""
    if BULLET.match(below):
        return False
    first = below.lstrip()[0]
    ended = above.rstrip().endswith(ENDS)
    return not ended and (first.islower() or 60 <= len(above) <= 110)


def fold(text: str, width: int) -> list[str]:
    """Greedy wrapping; a bullet's following lines are indented under its text."""
    match = BULLET.match(text)
    hang = " " * match.end() if match else " " * (len(text) - len(text.lstrip()))
    first = match[0] if match else hang
    out: list[str] = []
    current, empty = first, True
    for word in text[len(first) :].split():
        if not empty and len(current) + 1 + len(word) > width:
            out.append(current)
            current, empty = hang, True
        current = current + word if empty else f"{current} {word}"
        empty = False
    return [*out, current]
