"""Fit the network: sample documents, minimise, average the weights, write plain arrays.

Two losses share the work: cross-entropy per block, evenly where a single wrong line spoils a document (clean bodies,
extracted text, planted residue) and by mass on page dumps; and one minus the soft F1 of each document, which is what
the decode maximises later. Everything is drawn from seeded generators on one thread, so that a fit can be repeated.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dechaff.cleaners import builtin_cleaners
from dechaff.features import featurize
from dechaff.lexicon import builtin_lexicon
from dechaff.network import HINT_LEVELS, hint_levels
from dechaff.sources.text import read_text
from dechaff.training.dataset import RAW_SETS, Encoded
from dechaff.training.network import Batch, Row, Shape, TorchNetwork, pack
from dechaff.view import View

__all__ = ["Fit", "Settings", "average", "feature_names", "fit", "rows_of", "write_policy", "write_weights"]

VOCABULARY, LEAST_SITES = 6000, 8
HINT_WORDS, LEAST_HINT_SITES = 3000, 6
PAGE_TYPES = ("article", "forum", "product", "collection", "listing", "documentation", "service")
TABLES = ("embedding.weight", "hints.weight")
PAGES = "page-"  # what the sources of HTML samples begin with


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how fast to learn."""

    epochs: int = 8
    rate: float = 3e-3
    batch_rows: int = 6000
    crop: int = 1500
    soft_f1: float = 0.5
    dropout: float = 0.1
    hush: float = 0.3  # share of documents that are read without the word embeddings, as foreign languages are
    hush_hints: float = 0.15
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 1)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """A trained network with what is needed to use it elsewhere."""

    network: TorchNetwork
    vocabulary: NDArray[np.uint64]
    hint_words: tuple[str, ...]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    report: dict[str, Any]


def share_of(source: str) -> float:
    """The share of a source's documents that an epoch reads: the many dumps of one page are nearly one document."""
    if source == "donoharm":
        return 1.0
    if source == "restyled" or source.endswith("traf_recall"):
        return 0.8
    if source == "planted":
        return 0.35
    if source.startswith("synth"):
        return 0.5
    return 1.0 if source.startswith(PAGES) else 0.3


def counts_evenly(source: str) -> bool:
    return source in ("donoharm", "restyled", "planted") or source.startswith("synth") or source.endswith("traf_recall")


def fit(samples: Sequence[Encoded], settings: Settings, start: Path | None = None) -> Fit:
    """Train on the given samples, all of them; leave held-out sites out before calling.

    `start` names weights to begin with, whose features are the first ones of the samples: what was learned from texts
    serves pages too. They must not have seen the held-out sites either.
    """
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    rng = random.Random(settings.seed)
    stored = _stored(start) if start else None
    vocabulary = stored["vocabulary"] if stored else _vocabulary(samples)
    some = np.concatenate([s.features[:200] for s in samples[::17]]).astype(np.float32)
    mean, scale = some.mean(axis=0), some.std(axis=0) + np.float32(1e-3)
    hint_words = _hint_words(samples)
    rows = rows_of(samples, vocabulary, hint_words)
    types = len(PAGE_TYPES) if hint_words else 0
    shape = Shape(
        len(mean), len(vocabulary), len(hint_words), types, dropout=settings.dropout, dilations=settings.dilations
    )
    network = TorchNetwork(shape)
    if stored:
        count = len(stored["mean"])
        mean[:count], scale[:count] = stored["mean"], 1 / stored["inverse_scale"]
        _begin_with(network, stored)
    report: dict[str, Any] = {"settings": asdict(settings), "documents": len(samples), "losses": []}
    steps = settings.epochs * len(list(_batches(_epoch(rows, samples, random.Random(0)), settings, random.Random(0))))
    optimizer = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, settings.rate, total_steps=int(steps * 1.1) + 50, pct_start=0.1
    )
    average = {name: value.clone() for name, value in network.state_dict().items()}
    step = 0
    for epoch in range(settings.epochs):
        began, losses = time.monotonic(), []
        for members in _batches(_epoch(rows, samples, rng), settings, rng):
            batch = pack(members, shape, mean, scale)
            loss = _loss(network, batch, settings)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            step += 1
            _follow(average, network, min(0.998, step / (step + 20)))
        report["losses"].append(round(sum(losses) / len(losses), 4))
        print(
            f"epoch {epoch + 1}/{settings.epochs}: loss {report['losses'][-1]}, {time.monotonic() - began:.0f} s",
            file=sys.stderr,
        )
    network.load_state_dict(average)
    network.eval()
    return Fit(network, vocabulary, hint_words, mean, scale, report)


def average(fits: Sequence[Fit]) -> Fit:
    """The mean of networks that began with the same weights (Wortsman et al. 2022, "Model soups")."""
    states = [fitted.network.state_dict() for fitted in fits]
    mean = {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}
    fits[0].network.load_state_dict(mean)
    report = {**fits[0].report, "members": [fitted.report["losses"] for fitted in fits]}
    return replace(fits[0], report=report)


def _stored(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def _begin_with(network: TorchNetwork, stored: dict[str, NDArray[Any]]) -> None:
    """Take over the weights that both networks have; features, words and hints beyond them begin with nothing."""
    state = network.state_dict()
    for name, tensor in state.items():
        if name not in stored:
            continue
        values = torch.from_numpy(_as_stored(name, stored[name].astype(np.float32)).copy())
        tensor.zero_()
        tensor[tuple(slice(size) for size in values.shape)] = values
    for name in ("hint.weight", "hint.bias"):
        if name in state:
            state[name].zero_()
    network.load_state_dict(state)


def _as_stored(name: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Matrices lie the other way round in the weights file, save the tables of embeddings; this goes both ways."""
    return values.T if name.endswith("weight") and values.ndim == 2 and name not in TABLES else values


def _vocabulary(samples: Iterable[Encoded]) -> NDArray[np.uint64]:
    """The words that most sites use, by hash."""
    sites: dict[int, set[str]] = defaultdict(set)
    for sample in samples:
        if sample.source in (RAW_SETS[0], "donoharm") or sample.source.endswith("-bs4") or sample.hints:
            for word in np.unique(sample.word_hashes).tolist():
                sites[word].add(sample.site)
    ranked = sorted(sites.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:VOCABULARY]
    return np.array(sorted(word for word, where in ranked if len(where) >= LEAST_SITES), np.uint64)


def _hint_words(samples: Iterable[Encoded]) -> tuple[str, ...]:
    """The words of tags, classes and ids that most sites use."""
    sites: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        for word in {word for hints in set(sample.hints) for word in hints}:
            sites[word].add(sample.site)
    ranked = sorted(sites.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:HINT_WORDS]
    return tuple(sorted(word for word, where in ranked if len(where) >= LEAST_HINT_SITES))


def rows_of(samples: Iterable[Encoded], vocabulary: NDArray[np.uint64], hint_words: Sequence[str]) -> list[Row]:
    """Samples with their words and hints as numbers; unknown ones take the number after the last."""
    known = {word: i for i, word in enumerate(hint_words)}
    return [_row(sample, vocabulary, known) for sample in samples]


def _row(sample: Encoded, vocabulary: NDArray[np.uint64], known: Mapping[str, int]) -> Row:
    hints = [[known[word] for word in level if word in known] for hints in sample.hints for level in hint_levels(hints)]
    before = np.cumsum([0, *map(len, hints)]) if hints else np.zeros(HINT_LEVELS * len(sample.labels) + 1)
    place = np.searchsorted(vocabulary, sample.word_hashes)
    place[place == len(vocabulary)] = 0
    ids = np.where(vocabulary[place] == sample.word_hashes, place, len(vocabulary)).astype(np.int32)
    return Row(
        sample.features,
        ids,
        sample.words_before,
        sample.labels,
        sample.words,
        counts_evenly(sample.source),
        np.array([row for block in hints for row in block], np.int32),
        before.astype(np.int64),
        PAGE_TYPES.index(sample.page_type) if sample.page_type in PAGE_TYPES else -1,
    )


def _epoch(rows: Sequence[Row], samples: Sequence[Encoded], rng: random.Random) -> list[Row]:
    chosen = [row for row, sample in zip(rows, samples, strict=True) if rng.random() < share_of(sample.source)]
    rng.shuffle(chosen)
    return chosen


def _batches(rows: Sequence[Row], settings: Settings, rng: random.Random) -> Iterator[list[Row]]:
    members: list[Row] = []
    size = 0
    for row in rows:
        members.append(_crop(row, settings.crop, rng))
        size += len(members[-1].labels)
        if size >= settings.batch_rows:
            yield members
            members, size = [], 0
    if members:
        yield members


def _crop(row: Row, most: int, rng: random.Random) -> Row:
    """A window of a very long document; its features have seen the whole."""
    if len(row.labels) <= most:
        return row
    start = rng.randrange(len(row.labels) - most)
    cut = slice(start, start + most)
    words, before = _cut(row.words, row.words_before, start, most)
    hints, hints_before = _cut(row.hints, row.hints_before, HINT_LEVELS * start, HINT_LEVELS * most)
    return row._replace(
        features=row.features[cut], words=words, words_before=before, labels=row.labels[cut], mass=row.mass[cut],
        hints=hints, hints_before=hints_before,
    )  # fmt: skip


def _cut(
    ids: NDArray[np.int32], before: NDArray[np.int64], start: int, most: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    first, last = before[start], before[start + most]
    return ids[first:last], before[start : start + most + 1] - first


def _loss(network: TorchNetwork, batch: Batch, settings: Settings) -> Tensor:
    documents = len(batch.clean)
    inside = batch.document >= 0
    owner, mass, labels = batch.document[inside], batch.mass[inside], batch.labels[inside]

    def heard(share: float) -> Tensor:
        return (torch.rand(documents) >= share).float()[batch.document.clamp(min=0)].unsqueeze(1)

    def total(values: Tensor) -> Tensor:
        return torch.zeros(documents).index_add(0, owner, values)

    logits, clean, kinds = network(batch, heard(settings.hush), heard(settings.hush_hints))
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    known = batch.labels != 0.5
    by_block = entropy(logits, batch.labels, reduction="none") * known
    result: Tensor = (by_block * batch.weights).sum() / (known * batch.weights).sum()
    probability = torch.sigmoid(logits[inside])
    f1 = 2 * total(probability * labels * mass) / (total(probability * mass) + total(labels * mass) + 1)
    result = result + settings.soft_f1 * (1 - f1).mean() + 0.1 * entropy(clean, batch.clean)
    if kinds is not None and (batch.page_type >= 0).any():
        result = result + 0.1 * torch.nn.functional.cross_entropy(kinds, batch.page_type, ignore_index=-1)
    return result


def _follow(average: dict[str, Tensor], network: TorchNetwork, decay: float) -> None:
    """Move the running average of the weights, which generalises better than any one step's weights."""
    with torch.no_grad():
        for name, value in network.state_dict().items():
            average[name].mul_(decay).add_(value, alpha=1 - decay)


def feature_names(kind: str) -> tuple[str, ...]:
    """The features that this version computes of documents of a kind, in order."""
    view = View(replace(read_text("Hello."), kind=kind), builtin_lexicon())
    return featurize(view, [], [cleaner.name for cleaner in builtin_cleaners()], lambda *_: None)


def write_policy(policy: dict[str, Any], path: Path) -> None:
    """Store another policy in a weights file, which stays as it is otherwise."""
    stored = _stored(path)
    header = json.loads(bytes(stored.pop("header")))
    _write({**header, "policy": policy}, stored, path)


def write_weights(fitted: Fit, policy: dict[str, Any], path: Path) -> None:
    """Store a fit as half-precision arrays, readable without pickle by `dechaff.network`."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in fitted.network.state_dict().items():
        values = tensor.numpy()[:-1] if name in TABLES else _as_stored(name, tensor.numpy())
        arrays[name] = np.ascontiguousarray(values).astype(np.float16)
    arrays["mean"] = fitted.mean.astype(np.float32)
    arrays["inverse_scale"] = (1 / fitted.scale).astype(np.float32)
    header = {
        "features": feature_names("html" if fitted.hint_words else "text"),
        "hint_words": fitted.hint_words,
        "page_types": PAGE_TYPES if fitted.hint_words else (),
        "dilations": list(fitted.network.shape.dilations),
        "context_after": fitted.network.shape.context_after,
        "policy": policy,
        "report": fitted.report,
    }
    _write(header, {"vocabulary": fitted.vocabulary, **arrays}, path)


def _write(header: dict[str, Any], arrays: dict[str, NDArray[Any]], path: Path) -> None:
    encoded = np.frombuffer(json.dumps(header, sort_keys=True).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, header=encoded, **arrays)  # type: ignore[arg-type]
