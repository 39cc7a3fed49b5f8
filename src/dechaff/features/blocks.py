"""What a block is by itself, and where the same is said again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dechaff.features.columns import Columns, bits, named, windows
from dechaff.lexicon import TOPICS
from dechaff.tokens import BLOCK_CAP, CLASSES, Ints
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
MEASURES = (
    "size", "words", "mass", "word_length", "function_share", "any_function_share", "capital_share", "upper_share",
    "number_share", "glued_share",
)  # fmt: skip
ENDINGS = ("ends_colon", "ends_ellipsis", "ends_question", "has_address", "is_date", "is_prose", "sentence_length")
LAYOUT = ("level", "indent", "gap_before", "gap_after", "link_share", "link_count")
RECURRENCE = (
    "content_words", "in_prose", "in_prose_often", "in_prose_rare", "recurs_soon", "recurs_ahead", "recurs_behind",
    "recurs_just_behind", "unique_words",
)  # fmt: skip
REPETITION = (
    "copies", "is_copy", "is_repeated_later", "same_shape_1", "same_shape_2", "same_shape_3", "same_shape_4",
    "dates_around",
)  # fmt: skip
KIND_CODES = np.array([list(Kind).index(kind) for kind in KINDS])


def add_shape(c: Columns, view: View) -> None:
    """Lengths, shares of words and characters of each kind, how the text begins and ends."""
    tokens, words = view.tokens, np.maximum(view.word_count, 1)
    characters = tokens.characters
    r = c.room(MEASURES)
    r[0] = tokens.size
    r[1] = view.word_count
    np.log1p(r[:2], out=r[:2])
    r[2] = view.log_mass
    np.log1p(tokens.per_block(tokens.words.length) / words, out=r[3])
    r[4] = view.function_share
    r[5] = view.any_function_share
    r[6] = view.capital_share
    r[7] = tokens.per_block(tokens.words.upper)
    r[8] = view.number_count
    r[9] = view.glued_count
    r[7:] /= words
    seen = np.maximum(np.minimum(tokens.size, BLOCK_CAP), 1)
    np.divide(characters[DENSITY_CODES].astype(np.float32), seen, out=c.room(DENSITY_NAMES))
    np.log1p(characters[COUNT_CODES].astype(np.float32), out=c.room(COUNT_NAMES))
    c.add_all(FIRST_NAMES, tokens.first_class == FIRST_CODES[:, None])
    c.add_all(LAST_NAMES, tokens.last_class == LAST_CODES[:, None])
    last = tokens.last_code
    r = c.room(ENDINGS)
    r[0] = view.ends_with_colon
    r[1] = _trails_off(view, last)
    r[2] = (last == ord("?")) | (last == ord("？"))
    r[3] = _has_address(view)
    r[4] = view.says("months") & (view.number_count >= 1) & (view.word_count <= 9)
    r[5] = view.is_prose
    np.log1p(view.word_count / (1 + view.characters("stop")), out=r[6])


def _trails_off(view: View, last: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Blocks that end in an ellipsis."""
    result: NDArray[np.bool_] = last == ord("…")
    for i in ((last == ord(".")) | (last == ord("]"))).nonzero()[0].tolist():
        result[i] = view.blocks[i].text.endswith(("...", "[…]", "[...]"))
    return result


def _has_address(view: View) -> NDArray[np.bool_]:
    """Blocks with an address of the web or of mail in them."""
    stops, marks, bars = view.characters("stop"), view.characters("unit"), view.characters("bar")
    likely = (marks > 0) | ((bars >= 2) & (view.characters("comma") > 0)) | (view.tokens.size > BLOCK_CAP)
    result = np.zeros(len(view), bool)
    for i in likely.nonzero()[0].tolist():
        text = view.blocks[i].text
        result[i] = "://" in text or "@" in text
    for i in ((stops > 0) | (view.tokens.size > BLOCK_CAP)).nonzero()[0].tolist():
        if "www." in view.blocks[i].text:
            result[i] = True
    return result


def add_layout(c: Columns, view: View) -> None:
    """What the source says of the block: kind, level, indent, gaps, links."""
    c.add_all(KIND_NAMES, view.kinds == KIND_CODES[:, None])
    r = c.room(LAYOUT)
    np.divide(view.levels, 6, out=r[0])
    r[1] = np.fromiter(view.field("indent"), np.float32, len(view))
    np.log1p(r[1], out=r[1])
    np.minimum(view.gaps, 5, out=r[2])
    r[3, :-1] = r[2, 1:]
    r[3, -1:] = 1
    r[4] = view.link_share
    np.log1p(view.link_count, out=r[5])


def add_phrases(c: Columns, view: View) -> None:
    """Which topics' phrases a block is, begins with or holds, and how much of their vocabulary."""
    matches = view.matches
    c.add_all(EXACT_NAMES, (matches.exact & EXACT_BITS[:, None]) != 0)
    c.add_all(PREFIX_NAMES, (matches.prefix & PHRASE_BITS[:, None]) != 0)
    c.add_all(ANYWHERE_NAMES, (matches.anywhere & PHRASE_BITS[:, None]) != 0)
    np.divide(view.vocabulary.astype(np.float32), np.maximum(view.word_count, 1), out=c.room(VOCABULARY_NAMES))
    c.add("vocabulary_any", view.chaff_share)


def add_marks(c: Columns, marks: Iterable[Mark], cleaners: Sequence[str]) -> None:
    """Which cleaners marked a block."""
    first = {name: i * c.rows for i, name in enumerate(cleaners)}
    places = [
        first[cleaner] + block
        for block, cleaner, _, _, verdict in marks
        if verdict is not Verdict.PROTECT and cleaner in first
    ]
    r = c.room((*named("mark_{}", cleaners), "mark_any"))
    r[:] = 0
    r.reshape(-1)[places] = 1
    r[:-1].max(axis=0, out=r[-1])


def add_repetition(c: Columns, view: View) -> None:
    """Blocks that say the same, and neighbours of the same shape."""
    count, nth = view.copies
    real = view.word_count > 0
    r = c.room(REPETITION)
    r[0] = np.log(count)
    r[0] *= real
    r[1] = real & (nth > 0)
    r[2] = real & (nth < count - 1)
    length = np.minimum(np.log2(1 + view.mass), 6).astype(np.int64)
    shape = length + 8 * view.kinds.astype(np.int64) + 128 * view.tokens.first_class.astype(np.int64)
    shape += 4096 * view.tokens.last_class.astype(np.int64)
    r[3:7] = 0
    for step in (1, 2, 3, 4):
        same = shape[step:] == shape[:-step]
        r[2 + step, : len(same)] = same
        r[2 + step, step:] += same
    months = view.says("months")
    r[7] = 0
    if months.any():
        windows(months[None], (5,), r[None, 7:])


def add_vocabulary(c: Columns, view: View) -> None:
    """How a block's content words recur: in prose elsewhere, soon after, shortly before, or nowhere."""
    hashes, block = _content_words(view)
    total = np.maximum(np.bincount(block, minlength=len(view)), 1).astype(np.float32)
    room = np.uint64(len(hashes).bit_length())  # bits for a word's place, below those of what it is
    ordered = hashes >> room << room
    ordered |= np.arange(len(hashes), dtype=np.uint64)
    ordered.sort()
    del hashes
    block = block[(ordered & ((np.uint64(1) << room) - np.uint64(1))).view(np.int64)]
    ordered >>= room
    same = ordered[1:] == ordered[:-1]
    group = np.zeros(len(ordered), np.int64)
    (~same).cumsum(out=group[1:])
    del ordered
    counts = np.bincount(group)
    in_prose = view.is_prose[block]
    elsewhere = np.bincount(group, in_prose, len(counts))[group] - in_prose
    distance = np.full(len(block) + 1, 1 << 30, np.int32)  # to the former place of the same word, in blocks
    distance[1:-1][same] = (block[1:] - block[:-1])[same]
    distance[distance == 0] = 1 << 30
    behind, ahead = distance[:-1], distance[1:]
    flags: tuple[Callable[[], NDArray[Any]], ...] = (  # one after the other, as a long document has many words
        lambda: elsewhere > 0,
        lambda: elsewhere > 2,
        lambda: (elsewhere > 0) * (1.0 / np.log2(1.0 + counts))[group],
        lambda: ahead <= 3,
        lambda: ahead <= 12,
        lambda: behind <= 12,
        lambda: behind <= 3,
        lambda: (counts == 1)[group],
    )
    r = c.room(RECURRENCE)
    np.log1p(total, out=r[0])
    for row, flag in zip(r[1:], flags, strict=True):
        np.divide(np.bincount(block, flag(), len(view)), total, out=row)


def _content_words(view: View) -> tuple[NDArray[np.uint64], Ints]:
    """Hashes and blocks of the words that carry meaning: long, no function words; pairs of Chinese characters."""
    words = view.tokens.words
    plain = ~(words.cjk | words.number) & (words.length >= 3) & (view.matches.word_languages == 0)
    places = plain.nonzero()[0]
    hashes, block = words.hashes[places], words.block[places].astype(np.int64)
    if words.cjk.any():
        pair = (words.cjk[:-1] & words.cjk[1:] & (words.block[:-1] == words.block[1:])).nonzero()[0]
        joined = words.hashes[pair] * np.uint64(31) + words.hashes[pair + 1]
        hashes = np.concatenate((hashes, joined))
        block = np.concatenate((block, words.block[pair].astype(np.int64)))
        order = np.argsort(block, kind="stable")
        hashes, block = hashes[order], block[order]
    return hashes, block
