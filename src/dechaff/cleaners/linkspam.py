"""Runs of foreign title-case phrases go: links that a spammer planted between the paragraphs.

Such a phrase capitalises every word, small ones too ("The Ultimate Guide To Mydesign"), has no sentence, and speaks of
things the page does not. Lists of the article's own points, names and titles stay.
"""

from __future__ import annotations

import numpy as np

from dechaff.cleaners._findings import Findings
from dechaff.types import Cleaner, Mark, Stage
from dechaff.view import Flags, View

__all__ = ["CLEANER"]

_TOP_BITS = np.uint64(48)


def find(view: View) -> list[Mark]:
    found = Findings(view, "linkspam")
    phrase = (view.mass >= 3) & (view.mass <= 16) & ~view.ends_with_stop & (view.capital_share >= 0.8)
    punctuation = sum(view.characters(name) for name in ("stop", "comma", "bracket", "bar", "unit"))
    phrase &= (punctuation == 0) & ~view.is_date & (view.number_share < 0.3)
    known: Flags | None = None
    for first, last in view.runs(phrase, least=3):
        count = last - first
        words = slice(int(view.tokens.words_before[first]), int(view.tokens.words_before[last]))
        titled, plain = _title_case_blocks(view, words)
        if plain > 0.2 * count or not _stands_out(titled, plain, count, inside=bool(view.in_body[last - 1])):
            continue
        known = _words_of_prose(view) if known is None else known
        strange = _foreign_share(view, words, known)
        if strange >= (0.5 if titled >= 0.4 * count else 0.7):
            end = _without_heading(view, last, known)
            found.note("run", slice(first, end), f"{count} title-case lines, {strange:.0%} foreign words")
    return found.marks


def _title_case_blocks(view: View, place: slice) -> tuple[int, int]:
    """How many blocks of these words begin a grammar word inside with a capital, and how many with a small letter."""
    words = view.tokens.words
    block = words.block[place]
    inner = np.concatenate(([False], block[1:] == block[:-1])) & view.is_function_word[place]
    capital = words.capital[place]
    return _distinct(block[inner & capital]), _distinct(block[inner & ~capital])


def _distinct(ordered: np.typing.NDArray[np.int32]) -> int:
    return int(np.count_nonzero(np.diff(ordered))) + (len(ordered) > 0)


def _without_heading(view: View, last: int, known: Flags) -> int:
    """Where the run ends, without a heading of the article that stands right above its paragraph."""
    if last < len(view) and view.is_prose[last]:
        words = slice(int(view.tokens.words_before[last - 1]), int(view.tokens.words_before[last]))
        if _foreign_share(view, words, known) < 0.6:
            return last - 1
    return last


def _stands_out(titled: int, plain: int, count: int, *, inside: bool) -> bool:
    """Whether the lines write small words large, or stand in the article, are many, and write none small."""
    return titled >= 0.4 * count or (inside and plain == 0 and (titled > 0 or count >= 4))


def _content(view: View, place: slice) -> Flags:
    words = view.tokens.words
    content: Flags = ~words.number[place] & (words.length[place] >= 3) & (view.matches.word_languages[place] == 0)
    return content


def _words_of_prose(view: View) -> Flags:
    """What the paragraphs of the page speak of, as a table over sixteen bits of the hashes."""
    words = view.tokens.words
    known = np.zeros(1 << 16, bool)
    known[words.hashes[view.is_prose[words.block] & _content(view, slice(None))] >> _TOP_BITS] = True
    return known


def _foreign_share(view: View, place: slice, known: Flags) -> float:
    """Share of the content words that no paragraph of the page uses."""
    spoken = view.tokens.words.hashes[place][_content(view, place)]
    return float(np.mean(~known[spoken >> _TOP_BITS])) if len(spoken) else 0.0


RULES = (("run", "three or more title-case lines of foreign words"),)
CLEANER = Cleaner(
    "linkspam",
    Stage.RUNS,
    "Runs of foreign title-case phrases go; lists of the article's own points and titles stay.",
    find,
    RULES,
)
