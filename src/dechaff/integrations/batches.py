"""The rows of an Arrow batch or table as records, whatever type its strings or bytes are of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from dechaff.records.fields import Fields
from dechaff.types import DechaffError, Record

__all__ = ["records_of"]

HOLDERS = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_binary, pa.types.is_large_binary,
    pa.types.is_binary_view, pa.types.is_fixed_size_binary, pa.types.is_null,
)  # fmt: skip
USUAL = ("html", "text", "content")  # columns to clean where nobody names one, see `Fields`


def records_of(batch: Any, fields: Fields) -> Iterator[Record]:
    """The rows of a batch or table as documents to be cleaned; what is wrong with the columns is said at once.

    Raises:
        DechaffError: there is no such column, or it holds something else.
    """
    named = [name for name in (fields.html, fields.text) if name]
    present = batch.schema.names
    wanted = named or [name for name in USUAL if name in present and _holds_text(batch.schema, name)]
    if not wanted:
        raise DechaffError(f"no column {', '.join(map(repr, USUAL))} to clean; choose one of: {', '.join(present)}")
    wanted += [fields.url] if fields.url else [name for name in ("url",) if name in present]
    columns = [_values(_column(batch, name)) for name in wanted]
    rows = (dict(zip(wanted, row, strict=True)) for row in zip(*columns, strict=True))
    return (fields.record(row, "") for row in rows)


def _column(batch: Any, name: str) -> Any:
    """The column of that name, which must hold strings or bytes."""
    place = batch.schema.get_field_index(name)
    if place < 0:
        raise DechaffError(f"no column {name!r}, or several; there are: {', '.join(batch.schema.names)}")
    if not _holds_text(batch.schema, name):
        raise DechaffError(
            f"column {name!r} is of type {batch.schema.field(place).type}: it must hold strings or bytes"
        )
    column = batch.column(place)
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _holds_text(schema: pa.Schema, name: str) -> bool:
    kind = schema.field(name).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(holds(kind) for holds in HOLDERS)


def _values(column: Any) -> Iterator[bytes | str | None]:
    for value in column:
        try:
            yield value.as_py()
        except UnicodeDecodeError:  # strings that some writer did not check
            yield value.as_buffer().to_pybytes()
