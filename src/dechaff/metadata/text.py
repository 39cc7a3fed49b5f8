"""What a flattened page says of its article, once it is known which blocks are the body.

The body comes first: title, byline and date stand around its start, so each of them is looked for there and nowhere
else. A field is `None` when the page does not say it clearly; a wrong author is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence

from dechaff.metadata.bylines import find_authors
from dechaff.metadata.datelines import find_dateline
from dechaff.metadata.dates import iso_from_url
from dechaff.metadata.languages import body_language
from dechaff.metadata.outline import Outline
from dechaff.metadata.reading import reading_time
from dechaff.metadata.sites import find_section, find_site
from dechaff.metadata.titles import find_title
from dechaff.types import Metadata
from dechaff.view import View

__all__ = ["read_metadata"]


def read_metadata(view: View, kept: Sequence[int]) -> Metadata:
    """Title, authors, date and so on of the article whose body the blocks `kept` are.

    Args:
        view: the document.
        kept: indices of the blocks judged to be body, in order.

    Returns:
        The fields that the page states, each with the line it was read from.
    """
    language, provenance = _language(view, kept)
    if not len(kept):
        return Metadata(language=language, provenance=provenance)
    outline = Outline(view, kept, language)
    title = find_title(outline)
    if title and title.sure:
        provenance["title"] = _line(outline, title.block)
    byline = find_authors(outline, title.block if title else None)
    if byline:
        provenance["authors"] = _line(outline, byline.block)
    date = _date(outline, title.block if title else None, byline.block if byline else None)
    if date:
        provenance["date_published"] = date[1]
    site = find_site(outline, title)
    if site:
        provenance["site_name"] = _line(outline, site.block)
    section = find_section(outline, title)
    if section:
        provenance["section"] = _line(outline, section.block)
    minutes = reading_time(outline, title.block if title else None)
    if minutes:
        provenance["reading_time_minutes"] = _line(outline, minutes[1])
    return Metadata(
        title=title.text if title and title.sure else None,
        authors=byline.names if byline else (),
        date_published=date[0] if date else None,
        site_name=site.text if site else None,
        section=section.text if section else None,
        language=language,
        reading_time_minutes=minutes[0] if minutes else None,
        provenance=provenance,
    )


def _language(view: View, kept: Sequence[int]) -> tuple[str | None, dict[str, str]]:
    if view.document.language:
        return view.document.language, {"language": "caller"}
    language = body_language(view, kept)
    return language, ({"language": "body"} if language else {})


def _line(outline: Outline, block: int) -> str:
    """The line of the source that a block begins on, counted from one."""
    return f"line {outline.view.document.source.count(chr(10), 0, outline.blocks[block].start) + 1}"


def _date(outline: Outline, title: int | None, byline: int | None) -> tuple[str, str] | None:
    """The day of publication and where it stands; that of an update only where the page shows no other."""
    if found := find_dateline(outline, title, byline):
        where = _line(outline, found.block)
        return found.iso, f"{where} (updated)" if found.updated else where
    url = iso_from_url(outline.view.document.url)
    return (url, "url") if url else None
