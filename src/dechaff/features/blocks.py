"""What a block is by itself, and where the same is said again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dechaff.features.columns import Columns, bits, named, shift, windows
from dechaff.lexicon import TOPICS
from dechaff.tokens import CLASSES, Ints
from dechaff.types import Kind, Mark, Verdict
from dechaff.view import View

__all__ = ["add_layout", "add_marks", "add_phrases", "add_repetition", "add_shape", "add_vocabulary"]

PHRASE_TOPICS = tuple(t for t in TOPICS if t not in ("sections", "months"))
DENSITIES = ("digit", "stop", "comma", "bracket", "dash", "bar", "unit", "symbol", "upper", "cjk")
COUNTED = ("stop", "comma", "bar", "bracket")
FIRST = ("lower", "upper", "digit", "bracket", "symbol", "bar", "cjk", "dash", "unit")
LAST = ("stop", "comma", "bracket", "digit", "bar", "symbol")
KINDS = (Kind.HEADING, Kind.LIST_ITEM, Kind.QUOTE, Kind.CODE, Kind.TABLE_ROW, Kind.SEPARATOR, Kind.CAPTION)


def _codes(names: Iterable[str]) -> NDArray[np.int64]:
    return np.array([CLASSES.index(name) for name in names])


DENSITY_NAMES, DENSITY_CODES = named("{}_density", DENSITIES), _codes(DENSITIES)
COUNT_NAMES, COUNT_CODES = named("{}_count", COUNTED), _codes(COUNTED)
FIRST_NAMES, FIRST_CODES = named("starts_{}", FIRST), _codes(FIRST)
LAST_NAMES, LAST_CODES = named("ends_{}", LAST), _codes(LAST)
KIND_NAMES = named("is_{}", KINDS)
EXACT_NAMES, EXACT_BITS = named("exact_{}", TOPICS), bits(TOPICS)
PREFIX_NAMES, ANYWHERE_NAMES = named("prefix_{}", PHRASE_TOPICS), named("anywhere_{}", PHRASE_TOPICS)
PHRASE_BITS = bits(PHRASE_TOPICS)
VOCABULARY_NAMES = named("vocabulary_{}", TOPICS)


def add_shape(c: Columns, view: View) -> None:
    """Lengths, shares of words and characters of each kind, how the text begins and ends."""
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
    characters = tokens.characters
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


def add_layout(c: Columns, view: View) -> None:
    """What the source says of the block: kind, level, indent, gaps, links."""
    c.add_all(KIND_NAMES, np.stack([view.kind_is(kind) for kind in KINDS]))
    blocks = view.blocks
    level, indent, gap, links = (
        np.array([(b.level, b.indent, b.gap, len(b.links)) for b in blocks], np.float32).reshape(-1, 4).T
    )
    gap = np.minimum(gap, 5)
    c.add("level", level / 6)
    c.add("indent", np.log1p(indent))
    c.add("gap_before", gap)
    c.add("gap_after", shift(gap, -1, 1.0))
    c.add("link_share", view.link_share)
    c.add("link_count", np.log1p(links))


def add_phrases(c: Columns, view: View) -> None:
    """Which topics' phrases a block is, begins with or holds, and how much of their vocabulary."""
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


def add_marks(c: Columns, marks: Iterable[Mark], cleaners: Sequence[str]) -> None:
    """Which cleaners marked a block."""
    table = np.zeros((len(cleaners) + 1, c.rows), np.float32)
    column = {name: i for i, name in enumerate(cleaners)}
    for mark in marks:
        if mark.verdict is not Verdict.PROTECT and (i := column.get(mark.cleaner)) is not None:
            table[i, mark.block] = table[-1, mark.block] = 1
    c.add_all((*named("mark_{}", cleaners), "mark_any"), table)


def add_repetition(c: Columns, view: View) -> None:
    """Blocks that say the same, and neighbours of the same shape."""
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
    c.add("dates_around", windows(view.says("months")[None], (5,))[0])


def add_vocabulary(c: Columns, view: View) -> None:
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
