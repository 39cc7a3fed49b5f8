"""The tree of a page: what belongs together is said by the elements around a block, whose names are its hints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dechaff.render.nodes import MAX_DEPTH, Builder, Node, Role, heading
from dechaff.sources.text import sanitize
from dechaff.types import Block, Kind

__all__ = ["PageBuilder"]

_LANGUAGES = frozenset({
    "bash", "c", "cpp", "csharp", "css", "diff", "dockerfile", "elixir", "erlang", "go", "graphql", "haskell",
    "html", "http", "ini", "java", "javascript", "js", "json", "jsx", "kotlin", "latex", "lua", "makefile",
    "markdown", "matlab", "nginx", "objectivec", "ocaml", "perl", "php", "powershell", "python", "py", "r", "ruby",
    "rust", "scala", "scss", "sh", "shell", "sql", "swift", "toml", "ts", "tsx", "typescript", "vim", "xml",
    "yaml", "yml", "zig",
})  # fmt: skip


class _Place(NamedTuple):
    """Where a block of a page stands: in a quote, in how many list items, in a quote inside the innermost of them."""

    is_quoted: bool
    depth: int
    is_quoted_within: bool
    is_numbered: bool


class PageBuilder(Builder):
    """From the elements of a page: `open` is the body, a quote if there is one, then list and item by turns."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        self.blocks = blocks
        self.base = 1  # how many nodes are open before the first list
        self.table: Node | None = None
        self.places: dict[tuple[str, ...], _Place] = {}

    def read(self, kept: Sequence[Block]) -> None:
        wanted = {block.index for block in kept}
        above: Block | None = None
        for rank, block in enumerate(self.blocks):
            is_row = block.kind is Kind.TABLE_ROW or self._is_row(rank)
            if not is_row or (
                above is not None and above.branch[1:2] != block.branch[1:2] and above.kind is block.kind
            ):
                self.table = None
            if block.index not in wanted:
                self._pass_over(block)
            else:
                self._take(block, is_row)
            above = block

    def _is_row(self, rank: int) -> bool:
        """Whether a paragraph is all that stands in a row of a table whose other rows have cells enough to be told."""
        row = _row_of(self.blocks[rank])
        if row is None:
            return False
        around = [self.blocks[i] for i in (rank - 1, rank + 1) if 0 <= i < len(self.blocks)]
        siblings = [block for block in around if block.kind is Kind.TABLE_ROW and block.branch[:1] == row[1:]]
        return bool(siblings) and not any(_row_of(block) == row for block in around)

    def _place(self, block: Block) -> _Place:
        place = self.places.get(block.hints)
        if place is None:
            place = self.places[block.hints] = _read_place(block.hints)
        if block.kind is Kind.LIST_ITEM:
            depth = block.level or 1
        elif block.kind is Kind.PARAGRAPH:
            depth = block.indent // 2
        else:
            depth = 0 if block.kind is Kind.HEADING else place.depth
        is_quoted = place.is_quoted or (block.kind is Kind.QUOTE and not place.is_quoted_within)
        return place._replace(is_quoted=is_quoted, depth=min(depth, MAX_DEPTH))

    def _take(self, block: Block, is_row: bool) -> None:
        place = self._place(block)
        base = 1 + place.is_quoted
        if base != self.base:
            self.base = base
            del self.open[1:]
            if place.is_quoted:
                self.push(Node(Role.QUOTE))
        items = (len(self.open) - base) // 2
        if block.kind is Kind.LIST_ITEM:
            self._close(base + 2 * min(place.depth - 1, items) + 1)
            top = self.open[-1]
            above = len(top.children) if top.role is Role.LIST and top.is_numbered else 0
            self.item(block, f"{above + 1}." if place.is_numbered else "-")
            return
        size = base + 2 * min(place.depth, items)
        in_quote = self.open[size].role is Role.QUOTE if size < len(self.open) else False
        if not (in_quote and place.is_quoted_within):
            del self.open[size:]
            if place.is_quoted_within:
                self.push(Node(Role.QUOTE))
        self._leaf(block, is_row)

    def _pass_over(self, block: Block) -> None:
        """Close what a removed block shows to be over: what follows does not belong to what went before it."""
        place = self._place(block)
        if self.base == 2 and not place.is_quoted:
            del self.open[1:]
            self.base = 1
        if block.kind is Kind.LIST_ITEM:
            self._close(self.base + 2 * (place.depth - 1) + 1)
        else:
            del self.open[self.base + 2 * place.depth :]

    def _close(self, size: int) -> None:
        """Close down to a list that takes the next item, if one is open there."""
        del self.open[size:]
        if len(self.open) == size and self.open[-1].role is Role.QUOTE:
            self.open.pop()

    def _leaf(self, block: Block, is_row: bool) -> None:
        kind = block.kind
        if is_row:
            table = self.table
            if table is None or self.last(Role.TABLE) is not table:
                table = self.table = Node(Role.TABLE)
                self.add(table)
            table.heads += "<thead" in block.hints and table.heads == len(table.blocks)
            table.blocks.append(block)
        elif kind is Kind.HEADING:
            self.add(heading(block))
        elif kind is Kind.CODE:
            self.add(Node(Role.CODE, [block], text=sanitize(block.text), info=_language(block.hints)))
        elif kind is Kind.SEPARATOR:
            self.add(Node(Role.RULE, [block]))
        else:
            self.add(Node(Role.CAPTION if kind is Kind.CAPTION else Role.PARAGRAPH, [block]))


def _read_place(hints: Iterable[str]) -> _Place:
    """What the elements around a block say; a cell of a table begins anew."""
    is_quoted = is_quoted_within = is_ordered = is_numbered = False
    depth = 0
    for hint in hints:
        if hint in ("<td", "<th"):
            depth, is_quoted_within = 0, False
        elif hint == "<blockquote":
            is_quoted, is_quoted_within = is_quoted or not depth, depth > 0
        elif hint in ("<ol", "<ul", "<menu"):
            is_ordered = hint == "<ol"
        elif hint == "<li":
            depth += 1
            is_quoted_within, is_numbered = False, is_ordered
    return _Place(is_quoted, depth, is_quoted_within, is_numbered)


def _row_of(block: Block) -> tuple[int, ...] | None:
    """The numbers of the row that a paragraph is a cell of and of what holds that row; None where it is no cell."""
    if block.kind is not Kind.PARAGRAPH:
        return None
    within = 0
    for hint in reversed(block.hints):
        if hint in ("<td", "<th"):
            return block.branch[within : within + 2] if within + 2 <= len(block.branch) else None
        within += hint[:1] == "<"
    return None


def _language(hints: Sequence[str]) -> str:
    """The language that the class of a code element names, as in `language-python` or `lang-js`."""
    for word, following in zip(reversed(hints[:-1]), reversed(hints[1:]), strict=True):
        if word in ("language", "lang", "brush", "highlight") and following in _LANGUAGES:
            return following
        if word in ("<div", "<article", "<main", "<section"):
            break
    return ""
