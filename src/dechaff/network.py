"""The scorer's network in numpy: mean word embedding and features in, a probability of body for every block out.

Trained by `dechaff.training`; the layers are described in `docs/design.md`. Weights are plain arrays in an `.npz` that
is read without pickle, and the feature names in it must be the ones this version computes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from dechaff.tokens import Floats, Ints, Tokens
from dechaff.types import DechaffError

__all__ = [
    "HINT_LEVELS", "Entry", "Judgement", "Network", "Policy", "builtin_network", "hint_levels", "load_network",
]  # fmt: skip

Hints = tuple[str, ...]

STRETCH = 2048  # blocks that go through a layer at once
HINT_LEVELS = 3
CUT = 6.0  # standard deviations from the mean beyond which features are cut


class Policy(NamedTuple):
    """Numbers of the decode, chosen on held-out sites and stored with the weights.

    A document counts as clean, and is left untouched, when no block's probability falls below `spare`. One whose
    expected share of boilerplate is below `light_share` loses the blocks below `light_threshold`; any other is decoded
    by expected F1. `telling` and `likely` multiply the odds of blocks that rules of high precision name. `expected` and
    `measured` are the knots from expected to measured F1. `beta`, where it is given, takes the place of the profile's:
    how many times as much recall counts as precision.
    """

    spare: float = 0.004
    light_threshold: float = 0.15
    light_share: float = 0.12
    telling: float = 0.01
    likely: float = 0.1
    expected: tuple[float, ...] = (0.0, 1.0)
    measured: tuple[float, ...] = (0.0, 1.0)
    beta: float | None = None

    def calibrate(self, expected: float) -> float:
        """The F1 that documents of this expectation reached on held-out sites."""
        return float(np.interp(expected, self.expected, self.measured))


class Judgement(NamedTuple):
    """Probability of body per block, of the document holding nothing but body, and of each kind of page."""

    probability: Floats
    clean: float
    page_types: dict[str, float]


class _Layer(NamedTuple):
    """A gated residual layer over a block and the two blocks `dilation` away.

    The scale and shift of its layer normalisation are multiplied into the taps and into the bias behind them: `taps`
    are what the block before, the block itself and the block after count for, `missing` what a neighbour that is not
    there would have added.
    """

    dilation: int
    taps: Floats
    missing: Floats
    mix: Floats
    mix_bias: Floats
    out: Floats
    out_bias: Floats

    def apply(self, x: Floats) -> None:
        """Change `x`, a stretch at a time, so that a long document needs no more memory than its rows."""
        behind = x[:0]
        for first in range(0, len(x), STRETCH):
            last = min(first + STRETCH, len(x))
            ahead = x[last : last + self.dilation]
            window = x[first:last] if not len(behind) + len(ahead) else np.concatenate((behind, x[first:last], ahead))
            held = x[max(0, last - self.dilation) : last].copy() if len(ahead) else x[:0]
            x[first:last] += self._change(_normalize(window), len(behind), len(ahead))
            behind = held

    def _change(self, h: Floats, behind: int, ahead: int) -> Floats:
        """What is added to the rows of `h`, less those `behind` and `ahead`, which are there to be looked at."""
        count, d = len(h) - behind - ahead, self.dilation
        moved = h[behind : behind + count] * self.taps[1]
        before, after = min(d, behind), min(d, ahead)
        if (rows := count - d + before) > 0:
            moved[d - before :] += h[behind - before : behind - before + rows] * self.taps[0]
        if (rows := count - d + after) > 0:
            moved[:rows] += h[behind + d : behind + d + rows] * self.taps[2]
        moved[: max(0, d - before)] -= self.missing[0]
        moved[max(0, count - d + after) :] -= self.missing[1]
        mixed = moved @ self.mix
        mixed += self.mix_bias
        half = mixed.shape[1] // 2
        gate = mixed[:, :half]
        np.maximum(gate, 0, out=gate)
        gate *= mixed[:, half:]
        change: Floats = gate @ self.out
        change += self.out_bias
        return change


class Entry:
    """The first layer: takes features in bundles and keeps only what it makes of them, `x`, blocks by width."""

    def __init__(self, least: Floats, most: Floats, weight: Floats, blocks: int) -> None:
        self._least, self._most, self._weight = least, most, weight
        self.x = np.zeros((blocks, weight.shape[1]), np.float32)

    def take(self, first: int, values: Floats) -> None:
        """Add columns `first`, `first + 1` ... of the features, which are changed; unknown ones count for nothing."""
        known = slice(first, first + len(values))
        values = values[: len(self._weight[known])]
        if not len(values):
            return
        with _blas().limit(limits=1):
            np.clip(values, self._least[known], self._most[known], out=values)
            self.x += values.T @ self._weight[known]


@dataclass(frozen=True, slots=True)
class Network:
    """Weights and the names of the features they expect; arrays are float32, `vocabulary` is sorted uint64 hashes.

    `least` and `most` are the bounds that features are cut to before they enter; `hint_words` are the rows of the
    words of tags, classes and ids in their embedding. Networks for text know neither hints nor `page_types`.
    """

    feature_names: tuple[str, ...]
    context_after: int
    vocabulary: NDArray[np.uint64]
    hint_words: dict[str, int]
    page_types: tuple[str, ...]
    least: Floats
    most: Floats
    layers: tuple[_Layer, ...]
    arrays: dict[str, Floats]
    policy: Policy
    report: dict[str, Any]

    def enter(self, blocks: int) -> Entry:
        """Where the features of a document of so many blocks go."""
        return Entry(self.least[:, None], self.most[:, None], self.arrays["enter.weight"], blocks)

    def judge(self, entry: Entry, tokens: Tokens, hints: tuple[Sequence[Hints], Ints]) -> Judgement:
        """Run the network over one document.

        Args:
            entry: has taken its features; it is used up.
            tokens: the document's words.
            hints: those that occur, and which of them each block has.
        """
        if not len(entry.x):
            return Judgement(np.zeros(0, np.float32), 1.0, {})
        with _blas().limit(limits=1):
            if self.hint_words:
                entry.x += self._hinted(hints[0])[hints[1]]
            return self._judge(entry.x, tokens)

    def _hinted(self, hints: Sequence[Hints]) -> Floats:
        """What the embeddings of hints add to the blocks that have them."""
        table, known = self.arrays["hints.weight"], self.hint_words
        said = np.zeros((len(hints), HINT_LEVELS, table.shape[1]), np.float32)
        for row, all_levels in enumerate(hints):
            for level, words in enumerate(hint_levels(all_levels)):
                if found := [known[word] for word in words if word in known]:
                    said[row, level] = table[found].sum(axis=0)
        added: Floats = said.reshape(len(hints), -1) @ self.arrays["hint.weight"]
        return added

    def _judge(self, x: Floats, tokens: Tokens) -> Judgement:
        w = self.arrays
        for first in range(0, len(x), STRETCH):
            x[first : first + STRETCH] += self._said(tokens, first) @ w["say.weight"]
        x += w["enter.bias"]
        np.maximum(x, 0, out=x)
        for i, layer in enumerate(self.layers):
            layer.apply(x)
            if i + 1 == self.context_after:
                x += self._dense(_pool(x), "context")
        for first in range(0, len(x), STRETCH):
            stretch = x[first : first + STRETCH]
            stretch[:] = _normalize(stretch) * w["final.weight"]
        x += w["final.bias"]
        logit = x @ w["block.weight"] + w["block.bias"]
        pooled = _pool(x)
        clean = float(_sigmoid(self._dense(pooled, "clean"))[0])
        kinds: dict[str, float] = {}
        if self.page_types:
            odds = np.exp(np.minimum(self._dense(pooled, "page_type"), 40))
            kinds = dict(zip(self.page_types, (odds / odds.sum()).tolist(), strict=True))
        return Judgement(_sigmoid(logit[:, 0]), clean, kinds)

    def _said(self, tokens: Tokens, first: int) -> Floats:
        """Mean embedding of the known words of each block of the stretch that begins with `first`."""
        before = tokens.words_before[first : first + STRETCH + 1]
        hashes, vocabulary = tokens.words.hashes[before[0] : before[-1]], self.vocabulary
        place = np.searchsorted(vocabulary, hashes)
        place[place == len(vocabulary)] = 0
        known = np.flatnonzero(vocabulary[place] == hashes)
        table = self.arrays["embedding.weight"]
        edges = np.searchsorted(known, before - before[0])
        count = np.diff(edges)
        spoken = np.flatnonzero(count)
        said = np.zeros((len(count), table.shape[1]), np.float32)
        if len(spoken):
            said[spoken] = np.add.reduceat(table[place[known]], edges[spoken], axis=0) / count[spoken, None]
        return said

    def _dense(self, x: Floats, name: str) -> Floats:
        w = self.arrays
        hidden = np.maximum(x @ w[f"{name}.0.weight"] + w[f"{name}.0.bias"], 0)
        result: Floats = hidden @ w[f"{name}.2.weight"] + w[f"{name}.2.bias"]
        return result


def hint_levels(hints: Hints) -> tuple[Hints, Hints, Hints]:
    """Hints of the element itself, of its parent, and of all elements above; a tag begins each element's words."""
    tags = [i for i, word in enumerate(hints) if word[:1] == "<"][-2:]
    own = tags[-1] if tags else 0
    parent = tags[0] if len(tags) == 2 else own
    return hints[own:], hints[parent:own], hints[:parent]


@cache
def _blas() -> ThreadpoolController:
    """The matrix library. One thread of it serves a page best: more of them only get into each other's way, and where
    several processes clean side by side they cost far more than they bring.
    """
    controller = ThreadpoolController()
    selected: ThreadpoolController = controller.select(user_api="blas")
    return selected


def _pool(x: Floats) -> Floats:
    pooled: Floats = np.concatenate((x.mean(axis=0), x.max(axis=0)))
    return pooled


def _normalize(x: Floats) -> Floats:
    """Layer normalisation (Ba et al. 2016) without its scale and shift."""
    share = np.full(x.shape[1], 1 / x.shape[1], np.float32)
    centred: Floats = x - (x @ share)[:, None]
    variance = np.einsum("ij,ij->i", centred, centred) / np.float32(x.shape[1])
    centred *= (1 / np.sqrt(variance + np.float32(1e-5)))[:, None]
    return centred


def _sigmoid(x: Floats) -> Floats:
    result: Floats = np.divide(1, 1 + np.exp(-np.clip(x, -40, 40)))
    return result


def load_network(path: Path) -> Network:
    """Read weights.

    Raises:
        DechaffError: the file is no weights file of this version.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        header = json.loads(bytes(arrays.pop("header")))
        vocabulary = arrays.pop("vocabulary")
    except (OSError, ValueError, KeyError) as error:
        raise DechaffError(f"{path}: not a dechaff weights file ({error})") from error
    return _network(header, vocabulary, {name: array.astype(np.float32) for name, array in arrays.items()})


def _network(header: dict[str, Any], vocabulary: NDArray[np.uint64], w: dict[str, Floats]) -> Network:
    """The network of what training stored, its fixed scales and shifts multiplied into the weights behind them."""
    mean, inverse_scale = w.pop("mean"), w.pop("inverse_scale")
    reach = np.float32(CUT) / inverse_scale
    if "hint.bias" in w:
        w["enter.bias"] += w.pop("hint.bias")
    w["enter.bias"] += w.pop("say.bias") - (mean * inverse_scale) @ w["enter.weight"]
    w["enter.weight"] *= inverse_scale[:, None]
    layers = tuple(_layer(w, f"layers.{i}.", dilation) for i, dilation in enumerate(header["dilations"]))
    policy = Policy(**header.get("policy", {}))
    return Network(
        feature_names=tuple(header["features"]),
        context_after=header["context_after"],
        vocabulary=vocabulary,
        hint_words={word: row for row, word in enumerate(header.get("hint_words", ()))},
        page_types=tuple(header.get("page_types", ())),
        least=mean - reach,
        most=mean + reach,
        layers=layers,
        arrays=w,
        policy=policy,
        report=header["report"],
    )


def _layer(w: dict[str, Floats], name: str, dilation: int) -> _Layer:
    scale, shift, taps = w.pop(name + "norm.weight"), w.pop(name + "norm.bias"), w.pop(name + "taps")
    mix = w.pop(name + "mix.weight")
    return _Layer(
        dilation,
        taps * scale,
        taps[[0, 2]] * shift,
        mix,
        w.pop(name + "mix.bias") + (taps.sum(axis=0) * shift) @ mix,
        w.pop(name + "out.weight"),
        w.pop(name + "out.bias"),
    )


@cache
def builtin_network(name: str = "text") -> Network:
    """The weights that ship with dechaff, read once a process."""
    with as_file(files("dechaff") / "data" / "weights" / f"{name}.npz") as path:
        return load_network(path)
