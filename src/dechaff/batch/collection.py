"""A whole collection from its files to its output: read, cleaned, written, counted, and resumed where it broke off."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from dechaff.batch.crew import Crew, Limits
from dechaff.batch.journal import Journal, Progress, fingerprint
from dechaff.batch.lock import Lock
from dechaff.batch.names import ONE_DOCUMENT
from dechaff.batch.outputs import Errors, Outputs
from dechaff.batch.tally import Tally
from dechaff.records.cleaning import Cleaning, failed
from dechaff.records.columns import FIELDS
from dechaff.records.fields import Fields
from dechaff.records.inputs import Input
from dechaff.records.reading import read_records
from dechaff.records.writing import Writer, stream_writer
from dechaff.types import DechaffError, Record

__all__ = ["Job", "Listener", "run", "run_to_stream"]

_RECORDS: Final = 100  # a checkpoint is made after so many ...
_SECONDS: Final = 2.0  # ... and so long, ...
_SHARE: Final = 0.05  # ... or longer, so that no more of the time than this goes into checkpoints
_ALWAYS: Final = ("status", "verdict", "score", "reasons")  # what is counted and told, whichever fields are written
_RENDERED: Final = ("text", "markdown", "html")


@dataclass(frozen=True, slots=True)
class Job:
    """What to clean, how, and where the results go.

    Attributes:
        inputs: the files, see `find_inputs`.
        output: a file or, with `tree`, the folder in which each input has an output of its own.
        format: text, markdown, html, json, jsonl or parquet; with `tree`, None for the one that suits each input.
        fields: which fields of an article JSON and Parquet get.
        columns: which columns hold what in JSONL and Parquet inputs.
        workers: processes, see `Crew`.
        ordered: whether records are written in the order in which they were read; in a tree they always are.
        resume: go on with an unfinished run.
        overwrite: let outputs replace files that are there.
        identity: what else makes a later run the same run, such as a digest of the configuration.
    """

    inputs: tuple[Input, ...]
    output: str
    format: str | None
    tree: bool = False
    fields: tuple[str, ...] = FIELDS
    columns: Fields = field(default_factory=Fields)
    cleaning: Cleaning = field(default_factory=Cleaning)
    limits: Limits = field(default_factory=Limits)
    workers: int | None = None
    ordered: bool = True
    resume: bool = False
    overwrite: bool = False
    identity: str = ""

    def settings(self) -> tuple[object, ...]:
        """Whatever has a part in what is written."""
        cleaning = self.cleaning
        cleaners = cleaning.pipeline.names if cleaning.pipeline else None
        how = (str(cleaning.profile), cleaning.language, cleaning.extractor, cleaners, self.identity)
        where = (os.path.abspath(self.output), self.format, self.tree, self.fields, self.columns)
        return (*where, *how, self.ordered or self.tree)


class Listener:
    """Who wants to know how a run goes: its methods are called as it does, and do nothing here."""

    def read(self, size: int) -> None:
        """So many bytes more of the inputs were read."""

    def wrote(self, record: Record, row: Mapping[str, Any], tally: Tally) -> None:
        """A record was written: without its source, its row, and the counts so far."""


_NOBODY: Final = Listener()


class RowWork:
    """What workers do for a collection: a record in, the plain dict out that is written of its article."""

    def __init__(self, job: Job) -> None:
        self.cleaning = job.cleaning
        self.rendering = job.format if job.format in _RENDERED else "text" if job.format is None else None
        fields = () if job.format in _RENDERED else job.fields
        self.wanted = frozenset((*fields, *_ALWAYS))

    def prepare(self) -> None:
        """Load what every document needs."""
        self.cleaning.prepare()

    def do(self, record: Record) -> dict[str, Any]:
        """The row of a record."""
        return self._row(self.cleaning.attempt(record))

    def give_up(self, record: Record, reason: str) -> dict[str, Any]:
        """The row of a record that no worker could clean."""
        return self._row(failed(record, reason))

    def _row(self, article: Any) -> dict[str, Any]:
        row = {name: value for name, value in article.to_dict().items() if name in self.wanted}
        if self.rendering == "markdown":
            row["rendered"] = article.to_markdown()
        elif self.rendering == "html":
            row["rendered"] = article.to_html()
        elif self.rendering:
            row["rendered"] = article.text
        return row


def run(job: Job, listener: Listener = _NOBODY) -> Tally:
    """Clean a collection into files that appear only when they are complete.

    Args:
        job: what to do.
        listener: is told what goes on.

    Returns:
        The counts, those of the runs included that this one resumed.

    Raises:
        DechaffError: an output is there already, an unfinished run is, a library is missing, workers cannot start.
        OSError: an output cannot be written; `resume` goes on from the last checkpoint.
    """
    outputs = Outputs(job.inputs, job.output, job.format, job.fields, tree=job.tree)
    os.makedirs(outputs.folder or ".", exist_ok=True)
    with Lock(outputs.lock, outputs.name):
        journal = Journal(outputs.journal, fingerprint(job.inputs, job.settings()))
        progress = _progress(job, journal, outputs)
        if progress is None:  # an earlier run came to its end
            return Tally()
        return _Run(job, outputs, journal, progress, listener).run()


def run_to_stream(job: Job, file: BinaryIO, listener: Listener = _NOBODY) -> Tally:
    """Clean a collection into a file that is open, standard output for example: each document as soon as it is done.

    Raises:
        DechaffError: the format is no stream, a library is missing, workers cannot start.
        OSError: the file cannot be written.
    """
    single = len(job.inputs) == 1 and job.inputs[0].format in ONE_DOCUMENT
    writer = stream_writer(file, job.format or "jsonl", fields=job.fields, single=single)
    crew = Crew(RowWork(job), workers=job.workers, limits=job.limits, ordered=job.ordered)
    tally = Tally()
    records = (read_records(one, job.columns, told=listener.read) for one in job.inputs)
    is_stream = [one.path for one in job.inputs] == ["-"]  # the next record may be long in coming
    results = crew.run((record for some in records for record in some), in_thread=is_stream)
    try:
        for _, record, row in results:
            writer.write(record, row)
            file.flush()
            tally.add(row)
            listener.wrote(record, row, tally)
        writer.finish()
    finally:
        results.close()
    return tally


def _progress(job: Job, journal: Journal, outputs: Outputs) -> Progress | None:
    """Where to begin; None where nothing is left to do."""
    if job.resume:
        found = journal.read()
        if found is not None:
            outputs.done = frozenset(n for first, last in found.done for n in range(first, last + 1))
            return found
        if job.tree:  # what is there is complete
            outputs.done = outputs.existing()
            if len(outputs.done) == len(job.inputs):
                return None
            return Progress(done=_rows(outputs.done), errors=outputs.keep_errors())
        if outputs.existing():
            return None
    if job.overwrite:
        journal.remove()
        return Progress()
    if journal.exists():
        raise DechaffError(
            f"{outputs.name} holds an unfinished run: --resume goes on with it, --overwrite starts again"
        )
    outputs.refuse_existing()
    return Progress()


def _rows(numbers: frozenset[int]) -> list[list[int]]:
    """The first and the last of each row of numbers."""
    rows: list[list[int]] = []
    for number in sorted(numbers):
        if rows and rows[-1][1] == number - 1:
            rows[-1][1] = number
        else:
            rows.append([number, number])
    return rows


class _Run:
    """One run of a job."""

    def __init__(
        self,
        job: Job,
        outputs: Outputs,
        journal: Journal,
        progress: Progress,
        listener: Listener,
    ) -> None:
        self.job = job
        self.outputs = outputs
        self.journal = journal
        self.start = progress
        self.listener = listener
        self.in_order = job.ordered or job.tree
        self.tally = Tally(**progress.tally)
        self.errors = Errors(outputs.errors, progress.errors, may_be_named=progress.complete)
        self.writer: Writer | None = None
        self.state = progress.writer  # what a writer needs to go on with the output that was begun
        self.open = progress.input  # in a tree, the input whose output comes next or is being written
        self.reached = (progress.input, progress.record)  # all before this place is written
        self.read = self.reached  # the place behind the last record that was read
        self.places: dict[int, tuple[int, int]] = {}  # of records that are not written yet, by their numbers
        self.early = {(n, k) for n, k in progress.early}
        self.unsafe = 0  # records since the last checkpoint
        self.due = time.monotonic() + _SECONDS  # when the next may be made

    def run(self) -> Tally:
        try:
            if not self.start.complete:
                self._clean()
            self._finish()
        except BaseException:
            self._abandon()
            raise
        return self.tally

    def _clean(self) -> None:
        crew = Crew(RowWork(self.job), workers=self.job.workers, limits=self.job.limits, ordered=self.in_order)
        is_new = not self.journal.exists()
        self.journal.write(self.start)
        results = crew.run(self._records())
        try:
            for number, record, row in results:
                self._write(number, record, row)
            self._complete_before(len(self.job.inputs))
            self._checkpoint(complete=True)
        except DechaffError:  # a library is missing, say
            if is_new and self.writer is None and not self.tally.records:
                self.journal.remove()  # nothing was begun
            raise
        finally:
            results.close()

    def _records(self) -> Iterator[Record]:
        """All records that are not written yet; where each stands is noted under its number."""
        early = frozenset(self.early)
        number = 0
        for n in range(self.start.input, len(self.job.inputs)):
            if n in self.outputs.done:
                continue
            skip = self.start.record if n == self.start.input else 0
            for k, record in enumerate(self._read(n, skip), skip):
                self.read = (n, k + 1)
                if (n, k) not in early:
                    self.places[number] = (n, k)
                    number += 1
                    yield record

    def _read(self, n: int, skip: int) -> Iterator[Record]:
        return read_records(self.job.inputs[n], self.job.columns, skip=skip, told=self.listener.read)

    def _write(self, number: int, record: Record, row: dict[str, Any]) -> None:
        n, k = self.places.pop(number)
        self._complete_before(n)
        writer = self._opened(n)
        if writer is not None:
            writer.write(record, row)
        self.tally.add(row)
        self.errors.add(record, row)
        if self.in_order:
            self.reached = (n, k + 1)
        else:
            self.early.add((n, k))
        self.listener.wrote(record, row, self.tally)
        self.unsafe += 1
        if self.unsafe >= _RECORDS and time.monotonic() > self.due:
            self._checkpoint()

    def _opened(self, n: int) -> Writer | None:
        """The writer that takes the records of an input."""
        if self.writer is None:
            goes_on = self.job.resume or self.job.overwrite  # what is there is an earlier run's, or may go
            self.writer = self.outputs.open(n, self.state, overwrite=goes_on)
        return self.writer

    def _complete_before(self, n: int) -> None:
        """In a tree, complete the outputs of all inputs before the n-th, also of those that hold no record."""
        while self.job.tree and self.open < n:
            if self.open not in self.outputs.done:
                writer = self._opened(self.open)
                if self.job.inputs[self.open].format not in ONE_DOCUMENT:
                    self._checkpoint()
                if writer is not None:
                    writer.finish()
                self.writer = self.state = None
            self.open += 1
            self.reached = max(self.reached, (self.open, 0))

    def _checkpoint(self, *, complete: bool = False) -> None:
        """Put everything on the disk, then say so."""
        begun = time.monotonic()
        if self.job.tree and hasattr(os, "sync"):
            os.sync()  # the outputs of single documents, all at once
        if self.writer is not None:
            self.state = self.writer.checkpoint()
        errors = self.errors.checkpoint()
        n, k = self._everything_before()
        early = sorted([a, b] for a, b in self.early)
        self.journal.write(Progress(n, k, early, self.state, errors, self.tally.to_dict(), complete, self.start.done))
        now = time.monotonic()
        self.unsafe, self.due = 0, now + max(_SECONDS, (now - begun) / _SHARE)

    def _everything_before(self) -> tuple[int, int]:
        """The place before which all is written; those behind it that are too stay in `early`."""
        if not self.in_order:
            self.reached = next(iter(self.places.values()), self.read)
            self.early = {place for place in self.early if place > self.reached}
        return self.reached

    def _abandon(self) -> None:
        if self.writer is not None:
            self.writer.abandon()
        self.errors.abandon()

    def _finish(self) -> None:
        writer = None if self.job.tree else self._opened(0)
        if writer is not None:
            writer.finish()
        self.errors.finish()
        self.journal.remove()
