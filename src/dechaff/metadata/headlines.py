"""Find the title of a page: what `<title>`, OpenGraph, JSON-LD and the headings say, weighed against each other.

No single source is right more than nine times in ten: `<title>` carries the site's name, OpenGraph is written for
sharing, the first h1 may be the logo. Every string is therefore a candidate, and so is what is left of it without the
site's name; its weight is the sum of what speaks for it. The weights were fitted on the development pages (wcxb-dev,
fundus, andreas-article; `training.metadata_report` measures them) and rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import regex as re

from dechaff.metadata.jsonld import plain
from dechaff.metadata.outline import HEAD, Outline
from dechaff.metadata.page import ARTICLES, NEWS, Page, squash
from dechaff.metadata.titles import find_title
from dechaff.types import Kind

__all__ = ["WEIGHTS", "Headline", "evidence", "find_headline"]

MAX_LENGTH = 300  # characters; the longest title of the development pages has 190
MAX_HEADINGS = 30  # h1 of a page that are looked at
MAX_MORE = 12  # characters, spaces and marks that a line may have more or less than the title
LEAST = 0.5  # the weight of a candidate that is told
_WORD = re.compile(r"[\p{L}\p{M}\p{N}]+")
_SEPARATOR = re.compile(r"\s(?:[|\-–—·•»«›>/~:]|::|\\)\s|[｜|_](?=\p{Lo})|\s?[|｜]\s?|\s?[–—]\s?(?=\P{L})|:\s")
_SEPARATORS = frozenset("|-–—·•»«›>/~:\\｜_")
_EDGE = "¶ |-–—·:»«/"
_CUT = frozenset({"h1", "og", "twitter", "title", "json-ld"})  # what may carry the name of the site
_METAS = ("title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "headline", "citation_title")
_FAMILIES = {
    "h1": "h",
    "heading": "h",
    "og": "og",
    "twitter": "og",
    "title": "title",
    "json-ld": "ld",
    "itemprop": "h",
    "meta": "meta",
}
_IN_ARTICLE = frozenset(("<article", "<main"))
WEIGHTS: dict[str, float] = {
    "news": 4.0,  # the `headline` of a NewsArticle, which the gold of news follows where the h1 says something else
    "covers title": 1.5,
    "itemprop": 1.3,
    "h1": 1.1,
    "in og": 1.1,
    "in title": 0.9,
    "json-ld": 0.8,
    "nearest": 0.7,
    "h1 first": 0.6,
    "twitter": 0.6,
    "two say so": 0.6,
    "og": 0.4,
    "h1 in article": 0.2,
    "h1 shared": 0.2,
    "less site": 0.2,
    "less site before": 0.2,
    "meta": 0.2,
    "highest": 0.0,
    "less end": 0.0,
    "two words": -0.1,
    "cut off": -0.3,
    "one word": -0.5,
    "h1 late": -0.8,
    "json-ld name": -1.0,
    "title": -1.2,
    "less start": -1.3,
    "is site": -2.0,
    "ends with site": -2.0,
}


class Headline(NamedTuple):
    """A title, where it was said, its block where it is a heading, and its weight."""

    text: str
    source: str
    block: int | None
    weight: float


class Said(NamedTuple):
    """Who says a string, what that is worth (a name in `WEIGHTS`), and the block that shows it."""

    source: str
    sign: str
    block: int | None


class Candidate(NamedTuple):
    """One thing that a page may be called: its words, as it is written, who says so, what speaks for and against it."""

    words: tuple[str, ...]
    text: str
    sources: dict[str, int | None]
    signs: dict[str, float]


def find_headline(page: Page, outline: Outline) -> Headline | None:
    """The title of the article, or None where nothing is likely enough to be it."""
    best: Headline | None = None
    for candidate in evidence(page, outline):
        weight = sum(WEIGHTS[name] * value for name, value in candidate.signs.items())
        if best is None or weight > best.weight:
            sources = candidate.sources
            source = next((x for x in sources if not x.endswith("less site")), next(iter(sources)))
            best = Headline(candidate.text, source, sources.get("h1", sources.get("heading")), weight)
    if best is None or best.weight < LEAST:
        line = find_title(outline) if len(outline.kept) else None
        if line and line.sure:
            return Headline(line.text, "text", line.block, LEAST)
    if best and best.block is None:
        return best._replace(block=_shown(outline, best.text))
    return best


def _shown(outline: Outline, title: str) -> int | None:
    """The block above the body's first paragraph that shows a title, which the head alone has told."""
    wanted = squash(title)
    for i in range(min(outline.prose, len(outline.blocks) - 1), max(0, outline.start - HEAD) - 1, -1):
        text = outline.blocks[i].text
        if abs(len(text) - len(title)) <= MAX_MORE and squash(text) == wanted:
            return i
    return None


def evidence(page: Page, outline: Outline) -> list[Candidate]:
    """All candidates, each with what speaks for and against it."""
    strings: dict[str, list[Said]] = {}
    for string, said in _strings(page, outline):
        strings.setdefault(string, []).append(said)
    found: dict[tuple[str, ...], Candidate] = {}
    for string, sayings in strings.items():
        _add(found, plain(string), sayings)
        cut = [said for said in sayings if said.sign in _CUT]
        for text, sign in _less_site(page, plain(string)) if cut else ():
            _add(found, text, [Said(f"{source} less site", sign, block) for source, _, block in cut])
    title, shared = (frozenset(_WORD.findall(plain(x or "").lower())) for x in (page.head.title, page.meta("og:title")))
    for candidate in found.values():
        _shape(page, candidate, title, shared)
    return list(found.values())


def _add(found: dict[tuple[str, ...], Candidate], text: str, sayings: list[Said]) -> None:
    text = text.strip(_EDGE)
    words = tuple(_WORD.findall(text.lower())) if len(text) <= MAX_LENGTH else ()
    if not words:
        return
    candidate = found.get(words)
    if candidate is None:
        candidate = found[words] = Candidate(words, text, {}, {})
    for source, sign, block in sayings:
        candidate.signs[sign] = 1.0
        candidate.sources.setdefault(source, block)


def _strings(page: Page, outline: Outline) -> Iterator[tuple[str, Said]]:
    """Every string that may be the title, and who says it."""
    yield from _headings(outline)
    for source, sign in (("og:title", "og"), ("twitter:title", "twitter")):
        if text := page.meta(source):
            yield text, Said(source, sign, None)
    if text := page.meta(*_METAS):
        yield text, Said("meta title", "meta", None)
    if page.head.title:
        yield page.head.title, Said("title", "title", None)
    for node, types in zip(page.nodes.all, page.nodes.types, strict=True):
        if types & ARTICLES:
            if text := page.nodes.text(node, "headline"):
                yield text, Said("json-ld headline", "json-ld", None)
                if types & NEWS:
                    yield text, Said("json-ld headline", "news", None)
            if text := page.nodes.text(node, "name"):
                yield text, Said("json-ld name", "json-ld name", None)
    for item in page.said("itemprop:headline"):
        yield item.text or item.value, Said("itemprop headline", "itemprop", None)


def _headings(outline: Outline) -> Iterator[tuple[str, Said]]:
    """The headings of the first level, and the one above the body."""
    blocks = outline.blocks
    rows = [i for i in np.flatnonzero(outline.view.kind_is(Kind.HEADING)).tolist() if len(blocks[i].text) <= MAX_LENGTH]
    first = [i for i in rows if blocks[i].level == 1][:MAX_HEADINGS]
    for place, i in enumerate(first):
        yield blocks[i].text, Said("h1", "h1", i)
        if place == 0:
            yield blocks[i].text, Said("h1", "h1 first", i)
        if i > outline.prose:
            yield blocks[i].text, Said("h1", "h1 late", i)
        if not _IN_ARTICLE.isdisjoint(blocks[i].hints):
            yield blocks[i].text, Said("h1", "h1 in article", i)
    above = [i for i in rows if i <= outline.prose]
    if above:
        yield blocks[above[-1]].text, Said("heading", "nearest", above[-1])
        top = min(blocks[i].level for i in above)
        if top > 1:
            highest = [i for i in above if blocks[i].level == top]
            yield blocks[highest[-1]].text, Said("heading", "highest", highest[-1])


def _less_site(page: Page, text: str) -> Iterator[tuple[str, str]]:
    """A string without its last or first part, or its last two, and the sign of it."""
    cuts = _cuts(text)
    for start, end in cuts[-2:]:
        yield text[:start], "less site" if page.is_site(text[end:]) else "less end"
    if cuts:
        start, end = cuts[0]
        yield text[end:], "less site before" if page.is_site(text[:start]) else "less start"


def _cuts(text: str) -> list[tuple[int, int]]:
    """The separators of a title."""
    if _SEPARATORS.isdisjoint(text):
        return []
    return [match.span() for match in _SEPARATOR.finditer(text[:MAX_LENGTH])]


def _shape(page: Page, candidate: Candidate, title: frozenset[str], shared: frozenset[str]) -> None:
    """What the words themselves say, and how much of them `<title>` and OpenGraph have."""
    signs, words = candidate.signs, frozenset(candidate.words)
    in_title, in_og = len(words & title) / len(words), len(words & shared) / len(words)
    signs["in title"] = in_title if title else 0.5
    signs["in og"] = in_og if shared else 0.5
    signs["covers title"] = len(words & title) / len(title) if title else 0.5
    if "h1" in signs and max(in_title, in_og) >= 0.5:
        signs["h1 shared"] = 1.0
    if page.is_site(candidate.text):
        signs["is site"] = 1.0
    count = len(candidate.words)
    if count <= 2:
        signs["one word" if count == 1 else "two words"] = 1.0
    families = {_FAMILIES[source.partition(":")[0].partition(" ")[0]] for source in candidate.sources}
    if len(families) > 1:
        signs["two say so"] = 1.0
    cuts = _cuts(candidate.text)
    if cuts and page.is_site(candidate.text[cuts[-1][1] :]):
        signs["ends with site"] = 1.0
    if candidate.text.endswith(("…", "...")):
        signs["cut off"] = 1.0
