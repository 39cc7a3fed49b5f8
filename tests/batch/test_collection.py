"""Whole collections: one output record for every input record, whatever happens to the run, and the same bytes."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dechaff
from batch.poison import WORD
from dechaff import DechaffError
from dechaff.batch.collection import Job, run
from dechaff.records.cleaning import Cleaning
from dechaff.records.inputs import find_inputs

HERE = Path(__file__).parent
SOURCE = Path(dechaff.__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), str(HERE.parent)])}
LINUX = sys.platform == "linux"
KILLS = 50


def text(n: int) -> str:
    """A small document, each another."""
    return (
        f"Harbour log {n}\n\nThe ferry left the harbour at {n % 24} o'clock with {n} passengers, a goat and the post, "
        f"and nobody on the quay could say why it had waited.\n\nRelated posts\n\nShare on Facebook"
    )


def collection(folder: Path, documents: int) -> Path:
    """A JSONL file with columns of its own, broken lines in it."""
    path = folder / "input.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(documents):
            file.write('{"text": \n' if n % 97 == 13 else json.dumps({"id": n, "text": text(n)}) + "\n")
    return path


def drive(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A run in a process of its own."""
    command = [sys.executable, str(HERE / "driver.py"), *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=300)


def job(source: Path, output: Path, **options: object) -> Job:
    return Job(tuple(find_inputs([str(source)])), str(output), **{"format": "jsonl", "workers": 0, **options})  # type: ignore[arg-type]


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_record_has_a_row_with_its_columns(tmp_path: Path) -> None:
    """In order, the broken ones with a reason, and listed beside the output."""
    source, output = collection(tmp_path, 200), tmp_path / "out.jsonl"
    tally = run(job(source, output))
    rows = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 200
    assert (tally.records, tally.failed) == (200, 2)
    assert [row["id"] for row in rows if "id" in row] == [n for n in range(200) if n % 97 != 13]
    assert rows[0]["text"] == text(0)
    assert rows[0]["article_text"] == "\n\n".join(text(0).split("\n\n")[:2])
    errors = [json.loads(line) for line in (tmp_path / "out.jsonl.errors.jsonl").read_text().splitlines()]
    assert [error["place"] for error in errors] == ["input.jsonl:14", "input.jsonl:111"]
    assert all(error["reasons"][0].startswith("bad_json: ") for error in errors)
    assert left_in(tmp_path) == ["input.jsonl", "out.jsonl", "out.jsonl.errors.jsonl"]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"])
def test_any_number_of_workers_writes_the_same_bytes(tmp_path: Path, name: str) -> None:
    """None, one and three, in every format that holds a collection."""
    source = collection(tmp_path, 150)
    written = []
    for workers in (0, 1, 3):
        output = tmp_path / str(workers) / name
        output.parent.mkdir()
        run(job(source, output, format="parquet" if name.endswith("parquet") else "jsonl", workers=workers))
        written.append(output.read_bytes())
    assert written[0] == written[1] == written[2]


def test_unordered_rows_are_the_same_rows(tmp_path: Path) -> None:
    """Only their order is another."""
    source = collection(tmp_path, 150)
    run(job(source, tmp_path / "a.jsonl"))
    run(job(source, tmp_path / "b.jsonl", workers=2, ordered=False))
    a, b = (sorted((tmp_path / name).read_text(encoding="utf-8").splitlines()) for name in ("a.jsonl", "b.jsonl"))
    assert a == b


@pytest.mark.skipif(not LINUX, reason="kills as Linux does")
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("order", "kills"), [("ordered", KILLS), ("unordered", 10)])
def test_a_run_that_is_killed_at_random_moments_goes_on(tmp_path: Path, order: str, kills: int) -> None:
    """SIGKILL again and again: nothing is lost or doubled, the final name comes last, the bytes are the same."""
    source = collection(tmp_path, 2500)
    calm = tmp_path / "calm.jsonl"
    run(job(source, calm, workers=2, fields=("text", "title", "score", "status", "reasons")))
    output = tmp_path / "out" / "out.jsonl"
    output.parent.mkdir()
    arguments = ["--unordered"] if order == "unordered" else []
    want = calm.read_text(encoding="utf-8").splitlines()
    died = 0
    while True:
        ending = ["--seed", str(died)] if died < kills else []
        done = drive(source, output, "--resume", *arguments, *ending)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        if output.exists():  # as it may after a kill, if that came in the last moment
            got = output.read_text(encoding="utf-8").splitlines()
            assert got == want if order == "ordered" else sorted(got) == sorted(want)
        if done.returncode:
            died += 1
            continue
        lists = [path.with_name(f"{path.name}.errors.jsonl").read_text().splitlines() for path in (calm, output)]
        assert sorted(lists[0]) == sorted(lists[1])
        assert left_in(output.parent) == ["out.jsonl", "out.jsonl.errors.jsonl"]
        if died == kills:
            break
        for path in output.parent.iterdir():
            path.unlink()


@pytest.mark.skipif(not LINUX, reason="kills as Linux does")
def test_a_folder_that_is_killed_at_random_moments_goes_on(tmp_path: Path) -> None:
    """File by file: each output is complete or not there, and in the end all are."""
    source, output = tmp_path / "pages", tmp_path / "out"
    for n in range(400):
        path = source / f"{n % 7}" / f"{n}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(n), encoding="utf-8")
    (source / "all.jsonl").write_text("".join(json.dumps({"text": text(n)}) + "\n" for n in range(300)))
    calm = tmp_path / "calm"
    assert drive(source, calm).returncode == 0
    for seed in range(8):
        done = drive(source, output, *(["--resume"] if seed else []), "--seed", str(seed))
        for path in output.rglob("[!.]*.json"):
            json.loads(path.read_text(encoding="utf-8"))
        if done.returncode == 0:
            break
    else:
        assert drive(source, output, "--resume").returncode == 0
    names = sorted(str(path.relative_to(calm)) for path in calm.rglob("*") if path.is_file())
    assert sorted(str(path.relative_to(output)) for path in output.rglob("*") if path.is_file()) == names
    assert len(names) == 401
    assert [name for name in names if (calm / name).read_bytes() != (output / name).read_bytes()] == []


@pytest.mark.skipif(not LINUX, reason="limits as Linux does")
@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_a_full_disk_costs_nothing_that_was_written(tmp_path: Path, name: str) -> None:
    """The run ends with an error, and goes on when there is room again."""
    source = collection(tmp_path, 1500)
    calm, output = tmp_path / "calm" / name, tmp_path / "out" / name
    for path in (calm, output):
        path.parent.mkdir()
    assert drive(source, calm).returncode == 0
    done = drive(source, output, "--room", "200000")
    assert (done.returncode, done.stdout) == (1, "")
    assert "File too large" in done.stderr
    assert not output.exists()
    done = drive(source, output, "--resume")
    assert done.returncode == 0, done.stderr
    assert output.read_bytes() == calm.read_bytes()


@pytest.mark.skipif(not LINUX, reason="signals and limits of Linux")
def test_poison_in_a_collection_costs_its_own_records(tmp_path: Path) -> None:
    """A row for each, with a reason, and all others as without."""
    source = tmp_path / "input.jsonl"
    harm = ["kill", "segfault", "leave", "hang", "eat"]
    lines = [{"text": f"{WORD}{harm[n // 50]}" if n % 50 == 9 else text(n)} for n in range(250)]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    output = tmp_path / "out.jsonl"
    done = drive(source, output, "--poison")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [row["text"] for row in rows] == [line["text"] for line in lines]
    failed = {row["text"].removeprefix(WORD): row["reasons"][0] for row in rows if row["status"] == "failed"}
    assert {name: reason.split(":")[0] for name, reason in failed.items()} == {
        "kill": "worker_died", "segfault": "worker_died", "leave": "worker_died", "hang": "timeout",
        "eat": "out_of_memory",
    }  # fmt: skip


@pytest.mark.skipif(not LINUX, reason="looks into /proc")
@pytest.mark.timeout(600)
def test_memory_stays_flat_over_ten_thousand_documents(tmp_path: Path) -> None:
    """All of them different; neither the supervisor nor the workers grow."""
    source, output = collection(tmp_path, 10_000), tmp_path / "out.jsonl"
    command = [sys.executable, str(HERE / "driver.py"), str(source), str(output)]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    sizes: list[tuple[float, int]] = []
    begun = time.monotonic()
    while process.poll() is None:
        sizes.append((time.monotonic() - begun, memory_of(process.pid)))
        time.sleep(0.2)
    assert process.returncode == 0
    end = sizes[-1][0]
    early = max(size for at, size in sizes if at < end / 3)
    late = max(size for at, size in sizes if at > end * 2 / 3)
    assert late < early + 40_000  # kB, of three processes and the one that forks
    assert output.read_bytes().count(b"\n") == 10_000


def memory_of(pid: int) -> int:
    """What a process and those below it hold for themselves, in kB."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        own = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        children = [int(c) for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    except OSError:
        return 0
    return own + sum(map(memory_of, children))


def test_a_folder_is_mirrored(tmp_path: Path) -> None:
    """Names are kept; what would be called the same keeps its ending too; collections stay collections."""
    source, output = tmp_path / "in", tmp_path / "out"
    for name in ("a.html", "deep/er/b.txt", "twin.html", "twin.md", "c.jsonl"):
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"text": text(1)}) if name == "c.jsonl" else f"<html><p>{text(1)}</p></html>")
    with gzip.open(source / "d.jsonl.gz", "wt") as file:
        file.write(json.dumps({"text": text(2)}) + "\n")
    run(job(source, output, tree=True, format=None))
    found = sorted(str(path.relative_to(output)) for path in output.rglob("*") if path.is_file())
    assert found == ["a.txt", "c.jsonl", "d.jsonl.gz", "deep/er/b.txt", "twin.html.txt", "twin.md.txt"]
    assert json.loads(gzip.decompress((output / "d.jsonl.gz").read_bytes()))["text"] == text(2)


def test_an_output_is_not_replaced_unasked(tmp_path: Path) -> None:
    """Neither a file nor one in a folder, nor an unfinished run; with `overwrite` they are."""
    source, output = collection(tmp_path, 20), tmp_path / "out.jsonl"
    run(job(source, output))
    before = output.read_bytes()
    with pytest.raises(DechaffError, match="--overwrite"):
        run(job(source, output))
    run(job(source, output, overwrite=True, fields=("title",)))
    assert output.read_bytes() != before


def test_an_input_is_never_an_output(tmp_path: Path) -> None:
    """Not even with `overwrite`."""
    source = collection(tmp_path, 3)
    with pytest.raises(DechaffError, match="is an input"):
        run(job(source, source, overwrite=True))
    with pytest.raises(DechaffError, match="is an input"):
        run(job(tmp_path, tmp_path, tree=True, overwrite=True))


def test_a_run_is_resumed_only_as_it_was_begun(tmp_path: Path) -> None:
    """Other inputs or other settings would make a mixture: refused."""
    source, output = collection(tmp_path, 2000), tmp_path / "out.jsonl"
    for seed in range(20):
        if drive(source, output, "--seed", str(seed)).returncode:
            break
        output.unlink()
    with pytest.raises(DechaffError, match="unfinished run"):
        run(job(source, output))
    with pytest.raises(DechaffError, match="other settings"):
        run(job(source, output, resume=True, fields=("title",)))
    run(job(source, output, overwrite=True))
    assert output.read_bytes().count(b"\n") == 2000


def test_resuming_what_is_complete_does_nothing(tmp_path: Path) -> None:
    """So that a loop around a run can end."""
    source, output = collection(tmp_path, 20), tmp_path / "out.jsonl"
    run(job(source, output))
    before = output.stat().st_mtime_ns
    assert run(job(source, output, resume=True)).records == 0
    assert output.stat().st_mtime_ns == before


def test_a_folder_is_completed(tmp_path: Path) -> None:
    """What came in since the last run is cleaned, what is there stays."""
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.txt").write_text(text(1), encoding="utf-8")
    run(job(source, output, tree=True, format=None))
    (output / "a.txt").write_text("mine", encoding="utf-8")
    (source / "b.txt").write_text(text(2), encoding="utf-8")
    assert run(job(source, output, tree=True, format=None, resume=True)).records == 1
    assert (output / "a.txt").read_text(encoding="utf-8") == "mine"
    assert (output / "b.txt").exists()


def test_no_output_leaves_the_folder(tmp_path: Path) -> None:
    """A folder among the outputs that is a link leads out of them: refused."""
    source, output, outside = tmp_path / "in", tmp_path / "out", tmp_path / "outside"
    (source / "sub").mkdir(parents=True)
    (source / "sub" / "a.txt").write_text(text(1), encoding="utf-8")
    output.mkdir()
    outside.mkdir()
    (output / "sub").symlink_to(outside)
    with pytest.raises(DechaffError, match="link"):
        run(job(source, output, tree=True, format=None))
    assert left_in(outside) == []


def test_the_settings_have_a_part_in_what_a_run_is(tmp_path: Path) -> None:
    """A cleaner that is left out makes another run."""
    inputs = tuple(find_inputs([str(collection(tmp_path, 1))]))
    plain = Job(inputs, "out.jsonl", "jsonl")
    less = Job(inputs, "out.jsonl", "jsonl", cleaning=Cleaning(pipeline=dechaff.Pipeline().without("share")))
    assert plain.settings() == Job(inputs, "out.jsonl", "jsonl").settings()
    assert plain.settings() != less.settings()
