"""Text to blocks: what the walk of a page hands over in pieces, joined, collapsed and cut as a browser shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import regex as re

from dechaff.sources.elements import Elements, Row
from dechaff.sources.text import EDGE, sanitize
from dechaff.types import Kind

__all__ = ["BREAK", "Passage", "Passages"]

BREAK: Final = "\0"  # stands for a <br> among the pieces of a text; the page itself has no NUL left
_MAX_CELL: Final = 300  # characters; a cell with more is a column of a layout
_LONG_LINE: Final = 100  # characters; between lines that long, a <br> parts paragraphs
_BLANK_LINES: Final = re.compile(r"\n{2,}+")
_MAX_STEPS: Final = 8
_SPACES: Final = "".join(filter(str.isspace, map(chr, range(0x3001)))) + BREAK


class Range(NamedTuple):
    """A part of a passage's text that is inside a link."""

    start: int
    end: int
    link: int


class Passage(NamedTuple):
    """A block to be: its text, kind and links, and the innermost element that holds all of it."""

    text: str
    kind: Kind
    element: int
    links: Sequence[Range] = ()
    level: int = 0
    indent: int = 0


class Passages:
    """The pieces of text since the last break, and the passages before it.

    Pieces are kept as they stand in the page and read together when the passage ends, which is several times faster
    than to clean them one by one. `cover` is the innermost element that holds all of them; `marks` say at which piece
    a link begins or ends; `broken` that a block began since the last piece.
    """

    def __init__(self, elements: Elements) -> None:
        self.done: list[Passage] = []
        self.elements = elements
        self.blocks, self.links, self.items = elements.blocks, elements.links, elements.items
        self.parents = elements.parents
        self.pieces: list[str] = []
        self.cover = 0
        self.link = 0
        self.marks: list[tuple[int, int]] = []
        self.broken = False

    def add(self, piece: str, element: int) -> None:
        """Take in a piece of text, not all white space, directly inside an element."""
        pieces = self.pieces
        if not pieces:
            self.cover = element
        elif (block := self.blocks[element]) != self.blocks[self.cover]:
            self.flush()
            self.cover = element
        elif self.broken:
            if self.elements.contexts[block].manner.kind is Kind.CODE:
                pieces.append("\n")
            else:
                self.flush()
            self.cover = element
        elif (cover := self.cover) != element and self.parents[element] != cover:
            self.cover = element if self.parents[cover] == element else self._common(cover, element)
        self.broken = False
        link = self.links.get(element, 0)
        if link != self.link:
            self.link = link
            self.marks.append((len(pieces), link))
        pieces.append(piece)

    def rule(self, element: int) -> None:
        """Take in a line across the page."""
        self.flush()
        if self.done and self.done[-1].kind is not Kind.SEPARATOR:
            self.done.append(Passage("---", Kind.SEPARATOR, element))

    def coming(self) -> int:
        """The index of the passage that a piece would go to that follows now."""
        return len(self.done) + (self.broken and len(self.pieces) > 0)

    def flush(self) -> None:
        """End the passage that is being gathered, if there is one."""
        pieces = self.pieces
        if not pieces:
            return
        cover, marks = self.cover, self.marks
        manner = self.elements.contexts[cover].manner
        kind = manner.kind
        links: Sequence[Range] = ()
        if kind in _SPECIAL:
            if kind is _CODE:
                self._end_code(cover)
                return
            if BREAK in pieces:
                pieces[:] = [" " if piece is BREAK else piece for piece in pieces]
        if not marks or (len(marks) == 1 and not marks[0][0]):
            raw = pieces[0] if len(pieces) == 1 else "".join(pieces)
            text = raw.strip()
            if not text.isprintable() or "  " in text:
                text = _read(raw)
            if marks:
                links = (_new(Range, (0, len(text), marks[0][1])),)
                marks.clear()
                self.link = 0
        else:
            text, links = _read_linked(pieces, marks)
            marks.clear()
            self.link = 0
        pieces.clear()
        if "\n" in text:
            self._end_lines(text, links, cover)
        elif text:
            if self.blocks[cover] in self.items:
                self._end(text, links, cover)
            else:
                self.done.append(_new(Passage, (text, kind, cover, links, manner.level, manner.indent)))

    def _end(self, text: str, links: Sequence[Range], element: int) -> None:
        elements = self.elements
        kind, level, indent, _, _, _ = elements.contexts[element].manner
        if item := self.items.get(self.blocks[element]):
            if item not in elements.filled:
                elements.filled.add(item)
            elif kind is _LIST_ITEM:
                kind, level, indent = _PARAGRAPH, 0, indent + 2
        self.done.append(_new(Passage, (text, kind, element, links, level, indent)))

    def _common(self, first: int, second: int) -> int:
        """The innermost element around both, which are in one block: the block itself, where it is not found soon."""
        block, parents = self.blocks[first], self.parents
        around = []
        for _ in range(_MAX_STEPS):
            around.append(first)
            if first == block:
                break
            first = parents[first]
        for _ in range(_MAX_STEPS):
            if second in around or second == block:
                return second
            second = parents[second]
        return block

    def _end_lines(self, text: str, links: Sequence[Range], element: int) -> None:
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

    def _end_code(self, element: int) -> None:
        text = sanitize("".join(self.pieces).replace(BREAK, "\n")).rstrip()
        self.pieces.clear()
        self.marks.clear()
        self.link = 0
        text = text[len(text) - len(text.lstrip("\n")) :]
        if text.strip(EDGE):
            self.done.append(Passage(text, Kind.CODE, element))

    def whole(self) -> tuple[list[Passage], list[int]]:
        """All passages, the cells of each row joined, and where each of `done` is among them."""
        done, cells = self.done, self.elements.cells
        if not cells:
            return done, list(range(len(done) + 1))
        passages: list[Passage] = []
        places: list[int] = []
        first = 0
        while first < len(done):
            cell = cells.get(done[first].element)
            row = cell[0] if cell is not None else None
            last = first + 1
            if row is not None:
                while last < len(done) and (cell := cells.get(done[last].element)) is not None and cell[0] is row:
                    last += 1
            places += range(len(passages), len(passages) + 1)
            joined = _join_cells(done[first:last], row, cells) if row is not None and last - first > 1 else None
            if joined is not None:
                places += [len(passages)] * (last - first - 1)
                passages.append(joined)
            else:
                places += range(len(passages) + 1, len(passages) + last - first)
                passages += done[first:last]
            first = last
        return passages, [*places, len(passages)]


_CODE, _LIST_ITEM, _PARAGRAPH = Kind.CODE, Kind.LIST_ITEM, Kind.PARAGRAPH  # which takes as long as a call
_SPECIAL: Final = (Kind.CODE, Kind.HEADING, Kind.CAPTION)
_new: Final = tuple.__new__  # which takes half the time of calling the type


def _join_cells(passages: list[Passage], row: Row, places: dict[int, tuple[Row, int]]) -> Passage | None:
    """One passage of the texts of a row's cells; None where they hold blocks or long texts."""
    if row.nested:
        return None
    cells: dict[int, Passage] = {}
    for passage in passages:
        cell = places.get(passage.element)
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
        text = raw.strip(_SPACES)
        if text.isprintable() and "  " not in text:
            return text  # which is all there is but for breaks around it
        return _clean("\n".join([" ".join(line.split()) for line in raw.split(BREAK)]))
    text = raw.strip()
    if text.isprintable():  # so there is no white space in it but blanks
        return " ".join(text.split()) if "  " in text else text
    text = " ".join(text.split())
    return text if text.isprintable() else _clean(text)


def _clean(text: str) -> str:
    """As `sources.text` does it; blank lines, however many there are, become one."""
    if not text.isprintable():
        text = sanitize(text)
    if "\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.strip(EDGE)


def _read_linked(pieces: list[str], marks: list[tuple[int, int]]) -> tuple[str, list[Range]]:
    """The same for a passage of which parts are links: part by part, white space between them as if it were whole."""
    parts: list[str] = []
    links: list[Range] = []
    size = first = link = 0
    gap = ""
    for last, following in [*marks, (len(pieces), 0)]:
        raw = "".join(pieces[first:last])
        text = _read(raw)
        if text:
            if size:
                if raw[0] in _SPACES:
                    gap = _wider(gap, raw[: len(raw) - len(raw.lstrip(_SPACES))])
                if not gap and link and links and links[-1].end == size:
                    gap = " "  # two links side by side are not one word
                parts.append(gap)
                size += len(gap)
            gap = _wider("", raw[len(raw.rstrip(_SPACES)) :]) if raw[-1] in _SPACES else ""
            parts.append(text)
            end = size + len(text)
            if link:
                links.append(_new(Range, (size, end, link)))
            size = end
        else:
            gap = _wider(gap, raw)
        first, link = last, following
    return "".join(parts), links


def _wider(gap: str, space: str) -> str:
    """White space between two texts together with more of it: nothing, a space, a break or a blank line."""
    breaks = gap.count("\n") + space.count(BREAK)
    if breaks:
        return "\n" * min(breaks, 2)
    return " " if gap or space else ""
