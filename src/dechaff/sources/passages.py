"""Text to blocks: what the walk of a page hands over piece by piece is joined, collapsed and cut as a browser shows it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dechaff.sources.tags import KINDS, Act, Group, words_of
from dechaff.sources.text import EDGE, sanitize
from dechaff.types import Kind

__all__ = ["BREAK", "Element", "Passage", "Passages", "Words", "is_hidden"]

BREAK: Final = "\0"  # stands for a <br> among the pieces of a text; the page itself has no NUL left
MAX_HINTS: Final = 40
_MAX_CELL: Final = 300  # characters; a cell with more is a column of a layout
_LONG_LINE: Final = 100  # characters; between lines that long, a <br> parts paragraphs
_HIDES: Final = frozenset({"hidden", "aria-hidden", "style"})
_HIDDEN_STYLE: Final = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_HIDDEN: Final = "!hidden"
_ROOTS: Final = frozenset({"html", "head", "body"})
_BLANK_LINE: Final = re.compile(r"\n{2,}+")


class Context:
    """What a text inherits of the elements around it; siblings with the same words share theirs."""

    __slots__ = ("group", "hints", "indent", "inner", "kind", "level", "listed")

    def __init__(self, hints: tuple[str, ...], kind: Kind, level: int, indent: int, listed: int, group: int) -> None:
        self.hints = hints
        self.kind = kind
        self.level = level
        self.indent = indent
        self.listed = listed  # how many list items are around it, up to a table's cell
        self.group = group
        self.inner: dict[tuple[str, ...], Context] = {}

    def inside(self, tag: str, words: tuple[str, ...]) -> Context:
        """The context inside an element of that name and with those words in this one."""
        found = self.inner.get(words)
        if found is None:
            found = self.inner[words] = self._inside(tag, words)
        return found

    def _inside(self, tag: str, words: tuple[str, ...]) -> Context:
        hints = (self.hints + words)[-MAX_HINTS:] if tag not in _ROOTS else ()
        group = Group.HIDDEN if words[-1] == _HIDDEN else self.group
        kind = KINDS.get(tag)
        if kind is None:
            return Context(hints, self.kind, self.level, self.indent, self.listed, group)
        if kind is Kind.HEADING:
            return Context(hints, kind, int(tag[1]), 0, self.listed, group)
        if kind is Kind.LIST_ITEM:
            return Context(hints, kind, self.listed + 1, 2 * min(self.listed, 100), self.listed + 1, group)
        return Context(hints, kind, 0, 0, 0 if kind is Kind.PARAGRAPH else self.listed, group)


class Element:
    """An element around some text; its context is worked out when there is some."""

    __slots__ = ("act", "attributes", "context", "depth", "filled", "hook", "link", "node", "number", "parent", "tag")

    def __init__(
        self, node: object, tag: str, act: int, number: int, attributes: dict[str, str | None], parent: Element | None
    ) -> None:
        self.node = node
        self.tag = tag
        self.act = act
        self.number = number
        self.attributes = attributes
        self.context: Context | None = None
        self.link: Element | None = None
        if parent is None:
            self.depth = -1
            self.context = Context((), Kind.PARAGRAPH, 0, 0, 0, Group.VISIBLE)
            parent = self
        else:
            self.depth = parent.depth + 1
            self.link = parent.link
        self.parent: Element = parent

    @property
    def path(self) -> str:
        """Which of the page's elements of this name it is: XPath, whatever a parser puts around them."""
        tag = self.tag
        if tag in _ROOTS:
            return "/html" if tag == "html" else f"/html/{tag}"
        return f"(//{tag})[{self.number}]" if tag.isascii() and tag.replace("-", "").isalnum() else ""

    def settle(self, words: Words) -> Context:
        """Work out the context, from the innermost ancestor down for which that was done."""
        chain = []
        element = self
        while (context := element.context) is None:
            chain.append(element)
            element = element.parent
        for inner in reversed(chain):
            tag = inner.tag
            inner.context = context = context.inside(tag, words.of(tag, inner.attributes))
        return context


class Words:
    """Words of elements by what their attributes say; most elements of a page say what others have said."""

    def __init__(self) -> None:
        self.known: dict[tuple[str | bool | None, ...], tuple[str, ...]] = {}

    def of(self, tag: str, attributes: dict[str, str | None]) -> tuple[str, ...]:
        """The element's name behind a `<`, the words of class, id and role, and last, if it is hidden, `!hidden`."""
        get = attributes.get
        hidden = tag == "dialog" or (not _HIDES.isdisjoint(attributes) and is_hidden(attributes))
        key = (tag, get("class"), get("id"), get("role"), hidden)
        words = self.known.get(key)
        if words is None:
            words = (f"<{tag}", *words_of(f"{key[1] or ''} {key[2] or ''} {key[3] or ''}"))
            if hidden and (tag != "dialog" or "open" not in attributes):
                words += (_HIDDEN,)
            self.known[key] = words
        return words


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Whether an element is hidden by its own attributes; style sheets are not read."""
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").strip().lower() == "true":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


class Range(NamedTuple):
    """A part of a passage's text inside a link."""

    start: int
    end: int
    link: Element


class Passage:
    """A block to be: its text, kind and links, and the innermost element that holds all of it."""

    __slots__ = ("element", "indent", "kind", "level", "links", "text")

    def __init__(self, text: str, kind: Kind, element: Element, links: list[Range], level: int, indent: int) -> None:
        self.text = text
        self.kind = kind
        self.element = element
        self.links = links
        self.level = level
        self.indent = indent


class Passages:
    """The pieces of text since the last break, and the passages before it.

    Pieces are kept as they stand in the page and read together when the passage ends: that is several times faster
    than to clean them one by one. `cover` is the innermost element that holds all of them; `marks` say at which piece
    a link begins or ends.
    """

    def __init__(self) -> None:
        self.done: list[Passage] = []
        self.words = Words()
        self.items: list[Element] = []  # list items that are open
        self.pieces: list[str] = []
        self.cover: Element | None = None
        self.link: Element | None = None
        self.marks: list[tuple[int, Element | None]] = []

    def add(self, piece: str, top: Element, stack: list[Element]) -> None:
        """Take in a piece of text, not white space, directly inside `top`."""
        cover = self.cover
        if cover is None:
            self.cover = top
        elif cover is not top:
            while cover.depth >= 0 and (cover.depth >= len(stack) or stack[cover.depth] is not cover):
                cover = cover.parent
            self.cover = cover
        if top.link is not self.link:
            self.link = top.link
            self.marks.append((len(self.pieces), top.link))
        self.pieces.append(piece)

    def flush(self) -> None:
        """End the passage that is being gathered."""
        cover = self.cover
        if cover is None:
            return
        pieces, marks = self.pieces, self.marks
        self.pieces, self.cover, self.link = [], None, None
        if marks:
            self.marks = []
        context = cover.context or cover.settle(self.words)
        if context.kind is Kind.CODE:
            self._end_code("".join(pieces), cover)
            return
        if context.kind in (Kind.HEADING, Kind.CAPTION):
            pieces = [" " if piece == BREAK else piece for piece in pieces]
        links: list[Range] = []
        if not marks:
            text = _read("".join(pieces))
        elif len(marks) == 1 and marks[0][0] == 0 and marks[0][1] is not None:
            text = _read("".join(pieces))
            links = [Range(0, len(text), marks[0][1])]
        else:
            text, links = _read_linked(pieces, marks)
        if not text:
            return
        if "\n" in text:
            self._end_lines(text, links, cover, context)
        else:
            self._end(text, links, cover, context)

    def _end(self, text: str, links: list[Range], element: Element, context: Context) -> None:
        kind, level, indent = context.kind, context.level, context.indent
        if context.listed and self.items:
            item = self.items[-1]
            if item.filled and kind is Kind.LIST_ITEM:
                kind, level, indent = Kind.PARAGRAPH, 0, indent + 2
            item.filled = True
        self.done.append(Passage(text, kind, element, links, level, indent))

    def _end_lines(self, text: str, links: list[Range], element: Element, context: Context) -> None:
        """Lines parted by <br>: one passage, unless a blank line or the length of the lines says otherwise."""
        start = rank = 0
        for paragraph in text.split("\n\n"):
            lines = [paragraph]
            if "\n" in paragraph:
                lines = paragraph.split("\n")
                if max(map(len, lines)) <= _LONG_LINE:
                    lines = [paragraph]
            for line in lines:
                end = start + len(line)
                own: list[Range] = []
                while rank < len(links) and links[rank].start < end:
                    first, last, link = links[rank]
                    own.append(Range(max(first, start) - start, min(last, end) - start, link))
                    if last > end:
                        break
                    rank += 1
                if line:
                    self._end(line, own, element, context)
                start = end + 1
            start += 1

    def _end_code(self, raw: str, element: Element) -> None:
        text = raw.replace("\0", "\n")
        text = sanitize(text).rstrip()
        text = text[len(text) - len(text.lstrip("\n")) :]
        if text.strip(EDGE):
            self.done.append(Passage(text, Kind.CODE, element, [], 0, 0))

    def merge_row(self, first: int, cells: list[int], row: Element) -> bool:
        """Join the cells of a table's row, unless the row lays out the page: its cells hold blocks or long texts."""
        done = self.done
        passages = done[first:]
        if len(passages) > len(cells) or any(x.kind is not Kind.PARAGRAPH or len(x.text) > _MAX_CELL for x in passages):
            return False
        edges = [*cells[1:], len(done)]
        if cells[0] != first or any(b - a > 1 for a, b in zip(cells, edges, strict=True)):
            return False
        row.settle(self.words)
        text = ""
        links: list[Range] = []
        for number, (begin, end) in enumerate(zip(cells, edges, strict=True)):
            if number:
                text += " | " if text else "| "
            if end > begin:
                cell = done[begin]
                links += [Range(a + len(text), b + len(text), x) for a, b, x in cell.links]
                text += cell.text.replace("\n", " ")
        del done[first:]
        done.append(Passage(text.rstrip(), Kind.TABLE_ROW, row, links, 0, 0))
        return True


def _read(raw: str) -> str:
    """White space collapsed, what must not be printed taken out, and a newline for each break."""
    if "\0" in raw:
        return _clean("\n".join([" ".join(line.split()) for line in raw.split("\0")]))
    text = " ".join(raw.split())
    return text if text.isprintable() else _clean(text)


def _clean(text: str) -> str:
    """As `sources.text` does it; blank lines, however many there are, become one."""
    if not text.isprintable():
        text = sanitize(text)
    if "\n" in text:
        text = _BLANK_LINE.sub("\n\n", text)
    return text.strip(EDGE)


def _read_linked(pieces: list[str], marks: list[tuple[int, Element | None]]) -> tuple[str, list[Range]]:
    """The same for a passage of which parts are links: part by part, white space between them as if it were whole."""
    text: list[str] = []
    links: list[Range] = []
    size = 0
    gap = ""
    edges = [(0, None), *marks] if marks[0][0] else marks
    for rank, (first, link) in enumerate(edges):
        last = edges[rank + 1][0] if rank + 1 < len(edges) else len(pieces)
        raw = "".join(pieces[first:last])
        body = raw.strip() if "\0" not in raw else raw.strip(_SPACES)
        if not body:
            gap = _wider(gap, raw)
            continue
        lead = raw[: len(raw) - len(raw.lstrip(_SPACES))]
        body = _clean("\n".join([" ".join(line.split()) for line in body.split("\0")]))
        if size and body:
            gap = _wider(gap, lead)
            if not gap and link is not None and links and links[-1].end == size:
                gap = " "  # two links side by side are not one word
            text.append(gap)
            size += len(gap)
        gap = _wider("" if body else gap, raw[len(raw.rstrip(_SPACES)) :])
        if link is not None and body:
            links.append(Range(size, size + len(body), link))
        text.append(body)
        size += len(body)
    return "".join(text), links


_SPACES: Final = " \t\n\f\r\xa0\u3000\0"


def _wider(gap: str, space: str) -> str:
    """White space between two texts, together with more of it: nothing, a space, a break or a blank line."""
    breaks = gap.count("\n") + space.count("\0")
    if breaks:
        return "\n" * min(breaks, 2)
    return " " if gap or space else ""
