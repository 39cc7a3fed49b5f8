"""Read names out of what a page's head and its bylines give as author: roles, dates, addresses and handles go."""

from __future__ import annotations

import regex as re

from dechaff.metadata.dates import find_dates
from dechaff.metadata.openers import after_opener, named, segments
from dechaff.metadata.page import each
from dechaff.metadata.people import EDGE, MAX_AUTHORS, chinese_names, has_role, is_known_person, lone_name, read_names
from dechaff.metadata.words import DEGREES, GENERIC, ORGANISATIONS, ROLES

__all__ = ["names_in_byline", "stated_names"]

MAX_CREDIT = 300  # characters of a value that are looked at
MAX_BYLINE = 140  # characters of a visible byline; what is longer is somebody's portrait
MAX_GLUED = 16  # characters of a name in Chinese or Japanese with other letters in it
MAX_WORDS = 6  # of one name, organisations included
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{0,300}+|[^\s@(<]{1,64}@[^\s@>)]{1,200}|(?<!\S)@\w{1,40}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s?[;·•\n]\s?|\s/\s|\s{3,9}")
_ASIDE_FROM = re.compile(r"\s?[|｜]\s?|\s[–—-]\s")
_AND = re.compile(r"\s(?:and|und|et|og|och|en|e|y|i|и|та|ve|with|&)\s", re.IGNORECASE)
_COMMA = re.compile(r"\s?[,，、]\s?")
_ASIDE = re.compile(r"(?<=[\p{L}.])\s?\((?!\p{L}{1,12}\)\s\p{Lu})[^()]{0,60}\)?")
_MACHINE = re.compile(r"\d{3}|[0-9a-f]{8}|[_=<>{}\[\]\\]|\p{Ll}\d+\p{Ll}|^\P{L}*$")
_NOBODY = GENERIC | each("undefined null n/a na default object none unknown root nobody name")
_ADMIN = each("admin administrator webmaster user root")
_LEAD = re.compile(
    r"^(?:view |see |read )?(?:all |more )?(?:(?:posts|articles|stories|content) )?(?:by|from|about) (?=\p{Lu})",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)


def stated_names(text: str) -> tuple[str, ...]:
    """The names that a value of `author` holds: of people, and of teams, agencies and users as they are.

    >>> stated_names("By Jane Doe, Staff Writer; John Roe, PhD")
    ('Jane Doe', 'John Roe')
    """
    text = _ADDRESS.sub(" ", text[:MAX_CREDIT]) if "@" in text or "://" in text or "www." in text else text[:MAX_CREDIT]
    names: list[str] = []
    for piece in _BETWEEN.split(_LEAD.sub("", text.strip(), count=1)):
        opened = after_opener(piece.strip(EDGE))
        for name in _people_of(opened[0] if opened and opened[0] else piece):
            if name not in names:
                names.append(name)
    return tuple(names[:MAX_AUTHORS])


def _people_of(piece: str) -> list[str]:
    """The names of a piece of a value that has commas and "and" between them, less roles and degrees."""
    piece = _ASIDE_FROM.split(_ASIDE.sub("", piece).strip(EDGE))[0].strip(EDGE)
    if not piece or not any(map(str.isalpha, piece)):
        return []
    if piece[0] > "\u2e7f":
        found = chinese_names(piece) or read_names(piece).names
        glued = len(found) == 1 and found[0] != piece and len(piece) <= MAX_GLUED and " " not in piece
        return [piece] if glued else list(found)  # the name of an organisation that ends in kana or in Latin letters
    first, *others = _COMMA.split(piece)
    names = _split(first)
    for other in others:
        if _SUFFIX.fullmatch(other) and names:
            names[-1] = f"{names[-1]}, {other}"
            continue
        more = _split(other.removeprefix("and ").removeprefix("und "))
        if not all(_is_person(name) for name in more) or has_role(other) or not names:
            break
        names += more
    return [clean for name in names if (clean := _name(name))]


def _is_person(text: str) -> bool:
    return not text.startswith(("The ", "the ")) and lone_name(text) is not None


def _split(text: str) -> list[str]:
    """Two names that "and" joins, or one text: `Food and Agriculture` is one."""
    parts = _AND.split(text)
    if len(parts) == 1:
        return [text]
    whole = [_is_person(part) for part in parts]
    first = is_known_person(parts[0]) and len(parts[0].split()) == 1  # `Ana and Bob Smith`
    if all(whole[1:]) and (whole[0] or first):
        return parts
    return [parts[0]] if whole[0] and has_role(text) else [text]


def _name(text: str) -> str | None:
    """A name without what stands behind it, or None for what names nobody."""
    words = text.strip(EDGE).split()
    while len(words) > 1 and words[-1].strip(".,®™").upper() in DEGREES and words[-1].strip(".,®™").isupper():
        words.pop()
    name = " ".join(words).strip(EDGE)
    if not words or len(words) > MAX_WORDS or len(name) < 2 or _MACHINE.search(name):
        return None
    if person := lone_name(name):
        return person
    lower = [word.lower().strip(".,") for word in words]
    if all(word in _NOBODY or word in ROLES for word in lower) or not _ADMIN.isdisjoint(lower):
        return None
    if lower[0] in ("photo", "image") or ("/" in name and " " not in name):
        return None
    return name


def names_in_byline(text: str) -> tuple[str, ...]:
    """The names of a visible byline: behind `By` and the like, or standing alone beside date and role."""
    text = text[:MAX_BYLINE]
    parts = segments(text, find_dates(text))
    for place, part in enumerate(parts):
        if opened := after_opener(part.text):
            rest, kind = opened
            if not rest and place + 1 < len(parts):
                rest = parts[place + 1].text
            if names := named(rest, kind).names:
                return names
    for part in parts:
        if names := _alone(part.text):
            return names
    return ()


def _alone(text: str) -> tuple[str, ...]:
    name, comma, role = text.partition(",")
    if comma and has_role(role):
        text = name
    if full := lone_name(text):
        return (full,)
    found = read_names(text)
    if found.names and all(lone_name(name) for name in found.names) and not found.rest.strip(EDGE):
        return found.names
    if len(words := text.split()) <= 4 and words and words[-1].lower() in ORGANISATIONS and text[:1].isupper():
        return (text,)
    return ()
