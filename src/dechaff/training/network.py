"""The scorer's network in torch, for training; `scoring.py` computes the same in numpy.

Blocks of many documents lie in one long sequence, with `GAP` empty rows between documents that stay zero, so that no
convolution sees the neighbour document and no batch is padded to its longest member.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dechaff.network import HINT_LEVELS

__all__ = ["Batch", "Row", "Shape", "TorchNetwork", "pack"]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network."""

    features: int
    vocabulary: int
    hints: int = 0
    page_types: int = 0
    embedding: int = 16
    width: int = 64
    dropout: float = 0.1
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 1)
    context_after: int = 2

    @property
    def gap(self) -> int:
        return max(self.dilations, default=0)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of several documents; `document` is -1 in the gaps, and so is the page type of what has none."""

    features: Tensor
    words: Tensor
    word_rows: Tensor
    document: Tensor
    labels: Tensor
    weights: Tensor
    mass: Tensor
    clean: Tensor
    hints: Tensor
    hint_rows: Tensor
    page_type: Tensor


class _Layer(nn.Module):
    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.norm = nn.LayerNorm(width)
        self.taps = nn.Parameter(torch.zeros(3, width))
        nn.init.normal_(self.taps, std=0.3)
        with torch.no_grad():
            self.taps[1] += 0.5
        self.mix = nn.Linear(width, width * 2)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        h = self.norm(x) * mask
        d = self.dilation
        moved = h * self.taps[1]
        moved = moved + torch.cat([h.new_zeros(d, h.shape[1]), h[:-d]]) * self.taps[0]
        moved = moved + torch.cat([h[d:], h.new_zeros(d, h.shape[1])]) * self.taps[2]
        gate, value = self.mix(moved).chunk(2, dim=1)
        return x + self.out(torch.relu(gate) * value) * mask


class TorchNetwork(nn.Module):
    """Block features and mean word embedding in; a logit a block and two logits a document out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.width
        self.enter = nn.Linear(shape.features, width)
        self.embedding = nn.EmbeddingBag(
            shape.vocabulary + 1, shape.embedding, mode="mean", padding_idx=shape.vocabulary
        )
        self.say = nn.Linear(shape.embedding, width)
        self.layers = nn.ModuleList([_Layer(width, d) for d in shape.dilations])
        self.context = nn.Sequential(nn.Linear(2 * width, width), nn.ReLU(), nn.Linear(width, width))
        self.final = nn.LayerNorm(width)
        self.block = nn.Linear(width, 1)
        self.clean = nn.Sequential(nn.Linear(2 * width, width), nn.ReLU(), nn.Linear(width, 1))
        self.dropout = nn.Dropout(shape.dropout)
        if shape.hints:
            self.hints = nn.EmbeddingBag(shape.hints + 1, shape.embedding, mode="sum", padding_idx=shape.hints)
            self.hint = nn.Linear(HINT_LEVELS * shape.embedding, width)
        if shape.page_types:
            self.page_type = nn.Sequential(nn.Linear(2 * width, width), nn.ReLU(), nn.Linear(width, shape.page_types))

    def forward(self, batch: Batch, spoken: Tensor, hinted: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """Judge a batch.

        Args:
            batch: documents laid behind each other.
            spoken: one number a row: 0 where the words are to be unheard, as foreign languages are.
            hinted: the same for the hints.
        """
        mask = (batch.document >= 0).unsqueeze(1).float()
        entered = self.enter(batch.features) + self.say(self.embedding(batch.words, batch.word_rows) * spoken)
        if self.shape.hints:
            said = self.hints(batch.hints, batch.hint_rows).reshape(len(entered), -1)
            entered = entered + self.hint(said * hinted)
        x = torch.relu(entered) * mask
        for i, layer in enumerate(self.layers):
            x = layer(x, mask)
            x = self.dropout(x)
            if i + 1 == self.shape.context_after:
                pooled = _pool(x, batch)
                x = x + self.context(pooled)[batch.document.clamp(min=0)] * mask
        x = self.final(x)
        pooled = _pool(x, batch)
        kinds = self.page_type(pooled) if self.shape.page_types else None
        return self.block(x).squeeze(1), self.clean(pooled).squeeze(1), kinds


def _pool(x: Tensor, batch: Batch) -> Tensor:
    """Mean and maximum of every document's rows."""
    documents = len(batch.clean)
    inside = batch.document >= 0
    rows, owner = x[inside], batch.document[inside]
    count = torch.bincount(owner, minlength=documents).clamp(min=1).unsqueeze(1)
    mean = x.new_zeros(documents, x.shape[1]).index_add(0, owner, rows) / count
    top = x.new_full((documents, x.shape[1]), -1e4)
    top = top.scatter_reduce(0, owner.unsqueeze(1).expand_as(rows), rows, "amax")
    return torch.cat([mean, top], dim=1)


class Row(NamedTuple):
    """One document: features, word ids, each block's label and mass; `evenly` says how blocks count.

    `hints` and `hints_before` are like `words` and `words_before`, with a place for each level of each block;
    `page_type` is -1 where it is not known.
    """

    features: NDArray[np.float16]
    words: NDArray[np.int32]
    words_before: NDArray[np.int64]
    labels: NDArray[np.float32]
    mass: NDArray[np.float32]
    evenly: bool
    hints: NDArray[np.int32]
    hints_before: NDArray[np.int64]
    page_type: int


def pack(documents: Sequence[Row], shape: Shape, mean: NDArray[np.float32], scale: NDArray[np.float32]) -> Batch:
    """Lay documents behind each other, their features standardised."""
    gap = shape.gap
    rows = sum(len(d.labels) for d in documents) + gap * (len(documents) + 1)
    features = np.zeros((rows, shape.features), np.float32)
    owner = np.full(rows, -1, np.int64)
    labels, weights, mass = (np.zeros(rows, np.float32) for _ in range(3))
    counts, hint_counts = np.zeros(rows, np.int64), np.zeros((rows, HINT_LEVELS), np.int64)
    clean = np.zeros(len(documents), np.float32)
    at = gap
    for i, row in enumerate(documents):
        span = slice(at, at + len(row.labels))
        features[span] = np.clip((row.features.astype(np.float32) - mean) / scale, -6, 6)
        labels[span], mass[span], owner[span] = row.labels, row.mass, i
        counts[span] = np.diff(row.words_before)
        hint_counts[span] = np.diff(row.hints_before).reshape(-1, HINT_LEVELS)
        weight = np.full_like(row.mass, 1.5) if row.evenly else np.minimum(row.mass, 60) ** 0.7 + 0.5
        weights[span] = weight * (np.sqrt(len(row.labels)) * (1.5 if row.evenly else 1.0) / weight.sum())
        clean[i] = float(np.all(row.labels[row.mass > 0] > 0.4))
        at += len(row.labels) + gap
    return Batch(
        torch.from_numpy(features),
        torch.from_numpy(np.concatenate([d.words for d in documents]).astype(np.int64)),
        torch.from_numpy(np.concatenate(([0], np.cumsum(counts)))[:-1]),
        torch.from_numpy(owner),
        torch.from_numpy(labels),
        torch.from_numpy(weights),
        torch.from_numpy(mass),
        torch.from_numpy(clean),
        torch.from_numpy(np.concatenate([d.hints for d in documents]).astype(np.int64)),
        torch.from_numpy(np.concatenate(([0], np.cumsum(hint_counts)))[:-1]),
        torch.tensor([d.page_type for d in documents]),
    )
