"""Find the day of publication among the dates around the body's start: by place, label, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex as re

from dechaff.metadata.bylines import places
from dechaff.metadata.dates import DateFound, Label, label_of
from dechaff.metadata.outline import Outline

__all__ = ["Dateline", "find_dateline"]

LIST = 3  # lines of one place with dates in them that make a list
_SPAN = re.compile(r"\s{0,3}(?:[-–—~]|to|bis|au|al|до)\s{0,3}")
_CLOCK = re.compile(r"[\s,|]{0,4}\d{1,2}:\d\d")  # sentences tell days, datelines moments
_REVISER = re.compile(r"[\s,]{1,3}by\s", re.IGNORECASE)


class Dateline(NamedTuple):
    """A date of publication (of an update, where the page shows no other), its block and how sure its place is."""

    iso: str
    block: int
    updated: bool
    strength: float


def find_dateline(outline: Outline, title: int | None, byline: int | None) -> Dateline | None:
    """The date that is likeliest the article's, or None where no date is."""
    dates = list(_dates(outline, title))
    listed = _listed(outline, dates)
    dated = [
        (_strength(outline, found, place, title, byline), found)
        for found, place in dates
        if _look(outline, found) not in listed
    ]
    best = max(dated, key=lambda scored: scored[0], default=None)
    if best is None or best[0] <= 0:
        return None
    strength, found = best
    return Dateline(found.date.iso, found.block, found.label is Label.UPDATED, strength)


class _Dated(NamedTuple):
    date: DateFound
    block: int
    label: Label


_Look = tuple[str, bool, bool]


def _dates(outline: Outline, title: int | None) -> Iterator[tuple[_Dated, float]]:
    """Every date near the start of the body, or right behind its end, and how likely its place is."""
    for block, place in places(outline, title):
        dates = outline.dates(block)
        text = outline.text(block)
        if len(dates) > 1 and _SPAN.fullmatch(text[dates[0].end : dates[1].start]):
            continue  # from one day to another
        for date in dates:
            yield _Dated(date, block, label_of(text, date, outline.text(block - 1))), place


def _listed(outline: Outline, dates: list[tuple[_Dated, float]]) -> set[_Look]:
    """The looks of lines that show many days in the same way: those of other articles, of events, of comments."""
    looks: dict[_Look, list[_Dated]] = {}
    for found, _ in dates:
        looks.setdefault(_look(outline, found), []).append(found)
    return {
        look
        for look, rows in looks.items()
        if look[0] and len({found.block for found in rows}) >= LIST and len({found.date.iso for found in rows}) > 1
    }


def _look(outline: Outline, found: _Dated) -> _Look:
    """The elements that a line stands in, whether it speaks of publication, and whether it is below the body."""
    return (
        outline.blocks[found.block].path,
        found.label in (Label.NONE, Label.PUBLISHED),
        found.block >= outline.end,
    )


def _strength(outline: Outline, found: _Dated, place: float, title: int | None, byline: int | None) -> float:
    """How sure it is that the article was published on a date; nothing where something else happened on it."""
    label, block = found.label, found.block
    text = outline.text(block)
    beside = len(text) - (found.date.end - found.date.start)
    distance = abs(block - byline) if byline is not None else 99
    is_published = label in (Label.PUBLISHED, Label.FIRST)
    strength = place + {Label.FIRST: 4.0, Label.PUBLISHED: 2.0, Label.UPDATED: -2.0}.get(label, 0.0)
    if label is Label.OTHER or (label is Label.UPDATED and _REVISER.match(text, found.date.end)):
        return 0.0
    if not is_published:
        if beside > (40 if outline.is_kept[block] else 70):
            return 0.0
        if outline.view.is_prose[block] and (outline.is_kept[block] or not _CLOCK.match(text, found.date.end)):
            return 0.0
        if block >= outline.end - 3 and block > outline.prose and (distance > 1 or label is Label.UPDATED):
            return 0.0
    if distance <= 3:
        strength += 1.5 - 0.3 * distance
    if len(found.date.iso) < 10:
        return strength - 3 if block != title and (is_published or distance <= 1) else 0.0
    return strength - 2 if block == title else strength
