"""Read flattened text as blocks: plain lines, bullets, indentation, Markdown, hard-wrapped paragraphs.

Offsets always point into the string as it was given; nothing is normalised before the lines are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import regex as re

from dechaff.types import Block, Document, Kind, Link

__all__ = [
    "BULLET",
    "EDGE",
    "FENCE",
    "IMAGE",
    "LINK",
    "REFERENCE",
    "has_references",
    "interpret",
    "is_markdown",
    "read_text",
    "sanitize",
]

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
_INVISIBLE = r"\u202a-\u202e\u2066-\u2069"
_DIRTY = re.compile(rf"[{_CONTROL}{_INVISIBLE}\ud800-\udfff]")
_LINE_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BETWEEN_WORDS = re.compile(rf"(?<=\w)[{_CONTROL}{_INVISIBLE}\ud800-\udfff]++(?=\w)")
EDGE = "".join(map(chr, [*range(0x21), *range(0x7F, 0xA1), 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029])) + (
    "\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff"
)

BULLET = re.compile(
    r"(?:[-*+\u2022\u25e6\u25aa\u25ab\u25cf\u25cb\u25a0\u25a1\u2023\u2043\u2219\u00b7\u25ba\u25b6\u25b8\u27a4\u2794\u2192"
    r"\u203a\u00bb\u2713\u2714\u2605\u2606\u2666\u25c6\u30fb\u2013\u2014]|\(?\d{1,3}\\?[.)]|[a-zA-Z][.)])[ \t\u00a0]+"
)
_SEPARATOR = re.compile(r"[-=*_~#+|:\u2500-\u257f\u2014\u2013.\u2022\u00b7\s\\]+")
_HEADING = re.compile(r"(#{1,6})[ \t]+")
FENCE = ("```", "~~~")
_TARGET = r"\(\s*+(<[^<>\n]{0,4000}>|(?:[^\s()]|\([^\s()]{0,400}\)){0,4000}+)(?:\s++[\"'][^\"\n]{0,1000}[\"'])?\s*+\)"
IMAGE = re.compile(rf"!\[([^\[\]]{{0,1000}})\]{_TARGET}")
LINK = re.compile(rf"\[((?:[^\[\]]|\[[^\[\]]{{0,400}}\]){{0,2000}}+)\]{_TARGET}")
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3})(?=\S)([^\n]{1,1000}?)(?<=\S)\1(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
REFERENCE = re.compile(r"\[\d{1,4}\](?=[\w\"'“‘(])")
_ENDS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_MARKDOWN_SIGN = re.compile(
    rf"\]\((?:<?https?://|/|#|mailto:|data:|\.|\?)|(?<![^{_ENDS}])\s{{0,3}}#{{1,6}} |\*\*[^*{_ENDS}]{{1,200}}\*\*"
)

MIN_WRAP, MAX_WRAP = 48, 132


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    gap: int


def sanitize(text: str) -> str:
    """Take out what must not reach a terminal or a file: control characters, bidi overrides, lone surrogates.

    Every Unicode line break becomes a newline; a forbidden character between two words becomes a space, so that no
    word is invented. Joiners, zero-width spaces and soft hyphens stay: scripts need them, and they harm nobody.
    """
    if not is_dirty(text):
        return text
    text = _LINE_BREAK.sub("\n", text)
    return _DIRTY.sub("", _BETWEEN_WORDS.sub(" ", text))


def is_dirty(text: str) -> bool:
    """Whether there is anything that `sanitize` takes out; most texts are printable, which is told soonest."""
    return not text.replace("\n", "").isprintable() and _DIRTY.search(text) is not None


def read_text(source: str, *, url: str | None = None, language: str | None = None) -> Document:
    """Cut a text into blocks, in order, with offsets into `source`.

    Args:
        source: the text as somebody's scraper wrote it; any string at all.
        url: where it came from, if known; kept for the metadata.
        language: BCP-47 code if known; kept for the scorer.

    Returns:
        A `Document` whose blocks cover every character of the source that is not white space.
    """
    lines = _cut(source)
    markdown = is_markdown(source)
    references = has_references(source)
    width = None if markdown else _wrap_width(source, lines)
    groups = _paragraphs(source, lines, width) if width else [(i, i + 1) for i in range(len(lines))]
    dirty = is_dirty(source)
    blocks: list[Block] = []
    in_code = False
    for first, last in groups:
        line = lines[first]
        raw = source[line.start : lines[last - 1].end]
        if last - first > 1:
            raw = " ".join(source[x.start : x.end] for x in lines[first:last])
        if references:
            raw = REFERENCE.sub("", raw)
        if dirty:
            raw = sanitize(raw)
        links: tuple[Link, ...] = ()
        if markdown and raw.startswith(FENCE):
            in_code = not in_code
            kind, level, text = Kind.SEPARATOR, 0, raw
        elif in_code:
            kind, level, text = Kind.CODE, 0, raw
        else:
            kind, level, text, links = interpret(raw, markdown)
        end = lines[last - 1].end
        blocks.append(Block(len(blocks), text, kind, line.start, end, level, line.indent, line.gap, links))
    return Document(source, tuple(blocks), url, language, "text", width, markdown=markdown, references=references)


def _cut(source: str) -> list[_Line]:
    """The lines that are not blank, stripped, each with its indent and the number of blank lines above it."""
    lines: list[_Line] = []
    position = gap = 0
    for raw in source.splitlines(keepends=True):
        tail = raw.rstrip(EDGE)
        if tail:
            body = tail.lstrip(EDGE)
            indent = len(tail) - len(body)
            lines.append(_Line(position + indent, position + len(tail), min(indent, 255), gap))
            gap = 0
        else:
            gap += 1
        position += len(raw)
    return lines


def is_markdown(source: str) -> bool:
    """Three signs of Markdown (links, headings, bold) in the first part of the text, or one in every five lines."""
    head = source[:200_000]
    if not any(sign in head for sign in ("](", "# ", "**")):
        return False
    return any(signs >= 3 for signs, _ in enumerate(_MARKDOWN_SIGN.finditer(head), 1))


def has_references(source: str) -> bool:
    """Whether words carry link numbers, as in `lynx -dump`: five in the first part of the text."""
    return len(REFERENCE.findall(source[:200_000])) >= 5


def interpret(raw: str, markdown: bool) -> tuple[Kind, int, str, tuple[Link, ...]]:
    """Kind, heading level, visible text and links of one line."""
    kind, level = Kind.PARAGRAPH, 0
    text = raw
    if not markdown and raw[:1].isalpha() and raw[1:2] not in (".", ")"):
        return kind, level, raw, ()  # neither bullet nor rule begins so
    if _SEPARATOR.fullmatch(raw):
        return Kind.SEPARATOR, 0, raw, ()
    if markdown and text[:1] == ">":
        kind, text = Kind.QUOTE, text.lstrip("> \t")
    if bullet := BULLET.match(text):
        kind, text = Kind.LIST_ITEM, text[bullet.end() :]
    if markdown and text[:1] == "#" and (mark := _HEADING.match(text)):
        kind, level, text = Kind.HEADING, len(mark[1]), text[mark.end() :].rstrip("# ")
    elif text[:1] == "|":
        kind = Kind.TABLE_ROW
    if not markdown:
        return kind, level, text or raw, ()
    visible, links = _plain(text)
    if not visible.strip() or _SEPARATOR.fullmatch(visible):
        return (Kind.CAPTION if links or "](" in text else Kind.SEPARATOR), level, visible.strip() or raw, links
    return kind, level, visible, links


def _plain(text: str) -> tuple[str, tuple[Link, ...]]:
    """Markdown's inline marks taken out; links remembered as ranges of the visible text."""
    if "](" in text:
        text = IMAGE.sub(r"", text)
    links: list[Link] = []
    if "](" in text:
        parts: list[str] = []
        size = last = 0
        for match in LINK.finditer(text):
            before, label = _unmark(text[last : match.start()]), _unmark(match[1])
            parts += before, label
            links.append(Link(size + len(before), size + len(before) + len(label), match[2].strip("<>")))
            size += len(before) + len(label)
            last = match.end()
        parts.append(_unmark(text[last:]))
        text = "".join(parts)
    else:
        text = _unmark(text)
    cut = len(text) - len(text.lstrip())
    if cut:
        links = [Link(max(0, a - cut), max(0, b - cut), t) for a, b, t in links]
    return text.strip(), tuple(links)


def _unmark(text: str) -> str:
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(r"\2", text)
        text = text.replace("**", "")
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return text


def _wrap_width(source: str, lines: Sequence[_Line]) -> int | None:
    """The column at which the text was hard-wrapped, or None.

    Wrapped text has a greatest width that many lines come close to, and wherever a line is followed by its own
    paragraph's next line, that line's first word would not have fitted. Lines without spaces (URLs) say nothing.
    """
    sizes: list[int] = []
    for line in lines:
        width = line.end - line.start + line.indent
        if width <= MAX_WRAP:
            sizes.append(width)
        elif " " in source[line.start : line.start + MAX_WRAP] and "://" not in source[line.start : line.end]:
            sizes.append(MAX_WRAP + 1)
    too_long = sizes.count(MAX_WRAP + 1)
    if len(sizes) < 4 or too_long > 0.02 * len(sizes):
        return None
    widest = max(x for x in sizes if x <= MAX_WRAP)
    if widest < MIN_WRAP:
        return None
    full = fitting = 0
    for this, following in pairwise(lines):
        if following.gap or this.end - this.start + this.indent < 0.6 * widest:
            continue
        if _breaks_here(source, this, following, widest):
            full += 1
        else:
            fitting += 1
    return widest if full >= 4 and full >= 2.0 * fitting else None


def _breaks_here(source: str, this: _Line, following: _Line, width: int) -> bool:
    """Whether `following` goes on where `this` was cut because its next word had no room."""
    if following.gap or this.end - this.start + this.indent > width:
        return False
    text = source[following.start : min(following.end, following.start + width + 1)]
    if BULLET.match(text):
        return False
    word = text.partition(" ")[0]
    return this.end - this.start + this.indent + 1 + len(word) > width


def _paragraphs(source: str, lines: Sequence[_Line], width: int) -> list[tuple[int, int]]:
    groups: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or not _breaks_here(source, lines[i - 1], lines[i], width):
            groups.append((first, i))
            first = i
    return groups
