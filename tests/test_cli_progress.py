"""How far a collection is, on a terminal that goes away, told by two threads."""

from __future__ import annotations

import argparse
import io
import sys
import threading

import pytest

from dechaff.batch.tally import Tally
from dechaff.cli.progress import Progress
from dechaff.records.inputs import Input


class Terminal(io.StringIO):
    """One that is closed after so many writes."""

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.left = writes

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.left -= 1
        if self.left < 0:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)


def shown_on(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Progress:
    """The progress of a stream, on a terminal."""
    monkeypatch.setattr(sys, "stderr", terminal)
    progress = Progress(argparse.Namespace(progress=True, quiet=False), [Input("-", "-", "jsonl")])
    progress.bar.mininterval = 0  # each step is shown
    return progress


def test_bytes_read_in_another_thread_are_shown_with_the_next_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that fetches records counts, and leaves the terminal alone."""
    terminal = Terminal(100)
    progress = shown_on(terminal, monkeypatch)
    before = terminal.getvalue()
    thread = threading.Thread(target=progress.read, args=(10,))
    thread.start()
    thread.join()
    assert (progress.bar.n, terminal.getvalue()) == (0, before)
    for records in (1, 2):
        progress.step(Tally(ok=records))
        assert progress.bar.n == 10
    progress.close()
    assert "2 docs" in terminal.getvalue()


def test_a_terminal_that_goes_away_stops_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither waits for the other, and nothing is raised."""
    progress = shown_on(Terminal(100), monkeypatch)
    raised: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(2000):
                progress.read(10)
        except Exception as error:  # of whatever kind
            raised.append(error)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    for n in range(2000):
        progress.step(Tally(ok=n + 1))
    thread.join(10)
    assert (thread.is_alive(), raised) == (False, [])
    assert progress.bar is None


def test_no_other_thread_waits_for_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """tqdm's own would, for ever, once a write has failed, and so would other bars of the program."""
    from tqdm import tqdm

    before = threading.enumerate()
    terminal = Terminal(100)
    progress = shown_on(terminal, monkeypatch)
    assert threading.enumerate() == before
    terminal.left = 0
    progress.step(Tally(ok=1))
    assert progress.bar is None

    def other() -> None:
        tqdm(file=io.StringIO()).close()

    thread = threading.Thread(target=other, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
