"""Text to blocks: what the walk of a page hands over piece by piece is joined, collapsed and cut as a browser shows it."""

from __future__ import annotations

from typing import Final

from dechaff.sources.tags import Tag, unescape
from dechaff.sources.text import EDGE, sanitize
from dechaff.types import Kind

__all__ = ["Element", "Passage", "Passages"]

MAX_HINTS: Final = 40
_MAX_CELL: Final = 300  # characters; a cell with more is a column of a layout
_LONG_LINE: Final = 100  # characters; between lines that long, a <br> parts paragraphs
MAX_PROPERTIES: Final = 2000

VISIBLE, HIDDEN, NOSCRIPT, TEMPLATE = 0, 1, 2, 3


class Element:
    """An open element: what its text inherits, and where it stands."""

    __slots__ = (
        "_hints", "_path", "cells", "counts", "depth", "filled", "first", "group", "indent", "item", "kind", "level", "link",
        "name", "number", "parent", "piece", "property", "rank", "scope", "shared", "special", "tag", "unseen",
    )  # fmt: skip

    def __init__(self, tag: Tag, parent: Element | None) -> None:
        self.tag = tag
        self.name = name = tag.name
        self.parent = parent
        self.counts: dict[str, int] | None = None
        self.shared: dict[tuple[str, ...], tuple[str, ...]] | None = None
        self._hints: tuple[str, ...] | None = None
        self._path = ""
        self.property: int = -1
        self.link: Element | None
        if parent is None:
            self.depth = self.scope = self.special = self.item = self.level = self.indent = self.group = 0
            self.number = 1
            self.kind = Kind.PARAGRAPH
            self.link = None
            self.unseen = False
            return
        self.depth = parent.depth + 1
        self.scope = parent.scope
        self.special = parent.special
        self.item = parent.item
        self.level = parent.level
        self.indent = parent.indent
        self.group = parent.group
        self.kind = parent.kind
        self.link = parent.link
        self.unseen = parent.unseen
        counts = parent.counts
        if counts is None:
            counts = parent.counts = {}
        self.number = counts[name] = counts.get(name, 0) + 1

    @property
    def hints(self) -> tuple[str, ...]:
        """Words of the element and those around it, outermost first; elements that share them share the tuple."""
        chain: list[Element] = []
        element = self
        while element._hints is None:
            chain.append(element)
            if element.parent is None:
                break
            element = element.parent
        hints = element._hints or ()
        for inner in reversed(chain):
            outer = inner.parent
            if outer is None or inner.name in ("html", "body"):
                hints = ()
            else:
                shared = outer.shared
                if shared is None:
                    shared = outer.shared = {}
                own = inner.tag.words
                if own not in shared:
                    shared[own] = (hints + own)[-MAX_HINTS:]
                hints = shared[own]
            inner._hints = hints
        return hints

    @property
    def path(self) -> str:
        chain: list[Element] = []
        element: Element | None = self
        while element is not None and not element._path:
            chain.append(element)
            element = element.parent
        path = element._path if element is not None else ""
        for inner in reversed(chain):
            name = inner.name
            if inner.parent is None or name == "body":
                path = f"{path}/{name}"
            elif name.isascii() and name.replace("-", "").isalnum():
                path = f"{path}/{name}[{inner.number}]"
            else:
                path = f"{path}/*"
            inner._path = path
        return path


class Passage:
    """A block to be: its text, kind and links, and the innermost element that holds all of it."""

    __slots__ = ("element", "group", "indent", "kind", "level", "links", "text")

    def __init__(
        self, text: str, kind: Kind, level: int, indent: int, links: list[tuple[int, int, Element]], element: Element
    ) -> None:
        self.text = text
        self.kind = kind
        self.level = level
        self.indent = indent
        self.links = links
        self.element = element
        self.group = element.group


class Passages:
    """The text since the last break, and the passages before it."""

    def __init__(self) -> None:
        self.done: list[Passage] = []
        self.parts: list[str] = []
        self.size = 0
        self.space = False
        self.breaks = 0
        self.links: list[tuple[int, int, Element]] = []
        self.cover: Element | None = None
        self.open: Element | None = None

    def add(self, raw: bytes, top: Element) -> None:
        """Take in a piece of text directly inside `top`."""
        text = raw.decode("utf-8", "replace")
        if "&" in text:
            text = unescape(text)
        if top.kind is Kind.CODE:
            self._add_code(text, top)
            return
        words = text.split()
        if not words:
            self.space = True
            return
        joined = " ".join(words)
        if not joined.isprintable():
            joined = sanitize(joined)
            if not self.parts:
                joined = joined.lstrip(EDGE)
            if not joined:
                return
        if self.breaks > 1 and self.parts:
            self.flush(top)
        if self.parts:
            end = self.size
            if self.breaks:
                self.parts.append("\n")
                self.size += 1
            elif (
                self.space
                or text[0].isspace()
                or (top.link is not None and self.links and self.links[-1][1] == end and self.links[-1][2] is not top.link)
            ):
                self.parts.append(" ")
                self.size += 1
            if self.open is not self.cover:
                self.cover = self.open
        else:
            end = -1
            self.cover = self.open = top
        self.breaks = 0
        self.parts.append(joined)
        start = self.size
        self.size = start + len(joined)
        self.space = text[-1].isspace()
        link = top.link
        if link is not None:
            self._link(link, start, end)

    def _link(self, link: Element, start: int, end: int) -> None:
        links = self.links
        if links and links[-1][2] is link and links[-1][1] == end:
            start = links.pop()[0]
        links.append((start, self.size, link))

    def _add_code(self, text: str, top: Element) -> None:
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.isprintable():
            text = sanitize(text)
        if self.breaks:
            text = "\n" * self.breaks + text
            self.breaks = 0
        if not self.parts:
            self.cover = self.open = top
        elif self.open is not self.cover and text.strip():
            self.cover = self.open
        if text:
            start = self.size
            self.parts.append(text)
            self.size += len(text)
            if top.link is not None:
                self._link(top.link, start, start)

    def flush(self, top: Element) -> None:
        """End the passage that is being gathered, if there is one; `top` is the innermost open list item's keeper."""
        self.space = False
        self.breaks = 0
        if not self.parts:
            return
        text = "".join(self.parts) if len(self.parts) > 1 else self.parts[0]
        links, element = self.links, self.cover
        assert element is not None
        self.parts, self.links, self.size = [], [], 0
        kind, level, indent = element.kind, element.level, element.indent
        if kind is Kind.CODE:
            self._flush_code(text, links, element)
            return
        if not text[-1].isprintable():
            text = text.rstrip(EDGE)
            if not text:
                return
        if "\n" in text:
            if kind in (Kind.HEADING, Kind.CAPTION):
                text = text.replace("\n", " ")
            elif kind is Kind.PARAGRAPH and max(map(len, lines := text.split("\n"))) > _LONG_LINE:
                self._flush_lines(lines, links, element)
                return
        self.done.append(Passage(text, kind, level, indent, links, element))

    def _flush_code(self, text: str, links: list[tuple[int, int, Element]], element: Element) -> None:
        body = text.rstrip()
        cut = len(body) - len(body.lstrip("\n"))
        body = body[cut:]
        if body.strip(EDGE):
            links = [(max(0, a - cut), b - cut, x) for a, b, x in links if b > cut and a - cut < len(body)]
            links = [(a, min(b, len(body)), x) for a, b, x in links]
            self.done.append(Passage(body, Kind.CODE, 0, 0, links, element))

    def _flush_lines(self, lines: list[str], links: list[tuple[int, int, Element]], element: Element) -> None:
        start = rank = 0
        for line in lines:
            end = start + len(line)
            own: list[tuple[int, int, Element]] = []
            while rank < len(links) and links[rank][0] < end:
                first, last, link = links[rank]
                own.append((max(first, start) - start, min(last, end) - start, link))
                if last > end:
                    break
                rank += 1
            body = line.rstrip(EDGE)
            if body:
                own = [(a, min(b, len(body)), x) for a, b, x in own if a < len(body)]
                self.done.append(Passage(body, Kind.PARAGRAPH, 0, element.indent, own, element))
            start = end + 1

    def merge_row(self, mark: int, cells: list[int], row: Element) -> bool:
        """Join the cells of a table's row, unless the row lays out the page: its cells hold blocks or long texts."""
        done = self.done
        if len(done) - mark < 2 or len(cells) < 2:
            return False
        passages = done[mark:]
        if len(passages) > len(cells) or any(
            x.kind is not Kind.PARAGRAPH or len(x.text) > _MAX_CELL or x.group != row.group for x in passages
        ):
            return False
        edges = [*cells[1:], len(done)]
        if cells[0] != mark or any(b - a > 1 for a, b in zip(cells, edges, strict=True)):
            return False
        parts: list[str] = []
        links: list[tuple[int, int, Element]] = []
        size = 0
        for first, last in zip(cells, edges, strict=True):
            if parts:
                parts.append(" | ")
                size += 3
            if last > first:
                cell = done[first]
                links += [(a + size, b + size, x) for a, b, x in cell.links]
                parts.append(cell.text.replace("\n", " "))
                size += len(cell.text)
            elif not parts:
                parts.append("")
        text = "".join(parts)
        cut = len(text) - len(text.lstrip())
        text = text.strip()
        links = [(a - cut, b - cut, x) for a, b, x in links]
        del done[mark:]
        done.append(Passage(text, Kind.TABLE_ROW, 0, 0, links, row))
        return True
