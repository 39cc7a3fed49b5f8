"""An article as a tree: its blocks are a flat list, Markdown and HTML want items in lists and rows in tables."""

from __future__ import annotations

from typing import NamedTuple

from dechaff.render.nodes import Node
from dechaff.render.page_tree import PageBuilder
from dechaff.render.text_tree import TextBuilder
from dechaff.sources.text import sanitize
from dechaff.types import Article, Block, Kind

__all__ = ["Outline", "is_page", "outline"]

_TITLE_WITHIN = 3  # blocks: a page may put its section or its date above the headline


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
    builder: PageBuilder | TextBuilder
    builder = PageBuilder(_all_blocks(article)) if is_page(article) else TextBuilder(article.source)
    builder.read(kept)
    return Outline(title, builder.body)


def _all_blocks(article: Article) -> list[Block]:
    blocks = [*article.kept, *(removed.block for removed in article.removed)]
    return sorted(blocks, key=lambda block: block.index)


def _one_line(text: str) -> str:
    return " ".join(sanitize(text).split())
