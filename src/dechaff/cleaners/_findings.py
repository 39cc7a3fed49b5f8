"""What cleaners share: a notebook for their marks, phrases by form, and the run of blocks that a heading owns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from dechaff.lexicon import BITS
from dechaff.types import Block, Mark, Verdict
from dechaff.view import View

__all__ = [
    "Findings", "begins_with", "mentions", "near", "other_headings", "owned_runs", "quoted", "resumes", "says_just",
    "shifted",
]  # fmt: skip

Flags = NDArray[np.bool_]
_OTHER_HEADINGS = ("comments", "footer", "newsletter", "consent", "share", "contents", "advertising")
_ELLIPSIS = ("…", "...", "[…]", "[...]", "»", "→")
QUOTE_LENGTH = 48
_mark = partial(tuple.__new__, Mark)  # a page has hundreds of marks


def quoted(block: Block) -> str:
    """What the block says, short enough to read at a glance."""
    text = block.text
    return f'phrase "{text.lower()}"' if len(text) <= QUOTE_LENGTH else f'phrase in "{text[:QUOTE_LENGTH]}…"'


class Findings:
    """The marks of one cleaner; of several rules that speak of a block the first one is noted.

    A rule that looks at single blocks is not believed where a block is a piece of a sentence.
    """

    def __init__(self, view: View, cleaner: str) -> None:
        self.view = view
        self.cleaner = cleaner
        self.marks: list[Mark] = []
        self.taken: Flags = np.zeros(len(view), bool)

    def note(
        self,
        rule: str,
        where: Flags | slice,
        evidence: Callable[[Block], str] | str = quoted,
        verdict: Verdict = Verdict.SUSPECT,
    ) -> None:
        """Mark the blocks in `where` that no earlier rule has marked."""
        if isinstance(where, slice):
            places = (~self.taken[where]).nonzero()[0] + (where.start or 0)
        else:
            places = where.nonzero()[0]
            if len(places):
                places = places[~(self.taken[places] | self.view.is_fragment[places])]
        if not len(places):
            return
        self.taken[places] = True
        chosen, blocks = places.tolist(), self.view.blocks
        said = repeat(evidence) if isinstance(evidence, str) else [evidence(blocks[i]) for i in chosen]
        rows = zip(chosen, repeat(self.cleaner), repeat(rule), said, repeat(verdict), strict=False)
        self.marks += map(_mark, rows)


def says_just(view: View, topic: str) -> Flags:
    """Blocks that are a phrase of the topic and nothing else; no bare number, no lone word or clause of the body."""
    hits: Flags = view.says_only(topic) & ~view.is_no_phrase
    return hits


def near(flags: Flags, reach: int) -> Flags:
    """For every block, whether another one within reach is flagged."""
    total = np.concatenate(([0], flags.cumsum()))
    place = np.arange(len(flags))
    around = total[np.minimum(place + reach + 1, len(flags))] - total[np.maximum(place - reach, 0)]
    others: Flags = around - flags > 0
    return others


def begins_with(view: View, topic: str) -> Flags:
    """Blocks that begin with a phrase of the topic which the lexicon writes as `phrase ...`."""
    hits: Flags = (view.matches.prefix & BITS[topic]) != 0
    return hits


def mentions(view: View, topic: str) -> Flags:
    """Blocks with a phrase of the topic which the lexicon writes as `... phrase ...`."""
    hits: Flags = (view.matches.anywhere & BITS[topic]) != 0
    return hits


def shifted(flags: Flags, step: int) -> Flags:
    """For every block, the flag of the block `step` places on (False beyond the ends)."""
    result = np.zeros(len(flags), bool)
    if step > 0:
        result[:-step] = flags[step:]
    elif step < 0:
        result[-step:] = flags[:step]
    else:
        result[:] = flags
    return result


def resumes(view: View) -> Flags:
    """Prose with which an article goes on; a lone excerpt under a teaser outside the body is none."""
    prose = view.is_prose & (view.mass >= 18)
    inside = view.in_body & (view.ends_with_stop | (view.mass >= 40))
    goes_on: Flags = prose & (inside | shifted(prose, 1) | shifted(prose, -1)) & ~_trails_off(view, prose)
    return goes_on


def _trails_off(view: View, among: Flags) -> Flags:
    """Blocks that end in an ellipsis or an arrow, as excerpts do."""
    result = np.zeros(len(view), bool)
    blocks = view.blocks
    for i in (among & (view.mass < 80)).nonzero()[0].tolist():
        result[i] = blocks[i].text.endswith(_ELLIPSIS)
    return result


def owned_runs(
    view: View, headings: Flags, stops: Flags, *, most: int = 60, keeps_heading: bool = True
) -> Iterator[tuple[int, int, int]]:
    """`heading, first, last + 1` of the run below each heading, up to the next block in `stops`.

    A heading of the body that stands right above the stop is left out. No block is owned twice, so all runs together
    are scanned once.
    """
    following = np.minimum.accumulate(np.where(stops, np.arange(len(view)), len(view))[::-1])[::-1].tolist()
    end = 0
    for heading in headings.nonzero()[0].tolist():
        first = heading + 1
        if first < end or first >= len(view):
            continue
        stop = following[first]
        last = min(stop, first + most)
        if keeps_heading and last == stop < len(view) and last > first and _is_body_heading(view, last - 1):
            last -= 1
        end = last
        if last > first:
            yield heading, first, last


def other_headings(view: View, own: str) -> Flags:
    """Short blocks that open or are some other kind of furniture."""
    mask = np.uint32(0)
    for topic in _OTHER_HEADINGS:
        if topic != own:
            mask |= BITS[topic]
    hits: Flags = ((view.matches.exact & mask) != 0) & (view.mass <= 10)
    return hits


def _is_body_heading(view: View, place: int) -> bool:
    return bool(view.mass[place] <= 16 and not view.is_date[place] and not view.matches.exact[place])
