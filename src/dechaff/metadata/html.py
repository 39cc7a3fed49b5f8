"""What a page says of its article: from head, JSON-LD, marked-up elements and the lines around the body, together.

Every source of a field is a candidate; `headlines`, `authorship` and `publication` weigh them against each other. The
head is read once. The lines around the body are looked at where head and markup leave a field open, because that costs
more than all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import regex as re

from dechaff.metadata.authorship import find_page_authors
from dechaff.metadata.headlines import find_headline
from dechaff.metadata.jsonld import plain
from dechaff.metadata.languages import page_language
from dechaff.metadata.outline import Outline
from dechaff.metadata.page import Page, squash
from dechaff.metadata.pagetypes import declared_page_type
from dechaff.metadata.publication import find_page_dates
from dechaff.metadata.reading import minutes_in
from dechaff.metadata.sites import HOME
from dechaff.types import Block, Head, Metadata
from dechaff.view import View

__all__ = ["declared_page_type", "read_page_metadata"]

MAX_DESCRIPTION = 1000  # characters
MAX_TAGS, MAX_TAG = 30, 60  # tags, and characters of one
MAX_SECTION = 60  # characters
MAX_CRUMBS = 12
_COMMAS = re.compile(r"\s{0,3}[,;，、|]\s{0,3}")
_LICENCES = ("creativecommons.org/licenses/", "creativecommons.org/publicdomain/")
_CRUMB_WORDS = frozenset(("breadcrumb", "breadcrumbs", "crumb", "crumbs"))

Said = tuple[Any, str] | None  # a value, and where it was said


def read_page_metadata(view: View, kept: Sequence[int]) -> Metadata:
    """All that a page says of the article whose body the blocks `kept` are.

    Args:
        view: a document with a head.
        kept: indices of the blocks judged to be body, in order.

    Returns:
        The fields that the page states, each with the source it was read from.
    """
    page = Page(view.document.head or Head(), view.document)
    language = page_language(view, kept, page)
    outline = Outline(view, kept, language[0] if language else None)
    title = find_headline(page, outline)
    place = title.block if title else None
    authors = find_page_authors(page, outline, place)
    dates = find_page_dates(page, outline, place)
    name = title.text if title else ""
    told: dict[str, Said] = {
        "url": (page.url, "caller") if page.url else None,
        "canonical_url": page.canonical_url,
        "hostname": (page.hostname, "url" if page.url else "canonical_url") if page.hostname else None,
        "site_name": _site_name(page),
        "title": (title.text, title.source) if title else None,
        "authors": (authors.names, authors.source) if authors else None,
        "date_published": dates.published,
        "date_modified": dates.modified,
        "language": language,
        "description": _first(_descriptions(page, name)),
        "image": _first(_images(page)),
        "section": _first(_sections(page, outline, name)),
        "tags": _tags(page),
        "license": _first(_licences(page)),
        "page_type": _page_type(page),
        "reading_time_minutes": _minutes(page),
    }
    fields: dict[str, Any] = {field: said[0] for field, said in told.items() if said}
    return Metadata(**fields, provenance={field: said[1] for field, said in told.items() if said})


def _first(values: Iterator[tuple[str, str]]) -> Said:
    return next(values, None)


def _page_type(page: Page) -> Said:
    kind = declared_page_type(page.head, page.nodes)
    return (kind, "head") if kind else None


def _site_name(page: Page) -> Said:
    """What the site calls itself: OpenGraph first, which is written to be shown."""
    for source in ("og:site_name", "application-name"):
        for value in page.metas(source):
            if 1 < len(value) <= 80:
                return value, source
    for types, source in ((_WEB_SITE, "json-ld WebSite"), (_PUBLISHER, "json-ld publisher")):
        for node in page.nodes.of_type(types):
            key = "name" if types is _WEB_SITE else "publisher"
            for value in page.nodes.texts(node, key):
                if 1 < len(value) <= 80 and "://" not in value:
                    return value, source
    name = page.meta("apple-mobile-web-app-title")
    if name and page.is_site(name):
        return name, "apple-mobile-web-app-title"
    return _behind_title(page)


def _behind_title(page: Page) -> Said:
    """The last part of `<title>`, where the address of the page says the same."""
    parts = _TITLE_PARTS.split(plain(page.head.title or ""))
    for part in (parts[-1], parts[0]):
        name = squash(part)
        if len(parts) > 1 and len(part) <= 48 and len(name) > 2 and name in squash(page.hostname or ""):
            return part.strip(), "title"
    return None


def _descriptions(page: Page, title: str) -> Iterator[tuple[str, str]]:
    for source in ("description", "og:description", "twitter:description", "dc.description", "dcterms.description"):
        for value in page.metas(source):
            if len(value) > 2 and value != title:
                yield value[:MAX_DESCRIPTION], source
    if page.article and (value := page.nodes.text(page.article, "description") or ""):
        yield value[:MAX_DESCRIPTION], "json-ld description"


def _images(page: Page) -> Iterator[tuple[str, str]]:
    for source in ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"):
        for value in page.metas(source):
            if url := page.full(value):
                yield url, source
    for node in (page.article, page.web_page):
        for key in ("image", "thumbnailUrl"):
            for found in page.nodes.values(node, key) if node else ():
                href = (found.get("url") or found.get("contentUrl")) if isinstance(found, dict) else found
                if isinstance(href, str) and (url := page.full(href)):
                    yield url, f"json-ld {key}"
    if url := page.full(page.link("image_src")):
        yield url, "link image_src"


def _sections(page: Page, outline: Outline, title: str) -> Iterator[tuple[str, str]]:
    """What part of the site the article is in: as stated, or as the last crumb says."""
    for source in ("article:section", "parsely-section", "articlesection", "og:article:section"):
        for value in page.metas(source):
            if _is_section(page, value, title):
                yield value, source
    if page.article:
        for value in page.nodes.texts(page.article, "articleSection"):
            if _is_section(page, value, title):
                yield value, "json-ld articleSection"
    for crumbs, source in ((_crumbs_stated(page), "json-ld breadcrumb"), (_crumbs_shown(outline), "breadcrumb")):
        names = [name for name in crumbs if _is_section(page, name, title)]
        if names:
            yield names[-1], source


def _is_section(page: Page, name: str, title: str) -> bool:
    key, whole = squash(name), squash(title)
    long = len(key) >= 8 and (whole.startswith(key) or key.startswith(whole[:40])) if whole else False
    return (
        1 < len(name) <= MAX_SECTION
        and bool(key)
        and name.casefold() not in HOME
        and not long
        and key not in page.site_names
    )


def _crumbs_stated(page: Page) -> list[str]:
    for node in page.nodes.of_type(frozenset({"breadcrumblist"})):
        items = [x for x in page.nodes.values(node, "itemListElement") if isinstance(x, dict)][:MAX_CRUMBS]
        names = [next(iter((*page.nodes.texts(x, "name"), *page.nodes.texts(x, "item"))), "") for x in items]
        if found := [name for name in names if name and "://" not in name]:
            return found
    return []


def _crumbs_shown(outline: Outline) -> list[str]:
    """The lines of the first breadcrumb above the body."""
    first = max(0, outline.start - 30)
    rows = [i for i in range(first, outline.start) if not _CRUMB_WORDS.isdisjoint(outline.blocks[i].hints)]
    rows = [i for i in rows if i - rows[0] < MAX_CRUMBS]
    parts = [part for i in rows for part in _parts(outline.blocks[i])]
    return [part for part in parts if any(map(str.isalpha, part))]


def _parts(block: Block) -> list[str]:
    """The crumbs of a line: its links and what stands behind the last of them, or all of it."""
    if not block.links:
        return [block.text.strip(" /›»>|·")]
    rest = block.text[block.links[-1].end :].strip(" /›»>|·")
    return [block.text[link.start : link.end].strip() for link in block.links[:MAX_CRUMBS]] + ([rest] if rest else [])


def _tags(page: Page) -> Said:
    """What the page is tagged with, by the first source that has any."""
    stated: list[tuple[str, Callable[[], list[str]]]] = [
        ("article:tag", lambda: page.metas("article:tag", "og:article:tag")),
        ("json-ld keywords", lambda: list(page.nodes.texts(page.article, "keywords")) if page.article else []),
        ("parsely-tags", lambda: page.metas("parsely-tags", "sailthru.tags")),
        ("news_keywords", lambda: page.metas("news_keywords")),
        ("keywords", lambda: page.metas("keywords")),
        ("rel:tag", lambda: [item.text for item in page.said("rel:tag")]),
    ]
    for source, values in stated:
        parts = [part.strip(" #\"'") for value in values() for part in _COMMAS.split(value)]
        tags = tuple({part.casefold(): part for part in reversed(parts) if 1 < len(part) <= MAX_TAG}.values())[::-1]
        if tags:
            return tags[:MAX_TAGS], source
    return None


def _licences(page: Page) -> Iterator[tuple[str, str]]:
    if url := page.full(page.link("license")):
        yield url, "link license"
    for item in page.said("rel:license", "itemprop:license"):
        if url := page.full(item.value):
            yield url, item.name
    for node in (page.article, page.web_page):
        if node and (value := page.nodes.text(node, "license") or ""):
            yield value, "json-ld license"
    for source in ("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights"):
        for value in page.metas(source):
            if "://" in value or value.startswith("CC"):
                yield value, source


def _minutes(page: Page) -> Said:
    """The minutes that reading takes, as the page's sharing card or one of its elements says."""
    for number in "123":
        label, value = page.meta(f"twitter:label{number}"), page.meta(f"twitter:data{number}")
        if label and value and _READING.search(label[:60]) and (found := minutes_in(value, stated=True)):
            return found, "twitter:data"
    stated = page.nodes.text(page.article, "timeRequired") if page.article else None
    if found := minutes_in(stated or "", stated=True):
        return found, "json-ld timeRequired"
    for name in ("class:readingtime", "class:readtime", "class:reading"):
        for item in page.said(name):
            if found := minutes_in(item.text[:80], stated=False):
                return found, name
    return None


_WEB_SITE = frozenset({"website"})
_PUBLISHER = frozenset(
    {"article", "newsarticle", "blogposting", "webpage", "reportagenewsarticle", "opinionnewsarticle"}
)
_READING = re.compile(
    r"read|lese|lecture|lectura|leitura|lettura|lees|läs|læs|czyt|чте|чита|阅读|読|okuma", re.IGNORECASE
)
_TITLE_PARTS = re.compile(r"\s[|\-–—·•»«:]\s|\s?[|｜]\s?")
