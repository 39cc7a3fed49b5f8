"""Take scraped text, get back the article: boilerplate out, with a reason for every line removed.

>>> import dechaff
>>> article = dechaff.clean_text(open("page.txt").read())  # doctest: +SKIP
>>> article.text, article.score, article.removed[0].rule  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dechaff.types import (
    Article,
    Block,
    Cleaner,
    DechaffError,
    Document,
    Kind,
    Link,
    Mark,
    Metadata,
    Profile,
    Quality,
    Removed,
    Stage,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from dechaff.pipeline import Pipeline

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "Cleaner",
    "DechaffError",
    "Document",
    "Kind",
    "Link",
    "Mark",
    "Metadata",
    "Pipeline",
    "Profile",
    "Quality",
    "Removed",
    "Stage",
    "Status",
    "Verdict",
    "__version__",
    "clean_text",
]


def clean_text(
    text: str,
    *,
    url: str | None = None,
    language: str | None = None,
    profile: Profile | str = Profile.BALANCED,
    pipeline: Pipeline | None = None,
) -> Article:
    """Find the article in text that a scraper flattened.

    Args:
        text: the page as text; any string at all.
        url: where it came from; kept in the result.
        language: BCP-47 code, where it is known.
        profile: `balanced` aims at the best F1, `precision` keeps surer lines only, `recall` more of the doubtful ones.
        pipeline: the cleaners to run; the default chain where none is given.

    Returns:
        An `Article` for every string, empty or hostile ones too: its `status` says what happened.

    Raises:
        TypeError: `text` is not a string.
        DechaffError: there is no such profile.
    """
    if not isinstance(text, str):
        raise TypeError(f"clean_text takes str, not {type(text).__name__}; decode bytes first")
    from dechaff.pipeline import Pipeline
    from dechaff.sources.text import read_text

    return (pipeline or Pipeline()).clean(read_text(text, url=url, language=language), profile)


def __getattr__(name: str) -> Any:
    if name == "Pipeline":
        from dechaff.pipeline import Pipeline

        return Pipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
