"""Which columns the results of a collection have, and how they get on with those that were there before."""

from __future__ import annotations

from collections.abc import Iterable

from dechaff.types import DechaffError

__all__ = ["FIELDS", "PREFIX", "added_columns"]

# The keys of `Article.to_dict()`, in its order.
FIELDS = (
    "text", "url", "canonical_url", "hostname", "site_name", "title", "authors", "date_published", "date_modified",
    "language", "description", "image", "section", "tags", "license", "page_type", "reading_time_minutes", "word_count",
    "score", "verdict", "reasons", "status", "provenance", "kept", "removed",
)  # fmt: skip
PREFIX = "article_"


def added_columns(present: Iterable[str], fields: Iterable[str] = FIELDS) -> dict[str, str]:
    """Which field of an article goes into which new column of a collection that has some columns already.

    Columns of the input always stay as they are: a field whose name is taken becomes `article_<field>`, and where that
    is taken too (results that are cleaned again), `article_article_<field>`. A collection with a column `url` gets no
    second one.

    >>> added_columns(["id", "text", "url"], ["text", "url", "title"])
    {'text': 'article_text', 'title': 'title'}

    Raises:
        DechaffError: there is no such field.
    """
    taken = set(present)
    added: dict[str, str] = {}
    for field in fields:
        if field not in FIELDS:
            raise DechaffError(f"no field {field!r}; there are: {', '.join(FIELDS)}")
        if field == "url" and field in taken:
            continue
        name = field
        while name in taken:
            name = PREFIX + name
        added[field] = name
    return added
