"""What is said a second time goes: menus, titles, pull quotes.

The copy in the body, or nearer to it, stays; so do refrains and table cells inside the body.
"""

from __future__ import annotations

import numpy as np

from dechaff.cleaners._findings import Findings
from dechaff.tokens import Ints, one_of
from dechaff.types import Block, Cleaner, Kind, Mark, Stage
from dechaff.view import Flags, View

__all__ = ["CLEANER"]

_QUOTE_WORDS = 6
_QUOTATION_MARKS = one_of("bracket", "bar")


def find(view: View) -> list[Mark]:
    found = Findings(view, "duplicates")
    count, _ = view.copies
    repeated = (count > 1) & (view.word_count > 0) & (view.number_share < 0.6)
    if repeated.any():
        distance = _distance(view)
        farther = repeated & (distance > _least_distance(view, distance))
        title = farther & (np.arange(len(view)) < view.body[0]) & (view.mass >= 4) & (count <= 4) & view.at_edge
        found.note("title", title, "said again nearer to the article")
        found.note("menu", _repeated_runs(view, repeated & view.at_edge), "a run of lines that stands twice")
        found.note("copy", farther & (view.mass >= 5) & view.at_edge, "said again nearer to the article")
    _pull_quotes(view, found)
    return found.marks


def _distance(view: View) -> Ints:
    """How many blocks lie between each block and the body."""
    first, last = view.body
    place = np.arange(len(view))
    return np.where(place < first, first - place, np.maximum(place - last + 1, 0))


def _least_distance(view: View, distance: Ints) -> Ints:
    """The least distance of any copy of each block."""
    order, first = view.alike
    return np.minimum.reduceat(distance[order], first)[view.text_ids]


def _repeated_runs(view: View, repeated: Flags) -> Flags:
    """Members of runs of four lines that stand in the same order elsewhere as well."""
    result = np.zeros(len(view), bool)
    starts = (repeated[:-3] & repeated[1:-2] & repeated[2:-1] & repeated[3:]).nonzero()[0]
    if len(starts) < 2:
        return result
    ids = view.text_ids
    grams = ((ids[starts] * 1_000_003 + ids[starts + 1]) * 1_000_003 + ids[starts + 2]) * 1_000_003 + ids[starts + 3]
    order = np.argsort(grams)
    same = (grams[order[1:]] == grams[order[:-1]]).nonzero()[0]
    twice = starts[np.concatenate((order[same], order[same + 1]))]
    for step in range(4):
        result[twice + step] = True
    return result


def _pull_quotes(view: View, found: Findings) -> None:
    """A sentence of the body that a paragraph holds word for word."""
    candidates = view.in_body & (view.word_count >= _QUOTE_WORDS + 1) & (view.mass <= 45) & ~found.taken
    candidates &= (view.copies[0] == 1) & (view.number_share < 0.3) & (view.capital_share < 0.5)
    candidates &= _QUOTATION_MARKS.take(view.tokens.first_class) | view.kind_is(Kind.QUOTE)
    places = (candidates & ~view.kind_is(Kind.CAPTION)).nonzero()[0]
    if not len(places):
        return
    grams = _grams(view)
    starts = view.tokens.words_before[places]
    known = np.zeros(1 << 16, bool)
    known[grams[starts] & np.uint64(0xFFFF)] = True
    words = known[grams & np.uint64(0xFFFF)].nonzero()[0]
    words = words[np.argsort(grams[words], kind="stable")]
    at = np.searchsorted(grams[words], grams[starts], side="left")
    quotes = np.zeros(len(view), bool)
    for place, start, position in zip(places.tolist(), starts.tolist(), at.tolist(), strict=True):
        near = [w for w in words[position : position + 4].tolist() if grams[w] == grams[start]]
        quotes[place] = any(_holds(view, w, place, start) for w in near)
    found.note("pull_quote", quotes, _quote)


def _grams(view: View) -> np.typing.NDArray[np.uint64]:
    """A hash of the six words that begin at every word."""
    hashes = np.concatenate((view.tokens.words.hashes, np.zeros(_QUOTE_WORDS, np.uint64)))
    total = np.zeros(len(view.tokens.words.hashes), np.uint64)
    for i in range(_QUOTE_WORDS):
        total = total * np.uint64(31) + hashes[i : i + len(total)]
    return total


def _holds(view: View, word: int, place: int, start: int) -> bool:
    """Whether the paragraph that holds `word` says all of block `place` from there, and more besides."""
    words = view.tokens.words
    other = int(words.block[word]) if word < len(words.block) else place
    length = int(view.word_count[place])
    if other == place or view.word_count[other] < length + 4 or not view.is_prose[other]:
        return False
    return bool(np.array_equal(words.hashes[word : word + length], words.hashes[start : start + length]))


def _quote(block: Block) -> str:
    return f'a paragraph nearby holds "{block.text[:40]}"'


RULES = (
    ("title", "a title above the article that is said again nearer"),
    ("menu", "a run of four lines that stands twice"),
    ("copy", "a line outside the article that is said again nearer"),
    ("pull_quote", "a quotation that a paragraph holds word for word"),
)
CLEANER = Cleaner(
    "duplicates",
    Stage.DOCUMENT,
    "Copies of menus, titles and sentences go; the copy in the body stays.",
    find,
    RULES,
)
