"""What a configuration file can say, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dechaff.config.rules import OwnRule, own_cleaner
from dechaff.types import Profile

if TYPE_CHECKING:
    from dechaff.pipeline import Pipeline
    from dechaff.records.cleaning import Cleaning

__all__ = ["Config"]


@dataclass(frozen=True, slots=True)
class Config:
    """Settings; `Config()` are the defaults. Settings of a command line go over it with `dataclasses.replace`.

    Attributes:
        profile: see `clean_text`.
        language: BCP-47 code of documents that do not say theirs.
        extractor: what finds the article of a page, see `clean_html`.
        without: cleaners, and rules as `cleaner.rule`, that are switched off.
        phrases: phrases of one's own by topic of the lexicon, written as its files are.
        rules: rules of one's own, which are those of a cleaner called `own`.
        thresholds: numbers by the names of `THRESHOLDS`.
        timeout: seconds for a document of a collection; 0 for no deadline, None where the file does not say.
        memory: bytes for a worker; 0 for no limit, None where the file does not say.
        workers: processes; None where the file does not say.
        fields: fields of an article that are written; None where the file does not say.
    """

    profile: Profile = Profile.BALANCED
    language: str | None = None
    extractor: str = "dechaff"
    without: tuple[str, ...] = ()
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[OwnRule, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    timeout: float | None = None
    memory: int | None = None
    workers: int | None = None
    fields: tuple[str, ...] | None = None

    def pipeline(self) -> Pipeline:
        """The chain of cleaners that is wanted: immutable, and picklable for worker processes.

        Raises:
            DechaffError: there is no cleaner or rule of a name in `without`.
        """
        from dechaff.lexicon import extended_lexicon, parse_phrases
        from dechaff.pipeline import Pipeline, Thresholds

        phrases = {topic: parse_phrases("\n".join(lines)) for topic, lines in self.phrases.items() if lines}
        numbers = {name.partition(".")[2]: value for name, value in self.thresholds.items()}
        pipeline = Pipeline(
            lexicon=extended_lexicon(phrases) if phrases else None,
            thresholds=Thresholds(**numbers),
        )
        if self.rules:
            pipeline = pipeline.plus(own_cleaner(self.rules))
        return pipeline.without(*self.without)

    def cleaning(self) -> Cleaning:
        """What the documents of a collection are cleaned with.

        Raises:
            DechaffError: there is no cleaner or rule of a name in `without`.
        """
        from dechaff.records.cleaning import Cleaning

        return Cleaning(self.profile, self.language, self.pipeline(), self.extractor)
