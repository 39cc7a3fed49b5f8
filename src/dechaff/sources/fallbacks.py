"""Where pages keep their text when what they show has none: for readers without scripts, or for the scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any, Final

import regex as re
from selectolax.lexbor import LexborHTMLParser

from dechaff.sources.tree import Walk

__all__ = ["WHOLE", "closed_like_xml", "hidden_pages"]

WHOLE: Final = "<template>"  # which is found by reading the page again, not a piece of it
_BODIES: Final = ("articleBody", "text", "reviewBody", "description")
_LONG: Final = 200  # characters
_MAX_VALUES: Final = 200_000
_TEMPLATE: Final = re.compile(r"<(/?)template(?=[\s>/])", re.IGNORECASE)
_SWALLOWS: Final = re.compile(
    rb"<(/?)(iframe|noembed|noframes|script|style|textarea|title|xmp)(\s(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+|/)?>"
    rb"|<!--|-->",
    re.I,
)
_BEFORE_SLASH: Final = (b"", *(bytes([c]) for c in b" \t\r\n\f\"'"))  # elsewhere it belongs to a value
_MARKUP: Final = re.compile(r"</(?:p|div|h[1-6]|li|ul|a)>|<br", re.IGNORECASE)


def closed_like_xml(page: bytes) -> bytes:
    """The page with end tags for what was closed as in XML, as in `<iframe src="/map"/>`.

    Serialisers of XML write pages so. To a browser such a tag is open, and takes all that follows for its text. Only
    those are closed that no end tag belongs to: it would have to come before the next of that name begins.
    """
    open_tags: dict[bytes, int] = {}  # where the last one of a name ended, if it was closed so
    ends: list[tuple[int, bytes]] = []
    inside = b""  # a script that is open, or a comment
    for tag in _SWALLOWS.finditer(page):
        is_end, name, rest = tag[1], (tag[2] or tag[0]).lower(), tag[3] or b""
        if inside:
            if name == b"-->" if inside == b"<!--" else is_end and name == inside:
                inside = b""
            continue
        if name in (b"<!--", b"-->"):
            inside = name if name == b"<!--" else b""
            continue
        before = open_tags.pop(name, None)
        if is_end:
            continue
        if before is not None:
            ends.append((before, name))
        if rest.endswith(b"/") and rest[-2:-1] in _BEFORE_SLASH:
            open_tags[name] = tag.end()
        elif name == b"script":
            inside = name
    ends += [(end, name) for name, end in open_tags.items()]
    if not ends:
        return page
    pieces: list[bytes] = []
    done = 0
    for end, name in sorted(ends):
        pieces += [page[done:end], b"</", name, b">"]
        done = end
    return b"".join([*pieces, page[done:]])


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
