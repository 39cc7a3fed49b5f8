"""Measure the whole pipeline: cross-validated by site, and the shipped weights as a quick gate."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dechaff.network import Network, Policy, load_network
from dechaff.pipeline import Pipeline
from dechaff.sources.text import read_text
from dechaff.training.dataset import FOLDS, RAW_SETS, TEXT_SETS, Sample, fold_of, read_samples
from dechaff.training.measure import Result, compare, table

__all__ = ["evaluate", "gate", "knots_of"]

SCRAPERS = (*RAW_SETS, "traf_recall")
FLOORS = Path("fixtures/gate/text.json")
KNOTS = 12


class _Outcome(NamedTuple):
    source: str
    page_type: str
    result: Result
    expected: float
    size: int
    seconds: float


def evaluate(bench: Path, work: Path, folds: Sequence[int] | None) -> int:
    """Fit on four fifths of the sites (unless the fold's weights are there), measure the last fifth, for each fold."""
    outcomes: list[_Outcome] = []
    for number in folds or range(FOLDS):
        weights = work / f"fold{number}.npz"
        if not weights.exists():
            _fit_fold(work, number, weights)
        network = replace(load_network(weights), policy=Policy())
        samples = [s for s in _samples(bench, work) if fold_of(s.site) == number]
        outcomes += _measure(samples, network)
        print(f"fold {number}: {len(samples)} documents", file=sys.stderr)
    print(_report(outcomes))
    knots = knots_of([(o.expected, o.result.f1) for o in outcomes if o.source in SCRAPERS])
    (work / "policy.json").write_text(json.dumps(knots))
    return 0


def _samples(bench: Path, work: Path) -> Iterable[Sample]:
    renditions = work / "renditions"
    yield from read_samples(bench, renditions if renditions.is_dir() else None)


def _fit_fold(work: Path, number: int, weights: Path) -> None:
    from dechaff.training.dataset import load_encoded
    from dechaff.training.fitting import Settings, fit, write_weights

    write_weights(fit(load_encoded(work / "encoded", without_fold=number), Settings()), {}, weights)


def _measure(samples: Sequence[Sample], network: Network) -> list[_Outcome]:
    with Pool(2, _load, (network,)) as pool:
        return pool.map(_run, samples, chunksize=20)


_pipeline: Pipeline


def _load(network: Network) -> None:
    global _pipeline  # noqa: PLW0603 - one a worker process
    _pipeline = Pipeline(network=network)


def _run(sample: Sample) -> _Outcome:
    began = time.process_time()
    article = _pipeline.clean(read_text(sample.text))
    spent = time.process_time() - began
    result = compare(article.text, sample.gold, sample.title)
    return _Outcome(sample.source, sample.page_type, result, article.score, len(sample.text.encode()), spent)


def _report(outcomes: Sequence[_Outcome]) -> str:
    """One line a set, then the means that the requirements name."""
    groups: dict[str, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.source].append(outcome)
        if outcome.source.startswith("synth-"):
            groups["synth"].append(outcome)
    lines = [f"{'set':28}{'n':>6}{'F1':>8}{'P':>8}{'R':>8}{'exact':>8}{'art F1':>8}{'art exact':>10}{'MB/s':>7}"]
    tables = {name: table([(o.page_type, o.result) for o in members]) for name, members in groups.items()}
    for name in (*TEXT_SETS, *sorted(n for n in groups if n not in TEXT_SETS)):
        if name in tables:
            t = tables[name]
            speed = sum(o.size for o in groups[name]) / max(sum(o.seconds for o in groups[name]), 1e-9) / 1e6
            lines.append(
                f"{name:28}{t.documents:6}{t.f1:8.4f}{t.precision:8.4f}{t.recall:8.4f}{t.exact:8.3f}"
                f"{t.articles:8.4f}{t.exact_articles:10.3f}{speed:7.2f}"
            )
    present = [tables[name] for name in SCRAPERS if name in tables]
    if present:
        lines.append(f"six scrapers: articles F1 {np.mean([t.articles for t in present]):.4f}, "
                     f"all page types F1 {np.mean([t.f1 for t in present]):.4f}")  # fmt: skip
    return "\n".join(lines)


def knots_of(pairs: Sequence[tuple[float, float]]) -> dict[str, list[float]]:
    """Knots from expected to measured F1, for `Policy`: means of equal groups of documents, made monotone."""
    groups = np.array_split(np.array(sorted(pairs)), KNOTS)
    expected = [float(g[:, 0].mean()) for g in groups]
    measured = np.maximum.accumulate([float(g[:, 1].mean()) for g in groups]).tolist()
    return {"expected": [0.0, *expected, 1.0], "measured": [0.0, *measured, measured[-1]]}


def gate(bench: Path) -> int:
    """Measure the shipped weights on every tenth document and hold them against the floors, which only rise."""
    floors: dict[str, float] = json.loads(FLOORS.read_text())
    samples = [s for i, s in enumerate(read_samples(bench, None)) if i % 10 == 0]
    measured = _gate_figures(samples)
    failed = [name for name, floor in floors.items() if measured[name] < floor]
    for name, floor in floors.items():
        print(f"{name:32} {measured[name]:.4f}  floor {floor:.4f}  {'FAILED' if name in failed else 'ok'}")
    return 1 if failed else 0


def _gate_figures(samples: Sequence[Sample]) -> dict[str, float]:
    from dechaff.network import builtin_network

    outcomes = _measure(samples, builtin_network())
    groups: dict[str, list[tuple[str, Result]]] = defaultdict(list)
    for o in outcomes:
        groups[o.source.split("-")[0]].append((o.page_type, o.result))
    tables = {name: table(members) for name, members in groups.items()}
    return {
        "articles_f1": float(np.mean([tables[name].articles for name in SCRAPERS])),
        "all_f1": float(np.mean([tables[name].f1 for name in SCRAPERS])),
        "extracted_articles_f1": tables["traf_recall"].articles,
        "clean_articles_untouched": tables["donoharm"].exact_articles,
        "planted_residue_solved": tables["synth"].exact,
    }
