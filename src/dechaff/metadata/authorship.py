"""Find who wrote the article of a page: JSON-LD, metas, marked-up bylines and the lines around the title, together.

Each statement is a set of names with a weight, near the logarithm of the odds that it is right (measured on wcxb-dev
and fundus by `training.metadata_report`). Statements of one family (head, markup, text) come from the same field of the
same content system and do not confirm each other; those of different families do. The lines are only read where head
and markup do not agree, because that is what takes time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import regex as re

from dechaff.metadata.bylines import find_announced, find_near_authors
from dechaff.metadata.credits import names_in_byline, stated_names
from dechaff.metadata.jsonld import Node, plain, texts_of
from dechaff.metadata.outline import Outline
from dechaff.metadata.page import NEWS, Page, each, squash
from dechaff.metadata.people import MAX_AUTHORS, is_known_person, lone_name
from dechaff.types import Property

__all__ = ["Authors", "find_page_authors", "statements"]

HEAD, MARKUP, TEXT = "head", "markup", "text"
_METAS = {
    "author": 2.1,
    "article:author": 2.4,
    "parsely-author": 2.6,
    "sailthru.author": 2.6,
    "cxenseparse:author": 2.2,
    "byl": 2.4,
    "dc.creator": 1.8,
    "dcterms.creator": 1.8,
    "dc.contributor": 1.0,
    "citation_author": 2.2,
    "nar_author": 2.0,
}
JSON_LD, JSON_LD_PAGE, LABEL = 2.2, 1.9, 2.4
_LABELS = (
    "written",
    "author",
    "autor",
    "auteur",
    "verfasst",
    "geschrieben",
    "écrit",
    "escrit",
    "scritto",
    "skriv",
    "by",
)
_MARKUP = {
    "itemprop:author": 2.3,
    "itemprop:creator": 1.5,
    "rel:author": 1.6,
    "class:author": 2.0,
    "class:authors": 2.0,
    "class:authored": 2.0,
    "class:byline": 2.0,
    "class:bylines": 2.0,
    "class:writer": 1.5,
    "class:contributor": 1.2,
}
LINK = 1.8  # a link to a page about an author, near the title
ABOVE, AMONG, BELOW, FAR = 1.0, -0.6, -0.9, -0.6  # where the marked-up element stands, seen from the body
_AUTHOR_PATH = re.compile(r"/(?:authors?|autor(?:en)?|auteur|contributors?)/")
MAX_LINKS = 4  # of a line that are looked at
REACH = 15  # blocks above the body that a byline may stand in
MAX_ITEMS, MAX_READ = 60, 12  # marked-up elements of a kind, and those of them that are read
MAX_DIFFERENT = 3  # names in elements of a kind outside the body; more are those of other articles
NEAR = 4  # blocks between the bylines of co-authors
ENOUGH = 4.0  # the weight at which the lines of the page are not read any more
LIKELY = 2.5  # the weight at which only lines that open with `By` and the like are
LEAST = 1.0  # the weight of an answer that is told
OWN_NAME = 1.4  # what speaks against the name of the site as an author
PERSON = 0.5  # what speaks for names of people
AGREED = 0.8  # for each further statement of the same family
MAX_IDEOGRAPHS = 5  # characters of a person's name in Chinese or Japanese
PART = 0.7  # what a statement that names some of the authors is worth for one that names all


SHARED = 5  # letters that two spellings of a name begin with
_TITLE = re.compile(r"^(?:dr|prof|mr|mrs|ms|sir)\.?\s", re.IGNORECASE)
_OPENER = re.compile(r"^(?:(?:written|posted|published) )?(?:by|author)\b:?\s", re.IGNORECASE)
_COMPANY = each("inc llc ltd gmbh corp corporation company co ag pc limited")
_SELF = each("team staff editors editorial newsroom desk redaktion redazione redacción rédaction")


class Authors(NamedTuple):
    """Names, where they were said first, and the weight of it."""

    names: tuple[str, ...]
    source: str
    weight: float


class Statement(NamedTuple):
    """Somebody's names, who says so, of which family that is and what it is worth."""

    names: tuple[str, ...]
    source: str
    family: str
    weight: float


def find_page_authors(page: Page, outline: Outline, title: int | None) -> Authors | None:
    """The authors that head, markup and text agree on best, or None where nothing is sure enough."""
    said = list(statements(page, outline))
    best = _choose(page, said)
    if (best is None or best.weight < ENOUGH) and len(outline.kept):
        byline = find_announced(outline, title) if best and best.weight >= LIKELY else find_near_authors(outline, title)
        if byline:
            path = outline.blocks[byline.block].path
            said.append(Statement(byline.names, f"text at {path}" if path else "text", TEXT, _worth(byline.strength)))
            best = _choose(page, said)
    return best if best and best.weight >= LEAST else None


def _worth(strength: float) -> float:
    """The weight of a line that opens a byline, by the strength of its place."""
    return 3.0 if strength >= 4.5 else 2.6 if strength >= 3.5 else 2.2 if strength >= 1.5 else 1.2


def _choose(page: Page, said: list[Statement]) -> Authors | None:
    groups: dict[frozenset[str], list[Statement]] = {}
    stated = {_key(x.names[0]): x.names for x in said if x.family == HEAD and len(x.names) == 1}
    for statement in said:
        if statement.names:
            names = _in_full(statement, stated)
            groups.setdefault(frozenset(map(_key, names)), []).append(statement._replace(names=names))
    worth = {key: _sum(group) for key, group in groups.items()}
    best: Authors | None = None
    for key, group in groups.items():
        names = max(group, key=lambda x: x.weight).names
        weight = worth[key] + PART * sum(other for part, other in worth.items() if part < key)
        weight += _manner(page, names, group)
        if best is None or weight > best.weight:
            best = Authors(names, group[0].source, weight)
    return best


def _key(name: str) -> str:
    """A name without its title, for comparing."""
    return squash(_TITLE.sub("", name, count=1))


def _in_full(statement: Statement, stated: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names of a byline as the head spells them, where a word is glued to them or one is left out."""
    if statement.family != HEAD and len(statement.names) == 1:
        key = _key(statement.names[0])
        for other, names in stated.items():
            if (
                other != key
                and min(len(other), len(key)) >= SHARED
                and (other.startswith(key) or key.startswith(other))
            ):
                return names
    return statement.names


def _sum(group: list[Statement]) -> float:
    """The best statement of each family, and a little for every other source."""
    best: dict[str, float] = {}
    for statement in group:
        best[statement.family] = max(best.get(statement.family, -9.0), statement.weight)
    more = len({statement.source for statement in group}) - len(best)
    return sum(best.values()) + AGREED * min(more, 2)


def _manner(page: Page, names: tuple[str, ...], group: list[Statement]) -> float:
    """What the names themselves say: people are likelier than the name of the site, handles less likely."""
    if all(page.once(lone_name, name) for name in names):
        known = any(is_known_person(name) for name in names)
        return PERSON if known or not page.is_site(names[0]) else -OWN_NAME
    if len(names) == 1 and page.is_site(names[0]) and _SELF.isdisjoint(names[0].lower().split()):
        return -OWN_NAME
    if all(name[0] > "\u2e7f" and len(name) <= MAX_IDEOGRAPHS for name in names):
        return PERSON
    last = names[-1].lower().rpartition(" ")[2].rstrip(".")
    if len(names) == 1 and ((" " not in names[0] and names[0].islower()) or last in _COMPANY):
        return -PERSON if last not in _COMPANY else -OWN_NAME
    return 0.0


def statements(page: Page, outline: Outline) -> Iterator[Statement]:
    """What head and markup say."""
    if page.article:
        names = _of_node(page, page.article)
        yield Statement(names, "json-ld author", HEAD, JSON_LD + _self_credit(page, names))
    if page.web_page:
        yield Statement(_of_node(page, page.web_page), "json-ld page author", HEAD, JSON_LD_PAGE)
    for name in page.stated(_METAS):
        values = map(_turned, page.metas(name)) if name == "citation_author" else page.metas(name)
        yield Statement(_merged(page.once(stated_names, value) for value in values), name, HEAD, _METAS[name])
    for number in "123":
        label = page.meta(f"twitter:label{number}")
        if label and label.lower().startswith(_LABELS):
            names = page.once(stated_names, page.meta(f"twitter:data{number}") or "")
            yield Statement(names, "twitter:data", HEAD, LABEL)
    yield from _marked(page, outline)
    yield from _linked(outline)


def _self_credit(page: Page, names: tuple[str, ...]) -> float:
    """Newspapers credit themselves on purpose; blog plugins fill the name in where nobody has."""
    news = page.article is not None and not NEWS.isdisjoint(page.types_of(page.article))
    return OWN_NAME if news and len(names) == 1 and page.is_site(names[0]) else 0.0


def _of_node(page: Page, node: Node) -> tuple[str, ...]:
    for key in ("author", "creator"):
        if names := _merged(_of_value(page, value) for value in page.nodes.values(node, key)):
            return names
    return ()


def _of_value(page: Page, value: Any) -> tuple[str, ...]:
    if isinstance(value, dict) and not value.get("name"):
        given, family = (plain(str(value.get(key) or "")) for key in ("givenName", "familyName"))
        return stated_names(f"{given} {family}") if given and family else ()
    return _merged(page.once(stated_names, text) for text in texts_of(value))


def _merged(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in several for name in names))[:MAX_AUTHORS]


def _turned(value: str) -> str:
    """`Doe, Jane`, as libraries write it, as people do."""
    family, comma, given = value.partition(",")
    return f"{given.strip()} {family}" if comma and "," not in given else value


def _marked(page: Page, outline: Outline) -> Iterator[Statement]:
    """Elements that are marked up as the author's: the first of each kind, with those of co-authors right behind it.

    Those above the body are read first, and no others where one of them names somebody: related articles have authors
    too.
    """
    for name in [name for name in _MARKUP if name in page.properties]:
        places: dict[float, list[Property]] = {}
        for item in page.properties[name][:MAX_ITEMS]:
            places.setdefault(_zone(outline, item.block), []).append(item)
        for zone in sorted(places, reverse=True):
            rows = _named(page, name, places[zone][:MAX_READ], 0 if zone >= 0 else MAX_DIFFERENT)
            if not rows:
                continue
            if zone >= 0 or len({names for _, names in rows}) <= MAX_DIFFERENT:
                several = _merged(names for block, names in rows if block - rows[0][0] <= NEAR)
                yield Statement(rows[0][1] if name[:5] == "class" else several, name, MARKUP, _MARKUP[name] + zone)
            break


def _named(page: Page, name: str, items: list[Property], least: int) -> list[tuple[int, tuple[str, ...]]]:
    """The elements that name somebody, with their blocks: more than `least`, if there are, and all of co-authors."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    for item in items:
        if len(rows) > least and item.block - rows[0][0] > NEAR:
            break
        if names := _names_of(page, name, item):
            rows.append((item.block, names))
    return rows


def _names_of(page: Page, name: str, item: Property) -> tuple[str, ...]:
    if not name.startswith("class"):
        return page.once(stated_names, item.text or item.value)
    if names := page.once(names_in_byline, item.text):
        return names
    own = _OPENER.sub("", item.text[:80]).strip()
    return (own,) if squash(own) in page.site_names else ()


def _zone(outline: Outline, block: int) -> float:
    if outline.start - REACH <= block <= outline.prose + 1:
        return ABOVE
    if outline.prose < block < outline.end:
        return AMONG
    return BELOW if block >= outline.end else FAR


def _linked(outline: Outline) -> Iterator[Statement]:
    """A link to a page about somebody, between title and body."""
    for block in outline.blocks[max(0, outline.start - REACH) : outline.prose + 1]:
        for link in block.links[:MAX_LINKS]:
            if _AUTHOR_PATH.search(link.target) and (name := lone_name(block.text[link.start : link.end])):
                yield Statement((name,), "link", MARKUP, LINK)
                return
