"""What engines cost: `python tests/benchmarks/engines.py overhead`, `ray`, `spark` or `size`.

- `overhead`: `clean_batch` as a multiple of the plain loop, in CPU time, the two taking turns; 1.05 is allowed.
- `ray`: two actors as a multiple of one process on 10,000 documents, start-up excluded, on two quiet cores; 1.6 is
  asked for. `--documents` makes it quicker.
- `spark`: two workers, in the same way.
- `size`: what the rows of pages take as Parquet, in bytes a page.

The documents are the test pages, each a little different every time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from dechaff import Record
from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS

FIXTURES = Path(__file__).parents[2] / "fixtures"
BATCH = 100
LIGHT = tuple(field for field in FIELDS if field not in ("kept", "removed", "provenance"))


def texts(count: int) -> list[str]:
    """So many texts; no two are the same."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("pages/*/source.txt"))]
    return [f"{source}\nThis was line number {n}." for n, source in enumerate(islice(cycle(sources), count))]


def pages() -> list[bytes]:
    return [path.read_bytes() for path in sorted(FIXTURES.glob("html/*/page.html"))]


def overhead(_: int) -> None:
    """CPU time of both, best of five rounds."""
    import pyarrow as pa

    from dechaff.integrations.arrow import clean_batch

    cleaning = Cleaning()
    for kind, sources in (("text", texts(111)), ("html", pages() * 4)):
        table = pa.table({kind: sources})
        steps: dict[str, Callable[[], Any]] = {
            "the plain loop": lambda sources=sources, kind=kind: [  # type: ignore[misc]
                cleaning.clean(Record(source, kind=kind)).to_dict() for source in sources
            ],
            "clean_batch": lambda table=table, kind=kind: clean_batch(table, **{kind: kind}),  # type: ignore[misc]
        }
        best = dict.fromkeys(steps, float("inf"))
        for _round in range(6):
            for name, step in steps.items():
                began = time.process_time()
                step()
                best[name] = min(best[name], time.process_time() - began)
        plain, batch = best.values()
        print(f"{kind}: {len(sources)} documents, plain loop {plain:.2f} s, clean_batch {batch / plain:.3f} times that")


def with_ray(count: int) -> None:
    """An actor pool of two on a local cluster."""
    os.environ.setdefault("RAY_AUTH_MODE", "disabled")
    import pyarrow as pa
    import ray

    from dechaff.integrations.ray import CleanBatches

    ray.data.DataContext.get_current().enable_progress_bars = False
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")

    def run(some: list[str], folder: str) -> None:
        table = pa.table({"text": some})
        data = ray.data.from_arrow([table.slice(start, BATCH) for start in range(0, len(some), BATCH)])
        pool = ray.data.ActorPoolStrategy(size=2)
        cleaned = data.map_batches(CleanBatches, batch_format="pyarrow", batch_size=None, compute=pool)
        cleaned.write_parquet(folder, ray_remote_args={"num_cpus": 0}, concurrency=1)

    compare("Ray, two actors", run, count)
    ray.shutdown()


def with_spark(count: int) -> None:
    """Two workers of a local session."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyspark.sql import SparkSession

    from dechaff.integrations.spark import clean_frame

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.files.maxPartitionBytes", "1m").config("spark.sql.files.openCostInBytes", "0")
    spark = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", str(BATCH)).getOrCreate()

    def run(some: list[str], folder: str) -> None:
        pq.write_table(pa.table({"text": some}), f"{folder}.parquet", row_group_size=BATCH)
        clean_frame(spark.read.parquet(f"{folder}.parquet")).write.parquet(folder)

    compare("Spark, two workers", run, count)
    spark.stop()


def compare(name: str, run: Callable[[list[str], str], None], count: int) -> None:
    """Wall time of a long run less that of a short one, which is start-up; of one process in between."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from dechaff.integrations.arrow import clean_batch

    print(f"load of this machine: {os.getloadavg()[0]:.1f}; it should be below 0.3", file=sys.stderr)
    sources = texts(count)
    few = max(2 * BATCH, count // 50)

    def timed(step: Callable[[list[str], str], None], size: int, folder: str) -> float:
        began = time.perf_counter()
        step(sources[:size], folder)
        return time.perf_counter() - began

    def loop(some: list[str], folder: str) -> None:
        for start in range(0, len(some), BATCH):
            pq.write_table(clean_batch(pa.table({"text": some[start : start + BATCH]})), folder)

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "")
        timed(run, few, f"{path}warm")
        timed(loop, few, f"{path}loop")
        short, one, long = (
            timed(run, few, f"{path}short"),
            timed(loop, count - few, f"{path}l"),
            timed(run, count, f"{path}long"),
        )
        parts = [part for part in Path(folder, "long").iterdir() if part.suffix == ".parquet"]
        assert sum(pq.read_metadata(part).num_rows for part in parts) == count
    print(
        f"{count - few} documents: one process {one:.1f} s; {name}: {long - short:.1f} s after {short:.1f} s start-up"
    )
    print(f"{one / (long - short):.2f} times one process")


def size(_: int) -> None:
    """Rows of all pages of the fixtures, packed with zstd."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from dechaff.integrations.arrow import clean_batch

    sources = pages()
    kilobytes = sum(map(len, sources)) / len(sources) / 1000
    for name, fields in (("text and metadata", LIGHT), ("all fields", FIELDS)):
        table = clean_batch(pa.table({"html": sources}), fields=fields).drop_columns("html")
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        print(f"{len(sources)} pages, {kilobytes:.0f} kB each, {name}: {sink.getvalue().size / len(sources):.0f} bytes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("overhead", "ray", "spark", "size"))
    parser.add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()
    {"overhead": overhead, "ray": with_ray, "spark": with_spark, "size": size}[options.what](options.documents)
