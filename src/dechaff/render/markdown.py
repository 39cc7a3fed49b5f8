"""The article as CommonMark: title, headings, lists, quotes, code and tables, with the links of the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex as re

from dechaff.render.inline import escape_start, pass_on, with_links
from dechaff.sources.text import BULLET, FENCE, interpret, is_markdown, sanitize
from dechaff.types import Article, Block, Kind

__all__ = ["to_markdown"]

_PLAIN_LEVEL = 2  # of headings whose source does not say
_VERSE = 80  # lines up to this length that follow each other directly are lines of a verse, not paragraphs
_RULE = re.compile(r"[-=*_~#+\u2500-\u257f\u2014\u2013 ]{3,}")
_TABLE_RULE = re.compile(r"[ \t:|]*+-[ \t:|-]*+")
_NUMBER = re.compile(r"\(?(\d{1,3})\\?([.)])")
_QUOTE_MARKS = "> \t"
_HEADING_MARKS = re.compile(r"#{1,6}[ \t]+")
_CLOSING_MARKS = re.compile(r"(?<![ \t])(?:[ \t]++#++)?[ \t]*+$")
_INFO = re.compile(r"[\w+#.-]{1,40}")
_CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(slots=True)
class _Piece:
    """A block of Markdown in parts, and the last block of the article that went into it."""

    role: Kind
    parts: list[str]
    last: Block
    needs_room: bool = False


@dataclass(slots=True)
class _Writer:
    """Turns kept blocks into pieces of Markdown."""

    source: str
    is_markdown: bool
    is_spaced: bool
    pieces: list[_Piece] = field(default_factory=list)
    open_lists: list[tuple[int, int]] = field(default_factory=list)  # indent in the source, column of the text here

    def write(self, blocks: Sequence[Block]) -> None:
        position = 0
        while position < len(blocks):
            block = blocks[position]
            if block.kind is not Kind.LIST_ITEM and not self._continues_item(block):
                self.open_lists.clear()
            if block.kind in (Kind.CODE, Kind.TABLE_ROW):
                run = list(_run(blocks, position))
                write = self._code if block.kind is Kind.CODE else self._table
                write(run, blocks[position - 1] if position else None)
                position += len(run)
                continue
            self._one(block)
            position += 1

    def _one(self, block: Block) -> None:
        if block.kind is Kind.HEADING:
            self._heading(block)
        elif block.kind is Kind.LIST_ITEM:
            self._item(block)
        elif block.kind is Kind.QUOTE:
            self._quote(block)
        elif block.kind is Kind.SEPARATOR:
            self._separator(block)
        else:
            self._paragraph(block)

    def _add(self, role: Kind, text: str, block: Block, *, needs_room: bool = False) -> None:
        if text.strip():
            self.pieces.append(_Piece(role, [text], block, needs_room))

    def _tight(self, block: Block, role: Kind) -> _Piece | None:
        """The piece that `block` follows without a blank line, if it is of this role."""
        if not self.pieces or block.gap:
            return None
        piece = self.pieces[-1]
        return piece if piece.role is role and piece.last.index + 1 == block.index else None

    def _continues_item(self, block: Block) -> bool:
        if block.kind is not Kind.PARAGRAPH or not self.open_lists or block.indent <= self.open_lists[-1][0]:
            return False
        return self._tight(block, Kind.LIST_ITEM) is not None

    def _paragraph(self, block: Block) -> None:
        lines = self._lines(block)
        if self._continues_item(block):
            piece, pad = self.pieces[-1], " " * self.open_lists[-1][1]
            piece.parts += [f"\n{pad}{line}" for line in lines]
            piece.last = block
            return
        text = "\\\n".join(lines)
        above = self._tight(block, Kind.PARAGRAPH) if self.is_spaced and text else None
        if above is None or (not self.is_markdown and above.last.end - above.last.start > _VERSE):
            self._add(Kind.PARAGRAPH, text, block)
            return
        above.parts.append(("\n" if self.is_markdown else "\\\n") + text)
        above.last = block

    def _heading(self, block: Block) -> None:
        level = min(max(block.level or _PLAIN_LEVEL, 1), 6)
        text = " ".join(self._inline(block).split())
        if text:
            self._add(Kind.HEADING, f"{'#' * level} {_end_escaped(text)}", block)

    def _quote(self, block: Block) -> None:
        text = "\n".join("> " + line for line in self._lines(block))
        above = self._tight(block, Kind.QUOTE)
        if above is None:
            self._add(Kind.QUOTE, text, block)
        elif text:
            above.parts.append("\n" + text)
            above.last = block

    def _separator(self, block: Block) -> None:
        if self.is_markdown and block.text.startswith(FENCE):
            return
        above = self._tight(block, Kind.PARAGRAPH)
        if self.is_markdown and above is not None and len(above.parts) == 1 and set(block.text) in ({"="}, {"-"}):
            above.role = Kind.HEADING
            above.parts = [f"{'#' if block.text[0] == '=' else '##'} {_end_escaped(above.parts[0])}"]
            above.last = block
        elif _RULE.fullmatch(block.text):
            self._add(Kind.SEPARATOR, "---", block)
        else:
            self._paragraph(block)

    def _item(self, block: Block) -> None:
        while self.open_lists and block.indent < self.open_lists[-1][0]:
            self.open_lists.pop()
        nested = bool(self.open_lists) and block.indent > self.open_lists[-1][0] + 1
        column = 0
        if nested:
            column = self.open_lists[-1][1]
        elif self.open_lists:
            self.open_lists.pop()
            column = self.open_lists[-1][1] if self.open_lists else 0
        marker = self._marker(block)
        inner = column + len(marker) + 1
        self.open_lists.append((block.indent, inner))
        lines = self._lines(block)
        text = f"{' ' * column}{marker} " + f"\n{' ' * inner}".join(lines)
        if lines:
            self._add(Kind.LIST_ITEM, text, block, needs_room=nested and marker[0] != "-" and marker[:-1] != "1")

    def _marker(self, block: Block) -> str:
        """The number of a list item as the source has it, else a dash."""
        raw = self.source[block.start : block.end]
        bullet = BULLET.match(raw.lstrip(_QUOTE_MARKS) if self.is_markdown else raw)
        if bullet is None or block.text.startswith(bullet[0]):
            return "-"
        number = _NUMBER.match(bullet[0])
        return f"{number[1]}{number[2]}" if number else "-"

    def _code(self, run: list[Block], above: Block | None) -> None:
        info = ""
        if above is not None and above.text.startswith(FENCE) and above.index + 1 == run[0].index:
            found = _INFO.search(above.text)
            info = found[0] if found else ""
        lines: list[str] = []
        for block in run:
            if lines:
                lines += [""] * block.gap
            lines += self._code_lines(block)
        text = "\n".join(lines)
        fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall("`+", text)), default=0))
        self._add(Kind.CODE, f"{fence}{info}\n{text}\n{fence}", run[-1])

    def _code_lines(self, block: Block) -> list[str]:
        raw = self.source[block.start : block.end]
        if sanitize(raw) != block.text:
            return sanitize(block.text).split("\n")
        return [sanitize(self.source[block.start - block.indent : block.start]) + block.text]

    def _table(self, run: list[Block], _: Block | None) -> None:
        rows = [" ".join(self._inline(block).split()) for block in run if block.kind is Kind.TABLE_ROW]
        if len(run) > 1:
            cells = max(1, len(_CELL_END.findall(rows[0].strip("|"))) + 1)
            rows.insert(1, "|" + " --- |" * cells)
        self._add(Kind.TABLE_ROW, "\n".join(rows), run[-1])

    def _lines(self, block: Block) -> list[str]:
        """The block's inline Markdown, its line starts kept from meaning anything."""
        return [escape_start(line) for line in self._inline(block).split("\n") if line.strip()]

    def _inline(self, block: Block) -> str:
        if self.is_markdown:
            passed = self._passed_on(block)
            if passed is not None:
                return passed
        return with_links(sanitize(block.text), block.links)

    def _passed_on(self, block: Block) -> str | None:
        """The block's own Markdown, if it is one that the reader of Markdown made."""
        raw = self.source[block.start : block.end]
        kind, _, text, _ = interpret(raw, True) if raw else (None, 0, "", ())
        if kind is not block.kind or sanitize(text) != block.text:
            return None
        raw = sanitize(raw)
        if raw.startswith(">"):
            raw = raw.lstrip(_QUOTE_MARKS)
        if bullet := BULLET.match(raw):
            raw = raw[bullet.end() :]
        if kind is Kind.HEADING:
            raw = _CLOSING_MARKS.sub("", _HEADING_MARKS.sub("", raw, count=1))
        return pass_on(raw)


def to_markdown(article: Article) -> str:
    """The article as Markdown, title first; a first block that only repeats the title is left out."""
    kept = article.kept
    title = _one_line(article.title or "")
    if title and kept and _one_line(kept[0].text).casefold() == title.casefold():
        kept = kept[1:]
    writer = _Writer(article.source, is_markdown(article.source), any(block.gap for block in kept[1:]))
    writer.write(kept)
    parts = [f"# {_end_escaped(with_links(title, ()))}"] if title else []
    above: _Piece | None = None
    for piece in writer.pieces:
        if parts:
            parts.append("\n" if _joins(above, piece) else "\n\n")
        parts += piece.parts
        above = piece
    return "".join(parts)


def _joins(above: _Piece | None, piece: _Piece) -> bool:
    """Whether two list items stand together without a blank line."""
    if above is None or piece.role is not Kind.LIST_ITEM or above.role is not Kind.LIST_ITEM or piece.needs_room:
        return False
    return piece.last.gap == 0


def _run(blocks: Sequence[Block], position: int) -> Iterator[Block]:
    """Lines of code, or rows of a table with its rule, that follow each other."""
    kind = blocks[position].kind
    last = None
    for at in range(position, len(blocks)):
        block = blocks[at]
        belongs = block.kind is kind
        if kind is Kind.TABLE_ROW:
            belongs = belongs or (block.kind is Kind.SEPARATOR and _TABLE_RULE.fullmatch(block.text) is not None)
            belongs = belongs and (last is None or block.gap == 0)
        if not belongs or (last is not None and block.index != last.index + 1):
            return
        yield block
        last = block


def _one_line(text: str) -> str:
    return " ".join(sanitize(text).split())


def _end_escaped(heading: str) -> str:
    """Keep number signs at the end of a heading: Markdown takes them for a closing mark."""
    return str(re.sub(r"(?:^|(?<=\s))#(?=#*$)", r"\\#", heading))
