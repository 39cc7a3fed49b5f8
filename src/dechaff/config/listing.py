"""Every setting by its name, with what it claims and how right it was on the development data."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from dechaff.config.tables import shown
from dechaff.config.thresholds import THRESHOLDS

if TYPE_CHECKING:
    from dechaff.pipeline import Pipeline

__all__ = ["Measured", "RuleSetting", "Setting", "list_settings", "render_settings"]

NAME_WIDTH = 25
MOST_CLAIM = 500  # characters
FOOT = (
    "right: the share of the blocks a rule marked that are boilerplate (for contents.target: that are of the article); "
    "marks: how many it marked. Measured on the development data, with which the rules were written: on five dumps of "
    "each page as text, and on its HTML. A mark is evidence; the scorer decides."
)


class Measured(NamedTuple):
    """How many blocks a rule marked, and the share of them that it was right about; None where it marked none."""

    hits: int
    precision: float | None


class RuleSetting(NamedTuple):
    """A rule: `cleaner.rule`, what it marks, how right it was on which data, whether it is switched off."""

    name: str
    claim: str
    measured: dict[str, Measured]
    off: bool


class Setting(NamedTuple):
    """A cleaner with its rules, or a threshold with its value; `kind` is `cleaner` or `threshold`."""

    name: str
    kind: str
    claim: str
    stage: str | None = None
    rules: tuple[RuleSetting, ...] = ()
    off: bool = False
    value: float | None = None
    default: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The setting as plain JSON types."""
        if self.kind == "threshold":
            return {
                "name": self.name, "kind": self.kind, "claim": self.claim, "default": self.default, "value": self.value,
            }  # fmt: skip
        rules = [
            {
                "name": rule.name,
                "claim": rule.claim,
                "off": rule.off,
                "measured": {data: found._asdict() for data, found in rule.measured.items()},
            }
            for rule in self.rules
        ]
        return {
            "name": self.name, "kind": self.kind, "stage": self.stage, "claim": self.claim, "off": self.off,
            "rules": rules,
        }  # fmt: skip


def list_settings(pipeline: Pipeline | None = None) -> tuple[Setting, ...]:
    """All cleaners in the order in which they run, the scorer, and the thresholds.

    Args:
        pipeline: says what is switched off, and adds cleaners and numbers of its own; the default chain where None.
    """
    from dechaff.cleaners import builtin_cleaners
    from dechaff.pipeline import SCORER, SCORER_RULES, Pipeline

    pipeline = pipeline or Pipeline()
    measured = _measured()
    chain = {cleaner.name: cleaner for cleaner in (*builtin_cleaners(), *pipeline.cleaners)}
    found: list[Setting] = []
    for cleaner in sorted(chain.values(), key=lambda c: (c.stage, c.name)):
        off = cleaner.name not in pipeline.names
        rules = _rules(cleaner.name, cleaner.rules, pipeline, measured)
        found.append(Setting(cleaner.name, "cleaner", cleaner.claim, str(cleaner.stage), rules, off))
    rules = _rules(SCORER, SCORER_RULES, pipeline, measured)
    claim = "Blocks that no cleaner marked, by all that is known of them and of what stands around."
    found.append(Setting(SCORER, "cleaner", claim, None, rules, all(rule.off for rule in rules)))
    for threshold in THRESHOLDS:
        value = getattr(pipeline.thresholds, threshold.field)
        found.append(Setting(threshold.name, "threshold", threshold.claim, value=value, default=threshold.default()))
    return tuple(found)


def _rules(
    cleaner: str, rules: Sequence[tuple[str, str]], pipeline: Pipeline, measured: dict[str, dict[str, Measured]]
) -> tuple[RuleSetting, ...]:
    names = [(f"{cleaner}.{rule}", claim) for rule, claim in rules]
    off = {name for name, _ in names} if cleaner not in (*pipeline.names, "scorer") else pipeline.off
    return tuple(RuleSetting(name, claim, measured.get(name, {}), name in off) for name, claim in names)


def _measured() -> dict[str, dict[str, Measured]]:
    """What ships with dechaff, written by `python -m dechaff.training.rules --write`."""
    stored = json.loads((files("dechaff") / "data" / "precision.json").read_text(encoding="utf-8"))
    return {rule: {data: Measured(*found) for data, found in facts.items()} for rule, facts in stored.items()}


def render_settings(settings: Sequence[Setting], width: int = 100) -> str:
    """The settings as a table for people, in whole lines of at most `width` columns (80 at least)."""
    width = max(width, 80)
    lines = [
        f"{'':{NAME_WIDTH}} {'on texts':^13} {'on HTML':^13}",
        f"{'  rule':{NAME_WIDTH}} {'right   marks':>13} {'right   marks':>13}  what it marks",
    ]
    for setting in settings:
        if setting.kind == "cleaner":
            lines += ["", *_wrapped(setting.name + (" (off)" if setting.off else ""), setting.claim, width)]
            lines += [line for rule in setting.rules for line in _rule_lines(rule, width, whole=setting.off)]
    lines += ["", "thresholds"]
    for setting in settings:
        if setting.kind == "threshold":
            value = f"{setting.value:g}; default: {setting.default}" if setting.value is not None else setting.default
            lines += _wrapped(f"  {setting.name}", f"{setting.claim} [{value}]", width)
    return "\n".join([*lines, "", *textwrap.wrap(FOOT, width), ""])


def _rule_lines(rule: RuleSetting, width: int, *, whole: bool) -> Iterator[str]:
    text, html = (_facts(rule.measured.get(data)) for data in ("text", "html"))
    claim = f"(off) {rule.claim}" if rule.off and not whole else rule.claim
    head = f"{f'  {rule.name}':{NAME_WIDTH}} {text:>13} {html:>13}  "
    return iter(_wrapped(head, claim, width))


def _facts(found: Measured | None) -> str:
    if found is None or found.precision is None:
        return "-"
    return f"{found.precision:.3f} {found.hits:>7}"


def _wrapped(head: str, text: str, width: int) -> list[str]:
    """Text behind a head, its further lines below its first."""
    indent = max(len(head), NAME_WIDTH) + (not head.endswith(" "))
    text = shown(text, MOST_CLAIM)
    return textwrap.wrap(
        text, width, initial_indent=f"{head:<{indent}}", subsequent_indent=" " * indent, break_on_hyphens=False
    ) or [head.rstrip()]
