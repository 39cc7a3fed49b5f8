"""Cookie and privacy banners and their buttons go.

Articles about cookies, tracking or consent stay: a sentence is only taken when it speaks to the visitor of this site.
"""

from __future__ import annotations

from dechaff.cleaners._findings import Findings, begins_with, mentions, near, says_just, shifted
from dechaff.types import Cleaner, Mark, Stage
from dechaff.view import View

__all__ = ["CLEANER"]


def find(view: View) -> list[Mark]:
    found = Findings(view, "consent")
    phrase = says_just(view, "consent") & (view.mass <= 14)
    found.note("phrase", phrase & (~view.in_body | near(view.says("consent"), 5)))
    found.note("opener", begins_with(view, "consent") & (view.mass <= 80))
    found.note("inside", mentions(view, "consent") & (view.mass <= 150))
    banner = found.taken.copy()
    near_above = shifted(banner, -1) | shifted(banner, -2)
    near_below = shifted(banner, 1) | shifted(banner, 2)
    found.note("between", near_above & near_below & ~view.in_body, "between two lines of a cookie banner")
    return found.marks


RULES = (
    ("phrase", "a button or heading of a cookie banner"),
    ("opener", "a line that begins like a cookie banner"),
    ("inside", "a sentence of a cookie banner"),
    ("between", "a line between two lines of a cookie banner"),
)
CLEANER = Cleaner(
    "consent",
    Stage.BLOCKS,
    "Cookie and privacy banners go; articles about cookies stay.",
    find,
    RULES,
)
