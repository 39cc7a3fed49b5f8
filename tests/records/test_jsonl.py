"""JSON lines and what may be in them: each line gives one record, whatever it is."""

from __future__ import annotations

import json
import time
import tracemalloc
from pathlib import Path

import pytest
from containers import PAGE, as_text, assert_skips, lines, read, told

from dechaff.records.fields import Fields
from dechaff.records.inputs import FORMATS, Input
from dechaff.records.reading import read_records
from dechaff.records.streams import MAX_RECORD

A, B = b'{"text": "a"}', b'{"text": "b"}'


@pytest.mark.parametrize(
    ("middle", "want"),
    [
        (b"", []),
        (b"  \t ", []),
        (b"nope", ["bad_json"]),
        (b'{"text": "broken o', ["bad_json"]),
        (A + A, ["bad_json"]),
        (A + b",", ["bad_json"]),
        (b'[{"text": "x"}]', ["bad_json"]),
        (b"5", ["bad_json"]),
        (b"null", ["bad_json"]),
        (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", ["bad_json"]),
        (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", ["bad_json"]),
        (b'{"text": "x", "n": ' + b"[" * 300 + b"]" * 300 + b"}", ["bad_json"]),
        (b'{"text": "x", "n": [' + b"[1], " * 300 + b"2]}", ["x"]),
        (b'{"text": "\xff\xfe\xe2\x82"}', ["bad_json"]),
        (b'{"text": "\xed\xa0\x80"}', ["bad_json"]),  # half of a surrogate pair, raw
        (b'{"text": "x \\ud800 y"}', ["x \ud800 y"]),  # escaped: cleaning takes it out
        (b"\0" * 4096, ["bad_json"]),
        (b'{"text": "a\x01b\tc"}', ["a\x01b\tc"]),
        (b'{"text": "a\\u0000b"}', ["a\0b"]),
        ('{"text": "a\u2028b\x85c"}'.encode(), ["a\u2028b\x85c"]),
        (b'{"text": "x", "v": NaN, "w": -Infinity}', ["x"]),
        (b'{"text": "a", "text": "b"}', ["b"]),
        (b'{"id": 1}', ["no_text"]),
        (b'{"text": null}', ["no_text"]),
        (b'{"text": 5}', ["no_text"]),
        (b'{"text": true}', ["no_text"]),
        (b'{"text": ["x"]}', ["no_text"]),
        (b'{"text": {"x": 1}}', ["no_text"]),
        (b'{"text": ""}', [""]),
        (b"{}", ["no_text"]),
    ],
    ids=range(30),
)
def test_a_line_costs_itself_only(tmp_path: Path, middle: bytes, want: list[str]) -> None:
    path = tmp_path / "crawl.jsonl"
    path.write_bytes(b"\n".join([A, middle, B]))
    records = read(path)
    assert told(records) == ["a", *want, "b"]
    assert [record.place for record in records] == [f"crawl.jsonl:{n}" for n in ([1, 2, 3] if want else [1, 3])]
    assert_skips(path)


@pytest.mark.parametrize(
    "content",
    [
        A + b"\n" + B,
        A + b"\r\n" + B + b"\r\n",
        A + b"\r" + B + b"\r",
        b"\xef\xbb\xbf" + A + b"\n" + B + b"\n",
        (A + b"\n" + B + b"\n").decode().encode("utf-16"),
        b"\xfe\xff" + (A + b"\n" + B).decode().encode("utf-16-be"),
        (A + b"\n" + B).decode().encode("utf-32"),
        b"\n\n" + A + b"\n\r\n" + B + b"\n\n",
    ],
    ids=["no end", "crlf", "cr", "mark", "utf-16", "utf-16-be", "utf-32", "blank"],
)
def test_ends_of_lines_and_encodings(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "crawl.jsonl"
    path.write_bytes(content)
    assert told(read(path)) == ["a", "b"]
    assert_skips(path)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_are_the_same_wherever_pieces_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes) -> None:
    content = end.join([A, b"", b"nope", B, b"", b""])
    path = tmp_path / "crawl.jsonl"
    path.write_bytes(content)
    for size in range(1, len(content) + 1):
        monkeypatch.setattr("dechaff.records.streams.PIECE", size)
        assert [record.place for record in read(path)] == ["crawl.jsonl:1", "crawl.jsonl:3", "crawl.jsonl:4"], size


@pytest.mark.parametrize(
    "content", [b'{\n  "text": "a"\n}\n', b"[\n" + A + b",\n" + B + b"\n]\n", b"[" + A + b",\n" + B + b"]"]
)
def test_a_document_over_several_lines_is_told_once(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pretty.json"
    path.write_bytes(content)
    (record,) = read(path, format="jsonl")
    assert "jq -c '.[]'" in (record.error or "")
    assert_skips(path)


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    """Neither it nor the file is held; one that is just not too long is read."""
    path = tmp_path / "crawl.jsonl"
    long = b'{"text": "' + b"word " * (MAX_RECORD // 5) + b'"}'
    just = b'{"text": "' + b"w" * (MAX_RECORD - 12) + b'"}'
    path.write_bytes(b"\n".join([A, long, B, long]))
    tracemalloc.start()
    try:
        assert told(read(path)) == ["a", "too_large", "b", "too_large"]
        assert tracemalloc.get_traced_memory()[1] < 1.5 * MAX_RECORD
    finally:
        tracemalloc.stop()
    path.write_bytes(b"\n".join([A, just, B]))
    assert [len(as_text(record.source or "")) for record in read(path)] == [1, MAX_RECORD - 12, 1]


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Of 200 MB, no more than a few pieces are held."""
    path = tmp_path / "crawl.jsonl"
    block = lines(200, filler="x" * 20_000)
    with open(path, "wb") as file:
        for _ in range(200_000_000 // len(block)):
            file.write(block)
    found = Input(str(path), "crawl.jsonl", "jsonl")
    start = time.process_time()
    count = sum(1 for _ in read_records(found))
    assert count == 200 * (200_000_000 // len(block))
    assert time.process_time() - start < 20
    records = read_records(found)
    tracemalloc.start()
    try:
        for _, record in zip(range(2000), records, strict=False):
            assert record.error is None
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("fields", "row", "source", "kind"),
    [
        (Fields(), {"html": "<p>h", "text": "t", "content": "c"}, "<p>h", "html"),
        (Fields(), {"html": "", "text": "t"}, "t", "text"),
        (Fields(), {"html": None, "text": "t"}, "t", "text"),
        (Fields(), {"html": 5, "text": "t"}, "t", "text"),
        (Fields(), {"text": " ", "content": "c"}, "c", "auto"),
        (Fields(), {"text": " ", "html": ""}, "", "html"),
        (Fields(), {"content": "c", "body": "b"}, "c", "auto"),
        (Fields(text="body"), {"text": "t", "body": "b"}, "b", "text"),
        (Fields(html="raw"), {"text": "t", "raw": "<p>r"}, "<p>r", "html"),
        (Fields(html="raw", text="body"), {"raw": "", "body": "b"}, "b", "text"),
    ],
)
def test_columns_are_chosen(tmp_path: Path, fields: Fields, row: dict[str, object], source: str, kind: str) -> None:
    path = tmp_path / "crawl.jsonl"
    path.write_text(json.dumps(row))
    (record,) = read(path, fields)
    assert (record.source, record.kind, record.columns) == (source, kind, row)


@pytest.mark.parametrize(
    ("fields", "row", "error"),
    [
        (
            Fields(text="body"),
            {"text": "t"},
            "no_text: no column 'body'; there are: 'text'; choose",
        ),
        (Fields(), {"n": 1, "m": 2}, "no_text: no column 'html' or 'text' or 'content'; there are: 'n', 'm'; choose"),
        (Fields(text="n"), {"n": 1}, "no_text: the column 'n' holds a number, no text"),
        (Fields(html="n"), {"n": None}, "no_text: nothing in the column 'n'"),
    ],
)
def test_a_row_without_text_says_why(tmp_path: Path, fields: Fields, row: dict[str, object], error: str) -> None:
    path = tmp_path / "crawl.jsonl"
    path.write_text(json.dumps(row))
    (record,) = read(path, fields)
    assert record.source is None
    assert (record.error or "").startswith(error)
    assert record.columns == row


def test_addresses_come_from_their_column(tmp_path: Path) -> None:
    path = tmp_path / "crawl.jsonl"
    path.write_text('{"text": "t", "url": "https://a.example/", "link": "https://b.example/"}\n{"text": "t", "url": 5}')
    assert [record.url for record in read(path)] == ["https://a.example/", None]
    assert [record.url for record in read(path, Fields(url="link"))] == ["https://b.example/", None]


@pytest.mark.parametrize(("name", "kind"), [("a.html", "html"), ("a.txt", "text")])
def test_a_page_or_a_text_is_a_file_of_its_own(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(PAGE)
    (record,) = read(path)
    assert (record.source, record.kind, record.columns, record.place) == (PAGE, kind, {"file": name}, name)
    assert_skips(path)


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_that_is_gone_is_a_record(tmp_path: Path, format: str) -> None:
    """As one is that cannot be read for another reason."""
    for path in (tmp_path / "gone", tmp_path):
        (record,) = read_records(Input(str(path), "name", format))
        assert record.source is None
        assert record.place.startswith("name")
        assert (record.error or "").split(":")[0] in ("unreadable", "damaged")
