"""Numbers that describe a block and where it stands: the scorer's input.

Everything is an array operation over the whole document, and features of one kind are computed side by side, so that
cost grows with the size of the text and hardly with the number of features. Names are data: the weights file lists the
ones it was trained with, and loading compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dechaff.lexicon import TOPICS
from dechaff.tokens import CLASSES, Floats, Ints
from dechaff.types import Kind, Mark, Verdict
from dechaff.view import View

__all__ = ["Columns", "Take", "featurize"]

Table = NDArray[np.generic]
Take = Callable[[int, Floats], None]

ROOM, LEAST_ROOM = 288, 32  # columns in a bundle
CELLS = 1 << 21  # values in a bundle, where that leaves room enough
PHRASE_TOPICS = tuple(t for t in TOPICS if t not in ("sections", "months"))
OWNER_TOPICS = (
    "related", "comments", "newsletter", "footer", "share", "navigation", "contents", "advertising", "byline",
)  # fmt: skip
DENSITIES = ("digit", "stop", "comma", "bracket", "dash", "bar", "unit", "symbol", "upper", "cjk")
COUNTED = ("stop", "comma", "bar", "bracket")
FIRST = ("lower", "upper", "digit", "bracket", "symbol", "bar", "cjk", "dash", "unit")
LAST = ("stop", "comma", "bracket", "digit", "bar", "symbol")
KINDS = (Kind.HEADING, Kind.LIST_ITEM, Kind.QUOTE, Kind.CODE, Kind.TABLE_ROW, Kind.SEPARATOR, Kind.CAPTION)
AROUND = ("mass", "prose", "function", "capital", "chaff", "stops", "links")
REACHES = (2, 6, 20)
STEPS = {"previous_2": 2, "previous_1": 1, "next_1": -1, "next_2": -2}
BESIDE = ("mass", "prose", "chaff", "stop")
BRANCH_FACTS = ("prose_of_page", "prose", "links", "mass", "chaff", "blocks")


class Columns:
    """Named columns of one value a block, handed on in bundles, so that a long document never holds all of them."""

    def __init__(self, rows: int, take: Take) -> None:
        self.rows = rows
        self.names: list[str] = []
        self._take = take
        self._values = np.empty((max(LEAST_ROOM, min(ROOM, CELLS // max(rows, 1))), rows), np.float32)
        self._filled = 0

    def add(self, name: str, values: Table | float) -> None:
        """Add a column; a plain number stands for all rows."""
        self.add_all((name,), values)

    def add_all(self, names: Sequence[str], values: Table | float) -> None:
        """Add several columns at once: one row of `values` for each name, one place in it for each block."""
        if self._filled + len(names) > len(self._values):
            self.hand_on()
        self._values[self._filled : self._filled + len(names)] = values
        self._filled += len(names)
        self.names += names

    def hand_on(self) -> None:
        """Give away what has gathered."""
        if self._filled:
            self._take(len(self.names) - self._filled, self._values[: self._filled])
        self._filled = 0


def featurize(view: View, marks: Iterable[Mark], cleaners: Sequence[str], take: Take) -> tuple[str, ...]:
    """Compute all features of all blocks of a document.

    Args:
        view: the document.
        marks: what the cleaners said of it.
        cleaners: names the mark columns.
        take: is called with the number of the first column of a bundle and its values, columns by blocks, which it
            may change and must not keep.

    Returns:
        The names of the columns, in order.
    """
    columns = Columns(len(view), take)
    _add_shape(columns, view)
    _add_layout(columns, view)
    _add_phrases(columns, view)
    _add_marks(columns, marks, cleaners)
    _add_repetition(columns, view)
    _add_vocabulary(columns, view)
    _add_owners(columns, view)
    _add_position(columns, view)
    _add_neighbourhood(columns, view)
    _add_segments(columns, view)
    _add_lists(columns, view)
    _add_document(columns, view)
    if view.document.kind == "html":
        _add_tree(columns, view)
    columns.hand_on()
    return tuple(columns.names)


def _named(pattern: str, names: Iterable[object]) -> tuple[str, ...]:
    return tuple(pattern.format(name) for name in names)


def _codes(names: Iterable[str]) -> NDArray[np.int64]:
    return np.array([CLASSES.index(name) for name in names])


def _bits(topics: Iterable[str]) -> NDArray[np.uint32]:
    return np.array([1 << TOPICS.index(topic) for topic in topics], np.uint32)


DENSITY_NAMES, DENSITY_CODES = _named("{}_density", DENSITIES), _codes(DENSITIES)
COUNT_NAMES, COUNT_CODES = _named("{}_count", COUNTED), _codes(COUNTED)
FIRST_NAMES, FIRST_CODES = _named("starts_{}", FIRST), _codes(FIRST)
LAST_NAMES, LAST_CODES = _named("ends_{}", LAST), _codes(LAST)
KIND_NAMES = _named("is_{}", KINDS)
EXACT_NAMES, EXACT_BITS = _named("exact_{}", TOPICS), _bits(TOPICS)
PREFIX_NAMES, ANYWHERE_NAMES = _named("prefix_{}", PHRASE_TOPICS), _named("anywhere_{}", PHRASE_TOPICS)
PHRASE_BITS = _bits(PHRASE_TOPICS)
VOCABULARY_NAMES = _named("vocabulary_{}", TOPICS)
OWNER_BITS = _bits(OWNER_TOPICS)
OWNER_NAMES = tuple(f"{form}_{topic}" for topic in OWNER_TOPICS for form in ("owner", "near"))
SIDE_NAMES = tuple(f"{side}_{name}" for side in STEPS for name in BESIDE)


def _add_shape(c: Columns, view: View) -> None:
    tokens, words = view.tokens, np.maximum(view.word_count, 1)
    size = np.maximum(np.minimum(tokens.size, 3000), 1)
    c.add("size", np.log1p(tokens.size))
    c.add("words", np.log1p(view.word_count))
    c.add("mass", view.log_mass)
    c.add("word_length", np.log1p(tokens.per_block(tokens.words.length) / words))
    c.add("function_share", view.function_share)
    c.add("any_function_share", tokens.per_block(view.matches.word_languages != 0) / words)
    c.add("capital_share", view.capital_share)
    c.add("upper_share", tokens.per_block(tokens.words.upper) / words)
    numbers = tokens.per_block(tokens.words.number)
    c.add("number_share", numbers / words)
    c.add("glued_share", tokens.per_block(tokens.words.glued) / words)
    characters = tokens.characters.T
    c.add_all(DENSITY_NAMES, characters[DENSITY_CODES] / size)
    c.add_all(COUNT_NAMES, np.log1p(characters[COUNT_CODES]))
    c.add_all(FIRST_NAMES, tokens.first_class == FIRST_CODES[:, None])
    c.add_all(LAST_NAMES, tokens.last_class == LAST_CODES[:, None])
    texts = [b.text for b in view.blocks]
    c.add("ends_colon", view.ends_with_colon)
    c.add("ends_ellipsis", np.fromiter((t.endswith(("…", "...", "[…]", "[...]")) for t in texts), bool, len(texts)))
    c.add("ends_question", np.fromiter((t.endswith(("?", "？")) for t in texts), bool, len(texts)))
    c.add("has_address", np.fromiter(("://" in t or "www." in t or "@" in t for t in texts), bool, len(texts)))
    c.add("is_date", view.says("months") & (numbers >= 1) & (view.word_count <= 9))
    c.add("is_prose", view.is_prose)
    c.add("sentence_length", np.log1p(view.word_count / (1 + view.characters("stop"))))


def _add_layout(c: Columns, view: View) -> None:
    c.add_all(KIND_NAMES, np.stack([view.kind_is(kind) for kind in KINDS]))
    blocks = view.blocks
    level, indent, gap, links = (
        np.array([(b.level, b.indent, b.gap, len(b.links)) for b in blocks], np.float32).reshape(-1, 4).T
    )
    gap = np.minimum(gap, 5)
    c.add("level", level / 6)
    c.add("indent", np.log1p(indent))
    c.add("gap_before", gap)
    c.add("gap_after", _shift(gap, -1, 1.0))
    c.add("link_share", view.link_share)
    c.add("link_count", np.log1p(links))


def _add_phrases(c: Columns, view: View) -> None:
    matches = view.matches
    c.add_all(EXACT_NAMES, (matches.exact & EXACT_BITS[:, None]) != 0)
    c.add_all(PREFIX_NAMES, (matches.prefix & PHRASE_BITS[:, None]) != 0)
    c.add_all(ANYWHERE_NAMES, (matches.anywhere & PHRASE_BITS[:, None]) != 0)
    known = np.flatnonzero(matches.word_topics)
    word, topic = ((matches.word_topics[known, None] & EXACT_BITS) != 0).nonzero()
    place = view.tokens.words.block[known[word]].astype(np.int64) + topic * c.rows
    said = np.bincount(place, minlength=c.rows * len(TOPICS)).reshape(len(TOPICS), c.rows)
    c.add_all(VOCABULARY_NAMES, said / np.maximum(view.word_count, 1))
    c.add("vocabulary_any", view.chaff_share)


def _add_marks(c: Columns, marks: Iterable[Mark], cleaners: Sequence[str]) -> None:
    table = np.zeros((len(cleaners) + 1, c.rows), np.float32)
    column = {name: i for i, name in enumerate(cleaners)}
    for mark in marks:
        if mark.verdict is not Verdict.PROTECT and (i := column.get(mark.cleaner)) is not None:
            table[i, mark.block] = table[-1, mark.block] = 1
    c.add_all((*_named("mark_{}", cleaners), "mark_any"), table)


def _add_repetition(c: Columns, view: View) -> None:
    count, nth = view.copies
    real = view.word_count > 0
    c.add("copies", np.where(real, np.log(np.maximum(count, 1)), 0))
    c.add("is_copy", real & (nth > 0))
    c.add("is_repeated_later", real & (nth < count - 1))
    length = np.minimum(np.log2(1 + view.mass), 6).astype(np.int64)
    shape = length + 8 * view.kinds.astype(np.int64) + 128 * view.tokens.first_class.astype(np.int64)
    shape += 4096 * view.tokens.last_class.astype(np.int64)
    for step in (1, 2, 3, 4):
        both = np.zeros(len(view), np.float32)
        same = shape[step:] == shape[:-step]
        both[: len(same)] = same
        both[step:] += same
        c.add(f"same_shape_{step}", both)
    c.add("dates_around", _windows(view.says("months")[None], (5,))[0])


def _add_vocabulary(c: Columns, view: View) -> None:
    """How a block's content words recur: in prose elsewhere, soon after, shortly before, or nowhere."""
    hashes, block = _content_words(view)
    total = np.maximum(np.bincount(block, minlength=len(view)), 1).astype(np.float32)
    _, ids, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    in_prose = view.is_prose[block]
    prose_counts = np.bincount(ids[in_prose], minlength=len(counts))
    elsewhere = prose_counts[ids] - in_prose
    order = np.argsort(ids, kind="stable")
    placed, sorted_ids = block[order], ids[order]
    ahead = np.full(len(order), 1 << 30)
    behind = np.full(len(order), 1 << 30)
    if len(order) > 1:
        distance = np.where(sorted_ids[1:] == sorted_ids[:-1], placed[1:] - placed[:-1], 1 << 30)
        distance = np.where(distance == 0, 1 << 30, distance)
        ahead[order[:-1]] = distance
        behind[order[1:]] = distance
    weight = 1.0 / np.log2(1.0 + counts[ids])

    def share(flags: NDArray[np.generic]) -> NDArray[np.float64]:
        return np.bincount(block, weights=flags.astype(np.float64), minlength=len(view)) / total

    c.add("content_words", np.log1p(total))
    c.add("in_prose", share(elsewhere > 0))
    c.add("in_prose_often", share(elsewhere > 2))
    c.add("in_prose_rare", share((elsewhere > 0) * weight))
    c.add("recurs_soon", share(ahead <= 3))
    c.add("recurs_ahead", share(ahead <= 12))
    c.add("recurs_behind", share(behind <= 12))
    c.add("recurs_just_behind", share(behind <= 3))
    c.add("unique_words", share(counts[ids] == 1))


def _content_words(view: View) -> tuple[NDArray[np.uint64], Ints]:
    """Hashes and blocks of the words that carry meaning: long, no function words; pairs of Chinese characters."""
    words = view.tokens.words
    plain = ~words.cjk & ~words.number & (words.length >= 3) & (view.matches.word_languages == 0)
    hashes, block = words.hashes[plain], words.block[plain].astype(np.int64)
    if words.cjk.any():
        pair = np.flatnonzero(words.cjk[:-1] & words.cjk[1:] & (words.block[:-1] == words.block[1:]))
        joined = words.hashes[pair] * np.uint64(31) + words.hashes[pair + 1]
        hashes = np.concatenate((hashes, joined))
        block = np.concatenate((block, words.block[pair].astype(np.int64)))
        order = np.argsort(block, kind="stable")
        hashes, block = hashes[order], block[order]
    return hashes, block


def _add_owners(c: Columns, view: View) -> None:
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


def _add_position(c: Columns, view: View) -> None:
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


def _add_neighbourhood(c: Columns, view: View) -> None:
    mass, prose, chaff, stops = view.log_mass, view.is_prose, view.chaff_share, view.ends_with_stop
    around = np.stack((mass, prose, view.function_share, view.capital_share, chaff, stops, view.link_share))
    for reach, values in zip(REACHES, _windows(around, REACHES), strict=True):
        c.add_all(_named("{}_" + str(reach), AROUND), values)
    beside = np.stack((mass, prose, chaff, stops))
    c.add_all(SIDE_NAMES, np.concatenate([_shift(beside, step, 0.0) for step in STEPS.values()]))
    place = np.arange(len(view))
    last = np.maximum.accumulate(np.where(prose, place, -60))
    following = np.minimum.accumulate(np.where(prose, place, len(view) + 60)[::-1])[::-1]
    c.add("lines_since_prose", np.log1p(np.minimum(place - last, 100)))
    c.add("lines_until_prose", np.log1p(np.minimum(following - place, 100)))


def _add_segments(c: Columns, view: View) -> None:
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
    c.add_all(_named("segment_{}", facts), means[:, segment])


def _add_lists(c: Columns, view: View) -> None:
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


def _add_document(c: Columns, view: View) -> None:
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
    c.add_all(_named("doc_{}", values), np.array(list(values.values()), np.float32)[:, None])


def _add_tree(c: Columns, view: View) -> None:
    """Where a block stands in the tree of its page, and what the branches that hold it are made of."""
    mass = view.mass.astype(np.float64)
    prose = np.where(view.is_prose, mass, 0)
    facts = np.stack((mass, prose, view.link_share * mass, view.log_mass, view.chaff_share, np.ones(len(view))))
    total = max(float(prose.sum()), 1.0)
    for name, branch in view.branches.items():
        count = int(branch.max(initial=-1)) + 1
        sums = np.stack([np.bincount(branch, weights=fact, minlength=count) for fact in facts])
        size = np.maximum(sums[5], 1)
        means = (
            sums[1] / total,
            sums[1] / np.maximum(sums[0], 1),
            sums[2] / np.maximum(sums[0], 1),
            sums[3] / size,
            sums[4] / size,
            np.log1p(sums[5]),
        )
        c.add_all(_named(name + "_{}", BRANCH_FACTS), np.stack(means)[:, branch])
    c.add("depth", np.log1p(np.fromiter((b.path.count("/") for b in view.blocks), np.float32, len(view))))
    place = np.arange(len(view))
    level = np.fromiter((b.level for b in view.blocks), np.int64, len(view))
    top = level == 1
    last = np.maximum.accumulate(np.where(top, place, -1))
    since = np.concatenate(([0.0], np.cumsum(prose)))
    c.add("after_h1", last >= 0)
    c.add("near_h1", np.where(last >= 0, np.exp((last - place) / 10), 0))
    c.add("prose_since_h1", np.where(last >= 0, np.log1p(since[1:] - since[np.maximum(last, 0)]), 0))
    c.add("doc_h1", np.log1p(top.sum()))
    heading = np.maximum.accumulate(np.where(level > 0, place, -1))
    c.add("under_level", np.where(heading >= 0, level[np.maximum(heading, 0)], 0) / 6)
    c.add("since_heading", np.where(heading >= 0, np.log1p(place - heading), 5))


def _windows(values: Table, reaches: Sequence[int]) -> list[NDArray[np.float64]]:
    """For each reach, the means over the block and `reach` blocks on both sides; one row of `values` a fact."""
    count = values.shape[1]
    total = np.zeros((len(values), count + 1), np.float64)
    np.cumsum(values, axis=1, out=total[:, 1:])
    place = np.arange(count)
    means: list[NDArray[np.float64]] = []
    for reach in reaches:
        low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, count)
        means.append((total[:, high] - total[:, low]) / (high - low))
    return means


def _shift(values: Table, by: int, fill: float) -> Table:
    """Values moved `by` blocks down (up where negative), along the last axis."""
    moved = np.full_like(values, fill)
    if by > 0:
        moved[..., by:] = values[..., :-by]
    elif by < 0:
        moved[..., :by] = values[..., -by:]
    return moved
