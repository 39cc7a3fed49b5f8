"""Read JSON-LD as pages really have it: several objects, comments around them, trailing commas, cut off in the middle.

Only what describes the page itself is read: the objects of each script, of its `@graph` and of `mainEntity` chains.
Related articles, reviews and comments hang from other keys, so their authors and dates are never seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

import regex as re

__all__ = ["MAX_SCRIPT", "Node", "Nodes", "read_json_ld"]

Node = dict[str, Any]

MAX_SCRIPT = 2_000_000  # characters of one script; longer ones are lists of products, and none has been seen
MAX_TOTAL = 4_000_000  # characters of all scripts of a page
MAX_NODES = 400  # objects looked at; a page of the development data has 4 in the middle and 130 at most
MAX_STARTS = 50  # objects one behind the other in one script
MAX_TEXT = 1000  # characters of a value that is told
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_FOLLOWED = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf")
_WRAPPING = re.compile(r"\A[\s;]*+(?:<!--|<!\[CDATA\[|/\*+\s*+<!\[CDATA\[\s*+\*+/|//\s*+<!\[CDATA\[)")
_COMMA_TOO_MANY = re.compile(r",\s*+(?=[}\]])")
_START = re.compile(r"[{\[]")
_WHOLE_VALUE = re.compile(
    r'"(headline|datePublished|dateModified|inLanguage|articleSection)"\s{0,20}:\s{0,20}"((?:[^"\\]|\\.){1,1000}+)"',
    re.DOTALL,
)
_WHOLE_AUTHOR = re.compile(
    r'"author"\s{0,20}:\s{0,20}[\[{\s]{0,40}[^\]{}]{0,200}?"name"\s{0,20}:\s{0,20}"([^"\\]{1,200}+)"'
)
_TYPE_PREFIX = re.compile(r"^(?:https?://)?(?:www\.)?schema\.org/|^schema:", re.IGNORECASE)


class Nodes:
    """The objects that describe a page, in the order of the page, with those that others refer to by `@id`."""

    def __init__(self, nodes: list[Node]) -> None:
        self.all = nodes
        self.types = [frozenset(_types(node)) for node in nodes]
        self._by_id: dict[str, Node] = {}
        for node in nodes:
            key = node.get("@id")
            if isinstance(key, str) and len(node) > len(self._by_id.get(key, ())):
                self._by_id[key] = node

    def of_type(self, types: frozenset[str]) -> Iterator[Node]:
        """The objects that have one of the types, in lower case."""
        return (node for node, own in zip(self.all, self.types, strict=True) if own & types)

    def values(self, node: Node, key: str) -> Iterator[Any]:
        """What a key holds, lists taken apart and references followed."""
        found = node.get(key)
        for value in found if isinstance(found, list) else (found,):
            if isinstance(value, dict):
                name = value.get("@id")
                yield self._by_id.get(name, value) if isinstance(name, str) and "name" not in value else value
            elif isinstance(value, str) and value in self._by_id:
                yield self._by_id[value]
            elif value is not None:
                yield value

    def texts(self, node: Node, key: str) -> Iterator[str]:
        """What a key holds as texts: itself, or the name, URL or value of the object that it holds."""
        for value in self.values(node, key):
            yield from texts_of(value)

    def text(self, node: Node, key: str) -> str | None:
        return next(self.texts(node, key), None)


def texts_of(value: Any) -> Iterator[str]:
    """A text, number or object as texts."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "@value", "url", "contentUrl", "@id") if value.get(key)), None)
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, str) and (text := plain(item)):
            yield text
        elif isinstance(item, int | float) and not isinstance(item, bool):
            yield str(item)


def plain(text: str) -> str:
    """A value as a reader would see it: references to characters resolved, white space folded."""
    text = text[:MAX_TEXT]
    if "&" in text:
        text = unescape(unescape(text))
    return " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


def read_json_ld(scripts: Iterable[str]) -> Nodes:
    """All objects that describe the page; what cannot be parsed is repaired, and read as far as it goes.

    >>> read_json_ld(['<!-- {"@type": "Article", "headline": "A ferry",} -->']).all[0]["headline"]
    'A ferry'
    """
    left = MAX_TOTAL
    found: list[Node] = []
    for script in scripts:
        body = script[: min(MAX_SCRIPT, left)]
        left -= len(body)
        found += _described(_parse(body))
        if left <= 0 or len(found) >= MAX_NODES:
            break
    return Nodes(found[:MAX_NODES])


def _described(values: list[Any]) -> list[Node]:
    """Objects of the page, breadth first."""
    nodes: list[Node] = []
    level = values
    for _ in range(6):
        below: list[Any] = []
        for value in level:
            if isinstance(value, list):
                below += value[:MAX_NODES]
            elif isinstance(value, dict) and len(nodes) < MAX_NODES:
                if "@type" in value or "headline" in value:
                    nodes.append(value)
                below += [value[key] for key in _FOLLOWED if isinstance(value.get(key), dict | list)]
        level = below[: 4 * MAX_NODES]
        if not level:
            break
    return nodes


def _parse(text: str) -> list[Any]:
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        pass
    return _repaired(text)


def _repaired(text: str) -> list[Any]:
    """The values of a script that is no JSON as it stands."""
    text = _COMMA_TOO_MANY.sub("", _WRAPPING.sub("", text))
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    place = 0
    for _ in range(MAX_STARTS):
        start = _START.search(text, place)
        if start is None:
            break
        try:
            value, place = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values or _salvaged(text)


def _salvaged(text: str) -> list[Any]:
    """The values of a text that no repair helps: those that it says once, or always the same."""
    node: Node = {}
    several: set[str] = set()
    for match in _WHOLE_VALUE.finditer(text):
        if node.setdefault(match[1], match[2]) != match[2]:
            several.add(match[1])
    names = {match[1] for match in _WHOLE_AUTHOR.finditer(text)}
    if len(names) == 1:
        node["author"] = names.pop()
    node = {key: value.replace("\\/", "/").replace('\\"', '"') for key, value in node.items() if key not in several}
    return [{"@type": "Article", **node}] if node else []


def _types(node: Node) -> Iterator[str]:
    found = node.get("@type")
    for name in found if isinstance(found, list) else (found,):
        if isinstance(name, str):
            yield _TYPE_PREFIX.sub("", name[:200]).strip().lower()
