"""What a flattened page says of its article, once it is known which blocks are the body.

The body comes first: title, byline and date stand around its start, so each of them is looked for there and nowhere
else. A field is `None` when the page does not say it clearly; a wrong author is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex as re

from dechaff.metadata.bylines import find_authors, has_byline, places
from dechaff.metadata.dates import DateFound, Label, iso_from_url, label_of
from dechaff.metadata.languages import detect_language
from dechaff.metadata.outline import Outline
from dechaff.metadata.sites import find_section, find_site
from dechaff.metadata.titles import find_title
from dechaff.types import Metadata
from dechaff.view import View

__all__ = ["read_metadata"]

_READING_TIME = re.compile(
    r"(?<![\d.,])(\d{1,3})[\s-]{0,2}(?:min(?:ute)?s?|minut\p{L}{0,3}|мин\p{L}{0,4})\.?\s{0,2}(?:to\s)?"
    r"(?:read|reading|de lectura|de lecture|de leitura|di lettura|lesezeit|leestijd|lezen|läsning|lästid"
    r"|czytania|чтения|okuma)"
    r"|(?:read(?:ing)? time|time to read|lesezeit|lesedauer|temps de lecture|lecture|tiempo de lectura|lectura"
    r"|tempo de leitura|leitura|tempo di lettura|lettura|leestijd|lästid|czas czytania|время чтения"
    r"|阅读时间|阅读需|阅读约|読了時間|okuma süresi)"
    r"[^\d\n]{0,14}(\d{1,3})\s{0,2}(?:min|мин|分|dk|dakika)",
    re.IGNORECASE,
)
MAX_MINUTES = 240
_MINUTES_ONLY = re.compile(r"(\d{1,3})\s?min(?:utes?|s)?\.?", re.IGNORECASE)
_SPAN = re.compile(r"\s{0,3}(?:[-–—~]|to|bis|au|al|до)\s{0,3}")
_REVISER = re.compile(r"[\s,]{1,3}by\s", re.IGNORECASE)


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
    minutes = _reading_time(outline, title.block if title else None)
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
    parts: list[str] = []
    size = 0
    for index in kept:
        parts.append(view.blocks[index].text)
        size += len(parts[-1]) + 1
        if size >= 2000:
            break
    language = detect_language("\n".join(parts))
    return language, ({"language": "body"} if language else {})


def _line(outline: Outline, block: int) -> str:
    """The line of the source that a block begins on, counted from one."""
    return f"line {outline.view.document.source.count(chr(10), 0, outline.blocks[block].start) + 1}"


def _date(outline: Outline, title: int | None, byline: int | None) -> tuple[str, str] | None:
    """The day of publication and where it stands; that of an update only where the page shows no other."""
    dated = [(_date_strength(outline, found, place, title, byline), found) for found, place in _dates(outline, title)]
    best = max(dated, key=lambda scored: scored[0], default=None)
    if best and best[0] > 0:
        where = _line(outline, best[1].block)
        return best[1].date.iso, f"{where} (updated)" if best[1].label is Label.UPDATED else where
    url = iso_from_url(outline.view.document.url)
    return (url, "url") if url else None


class _Dated(NamedTuple):
    date: DateFound
    block: int
    label: Label


def _dates(outline: Outline, title: int | None) -> Iterator[tuple[_Dated, float]]:
    """Every date near the start of the body, or right behind its end, and how likely its place is."""
    for block, place in places(outline, title):
        dates = outline.dates(block)
        text = outline.text(block)
        if len(dates) > 1 and _SPAN.fullmatch(text[dates[0].end : dates[1].start]):
            continue  # from one day to another
        for date in dates:
            yield _Dated(date, block, label_of(text, date, outline.text(block - 1))), place


def _date_strength(outline: Outline, found: _Dated, place: float, title: int | None, byline: int | None) -> float:
    """How sure it is that the article was published on a date; nothing where something else happened on it."""
    label, block = found.label, found.block
    text = outline.text(block)
    beside = len(text) - (found.date.end - found.date.start)
    distance = abs(block - byline) if byline is not None else 99
    is_published = label in (Label.PUBLISHED, Label.FIRST)
    strength = place + {Label.FIRST: 4.0, Label.PUBLISHED: 2.0, Label.UPDATED: -2.0}.get(label, 0.0)
    if label is Label.OTHER or (label is Label.UPDATED and _REVISER.match(text, found.date.end)):
        return 0.0
    if not is_published:
        if beside > (40 if outline.is_kept[block] else 70) or outline.view.is_prose[block]:
            return 0.0
        if block >= outline.end - 3 and block > outline.prose and (distance > 1 or label is Label.UPDATED):
            return 0.0
    if distance <= 3:
        strength += 1.5 - 0.3 * distance
    if len(found.date.iso) < 10:
        return strength - 3 if block != title and (is_published or distance <= 1) else 0.0
    return strength - 2 if block == title else strength


def _reading_time(outline: Outline, title: int | None) -> tuple[int, int] | None:
    """The minutes that reading takes, as said between title and body; those in lists of other articles do not count."""
    for block, _ in sorted(places(outline, title), key=lambda x: -x[1]):
        if block >= outline.end or outline.is_kept[block] or not outline.digits[block]:
            continue
        text = outline.text(block)
        match = _READING_TIME.search(text) if text else None
        if match is None and text and _is_head_line(outline, block, title):
            match = _MINUTES_ONLY.fullmatch(text.strip())
        if match:
            minutes = int(next(group for group in match.groups() if group))
            if 0 < minutes <= MAX_MINUTES:
                return minutes, block
    return None


def _is_head_line(outline: Outline, block: int, title: int | None) -> bool:
    """Whether a line stands between title and body, beside the date or the byline."""
    return (
        title is not None
        and title < block < outline.prose
        and any(
            outline.dates(i) or has_byline(outline, i) for i in (outline.beside(block, -1), outline.beside(block, 1))
        )
    )
