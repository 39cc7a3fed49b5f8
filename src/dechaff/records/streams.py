"""The bytes of a file, unpacked piece by piece; where some are missing or wrong, that is said and the rest follows."""

from __future__ import annotations

import os
import stat
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Protocol

from dechaff.records.extras import need
from dechaff.records.inputs import Input

__all__ = ["MAX_RECORD", "Damage", "Told", "open_file", "pieces", "untold"]

Told = Callable[[int], None]  # is called with the bytes that were read

MAX_RECORD: Final = 64 << 20  # bytes of one record, unpacked; longer ones are passed over and reported
PIECE: Final = 256 << 10  # bytes at a time, read and unpacked
MAX_RATIO: Final = 1000  # unpacked to packed; no text comes near it
_ZSTD_WINDOW: Final = 27  # the logarithm of the most memory that unpacking may take, 128 MiB
_GZIP_SLICE: Final = 64 << 10
_ZSTD_SLICE: Final = 2 << 10  # what is unpacked of a slice is lost where the slice is broken
_MAGIC: Final = {
    "gz": (b"\x1f\x8b\x08",),
    "zst": (b"\x28\xb5\x2f\xfd", *(bytes([n]) + b"*M\x18" for n in range(80, 96))),
}


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where bytes are missing or wrong: a code (`truncated`, `damaged`, `too_large`, ...) and what it means."""

    code: str
    what: str

    def __str__(self) -> str:
        return f"{self.code}: {self.what}"


class _Unpacker(Protocol):
    """One member of a gzip file, or one frame of a zstd file."""

    eof: bool
    hungry: bool
    rest: bytes

    def feed(self, data: bytes) -> bytes: ...


def open_file(path: str) -> BinaryIO:
    """Open a file for reading, unbuffered; never wait for a pipe, and read no device.

    Raises:
        OSError: it is not there, may not be read, or is no file.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(None, "this is not a file")
    return os.fdopen(descriptor, "rb", buffering=0)


def untold(size: int) -> None:
    """Nobody asks how much was read."""


def pieces(found: Input, told: Told = untold) -> Iterator[bytes | Damage]:
    """The bytes of a file, unpacked; damage stands where it was met, and what could be found again comes after it.

    Raises:
        DechaffError: the library for its compression is missing.
    """
    if found.compression == "zst":
        need("zstd")
    try:
        raw = _raw(found.path, told)
        yield from _unpacked(raw, found.compression) if found.compression else raw
    except OSError as error:
        yield Damage("unreadable", _advice(error))


def _advice(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "the file is gone"
    if isinstance(error, PermissionError):
        return "permission denied; ask its owner for the right to read it"
    return f"cannot be read: {error.strerror or error}"


def _raw(path: str, told: Told) -> Iterator[bytes]:
    if path == "-":
        if sys.stdin is None:
            raise OSError(None, "standard input is closed")
        source: Any = sys.stdin.buffer
        data = source.read1(PIECE)  # what was looked at already
        # From here on without its buffer, whose lock must not be held by a thread that waits when the program ends.
        read = source.raw.read if hasattr(source, "raw") else source.read1
        while data:
            yield data
            data = read(PIECE)  # what there is, without waiting for more
        return
    with open_file(path) as file:
        while data := file.read(PIECE):
            told(len(data))
            yield data


class _Gzip:
    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(31)
        self.eof = False
        self.hungry = True
        self.rest = b""

    def feed(self, data: bytes) -> bytes:
        data = self._unpacker.unconsumed_tail + data
        before = self._unpacker.copy()
        try:
            found = self._unpacker.decompress(data, PIECE)
        except zlib.error as error:
            raise _Broken(str(error).partition(": ")[2] or str(error), data, _salvaged(before, data)) from error
        self.eof, self.rest = self._unpacker.eof, self._unpacker.unused_data
        self.hungry = not self._unpacker.unconsumed_tail and len(found) < PIECE
        return found


class _Broken(Exception):
    """A member is broken: why, in which bytes, and what could be unpacked of them."""

    def __init__(self, why: str, fed: bytes, salvaged: bytes = b"") -> None:
        super().__init__(why)
        self.fed = fed
        self.salvaged = salvaged


def _salvaged(unpacker: zlib._Decompress, data: bytes) -> bytes:
    """What comes before the first byte that is wrong."""
    found = bytearray()
    with suppress(zlib.error):
        for i in range(len(data)):
            found += unpacker.decompress(data[i : i + 1])
    return bytes(found)


class _Zstd:
    def __init__(self) -> None:
        zstd = need("zstd")
        self._unpacker = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})
        self._error: type[Exception] = zstd.ZstdError
        self.eof = False
        self.hungry = True
        self.rest = b""

    def feed(self, data: bytes) -> bytes:
        try:
            found: bytes = self._unpacker.decompress(data, PIECE)
        except self._error as error:
            raise _Broken(str(error), data) from error
        self.eof, self.rest = self._unpacker.eof, self._unpacker.unused_data if self._unpacker.eof else b""
        self.hungry = self._unpacker.needs_input
        return found


class _Meter:
    """Counts what went in and came out, to stop where a few bytes unpack to no end."""

    def __init__(self) -> None:
        self.packed = self.unpacked = 0

    def is_bomb(self) -> bool:
        return self.unpacked > max(MAX_RECORD, MAX_RATIO * self.packed)


class _Slices:
    """The bytes of a file in slices, some of which can be given back."""

    def __init__(self, raw: Iterator[bytes], size: int) -> None:
        self._raw = raw
        self._size = size
        self._read = b""
        self._at = 0

    def next(self) -> bytes:
        """The next slice, empty at the end."""
        if self._at >= len(self._read):
            self._read, self._at = next(self._raw, b""), 0
        found = self._read[self._at : self._at + self._size]
        self._at += len(found)
        return found

    def give_back(self, data: bytes) -> None:
        """Put bytes before those that come next."""
        before = self._at - len(data)
        if before >= 0 and self._read.startswith(data, before):
            self._at = before  # the end of the slice that was taken, nearly always
        else:
            self._read, self._at = data + self._read[self._at :], 0

    def find(self, marks: tuple[bytes, ...]) -> int:
        """Pass over bytes up to the first of some marks, or to the end; how many they were."""
        passed = 0
        window = b""
        while data := self.next():
            window += data
            places = [place for mark in marks if (place := window.find(mark)) >= 0]
            if places:
                self.give_back(window[min(places) :])
                return passed + min(places)
            passed += max(0, len(window) - 3)
            window = window[-3:]
        return passed + len(window)


def _unpacked(raw: Iterator[bytes], compression: str) -> Iterator[bytes | Damage]:
    """All members of a compressed file, one after the other; after a broken one, those that can be found again."""
    make: Callable[[], _Unpacker] = _Gzip if compression == "gz" else _Zstd
    marks = _MAGIC[compression]
    slices = _Slices(raw, _GZIP_SLICE if compression == "gz" else _ZSTD_SLICE)
    meter = _Meter()
    while data := slices.next():
        data = data.lstrip(b"\0")  # tapes and some tools fill up with zeros
        if not data:
            continue
        while len(data) < 4 and (more := slices.next()):
            data += more
        slices.give_back(data)
        if not data.startswith(marks):
            yield Damage("damaged", f"{slices.find(marks):,} bytes that are not compressed data")
            continue
        damaged = yield from _member(make(), slices, meter)
        if damaged:
            yield damaged
            if damaged.code != "damaged":
                return
            slices.find(marks)


def _member(unpacker: _Unpacker, slices: _Slices, meter: _Meter) -> Generator[bytes, None, Damage | None]:
    """One member; returns what is wrong with it."""
    first = True
    data = slices.next()
    while True:
        try:
            found = unpacker.feed(data)
        except _Broken as error:
            if error.salvaged:
                yield error.salvaged
            slices.give_back(error.fed[1:] if first else error.fed)
            return Damage("damaged", f"compressed data is broken ({error}); what follows was looked for")
        first = False
        meter.packed += len(data)
        meter.unpacked += len(found)
        if found:
            yield found
        if unpacker.eof:
            meter.packed -= len(unpacker.rest)
            slices.give_back(unpacker.rest)
            return None
        if meter.is_bomb():
            return Damage("too_large", f"unpacks to more than {MAX_RATIO:,} times its size; the rest was not read")
        data = slices.next() if unpacker.hungry else b""
        if unpacker.hungry and not data:
            return Damage("truncated", "the compressed data ends too early")
