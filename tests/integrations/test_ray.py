"""Ray: `map_batches` with a pool of actors, and whole collections with `run`; actors may be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from corpus import PAGE_ROWS, SEARCH_PATH, TEXT_ROWS, Row, engine, expected, got, shuffled
from faults import killing

from dechaff import DechaffError
from pages import PAGES, ROOT

if TYPE_CHECKING:
    from ray.data import Dataset

pytestmark = engine("ray", "ray", "pyarrow", "pandas")


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """Ray with two processors, for all tests of this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_MODE", "disabled")
        patch.setenv("PYTHONPATH", SEARCH_PATH)
        import ray

        ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        yield
        ray.shutdown()


def dataset(rows: list[Row], column: str) -> Dataset:
    import pyarrow as pa
    import ray

    data = {"id": [row.id for row in rows], column: [row.source for row in rows], "url": [row.url for row in rows]}
    table = pa.table(data)
    return ray.data.from_arrow([table.slice(start, 8) for start in range(0, len(rows), 8)])


def lines_of(folder: Path) -> list[dict[str, Any]]:
    parts = sorted(folder.glob("part-*.jsonl"))
    return [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def crawl(tmp_path: Path) -> list[str]:
    """Two files of lines, of which one cannot be read."""
    rows = shuffled(TEXT_ROWS)
    paths = []
    for name, some in (("a", rows[:20]), ("b", rows[20:])):
        lines = [json.dumps({"id": row.id, "text": row.source, "url": row.url}) for row in some]
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join([*lines, *(["{broken"] if name == "a" else [])]), encoding="utf-8")
        paths.append(str(path))
    return paths


@pytest.mark.parametrize(("column", "rows"), [("text", TEXT_ROWS), ("html", PAGE_ROWS)], ids=["text", "html"])
def test_the_same_bytes_as_the_plain_loop(cluster: None, column: str, rows: tuple[Row, ...]) -> None:
    """Texts and pages, good and bad: the function itself as tasks, and the pool of actors."""
    from ray.data import ActorPoolStrategy

    from dechaff.integrations.arrow import clean_batch
    from dechaff.integrations.ray import CleanBatches

    data, settings = dataset(shuffled(rows), column), {column: column}
    tasks = data.map_batches(clean_batch, batch_format="pyarrow", fn_kwargs=settings)
    assert got(tasks.take_all()) == expected(column)
    pool = ActorPoolStrategy(size=2)
    actors = data.map_batches(CleanBatches, batch_format="pyarrow", fn_constructor_kwargs=settings, compute=pool)
    assert got(actors.take_all()) == expected(column)


@pytest.mark.parametrize(("timeout", "want"), [(None, ["prepared"]), (10.0, [])])
def test_an_actor_loads_the_weights_when_it_starts(timeout: float | None, want: list[str]) -> None:
    """Not with its first batch; under a deadline, that is for the process beside it."""
    from dechaff.integrations.ray import CleanBatches

    calls: list[str] = []

    class Watched:
        def prepare(self) -> None:
            calls.append("prepared")

    CleanBatches(cleaning=Watched(), timeout=timeout)  # type: ignore[arg-type]
    assert calls == want


def test_lines_become_lines(cluster: None, crawl: list[str], tmp_path: Path) -> None:
    """In the order of the input; a line that cannot be read is a row that says so."""
    from dechaff.integrations.ray import run

    counted = run(crawl, str(tmp_path / "out"), workers=2)
    rows = lines_of(tmp_path / "out")
    assert [row.get("id") for row in rows[:20]] == [row.id for row in shuffled(TEXT_ROWS)[:20]]
    broken = rows.pop(20)
    assert broken["status"] == "failed"
    assert broken["reasons"][0].startswith("bad_json: ")
    assert got(rows) == expected("text")
    assert counted.total() == len(rows) + 1
    assert (tmp_path / "out" / "_SUCCESS").exists()
    counted = run(crawl[:1], str(tmp_path / "out"), fields=["title"], workers=2, overwrite=True)
    assert counted.total() == len(lines_of(tmp_path / "out")) == 21


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_the_same_files_as_the_command_line(cluster: None, crawl: list[str], tmp_path: Path, format: str) -> None:
    """What Ray makes of a file is byte for byte what `dechaff -j 2` makes of it."""
    from dechaff.integrations.ray import run

    command = [sys.executable, "-m", "dechaff", crawl[0], "-j", "2", "-o", str(tmp_path / f"two.{format}")]
    subprocess.run(
        [*command, "-q", "--fail-on", "never"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
        timeout=200,
    )
    run(crawl[:1], str(tmp_path / "out"), format=format, workers=2)
    want = (tmp_path / f"two.{format}").read_bytes()
    assert (tmp_path / "out" / f"part-000000.{format}").read_bytes() == want


def test_parquet_becomes_parquet(cluster: None, tmp_path: Path) -> None:
    """With the types that its columns had."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from dechaff.integrations.ray import run

    rows = shuffled(PAGE_ROWS)
    table = pa.table(
        {
            "id": [row.id for row in rows],
            "html": pa.array([row.source for row in rows], pa.large_binary()),
            "url": [row.url for row in rows],
            "fetched": pa.array(range(len(rows)), pa.timestamp("ms", "UTC")),
        }
    )
    pq.write_table(table, tmp_path / "pages.parquet", row_group_size=10)
    counted = run([str(tmp_path / "pages.parquet")], str(tmp_path / "out"), format="parquet", workers=2)
    result = pq.read_table(tmp_path / "out")
    assert result.select(["fetched"]).equals(table.select(["fetched"]))
    assert got(result.to_pylist()) == expected("html")
    assert counted.total() == len(rows)


def test_a_killed_actor_costs_no_row(cluster: None, crawl: list[str], tmp_path: Path) -> None:
    """A cleaner kills its actor once; Ray starts another one, and every row is there."""
    from dechaff.integrations.ray import run

    marker = tmp_path / "killed"
    run(crawl, str(tmp_path / "out"), cleaning=killing(marker), timeout=None, workers=2)
    assert marker.exists()
    rows = lines_of(tmp_path / "out")
    assert got(row for row in rows if "id" in row) == expected("text")


def test_a_page_that_kills_every_time_costs_only_itself(cluster: None, crawl: list[str], tmp_path: Path) -> None:
    """Under a deadline, documents are cleaned beside the actor; the job goes on."""
    from dechaff.integrations.ray import run

    run(crawl, str(tmp_path / "out"), cleaning=killing(source=PAGES[0].source), workers=2)
    rows = {row["id"]: row for row in lines_of(tmp_path / "out") if "id" in row}
    victim = rows.pop(PAGES[0].name)
    assert victim["reasons"][0].startswith("worker_died: ")
    assert got(rows.values()) == {name: row for name, row in expected("text").items() if name != PAGES[0].name}


def test_mistakes_are_told_before_anything_starts(tmp_path: Path) -> None:
    """Nothing is written over, and formats and fields are looked at first."""
    from dechaff.integrations.ray import run

    page = tmp_path / "a.html"
    page.write_text("<p>A page.</p>", encoding="utf-8")
    full = tmp_path / "full"
    full.mkdir()
    (full / "part-000000.jsonl").write_text("{}", encoding="utf-8")
    mistakes: list[tuple[dict[str, Any], str]] = [
        ({"output": str(full)}, "something in this folder"),
        ({"format": "text"}, "not 'text'"),
        ({"fields": ["body"]}, "no field 'body'"),
        ({"inputs": [str(tmp_path / "nothing")]}, "no such file"),
        ({"inputs": ["-"]}, "standard input"),
    ]
    for settings, message in mistakes:
        with pytest.raises(DechaffError, match=message):
            run(**({"inputs": [str(page)], "output": str(tmp_path / "out")} | settings))
