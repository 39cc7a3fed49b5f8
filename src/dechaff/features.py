"""Numbers that describe a block and where it stands: the scorer's input.

Everything is an array operation over the whole document, so that cost grows with the size of the text and not with the
number of features. Names are data: the weights file lists the ones it was trained with, and loading compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dechaff.lexicon import TOPICS
from dechaff.tokens import CLASSES, Floats, Ints
from dechaff.types import Kind, Mark, Verdict
from dechaff.view import View

__all__ = ["Columns", "featurize"]

PHRASE_TOPICS = tuple(t for t in TOPICS if t not in ("sections", "months"))
ROOM = 288  # columns at most
OWNER_TOPICS = (
    "related", "comments", "newsletter", "footer", "share", "navigation", "contents", "advertising", "byline",
)  # fmt: skip


class Columns:
    """Named columns, written one below the other into one array, so that a long document is held once."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.names: list[str] = []
        self._values = np.empty((ROOM, rows), np.float32)

    def add(self, name: str, values: NDArray[np.generic] | float) -> None:
        self._values[len(self.names)] = values
        self.names.append(name)

    def matrix(self) -> Floats:
        """Blocks by features; a view, not a copy."""
        return self._values[: len(self.names)].T


def featurize(view: View, marks: Iterable[Mark], cleaners: Sequence[str]) -> Columns:
    """All features of all blocks of a document; `cleaners` names the mark columns."""
    columns = Columns(len(view))
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
    return columns


def _add_shape(c: Columns, view: View) -> None:
    tokens, words = view.tokens, np.maximum(view.word_count, 1)
    size = np.maximum(np.minimum(tokens.size, 3000), 1)
    c.add("size", np.log1p(tokens.size))
    c.add("words", np.log1p(view.word_count))
    c.add("mass", np.log1p(view.mass))
    c.add("word_length", np.log1p(tokens.per_block(tokens.words.length) / words))
    c.add("function_share", view.function_share)
    c.add("any_function_share", tokens.per_block(view.matches.word_languages != 0) / words)
    c.add("capital_share", view.capital_share)
    c.add("upper_share", tokens.per_block(tokens.words.upper) / words)
    c.add("number_share", tokens.per_block(tokens.words.number) / words)
    c.add("glued_share", tokens.per_block(tokens.words.glued) / words)
    for name in ("digit", "stop", "comma", "bracket", "dash", "bar", "unit", "symbol", "upper", "cjk"):
        c.add(f"{name}_density", view.characters(name) / size)
    for name in ("stop", "comma", "bar", "bracket"):
        c.add(f"{name}_count", np.log1p(view.characters(name)))
    for name in ("lower", "upper", "digit", "bracket", "symbol", "bar", "cjk", "dash", "unit"):
        c.add(f"starts_{name}", tokens.first_class == CLASSES.index(name))
    for name in ("stop", "comma", "bracket", "digit", "bar", "symbol"):
        c.add(f"ends_{name}", tokens.last_class == CLASSES.index(name))
    texts = [b.text for b in view.blocks]
    c.add("ends_colon", np.fromiter((t.endswith((":", "：")) for t in texts), bool, len(texts)))
    c.add("ends_ellipsis", np.fromiter((t.endswith(("…", "...", "[…]", "[...]")) for t in texts), bool, len(texts)))
    c.add("ends_question", np.fromiter((t.endswith(("?", "？")) for t in texts), bool, len(texts)))
    c.add("has_address", np.fromiter(("://" in t or "www." in t or "@" in t for t in texts), bool, len(texts)))
    is_date = view.says("months") & (tokens.per_block(tokens.words.number) >= 1) & (view.word_count <= 9)
    c.add("is_date", is_date)
    c.add("is_prose", view.is_prose)
    c.add("sentence_length", np.log1p(view.word_count / (1 + view.characters("stop"))))


def _add_layout(c: Columns, view: View) -> None:
    for kind in (Kind.HEADING, Kind.LIST_ITEM, Kind.QUOTE, Kind.CODE, Kind.TABLE_ROW, Kind.SEPARATOR, Kind.CAPTION):
        c.add(f"is_{kind}", view.kind_is(kind))
    blocks = view.blocks
    gap = np.fromiter((min(b.gap, 5) for b in blocks), np.float32, len(blocks))
    c.add("level", np.fromiter((b.level for b in blocks), np.float32, len(blocks)) / 6)
    c.add("indent", np.log1p(np.fromiter((b.indent for b in blocks), np.float32, len(blocks))))
    c.add("gap_before", gap)
    c.add("gap_after", _shift(gap, -1, 1.0))
    c.add("link_share", view.link_share)
    c.add("link_count", np.log1p(np.fromiter((len(b.links) for b in blocks), np.float32, len(blocks))))


def _add_phrases(c: Columns, view: View) -> None:
    for form in ("exact", "prefix", "anywhere"):
        masks: NDArray[np.uint32] = getattr(view.matches, form)
        for topic in TOPICS if form == "exact" else PHRASE_TOPICS:
            c.add(f"{form}_{topic}", (masks & np.uint32(1 << TOPICS.index(topic))) != 0)
    words = np.maximum(view.word_count, 1)
    masks = view.matches.word_topics
    for topic in TOPICS:
        bit = np.uint32(1 << TOPICS.index(topic))
        c.add(f"vocabulary_{topic}", view.tokens.per_block((masks & bit) != 0) / words)
    c.add("vocabulary_any", view.tokens.per_block(masks != 0) / words)


def _add_marks(c: Columns, marks: Iterable[Mark], cleaners: Sequence[str]) -> None:
    table = np.zeros((c.rows, len(cleaners)), np.float32)
    column = {name: i for i, name in enumerate(cleaners)}
    for mark in marks:
        if mark.verdict is not Verdict.PROTECT and (i := column.get(mark.cleaner)) is not None:
            table[mark.block, i] = 1
    for name, i in column.items():
        c.add(f"mark_{name}", table[:, i])
    c.add("mark_any", table.max(axis=1, initial=0))


def _add_repetition(c: Columns, view: View) -> None:
    count, nth = view.copies
    real = view.word_count > 0
    c.add("copies", np.where(real, np.log(np.maximum(count, 1)), 0))
    c.add("is_copy", real & (nth > 0))
    c.add("is_repeated_later", real & (nth < count - 1))
    length = np.minimum(np.log2(1 + view.mass), 6).astype(np.int64)
    shape = length + 8 * view.kinds.astype(np.int64) + 128 * view.tokens.first_class.astype(np.int64)
    shape += 4096 * view.tokens.last_class.astype(np.int64)
    date = view.says("months")
    for step in (1, 2, 3, 4):
        same = shape[step:] == shape[:-step]
        forward, backward = np.zeros(len(view), np.float32), np.zeros(len(view), np.float32)
        forward[: len(view) - step if step <= len(view) else 0] = same
        backward[step:] = same
        c.add(f"same_shape_{step}", forward + backward)
    c.add("dates_around", _window(date.astype(np.float32), 5))


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
    for topic in OWNER_TOPICS:
        hit = (view.says_only(topic) | view.says(topic)) & short
        last = np.maximum.accumulate(np.where(hit, place, -1))
        seen = last >= 0
        prose_since = prose[place + 1] - prose[np.maximum(last, 0)]
        c.add(f"owner_{topic}", np.where(seen, np.exp(-prose_since / 60), 0))
        c.add(f"near_{topic}", np.where(seen, np.exp(-(place - last) / 6), 0))
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
    mass = np.log1p(view.mass)
    chaff = np.minimum(view.tokens.per_block(view.matches.word_topics != 0) / np.maximum(view.word_count, 1), 1)
    prose = view.is_prose.astype(np.float32)
    for reach in (2, 6, 20):
        c.add(f"mass_{reach}", _window(mass, reach))
        c.add(f"prose_{reach}", _window(prose, reach))
        c.add(f"function_{reach}", _window(view.function_share, reach))
        c.add(f"capital_{reach}", _window(view.capital_share, reach))
        c.add(f"chaff_{reach}", _window(chaff, reach))
        c.add(f"stops_{reach}", _window(view.ends_with_stop.astype(np.float32), reach))
        c.add(f"links_{reach}", _window(view.link_share, reach))
    for step in (-2, -1, 1, 2):
        side = f"{'previous' if step < 0 else 'next'}_{abs(step)}"
        c.add(f"{side}_mass", _shift(mass, -step, 0.0))
        c.add(f"{side}_prose", _shift(prose, -step, 0.0))
        c.add(f"{side}_chaff", _shift(chaff, -step, 0.0))
        c.add(f"{side}_stop", _shift(view.ends_with_stop.astype(np.float32), -step, 0.0))
    place = np.arange(len(view))
    last = np.maximum.accumulate(np.where(view.is_prose, place, -60))
    following = np.minimum.accumulate(np.where(view.is_prose, place, len(view) + 60)[::-1])[::-1]
    c.add("lines_since_prose", np.log1p(np.minimum(place - last, 100)))
    c.add("lines_until_prose", np.log1p(np.minimum(following - place, 100)))


def _add_segments(c: Columns, view: View) -> None:
    """Facts about the run of prose, or of anything else, that the block stands in."""
    prose = view.is_prose
    edge = np.ones(len(view), bool)
    edge[1:] = prose[1:] != prose[:-1]
    segment = np.cumsum(edge) - 1
    size = np.bincount(segment) if len(view) else np.zeros(0)
    c.add("segment_length", np.log1p(size[segment]))
    c.add("segment_place", (np.arange(len(view)) - np.flatnonzero(edge)[segment]) / size[segment])
    chaff = view.tokens.per_block(view.matches.word_topics != 0) / np.maximum(view.word_count, 1)
    facts = {
        "mass": np.log1p(view.mass),
        "capital": view.capital_share,
        "function": view.function_share,
        "chaff": chaff,
        "phrases": (view.matches.exact != 0).astype(np.float32),
        "stops": view.ends_with_stop.astype(np.float32),
        "list": view.kind_is(Kind.LIST_ITEM).astype(np.float32),
        "dates": view.says("months").astype(np.float32),
        "links": view.link_share,
        "copies": (view.copies[0] > 1).astype(np.float32),
    }
    for name, values in facts.items():
        c.add(f"segment_{name}", (np.bincount(segment, weights=values) / size)[segment] if len(view) else values)


def _add_lists(c: Columns, view: View) -> None:
    """How a list begins: the block before its first item, whether that promises one, and the item's place in it."""
    item = view.kind_is(Kind.LIST_ITEM)
    place = np.arange(len(view))
    edge = np.ones(len(view), bool)
    edge[1:] = item[1:] != item[:-1]
    run = np.cumsum(edge) - 1
    first = np.flatnonzero(edge)[run] if len(view) else place
    size = np.bincount(run)[run] if len(view) else place
    before = np.maximum(first - 1, 0)
    colon = np.fromiter((b.text.endswith((":", "：")) for b in view.blocks), bool, len(view))
    c.add("list_length", np.where(item, np.log1p(size), 0))
    c.add("list_place", np.where(item, place - first, 0) / np.maximum(size, 1))
    c.add("list_promised", item & (first > 0) & colon[before])
    c.add("list_after_prose", item & (first > 0) & view.is_prose[before])
    last = np.maximum.accumulate(np.where(colon, place, -99))
    c.add("since_colon", np.where(last >= 0, np.exp(-(place - last) / 4), 0))


def _add_document(c: Columns, view: View) -> None:
    count = max(len(view), 1)
    mass = max(float(view.mass.sum()), 1.0)
    c.add("doc_blocks", np.log1p(count))
    c.add("doc_mass", np.log1p(mass))
    c.add("doc_mean_mass", np.log1p(mass / count))
    c.add("doc_prose", float(np.where(view.is_prose, view.mass, 0).sum()) / mass)
    c.add("doc_prose_blocks", float(view.is_prose.mean()) if len(view) else 0.0)
    c.add("doc_phrases", float((view.matches.exact != 0).mean()) if len(view) else 0.0)
    c.add("doc_function", float(view.is_function_word.mean()) if len(view.is_function_word) else 0.0)
    c.add("doc_stops", float(view.ends_with_stop.mean()) if len(view) else 0.0)
    c.add("doc_copies", float((view.copies[1] > 0).mean()) if len(view) else 0.0)
    c.add("doc_links", float(view.link_share.mean()) if len(view) else 0.0)
    c.add("doc_lists", float(view.kind_is(Kind.LIST_ITEM).mean()) if len(view) else 0.0)
    c.add("doc_headings", float(view.kind_is(Kind.HEADING).mean()) if len(view) else 0.0)
    c.add("doc_gaps", float(np.mean([min(b.gap, 3) for b in view.blocks])) if len(view) else 0.0)
    c.add("doc_wrapped", float(view.document.wrap_width is not None))
    c.add("doc_cjk", float(view.characters("cjk").sum()) / max(float(view.tokens.size.sum()), 1.0))
    chaff = view.tokens.per_block(view.matches.word_topics != 0) / np.maximum(view.word_count, 1)
    for name, values in (("chaff", chaff), ("mass", np.log1p(view.mass)), ("stops", view.ends_with_stop)):
        c.add(f"doc_head_{name}", float(np.mean(values[:8])) if len(view) else 0.0)
        c.add(f"doc_tail_{name}", float(np.mean(values[-8:])) if len(view) else 0.0)


def _window(values: NDArray[np.floating], reach: int) -> NDArray[np.float64]:
    """Mean over the block and `reach` blocks on both sides."""
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    place = np.arange(len(values))
    low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(values))
    mean: NDArray[np.float64] = (total[high] - total[low]) / np.maximum(high - low, 1)
    return mean


def _shift(values: NDArray[np.floating], by: int, fill: float) -> NDArray[np.floating]:
    """Values moved `by` places down (up where negative)."""
    moved = np.full(len(values), fill, values.dtype)
    if by > 0:
        moved[by:] = values[:-by]
    elif by < 0:
        moved[:by] = values[-by:]
    return moved
