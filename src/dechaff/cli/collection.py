"""A collection from the command line: what makes one, where it goes, and what is said at its end."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from dechaff.batch.collection import Job, Listener, run, run_to_stream
from dechaff.cli.codes import FAILED, INTERRUPTED, NOTHING_USABLE, OK
from dechaff.cli.endings import CONTAINERS, format_of
from dechaff.cli.options import FAIL_ON
from dechaff.cli.progress import Progress
from dechaff.cli.terminal import say, shown
from dechaff.output import OutputError
from dechaff.types import DechaffError, Record, Status

if TYPE_CHECKING:
    from dechaff.batch.tally import Tally
    from dechaff.config import Config
    from dechaff.records.inputs import Input

__all__ = ["clean_collection", "is_collection"]

_CONTAINERS: Final = ("jsonl", "parquet", "warc", "wet")
_CONTAINER_ENDINGS: Final = (*CONTAINERS, ".json", ".gz", ".zst")
_MANY: Final = 20  # files, from which on workers are worth their start
_TOLD: Final = 10  # failures that are told one by one, without --verbose


def is_collection(options: argparse.Namespace) -> bool:
    """Whether there are more documents than a few files that are named one by one."""
    asked = (
        options.workers, options.timeout, options.memory, options.fields, options.text_field, options.html_field,
        options.url_field, options.unordered or None, options.resume or None,
    )  # fmt: skip
    if options.engine != "local" or any(value is not None for value in asked):
        return True
    if options.input in _CONTAINERS or options.format in ("jsonl", "parquet") or len(options.files) >= _MANY:
        return True
    output = options.output
    if output and (
        os.path.isdir(output) or output.endswith(("/", os.sep)) or format_of(output) in ("jsonl", "parquet")
    ):
        return True
    return any(_is_collection(name, options.input) for name in options.files or ["-"])


def _is_collection(name: str, kind: str) -> bool:
    if name == "-":
        if kind != "auto" or sys.stdin is None or sys.stdin.isatty():
            return False
        from dechaff.records.inputs import find_inputs

        return find_inputs(["-"])[0].format in _CONTAINERS
    if os.path.isdir(name):
        return True
    if not os.path.lexists(name):
        return any(character in name for character in "*?[")
    return kind == "auto" and name.lower().endswith(_CONTAINER_ENDINGS)


def clean_collection(options: argparse.Namespace, config: Config) -> int:
    """Clean it; the exit code."""
    if options.encoding or options.url:
        name = "--encoding" if options.encoding else "--url"
        raise DechaffError(f"{name} is for files that are named one by one; a collection says it of each document")
    inputs = _inputs(options)
    if options.engine == "ray":
        return _on_ray(options, config, inputs)
    job = _job(options, config, inputs)
    told = _Told(options, Progress(options, inputs))
    try:
        tally = _written(job, options, told)
    except KeyboardInterrupt:
        told.close()
        if job.output:
            told.note("interrupted; --resume goes on where this run stopped")
        return INTERRUPTED
    except OSError as error:
        told.close()
        if isinstance(error, BrokenPipeError) and not job.output:
            raise
        more = _what_now(job, error) if job.output else ""
        raise OutputError(job.output or "standard output", f"{error.strerror or error}{more}") from error
    finally:
        told.close()
    told.summary(tally, job)
    return _code(tally, options.fail_on)


def _what_now(job: Job, error: OSError) -> str:
    """What to do where an output cannot be written: go on later if anything was begun there."""
    from dechaff.records.files import beside

    journal = os.path.join(job.output, ".journal") if job.tree else beside(job.output, "journal")
    if isinstance(error, FileNotFoundError | NotADirectoryError | PermissionError) and not os.path.exists(journal):
        return "; choose another place with -o"
    return "; what is done is safe: free some space or mend it, then go on with --resume"


def _on_ray(options: argparse.Namespace, config: Config, inputs: tuple[Input, ...]) -> int:
    """Let Ray run it; the exit code."""
    from dechaff.batch.limits import Limits
    from dechaff.batch.tally import Tally
    from dechaff.records.columns import FIELDS
    from dechaff.records.fields import Fields

    try:
        from dechaff.integrations.ray import run as run_on_ray
    except ImportError as error:
        raise DechaffError("Ray is not here: pip install 'dechaff[ray]'") from error
    counted = run_on_ray(
        inputs,
        options.output,
        cleaning=config.cleaning(),
        fields=config.fields or FIELDS,
        columns=Fields(options.text_field, options.html_field, options.url_field),
        format=options.format or "jsonl",
        address=options.address,
        workers=config.workers,
        timeout=Limits(**_limits(config)).timeout,
        overwrite=options.overwrite,
    )
    empty = counted[Status.EMPTY] + counted[Status.NO_CONTENT]
    tally = Tally(ok=counted[Status.OK], empty=empty, failed=counted[Status.FAILED])
    if not options.quiet:
        say(_said(tally, " (see their rows)"))
    return _code(tally, options.fail_on)


def _inputs(options: argparse.Namespace) -> tuple[Input, ...]:
    from dechaff.records.inputs import find_inputs

    passed_over: list[str] = []
    kind = None if options.input == "auto" else options.input
    found = find_inputs(options.files or ["-"], format=kind, passed_over=passed_over)
    if options.output not in (None, "-"):
        from dechaff.cli.overlap import without_outputs

        found = without_outputs(found, options.files, options.output)
    if passed_over and not options.quiet:
        more = f" and {len(passed_over) - 1} more" if len(passed_over) > 1 else ""
        say(f"passed over, as no files with documents: {shown(passed_over[0])}{more}")
    if not found:
        raise DechaffError("no documents were found in what was named; --input says what the files are")
    return tuple(found)


def _job(options: argparse.Namespace, config: Config, inputs: tuple[Input, ...]) -> Job:
    from dechaff.batch.crew import processors
    from dechaff.batch.limits import Limits
    from dechaff.records.columns import FIELDS, added_columns
    from dechaff.records.fields import Fields

    output = None if options.output == "-" else options.output
    documents = all(one.format not in _CONTAINERS for one in inputs)
    tree = output is not None and _is_folder(output, options.files)
    format = options.format or (format_of(output) if output and not tree else None)
    if format is None and not tree:
        format = "text" if documents else "jsonl"
    if output and tree:
        from dechaff.cli.overlap import refuse_read_outputs

        refuse_read_outputs(inputs, options.files, output, format)
    fields = config.fields or FIELDS
    added_columns((), fields)
    workers = config.workers if config.workers is not None else processors()
    return Job(
        inputs,
        output or "",
        format,
        tree=tree,
        fields=fields,
        columns=Fields(options.text_field, options.html_field, options.url_field),
        cleaning=config.cleaning(),
        limits=Limits(**_limits(config)),
        workers=min(workers, len(inputs)) if documents else workers,
        ordered=not options.unordered,
        resume=options.resume,
        overwrite=options.overwrite,
        identity=repr(replace(config, workers=None, timeout=None, memory=None)),
    )


def _limits(config: Config) -> dict[str, Any]:
    """What the settings say, where they do; 0 is no limit."""
    given = {"timeout": config.timeout, "memory": config.memory}
    return {name: value or None for name, value in given.items() if value is not None}


def _is_folder(output: str, files: list[str]) -> bool:
    """Whether the output is a folder: it is one, is written as one, or is named like no file while the input is one."""
    if os.path.isdir(output) or output.endswith(("/", os.sep)):
        return True
    several = len(files) > 1 or any(os.path.isdir(name) or not os.path.lexists(name) for name in files if name != "-")
    return several and format_of(output) is None and not os.path.lexists(output)


def _written(job: Job, options: argparse.Namespace, told: _Told) -> Tally:
    if job.output:
        return run(job, told)
    if sys.stdout is None:
        raise OSError(None, "standard output is closed")
    tally = run_to_stream(job, sys.stdout.buffer, told)
    sys.stdout.flush()
    return tally


class _Told(Listener):
    """What is said while a collection is cleaned, and at its end."""

    def __init__(self, options: argparse.Namespace, progress: Progress) -> None:
        self.options = options
        self.progress = progress
        self.failures = 0

    def read(self, size: int) -> None:
        self.progress.read(size)

    def wrote(self, record: Record, row: Mapping[str, Any], tally: Tally) -> None:
        self.progress.step(tally)
        if row["status"] == Status.OK and not (self.options.verbose and row["verdict"] == "poor"):
            return
        if row["status"] == Status.FAILED:
            self.failures += 1
        has_list = self.options.output not in (None, "-")
        tell = self.options.verbose or (row["status"] == Status.FAILED and not has_list and self.failures <= _TOLD)
        if tell and not self.options.quiet:
            fate = "low confidence" if row["status"] == Status.OK else row["status"].replace("_", " ")
            self.progress.say(f"{shown(record.place or record.url or '?')}: {fate}: {shown('; '.join(row['reasons']))}")

    def note(self, message: str) -> None:
        """Say something that is no error."""
        if not self.options.quiet:
            say(message)

    def close(self) -> None:
        """Take the progress off the screen."""
        self.progress.close()

    def summary(self, tally: Tally, job: Job) -> None:
        """The last line: what became of the documents."""
        from dechaff.batch.outputs import errors_path

        if not tally.records and job.resume:
            self.note("nothing left to do: the output is complete")
            return
        self.note(_said(tally, f" ({shown(errors_path(job.output, tree=job.tree))})" if job.output else ""))


def _said(tally: Tally, where: str) -> str:
    """The counts; where the failed documents are listed."""
    parts = [f"{tally.ok} ok"]
    if tally.low_confidence:
        parts.append(f"{tally.low_confidence} low confidence")
    if tally.empty:
        parts.append(f"{tally.empty} empty")
    if tally.failed:
        parts.append(f"{tally.failed} failed{where}")
    return ", ".join(parts)


def _code(tally: Tally, fail_on: str) -> int:
    bad = (0, tally.failed, tally.failed + tally.empty, tally.failed + tally.empty + tally.low_confidence)
    if bad[FAIL_ON.index(fail_on)]:
        return FAILED
    if tally.records and not tally.ok and not tally.low_confidence and fail_on != "never":
        return NOTHING_USABLE
    return OK
