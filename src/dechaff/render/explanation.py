"""Every line of the input with its fate, to be read in a terminal; of a page, also the place of what was removed."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from dechaff.sources.text import sanitize
from dechaff.types import Article, Block, Quality, Removed

__all__ = ["explain"]

_RESET = "\x1b[0m"
_BOLD, _DIM, _RED, _GREEN, _YELLOW = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"
_QUALITY = {Quality.GOOD: _GREEN, Quality.PARTIAL: _YELLOW, Quality.POOR: _RED}
_EVIDENCE = 120  # characters of a removal's evidence that are shown
_NAMED = 3  # elements of a place that are shown, and of an element as many words of its class and id
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "img", "ins", "label", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "time", "u",
})  # fmt: skip
_LANDMARKS = frozenset({
    "aside", "dialog", "footer", "form", "header", "nav", "noscript", "template",
})  # fmt: skip


def explain(article: Article, *, color: bool = False, width: int = 160) -> str:
    """One line a block in reading order: `=` kept, `x` removed and why; a header above, counts per cleaner below.

    Numbers are those of lines of the source. What was removed from a page has its place in the page at the end, unless
    it is that of the line above.

    Args:
        article: what to explain.
        color: write ANSI colours.
        width: characters of a block's text that are shown.
    """
    paint = _paint if color else _plain
    fates: list[Block | Removed] = sorted([*article.kept, *article.removed], key=lambda fate: fate.index)
    numbers = _line_numbers(article.source, fates)
    digits = max(map(len, numbers), default=1)
    lines = [_header(article, color)]
    place = ""
    for fate, number in zip(fates, numbers, strict=True):
        text = _shown(fate.text, width)
        if isinstance(fate, Removed):
            why = f"{_rule(fate)}: {_shown(fate.evidence, _EVIDENCE)} (p={fate.probability:.2f})"
            above, place = place, _place(fate.block)
            where = f"  {paint(place, _DIM)}" if place not in ("", above) else ""
            lines.append(f"{paint(f'x {number:>{digits}}  {text}', _RED)}  {paint(why, _YELLOW)}{where}")
        else:
            place = ""
            lines.append(f"= {paint(f'{number:>{digits}}', _DIM)}  {text}")
    lines.append(paint(_counts(article), _BOLD))
    return "\n".join(lines)


def _header(article: Article, color: bool) -> str:
    paint = _paint if color else _plain
    verdict = paint(str(article.verdict), _QUALITY.get(article.verdict, _BOLD))
    title = _shown(article.title, 160) if article.title else "(no title found)"
    header = f"{article.status}  score {article.score:.2f}  {verdict}  {paint(title, _BOLD)}"
    reasons = "; ".join(_shown(reason, 160) for reason in article.reasons)
    return f"{header}  ({reasons})" if reasons else header


def _counts(article: Article) -> str:
    counts = Counter(removed.cleaner for removed in article.removed)
    total = f"{len(article.kept)} kept, {len(article.removed)} removed"
    named = ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda x: (-x[1], x[0])))
    return f"{total}: {named}" if named else total


def _rule(removed: Removed) -> str:
    """`cleaner.rule`, whether the rule was named with its cleaner or without."""
    rule = removed.rule
    if rule == removed.cleaner or rule.startswith(removed.cleaner + "."):
        return rule
    return f"{removed.cleaner}.{rule}"


def _place(block: Block) -> str:
    """The elements around a block of a page in short, as in `nav.menu > ul > li`: from the outermost that tells."""
    elements: list[list[str]] = []
    for hint in block.hints:
        if hint[:1] == "<":
            elements.append([hint[1:]])
        elif elements:
            elements[-1].append(hint)
    elements = [element for element in elements if element[0] not in _INLINE] or elements
    first = next((i for i, element in enumerate(elements) if element[0] in _LANDMARKS), max(0, len(elements) - _NAMED))
    names = [".".join(element[:_NAMED]) for element in elements[first:]]
    if len(names) > _NAMED:
        names[1 : len(names) - _NAMED + 1] = ["…"]
    return " > ".join(_shown(name, 40) for name in names)


def _line_numbers(source: str, fates: list[Block | Removed]) -> list[str]:
    """The line of the source on which each block starts, counted from one."""
    ends: list[int] = []
    position = 0
    for line in source.splitlines(keepends=True):
        position += len(line)
        ends.append(position)
    return [str(bisect_right(ends, fate.start) + 1) if 0 <= fate.start < position else "-" for fate in fates]


def _shown(text: str, width: int) -> str:
    """Text on one line that can do nothing to a terminal, cut to a width."""
    line = " ".join(sanitize(text[: 8 * width]).split())
    return line if len(line) <= width and len(text) <= 8 * width else line[: width - 1] + "…"


def _paint(text: str, code: str) -> str:
    return f"{code}{text}{_RESET}"


def _plain(text: str, _: str) -> str:
    return text
