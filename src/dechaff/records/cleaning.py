"""How each document of a collection is cleaned: settings that all share, and an answer for whatever comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dechaff.types import Article, DechaffError, Metadata, Profile, Quality, Record, Status

if TYPE_CHECKING:
    from dechaff.pipeline import Pipeline

__all__ = ["Cleaning", "failed"]

_SAMPLE = "A text that is long enough for its language to be looked at, which is the last thing that loads its weights."


@dataclass(frozen=True, slots=True)
class Cleaning:
    """The settings that the documents of a collection share.

    Attributes:
        profile: see `clean_text`.
        language: of documents that do not say theirs.
        pipeline: the cleaners to run; the default chain where None.
        extractor: what finds the article of a page, see `clean_html`.
    """

    profile: Profile | str = Profile.BALANCED
    language: str | None = None
    pipeline: Pipeline | None = None
    extractor: str = "dechaff"

    def clean(self, record: Record) -> Article:
        """An article for any record: what goes wrong with one makes its `status` failed, and is not raised."""
        try:
            return self.attempt(record)
        except MemoryError:
            return failed(record, "out_of_memory: cleaning took more memory than there is")

    def attempt(self, record: Record) -> Article:
        """The same, for callers who know what to do without memory.

        Raises:
            MemoryError: there is not enough for this document.
        """
        if record.source is None:
            return failed(record, record.error or "no_source: there is nothing to clean")
        try:
            return self._clean(record, record.source)
        except DechaffError as error:
            return failed(record, f"refused: {error}")
        except MemoryError:
            raise
        except Exception as error:  # one document must not cost the others
            return failed(record, f"internal_error: {type(error).__name__}: {error}")

    def prepare(self) -> None:
        """Load weights and word lists now, not when the first document comes."""
        from dechaff import clean_html, clean_text

        clean_text(_SAMPLE, pipeline=self.pipeline)
        clean_html(f"<p>{_SAMPLE}</p>", pipeline=self.pipeline)

    def _clean(self, record: Record, source: bytes | str) -> Article:
        from dechaff import clean

        return clean(
            source,
            kind=record.kind,
            url=record.url,
            language=record.language or self.language,
            profile=self.profile,
            pipeline=self.pipeline,
            extractor=self.extractor,
        )


def failed(record: Record, reason: str) -> Article:
    """The article of a document that could not be cleaned; `reason` is a code, a colon and what it means."""
    return Article(
        text="",
        kept=(),
        removed=(),
        metadata=Metadata(),
        score=0.0,
        verdict=Quality.POOR,
        reasons=(reason,),
        status=Status.FAILED,
        source="",
        url=record.url,
    )
