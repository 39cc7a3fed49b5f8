"""Menus, skip links, search boxes, log-in links, breadcrumbs and pagination go.

Lists of short items stay where they stand between the paragraphs of the article, and so does a sentence that begins
with such a word ("Search teams found ...", "Home is where ...").
"""

from __future__ import annotations

import numpy as np

from dechaff.cleaners._findings import Findings, begins_with, mentions, says_just
from dechaff.lexicon import TOPICS
from dechaff.types import Block, Cleaner, Kind, Mark, Stage, Verdict
from dechaff.view import View

__all__ = ["CLEANER"]

_NAMES = np.uint32(sum(1 << TOPICS.index(t) for t in ("navigation", "sections", "share", "footer", "consent")))


def find(view: View) -> list[Mark]:
    found = Findings(view, "navigation")
    terse = view.mass <= 14
    found.note("phrase", says_just(view, "navigation") & terse)
    found.note("opener", begins_with(view, "navigation") & terse & ~view.is_prose)
    found.note("inside", mentions(view, "navigation") & (view.mass <= 30), verdict=Verdict.DROP)
    _breadcrumbs(view, found)
    _pagination(view, found)
    _menus(view, found)
    return found.marks


def _breadcrumbs(view: View, found: Findings) -> None:
    """A path of names with arrows between them: `Home » Sport » Title of the article`."""
    bars = view.characters("bar")
    candidates = (bars >= 1) & (view.mass <= 30) & (view.word_count >= 2) & view.at_edge & ~found.taken
    path = np.zeros(len(view), bool)
    for i in candidates.nonzero()[0].tolist():
        path[i] = _is_path(view.blocks[i].text)
    named = view.vocabulary_share("navigation") + view.vocabulary_share("sections") > 0 if path.any() else path
    found.note("breadcrumb", path & (named | (bars >= 2)) & (view.number_share < 0.3), _path_evidence)


def _is_path(text: str) -> bool:
    return any(arrow in text for arrow in (" » ", " > ", " › ", " / ", "»", "›", " → ", " ❯ ", " ▸ "))


def _path_evidence(block: Block) -> str:
    return f'path of names "{block.text[:48]}"'


def _pagination(view: View, found: Findings) -> None:
    """A line of page numbers, with or without its `next` and `previous`."""
    numbers = view.number_count
    paged = (numbers >= 3) & (view.mass <= 20) & (view.characters("unit") + view.characters("stop") <= 3)
    paged &= (view.characters("digit") <= 3 * numbers) & (view.word_count > numbers)
    known = view.vocabulary_share("navigation") * view.word_count >= view.word_count - numbers
    found.note("pagination", paged & known & ~view.kind_is(Kind.TABLE_ROW), "page numbers beside next or previous")


def _menus(view: View, found: Findings) -> None:
    """Runs of names without a sentence, held together by names that menus have everywhere."""
    item = (view.mass <= 6) & (view.word_count > 0) & ~view.ends_with_stop & (view.characters("comma") == 0)
    item &= ~view.is_date & (view.number_share < 0.5)
    named = (view.matches.exact & _NAMES) != 0
    before = np.concatenate(([0], named.cumsum()))
    inside = np.concatenate(([0], view.in_body.cumsum()))
    mass = np.concatenate(([0.0], view.mass.cumsum()))
    prose = float(view.mass[view.is_prose].sum())
    edge = np.concatenate(([0], view.at_edge.cumsum()))
    for first, last in view.runs(item, least=4):
        count, names = last - first, int(before[last] - before[first])
        outside = inside[last] - inside[first] <= 0.2 * count
        if names >= _needed(count, bool(outside)):
            found.note("menu", slice(first, last), f"{count} short lines without a sentence, {names} known from menus")
        elif count >= 8 and edge[last] - edge[first] >= 0.9 * count and mass[last] - mass[first] <= prose:
            found.note("list", slice(first, last), f"{count} short lines without a sentence, outside the article")


def _needed(count: int, outside: bool) -> float:
    """How many known names make a run a menu; more where the article stands around it."""
    return max(2.0, 0.12 * count) if outside else max(3.0, 0.4 * count)


RULES = (
    ("phrase", "a line that is a menu entry and nothing else"),
    ("opener", "a short line that begins like a menu entry"),
    ("inside", "a line with a skip link or the like in it"),
    ("breadcrumb", "a path of names with arrows between them"),
    ("pagination", "page numbers beside next or previous"),
    ("menu", "a run of short lines, some known from menus"),
    ("list", "a long run of short lines outside the article"),
)
CLEANER = Cleaner(
    "navigation",
    Stage.RUNS,
    "Menus, skip links, search boxes, breadcrumbs and page numbers go; lists inside the article stay.",
    find,
    RULES,
)
