"""Writing Parquet: rows are put aside as Arrow streams, one after the other, and become a table when all are there.

Only then is it known which columns there are and what they hold; and the same rows make the same file, however often
the run was interrupted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dechaff.records.arrow import rows_to_arrays
from dechaff.records.files import Partial
from dechaff.records.finishing import LENGTH, write_table
from dechaff.records.kinds import column_of
from dechaff.records.parquet import ArrowRow
from dechaff.records.writing import without_halves
from dechaff.types import Record

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TableWriter"]

_ROWS_HELD: Final = 1000
_BYTES_HELD: Final = 8 << 20
_MOST_COLUMNS: Final = 1000  # whose names come from JSON; the others go into one
_LONGEST_NAME: Final = 256
_OTHERS: Final = "other_columns"


class _Held(NamedTuple):
    columns: Mapping[str, Any]
    article: Mapping[str, Any]
    weight: int  # about as many bytes as the row takes


class TableWriter:
    """Writes a Parquet file: the columns that came, then those that are added.

    Columns from Parquet keep their types. Columns from elsewhere get one that holds all their values, else JSON text.
    """

    def __init__(self, partial: Partial, fields: Sequence[str], state: Mapping[str, Any] | None) -> None:
        self._partial = partial
        self._fields = tuple(fields)
        self._names: dict[str, None] = dict.fromkeys(state["names"] if state else ())
        self._held: list[_Held] = []
        self._weight = 0

    def write(self, record: Record, article: Mapping[str, Any]) -> None:
        columns: Mapping[str, Any] = record.columns
        if not isinstance(columns, ArrowRow):
            columns = self._sorted_out(columns)
        wanted = {field: article[field] for field in self._fields}
        weight = _weight(columns) + _weight(wanted)
        self._held.append(_Held(columns, wanted, weight))
        self._weight += weight
        if len(self._held) >= _ROWS_HELD or self._weight >= _BYTES_HELD:
            self._put_aside()

    def checkpoint(self) -> dict[str, Any]:
        self._put_aside()
        return {"offset": self._partial.sync(), "names": list(self._names)}

    def finish(self) -> None:
        self._put_aside()
        path = self._partial.converted()
        self._partial.sync()
        write_table(self._partial.file, self._fields, path)
        self._partial.finish(path)

    def abandon(self) -> None:
        self._partial.abandon()

    def _sorted_out(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """Columns under their names; those that are too many, or whose names are too long, as one."""
        found: dict[str, Any] = {}
        others: dict[str, Any] = {}
        for name, value in columns.items():
            if name not in self._names and len(self._names) < _MOST_COLUMNS and _is_usual(name):
                self._names[name] = None
            (found if name in self._names else others)[name] = value
        if others:
            found[_OTHERS] = {**others, _OTHERS: found[_OTHERS]} if _OTHERS in found else others
        return found

    def _put_aside(self) -> None:
        held, self._held, self._weight = self._held, [], 0
        for _, group in groupby(held, lambda row: _schema(row.columns)):
            self._append(_segment(list(group), self._fields))

    def _append(self, segment: pa.Table) -> None:
        import pyarrow as pa

        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, segment.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
            stream.write_table(segment)
        data = sink.getvalue()
        self._partial.file.write(LENGTH.pack(data.size))
        self._partial.file.write(data)


def _is_usual(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and without_halves(name) == name


def _weight(values: Mapping[str, Any]) -> int:
    if isinstance(values, ArrowRow):
        import pyarrow as pa

        with suppress(pa.ArrowException):  # there are types that cannot be weighed
            return int(values.batch.slice(values.index, 1).nbytes)
    return sum(
        [200 * len(value) if isinstance(value, list | dict) else 8 + len(str(value)) for value in values.values()]
    )


def _schema(columns: Mapping[str, Any]) -> pa.Schema | None:
    return columns.batch.schema if isinstance(columns, ArrowRow) else None


def _segment(rows: list[_Held], fields: tuple[str, ...]) -> pa.Table:
    """Some rows as a table: their weights, the fields of their articles, their own columns."""
    import pyarrow as pa

    arrays = [pa.array([row.weight for row in rows], pa.int64())]
    arrays += rows_to_arrays([row.article for row in rows], fields)
    names = ["", *fields]
    schema = _schema(rows[0].columns)
    if schema is not None:
        own = _slices(rows)
        arrays += [_decoded(column) for column in own.columns]
        return _table(arrays, [*names, *own.column_names], {b"types": schema.serialize().to_pybytes()})
    kinds: list[list[str]] = []
    for name in dict.fromkeys(name for row in rows for name in row.columns):
        array, found = column_of([row.columns.get(name) for row in rows])
        arrays.append(array)
        names.append(name)
        kinds.append(sorted(found))
    return _table(arrays, names, {b"kinds": json.dumps(kinds).encode()})


def _table(arrays: Sequence[Any], names: list[str], metadata: dict[bytes, bytes]) -> pa.Table:
    import pyarrow as pa

    schema = pa.schema([(name, array.type) for name, array in zip(names, arrays, strict=True)], metadata)
    return pa.Table.from_arrays(list(arrays), schema=schema)


def _slices(rows: list[_Held]) -> pa.Table:
    """Rows of batches, in as few slices as may be."""
    import pyarrow as pa

    slices: list[list[Any]] = []
    for row in rows:
        columns = row.columns
        assert isinstance(columns, ArrowRow)
        last = slices[-1] if slices else None
        if last and last[0] is columns.batch and last[1] + last[2] == columns.index:
            last[2] += 1
        else:
            slices.append([columns.batch, columns.index, 1])
    return pa.Table.from_batches([x.slice(start, length).replace_schema_metadata() for x, start, length in slices])


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column without a dictionary: which values are in it depends on how a file was read."""
    import pyarrow as pa

    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
