"""How much memory the rows of a Parquet file take, before they are read.

A page is unpacked as a whole, whatever it takes, and each of its rows may hold as much as all of it (by a dictionary,
or by what it has in common with the row before): a file of 5 kB can ask for any amount of memory. What the end of the
file says of columns does not tell, nor need it be true; the headers of pages do.

A row of a column of lists may have any number of values, each by a few bits of the file: a list of a thousand
times the same text of a megabyte takes a gigabyte, and 500 bytes of a file. The levels of its values tell where rows
begin; they are read only where a column could take too much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from dechaff.records.footer import Chunk
from dechaff.records.pages import DATA, DATA_2, DICTIONARY, Page, pages_of
from dechaff.records.thrift import I32

__all__ = ["Load", "load_of"]

_LITTLE: Final = 1 << 16  # bytes of a column that are not worth a closer look
_LARGEST: Final = 64 << 20  # bytes of a page that is unpacked here
_MANY: Final = 1 << 20  # values of a dictionary that are looked at
_STEP: Final = 1 << 14  # levels at a time
_WIDTHS: Final = {0: 1, 1: 4, 2: 8, 3: 12, 4: 4, 5: 8}  # bytes of a value by Parquet's type
_BYTES: Final = 6  # the type of values of any length
_BESIDE: Final = 8  # bytes that any value takes for its place in a list
_CODECS: Final = {1: "snappy", 2: "gzip", 4: "brotli", 6: "zstd", 7: "lz4_raw"}
_PLAIN, _LENGTHS, _RLE = 0, 6, 3  # encodings
_BY_DICTIONARY: Final = (2, 8)
_ENCODING: Final = {DATA: (2, I32), DATA_2: (4, I32)}
_LEVELS_ENCODING, _LEVELS_SIZE = (4, I32), (6, I32)  # of the first version, and of the second


@dataclass(frozen=True, slots=True)
class Load:
    """What some columns take together, or one of them: bytes once unpacked, and as they are in the file.

    `name` is the column that takes most of it.
    """

    unpacked: int = 0
    packed: int = 0
    name: str = ""


def load_of(file: BinaryIO, chunks: Sequence[Chunk]) -> Load:
    """What it takes to hold a page of each column of a row group, and for columns of lists a row.

    Raises:
        OSError: the file cannot be read.
        ValueError: a page has no header that can be read.
    """
    loads = []
    for chunk in chunks:
        largest = Load()
        for page in pages_of(file, chunk):
            if page.unpacked > largest.unpacked:
                largest = Load(page.unpacked, page.packed, chunk.name)
        if chunk.lists:
            row = _row_load(file, chunk, largest.unpacked)
            largest = max(largest, row, key=lambda load: load.unpacked)
        loads.append(largest)
    most = max(loads, key=lambda load: load.unpacked, default=Load())
    return Load(sum(load.unpacked for load in loads), sum(load.packed for load in loads), most.name)


def _row_load(file: BinaryIO, chunk: Chunk, largest: int) -> Load:
    """What the largest row of a column of lists takes at most, once it is read; `largest` is its largest page.

    Raises:
        OSError: the file cannot be read.
        ValueError: a page has no header that can be read.
    """
    dictionary = longest = 0
    whole = packed = 0
    for page in pages_of(file, chunk):
        packed += page.packed
        if page.type == DICTIONARY:
            dictionary = max(dictionary, page.unpacked)
        whole += _cost(chunk, page, page.values, dictionary)
    if whole <= _LITTLE:
        return Load(whole, packed, chunk.name)
    rows = _Rows(chunk)
    for page in pages_of(file, chunk):
        if page.type == DICTIONARY:
            longest = max(longest, _longest(_unpacked(file, chunk, page), page))
        elif page.type in _ENCODING:
            rows.page(page, longest, None if largest > _LARGEST else _levels(file, chunk, page))
    return Load(max(rows.largest, rows.before), packed, chunk.name)


def _cost(chunk: Chunk, page: Page, values: int, longest: int) -> int:
    """Bytes that some values of a page take at most, where those of the dictionary take up to `longest`."""
    if page.type not in _ENCODING or not values:
        return 0
    encoding = page.about.get(_ENCODING[page.type])
    if chunk.type != _BYTES:
        return values * (_WIDTHS.get(chunk.type, max(0, chunk.length)) + _BESIDE)
    if encoding in (_PLAIN, _LENGTHS):
        return page.unpacked + values * _BESIDE
    return values * ((longest if encoding in _BY_DICTIONARY else page.unpacked) + _BESIDE)


def _unpacked(file: BinaryIO, chunk: Chunk, page: Page) -> bytes | None:
    """A page once it is unpacked; None where only Arrow can do it, or nobody."""
    import pyarrow as pa

    if max(page.packed, page.unpacked) > _LARGEST:
        return None
    file.seek(page.at)
    data = file.read(page.packed)
    if not chunk.codec:
        return data
    try:
        found: bytes = pa.decompress(data, page.unpacked, _CODECS[chunk.codec], asbytes=True)
    except (KeyError, ValueError, OSError, pa.ArrowException):
        return None
    return found


def _longest(data: bytes | None, page: Page) -> int:
    """The bytes of the longest value of a dictionary, at most: each has its length before it."""
    if data is None or page.values > _MANY:
        return page.unpacked
    longest = at = 0
    for _ in range(page.values):
        size = int.from_bytes(data[at : at + 4], "little")
        longest = max(longest, size)
        at += 4 + size
    return min(longest, page.unpacked)


def _levels(file: BinaryIO, chunk: Chunk, page: Page) -> bytes | None:
    """The levels of the values of a page, by which rows begin; None where they cannot be read."""
    if page.type == DATA_2:
        file.seek(page.at)
        return file.read(min(page.packed, max(0, page.about.get(_LEVELS_SIZE, 0))))
    data = _unpacked(file, chunk, page) if page.about.get(_LEVELS_ENCODING) == _RLE else None
    return None if data is None else data[4 : 4 + int.from_bytes(data[:4], "little")]


class _Rows:
    """What rows take, page after page: a row may go on in the next one."""

    def __init__(self, chunk: Chunk) -> None:
        self.largest = 0
        self.before = 0  # what the row takes that may go on, in the pages so far
        self._chunk = chunk

    def page(self, page: Page, longest: int, levels: bytes | None) -> None:
        """Count a page; without levels, all of it may be of the row that goes on."""
        first, most, last = page.values, 0, None
        if levels is not None:
            first, most, last = _lengths(levels, self._chunk.lists.bit_length(), page.values)
        self.before += _cost(self._chunk, page, first, longest)
        if last is not None:
            self.largest = max(self.largest, self.before, _cost(self._chunk, page, most, longest))
            self.before = _cost(self._chunk, page, last, longest)


def _lengths(levels: bytes, width: int, count: int) -> tuple[int, int, int | None]:
    """How many values of a page belong to the row before, to its longest row, and to its last; None if none begins."""
    first: int | None = None
    most = values = 0
    for begins, size in _runs(levels, width, count):
        count -= size
        if not begins:
            values += size
            continue
        if first is None:
            first = values
        else:
            most = max(most, values)
        most = max(most, 1)
        values = 1
    values += max(0, count)  # there are fewer levels than values
    return (values, 0, None) if first is None else (first, max(most, values), values)


def _runs(levels: bytes, width: int, count: int) -> Iterator[tuple[bool, int]]:
    """Levels that are 0, or are not, and how many of them are alike: they are packed as bits, or by their number."""
    at = 0
    while count > 0 and at < len(levels):
        head = shift = 0
        while True:
            byte = levels[at] if at < len(levels) else 0
            at += 1
            head |= (byte & 127) << shift
            shift += 7
            if byte < 128 or shift > 63:
                break
        if head & 1:
            end = min(at + (head >> 1) * width, len(levels))
            for step in range(at, end, _STEP * width):
                yield from _packed_runs(levels[step : min(step + _STEP * width, end)], width, count)
                count -= 8 * _STEP
            count += 8 * _STEP * len(range(at, end, _STEP * width)) - 8 * (head >> 1)
            at = end
        else:
            size = (width + 7) // 8
            yield not any(levels[at : at + size]), min(head >> 1, count)
            count -= head >> 1
            at += size


def _packed_runs(data: bytes, width: int, count: int) -> Iterator[tuple[bool, int]]:
    """The same of levels that are packed as bits, the lowest first."""
    bits = f"{int.from_bytes(data, 'little'):0{8 * len(data)}b}"[::-1]
    if width > 1:
        number = 0
        for place in range(width):
            number |= int(bits[place::width] or "0", 2)
        bits = f"{number:0{8 * len(data) // width}b}"
    first, *rows = bits[: max(0, count)].split("0")
    yield False, len(first)
    for row in rows:
        yield True, 1
        yield False, len(row)
