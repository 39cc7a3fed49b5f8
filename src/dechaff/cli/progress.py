"""How far a collection is, on a terminal."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from dechaff.cli.terminal import say

if TYPE_CHECKING:
    from dechaff.batch.tally import Tally
    from dechaff.records.inputs import Input

__all__ = ["Progress"]

_SHAPE: Final = "{percentage:3.0f}%|{bar}| {postfix[0]} [{elapsed}<{remaining}]"
_ENDLESS: Final = "{postfix[0]} [{elapsed}]"


class Progress:
    """A line on standard error: documents, their rate, failures, and the time left where there is an end in sight.

    How far it is, is told by bytes of the inputs that were read, or by documents where each input is one. Only the
    thread that writes the documents uses the terminal; the one that fetches them may be another, and only counts.
    """

    def __init__(self, options: argparse.Namespace, inputs: Sequence[Input]) -> None:
        self.bar: Any = None
        self.bytes_read = self.bytes_shown = 0  # one thread changes the first, another the second
        on_terminal = sys.stderr is not None and sys.stderr.isatty()
        wanted = options.progress if options.progress is not None else on_terminal and not options.quiet
        if sys.stderr is None or not wanted:
            return
        self.by_documents = all(one.format in ("html", "text") for one in inputs)
        self.begun = time.monotonic()
        self.before: int | None = None  # documents of the run that this one goes on with
        total = len(inputs) if self.by_documents else _size(inputs)
        screen = shutil.get_terminal_size()  # some terminals do not know theirs
        with self._on_screen():
            self.bar = _bar_class()(
                total=total,
                bar_format=_SHAPE if total else _ENDLESS,
                postfix=["0 docs"],
                file=sys.stderr,
                ncols=screen.columns,
                nrows=screen.lines,
                leave=False,
                miniters=0,
            )

    def read(self, size: int) -> None:
        """More bytes of the inputs were read: shown with the next document, whichever thread says so."""
        self.bytes_read += size

    def step(self, tally: Tally) -> None:
        """One more document is done."""
        if self.bar is None:
            return
        if self.before is None:
            self.before = tally.records - 1
        rate = (tally.records - self.before) / max(time.monotonic() - self.begun, 0.1)
        failed = f", {tally.failed} failed" if tally.failed else ""
        self.bar.postfix = [f"{tally.records} docs, {rate:.0f} docs/s{failed}"]
        with self._on_screen():
            self.bar.update(1 if self.by_documents else self._more_bytes())

    def say(self, message: str) -> None:
        """A line that does not run into the bar."""
        if self.bar is not None:
            with self._on_screen():
                self.bar.clear()
        say(message)

    def close(self) -> None:
        """Take the line away."""
        if self.bar is not None:
            with self._on_screen():
                self.bar.close()
            self.bar = None

    def _more_bytes(self) -> int:
        size = self.bytes_read - self.bytes_shown
        self.bytes_shown += size
        return size

    @contextmanager
    def _on_screen(self) -> Iterator[None]:
        """Show something, or nothing any more where nobody looks: the run does not depend on it."""
        try:
            yield
        except (OSError, ValueError):
            if self.bar is not None:
                self.bar.disable = True  # or it would try once more at its end
            self.bar = None


def _bar_class() -> Any:
    """tqdm's, with a lock of its own and without a thread that watches it.

    tqdm keeps its lock where a write fails: its thread, and other bars of the program, would wait for ever.
    """
    from tqdm import tqdm

    own: Any = type("Bar", (tqdm,), {"monitor_interval": 0})
    own.set_lock(threading.RLock())
    return own


def _size(inputs: Sequence[Input]) -> int | None:
    """The bytes of all inputs, if that is known."""
    if any(one.path == "-" for one in inputs):
        return None
    size = 0
    with suppress(OSError):
        for one in inputs:
            size += os.stat(one.path).st_size
    return size or None
