"""A cleaner that kills the process it runs in: once, or whenever it meets a certain document."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dechaff import Cleaner, Mark, Pipeline, Stage
from dechaff.records.cleaning import Cleaning
from dechaff.view import View

__all__ = ["killing"]


@dataclass(frozen=True)
class Kill:
    """No marks. With a marker, the first process that gets to a document of some length makes it and is gone."""

    marker: str
    source: str

    def __call__(self, view: View) -> Iterable[Mark]:
        if self.source and view.document.source == self.source:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.marker and len(view) > 20:
            try:
                os.close(os.open(self.marker, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return ()
            os.kill(os.getpid(), signal.SIGKILL)
        return ()


def killing(marker: Path | None = None, source: str = "") -> Cleaning:
    """The default settings, and a cleaner that kills its process: if there is no marker yet, or at a document."""
    killer = Cleaner("killer", Stage.BLOCKS, "nothing", Kill(str(marker or ""), source))
    return Cleaning(pipeline=Pipeline().plus(killer))
