"""Authors, dates, reading times and their glued forms go; they belong to the metadata.

Dates inside sentences, quotations with a speaker and headings that hold a year stay.
"""

from __future__ import annotations

import numpy as np
import regex as re

from dechaff.cleaners._findings import Findings, begins_with, mentions, says_just, shifted
from dechaff.types import Block, Cleaner, Mark, Stage
from dechaff.view import Flags, View

__all__ = ["CLEANER"]

_NUMERIC_DATE = re.compile(
    r"\W{0,4}(?:(?:19|20)\d\d[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?|\d{1,2}[-./]\s?\d{1,2}[-./]\s?(?:(?:19|20)\d\d|\d\d))"
    r"(?:[\sT,|()-]{0,4}\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?)?\W{0,4}"
)

_MOST_DATES = 4


def find(view: View) -> list[Mark]:
    found = Findings(view, "byline")
    found.note("phrase", says_just(view, "byline") & (view.mass <= 12))
    _glued(view, found)
    _names(view, found)
    found.note("inside", mentions(view, "byline") & (view.mass <= 25))
    _dates(view, found)
    _beside(view, found)
    return found.marks


def _glued(view: View, found: Findings) -> None:
    """Elements that a scraper ran together: `annBy annMay 4, 2024No Comments3 Mins Read`."""
    glued = view.glued_count >= 1
    candidates = glued & (view.mass <= 30) & (view.says("byline") | view.says("months")) & (view.number_share > 0)
    found.note("glued", candidates & ~view.ends_with_stop & ~view.is_prose, _quote)


def _names(view: View, found: Findings) -> None:
    """`By` and the like with names or a date behind it."""
    opener = begins_with(view, "byline") & (view.mass <= 22) & ~view.is_prose
    named = (view.capital_share >= 0.5) | (view.number_share > 0) | (view.characters("cjk") > 0)
    found.note("opener", opener & (named | (view.mass <= 4)) & ~(view.ends_with_stop & (view.mass > 8)))


def _dates(view: View, found: Findings) -> None:
    """A line that is a date, in words or in numbers."""
    if not view.is_date.any() and not view.characters("digit").any():
        return
    dated = view.vocabulary_share("months") + view.number_share
    filled = dated + view.any_function_share
    dates = view.is_date & ((dated >= 0.6) | (filled >= 0.99)) & ~view.ends_with_stop
    found.note("date", dates & ~_many_in_body(view, dates), _quote)
    digits = view.characters("digit")
    numeric = (digits >= 4) & (digits <= 14) & (view.tokens.size <= 32)
    numeric &= (view.number_share >= 0.5) & (view.word_count >= 3)
    dates = np.zeros(len(view), bool)
    for i in (numeric & ~found.taken).nonzero()[0].tolist():
        dates[i] = _NUMERIC_DATE.fullmatch(view.blocks[i].text) is not None
    found.note("date_in_numbers", dates & ~_many_in_body(view, dates), _quote)


def _many_in_body(view: View, dates: Flags) -> Flags:
    """The dates of the body where it holds more than an article needs: a timeline, a table."""
    inside = dates & view.in_body
    return inside if np.count_nonzero(inside) > _MOST_DATES else np.zeros(len(view), bool)


def _beside(view: View, found: Findings) -> None:
    """A name alone right beside a byline or a date that stands above the article."""
    marked = found.taken.copy()
    if not marked.any():
        return
    name: Flags = (view.word_count >= 2) & (view.mass <= 6) & (view.capital_share >= 0.99) & (view.number_share == 0)
    name &= ~view.ends_with_stop & (view.characters("upper") > 0) & (view.function_share * view.word_count <= 1)
    beside = shifted(marked, 1) | shifted(marked, -1)
    start = view.body[0]
    above = np.zeros(len(view), bool)
    above[max(0, start - 12) : start + 3] = True
    found.note("name", name & beside & above, "a name beside a byline above the article")


def _quote(block: Block) -> str:
    return f'date or author "{block.text[:48]}"'


RULES = (
    ("phrase", "a line that is a byline phrase and nothing else"),
    ("inside", "a short line with a byline phrase in it"),
    ("glued", "author, date and counters run together into one word"),
    ("opener", '"By" and the like with a name or a date behind it'),
    ("date", "a line that is a date in words"),
    ("date_in_numbers", "a line that is a date in numbers"),
    ("name", "a name alone beside a byline above the article"),
)
CLEANER = Cleaner(
    "byline",
    Stage.BLOCKS,
    "Authors, dates and reading times go; dates in sentences stay.",
    find,
    RULES,
)
