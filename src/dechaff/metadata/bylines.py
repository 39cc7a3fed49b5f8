"""Find who wrote the article: `By Jane Doe` in twenty languages, or a lone name beside the date above the body.

Every candidate has a strength: that of its place, between title and body the highest, lowered for names that no opener
announces by what is missing beside them. The strongest wins; the first, where two are as strong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import regex as re

from dechaff.metadata.openers import Segment, after_opener, may_open, named, segments
from dechaff.metadata.outline import HEAD, TAIL, Outline
from dechaff.metadata.people import EDGE, chinese_names, has_role, is_known_person, lone_name, read_names
from dechaff.metadata.words import JOINERS, NOT_NAMES
from dechaff.types import Kind

__all__ = ["Byline", "find_announced", "find_authors", "has_byline", "is_dateline", "places"]

ABOVE = 6  # lines above the title that may hold the byline
BELOW = 16  # lines behind the first paragraph that may
SIGNATURE = 14.0  # words of a last line of the body that may be one
SURE = 3.0  # the strength of a byline that makes lone names superfluous
IN_LINE, BESIDE, NEAR = 1.0, 0.8, 0.5  # what a date in the line of a name, beside it, or two lines off is worth
UNANNOUNCED, UNKNOWN = 2.0, 0.5  # what a missing opener costs, and a name that does not begin with a common one

_OTHER_WORK = re.compile(
    r"(?:photo|image|picture|credit|review|check|edit|illustrat|video|source|translat|sponsor|present|power|foto|bild|beeld"
    r"|zdjęcia|фото|via|courtesy|approved|updated)\p{L}{0,12}[\s\p{L}]{0,16}(?:by|von|par|por|di|door|av|:|：)\s{0,2}$",
    re.IGNORECASE,
)
_READING = re.compile(
    r"\d\s?(?:-\s?)?min(?:ute)?s?\b|\b(?:no|\d{1,4}) comments?\b|\d\s?мин|分钟|分で"
    r"|(?<!\d)\d\d?[-./]\d\d?[-./](?:20)?\d\d(?!\d)|\b(?:hours?|days?|weeks?) ago",
    re.IGNORECASE,
)
_WORDY = re.compile(
    r"\p{L}{3}(?:tion|sion|ment|ness|ity|ics|logy|ship|ance|ence|(?<=\p{L}{4})ings?"
    r"|ials?|ables?|ures?|ages?|ives?|ists?|ers|ors)\b"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[\s\d,–\-©]{0,24}(?:by )?(.{4,60})", re.IGNORECASE)
_COMPANY = re.compile(r"\b(?:inc|llc|ltd|gmbh|corp|s\.?a|b\.?v)\b", re.IGNORECASE)
_BEHIND_OWNER = re.compile(r"\s?[.|·•,(]\s?|\sall rights|(?<=\p{L})[’']s\b|\s\d", re.IGNORECASE)
_SEVERAL = re.compile(r"authors|author\(s\)|autoren|auteurs|autores|autori|autorzy|авторы|contributors", re.IGNORECASE)
_LED_ON = re.compile(r"\s(?:on|in|at|(?:last )?updated|published|posted)(?:[\s:].{0,40})?$", re.IGNORECASE)
_TWO_CAPITALS = re.compile(r"\p{Lu}[\p{L}\p{M}'’.\-]{0,30}\s{1,3}(?:\p{Ll}{1,4}\s{1,3}){0,3}\p{Lu}|[^\x00-\u04ff]")
_TRAILING_JOINER = re.compile(r"(?:,|&|\b(?:and|und|et|och|og|en|и))\s{0,2}$", re.IGNORECASE)


class Byline(NamedTuple):
    """Names, the block they were found in, and how sure it is that they are the authors'."""

    names: tuple[str, ...]
    block: int
    strength: float


def is_dateline(outline: Outline, index: int) -> bool:
    """Whether a line is a date and little else."""
    dates = outline.dates(index)
    return bool(dates) and len(dates[0].iso) == 10 and len(outline.text(index)) - (dates[0].end - dates[0].start) <= 48


def has_byline(outline: Outline, index: int) -> bool:
    """Whether a line opens a byline; cheap, for use as evidence on its neighbours."""
    text = outline.text(index)
    opened = after_opener(text) if text else None
    return opened is not None and (not opened[0] or bool(named(*opened).names))


def find_announced(outline: Outline, title: int | None) -> Byline | None:
    """The most certain byline that opens with `By` and the like, or None."""
    return max(_openly(outline, title), key=lambda c: c.strength, default=None)


def _openly(outline: Outline, title: int | None) -> list[Byline]:
    candidates = list(_announced(outline, places(outline, title)))
    if len({c.names for c in candidates if c.block >= outline.end}) > 1:  # those of other articles
        candidates = [c for c in candidates if c.block < outline.end]
    return candidates


def find_authors(outline: Outline, title: int | None) -> Byline | None:
    """The most certain byline of the document, or None."""
    candidates = _openly(outline, title)
    if not any(c.strength >= SURE for c in candidates):
        candidates += _lone(outline, title)
    if not candidates:
        candidates = _far_above(outline, title)
    if not candidates and (other := _portrait(outline) or _owner(outline)):
        candidates = [other]
    return max(candidates, key=lambda c: c.strength, default=None)


def find_near_authors(outline: Outline, title: int | None) -> Byline | None:
    """The most certain byline around title and body, or None: all that a page with a head needs the lines for."""
    candidates = _openly(outline, title)
    if not any(c.strength >= SURE for c in candidates):
        candidates += _lone(outline, title)
    return max(candidates, key=lambda c: c.strength, default=None) or _portrait(outline)


def places(outline: Outline, title: int | None) -> Iterator[tuple[int, float]]:
    """Blocks that may hold the byline or the date, and how likely each place is."""
    first = title if title is not None and title < outline.prose else min(outline.prose - 10, outline.start)
    for index in range(max(0, first - ABOVE), first):
        yield index, 4.6 - 0.3 * (first - index)
    for index in range(max(first, 0), outline.prose):
        yield index, 5.0 - 0.02 * min(index - first, outline.prose - 1 - index)
    following = 0
    for index in range(outline.prose, min(outline.end, outline.prose + BELOW)):
        if not outline.is_kept[index]:
            following += 1
            yield index, 4.0 - 0.1 * following
    for index in range(max(outline.prose + 1, outline.end - 3), outline.end):
        if outline.is_kept[index] and outline.view.mass[index] <= SIGNATURE:
            yield index, 2.5
    for index in outline.tail:
        yield index, 2.5 - 0.1 * (index - outline.end)


def _announced(outline: Outline, where: Iterable[tuple[int, float]]) -> Iterator[Byline]:
    """Names behind `By` and the like, the first of each line."""
    for index, strength in where:
        text = outline.text(index)
        if not text or not may_open(text):
            continue
        parts = segments(text, outline.dates(index))
        for place, segment in enumerate(parts):
            following = parts[place + 1].text if place + 1 < len(parts) else ""
            names = _opened(outline, index, segment, following)
            single = bool(names) and " " not in names[0] and names[0][0] < "\u2e7f"
            if single and place and index >= outline.end and not is_known_person(names[0]):
                continue  # the end of a caption rather than a line of its own
            if names:
                yield Byline(names, index, strength)
                break


def _opened(outline: Outline, index: int, segment: Segment, following: str) -> tuple[str, ...]:
    """The names that a segment announces, those on the next lines included when its opener stands alone."""
    opened = after_opener(segment.text)
    if opened is None:
        return ()
    rest, kind = opened
    rest = rest or following
    if not rest or _TRAILING_JOINER.search(rest):
        several = _SEVERAL.match(segment.text) is not None
        rest = f"{rest} {_following_names(outline, index, several=several)}".strip()
    names = named(rest, kind).names
    if not names or (segment.updated and names[0].islower()):
        return ()
    return () if segment.text[:3].lower() == "by " and _is_menu(outline, names) else names


def _is_menu(outline: Outline, names: tuple[str, ...]) -> bool:
    """Whether `By Price`, `By State` is what stands there."""
    return len(names) == 1 and not is_known_person(names[0]) and _is_vocabulary(outline, names[0], least=0)


def _following_names(outline: Outline, index: int, *, several: bool) -> str:
    """The names of the lines behind a `By` that stands alone, as far as commas and "and" join them."""
    parts: list[str] = []
    open_ended = True
    for i in range(index + 1, min(index + 9, len(outline.blocks))):
        text = outline.text(i).strip()
        words = text.lower().strip(" ,").split()
        if not text and outline.blocks[i].kind is Kind.CAPTION:
            continue
        if not text or (outline.is_kept[i] and outline.view.is_prose[i]):
            break
        if not words or (len(words) == 1 and words[0] in JOINERS):
            parts += [text] if parts else []
            open_ended = True
        elif not (open_ended or text[0] in ",&" or words[0] in JOINERS) or len(words) > 14:
            break
        elif not parts and (_is_vocabulary(outline, text, least=0) or (len(text) < 3 and text.isupper())):
            if i > index + 3:
                break
        else:
            listed = several and lone_name(text) and lone_name(outline.text(i + 1))
            parts += [text, ","] if listed else [text]
            open_ended = bool(listed) or _TRAILING_JOINER.search(text) is not None
    return " ".join(parts)


def _lone(outline: Outline, title: int | None) -> Iterator[Byline]:
    """Lone names in the line of the date, in the line beside it, above somebody's role, or right below the title."""
    for index, place in places(outline, title):
        if not _may_name(outline, index, title):
            continue
        support = _support(outline, index)
        below = index - title if title is not None else 0
        near_title = below > 0 and (below <= 3 or 0 < outline.start - index <= 2)
        if (not support and not near_title) or (index >= outline.end and support > NEAR):
            continue
        if _is_other_work(outline, index):
            continue
        parts = segments(outline.text(index), outline.dates(index))
        for segment in parts if len(parts) <= 4 else ():
            names, known = _lone_names(outline, index, segment.text, alone=len(parts) == 1)
            close = support >= BESIDE and 0 < below <= 2
            if not names or any(_is_vocabulary(outline, name, least=0 if known or close else 1) for name in names):
                continue
            if known:
                yield Byline(names, index, place - UNANNOUNCED + support)
            elif _is_plausible(outline, names, near_title=near_title, support=support):
                yield Byline(names, index, place - UNANNOUNCED - UNKNOWN + support)


def _may_name(outline: Outline, index: int, title: int | None) -> bool:
    """A cheap look whether a line can be a lone name, with a date perhaps."""
    text = outline.text(index)
    if not 0 < len(text) <= 140 or (title is not None and (index < title - 4 or outline.text(title) in text)):
        return False
    if (outline.capital_share[index] < 0.25 and text[0] < "\u2e7f") or (
        outline.is_kept[index] and outline.view.is_prose[index]
    ):
        return False
    return _TWO_CAPITALS.search(text) is not None or is_known_person(text)


def _lone_names(outline: Outline, index: int, text: str, *, alone: bool) -> tuple[tuple[str, ...], bool]:
    """The names that a part of a line consists of, and whether one of them begins with a common given name."""
    if (chinese := chinese_names(text)) and not outline.view.matches.exact[index]:
        return chinese, False
    names = _people(text) or _people(_LED_ON.sub("", text), single=False)
    if names and alone:
        names = _joined(outline, index, names)
    return names, any(is_known_person(name) for name in names)


def _is_plausible(outline: Outline, names: tuple[str, ...], *, near_title: bool, support: float) -> bool:
    """Whether names that are not common ones are names all the same: by place and shape, or by a portrait below."""
    if names[0][0] > "\u2e7f":
        return support >= BESIDE or near_title
    if " " not in names[0] or (support < IN_LINE and _WORDY.search(" ".join(names))):
        return False
    return support >= BESIDE or (near_title and names[0] in outline.portrayed)


def _joined(outline: Outline, index: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names with those of the lines above that "and" or a comma joins to them, or with their other half."""
    above, below = outline.text(index - 1).strip(), outline.text(index + 1).strip()
    if len(names) == 1 and " " not in names[0]:
        halves = (f"{names[0]} {below}", f"{above} {names[0]}")
        whole = next((x for x in halves if (name := lone_name(x)) and name.count(" ") == 1), "")
        return (whole,) if whole else names
    while above.lower() in JOINERS and (more := _people(outline.text(index - 2))):
        names, index = (*more, *names), index - 2
        above = outline.text(index - 1).strip()
    return names


def _people(text: str, *, single: bool = True) -> tuple[str, ...]:
    """The names in a part of a line that holds nothing else: of people in full, or one common given name."""
    name, comma, role = text.partition(",")
    if comma and has_role(role):
        text = name
    if full := lone_name(text):
        return (full,)
    if single and text.isalpha() and text[:1].isupper() and text[1:].islower() and is_known_person(text):
        return (text,)
    found = read_names(text)
    several = len(found.names) > 1 and not found.rest.strip(EDGE)
    return found.names if several and all(lone_name(name) for name in found.names) else ()


def _far_above(outline: Outline, title: int | None) -> list[Byline]:
    """The one byline that is announced further up; several would be those of teasers."""
    first = title if title is not None else outline.start
    above = list(_announced(outline, ((i, 2.0) for i in range(max(0, outline.start - HEAD), first))))
    above = [c for c in above if " " in c.names[0] or is_known_person(c.names[0])]
    return above[:1] if len({c.names for c in above}) == 1 else []


def _portrait(outline: Outline) -> Byline | None:
    """The one person whom the lines below the body portray."""
    near = {name: i for name, i in outline.portrayed.items() if i < outline.end + TAIL and is_known_person(name)}
    return Byline((next(iter(near)),), next(iter(near.values())), 1.5) if len(near) == 1 else None


def _owner(outline: Outline) -> Byline | None:
    """The person whose site it is, by the copyright line or the very first line."""
    for index, text in outline.rights:
        match = _COPYRIGHT.search(text)
        name = lone_name(_BEHIND_OWNER.split(match[1])[0]) if match and not _COMPANY.search(match[1]) else None
        if name and is_known_person(name):
            return Byline((name,), index, 1.0)
    for index in range(min(2, outline.start)):
        name = lone_name(outline.text(index))
        if name:
            return Byline((name,), index, 0.9) if is_known_person(name) else None
    return None


def _support(outline: Outline, index: int) -> float:
    """How much speaks for a name in this line: a date or reading time in it or beside it, a role below it."""
    if _is_dated(outline, index):
        return IN_LINE
    before, after = outline.beside(index, -1), outline.beside(index, 1)
    if _is_dated(outline, after) or _is_dated(outline, before):
        return BESIDE
    below = outline.text(after)
    if 0 < len(below) <= 60 and (has_role(below) or below.split()[:1] in (["on"], ["in"])):
        return BESIDE
    return (
        NEAR if _is_dated(outline, outline.beside(after, 1)) or _is_dated(outline, outline.beside(before, -1)) else 0.0
    )


def _is_other_work(outline: Outline, index: int) -> bool:
    """Whether the line above says that a name is a photographer's, reviewer's or the like."""
    return _OTHER_WORK.search(outline.text(outline.beside(index, -1))) is not None


def _is_dated(outline: Outline, index: int) -> bool:
    """Whether a line shows a date, be it one that nobody can read for sure, a reading time or a count of comments."""
    known = outline.dated.get(index)
    if known is None:
        text = outline.text(index)
        shown = text and (outline.digits[index] or "ago" in text or "omment" in text)
        known = outline.dated[index] = bool(shown and (outline.dates(index) or _READING.search(text[:80])))
    return known


def _is_vocabulary(outline: Outline, name: str, *, least: int = 1) -> bool:
    """Whether the words of a supposed name, all or all but one, are ordinary words of the article."""
    words = [word.lower() for word in name.split() if len(word) > 2]
    known = sum(word in NOT_NAMES or outline.writes_small(word) for word in words)
    return known >= max(1, len(words) - least)
