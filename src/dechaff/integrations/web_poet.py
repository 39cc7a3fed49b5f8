"""A web-poet page object whose item is the article."""

from __future__ import annotations

from typing import Any

from web_poet import WebPage, validates_input

from dechaff.records.cleaning import Cleaning
from dechaff.types import Record

__all__ = ["ArticlePage"]


class ArticlePage(WebPage[dict[str, Any]]):
    """The article of a response as plain JSON types, as `Article.to_dict()` gives it.

    Subclass it for sites that need settings of their own, and set `cleaning`. A page that cannot be cleaned gives an
    item with the status `failed`.
    """

    cleaning = Cleaning()

    @validates_input
    async def to_item(self) -> dict[str, Any]:
        return self.cleaning.clean(Record(self._page(), kind="html", url=str(self.response.url))).to_dict()

    def _page(self) -> bytes | str:
        """The page, decoded where the server says how; else dechaff finds that out."""
        response = self.response
        return response.text if response.headers.declared_encoding() else bytes(response.body)
