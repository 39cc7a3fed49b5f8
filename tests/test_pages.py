"""The test pages against their gold, and against the floors that were reached before.

Floors only rise: `pytest --update-floors` writes what is better than it was into `fixtures/gate/floors.json`, and
leaves alone what is not. A floor that has to be lowered is lowered by hand, with the reason in the changelog.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from dechaff import Article, Metadata, Status
from pages import PAGES, ROOT, Floors, Page, cleaned

FLOORS = Floors(ROOT / "fixtures" / "gate" / "floors.json")
GROUPS = ("clean", "full-dump", "residue")
FIELDS = ("title", "authors", "date_published", "language")


def is_solved(page: Page) -> bool:
    return page.kept_by(cleaned(page.source)) == page.keep & page.judged


def line_f1(page: Page) -> float:
    """F1 of the lines kept, each line counting once."""
    want, got = page.keep & page.judged, page.kept_by(cleaned(page.source))
    return 2 * len(want & got) / (len(want) + len(got)) if want or got else 1.0


def group(name: str) -> list[Page]:
    return [page for page in PAGES if name == "all" or page.name.startswith(f"{name}--")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_gold(page: Page) -> None:
    """Ranges are in order, apart from each other, and inside the page; a page is of a known kind."""
    assert page.name.partition("--")[0] in GROUPS
    count = len(page.source.split("\n"))
    for name in ("keep", "optional"):
        edges = [edge for span in page.gold[name] for edge in (span[0], span[1] + 1)]
        assert edges == sorted(edges), name
        assert not edges or (edges[0] >= 1 and edges[-1] <= count + 1), name
    assert page.keep
    assert page.keep <= page.judged, "a line is either in keep or in optional"


@pytest.mark.parametrize("name", FLOORS.stored["solved"])
def test_a_solved_page_stays_solved(name: str) -> None:
    """Exactly the lines of the gold are kept."""
    page = next(page for page in PAGES if page.name == name)
    lines = page.source.split("\n")
    got, want = page.kept_by(cleaned(page.source)), page.keep & page.judged
    lost = [f"{n}: {lines[n - 1]}" for n in sorted(want - got)]
    left = [f"{n}: {lines[n - 1]}" for n in sorted(got - want)]
    assert (lost, left) == ([], [])


def test_pages_that_are_solved_now(update_floors: bool) -> None:
    """What is solved is pinned: the list grows by `--update-floors`, and every name in it is a page."""
    floors = FLOORS.stored
    if update_floors:
        floors["solved"] = sorted({*floors["solved"], *(page.name for page in PAGES if is_solved(page))})
        FLOORS.store(floors)
    assert set(floors["solved"]) <= {page.name for page in PAGES}
    assert floors["solved"], "no page is solved: run pytest --update-floors"


@pytest.mark.parametrize("name", ["all", *GROUPS])
def test_line_f1(name: str, update_floors: bool) -> None:
    """The mean over the pages of a kind does not fall."""
    FLOORS.hold("line_f1", name, fmean(map(line_f1, group(name))), update=update_floors)


def title_is_right(gold: Any, article: Article) -> bool:
    return gold == article.title or _plain(gold) == _plain(article.title)


def authors_are_right(gold: Any, article: Article) -> bool:
    return {_plain(name) for name in gold} == {_plain(name) for name in article.authors}


def is_equal(field: str) -> Callable[[Any, Article], bool]:
    return lambda gold, article: gold == getattr(article, field)


def _plain(text: str | None) -> str | None:
    """Words alone: case, quotation marks and spaces do not matter."""
    return None if text is None else " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


IS_RIGHT: dict[str, Callable[[Any, Article], bool]] = {
    "title": title_is_right,
    "authors": authors_are_right,
    "date_published": is_equal("date_published"),
    "language": is_equal("language"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_metadata(field: str, update_floors: bool) -> None:
    """Share of the pages whose field is right; where the page has none, `None` is right."""
    right = [IS_RIGHT[field](page.gold[field], cleaned(page.source)) for page in PAGES]
    FLOORS.hold("metadata", field, fmean(right), update=update_floors)


@pytest.mark.parametrize("field", ["title", "authors", "date_published"])
def test_metadata_is_not_guessed(field: str, update_floors: bool) -> None:
    """Share of the fields given that are right: a wrong author is worse than none."""
    given = [page for page in PAGES if getattr(cleaned(page.source), field)]
    right = [IS_RIGHT[field](page.gold[field], cleaned(page.source)) for page in given]
    FLOORS.hold("metadata", f"{field}_precision", fmean(right), update=update_floors)


def test_every_field_has_a_source() -> None:
    """What is given says which line, or what else, it was read from; what is not given has no source."""
    for page in PAGES:
        metadata = cleaned(page.source).metadata
        assert set(metadata.provenance) == set(_given(metadata)), page.name


def _given(metadata: Metadata) -> Iterable[str]:
    names = ("title", "authors", "date_published", "site_name", "section", "language", "reading_time_minutes")
    return (name for name in names if getattr(metadata, name) not in (None, ()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_an_article(page: Page) -> None:
    """A page with a body is never empty, and its score is a probability."""
    article = cleaned(page.source)
    assert article.status is Status.OK
    assert article.text
    assert 0 <= article.score <= 1


def test_floors_only_rise(tmp_path: Path) -> None:
    """`--update-floors` raises what is better and leaves what is worse."""
    floors = Floors(tmp_path / "floors.json")
    floors.hold("line_f1", "all", 0.91239, update=True)
    floors.hold("line_f1", "all", 0.5, update=True)
    assert floors.stored["line_f1"] == {"all": 0.912}
    floors.hold("line_f1", "all", 0.912, update=False)
    for value in (0.911, math.nan):
        with pytest.raises(AssertionError, match="fell to"):
            floors.hold("line_f1", "all", value, update=False)
    with pytest.raises(AssertionError, match="no floor"):
        floors.hold("line_f1", "new", 1.0, update=False)
