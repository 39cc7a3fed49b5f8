"""The records of a file: one for each document in it, and one with an error for each that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from dechaff.records.extras import need
from dechaff.records.fields import Fields
from dechaff.records.inputs import Input, printable
from dechaff.records.streams import Damage, Told, pieces, untold
from dechaff.types import Record

__all__ = ["Fields", "read_records"]

_EVERYTHING = Fields()


def read_records(found: Input, fields: Fields = _EVERYTHING, *, skip: int = 0, told: Told = untold) -> Iterator[Record]:
    """Read a file of a collection, one record after the other; no more than a few of them are held at a time.

    Whatever is wrong with a record or with the file is told by a record with `error` at the place where it was met;
    after it come the records that could be found again.

    Args:
        found: what to read.
        fields: which columns hold what, for JSONL and Parquet.
        skip: how many records to pass over, because they were read before; the rest is the same as without.
        told: called with the number of bytes of the file, compressed as it may be, that were read since the last call.

    Raises:
        DechaffError: the library for this format is not installed.
    """
    if found.compression == "zst":
        need("zstd")
    if found.format == "jsonl":
        from dechaff.records.jsonl import read_jsonl

        return read_jsonl(found, fields, skip, told)
    if found.format == "parquet":
        need("pyarrow")
        from dechaff.records.parquet import read_parquet

        return read_parquet(found, fields, skip, told)
    if found.format in ("warc", "wet"):
        need("fastwarc")
        from dechaff.records.warc import read_warc

        return read_warc(found, skip, told)
    return iter([]) if skip else _document(found)


def _document(found: Input) -> Iterator[Record]:
    """A file that is one page or text."""
    from dechaff.sources.guard import MAX_BYTES

    name = printable(found.name)
    columns = {"file": name}
    data = bytearray()
    for piece in pieces(found):
        if isinstance(piece, Damage):
            yield Record(None, found.format, columns=columns, place=name, error=str(piece))
            return
        data += piece
        if len(data) > MAX_BYTES:
            break
    if len(data) > MAX_BYTES and found.format == "text":
        error = f"too_large: a text of more than {MAX_BYTES >> 20} MiB; split it"
        yield Record(None, found.format, columns=columns, place=name, error=error)
    else:  # of a page that is too long, its reader says so
        yield Record(bytes(data[: MAX_BYTES + 1]), found.format, columns=columns, place=name)
