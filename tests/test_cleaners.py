"""Every cleaner against its fixtures: one file a case, `fixtures/cleaners/<cleaner>/<case>.txt`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import regex as re

from dechaff.cleaners import builtin_cleaners
from dechaff.lexicon import builtin_lexicon
from dechaff.pipeline import Pipeline
from dechaff.sources.text import read_text
from dechaff.types import Cleaner, Mark, Verdict
from dechaff.view import View

FIXTURES = Path(__file__).parent.parent / "fixtures" / "cleaners"
CASES = sorted(FIXTURES.glob("*/*.txt"))
CLEANERS = {cleaner.name: cleaner for cleaner in builtin_cleaners()}
SIGNS = {Verdict.SUSPECT: "?", Verdict.DROP: "x", Verdict.PROTECT: "!"}
CHAIN = (
    "advertising", "byline", "consent", "media", "newsletter", "share", "linkspam", "navigation", "related", "comments",
    "contents", "duplicates", "footer",
)  # fmt: skip


class Case(NamedTuple):
    """The three parts of a fixture file; `blocks` is None where the file has none yet."""

    claim: str
    text: str
    blocks: str | None


def read_case(path: Path) -> Case:
    head, _, rest = path.read_text(encoding="utf-8").partition("--- input\n")
    text, mark, blocks = rest.partition("--- blocks\n")
    return Case(head.strip(), text, blocks if mark else None)


def view_of(text: str) -> View:
    return View(read_text(text), builtin_lexicon())


def marked_blocks(view: View, cleaner: Cleaner) -> str:
    """One line a block: its sign, the rule that marked it, its text."""
    marks: dict[int, Mark] = {}
    for mark in cleaner.find(view):
        assert mark.block not in marks, f"two marks of one cleaner on block {mark.block}"
        marks[mark.block] = mark
    lines = []
    for block in view.blocks:
        mark = marks.get(block.index)
        sign = f"{SIGNS[mark.verdict]} {mark.cleaner}.{mark.rule}" if mark else "="
        lines.append(f"{sign} | {block.text}\n")
    return "".join(lines)


@pytest.mark.parametrize("path", CASES, ids=[f"{p.parent.name}/{p.stem}" for p in CASES])
def test_case(path: Path, update_goldens: bool) -> None:
    """A cleaner marks what its fixture says, and nothing else."""
    case = read_case(path)
    assert case.claim.startswith("# "), "the first line says what the case shows"
    view = view_of(case.text)
    got = marked_blocks(view, CLEANERS[path.parent.name])
    assert got.count("\n") == len(view.blocks)
    if update_goldens:
        path.write_text(f"{case.claim}\n--- input\n{case.text}--- blocks\n{got}", encoding="utf-8")
        return
    assert case.blocks is not None, "no blocks yet: run pytest --update-goldens and read the diff"
    assert got == case.blocks


@pytest.mark.parametrize("name", CHAIN)
def test_every_cleaner_has_a_case_that_marks_and_one_that_spares(name: str) -> None:
    """A rule is worth what it spares."""
    goldens = [case.blocks or "" for case in map(read_case, CASES_OF[name])]
    assert any(re.search(r"^[?x] ", golden, re.MULTILINE) for golden in goldens)
    assert any(golden and not re.search(r"^[?x] ", golden, re.MULTILINE) for golden in goldens)


CASES_OF = {name: [p for p in CASES if p.parent.name == name] for name in CHAIN}


def test_every_fixture_folder_is_a_cleaner() -> None:
    assert {p.parent.name for p in CASES} <= set(CLEANERS)


def test_chain() -> None:
    """The folder is the list: by stage, then by name."""
    assert tuple(cleaner.name for cleaner in builtin_cleaners()) == CHAIN
    assert Pipeline(builtin_cleaners()).names == CHAIN


def test_rules_are_named_once() -> None:
    """A rule has a plain name and stands once in the source of its cleaner."""
    for name in CHAIN:
        source = (FIXTURES.parent.parent / "src" / "dechaff" / "cleaners" / f"{name}.py").read_text(encoding="utf-8")
        rules = re.findall(r'found\.note\(\s*"([^"]+)"', source)
        assert rules, name
        assert [r for r in rules if not re.fullmatch(r"[a-z_]+", r)] == []
        assert [r for r, n in Counter(rules).items() if n > 1] == [], name


@pytest.mark.parametrize("text", ["", "\n", "word", "©", "a\n" * 5, "1\n2\n3\n4\n", "Home\nHome\nHome\nHome\nHome\n"])
def test_every_text_can_be_read(text: str) -> None:
    """Tiny and odd texts have no article, and no cleaner falls over them."""
    view = view_of(text)
    for mark in (mark for cleaner in builtin_cleaners() for mark in cleaner.find(view)):
        assert 0 <= mark.block < len(view)
        assert mark.evidence


def test_marks_do_not_depend_on_what_ran_before() -> None:
    """The same view gives the same marks in any order of cleaners."""
    text = read_case(CASES[0]).text
    forward = [mark for cleaner in builtin_cleaners() for mark in cleaner.find(view_of(text))]
    view = view_of(text)
    backward = [list(cleaner.find(view)) for cleaner in reversed(builtin_cleaners())]
    assert [mark for marks in reversed(backward) for mark in marks] == forward
