"""Read how many minutes a page says that reading it takes."""

from __future__ import annotations

import regex as re

from dechaff.metadata.bylines import has_byline, places
from dechaff.metadata.outline import Outline

__all__ = ["minutes_in", "reading_time"]

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
_DURATION = re.compile(r"PT?(\d{1,3})M(?:\d{1,2}S)?", re.IGNORECASE)
_MINUTES_ONLY = re.compile(r"(\d{1,3})\s?(?:min(?:ut\p{L}{0,3}|s)?\.?|мин\p{L}{0,3}|分钟|分)", re.IGNORECASE)


def minutes_in(text: str, *, stated: bool) -> int | None:
    """The minutes that a short text gives for reading; `25 minutes` or `PT25M` will do in a field for that."""
    match = _READING_TIME.search(text)
    if match is None and stated:
        match = _MINUTES_ONLY.fullmatch(text.strip()) or _DURATION.fullmatch(text.strip())
    minutes = int(next((group for group in match.groups() if group), 0)) if match else 0
    return minutes if 0 < minutes <= MAX_MINUTES else None


def reading_time(outline: Outline, title: int | None) -> tuple[int, int] | None:
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
