"""What kind of page the head declares, in the names that the scorer knows too; only where that can be relied on.

Shares of right answers are of wcxb-dev, fundus, magic-html and web-forum-52 together. `og:type` alone says `article` of
two thirds of all pages, listings and services included, and is believed only beside a time of publication.
"""

from __future__ import annotations

from dechaff.metadata.jsonld import Nodes, read_json_ld
from dechaff.metadata.page import ARTICLES
from dechaff.types import Head

__all__ = ["PAGE_TYPES", "declared_page_type"]

PAGE_TYPES = ("article", "forum", "product", "collection", "listing", "documentation", "service")
_FORUM = frozenset({"discussionforumposting", "qapage"})  # 85 of 85
_DOCUMENTATION = frozenset({"apireference", "techarticle"})  # what schema.org defines them as
_PRODUCT = frozenset({"product", "productgroup", "individualproduct", "productmodel"})  # 42 of 56
_SERVICE = frozenset({"service", "softwareapplication"})  # 9 of 9
_COLLECTION = frozenset({"collectionpage"})  # 7 of 9
_FORUM_SOFTWARE = (
    "discourse",
    "vbulletin",
    "phpbb",
    "mybb",
    "xenforo",
    "nodebb",
    "flarum",
    "invision",
    "smf ",
)  # 42 of 42
_OPEN_GRAPH = {
    "product": "product",  # 27 of 30
    "og:product": "product",
    "product.item": "product",
    "product.group": "collection",  # 12 of 14
    "news": "article",  # 11 of 11
    "blog": "article",
    "forum": "forum",
}


def declared_page_type(head: Head, nodes: Nodes | None = None) -> str | None:
    """One of `PAGE_TYPES`, or None where the head says nothing that can be relied on.

    >>> declared_page_type(Head(json_ld=('{"@type": "NewsArticle"}',)))
    'article'
    """
    nodes = nodes or read_json_ld(head.json_ld)
    types = frozenset[str]().union(*nodes.types)
    metas = dict(reversed(head.metas))
    if types & _FORUM or metas.get("generator", "").lower().startswith(_FORUM_SOFTWARE):
        return "forum"
    if types & _DOCUMENTATION:
        return "documentation"
    if types & ARTICLES:  # 362 of 370
        return "article"
    stated = _OPEN_GRAPH.get(metas.get("og:type", "").strip().lower())
    if stated:
        return stated
    for kind, names in (("product", _PRODUCT), ("service", _SERVICE), ("collection", _COLLECTION)):
        if types & names:
            return kind
    if metas.get("og:type", "").strip().lower() == "article" and "article:published_time" in metas:  # 323 of 355
        return "article"
    return None
