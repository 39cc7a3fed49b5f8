"""How far a collection has come: kept beside its output until that is complete, so that a later run can go on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from dechaff.records.files import beside
from dechaff.records.inputs import Input
from dechaff.types import DechaffError

__all__ = ["Journal", "Progress", "fingerprint"]

_FORMAT: Final = 1


@dataclass(slots=True)
class Progress:
    """What is safely written.

    Attributes:
        input: the number of the input that is being read; all before it are complete.
        record: how many of its records are written.
        early: places (input, record) behind these that are written too, where order did not matter.
        writer: what the writer of the output needs to go on, None where it has not begun.
        errors: the size of the list of errors, in bytes.
        tally: the counts so far.
        complete: all is written; it remains to give the output its name.
        done: inputs, as pairs of the first and the last of a row, that had an output before the run.
    """

    input: int = 0
    record: int = 0
    early: list[list[int]] = field(default_factory=list)
    writer: dict[str, Any] | None = None
    errors: int = 0
    tally: dict[str, int] = field(default_factory=dict)
    complete: bool = False
    done: list[list[int]] = field(default_factory=list)


class Journal:
    """A small file that is replaced as a whole at every checkpoint."""

    def __init__(self, path: str, run: str) -> None:
        self.path = path
        self.run = run

    def read(self) -> Progress | None:
        """How far an unfinished run has come; None where there was none.

        Raises:
            DechaffError: the run had other inputs or other settings, or its journal cannot be read.
        """
        try:
            with open(self.path, encoding="utf-8") as file:
                found = json.load(file)
            if found["format"] != _FORMAT or found["run"] != self.run:
                raise DechaffError(
                    "the unfinished run had other inputs, other settings or another version of dechaff: "
                    "start again with --overwrite"
                )
            return Progress(**found["progress"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, OSError) as error:
            if isinstance(error, DechaffError):
                raise
            raise DechaffError(f"{self.path} cannot be read ({error}): start again with --overwrite") from error

    def write(self, progress: Progress) -> None:
        """Let a checkpoint take the place of the one before; it is on the disk when this returns."""
        partial = self._partial()
        with open(partial, "w", encoding="utf-8") as file:
            json.dump({"format": _FORMAT, "run": self.run, "progress": asdict(progress)}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, self.path)

    def exists(self) -> bool:
        return os.path.lexists(self.path)

    def remove(self) -> None:
        for path in (self._partial(), self.path):
            with suppress(FileNotFoundError):
                os.unlink(path)

    def _partial(self) -> str:
        return beside(self.path, "partial")


def fingerprint(inputs: Sequence[Input], settings: object) -> str:
    """What makes two runs the same: their inputs, by name, size and time of change, and their settings."""
    found = hashlib.sha256(repr(settings).encode("utf-8", "surrogatepass"))
    for one in inputs:
        size = changed = -1
        with suppress(OSError):
            status = os.stat(one.path)
            size, changed = status.st_size, status.st_mtime_ns
        found.update(repr((one, size, changed)).encode("utf-8", "surrogatepass"))
    return found.hexdigest()
