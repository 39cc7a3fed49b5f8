"""The article as a piece of HTML that may be put into any page: a few tags, no attribute but the target of a link.

Nothing of the source's own markup gets through. Text is escaped, tags are written from what the blocks are, and a
link that is not to http, https, mailto or a relative address leaves its words behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from unicodedata import bidirectional
from urllib.parse import urlsplit

import regex as re

from dechaff.render.inline import safe_target
from dechaff.render.nodes import Node, Role
from dechaff.render.structure import outline
from dechaff.render.table import cells_of
from dechaff.sources.text import sanitize
from dechaff.types import Article, Block, Link

__all__ = ["TAGS", "to_html"]

TAGS = frozenset({
    "a", "article", "blockquote", "br", "code", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&nbsp;"})
_LEFTWARD = frozenset({"R", "AL", "NSM"})
_HOST = re.compile(r"[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*+")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*+|[0-9]++")


def to_html(article: Article) -> str:
    """The article as an `<article>`, title first; "" where there is neither a title nor a body."""
    title, body = outline(article)
    lines = [f"<h1>{_text(title)}</h1>"] if title else []
    for node in body.children:
        lines += _write(node)
    return "\n".join(["<article>", *lines, "</article>"]) if lines else ""


def _write(node: Node) -> list[str]:
    """A node's lines of HTML."""
    if node.role is Role.LIST:
        items = [line for item in node.children for line in _item(item)]
        return _around("ol" if node.is_numbered else "ul", items)
    if node.role is Role.QUOTE:
        return _around("blockquote", [line for child in node.children for line in _write(child)])
    if node.role is Role.TABLE:
        return _table(node)
    if node.role is Role.RULE:
        return ["<hr>"]
    if node.role is Role.CODE:
        return [f"<pre><code>{_text(node.text)}</code></pre>"]
    words = _paragraph(node)
    if not words:
        return []
    if node.role is Role.HEADING:
        return [f"<h{node.level}>{words}</h{node.level}>"]
    if node.role is Role.CAPTION:
        return [f"<figure><figcaption>{words}</figcaption></figure>"]
    return [f"<p>{words}</p>"]


def _around(tag: str, lines: list[str]) -> list[str]:
    return [f"<{tag}>", *lines, f"</{tag}>"] if lines else []


def _item(item: Node) -> list[str]:
    """An item whose text is followed by nothing but lists needs no paragraph around it."""
    first, *others = item.children
    if first.role is not Role.PARAGRAPH or any(child.role is not Role.LIST for child in others):
        return _around("li", [line for child in item.children for line in _write(child)])
    words = _paragraph(first)
    inner = [line for child in others for line in _write(child)]
    if not inner:
        return [f"<li>{words}</li>"] if words else []
    return [f"<li>{words}", *inner, "</li>"]


def _table(node: Node) -> list[str]:
    """Rows, those of the head apart where the source tells them apart."""
    rows = []
    for place, block in enumerate(node.blocks):
        tag = "th" if place < node.heads else "td"
        cells = "".join(f"<{tag}>{_words(cell.text, cell.links)}</{tag}>" for cell in cells_of(block))
        rows.append(f"<tr>{cells}</tr>")
    head, body = rows[: node.heads], rows[node.heads :]
    return ["<table>", *_around("thead", head), *_around("tbody", body), "</table>"]


def _paragraph(node: Node) -> str:
    """The words of a paragraph, a heading or a caption, line by line."""
    shown = [_words(sanitize(block.text), block.links) for block in node.blocks if not _is_picture(node, block)]
    join = "<br>\n" if node.is_verse else "\n"
    words = join.join(x for x in shown if x.strip())
    return words.replace("<br>\n", " ") if node.role is Role.HEADING else words


def _is_picture(node: Node, block: Block) -> bool:
    """Whether a block is nothing but a picture of a Markdown source."""
    return node.role is Role.CAPTION and "](" in block.text and not block.hints and not block.path


def _words(text: str, links: Iterable[Link]) -> str:
    """Literal text with its links and line breaks."""
    parts: list[str] = []
    last = 0
    for link in links:
        label = text[link.start : link.end]
        target = _target(link.target) if link.start >= last and label.strip() else None
        if target is None:
            continue
        parts += [_lines(text[last : link.start]), f'<a href="{target}">{_lines(label)}</a>']
        last = link.end
    parts.append(_lines(text[last:]))
    return "".join(parts).strip()


def _lines(text: str) -> str:
    return _text(text).replace("\n", "<br>\n")


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _target(target: str) -> str | None:
    """A link target ready to stand between double quotes, or None where no browser would follow it safely."""
    safe = safe_target(target)
    if safe is None or not _has_good_host(safe):
        return None
    return safe.replace("&", "&amp;")


def _has_good_host(target: str) -> bool:
    """Whether the host, where there is one, is one that can be: parsers disagree about what is meant by others."""
    try:
        parts = urlsplit(target)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not parts.netloc:
        return parts.scheme not in ("http", "https")
    if "@" in parts.netloc or port == 0:
        return False
    if ":" in host:
        return _is_address(IPv6Address, host)
    if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return _is_address(IPv4Address, host)
    if host.isascii() and "xn--" not in host:
        return _HOST.fullmatch(host) is not None
    return _HOST.fullmatch(host) is not None and _is_international(host)


def _is_address(kind: type[IPv4Address | IPv6Address], host: str) -> bool:
    try:
        kind(host)
    except AddressValueError:
        return False
    return True


def _is_international(host: str) -> bool:
    """Whether the labels are valid; of those read from right to left, only in their plainest form."""
    try:
        host.encode("idna").decode("idna")
    except UnicodeError:
        return False
    directions = [[bidirectional(character) for character in label] for label in host.split(".") if label]
    if not any(_LEFTWARD & set(label) for label in directions):
        return True
    return all(label[0] == "L" or set(label) <= _LEFTWARD for label in directions)
