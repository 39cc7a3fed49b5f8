"""What is said of how right the rules are."""

from __future__ import annotations

from dechaff.cleaners import builtin_cleaners
from dechaff.training.rules import RuleScore, judged, precision_table
from dechaff.types import Mark, Verdict


def test_the_table_has_every_rule_and_says_where_nothing_was_measured() -> None:
    """Precision of what was hit, none where nothing was."""
    table = precision_table({"share.bar": RuleScore(right=2, wrong=1, page_wrong=4), "any on bs4": RuleScore(right=9)})
    rules = [f"{cleaner.name}.{rule}" for cleaner in builtin_cleaners() for rule, _ in cleaner.rules]
    assert list(table) == sorted(rules)
    assert table["share.bar"] == {"text": [3, 0.667], "extract": [0, None], "html": [4, 0.0]}
    assert table["share.phrase"] == {"text": [0, None], "extract": [0, None], "html": [0, None]}


def test_a_rule_that_protects_is_right_where_the_block_is_kept() -> None:
    """Whereas any other is right where it goes; what is doubtful stays so."""
    for verdict, want in ((Verdict.SUSPECT, "dk-"), (Verdict.DROP, "dk-"), (Verdict.PROTECT, "kd-")):
        got = [judged(Mark(block, "share", "bar", "", verdict), "dk-") for block in range(3)]
        assert "".join(got) == want
