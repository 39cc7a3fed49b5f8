"""Put a document in other clothes: spacing, bullets, quotes, Markdown, wrapping; its words and labels stay.

A scorer that met every body in the dress of one scraper would learn the dress.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from dechaff.training.layout import BLANK, BULLET, fold, is_headline, is_wrapped
from dechaff.training.surface import address

__all__ = ["restyle"]

_Rows = list[tuple[str, str]]
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\xa0": " "})


def _respace(rng: Random, rows: _Rows) -> _Rows:
    """No blank lines at all, one between all lines, or two where there was one."""
    filled = [row for row in rows if row[1] != BLANK]
    mode = rng.random()
    if is_wrapped([text for text, _ in rows]) and mode < 0.85:
        return rows
    if mode < 0.45:
        return filled
    if mode < 0.85:
        loose = [item for row in filled for item in (row, ("", BLANK))]
        return loose[:-1]
    return [item for row in rows for item in ((row, row) if row[1] == BLANK else (row,))]


def _rebullet(rng: Random, rows: _Rows) -> _Rows:
    """Another bullet for every list of the document, or none."""
    mark = rng.choice(("-", "*", "•", "·", "–", "▪", "", "1.", "+"))
    out: _Rows = []
    number = 0
    for text, label in rows:
        match = BULLET.match(text)
        if not match or (match[2][0].isdigit() and mark != ""):
            number = number if label == BLANK else 0
            out.append((text, label))
            continue
        number += 1
        sign = f"{number}." if mark == "1." else mark
        out.append((match[1] + (sign + " " if sign else "") + text[match.end() :], label))
    return out


def _unmark(rng: Random, rows: _Rows) -> _Rows:
    """Markdown flattened to plain text."""
    out: _Rows = []
    for text, label in rows:
        flat = _LINK.sub(r"\1", text)
        flat = _EMPHASIS.sub(r"\2", flat)
        flat = re.sub(r"^#{1,6} +(?=\S)", "", flat)
        out.append((flat if flat.strip() else text, label))
    return out


def _bold_or_link(rng: Random, text: str) -> str:
    """Mark one to three consecutive words inside a line as bold or as a link."""
    words = text.split(" ")
    if len(words) < 8:
        return text
    start = rng.randrange(1, len(words) - 4)
    stop = start + rng.randint(1, 3)
    phrase = " ".join(words[start:stop])
    if not phrase.strip() or set(phrase) & set("[]()*_`"):
        return text
    marked = f"**{phrase}**" if rng.random() < 0.35 else f"[{phrase}]({address(rng, phrase)})"
    return " ".join([*words[:start], marked, *words[stop:]])


def _mark(rng: Random, rows: _Rows) -> _Rows:
    """Markdown added: headings, bold, links with invented targets."""
    head = rng.choice(("## %", "### %", "**%**", "# %", "#### %", ""))
    share, linked = rng.choice((0.05, 0.15, 0.4)), rng.choice((0.0, 0.0, 0.1, 0.5))
    out: _Rows = []
    for text, label in rows:
        plain = bool(text.strip()) and text.strip()[0] not in "#*>|!`["
        if plain and is_headline(text) and head:
            link = rng.random() < linked
            marked = f"[{text}]({address(rng, text)})" if link else head.replace("%", text.strip())
        elif plain and rng.random() < share:
            marked = _bold_or_link(rng, text)
        else:
            marked = text
        out.append((marked, label))
    return out


def _requote(rng: Random, rows: _Rows) -> _Rows:
    """Typographic marks to ASCII, or the other way round."""
    if rng.random() < 0.6:
        return [(text.translate(_STRAIGHT) if text.strip() else text, label) for text, label in rows]
    out: _Rows = []
    for text, label in rows:
        curly = re.sub(r'(?<!\S)"(?=\S)', "“", text).replace('"', "”")
        curly = re.sub(r"(?<!\S)'(?=\S)", "‘", curly).replace("'", "’")
        out.append((curly, label))
    return out


def _recase_headings(rng: Random, rows: _Rows) -> _Rows:
    upper = rng.random() < 0.7
    return [((text.upper() if upper else text.lower()) if is_headline(text) else text, label) for text, label in rows]


def _indent(rng: Random, rows: _Rows) -> _Rows:
    pad = rng.choice(("  ", "    ", "\t", " ", "   "))
    return [(pad + text if text.strip() else text, label) for text, label in rows]


def _trail(rng: Random, rows: _Rows) -> _Rows:
    pad, share = rng.choice((" ", "  ", "\xa0", "   ")), rng.choice((0.1, 0.5, 1.0))
    return [(text + pad if text.strip() and rng.random() < share else text, label) for text, label in rows]


def _wrap(rng: Random, rows: _Rows) -> _Rows:
    """Hard-wrap as text browsers do; each new line takes its paragraph's label."""
    width, pad = rng.randint(72, 80), rng.choice(("", "", "   "))
    spaced = any(label == BLANK for _, label in rows) or rng.random() < 0.2
    out: _Rows = []
    for text, label in rows:
        if label == BLANK or not text.strip():
            out.append((text, label))
            continue
        if not spaced and out:
            out.append(("", BLANK))
        out.extend((pad + piece, label) for piece in fold(text, width - len(pad)))
    return out


_RESTYLES: tuple[tuple[float, Callable[[Random, _Rows], _Rows]], ...] = (
    (0.10, _unmark),
    (0.10, _mark),
    (0.15, _rebullet),
    (0.20, _respace),
    (0.15, _requote),
    (0.03, _recase_headings),
    (0.08, _wrap),
    (0.05, _indent),
    (0.06, _trail),
)


def restyle(rng: Random, lines: Sequence[str], labels: str) -> tuple[list[str], str]:
    """Change the look of a document and leave the meaning of its labels alone."""
    rows = list(zip(lines, labels, strict=True))
    for probability, change in _RESTYLES:
        if rng.random() < probability:
            rows = change(rng, rows)
    return [text for text, _ in rows], "".join(label for _, label in rows)
