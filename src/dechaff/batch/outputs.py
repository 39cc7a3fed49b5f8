"""Where the results of a collection go: one file, or a folder with a file for each input, and a list of errors."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from dechaff.batch.names import ONE_DOCUMENT, format_for, output_names
from dechaff.records.files import beside
from dechaff.records.inputs import Input, printable
from dechaff.types import DechaffError, Record, Status

if TYPE_CHECKING:
    from dechaff.records.writing import Writer

__all__ = ["Errors", "Outputs", "errors_path"]


def errors_path(output: str, *, tree: bool) -> str:
    """Where the records of a job that failed are listed."""
    return os.path.join(output, "errors.jsonl") if tree else f"{output}.errors.jsonl"


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
        own = "" if tree else f"{self.names[0]}."
        self.journal = os.path.join(self.folder, f".{own}journal")
        self.done: frozenset[int] = frozenset()  # inputs whose output is complete
        self._refuse_inputs()

    def path(self, n: int) -> str:
        """The output of the n-th input."""
        return os.path.join(self.folder, *self.names[n if self.tree else 0].split("/"))

    def existing(self) -> frozenset[int]:
        """The inputs whose output is there, and so is complete."""
        return frozenset(n for n in range(len(self.inputs)) if os.path.lexists(self.path(n)))

    def refuse_existing(self) -> None:
        """Raise if something is there already."""
        there = [self.path(n) for n in range(len(self.names)) if os.path.lexists(self.path(n))]
        if there:
            more = f" and {len(there) - 1} more are" if len(there) > 1 else " is"
            raise DechaffError(f"{printable(there[0])}{more} there already: --overwrite replaces outputs")

    def open(self, n: int, state: dict[str, Any] | None, *, overwrite: bool) -> Writer | None:
        """The writer for the n-th input, from a state that of a run that broke off; None if it had come to its end."""
        from dechaff.records.writing import open_writer

        path = self.path(n)
        if state is not None and os.path.lexists(path) and not os.path.lexists(beside(path, "partial")):
            return None
        kind = self._kind(n)
        wanted: dict[str, Any] = {"fields": self.fields, "resume_from": state, "overwrite": overwrite}
        if not self.tree:
            return open_writer(path, kind, **wanted)
        os.makedirs(self.folder, exist_ok=True)
        single = self.inputs[n].format in ONE_DOCUMENT and kind in ("text", "markdown", "html")
        durable = self.inputs[n].format not in ONE_DOCUMENT  # a page is soon cleaned again, and waiting takes as long
        return open_writer(self.names[n], kind, folder=self.folder, single=single, durable=durable, **wanted)

    def _kind(self, n: int) -> str:
        if self.tree:
            return format_for(self.inputs[n], self.format)
        kind = self.format or "jsonl"
        several = len(self.inputs) > 1 or self.inputs[n].format not in ONE_DOCUMENT
        return "jsonl" if kind == "json" and several else kind

    def _refuse_inputs(self) -> None:
        """An output must not take the place of an input."""
        read = {os.path.realpath(one.path) for one in self.inputs if one.path != "-"}
        for n in range(len(self.names)):
            if os.path.realpath(self.path(n)) in read:
                raise DechaffError(f"{printable(self.path(n))} is an input: choose another output with -o")


class Errors:
    """The records that failed, as JSON lines; the file is there only if there are any."""

    def __init__(self, path: str, size: int) -> None:
        self.path = path
        self.partial = beside(path, "partial")
        self.size = size
        self.file: BinaryIO | None = None
        if size:
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
        if self.file is None:
            with suppress(FileNotFoundError):
                os.unlink(self.path)
            return
        self.file.close()
        os.replace(self.partial, self.path)
