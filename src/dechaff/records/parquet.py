"""Reading Parquet: the rows of a file, whose columns keep their Arrow types until somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from dechaff.records.fields import Fields
from dechaff.records.footer import EncryptedError, Group, read_footer
from dechaff.records.inputs import Input, printable
from dechaff.records.loads import load_of
from dechaff.records.streams import MAX_RECORD, Told, open_file, untold
from dechaff.types import Record

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["ArrowRow", "read_parquet"]

_ROWS: Final = 64  # at a time; they may be pages of megabytes, and all are held
_BATCH: Final = 32 << 20  # bytes that they may come to
_BUFFER: Final = 1 << 20  # bytes read of each column at a time
_RATIO: Final = 100  # unpacked to packed, of pages that take more than a record may; texts come to 20
_MANY: Final = 10_000_000  # rows of a row group; of more than that, a footer may say anything


class ArrowRow(Mapping[str, Any]):
    """A row of a batch as a mapping of Python objects, made when they are asked for.

    Whoever wants the values as they are in the file takes `batch.slice(index, 1)`. Pickled, it becomes a dict.
    """

    __slots__ = ("batch", "index")

    def __init__(self, batch: pa.RecordBatch, index: int) -> None:
        self.batch = batch
        self.index = index

    def __getitem__(self, name: str) -> Any:
        place = self.batch.schema.get_field_index(name)
        if place < 0:
            raise KeyError(name)
        return _python(self.batch.column(place)[self.index])

    def __iter__(self) -> Iterator[str]:
        return iter(self.batch.schema.names)

    def __len__(self) -> int:
        return int(self.batch.num_columns)

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)


def _python(value: pa.Scalar) -> Any:
    """A value as Python has it, or as text where Python has nothing like it: nanoseconds, the year 100,000."""
    import pyarrow as pa

    try:
        return value.as_py()
    except UnicodeDecodeError:  # a file may say of any bytes that they are UTF-8
        return value.as_buffer().to_pybytes().decode("utf-8", "replace") if hasattr(value, "as_buffer") else None
    except (ValueError, OverflowError):
        try:
            return value.cast(pa.string()).as_py()
        except (pa.ArrowException, ValueError):
            return str(value)


def read_parquet(found: Input, fields: Fields, skip: int = 0, told: Told = untold) -> Iterator[Record]:
    """One record for each row; rows are counted from 1. A row group that is broken costs its own rows only."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = printable(found.name)
    if found.path == "-" or found.compression:
        what = "Parquet is not read from standard input" if found.path == "-" else "a Parquet file packed once more"
        if not skip:
            yield Record(None, place=name, error=f"refused: {what}; name the file itself, unpacked")
        return
    try:
        open_file(found.path).close()  # is it a file, and may we?
        source = pa.OSFile(found.path)
        file = pq.ParquetFile(source, buffer_size=_BUFFER, pre_buffer=False)
        names = file.schema_arrow.names
        groups = read_footer(source)
    except EncryptedError as error:
        if not skip:
            yield Record(None, place=name, error=f"refused: {error}")
        return
    except Exception as error:  # whatever Arrow makes of broken bytes
        if not skip:
            yield Record(None, place=name, error=f"damaged: no Parquet file that can be read: {_brief(error)}")
        return
    with source:
        if len(set(names)) < len(names):
            if not skip:
                twice = sorted({x for x in names if names.count(x) > 1})
                yield Record(None, place=name, error=f"refused: several columns have the name {twice[0]!r}")
            return
        before = 0
        for number, group in enumerate(groups):
            left = max(0, skip - before)
            if left < group.rows or group.rows > _MANY:
                yield from _rows(_Reading(file, source, number, group), left, _Place(name, before, fields))
            before += group.rows
            told(group.size)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A row group, and the file that it is read from."""

    file: pq.ParquetFile
    source: BinaryIO
    number: int
    group: Group

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows, as many at a time as there is room for.

        Raises:
            _TooLargeError: there is none.
            Exception: whatever Arrow makes of broken bytes.
        """
        load = load_of(self.source, self.group.chunks)
        if load.unpacked > max(MAX_RECORD, _RATIO * load.packed):
            unpacked = f"pages of {load.unpacked >> 20:,} MiB are packed into {load.packed:,} bytes"
            raise _TooLargeError(f"{unpacked}, most of them by the column {load.name!r}")
        rows = min(_ROWS, max(1, _BATCH // max(1, load.unpacked)))  # each may be as large as all of a page
        yield from self.file.iter_batches(batch_size=rows, row_groups=[self.number], use_threads=False)


class _TooLargeError(ValueError):
    """Rows take too much memory."""


class _Place:
    """Where rows stand, and how records are made of them."""

    def __init__(self, name: str, before: int, fields: Fields) -> None:
        self._name = name
        self._before = before
        self._fields = fields

    def record(self, row: int, columns: ArrowRow) -> Record:
        found = self._fields.record(columns, f"{self._name}:{self._before + row + 1}")
        if found.source is not None and len(found.source) > MAX_RECORD:
            return self.broken(row, f"too_large: a record of more than {MAX_RECORD >> 20} MiB; split it")
        return found

    def broken(self, row: int, error: str) -> Record:
        return Record(None, place=f"{self._name}:{self._before + row + 1}", error=error)


def _rows(reading: _Reading, skip: int, place: _Place) -> Iterator[Record]:
    """The rows of a row group; each that cannot be read has an error, so that there are always as many as it says."""
    row = 0
    what = "damaged: this row cannot be read: there are fewer rows than the file says"
    try:
        for batch in reading.batches():
            for index in range(max(0, skip - row), batch.num_rows):
                yield place.record(row + index, ArrowRow(batch, index))
            row += batch.num_rows
    except _TooLargeError as error:
        what = f"too_large: {error}"
    except Exception as error:  # whatever Arrow makes of broken bytes
        what = f"damaged: this row cannot be read: {_brief(error)}"
    missing = range(max(row, skip), reading.group.rows)
    if reading.group.rows > _MANY:
        missing = missing[:1]
    for number in missing:
        yield place.broken(number, what)


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
