"""What the elements of a page are to a reader of its text, and the words that their attributes give them."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from dechaff.types import Kind

__all__ = ["ACTS", "KINDS", "TELLING", "Act", "words_of"]

_MAX_WORDS: Final = 16  # of one name's
_MAX_NAMES: Final = 1000  # characters


class Act(IntEnum):
    """What the reader does when it comes to an element."""

    INLINE = 0
    LINK = 1
    BLOCK = 2
    CELL = 3
    ROW = 4
    TABLE = 5
    ITEM = 6
    PREFORMATTED = 7
    ROOT = 8  # html, head and body
    # these have no text of the page's
    SPACE = 9  # but words do not join across it
    UNSEEN = 10
    BREAK = 11
    RULE = 12
    META = 13
    TITLE = 14
    SCRIPT = 15
    NOSCRIPT = 16
    TEMPLATE = 17


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# The standard's blocks, and what is shown as a box of its own though it may stand in a paragraph.
_BLOCKS = _set(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header"
    " hgroup main menu nav ol p search section summary ul form dd dt frameset"
    " label legend button select caption colgroup tbody thead tfoot"
).union(_HEADINGS)
# What stands in object, video and such is for browsers that cannot show them.
_UNSEEN = _set(
    "style svg annotation annotation-xml rtc option optgroup datalist object applet video audio canvas iframe noembed"
    " noframes textarea"
)
_ACTS: Final = {
    **dict.fromkeys(_BLOCKS, Act.BLOCK),
    **dict.fromkeys(_set("area basefont bgsound col embed frame img image input keygen param source track"), Act.SPACE),
    **dict.fromkeys(_UNSEEN, Act.UNSEEN),
    **dict.fromkeys(_set("meta link base"), Act.META),
    **dict.fromkeys(_set("td th"), Act.CELL),
    **dict.fromkeys(_set("html head body"), Act.ROOT),
    **dict.fromkeys(_set("pre listing xmp plaintext"), Act.PREFORMATTED),
    "a": Act.LINK, "li": Act.ITEM, "tr": Act.ROW, "table": Act.TABLE, "br": Act.BREAK, "hr": Act.RULE,
    "title": Act.TITLE, "script": Act.SCRIPT, "noscript": Act.NOSCRIPT, "template": Act.TEMPLATE,
}  # fmt: skip
ACTS: Final = {name: int(act) for name, act in _ACTS.items()}  # an enumeration's members compare slowly
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
    said = said[:_MAX_NAMES]
    if said.islower():
        found = _LOWER_WORD.findall(said)
    else:
        found = [word for word in " ".join(_WORD.findall(said)).lower().split() if len(word) > 1]
    return tuple(dict.fromkeys(found))[:_MAX_WORDS] if len(found) > 1 else tuple(found)
