"""datatrove: a step of a pipeline that a real local executor runs, and runs again."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from corpus import PAGE_ROWS, TEXT_ROWS, Row, engine, expected, got, shuffled

from dechaff import DechaffError
from dechaff.records.columns import FIELDS
from pages import PAGES

pytestmark = engine("datatrove")

WHOLE = tuple(field for field in FIELDS if field != "text")


def usable(rows: tuple[Row, ...]) -> list[Row]:
    """Rows that datatrove's readers let through: those with text."""
    return [row for row in shuffled(list(rows)) if isinstance(row.source, str) and row.source]


def write_lines(folder: Path, rows: list[Row]) -> None:
    """Two files, one for each task."""
    folder.mkdir()
    for name, some in (("a", rows[::2]), ("b", rows[1::2])):
        lines = [json.dumps({"id": row.id, "text": row.source, "url": row.url, "mark": row.id[:3]}) for row in some]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def read_lines(folder: Path) -> list[dict[str, Any]]:
    texts = [gzip.decompress(path.read_bytes()).decode() for path in sorted(folder.glob("*.jsonl.gz"))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def run(folder: Path, rows: list[Row]) -> Any:
    """Clean them in two tasks; the statistics."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from dechaff.integrations.datatrove import CleanStep

    if not (folder / "in").exists():
        write_lines(folder / "in", rows)
    removed = JsonlWriter(str(folder / "removed"))
    steps = [
        JsonlReader(str(folder / "in")),
        CleanStep(fields=WHOLE, exclusion_writer=removed),
        JsonlWriter(str(folder / "out")),
    ]
    return LocalPipelineExecutor(steps, tasks=2, logging_dir=str(folder / "log"), skip_completed=True).run()


def test_a_real_run(tmp_path: Path) -> None:
    """The bytes of the plain loop; metadata stays; removals are counted and written out; done tasks are skipped."""
    rows = usable(TEXT_ROWS)
    stats = {item.name: item.stats for item in run(tmp_path, rows).stats}
    written = read_lines(tmp_path / "out")
    found = [{**line["metadata"], "article_text": line.get("text", ""), "id": line["id"]} for line in written]
    want = expected("text")
    assert got(found) == {row.id: want[row.id] for row in rows}
    assert {line["id"]: line["metadata"]["mark"] for line in written} == {row.id: row.id[:3] for row in rows}
    removed = [block for line in found for block in line["removed"]]
    counts = next(some for name, some in stats.items() if name.endswith("dechaff"))
    assert counts["total"].total == len(rows)
    assert counts["ok"].total == sum(line["status"] == "ok" for line in found)
    for cleaner in {block["cleaner"] for block in removed}:
        assert counts[f"removed_{cleaner}"].total == sum(block["cleaner"] == cleaner for block in removed)
    excluded = read_lines(tmp_path / "removed")
    assert sorted(block["text"] for block in removed) == sorted(
        block["text"] for line in excluded for block in line["metadata"]["removed"]
    )
    assert all(line["text"] for line in excluded)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    run(tmp_path, rows)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


def test_a_task_that_broke_off_is_run_again(tmp_path: Path) -> None:
    """What is missing when a task is run again is done again; the other stays as it is."""
    rows = usable(TEXT_ROWS)
    run(tmp_path, rows)
    before = read_lines(tmp_path / "out")
    (tmp_path / "log" / "completions" / "00001").unlink()
    (tmp_path / "out" / "00001.jsonl.gz").unlink()
    run(tmp_path, rows)
    assert read_lines(tmp_path / "out") == before


def test_pages_are_cleaned_as_pages() -> None:
    """Metadata goes under the names of the fields that are asked for, or beside what is there already."""
    from datatrove.data import Document

    from dechaff.integrations.datatrove import CleanStep

    pages = [row for row in PAGE_ROWS if row.source and row.id.startswith("article--en-wordpress")]
    assert pages
    documents = [Document(row.source.decode(), row.id, metadata={"title": "mine", "url": row.url}) for row in pages]  # type: ignore[union-attr]
    (cleaned,) = CleanStep(kind="html", fields=["title", "status"]).run(documents)
    want = json.loads(expected("html")[cleaned.id])
    assert cleaned.text == want["text"]
    assert cleaned.metadata == {
        "title": "mine", "url": pages[0].url, "article_title": want["title"], "status": "ok",
    }  # fmt: skip


def test_what_cannot_be_cleaned_goes_on() -> None:
    """Documents without text that some other step made; fields that do not exist are told at once."""
    from datatrove.data import Document

    from dechaff.integrations.datatrove import CleanStep

    texts: list[Any] = [None, "", PAGES[0].source]
    cleaned = list(CleanStep().run([Document(text, str(n)) for n, text in enumerate(texts)]))
    assert [document.metadata["status"] for document in cleaned] == ["failed", "empty", "ok"]
    assert [document.text for document in cleaned[:2]] == ["", ""]
    with pytest.raises(DechaffError, match="no field 'body'"):
        CleanStep(fields=["body"])
