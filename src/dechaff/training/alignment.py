"""Label the lines of a flattened page by aligning its words to the gold body.

The benchmark golds say what the article is, not which lines of a given rendering hold it. The labels are
won here: an exact longest common subsequence of words, straightened so that matches sit in runs, then judged
line by line.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from unicodedata import east_asian_width

__all__ = ["label_lines", "markup_free", "words"]

KEEP, DROP, AMBIGUOUS, BLANK = "kda-"

_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+")
_LINK_TARGET = re.compile(
    r"\]\([ \n]?<?[^\s()<>]{0,8000}(?:\([^\s()]{0,400}\)[^\s()<>]{0,8000}){0,3}>?"  # the address
    r"(?:[ \n]{1,3}\"[^\"]{0,600}\")?[ \n]?\)"  # the title shown on hovering
)
_IMAGE = re.compile(r"!\[[^\]\n]{0,1000}\](?=\()")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>]{1,2000}>")
_LIST_MARK = re.compile(r"\s{0,60}(?:[*+•‣◦□▪-]|\d{1,2}[.)])\s")
_LINK_NUMBER = re.compile(r"\[\d{1,4}\]")

_KEPT_SHARE = 0.65  # of a line's words, in runs of the gold: enough to call the line kept
_DROPPED_SHARE = 0.3  # at most this share: dropped
_SHORT = 3  # words: a line this short is judged by its neighbours, any page holds its words somewhere
_MOVED_WORDS = 4  # a line standing out of order in the gold needs this many words to be believed
_MOVED_ROUNDS = 4
_ROWS_PER_CHECKPOINT = 256
_MOVABLE_WORDS = 40  # a run longer than that is no heading and stays where it was found
_MOST_CANDIDATES = 400
_FIRST_WIDE = "\u2e7f"  # beyond it, scripts break lines between any two characters


def markup_free(text: str) -> str:
    """Take out what a renderer wrote about links and images, lines intact: no reader sees those words."""
    text = _IMAGE.sub("]", text)
    text = _LINK_TARGET.sub(lambda match: "] " + "\n" * match[0].count("\n"), text)
    return _LINK_NUMBER.sub(" ", _AUTOLINK.sub(" ", text))


def words(text: str) -> list[str]:
    """Split into the benchmark's words (a Chinese, Japanese or Korean character is one), width folded."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def label_lines(text: str, gold: str, title: str | None) -> str:
    """Give one character per line of `text`: k in the gold body, d not in it, a doubtful, - no words.

    A line that is the title and nothing else is kept only where the gold has it beside kept text.
    """
    raw = text.split("\n")
    lines = [words(line) for line in markup_free(text).split("\n")]
    if len(lines) != len(raw):
        raise ValueError("taking out links must not change the lines")
    page = _Page.of(lines)
    target = words(markup_free(gold))
    to_gold = _straightened(_common_subsequence(page.words, target), page, target)
    judge = _Judge(page, target, to_gold, _wrapped_paragraphs(raw))
    heading = words(title or "")
    titles = {index for index, line in enumerate(lines) if heading and line == heading}
    labels = judge.labels(titles)
    _find_moved(labels, page, target, judge.used(), titles)
    for index, line in enumerate(lines):
        if not _WORD.search(raw[index]):
            labels[index] = BLANK
        elif not line:
            labels[index] = DROP
    return "".join(labels)


@dataclass(frozen=True)
class _Page:
    """The words of a page in one list, and where each line's words start."""

    words: list[str]
    starts: list[int]  # one more than there are lines

    @classmethod
    def of(cls, lines: list[list[str]]) -> _Page:
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        return cls([word for line in lines for word in line], starts)

    def size(self, line: int) -> int:
        """Count the words of a line."""
        return self.starts[line + 1] - self.starts[line]

    @cached_property
    def line_of(self) -> list[int]:
        return [n for n in range(len(self.starts) - 1) for _ in range(self.starts[n + 1] - self.starts[n])]


def _common_subsequence(source: list[str], target: list[str]) -> list[int]:
    """Give, for each word of `source`, its place in `target` in a longest common subsequence, or -1.

    Bit-parallel (Hyyrö 2004): a row of the table is one Python integer, so a 100 kB page takes tens of
    milliseconds. Every 256th row is kept and the others are computed again on the way back, to save memory.
    """
    result = [-1] * len(source)
    masks: dict[str, int] = defaultdict(int)
    for place, word in enumerate(target):
        masks[word] |= 1 << place
    rows = [place for place, word in enumerate(source) if word in masks]
    full = (1 << len(target)) - 1
    checkpoints, state = [], full
    for number, place in enumerate(rows):
        if number % _ROWS_PER_CHECKPOINT == 0:
            checkpoints.append(state)
        both = state & masks[source[place]]
        state = ((state + both) | (state - both)) & full
    column = len(target)
    for block in range(len(checkpoints) - 1, -1, -1):
        inside = rows[block * _ROWS_PER_CHECKPOINT : (block + 1) * _ROWS_PER_CHECKPOINT]
        states = [checkpoints[block]]
        for place in inside:
            both = states[-1] & masks[source[place]]
            states.append(((states[-1] + both) | (states[-1] - both)) & full)
        row = len(inside)
        while row and column:
            if states[row] >> (column - 1) & 1:
                column -= 1
            elif not states[row - 1] >> (column - 1) & 1:
                row -= 1
            else:
                row, column = row - 1, column - 1
                result[inside[row]] = column
        if not column:
            break
    return result


def _runs(to_gold: list[int]) -> list[tuple[int, int]]:
    """List the stretches of words matched to consecutive gold words, as (start, end) in the page."""
    runs: list[tuple[int, int]] = []
    start = None
    for place, match in enumerate(to_gold):
        if start is not None and (match < 0 or match != to_gold[place - 1] + 1):
            runs.append((start, place))
            start = None
        if match >= 0 and start is None:
            start = place
    if start is not None:
        runs.append((start, len(to_gold)))
    return runs


def _straightened(to_gold: list[int], page: _Page, target: list[str]) -> list[int]:
    """Move stray matches into the runs they belong to.

    Many subsequences are equally long; the one found may take "the" from a menu instead of from its
    sentence. Long runs grow first and take matches from short ones; what is left over moves next to its
    neighbour in the gold.
    """
    to_gold = _grown(to_gold, page.words, target)
    return _grown(_gathered(to_gold, page), page.words, target)


def _grown(to_gold: list[int], source: list[str], target: list[str]) -> list[int]:
    to_gold = list(to_gold)
    to_page = {match: place for place, match in enumerate(to_gold) if match >= 0}
    settled = bytearray(len(source))

    def take(place: int, match: int) -> None:
        if to_gold[place] >= 0:
            del to_page[to_gold[place]]
        if match in to_page:
            to_gold[to_page[match]] = -1
        to_gold[place], to_page[match] = match, place
        settled[place] = 1

    def free(place: int, match: int) -> bool:
        inside = 0 <= place < len(source) and 0 <= match < len(target) and source[place] == target[match]
        return inside and not settled[place] and not (match in to_page and settled[to_page[match]])

    for start, end in sorted(_runs(to_gold), key=lambda run: (run[0] - run[1], run[0])):
        places = [place for place in range(start, end) if to_gold[place] >= 0 and not settled[place]]
        if not places:
            continue
        for place in places:
            settled[place] = 1
        for edge, step in ((places[0], -1), (places[-1], 1)):
            place, match = edge, to_gold[edge]
            while free(place + step, match + step):
                place, match = place + step, match + step
                take(place, match)
    return to_gold


def _gathered(to_gold: list[int], page: _Page) -> list[int]:
    """Put a short run that stands alone where the same words stand nearest to its neighbours in the gold.

    A heading is also a menu entry or a line of the contents; the one beside the text it heads is the gold's.
    """
    to_gold = list(to_gold)
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(page.words):
        places[word].append(place)
    runs = _runs(to_gold)
    floor = 0  # where the run before has ended
    for number, (start, end) in enumerate(runs):
        ceiling = runs[number + 1][0] if number + 1 < len(runs) else len(page.words)
        gap = _gap_to_neighbours(floor if number else None, ceiling if number + 1 < len(runs) else None)
        size, best = end - start, start
        if size <= _MOVABLE_WORDS and gap(start, end):
            phrase, candidates = page.words[start:end], places[page.words[start]]
            first = bisect_left(candidates, floor)
            for place in candidates[first : first + _MOST_CANDIDATES]:
                if place + size > ceiling:
                    break
                closer = gap(place, place + size) < gap(best, best + size)
                if closer and page.words[place : place + size] == phrase:
                    best = place
            if best != start:
                matches, to_gold[start:end] = to_gold[start:end], [-1] * size
                to_gold[best : best + size] = matches
        floor = best + size
    return to_gold


def _gap_to_neighbours(floor: int | None, ceiling: int | None) -> Callable[[int, int], float]:
    def gap(start: int, end: int) -> float:
        before = float("inf") if floor is None else start - floor
        after = float("inf") if ceiling is None else ceiling - end
        return min(before, after)

    return gap


def _wrapped_paragraphs(raw: list[str]) -> list[int]:
    """Number the paragraphs: lines a renderer broke at its width share a number, all others have their own.

    A line was broken at the width if the next line's first word would not have fitted.
    """
    own = list(range(len(raw)))
    sizes = [_columns(line.rstrip()) for line in raw]
    long = sorted(size for size in sizes if size > 40)
    width = long[int(len(long) * 0.98)] if len(long) >= 8 else 0
    if not 50 <= width <= 140 or long[-1] > width + 60:
        return own
    numbers, current = [], 0
    for index, line in enumerate(raw):
        words_here = line.split(maxsplit=1)
        broken = False
        if index and words_here and not _LIST_MARK.match(line):
            first = words_here[0][:1] if words_here[0][0] > _FIRST_WIDE else words_here[0]
            broken = sizes[index - 1] + 1 + _columns(first) > width
        current += not broken
        numbers.append(current)
    return numbers


def _columns(text: str) -> int:
    """Measure as a terminal does: Chinese, Japanese and Korean characters are two columns wide."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(char) in "WF") for char in text)


class _Judge:
    """Turns matched words into a label for each line."""

    def __init__(self, page: _Page, target: list[str], to_gold: list[int], paragraphs: list[int]):
        self.page, self.target, self.to_gold, self.paragraphs = page, target, to_gold, paragraphs
        self.supported = self._supported()

    def _supported(self) -> bytearray:
        """Mark the matched words worth counting: those in a run of three, or close to such a run."""
        supported = bytearray(len(self.to_gold))
        runs = _runs(self.to_gold)
        for start, end in runs:
            if end - start >= 3 or self._fills_lines(start, end):
                supported[start:end] = b"\1" * (end - start)
        for one, two in [*pairwise(runs), *pairwise(runs[::-1])]:
            if supported[one[0]] and self._close(one, two):
                supported[two[0] : two[1]] = b"\1" * (two[1] - two[0])
        return supported

    def _fills_lines(self, start: int, end: int) -> bool:
        line = self.page.line_of[start]
        return self.page.starts[line] == start and end >= self.page.starts[line + 1]

    def _close(self, one: tuple[int, int], two: tuple[int, int]) -> bool:
        (_, end), (start, _) = sorted((one, two))
        return start - end <= 6 and self.to_gold[start] - self.to_gold[end - 1] <= 8

    def labels(self, titles: set[int]) -> list[str]:
        """Judge long lines by their words, wrapped lines as one, then short lines by their neighbours."""
        count = len(self.page.starts) - 1
        labels = [""] * count
        groups: dict[int, list[int]] = defaultdict(list)
        for line in range(count):
            if self.page.starts[line + 1] > self.page.starts[line]:
                groups[self.paragraphs[line]].append(line)
        for group in groups.values():
            verdict = self._share_verdict(group)
            for line in group:
                if len(group) > 1:
                    labels[line] = verdict if verdict != AMBIGUOUS else self._share_verdict([line])
                elif self.page.size(line) > _SHORT and line not in titles:
                    labels[line] = verdict
        self._judge_short(labels)
        return labels

    def _share_verdict(self, group: list[int]) -> str:
        total = sum(self.page.size(line) for line in group)
        matched = sum(sum(self.supported[self.page.starts[n] : self.page.starts[n + 1]]) for n in group)
        if matched >= _KEPT_SHARE * total:
            return KEEP
        return DROP if matched <= _DROPPED_SHARE * total else AMBIGUOUS

    def _judge_short(self, labels: list[str]) -> None:
        """Keep a short line if all its words stand in the gold right beside the match of a kept neighbour."""
        filled = [line for line in range(len(labels)) if self.page.size(line)]
        before = None
        while before != labels:
            before = list(labels)
            self._spread(labels, filled, 0)
            self._spread(labels, filled[::-1], -1)
        for line in filled:
            labels[line] = labels[line] or DROP

    def _spread(self, labels: list[str], order: list[int], near: int) -> None:
        """Walk the lines one way; `near` is the end of a line, 0 or -1, that faces where we come from."""
        edge = None  # the gold place where the last kept line ended
        for line in order:
            matches = self.to_gold[self.page.starts[line] : self.page.starts[line + 1]]
            if not labels[line] and edge is not None and self._matches_whole(line):
                labels[line] = KEEP if abs(matches[near] - edge) <= 2 else ""
            if labels[line] == KEEP:
                inside = [match for match in matches if match >= 0]
                edge = inside[-1 - near] if inside else edge

    def _matches_whole(self, line: int) -> bool:
        matches = self.to_gold[self.page.starts[line] : self.page.starts[line + 1]]
        return matches[0] >= 0 and all(m == matches[0] + n for n, m in enumerate(matches))

    def used(self) -> bytearray:
        """Mark the gold words that lines of the page already account for."""
        used = bytearray(len(self.target))
        for place, match in enumerate(self.to_gold):
            if match >= 0 and self.supported[place]:
                used[match] = 1
        return used


def _find_moved(labels: list[str], page: _Page, target: list[str], used: bytearray, titles: set[int]) -> None:
    """Keep lines that the gold holds at another place: renderers and golds order posts differently.

    A title is not among them: what stands over a page is not the body's for being quoted in it.
    """
    for _ in range(_MOVED_ROUNDS):
        lines = [
            line
            for line, label in enumerate(labels)
            if label in (DROP, AMBIGUOUS) and page.size(line) >= _MOVED_WORDS and line not in titles
        ]
        left = [place for place in range(len(target)) if not used[place]]
        if len(left) < _MOVED_WORDS or not lines:
            return
        rest = _Page.of([page.words[page.starts[n] : page.starts[n + 1]] for n in lines])
        rest_target = [target[place] for place in left]
        to_rest = _straightened(_common_subsequence(rest.words, rest_target), rest, rest_target)
        found = False
        for number, line in enumerate(lines):
            start, end = rest.starts[number], rest.starts[number + 1]
            matches = to_rest[start:end]
            joined = [m for n, m in enumerate(matches) if m >= 0 and _in_run(matches, n)]
            if len(joined) >= 0.8 * (end - start):
                labels[line], found = KEEP, True
                for match in joined:
                    used[left[match]] = 1
        if not found:
            return


def _in_run(matches: list[int], place: int) -> bool:
    before = place > 0 and matches[place - 1] == matches[place] - 1
    after = place + 1 < len(matches) and matches[place + 1] == matches[place] + 1
    return before or after
