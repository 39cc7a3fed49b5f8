"""What the elements of a page are to a reader of its text, and the words that their attributes give them."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from dechaff.types import Kind

__all__ = ["ACTS", "KINDS", "TELLING", "Act", "words_of"]

_MAX_WORDS: Final = 16  # of one element


class Act(IntEnum):
    """What the walk does when it comes to an element."""

    # walked into
    INLINE = 0
    LINK = 1
    BLOCK = 2
    ROOT = 3  # html, head and body
    CELL = 4
    ROW = 5
    ITEM = 6
    PREFORMATTED = 7
    # not walked into
    BREAK = 8
    SPACE = 9  # no text, but words do not join across it
    NOTHING = 10
    META = 11
    TITLE = 12
    SCRIPT = 13
    NOSCRIPT = 14
    TEMPLATE = 15
    RULE = 16
    CHOICE = 17  # option and such: no text, unless a page forgot to end it
    FALLBACK = 18  # object, video and such: what is in them is for browsers that cannot show them


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# The standard's blocks, and what is shown as a box of its own though it may stand in a paragraph.
_BLOCKS = _set(
    "address article aside blockquote body center details dialog dir div dl fieldset figcaption figure footer header"
    " hgroup main menu nav ol p search section summary ul form table hr li dd dt frameset"
    " label legend button select caption colgroup tbody thead tfoot"
).union(_HEADINGS)
ACTS: Final[dict[str, Act]] = {
    **dict.fromkeys(_BLOCKS, Act.BLOCK),
    **dict.fromkeys(_set("area basefont bgsound col embed frame img image input keygen param source track"), Act.SPACE),
    **dict.fromkeys(_set("iframe noembed noframes textarea meter progress"), Act.SPACE),
    **dict.fromkeys(_set("style svg annotation annotation-xml rtc -comment"), Act.NOTHING),
    **dict.fromkeys(_set("meta link base"), Act.META),
    **dict.fromkeys(_set("td th"), Act.CELL),
    **dict.fromkeys(_set("html head body"), Act.ROOT),
    **dict.fromkeys(_set("pre listing xmp plaintext"), Act.PREFORMATTED),
    **dict.fromkeys(_set("option optgroup datalist"), Act.CHOICE),
    **dict.fromkeys(_set("object applet video audio canvas"), Act.FALLBACK),
    "a": Act.LINK, "li": Act.ITEM, "tr": Act.ROW, "br": Act.BREAK, "hr": Act.RULE, "title": Act.TITLE,
    "script": Act.SCRIPT, "noscript": Act.NOSCRIPT, "template": Act.TEMPLATE,
}  # fmt: skip
KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(_HEADINGS, Kind.HEADING),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), Kind.CODE),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
    **dict.fromkeys(("td", "th"), Kind.PARAGRAPH),
    "blockquote": Kind.QUOTE,
    "li": Kind.LIST_ITEM,
}
# Words of classes by which content systems name what a reader of metadata looks for.
TELLING: Final = _set(
    "author authors authored byline bylines writer contributor editor dateline date datetime time timestamp posted"
    " published publish pubdate pubtime updated modified breadcrumb breadcrumbs crumb crumbs category categories kicker"
    " eyebrow tag tags keywords topics readingtime readtime reading"
)
_LOWER_WORD = re.compile(r"[a-z]{2,24}")
_WORD = re.compile(r"[A-Z]?[a-z]{1,24}|[A-Z]{2,24}(?![a-z])")


def words_of(said: str) -> tuple[str, ...]:
    """The words of names such as `postBody`, `entry-title_2` and `navMenu`, in lower case, each once."""
    said = said[:1000]
    if said.islower():
        found = _LOWER_WORD.findall(said)
    else:
        found = [word for word in " ".join(_WORD.findall(said)).lower().split() if len(word) > 1]
    return tuple(dict.fromkeys(found))[:_MAX_WORDS]
