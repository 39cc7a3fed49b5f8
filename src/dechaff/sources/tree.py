"""One iterative pass over the nodes of a page, in reading order, that hands its text to the passages.

Why lexbor: it builds the tree that browsers build, loses no tail, and parses in 0.4 of libxml2's time. Over 240 pages
of six collections (170 kB and 1,000 elements each), in ms a page: `lxml.html.document_fromstring` 1.4, with a walk that
looks at attributes and text 2.2, libxml2's events into Python 1.3 to 1.5; lexbor 0.5, with such a walk 1.2.

All of `read_html` takes 5.6 there, on a busy machine: decoding 0.3, the guard 0.4, lexbor 0.5, what is below 3.4 (the
elements around texts and their hints are two thirds of it), laying out 0.6.

Two nodes in three are white space, or elements without a text: they are passed over as they come, and only when a text
turns up are the elements around it looked at, each once.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from dechaff.sources.elements import Attributes, Context, Element, Row
from dechaff.sources.passages import BREAK, Passages
from dechaff.sources.tags import ACTS, Act

__all__ = ["Walk"]

MAX_PROPERTIES: Final = 2000
MAX_OF_A_NAME: Final = 50  # a thread has the author of each post; what is said of the page comes before the fiftieth
_PROPERTY_TEXT: Final = 500  # characters
_PROPERTY_NODES: Final = 150
_MAX_JSON: Final = 1 << 20  # characters
_INLINE, _LINK, _CELL, _ROW, _TABLE, _ROOT, _SPACE, _UNSEEN, _BREAK = map(
    int, (Act.INLINE, Act.LINK, Act.CELL, Act.ROW, Act.TABLE, Act.ROOT, Act.SPACE, Act.UNSEEN, Act.BREAK)
)
_TELLS: Final = frozenset({"itemprop", "rel"})
_RELATIONS: Final = frozenset({"author", "tag", "bookmark"})
_OPTIONS: Final = LexborDocumentOptions.WO_EVENTS.value


class Walk:
    """What a page's nodes have told so far."""

    def __init__(self, first: int = 1) -> None:
        self.first = first  # the number of the first element
        self.passages = Passages()
        self.elements: dict[int, Element] = {}
        self.title: str | None = None
        self.language: str | None = None
        self.base: str | None = None
        self.metas: list[tuple[str, str]] = []
        self.head_links: list[tuple[str, str]] = []
        self.json_ld: list[str] = []
        self.properties: list[tuple[str, str, str, int]] = []
        self.told: Counter[str] = Counter()
        self.noscripts: list[str] = []

    def read(self, page: bytes) -> None:
        """Parse a page in UTF-8 and take in what it holds."""
        root = LexborHTMLParser(page, options=_OPTIONS, scripting=True).root
        if root is not None:
            self.walk(root)

    def walk(self, root: LexborNode) -> None:  # noqa: PLR0912  # a call for each node would cost more than the rest
        """Take in the nodes of a tree."""
        passages, elements, acts = self.passages, self.elements, ACTS
        elements[root.mem_id] = Element(Context(None, "html", ()), {}, None, self.first)
        self.language = root.attributes.get("lang") or root.attributes.get("xml:lang") or None
        raw = False
        node: Any
        for node in root.traverse(include_text=True):
            tag = node.tag
            if tag == "-text":
                if raw:
                    raw = False
                    continue
                text = node.text_content
                if text.isspace():
                    if passages.cover is not None:
                        passages.pieces.append(text)
                    continue
                parent = node.parent
                element = elements.get(parent.mem_id) or self.element(parent)
                if not element.context.unseen:
                    passages.add(text, element)
            else:
                act = acts.get(tag, _INLINE)
                if act > _LINK:
                    if act <= _ROOT:
                        passages.broken = True
                    elif act == _SPACE:
                        if passages.cover is not None:
                            passages.pieces.append(" ")
                    elif act == _BREAK:
                        if passages.cover is not None:
                            passages.pieces.append(BREAK)
                    else:
                        child = node.child  # what is no text of the page is mostly one node: it is passed over at once
                        raw = child is not None and child.tag == "-text"
                        if act != _UNSEEN:
                            self.special(node, act)
                elif tag == "time" and node.child is None:
                    self.note(tag, node.attributes, (), None)
        passages.flush()

    def element(self, node: Any) -> Element:
        """The element of a node with a text in it, after those around it."""
        elements = self.elements
        chain: list[tuple[Any, int]] = []
        number = node.mem_id
        while (element := elements.get(number)) is None:
            chain.append((node, number))
            node = node.parent
            number = node.mem_id
        words, serial = self.passages.words, self.first + len(elements)
        while chain:
            node, number = chain.pop()
            tag, attributes = node.tag, node.attributes
            context = element.context.inside(tag, attributes, words)
            element = elements[number] = Element(context, attributes, element, serial)
            serial += 1
            if _CELL <= context.act <= _TABLE:
                self.table_part(node, element, context.act)
            if context.telling or tag == "time" or (attributes and not _TELLS.isdisjoint(attributes)):
                self.note(tag, attributes, context.telling, node)
        return element

    def table_part(self, node: LexborNode, element: Element, act: int) -> None:
        """Rows know their cells, and cells their places."""
        if act == _ROW:
            element.cell = (Row(element, {cell.mem_id: place for place, cell in enumerate(node.iter())}), 0)
        elif element.cell is not None:
            row, _ = element.cell
            if act == _CELL:
                element.cell = (row, row.cells.get(node.mem_id, 0))
            else:
                row.nested = True
                element.cell = None

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
            element = self.element(node.parent)
            if not element.context.unseen:
                self.passages.rule(element)

    def meta(self, node: Any) -> None:
        attributes = node.attributes
        get = attributes.get
        if node.tag == "meta":
            content = get("content")
            if content is not None:
                names = [(get(x) or "").strip().lower() for x in ("name", "property", "itemprop", "http-equiv")]
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
            self.told[key] += 1
            if self.told[key] > MAX_OF_A_NAME or len(self.properties) >= MAX_PROPERTIES:
                return
            text = _text_in(node) if node is not None else ""
            block = self.passages.coming()
            self.properties += [(name, value.strip(), text, block) for name in dict.fromkeys(names)]


def _text_in(root: Any) -> str:
    """The text inside an element, blocks set apart, as far as a property needs it."""
    parts: list[str] = []
    size = 0
    for count, node in enumerate(root.traverse(include_text=True)):
        if size > 2 * _PROPERTY_TEXT or count > _PROPERTY_NODES:
            break
        tag = node.tag
        if tag == "-text":
            if ACTS.get(node.parent.tag, _INLINE) <= _ROOT:
                parts.append(node.text_content)
                size += len(parts[-1])
        elif ACTS.get(tag, _INLINE) > _LINK:
            parts.append("\0")
    pieces = [" ".join(piece.split()) for piece in "".join(parts)[: 8 * _PROPERTY_TEXT].split("\0")]
    return " | ".join([piece for piece in pieces if piece])[:_PROPERTY_TEXT]
