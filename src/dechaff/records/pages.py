"""How large the pages of a Parquet file are once they are unpacked, as their headers say, before anybody unpacks them.

A page is unpacked as a whole, whatever it takes, and each of its rows may hold as much as all of it (by a dictionary,
or by what it has in common with the row before): a file of 5 kB can ask for any amount of memory. What the end of the
file says of columns does not tell, nor need it be true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    import pyarrow.parquet as pq

__all__ = ["Load", "load_of"]

_HEADER: Final = 1 << 10  # bytes of a header, nearly always; more are read where it has long statistics
_LONGEST_HEADER: Final = 16 << 20
_DEPTH: Final = 16  # of structures in structures
# Types of values in Thrift's compact protocol.
_TRUE_FALSE: Final = (1, 2)
_BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 3, 7, 8, 9, 10, 11, 12
_NUMBERS: Final = (4, 5, 6)
_UNPACKED, _PACKED = 2, 3  # fields of a page header


@dataclass(frozen=True, slots=True, order=True)
class Load:
    """What the largest pages of some columns come to together: bytes once unpacked, and as they are in the file."""

    unpacked: int = 0
    packed: int = 0


def load_of(file: BinaryIO, group: pq.RowGroupMetaData) -> Load:
    """What it takes to hold a page of each column of a row group.

    A broken header ends a column: what is behind it is not unpacked either.

    Raises:
        OSError: the file cannot be read.
        ValueError: a column lies outside of it.
    """
    largest = [max(_pages(file, group.column(i)), default=Load()) for i in range(group.num_columns)]
    return Load(sum(load.unpacked for load in largest), sum(load.packed for load in largest))


def _pages(file: BinaryIO, column: pq.ColumnChunkMetaData) -> Iterator[Load]:
    """The pages of a column, each by its header."""
    at, dictionary = column.data_page_offset, column.dictionary_page_offset
    if dictionary and dictionary < at:
        at = dictionary
    end = at + column.total_compressed_size
    while at < end:
        found = _header(file, at, end)
        if found is None:
            return
        size, page = found
        yield page
        at += size + page.packed


def _header(file: BinaryIO, at: int, end: int) -> tuple[int, Load] | None:
    """The header at a place: its own size, and that of its page; None where it is none."""
    size = _HEADER
    while True:
        file.seek(at)
        data = file.read(min(size, end - at))
        reader = _Reader(data)
        try:
            fields = reader.struct()
            page = Load(fields[_UNPACKED], fields[_PACKED])
        except IndexError:  # it goes on
            if len(data) < size or size >= _LONGEST_HEADER:
                return None
            size *= 16
        except (KeyError, ValueError):
            return None
        else:
            return (reader.at, page) if min(page.unpacked, page.packed) >= 0 else None


class _Reader:
    """Reads a structure of Thrift's compact protocol, and keeps of it the numbers."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def struct(self, depth: int = 0) -> dict[int, int]:
        """The numbers among the fields of a structure.

        Raises:
            IndexError: the data ends before it does.
            ValueError: it is none.
        """
        numbers: dict[int, int] = {}
        field = 0
        while head := self._byte():
            kind, step = head & 15, head >> 4
            field = field + step if step else self._number()
            if kind in _NUMBERS:
                numbers[field] = self._number()
            elif kind > _TRUE_FALSE[-1]:  # these are true and false, which have no value
                self._skip(kind, depth)
        return numbers

    def _skip(self, kind: int, depth: int) -> None:
        if depth > _DEPTH:
            raise ValueError("too deep")
        if kind == _STRUCT:
            self.struct(depth + 1)
        elif kind == _BINARY:
            self._pass(self._unsigned())
        elif kind in _NUMBERS:
            self._unsigned()
        elif kind in (*_TRUE_FALSE, _BYTE, _DOUBLE):
            self._pass(8 if kind == _DOUBLE else 1)
        elif kind in (_LIST, _SET):
            head = self._byte()
            self._skip_all([head & 15], head >> 4 if head >> 4 < 15 else self._unsigned(), depth)
        elif kind == _MAP:
            size = self._unsigned()
            kinds = self._byte() if size else 0
            self._skip_all([kinds >> 4, kinds & 15], size, depth)
        else:
            raise ValueError("no such type")

    def _skip_all(self, kinds: list[int], size: int, depth: int) -> None:
        for _ in range(size):
            for kind in kinds:
                self._skip(kind, depth + 1)

    def _pass(self, size: int) -> None:
        self.at += size
        if self.at > len(self.data):
            raise IndexError

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _unsigned(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
            if shift > 63:
                raise ValueError("too long a number")

    def _number(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)
