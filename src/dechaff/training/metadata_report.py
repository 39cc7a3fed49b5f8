"""How often the metadata read from flattened pages is right.

    python -m dechaff.training.metadata_report --bench ../shared/bench [--limit N] [--show FIELD] [--fold K]

For title, author and date on the article pages of four scrapers: the share that is right where the gold has the field,
the share that is wrong there, and how often an answer is given where the gold has none. The body is taken from the line
labels, so the figures say what the rules can do, whatever the scorer does. `title~` also takes titles that share most
words with the gold's: a page's heading and its `<title>` differ, and the gold has now the one, now the other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import regex as re

from dechaff.lexicon import builtin_lexicon
from dechaff.metadata.text import read_metadata
from dechaff.sources.text import read_text
from dechaff.training.dataset import block_labels, fold_of, site_of
from dechaff.types import Metadata
from dechaff.view import View

__all__ = ["FIELDS", "Score", "judge", "main", "measure"]

SETS = ("bs4", "inscriptis", "html2text", "resiliparse")
FIELDS = ("title", "title~", "author", "date")
_WORD = re.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]|[\p{L}\p{M}\p{N}]+")
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|&|/|\band\b|、)\s*")
_DEGREE = re.compile(r"(?<=\p{Ll}.{0,20})\s(?:\p{Lu}\.?){2,6}(?=$|\s)")
_ASIDE = re.compile(r"\s?\([^()]{1,40}\)")
_BEFORE_NAME = re.compile(r"^(?:(?:written |edited |sponsored |posted )?by|dr\.?|prof\.?|from)\s+", re.IGNORECASE)


@dataclass
class Score:
    """Of the pages whose gold has the field: right and wrong answers; of the others: answers given."""

    has: int = 0
    right: int = 0
    wrong: int = 0
    has_not: int = 0
    invented: int = 0

    @property
    def accuracy(self) -> float:
        return self.right / max(self.has, 1)

    @property
    def wrong_share(self) -> float:
        return self.wrong / max(self.has, 1)

    @property
    def invented_share(self) -> float:
        return self.invented / max(self.has_not, 1)


class Outcome(NamedTuple):
    """One field of one page: what the gold says, what was read, whether that is right (None: no gold)."""

    field: str
    gold: str | None
    got: str | None
    right: bool | None


def judge(row: dict[str, Any], metadata: Metadata) -> list[Outcome]:
    """Compare what was read of a page with its gold."""
    title, authors, date = row["title"], row["author"], row["date"]
    got_authors = "; ".join(metadata.authors) or None
    same = _words(metadata.title) == _words(title)
    return [
        Outcome("title", title, metadata.title, same if title else None),
        Outcome("title~", title, metadata.title, _alike(metadata.title, title) if title else None),
        Outcome("author", authors, got_authors, _same_people(authors, metadata.authors) if authors else None),
        Outcome("date", date, metadata.date_published, metadata.date_published == date[:10] if date else None),
    ]


def _words(text: str | None) -> list[str]:
    return _WORD.findall((text or "").lower().replace("’", "'"))


def _alike(got: str | None, gold: str) -> bool:
    """Three quarters of the words in common, counted as F1."""
    a, b = Counter(_words(got)), Counter(_words(gold))
    return 2 * (a & b).total() >= 0.75 * (a.total() + b.total()) > 0


def _same_people(gold: str, got: tuple[str, ...]) -> bool:
    """The same names in any order; titles, degrees and jobs behind a comma do not count."""
    want = {_name(part) for part in _BETWEEN_NAMES.split(gold) if part}
    found = {_name(name) for name in got}
    if not found:
        return False
    if found == want or {_name(gold)} == found:
        return True
    return found <= want and all(len(part) < 2 or _is_role(part) for part in want - found)


def _name(text: str) -> tuple[str, ...]:
    text = _BEFORE_NAME.sub("", _ASIDE.sub("", text))
    return tuple(_words(text if text.isupper() else _DEGREE.sub("", text)))


def _is_role(words: tuple[str, ...]) -> bool:
    return any(word in _ROLE_WORDS for word in words)


_ROLE_WORDS = frozenset(
    {"of", "the", "phd", "md", "editor", "writer", "ceo", "founder", "expert", "director", "contributor"}
)


def measure(
    bench: Path, limit: int, fold: int | None = None
) -> Iterator[tuple[str, dict[str, Any], list[Outcome], float]]:
    """Set, row, outcomes and milliseconds of every article page (of one fold of the sites, if given)."""
    lexicon = builtin_lexicon()
    for name in SETS:
        for row in _articles(bench / "text" / f"{name}.jsonl.gz", limit):
            if fold is not None and fold_of(site_of(row["url"] or row["id"])) != fold:
                continue
            document = read_text(row["text"], language="en")
            labels = block_labels(document, row["labels"])
            kept = [i for i, label in enumerate(labels.tolist()) if label == 1]
            view = View(document, lexicon)
            view.in_body, view.copies, view.is_prose, view.link_share  # noqa: B018  (columns the cleaners have made)
            start = time.perf_counter()
            metadata = read_metadata(view, kept)
            yield name, row, judge(row, metadata), 1000 * (time.perf_counter() - start)


def _articles(path: Path, limit: int) -> Iterator[dict[str, Any]]:
    count = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["page_type"] != "article":
                continue
            count += 1
            if limit and count > limit:
                return
            yield row


def _note(score: Score, outcome: Outcome) -> None:
    if outcome.right is None:
        score.has_not += 1
        score.invented += outcome.got is not None
    else:
        score.has += 1
        score.right += outcome.right
        score.wrong += outcome.got is not None and not outcome.right


def main(arguments: list[str] | None = None) -> None:
    """Print accuracy, wrong and invented answers for each set and field."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--bench", type=Path, required=True, help="folder with text/<set>.jsonl.gz")
    parser.add_argument("--limit", type=int, default=0, help="article pages of each set; 0 = all")
    parser.add_argument("--fold", type=int, help="only the sites of this fold")
    parser.add_argument("--show", choices=FIELDS, help="print what is wrong or missing of a field")
    options = parser.parse_args(arguments)
    scores: dict[tuple[str, str], Score] = {}
    cost: list[float] = []
    for name, row, outcomes, milliseconds in measure(options.bench, options.limit, options.fold):
        cost.append(milliseconds)
        for outcome in outcomes:
            for key in ((name, outcome.field), ("all", outcome.field)):
                _note(scores.setdefault(key, Score()), outcome)
            if outcome.field == options.show and not outcome.right and (outcome.gold or outcome.got):
                print(f"{name} {row['id']} gold {outcome.gold!r} got {outcome.got!r}")
    print(f"{'set':12} {'field':8} {'has':>5} {'right':>6} {'wrong':>6} {'has not':>8} {'invented':>8}")
    for (name, field), s in scores.items():
        print(
            f"{name:12} {field:8} {s.has:5} {s.accuracy:6.3f} {s.wrong_share:6.3f}"
            f" {s.has_not:8} {s.invented_share:8.3f}"
        )
    print(f"milliseconds a page: {sum(cost) / max(len(cost), 1):.2f}")


if __name__ == "__main__":
    main()
