"""Parquet files that ask for more memory than they are worth, and the headers of pages that tell."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from containers import assert_skips, read, told

from dechaff.records.footer import read_footer
from dechaff.records.loads import load_of
from dechaff.records.pages import DICTIONARY, pages_of
from test_cli import ENVIRONMENT

MB = 1 << 20
LINUX = sys.platform == "linux"
# Prints how many records of a file have a text, how many are too large, and the most memory that reading took, in KB.
READER = """
import sys
from dechaff.records.inputs import find_inputs
from dechaff.records.reading import read_records
texts = errors = 0
for record in read_records(find_inputs([sys.argv[1]])[0]):
    texts += record.source is not None or (record.error or "").startswith("no_text")
    errors += (record.error or "").startswith("too_large: ")
print(texts, errors, next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def write(path: Path, values: list[Any] | pa.Array, **more: Any) -> Path:
    options = {"compression": "zstd", "write_statistics": False, **more}
    pq.write_table(pa.table({"n": range(len(values)), "text": values}), path, **options)
    return path


def dictionary(size: int, rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["y" * size]))


LISTS: dict[str, Any] = {"dictionary_pagesize_limit": 1 << 30, "store_schema": False}


def lists(size: int, rows: int, length: int) -> pa.Array:
    """A list of the same text, many times, in each row."""
    return pa.ListArray.from_arrays(
        pa.array(range(0, (rows + 1) * length, length), pa.int32()), dictionary(size, rows * length)
    )


@pytest.mark.skipif(not LINUX, reason="/proc/self/status")
@pytest.mark.parametrize(
    ("values", "options", "texts", "errors"),
    [
        (lambda: ["x" * 4 * MB] * 100, {"use_dictionary": False, "data_page_size": 1 << 30}, 0, 100),
        (lambda: dictionary(30 * MB, 60), {"dictionary_pagesize_limit": 1 << 30, "store_schema": False}, 60, 0),
        (
            lambda: ["z" * 10 * MB] * 60,
            {"use_dictionary": False, "column_encoding": {"text": "DELTA_BYTE_ARRAY", "n": "PLAIN"}},
            60,
            0,
        ),
        (lambda: lists(MB, 1, 600), LISTS, 0, 1),
        (lambda: lists(MB, 1, 600), {**LISTS, "data_page_version": "2.0"}, 0, 1),
        (lambda: lists(MB, 20, 30), LISTS, 20, 0),
        (lambda: [[0] * 12 * MB], {}, 0, 1),
    ],
    ids=[
        "a page of many values",
        "a dictionary",
        "all in common with the row before",
        "a list of one text",
        "the same, of the second version",
        "lists that are short enough",
        "a list of one number",
    ],
)
def test_a_small_file_takes_no_gigabytes(
    tmp_path: Path, values: Callable[[], Any], options: dict[str, Any], texts: int, errors: int
) -> None:
    """Files of 2 to 14 kB, which took up to 4 GB: rows come in batches that have room, or not at all."""
    path = write(tmp_path / "bomb.parquet", values(), **options)
    assert path.stat().st_size < 20_000
    command = [sys.executable, "-c", READER, str(path)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    found = list(map(int, done.stdout.split()))
    assert found[:2] == [texts, errors]
    assert found[2] < 400_000


def test_rows_behind_a_bomb_are_read(tmp_path: Path) -> None:
    """It costs its own row group, whose rows say why."""
    path = tmp_path / "a.parquet"
    with pq.ParquetWriter(path, pa.schema({"text": pa.string()}), compression="zstd", use_dictionary=False) as writer:
        for values in (["a", "b"], ["x" * 70 * MB], ["c"]):
            writer.write_table(pa.table({"text": values}))
    records = read(path)
    assert told(records) == ["a", "b", "too_large", "c"]
    assert records[2].error is not None
    assert records[2].error.startswith("too_large: pages of 70 MiB are packed into ")
    assert_skips(path)


def test_a_row_is_not_larger_than_any_record_may_be(tmp_path: Path) -> None:
    """Though its file is as large."""
    path = write(tmp_path / "a.parquet", ["a", "x" * 65 * MB, "c"], compression="none", use_dictionary=False)
    assert told(read(path)) == ["a", "too_large", "c"]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"use_dictionary": False},
        {"compression": "none"},
        {"compression": "gzip", "data_page_version": "2.0"},
        {"write_statistics": True, "write_page_checksum": True, "write_page_index": True},
        {"data_page_size": 1000},
        {"version": "1.0", "data_page_version": "1.0", "compression": "snappy"},
    ],
)
def test_headers_are_read_to_the_end_of_a_column(tmp_path: Path, options: dict[str, Any]) -> None:
    """Page after page, whatever the headers hold; the last ends where the column does."""
    path = write(tmp_path / "a.parquet", [f"A text with the number {n}" * 9 for n in range(9000)], **options)
    (group,) = read_footer(io.BytesIO(path.read_bytes()))
    data = io.BytesIO(path.read_bytes())
    metadata = pq.ParquetFile(path).metadata.row_group(0)
    load = load_of(data, group.chunks)
    assert 1000 < load.unpacked <= sum(metadata.column(i).total_uncompressed_size for i in range(2))
    for i, chunk in enumerate(group.chunks):
        pages = list(pages_of(data, chunk))
        assert pages[-1].at + pages[-1].packed == chunk.end
        assert sum(page.values for page in pages if page.type != DICTIONARY) == metadata.column(i).num_values


def test_broken_headers_end_a_column(tmp_path: Path) -> None:
    """Whatever stands in a file, reading headers comes to an end, and every row is accounted for."""
    path = write(tmp_path / "a.parquet", [f"Text {n}" for n in range(500)], data_page_size=500, use_dictionary=False)
    whole = path.read_bytes()
    (group,) = read_footer(io.BytesIO(whole))
    random_ = random.Random(7)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(20):
            data[random_.randrange(4, group.chunks[1].end)] = random_.randrange(256)
        path.write_bytes(data)
        assert len(read(path)) == 500


def test_a_header_that_readers_may_read_differently_is_none(tmp_path: Path) -> None:
    """Arrow skips a field of another type; here the size of a page is hidden behind one that says 1 byte."""
    path = write(tmp_path / "a.parquet", ["x" * MB] * 100, use_dictionary=False, write_page_checksum=True)
    data = bytearray(path.read_bytes())
    (group,) = read_footer(io.BytesIO(data))
    at = group.chunks[1].start
    crc = next(i for i in range(at + 1, at + 40) if data[i] == 0x15 and data[i + 6] in (0x1C, 0x2C))
    data[crc : crc + 6] = bytes.fromhex("060402060402")
    path.write_bytes(data)
    assert told(read(path)) == ["damaged"] * 100


def test_a_column_of_lists_is_weighed_by_its_longest_row(tmp_path: Path) -> None:
    """Not by all of its values: a mask of a hundred million ones that packs to nothing is an ordinary column."""
    ones = pa.array([[1] * 512] * 3000, pa.list_(pa.int64()))
    words = pa.array([[f"word {n * 7919 % 9001}" for n in range(k % 400)] for k in range(3000)])
    deep = pa.array([[[k, 1], [], [2] * (k % 9)] if k % 3 else [] for k in range(3000)])
    for options in ({}, {"data_page_version": "2.0"}, {"compression": "snappy"}, {"data_page_size": 1000}):
        path = tmp_path / "a.parquet"
        columns = {"text": ["a"] * 3000, "ones": ones, "words": words, "deep": deep}
        pq.write_table(pa.table(columns), path, **({"compression": "zstd"} | options))
        with path.open("rb") as file:
            (group,) = read_footer(file)
            largest = {chunk.name: load_of(file, [chunk]).unpacked for chunk in group.chunks}
        assert largest["ones"] < 2 * MB
        assert largest["words"] < 2 * MB
        assert told(read(path)) == ["a"] * 3000


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "brotli", "zstd", "lz4"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_longest_row_is_found(compression: str, depth: int) -> None:
    """Though its pages end anywhere; each value counts for 16 bytes, an empty list and null as one value."""
    random_ = random.Random(depth)
    kind: pa.DataType = pa.int64()
    for _ in range(depth):
        kind = pa.list_(kind)

    def value(depth: int) -> Any:
        if not depth:
            return 1
        return None if random_.random() < 0.1 else [value(depth - 1) for _ in range(random_.choice([0, 1, 2, 9]))]

    def size(value: Any) -> int:
        return sum(map(size, value)) if isinstance(value, list) and value else 1

    long: Any = 1
    for width in (7000, 2, 1)[:depth]:
        long = [long] * width
    rows = [*(value(depth) for _ in range(700)), long, *(value(depth) for _ in range(700))]
    for options in ({}, {"data_page_size": 500, "write_batch_size": 7}, {"data_page_version": "2.0"}):
        file = io.BytesIO()
        pq.write_table(pa.table({"l": pa.array(rows, kind)}), file, compression=compression, **options)
        (group,) = read_footer(file)
        assert load_of(file, group.chunks).unpacked == 16 * max(map(size, rows))


def test_what_is_too_large_is_named(tmp_path: Path) -> None:
    """It need not be the text: whoever knows the column can leave it out."""
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"text": [f"A text, {n}" for n in range(70)], "raw": ["x" * MB] * 70}),
        path,
        compression="zstd",
        use_dictionary=False,
        data_page_size=1 << 30,
    )
    (error,) = {record.error for record in read(path)}
    assert error is not None
    assert error.startswith("too_large: pages of 70 MiB")
    assert "'raw'" in error
