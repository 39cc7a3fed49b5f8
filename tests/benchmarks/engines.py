"""What engines cost: `python tests/benchmarks/engines.py overhead`, `ray` or `size`.

- `overhead`: `clean_batch` as a multiple of the plain loop, in CPU time, the two taking turns; 1.05 is allowed.
- `ray`: two actors as a multiple of one process on 10,000 documents, start-up excluded, on two quiet cores; 1.6 is
  asked for. `--documents` makes it quicker.
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
    """Wall time of a long run less that of a short one, which is start-up; of one process in between."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import ray

    from dechaff.integrations.ray import CleanBatches

    os.environ.setdefault("RAY_AUTH_MODE", "disabled")
    print(f"load of this machine: {os.getloadavg()[0]:.1f}; it should be below 0.3", file=sys.stderr)
    sources = texts(count)
    few = count // 50
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    with tempfile.TemporaryDirectory() as folder:

        def run(size: int) -> float:
            table = pa.table({"text": sources[:size]})
            data = ray.data.from_arrow([table.slice(start, 100) for start in range(0, size, 100)])
            pool = ray.data.ActorPoolStrategy(size=2)
            began = time.perf_counter()
            cleaned = data.map_batches(CleanBatches, batch_format="pyarrow", batch_size=None, compute=pool)
            cleaned.write_parquet(os.path.join(folder, str(size)), ray_remote_args={"num_cpus": 0})
            return time.perf_counter() - began

        def loop(size: int) -> float:
            from dechaff.integrations.arrow import clean_batch

            began = time.perf_counter()
            for start in range(0, size, 100):
                table = clean_batch(pa.table({"text": sources[start : start + 100]}))
                pq.write_table(table, os.path.join(folder, "loop.parquet"))
            return time.perf_counter() - began

        run(few)
        loop(few)
        short, one, long = run(few), loop(count - few), run(count)
        assert sum(pq.read_metadata(path).num_rows for path in Path(folder, str(count)).iterdir()) == count
    ray.shutdown()
    print(f"{count} documents: one process {one:.1f} s, Ray with two actors {long - short:.1f} s after start-up of")
    print(f"{short:.1f} s: {one / (long - short):.2f} times one process")


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
    parser.add_argument("what", choices=("overhead", "ray", "size"))
    parser.add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()
    {"overhead": overhead, "ray": with_ray, "size": size}[options.what](options.documents)
