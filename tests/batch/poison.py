"""A cleaner that does to a worker what a document names: it dies, hangs, eats memory or raises."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Iterator

from dechaff.pipeline import Pipeline
from dechaff.types import Cleaner, Mark, Stage
from dechaff.view import View

WORD = "Poison:"


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _segfault() -> None:
    ctypes.string_at(0)


def _leave() -> None:
    os._exit(3)


def _hang() -> None:
    time.sleep(600)


def _spin() -> None:
    """A loop that holds the interpreter's lock for good."""
    sum(range(10**14))


def _eat_memory() -> None:
    held = []
    while True:
        held.append(bytearray(64 << 20))


def _close_the_pipe() -> None:
    os.closerange(3, 64)


def _stop() -> None:
    """Neither alive nor dead."""
    os.kill(os.getpid(), signal.SIGSTOP)


def _raise() -> None:
    raise RuntimeError("a cleaner with a defect")


HARM = {
    "kill": _kill,
    "segfault": _segfault,
    "leave": _leave,
    "hang": _hang,
    "spin": _spin,
    "eat": _eat_memory,
    "close": _close_the_pipe,
    "stop": _stop,
    "raise": _raise,
}


def poison(view: View) -> Iterator[Mark]:
    """Look for the word and do what stands behind it; `once FILE` does so until the file is there."""
    for block in view.document.blocks:
        if block.text.startswith(WORD):
            name, *rest = block.text.removeprefix(WORD).split()
            if rest:
                if os.path.exists(rest[0]):
                    continue
                with open(rest[0], "x", encoding="ascii"):
                    pass
            HARM[name]()
    return iter(())


POISON = Cleaner("poison", Stage.BLOCKS, "Harm for the tests.", poison)


def poisoned_pipeline() -> Pipeline:
    return Pipeline().plus(POISON)
