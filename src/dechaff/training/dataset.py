"""Labelled texts as arrays: which rows there are, which site each is from, what a block's label is.

Rows come from the development data (`text/*.jsonl.gz`) and from the further renditions that `training.renditions` makes
of the HTML sets. Folds are made of sites, never of pages, so that no page is judged by weights that saw its neighbours.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from dechaff.cleaners import builtin_cleaners
from dechaff.features import featurize
from dechaff.lexicon import builtin_lexicon
from dechaff.sources.text import read_text
from dechaff.training.planting import ResiduePool, plant, restyle
from dechaff.training.progress import progress
from dechaff.types import Document
from dechaff.view import View

__all__ = [
    "FOLDS", "RAW_SETS", "TEXT_SETS", "Encoded", "Sample", "block_labels", "encode", "encode_all", "encode_document",
    "fold_of",
    "load_encoded", "planted", "read_samples",
]  # fmt: skip

FOLDS = 5
RAW_SETS = ("bs4", "inscriptis", "html2text", "html_text", "resiliparse")
TEXT_SETS = (*RAW_SETS, "traf_recall", "donoharm", "synth")
BODY_SETS = ("-markdownify", "-w3m", "-html2text_plain")
VALUE = {"k": 1.0, "d": 0.0, "a": 0.5}
MAX_BLOCKS = 4000


@dataclass(frozen=True, slots=True)
class Sample:
    """One text with a label a line: k body, d boilerplate, a either, - blank."""

    id: str
    site: str
    source: str
    page_type: str
    language: str
    title: str
    text: str
    labels: str
    gold: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sample as the network sees it: features and label a block, the hashes of its words; a page's hints and type."""

    source: str
    site: str
    features: NDArray[np.float16]
    labels: NDArray[np.float32]
    words: NDArray[np.float32]
    word_hashes: NDArray[np.uint64]
    words_before: NDArray[np.int64]
    hints: tuple[tuple[str, ...], ...] = ()
    page_type: str = ""


def site_of(url: str) -> str:
    """The registered domain, near enough for grouping: the last two labels, three under second-level registries."""
    host = (urlsplit(url if "//" in url else "//" + url).hostname or url).lower()
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-keep:])


def fold_of(site: str) -> int:
    """The fold of a site, the same on every machine."""
    return int.from_bytes(hashlib.sha256(site.encode()).digest()[:4], "big") % FOLDS


def read_samples(bench: Path, renditions: Path | None, sets: Sequence[str] | None = None) -> Iterator[Sample]:
    """All rows with a gold body: the eight text sets, then the renditions in the order of their names."""
    for name in TEXT_SETS:
        if sets is None or name in sets:
            for row in _rows(bench / "text" / f"{name}.jsonl.gz"):
                yield _sample(row, name, site_of(row["url"] or f"page-{row['id'].split('-')[0]}"))
    if renditions:
        for path in sorted(renditions.glob("*.jsonl.gz")):
            name = path.name.removesuffix(".jsonl.gz")
            if sets is None or name in sets:
                for row in _rows(path):
                    yield _sample(row, name, site_of(row["url"] or row["site"]))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["gold"] and row["gold"].strip():
                yield row


def _sample(row: dict[str, str], source: str, site: str) -> Sample:
    if source == "synth":
        source = f"synth-{row['kind']}"
    return Sample(
        f"{source}/{row['id']}",
        site,
        source,
        row.get("page_type") or "article",
        row.get("language") or "en",
        row.get("title") or "",
        row["text"],
        row["labels"],
        row["gold"],
    )


def block_labels(document: Document, labels: str) -> NDArray[np.float32]:
    """The label of each block: 1 body, 0 boilerplate, 0.5 doubtful; a rejoined paragraph takes its lines' mean."""
    breaks = np.array([i for i, c in enumerate(document.source) if c == "\n"], np.int64)
    starts = np.fromiter((b.start for b in document.blocks), np.int64, len(document.blocks))
    ends = np.fromiter((b.end for b in document.blocks), np.int64, len(document.blocks))
    first, last = np.searchsorted(breaks, starts), np.searchsorted(breaks, ends - 1)
    out = np.full(len(starts), 0.5, np.float32)
    for i, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        values = [VALUE[x] for x in labels[a : b + 1] if x in VALUE]
        if values:
            out[i] = sum(values) / len(values)
    return out


def encode(sample: Sample) -> Encoded | None:
    """Features and labels of a sample; None for texts without blocks or with too many."""
    document = read_text(sample.text)
    if not 0 < len(document.blocks) <= MAX_BLOCKS:
        return None
    return encode_document(document, sample.source, sample.site, block_labels(document, sample.labels))


def encode_document(
    document: Document, source: str, site: str, labels: NDArray[np.float32], page_type: str = ""
) -> Encoded:
    """Features of a document whose blocks have labels."""
    view = View(document, builtin_lexicon())
    cleaners = builtin_cleaners()
    marks = [mark for cleaner in cleaners for mark in cleaner.find(view)]
    bundles: list[NDArray[np.float16]] = []
    featurize(view, marks, [c.name for c in cleaners], lambda _, values: bundles.append(values.astype(np.float16)))
    return Encoded(
        source,
        site,
        np.concatenate(bundles).T,
        labels,
        view.word_count,
        view.tokens.words.hashes,
        view.tokens.words_before,
        tuple(block.hints for block in document.blocks) if document.kind == "html" else (),
        page_type,
    )


def encode_all(samples: Sequence[Sample], folder: Path, *, processes: int = 2) -> None:
    """Encode samples in parallel and store them, one plain `.npz` for every few hundred."""
    folder.mkdir(parents=True, exist_ok=True)
    shards = [(samples[i : i + 400], folder / f"{i // 400:05}.npz") for i in range(0, len(samples), 400)]
    with Pool(processes) as pool, progress() as say:
        for done, _ in enumerate(pool.imap_unordered(_encode_shard, shards), 1):
            say(f"encoded {done}/{len(shards)} shards")


def _encode_shard(job: tuple[Sequence[Sample], Path]) -> None:
    samples, path = job
    encoded = [e for e in map(encode, samples) if e is not None]
    columns = {name: [getattr(e, name) for e in encoded] for name in ("features", "labels", "words", "word_hashes")}
    np.savez(
        path,
        header=np.frombuffer(json.dumps([(e.source, e.site, len(e.labels)) for e in encoded]).encode(), np.uint8),
        word_counts=np.concatenate([np.diff(e.words_before) for e in encoded]).astype(np.int32),
        **{name: np.concatenate(values) for name, values in columns.items()},  # type: ignore[arg-type]
    )


def load_encoded(folder: Path, *, without_fold: int | None = None) -> list[Encoded]:
    """What `encode_all` stored, less the sites of one fold."""
    out: list[Encoded] = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        row = word = 0
        for source, site, count in json.loads(bytes(arrays["header"])):
            before = np.concatenate(([0], np.cumsum(arrays["word_counts"][row : row + count], dtype=np.int64)))
            if without_fold is None or fold_of(site) != without_fold:
                rows, words = slice(row, row + count), slice(word, word + int(before[-1]))
                out.append(Encoded(
                    source, site, arrays["features"][rows].copy(), arrays["labels"][rows].copy(),
                    arrays["words"][rows].copy(), arrays["word_hashes"][words].copy(), before,
                ))  # fmt: skip
            row, word = row + count, word + int(before[-1])
    return out


def planted(samples: Iterable[Sample], *, copies: int, seed: int) -> Iterator[Sample]:
    """Clean bodies in other dress, cut short, and with residue of many kinds planted in.

    The bodies are the gold texts, extracted texts without residue, and the kept lines of page dumps (which carry each
    scraper's own layout). Residue that was cut from real pages comes from sites of the sample's own fold only, so that
    nothing crosses folds.
    """
    rows = list(samples)
    pools = _pools(rows)
    for row in rows:
        body = _body(row)
        if body is None:
            continue
        gold = row.source == "donoharm" or "d" not in row.labels
        for copy in range(1 + (copies if gold else 1)):
            rng = random.Random(f"{seed}/{row.id}/{copy}")
            lines, labels = body
            if rng.random() < 0.1:
                lines, labels = _piece(rng, lines, labels)
            if gold and rng.random() < 0.7:
                lines, labels = restyle(rng, lines, labels)
            if copy:
                pool = pools[fold_of(row.site)]
                lines, labels = plant(rng, lines, labels, pool, row.language, title=row.title)
            name = "planted" if copy else "restyled"
            yield Sample(
                f"{name}{copy}/{row.id}", row.site, name, row.page_type, row.language, row.title,
                "\n".join(lines), labels, row.gold,
            )  # fmt: skip


def _body(row: Sample) -> tuple[list[str], str] | None:
    """The kept lines of a row and the blank ones between them; None for rows that serve no body."""
    lines = row.text.split("\n")
    if row.source == "donoharm" or (row.source.endswith("traf_recall") and "d" not in row.labels):
        return lines, row.labels
    if not (row.source == "inscriptis" or row.source.endswith(BODY_SETS)) or row.page_type != "article":
        return None
    kept: list[tuple[str, str]] = []
    for line, label in zip(lines, row.labels, strict=True):
        if label == "k" or (label == "-" and kept and kept[-1][1] == "k"):
            kept.append((line, label))
    if not kept:
        return None
    return [line for line, _ in kept], "".join(label for _, label in kept)


def _piece(rng: random.Random, lines: Sequence[str], labels: str) -> tuple[list[str], str]:
    """A few lines of a text: short inputs exist, and are articles all the same."""
    size = rng.randint(1, 14)
    start = rng.randrange(max(1, len(lines) - size))
    piece = list(lines[start : start + size])
    if not any(len(line) > 60 for line in piece):
        return list(lines), labels
    return piece, labels[start : start + size]


def _pools(rows: Sequence[Sample]) -> list[ResiduePool]:
    """Runs of boilerplate and titles of each fold's own sites."""
    runs: dict[int, list[list[str]]] = defaultdict(list)
    titles: dict[int, list[str]] = defaultdict(list)
    pages: dict[int, list[tuple[list[str], str]]] = defaultdict(list)
    for row in rows:
        fold = fold_of(row.site)
        if row.title:
            titles[fold].append(row.title)
        if row.source in RAW_SETS[:2] or row.source == "traf_recall":
            runs[fold] += _runs(row)
            pages[fold].append((row.text.split("\n"), row.labels))
    return [ResiduePool.build(runs[fold], sorted(set(titles[fold])), pages[fold]) for fold in range(FOLDS)]


def _runs(row: Sample) -> list[list[str]]:
    found: list[list[str]] = []
    run: list[str] = []
    for line, label in zip(row.text.split("\n"), row.labels, strict=True):
        if label == "d":
            run.append(line)
        elif label != "-" and run:
            found.append(run[-25:])
            run = []
    return [*found, run[-25:]] if run else found
