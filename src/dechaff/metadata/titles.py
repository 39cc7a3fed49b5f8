"""Find the title: the line above the body that speaks of what the body speaks of, said again elsewhere on the page.

Every line near the body's start is weighed by the same evidence; the heaviest is the title if it is heavy enough. The
weights were fitted on the development pages (`training.metadata_report` measures them) and rounded.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import regex as re
from numpy.typing import NDArray

from dechaff.metadata.bylines import has_byline, is_dateline
from dechaff.metadata.outline import HEAD, MAX_LINE, Outline
from dechaff.tokens import Ints
from dechaff.types import Kind

__all__ = ["SITE_SEPARATOR", "Title", "evidence", "find_title"]

INTO = 6  # blocks of the body that may hold it, where lines without prose begin it
LEAST_PROBABILITY = 0.33
NO_TITLE = 2.1
MAX_MASS, MAX_SIZE = 34.0, float(MAX_LINE)
BODY_WORDS = 1500  # of the body, enough to know what it speaks of
_STEPS = np.array([0, 1, 2, 4, 7, 12, 20, HEAD])
_LENGTHS = np.array([1.5, 2.5, 3.5, 5.5, 17.5, 25.5])
SITE_SEPARATOR = re.compile(r"\s(?:[|\-–—·•»«›>/]|::|\\)\s|[｜|_](?=\p{Lo})|\s?\|\s?")
_STOPS, _COLONS, _QUESTIONS = frozenset(".。…;"), frozenset(":：,，"), frozenset("?!？！")
_CRUMB = re.compile(r"[»›>→]|\s/\s")
_HEADING_KINDS = (Kind.PARAGRAPH, Kind.HEADING)
DISTANCE_WEIGHTS = np.array([-0.6, -0.2, 0.1, 0.0, 0.0, 0.0, -0.2, -0.8, -0.4])
LENGTH_WEIGHTS = np.array([-1.0, -1.3, -0.5, 0.3, 1.0, -0.2, -0.5])
WEIGHTS: dict[str, float] = {
    "frequent": 2.7,
    "set_off": 1.8,
    "shared": 1.8,
    "byline_next": 1.6,
    "byline_near": 1.5,
    "level_1": 1.4,
    "page_title": 1.2,
    "ends_crumbs": 1.2,
    "page_words": 0.9,
    "byline_below": 0.9,
    "capitals": 0.5,
    "touches": 0.5,
    "last_copy": 0.4,
    "question": 0.3,
    "byline_above": 0.3,
    "first": 0.2,
    "level_3": -0.3,
    "leads_on": -0.4,
    "small": -0.5,
    "byline": -0.5,
    "crumbs": -0.6,
    "heading_above": -0.7,
    "furniture": -0.9,
    "linked": -1.2,
    "inside": -1.4,
    "statement": -1.7,
    "list_item": -1.8,
}


class Title(NamedTuple):
    """The title as the page shows it, the block it was found in, and whether it is likely enough to be told."""

    text: str
    block: int
    sure: bool


def find_title(outline: Outline) -> Title | None:
    """The line most likely to be the title of the article; None where no line could be one."""
    blocks, columns = evidence(outline)
    if not len(blocks):
        return None
    weight = DISTANCE_WEIGHTS[columns.pop("distance")] + LENGTH_WEIGHTS[columns.pop("length")]
    for name, column in columns.items():
        weight += WEIGHTS[name] * column
    best = int(np.argmax(weight))
    likely = np.exp(np.append(weight, NO_TITLE) - weight[best])
    sure = weight[best] >= NO_TITLE and LEAST_PROBABILITY * float(likely.sum()) <= 1
    block = int(blocks[best])
    return Title(_without_site(outline, block), block, sure)


def _candidates(outline: Outline) -> Ints:
    view = outline.view
    last = max(min(outline.prose, outline.start + INTO), outline.start + 1)
    first = max(0, outline.start - HEAD)
    blocks = np.arange(first, min(last, len(view)))
    if first > 0:
        blocks = np.concatenate(([0], blocks))
    short = (view.mass[blocks] <= MAX_MASS) & (view.tokens.size[blocks] <= MAX_SIZE) & (view.word_count[blocks] >= 1)
    return blocks[short & ~(view.kind_is(Kind.SEPARATOR) | view.kind_is(Kind.CAPTION))[blocks]]


def evidence(outline: Outline) -> tuple[Ints, dict[str, NDArray[Any]]]:
    """What speaks for and against each line near the body's start, one column a kind of evidence.

    `distance` and `length` are steps, with one weight each; the other columns are flags and shares.
    """
    view = outline.view
    blocks = _candidates(outline)
    if not len(blocks):
        return blocks, {}
    rows = [view.blocks[i] for i in blocks.tolist()]
    ends = [row.text.rstrip("\"'”’») ")[-1:] for row in rows]
    counts, nth = view.copies
    columns: dict[str, NDArray[Any]] = {
        "distance": np.searchsorted(_STEPS, min(outline.prose, outline.start + INTO) - blocks),
        "length": np.searchsorted(_LENGTHS, view.mass[blocks]),
        "level_1": np.array([row.level == 1 for row in rows]),
        "level_3": np.array([row.level > 2 for row in rows]),
        "statement": np.array([end in _STOPS for end in ends]),
        "leads_on": np.array([end in _COLONS for end in ends]),
        "question": np.array([end in _QUESTIONS for end in ends]),
        "list_item": np.array([row.kind is Kind.LIST_ITEM for row in rows]),
        "set_off": np.array([row.gap > 0 for row in rows]),
        "small": np.array([row.text[:1].islower() for row in rows]),
        "crumbs": np.array([_CRUMB.search(row.text) is not None for row in rows]),
        "linked": view.link_share[blocks] > 0.6,
        "last_copy": (counts[blocks] > 1) & (nth[blocks] == counts[blocks] - 1),
        "furniture": view.matches.exact[blocks] != 0,
        "capitals": view.capital_share[blocks],
        "first": blocks == 0,
        "inside": blocks > outline.start,
        "touches": blocks == outline.start - 1,
    }
    columns |= _about_the_body(outline, blocks)
    columns |= _said_elsewhere(outline, blocks)
    columns |= _neighbours(outline, blocks)
    return blocks, columns


def _about_the_body(outline: Outline, blocks: Ints) -> dict[str, NDArray[Any]]:
    """How many of a line's words the body uses, and how often."""
    view = outline.view
    words, before = view.tokens.words, view.tokens.words_before
    body_start = int(before[outline.start])
    reach = slice(body_start, body_start + 3 * BODY_WORDS)
    body, times = np.unique(words.hashes[reach][outline.is_kept[words.block[reach]]][:BODY_WORDS], return_counts=True)
    sizes = before[blocks + 1] - before[blocks]
    row = np.repeat(np.arange(len(blocks)), sizes)
    place = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + before[blocks][row]
    content = ((words.length[place] >= 4) | words.cjk[place]) & ~view.is_function_word[place] & ~words.number[place]
    place, row = place[content], row[content]
    if not len(body):
        return {"shared": np.zeros(len(blocks)), "frequent": np.zeros(len(blocks))}
    hashes = words.hashes[place]
    at = np.minimum(np.searchsorted(body, hashes), len(body) - 1)
    seen = np.where(body[at] == hashes, times[at], 0) - outline.is_kept[blocks][row]
    count = np.bincount(row, minlength=len(blocks))
    least = np.maximum(count, 1)
    often = np.bincount(row, np.minimum(seen, 6) / 6, len(blocks)) / least
    return {
        "shared": np.bincount(row, seen > 0, len(blocks)) / least,
        "frequent": often * np.minimum(count, 4) / 4,
    }


def _said_elsewhere(outline: Outline, blocks: Ints) -> dict[str, NDArray[Any]]:
    """Whether the first line of the page (its `<title>`) begins with the line, and whether a neighbour ends with it."""
    before, hashes = outline.view.tokens.words_before, outline.view.tokens.words.hashes
    first, last = max(0, int(blocks[-1]) - HEAD - INTO - 8), min(len(outline.blocks), int(blocks[-1]) + 7)
    ends_at = before[first : last + 1].tolist()
    window = hashes[ends_at[0] : ends_at[-1]].tolist()
    lines = [tuple(window[a - ends_at[0] : b - ends_at[0]]) for a, b in pairwise(ends_at)]
    top = tuple(hashes[before[0] : before[1]].tolist())
    top_words = frozenset(top)
    endings: dict[int, list[int]] = {}
    for j, line in enumerate(lines):
        if line:
            endings.setdefault(line[-1], []).append(j)
    begins, overlap, ends = [], [], []
    for i in blocks.tolist():
        line = lines[i - first] if i >= first else top
        n = len(line)
        begins.append(i > 0 and n >= 2 and top[:n] == line)
        overlap.append(len(top_words.intersection(line)) / n if i > 0 and n >= 2 and len(top) > 2 else 0.0)
        near = [j for j in endings.get(line[-1], ()) if -8 <= first + j - i < 6 and len(lines[j]) > n] if n >= 2 else []
        ends.append(any(lines[j][-n:] == line for j in near))
    return {"page_title": np.array(begins), "page_words": np.array(overlap), "ends_crumbs": np.array(ends)}


def _neighbours(outline: Outline, blocks: Ints) -> dict[str, NDArray[Any]]:
    """Bylines and dates below a line speak for it; being one speaks against it, and so does a heading right above."""
    mass = outline.view.mass.tolist()
    first = max(0, outline.start - HEAD)
    marked = {i for i in range(first, outline.prose + 3) if is_dateline(outline, i) or has_byline(outline, i)}
    rows = blocks.tolist()
    below = [next((j for j in range(1, 7) if i + j in marked), 9) for i in rows]
    heading = {i for i in rows if 3.5 < mass[i] <= 18 and i not in marked and outline.blocks[i].kind in _HEADING_KINDS}
    return {
        "byline": np.array([i in marked for i in rows]),
        "byline_next": np.array([x == 1 for x in below]),
        "byline_near": np.array([2 <= x <= 3 for x in below]),
        "byline_below": np.array([4 <= x <= 6 for x in below]),
        "byline_above": np.array([i - 1 in marked or i - 2 in marked for i in rows]),
        "heading_above": np.array([i - 1 in heading for i in rows]),
    }


def _without_site(outline: Outline, block: int) -> str:
    """A line less the name of the site behind its last separator, where the page says that name elsewhere too."""
    text = outline.blocks[block].text.strip()
    cut = next(reversed(list(SITE_SEPARATOR.finditer(text))), None)
    if cut is None:
        return text
    title, site = text[: cut.start()].strip(), text[cut.end() :].strip()
    if block == 0 and 0 < len(site.split()) <= 5 and len(site) < len(title):
        return title
    return title if title and site and outline.says_alone(site, besides=block) else text
