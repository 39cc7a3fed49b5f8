"""The article as CommonMark: title, headings, lists, quotes, code and tables, with the links of the source."""

from __future__ import annotations

from collections.abc import Sequence

import regex as re

from dechaff.render.inline import escape_start, pass_on, with_links
from dechaff.render.nodes import Node, Role
from dechaff.render.structure import is_page, outline
from dechaff.render.table import cells_of
from dechaff.render.text_tree import QUOTE_MARKS
from dechaff.sources.text import BULLET, interpret, is_markdown, sanitize
from dechaff.types import Article, Block, Kind, Link

__all__ = ["to_markdown"]

_HEADING_MARKS = re.compile(r"#{1,6}[ \t]+")
_CLOSING_MARKS = re.compile(r"(?<![ \t])(?:[ \t]++#++)?[ \t]*+$")
_CELL_END = re.compile(r"(?<!\\)\|")
_TICKS = re.compile("`+")
_TABLE_RULE = re.compile(r"[ \t:|-]*+")
_TWINS = {"-": "*", ".": ")", ")": "."}


def to_markdown(article: Article) -> str:
    """The article as Markdown, title first; a first block that only repeats the title is left out."""
    title, body = outline(article)
    writer = _PageWriter() if is_page(article) else _TextWriter(article.source)
    lines = writer.stack(body.children)
    if title:
        lines = [f"# {_end_escaped(with_links(title, ()))}", *([""] if lines else []), *lines]
    return "\n".join(lines)


class _PageWriter:
    """Writes nodes as lines of Markdown; what a block says is literal text."""

    def stack(self, nodes: Sequence[Node], *, is_item: bool = False) -> list[str]:
        """Nodes one below the other, a blank line between them unless they are an item's text and its list."""
        lines: list[str] = []
        above: Node | None = None
        is_twin = False
        for node in nodes:
            is_twin = above is not None and _are_alike(above, node) and not is_twin
            written = self.write(node, is_twin)
            if not written:
                continue
            if above is not None and not (is_item and _is_tight(node)):
                lines.append("")
            lines += written
            above = node
        return lines

    def write(self, node: Node, is_twin: bool) -> list[str]:
        """A node's lines; a twin list has other marks than the one above it, or they would be read as one."""
        if node.role is Role.LIST:
            return self._list(node, is_twin)
        if node.role is Role.QUOTE:
            return [f"> {line}" if line else ">" for line in self.stack(node.children)]
        if node.role is Role.CODE:
            fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(node.text)), default=0))
            return [fence + node.info, *node.text.split("\n"), fence]
        if node.role is Role.TABLE:
            return self.table(node)
        if node.role is Role.HEADING:
            text = " ".join(" ".join(map(self.inline, node.blocks)).split())
            return [f"{'#' * node.level} {_end_escaped(text)}"] if text else []
        if node.role is Role.RULE:
            return ["---"]
        return self.paragraph(node)

    def _list(self, node: Node, is_twin: bool) -> list[str]:
        lines: list[str] = []
        is_loose = any(sum(child.role is not Role.LIST for child in item.children) > 1 for item in node.children)
        for item in node.children:
            marker = item.marker[:-1] + _TWINS[item.marker[-1]] if is_twin else item.marker
            written = self.stack(item.children, is_item=True)
            if not written:
                continue
            if lines and (is_loose or item.is_apart):
                lines.append("")
            pad = " " * (len(marker) + 1)
            lines.append(f"{marker} {written[0]}")
            lines += [pad + line if line else "" for line in written[1:]]
        return lines

    def paragraph(self, node: Node) -> list[str]:
        """Lines that stay lines where the source shows them so."""
        lines: list[str] = []
        for block in node.blocks:
            own = self.lines(block)
            if lines and own and node.is_verse:
                lines[-1] += "\\"
            lines += [f"{line}\\" for line in own[:-1]] + own[-1:]
        return lines

    def lines(self, block: Block) -> list[str]:
        """The block's inline Markdown, its line starts kept from meaning anything."""
        lines = [escape_start(line.rstrip()) for line in self.inline(block).split("\n") if line.strip()]
        return lines[:1] + [f"\\{line}" if _is_table_rule(line) else line for line in lines[1:]]

    def inline(self, block: Block) -> str:
        """What stands in the block, as inline Markdown."""
        return with_links(sanitize(block.text), block.links)

    def table(self, node: Node) -> list[str]:
        """Rows; the first has a head for every cell of the longest, or a parser would drop those beyond."""
        rows = [[self._cell(text, links) for text, links in cells_of(block)] for block in node.blocks]
        width = max(map(len, rows), default=0)
        rows[0] += [""] * (width - len(rows[0]))
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return [lines[0], "|" + " --- |" * width, *lines[1:]]

    def _cell(self, text: str, links: Sequence[Link]) -> str:
        return " ".join(with_links(text, links).split()).replace("|", "\\|")


class _TextWriter(_PageWriter):
    """The same for a text, which may be Markdown already: then its own is passed on, made harmless."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.is_markdown = is_markdown(source)

    def inline(self, block: Block) -> str:
        """The block's own Markdown, or its text as literal text."""
        passed = self._passed_on(block) if self.is_markdown else None
        return super().inline(block) if passed is None else passed

    def table(self, node: Node) -> list[str]:
        """Rows as they stand; they have their pipes already."""
        rows = [" ".join(self.inline(block).split()) for block in node.blocks]
        if len(rows) > 1 or node.heads:
            cells = max(1, len(_CELL_END.findall(rows[0].strip("|"))) + 1)
            rows.insert(1, "|" + " --- |" * cells)
        return rows

    def _passed_on(self, block: Block) -> str | None:
        """The block's own Markdown, if it is one that the reader of Markdown made."""
        raw = self.source[block.start : block.end]
        kind, _, text, _ = interpret(raw, True) if raw else (None, 0, "", ())
        if kind is not block.kind or sanitize(text) != block.text:
            return None
        raw = sanitize(raw)
        if raw.startswith(">"):
            raw = raw.lstrip(QUOTE_MARKS)
        if bullet := BULLET.match(raw):
            raw = raw[bullet.end() :]
        if kind is Kind.HEADING:
            raw = _CLOSING_MARKS.sub("", _HEADING_MARKS.sub("", raw, count=1))
        return pass_on(raw)


def _are_alike(above: Node, node: Node) -> bool:
    """Whether two lists, one below the other, would be read as one."""
    return above.role is Role.LIST and node.role is Role.LIST and above.marker[-1] == node.marker[-1]


def _is_tight(node: Node) -> bool:
    """Whether a list can follow the text of its item without a blank line: only a 1 begins a list there."""
    return (
        node.role is Role.LIST and (not node.is_numbered or node.marker[:-1] == "1") and not node.children[0].is_apart
    )


def _is_table_rule(line: str) -> bool:
    """Whether a line below another one would make a table of both."""
    return "-" in line and ("|" in line or ":" in line) and _TABLE_RULE.fullmatch(line) is not None


def _end_escaped(heading: str) -> str:
    """Keep number signs at the end of a heading: Markdown takes them for a closing mark."""
    return str(re.sub(r"(?:^|(?<=\s))#(?=#*$)", r"\\#", heading))
