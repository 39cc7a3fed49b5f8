"""The test pages in HTML against their gold, and against the floors that were reached before.

Floors only rise: `pytest --update-floors` writes what is better than it was into `fixtures/html/floors.json`, and
leaves alone what is not. A floor that has to be lowered is lowered by hand, with the reason in the changelog.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
import regex

from dechaff import Article, Status
from pages import HTML_PAGES, ROOT, Floors, HtmlPage, cleaned_html, each_html_page

FLOORS = Floors(ROOT / "fixtures" / "html" / "floors.json")
KINDS = ("article", "collection", "documentation", "forum", "listing", "product", "service")
GROUPS = ("all", "article")
FIELDS = ("title", "authors", "date_published", "language", "page_type")
PRESENT = ("title", "authors", "date_published")
WORD = regex.compile(
    r"(?V1)[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
    r"|[[\p{L}\p{N}\p{M}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]++"
)


def words(text: str) -> list[str]:
    """Runs of letters and digits; each Chinese or Japanese character is a word."""
    return WORD.findall(text.casefold())


def article_of(page: HtmlPage) -> Article:
    return cleaned_html(page.data)


def group(name: str) -> list[HtmlPage]:
    return [page for page in HTML_PAGES if name in ("all", page.kind)]


def holds(text: Sequence[str], part: Sequence[str]) -> bool:
    """Whether words follow each other somewhere in a text."""
    return f" {' '.join(part)} " in f" {' '.join(text)} "


# --- the gold ----------------------------------------------------------------------------------------------------


@each_html_page()
def test_gold(page: HtmlPage) -> None:
    """A page is of the type that its name says, has a body, and its look-alikes are parts of that."""
    assert page.kind == page.gold["page_type"]
    assert page.kind in KINDS
    assert page.gold["keep"]
    assert all(words(text) for text in (*page.gold["keep"], *page.gold["optional"]))
    assert set(page.gold["look_alikes"]) <= set(page.gold["keep"])
    assert {"language", "page_type", "keep", "optional", "look_alikes"} <= set(page.gold)


def test_every_kind_of_gold_occurs() -> None:
    """There is something to find in each field, and look-alikes in many languages."""
    for field in FIELDS:
        assert sum(bool(page.gold.get(field)) for page in HTML_PAGES) >= 20, field
    assert len({page.gold["language"][:2] for page in HTML_PAGES if page.gold["look_alikes"]}) >= 8


# --- the body ----------------------------------------------------------------------------------------------------


def f1(text: str, keep: Iterable[str], optional: Iterable[str]) -> float:
    """F1 of the words of a text, in whatever order; surplus ones that are optional do not count."""
    got, want = Counter(words(text)), Counter(words(" ".join(keep)))
    surplus = (got - want) - Counter(words(" ".join(optional)))
    found = (got & want).total()
    return 2 * found / (found + surplus.total() + want.total())


@pytest.mark.parametrize("name", GROUPS)
def test_word_f1(name: str, update_floors: bool) -> None:
    """The mean over the pages does not fall."""
    values = [f1(article_of(page).text, page.gold["keep"], page.gold["optional"]) for page in group(name)]
    FLOORS.hold("word_f1", name, fmean(values), update=update_floors)


@pytest.mark.parametrize("name", GROUPS)
def test_look_alikes(name: str, update_floors: bool) -> None:
    """Share of the blocks that resemble boilerplate, are none, and survive: the same words elsewhere do not count."""
    survive = [
        words(text) in [words(block.text) for block in article_of(page).kept]
        for page in group(name)
        for text in page.gold["look_alikes"]
    ]
    FLOORS.hold("look_alikes", name, fmean(survive), update=update_floors)


@each_html_page()
def test_every_page_has_an_article(page: HtmlPage) -> None:
    """A page with a body is never empty, wherever it keeps it, and its score is a probability."""
    article = article_of(page)
    assert article.status is Status.OK
    assert article.text
    assert 0 < article.score <= 1


@each_html_page()
def test_the_body_is_among_the_blocks(page: HtmlPage) -> None:
    """Kept or removed, every text of the gold was read, whole and in order; no score may blame the reader."""
    rest = words(article_of(page).source)
    missing = [text for text in page.gold["keep"] if not holds(rest, words(text))]
    assert missing == []


@each_html_page()
def test_code_keeps_its_white_space(page: HtmlPage) -> None:
    """Line breaks and indents of preformatted text stand in the source as in the gold."""
    for text in page.gold["keep"]:
        if "\n" in text:
            assert text in article_of(page).source


# --- what a page says of itself ----------------------------------------------------------------------------------


def plain(text: str | None) -> str | None:
    """Words alone: case, quotation marks and spaces do not matter."""
    return None if text is None else " ".join(words(text))


def date_is_right(gold: str | None, article: Article) -> bool:
    """The same second, in whatever zone, or as much as the page says of it."""
    found = article.date_published
    if gold and found and len(gold) > 16 and len(found) > 16:  # with seconds, or with a zone
        return datetime.fromisoformat(gold) == datetime.fromisoformat(found)
    return gold == found


IS_RIGHT: dict[str, Callable[[Any, Article], bool]] = {
    "title": lambda gold, article: plain(gold) == plain(article.title),
    "authors": lambda gold, article: [*map(plain, gold)] == [*map(plain, article.authors)],
    "date_published": date_is_right,
    "language": lambda gold, article: gold == article.language,
    "page_type": lambda gold, article: gold == article.page_type,
}


@pytest.mark.parametrize("field", FIELDS)
def test_metadata(field: str, update_floors: bool) -> None:
    """Share of the pages whose field is right; where the page has none, `None` is right."""
    judged = [page for page in HTML_PAGES if field in page.gold]
    right = [IS_RIGHT[field](page.gold[field], article_of(page)) for page in judged]
    FLOORS.hold("metadata", field, fmean(right), update=update_floors)


@pytest.mark.parametrize("field", PRESENT)
def test_metadata_is_not_guessed(field: str, update_floors: bool) -> None:
    """Share of the fields given that are right: a wrong author is worse than none."""
    given = [page for page in HTML_PAGES if field in page.gold and getattr(article_of(page), field)]
    right = [IS_RIGHT[field](page.gold[field], article_of(page)) for page in given]
    FLOORS.hold("metadata", f"{field}_precision", fmean(right), update=update_floors)


@each_html_page()
def test_every_field_has_a_source(page: HtmlPage) -> None:
    """What is given says where it was read; what is not given has no source."""
    metadata = article_of(page).metadata
    fields = [field for field in metadata.__slots__ if field != "provenance"]
    assert set(metadata.provenance) == {field for field in fields if getattr(metadata, field) not in (None, ())}


# --- the yardsticks ----------------------------------------------------------------------------------------------


def test_f1() -> None:
    """What is lost and what is left over count alike, what is optional not at all; order does not matter."""
    assert f1("a b c", ["a b", "c"], []) == 1
    assert f1("c b a d", ["a b c"], ["d"]) == 1
    assert f1("a b c d", ["a b c"], []) == f1("a b c", ["a b c d"], []) == 6 / 7
    assert f1("d d", ["a"], ["d"]) == 0
    assert f1("", ["a"], []) == 0
    assert f1("漢字", ["漢", "字"], []) == 1


def test_holds() -> None:
    """Whole words, next to each other."""
    assert holds(["a", "b", "c"], ["b", "c"])
    assert not holds(["a", "b", "c"], ["a", "c"])
    assert not holds(["ab"], ["b"])


def test_dates_are_compared() -> None:
    """Another day, another hour or another precision is wrong; another zone is not."""
    (page,) = (page for page in HTML_PAGES if page.name == "article--en-amp")
    article = article_of(page)
    assert article.date_published in ("2022-11-28T10:00:00Z", "2022-11-28T10:00:00+00:00")
    for gold, want in (
        ("2022-11-28T10:00:00Z", True),
        ("2022-11-28T10:00:00+00:00", True),
        ("2022-11-28T11:00:00+01:00", True),
        ("2022-11-28T10:00:00+01:00", False),
        ("2022-11-28T10:00:00", False),
        ("2022-11-28", False),
        (None, False),
    ):
        assert date_is_right(gold, article) is want


def test_floors_only_rise(tmp_path: Path) -> None:
    """`--update-floors` raises what is better and leaves what is worse."""
    floors = Floors(tmp_path / "floors.json")
    floors.hold("word_f1", "all", 0.91239, update=True)
    floors.hold("word_f1", "all", 0.5, update=True)
    assert floors.stored == {"word_f1": {"all": 0.912}}
    floors.hold("word_f1", "all", 0.912, update=False)
    for value in (0.911, math.nan):
        with pytest.raises(AssertionError, match="fell to"):
            floors.hold("word_f1", "all", value, update=False)
    with pytest.raises(AssertionError, match="no floor"):
        floors.hold("word_f1", "new", 1.0, update=False)
