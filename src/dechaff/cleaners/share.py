"""Share bars, follow bars and their counters go.

Sentences about sharing ("Share the dough between two tins.") and about networks stay.
"""

from __future__ import annotations

import numpy as np

from dechaff.cleaners._findings import Findings, begins_with, mentions, near, says_just
from dechaff.types import Block, Cleaner, Mark, Stage, Verdict
from dechaff.view import View

__all__ = ["CLEANER"]


def find(view: View) -> list[Mark]:
    found = Findings(view, "share")
    found.note("phrase", says_just(view, "share") & (view.mass <= 14))
    found.note("opener", begins_with(view, "share") & (view.mass <= 18) & ~view.is_prose, verdict=Verdict.DROP)
    found.note("inside", mentions(view, "share") & (view.mass <= 25))
    known = view.vocabulary_share("share")
    bar = (known >= 0.6) & (view.word_count >= 3) & (view.mass <= 30) & (view.function_share < 0.15)
    plain = view.characters("comma") + view.characters("bracket") + view.characters("stop") == 0
    bar &= ~view.in_body | (plain & (view.word_count >= 4) & ((known >= 0.99) | near(found.taken, 4)))
    found.note("bar", bar, _names)
    found.note("short", (known >= 0.99) & (view.mass <= 2) & _beside(view, found), _names)
    return found.marks


def _beside(view: View, found: Findings) -> np.typing.NDArray[np.bool_]:
    """Blocks next to one that is marked already."""
    beside = np.zeros(len(view), bool)
    beside[1:] |= found.taken[:-1]
    beside[:-1] |= found.taken[1:]
    return beside


def _names(block: Block) -> str:
    return f'names of networks "{block.text[:48]}"'


RULES = (
    ("phrase", "a line that is a share or follow button"),
    ("opener", "a short line that begins like a share bar"),
    ("inside", "a short line with a share phrase in it"),
    ("bar", "a line of names of networks"),
    ("short", "one such name beside another marked line"),
)
CLEANER = Cleaner(
    "share",
    Stage.BLOCKS,
    "Share and follow bars go; sentences about sharing stay.",
    find,
    RULES,
)
