"""Phrase lexicons: what menus, share bars, comment forms and footers say, in many languages.

The lists are plain text (`data/lexicons/<language>/<topic>.txt`, written as the README there says). All languages are
matched at once: pages mix them, and a phrase of one language is hardly ever prose of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dechaff.tokens import NUMBER, U64, Index, Ints, Tokens, index_of, power_series, tokenize, top_bits

__all__ = ["BITS", "LANGUAGES", "TOPICS", "Lexicon", "Matches", "builtin_lexicon", "extended_lexicon", "parse_phrases"]

TOPICS = (
    "navigation", "sections", "related", "share", "byline", "newsletter", "consent", "comments", "footer", "contents",
    "media", "advertising", "commerce", "months",
)  # fmt: skip
LANGUAGES = (
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "pl", "ru", "zh", "ja", "cs", "tr", "uk",
)  # fmt: skip
BITS = {topic: np.uint32(1 << i) for i, topic in enumerate(TOPICS)}
EXACT, PREFIX, ANYWHERE = "exact", "prefix", "anywhere"
MAX_WORDS = 12
_LENGTHS = np.arange(MAX_WORDS + 1, dtype=np.uint16)
MAX_NUMBERS = 3  # in a block that is a phrase but for them
_STEP = np.uint64(0xC2B2AE3D27D4EB4F | 1)
_GLUED_NAMES = {
    "youtube": "you tube", "linkedin": "linked in", "whatsapp": "whats app", "tiktok": "tik tok", "github": "git hub",
    "wordpress": "word press", "paypal": "pay pal", "wechat": "we chat", "stumbleupon": "stumble upon",
    "sharethis": "share this", "soundcloud": "sound cloud", "addtoany": "add to any", "vkontakte": "v kontakte",
    "deviantart": "deviant art", "iphone": "i phone", "ipad": "i pad", "ebay": "e bay", "shareaholic": "share aholic",
    "javascript": "java script", "bluesky": "blue sky",
}  # fmt: skip


class _Table(NamedTuple):
    """Hashes and a bit mask for each; `masks` ends with a nought for those that are not there."""

    hashes: Index
    masks: NDArray[np.uint32]

    def look_up(self, hashes: U64) -> NDArray[np.uint32]:
        found: NDArray[np.uint32] = self.masks.take(self.hashes.find(hashes))
        return found


class _Openers(NamedTuple):
    """Which lengths the phrases of a form have that begin with a word, or with a pair of words, of these top bits."""

    word: NDArray[np.uint16]
    pair: NDArray[np.uint16]


@dataclass(frozen=True)
class Matches:
    """What the lexicon says of the blocks of a document (bit `i` of a mask stands for `TOPICS[i]`)."""

    exact: NDArray[np.uint32]
    prefix: NDArray[np.uint32]
    anywhere: NDArray[np.uint32]
    word_topics: NDArray[np.uint16]  # one per word
    word_languages: NDArray[np.uint16]  # one per word; bit i stands for LANGUAGES[i]
    whole: U64  # a hash of all words of a block; equal for blocks that say the same

    def only(self, blocks: Ints, words: Ints) -> Matches:
        """What is said of some blocks and their words."""
        masks = (self.word_topics[words], self.word_languages[words])
        return Matches(self.exact[blocks], self.prefix[blocks], self.anywhere[blocks], *masks, self.whole[blocks])

    def phrase(self, topic: str) -> NDArray[np.bool_]:
        """Blocks in which any phrase of the topic matched, in any form."""
        found: NDArray[np.bool_] = (self.any_form & BITS[topic]) != 0
        return found

    @cached_property
    def any_form(self) -> NDArray[np.uint32]:
        """Topics that matched in any form."""
        return self.exact | self.prefix | self.anywhere


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled phrase lists. `languages` holds the function words, `vocabulary` the words that phrases are made of."""

    exact: _Table
    prefix: _Table
    prefix_openers: _Openers
    anywhere: _Table
    openers: _Openers
    words: Index
    vocabulary: NDArray[np.uint16]  # topics of each of the words
    languages: NDArray[np.uint16]

    def match(self, tokens: Tokens) -> Matches:
        """Look up every block of a document; a few array operations, whatever the text."""
        hashes = tokens.words.hashes
        first, last = tokens.words_before[:-1], tokens.words_before[1:]
        counts = last - first
        rank = np.arange(len(hashes))
        rank -= np.repeat(first, counts)
        sums = _prefix_sums(hashes, rank)
        exact = np.zeros(tokens.count, np.uint32)
        brief = ((counts > 0) & (counts <= MAX_WORDS)).nonzero()[0]
        whole = sums[last] - sums[first]
        exact[brief] = self.exact.look_up(whole[brief])
        brief = ((counts > 1) & (counts <= MAX_WORDS + MAX_NUMBERS)).nonzero()[0]
        numbered, spoken = _without_numbers(tokens, brief)
        exact[numbered] |= self.exact.look_up(spoken)
        opening = _Words(hashes, sums, rank, tokens.words.block, last)
        prefix, anywhere = (np.zeros(tokens.count, np.uint32) for _ in range(2))
        begin = first[counts > 0]
        _find_phrases(opening, begin, self.prefix_openers, self.prefix, prefix)
        _find_phrases(opening, None, self.openers, self.anywhere, anywhere)
        place = self.words.find(hashes)
        return Matches(exact, prefix, anywhere, self.vocabulary.take(place), self.languages.take(place), whole)


class _Words(NamedTuple):
    """The words of a document as phrases are looked for: their hashes, sums of them, and where their blocks end."""

    hashes: U64
    sums: U64
    rank: Ints
    block: NDArray[np.int32]
    ends: Ints


def _find_phrases(words: _Words, at: Ints | None, openers: _Openers, table: _Table, found: NDArray[np.uint32]) -> None:
    """Note for each block the topics of the phrases that begin at some words (at any, where `at` is None)."""
    lengths = openers.word[top_bits(words.hashes if at is None else words.hashes[at])]
    likely = (lengths != 0).nonzero()[0]
    lengths = lengths[likely]
    at = likely if at is None else at[likely]
    left = words.ends[words.block[at]] - at
    inverse = _inverse_powers()[words.rank[at]]
    pair = (words.sums[np.minimum(at + 2, len(words.hashes))] - words.sums[at]) * inverse
    lengths &= openers.pair[top_bits(pair)] | np.uint16(2)
    likely = (lengths != 0).nonzero()[0]
    if not len(likely):
        return
    fits = (((lengths[likely, None] >> _LENGTHS) & 1) > 0) & (left[likely, None] >= _LENGTHS)
    which, length = fits.nonzero()
    which = likely[which]
    begin = at[which]
    hit = table.look_up((words.sums[begin + length] - words.sums[begin]) * inverse[which])
    where = (hit != 0).nonzero()[0]
    np.bitwise_or.at(found, words.block[begin[where]], hit[where])


@cache
def _step_powers() -> U64:
    return power_series(_STEP, 4096)


@cache
def _inverse_powers() -> U64:
    return power_series(np.uint64(pow(int(_STEP), -1, 1 << 64)), 4096)


def _prefix_sums(hashes: U64, rank: Ints) -> U64:
    sums = np.zeros(len(hashes) + 1, np.uint64)
    (hashes * _step_powers()[rank]).cumsum(out=sums[1:])
    return sums


def _without_numbers(tokens: Tokens, blocks: Ints) -> tuple[Ints, U64]:
    """Those blocks that hold a few numbers and words, and their hashes without them: `Comments (12)` is `comments`."""
    first, last = tokens.words_before[blocks], tokens.words_before[blocks + 1]
    number = tokens.words.number.nonzero()[0]
    numbers = np.searchsorted(number, last) - np.searchsorted(number, first)
    chosen = (numbers > 0) & (numbers <= MAX_NUMBERS) & (numbers < last - first)
    blocks, first, last = blocks[chosen], first[chosen], last[chosen]
    counts = last - first
    edges = np.zeros(len(blocks) + 1, np.int64)
    counts.cumsum(out=edges[1:])
    words = np.arange(edges[-1]) + np.repeat(first - edges[:-1], counts)
    spoken = ~tokens.words.number[words]
    before = np.zeros(len(words) + 1, np.int64)
    spoken.cumsum(out=before[1:])
    rank = before[:-1] - np.repeat(before[edges[:-1]], counts)
    sums = _prefix_sums(np.where(spoken, tokens.words.hashes[words], np.uint64(0)), rank)
    return blocks, sums[edges[1:]] - sums[edges[:-1]]


def parse_phrases(text: str) -> list[tuple[str, str]]:
    """Phrases of a lexicon file as (form, words): form is `exact`, `prefix` or `anywhere`."""
    phrases: list[tuple[str, str]] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        form = EXACT
        if line.startswith("..."):
            form = ANYWHERE
        elif line.endswith("..."):
            form = PREFIX
        phrases.append((form, line.strip(". ")))
    return phrases


def compile_lexicon(topics: Mapping[str, Iterable[tuple[str, str]]], languages: Mapping[str, Iterable[str]]) -> Lexicon:
    """Build the tables from phrases per topic and function words per language."""
    rows: list[tuple[int, str, str]] = []
    for topic, phrases in topics.items():
        bit = TOPICS.index(topic)
        for form, words in phrases:
            rows += ((bit, form, variant) for variant in _variants(words))
    tokens = tokenize([words for _, _, words in rows])
    counts = np.diff(tokens.words_before)
    rank = np.arange(len(tokens.words.hashes)) - np.repeat(tokens.words_before[:-1], counts)
    sums = _prefix_sums(tokens.words.hashes, rank)
    whole = sums[tokens.words_before[1:]] - sums[tokens.words_before[:-1]]
    pairs = sums[np.minimum(tokens.words_before[:-1] + 2, len(sums) - 1)] - sums[tokens.words_before[:-1]]
    word_tops, pair_tops = top_bits(tokens.words.hashes).tolist(), top_bits(pairs).tolist()
    function_words = _compile_languages(languages)
    by_form: dict[str, dict[int, int]] = {EXACT: {}, PREFIX: {}, ANYWHERE: {}}
    openers = {form: _Openers(np.zeros(1 << 16, np.uint16), np.zeros(1 << 16, np.uint16)) for form in by_form}
    vocabulary: dict[int, int] = {}
    for i, (bit, form, _) in enumerate(rows):
        length = int(counts[i])
        if not 0 < length <= MAX_WORDS:
            continue
        begin = int(tokens.words_before[i])
        hashes = tokens.words.hashes[begin : begin + length]
        _put(by_form[form], int(whole[i]), 1 << bit)
        openers[form].word[word_tops[begin]] |= 1 << length
        if length > 1:
            openers[form].pair[pair_tops[i]] |= 1 << length
        if form == EXACT and length <= 4:
            for hashed in hashes.tolist():
                _put(vocabulary, hashed, 1 << bit)
    known = np.array(sorted({*vocabulary, *function_words, int(NUMBER)}), np.uint64)
    common = {*function_words, int(NUMBER)}
    return Lexicon(
        _table(by_form[EXACT]),
        _table(by_form[PREFIX]),
        openers[PREFIX],
        _table(by_form[ANYWHERE]),
        openers[ANYWHERE],
        index_of(known),
        np.array([*(0 if h in common else vocabulary.get(h, 0) for h in known.tolist()), 0], np.uint16),
        np.array([*(function_words.get(h, 0) for h in known.tolist()), 0], np.uint16),
    )


def _variants(words: str) -> Iterable[str]:
    yield words
    parts = words.split()
    if any(p in _GLUED_NAMES for p in parts):
        yield " ".join(_GLUED_NAMES.get(p, p) for p in parts)


def _compile_languages(languages: Mapping[str, Iterable[str]]) -> dict[int, int]:
    masks: dict[int, int] = {}
    for language, words in languages.items():
        tokens = tokenize(list(words))
        single = tokens.words_before[:-1][np.diff(tokens.words_before) == 1]
        for hashed in tokens.words.hashes[single].tolist():
            _put(masks, hashed, 1 << LANGUAGES.index(language))
    return masks


def _put(masks: dict[int, int], hashed: int, bit: int) -> None:
    masks[hashed] = masks.get(hashed, 0) | bit


def _table(masks: Mapping[int, int]) -> _Table:
    keys = sorted(masks)
    return _Table(index_of(np.array(keys, np.uint64)), np.array([*(masks[key] for key in keys), 0], np.uint32))


@cache
def builtin_lexicon() -> Lexicon:
    """The lexicon that ships with dechaff, compiled once a process."""
    return compile_lexicon(*_builtin_phrases())


def extended_lexicon(phrases: Mapping[str, Iterable[tuple[str, str]]]) -> Lexicon:
    """The lexicon that ships with dechaff and phrases of your own, by topic, as `parse_phrases` gives them."""
    topics, languages = _builtin_phrases()
    for topic, own in phrases.items():
        topics[topic] += own
    return compile_lexicon(topics, languages)


def _builtin_phrases() -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[str]]]:
    """Phrases by topic and function words by language, as the files have them."""
    root = files("dechaff") / "data" / "lexicons"
    topics: dict[str, list[tuple[str, str]]] = {topic: [] for topic in TOPICS}
    languages: dict[str, list[str]] = {}
    for language in LANGUAGES:
        folder = root / language
        if not folder.is_dir():
            continue
        for entry in sorted(folder.iterdir(), key=lambda e: e.name):
            name = entry.name.removesuffix(".txt")
            phrases = parse_phrases(entry.read_text(encoding="utf-8"))
            if name == "function_words":
                languages[language] = [words for _, words in phrases]
            elif name in topics:
                topics[name] += phrases
    return topics, languages
