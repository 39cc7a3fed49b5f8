"""Clean collections on Ray: a pool of actors that load the weights once, on this machine or on a cluster.

>>> ray.data.read_parquet("pages").map_batches(CleanBatches, batch_format="pyarrow")  # doctest: +SKIP
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from logging import WARNING

import pyarrow as pa
import ray
from ray.data import ActorPoolStrategy

from dechaff.batch.crew import processors
from dechaff.integrations.arrow import BatchCleaner
from dechaff.integrations.packing import unpack
from dechaff.integrations.ray_files import WAITING, Parts, find_files, read_files
from dechaff.integrations.rows import clean_rows
from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS
from dechaff.records.fields import Fields
from dechaff.records.inputs import Input
from dechaff.records.writing import to_json

__all__ = ["CleanBatches", "run"]

DEFAULT = Cleaning()
EVERYTHING = Fields()


@dataclass(frozen=True)
class CleanBatches(BatchCleaner):
    """`clean_batch` for `Dataset.map_batches`, with the weights loaded when an actor starts."""

    def __post_init__(self) -> None:
        if self.timeout is None:
            self.cleaning.prepare()


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
    found = find_files(inputs)
    sink = Parts(output, format, tuple(fields), overwrite)
    started = not ray.is_initialized()
    if started:
        cpus = None if address else workers or processors()
        ray.init(address or "local", num_cpus=cpus, include_dashboard=None if address else False, logging_level=WARNING)
    try:
        actors = workers or int(ray.cluster_resources().get("CPU", 1))
        settings = {"cleaning": cleaning, "fields": tuple(fields), "timeout": timeout}
        rows = read_files(found, columns).map_batches(
            _CleanRows, fn_constructor_kwargs=settings, batch_format="pyarrow", batch_size=None, zero_copy_batch=True,
            compute=ActorPoolStrategy(min_size=1, max_size=actors, initial_size=actors), num_cpus=1,
        )  # fmt: skip
        at_once = None if address else 1  # on one machine, starting more writers would take time from the actors
        rows.write_datasink(sink, ray_remote_args={"num_cpus": WAITING}, concurrency=at_once)
    finally:
        if started:
            ray.shutdown()
    return sink.counted


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
