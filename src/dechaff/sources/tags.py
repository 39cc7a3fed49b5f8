"""What a tag says, read once for each spelling of it on a page: its name, attributes, words, and what it does.

The tables follow the HTML standard, section "Parsing HTML documents"; what is left out of them has no effect on the
order of the text.
"""

from __future__ import annotations

import html
import re
from enum import IntEnum
from typing import Final

__all__ = [
    "BREAKS_OUT",
    "FORMATTING",
    "HEADINGS",
    "MAX_ATTRIBUTES",
    "RAW",
    "Act",
    "Tag",
    "parse_tag",
    "unescape",
]

MAX_ATTRIBUTES: Final = 256
_MAX_WORDS: Final = 16  # words of one element's class, id and role


class Act(IntEnum):
    """What the walk does at a start tag (at an end tag, where it has a rule of its own)."""

    INLINE = 0
    BLOCK = 1
    BREAK = 2  # br
    SPACE = 3  # void or replaced: no text, but words do not join across it
    NOTHING = 4
    META = 5
    RAW = 6
    ITEM = 7
    TERM = 8
    HEADING = 9
    ANCHOR = 10
    BUTTON = 11
    ROW = 12
    CELL = 13
    TABLE = 14
    SECTION = 15  # of a table
    RULE = 16  # hr
    ROOT = 17  # html and body
    FORM = 18
    SELECT = 19


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HEADINGS: Final = _words("h1 h2 h3 h4 h5 h6")
RAW: Final = _words("script style title textarea iframe noembed noframes xmp plaintext")
FORMATTING: Final = _words("a b big code em font i nobr s small strike strong tt u")
BREAKS_OUT: Final = HEADINGS | _words(
    "b big blockquote body br center code dd div dl dt em embed head hr i img li listing menu meta nobr ol p pre ruby s"
    " small span strong strike sub sup table tt u ul var"
)
_CLOSES_PARAGRAPH = HEADINGS | _words(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup"
    " main menu nav ol p search section summary ul pre listing form table hr plaintext xmp li dd dt"
)
# Not in the standard's list, but shown as boxes of their own: text before and after them is not one paragraph.
_BOXES = _words("button label legend optgroup option select caption colgroup tbody thead tfoot tr td th noscript template")
_SPECIAL = _CLOSES_PARAGRAPH | _words(
    "applet body button caption colgroup head html marquee noscript object select table tbody td template tfoot th"
    " thead tr"
)
_SCOPES = _words("html body table td th caption marquee object applet template noscript button")
_UNSEEN = _words(
    "svg select datalist object video audio canvas annotation annotation-xml rtc"
)
_ACTS: Final = {
    **dict.fromkeys(_CLOSES_PARAGRAPH, Act.BLOCK),
    **dict.fromkeys(_BOXES, Act.BLOCK),
    **dict.fromkeys(_words("area base basefont bgsound col embed frame img image input keygen param source track"), Act.SPACE),
    **dict.fromkeys(_words("wbr head"), Act.NOTHING),
    **dict.fromkeys(_words("meta link base"), Act.META),
    **dict.fromkeys(RAW, Act.RAW),
    **dict.fromkeys(HEADINGS, Act.HEADING),
    **dict.fromkeys(_words("tbody thead tfoot caption colgroup"), Act.SECTION),
    **dict.fromkeys(_words("dd dt"), Act.TERM),
    **dict.fromkeys(_words("td th"), Act.CELL),
    **dict.fromkeys(_words("html body"), Act.ROOT),
    "br": Act.BREAK, "li": Act.ITEM, "a": Act.ANCHOR, "button": Act.BUTTON, "tr": Act.ROW, "table": Act.TABLE,
    "hr": Act.RULE, "form": Act.FORM, "select": Act.SELECT,
}  # fmt: skip
# Words of classes by which content systems name what a reader of metadata looks for.
_TELLING = _words(
    "author authors authored byline bylines writer contributor editor dateline date datetime time timestamp posted"
    " published publish pubdate pubtime updated modified breadcrumb breadcrumbs crumb crumbs category categories kicker"
    " eyebrow tag tags keywords topics readingtime readtime reading"
)
_NAME = re.compile(r"/?([^\s/>]+)")
_ATTRIBUTE = re.compile(r"([^\s/>=][^\s/>=]*)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?")
_WORD = re.compile(r"[A-Z]?[a-z]++|[A-Z]++(?![a-z])")
_HIDDEN_STYLE = re.compile(r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}+;?")
_NO_ATTRIBUTES: Final[dict[str, str]] = {}


class Tag:
    """A start or end tag as it is spelled; elements with the same spelling share it."""

    __slots__ = (
        "act", "attributes", "block", "broken", "clipped", "end", "hidden", "name", "properties", "raw", "scope", "special",
        "unseen", "words",
    )  # fmt: skip

    def __init__(self, name: str, end: bool, attributes: dict[str, str]) -> None:
        self.name = name
        self.end = end
        self.attributes = attributes
        self.act = _ACTS.get(name, Act.INLINE)
        self.block = name in _CLOSES_PARAGRAPH or name in _BOXES
        self.special = name in _SPECIAL
        self.scope = name in _SCOPES
        self.raw = name in RAW
        self.unseen = name in _UNSEEN
        self.broken = False  # ends inside a quoted value
        self.clipped = False
        self.hidden = False
        self.words: tuple[str, ...] = (f"<{name}",)
        self.properties: tuple[str, ...] = ()
        if attributes:
            self._read()
        elif name == "time" and not end:
            self.properties = ("time",)

    def _read(self) -> None:
        get = self.attributes.get
        said = f"{get('class', '')} {get('id', '')} {get('role', '')}"
        if said != "  ":
            found = [word.lower() for word in _WORD.findall(said[:1000]) if 2 <= len(word) <= 24]
            self.words = (self.words[0], *list(dict.fromkeys(found))[:_MAX_WORDS])
        if (
            "hidden" in self.attributes
            or get("aria-hidden", "").strip().lower() == "true"
            or ("style" in self.attributes and _HIDDEN_STYLE.search(get("style", "")))
        ):
            self.hidden = True
            self.words += ("hidden",)
        self.properties = tuple(self._tells())

    def _tells(self) -> list[str]:
        get = self.attributes.get
        names = ["time"] if self.name == "time" else []
        if "itemprop" in self.attributes:
            names += [f"itemprop:{word}" for word in get("itemprop", "").lower().split()[:4]]
        if "rel" in self.attributes and self.name == "a":
            names += [f"rel:{word}" for word in get("rel", "").lower().split() if word in ("author", "tag", "bookmark")]
        if not _TELLING.isdisjoint(self.words):
            names += [f"class:{word}" for word in self.words if word in _TELLING][:2]
        return names

    @property
    def value(self) -> str:
        """What an attribute says of the element's property: see `types.Property`."""
        get = self.attributes.get
        return get("content") or get("datetime") or get("href") or get("title") or get("src") or ""


def parse_tag(head: bytes) -> Tag:
    """Read what stands between `<` and `>`; the first byte is a letter, or a slash and a letter."""
    text = head.decode("utf-8", "replace")
    match = _NAME.match(text)
    name = match[1].lower() if match else ""
    if text[0] == "/":
        return Tag(name, True, _NO_ATTRIBUTES)
    if name == "image":
        name = "img"
    if match is None or len(text) <= match.end() + 1:
        return Tag(name, False, _NO_ATTRIBUTES)
    found = _ATTRIBUTE.findall(text, match.end())
    broken = any(bare[:1] in ('"', "'") for _, _, _, bare in found if bare)
    attributes = {
        attribute.lower(): unescape(double or single or bare)
        for attribute, double, single, bare in reversed(found[:MAX_ATTRIBUTES])
    }
    tag = Tag(name, False, attributes)
    tag.broken, tag.clipped = broken, len(found) > MAX_ATTRIBUTES
    return tag


def unescape(text: str) -> str:
    """Character references to characters; never more digits than a number of Python may have."""
    if "&" not in text:
        return text
    if len(text) > 4000:
        text = _LONG_NUMBER.sub("\ufffd", text)
    return html.unescape(text)
