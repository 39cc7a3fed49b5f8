"""One pass over a page: tags open and close elements as the HTML standard says, text goes to the passages.

No tree is kept. What a parser decides by walking up its stack of open elements is looked up here, so that a step takes
the same time at any depth, and nothing of the page is ever cut.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from dechaff.sources.passages import HIDDEN, MAX_PROPERTIES, NOSCRIPT, TEMPLATE, Element, Passage, Passages
from dechaff.sources.tags import BREAKS_OUT, FORMATTING, HEADINGS, MAX_ATTRIBUTES, Act, Tag, parse_tag, unescape
from dechaff.types import Kind

__all__ = ["Walk"]

MAX_DEPTH: Final = 512
_PROPERTY_TEXT: Final = 500  # characters
_AFTER_NAME: Final = frozenset({b" ", b"\t", b"\n", b"\f", b"\r", b"/", b">", b""})
_WHOLE_TAG = re.compile(rb"<[^\s/>]++(?:[^=>]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)*+>")
_MAX_JSON: Final = 1 << 20
_CACHED: Final = 400  # bytes; longer tags are hardly ever repeated
_OPENS = bytes(
    1 if chr(x).isascii() and chr(x).isalpha() else 2 if x == 0x2F else 3 if x in b"!?" else 0 for x in range(256)
)
_GROUPS: Final = {"noscript": NOSCRIPT, "template": TEMPLATE}
_TABLE_PARTS: Final = frozenset({"tbody", "thead", "tfoot", "caption", "colgroup"})


class Walk:
    """The state of one pass."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.passages = Passages()
        root = Element(Tag("html", False, {}), None)
        body = Element(Tag("body", False, {}), root)
        body.scope = body.special = body.item = 1
        self.stack = [root, body]
        self.top = body
        self.open: defaultdict[str, list[int]] = defaultdict(list)
        self.cache: dict[bytes, Tag] = {}
        self.overflow: dict[str, int] = {}
        self.absent: set[str] = set()
        self.notes: dict[str, None] = {}
        self.title: str | None = None
        self.language: str | None = None
        self.base: str | None = None
        self.metas: list[tuple[str, str]] = []
        self.head_links: list[tuple[str, str]] = []
        self.json_ld: list[str] = []
        self.properties: list[list[str | int]] = []
        self.preloaded: list[str] = []

    def run(self) -> None:
        """Read the page to its end."""
        source = self.source
        find, cache, passages = source.find, self.cache, self.passages
        size = len(source)
        start = scan = 0
        while True:
            at = find(b"<", scan)
            if at < 0 or at + 1 >= size:
                self.text(start, size)
                break
            kind = _OPENS[source[at + 1]]
            if not kind:
                scan = at + 1
                continue
            end = find(b">", at + 1)
            if kind == 3 or (kind == 2 and (at + 2 >= size or _OPENS[source[at + 2]] != 1)):
                if kind == 2 and at + 2 >= size:
                    self.text(start, size)
                    break
                self.text(start, at)
                start = scan = self.after_comment(at, end)
                continue
            if start < at and not self.top.unseen:
                passages.add(source[start:at], self.top)
            if end < 0:
                break
            head = source[at + 1 : end]
            tag = cache.get(head)
            if tag is None:
                tag = parse_tag(head)
                if tag.broken:
                    end = self.end_of_tag(at, end)
                    head = source[at + 1 : end]
                    tag = parse_tag(head)
                elif len(head) < _CACHED:
                    cache[head] = tag
                if tag.clipped:
                    self.notes[f"a tag had more than {MAX_ATTRIBUTES} attributes: the rest were left out"] = None
                if "data-preloaded" in tag.attributes:
                    self.preloaded.append(tag.attributes["data-preloaded"])
            start = scan = end + 1
            if tag.end:
                self.close(tag)
            else:
                act = tag.act
                if act == 0:
                    self.push(tag)
                elif act == 1:
                    if passages.parts or passages.breaks:
                        passages.flush(self.top)
                    self.end_paragraph()
                    self.push(tag)
                elif act == 6:
                    start = scan = self.raw(tag, end + 1)
                else:
                    self.start(tag, head)
        self.passages.flush(self.top)
        self.pop_to(1)

    def text(self, start: int, end: int) -> None:
        if start < end and not self.top.unseen:
            self.passages.add(self.source[start:end], self.top)

    # --- the stack ----------------------------------------------------------------------------------------------

    def push(self, tag: Tag) -> None:
        """Open an element inside the innermost one."""
        if self.top.unseen:
            self.leave_unseen(tag)
        top = self.top
        name = tag.name
        depth = top.depth + 1
        if depth >= MAX_DEPTH:
            self.overflow[name] = self.overflow.get(name, 0) + 1
            self.notes[f"elements nested more than {MAX_DEPTH} deep were flattened"] = None
            return
        element = Element(tag, top)
        if tag.special:
            element.special = depth
            if name not in ("address", "div", "p"):
                element.item = depth
            if tag.scope:
                element.scope = depth
            self.become(element, name)
        if tag.hidden and not element.group:
            element.group = HIDDEN
        if tag.unseen:
            element.unseen = True
        if tag.properties and len(self.properties) < MAX_PROPERTIES:
            self.open_property(element, tag)
        self.open[name].append(depth)
        self.stack.append(element)
        self.top = element

    def become(self, element: Element, name: str) -> None:
        """Set what the text of an element inherits from it."""
        if name == "li":
            element.kind, element.level = Kind.LIST_ITEM, len(self.open["li"]) + 1
            element.indent = 2 * min(element.level - 1, 100)
            element.filled = False
        elif name in HEADINGS:
            element.kind, element.level, element.indent = Kind.HEADING, int(name[1]), 0
        elif name == "blockquote":
            element.kind, element.level, element.indent = Kind.QUOTE, 0, 0
        elif name in ("pre", "listing"):
            element.kind, element.level, element.indent = Kind.CODE, 0, 0
        elif name in ("figcaption", "caption"):
            element.kind, element.level, element.indent = Kind.CAPTION, 0, 0
        elif name in ("td", "th", "tr"):
            element.kind, element.level, element.indent = Kind.PARAGRAPH, 0, 0
        elif name in _GROUPS and "shadowrootmode" not in element.tag.attributes:
            element.group = _GROUPS[name]
        if name == "tr":
            element.first, element.rank, element.cells = len(self.passages.done), len(self.properties), []

    def pop_to(self, depth: int) -> None:
        """Close the elements from the innermost one up to, and with, the one at `depth`."""
        stack, open_, passages = self.stack, self.open, self.passages
        while len(stack) > depth and len(stack) > 2:
            element = stack.pop()
            name = element.name
            if name:
                open_[name].pop()
            if element is passages.open:
                passages.open = element.parent
            if element.property >= 0:
                self.close_property(element)
            if name == "tr":
                self.end_row(element)
            self.top = stack[-1]

    def is_open(self, name: str) -> int:
        """Depth of the innermost element of that name in scope, 0 if there is none."""
        depths = self.open.get(name)
        return depths[-1] if depths and depths[-1] >= self.top.scope else 0

    def end_paragraph(self) -> None:
        depths = self.open["p"]
        if depths and depths[-1] >= self.top.scope:
            self.pop_to(depths[-1])

    # --- start tags ---------------------------------------------------------------------------------------------

    def start(self, tag: Tag, head: bytes) -> None:
        """Start tags with rules of their own."""
        act, passages = tag.act, self.passages
        if act == Act.BREAK:
            if self.top.unseen:
                self.leave_unseen(tag)
            passages.breaks += 1
            return
        if act == Act.SPACE:
            passages.space = True
            if tag.properties:
                self.void_property(tag)
            return
        if act == Act.META:
            self.meta(tag)
            return
        if act == Act.NOTHING:
            return
        if act == Act.ANCHOR:
            self.anchor(tag)
            return
        if act == Act.ROOT:
            self.root(tag)
            return
        passages.flush(self.top)
        if act == Act.ITEM:
            top = self.top
            if self.open["li"] and self.open["li"][-1] == top.item:
                self.pop_to(top.item)
        elif act == Act.TERM:
            top = self.top
            if self.stack[top.item].name in ("dd", "dt"):
                self.pop_to(top.item)
        elif act in (Act.ROW, Act.CELL, Act.SECTION):
            self.table_part(tag)
            return
        if act == Act.BUTTON and (depth := self.is_open("button")):
            self.pop_to(depth)
        elif act != Act.BUTTON:
            self.end_paragraph()
        if act == Act.HEADING and self.top.name in HEADINGS:
            self.pop_to(self.top.depth)
        elif act == Act.TABLE and self.top.name in ("table", "tbody", "thead", "tfoot", "tr"):
            self.pop_to(self.open["table"][-1])
        elif act == Act.RULE:
            if passages.done and not self.top.unseen and passages.done[-1].kind is not Kind.SEPARATOR:
                passages.done.append(Passage("---", Kind.SEPARATOR, 0, 0, [], Element(tag, self.top)))
            return
        elif act == Act.FORM and self.open["form"]:
            return
        self.push(tag)

    def leave_unseen(self, tag: Tag) -> None:
        """Text follows a drawing or a list of choices whose end tag is missing: the standard ends them here."""
        drawings, choices = self.open["svg"], self.open["select"]
        if drawings and tag.name in BREAKS_OUT and not self.open["foreignobject"]:
            self.pop_to(drawings[0])
        if choices and tag.block and tag.name not in ("option", "optgroup", "hr"):
            self.pop_to(choices[-1])

    def anchor(self, tag: Tag) -> None:
        depth = self.is_open("a")
        if depth:
            self.close_formatting("a", depth)
            self.passages.space = True
        before = len(self.stack)
        self.push(tag)
        if len(self.stack) > before:
            self.top.link = self.top if tag.attributes.get("href") is not None else None

    def root(self, tag: Tag) -> None:
        attributes = tag.attributes
        if tag.name == "html":
            self.language = self.language or attributes.get("lang") or attributes.get("xml:lang") or None
        elif "class" in attributes:
            self.properties.append(["class:body", attributes["class"], "", 0])

    def table_part(self, tag: Tag) -> None:
        """Rows and cells close each other inside their table."""
        table = self.open["table"][-1] if self.open["table"] else 0
        closes: tuple[str, ...] = ("td", "th")
        if tag.act == Act.ROW:
            closes = ("tr", "td", "th", "caption", "colgroup")
        elif tag.act == Act.SECTION:
            closes = ("tr", "td", "th", "tbody", "thead", "tfoot", "caption", "colgroup")
        depths = [x[-1] for name in closes if (x := self.open.get(name)) and x[-1] > table]
        if depths:
            self.pop_to(min(depths))
        if tag.act == Act.CELL and table:
            rows = self.open["tr"]
            if not rows or rows[-1] < table:
                self.push(Tag("tr", False, {}))
                rows = self.open["tr"]
            if rows:
                self.stack[rows[-1]].cells.append(len(self.passages.done))
        self.push(tag)

    # --- end tags -----------------------------------------------------------------------------------------------

    def close(self, tag: Tag) -> None:
        """An end tag, by the rules of the standard; one that closes nothing is ignored."""
        name, top = tag.name, self.top
        if self.overflow and self.overflow.get(name):
            self.overflow[name] -= 1
            if tag.block:
                self.passages.flush(top)
            return
        if tag.block:
            self.passages.flush(top)
            if top.name == name:
                self.pop_to(top.depth)
            else:
                self.close_block(name)
            return
        if top.name == name:
            self.pop_to(top.depth)
        elif name == "br":
            self.passages.breaks += 1
        else:
            depths = self.open.get(name)
            if not depths:
                return
            if depths[-1] > top.special or name == "svg":
                self.pop_to(depths[-1])
            elif name in FORMATTING:
                self.close_formatting(name, depths[-1])

    def close_block(self, name: str) -> None:
        if name in HEADINGS:
            depth = max(self.is_open(x) for x in HEADINGS)
            if depth:
                self.pop_to(depth)
            return
        if name in ("table", "tr", "td", "th", "noscript", "template") or name in _TABLE_PARTS:
            depths = self.open.get(name)
            tables = self.open.get("table")
            if depths and (name in _GROUPS or not tables or depths[-1] >= tables[-1]):
                self.pop_to(depths[-1])
            return
        depth = self.is_open(name)
        if depth and name == "form" and self.top.depth != depth:
            self.forget(depth)
        elif depth and not (name == "li" and max(self.is_open("ul"), self.is_open("ol")) > depth):
            self.pop_to(depth)

    def close_formatting(self, name: str, depth: int) -> None:
        """Close an element whose end comes while blocks inside it are still open: these go on without it."""
        if depth > self.top.special:
            self.pop_to(depth)
        else:
            self.forget(depth)

    def forget(self, depth: int) -> None:
        element = self.stack[depth]
        self.open[element.name].pop()
        if element.property >= 0:
            self.close_property(element)
            element.property = -1
        element.name = ""
        for inner in self.stack[depth:]:
            if inner.link is element:
                inner.link = None

    # --- what is not text ---------------------------------------------------------------------------------------

    def after_comment(self, at: int, end: int) -> int:
        """Where the text goes on after a comment, a declaration or an end tag without a name."""
        source = self.source
        if source.startswith(b"<!--", at):
            close = source.find(b"-->", at + 2)
            bang = source.find(b"--!>", at + 2, close if close >= 0 else len(source))
            if bang >= 0:
                return bang + 4
            return close + 3 if close >= 0 else len(source)
        return end + 1 if end >= 0 else len(source)

    def end_of_tag(self, at: int, end: int) -> int:
        """The `>` that ends a tag in which another one stands quoted."""
        match = _WHOLE_TAG.match(self.source, at)
        return match.end() - 1 if match else end

    def raw(self, tag: Tag, start: int) -> int:
        """Take what a parser takes for text up to the element's end tag; where the text goes on."""
        name, source = tag.name, self.source
        if self.top.unseen and self.open["svg"] and name not in ("script", "style"):
            return start
        close = b"</" + name.encode()
        size = len(close)
        end = len(source) if name == "plaintext" else -1
        if end < 0 and name not in self.absent:
            end = source.find(b"</", start)
            while end >= 0 and (
                source[end : end + size].lower() != close or source[end + size : end + size + 1] not in _AFTER_NAME
            ):
                end = source.find(b"</", end + 2)
        if end < 0:
            self.absent.add(name)
            return len(source) if name in ("script", "style") else start
        if name == "title":
            if self.title is None:
                self.title = " ".join(unescape(source[start : min(end, start + 10_000)].decode("utf-8", "replace")).split())
        elif name == "script" and "ld+json" in tag.attributes.get("type", "").lower():
            self.json_ld.append(source[start : min(end, start + _MAX_JSON)].decode("utf-8", "replace"))
        elif name in ("xmp", "plaintext") and not self.top.unseen:
            self.passages.flush(self.top)
            self.push(Tag("pre", False, {}))
            self.text(start, end)
            self.close(Tag("pre", True, {}))
        after = source.find(b">", end)
        if tag.act == Act.RAW and name in ("iframe", "textarea", "xmp"):
            self.passages.space = True
        return after + 1 if after >= 0 else len(source)

    def meta(self, tag: Tag) -> None:
        get = tag.attributes.get
        if tag.name == "meta":
            content = get("content")
            if content is not None:
                names = dict.fromkeys(get(x, "").strip().lower() for x in ("name", "property", "itemprop", "http-equiv"))
                self.metas += [(name, content.strip()) for name in names if name]
        elif tag.name == "link":
            if get("rel") and get("href"):
                self.head_links.append((get("rel", "").lower(), get("href", "").strip()))
        elif self.base is None and get("href"):
            self.base = get("href", "").strip()
        if tag.properties:
            self.void_property(tag)

    # --- properties ---------------------------------------------------------------------------------------------

    def open_property(self, element: Element, tag: Tag) -> None:
        passages = self.passages
        element.property = len(self.properties)
        element.first, element.piece = len(passages.done), len(passages.parts)
        for name in tag.properties:
            self.properties.append([name, tag.value.strip(), "", element.first])

    def void_property(self, tag: Tag) -> None:
        if len(self.properties) < MAX_PROPERTIES:
            for name in tag.properties:
                self.properties.append([name, tag.value.strip(), "", len(self.passages.done)])

    def close_property(self, element: Element) -> None:
        """Fill in what the reader sees of an element that says something: its text so far, passages set apart."""
        passages = self.passages
        pieces: list[str] = []
        size = 0
        for passage in passages.done[element.first :]:
            pieces.append(passage.text[:_PROPERTY_TEXT])
            size += len(pieces[-1])
            if size > _PROPERTY_TEXT:
                break
        if size <= _PROPERTY_TEXT and passages.parts:
            first = element.piece if len(passages.done) == element.first else 0
            pieces.append("".join(passages.parts[first : first + 2 * _PROPERTY_TEXT]).strip())
        text = " | ".join(" ".join(piece.split()) for piece in pieces if piece)[:_PROPERTY_TEXT]
        for found in self.properties[element.property : element.property + len(element.tag.properties)]:
            found[2] = text

    def end_row(self, row: Element) -> None:
        done = self.passages.done
        if len(done) - row.first > 1 and row.cells and self.passages.merge_row(row.first, row.cells, row):
            for found in self.properties[row.rank :]:
                found[3] = row.first
