"""The scorer's network in numpy: mean word embedding and features in, a probability of body for every block out.

Trained by `dechaff.training`; the layers are described in `docs/design.md`. Weights are plain arrays in an `.npz` that
is read without pickle, and the feature names in it must be the ones this version computes.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from dechaff.tokens import Floats, Hints, Index, Ints, Tokens, index_of
from dechaff.types import DechaffError

__all__ = [
    "HINT_LEVELS", "Entry", "Judgement", "Network", "Policy", "builtin_network", "hint_levels", "load_network",
    "single_threaded",
]  # fmt: skip

STRETCH = 2048  # blocks that go through a layer at once
HINT_LEVELS = 3
CUT = 6.0  # standard deviations from the mean beyond which features are cut


class Policy(NamedTuple):
    """Numbers of the decode, chosen on held-out sites and stored with the weights.

    A document counts as clean, and is left untouched, when no block's probability falls below `spare`. One whose
    expected share of boilerplate is below `light_share` loses the blocks below `light_threshold`; any other is decoded
    by expected F1. `telling` and `likely` multiply the odds of blocks that rules of high precision name. `expected` and
    `measured` are the knots from expected to measured F1. `beta`, where it is given, takes the place of the profile's:
    how many times as much recall counts as precision. Where less than `doubtful` is expected, it is decoded again with
    all odds times `doubtful_odds`: of lists and products, which the scorer is not sure of, it keeps too little.
    """

    spare: float = 0.004
    light_threshold: float = 0.15
    light_share: float = 0.12
    telling: float = 0.01
    likely: float = 0.1
    expected: tuple[float, ...] = (0.0, 1.0)
    measured: tuple[float, ...] = (0.0, 1.0)
    beta: float | None = None
    doubtful: float = 0.0
    doubtful_odds: float = 1.0

    def calibrate(self, expected: float) -> float:
        """The F1 that documents of this expectation reached on held-out sites."""
        return float(np.interp(expected, self.expected, self.measured))


class Judgement(NamedTuple):
    """Probability of body per block, of the document holding nothing but body, and of each kind of page."""

    probability: Floats
    clean: float
    page_types: dict[str, float]


class _Room:
    """What the layers write their intermediate results to, a row a block.

    The last column of `moved` is one, which the biases are multiplied with.
    """

    def __init__(self, blocks: int, width: int, reach: int) -> None:
        count = min(blocks, STRETCH)
        self.seen = np.empty((count + 2 * reach, width), np.float32)
        self.moved = np.empty((count, width + 1), np.float32)
        self.moved[:, -1] = 1
        self.gate, self.value, self.change = (np.empty((count, width), np.float32) for _ in range(3))


class _Layer(NamedTuple):
    """A gated residual layer over a block and the two blocks `dilation` away.

    The scale and shift of its layer normalisation are multiplied into the taps and into the bias behind them: `taps`
    are what the block before, the block itself and the block after count for, `missing` what a neighbour that is not
    there would have added. The last rows of `gate` and `value` are their biases. What a `centred` layer reads and adds
    has a mean of nought in every block, so that it needs not be subtracted.
    """

    dilation: int
    centred: bool
    taps: Floats
    missing: Floats
    gate: Floats
    value: Floats
    out: Floats
    out_bias: Floats

    def apply(self, x: Floats, room: _Room) -> None:
        """Change `x`, a stretch at a time, so that a long document needs no more memory than its rows."""
        d = self.dilation
        for first in range(0, len(x), STRETCH):
            last = min(first + STRETCH, len(x))
            count, ahead = last - first, min(d, len(x) - last)
            seen = room.seen[: count + 2 * d]
            seen[:d] = room.seen[STRETCH : STRETCH + d] if first else 0
            normal = seen[d : d + count + ahead]
            _scale(x[first : last + ahead] if self.centred else _centre(x[first : last + ahead], normal), normal)
            seen[d + count + ahead :] = 0
            x[first:last] += self._change(seen, room, 0 if first else d, max(0, count - d + ahead))

    def _change(self, seen: Floats, room: _Room, first: int, last: int) -> Floats:
        """What is added to the blocks in the middle of those `seen`.

        Those before `first` have no neighbour above them at this distance, and those from `last` on none below.
        """
        d = self.dilation
        count = len(seen) - 2 * d
        moved, width = room.moved[:count], seen.shape[1]
        row, column = seen.strides
        three = np.ndarray((count, 3, width), np.float32, seen, 0, (row, d * row, column))  # a view of those seen
        np.einsum("bnw,nw->bw", three, self.taps, out=moved[:, :-1])
        moved[:first, :-1] -= self.missing[0]
        moved[last:, :-1] -= self.missing[1]
        gate = np.matmul(moved, self.gate, out=room.gate[:count])
        np.maximum(gate, 0, out=gate)
        gate *= np.matmul(moved, self.value, out=room.value[:count])
        change: Floats = np.matmul(gate, self.out, out=room.change[:count])
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
        np.maximum(values, self._least[known], out=values)  # both together take half as long as `np.clip`
        np.minimum(values, self._most[known], out=values)
        for block in range(0, len(self.x), STRETCH):
            self.x[block : block + STRETCH] += values[:, block : block + STRETCH].T @ self._weight[known]


@dataclass(frozen=True, slots=True)
class Network:
    """Weights and the names of the features they expect; arrays are float32, `vocabulary` finds words by their hashes.

    `least` and `most` are the bounds that features are cut to before they enter; `hint_words` are the rows of the
    words of tags, classes and ids in their embedding. Networks for text know neither hints nor `page_types`.
    """

    feature_names: tuple[str, ...]
    context_after: int
    vocabulary: Index
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
        return Entry(self.least, self.most, self.arrays["enter.weight"], blocks)

    def judge(self, entry: Entry, tokens: Tokens, hints: Hints | None) -> Judgement:
        """Run the network over one document.

        Args:
            entry: has taken its features; it is used up.
            tokens: the document's words.
            hints: what the elements around its blocks are called, where the network knows hints.
        """
        if not len(entry.x):
            return Judgement(np.zeros(0, np.float32), 1.0, {})
        if self.hint_words and hints is not None:
            entry.x += self._hinted(hints).take(hints.which, axis=0)
        return self._judge(entry.x, tokens)

    def _hinted(self, hints: Hints) -> Floats:
        """What the embeddings of hints add to the blocks that have them."""
        table, known = self.arrays["hints.weight"], self.hint_words
        row_of = [known.get(word, len(table)) for word in hints.words]
        rows = np.array(row_of, np.int64)[hints.codes]
        told = (rows < len(table)).nonzero()[0]
        said, _ = _sums(table, rows[told], told.searchsorted(hints.levels))
        added: Floats = said.reshape(-1, HINT_LEVELS * table.shape[1]) @ self.arrays["hint.weight"]
        return added

    def _judge(self, x: Floats, tokens: Tokens) -> Judgement:
        w = self.arrays
        for first in range(0, len(x), STRETCH):
            x[first : first + STRETCH] += self._said(tokens, first) @ w["say.weight"]
        x += w["enter.bias"]
        np.maximum(x, 0, out=x)
        room = _Room(len(x), x.shape[1], max(layer.dilation for layer in self.layers))
        for i, layer in enumerate(self.layers):
            layer.apply(x, room)
            if i + 1 == self.context_after:
                x += self._dense(_pool(x), "context")
                _centre(x, x)
        _scale(x if self.layers[-1].centred else _centre(x, x), x)
        x *= w["final.weight"]
        x += w["final.bias"]
        logit = x @ w["block.weight"] + w["block.bias"]
        pooled = _pool(x)
        clean = float(_sigmoid(self._dense(pooled, "clean"))[0])
        kinds: dict[str, float] = {}
        if self.page_types:
            odds = np.exp(np.minimum(self._dense(pooled, "page_type"), 40))
            kinds = dict(zip(self.page_types, (odds / odds.sum()).tolist(), strict=True))
        return Judgement(_sigmoid(logit), clean, kinds)

    def _said(self, tokens: Tokens, first: int) -> Floats:
        """Mean embedding of the known words of each block of the stretch that begins with `first`."""
        before = tokens.words_before[first : first + STRETCH + 1]
        table = self.arrays["embedding.weight"]
        rows = self.vocabulary.find(tokens.words.hashes[before[0] : before[-1]])
        known = (rows < len(table)).nonzero()[0]
        said, count = _sums(table, rows[known], known.searchsorted(before - before[0]))
        said /= np.maximum(count, 1)[:, None]
        return said

    def _dense(self, x: Floats, name: str) -> Floats:
        w = self.arrays
        hidden = np.maximum(x @ w[f"{name}.0.weight"] + w[f"{name}.0.bias"], 0)
        result: Floats = hidden @ w[f"{name}.2.weight"] + w[f"{name}.2.bias"]
        return result


def hint_levels(hints: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Hints of the element itself, of its parent, and of all elements above; a tag begins each element's words."""
    tags = [i for i, word in enumerate(hints) if word[:1] == "<"][-2:]
    own = tags[-1] if tags else 0
    parent = tags[0] if len(tags) == 2 else own
    return hints[own:], hints[parent:own], hints[:parent]


def single_threaded() -> AbstractContextManager[object]:
    """Inside of it, the matrix library uses one thread. That serves a page best: more of them only get into each
    other's way, and where several processes clean side by side they cost far more than they bring.
    """
    blas = _blas()
    if all(library.num_threads == 1 for library in blas.lib_controllers):
        return nullcontext()
    limited: AbstractContextManager[object] = blas.limit(limits=1)
    return limited


@cache
def _blas() -> ThreadpoolController:
    controller = ThreadpoolController()
    selected: ThreadpoolController = controller.select(user_api="blas")
    return selected


def _sums(table: Floats, rows: NDArray[np.signedinteger], edges: Ints) -> tuple[Floats, Floats]:
    """Sums of rows of a table, `rows[edges[i]:edges[i + 1]]` for each `i`, and how many they are."""
    count = edges[1:] - edges[:-1]
    filled = (count > 0).nonzero()[0]
    sums = np.zeros((len(count), table.shape[1]), np.float32)
    if len(filled):
        sums[filled] = np.add.reduceat(table.take(rows, axis=0), edges[filled], axis=0)
    return sums, count.astype(np.float32)


def _pool(x: Floats) -> Floats:
    pooled: Floats = np.concatenate((np.full(len(x), 1 / len(x), np.float32) @ x, x.max(axis=0)))
    return pooled


def _centre(x: Floats, out: Floats) -> Floats:
    """Each row less its mean: the first half of layer normalisation (Ba et al. 2016)."""
    centred: Floats = np.subtract(x, (x @ np.full(x.shape[1], 1 / x.shape[1], np.float32))[:, None], out=out)
    return centred


def _scale(x: Floats, out: Floats) -> None:
    """The other half: each row, which is centred already, over its standard deviation."""
    deviation = np.einsum("bw,bw->b", x, x)
    deviation /= x.shape[1]
    deviation += np.float32(1e-5)
    np.divide(x, np.sqrt(deviation, out=deviation)[:, None], out=out)


def _sigmoid(x: Floats) -> Floats:
    result: Floats = np.divide(1, 1 + np.exp(-np.minimum(np.maximum(x, -40), 40)))
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
    if "hint.weight" in w:  # the order of levels that `Hints` has
        levels = w["hint.weight"].reshape(HINT_LEVELS, -1, w["hint.weight"].shape[1])
        w["hint.weight"] = levels[::-1].reshape(w["hint.weight"].shape)
    w["block.weight"] = w["block.weight"][:, 0]
    after = header["context_after"]
    layers = tuple(_layer(w, f"layers.{i}.", d, i >= after > 0) for i, d in enumerate(header["dilations"]))
    policy = Policy(**header.get("policy", {}))
    return Network(
        feature_names=tuple(header["features"]),
        context_after=after,
        vocabulary=index_of(vocabulary),
        hint_words={word: row for row, word in enumerate(header.get("hint_words", ()))},
        page_types=tuple(header.get("page_types", ())),
        least=(mean - reach)[:, None],
        most=(mean + reach)[:, None],
        layers=layers,
        arrays=w,
        policy=policy,
        report=header["report"],
    )


def _layer(w: dict[str, Floats], name: str, dilation: int, centred: bool) -> _Layer:
    scale, shift, taps = w.pop(name + "norm.weight"), w.pop(name + "norm.bias"), w.pop(name + "taps")
    mix = w.pop(name + "mix.weight")
    bias = w.pop(name + "mix.bias") + (taps.sum(axis=0) * shift) @ mix
    out, out_bias = w.pop(name + "out.weight"), w.pop(name + "out.bias")
    if centred:
        out, out_bias = out - out.mean(axis=1, keepdims=True), out_bias - out_bias.mean()
    half = len(scale)
    return _Layer(
        dilation,
        centred,
        taps * scale,
        taps[[0, 2]] * shift,
        np.vstack((mix[:, :half], bias[:half])),
        np.vstack((mix[:, half:], bias[half:])),
        out,
        out_bias,
    )


@cache
def builtin_network(name: str = "text") -> Network:
    """The weights that ship with dechaff, read once a process."""
    with as_file(files("dechaff") / "data" / "weights" / f"{name}.npz") as path:
        return load_network(path)
