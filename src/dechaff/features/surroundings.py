"""What stands around a block: the headings above it, its neighbours, its run of prose, its list, its document."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dechaff.features.columns import Columns, Table, bits, named, shift, windows
from dechaff.types import Kind
from dechaff.view import View

__all__ = ["add_document", "add_lists", "add_neighbourhood", "add_owners", "add_position", "add_segments"]

OWNER_TOPICS = (
    "related", "comments", "newsletter", "footer", "share", "navigation", "contents", "advertising", "byline",
)  # fmt: skip
AROUND = ("mass", "prose", "function", "capital", "chaff", "stops", "links")
REACHES = (2, 6, 20)
STEPS = {"previous_2": 2, "previous_1": 1, "next_1": -1, "next_2": -2}
BESIDE = ("mass", "prose", "chaff", "stop")
OWNER_BITS = bits(OWNER_TOPICS)
OWNER_NAMES = tuple(f"{form}_{topic}" for topic in OWNER_TOPICS for form in ("owner", "near"))
SIDE_NAMES = tuple(f"{side}_{name}" for side in STEPS for name in BESIDE)


def add_owners(c: Columns, view: View) -> None:
    """How near the last heading of each topic stands, in prose and in lines, before the block and after it."""
    prose = np.concatenate(([0.0], np.cumsum(np.where(view.is_prose, view.mass, 0))))
    place = np.arange(len(view))
    short = view.mass <= 10
    hit = ((view.matches.any_form & OWNER_BITS[:, None]) != 0) & short
    last = np.maximum.accumulate(np.where(hit, place, -1), axis=1)
    seen = last >= 0
    owner = np.where(seen, np.exp((prose[np.maximum(last, 0)] - prose[1:]) / 60), 0)
    near = np.where(seen, np.exp((last - place) / 6), 0)
    c.add_all(OWNER_NAMES, np.stack((owner, near), axis=1).reshape(-1, c.rows))
    any_hit = (view.matches.exact != 0) & short
    following = np.minimum.accumulate(np.where(any_hit, place, len(view) + 50)[::-1])[::-1]
    c.add("next_phrase", np.exp(-(following - place) / 4))


def add_position(c: Columns, view: View) -> None:
    """Where the block stands in the document, in its prose, and against its bodies of text."""
    count = len(view)
    place = np.arange(count, dtype=np.float32)
    c.add("place", place / max(count, 1))
    c.add("from_start", np.log1p(place))
    c.add("from_end", np.log1p(count - 1 - place))
    for step in range(3):
        c.add(f"is_{step}_from_start", place == step)
        c.add(f"is_{step}_from_end", place == count - 1 - step)
    prose = np.where(view.is_prose, view.mass, 0)
    total = max(float(prose.sum()), 1.0)
    before = np.cumsum(prose) - prose
    c.add("prose_before", before / total)
    c.add("prose_mass_before", np.log1p(before))
    c.add("prose_mass_after", np.log1p(total - before - prose))
    mass_before = np.cumsum(view.mass) - view.mass
    c.add("mass_before", mass_before / max(float(view.mass.sum()), 1.0))
    function_words = view.function_share * view.word_count
    sentences = np.minimum(view.mass, 80) * np.where(view.is_prose, 1.0, 0.15)
    _add_segment(c, "body", sentences - 6.0)
    _add_segment(c, "core", np.minimum(function_words, 30) + 2 * np.minimum(view.characters("stop"), 6) - 6.0)
    _add_segment(c, "wide", np.minimum(view.mass, 60) - 5.0 - 8 * (view.matches.exact != 0))


def _add_segment(c: Columns, name: str, gain: NDArray[np.floating]) -> None:
    """Where the block stands against the run of blocks with the greatest sum (Kadane's maximum-sum segment)."""
    total = np.concatenate(([0.0], np.cumsum(gain, dtype=np.float64)))
    low = np.minimum.accumulate(total)
    end = int(np.argmax(total - low))
    start = int(np.argmin(total[: end + 1]))
    place = np.arange(len(gain))
    c.add(f"in_{name}", (place >= start) & (place < end))
    c.add(f"before_{name}", np.log1p(np.maximum(start - place, 0)))
    c.add(f"after_{name}", np.log1p(np.maximum(place - end + 1, 0)))
    c.add(f"share_{name}", (end - start) / max(len(gain), 1))


def add_neighbourhood(c: Columns, view: View) -> None:
    """What the blocks around it are like, near and far."""
    mass, prose, chaff, stops = view.log_mass, view.is_prose, view.chaff_share, view.ends_with_stop
    around = np.stack((mass, prose, view.function_share, view.capital_share, chaff, stops, view.link_share))
    for reach, values in zip(REACHES, windows(around, REACHES), strict=True):
        c.add_all(named("{}_" + str(reach), AROUND), values)
    beside = np.stack((mass, prose, chaff, stops))
    c.add_all(SIDE_NAMES, np.concatenate([shift(beside, step, 0.0) for step in STEPS.values()]))
    place = np.arange(len(view))
    last = np.maximum.accumulate(np.where(prose, place, -60))
    following = np.minimum.accumulate(np.where(prose, place, len(view) + 60)[::-1])[::-1]
    c.add("lines_since_prose", np.log1p(np.minimum(place - last, 100)))
    c.add("lines_until_prose", np.log1p(np.minimum(following - place, 100)))


def add_segments(c: Columns, view: View) -> None:
    """Facts about the run of prose, or of anything else, that the block stands in."""
    prose = view.is_prose
    edge = np.ones(len(view), bool)
    edge[1:] = prose[1:] != prose[:-1]
    first = np.flatnonzero(edge)
    segment = np.cumsum(edge) - 1
    size = np.diff(first, append=len(view))
    c.add("segment_length", np.log1p(size)[segment])
    c.add("segment_place", (np.arange(len(view)) - first[segment]) / size[segment])
    facts: dict[str, Table] = {
        "mass": view.log_mass,
        "capital": view.capital_share,
        "function": view.function_share,
        "chaff": view.chaff_share,
        "phrases": view.matches.exact != 0,
        "stops": view.ends_with_stop,
        "list": view.kind_is(Kind.LIST_ITEM),
        "dates": view.says("months"),
        "links": view.link_share,
        "copies": view.copies[0] > 1,
    }
    table = np.stack(tuple(facts.values())).astype(np.float64)
    means = np.add.reduceat(table, first, axis=1) / size if len(view) else table
    c.add_all(named("segment_{}", facts), means[:, segment])


def add_lists(c: Columns, view: View) -> None:
    """How a list begins: the block before its first item, whether that promises one, and the item's place in it."""
    item = view.kind_is(Kind.LIST_ITEM)
    place = np.arange(len(view))
    edge = np.ones(len(view), bool)
    edge[1:] = item[1:] != item[:-1]
    starts = np.flatnonzero(edge)
    run = np.cumsum(edge) - 1
    first = starts[run]
    size = np.diff(starts, append=len(view))[run]
    before = np.maximum(first - 1, 0)
    colon = view.ends_with_colon
    c.add("list_length", np.where(item, np.log1p(size), 0))
    c.add("list_place", np.where(item, place - first, 0) / np.maximum(size, 1))
    c.add("list_promised", item & (first > 0) & colon[before])
    c.add("list_after_prose", item & (first > 0) & view.is_prose[before])
    last = np.maximum.accumulate(np.where(colon, place, -99))
    c.add("since_colon", np.where(last >= 0, np.exp(-(place - last) / 4), 0))


def add_document(c: Columns, view: View) -> None:
    """What kind of input this is: the same numbers for every block."""
    count = max(len(view), 1)
    mass = max(float(view.mass.sum()), 1.0)
    facts: dict[str, Table] = {
        "prose_blocks": view.is_prose,
        "phrases": view.matches.exact != 0,
        "stops": view.ends_with_stop,
        "copies": view.copies[1] > 0,
        "links": view.link_share,
        "lists": view.kind_is(Kind.LIST_ITEM),
        "headings": view.kind_is(Kind.HEADING),
        "gaps": np.minimum(np.fromiter((b.gap for b in view.blocks), np.float32, len(view)), 3),
        "mass": view.log_mass,
        "chaff": view.chaff_share,
    }
    table = np.stack(tuple(facts.values()))
    mean, head, tail = (
        dict(zip(facts, part.mean(axis=1).tolist(), strict=True)) for part in (table, table[:, :8], table[:, -8:])
    )
    values = {
        "blocks": np.log1p(count),
        "mass": np.log1p(mass),
        "mean_mass": np.log1p(mass / count),
        "prose": float(np.where(view.is_prose, view.mass, 0).sum()) / mass,
        "prose_blocks": mean["prose_blocks"],
        "phrases": mean["phrases"],
        "function": float(view.is_function_word.mean()) if len(view.is_function_word) else 0.0,
        "stops": mean["stops"],
        "copies": mean["copies"],
        "links": mean["links"],
        "lists": mean["lists"],
        "headings": mean["headings"],
        "gaps": mean["gaps"],
        "wrapped": view.document.wrap_width is not None,
        "cjk": float(view.characters("cjk").sum()) / max(float(view.tokens.size.sum()), 1.0),
    }
    for name in ("chaff", "mass", "stops"):
        values |= {f"head_{name}": head[name], f"tail_{name}": tail[name]}
    c.add_all(named("doc_{}", values), np.array(list(values.values()), np.float32)[:, None])
