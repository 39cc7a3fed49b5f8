"""Records as rows of bytes, in which they travel between the processes of an engine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from dechaff.records.parquet import ArrowRow
from dechaff.records.writing import to_json
from dechaff.types import Record

__all__ = ["columns_of", "pack", "unpack"]

SCHEMA = pa.schema(
    [
        ("source", pa.large_binary()), ("is_text", pa.bool_()), ("kind", pa.string()), ("url", pa.string()),
        ("language", pa.string()), ("place", pa.string()), ("error", pa.string()), ("columns", pa.large_binary()),
    ]
)  # fmt: skip


def pack(records: Iterable[Record]) -> pa.Table:
    """A row for each record."""
    return pa.Table.from_pylist([_packed(record) for record in records], SCHEMA)


def _packed(record: Record) -> dict[str, Any]:
    """A record as a row of bytes; columns that came as Arrow stay so, others are JSON."""
    source, columns = record.source, record.columns
    if isinstance(columns, ArrowRow):
        batch = columns.batch.slice(columns.index, 1)
        stream = pa.BufferOutputStream()
        with pa.ipc.new_stream(stream, batch.schema) as writer:
            writer.write_batch(batch)
        packed = stream.getvalue().to_pybytes()
    else:
        packed = to_json(columns)
    return {
        "source": source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source,
        "is_text": isinstance(source, str),
        **{name: getattr(record, name) for name in ("kind", "url", "language", "place", "error")},
        "columns": packed,
    }


def unpack(row: Mapping[str, Any]) -> Record:
    """The record of a row, without its columns."""
    source = row["source"].decode("utf-8", "surrogatepass") if row["is_text"] else row["source"]
    return Record(source, row["kind"], row["url"], row["language"], error=row["error"])


def columns_of(packed: bytes) -> Mapping[str, Any]:
    """The columns of a row: those that came as Arrow come back as Arrow."""
    if packed.startswith(b"{"):
        columns: dict[str, Any] = json.loads(packed)
        return columns
    return ArrowRow(pa.ipc.open_stream(packed).read_next_batch(), 0)
