"""The parts of a byline: what opens it (`By`, `Text:`, `作者：`), and the pieces between its separators and dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import regex as re

from dechaff.metadata.dates import DateFound, Label, label_of
from dechaff.metadata.people import EDGE, Names, is_known_person, lone_name, read_names
from dechaff.metadata.words import NOUN_OPENERS, OPENERS, WEAK_OPENERS

__all__ = ["Segment", "after_opener", "may_open", "named", "segments"]

MAX_OPENER_WORDS = 4
MAX_BEFORE = 120  # characters in which Chinese lines name the author behind source, time and count of readers
_SEPARATOR = re.compile(r"\s?[|·•∙●◦▪‧⋅｜]\s?|\s[/–—\-»>~]\s|(?<![,&])\s{3,9}(?![,&])|\t|　")
_GLUED_OPENER = re.compile(r"(?<=[\p{Ll}\d)\]])(?=(?:By|Written by|Posted by|Published by)\s)")
_GLUED_BY = re.compile(r"(?:[Ww]ritten )?[Bb]y(?=\p{Lu}\p{Ll})")
_DID = ("posted", "published", "written", "submitted", "filed", "created", "added", "started")
_POSTED_BY = re.compile(rf"(?:{'|'.join(_DID)})\b.{{0,40}}?\bby\b[\s:]{{1,3}}", re.IGNORECASE)
_IDEOGRAPH = re.compile(r"[\p{Han}\p{Hangul}]")
_IDEOGRAPHIC_OPENER = re.compile(
    r"(?:.{0,12}?(?:作者|撰文|撰稿|执笔人?|记者|記者|著者|執筆者?|ライター|筆者|投稿者|書いた人|文・写真|取材・文|글쓴이)"
    r"(?:\s?[:：/／|｜\s]\s?|$)|(?:文|글)\s?[:：/／|｜]\s?|原创\s{1,3})"
)
_INNER_OPENER = re.compile(r"(?:^|[\s　|\]】)）])作\s{0,2}者\s{0,2}[:：/／]\s{0,2}")
_FROM = re.compile(r"\s?[,(]\s?(?:aus|in|de|da|do|d['’]|desde|em|en|à|uit|från|z|из)\s")
_FIRST_WORDS = frozenset(_DID) | {opener.split()[0] for opener in (*OPENERS, *NOUN_OPENERS, *WEAK_OPENERS)}
_BEFORE_IDEOGRAPHS = "\u2e7f"


class Segment(NamedTuple):
    """A part of a line between separators and dates; `updated` where the date before it is that of an update."""

    text: str
    updated: bool


def segments(text: str, dates: Sequence[DateFound]) -> list[Segment]:
    """The parts of a line, dates taken out; `annBy ann` is two of them."""
    parts: list[Segment] = []
    position, updated = 0, False
    for date in (*dates, None):
        piece = text[position : date.start if date else len(text)]
        for separated in _SEPARATOR.split(piece) if piece else ():
            for part in _GLUED_OPENER.split(separated) if "y " in separated else (separated,):
                if stripped := part.strip(EDGE):
                    parts.append(Segment(stripped, updated))
        if date:
            updated = label_of(text, date) is Label.UPDATED
            position = date.end
    return parts


def may_open(text: str) -> bool:
    """A cheap look whether a line can hold an opener at all."""
    if "By" in text or not _FIRST_WORDS.isdisjoint(text.lower().replace(":", " ").split()):
        return True
    return not text.isascii() and _IDEOGRAPH.search(text) is not None


def after_opener(text: str) -> tuple[str, str] | None:
    """What stands behind `By` and the like at the start of a text, and of which kind it is: by, noun or weak."""
    first = text.split(None, 1)[0] if text else ""
    if "者" in text and (match := _INNER_OPENER.search(text[:MAX_BEFORE])):
        return text[match.end() :], "by"
    if first[:1] > _BEFORE_IDEOGRAPHS:
        match = _IDEOGRAPHIC_OPENER.match(text)
        return (text[match.end() :], "by") if match else None
    if first.lower().rstrip(":：") not in _FIRST_WORDS and first[:2] not in ("By", "by"):
        return None
    if match := _GLUED_BY.match(text):
        return text[match.end() :], "by"
    words = text[:80].split(maxsplit=MAX_OPENER_WORDS)[:MAX_OPENER_WORDS]
    for count in range(len(words), 0, -1):
        opener = " ".join(words[:count]).lower()
        colon = opener[-1] in ":："
        if kind := _kind(opener.rstrip(":： ")):
            rest = text.split(maxsplit=count)[count:]
            return (rest[0] if rest else ""), "by" if colon else kind
    if match := _POSTED_BY.match(text):
        return text[match.end() :], "by"
    return None


def _kind(opener: str) -> str:
    if opener in OPENERS:
        return "by"
    if opener in NOUN_OPENERS:
        return "noun"
    return "weak" if opener in WEAK_OPENERS else ""


def named(rest: str, kind: str) -> Names:
    """Names behind an opener; one that has other uses asks for the names of people and nothing else."""
    if kind == "by":
        return read_names(rest)
    if (name := lone_name(rest)) or (rest.isalpha() and rest.istitle() and is_known_person(rest)):
        return Names((name or rest,), "")
    found = read_names(rest)
    alone = not found.rest.strip(EDGE) or _FROM.match(found.rest)
    several = found.names and all(" " in name for name in found.names)
    return found if several and alone else Names((), rest)
