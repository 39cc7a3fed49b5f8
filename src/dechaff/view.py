"""What cleaners and scorer see of a document: its blocks, and columns of facts about them as numpy arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dechaff.lexicon import BITS, LANGUAGES, TOPICS, Lexicon, Matches
from dechaff.tokens import CLASSES, Floats, Hints, Ints, Tokens, number_hints, one_of, tokenize
from dechaff.types import Block, Document, Kind

__all__ = ["View"]

Flags = NDArray[np.bool_]
CJK_WORDS = 0.6  # words per Chinese or Japanese character, for comparing masses across scripts


class View:
    """A document with what is known of every block: columns of one value a block, computed once, on demand."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self.blocks: tuple[Block, ...] = document.blocks

    def only(self, blocks: Sequence[int]) -> View:
        """The document with some of its blocks, numbered anew; their words need not be looked up again."""
        chosen = tuple(self.blocks[place]._replace(index=i) for i, place in enumerate(blocks))
        view = View(replace(self.document, blocks=chosen), self.lexicon)
        places = np.array(blocks, np.int64)
        view.tokens, words = self.tokens.only(places)
        view.matches = self.matches.only(places, words)
        return view

    def forget(self) -> None:
        """Let go of everything that can be computed again: the columns of a long document are large."""
        for name in self.__dict__.keys() - {"document", "lexicon", "blocks"}:
            del self.__dict__[name]

    @cached_property
    def tokens(self) -> Tokens:
        return tokenize([b.text for b in self.blocks])

    @cached_property
    def matches(self) -> Matches:
        return self.lexicon.match(self.tokens)

    def __len__(self) -> int:
        return len(self.blocks)

    def field(self, name: str) -> Iterator[Any]:
        """A field of every block: `field("text")` are their texts."""
        return map(attrgetter(name), self.blocks)

    def characters(self, name: str) -> Floats:
        """How many characters of a class of `tokens.CLASSES` each block has."""
        known = self._characters
        if name not in known:
            known[name] = self.tokens.characters[CLASSES.index(name)].astype(np.float32)
        return known[name]

    @cached_property
    def _characters(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def word_count(self) -> Floats:
        """Words a block; a Chinese or Japanese character counts as one."""
        before = self.tokens.words_before
        return (before[1:] - before[:-1]).astype(np.float32)

    @cached_property
    def mass(self) -> Floats:
        """Words a block, with Chinese and Japanese characters counted as fractions of words."""
        cjk = self.tokens.per_block(self.tokens.words.cjk)
        seen = np.minimum(self.tokens.size, 3000.0)
        stretch = np.where(seen > 0, self.tokens.size / np.maximum(seen, 1), 1).astype(np.float32)
        return (self.word_count - (1 - CJK_WORDS) * cjk) * stretch

    @cached_property
    def log_mass(self) -> Floats:
        return np.log1p(self.mass)

    @cached_property
    def chaff_share(self) -> Floats:
        """Share of a block's words that occur in phrases of any topic."""
        return _ratio(self.tokens.per_block(self.matches.word_topics != 0), self.word_count)

    @cached_property
    def ends_with_colon(self) -> Flags:
        last = self.tokens.last_code
        colon: Flags = (last == ord(":")) | (last == ord("："))
        return colon

    @cached_property
    def language(self) -> str:
        """The language with most function words in the document, weighing rarer lists the same."""
        if self.document.language:
            return self.document.language.split("-")[0].lower()
        masks = self.matches.word_languages
        counts = [int(np.count_nonzero(masks & np.uint16(1 << i))) for i in range(len(LANGUAGES))]
        return LANGUAGES[int(np.argmax(counts))]

    @cached_property
    def is_function_word(self) -> Flags:
        """One a word: whether it is a function word of the document's language (of any, where that one is unknown)."""
        masks = self.matches.word_languages
        if self.language in LANGUAGES:
            masks = masks & np.uint16(1 << LANGUAGES.index(self.language))
        known: Flags = masks != 0
        return known

    @cached_property
    def function_share(self) -> Floats:
        return _ratio(self.tokens.per_block(self.is_function_word), self.word_count)

    @cached_property
    def capital_share(self) -> Floats:
        """Share of the words of letters that begin with a capital."""
        letters = self.tokens.per_block(~(self.tokens.words.number | self.tokens.words.cjk))
        return _ratio(self.tokens.per_block(self.tokens.words.capital), letters)

    @cached_property
    def is_prose(self) -> Flags:
        """Blocks that read like running text: long enough, with the grammar words or stops that sentences need."""
        stops = self.characters("stop")
        spoken = (self.function_share >= 0.2) | (
            (stops >= 1) & (self.characters("comma") >= 1) & (self.capital_share < 0.6)
        )
        return (self.mass >= 14) & spoken & ~self.kind_is(Kind.SEPARATOR)

    @cached_property
    def is_short(self) -> Flags:
        return (self.mass <= 12) & (self.word_count > 0)

    @cached_property
    def ends_with_stop(self) -> Flags:
        stopped: Flags = self.tokens.last_class == CLASSES.index("stop")
        return stopped

    @cached_property
    def link_share(self) -> Floats:
        """Share of the visible characters that are inside links."""
        lengths = [end - start for start, end, _ in chain.from_iterable(self.field("links"))]
        inside = np.bincount(np.repeat(np.arange(len(self)), self.link_count), lengths, len(self)).astype(np.float32)
        return np.minimum(inside / np.maximum(self.tokens.size, 1), 1)

    @cached_property
    def link_count(self) -> Ints:
        return np.fromiter(map(len, self.field("links")), np.int64, len(self))

    @cached_property
    def alike(self) -> tuple[Ints, Ints]:
        """The blocks in an order in which those that say the same stand together, and where in it each group begins."""
        order = np.argsort(self.matches.whole, kind="stable")
        said = self.matches.whole[order]
        begins = np.ones(len(self), bool)
        np.not_equal(said[1:], said[:-1], out=begins[1:])
        return order, begins.nonzero()[0]

    @cached_property
    def text_ids(self) -> Ints:
        """A number for each thing that is said; equal for blocks that say the same."""
        order, first = self.alike
        ids = np.empty(len(self), np.int64)
        ids[order] = np.repeat(np.arange(len(first)), self._copied)
        return ids

    @cached_property
    def _copied(self) -> Ints:
        """How often each thing is said."""
        often: Ints = np.diff(self.alike[1], append=len(self))
        return often

    @cached_property
    def next_copy(self) -> Ints:
        """Where each block is said again, or -1."""
        order, first = self.alike
        result = np.empty(len(self), np.int64)
        result[order[:-1]] = order[1:]
        result[order[first - 1]] = -1  # the last of each group
        return result

    @cached_property
    def copies(self) -> tuple[Ints, Ints]:
        """How many blocks say the same, and which of them this one is (0 = the first)."""
        order, first = self.alike
        nth = np.empty(len(self), np.int64)
        nth[order] = np.arange(len(self)) - first[self.text_ids[order]]
        return self._copied[self.text_ids], nth

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        return np.fromiter(map(_KIND_CODE.__getitem__, self.field("kind")), np.uint8, len(self))

    @cached_property
    def levels(self) -> NDArray[np.int32]:
        return np.fromiter(self.field("level"), np.int32, len(self))

    @cached_property
    def gaps(self) -> NDArray[np.int32]:
        return np.fromiter(self.field("gap"), np.int32, len(self))

    def kind_is(self, kind: Kind) -> Flags:
        same: Flags = self.kinds == _KIND_CODE[kind]
        return same

    def says(self, topic: str) -> Flags:
        """Blocks in which a phrase of a lexicon topic was found, whole, at the start or inside."""
        return self.matches.phrase(topic)

    def says_only(self, topic: str) -> Flags:
        """Blocks that are a phrase of the topic and nothing else (numbers aside)."""
        said: Flags = (self.matches.exact & BITS[topic]) != 0
        return said

    def vocabulary_share(self, topic: str) -> Floats:
        """Share of a block's words that occur in phrases of the topic."""
        return _ratio(self.vocabulary[TOPICS.index(topic)].astype(np.float32), self.word_count)

    @cached_property
    def vocabulary(self) -> NDArray[np.uint16]:
        """How many of a block's words occur in phrases of a topic, one row a topic."""
        masks = self.matches.word_topics
        known = (masks != 0).nonzero()[0]
        word, topic = ((masks[known, None] & _TOPIC_BITS) != 0).nonzero()
        place = self.tokens.words.block[known[word]] + topic * len(self)
        counts = np.bincount(place, minlength=len(self) * len(TOPICS))
        return counts.reshape(len(TOPICS), len(self)).astype(np.uint16)

    @cached_property
    def body(self) -> tuple[int, int]:
        """First and last + 1 of the blocks most likely to be the article: the run with the greatest sum of prose."""
        gain = np.minimum(self.mass, 80) * np.where(self.is_prose, 1.0, 0.15) - 6.0
        total = np.concatenate(([0.0], gain.cumsum(dtype=np.float64)))
        end = int(np.argmax(total - np.minimum.accumulate(total)))
        return int(np.argmin(total[: end + 1])), end

    @cached_property
    def in_body(self) -> Flags:
        first, last = self.body
        inside = np.zeros(len(self), bool)
        inside[first:last] = True
        return inside

    @cached_property
    def is_fragment(self) -> Flags:
        """Pieces of a sentence that a scraper broke at its links: short lines of the body that run on into the next."""
        result = np.zeros(len(self), bool)
        if len(self) < 3:
            return result
        first, last = self.tokens.first_class, self.tokens.last_class
        open_end, runs_on = _OPEN_ENDS.take(last), _CONTINUATIONS.take(first)
        spoken = (self.mass >= 5) & (self.function_share >= 0.2)
        result[1:-1] = open_end[:-2] & (spoken[:-2] | spoken[2:]) & (runs_on[2:] | runs_on[1:-1])
        return result & self.in_body & (self.mass <= 12) & ~self.kind_is(Kind.LIST_ITEM)

    @cached_property
    def is_lone_word(self) -> Flags:
        """One or two words in the body that have no phrase of any lexicon near them: a heading, a cell, a link."""
        known = np.concatenate(([False, False], self.matches.exact != 0, [False, False]))
        company = known[:-4] | known[1:-3] | known[3:-1] | known[4:]
        lone: Flags = self.in_body & (self.word_count <= 2) & ~company
        return lone

    @cached_property
    def is_no_phrase(self) -> Flags:
        """Blocks that are no furniture though a lexicon knows them: numbers, lone words, clauses of the body."""
        ends = self.ends_with_stop | (self.tokens.last_class == CLASSES.index("comma"))
        spared: Flags = self.is_lone_word | (self.number_share == 1) | (ends & (self.word_count <= 3) & self.in_body)
        return spared

    @cached_property
    def at_edge(self) -> Flags:
        """Blocks outside the body with hardly any prose before them, or hardly any after."""
        prose = np.where(self.is_prose, np.minimum(self.mass, 120), 0)
        before = prose.cumsum(dtype=np.float64) - prose
        total = float(prose.sum())
        near_start, near_end = before <= 0.06 * total, before + prose >= 0.94 * total
        edge: Flags = ~self.in_body & (near_start | near_end)
        return edge

    @cached_property
    def number_share(self) -> Floats:
        return _ratio(self.number_count, self.word_count)

    @cached_property
    def number_count(self) -> Floats:
        return self.tokens.per_block(self.tokens.words.number)

    @cached_property
    def glued_count(self) -> Floats:
        """Words a block that stick to the one before."""
        return self.tokens.per_block(self.tokens.words.glued)

    @cached_property
    def any_function_share(self) -> Floats:
        """Share of a block's words that are function words of any language."""
        return _ratio(self.tokens.per_block(self.matches.word_languages != 0), self.word_count)

    @cached_property
    def is_date(self) -> Flags:
        """Short blocks with the name of a month or day (or "hours ago") and a number."""
        return self.says("months") & (self.number_share > 0) & (self.word_count <= 9)

    @cached_property
    def branches(self) -> Ints:
        """Numbers of the branches of a page's tree that a block hangs on, one row a sort: its element's parent, that
        one's parent and the next, and all the elements that stand under the same tags and names.
        """
        branches = [branch or (0, 0, 0) for branch in self.field("branch")]
        rows = np.empty((4, len(self)), np.int64)
        rows[:3] = np.fromiter(chain.from_iterable(branches), np.int64, 3 * len(self)).reshape(-1, 3).T
        rows[3] = self.hints.which
        sizes = rows.max(axis=1, initial=0) + 1
        rows += (sizes.cumsum() - sizes)[:, None]
        there = np.zeros(int(sizes.sum()), bool)
        there[rows] = True
        return (there.cumsum() - 1)[rows]

    @cached_property
    def hints(self) -> Hints:
        """What the elements around each block are called, as numbers."""
        return number_hints(list(self.field("hints")))

    def runs(self, member: Flags, *, least: int = 2) -> Iterator[tuple[int, int]]:
        """Maximal runs `first, last + 1` of neighbouring members, at least `least` long."""
        padded = np.zeros(len(member) + 2, bool)
        padded[1:-1] = member
        edges = (padded[1:] != padded[:-1]).nonzero()[0].tolist()
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            if last - first >= least:
                yield first, last


def _ratio(part: Floats, whole: Floats) -> Floats:
    """The part over the whole; 0 of 0 is 0."""
    share: Floats = np.divide(part, np.maximum(whole, 1))
    return share


_OPEN_ENDS = one_of("lower", "upper", "letter", "comma", "dash", "apostrophe", "bracket")
_CONTINUATIONS = one_of("lower", "stop", "comma")
_KIND_CODE = {kind: code for code, kind in enumerate(Kind)}
_TOPIC_BITS = np.array([1 << i for i in range(len(TOPICS))], np.uint16)
