"""Text to blocks: what the walk of a page hands over piece by piece, joined, collapsed and cut as a browser shows it."""

from __future__ import annotations

from typing import Final, NamedTuple

import regex as re

from dechaff.sources.elements import Context, Element, Words
from dechaff.sources.text import EDGE, sanitize
from dechaff.types import Kind

__all__ = ["BREAK", "Passage", "Passages"]

BREAK: Final = "\0"  # stands for a <br> among the pieces of a text; the page itself has no NUL left
_MAX_CELL: Final = 300  # characters; a cell with more is a column of a layout
_LONG_LINE: Final = 100  # characters; between lines that long, a <br> parts paragraphs
_BLANK_LINES: Final = re.compile(r"\n{2,}+")
_SPACES: Final = " \t\n\f\r\xa0\u3000\0"


class Range(NamedTuple):
    """A part of a passage's text that is inside a link."""

    start: int
    end: int
    link: Element


class Passage(NamedTuple):
    """A block to be: its text, kind and links, and the innermost element that holds all of it."""

    text: str
    kind: Kind
    element: Element
    links: list[Range]
    level: int = 0
    indent: int = 0

    @property
    def context(self) -> Context:
        context = self.element.context
        assert context is not None, "it was worked out when the passage ended"
        return context


class Passages:
    """The pieces of text since the last break, and the passages before it.

    Pieces are kept as they stand in the page and read together when the passage ends, which is several times faster
    than to clean them one by one. `cover` is the innermost element that holds all of them; `marks` say at which piece
    a link begins or ends; `items` are the list items that are open.
    """

    def __init__(self) -> None:
        self.done: list[Passage] = []
        self.words = Words()
        self.items: list[Element] = []
        self.pieces: list[str] = []
        self.cover: Element | None = None
        self.link: Element | None = None
        self.marks: list[tuple[int, Element | None]] = []

    def add(self, piece: str, top: Element) -> None:
        """Take in a piece of text, not all white space, directly inside `top`."""
        cover = self.cover
        if cover is None:
            self.cover = top
        elif cover is not top:
            while cover.node is None:
                cover = cover.parent
            self.cover = cover
        if top.link is not self.link:
            self.link = top.link
            self.marks.append((len(self.pieces), top.link))
        self.pieces.append(piece)

    def flush(self) -> None:
        """End the passage that is being gathered, if there is one."""
        cover = self.cover
        if cover is None:
            return
        pieces, marks = self.pieces, self.marks
        self.pieces, self.cover = [], None
        if marks:
            self.marks, self.link = [], None
        context = cover.context or cover.settle(self.words)
        kind = context.kind
        if kind is Kind.CODE:
            self._end_code("".join(pieces), cover)
            return
        if kind in _ONE_LINE:
            pieces = [" " if piece is BREAK else piece for piece in pieces]
        links: list[Range] = []
        if not marks:
            text = _read("".join(pieces))
        elif len(marks) == 1 and not marks[0][0] and (link := marks[0][1]) is not None:
            text = _read("".join(pieces))
            links = [Range(0, len(text), link)]
        else:
            text, links = _read_linked(pieces, marks)
        if "\n" in text:
            self._end_lines(text, links, cover, context)
        elif text:
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
        text = sanitize(raw.replace(BREAK, "\n")).rstrip()
        text = text[len(text) - len(text.lstrip("\n")) :]
        if text.strip(EDGE):
            self.done.append(Passage(text, Kind.CODE, element, []))

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
        done.append(Passage(text.rstrip(), Kind.TABLE_ROW, row, links))
        return True


_ONE_LINE: Final = (Kind.HEADING, Kind.CAPTION)


def _read(raw: str) -> str:
    """White space collapsed, what must not be printed taken out, and a newline for each break."""
    if BREAK in raw:
        return _clean("\n".join([" ".join(line.split()) for line in raw.split(BREAK)]))
    text = " ".join(raw.split())
    return text if text.isprintable() else _clean(text)


def _clean(text: str) -> str:
    """As `sources.text` does it; blank lines, however many there are, become one."""
    if not text.isprintable():
        text = sanitize(text)
    if "\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.strip(EDGE)


def _read_linked(pieces: list[str], marks: list[tuple[int, Element | None]]) -> tuple[str, list[Range]]:
    """The same for a passage of which parts are links: part by part, white space between them as if it were whole."""
    parts: list[str] = []
    links: list[Range] = []
    size = 0
    gap = ""
    edges = [(0, None), *marks, (len(pieces), None)]
    for (first, link), (last, _) in zip(edges, edges[1:], strict=False):
        raw = "".join(pieces[first:last])
        text = _read(raw)
        if not text:
            gap = _wider(gap, raw)
            continue
        if size:
            gap = _wider(gap, raw[: len(raw) - len(raw.lstrip(_SPACES))])
            if not gap and link is not None and links and links[-1].end == size:
                gap = " "  # two links side by side are not one word
            parts.append(gap)
            size += len(gap)
        gap = _wider("", raw[len(raw.rstrip(_SPACES)) :])
        parts.append(text)
        if link is not None:
            links.append(Range(size, size + len(text), link))
        size += len(text)
    return "".join(parts), links


def _wider(gap: str, space: str) -> str:
    """White space between two texts together with more of it: nothing, a space, a break or a blank line."""
    breaks = gap.count("\n") + space.count(BREAK)
    if breaks:
        return "\n" * min(breaks, 2)
    return " " if gap or space else ""
