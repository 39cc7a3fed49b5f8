"""One iterative pass over the nodes of a page, in reading order, that hands its text to the passages.

Why lexbor: it builds the tree that browsers build, loses no tail, and parses in 0.4 of libxml2's time. Over 240 pages
of six collections (170 kB and 1,000 elements each), in ms a page: `lxml.html.document_fromstring` 1.4, with a walk that
looks at attributes and text 2.2, libxml2's events into Python 1.3 to 1.5; lexbor 0.5, with such a walk 1.2.

All of `read_html` takes 2.8 times as long as `document_fromstring` (122 pages of wcxb, 252 kB, 1,200 elements and 1,300
texts each, of which 800 and 440 matter; the collector of garbage paused, as in `clean_html`). In hundredths of that:
decoding 9, the guard 22, lexbor 37, this walk over what it built 24, elements and contexts 100 (a quarter of it: words
of classes), passages 38, properties 16, scripts and what the head says 8, laying out 27. Letting go of it all takes 50.

Two nodes in three are white space, or elements without a text: they are passed over as they come, and only when a text
turns up are the elements around it looked at, each once.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from dechaff.sources.elements import Attributes, Elements
from dechaff.sources.passages import BREAK, Passages
from dechaff.sources.tags import ACTS, Act

__all__ = ["Walk"]

MAX_PROPERTIES: Final = 2000
MAX_OF_A_NAME: Final = 50  # a thread has the author of each post; what is said of the page comes before the fiftieth
_PROPERTY_TEXT: Final = 500  # characters
_PROPERTY_NODES: Final = 150
_MAX_STEPS: Final = 8
_MAX_JSON: Final = 1 << 20  # characters
_INLINE, _LINK, _ROOT, _SPACE, _UNSEEN, _BREAK = map(
    int, (Act.INLINE, Act.LINK, Act.ROOT, Act.SPACE, Act.UNSEEN, Act.BREAK)
)
_SCRIPT = int(Act.SCRIPT)
_SWALLOWERS = (_UNSEEN, int(Act.TITLE), _SCRIPT)
_TIME: Final = 99  # what else the walk has to tell apart
_MOST_NUMBERS: Final = 1 << 10  # that the parser has for tags; those it makes up are addresses
_META_NAMES: Final = ("name", "property", "itemprop", "http-equiv")
_RELATIONS: Final = frozenset({"author", "tag", "bookmark", "license"})
_OPTIONS: Final = LexborDocumentOptions.WO_EVENTS.value


@cache
def _text_number() -> int:
    """The parser's number for what is a text."""
    return next(text.tag_id for text in LexborHTMLParser("<body>-").css("body")[0].iter(include_text=True))


@cache
def _acts() -> dict[int, int]:
    """The acts by the parser's numbers of the tags that it knows; of the others, each page has its own."""
    tree = LexborHTMLParser("")
    acts: dict[int, int] = {}
    for tag in [*ACTS, "time"]:
        number = tree.create_node(tag).tag_id
        if number < _MOST_NUMBERS:
            acts[number] = ACTS.get(tag, _TIME)
    return acts


class Walk:
    """What a page's nodes have told so far."""

    def __init__(self, first: int = 1) -> None:
        self.elements = Elements(first)  # the number is what the first is called in branches
        self.enter = self.elements.enterer()
        self.passages = Passages(self.elements)
        self.title: str | None = None
        self.language: str | None = None
        self.base: str | None = None
        self.metas: list[tuple[str, str]] = []
        self.head_links: list[tuple[str, str]] = []
        self.json_ld: list[str] = []
        self.properties: list[tuple[str, str, str, int]] = []
        self.told: dict[str, int] = {}
        self.noscripts: list[str] = []
        self.swallowed = False  # something that holds no elements has the markup of others in its text

    def read(self, page: bytes) -> None:
        """Parse a page in UTF-8 and take in what it holds."""
        root = LexborHTMLParser(page, options=_OPTIONS, scripting=True).root
        if root is not None:
            self.walk(root)

    def walk(self, root: LexborNode) -> None:  # noqa: PLR0912  # calls would cost more than the rest
        """Take in the nodes of a tree."""
        elements, passages = self.elements, self.passages
        contexts, pieces, noted = elements.contexts, passages.pieces, elements.noted
        acts, text_number = dict(_acts()), _text_number()
        find, enter = elements.numbers.get, self.enter
        elements.numbers[root.mem_id] = 0
        self.language = root.attributes.get("lang") or root.attributes.get("xml:lang") or None
        raw = False
        node: Any
        for node in root.traverse(include_text=True):
            number = node.tag_id
            if number == text_number:
                if raw:
                    raw = False
                    continue
                text = node.text_content
                if text.isspace():
                    if pieces:
                        pieces.append(text)
                    continue
                parent = node.parent
                name = parent.mem_id
                element = find(name)
                if element is None:
                    element = enter(parent, name)
                    if noted:
                        self.note_all()
                if not contexts[element].manner.unseen:
                    passages.add(text, element)
                continue
            try:
                act = acts[number]
            except KeyError:
                act = acts[number] = ACTS.get(node.tag, _INLINE)
            if act > _LINK:
                if act <= _ROOT:
                    passages.broken = True
                elif act == _SPACE:
                    if pieces:
                        pieces.append(" ")
                elif act == _BREAK:
                    if pieces:
                        pieces.append(BREAK)
                elif act == _TIME:
                    if node.child is None:
                        self.note("time", node.attributes, (), None)
                else:
                    raw = self.unread(node, act)
        passages.flush()
        elements.forget()

    def note_all(self) -> None:
        """Keep what the elements say that were entered since the last time."""
        noted = self.elements.noted
        for inner, context, attributes in noted:
            self.note(context.kit.tag, attributes, context.telling or (), inner)
        noted.clear()

    def unread(self, node: Any, act: int) -> bool:
        """Pass over what has no text of the page; whether the next node is the text that it has instead."""
        child = node.child  # mostly it is one node
        raw = child is not None and child.tag == "-text"
        if raw and act in _SWALLOWERS and (act != _SCRIPT or "src" in node.attributes) and "</" in child.text_content:
            self.swallowed = True
        if act != _UNSEEN:
            self.special(node, act)
        return raw

    # --- what is not text ---------------------------------------------------------------------------------------

    def special(self, node: Any, act: int) -> None:
        """An element that has a meaning, but no text."""
        if act == Act.META:
            self.meta(node)
        elif act == Act.SCRIPT:
            if "ld+json" in (node.attributes.get("type") or "").lower():
                self.json_ld.append(node.text()[:_MAX_JSON])
        elif act == Act.NOSCRIPT:
            self.noscripts.append(node.text())
        elif act == Act.TITLE:
            if self.title is None and node.parent.tag != "svg":
                self.title = " ".join(node.text()[:10_000].split())
        elif act == Act.RULE:
            name = node.parent.mem_id
            element = self.elements.numbers.get(name)
            if element is None:
                element = self.enter(node.parent, name)
                self.note_all()
            if not self.elements.contexts[element].manner.unseen:
                self.passages.rule(element)

    def meta(self, node: Any) -> None:
        attributes = node.attributes
        get = attributes.get
        if node.tag == "meta":
            content = get("content")
            if content is not None:
                names = [said.strip().lower() for x in _META_NAMES if (said := get(x))]
                self.metas += [(name, content.strip()) for name in dict.fromkeys(names) if name]
        elif node.tag == "link":
            rel, href = get("rel"), get("href")
            if rel and href:
                self.head_links.append((rel.lower(), href.strip()))
        elif self.base is None and (href := get("href")):
            self.base = href.strip()
        if "itemprop" in attributes:
            self.note(node.tag, attributes, (), None)

    # --- properties ---------------------------------------------------------------------------------------------

    def note(self, tag: str, attributes: Attributes, telling: tuple[str, ...], node: LexborNode | None) -> None:
        """Keep what an element says of the article, and what a reader sees of it."""
        get = attributes.get
        names: list[str] = ["time"] if tag == "time" else []
        if itemprop := get("itemprop"):
            names += [f"itemprop:{word}" for word in itemprop.lower().split()[:4]]
        if tag == "a" and (rel := get("rel")):
            names += [f"rel:{word}" for word in rel.lower().split() if word in _RELATIONS]
        names += [f"class:{word}" for word in telling]
        if names:
            value = get("content") or get("datetime") or get("href") or get("title") or get("src") or ""
            key = names[0]
            self.told[key] = told = self.told.get(key, 0) + 1
            if told > MAX_OF_A_NAME or len(self.properties) >= MAX_PROPERTIES:
                return
            text = _text_in(node) if node is not None else ""
            block = self.passages.coming()
            self.properties += [(name, value.strip(), text, block) for name in dict.fromkeys(names)]


def _text_in(root: Any) -> str:
    """The text inside an element, blocks set apart, as far as a property needs it."""
    node = root.child
    for _ in range(_MAX_STEPS):
        if node is None or node.next is not None:
            break
        if node.is_text_node:  # mostly there is but one text in it
            text = node.text_content
            if len(text) > _PROPERTY_TEXT:
                break
            return " ".join(text.split()) if _act_of(node.parent) <= _ROOT else ""
        node = node.child
    parts: list[str] = []
    size = 0
    act_of, text_number = _acts().get, _text_number()
    for count, node in enumerate(root.traverse(include_text=True)):
        if size > 2 * _PROPERTY_TEXT or count > _PROPERTY_NODES:
            break
        number = node.tag_id
        if number == text_number:
            act = act_of(node.parent.tag_id)
            if (_act_of(node.parent) if act is None else act) <= _ROOT or act == _TIME:
                text = node.text_content
                parts.append(text)
                size += len(text)
        else:
            act = act_of(number)
            if (_act_of(node) if act is None else act) > _LINK and act != _TIME:
                parts.append("\0")
    pieces = [" ".join(piece.split()) for piece in "".join(parts)[: 8 * _PROPERTY_TEXT].split("\0")]
    return " | ".join([piece for piece in pieces if piece])[:_PROPERTY_TEXT]


def _act_of(node: Any) -> int:
    act = _acts().get(node.tag_id)
    return ACTS.get(node.tag, _INLINE) if act is None or act == _TIME else act
