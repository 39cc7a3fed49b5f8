"""The tree that an article is written from, and what grows it block by block.

Lists nest no deeper than `MAX_DEPTH`: the tree may be walked by recursion, and what is written of it is linear in the
size of the article.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from dechaff.types import Block

__all__ = ["MAX_DEPTH", "Builder", "Node", "Role", "heading"]

MAX_DEPTH = 8
_PLAIN_LEVEL = 2  # of headings whose source does not say


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


class Builder:
    """A tree that grows: `open` are the nodes from the body down to the one that takes the next block."""

    def __init__(self) -> None:
        self.body = Node(Role.BODY)
        self.open = [self.body]

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


def heading(block: Block) -> Node:
    """A heading of the level that its source says."""
    return Node(Role.HEADING, [block], level=min(max(block.level or _PLAIN_LEVEL, 1), 6))
