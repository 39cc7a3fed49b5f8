"""Where pages keep their text when what they show has none: for readers without scripts, or for the scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any, Final

import regex as re
from selectolax.lexbor import LexborHTMLParser

from dechaff.sources.tree import Walk

__all__ = ["WHOLE", "hidden_pages"]

WHOLE: Final = "<template>"  # which is found by reading the page again, not a piece of it
_BODIES: Final = ("articleBody", "text", "reviewBody", "description")
_LONG: Final = 200  # characters
_MAX_VALUES: Final = 200_000
_TEMPLATE: Final = re.compile(r"<(/?)template(?=[\s>/])", re.IGNORECASE)
_MARKUP: Final = re.compile(r"</(?:p|div|h[1-6]|li|ul|a)>|<br", re.IGNORECASE)


def hidden_pages(page: bytes, walk: Walk) -> Iterator[tuple[bytes, str]]:
    """Pieces of HTML that may hold the text of a page, the likeliest first, each with the name of where it was."""
    if walk.noscripts:
        yield "".join(f"<section>{text}</section>" for text in walk.noscripts).encode("utf-8", "ignore"), "<noscript>"
    if b"template" in page.lower():
        text = page.decode("utf-8", "replace")
        yield _TEMPLATE.sub(r"<\1div", text).encode(), WHOLE
    if b"data-preloaded" in page:
        found = _preloaded(page)
        if found:
            yield found.encode("utf-8", "ignore"), "data-preloaded"
    body = max((_body(said) for said in walk.json_ld), key=len, default="")
    if body:
        yield body.encode("utf-8", "ignore"), "JSON-LD"


def _preloaded(page: bytes) -> str:
    """Posts of a Discourse topic: JSON in an attribute, with JSON in its strings, with HTML in theirs."""
    node = LexborHTMLParser(page).css_first("[data-preloaded]")
    stores = _load((node.attributes.get("data-preloaded") or "") if node is not None else "")
    posts: list[str] = []
    for store in stores.values() if isinstance(stores, dict) else ():
        for value in _values(_load(store) if isinstance(store, str) else store):
            if isinstance(value, dict) and isinstance(value.get("cooked"), str):
                author = value.get("username")
                name = f"<p class='author'>{escape(author)}</p>" if isinstance(author, str) else ""
                posts.append(f"<article class='post'>{name}{value['cooked']}</article>")
    return "".join(posts)


def _body(said: str) -> str:
    """The longest text that a JSON-LD script gives for the body of something."""
    best = ""
    for value in _values(_load(said)):
        if isinstance(value, dict):
            for name in _BODIES:
                text = value.get(name)
                if isinstance(text, str) and len(text) > max(len(best), _LONG):
                    best = text
                    break
    if not best or _MARKUP.search(best):
        return best
    return "".join(f"<p>{escape(line)}</p>" for line in best.splitlines() if line.strip())


def _load(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _values(root: Any) -> Iterator[Any]:
    """All values inside a value, in order, itself first; as many as any page has."""
    stack = [root]
    for _ in range(_MAX_VALUES):
        if not stack:
            return
        value = stack.pop()
        yield value
        if isinstance(value, dict):
            stack += reversed(list(value.values()))
        elif isinstance(value, list):
            stack += reversed(value)
