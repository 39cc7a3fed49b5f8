"""What stands beside the results: the list of errors, the journal, the lock; and names that would be in the way."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from batch.test_collection import collection, job, left_in, text
from dechaff import DechaffError
from dechaff.batch import collection as module
from dechaff.batch.collection import Job, Listener, run
from dechaff.batch.crew import Crew
from dechaff.batch.outputs import Errors
from dechaff.records.inputs import find_inputs

BROKEN = '{"text": \n'


class Interrupted(Listener):
    """Presses Ctrl-C after so many records."""

    def __init__(self, after: int) -> None:
        self.left = after

    def wrote(self, *_: object) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


def interrupt(job: Job, after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(job, Interrupted(after))


def folder(path: Path, **contents: str) -> Path:
    path.mkdir()
    for name, content in contents.items():
        (path / name.replace("__", ".")).write_text(content, encoding="utf-8")
    return path


def good(n: int) -> str:
    return json.dumps({"text": text(n)}) + "\n"


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint after every record."""
    monkeypatch.setattr(module, "_RECORDS", 1)
    monkeypatch.setattr(module, "_SECONDS", 0.0)
    monkeypatch.setattr(module, "_SHARE", 1e9)


@pytest.mark.usefixtures("eager")
def test_what_was_written_early_hides_nothing_that_was_not_read_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unordered, broken off with a late record written, and broken off again before the reader comes to it."""
    source, output = collection(tmp_path, 20), tmp_path / "out.jsonl"

    def backwards(self: Crew, records: Iterable[Any]) -> Iterator[tuple[int, Any, Any]]:
        for number, record in reversed(list(enumerate(records))):
            yield number, record, self.work.do(record)

    with monkeypatch.context() as patch:
        patch.setattr(Crew, "run", backwards)
        interrupt(job(source, output, ordered=False), 3)
    interrupt(job(source, output, ordered=False, resume=True), 3)
    run(job(source, output, ordered=False, resume=True))
    rows = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert sorted(row.get("id", 13) for row in rows) == list(range(20))


def test_an_input_that_is_called_like_the_list_of_errors_keeps_its_output(tmp_path: Path) -> None:
    """It gets another name, whether there are errors or not."""
    for name, a in (("good", good(1)), ("bad", BROKEN)):
        source = folder(tmp_path / name, errors__jsonl=good(2), a__jsonl=a)
        output = tmp_path / f"{name}-out"
        assert run(job(source, output, tree=True, format=None)).records == 2
        assert json.loads((output / "errors.jsonl.jsonl").read_text(encoding="utf-8"))["text"] == text(2)
        assert (output / "errors.jsonl").exists() == (name == "bad")


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_list_of_errors_takes_the_place_of_no_input(tmp_path: Path, *, overwrite: bool) -> None:
    """Into the folder that is read."""
    source = folder(tmp_path / "in", errors__jsonl=good(1), a__txt=text(2))
    with pytest.raises(DechaffError, match="is an input"):
        run(job(source, source, tree=True, format="markdown", overwrite=overwrite))
    assert (source / "errors.jsonl").exists()


@pytest.mark.parametrize("tree", [True, False])
def test_the_list_of_errors_takes_the_place_of_nothing_unasked(tmp_path: Path, *, tree: bool) -> None:
    """A file of that name may be anybody's."""
    source = folder(tmp_path / "in", a__jsonl=good(1))
    output = tmp_path / "out"
    theirs = output / ("errors.jsonl" if tree else "all.jsonl.errors.jsonl")
    output.mkdir()
    theirs.write_text("theirs")
    wanted = job(source, output if tree else output / "all.jsonl", tree=tree)
    with pytest.raises(DechaffError, match=r"errors\.jsonl is there already: --overwrite"):
        run(wanted)
    assert left_in(output) == [theirs.name]


def test_errors_stay_listed_when_a_folder_is_completed(tmp_path: Path) -> None:
    """Those of what is there; what is cleaned again is listed again, if it still fails."""
    source, output = folder(tmp_path / "in", a__jsonl=BROKEN, b__jsonl=BROKEN), tmp_path / "out"
    wanted = {"tree": True, "format": None}
    run(job(source, output, **wanted))

    def listed() -> list[str]:
        lines = (output / "errors.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["place"] for line in lines]

    assert run(job(source, output, resume=True, **wanted)).records == 0
    assert listed() == ["a.jsonl:1", "b.jsonl:1"]
    (output / "b.jsonl").unlink()
    (source / "b.jsonl").write_text(good(1), encoding="utf-8")
    (source / "c.jsonl").write_text(good(1) + BROKEN, encoding="utf-8")
    assert run(job(source, output, resume=True, **wanted)).records == 3
    assert listed() == ["a.jsonl:1", "c.jsonl:2"]


@pytest.mark.usefixtures("eager")
def test_a_folder_that_is_completed_can_be_broken_off(tmp_path: Path) -> None:
    """What was there before stays as it is."""
    source, output = folder(tmp_path / "in", b__txt=text(1), d__txt=text(1)), tmp_path / "out"
    wanted = {"tree": True, "format": None, "resume": True}
    run(job(source, output, **wanted))
    for name in ("b", "d"):
        (output / f"{name}.txt").write_text("mine", encoding="utf-8")
    for name in ("a", "c", "e"):
        (source / f"{name}.txt").write_text(text(2), encoding="utf-8")
    interrupt(job(source, output, **wanted), 1)
    assert run(job(source, output, **wanted)).records == 3
    assert [(output / f"{name}.txt").read_text() == "mine" for name in "abcde"] == [False, True, False, True, False]


@pytest.mark.parametrize("moment", ["finish", "remove"])
def test_a_run_that_breaks_off_while_names_are_given_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Before the list of errors has its name, and after."""
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(good(1) + BROKEN, encoding="utf-8")

    def broken_off(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(*((Errors, "finish") if moment == "finish" else (module.Journal, "remove")), broken_off)
        with pytest.raises(KeyboardInterrupt):
            run(job(source, output))
    tally = run(job(source, output, resume=True))
    assert (tally.ok, tally.failed) == (1, 1)
    assert left_in(tmp_path) == ["in.jsonl", "out.jsonl", "out.jsonl.errors.jsonl"]
    assert output.read_bytes().count(b"\n") == 2
    assert (tmp_path / "out.jsonl.errors.jsonl").read_bytes().count(b"\n") == 1


def test_a_run_that_cannot_begin_leaves_nothing_behind(tmp_path: Path) -> None:
    """Its next try, with better settings, meets no unfinished run."""
    source, output = collection(tmp_path, 3), tmp_path / "out.jsonl"
    with pytest.raises(DechaffError, match="number of workers"):
        run(job(source, output, workers=1000))
    assert left_in(tmp_path) == ["input.jsonl"]
    os.mkfifo(output)
    for settings in ({}, {"overwrite": True}, {"resume": True}):
        with pytest.raises(DechaffError, match="no file"):
            run(job(source, output, **settings))
    assert left_in(tmp_path) == ["input.jsonl", "out.jsonl"]


@pytest.mark.parametrize("resume", [False, True])
def test_two_runs_do_not_write_the_same(tmp_path: Path, *, resume: bool) -> None:
    """The later one is told; the first is not disturbed."""
    source, output = collection(tmp_path, 3), tmp_path / "out.jsonl"

    class Second(Listener):
        def wrote(self, *_: object) -> None:
            with pytest.raises(DechaffError, match="another run is writing"):
                run(job(source, output, resume=resume))

    assert run(job(source, output), Second()).records == 3
    assert left_in(tmp_path) == ["input.jsonl", "out.jsonl"]


def test_names_that_are_too_long_or_in_the_way_are_changed(tmp_path: Path) -> None:
    """One longer than the system allows, and a file that would be called like a folder."""
    source = folder(tmp_path / "in", b__html=text(1))
    (source / f"{'n' * 251}.md").write_text(text(2))
    (source / "b.txt").mkdir()
    (source / "b.txt" / "c.html").write_text(text(3))
    assert run(job(source, tmp_path / "out", tree=True, format="parquet")).records == 3
    assert run(job(source, tmp_path / "text", tree=True, format="text")).records == 3
    assert sorted(path.name[:20] for path in (tmp_path / "text").rglob("*.txt")) == [
        "b.html.txt", "b.txt", "c.txt", "n" * 20,
    ]  # fmt: skip


def test_an_output_may_have_the_longest_name_that_leaves_room_for_its_errors(tmp_path: Path) -> None:
    """A longer one is refused before anything is cleaned."""
    source = collection(tmp_path, 20)
    ok, longer = ("x" * (length - 6) + ".jsonl" for length in (242, 243))
    assert run(job(source, tmp_path / ok)).failed == 1
    with pytest.raises(DechaffError, match="too long"):
        run(job(source, tmp_path / longer))
    assert [len(str(one.name)) for one in find_inputs([str(tmp_path / ok)])] == [242]
