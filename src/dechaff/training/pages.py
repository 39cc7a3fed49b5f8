"""Pages of HTML with a label for every block: read as they are read when they are cleaned, aligned to their gold."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from dechaff.sources.decoding import decode
from dechaff.sources.html import read_html
from dechaff.training.alignment import label_lines
from dechaff.training.dataset import VALUE, Encoded, encode_document, site_of
from dechaff.training.progress import progress
from dechaff.training.renditions import oracle_f1, spare_lists_and_quotes
from dechaff.types import Document

__all__ = ["PAGE_SETS", "Page", "encode_page", "encode_pages", "labelled", "read_pages"]

PAGE_SETS = ("wcxb-dev", "magic-html", "fundus", "andreas-article", "web-forum-52", "zh-handmade")
LOSES_LISTS = ("fundus", "andreas-article")  # their golds drop lists and quotes
LEAST_F1 = 0.7  # what the labelled blocks must reach against the gold; below, it is of another page or broken
MOST_BLOCKS = 6000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the development data with its gold."""

    id: str
    site: str
    source: str
    page_type: str
    url: str | None
    title: str
    author: str | None
    date: str | None
    html: bytes
    gold: str


def read_pages(bench: Path, sets: Sequence[str] = PAGE_SETS) -> Iterator[Page]:
    """All pages with a gold body, set by set."""
    for name in sets:
        folder = bench / "html" / name
        with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for row in rows:
            if not (row["text"] or "").strip():
                continue
            with gzip.open(folder / row["html"]) as file:
                html = file.read()
            kind = "forum" if name == "web-forum-52" else row.get("page_type") or "article"
            url = row["url"] or None
            site = site_of(url) if url else f"page-{row['id']}"
            yield Page(
                row["id"], site, f"page-{name}", kind, url, row["title"] or "", row.get("author"), row.get("date"),
                html, row["text"],
            )  # fmt: skip


def labelled(page: Page) -> tuple[Document, str] | None:
    """A page as it is read when it is cleaned, with a label for every block; None where its gold is not found on it."""
    document = read_html(page.html, url=page.url)
    if not 0 < len(document.blocks) <= MOST_BLOCKS:
        return None
    lines = [" ".join(block.text.split()) for block in document.blocks]
    text = "\n".join(lines)
    labels = label_lines(text, page.gold, page.title)
    if oracle_f1(lines, labels, page.gold, page.title) < LEAST_F1:
        return None
    if page.source.removeprefix("page-") in LOSES_LISTS:
        labels = spare_lists_and_quotes(text, labels, decode(page.html).text)
    return document, labels


def encode_page(page: Page) -> Encoded | None:
    """Features, hints and labels of a page; None where its gold cannot be found on it."""
    found = labelled(page)
    if found is None:
        return None
    document, labels = found
    values = np.array([VALUE.get(label, 0.5) for label in labels], np.float32)
    return encode_document(document, page.source, page.site, values, page.page_type)


def encode_pages(pages: Iterable[Page], *, processes: int = 2) -> list[Encoded]:
    """Encode pages in parallel, in their order."""
    encoded: list[Encoded] = []
    left = 0
    with Pool(processes) as pool, progress() as say:
        for done, result in enumerate(pool.imap(encode_page, pages, chunksize=8), 1):
            left += result is None
            if result is not None:
                encoded.append(result)
            say(f"encoded {done} pages, {left} without a usable gold")
    return encoded
