"""Reads structures of Thrift's compact protocol, of which Parquet makes its footers and the headers of its pages.

Other readers skip what they do not expect, cut numbers that are too long, and take the last of two fields: a structure
can be written that they and we would read differently. So what is not as every writer makes it is no structure here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

__all__ = ["BINARY", "I32", "I64", "LIST", "STRUCT", "Struct", "read_struct"]

Struct = dict[tuple[int, int], Any]
"""The fields of a structure by number and type: a field of another type than expected is another field."""

_TRUE, _FALSE, _BYTE, _I16, I32, I64, _DOUBLE, BINARY, LIST, _SET, _MAP, STRUCT = range(1, 13)
_DEPTH: Final = 16  # of structures in structures


def read_struct(data: bytes) -> tuple[Struct, int]:
    """The structure that data begins with, and its size in bytes.

    Numbers are int, binaries bytes, structures `Struct`, lists and sets lists; doubles, bytes and maps are left out
    (None).

    Raises:
        IndexError: the data ends before it does.
        ValueError: it is none, or not as any writer makes it.
    """
    reader = _Reader(data)
    return reader.struct(0), reader.at


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0
        self._readers: dict[int, Callable[[int], Any]] = {
            _TRUE: lambda _: self._pass(1),
            _FALSE: lambda _: self._pass(1),
            _BYTE: lambda _: self._pass(1),
            _I16: lambda _: self._number(16),
            I32: lambda _: self._number(32),
            I64: lambda _: self._number(64),
            _DOUBLE: lambda _: self._pass(8),
            BINARY: lambda _: self._binary(),
            LIST: self._list,
            _SET: self._list,
            _MAP: self._map,
            STRUCT: self.struct,
        }

    def struct(self, depth: int) -> Struct:
        if depth > _DEPTH:
            raise ValueError("too deep")
        fields: Struct = {}
        seen: set[int] = set()
        field = 0
        while head := self._byte():
            kind, step = head & 15, head >> 4
            field = field + step if step else self._number(16)
            if field in seen or not 0 <= field < 1 << 15:
                raise ValueError("a field that is there twice, or is none")
            seen.add(field)
            fields[field, kind] = None if kind in (_TRUE, _FALSE) else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        reader = self._readers.get(kind)
        if reader is None:
            raise ValueError("no such type")
        return reader(depth + 1)

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        size = head >> 4 if head >> 4 < 15 else self._unsigned(31)
        return self._many([head & 15], size, depth)

    def _map(self, depth: int) -> None:
        size = self._unsigned(31)
        kinds = self._byte() if size else 0
        self._many([kinds >> 4, kinds & 15], size, depth)

    def _many(self, kinds: list[int], size: int, depth: int) -> list[Any]:
        if depth > _DEPTH:
            raise ValueError("too deep")
        return [self._value(kind, depth) for _ in range(size) for kind in kinds]

    def _binary(self) -> bytes:
        size = self._unsigned(31)
        start = self.at
        self._pass(size)
        return self._data[start : self.at]

    def _pass(self, size: int) -> None:
        self.at += size
        if self.at > len(self._data):
            raise IndexError

    def _byte(self) -> int:
        self.at += 1
        return self._data[self.at - 1]

    def _unsigned(self, bits: int) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if value >> bits or shift > 63:
                raise ValueError("too long a number")
            if byte < 128:
                return value
            shift += 7

    def _number(self, bits: int) -> int:
        value = self._unsigned(bits)
        return (value >> 1) ^ -(value & 1)
