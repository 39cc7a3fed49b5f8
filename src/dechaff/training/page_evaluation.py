"""Fit and measure the scorer of pages, cross-validated by site."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dechaff.network import Network, Policy, load_network
from dechaff.pipeline import Pipeline
from dechaff.sources.extracted import read_extracted
from dechaff.sources.html import read_html
from dechaff.training.dataset import FOLDS, Encoded, fold_of
from dechaff.training.evaluation import knots_of
from dechaff.training.fitting import Fit, Settings, average, fit, write_weights
from dechaff.training.measure import Result, compare, table
from dechaff.training.pages import Page, encode_pages, read_pages
from dechaff.types import DechaffError

__all__ = ["evaluate_pages", "fit_pages", "measure_trafilatura"]

PAGE_SETTINGS = Settings(epochs=12, rate=1.5e-3, dropout=0.2)
MEMBERS = 3
PAGE_POLICY = Policy(doubtful=0.93, doubtful_odds=2.7)


class _Outcome(NamedTuple):
    source: str
    page_type: str
    result: Result
    expected: float
    judged: str | None
    size: int
    seconds: float


def fit_pages(bench: Path, start: Path, out: Path, epochs: int | None) -> Path:
    """Train on all pages, beginning with the weights for text, and write the weights."""
    write_weights(_fit(encode_pages(read_pages(bench)), epochs, start), {}, out)
    return out


def _fit(samples: Sequence[Encoded], epochs: int | None, start: Path) -> Fit:
    """The mean of several fits: there are few pages, and what one fit happens to learn of them another does not."""
    return average([fit(samples, replace(_settings(epochs), seed=seed), start) for seed in range(MEMBERS)])


def evaluate_pages(bench: Path, work: Path, folds: Sequence[int] | None, epochs: int | None) -> int:
    """Fit on four fifths of the sites (unless the fold's weights are there), measure the last fifth, for each fold.

    A fold begins with the weights for text of the same fold, which `evaluate` leaves in `work`.
    """
    encoded: list[Encoded] | None = None
    outcomes: list[_Outcome] = []
    for number in folds or range(FOLDS):
        weights = work / f"pages{number}.npz"
        if not weights.exists():
            encoded = encoded or encode_pages(read_pages(bench))
            seen = [sample for sample in encoded if fold_of(sample.site) != number]
            write_weights(_fit(seen, epochs, _text_weights(work, number)), {}, weights)
        network = replace(load_network(weights), policy=PAGE_POLICY)
        pages = [page for page in read_pages(bench) if fold_of(page.site) == number]
        with Pool(2, _load, (network,)) as pool:
            outcomes += pool.map(_run, pages, chunksize=8)
        print(f"fold {number}: {len(pages)} pages", file=sys.stderr)
    print(_report(outcomes))
    knots = knots_of([(o.expected, o.result.f1) for o in outcomes])
    (work / "page-policy.json").write_text(json.dumps({**PAGE_POLICY._asdict(), **knots}))
    return 0


def measure_trafilatura(bench: Path, work: Path, folds: Sequence[int] | None) -> int:
    """What trafilatura extracts, and what dechaff makes of that with the fold weights for text that `evaluate` left."""
    plain: list[_Outcome] = []
    cleaned: list[_Outcome] = []
    for number in folds or range(FOLDS):
        network = replace(load_network(_text_weights(work, number)), policy=Policy())
        pages = [page for page in read_pages(bench) if fold_of(page.site) == number]
        with Pool(2, _load, (network,)) as pool:
            for before, after in pool.map(_run_trafilatura, pages, chunksize=8):
                plain.append(before)
                cleaned.append(after)
        print(f"fold {number}: {len(pages)} pages", file=sys.stderr)
    print(f"trafilatura\n{_report(plain)}\n\ntrafilatura, cleaned\n{_report(cleaned)}")
    return 0


def _run_trafilatura(page: Page) -> tuple[_Outcome, _Outcome]:
    began = time.process_time()
    document = read_extracted(page.html, read_html(page.html, url=page.url))
    spent = time.process_time() - began
    article = _pipeline.clean(document)
    both = [
        _Outcome(page.source, page.page_type, compare(text, page.gold, page.title), 0.0, None, len(page.html), seconds)
        for text, seconds in ((document.source, spent), (article.text, time.process_time() - began))
    ]
    return both[0], both[1]


def _text_weights(work: Path, fold: int) -> Path:
    path = work / f"fold{fold}.npz"
    if not path.exists():
        raise DechaffError(f"{path} is not there; run the step `evaluate` first")
    return path


def _settings(epochs: int | None) -> Settings:
    return replace(PAGE_SETTINGS, epochs=epochs) if epochs else PAGE_SETTINGS


_pipeline: Pipeline


def _load(network: Network) -> None:
    global _pipeline  # noqa: PLW0603 - one a worker process
    _pipeline = Pipeline(network=network)


def _run(page: Page) -> _Outcome:
    began = time.process_time()
    article = _pipeline.clean(read_html(page.html, url=page.url))
    spent = time.process_time() - began
    result = compare(article.text, page.gold, page.title)
    judged = article.metadata.page_type
    return _Outcome(page.source, page.page_type, result, article.score, judged, len(page.html), spent)


def _report(outcomes: Sequence[_Outcome]) -> str:
    """One line a set and one a page type of the set that has them."""
    groups: dict[str, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.source].append(outcome)
        if outcome.source == "page-wcxb-dev":
            groups[f"  {outcome.page_type}"].append(outcome)
    lines = [f"{'set':24}{'n':>6}{'F1':>8}{'P':>8}{'R':>8}{'exact':>8}{'art F1':>8}{'type':>7}{'ms':>8}"]
    for name, members in groups.items():
        t = table([(o.page_type, o.result) for o in members])
        right = np.mean([o.judged == o.page_type for o in members])
        lines.append(
            f"{name:24}{t.documents:6}{t.f1:8.4f}{t.precision:8.4f}{t.recall:8.4f}{t.exact:8.3f}{t.articles:8.4f}"
            f"{right:7.2f}{1000 * np.mean([o.seconds for o in members]):8.1f}"
        )
    return "\n".join(lines)
