"""Text to blocks: what the walk of a page hands over in pieces, joined, collapsed and cut as a browser shows it."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import regex as re

from dechaff.sources.elements import Element, Row, Words
from dechaff.sources.text import EDGE, sanitize
from dechaff.types import Kind

__all__ = ["BREAK", "Passage", "Passages"]

BREAK: Final = "\0"  # stands for a <br> among the pieces of a text; the page itself has no NUL left
_MAX_CELL: Final = 300  # characters; a cell with more is a column of a layout
_LONG_LINE: Final = 100  # characters; between lines that long, a <br> parts paragraphs
_BLANK_LINES: Final = re.compile(r"\n{2,}+")
_MAX_STEPS: Final = 8
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


class Passages:
    """The pieces of text since the last break, and the passages before it.

    Pieces are kept as they stand in the page and read together when the passage ends, which is several times faster
    than to clean them one by one. `cover` is the innermost element that holds all of them; `marks` say at which piece
    a link begins or ends; `broken` that a block began since the last piece.
    """

    def __init__(self) -> None:
        self.done: list[Passage] = []
        self.words = Words()
        self.pieces: list[str] = []
        self.cover: Element | None = None
        self.link: Element | None = None
        self.marks: list[tuple[int, Element | None]] = []
        self.broken = False

    def add(self, piece: str, element: Element) -> None:
        """Take in a piece of text, not all white space, directly inside an element."""
        cover = self.cover
        if cover is None:
            self.cover = element
        elif element.block is not cover.block:
            self.flush()
            self.cover = element
        elif self.broken:
            if cover.context.kind is Kind.CODE:
                self.pieces.append("\n")
            else:
                self.flush()
            self.cover = element
        elif cover is not element:
            self.cover = _common(cover, element)
        self.broken = False
        if element.link is not self.link:
            self.link = element.link
            self.marks.append((len(self.pieces), element.link))
        self.pieces.append(piece)

    def rule(self, element: Element) -> None:
        """Take in a line across the page."""
        self.flush()
        if self.done and self.done[-1].kind is not Kind.SEPARATOR:
            self.done.append(Passage("---", Kind.SEPARATOR, element, []))

    def coming(self) -> int:
        """The index of the passage that a piece would go to that follows now."""
        return len(self.done) + (self.cover is not None and self.broken)

    def flush(self) -> None:
        """End the passage that is being gathered, if there is one."""
        cover = self.cover
        if cover is None:
            return
        pieces, marks = self.pieces, self.marks
        self.pieces, self.cover = [], None
        if marks:
            self.marks, self.link = [], None
        kind = cover.context.kind
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
            self._end_lines(text, links, cover)
        elif text:
            self._end(text, links, cover)

    def _end(self, text: str, links: list[Range], element: Element) -> None:
        context, item = element.context, element.item
        kind, level, indent = context.kind, context.level, context.indent
        if item is not None:
            if item.filled and kind is Kind.LIST_ITEM:
                kind, level, indent = Kind.PARAGRAPH, 0, indent + 2
            item.filled = True
        self.done.append(Passage(text, kind, element, links, level, indent))

    def _end_lines(self, text: str, links: list[Range], element: Element) -> None:
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
                    self._end(line, own, element)
                start = end + 1
            start += 1

    def _end_code(self, raw: str, element: Element) -> None:
        text = sanitize(raw.replace(BREAK, "\n")).rstrip()
        text = text[len(text) - len(text.lstrip("\n")) :]
        if text.strip(EDGE):
            self.done.append(Passage(text, Kind.CODE, element, []))

    def whole(self) -> tuple[list[Passage], list[int]]:
        """All passages, the cells of each row joined, and where each of `done` is among them."""
        passages: list[Passage] = []
        places: list[int] = []
        done = self.done
        first = 0
        while first < len(done):
            cell = done[first].element.cell
            row = cell[0] if cell is not None else None
            last = first + 1
            if row is not None:
                while last < len(done) and (cell := done[last].element.cell) is not None and cell[0] is row:
                    last += 1
            places += range(len(passages), len(passages) + 1)
            joined = _join_cells(done[first:last], row) if row is not None and last - first > 1 else None
            if joined is not None:
                places += [len(passages)] * (last - first - 1)
                passages.append(joined)
            else:
                places += range(len(passages) + 1, len(passages) + last - first)
                passages += done[first:last]
            first = last
        return passages, [*places, len(passages)]


_ONE_LINE: Final = (Kind.HEADING, Kind.CAPTION)


def _common(first: Element, second: Element) -> Element:
    """The innermost element around both, which are in one block: the block itself, where it is not found soon."""
    block = first.block
    around = []
    for _ in range(_MAX_STEPS):
        around.append(first)
        if first is block:
            break
        first = first.parent
    for _ in range(_MAX_STEPS):
        if second in around or second is block:
            return second
        second = second.parent
    return block


def _join_cells(passages: list[Passage], row: Row) -> Passage | None:
    """One passage of the texts of a row's cells; None where they hold blocks or long texts."""
    if row.nested:
        return None
    cells: dict[int, Passage] = {}
    for passage in passages:
        cell = passage.element.cell
        place = cell[1] if cell is not None else 0
        if place in cells or passage.kind is not Kind.PARAGRAPH or len(passage.text) > _MAX_CELL:
            return None
        cells[place] = passage
    parts: list[str] = []
    links: list[Range] = []
    size = 0
    for place in range(max(cells) + 1):
        if place:
            parts.append(" | " if size else "| ")
            size += len(parts[-1])
        found = cells.get(place)
        if found is not None:
            links += [Range(a + size, b + size, x) for a, b, x in found.links]
            parts.append(found.text.replace("\n", " "))
            size += len(found.text)
    return Passage("".join(parts), Kind.TABLE_ROW, row.element, links)


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
    for (first, link), (last, _) in pairwise(edges):
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
