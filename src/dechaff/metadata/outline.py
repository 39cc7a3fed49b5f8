"""Where the article begins and ends among the blocks, and what the lines around it show: every field looks at that."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import regex as re
from numpy.typing import NDArray

from dechaff.metadata.dates import DateFound, day_comes_first, find_dates
from dechaff.types import Block, Kind
from dechaff.view import View

__all__ = ["HEAD", "MAX_LINE", "TAIL", "Outline"]

HEAD = 45  # blocks above the body that may hold its title
OPENING = 24  # blocks of the body among which its first paragraph is looked for
TAIL = 14  # blocks below it that may hold its author
BOTTOM = 120  # blocks at the end of the page that may say whose it is
MAX_LINE = 240  # characters; longer lines hold no metadata
_FEW_WORDS = 60.0  # of body, enough to say that the article has begun
_RIGHTS = (
    "©",
    "(c)",
    "copyright",
    "rights reserved",
    "powered by",
    "derechos",
    "droits",
    "alle rechte",
    "diritti",
    "prawa",
)
_IMAGE = re.compile(r"[\[ ]*+!\[")
_PORTRAIT = re.compile(
    r"((?:\p{Lu}[\p{L}\p{M}'’.\-]{1,20} ){1,3}\p{Lu}[\p{L}\p{M}'’\-]{1,20}) (?:is (?:a|an|the)|writes|works|covers|"
    r"ist|est|es|é|è|är|er|jest|schreibt|arbeitet|enseigne|escribe|escreve|scrive|schrijft|skriver) "
)


class Outline:
    """The blocks of a document as seen from its body.

    `start` is the first block of the body proper (a stray kept line far above it does not count), `prose` the first
    paragraph of it, `end` the block behind the last kept one.
    """

    def __init__(self, view: View, kept: Sequence[int], language: str | None) -> None:
        self.view = view
        self.blocks: tuple[Block, ...] = view.blocks
        self.language = language
        self.kept = np.asarray(kept, np.int64)
        self.is_kept: NDArray[np.bool_] = np.zeros(len(view), bool)
        self.is_kept[self.kept] = True
        self.start = self._start()
        opening = slice(self.start, self.start + OPENING)
        prose = np.flatnonzero(self.is_kept[opening] & view.is_prose[opening])
        self.prose = self.start + int(prose[0]) if len(prose) else self.start
        self.end = int(self.kept[-1]) + 1 if len(self.kept) else len(view)
        self._texts: dict[int, str] = {}
        self._dates: dict[int, list[DateFound]] = {}
        self.dated: dict[int, bool] = {}  # lines that are known to show a date or not

    def _start(self) -> int:
        if not len(self.kept):
            return len(self.blocks)
        mass = np.where(self.is_kept, np.minimum(self.view.mass, _FEW_WORDS), 0)
        total = np.concatenate(([0.0], np.cumsum(mass, dtype=np.float64)))
        ahead = total[np.minimum(self.kept + 12, len(mass))] - total[self.kept]
        return int(self.kept[int(np.argmax(ahead >= min(_FEW_WORDS, 0.3 * total[-1])))])

    @cached_property
    def tail(self) -> range:
        """The blocks below the body, as far as no comments or other articles begin."""
        last = min(len(self.blocks), self.end + TAIL)
        other = (self.view.says_only("comments") | self.view.says_only("related"))[self.end : last]
        return range(self.end, self.end + int(np.argmax(other)) if other.any() else last)

    def text(self, index: int) -> str:
        """A block's text, nothing where there is no such block, its line is long, or it is an image."""
        text = self._texts.get(index)
        if text is None:
            text = self.blocks[index].text if 0 <= index < len(self.blocks) else ""
            if len(text) > MAX_LINE or (text and self.blocks[index].kind is Kind.CAPTION and _IMAGE.match(text)):
                text = ""
            self._texts[index] = text
        return text

    @cached_property
    def word_count(self) -> list[float]:
        column: list[float] = self.view.word_count.tolist()
        return column

    @cached_property
    def capital_share(self) -> list[float]:
        column: list[float] = self.view.capital_share.tolist()
        return column

    def beside(self, index: int, step: int) -> int:
        """The next block in a direction that says something: images, rules and the like are passed over."""
        for i in range(index + step, index + 5 * step, step):
            if not 0 <= i < len(self.blocks):
                break
            kind = self.blocks[i].kind
            if self.word_count[i] and kind is not Kind.SEPARATOR and (kind is not Kind.CAPTION or self.text(i)):
                return i
        return index + step

    @cached_property
    def digits(self) -> list[float]:
        column: list[float] = self.view.characters("digit").tolist()
        return column

    @cached_property
    def day_first(self) -> bool | None:
        return day_comes_first(self.language, (self.text(i) for i, digits in enumerate(self.digits) if digits >= 4))

    @cached_property
    def _body(self) -> str:
        return " ".join([self.blocks[i].text for i in self.kept[:400].tolist()])[:40_000]

    def writes_small(self, word: str) -> bool:
        """Whether the body has a word in lower case."""
        place = self._body.find(" " + word)
        while place >= 0:
            end = place + len(word) + 1
            if not self._body[end : end + 1].isalpha():
                return True
            place = self._body.find(" " + word, end)
        return False

    @cached_property
    def portrayed(self) -> dict[str, int]:
        """Names with which lines near the end begin (`Jane Doe is a ...`), with their blocks."""
        found: dict[str, int] = {}
        for i in range(max(0, self.end - 4), min(len(self.blocks), self.end + 3 * TAIL)):
            if self.is_kept[i] and i != self.end - 1:
                continue
            if match := _PORTRAIT.match(self.blocks[i].text[:120]):
                found.setdefault(match[1], i)
        return found

    @cached_property
    def rights(self) -> list[tuple[int, str]]:
        """The lines about rights at the bottom, with their blocks; the names on the lines below a lone © included."""
        first = max(self.end, len(self.blocks) - BOTTOM)
        lines = [self.text(i).replace("\n", " ") for i in range(first, len(self.blocks))]
        text = "\n".join(lines).lower()
        rows: set[int] = set()
        for word in _RIGHTS:
            place = text.find(word)
            while place >= 0:
                rows.add(text.count("\n", 0, place))
                place = text.find(word, text.find("\n", place)) if "\n" in text[place:] else -1
        return [(first + row, self._whole(lines[row : row + 4])) for row in sorted(rows)]

    @staticmethod
    def _whole(lines: list[str]) -> str:
        """A line, with those below it as long as it is short."""
        text = lines[0]
        for line in lines[1:]:
            if len(text) >= 24:
                break
            text = f"{text} {line}"
        return text

    @cached_property
    def short_lines(self) -> dict[str, list[int]]:
        """The short lines outside the body, in lower case, with the blocks that say them."""
        lines: dict[str, list[int]] = {}
        for i in np.flatnonzero(~self.is_kept & (self.view.mass <= 7)).tolist():
            lines.setdefault(self.blocks[i].text.strip().lower(), []).append(i)
        return lines

    def says_alone(self, text: str, *, besides: int = -1) -> bool:
        """Whether a text stands somewhere as a line of its own, as the name of a site or section does."""
        return any(i != besides for i in self.short_lines.get(text.lower(), ()))

    @property
    def shows_dates(self) -> bool:
        """Whether one of the lines that were looked at shows a date, of whatever."""
        return any(self._dates.values())

    def dates(self, index: int) -> list[DateFound]:
        """The dates of a line that is not a paragraph."""
        found = self._dates.get(index)
        if found is None:
            found = self._dates[index] = []
            if 0 <= index < len(self.blocks) and self.digits[index] >= 4 and (text := self.text(index)):
                found += find_dates(text, day_first=self.day_first if "/" in text or "-" in text else None)
        return found
