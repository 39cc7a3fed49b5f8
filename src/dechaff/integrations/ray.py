"""Clean collections on Ray: a pool of actors that load the weights once, on this machine or on a cluster.

>>> ray.data.read_parquet("pages").map_batches(CleanBatches, batch_format="pyarrow")  # doctest: +SKIP
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from logging import WARNING
from pathlib import Path
from typing import Any

import pyarrow as pa
import ray
from ray.data import ActorPoolStrategy, Dataset, Datasink
from ray.data.block import BlockAccessor
from ray.data.datasource.datasink import WriteResult

from dechaff.batch.crew import processors
from dechaff.integrations.arrow import clean_batch
from dechaff.integrations.packing import columns_of, pack, unpack
from dechaff.integrations.rows import clean_rows
from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS, added_columns
from dechaff.records.fields import Fields
from dechaff.records.inputs import Input, find_inputs
from dechaff.records.reading import read_records
from dechaff.records.writing import open_writer, to_json
from dechaff.types import DechaffError, Record

__all__ = ["CleanBatches", "run"]

DEFAULT = Cleaning()
EVERYTHING = Fields()
FORMATS = ("jsonl", "parquet")
DONE = "_SUCCESS"  # a file that is made when all others are there, as Spark does
ROWS = 64  # that are read at a time
BLOCK = 8 << 20  # bytes, some seconds of work for an actor; done again where it is killed
ROWS_OF_FILE = 10_000
TASKS = 1_000  # that read, at most: each has a share of the files
WAITING = 0  # processors for what reads and writes, so that it takes none from an actor


class CleanBatches:
    """`clean_batch` for `Dataset.map_batches`, with the weights loaded when an actor starts."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        text: str | None = None,
        html: str | None = None,
        url: str | None = None,
        cleaning: Cleaning = DEFAULT,
        fields: Iterable[str] = FIELDS,
        timeout: float | None = None,
    ) -> None:
        self.text, self.html, self.url = text, html, url
        self.cleaning, self.fields, self.timeout = cleaning, tuple(fields), timeout
        if timeout is None:
            cleaning.prepare()

    def __call__(self, batch: pa.Table) -> pa.Table:
        return clean_batch(
            batch, text=self.text, html=self.html, url=self.url, cleaning=self.cleaning, fields=self.fields,
            timeout=self.timeout,
        )  # fmt: skip


def run(  # noqa: PLR0913
    inputs: Sequence[str | Input],
    output: str,
    *,
    cleaning: Cleaning = DEFAULT,
    fields: Sequence[str] = FIELDS,
    columns: Fields = EVERYTHING,
    format: str = "jsonl",
    address: str | None = None,
    workers: int | None = None,
    timeout: float | None = 10.0,
    overwrite: bool = False,
) -> Counter[str]:
    """Clean a collection on Ray, into a folder of files `part-000000.jsonl`, in the order of the input.

    When all are there, so is a file `_SUCCESS`. A worker that is killed is replaced, and what it was on is done again.
    On a cluster, input and output lie in a file system that all its machines see under the same path.

    Args:
        inputs: files, folders and patterns of any format that `find_inputs` takes.
        output: the folder.
        cleaning: the settings.
        fields: which fields of articles become columns, see `added_columns`.
        columns: which columns of the input hold what.
        format: of the output, `jsonl` or `parquet`.
        address: of a cluster, as `ray.init` takes it (`auto`, `ray://head:10001`); None for this machine alone.
        workers: actors, each with a processor; all processors where None.
        timeout: seconds for a document; None cleans in the actors themselves, where a page may take one down.
        overwrite: whether the folder may have something in it already; what an earlier run wrote is deleted.

    Returns:
        How many documents have which status.

    Raises:
        DechaffError: an input or a field is not there, or the output is.
    """
    found = _found(inputs)
    if not found:
        raise DechaffError("no documents were found in what was named")
    if format not in FORMATS:
        raise DechaffError(f"Ray writes {' or '.join(FORMATS)}, not {format!r}")
    added_columns((), fields)
    sink = _Parts(output, format, tuple(fields), overwrite)
    started = not ray.is_initialized()
    if started:
        cpus = None if address else workers or processors()
        ray.init(address or "local", num_cpus=cpus, include_dashboard=None if address else False, logging_level=WARNING)
    try:
        actors = workers or int(ray.cluster_resources().get("CPU", 1))
        settings = {"cleaning": cleaning, "fields": tuple(fields), "timeout": timeout}
        rows = _rows(found, columns).map_batches(
            _CleanRows, fn_constructor_kwargs=settings, batch_format="pyarrow", batch_size=None, zero_copy_batch=True,
            compute=ActorPoolStrategy(min_size=1, max_size=actors, initial_size=actors), num_cpus=1,
        )  # fmt: skip
        at_once = None if address else 1  # on one machine, starting more writers would take time from the actors
        rows.write_datasink(sink, ray_remote_args={"num_cpus": WAITING}, concurrency=at_once)
    finally:
        if started:
            ray.shutdown()
    return sink.counted


def _found(inputs: Sequence[str | Input]) -> list[Input]:
    """The files, under paths that lead to them from anywhere."""
    named = [one for one in inputs if isinstance(one, Input)]
    named += find_inputs([one for one in inputs if not isinstance(one, Input)])
    if any(one.path == "-" for one in named):
        raise DechaffError("workers cannot read standard input; name a file")
    return [replace(one, path=os.path.abspath(one.path)) for one in named]


def _rows(found: Sequence[Input], columns: Fields) -> Dataset:
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


class _CleanRows:
    """An actor: packed records in, packed articles out."""

    def __init__(self, cleaning: Cleaning, fields: tuple[str, ...], timeout: float | None) -> None:
        self.cleaning, self.fields, self.timeout = cleaning, (*fields, "status"), timeout
        if timeout is None:
            cleaning.prepare()

    def __call__(self, batch: pa.Table) -> pa.Table:
        rows = clean_rows(map(unpack, batch.to_pylist()), self.cleaning, self.timeout)
        articles = [to_json({field: row[field] for field in self.fields}) for row in rows]
        return batch.select(["url", "place", "columns"]).append_column("article", pa.array(articles, pa.large_binary()))


class _Parts(Datasink[Counter[str]]):
    """Files of a folder, each written by one task; a task that is run again makes the same file again."""

    def __init__(self, folder: str, format: str, fields: tuple[str, ...], overwrite: bool) -> None:
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
