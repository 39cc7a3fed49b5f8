"""Take a web page or the text of one, get back the article: boilerplate out, with a reason for every line removed.

>>> import dechaff
>>> article = dechaff.clean_text(open("page.txt").read())  # doctest: +SKIP
>>> article.text, article.score, article.removed[0].rule  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dechaff.collector import collector_paused
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
    Record,
    Removed,
    Stage,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from dechaff.batch import clean_many
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
    "Record",
    "Removed",
    "Stage",
    "Status",
    "Verdict",
    "__version__",
    "clean",
    "clean_html",
    "clean_many",
    "clean_text",
]


@collector_paused()
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


@collector_paused()
def clean_html(  # noqa: PLR0913
    page: bytes | str,
    *,
    url: str | None = None,
    language: str | None = None,
    profile: Profile | str = Profile.BALANCED,
    pipeline: Pipeline | None = None,
    extractor: str = "dechaff",
) -> Article:
    """Find the article of a page.

    Args:
        page: HTML, as bytes (their encoding is found out as browsers do) or decoded; a fragment will do.
        url: where it came from; relative links are resolved against it.
        language: BCP-47 code, where it is known.
        profile: `balanced` aims at the best F1, `precision` keeps surer blocks only, `recall` more of the others.
        pipeline: the cleaners to run; the default chain where none is given.
        extractor: `dechaff`, or `trafilatura`: then trafilatura extracts, and its output is cleaned as text.

    Returns:
        An `Article` for any bytes: its `status` and `reasons` say what happened. Offsets of its blocks count in
        `article.source`, the text of the page, one block below the other; `block.path` says where a block stood.

    Raises:
        TypeError: `page` is neither bytes nor str.
        DechaffError: there is no such profile or extractor, or trafilatura is not there.
    """
    if not isinstance(page, bytes | str):
        raise TypeError(f"clean_html takes bytes or str, not {type(page).__name__}")
    from dechaff.pipeline import Pipeline
    from dechaff.sources.html import read_html

    document = read_html(page, url=url, language=language)
    if extractor == "trafilatura":
        from dechaff.sources.extracted import read_extracted

        document = read_extracted(page, document)
    elif extractor != "dechaff":
        raise DechaffError(f"no extractor {extractor!r}; choose dechaff or trafilatura")
    return (pipeline or Pipeline()).clean(document, profile)


@collector_paused()
def clean(  # noqa: PLR0913
    source: bytes | str,
    *,
    kind: str = "auto",
    url: str | None = None,
    language: str | None = None,
    profile: Profile | str = Profile.BALANCED,
    pipeline: Pipeline | None = None,
    extractor: str = "dechaff",
) -> Article:
    """Find the article in a page or in a text, whichever it is; see `clean_html` and `clean_text`.

    Bytes of a text are decoded as those of a page are: byte order mark, UTF-8, else a guess that `reasons` owns up to.

    Args:
        source: the page or the text; any string and any bytes at all.
        kind: `html` or `text` where it is known what it is; `auto` looks, and makes an empty article of other things.
        url: where it came from.
        language: BCP-47 code, where it is known.
        profile: see `clean_text`.
        pipeline: the cleaners to run; the default chain where none is given.
        extractor: of pages, see `clean_html`.

    Raises:
        TypeError: `source` is neither bytes nor str.
        DechaffError: there is no such kind, profile or extractor, or bytes that are said to be a text are none.
    """
    if not isinstance(source, bytes | str):
        raise TypeError(f"clean takes bytes or str, not {type(source).__name__}")
    if kind not in ("auto", "html", "text"):
        raise DechaffError(f"no kind {kind!r}; choose auto, html or text")
    from dechaff.sources.html import looks_like_html

    if kind == "html" or (kind == "auto" and looks_like_html(source)):
        return clean_html(source, url=url, language=language, profile=profile, pipeline=pipeline, extractor=extractor)
    from dechaff.pipeline import Pipeline
    from dechaff.sources.encoded import read_encoded, read_whatever

    read = read_encoded if kind == "text" else read_whatever
    return (pipeline or Pipeline()).clean(read(source, url=url, language=language), profile)


def __getattr__(name: str) -> Any:
    if name == "Pipeline":
        from dechaff.pipeline import Pipeline

        return Pipeline
    if name == "clean_many":
        from dechaff.batch import clean_many

        return clean_many
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
