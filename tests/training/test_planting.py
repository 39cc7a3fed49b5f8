"""Properties of planted and restyled documents."""

from __future__ import annotations

import re
from random import Random

import pytest

from dechaff.training.planting import ResiduePool, plant, restyle

POOL = ResiduePool.build(
    runs=[["Share", "Tweet"], ["About us\nContact", "", "© 2020"], [" "], [f"Link {n}" for n in range(25)]],
    titles=["Mayor's plan: 3 reasons it's stalled", "", "How to prune roses"],
)
LANGUAGES = ["en", "de", "fr", "es", "pt", "it", "nl", "sv", "pl", "ru", "zh", "ja", "fi", "EN-us"]
TIGHT = ["The opening", "A first paragraph that ends.", "Second part", "- one", "- two", "Third it’s part", "The end."]
SPACED = [line for text in TIGHT for line in (text, "")][:-1]
WRAPPED = [
    "This paragraph was wrapped by a text browser at about seventy columns,",
    "so that its sentences run over several lines and nothing should ever be",
    "planted between them.",
    "",
    "Another paragraph follows after a blank line, and it is wrapped as well;",
    "again no residue belongs inside of it.",
]
DOCUMENTS = {"tight": TIGHT, "spaced": SPACED, "wrapped": WRAPPED, "empty": [], "single": ["Only one line."]}


def labels_of(lines: list[str]) -> str:
    return "".join("k" if line.strip() else "-" for line in lines)


def words(lines: list[str]) -> list[str]:
    return re.findall(r"\w+", " ".join(lines))


@pytest.mark.parametrize("lines", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_planting_keeps_the_document_and_aligns_labels(lines: list[str], language: str) -> None:
    for seed in range(60):
        out, labels = plant(Random(seed), lines, labels_of(lines), POOL, language)
        assert len(out) == len(labels)
        kept = iter([line for line, label in zip(out, labels, strict=True) if label == "k"])
        assert all(line in kept for line in lines if line)
        assert labels.count("-") >= labels_of(lines).count("-")
        assert 1 <= labels.count("d") <= (300 if lines is WRAPPED else 80)
        for line, label in zip(out, labels, strict=True):
            assert len(line.splitlines()) <= 1
            assert (label == "-") == (not line.strip())


def test_no_slot_or_choice_is_left_unfilled() -> None:
    for seed in range(3000):
        out, labels = plant(Random(seed), SPACED, labels_of(SPACED), POOL, LANGUAGES[seed % 12])
        for line, label in zip(out, labels, strict=True):
            if label == "d":
                assert not re.search(r"\{\w*\}|%s|%url|%file", line), line


def test_nothing_is_planted_inside_a_wrapped_paragraph() -> None:
    for seed in range(300):
        out, _ = plant(Random(seed), WRAPPED, labels_of(WRAPPED), POOL)
        first = out.index(WRAPPED[0])
        assert out[first : first + 3] == WRAPPED[:3]
        last = out.index(WRAPPED[4])
        assert out[last : last + 2] == WRAPPED[4:]


def test_residue_is_wrapped_like_its_document() -> None:
    long_lines = 0
    for seed in range(300):
        out, labels = plant(Random(seed), WRAPPED, labels_of(WRAPPED), ResiduePool.build([], []))
        residue = [line for line, label in zip(out, labels, strict=True) if label == "d"]
        long_lines += sum(len(line) > 80 and " " in line.strip() for line in residue)
    assert long_lines < 20


def test_same_seed_same_document() -> None:
    for seed in range(50):
        runs = [plant(Random(seed), SPACED, labels_of(SPACED), POOL) for _ in range(2)]
        assert runs[0] == runs[1]
        looks = [restyle(Random(seed), *runs[0]) for _ in range(2)]
        assert looks[0] == looks[1]


def test_residue_is_varied() -> None:
    empty = ResiduePool.build([], [])
    seen: list[str] = []
    for seed in range(2000):
        out, labels = plant(Random(seed), TIGHT, labels_of(TIGHT), empty)
        seen += [line for line, label in zip(out, labels, strict=True) if label == "d"]
    assert len(set(seen)) > 0.6 * len(seen)


@pytest.mark.parametrize("lines", DOCUMENTS.values(), ids=DOCUMENTS)
def test_restyling_keeps_labels_aligned_and_words_in_order(lines: list[str]) -> None:
    for seed in range(400):
        planted, labels = plant(Random(seed), lines, labels_of(lines), POOL)
        out, marks = restyle(Random(seed), planted, labels)
        assert len(out) == len(marks)
        for line, mark in zip(out, marks, strict=True):
            assert len(line.splitlines()) <= 1
            assert (mark == "-") == (not line.strip())
        kept = iter(word.lower() for word in words([x for x, m in zip(out, marks, strict=True) if m == "k"]))
        wanted = [word.lower() for word in words(lines) if not word.isdigit()]
        assert all(word in kept for word in wanted)


def test_restyling_changes_something_often() -> None:
    text = [*SPACED, "", "He said “yes” and [left](https://a.example/b) the **room** for good this time."]
    changed = sum(restyle(Random(seed), text, labels_of(text))[0] != text for seed in range(500))
    assert 150 < changed < 450
