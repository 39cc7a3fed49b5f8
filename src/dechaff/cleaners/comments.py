"""Comment headings, forms, counts, and the comments themselves go.

A comments heading owns what follows to the end when no article prose resumes. Quotations and sentences about comments
("Comments by the minister ...") stay, and so do the posts of a forum page, whose body they are.
"""

from __future__ import annotations

import numpy as np

from dechaff.cleaners._findings import Findings, begins_with, mentions, other_headings, owned_runs, says_just
from dechaff.types import Cleaner, Mark, Stage
from dechaff.view import Flags, View

__all__ = ["CLEANER"]


def find(view: View) -> list[Mark]:
    found = Findings(view, "comments")
    heading = says_just(view, "comments") & (view.mass <= 12)
    found.note("phrase", heading)
    found.note("opener", begins_with(view, "comments") & (view.mass <= 16) & ~view.is_prose)
    found.note("inside", mentions(view, "comments") & (view.mass <= 40))
    _thread(view, found, found.taken.copy())
    return found.marks


def _thread(view: View, found: Findings, signs: Flags) -> None:
    """What stands below a sign of comments after the article, down to the next other heading or to the end."""
    prose = np.where(view.is_prose, view.mass, 0.0)
    total = float(prose.sum())
    if not signs.any() or total == 0:
        return
    after = (prose.cumsum() - prose >= 0.6 * total) & (np.arange(len(view)) >= view.body[1] - 1)
    owners = signs & after & ((view.mass >= 2) | (view.number_share > 0))
    stops = (other_headings(view, "comments") | view.says_only("related")) & (view.word_count >= 2) & (view.mass <= 8)
    for owner, first, last in owned_runs(view, owners, stops, most=len(view), keeps_heading=False):
        found.note("thread", slice(first, last), f'below "{view.blocks[owner].text[:40]}", no article after it')


RULES = (
    ("phrase", "a line that is a comments heading or button"),
    ("opener", "a short line that begins like a comments heading"),
    ("inside", "a line that speaks of commenting here"),
    ("thread", "what stands below such a line after the article"),
)
CLEANER = Cleaner(
    "comments",
    Stage.DOCUMENT,
    "Comment headings, forms and threads go; sentences about comments and forum posts stay.",
    find,
    RULES,
)
