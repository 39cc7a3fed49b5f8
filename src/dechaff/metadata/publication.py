"""Find when the article of a page was published and last modified: JSON-LD, metas, marked-up dates, address, text.

As with authors, every statement has a weight near the logarithm of the odds that it is right, and those that name the
same day add up over families. The day decides; of those that name it, the one with the most precise time is told. What
a source says of modification is never taken for publication: on the development pages that would be right two times in
five.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from dechaff.metadata.datelines import Dateline, find_dateline
from dechaff.metadata.dates import DateFound, Label, find_dates, iso_from_url, label_of
from dechaff.metadata.jsonld import Node
from dechaff.metadata.moments import FIRST_YEAR, LAST_YEAR, iso_of
from dechaff.metadata.outline import Outline
from dechaff.metadata.page import NEWS, Page
from dechaff.types import Property

__all__ = ["Dates", "Stated", "find_page_dates", "statements"]

HEAD, MARKUP, TEXT, ADDRESS = "head", "markup", "text", "address"
_PUBLISHED = {
    "article:published_time": 3.0,
    "og:article:published_time": 3.0,
    "parsely-pub-date": 3.0,
    "sailthru.date": 2.6,
    "cxenseparse:recs:publishtime": 3.0,
    "article.published": 2.6,
    "datepublished": 1.6,
    "date.created": 2.0,
    "dc.date.issued": 2.4,
    "dcterms.issued": 2.2,
    "dcterms.created": 2.0,
    "dc.date": 1.8,
    "dcterms.date": 1.8,
    "citation_publication_date": 2.0,
    "citation_online_date": 1.8,
    "citation_date": 1.6,
    "pubdate": 2.4,
    "publish-date": 2.4,
    "publish_date": 2.4,
    "publishdate": 2.4,
    "og:publish_date": 2.4,
    "published": 2.2,
    "publication_date": 2.2,
    "date": 1.8,
    "bt:pubdate": 2.4,
    "weibo: article:create_at": 2.4,
    "og:pubdate": 2.4,
    "nrbbs:pubdate": 2.0,
}
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "date.modified", "dcterms.modified", "lastmod",
    "last-modified", "dc.date.modified", "og:article:modified_time", "article:modified",
)  # fmt: skip
ARTICLE, NEWS_ARTICLE, WEB_PAGE, CREATED = 1.8, 4.0, 2.3, 0.6
UNSIGNED_PAGE = 0.5  # a page that is not said to be an article, by nobody: when it was made, not published
_MARKED = {
    "itemprop:datepublished": 2.0,
    "time": 2.0,
    "class:published": 1.6,
    "class:publish": 1.6,
    "class:pubdate": 1.8,
    "class:pubtime": 1.8,
    "class:posted": 1.4,
    "class:date": 1.6,
    "class:datetime": 1.5,
    "class:dateline": 1.8,
    "class:timestamp": 1.4,
    "class:time": 1.6,
}
_MARKED_MODIFIED = ("itemprop:datemodified", "class:updated", "class:modified")
URL = 4.0
NEAR_TITLE, AMONG, BELOW, FAR = 0.4, -1.0, -2.2, -1.2  # where the marked-up element stands, seen from the body
REACH = 15  # blocks above the body, where no heading is the title
ABOVE_TITLE = 3  # blocks above the title
ENOUGH = 2.4  # the weight at which the lines of the page are not read any more
LEAST = 0.6  # the weight of an answer that is told
URL_MONTH = 0.3  # an address with year and month confirms nothing, and is hardly ever all there is
SHOWN = 1.6  # the weight from which on a date is shown near the title
LABELLED = 0.8  # what `Published` before a date is worth
MAX_LISTED, LISTED = 6, 1.6  # dates of a kind in the body from which on it is a list of events, and what that costs
MAX_TEXT = 160  # characters of a marked-up element that are looked at
MAX_ITEMS, MAX_READ = 40, 8  # marked-up elements of a kind, and those of them that are read


class Stated(NamedTuple):
    """A date, who says so, of which family that is and what it is worth."""

    iso: str
    source: str
    family: str
    weight: float


class Dates(NamedTuple):
    """When the article was published and when modified, each with where it was said."""

    published: tuple[str, str] | None
    modified: tuple[str, str] | None


def find_page_dates(page: Page, outline: Outline, title: int | None) -> Dates:
    """When the article was published and modified, as head, markup, address and text agree on it best."""
    seen = _Seen(outline, title)
    said = list(statements(page, outline, seen))
    best = _choose(said)
    if len(outline.kept) and (best is None or best.weight < ENOUGH):
        found = None if seen.listed else find_dateline(outline, title, None)
        if found and found.updated:
            seen.updated.append((found.iso, found.block))
        if found:
            said.append(Stated(found.iso, _where(outline, found), TEXT, _worth(found)))
            best = _choose(said)
    told = best is not None and best.weight >= LEAST and not page.is_home
    return Dates((best.iso, best.source) if best and told else None, _modified(page, outline, seen))


def _where(outline: Outline, found: Dateline) -> str:
    path = outline.blocks[found.block].path
    where = f"text at {path}" if path else "text"
    return f"{where} (updated)" if found.updated else where


class _Seen:
    """What the marked-up dates of a page show beside days of publication."""

    def __init__(self, outline: Outline, title: int | None) -> None:
        self.outline = outline
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


def _worth(found: Dateline) -> float:
    """The weight of a date in the text, by the strength of its place."""
    if found.updated:
        return 0.8 if found.strength >= 1.5 else 0.4
    return 2.0 if found.strength >= 5 else 1.6 if found.strength >= 3.5 else 1.0


def _choose(said: list[Stated]) -> Stated | None:
    """The likeliest day, and of the statements of it the most precise.

    A day that the page shows as its own counts more than a later one in the head, which is when the page was built or
    moved (right 12 times in 12), and more than one that JSON-LD alone states (5 in 6). One day is no difference, as
    head and page may be of different time zones.
    """
    days: dict[str, list[Stated]] = {}
    heads = {x.iso[:10]: x.iso for x in said if x.family == HEAD}
    for stated in said:
        swapped = heads.get(_swapped(stated.iso[:10])) if stated.family in (MARKUP, TEXT) else None
        days.setdefault((swapped or stated.iso)[:10], []).append(stated._replace(iso=swapped or stated.iso))
    weights = {day: _sum(group) for day, group in days.items()}
    best = max(weights, key=weights.__getitem__, default=None)
    if best is None:
        return None
    if all(x.family == HEAD for x in days[best]):
        doubted = all(x.source.startswith("json-ld") and x.weight < NEWS_ARTICLE for x in days[best])
        shown = [
            day
            for day, group in days.items()
            if weights[day] >= SHOWN and not group[0].source.endswith("(updated)") and _later(best, day, doubted)
        ]
        best = max(shown, key=weights.__getitem__, default=best)
    fullest = max(days[best], key=lambda x: (_precision(x.iso), x.weight))
    return fullest._replace(weight=weights[best])


def _precision(iso: str) -> int:
    """Month, day, time, or moment: a time with its zone."""
    _, has_time, time = iso.partition("T")
    return 3 if has_time and (time[-1] == "Z" or time[-6:-5] in ("+", "-")) else 2 if has_time else len(iso) > 7


def _swapped(day: str) -> str:
    """`2024-09-10` for `2024-10-09`: numbers that were read in the wrong order."""
    return f"{day[:5]}{day[8:]}-{day[5:7]}" if len(day) == 10 else ""


def _later(day: str, other: str, either: bool) -> bool:
    """Whether a day is more than one after another, or (if either will do) before it."""
    if len(day) != 10 or len(other) != 10:
        return False
    days = (date.fromisoformat(day) - date.fromisoformat(other)).days
    return days > 1 or (either and days < -1)


def _sum(group: list[Stated]) -> float:
    """The best statement of each family."""
    families: dict[str, float] = {}
    for stated in group:
        families[stated.family] = max(families.get(stated.family, -9.0), stated.weight)
    return sum(families.values())


def _modified(page: Page, outline: Outline, seen: _Seen) -> tuple[str, str] | None:
    for node, name in ((page.article, "json-ld dateModified"), (page.web_page, "json-ld page dateModified")):
        if node and (iso := _of_node(page, node, "dateModified")):
            return iso, name
    for name in page.stated(_MODIFIED):
        if iso := iso_of(page.meta(name) or ""):
            return iso, name
    for name in _MARKED_MODIFIED:
        for item in page.said(name):
            found = seen.read(item, shown=False)
            if found and seen.zone(item.block) > BELOW and (name[0] == "i" or found[1] is Label.UPDATED):
                return found[0], name
    if seen.updated:
        iso, block = seen.updated[0]
        path = outline.blocks[block].path if 0 <= block < len(outline.blocks) else ""
        return iso, f"text at {path}" if path else "text"
    return None


def _of_node(page: Page, node: Node, key: str) -> str | None:
    return next((iso for text in page.nodes.texts(node, key) if (iso := iso_of(text))), None)


def statements(page: Page, outline: Outline, seen: _Seen) -> Iterator[Stated]:
    """What head, markup and address say of publication."""
    if page.article:
        weight = NEWS_ARTICLE if page.types_of(page.article) & NEWS else ARTICLE
        if iso := _of_node(page, page.article, "datePublished"):
            yield Stated(iso, "json-ld datePublished", HEAD, weight)
        elif iso := _of_node(page, page.article, "dateCreated"):
            yield Stated(iso, "json-ld dateCreated", HEAD, CREATED)
    if page.web_page and (iso := _of_node(page, page.web_page, "datePublished")):
        signed = "author" in page.web_page or page.meta("author", "article:author") is not None
        yield Stated(iso, "json-ld page datePublished", HEAD, WEB_PAGE if signed else UNSIGNED_PAGE)
    for name in page.stated(_PUBLISHED):
        if iso := iso_of(page.meta(name) or ""):
            yield Stated(iso, name, HEAD, _PUBLISHED[name])
    for name, weight in _MARKED.items():
        if name in page.properties and (found := _marked(page, outline, seen, name)):
            yield Stated(found[0], name, MARKUP, weight + found[1])
    if iso := iso_from_url(page.url or page.document.url):
        yield Stated(iso, "url", ADDRESS, URL if len(iso) == 10 else URL_MONTH)


def _marked(page: Page, outline: Outline, seen: _Seen, name: str) -> tuple[str, float] | None:
    """The first marked-up date of a kind near the title, or else elsewhere, with what its place is worth."""
    places: dict[float, list[Property]] = {}
    for item in page.properties[name][:MAX_ITEMS]:
        places.setdefault(seen.zone(item.block), []).append(item)
    for zone in sorted(places, reverse=True):
        rows = _dated(seen, name, places[zone][:MAX_READ], zone)
        if rows and (zone >= AMONG or rows[0][1] > 0 or len({iso for iso, _ in rows}) == 1):
            iso, label = max(rows, key=lambda row: row[1])
            listed = {item.block for near in (NEAR_TITLE, AMONG) for item in places.get(near, ())}
            worth = max(zone, AMONG) + label if label else zone
            seen.listed = seen.listed or len(listed) > MAX_LISTED
            return iso, worth - LISTED if len(listed) > MAX_LISTED else worth
    return None


def _dated(seen: _Seen, name: str, items: list[Property], zone: float) -> list[tuple[str, float]]:
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
