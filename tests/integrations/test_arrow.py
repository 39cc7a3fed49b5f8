"""`clean_batch`: any Arrow column of strings or bytes, the same rows with the article beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from corpus import PAGE_ROWS, TEXT_ROWS, Row, engine, expected, got, shuffled
from faults import killing

from dechaff import DechaffError, Record
from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS
from pages import PAGES

if TYPE_CHECKING:
    import pyarrow as pa

pytestmark = engine("arrow", "pyarrow")

TEXT_TYPES = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view", "dictionary")
NOT_TEXT = ("int64", "list", "struct")


def arrow_type(name: str) -> pa.DataType:
    import pyarrow as pa

    if name == "dictionary":
        return pa.dictionary(pa.int32(), pa.string())
    return {"list": pa.list_(pa.string()), "struct": pa.struct([("a", pa.string())])}.get(name) or getattr(pa, name)()


def table_of(rows: list[Row], column: str, kind: Any, url: Any = None) -> pa.Table:
    import pyarrow as pa

    sources: list[Any] = [row.source for row in rows]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        sources = [source.encode() if isinstance(source, str) else source for source in sources]
    data = {
        "id": pa.array([row.id for row in rows]),
        column: pa.array(sources, kind),
        "url": pa.array([row.url for row in rows], url or pa.string()),
    }
    return pa.table(data)


def clean(batch: Any, **settings: Any) -> Any:
    from dechaff.integrations.arrow import clean_batch

    return clean_batch(batch, **settings)


@pytest.mark.parametrize("name", TEXT_TYPES)
def test_texts_of_every_type_give_the_bytes_of_the_plain_loop(name: str) -> None:
    """In another order, as tables in several chunks and as batches; UTF-8 in bytes is what it would be in a string."""
    rows = shuffled([row for row in TEXT_ROWS if "binary" not in name or not row.id.startswith("bad")])
    table = table_of(rows, "text", arrow_type(name))
    want = {row.id: expected("text")[row.id] for row in rows}
    pieces = [table.slice(start, 7) for start in range(0, len(rows), 7)]
    import pyarrow as pa

    chunked = pa.concat_tables(pieces)
    assert chunked.column("text").num_chunks > 1
    result = clean(chunked)
    assert isinstance(result, pa.Table)
    assert got(result.to_pylist()) == want
    results = [clean(batch) for batch in table.to_batches(max_chunksize=10)]
    assert {type(result) for result in results} == {pa.RecordBatch}
    assert got(row for result in results for row in result.to_pylist()) == want


@pytest.mark.parametrize("name", ["binary", "large_binary", "binary_view"])
def test_pages_of_every_type_give_the_bytes_of_the_plain_loop(name: str) -> None:
    """Whatever the bytes are: pages in old encodings, pictures, broken UTF-8, nothing."""
    rows = shuffled(PAGE_ROWS)
    assert got(clean(table_of(rows, "html", arrow_type(name)), html="html").to_pylist()) == expected("html")


def test_rows_stay_in_place_and_columns_as_they_were() -> None:
    """The input comes first, unchanged, with its metadata; a field whose name is taken is called `article_...`."""
    rows = shuffled(TEXT_ROWS)
    table = table_of(rows, "text", arrow_type("large_string")).replace_schema_metadata({"origin": "a test"})
    result = clean(table)
    assert result.select(table.column_names).equals(table)
    assert result.schema.metadata == {b"origin": b"a test"}
    assert result.column_names == [
        *table.column_names,
        "article_text",
        *(x for x in FIELDS if x not in ("text", "url")),
    ]


def test_the_types_of_the_results_are_those_announced() -> None:
    """`result_schema` says beforehand what comes; `ARTICLE_SCHEMA` has all the fields."""
    from dechaff.integrations.arrow import ARTICLE_SCHEMA, result_schema

    table = table_of(list(TEXT_ROWS[:3]), "text", arrow_type("string"))
    for fields in (FIELDS, ("text", "title", "removed")):
        assert clean(table, fields=fields).schema == result_schema(table.schema, fields)
        assert clean(table.to_batches()[0], fields=fields).schema == result_schema(table.schema, fields)
    assert ARTICLE_SCHEMA.names == list(FIELDS)


@pytest.mark.parametrize("rows", [[], [Row("a", None, None)], [Row("a", None, None)] * 3])
def test_nothing_to_clean(rows: list[Row]) -> None:
    """No rows give no rows, with the columns all the same; nulls give rows that say so."""
    import pyarrow as pa

    for kind in (pa.string(), pa.binary(), pa.null()):
        table = table_of(rows, "text", kind, url=kind)
        for batch in (table, *table.to_batches(), pa.RecordBatch.from_pylist([], table.schema), pa.table([], names=[])):
            if batch.num_columns:
                result = clean(batch)
                assert (type(result), result.num_rows) == (type(batch), batch.num_rows)
                assert set(result.column("status").to_pylist()) <= {"failed"}
                assert all(reasons[0].startswith("no_text: ") for reasons in result.column("reasons").to_pylist())


def test_strings_that_are_not_utf_8_are_cleaned_as_bytes() -> None:
    """Arrow does not check strings that another program made; they cost no other row."""
    import pyarrow as pa

    broken = pa.array([b"a \xff b", b"One good line.", b"caf\xe9 au lait"]).view(pa.string())
    urls = pa.array([b"https://a.example/\xff", b"https://a.example/", None]).view(pa.string())
    table = pa.table({"text": broken, "url": urls})
    sources = (b"a \xff b", "One good line.", b"caf\xe9 au lait")
    want = [Cleaning().clean(Record(source, kind="text")).to_dict()["text"] for source in sources]
    assert clean(table, fields=["text", "status"]).column("article_text").to_pylist() == want


def test_settings_reach_the_documents() -> None:
    """Profile, language and cleaners are those of the `Cleaning`."""
    rows = shuffled(TEXT_ROWS)
    cleaning = Cleaning(profile="precision", language="en")
    result = clean(table_of(rows, "body", arrow_type("string")), text="body", cleaning=cleaning, fields=["text"])
    want = [cleaning.clean(Record(row.source, kind="text", url=row.url)).to_dict()["text"] for row in rows]
    assert result.column("text").to_pylist() == want


def test_which_column_is_cleaned_is_told_row_by_row() -> None:
    """Where nobody names one, as on the command line; a page comes before a text, and a text before nothing."""
    import pyarrow as pa

    page, text = "<p>A sentence of the page, long enough.</p>", "A sentence of the text, long enough."
    table = pa.table(
        {"html": [page, None, "", None], "text": [text, text, text, None], "content": pa.array([1, 2, 3, 4])}
    )
    result = clean(table, fields=["text", "reasons"])
    assert result.column("article_text").to_pylist() == ["A sentence of the page, long enough.", text, text, ""]
    assert result.column("reasons").to_pylist()[3][0].startswith("no_text: ")
    named = clean(table, text="text", html="html", fields=["text"])
    assert named.column("article_text").equals(result.column("article_text"))


def test_a_row_that_crashes_its_process_costs_no_other(tmp_path: Path) -> None:
    """With a deadline rows are cleaned in a process of their own; what happens to it is told in the row."""
    rows = shuffled(TEXT_ROWS)
    table = table_of(rows, "text", arrow_type("string"))
    assert got(clean(table, timeout=20.0).to_pylist()) == expected("text")
    victim = PAGES[0].name
    result = clean(table, timeout=20.0, cleaning=killing(None, PAGES[0].source), fields=FIELDS)
    found = got(result.to_pylist())
    assert b"worker_died" in found.pop(victim)
    assert found == {name: row for name, row in expected("text").items() if name != victim}


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "no such column": ({"text": "body"}, "no column 'body'.*id, text, url"),
    "no such address": ({"url": "link"}, "no column 'link'"),
    "nothing usual": ({}, "to clean; choose one of: id, url"),
    "no such field": ({"fields": ["body"]}, "no field 'body'"),
    "numbers": ({"text": "number"}, "'number' is of type int64"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_named(name: str) -> None:
    """A wrong column is an error of the call, not of a row."""
    import pyarrow as pa

    settings, message = MISTAKES[name]
    table = table_of(list(TEXT_ROWS[:2]), "text", pa.string())
    if name == "nothing usual":
        table = table.drop_columns("text")
    if name == "numbers":
        table = table.append_column("number", pa.array([1, 2]))
    with pytest.raises(DechaffError, match=message):
        clean(table, **settings)


# --- libraries with Arrow inside ---------------------------------------------------------------------------------


def with_datasets(table: Any, **settings: Any) -> list[dict[str, Any]]:
    from datasets import Dataset

    from dechaff.integrations.arrow import clean_batch

    data = Dataset(table).with_format("arrow")
    return list(data.map(clean_batch, batched=True, batch_size=10, fn_kwargs=settings).with_format(None))


def with_duckdb(table: Any, **settings: Any) -> list[dict[str, Any]]:
    import duckdb
    import pyarrow as pa

    from dechaff.integrations.arrow import clean_batch, result_schema

    with duckdb.connect() as connection, connection.cursor() as another:
        pages = another.from_arrow(table).to_arrow_reader(10)
        schema = result_schema(pages.schema)
        articles = pa.RecordBatchReader.from_batches(schema, (clean_batch(batch, **settings) for batch in pages))
        rows: list[dict[str, Any]] = connection.from_arrow(articles).order("id").to_arrow_table().to_pylist()
    return rows


def with_polars(table: Any, **settings: Any) -> list[dict[str, Any]]:
    import polars

    from dechaff.integrations.arrow import clean_batch

    frame = polars.from_arrow(table)
    return polars.from_arrow(clean_batch(frame.to_arrow(), **settings)).to_dicts()


LIBRARIES: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "datasets": with_datasets,
    "duckdb": with_duckdb,
    "polars": with_polars,
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=engine(name, "pyarrow", name)) for name in LIBRARIES])
def test_the_same_bytes_from_libraries_with_arrow_inside(
    name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one function, handed to each, with rows in another order."""
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    texts = table_of(shuffled(TEXT_ROWS), "text", arrow_type("string"))
    assert got(LIBRARIES[name](texts)) == expected("text")
    pages = table_of(shuffled(PAGE_ROWS), "html", arrow_type("binary"))
    assert got(LIBRARIES[name](pages, html="html")) == expected("html")
