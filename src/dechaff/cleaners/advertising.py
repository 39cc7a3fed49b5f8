"""Ad labels, sponsored blocks and ad-block notices go.

Articles about advertising stay.
"""

from __future__ import annotations

from dechaff.cleaners._findings import Findings, begins_with, mentions
from dechaff.types import Cleaner, Mark, Stage
from dechaff.view import View

__all__ = ["CLEANER"]


def find(view: View) -> list[Mark]:
    found = Findings(view, "advertising")
    found.note("phrase", view.says_only("advertising") & (view.mass <= 12))
    found.note("opener", begins_with(view, "advertising") & (view.mass <= 30) & ~(view.is_prose & view.in_body))
    found.note("inside", mentions(view, "advertising") & (view.mass <= 50))
    return found.marks


RULES = (
    ("phrase", "a line that is an ad label and nothing else"),
    ("opener", "a short line that begins like an ad label"),
    ("inside", "a line that mentions an ad blocker or a sponsor"),
)
CLEANER = Cleaner(
    "advertising",
    Stage.BLOCKS,
    "Ad labels and ad-block notices go; articles on advertising stay.",
    find,
    RULES,
)
