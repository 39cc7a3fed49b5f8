"""Lists of other articles go: their headings, the teasers beneath, "Read also:" lines, "Read more" ends.

A heading owns the teasers up to where prose resumes; the heading of the article's own next section stays. Sentences
that begin alike ("More than 300 people ...", "Read the label before you buy.") stay.
"""

from __future__ import annotations

import numpy as np

from dechaff.cleaners._findings import Findings, begins_with, mentions, other_headings, owned_runs, resumes
from dechaff.tokens import CLASSES, one_of
from dechaff.types import Block, Cleaner, Mark, Stage
from dechaff.view import Flags, View

__all__ = ["CLEANER"]

_TITLE_STARTS = one_of("upper", "letter", "cjk", "digit", "bracket", "mark")
_COMMA = CLASSES.index("comma")
_MOST_INSIDE = 8


def find(view: View) -> list[Mark]:
    found = Findings(view, "related")
    opens = begins_with(view, "related")
    clause = ~view.at_edge & view.ends_with_stop
    heading = (view.says_only("related") | (opens & (view.mass <= 7))) & (view.mass <= 12) & ~clause & ~view.is_fragment
    found.note("heading", heading)
    lead = opens & (view.mass <= 35) & ~(view.is_prose & view.ends_with_stop)
    found.note("teaser", lead & ~clause & (~view.in_body | (view.characters("comma") > 0)))
    found.note("inside", mentions(view, "related") & (view.mass <= 40))
    dated = view.is_date & ~view.is_prose
    if heading.any() or np.count_nonzero(dated) >= 3:
        resumed = resumes(view)
        _runs(view, found, heading, resumed)
        _dated(view, found, dated, resumed)
    _excerpts(view, found)
    return found.marks


def _runs(view: View, found: Findings, heading: Flags, resumed: Flags) -> None:
    """The teasers below a heading; where the article stands around it only lines that look like titles."""
    stops = resumed | other_headings(view, "related")
    outside = view.at_edge | (np.arange(len(view)) >= view.body[1])
    inner = heading & ~outside
    outer = heading & outside & (view.copies[0] <= 3) & ~view.says_only("consent")
    for owner, first, last in owned_runs(view, outer, stops):
        found.note("run", slice(first, last), f'below "{view.blocks[owner].text[:40]}"')
    if not inner.any():
        return
    button = view.says_only("consent") | (view.word_count <= 1) | (view.copies[0] > 2)
    colon = view.tokens.last_class == _COMMA
    stops |= ~_looks_like_title(view)
    for owner, first, last in owned_runs(view, inner & (~button | colon), stops, most=_MOST_INSIDE):
        end = first + 1 if colon[owner] else last
        found.note("list", slice(first, end), f'titles below "{view.blocks[owner].text[:40]}"')


def _looks_like_title(view: View) -> Flags:
    starts = _TITLE_STARTS[view.tokens.first_class]
    title: Flags = (view.mass >= 3) & (view.mass <= 30) & starts & ~view.ends_with_stop & ~view.is_fragment
    return title | view.is_date


def _dated(view: View, found: Findings, dated: Flags, resumed: Flags) -> None:
    """Titles with dates between them, three times or more, outside the article and without its paragraphs."""
    if np.count_nonzero(dated) < 3:
        return
    outside = view.at_edge | (np.arange(len(view)) >= view.body[1])
    calm = outside & ~resumed & (view.mass <= 60)
    finished = np.concatenate(([0], view.ends_with_stop.cumsum()))
    for first, last in view.runs(calm, least=6):
        for start, end in _clusters(dated[first:last].nonzero()[0] + first):
            count = int(np.count_nonzero(dated[start:end]))
            if count >= 3 and finished[end] - finished[start] <= 0.4 * (end - start):
                title_above = start > first and not view.is_prose[start - 1]
                found.note("dated", slice(start - title_above, end), f"{count} dates among {end - start} lines")


def _clusters(places: np.typing.NDArray[np.int64], reach: int = 4) -> list[tuple[int, int]]:
    """Groups of places that are at most `reach` apart, as `first, last + 1`."""
    if not len(places):
        return []
    cuts = (np.diff(places) > reach).nonzero()[0] + 1
    return [(int(group[0]), int(group[-1]) + 1) for group in np.split(places, cuts)]


def _excerpts(view: View, found: Findings) -> None:
    """An excerpt that is cut off and the title above it, outside the article."""
    candidates = view.at_edge & view.ends_with_stop & (view.mass >= 8) & (view.mass <= 80)
    cut = np.zeros(len(view), bool)
    for i in candidates.nonzero()[0].tolist():
        cut[i] = view.blocks[i].text.endswith(("…", "...", "[…]", "[...]"))
    found.note("excerpt", cut, _tail)


def _tail(block: Block) -> str:
    return f'cut off at "{block.text[-24:]}"'


RULES = (
    ("heading", "the heading of a list of other articles"),
    ("teaser", '"Read also:" and the like with a title behind it'),
    ("inside", 'a line with "read more" or the like in it'),
    ("run", "the lines below such a heading, outside the article"),
    ("list", "titles below such a heading inside the article"),
    ("dated", "titles with dates between them, outside the article"),
    ("excerpt", "an excerpt that is cut off, outside the article"),
)
CLEANER = Cleaner(
    "related",
    Stage.RUNS,
    "Lists of other articles and read-more teasers go; headings and sentences of the article that look alike stay.",
    find,
    RULES,
)
