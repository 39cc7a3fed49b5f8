"""The elements around a text, and what it inherits of them: hints, kind, depth in lists, whether it is hidden."""

from __future__ import annotations

import re
from typing import Any, Final

from dechaff.sources.tags import ACTS, KINDS, Act, words_of
from dechaff.types import Kind

__all__ = ["HIDDEN", "Attributes", "Context", "Element", "Words"]

Attributes = dict[str, str | None]

HIDDEN: Final = "!hidden"  # the word for it among the hints; no class has an exclamation mark in its words
MAX_HINTS: Final = 40
_MAX_LIST_DEPTH: Final = 100
_HIDES: Final = frozenset({"hidden", "aria-hidden", "style"})
_HIDDEN_STYLE: Final = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_ROOTS: Final = frozenset({"html", "head", "body"})


class Words:
    """The words of names of classes and ids, each split once."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, ...]] = {"": ()}

    def split(self, said: str) -> tuple[str, ...]:
        words = self.known.get(said)
        if words is None:
            words = self.known[said] = words_of(said)
        return words

    def of(self, element: Element, hidden: bool) -> tuple[str, ...]:
        """An element's name behind a `<`, the words of its class, id and role, and last, if it is hidden, `!hidden`."""
        get = element.attributes.get
        words: tuple[str, ...] = ("<" + element.tag,)
        for said in (get("class"), get("id"), get("role")):
            if said:
                words += self.split(said)
        return (*words, HIDDEN) if hidden else words


class Context:
    """What a text inherits of the elements around it; siblings whose attributes say the same share theirs."""

    __slots__ = ("hidden", "hints", "indent", "inner", "kind", "level", "listed")

    def __init__(self, hints: tuple[str, ...], hidden: bool, kind: Kind, level: int, listed: int) -> None:  # noqa: PLR0913, PLR0917
        self.hints = hints
        self.hidden = hidden
        self.kind = kind
        self.level = level
        self.listed = listed  # how many list items are around it, up to a table's cell
        self.indent = 2 * (min(listed, _MAX_LIST_DEPTH) - 1) if kind is Kind.LIST_ITEM else 0
        self.inner: dict[Any, Context] = {}

    def inside(self, element: Element, words: Words) -> Context:
        """The context inside an element that stands in this one."""
        attributes = element.attributes
        hidden = False
        key: Any = element.tag
        if attributes:
            get = attributes.get
            hidden = not _HIDES.isdisjoint(attributes) and _is_hidden(attributes)
            key = (element.tag, get("class"), get("id"), get("role"), hidden)
        found = self.inner.get(key)
        if found is None:
            found = self.inner[key] = self._inside(element, words.of(element, hidden), hidden)
        return found

    def _inside(self, element: Element, words: tuple[str, ...], hidden: bool) -> Context:
        tag = element.tag
        hints = () if tag in _ROOTS else (self.hints + words)[-MAX_HINTS:]
        kind, level, listed = KINDS.get(tag), 0, self.listed
        if kind is None:
            kind, level = self.kind, self.level
        elif kind is Kind.HEADING:
            level = int(tag[1])
        elif kind is Kind.LIST_ITEM:
            level = listed = listed + 1
        elif element.act == Act.CELL:
            listed = 0
        return Context(hints, self.hidden or hidden, kind, level, listed)


class Element:
    """An element that is open, or was when a text was found in it.

    `node` is the parser's, and None once the element is closed; `act` is an `Act`; `number` says which of the page's
    elements of this name it is; `link` is the innermost link around its text.
    """

    __slots__ = ("act", "attributes", "context", "filled", "hook", "link", "node", "number", "parent", "tag")
    filled: bool  # a list item: it has some text already
    hook: bool  # something is to be done when it closes

    def __init__(self, node: Any, tag: str, act: int, number: int, attributes: Attributes, parent: Element) -> None:  # noqa: PLR0913, PLR0917
        self.node = node
        self.tag = tag
        self.act = act
        self.number = number
        self.attributes = attributes
        self.parent = parent
        self.link: Element | None = parent.link
        self.context: Context | None = None

    @classmethod
    def root(cls) -> Element:
        """What all elements of a page stand in: no element, never closed."""
        root = cls.__new__(cls)
        root.node, root.tag, root.act, root.number, root.attributes = cls, "html", int(Act.ROOT), 1, {}
        root.parent, root.link = root, None
        root.context = Context((), False, Kind.PARAGRAPH, 0, 0)
        return root

    @property
    def path(self) -> str:
        """Its XPath: the nth of its name in the page, whatever a parser puts around it."""
        tag = self.tag
        if tag in _ROOTS:
            return "/html" if tag == "html" else "/html/" + tag
        known = tag in ACTS or (tag.isascii() and tag.replace("-", "").isalnum())
        return f"(//{tag})[{self.number}]" if known else ""

    def settle(self, words: Words) -> Context:
        """Work out its context, from the innermost ancestor down that has one."""
        chain: list[Element] = []
        element = self
        while (context := element.context) is None:
            chain.append(element)
            element = element.parent
        for inner in reversed(chain):
            inner.context = context = context.inside(inner, words)
        return context


def _is_hidden(attributes: Attributes) -> bool:
    """Whether an element is hidden by its own attributes; style sheets are not read."""
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").strip().lower() == "true":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None
