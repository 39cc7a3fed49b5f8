"""Read the dates that elements of a page are marked up as: the one near the title, with what its place is worth."""

from __future__ import annotations

from typing import NamedTuple

from dechaff.metadata.dates import DateFound, Label, find_dates, label_of
from dechaff.metadata.moments import FIRST_YEAR, LAST_YEAR, iso_of
from dechaff.metadata.outline import Outline
from dechaff.types import Property

__all__ = ["BELOW", "Marked", "Seen", "find_marked"]

NEAR_TITLE, AMONG, BELOW, FAR = 0.4, -1.0, -2.2, -1.2  # where the marked-up element stands, seen from the body
REACH = 15  # blocks above the body, where no heading is the title
ABOVE_TITLE = 3  # blocks above the title
LABELLED = 0.8  # what `Published` before a date is worth
MAX_LISTED = 6  # dates of a kind in the body from which on it is a list
THREAD, NEWS = 1.6, 2.4  # what it costs to be the first of a list, of posts in the order of time or of the newest
MAX_TEXT = 160  # characters of a marked-up element that are looked at
MAX_ITEMS, MAX_READ = 40, 8  # marked-up elements of a kind, and those of them that are read


class Marked(NamedTuple):
    """The date of an element, what its place is worth, and whether readers see it.

    What they do not see is a `<meta itemprop>`, which is filled by what fills the head.
    """

    iso: str
    worth: float
    is_seen: bool


class Seen:
    """What the marked-up dates of a page show beside days of publication."""

    def __init__(self, outline: Outline, title: int | None) -> None:
        self.outline = outline
        self.title = title if title is not None and title <= outline.prose else 0
        self.first = title - ABOVE_TITLE if title is not None and title <= outline.prose else outline.start - REACH
        self.updated: list[tuple[str, int]] = []  # days of an update, with their blocks
        self.listed = False  # whether dates of a kind stand all over the body
        self._read: dict[tuple[str, str, int, bool], tuple[str, Label] | None] = {}  # one element has several names

    def read(self, item: Property, *, shown: bool) -> tuple[str, Label] | None:
        """The date of a marked-up element, and what the element, or the line around it, calls it."""
        key = (item.value, item.text, item.block, shown)
        if key not in self._read:
            self._read[key] = self._find(item, shown)
        return self._read[key]

    def _find(self, item: Property, shown: bool) -> tuple[str, Label] | None:
        stated = iso_of(item.value) if item.value[:1].isdigit() else None
        text = item.text[:MAX_TEXT]
        found = _shown(self.outline, text) if text and (shown or not stated) else None
        if found is None:
            return (stated, Label.NONE) if stated else None
        iso, label = stated or found[0], found[1]
        if label is Label.NONE:
            label = self._around(item, text)
        return iso, label

    def zone(self, block: int) -> float:
        """What the place of a block is worth."""
        if self.first <= block <= self.outline.prose + 1:
            return NEAR_TITLE
        if self.outline.prose < block < self.outline.end:
            return AMONG
        return BELOW if block >= self.outline.end else FAR

    def _around(self, item: Property, text: str) -> Label:
        """What the line that an element stands in calls its date."""
        line = self.outline.text(item.block)
        place = line.find(text) if len(line) > len(text) else -1
        before = self.outline.text(item.block - 1)
        if place < 0:
            return label_of(text, DateFound("", 0, len(text)), before) if line == text else Label.NONE
        return label_of(line, DateFound("", place, place + len(text)), before)


def find_marked(seen: Seen, name: str, items: list[Property]) -> Marked | None:
    """The first date of the elements of a kind that stands near the title, or else elsewhere.

    Far from the article it must be the only day there that is called one of publication, or the only one at all.
    """
    places: dict[float, list[Property]] = {}
    for item in items[:MAX_ITEMS]:
        places.setdefault(seen.zone(item.block), []).append(item)
    for zone in sorted(places, reverse=True):
        near = sorted(places[zone], key=lambda item: item.block < seen.title)  # what stands above the title comes last
        rows = _dated(seen, name, near[:MAX_READ], zone)
        if rows and (zone >= AMONG or len({iso for iso, label in rows if label or not rows[0][1]}) == 1):
            iso, label = max(rows, key=lambda row: row[1])
            worth = max(zone, AMONG) + label if label else zone
            return Marked(iso, worth - _cost(seen, places), any(item.text for item in near))
    return None


def _cost(seen: Seen, places: dict[float, list[Property]]) -> float:
    """What it costs a date that others of its kind stand all over the body.

    The first of a thread is that of the question; in a list that begins with the newest, none is that of the page.
    """
    items = [*places.get(NEAR_TITLE, ()), *places.get(AMONG, ())]
    if len({item.block for item in items}) <= MAX_LISTED:
        return 0.0
    seen.listed = True
    first, last = (seen.read(item, shown=False) for item in (items[0], items[-1]))
    return NEWS if first and last and last[0][:10] < first[0][:10] else THREAD


def _dated(seen: Seen, name: str, items: list[Property], zone: float) -> list[tuple[str, float]]:
    """The days that elements show, with what their labels are worth; one is enough near the title, two elsewhere."""
    rows: list[tuple[str, float]] = []
    for item in items:
        found = seen.read(item, shown=not name.startswith("itemprop") or zone > AMONG)
        if found is None or found[1] is Label.OTHER:
            continue
        iso, label = found
        if label is Label.UPDATED:
            if zone > BELOW:
                seen.updated.append((iso, item.block))
        elif len(iso) >= 10:
            rows.append((iso[:10] if zone < AMONG else iso, 0.0 if label is Label.NONE else LABELLED))
            if zone >= AMONG or len(rows) > 2:
                break
    return rows


def _shown(outline: Outline, text: str) -> tuple[str, Label] | None:
    """The date that an element shows, and what it calls it; that of publication, where it shows several."""
    if not any(map(str.isdigit, text)):
        return None
    dates = [x for x in find_dates(text, day_first=outline.day_first if "/" in text else None) if len(x.iso) == 10]
    labelled = [(x.iso, label_of(text, x)) for x in dates if FIRST_YEAR <= int(x.iso[:4]) <= LAST_YEAR]
    known = [x for x in labelled if x[1] in (Label.PUBLISHED, Label.FIRST)]
    return next(iter(known or [x for x in labelled if x[1] is Label.NONE] or labelled), None)
