"""Where features gather, and the few things that all their modules compute with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dechaff.lexicon import TOPICS
from dechaff.tokens import Floats

__all__ = ["Columns", "Table", "Take", "bits", "named", "pieces", "windows"]

Table = NDArray[np.generic]
Row = NDArray[Any]
Take = Callable[[int, Floats], None]

ROOM, LEAST_ROOM = 320, 25  # columns in a bundle
CELLS = 1 << 21  # values in a bundle, where that leaves room enough
FEW_CELLS = 1 << 18  # values that are worked on at once


class Columns:
    """Named columns of one value a block, handed on in bundles, so that a long document never holds all of them."""

    def __init__(self, rows: int, take: Take) -> None:
        self.rows = rows
        self.names: list[str] = []
        self._take = take
        self._values = np.empty((max(LEAST_ROOM, min(ROOM, CELLS // max(rows, 1))), rows), np.float32)
        self._filled = 0

    def add(self, name: str, values: Table | float) -> None:
        """Add a column; a plain number stands for all rows."""
        self.add_all((name,), values)

    def add_all(self, names: Sequence[str], values: Table | float) -> None:
        """Add several columns at once: one row of `values` for each name, one place in it for each block."""
        self.room(names)[:] = values

    def room(self, names: Sequence[str]) -> Floats:
        """Rows to be filled at once, before anything else is added: as `add_all`, at most `LEAST_ROOM` of them."""
        if self._filled + len(names) > len(self._values):
            self.hand_on()
        rows = self._values[self._filled : self._filled + len(names)]
        self._filled += len(names)
        self.names += names
        return rows

    def hand_on(self) -> None:
        """Give away what has gathered."""
        if self._filled:
            self._take(len(self.names) - self._filled, self._values[: self._filled])
        self._filled = 0


def named(pattern: str, names: Iterable[object]) -> tuple[str, ...]:
    """A name for each, by a pattern with one gap."""
    return tuple(pattern.format(name) for name in names)


def bits(topics: Iterable[str]) -> NDArray[np.uint32]:
    """The bits that stand for topics in the lexicon's masks."""
    return np.array([1 << TOPICS.index(topic) for topic in topics], np.uint32)


def windows(values: Row, reaches: Sequence[int], out: Row) -> None:
    """For each reach, the means over the block and `reach` blocks on both sides; one row of `values` a fact."""
    count = values.shape[1]
    most, place = max(reaches), np.arange(count)
    for facts, means in pieces(values, out.swapaxes(0, 1)):
        total = np.zeros((len(facts), count + 2 * most + 1), np.float64)
        facts.cumsum(axis=1, out=total[:, most + 1 : most + 1 + count])
        total[:, most + 1 + count :] = total[:, most + count, None]
        for i, reach in enumerate(reaches):
            low, high = most - reach, most + 1 + reach
            size = np.minimum(place + (reach + 1), count) - np.maximum(place - reach, 0)
            np.divide(total[:, high : high + count] - total[:, low : low + count], size, out=means[:, i])


def pieces(table: Row, beside: Row) -> Iterator[tuple[Row, Row]]:
    """Rows of a table and what stands for them beside it: all at once, one by one where the document is long."""
    step = len(table) if table.size <= FEW_CELLS else 1
    for first in range(0, len(table), step):
        yield table[first : first + step], beside[first : first + step]
