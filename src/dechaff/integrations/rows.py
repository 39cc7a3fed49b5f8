"""Records to rows, the way every engine needs it: here, or in a process of its own for each engine's worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dechaff.batch import Crew, Limits
from dechaff.records.cleaning import Cleaning, failed
from dechaff.types import Record

__all__ = ["clean_rows"]


class RowWork:
    """A record in, its article as plain JSON types out."""

    def __init__(self, cleaning: Cleaning) -> None:
        self.cleaning = cleaning

    def prepare(self) -> None:
        self.cleaning.prepare()

    def do(self, record: Record) -> dict[str, Any]:
        return self.cleaning.attempt(record).to_dict()

    def give_up(self, record: Record, reason: str) -> dict[str, Any]:
        return failed(record, reason).to_dict()


def clean_rows(records: Iterable[Record], cleaning: Cleaning, timeout: float | None = None) -> Iterator[dict[str, Any]]:
    """`Article.to_dict()` of every record, in their order.

    Args:
        records: what to clean.
        cleaning: the settings.
        timeout: seconds for a record; then, and only then, records are cleaned in a process of their own, which a
            page may crash or keep busy without harm to the others.
    """
    workers = 0 if timeout is None else 1
    crew = Crew(RowWork(cleaning), workers=workers, limits=Limits(timeout=timeout))
    return (row for _, _, row in crew.run(records))
