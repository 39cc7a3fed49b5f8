"""Where one record of a WARC file ends and the next one begins, whatever their headers say.

Readers that believe every Content-Length give out a cut page as if it were whole, or swallow the records that follow.
Here a record is only taken for one if after it there is another, or the end; else the next one is looked for.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from dechaff.records.streams import MAX_RECORD, Damage

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap

__all__ = ["Frame", "frames", "headers_of", "split_head"]

MAX_HEADER: Final = 1 << 20
_PIECE: Final = 256 << 10
_BETWEEN: Final = b"\r\n\0 "
_BEGINNING: Final = b"WARC/"
_OVERLAP: Final = 24  # bytes by which the beginning of a record is recognised
_AFTER: Final = 16  # bytes that tell whether a record ended where it should


class Frame(NamedTuple):
    """A record as it stands in a file, or what is wrong at a place.

    Of a record that is too large, there are the headers and the beginning of the payload.
    """

    offset: int
    headers: HeaderMap | None
    payload: bytes
    damage: Damage | None = None


def headers_of(head: bytes) -> HeaderMap | None:
    """The headers of a record, or of what a server sent; None where they make no sense."""
    from fastwarc.warc import HeaderMap as Headers

    found = Headers()
    try:
        found.parse(io.BytesIO(head.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n\r\n"))
    except (OSError, ValueError):
        return None
    return found


def split_head(data: bytes | bytearray) -> tuple[int, int]:
    """Where the headers at the beginning of some bytes end, and where what follows them begins; -1 if they do not."""
    wide = data.find(b"\r\n\r\n", 0, MAX_HEADER)
    narrow = data.find(b"\n\n", 0, wide if wide >= 0 else MAX_HEADER)
    if narrow >= 0:
        return narrow, narrow + 2
    return (wide, wide + 4) if wide >= 0 else (-1, -1)


def frames(source: Iterator[bytes | Damage]) -> Iterator[Frame]:
    """The records of a file, and the places where there is something else."""
    stream = _Stream(source)
    is_broken_off = False
    while True:
        stream.skip(_BETWEEN)
        offset = stream.offset
        if not stream.buffer:
            damage = stream.take_damage()
            if damage is None:
                return
            yield Frame(offset, None, b"", damage)
            is_broken_off = True
        elif stream.fill(len(_BEGINNING)) and stream.buffer.startswith(_BEGINNING):
            frame = _frame(stream)
            yield frame
            is_broken_off = frame.damage is not None
        else:
            size = stream.seek_record(1)
            if not is_broken_off:  # else it is the rest of a record that was reported
                yield Frame(offset, None, b"", Damage("damaged", f"{size:,} bytes that belong to no record"))
            is_broken_off = False


class _Stream:
    """The bytes of a file as far as they are needed; damage stops them until it is taken."""

    def __init__(self, source: Iterator[bytes | Damage]) -> None:
        self._source = source
        self._is_over = False
        self._damage: Damage | None = None
        self.buffer = bytearray()
        self.offset = 0  # of the buffer in the file, unpacked

    def fill(self, size: int) -> bool:
        """Have so many bytes in the buffer, if there are as many before the end or the next damage."""
        while len(self.buffer) < size:
            if self._damage or self._is_over:
                return False
            piece = next(self._source, None)
            if piece is None:
                self._is_over = True
            elif isinstance(piece, Damage):
                self._damage = piece
            else:
                self.buffer += piece
        return True

    def more(self) -> bool:
        """Have more bytes in the buffer than now; whether there are any."""
        before = len(self.buffer)
        self.fill(before + _PIECE)
        return len(self.buffer) > before

    def drop(self, size: int) -> None:
        del self.buffer[:size]
        self.offset += size

    def skip(self, some: bytes) -> None:
        while self.fill(1):
            count = 0
            while count < len(self.buffer) and self.buffer[count] in some:
                count += 1
            if count < len(self.buffer):
                self.drop(count)
                return
            self.drop(count)

    def take_damage(self) -> Damage | None:
        """The damage that stops the stream, which then goes on; there are no bytes left before it."""
        damage, self._damage = self._damage, None
        return damage

    def find_record(self, start: int) -> int:
        """Where in the buffer the next record begins, in the midst of a line too; -1 if none does."""
        place = self.buffer.find(_BEGINNING, start)
        while place >= 0 and not _begins(bytes(self.buffer[place : place + _OVERLAP])):
            place = self.buffer.find(_BEGINNING, place + 1)
        return place

    def seek_record(self, start: int) -> int:
        """Drop bytes up to the next record, the end, or damage; how many that were."""
        dropped = 0
        while (place := self.find_record(start)) < 0:
            passed = max(0, len(self.buffer) - _OVERLAP)
            if not self.more():
                place = len(self.buffer)
                break
            self.drop(passed)
            dropped += passed
            start = max(0, start - passed)
        self.drop(place)
        return dropped + place


def _begins(line: bytes) -> bool:
    """Whether a record begins like this: a version, and on the next line a header."""
    version, end, header = line.removeprefix(_BEGINNING).partition(b"\n")
    is_version = len(version.rstrip(b"\r")) in (3, 4) and version[:1].isdigit() and version[1:2] == b"."
    return is_version and bool(end) and header[:5].lower() in (b"warc-", b"conte")


def _frame(stream: _Stream) -> Frame:
    """The record at the beginning of the stream, which then stands behind it."""
    offset = stream.offset
    end, start = split_head(stream.buffer)
    while end < 0 and len(stream.buffer) < MAX_HEADER and stream.more():
        end, start = split_head(stream.buffer)
    if end < 0:
        is_long = len(stream.buffer) >= MAX_HEADER
        what = f"headers of more than {MAX_HEADER >> 10} KiB" if is_long else "the file ends in the headers of a record"
        return _broken(stream, 1, Frame(offset, None, b"", Damage("damaged" if is_long else "truncated", what)))
    if 0 < stream.find_record(1) < end:
        damage = Damage("truncated", "a record ends in its headers")
        return _broken(stream, 1, Frame(offset, None, b"", damage))
    headers = headers_of(bytes(stream.buffer[:end]))
    length = (headers.get("Content-Length") or "").strip() if headers else ""
    if headers is None or not (length.isascii() and length.isdigit() and len(length) <= 18):
        what = f"no length that makes sense in the headers of a record: {length[:40]!r}"
        return _broken(stream, start, Frame(offset, headers, b"", Damage("damaged", what)))
    size = int(length)
    if size > MAX_RECORD:
        return _too_large(stream, start, size, Frame(offset, headers, b""))
    stream.fill(start + size + _AFTER)
    after = bytes(stream.buffer[start + size : start + size + _AFTER])
    if len(stream.buffer) >= start + size and _is_end(after):
        payload = bytes(stream.buffer[start : start + size])
        stream.drop(start + size)
        return Frame(offset, headers, payload)
    damage = Damage("damaged", f"a record says that it has {size:,} bytes, and it has not")
    if len(stream.buffer) < start + size and stream.find_record(start) < 0:
        left = len(stream.buffer) - start
        damage = Damage("truncated", f"the file ends {left:,} bytes into a record of {size:,}")
    return _broken(stream, start, Frame(offset, headers, b"", damage))


def _is_end(after: bytes) -> bool:
    """Whether a record has ended before these bytes: two ends of lines, another record, or nothing."""
    return (
        after.startswith((b"\r\n\r\n", b"\n\n")) or not after.strip(_BETWEEN) or after.lstrip().startswith(_BEGINNING)
    )


def _broken(stream: _Stream, start: int, frame: Frame) -> Frame:
    """A record that is broken: on to the next one. Damage in the midst of it is the cause."""
    stream.seek_record(start)
    if not stream.buffer and (cause := stream.take_damage()):
        return frame._replace(damage=Damage(cause.code, f"{cause.what}; this record was broken off"))
    return frame


def _too_large(stream: _Stream, start: int, size: int, frame: Frame) -> Frame:
    """A record that is too large to be held, passed over; or one that only says so, and the next one begins in it."""
    stream.fill(start + _PIECE)
    frame = frame._replace(payload=bytes(stream.buffer[start : start + _PIECE]))
    stream.drop(start)
    left = size
    while left > 0:
        is_short = not stream.fill(min(left, _PIECE) + _OVERLAP) and len(stream.buffer) < left
        place = stream.find_record(0)
        if 0 <= place < left:
            stream.drop(place)
            return frame._replace(damage=Damage("damaged", f"a record says that it has {size:,} bytes, and it has not"))
        if is_short:
            damage = Damage("truncated", f"the file ends in a record of {size:,} bytes")
            return _broken(stream, 0, frame._replace(damage=damage))
        passed = min(left, max(1, len(stream.buffer) - _OVERLAP))
        stream.drop(passed)
        left -= passed
    what = f"the record has {size:,} bytes, more than {MAX_RECORD >> 20} MiB"
    return frame._replace(damage=Damage("too_large", what))
