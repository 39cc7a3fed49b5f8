"""The elements around a text, and what it inherits of them: hints, kind, depth in lists, whether it is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
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


class Kit:
    """What the tag and the attributes of elements say, wherever in the page they stand.

    `words` are their hints. `telling` are those words that say that an element holds an author, a date or the like;
    None where it has no say in that. `mannered` says that texts inside are read otherwise than those around it.
    """

    __slots__ = ("act", "hidden", "key", "mannered", "said", "tag", "telling", "words")

    act: int
    hidden: bool
    key: Any
    mannered: bool
    said: str
    tag: str
    telling: tuple[str, ...] | None
    words: tuple[str, ...]

    def step(self) -> str:
        """The element in a CSS selector: its tag, and its id or its first class."""
        if not self.said:
            key = self.key
            self.said = self.tag
            if key.__class__ is tuple:
                if len(key) > 2 and (own := key[2]) and own.isidentifier():
                    self.said = f"{self.tag}#{own[:40]}"
                elif (classes := key[1]) and (match := _NAME.match(classes)):
                    self.said = f"{self.tag}.{match[0]}"
        return self.said


class Context:
    """What a text inherits of the elements around it; siblings whose attributes say the same share theirs.

    `inner` are those inside, by what their attributes say. `path` is empty until somebody asks for it.
    """

    __slots__ = ("act", "hints", "inner", "kit", "manner", "parent", "path", "telling")

    act: int
    hints: tuple[str, ...]
    inner: dict[object, Context] | None
    kit: Kit
    manner: Manner
    parent: Context | None
    path: str
    telling: tuple[str, ...] | None

    def find_path(self) -> str:
        """Where the element is: the last two steps of a CSS selector."""
        parent, own = self.parent, self.kit.said or self.kit.step()
        self.path = path = f"{parent.kit.said or parent.kit.step()} > {own}" if parent is not None else own
        return path


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
    innermost blocks at or around them (inside preformatted text: the preformatted). Few have the others: `links` are
    the innermost links at or around them, `items` the innermost list items at or around blocks, `cells` the rows that
    they are in, and the places there. A link has a target; a list item is filled when it has some text already.
    """

    def __init__(self, first: int) -> None:
        self.first = first  # what the first is called in the branches of blocks
        self.numbers: dict[int, int] = {}  # by the parser's
        self.kits: dict[object, Kit] = {}  # by what the attributes say, see `_key`
        self.words: dict[str, tuple[str, ...]] = {_HIDDEN: (_HIDDEN,)}  # of classes, ids and roles
        self.telling: dict[str, tuple[str, ...]] = {}  # those of them that say what stands there
        self.families: list[dict[object, Context]] = []
        self.contexts = [self._context(None, self._kit("html", None))]
        self.parents = [0]
        self.blocks = [0]
        self.links: dict[int, int] = {}
        self.items: dict[int, int] = {}
        self.cells: dict[int, tuple[Row, int]] = {}
        self.targets: dict[int, str] = {}
        self.filled: set[int] = set()
        self.hides = False  # whether any of them is hidden
        self.noted: list[tuple[Any, Context, Attributes]] = []  # those that may say something of the article

    def enterer(self) -> Callable[[Any, int], int]:  # noqa: PLR0915  # calls would cost more
        """What enters an element with a text in it that has none yet, after those around it, and gives its number.

        It is given the parser's node and the parser's number for it. All that it needs is at hand, for it is called for
        one element in three.
        """
        blocks, links, items, parents, contexts = self.blocks, self.links, self.items, self.parents, self.contexts
        numbers, cells, kits, noted = self.numbers, self.cells, self.kits, self.noted
        find = numbers.get

        def enter(node: Any, name: int) -> int:  # noqa: PLR0912
            chain = [(node, name)]
            node = node.parent
            while (element := find(name := node.mem_id)) is None:
                chain.append((node, name))
                node = node.parent
            block, link, cell = blocks[element], links.get(element), cells.get(element)
            context = contexts[element]
            for node, name in reversed(chain):
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
                inner = family.get(key)
                if inner is None:
                    inner = family[key] = self._context(context, kits.get(key) or self._kit(node.tag, key))
                context = inner
                if tells or context.telling is not None:
                    noted.append((node, context, attributes))
                parents.append(element)
                element = numbers[name] = len(contexts)
                contexts.append(context)
                if act := context.act:
                    if act > _LINK:
                        if contexts[block].act != _PREFORMATTED:
                            if act == _ITEM:
                                items[element] = element
                            elif item := items.get(block):
                                items[element] = item
                            block = element
                        if _CELL <= act <= _TABLE:
                            cell = _place(node, name, element, act, cell)
                    elif (target := attributes.get("href")) is not None:
                        link = element
                        self.targets[element] = target
                blocks.append(block)
                if link:
                    links[element] = link
                if cell:
                    cells[element] = cell
            return element

        return enter

    def forget(self) -> None:
        """Let go of what only new elements need: it goes round in circles, which would wait for the collector."""
        for family in self.families:
            family.clear()

    def _context(self, parent: Context | None, kit: Kit) -> Context:
        """A context that is not known yet."""
        context = Context()
        context.parent = parent
        context.kit = kit
        context.act = act = kit.act
        context.inner = None
        context.path = ""
        telling = kit.telling
        if parent is None:
            manner = Manner()
            hints = kit.words
        else:
            manner = parent.manner
            hints = parent.hints + kit.words
        if telling and (manner.unseen or act > _ROOT):
            telling = () if kit.tag == "time" else None
        context.telling = telling
        if kit.mannered:
            manner = manner.inside(kit.tag, act, kit.hidden)
            if kit.hidden:
                self.hides = True
        context.manner = manner
        if act == _ROOT:
            hints = ()
        elif len(hints) > _MAX_HINTS:
            hints = hints[-_MAX_HINTS:]
        context.hints = hints
        return context

    def _kit(self, tag: str, key: Any) -> Kit:
        """What a tag and attributes say that were not met yet."""
        self.kits[key] = kit = Kit()
        kit.tag, kit.key, kit.said = tag, key, ""
        kit.act = ACTS.get(tag, _INLINE)
        hidden = False
        words: tuple[str, ...] = ("<" + tag,)
        telling: tuple[str, ...] = ()
        if key.__class__ is tuple:
            hidden = len(key) > 2 and key[4] is not None
            for name in key[1:]:
                if name:
                    said = self.words.get(name)
                    if said is None:
                        said = self._split(name)
                    words += said
                    if name in self.telling:
                        telling += self.telling[name]
        kit.words = words
        kit.telling = telling[:2] if telling else () if tag == "time" else None
        kit.hidden = hidden
        kit.mannered = hidden or tag in _MANNERED
        return kit

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
