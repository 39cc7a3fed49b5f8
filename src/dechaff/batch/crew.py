"""The supervisor: a private pipe and a thread for each worker, one window over the records, results in order.

Pools that share queues among workers lose or hang when a worker is killed while it holds the lock of one. Here a worker
has a pipe of its own and nothing is shared: whatever happens to it, its thread sees the end of the pipe, knows which
record was on, and starts another.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing.reduction import ForkingPickler
from typing import Any, Final

from dechaff.batch.hand import Hand, Lost
from dechaff.batch.limits import Limits, Work
from dechaff.types import DechaffError, Record

__all__ = ["Crew", "Limits", "Work"]

_CHUNK: Final = 16  # records that a worker is sent at once ...
_CHUNK_BYTES: Final = 256 << 10  # ... and the bytes of them
_WINDOW: Final = 4096  # records that are held at once, whatever their size
_WATCH: Final = 0.1  # seconds between looks at the deadlines
_WORKERS: Final = 512
_TRIES: Final = 2  # the second one alone
_TRIES_KILLED: Final = 3  # by SIGKILL, which may have come from anyone


@dataclass(slots=True)
class _Task:
    number: int
    record: Record  # with its source until it is answered, and without its columns
    whole: Record  # without its source
    kept: int  # bytes that are held until it is given to the caller, about
    weight: int  # those and the source, later the answer
    tries: int = 0
    answer: bytes | None = None  # pickled
    reason: str | None = None  # why there is no answer


class Crew:
    """Workers for a collection.

    Args:
        work: what to do with a record.
        workers: processes; the number of processors where None; 0 to work in this process.
        limits: deadline, memory, recycling.
        ordered: whether results come in the order of their records.

    Raises:
        DechaffError: the number of workers is out of range.
    """

    def __init__(
        self, work: Work, *, workers: int | None = None, limits: Limits | None = None, ordered: bool = True
    ) -> None:
        if workers is not None and not 0 <= workers <= _WORKERS:
            raise DechaffError(f"the number of workers is between 0 and {_WORKERS}, not {workers}")
        self.work = work
        self.workers = processors() if workers is None else workers
        self.limits = limits or Limits()
        self.ordered = ordered

    def run(
        self, records: Iterable[Record], *, in_thread: bool = False
    ) -> Generator[tuple[int, Record, Any], None, None]:
        """The number of each record, from 0, the record without its source, and its result.

        Args:
            records: what to work on.
            in_thread: fetch them in a thread of their own, so that a result need not wait for the next record where
                that is long in coming. The thread is left behind if the caller stops while it waits for one.

        Raises:
            DechaffError: workers cannot be started, or the work cannot be sent to them.
        """
        if self.workers == 0:
            return self._alone(records)
        return _Shift(self).run(records, in_thread=in_thread)

    def _alone(self, records: Iterable[Record]) -> Generator[tuple[int, Record, Any], None, None]:
        for number, record in enumerate(records):
            try:
                result = self.work.do(record)
            except MemoryError:
                result = self.work.give_up(record, "out_of_memory: cleaning took more memory than there is")
            yield number, replace(record, source=None), result


class _Shift:
    """One run of a crew: what waits, what is done, who works."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.limits = crew.limits
        self.changed = threading.Condition()
        self.waiting: deque[_Task] = deque()
        self.again: deque[_Task] = deque()  # lost a worker once: to be tried alone
        self.done: dict[int, _Task] = {}
        self.taken = 0  # records that were fetched
        self.weight = 0  # of all that is held
        self.held = 0
        self.closing = False
        self.closed = threading.Event()
        self.total: int | None = None  # records, once all of them were fetched
        self.error: Exception | None = None
        self.hands = [Hand(crew.work, crew.limits) for _ in range(crew.workers)]

    # --- the caller's thread -------------------------------------------------------------------------------------

    def run(self, records: Iterable[Record], *, in_thread: bool) -> Generator[tuple[int, Record, Any], None, None]:
        threads = [threading.Thread(target=self._serve, args=(hand,), daemon=True) for hand in self.hands]
        threads.append(threading.Thread(target=self._watch, daemon=True))
        source = iter(records)
        for thread in threads:
            thread.start()
        try:
            if in_thread:
                threading.Thread(target=self._fetch_all, args=(source,), daemon=True).start()
            given = 0
            while given != self.total:
                task = self._next(given, wait=in_thread or self.total is not None or self._is_full())
                if task is not None:
                    given += 1
                    yield task.number, task.whole, self._result(task)
                elif not in_thread:
                    self._fetch(source)
        finally:
            with self.changed:
                self.closing = True
                self.changed.notify_all()
            self.closed.set()
            for hand in self.hands:
                hand.end()
            for thread in threads:
                thread.join()

    def _fetch_all(self, source: Iterator[Record]) -> None:
        """Fetch records while there is room for them; a thread does nothing else."""
        try:
            while self.total is None:
                with self.changed:
                    while self._is_full() and not self.closing:
                        self.changed.wait()
                    if self.closing:
                        return
                self._fetch(source)
        except Exception as error:
            self._fail(error)

    def _fetch(self, source: Iterator[Record]) -> None:
        """One more record, if there is one."""
        record = next(source, None)
        if record is not None:
            self._put(self.taken, record)
            self.taken += 1
            return
        with self.changed:
            self.total = self.taken
            self.changed.notify_all()

    def _fail(self, error: Exception) -> None:
        """Tell the caller, whose thread raises it."""
        with self.changed:
            if not self.closing:
                self.error = self.error or error
            self.changed.notify_all()

    def _is_full(self) -> bool:
        return self.held >= _WINDOW or (self.held > 0 and self.weight >= self.limits.in_flight)

    def _put(self, number: int, record: Record) -> None:
        kept = 200 + _size(record.columns)
        weight = max(kept, 200 + _size(record.source))  # the source is one of the columns, or there are hardly any
        task = _Task(number, replace(record, columns={}), replace(record, source=None), kept, weight)
        with self.changed:
            self.waiting.append(task)
            self.held += 1
            self.weight += weight
            self.changed.notify_all()  # a single one might not be a worker's

    def _next(self, number: int, *, wait: bool) -> _Task | None:
        """The task whose turn it is, if it is done."""
        with self.changed:
            while True:
                if self.error is not None:
                    raise self.error
                key = number if self.crew.ordered else next(iter(self.done), -1)
                task = self.done.pop(key, None)
                if task is not None:
                    self.held -= 1
                    self.weight -= task.weight
                    self.changed.notify_all()
                    return task
                if not wait or number == self.total:
                    return None
                self.changed.wait()

    def _result(self, task: _Task) -> Any:
        if task.answer is None:
            return self.crew.work.give_up(task.whole, task.reason or "")
        return ForkingPickler.loads(task.answer)

    # --- the threads of the workers ------------------------------------------------------------------------------

    def _serve(self, hand: Hand) -> None:
        try:
            while chunk := self._chunk():
                self._work_on(hand, chunk)
        except Exception as error:
            self._fail(error)
        finally:
            hand.end()

    def _chunk(self) -> list[_Task]:
        """What to do next: one that is to be tried alone, or a few; nothing when the shift ends."""
        with self.changed:
            while not (self.closing or self.error or self.again or self.waiting):
                self.changed.wait()
            if self.closing or self.error:
                return []
            if self.again:
                return [self.again.popleft()]
            chunk = [self.waiting.popleft()]
            most = min(_CHUNK, 1 + len(self.waiting) // (2 * len(self.hands)))
            size = _size(chunk[0].record.source)
            while self.waiting and len(chunk) < most:
                size += _size(self.waiting[0].record.source)
                if size > _CHUNK_BYTES:
                    break
                chunk.append(self.waiting.popleft())
            return chunk

    def _work_on(self, hand: Hand, chunk: list[_Task]) -> None:
        alone = chunk[0].tries > 0
        if alone:
            hand.retire()
        try:
            for answer in hand.answers([task.record for task in chunk]):
                self._finish(chunk.pop(0), answer, None)
        except Lost as lost:
            self._lose(chunk, lost)
        if alone or hand.answered >= self.limits.documents:
            hand.retire()

    def _lose(self, chunk: list[_Task], lost: Lost) -> None:
        """A worker is gone: the record that it was on is tried again alone, or given up; the others wait once more."""
        if lost.working and chunk:
            task = chunk.pop(0)
            task.tries += 1
            if task.tries >= (_TRIES_KILLED if lost.killed else _TRIES):
                self._finish(task, None, f"{lost}, when tried {'twice' if task.tries == 2 else f'{task.tries} times'}")
            else:
                with self.changed:
                    self.again.append(task)
        with self.changed:
            self.waiting.extendleft(reversed(chunk))
            self.changed.notify_all()

    def _finish(self, task: _Task, answer: bytes | None, reason: str | None) -> None:
        weight = task.kept + _size(answer)
        with self.changed:
            self.weight += weight - task.weight
            task.answer, task.reason, task.weight, task.record = answer, reason, weight, task.whole
            self.done[task.number] = task
            self.changed.notify_all()

    def _watch(self) -> None:
        """End workers whose document is past its deadline, even in the middle of an answer."""
        while not self.closed.wait(_WATCH):
            for hand in self.hands:
                hand.check()


def _size(value: Any) -> int:
    """The bytes that a value holds, about."""
    if value is None:
        return 0
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_size(name) + _size(inner) for name, inner in value.items())
    return sum(map(_size, value)) if isinstance(value, list | tuple) else 32


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
