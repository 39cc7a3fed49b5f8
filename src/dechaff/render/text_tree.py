"""The tree of a text: what belongs together is said by its layout, indents and blank lines, and by Markdown's marks."""

from __future__ import annotations

from collections.abc import Sequence

import regex as re

from dechaff.render.nodes import MAX_DEPTH, Builder, Node, Role, heading
from dechaff.sources.text import BULLET, FENCE, is_markdown, sanitize
from dechaff.types import Block, Kind

__all__ = ["QUOTE_MARKS", "TextBuilder"]

QUOTE_MARKS = "> \t"
_VERSE = 80  # lines up to this length that follow each other directly are lines of a verse, not paragraphs
_RULE = re.compile(r"[-=*_~#+\u2500-\u257f\u2014\u2013 ]{3,}")
_TABLE_RULE = re.compile(r"[ \t:|]*+-[ \t:|-]*+")
_NUMBER = re.compile(r"\(?(\d{1,3})\\?([.)])")
_INFO = re.compile(r"[\w+#.-]{1,40}")


class TextBuilder(Builder):
    """From the layout of a text: items nest by their indents, what follows without a blank line belongs together."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.is_markdown = is_markdown(source)
        self.is_spaced = False
        self.above: Block | None = None

    def read(self, kept: Sequence[Block]) -> None:
        self.is_spaced = any(block.gap for block in kept[1:])
        for block in kept:
            self._take(block)
            self.above = block

    def _is_tight(self, block: Block) -> bool:
        return block.gap == 0 and self._is_next(block)

    def _is_next(self, block: Block) -> bool:
        return self.above is not None and self.above.index + 1 == block.index

    def _take(self, block: Block) -> None:
        if block.kind is Kind.LIST_ITEM:
            self._item(block)
            return
        if block.kind is Kind.PARAGRAPH and len(self.open) > 1:
            item = self.open[-1]
            if block.indent > item.indent and self._is_tight(block) and item.children[-1].role is Role.PARAGRAPH:
                item.children[-1].blocks.append(block)
                return
        del self.open[1:]
        if block.kind is Kind.HEADING:
            self.add(heading(block))
        elif block.kind is Kind.QUOTE:
            self._quote(block)
        elif block.kind is Kind.CODE:
            self._code(block)
        elif block.kind is Kind.TABLE_ROW:
            table = self.last(Role.TABLE)
            if table is None or not self._is_tight(block):
                table = Node(Role.TABLE)
                self.add(table)
            table.blocks.append(block)
        elif block.kind is Kind.SEPARATOR:
            self._separator(block)
        elif block.kind is Kind.CAPTION:
            self.add(Node(Role.CAPTION, [block]))
        else:
            self._paragraph(block)

    def _item(self, block: Block) -> None:
        while len(self.open) > 1 and block.indent < self.open[-1].indent:
            del self.open[-2:]
        is_deep = len(self.open) > 2 * MAX_DEPTH
        if len(self.open) > 1 and (is_deep or block.indent <= self.open[-1].indent + 1):
            self.open.pop()
        self.item(block, self._marker(block))

    def _marker(self, block: Block) -> str:
        """The number of a list item as the source has it, else a dash."""
        raw = self.source[block.start : block.end]
        bullet = BULLET.match(raw.lstrip(QUOTE_MARKS) if self.is_markdown else raw)
        if bullet is None or block.text.startswith(bullet[0]):
            return "-"
        number = _NUMBER.match(bullet[0])
        return f"{number[1]}{number[2]}" if number else "-"

    def _paragraph(self, block: Block) -> None:
        above = self.last(Role.PARAGRAPH) if self.is_spaced and self._is_tight(block) else None
        if above is None or (not self.is_markdown and above.blocks[-1].end - above.blocks[-1].start > _VERSE):
            self.add(Node(Role.PARAGRAPH, [block], is_verse=not self.is_markdown))
        else:
            above.blocks.append(block)

    def _quote(self, block: Block) -> None:
        """A line of a quote; one of nothing but marks parts its paragraphs."""
        above = self.last(Role.QUOTE) if self._is_tight(block) else None
        if not block.text.strip(QUOTE_MARKS):
            if above is not None:
                above.children.append(Node(Role.PARAGRAPH))
        elif above is None:
            self.add(Node(Role.QUOTE, children=[Node(Role.PARAGRAPH, [block])]))
        else:
            above.children[-1].blocks.append(block)

    def _code(self, block: Block) -> None:
        text = self._code_text(block)
        node = self.last(Role.CODE)
        if node is not None and self._is_next(block):
            node.text += "\n" * (1 + block.gap) + text
            node.blocks.append(block)
            return
        info = None
        if self.above is not None and self.above.text.startswith(FENCE) and self._is_next(block):
            info = _INFO.search(self.above.text)
        self.add(Node(Role.CODE, [block], text=text, info=info[0] if info else ""))

    def _code_text(self, block: Block) -> str:
        if sanitize(self.source[block.start : block.end]) != block.text:
            return sanitize(block.text)
        return sanitize(self.source[block.start - block.indent : block.start]) + block.text

    def _separator(self, block: Block) -> None:
        if self.is_markdown and block.text.startswith(FENCE):
            return
        if self.is_markdown and not block.text.strip(QUOTE_MARKS):
            self._quote(block)
            return
        table = self.last(Role.TABLE)
        paragraph = self.last(Role.PARAGRAPH)
        if not self._is_tight(block):
            table = paragraph = None
        if table is not None and _TABLE_RULE.fullmatch(block.text):
            table.heads = table.heads or len(table.blocks)
        elif (
            self.is_markdown
            and paragraph is not None
            and len(paragraph.blocks) == 1
            and set(block.text) in ({"="}, {"-"})
        ):
            paragraph.role = Role.HEADING
            paragraph.level = 1 if block.text[0] == "=" else 2
        elif _RULE.fullmatch(block.text):
            self.add(Node(Role.RULE, [block]))
        else:
            self._paragraph(block)
