"""Writing the results of a collection, so that an interrupted run can go on and ends with the same bytes."""

from __future__ import annotations

import json
import math
import zlib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final, Protocol

from dechaff.records.columns import FIELDS, PREFIX, added_columns
from dechaff.records.extras import need
from dechaff.records.files import Partial, Stream, inside
from dechaff.types import DechaffError, Record

__all__ = ["FORMATS", "Row", "Writer", "open_writer", "to_json", "without_halves"]

FORMATS: Final = ("text", "markdown", "html", "json", "jsonl", "parquet")
Row = Mapping[str, Any]  # `Article.to_dict()`, and for text, Markdown and HTML what was rendered, as `rendered`
_PIECE: Final = 1 << 20


class Writer(Protocol):
    """Takes the results of one output file in their order.

    After an error (a full disk, say) only `abandon` may be called; a new writer goes on from the last checkpoint.
    """

    def write(self, record: Record, article: Row) -> None:
        """Take one result."""

    def checkpoint(self) -> dict[str, Any]:
        """Put on the disk what was taken so far; the state that a new writer goes on from, as plain JSON types."""

    def finish(self) -> None:
        """Complete the file and give it its name; a run that is broken off in the midst of this can be resumed."""

    def abandon(self) -> None:
        """Close the file and leave what there is of it for a later run."""


def open_writer(  # noqa: PLR0913
    path: str,
    format: str,
    *,
    fields: Sequence[str] = FIELDS,
    folder: str | None = None,
    single: bool = False,
    resume_from: Mapping[str, Any] | None = None,
    overwrite: bool = False,
    durable: bool = True,
) -> Writer:
    """Open an output file, which appears under its name only when it is complete.

    Args:
        path: of the file; for JSONL, `.gz` and `.zst` at its end say that it is compressed.
        format: one of `FORMATS`. Of `json`, a file holds one document.
        fields: which fields of articles become columns, see `added_columns`.
        folder: where `path` must stay inside; it is relative to it, and its folders are made.
        single: whether the file holds one text, Markdown or HTML document, without a line that says which.
        resume_from: what `checkpoint` returned; what was written after it is written again.
        overwrite: whether a file of that name may be replaced.
        durable: whether `finish` waits until the file is on the disk, so that it outlives a loss of power. For many
            small files that takes longer than to clean what is in them.

    Raises:
        DechaffError: the name is taken or leads out of the folder, or a library is missing.
        OSError: the file cannot be written.
    """
    if format not in FORMATS:
        raise DechaffError(f"no output format {format!r}; there are: {', '.join(FORMATS)}")
    added_columns((), fields)
    if format == "parquet":
        need("pyarrow")
    pack = _packer(path) if format == "jsonl" else None
    target = inside(folder, path) if folder is not None else path
    state = dict(resume_from) if resume_from is not None else None
    partial = Partial(target, offset=state["offset"] if state else None, overwrite=overwrite, durable=durable)
    if format == "parquet":
        from dechaff.records.tables import TableWriter

        return TableWriter(partial, fields, state)
    if format in ("json", "jsonl"):
        return _JsonWriter(partial, fields, state, is_single=format == "json", pack=pack)
    return _TextWriter(partial, format, state, is_single=single)


def stream_writer(file: BinaryIO, format: str, *, fields: Sequence[str] = FIELDS, single: bool = False) -> Writer:
    """A writer to a file that is open, such as standard output: what it takes is written at once.

    Raises:
        DechaffError: this format cannot be written to a stream.
    """
    if format == "parquet":
        raise DechaffError("Parquet is written to a file: name one with -o")
    if format in ("json", "jsonl"):
        return _JsonWriter(Stream(file), fields, None, is_single=False, pack=None)
    return _TextWriter(Stream(file), format, None, is_single=single)


class _LineWriter:
    """What all writers of lines have in common."""

    def __init__(self, partial: Partial | Stream, state: dict[str, Any] | None) -> None:
        self._partial = partial
        self._written: int = state["written"] if state else 0

    def checkpoint(self) -> dict[str, Any]:
        return {"offset": self._partial.sync(), "written": self._written}

    def finish(self) -> None:
        self._partial.finish()

    def abandon(self) -> None:
        self._partial.abandon()


class _TextWriter(_LineWriter):
    """Documents one after the other, each below a line that says which it is; or a single one, without."""

    def __init__(
        self, partial: Partial | Stream, format: str, state: dict[str, Any] | None, *, is_single: bool
    ) -> None:
        super().__init__(partial, state)
        self._format = format
        self._is_single = is_single

    def write(self, record: Record, article: Row) -> None:
        body: str = article["rendered"]
        if self._is_single:
            _only_one(self._written)
        else:
            body = f"{self._header(record)}\n{body}"
        if body:
            before = "\n" if self._written else ""
            self._partial.file.write(f"{before}{body}\n".encode("utf-8", "replace"))
        self._written += 1

    def _header(self, record: Record) -> str:
        name = record.place or record.url or "?"
        name = name if name.isprintable() else repr(name)[1:-1]
        if self._format == "text":
            return f"==> {name} <=="
        return f"<!-- {name.replace('--', '- -')} -->\n"


class _JsonWriter(_LineWriter):
    """One object a line: the columns of the record as they are, and those that are added; or a single object."""

    def __init__(
        self,
        partial: Partial | Stream,
        fields: Sequence[str],
        state: dict[str, Any] | None,
        *,
        is_single: bool,
        pack: Callable[[BinaryIO, BinaryIO], None] | None,
    ) -> None:
        super().__init__(partial, state)
        self._fields = tuple(fields)
        self._taken: list[str] = state["taken"] if state else []
        self._added = added_columns(self._taken, fields)
        self._is_single = is_single
        self._pack = pack

    def write(self, record: Record, article: Row) -> None:
        if self._is_single:
            _only_one(self._written)
        columns = dict(record.columns)
        self._note(columns)
        results = {name: article[field] for field, name in self._added.items()}
        self._partial.file.write(to_json(columns | results, indent=2 if self._is_single else None))
        self._written += 1

    def _note(self, columns: Mapping[str, Any]) -> None:
        """Keep in mind which names columns have had: what is added never changes its meaning back."""
        new = [name for name in columns if name in FIELDS or name.startswith(PREFIX)]
        if not set(new) <= set(self._taken):
            self._taken = sorted({*self._taken, *new})
            self._added = added_columns(self._taken, self._fields)

    def checkpoint(self) -> dict[str, Any]:
        return {**super().checkpoint(), "taken": self._taken}

    def finish(self) -> None:
        """Lines are compressed last, in one go: the same bytes, however often the run was interrupted."""
        if self._pack is None or isinstance(self._partial, Stream):
            self._partial.finish()
            return
        self._partial.sync()
        self._partial.file.seek(0)
        packed = self._partial.converted()
        with open(packed, "xb") as target:
            self._pack(self._partial.file, target)
        self._partial.finish(packed)


def _only_one(written: int) -> None:
    if written:
        raise DechaffError("this output file holds one document; choose the format jsonl for several")


def _packer(path: str) -> Callable[[BinaryIO, BinaryIO], None] | None:
    if path.endswith(".gz"):
        return _pack_gzip
    if path.endswith(".zst"):
        need("zstd")
        return _pack_zstd
    return None


def _pack_gzip(source: BinaryIO, target: BinaryIO) -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # with a time stamp of zero
    while data := source.read(_PIECE):
        target.write(packer.compress(data))
    target.write(packer.flush())


def _pack_zstd(source: BinaryIO, target: BinaryIO) -> None:
    packer = need("zstd").ZstdCompressor()
    while data := source.read(_PIECE):
        target.write(packer.compress(data))
    target.write(packer.flush())


def to_json(value: object, *, indent: int | None = None) -> bytes:
    """A value as a line of JSON that every reader takes, in UTF-8.

    What JSON has no form for is written as near to it as can be: NaN and infinities as null, halves of surrogate pairs
    as U+FFFD, dates in ISO 8601, decimals and other things as they print, bytes as their UTF-8 text or else in base64.
    """
    try:
        line = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, default=_plain)
    except ValueError:
        line = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=indent, default=_plain)
    try:
        return line.encode() + b"\n"
    except UnicodeEncodeError:
        return without_halves(line).encode() + b"\n"


def without_halves(text: str) -> str:
    """A text that can be encoded: halves of surrogate pairs are put together, or replaced where one is alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return b64encode(value).decode()
    return str(value)
