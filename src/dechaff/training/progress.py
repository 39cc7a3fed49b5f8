"""How far a step of the training is, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress"]


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that says how far something is: over and over in one line of a terminal, elsewhere the last word only.

    >>> with progress() as say:  # doctest: +SKIP
    ...     say("1 of 10")
    """
    last = ""

    def say(message: str) -> None:
        nonlocal last
        if sys.stderr.isatty():
            print(f"\r{message.ljust(len(last))}", end="", file=sys.stderr, flush=True)
        last = message

    try:
        yield say
    finally:
        if last:
            print("" if sys.stderr.isatty() else last, file=sys.stderr)
