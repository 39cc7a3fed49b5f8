"""Many documents: workers in processes of their own, a deadline for each document, and an answer for every one.

>>> import dechaff
>>> for article in dechaff.clean_many(pages, workers=2):  # doctest: +SKIP
...     print(article.status, article.title)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dechaff.batch.crew import Crew, Limits
from dechaff.records.cleaning import Cleaning, failed
from dechaff.types import Article, DechaffError, Profile, Record

if TYPE_CHECKING:
    from dechaff.pipeline import Pipeline

__all__ = ["ArticleWork", "Crew", "Limits", "clean_many"]


class ArticleWork:
    """What workers do for `clean_many`: a record in, its article out."""

    def __init__(self, cleaning: Cleaning) -> None:
        self.cleaning = cleaning

    def prepare(self) -> None:
        """Load what every document needs, before the first deadline runs."""
        self.cleaning.prepare()

    def do(self, record: Record) -> Article:
        """The article of a record; memory that runs out is the worker's business."""
        return self.cleaning.attempt(record)

    def give_up(self, record: Record, reason: str) -> Article:
        """The article of a record that no worker could clean."""
        return failed(record, reason)


def clean_many(  # noqa: PLR0913
    records: Iterable[Record | str | bytes],
    *,
    workers: int | None = None,
    timeout: float | None = 10.0,
    memory: int | None = 2 << 30,
    ordered: bool = True,
    profile: Profile | str = Profile.BALANCED,
    language: str | None = None,
    pipeline: Pipeline | None = None,
) -> Iterator[Article]:
    """Clean documents in worker processes: an article for every record, in the order of the records.

    A worker that crashes, hangs or eats memory costs one document, and that one only when it does so twice: it is
    tried once more in a fresh worker, then its article has the status `failed` and a reason such as `timeout: ...` or
    `worker_died: ...`. Records are read as they are needed; nothing is held longer than it takes to yield it in order.

    Workers are not forked from this process: cleaners of your own must be functions at the top level of a module, and
    where that is the script itself, it needs the usual `if __name__ == "__main__":`.

    Args:
        records: pages or texts, as `Record`s or as they are (then `clean` finds out which they are).
        workers: processes; as many as there are processors by default. With 0, documents are cleaned in this process,
            without a deadline or a cap on memory.
        timeout: seconds for a document; None for no deadline.
        memory: bytes of address space for a worker, where the system can limit it (Linux); None for no limit.
        ordered: False yields articles as they are done.
        profile: see `clean_text`.
        language: of documents that do not say theirs.
        pipeline: the cleaners to run; the default chain where none is given.

    Raises:
        TypeError: a record is neither `Record` nor str nor bytes.
        DechaffError: there is no such profile, a number is out of range, or workers cannot be started.
    """
    try:
        profile = Profile(profile)
    except ValueError:
        raise DechaffError(f"no profile {profile!r}; choose one of {', '.join(Profile)}") from None
    work = ArticleWork(Cleaning(profile=profile, language=language, pipeline=pipeline))
    crew = Crew(work, workers=workers, limits=Limits(timeout=timeout, memory=memory), ordered=ordered)
    return (article for _, _, article in crew.run(_as_records(records)))


def _as_records(records: Iterable[Record | str | bytes]) -> Iterator[Record]:
    for record in records:
        if isinstance(record, Record):
            yield record
        elif isinstance(record, str | bytes):
            yield Record(record)
        else:
            raise TypeError(f"a record is a Record, str or bytes, not {type(record).__name__}")
