"""A linear look at a page before a parser sees it, which caps what parsers are slow at and keeps the text.

Every parser has inputs on which its time grows with the square of their size, or faster: elements nested deep, many
attributes on one tag, formatting elements that are never closed (each paragraph opens them all again). What is over a
cap loses its tags, not its text, and a note says so. An ordinary page is recognised as such by counting.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import numpy as np

from dechaff.sources.tags import ACTS

__all__ = ["MAX_BYTES", "Guarded", "guard", "tame"]

MAX_BYTES: Final = 32 << 20
MAX_DEPTH: Final = 512
MAX_TAGS: Final = 200_000
MAX_ATTRIBUTES: Final = 256
MAX_NAMES: Final = 1000  # of elements that no standard knows
_MAX_OPEN_FORMATTING: Final = 64
_MAX_FORMATS: Final = 64
_LONG_FORMAT: Final = 1024  # characters of a tag; longer ones count as different from all others
# What lexbor takes at most: 6 ms for 3,000 elements nested, 20 for 6,000, 60 for a tag of 8 kB; 30 ms for 500
# paragraphs with as many different formatting elements that are not closed, but 450 for 2,000. Each tag may take as
# long as there are elements open, so that a long page may have as many as keep the time in proportion to its length.
_FEW_TAGS: Final = 1000
_MANY_TAGS: Final = 6000
_MOST_TAGS: Final = 4 * _MANY_TAGS
_TIMES_A_BYTE: Final = 100
_LONG_TAG: Final = 8192  # bytes
_TRIES, _LOOKS = 16, 4
_GAPS: Final = b" \n\t\r\f/\"'"  # what stands between attributes

_NAME: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)|<(?:!--|[!?/])")
_FORMAT_START: Final = re.compile(
    r"<(?=[bBcCeEfFnNiIuUtTsS])(?:[bB](?:[iI][gG])?|[cC][oO][dD][eE]|[eE][mM]|[fF][oO][nN][tT]|[nN][oO][bB][rR]|[iIuU]|[tT][tT]"
    r"|[sS](?:[mM][aA][lL][lL]|[tT][rR][iI][kK][eE]|[tT][rR][oO][nN][gG])?)[\s/]"  # a flag would be twice as slow
)
_REST: Final = re.compile(r"(?:[^=>]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?)*+(?:>|\Z)")
_ONE = r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?"
_ATTRIBUTE: Final = re.compile(_ONE)
_SOME_ATTRIBUTES: Final = re.compile(f"(?:{_ONE}){{0,{MAX_ATTRIBUTES}}}+")
_LONG_TAG_BEGINS: Final = re.compile(rf"<[a-zA-Z][^\s/>]{{0,99}}+(?=[\s/])(?:{_ONE}){{{MAX_ATTRIBUTES}}}+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RAW = _set("script style title textarea iframe noembed noframes xmp noscript")
_VOID = _set("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_FORMATTING = _set("b big code em font i nobr s small strike strong tt u")
# Opening one of these closes another of its kind, or it counts for nothing: they do not nest without something between.
_LIGHT = _set("html head body p li dd dt option tr td th tbody thead tfoot caption colgroup a image")
_SCOPES = _set("table marquee object applet template button")
_BREAKS_OUT = _set(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta"
    " nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)
_HTML_INSIDE = _set("foreignobject desc annotation-xml mi mo mn ms mtext")
_PARAGRAPHS = _set(
    "address article aside blockquote center details dialog dir div dl fieldset figure footer form header main menu nav"
    " ol pre section summary table ul h1 h2 h3 h4 h5 h6"
)


_KNOWN = (
    frozenset(ACTS)
    | _RAW
    | _VOID
    | _FORMATTING
    | _LIGHT
    | _SCOPES
    | _BREAKS_OUT
    | _HTML_INSIDE
    | _set("abbr acronym bdi bdo cite data del dfn ins kbd mark picture q rb rp rt ruby samp slot time path g use")
)


class Guarded(NamedTuple):
    """A page that no parser is slow at, and notes on what was capped."""

    page: bytes
    notes: tuple[str, ...] = ()


def guard(page: bytes, text: str | None = None) -> Guarded:
    """Cap a page in UTF-8, where counting does not show that there is nothing to cap; `text` is it decoded."""
    notes: tuple[str, ...] = ()
    if len(page) > MAX_BYTES:
        notes = (f"the page has more than {MAX_BYTES >> 20} MB: what follows was left out",)
        page = page[:MAX_BYTES]
    text = page.decode("utf-8", "replace") if text is None else text
    tags = int(np.count_nonzero(np.frombuffer(page, np.uint8) == ord("<")))  # `count` takes four times as long
    are_few = tags <= _MANY_TAGS or (
        tags <= _MOST_TAGS and tags * (tags - page.count(b"</")) <= _TIMES_A_BYTE * len(page)
    )
    if are_few and not _has_long_tag(page) and (tags <= _FEW_TAGS or not _has_many_formats(text)):
        return Guarded(page, notes)
    tamed = tame(page)
    return Guarded(tamed.page, notes + tamed.notes)


def _has_long_tag(page: bytes) -> bool:
    """Whether there may be a tag of very many attributes, found by looking at a few bytes in each stretch of the page.

    No tag goes on across a `>` that is not quoted, and one is quoted only if the last quotation mark of either kind
    before it follows a `=`. So where every stretch has a `>` of which that is not true, no tag is longer than two; in a
    stretch without, a tag would have to begin, and to have white space and quotes in it.
    """
    safe = position = looks = 0  # no tag goes on across `safe`
    size = len(page)
    while position < size:
        end = position + _LONG_TAG
        last = page.rfind(b">", position, end)
        for _ in range(_TRIES):
            if last < 0 or not _may_be_quoted(page, safe, last):
                break
            last = page.rfind(b">", position, last)
        else:
            last = -1
        if last >= 0:
            safe = position = last + 1
            continue
        end = page.find(b">", end)
        end = size if end < 0 else end
        begin = _tag_in(page, safe, end)
        if begin < 0:
            safe = end + 1
        elif end - begin - len(page[begin:end].translate(None, _GAPS)) > MAX_ATTRIBUTES:
            looks += 1
            if looks > _LOOKS or _LONG_TAG_BEGINS.search(page[begin:end].decode("utf-8", "replace")):
                return True
        position = end + 1
    return False


def _may_be_quoted(page: bytes, start: int, end: int) -> bool:
    """Whether what stands at `end` may be inside a quoted value that begins after `start`."""
    for mark in (b'"', b"'"):
        quote = page.rfind(mark, start, end)
        if quote >= 0:
            before = page[max(0, quote - 8) : quote].rstrip()
            if not before or before.endswith(b"="):
                return True
    return False


def _tag_in(page: bytes, start: int, end: int) -> int:
    """Where something begins that may be a tag, -1 if nothing does."""
    begin = page.find(b"<", start, end)
    while begin >= 0 and not page[begin + 1 : begin + 2].isalpha():
        begin = page.find(b"<", begin + 1, end)
    return begin


def _has_many_formats(text: str) -> bool:
    """Whether more different formatting elements begin than are let through.

    Of equal ones a parser keeps three open at most, as the standard says, so only those with attributes are looked at.
    What looks like an end tag is not counted: it may stand in a comment, or in a value.
    """
    different: set[str] = set()
    for tag in _FORMAT_START.finditer(text):
        start, most = tag.start(), tag.end() + _LONG_FORMAT
        rest = _REST.match(text, tag.end(), most)
        end = rest.end() if rest else most
        different.add(text[start:end] if end < most else f"{start}")
        if len(different) > _MAX_FORMATS:
            return True
    return False


class _Scan:
    """What is open while a page is looked at."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.scopes: list[int] = []  # depths that an end tag does not close across
        self.islands: list[tuple[int, bool]] = []  # depths of svg, math and what is HTML in them again
        self.dropped: dict[str, int] = {}
        self.strange: set[str] = set()
        self.formatting: dict[str, int] = dict.fromkeys(_FORMATTING, 0)  # how many of each are open
        self.tags = 0
        self.notes: dict[str, None] = {}

    def opens(self, name: str, closed: bool) -> str | None:
        """Take in a start tag; what is to stand in its place, None if it may stay."""
        self.tags += 1
        if self.tags > MAX_TAGS:
            self.notes[f"the page has more than {MAX_TAGS:,} elements: tags of the others were left out"] = None
            return " "
        if name not in _KNOWN:
            self.strange.add(name)
            if len(self.strange) > MAX_NAMES:
                self.strange.discard(name)
                self.notes[f"elements have more than {MAX_NAMES:,} names: tags of the others were left out"] = None
                return ""
        islands = self.islands
        if islands and islands[-1][1] and name in _BREAKS_OUT:
            self.pop(islands[-1][0])
        if name in _VOID or name in _LIGHT or (closed and islands and islands[-1][1]):
            return None
        if name in _FORMATTING:
            if sum(self.formatting.values()) >= _MAX_OPEN_FORMATTING:
                self.dropped[name] = self.dropped.get(name, 0) + 1
                self.notes[f"more than {_MAX_OPEN_FORMATTING} formatting elements are open at once: left out"] = None
                return ""
            self.formatting[name] += 1
        if len(self.names) >= MAX_DEPTH:
            self.dropped[name] = self.dropped.get(name, 0) + 1
            if name in _FORMATTING:
                self.formatting[name] -= 1
            self.notes[f"elements are nested more than {MAX_DEPTH} deep: flattened"] = None
            return "<br><br>" if name in _PARAGRAPHS else ""
        if name in _SCOPES:
            self.scopes.append(len(self.names))
        if name in ("svg", "math") or (islands and name in _HTML_INSIDE):
            islands.append((len(self.names), name in ("svg", "math")))
        self.names.append(name)
        return None

    def closes(self, name: str) -> str | None:
        """Take in an end tag; what is to stand in its place, None if it may stay."""
        if self.dropped.get(name):
            self.dropped[name] -= 1
            return "<br><br>" if name in _PARAGRAPHS else ""
        names = self.names
        if self.tags > MAX_TAGS and name not in names:
            return " "
        if len(self.strange) == MAX_NAMES and name not in _KNOWN and name not in self.strange:
            return ""
        if name in _FORMATTING:
            self.formatting[name] = max(0, self.formatting[name] - 1)
            if names and names[-1] == name:
                names.pop()
            elif name in names:
                names[len(names) - 1 - names[::-1].index(name)] = ""
            return None
        if names and names[-1] == name:
            self.pop(len(names) - 1)
            return None
        scope = 0
        if self.scopes:
            scope = self.scopes[-1] + (name not in _SCOPES)
        inner = names[scope:] if name not in _SCOPES else names
        if name in inner:
            self.pop(len(names) - 1 - inner[::-1].index(name))
        return None

    def pop(self, depth: int) -> None:
        del self.names[depth:]
        while self.scopes and self.scopes[-1] >= depth:
            self.scopes.pop()
        while self.islands and self.islands[-1][0] >= depth:
            self.islands.pop()


def tame(page: bytes) -> Guarded:
    """Go through the tags of a page in UTF-8 and take out those that are over a cap."""
    text = page.decode("utf-8", "replace")
    scan = _Scan()
    kept: list[str] = []
    copied = position = 0
    absent: set[str] = set()
    while match := _NAME.search(text, position):
        start = match.start()
        name = match[2]
        if name is None:
            position = _after_comment(text, start, match.end())
            continue
        rest = _REST.match(text, match.end())
        position = rest.end() if rest else len(text)
        name = name.lower()
        if match[1]:
            instead = scan.closes(name)
        else:
            instead = scan.opens(name, text[position - 2 : position] == "/>")
            if instead is None and position - start > _LONG_TAG:
                instead = _clipped(text, match.end(), position, scan)
                if instead is not None:
                    instead = text[start : match.end()] + instead
            if name in _RAW and name not in absent and not (scan.islands and scan.islands[-1][1]):
                position = _after_raw(text, position, name, absent)
                if instead is not None and rest:
                    kept += text[copied:start], instead
                    copied = rest.end()
                    instead = None
        if instead is not None:
            kept += text[copied:start], instead
            copied = position
    if not kept:
        return Guarded(page, tuple(scan.notes))
    kept.append(text[copied:])
    return Guarded("".join(kept).encode(), tuple(scan.notes))


def _clipped(text: str, start: int, end: int, scan: _Scan) -> str | None:
    """The attributes of a tag as far as they are read, and its end; None where these are all."""
    some = _SOME_ATTRIBUTES.match(text, start)
    if some is None or _ATTRIBUTE.match(text, some.end()) is None:
        return None
    scan.notes[f"a tag has more than {MAX_ATTRIBUTES} attributes: the others were left out"] = None
    return text[start : some.end()] + ">"


def _after_comment(text: str, start: int, after: int) -> int:
    if after - start == 4:
        close = text.find("-->", start + 2)
        bang = text.find("--!>", start + 2, close if close >= 0 else len(text))
        if bang >= 0:
            return bang + 4
        return close + 3 if close >= 0 else len(text)
    close = text.find(">", after)
    return close + 1 if close >= 0 else len(text)


def _after_raw(text: str, position: int, name: str, absent: set[str]) -> int:
    """Where the end tag of an element begins whose inside is no markup; where it is, if there is none."""
    close = "</" + name
    size = len(close)
    at = text.find("</", position)
    while at >= 0:
        if text[at : at + size].lower() == close and text[at + size : at + size + 1] in _AFTER_NAME:
            return at
        at = text.find("</", at + 2)
    absent.add(name)
    return len(text)


_AFTER_NAME: Final = frozenset({" ", "\t", "\n", "\f", "\r", "/", ">", ""})
