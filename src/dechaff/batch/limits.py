"""What a document may cost, and what a worker is told to do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

from dechaff.types import DechaffError, Record

__all__ = ["Limits", "Work"]


class Work(Protocol):
    """What workers do with records; sent to them once, so it must be picklable, and so must its results."""

    def prepare(self) -> None:
        """Load what every record needs."""

    def do(self, record: Record) -> Any:
        """The result of a record. May raise `MemoryError`, nothing else."""

    def give_up(self, record: Record, reason: str) -> Any:
        """The result, made by the supervisor, of a record that no worker could answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on what documents and workers may cost.

    Attributes:
        timeout: seconds for a document; None for no deadline.
        memory: bytes of address space for a worker (Linux); None for no limit.
        documents: after how many a worker makes room for a fresh one.
        in_flight: bytes of documents and results that are held at once, about.

    Raises:
        DechaffError: a number is out of range.
    """

    timeout: float | None = 10.0
    memory: int | None = 2 << 30
    documents: int = 5_000
    in_flight: int = 48 << 20

    def __post_init__(self) -> None:
        if self.timeout is not None and not (0 < self.timeout < math.inf):
            raise DechaffError(f"timeout must be more than 0 seconds, not {self.timeout}; None is no deadline")
        if self.memory is not None and self.memory < 512 << 20:
            raise DechaffError("a worker needs 512 MB of memory at least")
        if self.documents < 1:
            raise DechaffError("a worker must be allowed one document at least")
