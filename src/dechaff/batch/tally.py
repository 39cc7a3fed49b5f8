"""What became of the documents of a collection, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dechaff.types import Quality, Status

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """Documents by their fate; each is counted once.

    Attributes:
        ok: an article was found.
        low_confidence: one was found, whose verdict is poor.
        empty: there is nothing in the document, or nothing that reads like an article.
        failed: it could not be read or cleaned.
    """

    ok: int = 0
    low_confidence: int = 0
    empty: int = 0
    failed: int = 0

    @property
    def records(self) -> int:
        return self.ok + self.low_confidence + self.empty + self.failed

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a document by its row."""
        if row["status"] == Status.FAILED:
            self.failed += 1
        elif row["status"] != Status.OK:
            self.empty += 1
        elif row["verdict"] == Quality.POOR:
            self.low_confidence += 1
        else:
            self.ok += 1

    def to_dict(self) -> dict[str, int]:
        """The counts as plain JSON."""
        return asdict(self)
