"""What stands around a block: the headings above it, its neighbours, its run of prose, its list, its document."""

from __future__ import annotations

import math
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from dechaff.features.columns import Columns, bits, named, pieces, windows
from dechaff.tokens import Floats, Ints
from dechaff.types import Kind
from dechaff.view import Flags, View

__all__ = [
    "add_document", "add_lists", "add_neighbourhood", "add_owners", "add_position", "add_segments", "gather_facts",
]  # fmt: skip

OWNER_TOPICS = (
    "related", "comments", "newsletter", "footer", "share", "navigation", "contents", "advertising", "byline",
)  # fmt: skip
FACTS = (
    "mass", "prose", "function", "capital", "chaff", "stops", "links", "phrases", "lists", "dates", "repeated",
    "copies", "headings", "gaps",
)  # fmt: skip
AROUND = FACTS[:7]
REACHES = (2, 6, 20)
STEPS = {"previous_2": 2, "previous_1": 1, "next_1": -1, "next_2": -2}
BESIDE = ("mass", "prose", "chaff", "stop")
BESIDE_ROWS = [0, 1, 4, 5]
SEGMENTS = ("mass", "capital", "function", "chaff", "phrases", "stops", "list", "dates", "links", "copies")
SEGMENT_ROWS = np.array([0, 3, 2, 4, 7, 5, 8, 9, 6, 10])
EDGE_ROWS = [4, 0, 5]
OWNER_BITS = bits(OWNER_TOPICS)
OWNER_NAMES = tuple(f"{form}_{topic}" for topic in OWNER_TOPICS for form in ("owner", "near"))
AROUND_NAMES = tuple(f"{name}_{reach}" for reach in REACHES for name in AROUND)
SIDE_NAMES = tuple(f"{side}_{name}" for side in STEPS for name in BESIDE)
SEGMENT_NAMES = ("segment_length", "segment_place", *named("segment_{}", SEGMENTS))
LIST_NAMES = ("list_length", "list_place", "list_promised", "list_after_prose", "since_colon")
POSITION = (
    "place", "from_start", "from_end", "is_0_from_start", "is_0_from_end", "is_1_from_start", "is_1_from_end",
    "is_2_from_start", "is_2_from_end", "prose_before", "prose_mass_before", "prose_mass_after", "mass_before",
    *(f"{form}_{name}" for name in ("body", "core", "wide") for form in ("in", "before", "after", "share")),
)  # fmt: skip
DOCUMENT_NAMES = named(
    "doc_{}",
    (
        "blocks", "mass", "mean_mass", "prose", "prose_blocks", "phrases", "function", "stops", "copies", "links",
        "lists", "headings", "gaps", "wrapped", "cjk",
        *(f"{edge}_{name}" for name in ("chaff", "mass", "stops") for edge in ("head", "tail")),
    ),
)  # fmt: skip


def add_owners(c: Columns, view: View) -> None:
    """How near the last heading of each topic stands, in prose and in lines, before the block and after it."""
    prose = np.zeros(len(view) + 1)
    np.where(view.is_prose, view.mass, np.float32(0)).cumsum(dtype=np.float32, out=prose[1:])
    place = np.arange(len(view))
    short = view.mass <= 10
    r = c.room(OWNER_NAMES).reshape(-1, 2, len(view))
    for near, bits_of in pieces(r, OWNER_BITS):
        last = np.where((view.matches.any_form & bits_of[:, None] != 0) & short, place, -1)
        np.maximum.accumulate(last, axis=1, out=last)
        near[:, 0] = (prose[last] - prose[1:]) / 60
        near[:, 1] = (last - place) / 6
        np.exp(np.minimum(near, 0, out=near), out=near)
        np.multiply(near, (last >= 0)[:, None], out=near)
    any_hit = (view.matches.exact != 0) & short
    following = np.minimum.accumulate(np.where(any_hit, place, len(view) + 50)[::-1])[::-1]
    c.add("next_phrase", np.exp((place - following) / 4))


def gather_facts(view: View) -> Floats:
    """What the neighbourhood, the segments and the document are described with: one row a name of `FACTS`."""
    facts = np.empty((len(FACTS), len(view)), np.float32)
    facts[0] = view.log_mass
    facts[1] = view.is_prose
    facts[2] = view.function_share
    facts[3] = view.capital_share
    facts[4] = view.chaff_share
    facts[5] = view.ends_with_stop
    facts[6] = view.link_share
    facts[7] = view.matches.exact != 0
    facts[8] = view.kind_is(Kind.LIST_ITEM)
    facts[9] = view.says("months")
    count, nth = view.copies
    facts[10] = count > 1
    facts[11] = nth > 0
    facts[12] = view.kind_is(Kind.HEADING)
    np.minimum(view.gaps, 3, out=facts[13])
    return facts


def add_position(c: Columns, view: View) -> None:
    """Where the block stands in the document, in its prose, and against its bodies of text."""
    count = len(view)
    place = np.arange(count + 1, dtype=np.float32)
    logs = np.log1p(place)
    r = c.room(POSITION)
    r[0] = place[:-1] / max(count, 1)
    r[1] = logs[:-1]
    r[2] = logs[-2::-1]
    r[3:9] = 0
    for step in range(min(3, count)):
        r[3 + 2 * step, step] = r[4 + 2 * step, -1 - step] = 1
    prose = np.where(view.is_prose, view.mass, np.float32(0))
    total = max(float(prose.sum()), 1.0)
    before = prose.cumsum() - prose
    r[9] = before / total
    r[10] = before
    r[11] = total - before - prose
    np.log1p(r[10:12], out=r[10:12])
    r[12] = (view.mass.cumsum() - view.mass) / max(float(view.mass.sum()), 1.0)
    gains = np.empty((3, count))
    gains[0] = np.minimum(view.mass, 80) * np.where(view.is_prose, 1.0, 0.15) - 6.0
    gains[1] = np.minimum(view.function_share * view.word_count, 30) + 2 * np.minimum(view.characters("stop"), 6) - 6.0
    gains[2] = np.minimum(view.mass, 60) - 5.0 - 8 * (view.matches.exact != 0)
    r[13:] = 0
    for row, (start, end) in zip((13, 17, 21), _best_runs(gains), strict=True):
        r[row, start:end] = 1
        r[row + 1, :start] = logs[1 : start + 1][::-1]
        r[row + 2, end:] = logs[1 : count - end + 1]
        r[row + 3] = (end - start) / max(count, 1)


def _best_runs(gains: NDArray[np.float64]) -> list[tuple[int, int]]:
    """For each row, the run of blocks with the greatest sum, as `first, last + 1` (Kadane's maximum-sum segment)."""
    total = np.zeros((len(gains), gains.shape[1] + 1))
    gains.cumsum(axis=1, out=total[:, 1:])
    ends = np.argmax(total - np.minimum.accumulate(total, axis=1), axis=1).tolist()
    return [(int(np.argmin(row[: end + 1])), end) for row, end in zip(total, ends, strict=True)]


def add_neighbourhood(c: Columns, view: View, facts: Floats) -> None:
    """What the blocks around it are like, near and far."""
    around = c.room(AROUND_NAMES).reshape(len(REACHES), len(AROUND), len(view))
    windows(facts[: len(AROUND)], REACHES, around)
    beside = facts[BESIDE_ROWS]
    r = c.room(SIDE_NAMES).reshape(len(STEPS), len(BESIDE), len(view))
    r[:] = 0
    for row, step in zip(r, STEPS.values(), strict=True):
        if step > 0:
            row[:, step:] = beside[:, :-step]
        else:
            row[:, :step] = beside[:, -step:]
    place = np.arange(len(view))
    last = np.maximum.accumulate(np.where(view.is_prose, place, -60))
    following = np.minimum.accumulate(np.where(view.is_prose, place, len(view) + 60)[::-1])[::-1]
    r = c.room(("lines_since_prose", "lines_until_prose"))
    r[0] = place - last
    r[1] = following - place
    np.log1p(np.minimum(r, 100, out=r), out=r)


def add_segments(c: Columns, view: View, facts: Floats) -> None:
    """Facts about the run of prose, or of anything else, that the block stands in."""
    prose = view.is_prose
    first, size, segment = _runs(prose)
    r = c.room(SEGMENT_NAMES)
    r[0] = np.log1p(size)[segment]
    r[1] = (np.arange(len(view)) - first[segment]) / size[segment]
    if len(view):
        for part, rows in pieces(r[2:], SEGMENT_ROWS):
            part[:] = (np.add.reduceat(facts[rows].astype(np.float64), first, axis=1) / size)[:, segment]


def _runs(flags: Flags) -> tuple[Ints, Ints, Ints]:
    """Where runs of neighbours that are alike begin, how long each is, and in which each block stands."""
    edge = np.ones(len(flags), bool)
    np.not_equal(flags[1:], flags[:-1], out=edge[1:])
    first = edge.nonzero()[0]
    size = np.empty(len(first), np.int64)
    size[:-1] = first[1:] - first[:-1]
    size[-1:] = len(flags) - first[-1:]
    return first, size, edge.cumsum() - 1


def add_lists(c: Columns, view: View) -> None:
    """How a list begins: the block before its first item, whether that promises one, and the item's place in it."""
    item = view.kind_is(Kind.LIST_ITEM)
    place = np.arange(len(view))
    starts, sizes, run = _runs(item)
    first, size = starts[run], sizes[run]
    before = np.maximum(first - 1, 0)
    colon = view.ends_with_colon
    last = np.maximum.accumulate(np.where(colon, place, -99))
    r = c.room(LIST_NAMES)
    r[0] = np.log1p(size) * item
    r[1] = (place - first) * item / np.maximum(size, 1)
    promising = item & (first > 0)
    r[2] = promising & colon[before]
    r[3] = promising & view.is_prose[before]
    r[4] = np.exp((last - place) / 4) * (last >= 0)


def add_document(c: Columns, view: View, facts: Floats) -> None:
    """What kind of input this is: the same numbers for every block."""
    count = max(len(view), 1)
    mass = max(float(view.mass.sum()), 1.0)
    mean = dict(zip(FACTS, (facts.sum(axis=1) / count).tolist(), strict=True))
    head, tail = facts[EDGE_ROWS, :8].mean(axis=1).tolist(), facts[EDGE_ROWS, -8:].mean(axis=1).tolist()
    values = (
        math.log1p(count),
        math.log1p(mass),
        math.log1p(mass / count),
        float(np.where(view.is_prose, view.mass, np.float32(0)).sum()) / mass,
        *(mean[name] for name in ("prose", "phrases")),
        int(np.count_nonzero(view.is_function_word)) / max(len(view.is_function_word), 1),
        *(mean[name] for name in ("stops", "copies", "links", "lists", "headings", "gaps")),
        view.document.wrap_width is not None,
        float(view.characters("cjk").sum()) / max(float(view.tokens.size.sum()), 1.0),
        *chain.from_iterable(zip(head, tail, strict=True)),
    )
    c.add_all(DOCUMENT_NAMES, np.array(values, np.float32)[:, None])
