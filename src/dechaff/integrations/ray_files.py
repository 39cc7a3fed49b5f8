"""How Ray reads the files of a collection, each in a task, and writes a folder of files."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import ray
from ray.data import Dataset, Datasink
from ray.data.block import BlockAccessor
from ray.data.datasource.datasink import WriteResult

from dechaff.integrations.packing import columns_of, pack
from dechaff.records.columns import added_columns
from dechaff.records.fields import Fields
from dechaff.records.inputs import Input, find_inputs
from dechaff.records.reading import read_records
from dechaff.records.writing import open_writer
from dechaff.types import DechaffError, Record

__all__ = ["WAITING", "Parts", "find_files", "read_files"]

FORMATS = ("jsonl", "parquet")
DONE = "_SUCCESS"  # a file that is made when all others are there, as Spark does
ROWS = 64  # that are read at a time
BLOCK = 8 << 20  # bytes, some seconds of work for an actor; done again where it is killed
ROWS_OF_FILE = 10_000
TASKS = 1_000  # that read, at most: each has a share of the files
WAITING = 0  # processors for what reads and writes, so that it takes none from an actor


def find_files(inputs: Sequence[str | Input]) -> list[Input]:
    """The files, under paths that lead to them from anywhere.

    Raises:
        DechaffError: one is not there, or there are none.
    """
    named = [one for one in inputs if isinstance(one, Input)]
    named += find_inputs([one for one in inputs if not isinstance(one, Input)])
    if any(one.path == "-" for one in named):
        raise DechaffError("workers cannot read standard input; name a file")
    if not named:
        raise DechaffError("no documents were found in what was named")
    return [replace(one, path=os.path.abspath(one.path)) for one in named]


def read_files(found: Sequence[Input], columns: Fields) -> Dataset:
    """The records of files as rows, in blocks as small as an actor takes them."""
    numbers = [{"file": number} for number in range(len(found))]
    files = ray.data.from_items(numbers, override_num_blocks=min(len(found), TASKS))
    files.context.execution_options.preserve_order = True
    files.context.target_max_block_size = BLOCK

    def read(batch: dict[str, Any]) -> Iterator[pa.Table]:
        for number in batch["file"]:
            records = read_records(found[number], columns)
            while (rows := pack(islice(records, ROWS))).num_rows:
                yield rows

    return files.map_batches(read, batch_size=None, num_cpus=WAITING)


class Parts(Datasink[Counter[str]]):
    """Files of a folder, each written by one task; a task that is run again makes the same file again."""

    def __init__(self, folder: str, format: str, fields: tuple[str, ...], overwrite: bool) -> None:
        if format not in FORMATS:
            raise DechaffError(f"Ray writes {' or '.join(FORMATS)}, not {format!r}")
        added_columns((), fields)
        if not overwrite and os.path.isdir(folder) and os.listdir(folder):
            raise DechaffError(f"{folder}: there is something in this folder; choose another one, or --overwrite")
        for old in (*Path(folder).glob("part-??????.*"), *Path(folder).glob(DONE)):
            old.unlink()
        self.folder, self.format, self.fields = os.path.abspath(folder), format, fields
        self.counted: Counter[str] = Counter()

    @property
    def min_rows_per_write(self) -> int:
        return ROWS_OF_FILE

    def write(self, blocks: Iterable[Any], ctx: Any) -> Counter[str]:
        counted: Counter[str] = Counter()
        name = f"part-{ctx.task_idx:06}.{self.format}"
        writer = open_writer(name, self.format, fields=self.fields, folder=self.folder, overwrite=True)
        for block in blocks:
            for row in BlockAccessor.for_block(block).to_arrow().to_pylist():
                article = json.loads(row["article"])
                writer.write(
                    Record(None, url=row["url"], place=row["place"], columns=columns_of(row["columns"])), article
                )
                counted[article["status"]] += 1
        writer.finish()
        return counted

    def on_write_complete(self, write_result: WriteResult[Counter[str]]) -> None:
        self.counted = sum(write_result.write_returns, Counter())
        Path(self.folder).mkdir(parents=True, exist_ok=True)
        Path(self.folder, DONE).touch()
