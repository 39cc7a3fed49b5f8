"""The name of the site and the section of the article, from page titles, breadcrumbs, copyright and logo lines."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import regex as re

from dechaff.lexicon import TOPICS
from dechaff.metadata.outline import Outline
from dechaff.metadata.titles import SITE_SEPARATOR, Title
from dechaff.metadata.words import ENDS
from dechaff.types import Kind

__all__ = ["HOME", "Found", "find_section", "find_site"]

TOP, BOTTOM = 12, 30  # blocks where the logo and its copy stand
MAX_SITE_WORDS, MAX_SECTION_WORDS = 6, 5
_NOT_ALPHANUMERIC = re.compile(r"[^\p{L}\p{M}\p{N}]+")
_HOLDER = re.compile(
    r"(?:©|\(c\)|copyright)(?:[\s,|–—-]{0,3}(?:©|\(c\)|copyright|\d{4}|present|by)){0,5}[\s,|.:–—-]{0,3}"
    r"(\p{L}[^.|·•,©(\n]{2,48})",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"[\s,]{1,2}(?:inc|llc|ltd|limited|gmbh|corp(?:oration)?|s\.?a|b\.?v|llp|co|ag|kg|oy|ab|as)\.?$", re.IGNORECASE
)
_AFTER_HOLDER = re.compile(
    r"\s(?:all rights|rights|designed|powered|on the|alle|tous|todos|tutti|wszelkie|is a)\b.{0,60}$", re.IGNORECASE
)
_EDGE_OF_WORD = re.compile(r"\b")
_GOES_ON = re.compile(r"\s?[-–—|·,:]\s?\S|\sis\s")
_CRUMBS = re.compile(r"\s{0,3}(?:[»›>→/·•|]|&gt;)\s{0,3}")
_HOME_WORDS = """
home|homepage|home page|main|start|start page|startseite|accueil|inicio|início|portada|hem|forside|etusivu|strona główna
главная|головна|ana sayfa|首页|ホーム|トップ|you are here|sie sind hier|vous êtes ici|estás aquí|当前位置|正文
blog|news|articles|all posts|back|menu|uncategorized|featured
"""
HOME = frozenset(word for line in _HOME_WORDS.split("\n") for word in line.split("|") if word)
_FURNITURE = np.uint32(
    sum(1 << TOPICS.index(x) for x in TOPICS if x not in ("sections", "months", "media", "contents"))
)
_LEAD = re.compile(
    r"^(?:you are here|sie sind hier|vous êtes ici|está aquí|estás aquí|ti trovi qui|当前位置|je bent hier)\s?[:：]\s?",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """A name and the block it was found in."""

    text: str
    block: int


def find_site(outline: Outline, title: Title | None) -> Found | None:
    """What the site calls itself, where two places of the page agree on it."""
    return _behind_title(outline, title) or _logo(outline) or _holder(outline)


def _behind_title(outline: Outline, title: Title | None) -> Found | None:
    """`Title | Site`, the line that was the page's `<title>`."""
    if title is None:
        return None
    wanted = _squash(title.text)
    for block in (0, 1):
        parts = [part.strip() for part in SITE_SEPARATOR.split(outline.text(block)) if part and part.strip()]
        if len(parts) < 2 or len(wanted) < 8:
            continue
        for site, rest in ((parts[-1], parts[:-1]), (parts[0], parts[1:])):
            same = _squash("".join(rest)).startswith(wanted) or wanted.startswith(_squash("".join(rest)))
            if same and len(_squash("".join(rest))) >= 8 and _is_name(site) and _is_known(outline, site, block):
                return Found(site, block)
    return None


def _is_known(outline: Outline, site: str, block: int) -> bool:
    """Whether the page says a name again: in a line of its own, about its rights, or in its address."""
    name = _squash(site)
    host = _squash(urlsplit(outline.view.document.url or "").netloc)
    return (
        outline.says_alone(site, besides=block)
        or (len(name) > 3 and any(name in _squash(text) for _, text in outline.rights))
        or (len(name) > 3 and name in host)
    )


def _logo(outline: Outline) -> Found | None:
    """A short line at the top that the copyright line repeats, or with which a line at the bottom begins."""
    rights: str | None = None
    bottom: list[str] = []
    for block in range(min(TOP, outline.start)):
        text = outline.text(block).strip()
        if not _is_name(text) or len(_squash(text)) < 4 or _is_menu(outline, block):
            continue
        if rights is None:
            rights = "|".join(_squash(text) for _, text in outline.rights)
            first = max(outline.end, len(outline.blocks) - BOTTOM)
            bottom = [outline.text(i).strip() for i in range(first, len(outline.blocks))]
        if _squash(text) in rights or any(x.startswith(text) and _GOES_ON.match(x, len(text)) for x in bottom):
            return Found(text, block)
    return None


def _holder(outline: Outline) -> Found | None:
    """Who holds the copyright, if the top of the page or the page's title says that name as well."""
    top = " ".join(outline.text(i) for i in range(min(TOP, outline.start)))
    for block, text in outline.rights:
        match = _HOLDER.search(text)
        holder = _COMPANY.sub("", _AFTER_HOLDER.sub("", match[1]).strip(" ,-–—")) if match else ""
        if len(holder) >= 4 and _is_name(holder) and _stands_in(top, holder):
            return Found(holder, block)
    return None


def _stands_in(text: str, name: str) -> bool:
    """Whether a text has a name in it that is not the end or the beginning of some other word."""
    place = text.find(name)
    while place >= 0:
        if _EDGE_OF_WORD.match(text, place) and _EDGE_OF_WORD.match(text, place + len(name)):
            return True
        place = text.find(name, place + 1)
    return False


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= MAX_SITE_WORDS
        and len(text) <= 48
        and text.lower() not in HOME
        and any(map(str.isalpha, text))
    )


def _is_menu(outline: Outline, block: int) -> bool:
    return bool(outline.view.matches.exact[block]) or outline.blocks[block].kind is Kind.LIST_ITEM


def _squash(text: str) -> str:
    text = text.casefold()
    return "".join(filter(str.isalnum, text)) if text.isascii() else _NOT_ALPHANUMERIC.sub("", text)


def find_section(outline: Outline, title: Title | None) -> Found | None:
    """The last crumb before the title, or the menu entry that stands alone right above it."""
    if title is None:
        return None
    found = _crumb(outline, title) or _kicker(outline, title)
    if found is None or sum(map(str.isalpha, found.text)) < 2:
        return None
    name = _squash(found.text)
    return None if any(name in _squash(text) for _, text in outline.rights) else found


def _crumb(outline: Outline, title: Title) -> Found | None:
    wanted = _squash(title.text)
    for block in range(title.block - 1, max(-1, title.block - 9), -1):
        text = _LEAD.sub("", outline.text(block))
        parts = [part.strip() for part in _CRUMBS.split(text) if part.strip()]
        if len(parts) < 2:
            continue
        home = parts[0].casefold() in HOME
        ends = len(_squash(parts[-1])) >= 8 and wanted.startswith(_squash(parts[-1]).rstrip("…"))
        sections = [
            x for x in (parts[:-1] if ends or parts[-1] in ("正文", "本文") else parts) if x.casefold() not in HOME
        ]
        if (home or ends) and sections and len(sections[-1].split()) <= MAX_SECTION_WORDS:
            return Found(sections[-1], block)
    return None


def _kicker(outline: Outline, title: Title) -> Found | None:
    """A menu entry said again right above the title, and not as the end of another copy of the menu."""
    above = outline.beside(title.block, -1)
    if not 0 < above < title.block or title.block > outline.prose:
        return None
    text = outline.text(above).strip()
    words = text.split()
    if not 0 < len(words) <= MAX_SECTION_WORDS or not text[:1].isupper():
        return None
    if text.casefold() in HOME or words[0].lower() in ENDS or outline.view.matches.exact[above] & _FURNITURE:
        return None
    before = outline.text(above - 1).strip().lower()
    copies = [i for i in outline.short_lines.get(text.lower(), ()) if i < above]
    alone = copies and all(outline.text(i - 1).strip().lower() != before for i in copies)
    in_menu = before in outline.short_lines and len(outline.short_lines[before]) > 1
    return Found(text, above) if alone and not in_menu and not outline.dates(above) else None
