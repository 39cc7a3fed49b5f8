"""Read a page as blocks: decoded, capped, parsed, its text in reading order, and what it says of itself unread.

Nothing here raises for what a page holds. What is no page (an image, say) has no blocks, and a note says what it is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final
from urllib.parse import urljoin, urlsplit

import regex as re

from dechaff.sources.decoding import decode_page
from dechaff.sources.fallbacks import WHOLE, closed_like_xml, hidden_pages
from dechaff.sources.guard import MAX_BYTES, guard
from dechaff.sources.guessing import is_binary
from dechaff.sources.tree import Walk
from dechaff.types import Block, Document, Head, Link, Property

__all__ = ["decoded", "looks_like_html", "read_html"]

_NEARLY_NONE: Final = 250  # characters of text; a page with fewer keeps its article elsewhere
_MUCH: Final = 3  # times what is seen, that text in a <noscript> must be to be taken for the page's
# Pages are packed to a tenth, repetitive ones to a fiftieth; what unpacks to more than both of these is a bomb.
_MOST_UNPACKED: Final = 8 << 20
_MOST_TIMES: Final = 100
_MAGIC: Final = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\0", "compressed with xz"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"wOF", "a font"),
    (b"OggS", "an audio file"),
    (b"ID3", "an audio file"),
    (b"\0\0\0\x18ftyp", "a video"),
    (b"\0\0\0\x20ftyp", "a video"),
    (b"\x1a\x45\xdf\xa3", "a video"),
)


def read_html(
    page: bytes | str, *, url: str | None = None, language: str | None = None, encoding: str | None = None
) -> Document:
    """Read a page, or a piece of one, as blocks in reading order.

    Args:
        page: the page as it came; bytes may be compressed with gzip or zlib.
        url: where it came from; links are resolved against it, and against the page's `<base>`.
        language: BCP-47 code if known; kept for the scorer.
        encoding: what an HTTP header says of the encoding of bytes.

    Returns:
        A `Document` whose source is the text of its blocks, one below the other, list items indented. Its notes say
        what was guessed, capped or looked up elsewhere than in the text that the page shows.
    """
    data, source, notes = (_utf8(page), page, []) if isinstance(page, str) else _decoded(page, encoding)
    data, capped = guard(data.replace(b"\0", b""), source)
    notes += capped
    walk = Walk()
    walk.read(data)
    parts = [_Part(walk)]
    if walk.swallowed and (closed := closed_like_xml(data)) is not data:
        page_closed, capped = guard(closed)
        again = Walk()
        again.read(page_closed)
        part = _Part(again)
        if len(part.passages) > len(parts[0].passages):
            data, walk, parts = page_closed, again, [part]
            notes += [*capped, "tags that were closed as in XML were taken to be closed"]
    seen = parts[0].size
    if seen < parts[0].hidden_size and parts[0].hidden_size > _NEARLY_NONE:
        parts[0].keep_hidden()
        seen = parts[0].size
        notes.append("most of its text is hidden until a script shows it: taken in")
    if seen < _NEARLY_NONE or sum(map(len, walk.noscripts)) > _MUCH * seen:
        for found, name in hidden_pages(data, walk):
            again = Walk(len(walk.elements.contexts) + 1)
            again.read(guard(closed_like_xml(found)).page)
            part = _Part(again)
            if part.size > max(_NEARLY_NONE, _MUCH * seen if seen > _NEARLY_NONE else seen):
                parts = [part] if name == WHOLE else [*parts, part]
                notes.append(f"its text was found in {name}")
                break
    resolver = _Resolver(url, walk.base)
    text, blocks = _lay_out(parts, resolver)
    head = Head(
        title=walk.title,
        language=walk.language,
        base=walk.base,
        metas=tuple(walk.metas),
        links=tuple(walk.head_links),
        json_ld=tuple(walk.json_ld),
        properties=tuple(_properties(parts)),
    )
    return Document(text, blocks, url, language, "html", head=head, notes=tuple(notes))


def decoded(page: bytes | str) -> str:
    """The page as characters, however its bytes were packed and encoded."""
    return page if isinstance(page, str) else _decoded(page, None)[1]


def _utf8(text: str) -> bytes:
    """Characters as bytes; surrogates that are a pair become the character they stand for, others are left out."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore").encode()


def _decoded(data: bytes, told: str | None) -> tuple[bytes, str, list[str]]:
    """The page in UTF-8, its characters, and notes on how they came to be; nothing, where it is no page."""
    notes: list[str] = []
    most = min(MAX_BYTES, max(_MOST_UNPACKED, _MOST_TIMES * len(data)))
    for _ in range(2):
        if data.startswith(b"\x1f\x8b"):
            data = _inflate(data, 31, most, notes)
        elif data[:1] == b"\x78" and data[1:2] in (b"\x01", b"\x9c", b"\xda"):
            data = _inflate(data, 15, most, notes)
    if len(data) > MAX_BYTES:
        notes.append(f"the page has more than {MAX_BYTES >> 20} MB: what follows was left out")
        data = data[:MAX_BYTES]
    for magic, what in _MAGIC:
        if data.startswith(magic):
            return b"", "", [*notes, f"the input is {what}, no page"]
    decoded = decode_page(data, told)
    if is_binary(data) and is_binary(decoded.text[:8192].encode()) and not _TAG.search(decoded.text[:8192]):
        return b"", "", [*notes, "the input is no text"]
    if decoded.note:
        notes.append(decoded.note)
    return (data if decoded.is_utf8 else _utf8(decoded.text)), decoded.text, notes


def _inflate(data: bytes, window: int, most: int, notes: list[str]) -> bytes:
    """What was compressed, as far as it goes and no further than so many bytes."""
    unpacker = zlib.decompressobj(window)
    try:
        found = unpacker.decompress(data, most)
    except zlib.error:
        notes.append("compressed bytes that cannot be unpacked")
        return b""
    if not unpacker.eof:
        notes.append("the compressed page was cut off, or is larger than what is read")
    return found


class _Part:
    """The passages of one walk, and which of them are kept."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.passages, self.places = walk.passages.whole()
        self.kept = self.passages
        if walk.elements.hides:
            contexts = walk.elements.contexts
            self.kept = [passage for passage in self.passages if not contexts[passage.element].manner.hidden]
        self.size = sum([len(passage[0]) for passage in self.kept])
        self.hidden_size = 0
        if len(self.kept) < len(self.passages):
            self.hidden_size = sum([len(passage.text) for passage in self.passages]) - self.size

    def keep_hidden(self) -> None:
        self.kept, self.size, self.hidden_size = self.passages, self.size + self.hidden_size, 0


def _lay_out(parts: list[_Part], resolver: _Resolver) -> tuple[str, tuple[Block, ...]]:
    """Blocks one below the other, list items indented."""
    blocks: list[Block] = []
    lines: list[str] = []
    position = 0
    known, resolve = resolver.known, resolver.resolve
    new = tuple.__new__  # which takes half the time of calling the type
    for part in parts:
        elements = part.walk.elements
        contexts, targets, parents, first = elements.contexts, elements.targets, elements.parents, elements.first
        branches: dict[int, tuple[int, ...]] = {}  # siblings share theirs
        for text, kind, element, ranges, level, indent in part.kept:
            start = position + indent
            end = start + len(text)
            links: tuple[Link, ...] = ()
            if ranges:
                links = tuple([new(Link, (a, b, known.get(targets[x]) or resolve(targets[x]))) for a, b, x in ranges])
            context = contexts[element]
            parent = parents[element]
            branch = branches.get(parent)
            if branch is None:
                above = parents[parent]
                branch = branches[parent] = parent + first, above + first, parents[above] + first
            path = context.path or context.find_path()
            block = len(blocks), text, kind, start, end, level, indent, 0, links, context.hints, path, branch
            blocks.append(new(Block, block))
            lines.append(" " * indent + text if indent else text)
            position = end + 1
    return "\n".join(lines), tuple(blocks)


def _properties(parts: list[_Part]) -> Iterable[Property]:
    """Properties with the indices of the blocks that were kept."""
    start = 0
    for part in parts:
        before: Sequence[int] = range(start, start + len(part.passages) + 1)
        if len(part.kept) < len(part.passages):
            kept = {id(passage) for passage in part.kept}
            before = list(accumulate([id(passage) in kept for passage in part.passages], initial=start))
        places = part.places
        for name, value, text, block in part.walk.properties:
            yield Property(name, value, text, before[places[min(block, len(places) - 1)]])
        start += len(part.kept)


class _Resolver:
    """Targets of links as absolute addresses; as they stand where there is nothing to resolve them against."""

    def __init__(self, url: str | None, base: str | None) -> None:
        self.known: dict[str, str] = {}
        self.base = self.origin = self.scheme = ""
        try:
            self.base = urljoin(url or "", base or "")
            parts = urlsplit(self.base)
        except ValueError:
            self.base = url or ""
            return
        if parts.scheme in ("http", "https") and parts.netloc:
            self.scheme = parts.scheme + ":"
            self.origin = f"{parts.scheme}://{parts.netloc}"

    def resolve(self, target: str) -> str:
        found = self.known.get(target)
        if found is None:
            found = self.known[target] = self._resolve(target.strip())
        return found

    def _resolve(self, target: str) -> str:
        if target.startswith(("http://", "https://")) or not self.base:
            return target
        if self.origin and "/." not in target:
            if target.startswith("//"):
                return self.scheme + target
            if target.startswith("/"):
                return self.origin + target
        try:
            return urljoin(self.base, target)
        except ValueError:
            return target


# --- page or text ------------------------------------------------------------------------------------------------

_LOOKED_AT: Final = 1 << 16  # characters
_TAG: Final = re.compile(
    r"<(?:(?:p|div|span|a|br|h[1-6]|ul|ol|li|table|tr|td|img|section|article|main|nav|header|footer|body|head|meta"
    r"|link|title|script|style|form|input|button|blockquote|pre|figure|em|strong|b|i|font|center|iframe|svg)"
    r"(?:\s[^<>]{0,2000})?/?>)",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(
    r"\s*+(?:<\?xml[^<>]{0,500}>\s*+)?(?:<!--(?:[^-]|-(?!->)){0,5000}+-->\s*+)*+<(?:!doctype\s+html|html[\s>]|head[\s>]"
    r"|body[\s>])",
    re.IGNORECASE,
)
_OTHER_MARKUP: Final = re.compile(
    r"\s*+(?:<\?xml[^<>]{0,500}>\s*+)?(?:<!--(?:[^-]|-(?!->)){0,5000}+-->\s*+)*+"
    r"<(?:rss|feed|rdf:rdf|sitemapindex|urlset|svg|kml|gpx|opml|tei|math)[\s>]",
    re.IGNORECASE,
)
_ENDING: Final = re.compile(
    r"</(?:p|div|span|a|h[1-6]|ul|ol|li|table|tr|td|section|article|body|html)\s*+>", re.IGNORECASE
)
_MARKDOWN: Final = re.compile(r"(?:^|\n)(?:#{1,6} |```|~~~|[-*] |\d{1,3}\. |> )|\]\((?:https?:|/|#)")


def looks_like_html(source: bytes | str) -> bool:
    """Whether an input is a page, or a piece of one, rather than a text with a tag or two in it.

    A document type or an `<html>` at the beginning decides. A piece of a page begins with a tag and is closed by
    others; a text may have stray tags, addresses in angle brackets, or Markdown with markup in it. Feeds are no pages.
    """
    if isinstance(source, bytes):
        if source.startswith((b"\x1f\x8b", b"x\x9c", b"x\xda", b"x\x01")):
            source = _inflate(source[:_LOOKED_AT], 31 if source[:1] == b"\x1f" else 15, _LOOKED_AT, [])
        head = decode_page(source[:_LOOKED_AT]).text
    else:
        head = source[:_LOOKED_AT]
    if "<" not in head:
        return False
    head = head.lstrip("\ufeff\0 \t\r\n")
    if _BEGINS.match(head):
        return True
    if _OTHER_MARKUP.match(head):
        return False
    tags = len(_TAG.findall(head))
    if not tags:
        return False
    if head.startswith("<") and (_TAG.match(head) or head.startswith(("<!", "<?"))):
        return tags > 1 or _ENDING.search(head) is not None
    lines = head.count("\n") + 1
    if _MARKDOWN.search(head) or "```" in head:
        return tags > lines and tags >= 20
    return _ENDING.search(head) is not None and tags >= 3 and tags * 4 >= lines
