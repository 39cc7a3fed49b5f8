"""Scrapy: a real crawl, in a process of its own, of a site that the test serves on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from corpus import PAGE_ROWS, SEARCH_PATH, Row, engine

from dechaff import DechaffError, Record
from dechaff.records.cleaning import Cleaning

pytestmark = engine("scrapy", "scrapy", "itemadapter", "web_poet", "scrapy_poet")

ROWS = [row for row in PAGE_ROWS if row.source]  # an empty page is none


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with links to all the pages, good and bad."""
    folder = tmp_path_factory.mktemp("site")
    for number, row in enumerate(ROWS):
        (folder / f"{number}.html").write_bytes(bytes(row.source or b""))  # type: ignore[arg-type]
    links = "".join(f'<a href="{number}.html">page</a> ' for number in range(len(ROWS)))
    (folder / "index.html").write_text(f"<html><body>{links}</body></html>", encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def crawl(spider: str, site: str, folder: Path) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The items of a spider of `spiders.py`, by address, and the statistics of the crawl."""
    output = folder / "items.jsonl"
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("spiders.py")), spider, site, str(output)],
        env={**os.environ, "PYTHONPATH": SEARCH_PATH},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    items = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    return {item["url"]: item for item in items}, json.loads(done.stdout)


def loop(row: Row, url: str) -> dict[str, Any]:
    return Cleaning().clean(Record(row.source, kind="html", url=url)).to_dict()


def test_the_item_pipeline(site: str, tmp_path: Path) -> None:
    """Every page of the site becomes an item with its article, the one of the plain loop; statistics count them."""
    items, stats = crawl("pipeline", site, tmp_path)
    assert set(items) == {f"{site}{number}.html" for number in range(len(ROWS))}
    for number, row in enumerate(ROWS):
        url = f"{site}{number}.html"
        want = loop(row, url)
        assert {name: items[url][name] for name in want} == want, row.id
        assert items[url]["number"] == number
    counted = {name.removeprefix("dechaff/"): n for name, n in stats.items() if name.startswith("dechaff/")}
    assert sum(counted.values()) == len(ROWS)
    assert counted["ok"] == sum(item["status"] == "ok" for item in items.values())


def test_the_page_object(site: str, tmp_path: Path) -> None:
    """The item of `ArticlePage` is the article as plain JSON types."""
    items, _ = crawl("page", site, tmp_path)
    assert len(items) == len(ROWS)
    for number, row in enumerate(ROWS):
        url = f"{site}{number}.html"
        assert items[url] == loop(row, url), row.id


def test_items_of_every_kind() -> None:
    """Classes get the fields that they have; what an item has already stays; settings say what is cleaned."""
    import scrapy
    from scrapy.utils.test import get_crawler

    from dechaff.integrations.scrapy import CleanPipeline

    class Page(scrapy.Item):
        html = scrapy.Field()
        title = scrapy.Field()
        article_title = scrapy.Field()
        status = scrapy.Field()

    html = (
        "<html><head><title>Sea wall</title></head><body><article><h1>Sea wall</h1><p>Long.</p></article></body></html>"
    )
    clean = CleanPipeline.from_crawler(get_crawler()).process_item
    want = Cleaning().clean(Record(html, kind="html")).to_dict()
    assert dict(clean(Page(html=html))) == {"html": html, "title": want["title"], "status": want["status"]}
    held = clean(Page(html=html, title="mine"))
    assert dict(held) == {"html": html, "title": "mine", "article_title": want["title"], "status": want["status"]}
    assert clean(Page())["status"] == "failed"
    assert clean({"html": None})["status"] == "failed"
    settings = {"DECHAFF_TEXT": "body", "DECHAFF_FIELDS": "text,status", "DECHAFF_CLEANING": Cleaning(profile="recall")}
    pipeline = CleanPipeline.from_crawler(get_crawler(settings_dict=settings))
    assert pipeline.process_item({"body": "A line."}) == {"body": "A line.", "text": "A line.", "status": "ok"}
    assert pipeline.cleaning.profile == "recall"
    for wrong in ({"DECHAFF_TEXT": "a", "DECHAFF_HTML": "b"}, {"DECHAFF_FIELDS": "body"}):
        with pytest.raises(DechaffError):
            CleanPipeline.from_crawler(get_crawler(settings_dict=wrong))


def test_encodings_that_the_server_declares_are_believed() -> None:
    """As browsers do; without a header, dechaff finds out."""
    import asyncio

    from web_poet import HttpResponse

    from dechaff.integrations.web_poet import ArticlePage

    page = "<p>Żółć i jaźń, a potem długa opowieść o gęsiach, które odleciały na południe.</p>".encode("iso-8859-2")
    headers = {"Content-Type": "text/html; charset=iso-8859-2"}
    response = HttpResponse("https://www.example.org/", body=page, headers=headers)
    assert "Żółć i jaźń" in asyncio.run(ArticlePage(response=response).to_item())["text"]
