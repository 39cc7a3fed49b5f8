"""One iterative walk of a page's tree, in reading order, that hands its text to the passages.

Why lexbor: it builds the tree that browsers build, loses no tail, and parses in 0.4 of libxml2's time. Over 240 pages of
six collections (170 kB and 1,000 elements each), in ms a page: `lxml.html.document_fromstring` 1.4, with a walk that
looks at attributes and text 2.2, libxml2's events into Python 1.3 to 1.5; lexbor 0.5, with such a walk 1.2.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from dechaff.sources.elements import Attributes, Element
from dechaff.sources.passages import BREAK, Passage, Passages
from dechaff.sources.tags import ACTS, TELLING, Act
from dechaff.types import Kind

__all__ = ["Walk"]

MAX_PROPERTIES: Final = 2000
_PROPERTY_TEXT: Final = 500  # characters
_MAX_JSON: Final = 1 << 20
_INLINE, _LINK, _BLOCK, _CELL, _LAST = map(int, (Act.INLINE, Act.LINK, Act.BLOCK, Act.CELL, Act.PREFORMATTED))
_TELLS: Final = frozenset({"itemprop", "id", "rel"})
_RELATIONS: Final = frozenset({"author", "tag", "bookmark"})
_OPTIONS: Final = LexborDocumentOptions.WO_EVENTS.value


class _Row:
    """A row of a table that is open: where its cells begin among the passages."""

    __slots__ = ("cells", "element", "first", "properties")

    def __init__(self, element: Element, first: int, properties: int) -> None:
        self.element = element
        self.first = first
        self.properties = properties
        self.cells: list[int] = []


class _Capture:
    """A property whose element is open: where its text begins."""

    __slots__ = ("count", "element", "first", "piece", "rank")

    def __init__(self, element: Element, rank: int, count: int, first: int, piece: int) -> None:
        self.element = element
        self.rank = rank
        self.count = count
        self.first = first
        self.piece = piece


class Walk:
    """The state of one walk, and what it found."""

    def __init__(self) -> None:
        self.passages = Passages()
        self.stack: list[Element] = []
        self.numbers: defaultdict[str, int] = defaultdict(int)
        self.telling: dict[str | None, bool] = {}
        self.rows: list[_Row] = []
        self.captures: list[_Capture] = []
        self.preformatted: Element | None = None
        self.title: str | None = None
        self.language: str | None = None
        self.base: str | None = None
        self.metas: list[tuple[str, str]] = []
        self.head_links: list[tuple[str, str]] = []
        self.json_ld: list[str] = []
        self.properties: list[list[str | int]] = []
        self.preloaded: list[str] = []
        self.noscripts: list[str] = []
        self.templates: list[LexborNode] = []

    def read(self, page: bytes) -> None:
        """Parse a page in UTF-8 and walk it."""
        root = LexborHTMLParser(page, options=_OPTIONS, scripting=True).root
        if root is not None:
            self.walk(root)

    def walk(self, node: LexborNode) -> None:  # noqa: PLR0912  # a call for each node would double the time
        """Visit a node and all that follow it or are inside it or them."""
        stack, numbers, passages, acts, telling = self.stack, self.numbers, self.passages, ACTS, self.telling
        top = Element.root()
        while True:
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if not text.isspace():
                    passages.add(text, top)
                elif passages.cover is not None:
                    passages.pieces.append(text)
            elif (act := acts.get(tag, _INLINE)) > _LAST:
                numbers[tag] += 1
                self.special(node, act, top)
            else:
                numbers[tag] += 1
                if act > _LINK and passages.cover is not None:
                    self.flush()
                child = node.child
                if child is not None or tag == "time":
                    attributes = node.attributes
                    element = top = Element(node, tag, act, numbers[tag], attributes, top)
                    element.hook = act > _CELL
                    if attributes or tag == "time":
                        said = attributes.get("class")
                        tells = telling.get(said)
                        if tells is None:
                            tells = telling[said] = not TELLING.isdisjoint(passages.words.split(said or ""))
                        if tells or tag == "time" or not _TELLS.isdisjoint(attributes):
                            self.tell(element)
                    if act == _LINK:
                        if "href" in attributes:
                            element.link = element
                    elif act > _BLOCK:
                        self.opened(element)
                    stack.append(element)
                    if child is not None:
                        node = child
                        continue
                    top = stack.pop().parent
                    if element.hook:
                        self.closed(element)
            while (following := node.next) is None:
                if not stack:
                    self.flush()
                    return
                element = stack.pop()
                node, top = element.node, element.parent
                if element.act > _LINK and passages.cover is not None:
                    self.flush()
                element.node = None
                if element.hook:
                    self.closed(element)
            node = following

    def flush(self) -> None:
        """End a passage; inside preformatted text, only a line."""
        passages = self.passages
        if passages.cover is None:
            return
        if self.preformatted is None:
            passages.flush()
        elif passages.pieces and not passages.pieces[-1].endswith(("\n", BREAK)):
            passages.pieces.append("\n")

    def opened(self, element: Element) -> None:
        """An element that its text cannot be read without."""
        act = element.act
        if act == Act.ROW:
            self.rows.append(_Row(element, len(self.passages.done), len(self.properties)))
        elif act == Act.CELL:
            if self.rows:
                self.rows[-1].cells.append(len(self.passages.done))
        elif act == Act.ROOT:
            get = element.attributes.get
            if element.tag == "html":
                self.language = get("lang") or get("xml:lang") or None
            elif element.tag == "body" and get("class"):
                self.properties.append(["class:body", get("class") or "", "", 0])
        elif act == Act.ITEM:
            element.filled = False
            self.passages.items.append(element)
        elif self.preformatted is None:
            self.preformatted = element

    def closed(self, element: Element) -> None:
        """The end of an element of which something must be remembered until then."""
        act = element.act
        if act == Act.ITEM:
            self.passages.items.pop()
        elif element is self.preformatted:
            self.preformatted = None
            self.flush()
        if self.captures and self.captures[-1].element is element:
            self.end_capture(self.captures.pop())
        if act == Act.ROW and self.rows:
            self.end_row(self.rows.pop())

    # --- what is not text ---------------------------------------------------------------------------------------

    def special(self, node: LexborNode, act: int, top: Element) -> None:
        """An element whose inside is not walked."""
        passages = self.passages
        if act == Act.BREAK:
            if passages.cover is not None:
                passages.pieces.append(BREAK)
        elif act == Act.META:
            self.meta(node)
        elif act == Act.SCRIPT:
            if "ld+json" in (node.attributes.get("type") or "").lower():
                self.json_ld.append(node.text()[:_MAX_JSON])
        elif act == Act.NOSCRIPT:
            self.noscripts.append(node.text())
        elif act == Act.TITLE:
            if self.title is None:
                self.title = " ".join(node.text()[:10_000].split())
        elif act == Act.RULE:
            self.flush()
            self.rule(node, top)
        elif passages.cover is not None and act != Act.NOTHING:
            passages.pieces.append(" ")

    def rule(self, node: LexborNode, top: Element) -> None:
        done = self.passages.done
        if done and done[-1].kind is not Kind.SEPARATOR:
            element = Element(node, "hr", Act.RULE, self.numbers["hr"], node.attributes, top)
            element.settle(self.passages.words)
            done.append(Passage("---", Kind.SEPARATOR, element, []))

    def meta(self, node: LexborNode) -> None:
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
            self.note(node.tag, attributes)

    # --- properties and rows ------------------------------------------------------------------------------------

    def tell(self, element: Element) -> None:
        """Keep what an element says of the article, and its text when it ends."""
        rank = len(self.properties)
        count = self.note(element.tag, element.attributes)
        if count:
            passages = self.passages
            self.captures.append(_Capture(element, rank, count, len(passages.done), len(passages.pieces)))
            element.hook = True

    def note(self, tag: str, attributes: Attributes) -> int:
        get = attributes.get
        names: list[str] = []
        if tag == "time":
            names.append("time")
        if (itemprop := get("itemprop")) is not None:
            names += [f"itemprop:{word}" for word in itemprop.lower().split()[:4]]
        if tag == "a" and (rel := get("rel")) is not None:
            names += [f"rel:{word}" for word in rel.lower().split() if word in _RELATIONS]
        split = self.passages.words.split
        found = [word for word in (*split(get("class") or ""), *split(get("id") or "")) if word in TELLING]
        names += [f"class:{word}" for word in found[:2]]
        if not names or len(self.properties) >= MAX_PROPERTIES:
            return 0
        value = get("content") or get("datetime") or get("href") or get("title") or get("src") or ""
        names = list(dict.fromkeys(names))
        block = len(self.passages.done)
        self.properties += [[name, value.strip(), "", block] for name in names]
        return len(names)

    def end_capture(self, capture: _Capture) -> None:
        """Fill in what the reader sees of an element that says something: its passages, set apart."""
        passages = self.passages
        parts: list[str] = []
        size = 0
        for passage in passages.done[capture.first : capture.first + _PROPERTY_TEXT]:
            parts.append(passage.text[:_PROPERTY_TEXT])
            size += len(parts[-1])
            if size > _PROPERTY_TEXT:
                break
        if size <= _PROPERTY_TEXT and passages.pieces:
            first = capture.piece if len(passages.done) == capture.first else 0
            parts.append("".join(passages.pieces[first : first + 200])[: 8 * _PROPERTY_TEXT].replace(BREAK, " "))
        text = " | ".join([" ".join(part.split()) for part in parts if part and not part.isspace()])[:_PROPERTY_TEXT]
        for found in self.properties[capture.rank : capture.rank + capture.count]:
            found[2] = text

    def end_row(self, row: _Row) -> None:
        first = row.first
        if len(self.passages.done) - first > 1 and len(row.cells) > 1:
            if self.passages.merge_row(first, row.cells, row.element):
                for found in self.properties[row.properties :]:
                    found[3] = first
