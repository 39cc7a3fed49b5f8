"""A table of contents goes: its heading, and the list whose entries come again below as headings.

The body's own headings stay, and so does a list whose entries do not come again.
"""

from __future__ import annotations

import numpy as np

from dechaff.cleaners._findings import Findings, begins_with
from dechaff.tokens import Ints
from dechaff.types import Cleaner, Mark, Stage, Verdict
from dechaff.view import View

__all__ = ["CLEANER"]

_LOOK = 80


def find(view: View) -> list[Mark]:
    found = Findings(view, "contents")
    named = view.says_only("contents")
    heading = (named | begins_with(view, "contents")) & (view.mass <= 8)
    again = view.next_copy
    spread = _comes_again_in_prose(view, again)
    entry = np.zeros(len(view), bool)
    for place in heading.nonzero()[0].tolist():
        last = _list_below(view, place + 1, spread)
        if last > place + 1 or named[place]:
            found.note("heading", slice(place, place + 1))
        entry[place + 1 : last] = spread[place + 1 : last] | (view.mass[place + 1 : last] <= 12)
    found.note("entry", entry, "an entry of a list whose lines come again as headings")
    targets = again[entry & spread]
    protected = np.zeros(len(view), bool)
    protected[targets[~entry[targets]]] = True
    found.note("target", protected, "a heading that the table of contents names", Verdict.PROTECT)
    prose = np.where(view.is_prose, view.mass, 0)
    early = prose.cumsum() - prose <= 0.4 * float(prose.sum())
    for first, last in view.runs(spread, least=3):
        if early[first] and _is_outline(again[first:last]):
            found.note("outline", slice(first, last), f"{last - first} lines that come again below as headings")
    return found.marks


def _is_outline(again: Ints) -> bool:
    """Whether the copies below stand in order and apart from each other."""
    return bool(np.all(np.diff(again) > 1))


def _comes_again_in_prose(view: View, again: Ints) -> np.typing.NDArray[np.bool_]:
    """Short blocks said again below, right above a paragraph, with paragraphs between their copies and the next."""
    prose = np.concatenate((view.is_prose, [False, False, False]))
    above = prose[1:-2] | prose[2:-1] | prose[3:]
    result: np.typing.NDArray[np.bool_] = (again >= 0) & (view.mass <= 25) & (view.word_count > 0)
    result &= (view.copies[0] <= 3) & ~view.is_date
    result[result] = above[again[result]]
    return result


def _list_below(view: View, first: int, spread: np.typing.NDArray[np.bool_]) -> int:
    """Where the list below a heading ends: after the last entry that comes again, with few strangers among them."""
    last, strangers = first, 0
    for i in range(first, min(first + _LOOK, len(view))):
        if view.is_prose[i] and view.mass[i] > 25:
            break
        if spread[i]:
            last = i + 1
        else:
            strangers += 1
            if strangers > 3 + (i - first) // 2:
                break
    return last


RULES = (
    ("heading", "the heading of a table of contents"),
    ("entry", "an entry of it that comes again below as a heading"),
    ("target", "a heading that the table of contents names: stays"),
    ("outline", "a list above the article of its own headings"),
)
CLEANER = Cleaner(
    "contents",
    Stage.DOCUMENT,
    "A table of contents goes, heading and entries; the body's own headings stay.",
    find,
    RULES,
)
