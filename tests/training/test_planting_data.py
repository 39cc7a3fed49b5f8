"""The phrase files, what is made of them, and that a seed gives the same on every machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from random import Random

import pytest

from dechaff.training.context import Context, ResiduePool, look_at
from dechaff.training.grammar import expand
from dechaff.training.lookalikes import lookalike_piece
from dechaff.training.phrases import ENGLISH, languages, phrases, shared, slots, spam, topics
from dechaff.training.planting import KINDS, main, plant

TEXT = [
    "A first paragraph of a body, long enough that its opening can be repeated above it as a description of the page, "
    "which many pages do before they let the reader begin.",
    "",
    "First heading",
    "Second paragraph, with a full stop.",
    "Second heading",
    "Third paragraph, it is as plain as the second.",
    "Third heading",
    "The last one.",
]
LABELS = "".join("k" if line else "-" for line in TEXT)
PAGE = (
    ["Menu", "Our title", "By Nobody", "Body.", "Advert here", "Body again.", "", "Tags: none", "Footer"],
    "dddkdk-dd",
)


def context(seed: int, language: str = ENGLISH, title: str = "") -> Context:
    runs = [[f"Link {number}", f"Entry {number}"] for number in range(30)]
    pages = [
        ([f"Notice {number}" if line == "Advert here" else line for line in PAGE[0]], PAGE[1]) for number in range(30)
    ]
    pool = ResiduePool.build(runs, ["How to prune roses: a guide", "Ten bridges"], pages)
    return look_at(Random(seed), TEXT, LABELS, pool, language, title=title)


def all_templates(language: str) -> list[tuple[str, str]]:
    tables = {**topics(language), **{f"spam/{name}": rows for name, rows in spam(language).items()}}
    return [(topic, row) for topic, rows in tables.items() for row in rows]


def test_every_language_has_every_topic() -> None:
    want = set(topics(ENGLISH))
    assert len(want) == 18
    for language in languages():
        assert set(topics(language)) == want
        assert all(topics(language).values())
        assert len(phrases("months", language)) == 12
        assert "sentences" in spam(language)
        assert len(spam(language)) > 1


def test_no_phrase_stands_twice_in_a_file() -> None:
    for language in languages():
        found = all_templates(language)
        assert len(found) == len(set(found))
    assert len(shared("networks")) == len(set(shared("networks")))


def test_other_languages_have_phrases_of_their_own() -> None:
    """A file copied from English and never translated would show."""
    english = {row for topic, row in all_templates(ENGLISH) if topic in ("long", "standfirsts", "lookalikes", "titles")}
    for language in languages():
        if language != ENGLISH:
            assert not english & {row for _, row in all_templates(language)}
            assert slots(language)["first"] != slots(ENGLISH)["first"]


@pytest.mark.parametrize("language", languages())
def test_every_template_can_be_filled(language: str) -> None:
    rng = Random(0)
    for topic, row in all_templates(language):
        for _ in range(5):
            filled = expand(rng, row.replace("{title}", "A title"), language)
            assert not re.search(r"[{}]|\[[^\[\]]*\|[^\[\]]*\]", filled), (topic, row)
            assert filled.strip(), (topic, row)
            assert "\n" not in filled


@pytest.mark.parametrize("kind", KINDS)
def test_each_generator_gives_other_lines_for_other_seeds(kind: str) -> None:
    """And the same ones for the same seed."""
    seen = {tuple(KINDS[kind].make(context(seed))) for seed in range(60)}
    assert len(seen) > 15
    assert all(KINDS[kind].make(context(seed)) == KINDS[kind].make(context(seed)) for seed in range(60))


@pytest.mark.parametrize("language", ["de", "ru", "ja"])
def test_residue_speaks_the_language_of_its_document(language: str) -> None:
    pool = ResiduePool.build([], [])
    rows = [KINDS["long"].make(look_at(Random(seed), TEXT, LABELS, pool, language))[0] for seed in range(100)]
    english = [row for row in rows if re.search(r"\b(the|our|you|your)\b", row)]
    assert len(english) < 25


def test_a_page_gives_its_residue_by_place() -> None:
    pool = ResiduePool.build([], [], [PAGE, (["No body"], "d")])
    assert pool.before == (("Menu", "Our title", "By Nobody"),)
    assert pool.inside == (("Advert here",),)
    assert pool.after == (("Tags: none", "Footer"),)


def test_the_title_is_only_planted_where_the_body_lacks_it() -> None:
    assert context(0, title="First Heading!").own_title == ""
    assert context(0, title="Another title").own_title == "Another title"


def test_lookalikes_are_kept_and_residue_is_dropped() -> None:
    planted = 0
    for seed in range(400):
        out, labels = plant(Random(seed), TEXT, LABELS, ResiduePool.build([], []), "en")
        kept = [line for line, label in zip(out, labels, strict=True) if label == "k"]
        own = iter(kept)
        assert all(line in own for line in TEXT if line)
        planted += len(kept) > LABELS.count("k")
        assert labels.count("d") > 0
    assert 25 < planted < 110
    assert lookalike_piece(context(0, "xx")) == []


def test_lone_lines_are_planted_often() -> None:
    doses = [plant(Random(seed), TEXT, LABELS, ResiduePool.build([], []))[1].count("d") for seed in range(600)]
    assert 0.2 < sum(dose == 1 for dose in doses) / len(doses) < 0.4
    assert sum(dose > 8 for dose in doses) > 100


def test_a_seed_gives_the_same_whatever_the_hash_seed() -> None:
    """Sets and folders have no order of their own; nothing may depend on theirs."""
    command = [sys.executable, "-m", "dechaff.training.planting", "--language", "de", "--seed", "3", "--count", "40"]
    outputs = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}, check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


def test_the_preview_shows_labels(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "fr", "--seed", "2"]) == 0
    assert "k | A heading" in capsys.readouterr().out
    assert main(["--kind", "lookalike", "--language", "pl"]) == 0
    assert capsys.readouterr().out.startswith("k | ")
