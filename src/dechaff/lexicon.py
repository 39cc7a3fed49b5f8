"""Phrase lexicons: what menus, share bars, comment forms and footers say, in many languages.

The lists are plain text (`data/lexicons/<language>/<topic>.txt`, written as the README there says). All languages are
matched at once: pages mix them, and a phrase of one language is hardly ever prose of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dechaff.tokens import NUMBER, U64, Ints, Tokens, power_series, tokenize

__all__ = ["LANGUAGES", "TOPICS", "Lexicon", "Matches", "builtin_lexicon", "extended_lexicon", "parse_phrases"]

TOPICS = (
    "navigation", "sections", "related", "share", "byline", "newsletter", "consent", "comments", "footer", "contents",
    "media", "advertising", "commerce", "months",
)  # fmt: skip
LANGUAGES = (
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "pl", "ru", "zh", "ja", "cs", "tr", "uk",
)  # fmt: skip
EXACT, PREFIX, ANYWHERE = "exact", "prefix", "anywhere"
MAX_WORDS = 12
_LENGTHS = np.arange(MAX_WORDS + 1, dtype=np.uint16)
_STEP = np.uint64(0xC2B2AE3D27D4EB4F | 1)
_TOP = np.uint64(48)
_GLUED_NAMES = {
    "youtube": "you tube", "linkedin": "linked in", "whatsapp": "whats app", "tiktok": "tik tok", "github": "git hub",
    "wordpress": "word press", "paypal": "pay pal", "wechat": "we chat", "stumbleupon": "stumble upon",
    "sharethis": "share this", "soundcloud": "sound cloud", "addtoany": "add to any", "vkontakte": "v kontakte",
    "deviantart": "deviant art", "iphone": "i phone", "ipad": "i pad", "ebay": "e bay", "shareaholic": "share aholic",
    "javascript": "java script", "bluesky": "blue sky",
}  # fmt: skip


class _Table(NamedTuple):
    """Sorted hashes and a bit mask of topics for each; `present` holds the top sixteen bits of them, a quick sieve."""

    hashes: U64
    masks: NDArray[np.uint32]
    present: NDArray[np.bool_]

    def look_up(self, hashes: U64) -> NDArray[np.uint32]:
        found = np.zeros(len(hashes), np.uint32)
        likely = self.present[hashes >> _TOP].nonzero()[0]
        if len(likely):
            sought = hashes[likely]
            place = np.searchsorted(self.hashes[:-1], sought)
            found[likely] = np.where(self.hashes[place] == sought, self.masks[place], np.uint32(0))
        return found


@dataclass(frozen=True)
class Matches:
    """What the lexicon says of the blocks of a document (bit `i` of a mask stands for `TOPICS[i]`)."""

    exact: NDArray[np.uint32]
    prefix: NDArray[np.uint32]
    anywhere: NDArray[np.uint32]
    word_topics: NDArray[np.uint32]  # one per word
    word_languages: NDArray[np.uint32]  # one per word; bit i stands for LANGUAGES[i]

    def phrase(self, topic: str) -> NDArray[np.bool_]:
        """Blocks in which any phrase of the topic matched, in any form."""
        bit = np.uint32(1 << TOPICS.index(topic))
        found: NDArray[np.bool_] = (self.any_form & bit) != 0
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
    prefix_lengths: NDArray[np.int64]
    anywhere: _Table
    openers: NDArray[np.uint16]  # which lengths the phrases have that begin with a word of these top sixteen bits
    vocabulary: _Table
    languages: _Table

    def match(self, tokens: Tokens) -> Matches:
        """Look up every block of a document; a few array operations a phrase length, whatever the text."""
        hashes = tokens.words.hashes
        first = tokens.words_before[:-1]
        counts = np.diff(tokens.words_before)
        rank = np.arange(len(hashes)) - np.repeat(first, counts)
        sums = _prefix_sums(hashes, rank)
        exact = self.exact.look_up(sums[tokens.words_before[1:]] - sums[first])
        exact |= self.exact.look_up(_without_numbers(tokens, counts))
        exact[counts == 0] = 0
        fits = counts >= self.prefix_lengths[:, None]
        length, block = fits.nonzero()
        begin = first[block]
        starts = np.zeros(fits.shape, np.uint32)
        starts[fits] = self.prefix.look_up(sums[begin + self.prefix_lengths[length]] - sums[begin])
        return Matches(
            exact,
            np.bitwise_or.reduce(starts, axis=0),
            self._anywhere(tokens, sums, rank, counts),
            self.vocabulary.look_up(hashes),
            self.languages.look_up(hashes),
        )

    def _anywhere(self, tokens: Tokens, sums: U64, rank: Ints, counts: Ints) -> NDArray[np.uint32]:
        found = np.zeros(tokens.count, np.uint32)
        inverse = _inverse_powers()
        hashes = tokens.words.hashes
        lengths = self.openers[hashes >> _TOP]
        candidates = np.flatnonzero(lengths)
        if not len(candidates):
            return found
        left = counts[tokens.words.block[candidates]] - rank[candidates]
        may = ((lengths[candidates, None] >> _LENGTHS) & 1).astype(bool) & (left[:, None] >= _LENGTHS)
        which, length = may.nonzero()
        at = candidates[which]
        hit = self.anywhere.look_up((sums[at + length] - sums[at]) * inverse[rank[at]])
        where = np.flatnonzero(hit)
        np.bitwise_or.at(found, tokens.words.block[at[where]], hit[where])
        return found


@cache
def _step_powers() -> U64:
    return power_series(_STEP, 4096)


@cache
def _inverse_powers() -> U64:
    return power_series(np.uint64(pow(int(_STEP), -1, 1 << 64)), 4096)


def _prefix_sums(hashes: U64, rank: Ints) -> U64:
    sums = np.zeros(len(hashes) + 1, np.uint64)
    np.cumsum(hashes * _step_powers()[rank], out=sums[1:])
    return sums


def _without_numbers(tokens: Tokens, counts: Ints) -> U64:
    """Hash of each block without its numbers, so that `Comments (12)` is `comments`; 0 where that would be all."""
    spoken = ~tokens.words.number
    before = np.zeros(len(spoken) + 1, np.int64)
    np.cumsum(spoken, out=before[1:])
    first = tokens.words_before[:-1]
    rank = before[:-1] - np.repeat(before[first], counts)
    sums = np.zeros(len(spoken) + 1, np.uint64)
    np.cumsum(np.where(spoken, tokens.words.hashes * _step_powers()[rank], np.uint64(0)), out=sums[1:])
    result = sums[tokens.words_before[1:]] - sums[first]
    numbers = counts - (before[tokens.words_before[1:]] - before[first])
    result[(numbers == counts) | (numbers > 3)] = 0
    return result


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
    function_words = _compile_languages(languages)
    by_form: dict[str, list[tuple[int, int]]] = {EXACT: [], PREFIX: [], ANYWHERE: []}
    prefix_lengths: set[int] = set()
    openers = np.zeros(1 << 16, np.uint16)
    vocabulary: list[tuple[int, int]] = []
    for i, (bit, form, _) in enumerate(rows):
        length = int(counts[i])
        if not 0 < length <= MAX_WORDS:
            continue
        hashes = tokens.words.hashes[tokens.words_before[i] : tokens.words_before[i + 1]]
        by_form[form].append((int(whole[i]), 1 << bit))
        if form == PREFIX:
            prefix_lengths.add(length)
        if form == ANYWHERE:
            openers[int(hashes[0] >> np.uint64(48))] |= 1 << length
        if form == EXACT and length <= 4:
            vocabulary += ((int(h), 1 << bit) for h in hashes)
    common = set(function_words.hashes.tolist()) | {int(NUMBER)}
    return Lexicon(
        _table(by_form[EXACT]),
        _table(by_form[PREFIX]),
        np.array(sorted(prefix_lengths), np.int64),
        _table(by_form[ANYWHERE]),
        openers,
        _table([(h, bits) for h, bits in vocabulary if h not in common]),
        function_words,
    )


def _variants(words: str) -> Iterable[str]:
    yield words
    parts = words.split()
    if any(p in _GLUED_NAMES for p in parts):
        yield " ".join(_GLUED_NAMES.get(p, p) for p in parts)


def _compile_languages(languages: Mapping[str, Iterable[str]]) -> _Table:
    pairs: list[tuple[int, int]] = []
    for language, words in languages.items():
        tokens = tokenize(list(words))
        single = tokens.words_before[:-1][np.diff(tokens.words_before) == 1]
        pairs += ((int(h), 1 << LANGUAGES.index(language)) for h in tokens.words.hashes[single])
    return _table(pairs)


def _table(pairs: Sequence[tuple[int, int]]) -> _Table:
    merged: dict[int, int] = {}
    for hashed, mask in pairs:
        merged[hashed] = merged.get(hashed, 0) | mask
    ordered = sorted(merged)
    keys = np.array([*ordered, 0], np.uint64)  # a last one, which is never looked for, to compare the greatest with
    present = np.zeros(1 << 16, bool)
    present[keys[:-1] >> _TOP] = True
    return _Table(keys, np.array([*(merged[key] for key in ordered), 0], np.uint32), present)


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
