"""One worker as its supervisor sees it: started when needed, asked, watched, ended."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Final

from dechaff.batch import processes, worker
from dechaff.batch.limits import Limits, Work
from dechaff.types import DechaffError, Record

__all__ = ["Hand", "Lost"]

_STARTS: Final = 3  # workers in a row that may leave before they are ready ...
_KILLS: Final = 20  # ... or be killed
_START_TIME: Final = 120.0  # seconds, on the busiest machine


class Lost(Exception):
    """A worker is gone; `working` says whether it was on a record. The message is the reason, a code first."""

    def __init__(self, reason: str, *, working: bool) -> None:
        super().__init__(reason)
        self.working = working
        self.killed = "SIGKILL" in reason


class Hand:
    """A worker process and the pipe to it, used by one thread; `check` and `end` may be called from any."""

    def __init__(self, work: Work, limits: Limits) -> None:
        self.work = work
        self.limits = limits
        self.answered = 0  # by the present process
        self._process: Any = None
        self._pipe: Connection | None = None
        self._due: float | None = None
        self._overdue = self._ended = False
        self._lock = threading.Lock()

    def answers(self, records: Sequence[Record]) -> Iterator[bytes]:
        """The pickled results of records, one after the other.

        Raises:
            Lost: the process died, was ended at its deadline, or ran out of memory; it is gone now.
            DechaffError: no process can be started.
        """
        pipe = self._started()
        try:
            self._begin()
            self._send(pipe, records)
            for _ in records:
                message = pipe.recv_bytes()
                if message[:1] == worker.NO_MEMORY:
                    self.retire()
                    raise Lost("out_of_memory: a worker ran out of memory", working=True)
                self.answered += 1
                self._begin()
                yield message[1:]
        except (EOFError, OSError):
            raise Lost(self._bury(), working=True) from None
        finally:
            self._due = None

    def _send(self, pipe: Connection, records: Sequence[Record]) -> None:
        try:
            pipe.send(records)
        except OSError:  # it died while it had nothing to do, or while it was told what to do
            raise Lost(self._bury(), working=self._overdue) from None

    def retire(self) -> None:
        """Let the process go; the next record will have a fresh one."""
        with self._lock:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
        if process is None or pipe is None:
            return
        pipe.close()
        process.join(1.0)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()

    def check(self) -> None:
        """End the process if its document is past its deadline."""
        due = self._due
        if due is not None and time.monotonic() > due:
            with self._lock:
                if self._process is not None and self._due == due:
                    self._overdue = True
                    self._process.kill()

    def end(self) -> None:
        """End the process, whatever it does, and start no other."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                with suppress(ValueError):
                    self._process.kill()

    def _begin(self) -> None:
        if self.limits.timeout is not None:
            self._due = time.monotonic() + self.limits.timeout

    def _started(self) -> Connection:
        """The pipe to a process that is ready."""
        left = killed = 0
        why = ""
        while left < _STARTS and killed < _KILLS:
            if self._pipe is not None:
                return self._pipe
            pipe = self._start()
            self._due = time.monotonic() + _START_TIME
            try:
                pipe.recv_bytes()
            except (EOFError, OSError):
                why = self._bury()
                if self._overdue:
                    why = f"not ready within {_START_TIME:g} s"
                killed += "signal" in why
                left += "signal" not in why
            finally:
                self._due = None
        raise DechaffError(
            f"workers die when they start ({why}); cleaners of your own must be importable, and a script that holds "
            'some must start workers under `if __name__ == "__main__":` only'
        )

    def _start(self) -> Connection:
        with self._lock:
            if self._ended:
                raise Lost("worker_died: ended", working=False)
            try:
                self._process, self._pipe = processes.start(worker.main, self.work, self.limits)
            except Exception as error:
                raise DechaffError(
                    f"the work cannot be sent to workers ({error}): cleaners must be functions at the top level of a "
                    "module, and a worker cannot have workers; workers=0 cleans in this process"
                ) from error
            self.answered, self._overdue = 0, False
        return self._pipe

    def _bury(self) -> str:
        """Why the process is gone."""
        with self._lock:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
        if process is None or pipe is None:
            return "worker_died: ended"
        pipe.close()
        process.join(5.0)
        if process.is_alive():  # it closed its end of the pipe, and lives
            process.kill()
            process.join()
        code = process.exitcode
        process.close()
        if self._overdue:
            return f"timeout: no answer within {self.limits.timeout or 0:g} s"
        return f"worker_died: {_cause(code)}"


def _cause(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return f"signal {-code} ({signal.Signals(-code).name})"
    return f"signal {-code}"
