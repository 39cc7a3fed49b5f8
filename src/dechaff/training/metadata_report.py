"""How often the metadata read from flattened text and from pages is right.

    python -m dechaff.training.metadata_report --bench ../shared/bench [--html] [--limit N] [--show FIELD] [--fold K]
        [--sets A,B] [--all-types] [--by-source] [--scored] [--htmldate]

Without `--html`, title, author and date on the article pages of four scrapers; with it, on the pages of the HTML sets
whose gold has them. `right` is the share of answers where the gold has the field (recall), `precision` that of right
answers among those given there, `invented` how often an answer is given where the gold has none. The body is taken from
the labels of lines and blocks, so the figures say what the rules can do, whatever the scorer does; with `--scored` it
is what the scorer keeps. `title~` also takes titles that share most words with the gold's: a page's heading and its
`<title>` differ, and the gold has now the one, now the other. `--by-source` says how often each source of an answer was
right. `--htmldate` adds what htmldate makes of the same pages, which parses them again, some 5 ms each: alone
(`htmldate`), and where no date was read here (`or htmldate`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import regex as re

from dechaff.lexicon import builtin_lexicon
from dechaff.metadata.html import read_page_metadata
from dechaff.metadata.text import read_metadata
from dechaff.sources.decoding import decode
from dechaff.sources.html import read_html
from dechaff.sources.text import read_text
from dechaff.training.alignment import label_lines
from dechaff.training.dataset import block_labels, fold_of, site_of
from dechaff.training.pages import read_pages
from dechaff.types import Metadata
from dechaff.view import View

__all__ = ["FIELDS", "Choice", "Score", "judge", "main", "measure", "measure_pages"]

SETS = ("bs4", "inscriptis", "html2text", "resiliparse")
HTML_SETS = ("wcxb-dev", "fundus", "andreas-article", "zh-handmade")
SOURCES = {"title": "title", "title~": "title", "author": "authors", "date": "date_published"}
FIELDS = ("title", "title~", "author", "date")
_WORD = re.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]|[\p{L}\p{M}\p{N}]+")
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|&|/|\band\b|、)\s*")
_BETWEEN_IDEOGRAPHS = re.compile(r"[\s、，;；&]+")
_IDEOGRAPHS = re.compile(r"\p{Han}{2,3}(?:[\s、，]{1,2}\p{Han}{2,3})+$")
_INITIALS = re.compile(r"(?<=\b\p{L}{1,2})\.(?=\p{L}\b)")  # `Ph.D.` is one word
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
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
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def wrong_share(self) -> float:
        return self.wrong / max(self.has, 1)

    @property
    def invented_share(self) -> float:
        return self.invented / max(self.has_not, 1)


class Outcome(NamedTuple):
    """One field of one page: what the gold says, what was read and where, whether that is right (None: no gold)."""

    field: str
    gold: str | None
    got: str | None
    right: bool | None
    source: str = ""


def judge(row: dict[str, Any], metadata: Metadata) -> list[Outcome]:
    """Compare what was read of a page with its gold."""
    title, authors, date = row["title"], row["author"], row["date"]
    got_authors = "; ".join(metadata.authors) or None
    day = _day(date) if date else None
    same = _words(metadata.title) == _words(title)
    right_day = bool(day and metadata.date_published and metadata.date_published.startswith(day))
    outcomes = [
        Outcome("title", title, metadata.title, same if title else None),
        Outcome("title~", title, metadata.title, _alike(metadata.title, title) if title else None),
        Outcome("author", authors, got_authors, _same_people(authors, metadata.authors) if authors else None),
        Outcome("date", date, metadata.date_published, right_day if date else None),
    ]
    return [x._replace(source=_source(metadata.provenance.get(SOURCES[x.field], ""))) for x in outcomes]


def _source(provenance: str) -> str:
    """Where an answer stood, without the line or path."""
    return re.sub(r"^line \d+|(?<=^text) at .*?(?= \(updated\)$|$)", "", provenance).strip() or "line"


def _day(date: str) -> str:
    """A date of the gold as ISO 8601, as far as it goes: `2005-5-7 21:23` is `2005-05-07`."""
    match = _DAY.match(date)
    return "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)]) if match else date


def _words(text: str | None) -> list[str]:
    return _WORD.findall((text or "").lower().replace("’", "'"))


def _alike(got: str | None, gold: str) -> bool:
    """Four fifths of the words in common, counted as F1."""
    a, b = Counter(_words(got)), Counter(_words(gold))
    return 2 * (a & b).total() >= 0.8 * (a.total() + b.total()) > 0


def _same_people(gold: str, got: tuple[str, ...]) -> bool:
    """The same names in any order; titles, degrees and jobs behind a comma do not count."""
    gold = _INITIALS.sub("", gold)
    between = _BETWEEN_IDEOGRAPHS if _IDEOGRAPHS.match(gold) else _BETWEEN_NAMES
    want = {_name(part) for part in between.split(gold) if part}
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
            start = time.process_time()
            metadata = read_metadata(view, kept)
            yield name, row, judge(row, metadata), 1000 * (time.process_time() - start)


class Choice(NamedTuple):
    """Which pages to read, and whose word to take for their bodies: the gold's, or (`scored`) the scorer's."""

    sets: Sequence[str] = HTML_SETS
    limit: int = 0
    fold: int | None = None
    all_types: bool = False
    scored: bool = False
    htmldate: bool = False


def measure_pages(bench: Path, choice: Choice) -> Iterator[tuple[str, dict[str, Any], list[Outcome], float]]:
    """Set, row, outcomes and milliseconds of every page chosen."""
    lexicon = builtin_lexicon()
    counts: Counter[str] = Counter()
    for page in read_pages(bench, choice.sets):
        name = page.source.removeprefix("page-")
        if page.page_type != "article" and not choice.all_types:
            continue
        if choice.fold is not None and fold_of(page.site) != choice.fold:
            continue
        counts[name] += 1
        if choice.limit and counts[name] > choice.limit:
            continue
        row = {"id": page.id, "title": page.title or None, "author": page.author, "date": page.date}
        document = read_html(page.html, url=page.url)
        if choice.scored:
            from dechaff.pipeline import Pipeline

            kept = [block.index for block in Pipeline().clean(document).kept]
        else:
            text = "\n".join(" ".join(block.text.split()) for block in document.blocks)
            kept = [i for i, label in enumerate(label_lines(text, page.gold, page.title)) if label == "k"]
        view = View(document, lexicon)
        view.in_body, view.copies, view.is_prose, view.link_share  # noqa: B018  (columns the cleaners have made)
        start = time.process_time()
        metadata = read_page_metadata(view, [i for i in kept if i < len(view)])
        spent = 1000 * (time.process_time() - start)
        outcomes = judge(row, metadata)
        if choice.htmldate:
            outcomes += _by_htmldate(page.html, page.url, outcomes[-1])
        yield name, row, outcomes, spent


def _by_htmldate(html: bytes, url: str | None, own: Outcome) -> list[Outcome]:
    """The date that htmldate finds, and the one that a page would get if it were asked where dechaff finds none."""
    from htmldate import find_date

    found = find_date(decode(html).text, original_date=True, extensive_search=False, url=url)
    right = own.gold and bool(found and found.startswith(_day(own.gold)))
    other = Outcome("htmldate", own.gold, found, bool(right) if own.gold else None, "htmldate")
    return [other, (own if own.got else other)._replace(field="or htmldate")]


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
    parser.add_argument("--html", action="store_true", help="pages instead of flattened text")
    parser.add_argument("--sets", default=",".join(HTML_SETS), help="with --html: these sets")
    parser.add_argument("--all-types", action="store_true", help="with --html: other pages than articles too")
    parser.add_argument("--scored", action="store_true", help="with --html: bodies as the scorer finds them")
    parser.add_argument("--htmldate", action="store_true", help="with --html: what htmldate finds, too")
    parser.add_argument("--by-source", action="store_true", help="how often each source of an answer was right")
    options = parser.parse_args(arguments)
    rows = (
        measure_pages(
            options.bench,
            Choice(
                options.sets.split(","),
                options.limit,
                options.fold,
                options.all_types,
                options.scored,
                options.htmldate,
            ),
        )
        if options.html
        else measure(options.bench, options.limit, options.fold)
    )
    scores: dict[tuple[str, str], Score] = {}
    sources: dict[tuple[str, str], Score] = {}
    cost: list[float] = []
    for name, row, outcomes, milliseconds in rows:
        cost.append(milliseconds)
        for outcome in outcomes:
            for key in ((name, outcome.field), ("all", outcome.field)):
                _note(scores.setdefault(key, Score()), outcome)
            if outcome.got:
                _note(sources.setdefault((outcome.field, outcome.source), Score()), outcome)
            if outcome.field == options.show and not outcome.right and (outcome.gold or outcome.got):
                print(f"{name} {row['id']} gold {outcome.gold!r} got {outcome.got!r} ({outcome.source})")
    _print(scores)
    if options.by_source:
        print()
        _print(dict(sorted(sources.items(), key=lambda item: (item[0][0], -item[1].has))))
    print(f"milliseconds a page: {sum(cost) / max(len(cost), 1):.2f}")


def _print(scores: dict[tuple[str, str], Score]) -> None:
    width = max([12, *(len(second) for _, second in scores)])
    heads = f"{'has':>5} {'right':>6} {'precision':>9} {'wrong':>6} {'has not':>8} {'invented':>8}"
    print(f"{'set':16} {'':{width}} {heads}")
    for (name, field), s in scores.items():
        print(
            f"{name:16} {field:{width}} {s.has:5} {s.accuracy:6.3f} {s.precision:9.3f} {s.wrong_share:6.3f}"
            f" {s.has_not:8} {s.invented_share:8.3f}"
        )


if __name__ == "__main__":
    main()
