"""The cells of a table's row: the reader joins them into one line of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex as re

from dechaff.types import Block, Kind, Link

__all__ = ["Cell", "cells_of"]

_OF_PAGE = re.compile(r"(?:^|(?<=.) )\|(?: |$)")
_OF_TEXT = re.compile(r"\|")


class Cell(NamedTuple):
    """The text of a cell and the links in it."""

    text: str
    links: tuple[Link, ...]


def cells_of(block: Block) -> list[Cell]:
    """The cells of a row: of a page, what ` | ` joins; of a text, what stands between its pipes. Else a single cell."""
    text = block.text.replace("\n", " ")
    if block.kind is not Kind.TABLE_ROW:
        return [_cell(block, 0, len(text))]
    if block.path or block.hints:
        return [_cell(block, first, last) for first, last in _between(text, _OF_PAGE)]
    edges = list(_between(text, _OF_TEXT))
    if len(edges) > 1 and not text[slice(*edges[0])].strip():
        del edges[0]
    if len(edges) > 1 and not text[slice(*edges[-1])].strip():
        del edges[-1]
    return [_cell(block, first, last) for first, last in edges]


def _between(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    last = 0
    for mark in pattern.finditer(text):
        yield last, mark.start()
        last = mark.end()
    yield last, len(text)


def _cell(block: Block, first: int, last: int) -> Cell:
    text = block.text[first:last].replace("\n", " ")
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    first += lead
    last = first + len(text)
    links = [
        Link(max(start, first) - first, min(end, last) - first, target)
        for start, end, target in block.links
        if start < last and end > first
    ]
    return Cell(text, tuple(links))
