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

from dechaff.records.pages import Load, load_of
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
    texts += record.source is not None
    errors += (record.error or "").startswith("too_large: ")
print(texts, errors, next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def write(path: Path, values: list[str] | pa.Array, **more: Any) -> Path:
    options = {"compression": "zstd", "write_statistics": False, **more}
    pq.write_table(pa.table({"n": range(len(values)), "text": values}), path, **options)
    return path


def dictionary(size: int, rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["y" * size]))


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
    ],
    ids=["a page of many values", "a dictionary", "all in common with the row before"],
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
    group = pq.ParquetFile(path).metadata.row_group(0)
    data = path.read_bytes()
    load = load_of(io.BytesIO(data), group)
    sizes = [group.column(i).total_uncompressed_size for i in range(2)]
    assert 1000 < load.unpacked <= sum(sizes)
    for i in range(2):  # a column that goes on too far is found to: its last page is where the next begins
        column = Column(group.column(i), more=8)
        with pytest.raises(EndError):
            load_of(Watched(data, column.end), Group(column))  # type: ignore[arg-type]


class EndError(Exception):
    """The place at which a column ends was looked at."""


class Watched(io.BytesIO):
    """A file that tells when a certain place is looked at."""

    def __init__(self, data: bytes, place: int) -> None:
        super().__init__(data)
        self.place = place

    def seek(self, place: int, whence: int = 0) -> int:
        if place == self.place:
            raise EndError
        return super().seek(place, whence)


class Column:
    """What is known of a column, which is said to be longer than it is."""

    def __init__(self, column: Any, more: int) -> None:
        self.data_page_offset, self.dictionary_page_offset = column.data_page_offset, column.dictionary_page_offset
        self.total_compressed_size = column.total_compressed_size + more
        self.end = (
            min(x for x in (self.data_page_offset, self.dictionary_page_offset) if x) + column.total_compressed_size
        )


class Group:
    """A row group of one column."""

    num_columns = 1

    def __init__(self, column: Column) -> None:
        self._column = column

    def column(self, _: int) -> Column:
        return self._column


def test_broken_headers_end_a_column(tmp_path: Path) -> None:
    """Whatever stands in a file, reading headers comes to an end, and every row is accounted for."""
    path = write(tmp_path / "a.parquet", [f"Text {n}" for n in range(500)], data_page_size=500, use_dictionary=False)
    whole = path.read_bytes()
    group = pq.ParquetFile(path).metadata.row_group(0)
    random_ = random.Random(7)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(20):
            data[random_.randrange(4, group.column(1).data_page_offset + group.column(1).total_compressed_size)] = (
                random_.randrange(256)
            )
        assert load_of(io.BytesIO(data), group) >= Load()
        path.write_bytes(data)
        assert len(read(path)) == 500
