"""The body as plain text, as close to the input as it can be: what was clean comes out untouched.

Between two kept blocks stand as many newlines as in the source; where removed blocks stood between them, the larger of
the two gaps around those decides. A page has no blank lines of its own: there, one stands between paragraphs, none
between the items of a list or the rows of a table.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex as re

from dechaff.sources.text import (
    BULLET,
    EDGE,
    FENCE,
    REFERENCE,
    has_references,
    is_markdown,
    read_text,
    sanitize,
)
from dechaff.types import Block, Document, Kind

__all__ = ["count_words", "render_text", "source_lines"]

_MAX_INDENT = 255  # the reader counts no further
_MAX_PAGE_INDENT = 32  # of lists in lists in lists
_LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_INDENT = "".join(x for x in EDGE if x not in _LINE_ENDS)
_WORD = re.compile(
    r"(?V1)[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
    r"|[[\p{L}\p{N}\p{M}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]++"
    r"(?:['’](?=\p{L})[\p{L}\p{N}\p{M}--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]++)*+"
)
_ROUNDS = 4
_NO_MARKS = dict.fromkeys(map(ord, "[]#*"))


def render_text(document: Document, kept: Sequence[int]) -> str:
    """The kept blocks, given by their indices in reading order, as plain text without a newline at the end.

    The text reads the same when it is read again: where what is left still looks like Markdown (escaped marks, code
    whose fence was removed), its marks are taken out as well.
    """
    if document.kind == "html":
        return _join_page(document, kept)
    text = _render(document, kept)
    for _ in range(_ROUNDS):
        if not _has_marks(text):
            return text
        again = read_text(text)
        following = _render(again, range(len(again.blocks)))
        if following == text:
            return text
        text = following
    return _normal(text.translate(_NO_MARKS))


def count_words(text: str) -> int:
    """Runs of letters and digits, an apostrophe inside included; each Chinese, Japanese or Korean character is one."""
    return len(_WORD.findall(text))


def source_lines(document: Document, block: Block) -> str:
    """A block as it stands in the source, with its indent; what must not be printed is taken out."""
    text = document.source[_line_start(document.source, block) : block.end]
    if document.references:
        text = REFERENCE.sub("", text)
    return _normal(text)


def _has_marks(text: str) -> bool:
    """Whether a text would lose characters when it is read again."""
    if ("](" in text or "**" in text or "#" in text) and is_markdown(text):
        return True
    return "[" in text and has_references(text)


def _render(document: Document, kept: Sequence[int]) -> str:
    return _join_visible(document, kept) if document.markdown else _join_slices(document, kept)


def _join_slices(document: Document, kept: Sequence[int]) -> str:
    """Whole runs of kept blocks cut out of the source at once."""
    source, blocks = document.source, document.blocks
    parts: list[str] = []
    last = first = -1
    for index in kept:
        if index != last + 1 or first < 0:
            if first >= 0:
                parts.append(source[_line_start(source, blocks[first]) : blocks[last].end])
                parts.append("\n" * (1 + max(blocks[last + 1].gap, blocks[index].gap)))
            first = index
        last = index
    if first >= 0:
        parts.append(source[_line_start(source, blocks[first]) : blocks[last].end])
    text = "".join(parts)
    if document.references:
        text = REFERENCE.sub("", text)
    return _normal(text)


def _join_visible(document: Document, kept: Sequence[int]) -> str:
    """What a reader sees of each block, one by one; blocks of which nothing is seen (an image) leave no line."""
    blocks = document.blocks
    parts: list[str] = []
    last = -1
    for index in kept:
        block = blocks[index]
        text = _visible(document, block)
        if not text:
            continue
        if parts:
            parts.append("\n" * (1 + max(blocks[last + 1].gap, block.gap)))
        parts.append(text)
        last = index
    return _normal("".join(parts))


def _join_page(document: Document, kept: Sequence[int]) -> str:
    """The blocks of a page as they stand in its source, parted as its elements were."""
    blocks = document.blocks
    parts: list[str] = []
    last = -1
    for index in kept:
        block = blocks[index]
        text = block.text.strip("\n").rstrip(EDGE)
        if not text:
            continue
        if parts:
            parts.append("\n" * (1 + max(block.gap, not _is_of_one_piece(blocks, last, index))))
        if block.indent:
            indent = " " * min(block.indent, _MAX_PAGE_INDENT)
            text = indent + text.replace("\n", "\n" + indent)
        parts.append(text)
        last = index
    return _normal("".join(parts))


def _is_of_one_piece(document: Sequence[Block], first: int, last: int) -> bool:
    """Whether these blocks are all items of a list, with what goes on in them, or all rows of a table."""
    kind = document[first].kind
    if kind is Kind.PARAGRAPH and not document[first].indent:
        return False
    blocks = document[first : last + 1]
    if kind is Kind.TABLE_ROW:
        return all(block.kind is Kind.TABLE_ROW for block in blocks)
    return all(block.kind is Kind.LIST_ITEM or (block.kind is Kind.PARAGRAPH and block.indent) for block in blocks)


def _visible(document: Document, block: Block) -> str:
    """Bullet, number and indent are kept; heading marks, emphasis, link targets and images are not."""
    source = document.source
    kind, text = block.kind, block.text
    if kind is Kind.CODE or (kind is Kind.SEPARATOR and text.startswith(FENCE)):
        return source_lines(document, block)
    if kind is Kind.CAPTION and "](" in text:
        return ""
    if kind is Kind.LIST_ITEM:
        bullet = BULLET.match(source, block.start, block.end)
        if bullet is None:
            quoted = source[block.start : block.end].lstrip("> \t")
            bullet = BULLET.match(quoted)
        if bullet is not None:
            text = bullet[0].replace("\\", "") + text
    text = text.rstrip(EDGE)
    if not text or not block.indent:
        return text
    return source[_line_start(source, block) : block.start] + text


def _line_start(source: str, block: Block) -> int:
    """Where the indent of a block begins; the reader's count of it is exact below its ceiling."""
    start = block.start - block.indent
    if block.indent >= _MAX_INDENT:
        while start and source[start - 1] in _INDENT:
            start -= 1
    return start


def _normal(text: str) -> str:
    """Line breaks as newlines, no forbidden characters, no white space at the ends of lines, no blank lines around."""
    lines = [line.rstrip() if line.isprintable() else sanitize(line).rstrip(EDGE) for line in text.splitlines()]
    return "\n".join(lines).strip("\n").lstrip("\ufeff")
