"""Write labelled renditions of the benchmark's HTML pages, one file per set and scraper.

The text sets that come with the benchmark show six scrapers over English pages. These add the other scrapers
and the other sets, news and forums in many languages, so that no habit of one renderer passes for a habit of
boilerplate: `python -m dechaff.training.renditions --bench BENCH --out FOLDER`.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import urlsplit

from dechaff.training.alignment import label_lines, markup_free, words
from dechaff.training.rendering import RENDERERS, decode

__all__ = ["main", "oracle_f1", "registered_domain", "render_all", "spare_lists_and_quotes"]

Row = dict[str, Any]

_ALL = [name for name in RENDERERS if name != "lynx_nolist"]
PLAN: dict[str, list[str]] = {
    "wcxb-dev": ["lynx", "lynx_nolist", "w3m", "markdownify", "html2text_plain"],
    "magic-html": _ALL,
    "fundus": _ALL,
    "andreas-article": _ALL,
    "web-forum-52": _ALL,
    "zh-handmade": _ALL,
}
_PAGE_TYPE = {"web-forum-52": "forum"}
_LIST_AND_QUOTE_LOST = {"fundus", "andreas-article"}  # their golds drop lists and quotes
_MOST_BYTES = 400_000
_LEAST_F1 = 0.80  # under it, the gold is of another page or broken


@dataclass(frozen=True)
class Task:
    """One page of one set, to be rendered by several scrapers."""

    folder: Path
    name: str
    row: Row


@dataclass(frozen=True)
class Outcome:
    """What became of one page under one scraper: the row to write, or why there is none."""

    scraper: str
    row: Row | None
    f1: float
    f1_raw: float
    reason: str


def registered_domain(url: str) -> str:
    """Name the site of a page, the unit that cross-validation must not split."""
    from tld import get_fld

    found = get_fld(url, fail_silently=True, fix_protocol=True)
    if found:
        return str(found)
    return (urlsplit(url if "://" in url else "//" + url).hostname or "").rstrip(".")


def oracle_f1(lines: Iterable[str], labels: str, gold: str, title: str | None) -> float:
    """Score the kept lines against the gold as the benchmark does: the most that removing lines can reach."""
    heading = words(title or "")
    got = _bag((line for line, label in zip(lines, labels, strict=True) if label == "k"), heading)
    want = _bag(gold.split("\n"), heading)
    both = (got & want).total()
    return 2 * both / (got.total() + want.total()) if both else 0.0


def _bag(lines: Iterable[str], title: list[str]) -> Counter[str]:
    split = (words(line) for line in lines)
    return Counter(word for line in split if not title or line != title for word in line)


def spare_lists_and_quotes(text: str, labels: str, html: str) -> str:
    """Call dropped list items and quotes inside the body doubtful: some golds lose them.

    Items that are mostly links stay dropped: those are menus and teasers.
    """
    first, last = labels.find("k"), labels.rfind("k")
    lost = _listed_words(html)
    result = list(labels)
    for index, line in enumerate(text.split("\n")):
        if labels[index] == "d" and first < index < last:
            mine = words(markup_free(line))
            if mine and f" {' '.join(mine)} " in lost:
                result[index] = "a"
    return "".join(result)


def _listed_words(html: str) -> str:
    """Give the words of a page's list items and quotes as one string, an item a line."""
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8")
    tree = lxml_html.fromstring(html.encode("utf-8", "replace"), parser=parser)
    found = []
    for element in tree.iter("li", "blockquote", "q", "dd", "dt"):
        own = words(" ".join(element.itertext()))
        linked = sum(len(words(" ".join(link.itertext()))) for link in element.iter("a"))
        if 2 * linked <= len(own):
            found.append(f" {' '.join(own)} ")
    return "\n".join(found)


def _outcomes(task: Task) -> list[Outcome]:
    with gzip.open(task.folder / task.row["html"]) as file:
        html = decode(file.read())
    return [_outcome(task, html, scraper) for scraper in PLAN[task.name]]


def _outcome(task: Task, html: str, scraper: str) -> Outcome:
    row = task.row
    try:
        text = RENDERERS[scraper](html)
    except Exception as error:  # they fail in many ways on broken pages; it is counted
        return Outcome(scraper, None, 0.0, 0.0, type(error).__name__)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip("\n")
    if len(text.encode()) > _MOST_BYTES:
        return Outcome(scraper, None, 0.0, 0.0, "too long")
    labels = label_lines(text, row["text"], row["title"])
    score = functools.partial(oracle_f1, labels=labels, gold=row["text"], title=row["title"])
    f1, f1_raw = score(markup_free(text).split("\n")), score(text.split("\n"))
    if f1 < _LEAST_F1:
        return Outcome(scraper, None, f1, f1_raw, "low F1")
    if task.name in _LIST_AND_QUOTE_LOST:
        labels = spare_lists_and_quotes(text, labels, html)
    written = {
        "id": row["id"],
        "site": registered_domain(row["url"] or "") or row["id"],
        "url": row["url"],
        "set": task.name,
        "scraper": scraper,
        "page_type": _page_type(task),
        "language": row["lang"],
        "title": row["title"],
        "author": row["author"],
        "date": row["date"],
        "text": text,
        "labels": labels,
        "gold": row["text"],
    }
    return Outcome(scraper, written, f1, f1_raw, "")


def _tasks(bench: Path, limit: int | None, sets: list[str]) -> Iterator[Task]:
    for name in sets:
        folder = bench / "html" / name
        with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        for row in rows[:limit]:
            if row["text"] and row["text"].strip():
                yield Task(folder, name, row)


class _Files:
    """The output files; each gets its name only when all are complete, so that no reader meets a half."""

    def __init__(self, folder: Path, sets: list[str]) -> None:
        self._paths = {
            (name, scraper): folder / f"{name}-{scraper}.jsonl.gz" for name in sets for scraper in PLAN[name]
        }
        self._stack = ExitStack()
        self._open: dict[tuple[str, str], IO[str]] = {}

    def __enter__(self) -> Self:
        for key, path in self._paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            file = gzip.open(_part(path), "wt", encoding="utf-8", compresslevel=6)
            self._open[key] = self._stack.enter_context(file)
        return self

    def write(self, name: str, outcome: Outcome) -> None:
        self._open[name, outcome.scraper].write(json.dumps(outcome.row, ensure_ascii=False) + "\n")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._stack.close()
        for path in self._paths.values():
            if kind is None:
                _part(path).replace(path)
            else:
                _part(path).unlink(missing_ok=True)


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


class _Report:
    """Counts per set and scraper what was written and how well the labels serve the metric."""

    def __init__(self) -> None:
        self._outcomes: dict[tuple[str, str], list[tuple[Outcome, str]]] = defaultdict(list)

    def add(self, task_name: str, outcome: Outcome, page_type: str) -> None:
        bare = Outcome(outcome.scraper, None, outcome.f1, outcome.f1_raw, outcome.reason)
        self._outcomes[task_name, outcome.scraper].append((bare, page_type))

    def lines(self) -> Iterator[str]:
        yield f"{'set-scraper':32} {'kept':>5} {'F1':>7} {'article':>7} {'before':>7} {'raw':>7}  left out"
        for (name, scraper), found in sorted(self._outcomes.items()):
            kept = [(one, kind) for one, kind in found if not one.reason]
            scored = [one.f1 for one, _ in found if one.reason in ("", "low F1")]
            articles = [one.f1 for one, kind in kept if kind == "article"]
            reasons = Counter(one.reason for one, _ in found if one.reason)
            figures = [[one.f1 for one, _ in kept], articles, scored, [one.f1_raw for one, _ in kept]]
            columns = " ".join(f"{_mean(values):7.4f}" for values in figures)
            yield f"{name + '-' + scraper:32} {len(kept):5} {columns}  {dict(reasons)}"


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _rendered(task: Task) -> tuple[str, str, list[Outcome]]:
    warnings.filterwarnings("ignore", message="It looks like you're using an HTML parser")  # XHTML is HTML here
    return task.name, _page_type(task), _outcomes(task)


def _page_type(task: Task) -> str:
    return str(task.row["page_type"] or _PAGE_TYPE.get(task.name, "article"))


def render_all(
    bench: Path, out: Path, *, sets: Iterable[str] = tuple(PLAN), processes: int = 2, limit: int | None = None
) -> int:
    """Render, label and write every set, `limit` pages of each; print the oracle of each."""
    began, report, names = time.monotonic(), _Report(), list(sets)
    with _Files(out, names) as files, Pool(processes, maxtasksperchild=200) as pool:
        tasks = _tasks(bench, limit, names)
        for name, page_type, outcomes in pool.imap(_rendered, tasks, chunksize=4):
            for outcome in outcomes:
                report.add(name, outcome, page_type)
                if outcome.row is not None:
                    files.write(name, outcome)
    print("\n".join(report.lines()))
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run `render_all` from the command line."""
    parser = argparse.ArgumentParser(prog="python -m dechaff.training.renditions", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="folder with html/<set>/gold.jsonl.gz")
    parser.add_argument("--out", type=Path, required=True, help="folder to write <set>-<scraper>.jsonl.gz to")
    parser.add_argument("--sets", default=",".join(PLAN), help="sets to render, comma-separated")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--limit", type=int, help="pages per set, to try things out")
    options = parser.parse_args(arguments)
    sets = options.sets.split(",")
    return render_all(options.bench, options.out, sets=sets, processes=options.processes, limit=options.limit)


if __name__ == "__main__":
    sys.exit(main())
