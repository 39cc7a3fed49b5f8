"""Where a block stands in the tree of its page, and what the branches that hold it are made of."""

from __future__ import annotations

import numpy as np

from dechaff.features.columns import Columns
from dechaff.view import View

__all__ = ["add_tree"]

BRANCH_FACTS = ("prose_of_page", "prose", "links", "mass", "chaff", "blocks")
BRANCHES = ("parent", "grandparent", "ancestor", "alike")
BRANCH_NAMES = tuple(f"{branch}_{fact}" for branch in BRANCHES for fact in BRANCH_FACTS)


def add_tree(c: Columns, view: View) -> None:
    """Add what only pages have: branches, depth, headings of the first level."""
    mass = view.mass.astype(np.float64)
    prose = np.where(view.is_prose, mass, 0)
    branch = view.branches
    flat, count = branch.ravel(), int(branch.max(initial=-1)) + 1
    facts = (mass, prose, view.link_share * mass, view.log_mass, view.chaff_share)
    sums = [np.bincount(flat, np.concatenate((fact, fact, fact, fact)), count) for fact in facts]
    blocks = np.bincount(flat, minlength=count)
    whole, size = np.maximum(sums[0], 1), np.maximum(blocks, 1)
    means = np.stack(
        (
            sums[1] / max(float(prose.sum()), 1.0),
            sums[1] / whole,
            sums[2] / whole,
            sums[3] / size,
            sums[4] / size,
            np.log1p(blocks),
        )
    ).astype(np.float32)
    rows = c.room(BRANCH_NAMES).reshape(len(branch), len(BRANCH_FACTS), len(view))
    rows[:] = means.take(branch, axis=1).swapaxes(0, 1)
    hints = view.hints
    c.add("depth", np.log1p(hints.depth.astype(np.float32))[hints.which])
    place = np.arange(len(view))
    level = view.levels
    top = level == 1
    last = np.maximum.accumulate(np.where(top, place, -1))
    since = np.concatenate(([0.0], prose.cumsum()))
    c.add("after_h1", last >= 0)
    c.add("near_h1", np.where(last >= 0, np.exp((last - place) / 10), 0))
    c.add("prose_since_h1", np.where(last >= 0, np.log1p(since[1:] - since[np.maximum(last, 0)]), 0))
    c.add("doc_h1", np.log1p(top.sum()))
    heading = np.maximum.accumulate(np.where(level > 0, place, -1))
    c.add("under_level", np.where(heading >= 0, level[np.maximum(heading, 0)], 0) / 6)
    c.add("since_heading", np.where(heading >= 0, np.log1p(place - heading), 5))
