"""Read the dates that pages show, in numbers and in the words of twenty languages, as ISO 8601.

Nothing is guessed: `03/04/2024` is a date only where the language, or another date of the page, says which is the day,
and a day without a year is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files
from typing import NamedTuple

import regex as re

__all__ = ["DateFound", "Label", "day_comes_first", "find_dates", "is_month", "iso_from_url", "label_of"]

FIRST_YEAR = 1970


def _month_names() -> dict[str, int]:
    text = (files("dechaff") / "data" / "dates" / "months.txt").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: month for month, row in enumerate(rows, 1) for name in row.split()}


_MONTHS = _month_names()
_ORDER_UNKNOWN = frozenset({"en", "tl", "fil"})  # English is written day first and month first

_WORD = r"(?:(?<![\p{L}\p{M}])|(?<=\p{Ll})(?=\p{Lu}))(\p{L}[\p{Ll}\p{M}]{2,13}+|\p{Lu}{3,10}+)\.?"
_WORDS = re.compile(r"\p{L}[\p{Ll}\p{M}]{2,13}+|\p{Lu}{3,10}+")  # a text without the name of a month needs no more
_BETWEEN_NUMBERS = frozenset("-./•·")
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_DAY = r"(?<![\d.,:/])(\d{1,2})(?:\s?(?:st|nd|rd|th|er|\.?º|ª)(?!\p{Ll})|\.)?"
_BETWEEN = r"(?:[\s,.]{0,3}(?:de|del|of|d['’])[\s,]{1,3}|[\s,/-]{1,3})"
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}(?:{_BETWEEN}|(?=\p{{L}})){_WORD}{_BETWEEN}{_YEAR}")
_MONTH_DAY_YEAR = re.compile(
    rf"{_WORD}[\s-]{{1,3}}(\d{{1,2}})(?:\s?(?:st|nd|rd|th)\b|\.)?(?:\s?,\s{{0,3}}|[\s-]{{1,3}}){_YEAR}"
)
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)((?:19|20)\d\d)[\s.,-]{{1,3}}{_WORD}[\s-]{{1,2}}(\d{{1,2}})(?!\d)")
_MONTH_YEAR = re.compile(rf"{_WORD}{_BETWEEN}{_YEAR}")
_ISO = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)(\s?[-./•·]\s?)(\d{1,2})\2(\d{1,2})(?![\d/-])")
_IDEOGRAPHIC = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s{0,2}[年년]\s{0,2}(\d{1,2})\s{0,2}[月월](?:\s{0,2}(\d{1,2})\s{0,2}[日号號일])?"
)
_NUMERIC = re.compile(r"(?<![\d/.:-])(\d{1,2})(\s?[-./]\s?)(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\d/-]|[.:,]\d)")
_TITLED = re.compile(r"\s\p{Lu}")
_HINT = re.compile(r"(?:19|20)\d\d|\d[-./]\s?\d{1,2}\s?[-./]\s?\d\d")
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)[/-]([01]\d)(?:[/-]([0-3]\d))?(?=[/-])"
    r"|/t?((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/_-])"
    r"|/((?:19|20)\d\d)/(\p{Ll}{3,9})/([0-3]?\d)(?=/)"
)


class Label(StrEnum):
    """What a page says that happened on a date."""

    FIRST = "first published"
    PUBLISHED = "published"
    UPDATED = "updated"
    OTHER = "other"
    NONE = ""


_LABELS = {
    Label.OTHER: (
        r"\b(?:join|register(?:ed)?|last post|deadline|expires?|accessed|retrieved|archived|born)\b.{0,12}$|"
        r"\b(?:joined|events?|member|copyright|replies|reply|effective|established|founded|valid|until|due|says|starts?|"
        r"ends?|from|through|since|before|after|beginning|depuis|seit|desde|dal|sinds|sedan|z dnia|до|с)\b[\s:,]{0,3}$|"
        r"©[^©]{0,20}$|\(c\)[^©]{0,20}$"
    ),
    Label.UPDATED: (
        r"updat|modif|revis|\bedited|review|check|verified|\bchanged|last publ|aktuali|geändert|bearbeitet|"
        r"überarbeitet|mise? à jour|actualiza|atualiza|aggiorna|bijgewerkt|gewijzigd|uppdater|ändra|oppdater|opdater|"
        r"päivitetty|güncelle|обновл|изменен|оновлен|更新|修改|最后编辑|最終|수정|تحديث"
    ),
    Label.FIRST: (
        r"\b(?:originally|initially|first) (?:published|posted|appeared)|erstmals (?:veröffentlicht|erschienen)|"
        r"première publication|prima pubblicazione|primera publicación|pierwotnie opublik"
    ),
    Label.PUBLISHED: (
        r"publi|posted|(?<!blog )\bpost\b|\bwritten|releas|\bdated?\b|veröffentlicht|erstellt|erschienen|\bposté|"
        r"\bécrit|mis en ligne|\bparu|postado|geplaatst|skapad|julkaistu|opublikow|dodan|yayın|опублик|дата|"
        r"发布|發布|发表|發表|公開|投稿|掲載|配信|日期|时间|時間|입력|등록|نشر|\bstand\b|\bfecha\b|\bdatum\b"
    ),
}
_LABEL_PATTERNS = {label: re.compile(pattern, re.IGNORECASE) for label, pattern in _LABELS.items()}


class DateFound(NamedTuple):
    """A date as `text[start:end]` shows it; `iso` has the precision found (`2025-02-25`, `2025-02`)."""

    iso: str
    start: int
    end: int


def find_dates(text: str, *, day_first: bool | None = None) -> list[DateFound]:
    """All dates of a short text, in order; `day_first` decides `03/04/2024`, which is no date without it."""
    if not _HINT.search(text):
        return []
    found: list[DateFound] = []
    taken: list[tuple[int, int]] = []
    for match, year, month, day in _candidates(text, day_first):
        start, end = match.span()
        if any(start < last and end > first for first, last in taken):
            continue
        iso = _iso(year, month, day)
        if month is not None and month <= 12:
            taken.append((start, end))  # also where there is no such day: its month and year alone are not the date
        if iso:
            found.append(DateFound(iso, start, end))
    return sorted(found, key=lambda date: date.start)


def _candidates(text: str, day_first: bool | None) -> Iterable[tuple[re.Match[str], int, int | None, int | None]]:
    """Every reading of a part of the text as year, month and day, the surest first."""
    numbers = not _BETWEEN_NUMBERS.isdisjoint(text)
    words = any(word.lower() in _MONTHS for word in _WORDS.findall(text))
    for match in _ISO.finditer(text) if numbers else ():
        yield match, int(match[1]), int(match[3]), int(match[4])
    for match in _IDEOGRAPHIC.finditer(text) if not text.isascii() else ():
        yield match, int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    for match in _DAY_MONTH_YEAR.finditer(text, overlapped=True) if words else ():
        yield match, int(match[3]), _month(match[2]), int(match[1])
    for match in _MONTH_DAY_YEAR.finditer(text, overlapped=True) if words else ():
        yield match, int(match[3]), _month(match[1]), int(match[2])
    for match in _YEAR_MONTH_DAY.finditer(text, overlapped=True) if words else ():
        yield match, int(match[1]), _month(match[2]), int(match[3])
    for match in _NUMERIC.finditer(text) if numbers else ():
        if len(match[4]) == 2 and match[2].strip() == "." and _TITLED.match(text, match.end()):
            continue  # `8.4.13 Release notes`: the number of a version or a section
        first, second = int(match[1]), int(match[3])
        order = _order(first, second, match[2].strip(), day_first)
        if order is not None:
            day, month = (first, second) if order else (second, first)
            yield match, _full_year(match[4]), month, day
    for match in _MONTH_YEAR.finditer(text, overlapped=True) if words else ():
        yield match, int(match[2]), _month(match[1]), None


def _order(first: int, second: int, separator: str, day_first: bool | None) -> bool | None:
    """Whether the day comes first in a date of numbers; None where nobody can know."""
    if first > 12 or second > 12:
        return first > 12
    if first == second:
        return True
    return True if separator == "." and day_first is None else day_first


def day_comes_first(language: str | None, texts: Iterable[str]) -> bool | None:
    """Whether `03/04/2024` is in April: the language says so, or in English another date of the same page."""
    if language and language.split("-")[0].lower() not in _ORDER_UNKNOWN:
        return True
    seen = {
        int(match[1]) > 12
        for text in texts
        for match in _NUMERIC.finditer(text)
        if (int(match[1]) > 12) != (int(match[3]) > 12)
    }
    return seen.pop() if len(seen) == 1 else None


def label_of(text: str, date: DateFound, before: str = "") -> Label:
    """What the words in front of a date call it; `before` is the line above, for dates that begin theirs."""
    lead = text[max(0, date.start - 48) : date.start]
    label = _label_in(lead)
    if label is Label.NONE and not lead.strip(" \t:|-–—•·,("):
        label = _label_in(before[-48:])
    if label is Label.NONE:
        tail = text[date.end : date.end + 16]
        label = next(
            (x for x in (Label.UPDATED, Label.PUBLISHED) if _LABEL_PATTERNS[x].match(tail.lstrip(" :：("))), label
        )
    return label


def _label_in(text: str) -> Label:
    """The last label in a text; a word that only leads up to a date must stand right before it."""
    if not text:
        return Label.NONE
    for label in (Label.OTHER, Label.FIRST):
        if _LABEL_PATTERNS[label].search(text):
            return label
    places = {
        label: max((m.start() for m in _LABEL_PATTERNS[label].finditer(text)), default=-1)
        for label in (Label.UPDATED, Label.PUBLISHED)
    }
    best = max(places, key=lambda label: places[label])
    return best if places[best] >= 0 else Label.NONE


def iso_from_url(url: str | None) -> str | None:
    """The date in the path of an address (`/2025/02/25/`, `/20250225/`, `/2025/feb/25/`), or None."""
    match = _IN_URL.search(url or "")
    if match is None:
        return None
    year, month, day = (x for x in match.groups() if x) if match[3] or not match[1] else (match[1], match[2], "")
    number = int(month) if month.isdigit() else _MONTHS.get(month)
    return _iso(int(year), number, int(day) if day else None)


def is_month(word: str) -> bool:
    """Whether a word in lower case is the name of a month, in any of the languages."""
    return word in _MONTHS


def _month(word: str) -> int | None:
    return _MONTHS.get(word.lower())


def _full_year(digits: str) -> int:
    """The year of two digits: the nearest to the turn of the millennium."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 1900 + year if year >= 70 else 2000 + year


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    if month is None or not 1 <= month <= 12 or year < FIRST_YEAR:
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    lengths = (31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= lengths[month - 1] else None
