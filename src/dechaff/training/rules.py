"""How good each rule of each cleaner is on the development pages.

    python -m dechaff.training.rules --bench ../shared/bench [--limit N] [--show CLEANER.RULE] [--write]

For every rule: hits on raw dumps and on extracted text with residue, the share that is right (a block is wrong when its
lines are labelled as kept; doubtful and blank lines are left out), distinct sites, and hits on clean bodies (harm). A
rule that protects is right where the block is kept. `--write` reads the pages as HTML too and writes what ships with
dechaff and `dechaff cleaners` shows: `data/precision.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dechaff.cleaners import builtin_cleaners
from dechaff.lexicon import builtin_lexicon
from dechaff.sources.text import read_text
from dechaff.training.pages import labelled, read_pages
from dechaff.types import Document, Mark, Verdict
from dechaff.view import View

__all__ = ["PRECISION", "RuleScore", "block_labels", "main", "measure", "precision_table"]

PRECISION = Path(__file__).parents[1] / "data" / "precision.json"

RAW = ("bs4", "inscriptis", "html2text", "html_text", "resiliparse")
RESIDUE = ("traf_recall", "synth")
CLEAN = ("donoharm",)


@dataclass
class RuleScore:
    """Hits of one rule: right and wrong on raw dumps, on residue and on pages, on clean bodies, and where."""

    right: int = 0
    wrong: int = 0
    residue_right: int = 0
    residue_wrong: int = 0
    page_right: int = 0
    page_wrong: int = 0
    harm: int = 0
    sites: dict[str, list[int]] = field(default_factory=dict)

    @property
    def site_precision(self) -> float:
        """Mean over sites, so that one long page does not speak for the rule."""
        shares = [right / (right + wrong) for right, wrong in self.sites.values() if right + wrong]
        return sum(shares) / max(len(shares), 1)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def residue_precision(self) -> float:
        return self.residue_right / max(self.residue_right + self.residue_wrong, 1)


def block_labels(document: Document, labels: str) -> str:
    """One label a block, from those of its lines: k when most words' lines are kept, d when dropped, - when neither."""
    starts = [0, *accumulate(len(line) + 1 for line in document.source.split("\n"))]
    result = []
    for block in document.blocks:
        first = bisect_right(starts, block.start) - 1
        last = bisect_right(starts, max(block.end - 1, block.start)) - 1
        own = Counter(labels[first : last + 1])
        result.append("k" if own["k"] > own["d"] else "d" if own["d"] else "-")
    return "".join(result)


def measure(
    bench: Path, limit: int, show: str | None = None, page_type: str | None = None
) -> tuple[dict[str, RuleScore], Counter[str]]:
    """Run all cleaners over the sets; also microseconds and blocks a cleaner."""
    scores: dict[str, RuleScore] = {}
    cost: Counter[str] = Counter()
    for name in (*RAW, *RESIDUE, *CLEAN):
        for row in _rows(bench / "text" / f"{name}.jsonl.gz", limit):
            if page_type and row["page_type"] != page_type:
                continue
            document = read_text(row["text"])
            labels = block_labels(document, row["labels"])
            site = urlsplit(row["url"] or "").netloc.removeprefix("www.")
            marks = _marks(document, cost)
            _cover(scores.setdefault(f"any on {name}", RuleScore()), labels, {mark.block for mark in marks})
            for mark in marks:
                rule = f"{mark.cleaner}.{mark.rule}"
                _count(scores.setdefault(rule, RuleScore()), name, judged(mark, labels), site)
                if show is not None and rule.startswith(show):
                    _show(name, row["id"], labels, document, mark)
    return scores, cost


def measure_pages(bench: Path, limit: int, scores: dict[str, RuleScore]) -> None:
    """Add what the rules hit on pages of HTML; `limit` pages at most, 0 for all."""
    for page in islice(read_pages(bench), limit or None):
        if (found := labelled(page)) is None:
            continue
        document, labels = found
        for mark in _marks(document, Counter()):
            score, label = scores.setdefault(f"{mark.cleaner}.{mark.rule}", RuleScore()), judged(mark, labels)
            score.page_right += label == "d"
            score.page_wrong += label == "k"


def precision_table(scores: Mapping[str, RuleScore]) -> dict[str, dict[str, list[float | None]]]:
    """Hits and precision of every rule of the built-in cleaners on texts, on extracted text and on pages."""
    table: dict[str, dict[str, list[float | None]]] = {}
    for rule in sorted(f"{cleaner.name}.{rule}" for cleaner in builtin_cleaners() for rule, _ in cleaner.rules):
        s = scores.get(rule, RuleScore())
        table[rule] = {
            "text": _hits(s.right, s.wrong),
            "extract": _hits(s.residue_right, s.residue_wrong),
            "html": _hits(s.page_right, s.page_wrong),
        }
    return table


def _hits(right: int, wrong: int) -> list[float | None]:
    hits = right + wrong
    return [hits, round(right / hits, 3) if hits else None]


def judged(mark: Mark, labels: str) -> str:
    """The label of the block that is marked, turned about where the mark says that it stays."""
    label = labels[mark.block]
    return {"d": "k", "k": "d"}.get(label, label) if mark.verdict is Verdict.PROTECT else label


def _write(table: Mapping[str, object], path: Path) -> None:
    lines = [f" {json.dumps(rule)}: {json.dumps(facts)}" for rule, facts in table.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _show(name: str, page: str, labels: str, document: Document, mark: Mark) -> None:
    text = document.blocks[mark.block].text
    print(f"@ {labels[mark.block]} {name}/{page} {mark.cleaner}.{mark.rule} | {text[:110]!r} | {mark.evidence[:60]}")


def _marks(document: Document, cost: Counter[str]) -> list[Mark]:
    view = View(document, builtin_lexicon())
    marks: list[Mark] = []
    cost["blocks"] += len(view)
    for cleaner in builtin_cleaners():
        start = time.perf_counter_ns()
        marks += cleaner.find(view)
        cost[cleaner.name] += time.perf_counter_ns() - start
    return marks


def _cover(score: RuleScore, labels: str, marked: set[int]) -> None:
    """How many of the blocks to drop any rule marked (as `right` of both), and how many to keep (as harm)."""
    score.right += sum(label == "d" and i in marked for i, label in enumerate(labels))
    score.wrong += sum(label == "d" and i not in marked for i, label in enumerate(labels))
    score.harm += sum(label == "k" and i in marked for i, label in enumerate(labels))


def _count(score: RuleScore, name: str, label: str, site: str) -> None:
    if name in CLEAN:
        score.harm += 1
        return
    of_site = score.sites.setdefault(site, [0, 0])
    of_site[0] += label == "d"
    of_site[1] += label == "k"
    if name in RESIDUE:
        score.residue_right += label == "d"
        score.residue_wrong += label == "k"
    else:
        score.right += label == "d"
        score.wrong += label == "k"


def _rows(path: Path, limit: int) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for i, line in enumerate(lines):
            if limit and i >= limit:
                return
            yield json.loads(line)


def main(arguments: list[str] | None = None) -> None:
    """Print the table of rules, and what each cleaner costs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--bench", type=Path, required=True, help="folder with text/<set>.jsonl.gz")
    parser.add_argument("--limit", type=int, default=0, help="pages of each set; 0 = all")
    parser.add_argument("--show", help="print every hit of the rules that begin with this")
    parser.add_argument("--page-type", help="only pages of this type, such as article")
    parser.add_argument("--write", action="store_true", help="write data/precision.json, pages of HTML included")
    options = parser.parse_args(arguments)
    scores, cost = measure(options.bench, options.limit, options.show, options.page_type)
    if options.write:
        measure_pages(options.bench, options.limit, scores)
        _write(precision_table(scores), PRECISION)
    print(f"{'rule':28} {'hits':>7} {'prec':>6} {'residue':>8} {'prec':>6} {'sites':>6} {'prec':>6} {'harm':>6}")
    for rule, s in sorted(scores.items()):
        residue = s.residue_right + s.residue_wrong
        print(
            f"{rule:28} {s.right + s.wrong:7} {s.precision:6.3f} {residue:8} {s.residue_precision:6.3f}"
            f" {len(s.sites):6} {s.site_precision:6.3f} {s.harm:6}"
        )
    blocks = max(cost.pop("blocks"), 1)
    print(f"\nmicroseconds a block: {sum(cost.values()) / blocks / 1000:.2f}")
    print(", ".join(f"{name} {ns / blocks / 1000:.2f}" for name, ns in cost.most_common()))


if __name__ == "__main__":
    main()
