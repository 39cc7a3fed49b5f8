"""The numbers of the decision that a user may move: their names, what they mean, how far they may go."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["THRESHOLDS", "Threshold"]


class Threshold(NamedTuple):
    """A number by its name; `field` is what `pipeline.Thresholds` calls it."""

    name: str
    least: float
    most: float
    claim: str

    @property
    def field(self) -> str:
        return self.name.partition(".")[2]

    def default(self) -> str:
        """What holds where the configuration says nothing, for people to read."""
        from dechaff.network import builtin_network
        from dechaff.scoring import BETA, GOOD, PARTIAL

        if self.name.startswith("score."):
            return f"{GOOD if self.field == 'good' else PARTIAL:g}"
        if self.field == "beta":
            return ", ".join(f"{beta:g} ({profile})" for profile, beta in BETA.items())
        text, html = (getattr(builtin_network(kind).policy, self.field) for kind in ("text", "html"))
        return f"{text:g}" if text == html else f"{text:g} (text), {html:g} (html)"


# The least values keep what a rule drops below what they spare: a dropped block has a probability of 0.001, and the
# profile `recall` lowers both bounds to four tenths.
THRESHOLDS = (
    Threshold("score.good", 0.0, 1.0, "the verdict is good from this score on"),
    Threshold("score.partial", 0.0, 1.0, "the verdict is partial from this score on, poor below"),
    Threshold(
        "decode.beta", 0.1, 10.0, "how many times as much it counts to keep the article as to be rid of the rest"
    ),
    Threshold("decode.spare", 0.003, 0.5, "a document stays whole where no block's probability is below this"),
    Threshold("decode.light_share", 0.0, 1.0, "a document counts as nearly clean below this share of boilerplate"),
    Threshold("decode.light_threshold", 0.005, 0.8, "a nearly clean document loses the blocks below this probability"),
    Threshold("rules.telling", 0.0001, 1.0, "what the odds of a block are multiplied by where a sure rule marks it"),
    Threshold("rules.likely", 0.0001, 1.0, "the same for rules that are nearly as sure, and for your own that suspect"),
)
