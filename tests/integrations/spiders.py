"""Crawl a site with one of the spiders below: `spiders.py SPIDER ADDRESS OUTPUT`; prints the statistics as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, ClassVar

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from dechaff.integrations.web_poet import ArticlePage


class Links(scrapy.Spider):
    def parse(self, response: Response) -> Iterator[Any]:
        yield from response.follow_all(css="a", callback=self.page)


class Lighten:
    """Take the page out of an item; bytes are nothing that JSON can hold."""

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in item.items() if name != "html"}


class PipelineSpider(Links):
    """Items with pages in them, which the item pipeline cleans."""

    name = "pipeline"
    custom_settings: ClassVar[dict[str, Any]] = {
        "ITEM_PIPELINES": {"dechaff.integrations.scrapy.CleanPipeline": 300, Lighten: 400}
    }

    def page(self, response: Response) -> Iterator[dict[str, Any]]:
        number = int(response.url.rpartition("/")[2].removesuffix(".html"))
        yield {"url": response.url, "html": response.body, "number": number}


class PageSpider(Links):
    """Items that a page object makes."""

    name = "page"
    custom_settings: ClassVar[dict[str, Any]] = {"ADDONS": {"scrapy_poet.Addon": 300}}

    async def page(self, response: Response, page: ArticlePage) -> Any:
        yield await page.to_item()


def main(spider: str, site: str, output: str) -> None:
    process = AsyncCrawlerProcess(
        {
            "FEEDS": {output: {"format": "jsonlines"}},
            "FEED_EXPORT_ENCODING": "utf-8",
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "ROBOTSTXT_OBEY": False,
            "DOWNLOAD_DELAY": 0,
        }
    )
    crawler = process.create_crawler(PipelineSpider if spider == "pipeline" else PageSpider)
    process.crawl(crawler, start_urls=[site])
    process.start()
    json.dump(crawler.stats.get_stats(), sys.stdout, default=str)


if __name__ == "__main__":
    main(*sys.argv[1:])
