"""From marks and features to the blocks that make the article.

The network gives every block its probability of being body; the decode then picks the set of blocks whose expected F1
is greatest, instead of holding every block against one threshold (Ye et al. 2012, "Optimizing F-measure"; on the
development data a fixed threshold costs two points). The same expectation, calibrated, is the article's score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dechaff.features import featurize
from dechaff.network import Network, Policy, single_threaded
from dechaff.tokens import Floats
from dechaff.types import DechaffError, Mark, Profile, Quality, Verdict
from dechaff.view import View

__all__ = ["Decision", "choose", "decide", "expected_f", "quality_of"]

BETA = {Profile.PRECISION: 0.5, Profile.BALANCED: 1.0, Profile.RECALL: 2.0}
LEAN = {Profile.PRECISION: 2.0, Profile.BALANCED: 1.0, Profile.RECALL: 0.4}
# Suspecting rules that are believed more than the network does: right on .95 to 1.00 of their hits on page dumps, the
# second group on .94 to .99 (`python -m dechaff.training.rules`). Drawing the line at .99 touches .4 % fewer clean
# articles and leaves as much planted residue more, and more of it in other languages than English.
TELLING = frozenset(
    {
        "advertising.phrase", "comments.inside", "comments.opener", "comments.phrase", "consent.inside",
        "consent.opener", "footer.copyright", "footer.inside", "media.file", "newsletter.inside", "newsletter.phrase",
        "share.opener",
    }
)  # fmt: skip
LIKELY = frozenset(
    {
        "byline.name", "byline.opener", "contents.entry", "contents.heading", "footer.phrase", "linkspam.run",
        "media.phrase", "navigation.breadcrumb", "navigation.pagination", "navigation.phrase", "newsletter.opener",
        "share.phrase",
    }
)  # fmt: skip
LEAST_WORDS, LEAST_PROBABILITY = 2.0, 0.1  # below both, nothing on the page reads like an article
CERTAIN = 0.001
IN_DOUBT, UNSETTLED = 0.5, 10  # one document in a thousand changes at a second look; it has seventeen such blocks
GOOD, PARTIAL = 0.85, 0.6


@dataclass(frozen=True, slots=True)
class Decision:
    """Which blocks are kept, each block's probability of body, the expected F1 of the kept ones, what page it is."""

    keep: NDArray[np.bool_]
    probability: Floats
    score: float
    page_types: dict[str, float]

    @property
    def settled(self) -> bool:
        """Whether so few kept blocks are in doubt that another look at them alone would keep them all."""
        return int(np.count_nonzero(self.probability[self.keep] < IN_DOUBT)) < UNSETTLED


def decide(view: View, marks: Iterable[Mark], cleaners: Sequence[str], network: Network, profile: Profile) -> Decision:
    """Choose the blocks of the article.

    Args:
        view: the document.
        marks: what the cleaners said; a DROP is final, a PROTECT too, a SUSPECT is evidence.
        cleaners: the names of all built-in cleaners, which name the features of their marks.
        network: trained weights.
        profile: which way to lean where precision and recall cannot both be had.

    Raises:
        DechaffError: the weights expect other features than this version computes.
    """
    marks = list(marks)
    entry = network.enter(len(view))
    with single_threaded():
        if featurize(view, marks, cleaners, entry.take) != network.feature_names:
            raise DechaffError("the weights were trained on other features: run `python -m dechaff.training fit`")
        judged = network.judge(entry, view.tokens, view.hints if network.hint_words else None)
    probability = judged.probability
    _believe(marks, probability, network.policy)
    keep, expected = choose(probability, view.word_count, network.policy, profile)
    keep = _with_separators(keep, view.word_count > 0)
    return Decision(keep, probability, network.policy.calibrate(expected), judged.page_types)


def _believe(marks: Sequence[Mark], probability: Floats, policy: Policy) -> None:
    """Change the probabilities of marked blocks, as far as the rules that marked them are believed."""
    if not marks:
        return
    blocks, cleaners, rules, _, verdicts = zip(*marks, strict=True)
    names = list(zip(cleaners, rules, strict=True))
    weights = {name: weight for name in set(names) if (weight := _weight(".".join(name), policy))}
    for block, name, verdict in zip(blocks, names, verdicts, strict=True) if weights else ():
        if name in weights and verdict is Verdict.SUSPECT:
            odds = weights[name] * probability[block]
            probability[block] = odds / (1 - probability[block] + odds)
    if Verdict.DROP in verdicts or Verdict.PROTECT in verdicts:
        for block, verdict in zip(blocks, verdicts, strict=True):
            if verdict is not Verdict.SUSPECT:
                probability[block] = CERTAIN if verdict is Verdict.DROP else 1 - CERTAIN


def _weight(rule: str, policy: Policy) -> float | None:
    """What the odds of a block are multiplied by where a rule suspects it; None where the network knows best."""
    likely = rule in LIKELY or rule.startswith("own.")  # those that a configuration file adds
    return policy.telling if rule in TELLING else policy.likely if likely else None


def choose(
    probability: Floats, words: Floats, policy: Policy, profile: Profile = Profile.BALANCED
) -> tuple[NDArray[np.bool_], float]:
    """The blocks to keep and their expected F1 before calibration; see `network.Policy` for the cases."""
    worded = words > 0
    if not worded.any():
        return np.zeros(len(words), bool), 0.0
    total = float(words.sum(dtype=np.float64))
    likely = float((probability * words).sum(dtype=np.float64))
    lean = LEAN[profile]
    if float(probability[worded].min()) >= policy.spare * lean:
        return worded, _expectation(worded, probability, words)
    if likely < LEAST_WORDS and float(probability[worded].max()) < LEAST_PROBABILITY:
        return np.zeros(len(words), bool), 0.0
    if 1 - likely / total < policy.light_share:
        keep = worded & (probability >= min(policy.light_threshold * lean, 0.8))
        return keep, _expectation(keep, probability, words)
    beta = policy.beta or BETA[profile]
    keep, expected = expected_f(probability, words, beta)
    if expected < policy.doubtful:
        odds: Floats = probability * np.float32(policy.doubtful_odds / lean)
        odds /= 1 - probability + odds
        keep, _ = expected_f(odds, words, beta)
    return keep, expected


def _expectation(keep: NDArray[np.bool_], probability: Floats, words: Floats) -> float:
    hits = float((probability * words)[keep].sum(dtype=np.float64))
    return 2 * hits / max(float(words[keep].sum()) + float((probability * words).sum(dtype=np.float64)), 1e-9)


def expected_f(probability: Floats, words: Floats, beta: float = 1.0) -> tuple[NDArray[np.bool_], float]:
    """The set of blocks with the greatest expected F-beta, counted in words, and that expectation.

    Sorted by probability, the best set is a prefix; one pass over the prefixes finds it.
    """
    keep = np.zeros(len(probability), bool)
    if not len(probability):
        return keep, 0.0
    order = np.argsort(-probability, kind="stable")
    size = words[order].cumsum(dtype=np.float64)
    hits = (probability * words)[order].cumsum(dtype=np.float64)
    score = (1 + beta**2) * hits / np.maximum(size + beta**2 * hits[-1], 1e-9)
    best = int(np.argmax(score))
    keep[order[: best + 1]] = True
    return keep, float(score[best])


def _with_separators(keep: NDArray[np.bool_], worded: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A block without words (a rule, an image) stays where both its neighbours with words stay."""
    place = np.arange(len(keep))
    before = np.maximum.accumulate(np.where(worded, place, -1))
    after = np.minimum.accumulate(np.where(worded, place, len(keep))[::-1])[::-1]
    inside = (before >= 0) & (after < len(keep))
    result = keep.copy()
    bare = ~worded
    result[bare] = (inside & keep[np.maximum(before, 0)] & keep[np.minimum(after, len(keep) - 1)])[bare]
    return result


def quality_of(score: float, good: float = GOOD, partial: float = PARTIAL) -> Quality:
    """The verdict that goes with a score."""
    return Quality.GOOD if score >= good else Quality.PARTIAL if score >= partial else Quality.POOR
