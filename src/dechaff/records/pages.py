"""The pages of a Parquet file, as their headers tell of them before anybody unpacks them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from dechaff.records.footer import Chunk
from dechaff.records.thrift import I32, STRUCT, Struct, read_struct

__all__ = ["DATA", "DATA_2", "DICTIONARY", "Page", "pages_of"]

_HEADER: Final = 1 << 10  # bytes of a header, nearly always; more are read where it has long statistics
_LONGEST_HEADER: Final = 16 << 20
_BEHIND: Final = 100  # bytes that Arrow reads behind a column, for writers that counted too few
DATA, _INDEX, DICTIONARY, DATA_2 = range(4)  # types of pages
_TYPE, _UNPACKED, _PACKED = (1, I32), (2, I32), (3, I32)
_ABOUT: Final = {DATA: (5, STRUCT), DICTIONARY: (7, STRUCT), DATA_2: (8, STRUCT)}  # what else there is of each type
_VALUES: Final = (1, I32)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its type, where it is in the file behind its header, its bytes, how many values it has (of a dictionary,
    or of all rows), and what else its header says."""

    type: int
    at: int
    unpacked: int
    packed: int
    values: int
    about: Struct


def pages_of(file: BinaryIO, chunk: Chunk) -> Iterator[Page]:
    """The pages of a column, each by its header.

    Raises:
        OSError: the file cannot be read.
        ValueError: a header is none.
    """
    at = chunk.start
    while at < chunk.end:
        page = _page(file, at, chunk)
        yield page
        at = page.at + page.packed


def _page(file: BinaryIO, at: int, chunk: Chunk) -> Page:
    """The page whose header is at a place."""
    size = _HEADER
    while True:
        file.seek(at)
        data = file.read(min(size, chunk.end + _BEHIND - at))
        try:
            header, length = read_struct(data)
            about = header.get(_ABOUT.get(header[_TYPE], (0, 0)), {})
            page = Page(header[_TYPE], at + length, header[_UNPACKED], header[_PACKED], about.get(_VALUES, 0), about)
            if min(page.unpacked, page.packed, page.values) < 0:
                raise ValueError("less than nothing")
        except IndexError:  # it goes on
            if len(data) < size or size >= _LONGEST_HEADER:
                raise ValueError(_no_header(chunk)) from None
            size = min(16 * size, _LONGEST_HEADER)
        except (KeyError, ValueError):
            raise ValueError(_no_header(chunk)) from None
        else:
            return page


def _no_header(chunk: Chunk) -> str:
    return f"a page of the column {chunk.name!r} has no header that can be read"
