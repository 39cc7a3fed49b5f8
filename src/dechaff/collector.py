"""The collector of garbage waits while a document is cleaned."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collector_paused"]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Inside of it, no garbage is collected, if it was before; the count of references still frees what it can.

    What a document is made of lives until it is cleaned, and is hardly ever part of a circle. Looking for circles in it
    every few hundred objects took up to a twelfth of the time of a page. Who turns the collector off in another thread
    meanwhile finds it on again: it belongs to the whole process.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
