"""The test pages with their gold, and the article that dechaff finds in each: cleaned once for all tests.

Those of `fixtures/pages` are text as scrapers flatten it, those of `fixtures/html` are HTML as servers send it.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

import dechaff
from dechaff import Article

__all__ = ["HTML_PAGES", "PAGES", "ROOT", "Floors", "HtmlPage", "Page", "cleaned", "cleaned_html", "each_html_page"]

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


@dataclass(frozen=True)
class HtmlPage:
    """A folder of `fixtures/html`: the bytes of a page, and in its gold the texts of the body in order."""

    name: str
    data: bytes
    gold: dict[str, Any]

    @property
    def kind(self) -> str:
        return self.name.partition("--")[0]

    @cached_property
    def text(self) -> str:
        """The page as its author's editor showed it."""
        return self.data.decode(self.gold.get("encoding", "utf-8"))


def _html_page(folder: Path) -> HtmlPage:
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return HtmlPage(folder.name, (folder / "page.html").read_bytes(), gold)


HTML_PAGES = tuple(_html_page(path.parent) for path in sorted((ROOT / "fixtures" / "html").glob("*/gold.json")))


def each_html_page() -> pytest.MarkDecorator:
    """Run a test for every page in HTML."""
    return pytest.mark.parametrize("page", HTML_PAGES, ids=lambda page: page.name)


@cache
def cleaned_html(page: bytes) -> Article:
    """The article of a page with the default settings."""
    return dechaff.clean_html(page)


def documents(lines: Sequence[str], soup: st.SearchStrategy[str], *, most: int) -> st.SearchStrategy[list[str]]:
    """Documents that look real, in pieces: runs of at most `most` lines of the test pages, and soup among them."""

    @st.composite
    def drawn(draw: st.DrawFn) -> list[str]:
        parts: list[str] = []
        for _ in range(draw(st.integers(1, 6))):
            first = draw(st.integers(0, len(lines) - 1))
            parts += lines[first : first + draw(st.integers(1, most))]
            if draw(st.booleans()):
                parts.append(draw(soup))
        return parts

    return drawn()


@dataclass(frozen=True)
class Floors:
    """What was reached before, by kind and name, in a file; `--update-floors` raises it, nothing lowers it."""

    path: Path

    @property
    def stored(self) -> dict[str, Any]:
        return json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}

    def store(self, floors: dict[str, Any]) -> None:
        text = json.dumps(floors, indent=1, sort_keys=True, ensure_ascii=False)
        self.path.write_text(text + "\n", encoding="utf-8")

    def hold(self, kind: str, name: str, value: float, *, update: bool) -> None:
        """Hold a value against its floor, or raise the floor to it."""
        floors = self.stored
        floor = floors.get(kind, {}).get(name)
        if update:
            floors.setdefault(kind, {})[name] = max(floor or 0.0, math.floor(value * 1000) / 1000)
            self.store(floors)
            return
        assert floor is not None, f"no floor for {kind} {name} yet: run pytest --update-floors"
        assert value >= floor, f"{kind} of {name} fell to {value:.4f}"
