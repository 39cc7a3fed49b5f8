"""Where the results of a collection go: one file, or a folder with a file for each input, and a list of errors."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from dechaff.batch.names import ERRORS, NAME_LIMIT, ONE_DOCUMENT, format_for, output_names
from dechaff.records.files import beside
from dechaff.records.inputs import Input, printable
from dechaff.types import DechaffError, Record, Status

if TYPE_CHECKING:
    from dechaff.records.writing import Writer

__all__ = ["Errors", "Outputs", "errors_path"]


def errors_path(output: str, *, tree: bool) -> str:
    """Where the records of a job that failed are listed."""
    return os.path.join(output, ERRORS) if tree else f"{output}.{ERRORS}"


class Outputs:
    """The outputs of a job by the numbers of its inputs, and the files that stand beside them."""

    def __init__(
        self, inputs: Sequence[Input], output: str, format: str | None, fields: Sequence[str], *, tree: bool
    ) -> None:
        self.inputs = inputs
        self.format = format
        self.fields = fields
        self.tree = tree
        self.name = printable(output)
        self.folder = output if tree else os.path.dirname(output)
        self.names = output_names(inputs, format) if tree else [os.path.basename(output)]
        self.errors = errors_path(output, tree=tree)
        self.journal, self.lock = (
            os.path.join(output, f".{what}") if tree else beside(output, what) for what in ("journal", "lock")
        )
        self.done: frozenset[int] = frozenset()  # inputs whose output is complete
        self._refuse_inputs()
        if not tree:
            self._refuse_what_is_no_file()

    def path(self, n: int) -> str:
        """The output of the n-th input."""
        return os.path.join(self.folder, *self.names[n if self.tree else 0].split("/"))

    def existing(self) -> frozenset[int]:
        """The inputs whose output is there, and so is complete."""
        return frozenset(n for n in range(len(self.inputs)) if os.path.lexists(self.path(n)))

    def refuse_existing(self) -> None:
        """Raise if something is there already."""
        paths = [*(self.path(n) for n in range(len(self.names))), self.errors]
        there = [path for path in paths if os.path.lexists(path)]
        if there:
            more = f" and {len(there) - 1} more are" if len(there) > 1 else " is"
            raise DechaffError(f"{printable(there[0])}{more} there already: --overwrite replaces outputs")

    def open(self, n: int, state: dict[str, Any] | None, *, overwrite: bool) -> Writer | None:
        """The writer for the n-th input, from a state that of a run that broke off; None if it had come to its end."""
        from dechaff.records.writing import open_writer

        path = self.path(n)
        if state is not None and os.path.lexists(path) and not os.path.lexists(beside(path, "partial")):
            return None
        kind, is_page = self._kind(n), self.inputs[n].format in ONE_DOCUMENT
        wanted: dict[str, Any] = {"fields": self.fields, "resume_from": state, "overwrite": overwrite}
        wanted["single"] = is_page and kind in ("text", "markdown", "html") and (self.tree or len(self.inputs) == 1)
        if not self.tree:
            return open_writer(path, kind, **wanted)
        os.makedirs(self.folder, exist_ok=True)
        durable = not is_page  # a page is soon cleaned again, and waiting takes as long
        return open_writer(self.names[n], kind, folder=self.folder, durable=durable, **wanted)

    def _kind(self, n: int) -> str:
        if self.tree:
            return format_for(self.inputs[n], self.format)
        kind = self.format or "jsonl"
        several = len(self.inputs) > 1 or self.inputs[n].format not in ONE_DOCUMENT
        return "jsonl" if kind == "json" and several else kind

    def _refuse_inputs(self) -> None:
        """An output must not take the place of an input."""
        read = {os.path.realpath(one.path) for one in self.inputs if one.path != "-"}
        for path in (*(self.path(n) for n in range(len(self.names))), self.errors):
            if os.path.realpath(path) in read:
                what = ", and errors would be listed there" if path == self.errors else ""
                raise DechaffError(f"{printable(path)} is an input{what}: choose another output with -o")

    def _refuse_what_is_no_file(self) -> None:
        """Before anything is written beside it."""
        path = self.path(0)
        if len(os.fsencode(os.path.basename(self.errors))) > NAME_LIMIT:
            raise DechaffError(f"{self.name}: this name is too long, with {ERRORS} behind it: choose another with -o")
        if os.path.islink(path):
            raise DechaffError(
                f"{self.name}: this is a symbolic link; nothing is written through it: name the file itself, "
                "or leave -o out for standard output"
            )
        if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
            raise DechaffError(f"{self.name}: this is no file; leave -o out, and lead standard output there")

    def keep_errors(self) -> int:
        """Begin the list of errors with those of earlier runs, but of inputs that are cleaned now; its size."""
        now = {printable(one.name) for n, one in enumerate(self.inputs) if n not in self.done}
        size = 0
        with suppress(FileNotFoundError), open(self.errors, "rb") as before, open(_partial(self.errors), "wb") as file:
            for line in before:
                if not _is_about(line, now):
                    size += file.write(line)
        return size


def _partial(path: str) -> str:
    return beside(path, "partial")


def _is_about(line: bytes, names: set[str]) -> bool:
    """Whether a line of a list of errors is about one of some inputs."""
    try:
        place = json.loads(line)["place"]
        return place in names or place.rpartition(":")[0] in names
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False  # it is not one of ours


class Errors:
    """The records that failed, as JSON lines; the file is there only if there are any.

    Args:
        path: its final name.
        size: in bytes, of what an earlier run left.
        may_be_named: whether that run may have come to giving it its name.
    """

    def __init__(self, path: str, size: int, *, may_be_named: bool = False) -> None:
        self.path = path
        self.partial = _partial(path)
        self.size = size
        self.file: BinaryIO | None = None
        self.is_named = bool(size) and may_be_named and not os.path.lexists(self.partial)
        if size and not self.is_named:
            self.file = open(self.partial, "r+b")  # noqa: SIM115  # closed by abandon or finish
            self.file.truncate(size)
            self.file.seek(size)

    def add(self, record: Record, row: Mapping[str, Any]) -> None:
        """Note a record if it failed."""
        if row["status"] != Status.FAILED:
            return
        if self.file is None:
            os.makedirs(os.path.dirname(self.path) or ".", exist_ok=True)
            self.file = open(self.partial, "wb")  # noqa: SIM115
        line = {"place": record.place, "url": record.url, "reasons": row["reasons"]}
        self.file.write(json.dumps(line).encode() + b"\n")

    def checkpoint(self) -> int:
        """The size of what is safely written."""
        if self.file is not None:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.size = self.file.tell()
        return self.size

    def abandon(self) -> None:
        """Leave what there is for a later run."""
        if self.file is not None:
            self.file.close()

    def finish(self) -> None:
        """Give the list its name; take away that of an earlier run where there are no errors now."""
        if self.is_named:
            return
        if self.file is None:
            for path in (self.path, self.partial):
                with suppress(FileNotFoundError):
                    os.unlink(path)
            return
        self.file.close()
        os.replace(self.partial, self.path)
