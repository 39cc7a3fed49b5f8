"""Which columns of a collection hold its pages, texts and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dechaff.types import Record

__all__ = ["Fields"]

# Where nobody says which: the first of these that has something in it. `content` may be a page or a text.
_USUAL: Final = (("html", "html"), ("text", "text"), ("content", "auto"))


@dataclass(frozen=True, slots=True)
class Fields:
    """Which columns of JSONL and Parquet files hold what.

    Attributes:
        text: the column of texts.
        html: the column of pages; where it is empty and there is a text, that is taken.
        url: the column of addresses; `url` where not told.

    Where neither is told, it is the first of the columns `html`, `text` and `content` that has something in it.
    """

    text: str | None = None
    html: str | None = None
    url: str | None = None

    def record(self, columns: Mapping[str, Any], place: str) -> Record:
        """The record of a row; one without a page or a text has an error `no_text`."""
        url = columns.get(self.url or "url")
        if not isinstance(url, str):
            url = None
        kinds = [(self.html, "html"), (self.text, "text")] if self.html or self.text else _USUAL
        empty: Record | None = None
        wrong = ""
        for name, kind in kinds:
            value = columns.get(name) if name else None
            if isinstance(value, str | bytes):
                found = Record(value, kind, url, columns=columns, place=place)
                if value and not value.isspace():
                    return found
                empty = empty or found
            elif value is not None:
                wrong = wrong or f"the column {name!r} holds {_said(value)}, no text"
        if empty:
            return empty
        error = f"no_text: {wrong or self._lacking(columns)}"
        return Record(None, url=url, columns=columns, place=place, error=error)

    def _lacking(self, columns: Mapping[str, Any]) -> str:
        wanted = [name for name in (self.html, self.text) if name] or [name for name, _ in _USUAL]
        there = [name for name in wanted if name in columns]
        if there:
            return f"nothing in the column {' or '.join(map(repr, there))}"
        known = ", ".join([repr(name[:40]) for name, _ in zip(columns, range(20), strict=False)]) or "none"
        names = " or ".join(map(repr, wanted))
        return f"no column {names}; there are: {known}; choose one with --text-field or --html-field"


def _said(value: object) -> str:
    if isinstance(value, bool | int | float):
        return "a number" if not isinstance(value, bool) else "true or false"
    return "a list" if isinstance(value, list) else "an object"
