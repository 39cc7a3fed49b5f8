"""Hold model families against each other: the same arrays, the same fold, the same decode.

Figures are F1 in words against the labels of the blocks, over the page dumps of one scraper; they are higher than
those against the gold, which also holds words that no block has, and serve to compare families only.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from dechaff.scoring import expected_f
from dechaff.tokens import Floats
from dechaff.training.dataset import RAW_SETS, Encoded, fold_of, load_encoded
from dechaff.training.fitting import Fit, Settings, feature_names, fit, rows_of
from dechaff.training.network import pack

__all__ = ["compare_families"]

EPOCHS = 20  # an epoch reads three tenths of the dumps
Predict = Callable[[Encoded], Floats]


def compare_families(work: Path, fold: int) -> int:
    """Train each family on four fifths of the sites of one scraper's dumps and print what it reaches on the rest."""
    samples = [s for s in load_encoded(work / "encoded") if s.source == RAW_SETS[0]]
    seen = [s for s in samples if fold_of(s.site) != fold]
    held_out = [s for s in samples if fold_of(s.site) == fold]
    print(f"{RAW_SETS[0]}, fold {fold}: trained on {len(seen)} documents, measured on {len(held_out)}")
    print(f"{'family':40}{'F1':>8}{'seconds':>10}")
    families: dict[str, Callable[[Sequence[Encoded]], Predict]] = {
        "keep everything": lambda _: lambda sample: np.ones(len(sample.labels), np.float32),
        "maximum-sum segment of prose": _segment,
        "gradient-boosted trees (LightGBM)": _trees,
        "network, each block alone": lambda seen: _network(seen, Settings(epochs=EPOCHS, dilations=())),
        "network, without the soft F1 loss": lambda seen: _network(seen, Settings(epochs=EPOCHS, soft_f1=0)),
        "network": lambda seen: _network(seen, Settings(epochs=EPOCHS)),
    }
    for name, train in families.items():
        began = time.monotonic()
        predict = train(seen)
        scores = [_f1(sample, predict(sample)) for sample in held_out]
        print(f"{name:40}{np.mean(scores):8.4f}{time.monotonic() - began:10.0f}", flush=True)
    return 0


def _f1(sample: Encoded, probability: Floats) -> float:
    keep, _ = expected_f(probability, sample.words)
    hits = float((sample.labels * sample.words)[keep].sum())
    return 2 * hits / max(float(sample.words[keep].sum() + (sample.labels * sample.words).sum()), 1.0)


def _segment(_: Sequence[Encoded]) -> Predict:
    column = feature_names("text").index("in_body")
    return lambda sample: sample.features[:, column].astype(np.float32)


def _trees(seen: Sequence[Encoded]) -> Predict:
    try:
        import lightgbm
    except ImportError:
        print("LightGBM is not there; install it with: pip install lightgbm", file=sys.stderr)
        raise
    labels = np.concatenate([s.labels for s in seen])
    known = labels != 0.5
    rows = np.concatenate([s.features for s in seen])[known].astype(np.float32)
    weights = np.concatenate([np.sqrt(np.minimum(s.words, 60)) + 0.5 for s in seen])[known]
    options = {"objective": "binary", "num_leaves": 63, "learning_rate": 0.06, "min_data_in_leaf": 60, "verbose": -1,
               "feature_fraction": 0.4, "num_threads": 1, "deterministic": True, "seed": 0}  # fmt: skip
    model = lightgbm.train(options, lightgbm.Dataset(rows, labels[known] > 0.5, weight=weights), 400)
    return lambda sample: np.asarray(model.predict(sample.features.astype(np.float32), num_threads=1), np.float32)


def _network(seen: Sequence[Encoded], settings: Settings) -> Predict:
    fitted = fit(seen, settings)
    return lambda sample: _probability(fitted, sample)


def _probability(fitted: Fit, sample: Encoded) -> Floats:
    (row,) = rows_of([sample], fitted.vocabulary, fitted.hint_words)
    batch = pack([row], fitted.network.shape, fitted.mean, fitted.scale)
    one = torch.ones(1)
    with torch.no_grad():
        logits, _, _ = fitted.network(batch, one, one)
    result: Floats = torch.sigmoid(logits[batch.document >= 0]).numpy()
    return result
