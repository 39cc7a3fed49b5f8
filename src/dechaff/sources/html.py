"""Read a page as blocks."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from dechaff.sources.decoding import decode
from dechaff.sources.elements import Element
from dechaff.sources.passages import Passage
from dechaff.sources.tree import Walk
from dechaff.types import Block, Document, Head, Link, Property

__all__ = ["read_html"]


def read_html(
    page: bytes | str, *, url: str | None = None, language: str | None = None, encoding: str | None = None
) -> Document:
    """Read a page, or a piece of one, as blocks in reading order."""
    notes: list[str] = []
    if isinstance(page, bytes):
        decoded = decode(page, encoding)
        source = decoded.text
        if decoded.note:
            notes.append(decoded.note)
    else:
        source = page
    data = source.encode("utf-8", "replace").replace(b"\0", b"")
    walk = Walk()
    walk.read(data)
    passages, places = walk.passages.whole()
    chosen = [x for x in passages if not x.element.context.hidden]
    text, blocks = _lay_out(chosen, _Resolver(url, walk.base))
    head = Head(
        walk.title, walk.language, walk.base, tuple(walk.metas), tuple(walk.head_links), tuple(walk.json_ld),
        _properties(walk, passages, places),
    )  # fmt: skip
    return Document(text, blocks, url, language, "html", head=head, notes=tuple(notes))


def _lay_out(passages: list[Passage], resolver: _Resolver) -> tuple[str, tuple[Block, ...]]:
    """Blocks one below the other, list items indented."""
    blocks: list[Block] = []
    lines: list[str] = []
    position = 0
    resolve = resolver.resolve
    numbers: dict[int, int] = {}
    for text, kind, element, ranges, level, indent in passages:
        start = position + indent
        end = start + len(text)
        links: tuple[Link, ...] = ()
        if ranges:
            links = tuple([Link(a, b, resolve(x.target)) for a, b, x in ranges])
        context = element.context
        branch = _branch(element, numbers)
        blocks.append(
            Block(len(blocks), text, kind, start, end, level, indent, 0, links, context.hints, context.path, branch)
        )
        lines.append(" " * indent + text if indent else text)
        position = end + 1
    return "\n".join(lines), tuple(blocks)


def _branch(element: Element, numbers: dict[int, int]) -> tuple[int, int, int]:
    """Numbers of the parent, the grandparent and the next above, the same for the same element of a page."""
    parent = element.parent
    grandparent = parent.parent
    first, second, third = id(parent), id(grandparent), id(grandparent.parent)
    count = numbers.setdefault
    return count(first, len(numbers)), count(second, len(numbers)), count(third, len(numbers))


def _properties(walk: Walk, passages: list[Passage], places: list[int]) -> tuple[Property, ...]:
    """Properties with the indices of the blocks that were chosen."""
    before = [0]
    for passage in passages:
        before.append(before[-1] + (not passage.element.context.hidden))
    last = len(places) - 1
    return tuple(Property(str(n), str(v), str(t), before[places[min(int(b), last)]]) for n, v, t, b in walk.properties)


class _Resolver:
    """Targets of links as absolute addresses; as they stand where there is nothing to resolve them against."""

    def __init__(self, url: str | None, base: str | None) -> None:
        self.known: dict[str, str] = {}
        self.base = self.origin = self.folder = self.scheme = ""
        try:
            self.base = urljoin(url or "", base or "")
            parts = urlsplit(self.base)
        except ValueError:
            self.base = ""
            return
        if parts.scheme in ("http", "https") and parts.netloc:
            self.scheme = parts.scheme + ":"
            self.origin = f"{parts.scheme}://{parts.netloc}"
            self.folder = self.origin + (parts.path.rpartition("/")[0] or "") + "/"

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
