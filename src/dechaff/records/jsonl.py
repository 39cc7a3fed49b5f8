"""JSON objects, one a line: each line gives a record, whatever is in it."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from dechaff.records.fields import Fields
from dechaff.records.inputs import Input, printable
from dechaff.records.streams import MAX_RECORD, Damage, Told, pieces, untold
from dechaff.types import Record

__all__ = ["read_jsonl"]

MAX_DEPTH: Final = 200  # of objects in objects; more cannot be written again by everyone
_MARKS: Final = (  # the longer ones first, for they begin alike
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
_DECODER: Final = json.JSONDecoder(strict=False)  # control characters in strings do no harm
_ADVICE: Final = "jq -c '.[]' makes lines of a list, jq -c . of an object"


class _Line(NamedTuple):
    number: int
    content: bytes | Damage


def read_jsonl(found: Input, fields: Fields, skip: int = 0, told: Told = untold) -> Iterator[Record]:
    """One record for every line that is not blank; lines are counted from 1."""
    name = printable(found.name)
    lines = _lines(_in_utf8(pieces(found, told)))
    first = next(lines, None)
    if first is None:
        return
    if isinstance(first.content, bytes) and _is_document(first.content):
        if not skip:
            what = f"this is one JSON document over several lines, not one object a line; {_ADVICE}"
            yield Record(None, place=f"{name}:{first.number}", error=f"bad_json: {what}")
        return
    if not skip:
        yield _record(first, fields, name)
    for line in islice(lines, max(0, skip - 1), None):
        yield _record(line, fields, name)


def _is_document(line: bytes) -> bool:
    """Whether a first line begins a list, or an object, that only ends on another line."""
    if line.strip() == b"{":
        return True
    if not line.lstrip().startswith(b"["):
        return False
    try:
        _parsed(line)
    except (ValueError, RecursionError, MemoryError):
        return True
    return False


def _record(line: _Line, fields: Fields, name: str) -> Record:
    place = f"{name}:{line.number}"
    if isinstance(line.content, Damage):
        return Record(None, place=place, error=str(line.content))
    try:
        columns = _parsed(line.content)
    except RecursionError:
        return Record(None, place=place, error="bad_json: nested too deep")
    except MemoryError:
        return Record(None, place=place, error="too_large: not enough memory for what this line holds")
    except UnicodeDecodeError as error:
        return Record(None, place=place, error=f"bad_json: not UTF-8 at byte {error.start + 1} of the line")
    except json.JSONDecodeError as error:
        return Record(
            None,
            place=place,
            error=f"bad_json: {error.msg.removesuffix(' at')} at character {error.pos + 1} of the line",
        )
    except ValueError as error:  # a number of too many digits
        return Record(None, place=place, error=f"bad_json: {str(error).partition(';')[0]}")
    if not isinstance(columns, dict):
        return Record(None, place=place, error="bad_json: this is no object as in {...}; jq -c '.[]' takes lists apart")
    return fields.record(columns, place)


def _parsed(line: bytes) -> Any:
    value = _DECODER.decode(line.decode("utf-8"))
    if line.count(b"[") + line.count(b"{") > MAX_DEPTH:
        _check_depth(value)
    return value


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise RecursionError


def _in_utf8(source: Iterator[bytes | Damage]) -> Iterator[bytes | Damage]:
    """Pieces in UTF-8 without a byte order mark; other encodings are told by theirs."""
    head = b""
    for piece in source:
        if isinstance(piece, Damage):
            if head:
                yield head
            yield piece
            head = b""
            break
        head += piece
        if len(head) >= 4:
            break
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            head = head[len(mark) :]
            if encoding != "utf-8":
                yield from _recoded(head, source, encoding)
                return
            break
    if head:
        yield head
    yield from source


def _recoded(head: bytes, source: Iterator[bytes | Damage], encoding: str) -> Iterator[bytes | Damage]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(head).encode()
    for piece in source:
        if isinstance(piece, Damage):
            decoder.reset()
            yield piece
        else:
            yield decoder.decode(piece).encode()
    yield decoder.decode(b"", True).encode()


def _lines(source: Iterator[bytes | Damage]) -> Iterator[_Line]:
    """Lines that are not blank, with their numbers; of one that is too long or broken off, only what became of it."""
    held: list[bytes] = []
    size = number = 0
    carried = b""
    for piece in source:
        if isinstance(piece, Damage):
            broken_off = size + len(carried) > 0
            number += broken_off
            yield _Line(number, Damage(piece.code, f"{piece.what}; this line was broken off") if broken_off else piece)
            held, size, carried = [], 0, b""
            continue
        data = carried + piece
        carried = b"\r" if data.endswith(b"\r") else b""
        if b"\r" in data:
            data = data.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if not size and data.isspace():  # there are files of nothing else
            number += data.count(b"\n")
            continue
        *ended, rest = data.split(b"\n")
        for part in ended:
            number += 1
            content = _content(held, size, part)
            held, size = [], 0
            if content:
                yield _Line(number, content)
        size += len(rest)
        if size <= MAX_RECORD:
            held.append(rest)
        else:
            held = []
    content = _content(held, size, b"")
    if content:
        yield _Line(number + 1, content)


def _content(held: list[bytes], size: int, end: bytes) -> bytes | Damage:
    """A line put together: nothing if it is blank."""
    if size + len(end) > MAX_RECORD:
        return Damage("too_large", f"the line has more than {MAX_RECORD >> 20} MiB ({size + len(end):,} bytes)")
    whole = b"".join([*held, end]) if held else end
    return b"" if whole.isspace() else whole
