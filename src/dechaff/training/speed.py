"""Where the milliseconds go: texts in MB a second, pages as multiples of what libxml2 takes to parse them.

CPU time of this process, the best of three rounds in which the things compared take turns, after a warm-up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

import dechaff
from dechaff.cleaners import builtin_cleaners
from dechaff.collector import collector_paused
from dechaff.lexicon import builtin_lexicon
from dechaff.metadata.html import read_page_metadata
from dechaff.network import builtin_network
from dechaff.pipeline import Pipeline
from dechaff.render.text import render_text
from dechaff.scoring import decide
from dechaff.sources.html import read_html
from dechaff.training.dataset import TEXT_SETS, read_samples
from dechaff.training.pages import Page, read_pages
from dechaff.types import Profile
from dechaff.view import View

__all__ = ["measure_speed"]

ROUNDS = 3
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)  # bytes of one text


def measure_speed(bench: Path) -> int:
    """Print the speed of texts, set by set and size by size, and of pages, step by step."""
    _texts(bench)
    _pages([page for number, page in enumerate(read_pages(bench, ["wcxb-dev"])) if number % 10 == 0])
    return 0


def _texts(bench: Path) -> None:
    print(f"{'texts':24}{'documents':>10}{'kB each':>10}{'MB/s':>8}")
    longest: list[str] = []
    for name in TEXT_SETS:
        texts = [s.text for number, s in enumerate(read_samples(bench, None, [name])) if number % 12 == 0]
        size = sum(len(text.encode()) for text in texts)
        (spent,) = _best([lambda texts=texts: [dechaff.clean_text(text) for text in texts]])  # type: ignore[misc]
        print(f"{name:24}{len(texts):10}{size / len(texts) / 1000:10.1f}{size / spent / 1e6:8.2f}", flush=True)
        longest += texts
    whole = "\n".join(longest) * 4
    for size in SIZES:
        text = whole.encode()[:size].decode("utf-8", "ignore")
        (spent,) = _best([lambda text=text: dechaff.clean_text(text)])  # type: ignore[misc]
        print(f"{'one text':24}{1:10}{size / 1000:10.0f}{size / spent / 1e6:8.2f}", flush=True)


def _pages(pages: Sequence[Page]) -> None:
    from lxml import html

    names = [cleaner.name for cleaner in builtin_cleaners()]
    lexicon, network, pipeline = builtin_lexicon(), builtin_network("html"), Pipeline()
    documents = [d for page in pages if (d := read_html(page.html, url=page.url)).blocks]
    views = [View(document, lexicon) for document in documents]
    marks = [pipeline.marks(view) for view in views]
    every = [list(range(len(view))) for view in views]

    def look() -> None:
        for document in documents:
            pipeline.marks(View(document, lexicon))

    def score() -> None:
        for view, found in zip(views, marks, strict=True):
            decide(view, found, names, network, Profile.BALANCED)

    parts: dict[str, Callable[[], object]] = {
        "  read the page": lambda: [read_html(page.html, url=page.url) for page in pages],
        "  words, phrases, marks": look,
        "  features, network, decode": score,
        "  metadata": lambda: [read_page_metadata(v, kept) for v, kept in zip(views, every, strict=True)],
        "  text": lambda: [render_text(d, kept) for d, kept in zip(documents, every, strict=True)],
    }
    steps: dict[str, Callable[[], object]] = {
        "lxml.html.document_fromstring": lambda: [html.document_fromstring(page.html) for page in pages],
        "dechaff.clean_html": lambda: [dechaff.clean_html(page.html, url=page.url) for page in pages],
        **{name: collector_paused()(part) for name, part in parts.items()},  # as in `clean_html`
    }
    size = np.mean([len(page.html) for page in pages]) / 1000
    print(f"\n{len(pages)} pages of {size:.0f} kB{'':24}{'ms':>8}{'times':>8}")
    spent = _best(list(steps.values()))
    for name, seconds in zip(steps, spent, strict=True):
        print(f"{name:44}{1000 * seconds / len(pages):8.2f}{seconds / spent[0]:8.2f}")


def _best(steps: Sequence[Callable[[], object]]) -> list[float]:
    """CPU seconds of each step, the best of the rounds."""
    best = [float("inf")] * len(steps)
    for _ in range(ROUNDS + 1):
        for i, step in enumerate(steps):
            began = time.process_time()
            step()
            best[i] = min(best[i], time.process_time() - began)
    return best
