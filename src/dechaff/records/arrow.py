"""Articles as Arrow columns: what a Parquet file, and every engine that speaks Arrow, makes of `Article.to_dict()`.

Importing this needs no pyarrow; using it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from dechaff.records.columns import FIELDS
from dechaff.records.extras import need

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ARTICLE_SCHEMA", "rows_to_arrays"]  # noqa: F822


@cache
def article_schema() -> pa.Schema:
    """The types of the fields of an article, in their order; also to be had as `ARTICLE_SCHEMA`.

    Raises:
        DechaffError: pyarrow is not installed.
    """
    need("pyarrow")
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    place = [("index", number), ("kind", text), ("start", number), ("end", number)]
    reason = [("text", text), ("cleaner", text), ("rule", text), ("evidence", text), ("probability", pa.float64())]
    special: dict[str, pa.DataType] = {
        "authors": pa.list_(text),
        "tags": pa.list_(text),
        "reading_time_minutes": number,
        "word_count": number,
        "score": pa.float64(),
        "reasons": pa.list_(text),
        "provenance": pa.list_(pa.struct([("field", text), ("source", text)])),
        "kept": pa.list_(pa.struct(place)),
        "removed": pa.list_(pa.struct([*place, *reason])),
    }
    return pa.schema([(field, special.get(field, text)) for field in FIELDS])


def rows_to_arrays(rows: Sequence[Mapping[str, Any]], fields: Iterable[str] = FIELDS) -> list[pa.Array]:
    """Rows, as `Article.to_dict()` makes them, as one array per field.

    Raises:
        DechaffError: pyarrow is not installed.
    """
    need("pyarrow")
    import pyarrow as pa

    schema = article_schema()
    return [pa.array([_value(row, field) for row in rows], schema.field(field).type) for field in fields]


def _value(row: Mapping[str, Any], field: str) -> Any:
    """Provenance is a map from names to sources; not every reader of Arrow knows maps, all know lists."""
    if field == "provenance":
        return [{"field": name, "source": source} for name, source in row[field].items()]
    return row[field]


def __getattr__(name: str) -> Any:
    if name == "ARTICLE_SCHEMA":
        return article_schema()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
