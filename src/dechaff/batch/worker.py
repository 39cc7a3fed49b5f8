"""What runs in a worker process: it answers the records of one pipe, in their order, until the pipe is closed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing import connection, parent_process
from multiprocessing.reduction import ForkingPickler
from typing import Any, Final

from dechaff.batch.limits import Limits, Work

__all__ = ["DONE", "NO_MEMORY", "READY", "main"]

READY, DONE, NO_MEMORY = b"r", b"d", b"m"
_GRACE: Final = 5.0  # seconds after a deadline at which the kernel ends a worker that nobody is left to end


def main(pipe: connection.Connection, work: Work, limits: Limits) -> None:
    """Answer chunks of records, one message for each record: a letter, and the pickled result behind a `DONE`."""
    _settle_in()
    try:
        work.prepare()
        _limit_memory(limits)
        pipe.send_bytes(READY)
        while True:
            for record in pipe.recv():
                _alarm(limits)
                pipe.send_bytes(_answer(work, record))
            _alarm(None)
    except MemoryError:  # for the records themselves, or for a message
        pipe.send_bytes(NO_MEMORY)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the supervisor has closed the pipe, or is gone


def _answer(work: Work, record: Any) -> bytes:
    try:
        return DONE + bytes(ForkingPickler.dumps(work.do(record)))
    except MemoryError:
        return NO_MEMORY


def _settle_in() -> None:
    """Leave interrupts to the supervisor, be the first to go where memory is short, and go when nobody is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _limit_memory(limits: Limits) -> None:
    if limits.memory is None or sys.platform != "linux":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _alarm(limits: Limits | None) -> None:
    """Let the kernel end this process should a document outlive its deadline and the supervisor too."""
    if hasattr(signal, "setitimer"):
        timeout = limits.timeout if limits else None
        signal.setitimer(signal.ITIMER_REAL, 0 if timeout is None else timeout + _GRACE)
