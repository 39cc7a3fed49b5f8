"""Subscribe pitches, sign-up forms, paywall and membership offers go.

Paragraphs that report on newsletters or subscriptions stay.
"""

from __future__ import annotations

from dechaff.cleaners._findings import Findings, begins_with, mentions, says_just, shifted
from dechaff.types import Cleaner, Mark, Stage
from dechaff.view import View

__all__ = ["CLEANER"]


def find(view: View) -> list[Mark]:
    found = Findings(view, "newsletter")
    found.note("phrase", says_just(view, "newsletter") & (view.mass <= 16))
    found.note("opener", begins_with(view, "newsletter") & (view.mass <= 40))
    found.note("inside", mentions(view, "newsletter") & (view.mass <= 60))
    pitch = found.taken.copy()
    between = shifted(pitch, 1) & shifted(pitch, -1)
    found.note("between", between & (view.mass <= 40), "between two lines of a subscribe pitch")
    return found.marks


RULES = (
    ("phrase", "a line that is a subscribe or sign-up phrase"),
    ("opener", "a line that begins like a subscribe pitch"),
    ("inside", "a line with a subscribe pitch in it"),
    ("between", "a line between two lines of a subscribe pitch"),
)
CLEANER = Cleaner(
    "newsletter",
    Stage.BLOCKS,
    "Subscribe pitches and sign-up forms go; reports about subscriptions stay.",
    find,
    RULES,
)
