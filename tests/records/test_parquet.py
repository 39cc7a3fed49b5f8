"""Parquet: rows in, rows out, with their types kept; and what is broken in a file costs no more than that."""

from __future__ import annotations

import base64
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from containers import assert_skips, lines, read, told, write
from pyarrow.parquet import encryption

from dechaff.records.arrow import ARTICLE_SCHEMA
from dechaff.records.columns import FIELDS
from dechaff.records.fields import Fields
from dechaff.types import Record
from test_cli import ENVIRONMENT

ROWS = 300
TYPES: dict[str, pa.Array] = {
    "text": pa.array([f"Text {n}" if n % 7 else None for n in range(ROWS)]),
    "large": pa.array([f"large {n}" for n in range(ROWS)], pa.large_string()),
    "view": pa.array([f"a view of {n} and more" if n % 5 else None for n in range(ROWS)], pa.string_view()),
    "bytes": pa.array([bytes([n % 256]) for n in range(ROWS)]),
    "dictionary": pa.array([f"value {n % 9}" for n in range(ROWS)]).dictionary_encode(),
    "small_dictionary": pa.array(["a", "b", None] * (ROWS // 3))
    .dictionary_encode()
    .cast(pa.dictionary(pa.int8(), pa.string())),
    "int8": pa.array([n % 100 if n % 3 else None for n in range(ROWS)], pa.int8()),
    "uint64": pa.array([2**64 - 1 - n for n in range(ROWS)], pa.uint64()),
    "float": pa.array([n / 3 for n in range(ROWS)], pa.float32()),
    "decimal": pa.array([Decimal(n) / 100 for n in range(ROWS)], pa.decimal128(10, 2)),
    "date": pa.array([date(2024, 1, 1 + n % 28) for n in range(ROWS)]),
    "time": pa.array([datetime(2024, 1, 1, n % 24, tzinfo=UTC) for n in range(ROWS)], pa.timestamp("ms", "UTC")),
    "nanoseconds": pa.array([n + 1 for n in range(ROWS)], pa.timestamp("ns")),
    "struct": pa.array([{"a": [n, None], "b": {"c": str(n)}} if n % 4 else None for n in range(ROWS)]),
    "map": pa.array([[("key", n)] for n in range(ROWS)], pa.map_(pa.string(), pa.int16())),
    "vector": pa.array([[n / 2, 1.0] for n in range(ROWS)], pa.list_(pa.float32(), 2)),
    "nothing": pa.nulls(ROWS),
    "title": pa.array([n % 2 == 0 for n in range(ROWS)]),
}


def table(path: Path, columns: dict[str, Any], **more: Any) -> Path:
    pq.write_table(pa.table(columns), path, **more)
    return path


@pytest.mark.parametrize(
    ("column", "want"),
    [
        (pa.array(["a", "b"]), ["a", "b"]),
        (pa.array(["a", None]), ["a", "no_text"]),
        (pa.array(["a", "b"], pa.large_string()), ["a", "b"]),
        (pa.array(["a", "b"], pa.string_view()), ["a", "b"]),
        (pa.array([b"a", b"\xff"]), ["a", "\ufffd"]),
        (pa.array([b"a", b"b"], pa.large_binary()), ["a", "b"]),
        (pa.array(["a", "a"]).dictionary_encode(), ["a", "a"]),
        (pa.array([1, 2]), ["no_text", "no_text"]),
        (pa.array([["a"], ["b"]]), ["no_text", "no_text"]),
        (pa.array([date(2024, 1, 1), None]), ["no_text", "no_text"]),
        (pa.array(["", " "]), ["", " "]),
    ],
    ids=range(11),
)
def test_texts_may_be_of_several_types(tmp_path: Path, column: pa.Array, want: list[str]) -> None:
    path = table(tmp_path / "a.parquet", {"text": column, "url": ["https://a.example/", None]})
    records = read(path)
    assert told(records) == want
    assert [record.url for record in records] == ["https://a.example/", None]
    assert [record.place for record in records] == ["a.parquet:1", "a.parquet:2"]


def test_columns_are_chosen(tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", {"html": ["<p>h"], "body": ["b"], "link": ["https://a.example/"]})
    (record,) = read(path, Fields(text="body", url="link"))
    assert (record.source, record.kind, record.url) == ("b", "text", "https://a.example/")
    assert told(read(path, Fields(text="text"))) == ["no_text"]


def test_strings_that_are_no_utf8_are_read(tmp_path: Path) -> None:
    """Nothing keeps a writer from putting any bytes into a column of strings."""
    text = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\3\0\0\0\5\0\0\0"), pa.py_buffer(b"a\xffbok"))
    path = table(tmp_path / "a.parquet", {"text": text})
    assert told(read(path)) == ["a\ufffdb", "ok"]


def test_a_row_is_a_mapping_of_python_objects(tmp_path: Path) -> None:
    """What Python has no type for is text; a row that is sent to another process is a dict."""
    path = table(tmp_path / "a.parquet", {name: column[:2] for name, column in TYPES.items()})
    columns = read(path)[1].columns
    assert list(columns) == list(TYPES)
    assert columns["nanoseconds"] == "1970-01-01 00:00:00.000000002"
    assert columns["struct"] == {"a": [1, None], "b": {"c": "1"}}
    assert "other" not in columns
    assert pickle.loads(pickle.dumps(columns)) == dict(columns)
    assert type(pickle.loads(pickle.dumps(columns))) is dict


def test_rows_can_be_skipped(tmp_path: Path) -> None:
    assert_skips(table(tmp_path / "a.parquet", {"text": [f"Text {n}" for n in range(150)]}, row_group_size=70))


def test_a_row_group_that_is_broken_costs_its_own_rows(tmp_path: Path) -> None:
    """Each of them has an error of its own, so that there are as many records as rows."""
    path = table(
        tmp_path / "a.parquet", {"text": [f"Text {n}" for n in range(90)]}, row_group_size=30, use_dictionary=False
    )
    group = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = group.data_page_offset
    data[start : start + 8] = b"\xff" * 8
    path.write_bytes(data)
    records = read(path)
    want = ["damaged" if 30 <= n < 60 else f"Text {n}" for n in range(90)]
    assert told(records) == want
    assert [record.place for record in records] == [f"a.parquet:{n + 1}" for n in range(90)]
    assert_skips(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: b"PAR1PAR1",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-4],
        lambda data: data[:-8] + b"\xff\xff\xff\x7fPAR1",
        lambda data: data[:-8] + b"\0\0\0\0PAR1",
        lambda data: data[:-60] + bytes(x ^ 0x5A for x in data[-60:-20]) + data[-20:],
        lambda data: lines(3),
    ],
    ids=["empty", "magic", "cut", "no end", "huge footer", "no footer", "broken footer", "jsonl"],
)
def test_a_file_that_cannot_be_read_is_a_record(tmp_path: Path, change: Any) -> None:
    path = table(tmp_path / "a.parquet", {"text": ["a", "b"]})
    path.write_bytes(change(path.read_bytes()))
    assert told(read(path, format="parquet")) == ["damaged"]
    assert_skips(path)


# Prints what is read of a file; looked at the wrong way, pyarrow ends the process without a word.
TELLER = """
import sys
from dechaff.records.inputs import find_inputs
from dechaff.records.reading import read_records
for record in read_records(find_inputs([sys.argv[1]])[0]):
    print(record.error or record.source, flush=True)
"""


def told_by_a_process(path: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", TELLER, str(path)], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


class Keys(encryption.KmsClient):  # type: ignore[misc]
    """Keeps keys from nobody."""

    def __init__(self, _: encryption.KmsConnectionConfig) -> None:
        super().__init__()

    def wrap_key(self, key: bytes, _: str) -> bytes:
        return base64.b64encode(key)


@pytest.mark.parametrize("plain", [True, False])
def test_encrypted_columns_are_refused(tmp_path: Path, plain: bool) -> None:
    """One record for the file, whether or not its footer can be read."""
    how = encryption.EncryptionConfiguration(
        footer_key="footer", column_keys={"column": ["secret"]}, plaintext_footer=plain
    )
    properties = encryption.CryptoFactory(Keys).file_encryption_properties(encryption.KmsConnectionConfig(), how)
    path = tmp_path / "a.parquet"
    content = pa.table({"secret": ["x"] * 10, "text": ["a"] * 10})
    with pq.ParquetWriter(path, content.schema, encryption_properties=properties) as writer:
        writer.write_table(content)
    (told_,) = told_by_a_process(path)
    assert told_.startswith("refused: the column 'secret' is encrypted" if plain else "damaged: no Parquet file")


def test_statistics_that_do_not_fit_do_not_end_the_process(tmp_path: Path) -> None:
    """A histogram of levels has a number for each; here the values of the lists may not be null, which is one less."""
    path = table(tmp_path / "a.parquet", {"text": ["a"] * 3, "l": [[1, 2]] * 3}, store_schema=False)
    data = bytearray(path.read_bytes())
    optional = bytes.fromhex("2502 1807") + b"element"
    data[data.index(optional) + 1] = 0
    path.write_bytes(data)
    assert [line.partition(":")[0] for line in told_by_a_process(path)] == ["damaged"] * 3


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"]), path)
    assert told(read(path)) == ["refused"]


def test_types_of_columns_are_kept(tmp_path: Path) -> None:
    """All that Parquet keeps; what is added stands behind it, under other names where they are taken."""
    path = table(tmp_path / "in.parquet", TYPES, row_group_size=100)
    before = pq.read_table(path)
    write(tmp_path / "out.parquet", "parquet", read(path), ("text", "title", "status", "authors"))
    after = pq.read_table(tmp_path / "out.parquet")
    assert after.column_names == [*before.column_names, "article_text", "article_title", "status", "authors"]
    assert after.select(before.column_names).schema.equals(before.schema)
    for name in before.column_names:
        got, want = after.column(name).combine_chunks(), before.column(name).combine_chunks()
        assert (got.cast(got.type.value_type) if name.endswith("dictionary") else got).equals(
            want.cast(want.type.value_type) if name.endswith("dictionary") else want
        ), name
    assert after.column("article_text")[4].as_py() == "Article of in.parquet:5."
    assert after.schema.field("authors").type == ARTICLE_SCHEMA.field("authors").type


@pytest.mark.parametrize("stops", [[1], [299], [63, 64, 65], [*range(10, 300, 40)], [0, 0, 100]])
def test_parquet_is_the_same_however_often_it_was_interrupted(tmp_path: Path, stops: list[int]) -> None:
    path = table(tmp_path / "in.parquet", TYPES, row_group_size=70)
    records = read(path)
    records[100:100] = [Record(None, error="damaged: ...", place="x"), Record("t", columns={"text": "t", "n": 5})]
    once = write(tmp_path / "once.parquet", "parquet", records)
    assert write(tmp_path / "often.parquet", "parquet", records, stops=stops) == once


@pytest.mark.parametrize("stops", [[1], [5, 6], [*range(1, 40)]])
def test_kinds_of_json_columns_do_not_depend_on_interruptions(tmp_path: Path, stops: list[int]) -> None:
    values: dict[str, list[Any]] = {
        "int": [1, 2], "double": [1, 2.5], "bool": [True, None], "string": ["a", "b"], "mixed": ["a", 1],
        "list": [[1], {"a": None}], "long": [2**60, 1], "long_double": [2**60, 1.5],
        "huge": [2**70, 1], "null": [None, None],
    }  # fmt: skip
    records = [
        Record("t", columns={name: found[n % 3 == 2] for name, found in values.items()} | {"id": n}, place=str(n))
        for n in range(40)
    ]
    records[20] = Record(None, error="bad_json: ...", place="20")
    once = write(tmp_path / "once.parquet", "parquet", records, ("text",))
    assert write(tmp_path / "often.parquet", "parquet", records, ("text",), stops=stops) == once
    found = pq.read_table(tmp_path / "once.parquet")
    text = pa.string()
    assert {field.name: field.type for field in found.schema} == {
        "int": pa.int64(), "double": pa.float64(), "bool": pa.bool_(), "string": text, "mixed": text, "list": text,
        "long": pa.int64(), "long_double": text, "huge": text, "null": text, "id": pa.int64(), "text": text,
    }  # fmt: skip
    assert found.select(["mixed", "list", "huge", "double"]).slice(1, 2).to_pylist() == [
        {"mixed": '"a"', "list": "[1]", "huge": "1180591620717411303424", "double": 1.0},
        {"mixed": "1", "list": '{"a": null}', "huge": "1", "double": 2.5},
    ]
    assert found.column("id")[20].as_py() is None


def test_files_of_different_types_make_one(tmp_path: Path) -> None:
    """What they have in common is kept, the rest becomes JSON text."""
    one = table(tmp_path / "1.parquet", {"n": pa.array([1], pa.int8()), "s": ["a"], "x": [1], "text": ["t"]})
    two = table(
        tmp_path / "2.parquet", {"n": [2**40], "s": pa.array(["b"], pa.large_string()), "x": ["y"], "text": ["u"]}
    )
    records = [*read(one), *read(two), Record("v", columns={"s": "c", "text": "v", "only": 1})]
    write(tmp_path / "out.parquet", "parquet", records, ("status",))
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == [
        {"n": 1, "s": "a", "x": "1", "text": "t", "only": None, "status": "failed"},
        {"n": 2**40, "s": "b", "x": '"y"', "text": "u", "only": None, "status": "failed"},
        {"n": None, "s": "c", "x": None, "text": "v", "only": 1, "status": "failed"},
    ]


def test_columns_without_end_become_one(tmp_path: Path) -> None:
    """A thousand names are columns; more, and names that are no text or too long, are keys of JSON."""
    wild = {f"k{n}": n for n in range(1200)} | {"\ud800": 1, "x" * 1000: 2}
    records = [Record("t", columns={"id": 1}), Record("t", columns=wild)]
    write(tmp_path / "out.parquet", "parquet", records, ("text",))
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.num_columns == 1000 + 2
    assert '"k1199": 1199' in found.column("other_columns")[1].as_py()


def test_an_output_without_rows_has_columns(tmp_path: Path) -> None:
    write(tmp_path / "out.parquet", "parquet", [])
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.column_names == list(FIELDS)
    assert found.num_rows == 0


def test_row_groups_stay_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are counted and weighed, so that a group of long texts can be held; interruptions do not move its end."""
    monkeypatch.setattr("dechaff.records.finishing._ROWS", 50)
    monkeypatch.setattr("dechaff.records.finishing._BYTES", 20_000)
    records = [Record("t", columns={"text": "x" * (10 if n < 200 else 5000)}, place=str(n)) for n in range(300)]
    once = write(tmp_path / "once.parquet", "parquet", records, ("text",))
    assert write(tmp_path / "often.parquet", "parquet", records, ("text",), stops=[3, 77, 211]) == once
    metadata = pq.ParquetFile(tmp_path / "once.parquet").metadata
    sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    assert sum(sizes) == 300
    assert sizes[:4] == [50] * 4
    assert max(sizes[4:]) == 4


@pytest.mark.parametrize(
    ("column", "want"),
    [
        (pa.array(["a", None, "b"], pa.string_view()), (pa.string(), ["a", None, "b"])),
        (pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int8(), 2)), (pa.list_(pa.int8()), [[1, 2], None, [3, 4]])),
        (pa.array([{"a": 1}, None, {"a": 2}]), (pa.string(), ['{"a": 1}', None, '{"a": 2}'])),
    ],
    ids=["view", "vector", "struct"],
)
def test_a_type_that_cannot_be_written_becomes_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: pa.Array, want: tuple[pa.DataType, list[Any]]
) -> None:
    """Versions of pyarrow differ in what they write; that must not come out when all the work is done."""
    records = read(table(tmp_path / "in.parquet", {"text": ["t", "u", "v"], "x": column}))
    write_table = pq.write_table

    def older(content: pa.Table, *rest: Any, **more: Any) -> None:
        if content.schema.types == [column.type]:
            raise pa.ArrowNotImplementedError("not yet")
        write_table(content, *rest, **more)

    monkeypatch.setattr("pyarrow.parquet.write_table", older)
    write(tmp_path / "out.parquet", "parquet", records, ("status",))
    found = pq.read_table(tmp_path / "out.parquet").column("x")
    assert (found.type, found.to_pylist()) == want
