"""What a generator of residue draws from: chance, the material met on real pages, and the look of the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from dechaff.training.grammar import expand, word_pattern
from dechaff.training.layout import BULLET, DROP, KEEP, is_headline, is_wrapped, one_line
from dechaff.training.phrases import ENGLISH, phrases
from dechaff.training.surface import BULLETS, bulleted, title_case

__all__ = ["Context", "ResiduePool", "look_at"]

_LONGEST_RUN = 25
_NEAREST = 10
_LONGEST_LINE = 220  # longer lines are prose of another body, often mislabelled; planting them teaches distrust
Run = tuple[str, ...]


@dataclass(frozen=True)
class ResiduePool:
    """Residue met on real pages: runs of it, by where they stood, and titles of articles."""

    runs: tuple[Run, ...]
    titles: tuple[str, ...]
    before: tuple[Run, ...] = ()
    inside: tuple[Run, ...] = ()
    after: tuple[Run, ...] = ()

    @classmethod
    def build(
        cls,
        runs: Sequence[Sequence[str]],
        titles: Sequence[str],
        pages: Iterable[tuple[Sequence[str], str]] = (),
    ) -> ResiduePool:
        """Clean and freeze the material.

        `pages` are whole texts with a label a line: from them come the lines directly before a body, which bear little
        resemblance to the menus further up, those inside of it, and those directly after it.
        """
        clean_titles = (" ".join(title.split()) for title in titles)
        places: dict[str, list[Run]] = {"before": [], "inside": [], "after": []}
        for lines, labels in pages:
            for place, run in _by_place(lines, labels):
                places[place].append(run)
        return cls(
            tuple(run for run in map(_clean, runs) if run),
            tuple(title for title in clean_titles if title),
            *(tuple(run for run in map(_clean, places[place]) if run) for place in ("before", "inside", "after")),
        )


def _clean(run: Sequence[str]) -> Run:
    lines = tuple(one_line(line).rstrip() for line in run)
    return lines if any(line.strip() for line in lines) else ()


def _by_place(lines: Sequence[str], labels: str) -> list[tuple[str, Run]]:
    """The runs of residue of a page, each with the place it has relative to the body."""
    kept = [at for at, label in enumerate(labels) if label == KEEP]
    if not kept:
        return []
    found: list[tuple[str, Run]] = []
    run: list[str] = []
    for at, label in enumerate([*labels, KEEP]):
        if label == DROP:
            if len(lines[at]) <= _LONGEST_LINE:
                run.append(lines[at])
        elif label != "-":
            if run and at <= kept[0]:
                found.append(("before", tuple(run[-_NEAREST:])))
            elif run and at > kept[-1]:
                found.append(("after", tuple(run[:_NEAREST])))
            elif run:
                found.append(("inside", tuple(run[:_LONGEST_RUN])))
            run = []
    return found


@dataclass(frozen=True)
class Context:
    """The draw, the material, and the look of the document to plant into."""

    rng: Random
    pool: ResiduePool
    language: str
    gap: bool
    bullet: str
    curly: bool
    headings: tuple[str, ...]
    opening: str
    own_title: str
    width: int

    def chance(self, probability: float) -> bool:
        """Whether something happens this time."""
        return self.rng.random() < probability

    def expand(self, template: str) -> str:
        """A filled template, with the names and dates of the document's language."""
        return expand(self.rng, template, self.language)

    def template(self, topic: str) -> tuple[str, str]:
        """A template and its language: the document's own mostly, else English, for pages mix both."""
        native = phrases(topic, self.language)
        language = self.language if native and self.chance(0.92) else ENGLISH
        return self.rng.choice(phrases(topic, language)), language

    def phrase(self, topic: str) -> str:
        """A filled template of a topic."""
        template, language = self.template(topic)
        return expand(self.rng, template, language)

    def title(self) -> str:
        """A title of another article: from the pool mostly, invented otherwise."""
        if self.pool.titles and self.chance(0.7 if self.language == ENGLISH else 0.35):
            return self.rng.choice(self.pool.titles)
        title = self.phrase("titles")
        title = title[:1].upper() + title[1:]
        return title_case(title) if self.language == ENGLISH and self.chance(0.3) else title

    def listed(self, items: Sequence[str], plain: float = 0.4) -> list[str]:
        """The items as plain lines, in the document's own bullets, or in others."""
        if self.chance(plain):
            return list(items)
        own = self.bullet or "- "
        return bulleted(self.rng, items, own if self.chance(0.5) else self.rng.choice(BULLETS))


def look_at(  # noqa: PLR0913
    rng: Random, lines: Sequence[str], labels: str, pool: ResiduePool, language: str, *, title: str = ""
) -> Context:
    """Look at a document: its spacing, bullets, quotes and headings, and whether its title is part of the body."""
    filled = [line for line in lines if line.strip()]
    marks: dict[str, int] = {}
    for line in filled:
        match = BULLET.match(line)
        if match:
            mark = match[2] if not match[2][0].isdigit() else "1" + match[2][-1]
            marks[mark] = marks.get(mark, 0) + 1
    kept = [line.strip() for line, label in zip(lines, labels, strict=True) if label == KEEP]
    plain_title = " ".join(title.split())
    body_has_title = _letters(plain_title) in {_letters(line) for line in kept[:8]}
    return Context(
        rng,
        pool,
        language.lower()[:2],
        gap=(len(lines) - len(filled)) * 4 >= len(filled) and len(lines) > 1,
        bullet=max(marks, key=lambda mark: marks[mark]) + " " if marks else "",
        curly=any("’" in line for line in filled),
        headings=tuple(line.lstrip("# ").strip("*") for line in kept if is_headline(line)),
        opening=next((line for line in kept if len(line) > 140), ""),
        own_title="" if body_has_title else plain_title,
        width=sorted(map(len, filled))[len(filled) * 9 // 10] if is_wrapped(lines) else 0,
    )


def _letters(text: str) -> str:
    return " ".join(word_pattern.findall(text.lower()))
