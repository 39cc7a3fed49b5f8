"""Copyright lines, legal links, about-us texts and what stands below them at the end of a page go.

Sentences about copyright or privacy inside the article stay.
"""

from __future__ import annotations

import numpy as np
import regex as re

from dechaff.cleaners._findings import Findings, begins_with, mentions, says_just
from dechaff.types import Block, Cleaner, Mark, Stage
from dechaff.view import Flags, View

__all__ = ["CLEANER"]

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b|&copy;)[^.]{0,60}?(?:19|20)\d\d|(?:19|20)\d\d[^.]{0,20}?©", re.IGNORECASE
)


def find(view: View) -> list[Mark]:
    found = Findings(view, "footer")
    found.note("phrase", says_just(view, "footer") & (view.mass <= 12))
    _copyright(view, found)
    found.note("opener", begins_with(view, "footer") & (view.mass <= 40))
    found.note("inside", mentions(view, "footer") & (view.mass <= 70))
    legal = (view.vocabulary_share("footer") >= 0.7) & (view.word_count >= 4) & (view.mass <= 40)
    found.note("links", legal & ~view.is_prose, _names)
    _tail(view, found, found.taken.copy())
    return found.marks


def _copyright(view: View, found: Findings) -> None:
    """A copyright sign or word with a year."""
    candidates = (view.characters("digit") >= 4) & (view.mass <= 60)
    candidates &= (view.characters("bar") > 0) | mentions(view, "footer") | begins_with(view, "footer")
    lines = np.zeros(len(view), bool)
    for i in (candidates & ~found.taken).nonzero()[0].tolist():
        lines[i] = _COPYRIGHT.search(view.blocks[i].text[:400]) is not None
    found.note("copyright", lines, _names)


def _tail(view: View, found: Findings, signs: Flags) -> None:
    """What stands below the first of two signs of a footer after the article."""
    places = (signs & view.at_edge & (np.arange(len(view)) >= view.body[1])).nonzero()[0]
    if len(places) >= 2:
        first = int(places[0])
        found.note("tail", slice(first, len(view)), f'below "{view.blocks[first].text[:40]}", to the end')


def _names(block: Block) -> str:
    return f'says "{block.text[:60]}"'


RULES = (
    ("phrase", "a line that is a legal link or footer phrase"),
    ("copyright", "a copyright sign or word with a year"),
    ("opener", "a line that begins like a footer"),
    ("inside", "a line with a footer phrase in it"),
    ("links", "several legal links in one line"),
    ("tail", "what stands below two such lines, to the end"),
)
CLEANER = Cleaner(
    "footer",
    Stage.DOCUMENT,
    "Copyright lines, legal links and the tail below them go; sentences about copyright stay.",
    find,
    RULES,
)
