"""The elements around a text, and what it inherits of them: hints, kind, depth in lists, whether it is hidden."""

from __future__ import annotations

import re
from typing import Final

from dechaff.sources.tags import ACTS, KINDS, TELLING, Act, words_of
from dechaff.types import Kind

__all__ = ["HIDDEN", "Attributes", "Context", "Element", "Row", "Words"]

Attributes = dict[str, str | None]

HIDDEN: Final = "!hidden"  # the word for it among the hints; no class has an exclamation mark in its words
MAX_HINTS: Final = 40
_MAX_LIST_DEPTH: Final = 100
_INLINE, _LINK, _CELL, _ITEM, _PREFORMATTED, _ROOT = map(
    int, (Act.INLINE, Act.LINK, Act.CELL, Act.ITEM, Act.PREFORMATTED, Act.ROOT)
)
_HEADING, _LIST_ITEM = Kind.HEADING, Kind.LIST_ITEM
_NOTABLE: Final = frozenset({"id", "role", "hidden", "aria-hidden", "style"})
_HIDDEN_STYLE: Final = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_NAME: Final = re.compile(r"[\w-]{1,40}")
_DIGITS: Final = "0123456789"


class Words:
    """The words of names of classes and ids, each name split once."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {HIDDEN: ((HIDDEN,), ())}

    def split(self, said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words, and those of them that say that an element holds an author, a date or the like."""
        found = self.known.get(said)
        if found is None:
            words = words_of(said)
            telling = () if TELLING.isdisjoint(words) else tuple([word for word in words if word in TELLING])
            found = self.known[said] = words, telling
        return found


class Context:
    """What a text inherits of the elements around it; siblings whose attributes say the same share theirs.

    `telling` are those words of the element itself that say that it holds an author, a date or the like.
    """

    __slots__ = (
        "act", "hidden", "hints", "indent", "inner", "kind", "level", "listed", "names", "parent", "step", "tag",
        "telling", "unseen",
    )  # fmt: skip

    def __init__(self, parent: Context | None, tag: str, words: tuple[str, ...]) -> None:
        """The context inside an element, whose words are the hints that it adds."""
        self.tag = tag
        self.parent = parent
        self.act = act = ACTS.get(tag, _INLINE)
        self.inner: dict[object, Context] = {}
        self.names: tuple[str | None, ...] = ()
        self.step: str | None = None
        self.telling: tuple[str, ...] = ()
        if parent is None:
            self.hints: tuple[str, ...] = ()
            self.hidden = self.unseen = False
            self.kind = Kind.PARAGRAPH
            self.level = self.listed = self.indent = 0
            return
        if act == _ROOT:
            self.hints = ()
        else:
            self.hints = hints = parent.hints + words
            if len(hints) > MAX_HINTS:
                self.hints = hints[-MAX_HINTS:]
        self.hidden = parent.hidden
        self.unseen = parent.unseen or act > _ROOT
        self.listed = parent.listed
        kind = KINDS.get(tag)
        if kind is None:
            self.kind, self.level, self.indent = parent.kind, parent.level, parent.indent
            return
        self.kind = kind
        self.level = self.indent = 0
        if kind is _HEADING:
            self.level = int(tag[1])
        elif kind is _LIST_ITEM:
            self.indent = 2 * min(self.listed, _MAX_LIST_DEPTH)
            self.level = self.listed = self.listed + 1
        elif act == _CELL:
            self.listed = 0

    def inside(self, tag: str, attributes: Attributes, words: Words) -> Context:
        """The context inside an element that stands in this one."""
        if not attributes:
            found = self.inner.get(tag)
            if found is None:
                found = self.inner[tag] = Context(self, tag, ("<" + tag,))
            return found
        classes = attributes.get("class")
        if classes:
            classes = classes.rstrip(_DIGITS)  # which are no words, and tell siblings apart that are the same
        if _NOTABLE.isdisjoint(attributes):
            key: object = (tag, classes)
            found = self.inner.get(key)
            if found is None:
                found = self.inner[key] = self._named(tag, (classes,), words)
            return found
        own, role, hidden = attributes.get("id"), attributes.get("role"), _is_hidden(attributes)
        if own:
            own = own.rstrip(_DIGITS)
        key = (tag, classes, own, role, hidden)
        found = self.inner.get(key)
        if found is None:
            found = self.inner[key] = self._named(tag, (classes, own, role, HIDDEN if hidden else None), words)
        return found

    def _named(self, tag: str, names: tuple[str | None, ...], words: Words) -> Context:
        """The context inside an element with a class, and perhaps an id, a role and what says that it is hidden."""
        said: tuple[str, ...] = ("<" + tag,)
        telling: tuple[str, ...] = ()
        for name in names:
            if name:
                found, tells = words.split(name)
                said += found
                telling += tells
        context = Context(self, tag, said)
        context.names = names
        if telling and not context.unseen:
            context.telling = telling[:2]
        if len(names) > 1 and names[3]:
            context.hidden = True
        return context

    @property
    def path(self) -> str:
        """Where the element is: the last two steps of a CSS selector."""
        parent = self.parent
        step = self.step or self._step()
        return f"{parent.step or parent._step()} > {step}" if parent is not None else step

    def _step(self) -> str:
        names = self.names
        step = self.tag
        if len(names) > 1 and (own := names[1]) and own.isidentifier():
            step = f"{step}#{own[:40]}"
        elif names and (classes := names[0]) and (match := _NAME.match(classes)):
            step = f"{step}.{match[0]}"
        self.step = step
        return step


class Row:
    """A row of a table: the places of its cells, and whether there is another table in one of them."""

    __slots__ = ("cells", "element", "nested")

    def __init__(self, element: Element, cells: dict[int, int]) -> None:
        self.element = element
        self.cells = cells  # by the parser's number for a cell
        self.nested = False


class Element:
    """An element with some text in it.

    `block` is the innermost block at or around it (inside preformatted text: the preformatted); `link` and `item` are
    the innermost link and list item around its text; `cell` the row that it is in, and the place there. A link has a
    `target`; a list item is `filled` when it has some text already.
    """

    __slots__ = ("block", "cell", "context", "filled", "item", "link", "parent", "serial", "target")
    filled: bool
    target: str

    def __init__(self, context: Context, attributes: Attributes, parent: Element | None, serial: int) -> None:
        self.context = context
        self.serial = serial  # no other element of the page has it
        if parent is None:
            self.parent = self.block = self
            self.link: Element | None = None
            self.item: Element | None = None
            self.cell: tuple[Row, int] | None = None
            return
        self.parent = parent
        self.link = parent.link
        self.item = parent.item
        self.cell = parent.cell
        self.block = block = parent.block
        act = context.act
        if act > _LINK:
            if block.context.act != _PREFORMATTED:
                self.block = self
                if act == _ITEM:
                    self.item = self
                    self.filled = False
        elif act and (target := attributes.get("href")) is not None:
            self.link = self
            self.target = target


def _is_hidden(attributes: Attributes) -> bool:
    """Whether an element is hidden by its own attributes; style sheets are not read."""
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").strip().lower() == "true":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None
