"""Rules of one's own, as data: words that a block says, or a pattern that RE2 matches in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from dechaff.types import Cleaner, DechaffError, Kind, Mark, Stage, Verdict

if TYPE_CHECKING:
    from dechaff.view import View

__all__ = ["OWN", "OwnRule", "compile_pattern", "own_cleaner", "spoken"]

OWN = "own"
INSTALL = 'pip install "dechaff[rules]"'
QUOTE_LENGTH = 48
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORDS = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule for single blocks.

    It speaks of a block of one of `kinds` (of any where there are none) with `min_words` to `max_words` words that
    begins with, contains or equals one of the given words, or in which `pattern` is found. Words are compared without
    case, punctuation and marks, and always whole. `hits` and `spares` are examples that it must find and must not.
    """

    name: str
    verdict: Verdict = Verdict.DROP
    claim: str = ""
    equals: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    pattern: str | None = None
    kinds: tuple[Kind, ...] = ()
    min_words: int = 0
    max_words: int | None = None
    hits: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()

    def broken_example(self) -> tuple[str, str] | None:
        """The first example that does not hold: `hits` or `spares`, and what is wrong with it; None where all do.

        Raises:
            DechaffError: the rule has a pattern, and RE2 is not there or refuses it.
        """
        matcher = _matcher(self)
        for text in self.hits:
            if matcher.evidence(text, spoken(text)) is None:
                return "hits", f'the rule does not find its example "{_short(text)}"'
        for text in self.spares:
            if (found := matcher.evidence(text, spoken(text))) is not None:
                return "spares", f'the rule should spare its example "{_short(text)}", but {found}'
        return None


class _Matcher(NamedTuple):
    """A rule and the words it looks for, as `spoken` writes them."""

    rule: OwnRule
    equals: frozenset[str]
    starts_with: tuple[str, ...]
    contains: tuple[str, ...]

    def evidence(self, text: str, said: str) -> str | None:
        """What the rule finds in a block, whose words are `said`; None where it finds nothing."""
        rule, words = self.rule, said.count(" ") - 1
        if words < rule.min_words or (rule.max_words is not None and words > rule.max_words):
            return None
        if said in self.equals:
            return f'says "{_short(said)}"'
        if said.startswith(self.starts_with):
            return f'begins with "{_short(next(x for x in self.starts_with if said.startswith(x)))}"'
        for wanted in self.contains:
            if wanted in said:
                return f'contains "{_short(wanted)}"'
        if rule.pattern is None:
            return None
        found = compile_pattern(rule.pattern).search(text.encode("utf-8", "replace"))
        return f'pattern found "{_short(found.group(0).decode("utf-8", "replace"))}"' if found else None


def _matcher(rule: OwnRule) -> _Matcher:
    equals, starts_with, contains = (tuple(map(spoken, x)) for x in (rule.equals, rule.starts_with, rule.contains))
    return _Matcher(rule, frozenset(equals), starts_with, contains)


@dataclass(frozen=True, slots=True)
class _Finder:
    """What the cleaner `own` does; of several rules that speak of a block the first one counts."""

    matchers: tuple[_Matcher, ...]

    def __call__(self, view: View) -> Iterator[Mark]:
        for block in view.blocks:
            said = spoken(block.text)
            for matcher in self.matchers:
                rule = matcher.rule
                if rule.kinds and block.kind not in rule.kinds:
                    continue
                if (evidence := matcher.evidence(block.text, said)) is not None:
                    yield Mark(block.index, OWN, rule.name, evidence, rule.verdict)
                    break


def own_cleaner(rules: Sequence[OwnRule]) -> Cleaner:
    """The cleaner `own`. It runs in the last stage, behind those built in, so that its DROP and PROTECT win."""
    claims = tuple((rule.name, rule.claim) for rule in rules)
    return Cleaner(OWN, Stage.DOCUMENT, "What your rules say.", _Finder(tuple(map(_matcher, rules))), claims)


def spoken(text: str) -> str:
    """The words of a text, small and with spaces around each, so that `in` finds whole words only."""
    return " ".join(("", *_WORDS.findall(text.casefold()), ""))


@lru_cache(maxsize=1 << 10)
def compile_pattern(pattern: str) -> Any:
    """The pattern as RE2 has it.

    Raises:
        DechaffError: RE2 is not installed, or it refuses the pattern.
    """
    try:
        import re2
    except ImportError:
        raise DechaffError(f"patterns are matched by RE2, which is not installed: {INSTALL}") from None
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        why = error.args[0] if error.args else ""
        why = why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
        raise DechaffError(f"RE2 refuses the pattern: {why}") from None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTE_LENGTH else f"{text[:QUOTE_LENGTH]}…"
