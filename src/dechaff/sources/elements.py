"""The elements around a text, and what it inherits of them: hints, kind, depth in lists, whether it is hidden."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from dechaff.sources.tags import ACTS, KINDS, TELLING, Act, words_of
from dechaff.types import Kind

__all__ = ["Attributes", "Context", "Elements", "Row"]

Attributes = dict[str, str | None]

_HIDDEN: Final = "!hidden"  # the word for it among the hints; no class has an exclamation mark in its words
_MAX_HINTS: Final = 40
_MAX_LIST_DEPTH: Final = 100
_INLINE, _LINK, _CELL, _ROW, _TABLE, _ITEM, _PREFORMATTED, _ROOT = map(
    int, (Act.INLINE, Act.LINK, Act.CELL, Act.ROW, Act.TABLE, Act.ITEM, Act.PREFORMATTED, Act.ROOT)
)
_HEADING, _LIST_ITEM = Kind.HEADING, Kind.LIST_ITEM
_MANNERED: Final = frozenset(KINDS) | {tag for tag, act in ACTS.items() if act > _ROOT}
_NOTABLE: Final = frozenset({"id", "role", "hidden", "aria-hidden", "style", "itemprop", "rel"})
_HIDDEN_STYLE: Final = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_NAME: Final = re.compile(r"[\w-]{1,40}")
_DIGITS: Final = "0123456789"


class Manner(NamedTuple):
    """How texts inside an element are to be read; most elements pass on what they were given."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    indent: int = 0
    listed: int = 0  # lists around it
    hidden: bool = False
    unseen: bool = False

    def inside(self, tag: str, act: int, hidden: bool) -> Manner:
        """The manner inside an element that stands in one of this manner."""
        kind, level, indent, listed, _, _ = self
        if (own := KINDS.get(tag)) is not None:
            kind, level, indent = own, 0, 0
            if kind is _HEADING:
                level = int(tag[1])
            elif kind is _LIST_ITEM:
                indent = 2 * min(listed, _MAX_LIST_DEPTH)
                level = listed = listed + 1
            elif act == _CELL:
                listed = 0
        return Manner(kind, level, indent, listed, self.hidden or hidden, self.unseen or act > _ROOT)


class Context:
    """What a text inherits of the elements around it; siblings whose attributes say the same share theirs.

    `key` is what the attributes say: the number of the tag, or a tuple of that, the class, and perhaps the id, the role
    and whether the element is hidden. `telling` are those words of the element itself that say that it holds an author,
    a date or the like; None where it has no say in that. `path` is empty until somebody asks for it.
    """

    __slots__ = ("act", "hints", "inner", "key", "manner", "parent", "path", "tag", "telling")

    def __init__(self, parent: Context | None, tag: str, key: Any) -> None:
        self.parent = parent
        self.tag = tag
        self.key = key
        self.act = ACTS.get(tag, _INLINE)
        self.inner: dict[object, Context] | None = None
        self.telling: tuple[str, ...] | None = () if tag == "time" else None
        self.path = ""
        self.manner: Manner = parent.manner if parent is not None else Manner()
        self.hints: tuple[str, ...] = ()

    def find_path(self) -> str:
        """Where the element is: the last two steps of a CSS selector."""
        parent = self.parent
        self.path = path = f"{parent.step()} > {self.step()}" if parent is not None else self.step()
        return path

    def step(self) -> str:
        """The element in a CSS selector: its tag, and its id or its first class."""
        key = self.key
        if key.__class__ is tuple:
            if len(key) > 2 and (own := key[2]) and own.isidentifier():
                return f"{self.tag}#{own[:40]}"
            if (classes := key[1]) and (match := _NAME.match(classes)):
                return f"{self.tag}.{match[0]}"
        return self.tag


class Row:
    """A row of a table: the places of its cells, and whether there is another table in one of them."""

    __slots__ = ("cells", "element", "nested")

    def __init__(self, element: int, cells: dict[int, int]) -> None:
        self.element = element
        self.cells = cells  # by the parser's number for a cell
        self.nested = False


class Elements:
    """The elements with some text in them, numbered as they were found: a column for each thing to be known of them.

    Columns of numbers, since objects by the hundred would keep the collector of garbage busy. `blocks` are the
    innermost blocks at or around them (inside preformatted text: the preformatted); `links` and `items` the innermost
    links and list items around their texts, 0 for none; `cells` the rows that they are in, and the places there. A link
    has a target; a list item is filled when it has some text already.
    """

    def __init__(self, first: int) -> None:
        self.first = first  # what the first is called in the branches of blocks
        self.numbers: dict[int, int] = {}  # by the parser's
        self.contexts = [Context(None, "html", None)]
        self.parents = [0]
        self.blocks = [0]
        self.links = [0]
        self.items = [0]
        self.cells: dict[int, tuple[Row, int]] = {}
        self.targets: dict[int, str] = {}
        self.filled: set[int] = set()
        self.hides = False  # whether any of them is hidden
        self.noted: list[tuple[Any, Context, Attributes]] = []  # those that may say something of the article
        self.words: dict[str, tuple[str, ...]] = {_HIDDEN: (_HIDDEN,)}  # of classes, ids and roles
        self.telling: dict[str, tuple[str, ...]] = {}  # those of them that say what stands there
        self.tags: dict[str, tuple[str, ...]] = {}
        self.families: list[dict[object, Context]] = []

    def enter(self, node: Any) -> int:  # noqa: PLR0912  # as in `Walk.walk`: calls would cost more than the rest
        """The number of the element of a node with a text in it, after those around it."""
        numbers = self.numbers
        find = numbers.get
        chain: list[tuple[Any, int]] = []
        name = node.mem_id
        while (element := find(name)) is None:
            chain.append((node, name))
            node = node.parent
            name = node.mem_id
        block, link, item, cell = (
            self.blocks[element],
            self.links[element],
            self.items[element],
            self.cells.get(element),
        )
        contexts = self.contexts
        context = contexts[element]
        while chain:
            node, name = chain.pop()
            tells = False
            attributes = node.attributes
            key: Any = node.tag_id  # as good as the tag, and found sooner
            if attributes:
                classes = attributes.get("class")
                if classes:
                    key = key, classes.rstrip(_DIGITS)  # which are no words, and tell apart what is the same
                if (len(attributes) > 1 or not classes) and not _NOTABLE.isdisjoint(attributes):
                    key = _notable(key, attributes)
                    tells = "itemprop" in attributes or "rel" in attributes
            family = context.inner
            if family is None:
                self.families.append(family := {})
                context.inner = family
            context = family.get(key) or self._context(context, node.tag, key, family)
            if tells or context.telling is not None:
                self.noted.append((node, context, attributes))
            self.parents.append(element)
            element = numbers[name] = len(contexts)
            contexts.append(context)
            if act := context.act:
                if act > _LINK:
                    if contexts[block].act != _PREFORMATTED:
                        block = element
                        if act == _ITEM:
                            item = element
                    if _CELL <= act <= _TABLE:
                        cell = _place(node, name, element, act, cell)
                elif (target := attributes.get("href")) is not None:
                    link = element
                    self.targets[element] = target
            self.blocks.append(block)
            self.links.append(link)
            self.items.append(item)
            if cell is not None:
                self.cells[element] = cell
        return element

    def forget(self) -> None:
        """Let go of what only new elements need: it goes round in circles, which would wait for the collector."""
        for family in self.families:
            family.clear()

    def _context(self, parent: Context, tag: str, key: Any, family: dict[object, Context]) -> Context:
        """A context that is not known yet."""
        family[key] = context = Context(parent, tag, key)
        manner = context.manner
        hidden = False
        words = self.tags.get(tag)
        if words is None:
            words = self.tags[tag] = ("<" + tag,)
        hints = parent.hints + words
        if key.__class__ is tuple:
            hidden = len(key) > 2 and key[4] is not None
            telling: tuple[str, ...] = ()
            for name in key[1:]:
                if name:
                    words = self.words.get(name)
                    if words is None:
                        words = self._split(name)
                    hints += words
                    if name in self.telling:
                        telling += self.telling[name]
            if telling and not (manner.unseen or context.act > _ROOT):
                context.telling = telling[:2]
        if hidden:
            self.hides = True
        if hidden or tag in _MANNERED:
            context.manner = manner.inside(tag, context.act, hidden)
        if context.act != _ROOT:
            context.hints = hints[-_MAX_HINTS:]
        return context

    def _split(self, name: str) -> tuple[str, ...]:
        """The words of a class, an id or a role that was not met yet."""
        words = self.words[name] = words_of(name)
        if not TELLING.isdisjoint(words):
            self.telling[name] = tuple([word for word in words if word in TELLING])
        return words


def _notable(key: Any, attributes: Attributes) -> object:
    """The key of a context with what an id, a role and what hides an element add to it."""
    own, role, hidden = attributes.get("id"), attributes.get("role"), _is_hidden(attributes)
    if own:
        own = own.rstrip(_DIGITS)
    if own or role or hidden:
        number, classes = key if key.__class__ is tuple else (key, None)
        return number, classes, own, role, _HIDDEN if hidden else None
    return key


def _place(node: Any, name: int, element: int, act: int, cell: tuple[Row, int] | None) -> tuple[Row, int] | None:
    """The row and the place there of a part of a table."""
    if act == _ROW:
        return Row(element, {child.mem_id: place for place, child in enumerate(node.iter())}), 0
    if cell is None:
        return None
    row, _ = cell
    if act == _CELL:
        return row, row.cells.get(name, 0)
    row.nested = True
    return None


def _is_hidden(attributes: Attributes) -> bool:
    """Whether an element is hidden by its own attributes; style sheets are not read."""
    if "hidden" in attributes or ((aria := attributes.get("aria-hidden")) and aria.strip().lower() == "true"):
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None
