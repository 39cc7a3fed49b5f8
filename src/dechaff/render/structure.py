"""An article as a tree: its blocks are a flat list, Markdown and HTML want items in lists and rows in tables.

What belongs together is said by the layout of a text (indents, blank lines, marks of Markdown) and by the elements of a
page, whose names stand in the hints of a block. Lists nest no deeper than `MAX_DEPTH`, so the tree may be walked by
recursion, and its output is linear in the size of the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

import regex as re

from dechaff.sources.text import BULLET, FENCE, is_markdown, sanitize
from dechaff.types import Article, Block, Kind

__all__ = ["MAX_DEPTH", "QUOTE_MARKS", "Node", "Outline", "Role", "is_page", "outline"]

MAX_DEPTH = 8
QUOTE_MARKS = "> \t"
_TITLE_WITHIN = 3  # blocks: a page may put its section or its date above the headline
_PLAIN_LEVEL = 2  # of headings whose source does not say
_VERSE = 80  # lines up to this length that follow each other directly are lines of a verse, not paragraphs
_RULE = re.compile(r"[-=*_~#+\u2500-\u257f\u2014\u2013 ]{3,}")
_TABLE_RULE = re.compile(r"[ \t:|]*+-[ \t:|-]*+")
_NUMBER = re.compile(r"\(?(\d{1,3})\\?([.)])")
_INFO = re.compile(r"[\w+#.-]{1,40}")
_LANGUAGES = frozenset({
    "bash", "c", "cpp", "csharp", "css", "diff", "dockerfile", "elixir", "erlang", "go", "graphql", "haskell",
    "html", "http", "ini", "java", "javascript", "js", "json", "jsx", "kotlin", "latex", "lua", "makefile",
    "markdown", "matlab", "nginx", "objectivec", "ocaml", "perl", "php", "powershell", "python", "py", "r", "ruby",
    "rust", "scala", "scss", "sh", "shell", "sql", "swift", "toml", "ts", "tsx", "typescript", "vim", "xml",
    "yaml", "yml", "zig",
})  # fmt: skip


class Role(Enum):
    """What a node is."""

    BODY = auto()
    HEADING = auto()
    PARAGRAPH = auto()
    QUOTE = auto()
    LIST = auto()
    ITEM = auto()
    CODE = auto()
    TABLE = auto()
    CAPTION = auto()
    RULE = auto()


@dataclass(slots=True)
class Node:
    """A piece of the article: one that holds others, or one of blocks (the lines of a paragraph, the rows of a table).

    Attributes:
        marker: of an item, what stands before it in Markdown; of a list, that of its first item.
        is_apart: a blank line stood above it in its source.
        is_verse: the lines of a paragraph are to stay lines.
        text: what a block of code says, white space and all, and in `info` its language.
        heads: the rows of a table, from the first, that are its head.
    """

    role: Role
    blocks: list[Block] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    level: int = 0
    marker: str = ""
    indent: int = 0
    is_apart: bool = False
    is_verse: bool = False
    text: str = ""
    info: str = ""
    heads: int = 0

    @property
    def is_numbered(self) -> bool:
        return self.marker[:1].isdigit()


class Outline(NamedTuple):
    """A title that is to be written above the body ("" where there is none, or the body has it), and the body."""

    title: str
    body: Node


def is_page(article: Article) -> bool:
    """Whether the blocks of an article were elements of a page."""
    return any(block.path or block.hints for block in _all_blocks(article))


def outline(article: Article) -> Outline:
    """The article as a tree. A title that the body begins with is taken out of it; one soon after stays in it."""
    kept = article.kept
    title = _one_line(article.title or "")
    for place, block in enumerate(kept[:_TITLE_WITHIN] if title else ()):
        if _one_line(block.text).casefold() == title.casefold() and (place == 0 or block.kind is Kind.HEADING):
            kept, title = (kept[1:], title) if place == 0 else (kept, "")
            break
    builder = _PageBuilder(article) if is_page(article) else _TextBuilder(article.source)
    builder.read(kept)
    return Outline(title, builder.body)


class _Builder:
    """A tree that grows: `open` are the nodes from the body down to the one that takes the next block."""

    def __init__(self) -> None:
        self.body = Node(Role.BODY)
        self.open = [self.body]

    def read(self, kept: Sequence[Block]) -> None:
        raise NotImplementedError

    def add(self, node: Node) -> None:
        self.open[-1].children.append(node)

    def push(self, node: Node) -> None:
        self.add(node)
        self.open.append(node)

    def last(self, role: Role) -> Node | None:
        """The node that was added last, if it is of this role."""
        children = self.open[-1].children
        return children[-1] if children and children[-1].role is role else None

    def item(self, block: Block, marker: str) -> None:
        """A new item: of the list that is open, or of a new one where the numbering begins or ends."""
        top = self.open[-1]
        if top.role is Role.LIST and top.is_numbered != marker[:1].isdigit():
            self.open.pop()
        if self.open[-1].role is not Role.LIST:
            self.push(Node(Role.LIST, marker=marker))
        self.push(Node(Role.ITEM, marker=marker, indent=block.indent, is_apart=block.gap > 0))
        self.add(Node(Role.PARAGRAPH, [block]))


class _Place(NamedTuple):
    """Where a block of a page stands: in a quote, in how many list items, in a quote inside the innermost of them."""

    is_quoted: bool
    depth: int
    is_quoted_within: bool
    is_numbered: bool


class _PageBuilder(_Builder):
    """From the elements of a page: `open` is the body, a quote if there is one, then list and item by turns."""

    def __init__(self, article: Article) -> None:
        super().__init__()
        self.blocks = sorted(_all_blocks(article), key=lambda block: block.index)
        self.base = 1  # how many nodes are open before the first list
        self.table: Node | None = None
        self.places: dict[tuple[str, ...], _Place] = {}

    def read(self, kept: Sequence[Block]) -> None:
        wanted = {block.index for block in kept}
        for rank, block in enumerate(self.blocks):
            if block.kind is not Kind.TABLE_ROW and not self._is_row(rank):
                self.table = None
            if block.index in wanted:
                self._take(block)
            else:
                self._pass_over(block)

    def _is_row(self, rank: int) -> bool:
        """Whether a paragraph is the only cell of its row: one of a table goes before it, and one comes after."""
        block = self.blocks[rank]
        if block.kind is not Kind.PARAGRAPH or self.table is None or rank + 1 == len(self.blocks):
            return False
        return self.blocks[rank + 1].kind is Kind.TABLE_ROW and not {"<td", "<th"}.isdisjoint(block.hints)

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

    def _take(self, block: Block) -> None:
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
        self._leaf(block)

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

    def _leaf(self, block: Block) -> None:
        kind = block.kind
        if kind is Kind.TABLE_ROW or self.table is not None:
            table = self.table
            if table is None or self.last(Role.TABLE) is not table:
                table = self.table = Node(Role.TABLE)
                self.add(table)
            table.heads += "<thead" in block.hints and table.heads == len(table.blocks)
            table.blocks.append(block)
        elif kind is Kind.HEADING:
            self.add(Node(Role.HEADING, [block], level=_level(block)))
        elif kind is Kind.CODE:
            self.add(Node(Role.CODE, [block], text=sanitize(block.text), info=_language(block.hints)))
        elif kind is Kind.SEPARATOR:
            self.add(Node(Role.RULE, [block]))
        else:
            self.add(Node(Role.CAPTION if kind is Kind.CAPTION else Role.PARAGRAPH, [block]))


class _TextBuilder(_Builder):
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
            self.add(Node(Role.HEADING, [block], level=_level(block)))
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
        above = self.last(Role.QUOTE) if self._is_tight(block) else None
        if above is None:
            self.add(Node(Role.QUOTE, children=[Node(Role.PARAGRAPH, [block])]))
        elif block.text.strip():
            above.children[-1].blocks.append(block)
        else:
            above.children.append(Node(Role.PARAGRAPH))

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


def _language(hints: Sequence[str]) -> str:
    """The language that the class of a code element names, as in `language-python` or `lang-js`."""
    for word, following in zip(reversed(hints[:-1]), reversed(hints[1:]), strict=True):
        if word in ("language", "lang", "brush", "highlight") and following in _LANGUAGES:
            return following
        if word in ("<div", "<article", "<main", "<section"):
            break
    return ""


def _level(block: Block) -> int:
    return min(max(block.level or _PLAIN_LEVEL, 1), 6)


def _all_blocks(article: Article) -> Iterable[Block]:
    yield from article.kept
    for removed in article.removed:
        yield removed.block


def _one_line(text: str) -> str:
    return " ".join(sanitize(text).split())
