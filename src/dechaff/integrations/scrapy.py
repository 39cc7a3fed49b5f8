"""A Scrapy item pipeline that adds the article to items that carry a page.

>>> ITEM_PIPELINES = {"dechaff.integrations.scrapy.CleanPipeline": 300}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS, added_columns
from dechaff.types import DechaffError, Record

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

__all__ = ["CleanPipeline"]


class CleanPipeline:
    """Add the fields of the article to an item of any kind; what the item has already stays as it is.

    Dicts get all the fields, other items those that their class has. An item without a page, or with one that cannot be
    cleaned, goes on with the status `failed`. Settings:

    - `DECHAFF_HTML`: the field with the page, `html` by default; `DECHAFF_TEXT`: the field with a text instead;
    - `DECHAFF_FIELDS`: fields of the article, all by default;
    - `DECHAFF_CLEANING`: a `Cleaning`, for its profile, language and cleaners.

    Crawl statistics count the items by status: `dechaff/ok`, `dechaff/failed`.
    """

    def __init__(
        self, source: str, kind: str, fields: Iterable[str], cleaning: Cleaning, stats: StatsCollector | None = None
    ) -> None:
        self.source, self.kind, self.fields, self.cleaning, self.stats = source, kind, tuple(fields), cleaning, stats
        added_columns((), self.fields)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        """The pipeline that the settings of a crawl describe.

        Raises:
            DechaffError: there is no such field, or both a page and a text are to be cleaned.
        """
        settings = crawler.settings
        html, text = settings.get("DECHAFF_HTML"), settings.get("DECHAFF_TEXT")
        if html and text:
            raise DechaffError("set DECHAFF_HTML or DECHAFF_TEXT, not both")
        source, kind = (text, "text") if text else (html or "html", "html")
        fields = settings.getlist("DECHAFF_FIELDS") or FIELDS
        return cls(source, kind, fields, settings.get("DECHAFF_CLEANING") or Cleaning(), crawler.stats)

    def process_item(self, item: Any) -> Any:
        """The same item, with the article's fields."""
        adapter = ItemAdapter(item)
        record = Record(adapter.get(self.source), kind=self.kind, url=adapter.get("url"))
        row = self.cleaning.clean(record).to_dict()
        takes_any, known = isinstance(item, dict), adapter.field_names()
        for field, column in added_columns(adapter.keys(), self.fields).items():
            if takes_any or column in known:
                adapter[column] = row[field]
        if self.stats:
            self.stats.inc_value(f"dechaff/{row['status']}")
        return item
