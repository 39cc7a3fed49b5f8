"""What the end of a Parquet file says of its columns.

pyarrow is not asked: where it does not like what is there, an encrypted column or statistics that do not fit, looking
at a column ends the process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from dechaff.records.thrift import BINARY, I32, I64, LIST, STRUCT, Struct, read_struct

__all__ = ["Chunk", "EncryptedError", "Group", "read_footer"]

_MAGIC: Final = b"PAR1"
_REPEATED: Final = 2
# Fields of Thrift's structures, by the name that Parquet gives them.
_SCHEMA, _ROW_GROUPS = (2, LIST), (4, LIST)
_COLUMNS, _NUM_ROWS = (1, LIST), (3, I64)
_META_DATA, _CRYPTO, _ENCRYPTED = (3, STRUCT), (8, STRUCT), (9, BINARY)
_CODEC, _PACKED, _DATA_PAGE, _DICTIONARY_PAGE = (4, I32), (7, I64), (9, I64), (11, I64)
_TYPE, _LENGTH, _REPETITION, _NAME, _CHILDREN = (1, I32), (2, I32), (3, I32), (4, BINARY), (5, I32)


class EncryptedError(ValueError):
    """A column is encrypted."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    name: str
    depth: int
    type: int
    length: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A column of a row group: of which column of the table it is, how many lists its values lie in, the numbers that
    Parquet has for its type and codec, the bytes of a value of fixed length, and the bytes of the file it takes."""

    name: str
    lists: int
    type: int
    length: int
    codec: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """A row group."""

    rows: int
    chunks: tuple[Chunk, ...]

    @property
    def size(self) -> int:
        """Its bytes in the file."""
        return sum(chunk.end - chunk.start for chunk in self.chunks)


def read_footer(file: BinaryIO) -> list[Group]:
    """The row groups of a file.

    Raises:
        OSError: the file cannot be read.
        EncryptedError: a column is encrypted.
        ValueError: the footer is none.
    """
    end = file.seek(0, 2)
    file.seek(max(0, end - 8))
    tail = file.read(8)
    size = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MAGIC or size > end - 8:
        raise ValueError("no footer")
    file.seek(end - 8 - size)
    try:
        footer, _ = read_struct(file.read(size))
        leaves = list(_leaves(footer[_SCHEMA]))
        return [_group(group, leaves) for group in footer[_ROW_GROUPS]]
    except (LookupError, AttributeError, TypeError) as error:
        raise ValueError("a broken footer") from error


def _leaves(schema: list[Struct]) -> Iterator[_Leaf]:
    """The columns that have values, in their order; the schema lists each structure before what is in it."""
    above = [[schema[0][_CHILDREN], 0, ""]]  # structures: how many are still to come in each, in how many lists, where
    for element in schema[1:]:
        while above and not above[-1][0]:
            above.pop()
        above[-1][0] -= 1
        lists = above[-1][1] + (element.get(_REPETITION) == _REPEATED)
        name = above[-1][2] or element[_NAME].decode("utf-8", "replace")
        if children := element.get(_CHILDREN):
            above.append([children, lists, name])
        elif _TYPE in element:
            yield _Leaf(name, lists, element[_TYPE], element.get(_LENGTH, 0))


def _group(group: Struct, leaves: list[_Leaf]) -> Group:
    columns = group[_COLUMNS]
    if len(columns) != len(leaves) or group[_NUM_ROWS] < 0:
        raise ValueError("columns or rows that cannot be")
    return Group(group[_NUM_ROWS], tuple(map(_chunk, columns, leaves)))


def _chunk(column: Struct, leaf: _Leaf) -> Chunk:
    if _CRYPTO in column or _ENCRYPTED in column:
        raise EncryptedError(f"the column {leaf.name!r} is encrypted")
    known: dict[tuple[int, int], Any] = column[_META_DATA]
    start, dictionary = known[_DATA_PAGE], known.get(_DICTIONARY_PAGE, 0)
    if 0 < dictionary < start:
        start = dictionary
    if start < 0 or known[_PACKED] < 0:
        raise ValueError("a column that cannot be there")
    if leaf.type != known[_TYPE]:
        raise ValueError("a column of two types")
    return Chunk(leaf.name, leaf.depth, leaf.type, leaf.length, known[_CODEC], start, start + known[_PACKED])
