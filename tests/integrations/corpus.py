"""Rows for every engine, good and bad, and what the plain loop makes of them.

The plain loop is `Cleaning().clean(record).to_dict()`, record after record; an engine has to give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

import pytest

from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS
from dechaff.records.fields import Fields
from pages import HTML_PAGES, PAGES, ROOT

__all__ = ["PAGE_ROWS", "SEARCH_PATH", "TEXT_ROWS", "Row", "engine", "expected", "got", "shuffled"]


# What workers of engines import from. Engines of one test process may live on into the next test: all get the same.
SEARCH_PATH = os.pathsep.join(map(str, [ROOT / "src", ROOT / "tests", ROOT / "tests" / "integrations"]))


class Row(NamedTuple):
    """A document of a collection."""

    id: str
    source: bytes | str | None
    url: str | None


PROSE = (
    "<p>The harbour council met on Tuesday evening and decided, after a long debate, to rebuild the old sea wall.</p>"
)
BAD_TEXTS: Mapping[str, str | None] = {
    "null": None,
    "empty": "",
    "white space": " \n\t\u3000\n",
    "control characters": "a\x00b\x1b[31mred\x07\n" * 20,
    "one long line": "a" * 300_000,
    "brackets": "[" * 50_000 + "](" * 50_000,
    "bidirectional overrides": "\u202eabc\u2066 def\n" * 50,
    "pipes": "|a|b|\n" * 20_000,
}
BAD_PAGES: Mapping[str, bytes | None] = {
    "null": None,
    "empty": b"",
    "broken utf-8": b"<p>caf\xe9 \xff\xfe \xc3\x28</p>" + PROSE.encode() * 3 + b"\xf0\x9f",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "a gzip file": gzip.compress(PROSE.encode() * 100, mtime=0),
    "utf-16 without a mark": (PROSE * 3).encode("utf-16-le"),
    "nested": b"<div>" * 30_000 + PROSE.encode() * 3,
    "attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(30_000)) + b">" + PROSE.encode() * 3,
    "siblings": b"<i>x</i>" * 30_000,
    "unclosed comment": PROSE.encode() * 3 + b"<!--" * 20_000,
}


def _rows(good: Iterable[tuple[str, Any]], bad: Mapping[str, Any]) -> tuple[Row, ...]:
    pairs = [*good, *((f"bad: {name}", source) for name, source in bad.items())]
    return tuple(
        Row(name, source, None if n % 5 == 0 else f"https://www.example.org/{n}/")
        for n, (name, source) in enumerate(pairs)
    )


TEXT_ROWS = _rows(((page.name, page.source) for page in PAGES), BAD_TEXTS)
PAGE_ROWS = _rows(((page.name, page.data) for page in HTML_PAGES), BAD_PAGES)


def engine(name: str, *modules: str) -> list[pytest.MarkDecorator]:
    """The marks of the tests of an engine: they are left out where it is missing, unless `DECHAFF_ENGINES` is set.

    Warnings are errors where dechaff or a test causes them; engines may warn of each other.
    """
    missing = [module for module in modules or (name,) if find_spec(module) is None]
    left_out = bool(missing) and not os.environ.get("DECHAFF_ENGINES")
    return [
        getattr(pytest.mark, name),
        pytest.mark.skipif(left_out, reason=f"not installed: {', '.join(missing)}"),
        pytest.mark.filterwarnings("ignore:::(?!dechaff|test_|corpus)"),
        pytest.mark.timeout(300),
    ]


def shuffled(rows: Sequence[Row]) -> list[Row]:
    """The rows in another order."""
    return random.Random(5).sample(rows, len(rows))


@cache
def expected(kind: str) -> dict[str, bytes]:
    """What the plain loop makes of the rows of a kind, `text` or `html`, by id."""
    rows = TEXT_ROWS if kind == "text" else PAGE_ROWS
    cleaning = Cleaning()
    fields = Fields(**{kind: kind})
    records = {row.id: fields.record({kind: row.source, "url": row.url}, "") for row in rows}
    return {name: _bytes(cleaning.clean(record).to_dict()) for name, record in records.items()}


def got(rows: Iterable[Mapping[str, Any]]) -> dict[str, bytes]:
    """What an engine made of them: rows of columns, in which a field whose name is taken is called `article_...`."""
    found = [
        (row["id"], _bytes({field: row.get(f"article_{field}", row.get(field)) for field in FIELDS})) for row in rows
    ]
    assert len(dict(found)) == len(found), "a row came twice"
    return dict(found)


def _bytes(row: Mapping[str, Any]) -> bytes:
    """A row in one form, whether its lists are lists or arrays, its provenance a map or a list of pairs."""
    return json.dumps(_plain(dict(row)), ensure_ascii=False, sort_keys=True).encode("utf-8")


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping) or hasattr(value, "asDict"):
        pairs = value.asDict() if hasattr(value, "asDict") else value
        return {key: _plain(inner, key) for key, inner in pairs.items()}
    if isinstance(value, str | int | float | None):
        return value
    items = [_plain(inner) for inner in value]
    return {pair["field"]: pair["source"] for pair in items} if name == "provenance" else items
