"""Words and character counts of many blocks at once, as numpy arrays.

Every later step looks words up by hash, so a block costs the same few array operations whatever its language. A word is
a run of letters, a run of digits, or one Chinese or Japanese character; `loginSign` and `7Mins` are two words each,
because scrapers glue elements together.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CLASSES", "NUMBER", "Hints", "Index", "Tokens", "index_of", "number_hints", "one_of", "tokenize", "top_bits",
]  # fmt: skip

U64 = NDArray[np.uint64]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

CLASSES = (
    "symbol", "space", "lower", "upper", "letter", "digit", "cjk", "mark", "apostrophe", "stop", "comma", "bracket",
    "dash", "bar", "unit",
)  # fmt: skip
_CLASS = {name: i for i, name in enumerate(CLASSES)}
_SETS = {
    "apostrophe": "'’ʼ",
    "stop": ".!?…。！？؟।॥;",
    "comma": ",:、，：；،؛",
    "bracket": '"“”„‟«»‹›‘‚()[]{}「」『』（）【】《》〈〉',
    "dash": "-–—‐‑",
    "bar": "|/\\•·∙‧●▪■►▶→➔←↑↓>＞<›»«‹◄★☆✓✔©®™",
    "unit": "%#@&+=*€$£¥₹~^_",
}


def one_of(*names: str) -> NDArray[np.bool_]:
    """For each class of characters, whether it is one of these."""
    return np.array([name in names for name in CLASSES])


BLOCK_CAP = 3000  # characters of a block that are looked at
_CHUNK = 1 << 18
_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_TOP = np.uint64(48)
NUMBER = np.uint64(0x1234567)

_LETTERS = np.zeros(len(CLASSES), bool)
_LETTERS[[_CLASS[x] for x in ("lower", "upper", "letter")]] = True
_GROUP = np.zeros(len(CLASSES), np.uint8)
_GROUP[[_CLASS[x] for x in ("lower", "upper", "letter", "mark")]] = 1
_GROUP[_CLASS["digit"]] = 2
_GROUP[_CLASS["cjk"]] = 3


class Index(NamedTuple):
    """Finds hashes among sorted ones.

    The top sixteen bits of a hash say where to begin; `crowded` are those that several keys share, at most `most`.
    `keys` ends with one that stands for no key.
    """

    keys: U64
    first: NDArray[np.int32]
    crowded: NDArray[np.bool_]
    most: int

    def find(self, hashes: U64) -> NDArray[np.int32]:
        """The place of each hash among the keys, or that behind the last of them."""
        top = top_bits(hashes)
        place = self.first[top]
        several = self.crowded[top].nonzero()[0]
        if len(several):
            at, sought = place[several], hashes[several]
            for _ in range(self.most - 1):
                at += self.keys.take(at) < sought
            place[several] = at
        place[self.keys.take(place) != hashes] = len(self.keys) - 1
        return place


def top_bits(hashes: U64) -> Ints:
    """The upper sixteen bits of each hash, as places in a table."""
    return (hashes >> _TOP).view(np.int64)  # numpy looks numbers with a sign up three times as fast


def index_of(keys: U64) -> Index:
    """Prepare sorted keys, each there once, for being found."""
    bucket = (keys >> _TOP).astype(np.int64)
    count = np.bincount(bucket, minlength=1 << 16)
    first = np.full(1 << 16, len(keys), np.int32)
    first[bucket[::-1]] = np.arange(len(keys))[::-1]
    last = np.array([np.iinfo(np.uint64).max], np.uint64)
    return Index(np.concatenate((keys, last)), first, count > 1, int(count.max(initial=0)))


class Hints(NamedTuple):
    """The words of the tags, classes and ids around blocks, as numbers.

    `words` are those that occur, each once. `codes` are the numbers of the words of each combination that occurs, one
    behind the other; `levels` says where in them each combination's begin, three times: those of all elements above, of
    the parent, and of the element itself, and where the last one ends. `depth` is how many tags a combination has,
    `which` the combination of each block.
    """

    words: tuple[str, ...]
    codes: Ints
    levels: Ints
    depth: Ints
    which: Ints


def number_hints(hints: Sequence[tuple[str, ...]]) -> Hints:
    """Make numbers of the hints of blocks, outermost element first; a tag begins each element's words."""
    ids = list(map(id, hints))
    once = dict(zip(ids, hints, strict=True))  # neighbours share theirs
    known: dict[tuple[str, ...], int] = defaultdict(count().__next__)
    number_of = {key: known[words] for key, words in once.items()}
    which = np.fromiter(map(number_of.__getitem__, ids), np.int64, len(hints))
    flat = list(chain.from_iterable(known))
    first: dict[str, int] = defaultdict(count().__next__)
    codes = np.fromiter(map(first.__getitem__, flat), np.int64, len(flat))
    before = np.zeros(len(known) + 1, np.int64)
    np.fromiter(map(len, known), np.int64, len(known)).cumsum(out=before[1:])
    tags = np.array([word[:1] == "<" for word in first], bool)[codes].nonzero()[0]
    edges = tags.searchsorted(before)
    depth = edges[1:] - edges[:-1]
    places = np.concatenate((tags, [0, 0]))  # two more, for combinations that have fewer
    own = np.where(depth > 0, places[edges[1:] - 1], before[:-1])
    parent = np.where(depth > 1, places[edges[1:] - 2], own)
    levels = np.append(np.stack((before[:-1], parent, own), axis=1).ravel(), len(flat))
    return Hints(tuple(first), codes, levels, depth, which)


class Words(NamedTuple):
    """Columns of the words of a document."""

    hashes: U64
    block: NDArray[np.int32]
    length: NDArray[np.int16]
    number: NDArray[np.bool_]
    capital: NDArray[np.bool_]
    upper: NDArray[np.bool_]
    cjk: NDArray[np.bool_]
    glued: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of `count` blocks, and how many characters of each class a block has.

    `words_before[i]:words_before[i + 1]` are block i's words. `characters` has one row a name of `CLASSES` and one
    column a block; `size` is a block's true length, counted beyond the cap as well. `last_code` is the code point that
    a text ends with, 0xFFFF for all beyond the first plane; that of a space where there is no text.
    """

    words: Words
    words_before: Ints
    characters: NDArray[np.uint16]
    size: Floats
    first_class: NDArray[np.uint8]
    last_class: NDArray[np.uint8]
    last_code: NDArray[np.uint16]

    @property
    def count(self) -> int:
        return len(self.size)

    def only(self, blocks: Ints) -> tuple[Tokens, Ints]:
        """The words of some blocks, numbered anew, and which of all words those are."""
        first = self.words_before[blocks]
        counts = self.words_before[blocks + 1] - first
        before = np.zeros(len(blocks) + 1, np.int64)
        counts.cumsum(out=before[1:])
        chosen = np.arange(before[-1]) + np.repeat(first - before[:-1], counts)
        words = Words(*(column[chosen] for column in self.words))
        words = words._replace(block=np.repeat(np.arange(len(blocks), dtype=np.int32), counts))
        ends = (self.first_class[blocks], self.last_class[blocks], self.last_code[blocks])
        return Tokens(words, before, self.characters[:, blocks], self.size[blocks], *ends), chosen

    def per_block(self, column: NDArray[np.generic]) -> Floats:
        """Sum of a column of the words over each block."""
        if column.dtype == np.bool_:
            places = column.nonzero()[0].searchsorted(self.words_before)
            return (places[1:] - places[:-1]).astype(np.float32)
        total = np.zeros(len(column) + 1, np.float64)
        column.cumsum(out=total[1:])
        return (total[self.words_before[1:]] - total[self.words_before[:-1]]).astype(np.float32)


def tokenize(texts: Sequence[str]) -> Tokens:
    """Find the words of every text; a text is cut at `BLOCK_CAP` characters, so that memory stays bounded."""
    size = np.fromiter(map(len, texts), np.int64, len(texts))
    chunk = (np.minimum(size, BLOCK_CAP) + 1).cumsum() // _CHUNK
    edges = [0, *((chunk[1:] != chunk[:-1]).nonzero()[0] + 1).tolist(), len(texts)]
    parts = [_tokenize_chunk([t[:BLOCK_CAP] for t in texts[first:last]], first) for first, last in pairwise(edges)]
    columns = zip(*(p.words for p in parts), strict=True)
    words = parts[0].words if len(parts) == 1 else Words(*map(np.concatenate, columns))
    before = np.zeros(len(texts) + 1, np.int64)
    np.concatenate([p.counts for p in parts]).cumsum(out=before[1:])
    return Tokens(
        words,
        before,
        np.concatenate([p.characters for p in parts], axis=1),
        size.astype(np.float32),
        np.concatenate([p.first for p in parts]),
        np.concatenate([p.last for p in parts]),
        _last_codes(texts, size, np.concatenate([p.last_code for p in parts])),
    )


def _last_codes(texts: Sequence[str], size: Ints, seen: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The code points that texts end with, where those that were looked at end with these."""
    for i in (size > BLOCK_CAP).nonzero()[0].tolist():
        seen[i] = min(ord(texts[i][-1]), 0xFFFF)
    seen[size == 0] = ord(" ")
    return seen


class _Part(NamedTuple):
    words: Words
    counts: Ints
    characters: NDArray[np.uint16]
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]
    last_code: NDArray[np.uint16]


def _tokenize_chunk(texts: Sequence[str], first_block: int) -> _Part:
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    joined = "\n".join((*texts, "")).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, np.uint32).astype(np.int64)
    ends = (sizes + 1).cumsum() - 1
    starts = ends - sizes
    astral = (codes > 0xFFFF).nonzero()[0] if codes.max(initial=0) > 0xFFFF else None
    classes = _classes(codes, astral)
    block = np.repeat(np.arange(len(texts)), sizes + 1)
    begin, end, group, glued = _word_spans(classes)
    words = _word_columns(_lower_table()[codes], classes, (begin, end), group, glued)
    block_of_word = block[begin]
    return _Part(
        words._replace(block=(block_of_word + first_block).astype(np.int32)),
        np.bincount(block_of_word, minlength=len(texts)),
        _count_characters(classes, block, len(texts)),
        classes[np.minimum(starts, len(classes) - 1)],
        classes[np.maximum(ends - 1, 0)],
        codes[np.maximum(ends - 1, 0)].astype(np.uint16),
    )


def _classes(codes: Ints, astral: Ints | None) -> NDArray[np.uint8]:
    """The class of each character; codes beyond the first plane become 0xFFFF, which is no letter."""
    if astral is None:
        return _class_table()[codes]
    ideograph = (codes[astral] >= 0x20000) & (codes[astral] < 0x40000)
    codes[astral] = 0xFFFF
    classes = _class_table()[codes]
    classes[astral] = np.where(ideograph, _CLASS["cjk"], _CLASS["symbol"])
    return classes


def _word_spans(classes: NDArray[np.uint8]) -> tuple[Ints, Ints, NDArray[np.uint8], NDArray[np.bool_]]:
    """Begin and end of every word, its group (1 letters, 2 digits, 3 CJK), and whether it sticks to the one before."""
    group = _GROUP.take(classes)
    marks = (classes == _CLASS["apostrophe"]).nonzero()[0]
    if len(marks):
        marks = marks[(marks > 0) & (marks < len(classes) - 1)]
        inside = _LETTERS.take(classes[marks - 1]) & _LETTERS.take(classes[marks + 1])
        group[marks[inside]] = 1
    change = np.empty(len(group) + 1, bool)
    change[0] = change[-1] = True
    np.not_equal(group[1:], group[:-1], out=change[1:-1])
    change[1:-1] |= (classes[:-1] == _CLASS["lower"]) & (classes[1:] == _CLASS["upper"])
    change[1:-1] |= group[1:] == 3
    inside = group > 0
    begin, end = (change[:-1] & inside).nonzero()[0], (change[1:] & inside).nonzero()[0] + 1
    kind = group[begin]
    sticks = np.zeros(len(begin), bool)
    sticks[1:] = (begin[1:] == end[:-1]) & (kind[:-1] != 3)
    return begin, end, kind, sticks


def _word_columns(
    lower: U64,
    classes: NDArray[np.uint8],
    spans: tuple[Ints, Ints],
    groups: NDArray[np.uint8],
    glued: NDArray[np.bool_],
) -> Words:
    begin, end = spans
    power, inverse = _power_tables()
    total = np.zeros(len(lower) + 1, np.uint64)
    np.multiply(lower, power[: len(lower)], out=lower).cumsum(out=total[1:])
    hashes = (total[end] - total[begin]) * inverse[begin]
    hashes ^= hashes >> np.uint64(29)
    hashes *= _MIX
    number = groups == 2
    hashes[number] = NUMBER
    length = end - begin
    large = classes == _CLASS["upper"]
    capital, upper = large[begin], np.zeros(len(begin), bool)
    likely = (capital & large[end - 1] & (length > 1)).nonzero()[0]
    if len(likely):
        uppers = large.nonzero()[0]
        inside = np.searchsorted(uppers, end[likely]) - np.searchsorted(uppers, begin[likely])
        upper[likely] = inside == length[likely]
    return Words(
        hashes,
        np.zeros(0, np.int32),
        np.minimum(length, 255).astype(np.int16),
        number,
        capital,
        upper,
        groups == 3,
        glued,
    )


def _count_characters(classes: NDArray[np.uint8], block: Ints, count: int) -> NDArray[np.uint16]:
    """Counts of each class, one row a class; the breaks between blocks are not counted."""
    place = classes.astype(np.int64)
    place *= count
    place += block
    counts = np.bincount(place, minlength=len(CLASSES) * count).reshape(len(CLASSES), count).astype(np.uint16)
    counts[_CLASS["space"]] -= 1
    return counts


@cache
def _class_table() -> NDArray[np.uint8]:
    by_category = {"Lu": "upper", "Lt": "upper", "Ll": "lower", "Lo": "letter", "Lm": "letter", "Nd": "digit"}
    by_category |= dict.fromkeys(("Zs", "Zl", "Zp", "Cc"), "space") | dict.fromkeys(("Mn", "Mc", "Me", "Cf"), "mark")
    by_category |= {"Sc": "unit", "Pd": "dash", "Ps": "bracket", "Pe": "bracket", "Pi": "bracket", "Pf": "bracket"}
    table = np.zeros(0x10000, np.uint8)
    for code in range(0x10000):
        table[code] = _CLASS[by_category.get(unicodedata.category(chr(code)), "symbol")]
    for low, high in ((0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        table[low : high + 1] = _CLASS["cjk"]
    table[ord("々")] = _CLASS["cjk"]
    for name, characters in _SETS.items():
        for character in characters:
            table[ord(character)] = _CLASS[name]
    table[ord("・")] = _CLASS["bar"]
    return table


@cache
def _lower_table() -> NDArray[np.uint64]:
    table = np.arange(0x10000, dtype=np.uint64)
    for code in range(0x41, 0x10000):
        folded = chr(code).lower()
        if len(folded) == 1:
            table[code] = ord(folded)
    table[ord("’")] = table[ord("ʼ")] = ord("'")
    return table + np.uint64(1)


@cache
def _power_tables() -> tuple[U64, U64]:
    size = _CHUNK + BLOCK_CAP + 2
    return power_series(_BASE, size), power_series(np.uint64(pow(int(_BASE), -1, 1 << 64)), size)


def power_series(base: np.uint64, size: int) -> U64:
    """1, base, base squared ... modulo 2**64."""
    series = np.full(size, base, np.uint64)
    series[0] = 1
    return np.cumprod(series, dtype=np.uint64)
