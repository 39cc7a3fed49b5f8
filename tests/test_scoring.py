"""The decode: which blocks are kept, given the probability of each."""

from __future__ import annotations

import numpy as np
import pytest

from dechaff.network import Policy
from dechaff.scoring import choose, expected_f
from dechaff.types import Profile

LEANINGS = (Profile.PRECISION, Profile.BALANCED, Profile.RECALL)
DOUBTING = Policy(doubtful=0.93, doubtful_odds=2.7)


def kept(probability: list[float], policy: Policy, profile: Profile = Profile.BALANCED) -> list[int]:
    keep, _ = choose(np.array(probability, np.float32), np.full(len(probability), 20, np.float32), policy, profile)
    return keep.nonzero()[0].tolist()


def test_the_best_prefix_is_found() -> None:
    """Of all sets of blocks, none has a greater expected F1 than the one that is returned."""
    rng = np.random.default_rng(7)
    for _ in range(50):
        probability, words = rng.random(7, np.float32), rng.integers(1, 60, 7).astype(np.float32)
        _, found = expected_f(probability, words)
        total = float((probability * words).sum())
        for number in range(1, 1 << 7):
            chosen = np.array([number >> i & 1 for i in range(7)], bool)
            size = float(words[chosen].sum())
            assert found >= 2 * float((probability * words)[chosen].sum()) / (size + total) - 1e-6


@pytest.mark.parametrize(
    ("probability", "sure", "doubting"),
    [
        ([0.9, 0.45, 0.3, 0.3, 0.05, 0.0], [0, 1], [0, 1, 2, 3]),
        ([0.99, 0.98, 0.97, 0.02, 0.01, 0.0], [0, 1, 2], [0, 1, 2]),
        ([0.02, 0.01, 0.01, 0.0], [], []),
    ],
    ids=["doubtful", "sure", "nothing there"],
)
def test_a_doubtful_document_keeps_more(probability: list[float], sure: list[int], doubting: list[int]) -> None:
    """Where little is expected of the best set, blocks that are likely chaff are given the benefit of the doubt."""
    assert kept(probability, Policy()) == sure
    assert kept(probability, DOUBTING) == doubting


def test_doubt_does_not_change_what_is_expected() -> None:
    """The score says how good the article probably is, whichever way the decode leans."""
    probability, words = np.array([0.9, 0.4, 0.3, 0.0], np.float32), np.full(4, 20, np.float32)
    assert choose(probability, words, Policy())[1] == choose(probability, words, DOUBTING)[1]


def test_profiles_lean_in_doubt_too() -> None:
    """Precision keeps no more than the balanced profile does, recall no less."""
    probability = [0.9, 0.6, 0.45, 0.3, 0.2, 0.1, 0.0]
    precise, balanced, whole = (set(kept(probability, DOUBTING, profile)) for profile in LEANINGS)
    assert precise < balanced < whole
