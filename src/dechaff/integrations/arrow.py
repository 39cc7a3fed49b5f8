"""Clean the rows of an Arrow batch or table: one function for every engine that speaks Arrow.

>>> table = clean_batch(pyarrow.parquet.read_table("pages.parquet"), html="html")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import pyarrow as pa

from dechaff.integrations.rows import clean_rows
from dechaff.records.arrow import ARTICLE_SCHEMA, rows_to_arrays
from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS, added_columns
from dechaff.records.fields import Fields
from dechaff.types import DechaffError, Record

__all__ = ["ARTICLE_DDL", "ARTICLE_SCHEMA", "clean_batch", "result_schema"]

Rows = TypeVar("Rows", bound="pa.RecordBatch | pa.Table")

# `ARTICLE_SCHEMA` in the language of Spark.
ARTICLE_DDL = (
    "text STRING, url STRING, canonical_url STRING, hostname STRING, site_name STRING, title STRING, "
    "authors ARRAY<STRING>, date_published STRING, date_modified STRING, language STRING, description STRING, "
    "image STRING, section STRING, tags ARRAY<STRING>, license STRING, page_type STRING, "
    "reading_time_minutes BIGINT, word_count BIGINT, score DOUBLE, verdict STRING, reasons ARRAY<STRING>, "
    "status STRING, provenance ARRAY<STRUCT<field: STRING, source: STRING>>, "
    "kept ARRAY<STRUCT<index: BIGINT, kind: STRING, start: BIGINT, end: BIGINT>>, "
    "removed ARRAY<STRUCT<index: BIGINT, kind: STRING, start: BIGINT, end: BIGINT, text: STRING, cleaner: STRING, "
    "rule: STRING, evidence: STRING, probability: DOUBLE>>"
)
HOLDERS = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_binary, pa.types.is_large_binary,
    pa.types.is_binary_view, pa.types.is_fixed_size_binary, pa.types.is_null,
)  # fmt: skip
USUAL = ("html", "text", "content")  # columns to clean where nobody names one, see `Fields`
STRETCH = 256  # rows whose articles are held as Python objects at a time
DEFAULT = Cleaning()


def clean_batch(  # noqa: PLR0913
    batch: Rows,
    *,
    text: str | None = None,
    html: str | None = None,
    url: str | None = None,
    cleaning: Cleaning = DEFAULT,
    fields: Iterable[str] = FIELDS,
    timeout: float | None = None,
) -> Rows:
    """Clean every row of a batch or table.

    Args:
        batch: the rows.
        text: the column with the texts to clean.
        html: the column with the pages to clean; if both are given, rows without a page have their text cleaned. If
            neither is, it is the first of the columns `html`, `text` and `content` that has something in it, row by
            row. Columns may be of any Arrow type of strings or bytes.
        url: the column with the addresses; `url` where not told.
        cleaning: the settings.
        fields: which fields of the article to add, see `added_columns`.
        timeout: seconds for a row; rows are then cleaned in a process of their own, see `clean_rows`.

    Returns:
        The same rows with the article's fields added in columns of their own, a batch for a batch and a table for a
        table. A row that is null or that cannot be cleaned has the status `failed`, and a reason.

    Raises:
        DechaffError: there is no such column or field, or the column holds something else.
    """
    added = added_columns(batch.schema.names, fields)
    rows = clean_rows(_records(batch, Fields(text, html, url)), cleaning, timeout)
    stretches: list[Sequence[pa.Array]] = []
    while stretch := list(islice(rows, STRETCH)):
        stretches.append(rows_to_arrays(stretch, list(added)))
    schema = result_schema(batch.schema, fields)
    columns = [
        pa.chunked_array([arrays[i] for arrays in stretches], ARTICLE_SCHEMA.field(field).type)
        for i, field in enumerate(added)
    ]
    if isinstance(batch, pa.Table):
        return pa.Table.from_arrays([*batch.columns, *columns], schema=schema)
    return pa.RecordBatch.from_arrays([*batch.columns, *(x.combine_chunks() for x in columns)], schema=schema)


def result_schema(present: pa.Schema, fields: Iterable[str] = FIELDS) -> pa.Schema:
    """The schema of what `clean_batch` makes of rows that have this one.

    Raises:
        DechaffError: there is no such field, or no name for it is free.
    """
    added = added_columns(present.names, fields)
    new = [ARTICLE_SCHEMA.field(field).with_name(column) for field, column in added.items()]
    return pa.schema([*present, *new], metadata=present.metadata)


def _records(batch: Any, fields: Fields) -> Iterator[Record]:
    """The rows as documents to be cleaned; what is wrong with the columns is said at once."""
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
