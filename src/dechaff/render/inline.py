"""Markdown inside a line: literal text escaped, links put back, what a Markdown source marked up passed on.

A page's text may not become markup by accident or malice: raw HTML is escaped, and only links to http, https, mailto
and relative targets are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape

import regex as re

from dechaff.sources.text import IMAGE, LINK, sanitize
from dechaff.types import Link

__all__ = ["escape", "escape_start", "pass_on", "safe_target", "with_links"]

_SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\n]|$)"
    r"|`"
    r"|\*(?!\s)|(?<!\s)\*"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?[0-9A-Za-z]{1,32};)"
    r"|~(?=~)"
    r"|(?<=\])[(:]"
)
_LINE_START = re.compile(r"(?:#{1,6}|[-+*])(?=[ \t]|$)|>|[-=]+(?=[ \t]*+$)|~~~|\d{1,9}(?=[.)](?:[ \t]|$))")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*+:")
_SCHEMES = {"http:", "https:", "mailto:"}
_INVISIBLE = re.compile(r"[\s\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BALANCED = re.compile(r"(?:[^()]++|\([^()]*+\))*+")
_ENCODED = str.maketrans({c: f"%{ord(c):02X}" for c in ' <>\\`"|'})

_TOKEN = re.compile(rf"\\.|{IMAGE.pattern}|{LINK.pattern}")
_LOOSE = re.compile(r"\\.|<(?:https?://|mailto:)[^\s<>\x00]{1,2000}>|(?<=\])[(:]|<(?=[A-Za-z/!?\x00])")
_CODE = re.compile(r"\x00(\d+)\x00")
_TIED = "\x01"  # between the brackets of a link that we wrote: it may stay


def escape(text: str) -> str:
    """A line of literal text so that Markdown shows it as it is."""
    return str(_SPECIAL.sub(r"\\\g<0>", text))


def escape_start(line: str) -> str:
    """Keep the start of a line from being read as a heading, quote, list, rule or fence."""
    line = line.lstrip()
    match = _LINE_START.match(line)
    if match is None:
        return line
    cut = match.end() if match[0][0].isdigit() else 0
    return f"{line[:cut]}\\{line[cut:]}"


def with_links(text: str, links: Sequence[Link]) -> str:
    """Literal text with its links; a link to anything unsafe leaves its words behind."""
    parts: list[str] = []
    last = 0
    for link in links:
        label = text[link.start : link.end]
        target = safe_target(link.target)
        if link.start < last or not label.strip() or target is None:
            continue
        before = escape(text[last : link.start])
        if before.endswith("!"):
            before = before[:-1] + "\\!"
        label = re.sub(r"[\[\]]", r"\\\g<0>", escape(" ".join(label.split("\n"))))
        parts.append(f"{before}[{label}]({target})")
        last = link.end
    parts.append(escape(text[last:]))
    return "".join(parts)


def pass_on(raw: str) -> str | None:
    """A line of a Markdown source, with raw HTML and unsafe links disarmed; None where its code spans are in doubt."""
    pieces = raw.split("`")
    if len(pieces) % 2 == 0 or "``" in raw or "\\`" in raw:
        return None
    outside = "".join(f"\0{i}\0" if i % 2 else piece for i, piece in enumerate(pieces))
    outside = _LOOSE.sub(_disarmed, _TOKEN.sub(_rewritten, outside)).replace(_TIED, "")
    return str(_CODE.sub(lambda code: f"`{pieces[int(code[1])]}`", outside))


def safe_target(target: str) -> str | None:
    """A link target ready to be written between parentheses, or None if it is none that we write."""
    target = _ESCAPED.sub(r"\1", sanitize(target)).strip()
    for read in (target, unescape(target)):
        scheme = _SCHEME.match(_INVISIBLE.sub("", read))
        if scheme and scheme[0].lower() not in _SCHEMES:
            return None
    target = _INVISIBLE.sub(lambda gap: "%20" if gap[0].isspace() else "", target).translate(_ENCODED)
    if not target:
        return None
    if not _BALANCED.fullmatch(target):
        target = target.replace("(", "%28").replace(")", "%29")
    return target


def _rewritten(token: re.Match[str]) -> str:
    """An image or a link with a safe target, or the words of it."""
    whole = str(token[0])
    if whole[0] == "\\":
        return whole
    is_image = token[2] is not None
    target: str = token[2] if is_image else token[4]
    words: str = _TOKEN.sub(_rewritten, token[1] if is_image else token[3])
    safe = None if "\0" in target else safe_target(target.strip("<>"))
    if safe is None or not (is_image or words.strip()):
        return words
    return f"{'!' if is_image else ''}[{words}]{_TIED}({safe})"


def _disarmed(mark: re.Match[str]) -> str:
    text = str(mark[0])
    return text if len(text) > 1 else "\\" + text
