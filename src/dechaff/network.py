"""The scorer's network in numpy: mean word embedding and features in, a probability of body for every block out.

Trained by `dechaff.training`; the layers are described in `docs/design.md`. Weights are plain arrays in an `.npz` that
is read without pickle, and the feature names in it must be the ones this version computes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from dechaff.tokens import Floats, Tokens
from dechaff.types import DechaffError

__all__ = ["Judgement", "Network", "Policy", "builtin_network", "load_network"]

STRETCH = 2048  # blocks that enter the network at once


class Policy(NamedTuple):
    """Numbers of the decode, chosen on held-out sites and stored with the weights.

    A document counts as clean, and is left untouched, when no block's probability falls below `spare` and fewer than
    `doubtful_count` fall below `doubtful`. One whose expected share of boilerplate is below `light_share` loses the
    blocks below `light_threshold`; any other is decoded by expected F1. `telling` multiplies the odds of blocks that a
    rule of high precision names. `expected` and `measured` are the knots from expected to measured F1.
    """

    spare: float = 0.002
    doubtful: float = 0.2
    doubtful_count: int = 9
    light_threshold: float = 0.3
    light_share: float = 0.1
    telling: float = 0.01
    expected: tuple[float, ...] = (0.0, 1.0)
    measured: tuple[float, ...] = (0.0, 1.0)

    def calibrate(self, expected: float) -> float:
        """The F1 that documents of this expectation reached on held-out sites."""
        return float(np.interp(expected, self.expected, self.measured))


class Judgement(NamedTuple):
    """Probability of body per block, and of the document holding nothing but body."""

    probability: Floats
    clean: float


@dataclass(frozen=True, slots=True)
class Network:
    """Weights and the names of the features they expect; arrays are float32, `vocabulary` is sorted uint64 hashes."""

    feature_names: tuple[str, ...]
    dilations: tuple[int, ...]
    context_after: int
    vocabulary: NDArray[np.uint64]
    arrays: dict[str, Floats]
    policy: Policy
    report: dict[str, Any]

    def judge(self, features: Floats, tokens: Tokens) -> Judgement:
        """Run the network over one document.

        Args:
            features: blocks by features, in the order of `feature_names`.
            tokens: the document's words.
        """
        if not len(features):
            return Judgement(np.zeros(0, np.float32), 1.0)
        with _blas().limit(limits=1):
            return self._judge(features, tokens)

    def _judge(self, features: Floats, tokens: Tokens) -> Judgement:
        w = self.arrays
        x = self._enter(features)
        x += self._said(tokens) @ w["say.weight"] + w["say.bias"]
        np.maximum(x, 0, out=x)
        for i, dilation in enumerate(self.dilations):
            self._layer(x, f"layers.{i}.", dilation)
            if i + 1 == self.context_after:
                x += self._dense(_pool(x), "context")
        x = _normalize(x, w["final.weight"], w["final.bias"])
        logit = x @ w["block.weight"] + w["block.bias"]
        clean = self._dense(_pool(x), "clean")
        return Judgement(_sigmoid(logit[:, 0]), float(_sigmoid(clean)[0]))

    def _enter(self, features: Floats) -> Floats:
        """The standardised features in the network's width; a stretch at a time, as they are many."""
        w = self.arrays
        x = np.empty((len(features), w["enter.weight"].shape[1]), np.float32)
        for first in range(0, len(features), STRETCH):
            stretch = slice(first, first + STRETCH)
            standard = (features[stretch] - w["mean"]) * w["inverse_scale"]
            np.clip(standard, -6, 6, out=standard)
            x[stretch] = standard @ w["enter.weight"]
        x += w["enter.bias"]
        return x

    def _said(self, tokens: Tokens) -> Floats:
        """Mean embedding of the known words of each block."""
        hashes, vocabulary = tokens.words.hashes, self.vocabulary
        place = np.searchsorted(vocabulary, hashes)
        place[place == len(vocabulary)] = 0
        known = np.flatnonzero(vocabulary[place] == hashes)
        table = self.arrays["embedding.weight"]
        edges = np.searchsorted(known, tokens.words_before)
        count = np.diff(edges)
        spoken = np.flatnonzero(count)
        said = np.zeros((len(count), table.shape[1]), np.float32)
        if len(spoken):
            said[spoken] = np.add.reduceat(table[place[known]], edges[spoken], axis=0) / count[spoken, None]
        return said

    def _layer(self, x: Floats, name: str, dilation: int) -> None:
        """A gated residual layer over a block and the two blocks `dilation` away; changes `x`."""
        w = self.arrays
        h = _normalize(x, w[name + "norm.weight"], w[name + "norm.bias"])
        taps = w[name + "taps"]
        moved = h * taps[1]
        if dilation < len(h):
            moved[dilation:] += h[:-dilation] * taps[0]
            moved[:-dilation] += h[dilation:] * taps[2]
        mixed = moved @ w[name + "mix.weight"]
        mixed += w[name + "mix.bias"]
        half = mixed.shape[1] // 2
        gate = np.maximum(mixed[:, :half], 0)
        gate *= mixed[:, half:]
        x += gate @ w[name + "out.weight"]
        x += w[name + "out.bias"]

    def _dense(self, x: Floats, name: str) -> Floats:
        w = self.arrays
        hidden = np.maximum(x @ w[f"{name}.0.weight"] + w[f"{name}.0.bias"], 0)
        result: Floats = hidden @ w[f"{name}.2.weight"] + w[f"{name}.2.bias"]
        return result


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


def _normalize(x: Floats, weight: Floats, bias: Floats) -> Floats:
    """Layer normalisation (Ba et al. 2016), as torch computes it."""
    centred: Floats = x - x.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred) / np.float32(x.shape[1])
    centred *= (1 / np.sqrt(variance + np.float32(1e-5)))[:, None]
    centred *= weight
    centred += bias
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
    return Network(
        tuple(header["features"]),
        tuple(header["dilations"]),
        header["context_after"],
        vocabulary,
        {name: array.astype(np.float32) for name, array in arrays.items()},
        Policy(**header.get("policy", {})),
        header["report"],
    )


@cache
def builtin_network(name: str = "text") -> Network:
    """The weights that ship with dechaff, read once a process."""
    with as_file(files("dechaff") / "data" / "weights" / f"{name}.npz") as path:
        return load_network(path)
