"""The Parquet file that becomes of the rows that `tables` has put aside."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from dechaff.records.arrow import article_schema
from dechaff.records.columns import added_columns
from dechaff.records.kinds import converted, json_text, type_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["LENGTH", "write_table"]

LENGTH: Final = struct.Struct("<Q")  # stands before each stream
_ROWS: Final = 10_000  # of a row group
_BYTES: Final = 32 << 20


class _Column:
    """What was seen of a column of the input: its Arrow types, or the kinds of its JSON values."""

    def __init__(self) -> None:
        self.types: list[Any] = []
        self.kinds: set[str] = set()

    def final(self) -> pa.DataType | None:
        """The type that holds all values; None for JSON text."""
        import pyarrow as pa

        if not self.types:
            return type_of(self.kinds)
        if len(self.types) == 1 and not self.kinds:
            return self.types[0]
        plain = [type.value_type if pa.types.is_dictionary(type) else type for type in self.types]
        if self.kinds <= {"string"} and all(str(type) in ("string", "large_string", "string_view") for type in plain):
            return pa.large_string()
        if self.kinds <= {"int", "long"} and all(pa.types.is_signed_integer(type) for type in plain):
            return pa.int64()
        return None


def write_table(source: BinaryIO, fields: Sequence[str], path: str) -> None:
    """Make a Parquet file of streams: first a look at what all columns hold, then the rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, _Column] = {}
    for stream in _streams(source):
        for name, types, kinds in _own(stream.schema, len(fields)):
            column = columns.setdefault(name, _Column())
            column.kinds |= kinds
            column.types += [type for type in types if type not in column.types]
    final = {name: _writable(column.final()) for name, column in columns.items()}
    added = added_columns(columns, fields)
    types = article_schema()
    schema = pa.schema(
        [
            *[(name, pa.string() if type is None else type) for name, type in final.items()],
            *[(name, types.field(field).type) for field, name in added.items()],
        ]
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in _groups(_converted(stream, fields, final, added) for stream in _streams(source)):
            whole = [_encoded(table.column(i).combine_chunks(), field.type) for i, field in enumerate(schema)]
            writer.write_table(pa.Table.from_arrays(whole, schema=schema), row_group_size=table.num_rows)
            del whole, table
            pa.default_memory_pool().release_unused()  # else what was freed stays with the process


def _writable(type: pa.DataType | None) -> pa.DataType | None:
    """A type, or what is next to it that this version of pyarrow writes to Parquet; None for JSON text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if type is None:
        return None
    others = {"string_view": pa.string(), "binary_view": pa.binary()}
    if pa.types.is_fixed_size_list(type):
        others[str(type)] = pa.list_(type.value_field)
    for found in (type, others.get(str(type))):
        try:
            if found is not None:
                pq.write_table(pa.table({"": _sample(found)}), pa.BufferOutputStream())
                return found
        except pa.ArrowException:
            continue
    return None


def _sample(type: pa.DataType) -> pa.Array:
    """Some values of a type; of lists of a fixed size, a null between two others, which takes room as they do."""
    import pyarrow as pa

    if not pa.types.is_fixed_size_list(type):
        return pa.nulls(2, type)
    some = [None] * type.list_size
    return pa.array([some, None, some], type)


def _streams(source: BinaryIO) -> Iterator[pa.RecordBatchStreamReader]:
    import pyarrow as pa

    source.seek(0)
    while header := source.read(LENGTH.size):
        yield pa.ipc.open_stream(pa.py_buffer(source.read(LENGTH.unpack(header)[0])))


def _own(schema: pa.Schema, fields: int) -> Iterator[tuple[str, list[Any], set[str]]]:
    """The columns of the input in a stream, in their order: name, Arrow type if it has one, kinds if it has not."""
    import pyarrow as pa

    names = schema.names[1 + fields :]
    if b"types" in schema.metadata:
        types = pa.ipc.read_schema(pa.py_buffer(schema.metadata[b"types"])).types
        yield from ((name, [type], set()) for name, type in zip(names, types, strict=True))
    else:
        kinds = json.loads(schema.metadata[b"kinds"])
        yield from ((name, [], set(found)) for name, found in zip(names, kinds, strict=True))


def _converted(
    stream: pa.RecordBatchStreamReader, fields: Sequence[str], final: dict[str, Any], added: dict[str, str]
) -> pa.Table:
    """The rows of a stream with the columns of the whole, and with their weights as the last column."""
    import pyarrow as pa

    table = stream.read_all()
    present = {
        name: (table.column(1 + len(fields) + i), types, kinds)
        for i, (name, types, kinds) in enumerate(_own(table.schema, len(fields)))
    }
    columns = []
    for name, type in final.items():
        if name not in present:
            columns.append(pa.nulls(table.num_rows, _stored(pa.string() if type is None else type)))
            continue
        column, types, kinds = present[name]
        if not types:
            columns.append(converted(column, kinds, type and _stored(type)))
        elif type is not None:
            columns.append(_cast(column, _stored(type)))
        else:
            texts = [None if value is None else json_text(value) for value in column.to_pylist()]
            columns.append(pa.array(texts, pa.string()))
    columns += [table.column(1 + list(fields).index(field)) for field in added]
    return pa.Table.from_arrays([*columns, table.column(0)], names=[*final, *added.values(), ""])


def _cast(column: pa.ChunkedArray, type: pa.DataType) -> pa.ChunkedArray | pa.Array:
    import pyarrow as pa

    if column.type == type:
        return column
    if pa.types.is_fixed_size_list(column.type):  # whose nulls take room, which lists have no place for
        return pa.array(column.to_pylist(), type)
    return column.cast(type)


def _stored(type: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    return type.value_type if pa.types.is_dictionary(type) else type


def _encoded(column: pa.Array, type: pa.DataType) -> pa.Array:
    """A column as its type has it; a dictionary is made anew, with values in the order in which they come."""
    import pyarrow as pa

    if not pa.types.is_dictionary(type):
        return column
    made = column.dictionary_encode()
    return pa.DictionaryArray.from_arrays(made.indices.cast(type.index_type), made.dictionary, ordered=type.ordered)


def _groups(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The rows in groups that only depend on what is in them, not on how they came; without their weights."""
    import pyarrow as pa

    held: list[Any] = []
    rows = weight = 0
    for table in tables:
        start = 0
        for end, more in enumerate(table.column(table.num_columns - 1).to_pylist(), 1):
            rows += 1
            weight += more
            if rows >= _ROWS or weight >= _BYTES:
                held.append(table.slice(start, end - start))
                yield pa.concat_tables(held)
                held, rows, weight, start = [], 0, 0, end
        if start < table.num_rows:
            held.append(table.slice(start))
    if held:
        yield pa.concat_tables(held)
