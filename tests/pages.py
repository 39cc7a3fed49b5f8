"""The test pages with their gold, and the article that dechaff finds in each: cleaned once for all tests."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import dechaff
from dechaff import Article

__all__ = ["PAGES", "ROOT", "Page", "cleaned"]

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Page:
    """A folder of `fixtures/pages`. Lines are counted from one, as in the gold."""

    name: str
    source: str
    gold: dict[str, Any]

    @cached_property
    def worded(self) -> frozenset[int]:
        """The lines that say something: one letter or digit at least."""
        lines = enumerate(self.source.split("\n"), 1)
        return frozenset(n for n, line in lines if any(unicodedata.category(c)[0] in "LN" for c in line))

    @property
    def keep(self) -> frozenset[int]:
        """The lines of the body."""
        return self._lines("keep")

    @property
    def judged(self) -> frozenset[int]:
        """The lines that must be either kept or removed; optional ones may go either way."""
        return self.worded - self._lines("optional")

    def kept_by(self, article: Article) -> frozenset[int]:
        """The lines that an article keeps, of those that are judged."""
        kept: set[int] = set()
        for block in article.kept:
            first = self.source.count("\n", 0, block.start) + 1
            kept |= set(range(first, first + self.source.count("\n", block.start, block.end) + 1))
        return self.judged & kept

    def _lines(self, name: str) -> frozenset[int]:
        return self.worded & {n for first, last in self.gold[name] for n in range(first, last + 1)}


def _page(folder: Path) -> Page:
    source = (folder / "source.txt").read_bytes().decode("utf-8")
    return Page(folder.name, source, json.loads((folder / "gold.json").read_text(encoding="utf-8")))


PAGES = tuple(_page(path.parent) for path in sorted((ROOT / "fixtures" / "pages").glob("*/gold.json")))


@cache
def cleaned(source: str) -> Article:
    """The article of a text with the default settings."""
    return dechaff.clean_text(source)
