"""Find when the article of a page was published and last modified: JSON-LD, metas, marked-up dates, address, text.

As with authors, every statement has a weight near the logarithm of the odds that it is right, and those that name the
same day add up over families. The day decides; of those that name it, the one with the most precise time is told. What
a source says of modification is never taken for publication: on the development pages that would be right two times in
five.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import regex as re

from dechaff.metadata.datelines import Dateline, find_dateline
from dechaff.metadata.dates import Label, iso_from_url
from dechaff.metadata.jsonld import Node
from dechaff.metadata.marked import BELOW, Seen, find_marked
from dechaff.metadata.moments import iso_of
from dechaff.metadata.outline import Outline
from dechaff.metadata.page import NEWS, Page
from dechaff.metadata.pagetypes import declared_page_type

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
_NAMES_DAY = re.compile(
    r"(?:publish(?:ed)?|publication|pub|issued)[-_. ]?(?:date|time|day)$"
    r"|(?:^|\P{L})date[-_. ]?(?:pub(?:lish(?:ed)?)?|issued)$"
)
_NOT_PUBLISHED = ("last", "modif", "updat", "expir", "upload")
OTHER_META = 2.0  # a meta whose name says that it holds the day; right 16 times in 17
_SCHEMA = ("json-ld", "datepublished", "itemprop")  # one vocabulary, and as a rule filled by one program
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
ENOUGH = 2.4  # the weight at which the lines of the page are not read any more
LEAST = 0.6  # the weight of an answer that is told
URL_MONTH = 0.3  # an address with year and month confirms nothing, and is hardly ever all there is
SHOWN = 1.6  # the weight from which on a date is shown near the title


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
    seen = Seen(outline, title)
    said = list(statements(page, seen))
    best = _choose(said, seen)
    if len(outline.kept) and (best is None or best.weight < ENOUGH):
        found = None if seen.listed else find_dateline(outline, title, None)
        if found and found.updated:
            seen.updated.append((found.iso, found.block))
        if found:
            said.append(Stated(found.iso, _where(outline, found), TEXT, _worth(found)))
            best = _choose(said, seen)
    told = best is not None and best.weight >= LEAST and not page.is_home and not _is_unconfirmed(said, page, seen)
    return Dates((best.iso, best.source) if best and told else None, _modified(page, outline, seen))


def _is_unconfirmed(said: list[Stated], page: Page, seen: Seen) -> bool:
    """Whether a day stands in JSON-LD alone, of a page that shows no date and that OpenGraph calls no article.

    It is that of a record in a content system, and right 1 time in 6. News and threads of forums are not meant.
    """
    return (
        all(x.source.startswith("json-ld") and x.weight < NEWS_ARTICLE for x in said)
        and len(seen.outline.kept) > 0
        and not (seen.updated or seen.outline.shows_dates)
        and (page.meta("og:type") or "").lower() != "article"
        and declared_page_type(page.head, page.nodes) != "forum"
    )


def _where(outline: Outline, found: Dateline) -> str:
    path = outline.blocks[found.block].path
    where = f"text at {path}" if path else "text"
    return f"{where} (updated)" if found.updated else where


def _worth(found: Dateline) -> float:
    """The weight of a date in the text, by the strength of its place."""
    if found.updated:
        return 0.8 if found.strength >= 1.5 else 0.4
    return 2.0 if found.strength >= 5 else 1.6 if found.strength >= 3.5 else 1.0


def _choose(said: list[Stated], seen: Seen) -> Stated | None:
    """The likeliest day, and of the statements of it the most precise.

    A day that the page shows as its own counts more than a later one in the head, which is when the page was built or
    moved (right 12 times in 12), and more than one that schema.org's vocabulary alone states, or that the head itself
    denies (9 in 10). Nothing is a difference that the time zones of head and page may make.
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
    if all(x.family == HEAD for x in days[best]) and not seen.listed:
        best = _shown_instead(best, days, weights)
    fullest = max(days[best], key=lambda x: (_precision(x.iso), x.weight))
    return fullest._replace(weight=weights[best])


def _shown_instead(best: str, days: dict[str, list[Stated]], weights: dict[str, float]) -> str:
    """The day that the page shows, where only its head says another and that is doubtful; else the head's."""
    iso = max((x.iso for x in days[best]), key=_precision)
    heads = [x for group in days.values() for x in group if x.family == HEAD]
    denied = any(x.weight > LEAST and _later(iso, x.iso[:10], True) for x in heads)
    doubted = denied or all(x.source.startswith(_SCHEMA) and x.weight < NEWS_ARTICLE for x in days[best])
    others = [
        day
        for day, group in days.items()
        if weights[day] >= SHOWN
        and not group[0].source.endswith("(updated)")
        and _later(iso, day, doubted and any(x.family != HEAD for x in group))
    ]
    return max(others, key=weights.__getitem__, default=best)


def _precision(iso: str) -> int:
    """Month, day, time, or moment: a time with its zone."""
    _, has_time, time = iso.partition("T")
    return 3 if has_time and (time[-1] == "Z" or time[-6:-5] in ("+", "-")) else 2 if has_time else len(iso) > 7


def _swapped(day: str) -> str:
    """`2024-09-10` for `2024-10-09`: numbers that were read in the wrong order."""
    return f"{day[:5]}{day[8:]}-{day[5:7]}" if len(day) == 10 else ""


def _later(stated: str, other: str, either: bool) -> bool:
    """Whether what is stated is after a day, or (if either will do) before it, in every time zone of the world."""
    day = stated[:10]
    if len(day) != 10 or len(other) != 10:
        return False
    days = (date.fromisoformat(day) - date.fromisoformat(other)).days
    if abs(days) == 1 and (moment := _moment(stated)):
        first, last = moment - timedelta(hours=12), moment + timedelta(hours=14)
        return str(first.date()) > other or (either and str(last.date()) < other)
    return days > 1 or (either and days < -1)


def _moment(stated: str) -> datetime | None:
    """A time with its zone as that of Greenwich; None for what has no zone or is no time."""
    if _precision(stated) < 3:
        return None
    try:
        return datetime.fromisoformat(stated).astimezone(UTC).replace(tzinfo=None)
    except ValueError:  # a leap second, a zone that is none
        return None


def _sum(group: list[Stated]) -> float:
    """The best statement of each family."""
    families: dict[str, float] = {}
    for stated in group:
        families[stated.family] = max(families.get(stated.family, -9.0), stated.weight)
    return sum(families.values())


def _modified(page: Page, outline: Outline, seen: Seen) -> tuple[str, str] | None:
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


def statements(page: Page, seen: Seen) -> Iterator[Stated]:
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
    for name, weight in _metas(page):
        if iso := iso_of(page.meta(name) or ""):
            yield Stated(iso, name, HEAD, weight)
    for name, weight in _MARKED.items():
        if name in page.properties and (found := find_marked(seen, name, page.properties[name])):
            yield Stated(found.iso, name, MARKUP if found.is_seen else HEAD, weight + found.worth)
    if iso := iso_from_url(page.url or page.document.url):
        yield Stated(iso, "url", ADDRESS, URL if len(iso) == 10 else URL_MONTH)


def _metas(page: Page) -> Iterator[tuple[str, float]]:
    """The metas that hold the day of publication, and what each is worth: those known, then those named like them."""
    for name in page.stated(_PUBLISHED):
        yield name, _PUBLISHED[name]
    for name in page.meta_names:
        if _NAMES_DAY.search(name) and name not in _PUBLISHED and not any(word in name for word in _NOT_PUBLISHED):
            yield name, OTHER_META
