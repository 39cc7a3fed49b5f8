"""What a page says of itself, in the order of its fields: read from the head once, for every field to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import regex as re

from dechaff.metadata.jsonld import Node, Nodes, plain, read_json_ld
from dechaff.types import Block, Document, Head, Property

Answer = TypeVar("Answer")

__all__ = ["ARTICLES", "NEWS", "PAGES", "Page", "absolute", "address", "each", "squash"]


def each(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


ARTICLES = each(
    "article newsarticle blogposting techarticle report reportagenewsarticle analysisnewsarticle opinionnewsarticle "
    "backgroundnewsarticle reviewnewsarticle askpublicnewsarticle advertisercontentarticle satiricalarticle "
    "scholarlyarticle medicalscholarlyarticle liveblogposting socialmediaposting discussionforumposting "
    "recipe howto podcastepisode"
)
NEWS = each(
    "newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle "
    "reviewnewsarticle liveblogposting"
)
PAGES = each("webpage medicalwebpage itempage aboutpage profilepage faqpage collectionpage")
_SITES = each("website organization newsmediaorganization corporation localbusiness")
_NOT_ALPHANUMERIC = re.compile(r"[^\p{L}\p{M}\p{N}]+")
MAX_ADDRESS = 2000  # characters
_NOT_IN_ADDRESSES = frozenset(" \n\t<>\"'")
MAX_VALUES = 40  # values of one name that are kept; pages list tags so
MAX_PROPERTIES = 600  # of a page; forums have one for each post
_SECOND_LEVEL = each("co com org net gov edu ac or ne go")


def squash(text: str) -> str:
    """The letters and digits of a text in lower case, for comparing names however they are spaced."""
    text = text[:300].casefold()
    if text.isascii():
        return text if text.isalnum() else "".join(filter(str.isalnum, text))
    return _NOT_ALPHANUMERIC.sub("", text)


class Page:
    """The head of a page and the properties in its body, each by its name; computed where asked for."""

    def __init__(self, head: Head, document: Document) -> None:
        self.head = head
        self.document = document
        self.blocks: tuple[Block, ...] = document.blocks
        self._metas: dict[str, list[str]] = {}
        self._plain: dict[str, list[str]] = {}
        self._sites: dict[str, bool] = {}
        self._once: dict[tuple[str, str], Any] = {}
        for name, value in head.metas:
            held = self._metas.setdefault(name, [])
            if len(held) < MAX_VALUES:
                held.append(value)

    def meta(self, *names: str) -> str | None:
        """The first value of the first of the names that has one."""
        return next((values[0] for name in names if (values := self._values(name))), None)

    def metas(self, *names: str) -> list[str]:
        """All values of metas by name, as a reader would see them."""
        return [value for name in names for value in self._values(name)]

    def _values(self, name: str) -> list[str]:
        if name not in self._metas:
            return []
        if name not in self._plain:
            self._plain[name] = [text for value in self._metas[name] if (text := plain(value))]
        return self._plain[name]

    @property
    def meta_names(self) -> Iterable[str]:
        """The names of all metas, in the order of the page."""
        return self._metas.keys()

    def stated(self, names: Iterable[str]) -> list[str]:
        """Those of the names that the page has a meta of, in their order."""
        return [name for name in names if name in self._metas]

    def once(self, read: Callable[[str], Answer], text: str) -> Answer:
        """What a function makes of a text; head and markup say the same name many times."""
        key = read.__name__, text
        if key not in self._once:
            self._once[key] = read(text)
        answer: Answer = self._once[key]
        return answer

    def link(self, rel: str) -> str | None:
        """Where the first link of a relation leads to."""
        return next(
            (href.strip() for name, href in self.head.links if rel in name.lower().split() and href.strip()), None
        )

    @cached_property
    def properties(self) -> dict[str, list[Property]]:
        found: dict[str, list[Property]] = {}
        for item in self.head.properties[:MAX_PROPERTIES]:
            found.setdefault(item.name, []).append(item)
        return found

    def said(self, *names: str) -> Iterator[Property]:
        for name in names:
            yield from self.properties.get(name, ())

    @cached_property
    def nodes(self) -> Nodes:
        return read_json_ld(self.head.json_ld)

    @cached_property
    def article(self) -> Node | None:
        """The object that describes the article: of several, the one with the page's address or title."""
        found = list(self.nodes.of_type(ARTICLES))
        if len(found) < 2:
            return found[0] if found else None
        return max(found, key=self._likeness)  # the first, where several are as likely

    def _likeness(self, node: Node) -> float:
        own = {address(value) for key in ("url", "@id", "mainEntityOfPage") for value in self.nodes.texts(node, key)}
        headline = squash(self.nodes.text(node, "headline") or "")
        title = squash(self.head.title or "") + squash(self.meta("og:title") or "")
        return (
            2.0 * bool(own & self.addresses)
            + 2.0 * (len(headline) > 7 and headline in title)
            + 1.0 * ("headline" in node)
            + 0.5 * ("datePublished" in node)
        )

    def types_of(self, node: Node) -> frozenset[str]:
        return next(
            (types for own, types in zip(self.nodes.all, self.nodes.types, strict=True) if own is node), frozenset()
        )

    @cached_property
    def web_page(self) -> Node | None:
        return next(self.nodes.of_type(PAGES), None)

    @cached_property
    def addresses(self) -> frozenset[str]:
        told = (self.document.url, self.link("canonical"), self.meta("og:url"))
        return frozenset(address(url) for url in told if url) - {""}

    @cached_property
    def url(self) -> str | None:
        return absolute(self.document.url or "", None)

    @cached_property
    def is_home(self) -> bool:
        """Whether the address is that of the site, without a path: what is dated there is the site."""
        parts = urlsplit(self.url or "")
        return bool(self.url) and parts.path in ("", "/") and not parts.query

    @cached_property
    def base(self) -> str | None:
        """What relative addresses are relative to."""
        return absolute(self.head.base or "", self.url) or self.url or absolute(self.meta("og:url") or "", None)

    def full(self, href: str | None) -> str | None:
        return absolute(href, self.base) if href else None

    @cached_property
    def canonical_url(self) -> tuple[str, str] | None:
        told = (
            ("link canonical", self.link("canonical")),
            ("og:url", self.meta("og:url")),
            ("json-ld url", self.nodes.text(self.article, "url") if self.article else None),
        )
        for source, href in told:
            if (url := self.full(href)) and urlsplit(url).hostname:
                return url, source
        return None

    @cached_property
    def hostname(self) -> str | None:
        for url in (self.url, self.canonical_url[0] if self.canonical_url else None):
            if host := urlsplit(url or "").hostname:
                return host.removeprefix("www.")
        return None

    @cached_property
    def site_names(self) -> dict[str, str]:
        """What the site calls itself, squashed, with where it says so."""
        told: dict[str, str] = {}
        for source in ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "publisher"):
            for value in self.metas(source):
                told.setdefault(squash(value), source)
        for node in self.nodes.of_type(_SITES):
            for value in (*self.nodes.texts(node, "name"), *self.nodes.texts(node, "alternateName")):
                told.setdefault(squash(value), "json-ld")
        for node in self.nodes.all:
            if "publisher" in node:
                for value in self.nodes.texts(node, "publisher"):
                    told.setdefault(squash(value), "json-ld publisher")
        told.pop("", None)
        return told

    @cached_property
    def _host(self) -> tuple[str, str]:
        """The address of the site, squashed, and the label of it that is its name."""
        labels = (self.hostname or "").split(".")
        last = len(labels) - (3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2)
        return squash(self.hostname or ""), squash(labels[max(last, 0)])

    def is_site(self, text: str) -> bool:
        """Whether a text is the name of the site, as the page gives it or as its address shows it."""
        known = self._sites.get(text)
        if known is None:
            known = self._sites[text] = self._names_site(squash(text))
        return known

    def _names_site(self, name: str) -> bool:
        host, core = self._host
        if not name or name in self.site_names:
            return True
        if len(name) > 3 and (name in host or (len(core) > 3 and core in name and len(name) < len(core) + 14)):
            return True
        return any(len(own) > 3 and own in name and len(name) < len(own) + 12 for own in self.site_names)


def address(url: str) -> str:
    """An address without what does not tell pages apart: scheme, `www.`, fragment, a slash at the end."""
    bare = url.strip().partition("#")[0]
    bare = bare.partition("://")[2] or bare
    return bare.removeprefix("www.").rstrip("/").lower()


def absolute(href: str, base: str | None) -> str | None:
    """A web address in full, or None where there is none."""
    href = href.strip()
    if not href or len(href) > MAX_ADDRESS or not _NOT_IN_ADDRESSES.isdisjoint(href):
        return None
    try:
        whole = href if href.startswith(("https://", "http://")) or not base else urljoin(base, href)
        parts = urlsplit(whole)
        parts.port  # noqa: B018  (can raise)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.hostname else None
