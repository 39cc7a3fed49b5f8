"""What the values of a JSON column have in common, and the Arrow type that holds them without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from dechaff.records.writing import to_json, without_halves

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["column_of", "converted", "json_text", "kind_of", "type_of"]

# Kinds of values: `int` fits a double as well, `long` does not; `huge` fits nothing; `json` is a list or an object.
_EXACT: Final = 1 << 53
_LONG: Final = 1 << 63


def kind_of(value: object) -> str | None:
    """The kind of a value; None for null."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if -_EXACT <= value <= _EXACT else "long" if -_LONG <= value < _LONG else "huge"
    if isinstance(value, float):
        return "double"
    return "string" if isinstance(value, str) else "json"


def type_of(kinds: Iterable[str]) -> pa.DataType | None:
    """The type of a column with values of some kinds; None where they only have JSON text in common."""
    import pyarrow as pa

    found = set(kinds)
    if found <= {"string"}:
        return pa.string()
    if found == {"bool"}:
        return pa.bool_()
    if found <= {"int", "long"}:
        return pa.int64()
    return pa.float64() if found <= {"int", "double"} else None


def column_of(values: Sequence[object]) -> tuple[pa.Array, set[str]]:
    """Values as a column, for the time being, and the kinds that are among them."""
    import pyarrow as pa

    kinds = {kind for value in values if (kind := kind_of(value))}
    type = type_of(kinds) if len(kinds) < 2 else None
    if type is None:
        return pa.array([None if value is None else json_text(value) for value in values], pa.string()), kinds
    if kinds == {"string"}:
        values = [None if value is None else without_halves(str(value)) for value in values]
    return pa.array(values, type), kinds


def converted(column: pa.ChunkedArray, kinds: set[str], final: pa.DataType | None) -> pa.ChunkedArray:
    """What `column_of` made of a part of a column, as the type of the whole; None for JSON text."""
    import pyarrow as pa

    stored = type_of(kinds) if len(kinds) < 2 else None
    if final is not None and (stored is not None or not kinds):
        return column.cast(final)
    if stored is None and final is None:
        return column
    values = column.to_pylist()
    if final is None:
        return pa.chunked_array(
            [pa.array([None if value is None else json_text(value) for value in values], pa.string())]
        )
    return pa.chunked_array([pa.array([None if value is None else json.loads(value) for value in values], final)])


def json_text(value: Any) -> str:
    """A value as JSON text."""
    return to_json(value).decode().rstrip("\n")
