"""Read the names of people from the words of a byline: `Jane Doe, Staff Writer and John Roe` is Jane Doe and John Roe.

A name is a few capitalised words with none of the words that menus, roles and datelines are made of; in Chinese,
Japanese and Korean it is a short run of characters. Better no name than a wrong one.
"""

from __future__ import annotations

from typing import NamedTuple

import regex as re

from dechaff.metadata.dates import is_month
from dechaff.metadata.words import (
    CHINESE_SURNAMES,
    DEGREES,
    ENDS,
    GENERIC,
    GIVEN_NAMES,
    JOINERS,
    NOT_NAMES,
    ORGANISATIONS,
    PARTICLES,
    ROLE_QUALIFIERS,
    ROLES,
    SURNAMES,
)

__all__ = ["EDGE", "Names", "chinese_names", "has_role", "is_known_person", "lone_name", "read_names"]

MAX_NAME_WORDS = 5
MAX_AUTHORS = 12
EDGE = ' \t\u00a0\u3000:：|·•,;-–—*_()[]<>/"“”□■●〓【】（）'
_TOKEN = re.compile(r"\(\p{Lu}[\p{L}'’\-]{1,20}\)|[\p{L}\p{M}@][\p{L}\p{M}\p{N}_'’.\-]{0,40}|[,;&+/、，／]|\S")
_CAPITALISED = re.compile(
    r"(?:[\p{Lu}\p{Lt}][\p{L}\p{M}]{0,24}(?:['’.\-]{1,2}|$)){1,4}[\p{L}\p{M}]{0,24}\.?"
    r"|\p{Ll}{1,3}['’]\p{Lu}[\p{L}\p{M}\-]{1,24}"
)
_HANDLE = re.compile(r"@?[\p{L}\p{N}][\p{L}\p{N}_.\-]{1,29}")
_KANA_HAN = r"[\p{Han}\p{Hiragana}\p{Katakana}ー々]"
_IDEOGRAPHS = re.compile(
    rf"{_KANA_HAN}{{1,12}}(?:[・·]{_KANA_HAN}{{1,10}}"
    rf"|(?<=^.{{1,3}})[ \u3000](?!时间|来源|编辑|日期|责编|发布|時間){_KANA_HAN}{{1,3}}$)?"
    r"|\p{Hangul}{2,5}"
)
_IDEOGRAPHIC_BREAK = re.compile(r"\s{0,3}[、，,／/]\s{0,3}|\s{1,3}(?=[\p{Han}]{2,4}(?:[\s、，,／/）)]|$))")
_BETWEEN_CHINESE = re.compile(r"\s{0,2}[、，,]\s{0,2}|\s{1,3}")
_HAN = re.compile(r"\p{Han}{2,3}")
_DATELINE = re.compile(
    r"(?:发自|报道|报导|電|讯|摄影|攝影|摄|供图|整理|通讯员|实习生|记者|編輯|编辑|综合|文$).{0,80}", re.DOTALL
)
_JOB_GOES_ON = re.compile(r"\s(?:to|of|for|at|the)\s")
MAX_PLAIN = 25  # letters of a word that needs no closer look
_GLUED = re.compile(r"(?<=\p{Ll})(?=\p{Lu})")


_LABELS = frozenset({"时间", "来源", "日期", "发布", "发表", "责编", "浏览", "点击", "阅读", "评论", "出自", "出处"})
_TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "mx", "sir", "dra", "dott", "ing", "mag"})


class Names(NamedTuple):
    """The names found, in order, and what stands behind the last of them."""

    names: tuple[str, ...]
    rest: str


class _Part(NamedTuple):
    words: tuple[str, ...]
    joiner: str  # what stands before it
    end: int


def read_names(text: str) -> Names:
    """The names that a text after `By` begins with; the names of teams and a single handle count as well."""
    text = text.strip(EDGE)
    if match := _IDEOGRAPHS.match(text):
        return _ideographs(text, match)
    if _is_organisation(text):
        return Names((text,), "")
    names: list[str] = []
    end = 0
    has_job = False
    for part in _parts(text)[: 2 * MAX_AUTHORS]:
        words = _once(_without_role(part.words, organisation=not names))
        if names and len(words) < (2 if has_job else min(2, len(part.words))):
            words = ()
        has_job = has_job or len(words) < len(_once(part.words))
        if words and not _is_author(words, part.joiner, first=not names):
            break
        if names and (_JOB_GOES_ON.match(text, part.end) or part.words[0] in PARTICLES):
            break
        if words:
            names.append(_spelled(words))
        elif not names:
            break
        end = part.end
    if not names and (match := _HANDLE.match(text)) and _is_handle(match[0], text[match.end() :]):
        return Names((match[0].strip("."),), text[match.end() :])
    return Names(tuple(names), text[end:])


def lone_name(text: str) -> str | None:
    """The name of a person where a text is that and nothing else, or that and what the person does."""
    text = text.strip(EDGE)
    if not 4 <= len(text) <= 80:
        return None
    first, *others = _parts(text) or [_Part((), "", 0)]
    words = _once(_without_role(first.words))
    if any(_without_role(part.words) for part in others):
        return None
    end = (others[-1] if others else first).end
    cut = len(words) < len(first.words) and words != _once(first.words)
    if (end < len(text) or cut) and not has_role(text[sum(map(len, words)) + len(words) - 1 :]):
        return None
    if not _looks_personal(words):
        return None
    return _spelled(words)


def _looks_personal(words: tuple[str, ...]) -> bool:
    """Two to four capitalised words, none of which menus and headings are made of."""
    capitals = [word for word in words if word not in PARTICLES and word[0] != "("]
    plain = [word for word in capitals if len(word.rstrip(".")) > 1]
    if not 2 <= len(capitals) <= 4 or len(plain) < 2 or capitals[-1] is not words[-1] or not capitals[0][0].isupper():
        return False
    if any(word[-1] in "'’" or word[-2:] in ("'s", "’s") for word in words):
        return False
    known = words[0].lower() in GIVEN_NAMES
    for word in words:
        lower = word.lower()
        if lower in ORGANISATIONS or _is_job(word) or (lower in NOT_NAMES and not (known and lower in SURNAMES)):
            return False
    return sum(word.isupper() and len(word) > 3 for word in words) in (0, sum(len(word) > 3 for word in plain))


def chinese_names(text: str) -> tuple[str, ...]:
    """The names of a line that is nothing but Chinese names of two or three characters."""
    names = _BETWEEN_CHINESE.split(text.strip(EDGE))
    plain = names[0][:1] in CHINESE_SURNAMES and all(_HAN.fullmatch(name) and name not in GENERIC for name in names)
    return tuple(names) if plain and len(names) <= 5 else ()


def is_known_person(name: str) -> bool:
    """Whether a name begins with a common given name."""
    words = [word.lower().rstrip(".") for word in name.replace("-", " ").split()]
    return next((word in GIVEN_NAMES for word in words if len(word) > 1 and word not in _TITLES), False)


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name that a page says twice in a row (picture and line), said once."""
    half = len(words) // 2
    return words[:half] if half and words[:half] == words[half:] else words


def has_role(text: str) -> bool:
    """Whether a short line says what somebody does: `Staff Writer`, `Redakteurin`."""
    words = text[:80].split()
    if not 0 < len(words) <= 9:
        return False
    plain = [word.strip(".,'’-()/|&").removesuffix("'s").removesuffix("’s") for word in words]
    return any(_is_job(word) and word.lower() not in ROLE_QUALIFIERS for word in plain)


def _parts(text: str) -> list[_Part]:
    """Runs of name words with what joins them, up to the first word that cannot be part of a name."""
    parts: list[_Part] = []
    words: list[str] = []
    joiner, end = "", 0
    tokens = _TOKEN.finditer(text, 0, 400)
    following = next(tokens, None)
    while match := following:
        following = next(tokens, None)
        token, follows = match[0], following[0] if following else ""
        lower = token.lower()
        if lower in JOINERS and not (lower in PARTICLES and words and follows[:1].isupper()):
            if words:
                parts.append(_Part(tuple(words), joiner, end))
                words, joiner = [], ""
            joiner += lower
        elif (word := _name_word(token, follows, bool(words))) is not None:
            words.append(word)
            end = match.start() + len(word)
            if word != token:
                break
        else:
            break
    if words:
        parts.append(_Part(tuple(words), joiner, end))
    return parts


def _name_word(token: str, follows: str, inside: bool) -> str | None:
    """The token, or what of it belongs to a name when a label is glued to it; None for any other word."""
    lower = token.lower().rstrip(".")
    if token[0] == "(":
        return token if inside and token[-1] == ")" and follows[:1].isupper() else None
    if lower in PARTICLES and token.islower():
        return token if follows[:1].isupper() or follows.lower() in PARTICLES else None
    if lower == "the" and not inside:
        return token
    if len(lower) == 1 and token[0].isupper() and (inside or token[-1] == "."):
        return token
    if lower in ENDS or (inside and lower in _TITLES) or (is_month(lower) and follows.isdigit()):
        return None
    if token.isascii() and token.isalpha() and len(token) <= MAX_PLAIN and (token.islower() or token.istitle()):
        return None if token.islower() else token  # as all that follows would find, only sooner
    for match in _GLUED.finditer(token):
        if (glued := token[match.start() :].lower()) in ENDS or is_month(glued) or (inside and _is_job(glued)):
            token = token[: match.start()]
            break
    return token if _CAPITALISED.fullmatch(token) or _is_caseless(token) else None


def _is_caseless(token: str) -> bool:
    """Words of scripts without capitals, such as Arabic or Hindi."""
    return (
        token[0] < "\u2e7f"
        and len(token) > 1
        and not any(char.isupper() or char.islower() for char in token)
        and token.isalpha()
    )


def _is_job(word: str) -> bool:
    """Whether a word says what somebody does or has studied; `MA` is a degree, `Ma` a name."""
    lower = word.lower().rstrip(".")
    bare = word.replace(".", "")
    return lower in ROLES or lower in ROLE_QUALIFIERS or (bare.upper() in DEGREES and (bare.isupper() or bare == "PhD"))


def _without_role(words: tuple[str, ...], *, organisation: bool = False) -> tuple[str, ...]:
    """What stands before the first word of what somebody does: nothing where the words begin with it.

    Where an `organisation` may be meant, `Resy Staff` stays whole.
    """
    person = words[0].lower() in GIVEN_NAMES if words else False
    for place, word in enumerate(words):
        lower = word.lower().rstrip(".")
        if person and place >= 2 and lower in NOT_NAMES and lower not in ORGANISATIONS:
            return words[:place]
        if _is_job(word) and not any(other.lower() in ORGANISATIONS for other in words[place:]):
            whole = organisation and place == 1 and words[0].lower() not in GIVEN_NAMES
            return words if whole and lower not in GENERIC - {"staff"} and not word.isupper() else words[:place]
    return words


def _is_organisation(text: str) -> bool:
    """Whether a text is `Great Day Editorial Team` and the like, whatever else its words may mean."""
    words = text.split()
    return 3 <= len(words) <= 5 and words[-1].lower() in ORGANISATIONS and all(word[0].isupper() for word in words)


def _is_author(words: tuple[str, ...], joiner: str, *, first: bool) -> bool:
    lower = [word.lower().rstrip(".") for word in words]
    if len(words) > MAX_NAME_WORDS or all(word in PARTICLES or word == "the" for word in lower):
        return False
    if all(word.lower() in GENERIC or _is_job(word) for word in words):
        return False
    if len("".join(words)) < 3 and "".join(words).isupper():
        return False
    if lower[0] == "the" and lower[-1] not in ORGANISATIONS:
        return False
    return first or len(words) >= 2 or joiner.strip(",;、，/") != ""


def _is_handle(handle: str, rest: str) -> bool:
    name = handle.lower().strip("@.")
    return (
        (not rest.strip(EDGE + ".") or "\u2e7f" < rest.strip(EDGE)[:1] < "\ua000")
        and name not in GENERIC
        and name not in ENDS
        and name not in NOT_NAMES
        and name not in ROLES
        and not name.isdigit()
        and len(name) > 2
    )


def _ideographs(text: str, match: re.Match[str] | None) -> Names:
    """Names in Chinese, Japanese or Korean: one of up to twelve characters, or several of up to four."""
    if several := chinese_names(text):
        return Names(several, "")
    names: list[str] = []
    end = 0
    while match and len(names) < MAX_AUTHORS:
        name = _DATELINE.sub("", match[0])
        if name in GENERIC or name in _LABELS or len(name) < 2 or (names and len(name) > 4):
            break
        names.append(name)
        end = match.start() + len(name)
        gap = _IDEOGRAPHIC_BREAK.match(text, end) if len(name) <= 4 and end == match.end() else None
        match = _IDEOGRAPHS.match(text, gap.end()) if gap else None
    return Names(tuple(names), text[end:])


def _spelled(words: tuple[str, ...]) -> str:
    """The words of a name as they are, less the full stop that ends a sentence."""
    last = words[-1]
    if last.endswith(".") and len(last) > 3 and last.lower() not in ("jr.", "sr."):
        last = last[:-1]
    return " ".join((*words[:-1], last))
