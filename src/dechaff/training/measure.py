"""The benchmark's metrics: bag-of-words F1 against the gold body, and whether a document came out word for word.

The page's title, where it stands alone on a line, is left out of both sides, because gold sets disagree on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Result", "Table", "compare", "table"]

_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+")


class Result(NamedTuple):
    """One document's figures."""

    precision: float
    recall: float
    f1: float
    exact: bool


class Table(NamedTuple):
    """Means over a set of documents; `articles` counts pages of type article alone."""

    documents: int
    f1: float
    precision: float
    recall: float
    exact: float
    articles: float
    exact_articles: float


def compare(output: str, gold: str, title: str) -> Result:
    """Hold an output against the gold body."""
    got, want = _bag(output, title), _bag(gold, title)
    got_size, want_size = sum(got.values()), sum(want.values())
    if not got_size or not want_size:
        same = float(got_size == want_size)
        return Result(same, same, same, bool(same))
    both = sum((got & want).values())
    return Result(both / got_size, both / want_size, 2 * both / (got_size + want_size), got == want)


def _bag(text: str, title: str) -> Counter[str]:
    heading = _WORD.findall(title.lower())
    lines = (_WORD.findall(line.lower()) for line in text.split("\n"))
    return Counter(word for line in lines if not (heading and line == heading) for word in line)


def table(results: Sequence[tuple[str, Result]]) -> Table:
    """Means of (page type, result) pairs."""
    everything = [result for _, result in results]
    articles = [result for kind, result in results if kind == "article"]
    return Table(
        len(everything),
        _mean(r.f1 for r in everything),
        _mean(r.precision for r in everything),
        _mean(r.recall for r in everything),
        _mean(r.exact for r in everything),
        _mean(r.f1 for r in articles),
        _mean(r.exact for r in articles),
    )


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else float("nan")
