"""A run may end between any two steps that touch the disk, and so may the one that goes on with it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dechaff.batch import collection
from dechaff.batch.collection import Job, Listener, run
from dechaff.records.inputs import find_inputs
from dechaff.types import Record

DEAD = 9
STRIDE = 11  # of the second deaths, which begin elsewhere for each first one
STEPS = ("replace", "unlink", "fsync", "sync", "open", "mkdir")  # of `os`


class Clock(Listener):
    """Counts steps, and ends this process at one of them, with nothing flushed and nothing closed."""

    def __init__(self, last: int | None) -> None:
        self.last = last
        self.count = 0

    def tick(self) -> None:
        self.count += 1
        if self.count == self.last:
            os._exit(DEAD)

    def wrote(self, record: Record, row: Mapping[str, Any], tally: object) -> None:
        self.tick()


def nothing(*_: object) -> None:
    """In the place of what only a loss of power could tell from it."""


@contextmanager
def counted(clock: Clock) -> Iterator[None]:
    """Every step counts before it is made."""

    def step(real: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        clock.tick()
        return real(*arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, partial(step, nothing if "sync" in name else getattr(os, name)))
        patch.setattr(collection, "_RECORDS", 1)
        patch.setattr(collection, "_SECONDS", 0.0)
        patch.setattr(collection, "_SHARE", float("inf"))
        yield


def dies(job: Job, last: int | None) -> bool:
    """Whether a run, in a process of its own, came to a step of this number and ended there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # on threads, of which arithmetic has some that wait
        child = os.fork()
    if not child:
        ending = 1
        try:
            clock = Clock(last)
            with counted(clock):
                run(job, clock)
            ending = 0
        finally:
            os._exit(ending)
    ending = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ending in (0, DEAD)
    return ending == DEAD


def line(n: int) -> str:
    """A row of a collection; every third cannot be read."""
    return '{"id": \n' if n % 3 == 1 else json.dumps({"id": n, "text": "Rain." * (n % 2)}) + "\n"


def folder(path: Path) -> Path:
    """A page, a collection, a page, a collection without a row, and one more."""
    path.mkdir()
    (path / "a.txt").write_text("Sun.", encoding="utf-8")
    (path / "b.jsonl").write_text("".join(map(line, range(3))), encoding="utf-8")
    (path / "c.txt").write_text("Hail.", encoding="utf-8")
    (path / "d.jsonl").write_text("", encoding="utf-8")
    (path / "e.jsonl").write_text(line(5), encoding="utf-8")
    return path


def contents(path: Path) -> dict[str, bytes]:
    """What is there, but for what is hidden: that of a run that broke off."""
    paths = [path] if path.is_file() else path.rglob("*")
    return {p.name: p.read_bytes() for p in paths if p.is_file() and not p.name.startswith(".")}


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["folder", "file", "packed", "unordered"])
def test_a_run_goes_on_whenever_it_ended(tmp_path: Path, kind: str) -> None:
    """After any step, and after any of the next run's first steps: in the end the bytes are those of a calm run."""
    source = folder(tmp_path / "in")
    name = {"folder": "out", "packed": "out.jsonl.gz"}.get(kind, "out.jsonl")
    tree = kind == "folder"
    plan = Job(
        inputs=tuple(find_inputs([str(source)])),
        output="",
        format="json" if tree else "jsonl",
        tree=tree,
        fields=("status", "reasons"),
        workers=0,
        ordered=kind != "unordered",
    )
    plan.cleaning.prepare()
    assert not dies(replace(plan, output=str(tmp_path / "calm" / name)), None)
    want = contents(tmp_path / "calm")
    where, left = tmp_path / "out", tmp_path / "left"
    begun = replace(plan, output=str(where / name))
    resumed = replace(begun, resume=True)
    where.mkdir()
    first = 1
    while dies(begun, first):
        shutil.copytree(where, left, symlinks=True)
        second = 1 + first % STRIDE
        while dies(resumed, second):
            assert not dies(resumed, None)
            assert contents(where) == want, (first, second)
            assert not [path for path in where.rglob(".*") if path.name.endswith((".partial", ".journal"))]
            shutil.rmtree(where)
            shutil.copytree(left, where, symlinks=True)
            second += STRIDE
        assert contents(where) == want, first
        shutil.rmtree(where)
        shutil.rmtree(left)
        where.mkdir()
        first += 1
    assert first > 20
