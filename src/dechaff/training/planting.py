"""Plant residue into clean articles, to train the scorer on; `python -m dechaff.training.planting` shows a sample.

Everything is driven by the given `random.Random`: the same state gives the same document.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from dechaff.training.context import Context, ResiduePool, look_at
from dechaff.training.dress import restyle
from dechaff.training.found import after_piece, head_piece, inside_piece, real_piece
from dechaff.training.furniture import (
    byline_piece,
    long_piece,
    media_piece,
    related_piece,
    short_piece,
    tail_piece,
    teaser_piece,
    toc_piece,
)
from dechaff.training.layout import BLANK, DROP, KEEP, fold, one_line, openings_of
from dechaff.training.lookalikes import lookalike_piece
from dechaff.training.phrases import ENGLISH, languages
from dechaff.training.spam import farm_piece, spam_piece, spam_sentence_piece

__all__ = ["KINDS", "ResiduePool", "plant", "restyle"]

_LONGEST_PIECE = 20
_LISTS = (spam_piece, farm_piece, related_piece, toc_piece)
_LIGHT, _USUAL, _HEAVY = 0.2, 0.7, 0.1


class Kind(NamedTuple):
    """A generator, how often it is drawn, and where its residue goes: start, end, between (relative weights)."""

    make: Callable[[Context], list[str]]
    weight: int
    where: tuple[int, int, int]


KINDS: dict[str, Kind] = {
    "short": Kind(short_piece, 18, (3, 3, 4)),
    "long": Kind(long_piece, 17, (2, 4, 4)),
    "spam": Kind(spam_piece, 12, (1, 2, 8)),
    "farm": Kind(farm_piece, 12, (1, 1, 14)),
    "pitch": Kind(spam_sentence_piece, 4, (1, 2, 7)),
    "related": Kind(related_piece, 9, (1, 5, 5)),
    "teaser": Kind(teaser_piece, 9, (1, 2, 9)),
    "byline": Kind(byline_piece, 7, (9, 1, 1)),
    "head": Kind(head_piece, 11, (15, 0, 1)),
    "after": Kind(after_piece, 8, (0, 14, 1)),
    "tail": Kind(tail_piece, 6, (1, 9, 1)),
    "media": Kind(media_piece, 6, (3, 2, 6)),
    "inside": Kind(inside_piece, 4, (0, 1, 12)),
    "contents": Kind(toc_piece, 3, (6, 0, 1)),
    "real": Kind(real_piece, 10, (3, 4, 4)),
}
_WEIGHTS = [kind.weight for kind in KINDS.values()]


class _Piece(NamedTuple):
    at: int
    rows: list[str]
    label: str


def _place(ctx: Context, weights: tuple[int, int, int], size: int, openings: Sequence[int]) -> int:
    where = ctx.rng.choices(("start", "end", "between"), weights)[0]
    if where == "start" or size == 0:
        return 0
    if where == "end" or not openings:
        return size
    return ctx.rng.choice(openings)


def _finish(ctx: Context, rows: Sequence[str], tight: bool) -> list[str]:
    """Spaced and wrapped like the document, at times in its quotes."""
    rows = [one_line(row).rstrip() for row in rows]
    filled = [row for row in rows if row.strip()][:_LONGEST_PIECE]
    if ctx.chance(0.5 if ctx.curly else 0.15):
        filled = [row.replace("'", "’") for row in filled]
    groups = [fold(row, max(ctx.width, 40)) if ctx.width else [row] for row in filled]
    gap = [""] if ctx.gap and not tight else []
    return [line for at, group in enumerate(groups) for line in ([*gap, *group] if at else group)]


def _pad(ctx: Context, rows: list[str], lines: Sequence[str], at: int) -> list[str]:
    """Blank lines around the piece where the document would have them."""
    if not ctx.gap:
        return ["", *rows] if ctx.chance(0.05) and at else rows
    glue = ctx.rng.random()
    before = [""] if at > 0 and lines[at - 1].strip() and not 0.06 < glue < 0.14 else []
    after = [""] if at < len(lines) and lines[at].strip() and glue > 0.06 else []
    return [*before, *rows, *after]


def _planted(ctx: Context, kind: Kind, size: int, openings: Sequence[int], *, single: bool) -> _Piece:
    rows = [row for row in kind.make(ctx) if row.strip()]
    at = _place(ctx, kind.where, size, openings)
    if single and rows:
        rows = [rows[-1] if at == 0 else rows[0] if at == size else ctx.rng.choice(rows)]
    tight = ctx.chance(0.75 if kind.make in _LISTS else 0.35)
    return _Piece(at, _finish(ctx, rows, tight), DROP)


def _doses(ctx: Context) -> list[tuple[Kind, bool]]:
    """What to plant: one lone line; one to four pieces; or a text overgrown with them."""
    rng = ctx.rng
    dose = rng.choices(("light", "usual", "heavy"), (_LIGHT, _USUAL, _HEAVY))[0]
    if dose == "light":
        return [(kind, True) for kind in rng.choices(list(KINDS.values()), _WEIGHTS, k=rng.choice((1, 1, 1, 2)))]
    count = rng.choice((1, 1, 1, 2, 2, 2, 3, 3, 4)) if dose == "usual" else rng.randint(4, 7)
    kinds = rng.choices(list(KINDS.values()), _WEIGHTS, k=count)
    if rng.random() < 0.12:
        kinds = [rng.choice((KINDS["farm"], KINDS["farm"], KINDS["spam"]))] * rng.randint(2, 3)
    return [(kind, rng.random() < 0.12) for kind in kinds]


def plant(  # noqa: PLR0913
    rng: Random, lines: Sequence[str], labels: str, pool: ResiduePool, language: str = ENGLISH, *, title: str = ""
) -> tuple[list[str], str]:
    """Insert residue into a clean text, and at times lines of a body that merely look like it.

    `labels` has one character a line: `k` keep, `-` blank. Planted residue gets `d`, planted lookalikes `k`, planted
    blank lines `-`; nothing of the text itself changes. The title is only planted where the body does not hold it.
    """
    ctx = look_at(rng, lines, labels, pool, language, title=title)
    openings = openings_of(lines)
    drawn = [_planted(ctx, kind, len(lines), openings, single=single) for kind, single in _doses(ctx)]
    if openings and ctx.chance(0.15):
        drawn.append(_Piece(rng.choice(openings), _finish(ctx, lookalike_piece(ctx), tight=True), KEEP))
    pieces: dict[int, list[_Piece]] = {}
    for piece in drawn:
        if piece.rows:
            pieces.setdefault(piece.at, []).append(piece)
    out, marks = list(lines), list(labels)
    for at in sorted(pieces, reverse=True):
        rows, row_marks = _joined(ctx, pieces[at])
        padded = _pad(ctx, rows, lines, at)
        lead = next((i for i, row in enumerate(padded) if row.strip()), 0)
        out[at:at] = padded
        marks[at:at] = [BLANK] * lead + row_marks + [BLANK] * (len(padded) - lead - len(row_marks))
    return out, "".join(marks)


def _joined(ctx: Context, pieces: Sequence[_Piece]) -> tuple[list[str], list[str]]:
    """Pieces of one place as lines and their labels."""
    rows: list[str] = []
    marks: list[str] = []
    for piece in pieces:
        if rows and ctx.gap:
            rows.append("")
            marks.append(BLANK)
        rows += piece.rows
        marks += [piece.label if row.strip() else BLANK for row in piece.rows]
    return rows, marks


_SAMPLE = (
    "The first paragraph of a clean article stands here, long enough to be one, and it ends with a full stop.",
    "A heading",
    "The second paragraph goes on for a while. It has two sentences, and neither of them asks anybody to subscribe.",
    "A third paragraph closes the article, so that there is a middle to plant something into.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a planted sample with a label before each line, for a reader to judge."""
    parser = argparse.ArgumentParser(prog="python -m dechaff.training.planting", description=main.__doc__)
    parser.add_argument("--language", default=ENGLISH, choices=languages(), help="language of the residue")
    parser.add_argument("--seed", type=int, default=0, help="another seed, another sample")
    parser.add_argument("--count", type=int, default=1, help="how many samples, of this seed and the next ones")
    parser.add_argument(
        "--kind", choices=sorted([*KINDS, "lookalike"]), help="only what this generator makes, without an article"
    )
    options = parser.parse_args(arguments)
    text = [line for paragraph in _SAMPLE for line in (paragraph, "")][:-1]
    labels = "".join(KEEP if line else BLANK for line in text)
    pool = ResiduePool.build([], [])
    for seed in range(options.seed, options.seed + options.count):
        rng = Random(seed)
        if options.kind:
            make = KINDS[options.kind].make if options.kind in KINDS else lookalike_piece
            lines = make(look_at(rng, text, labels, pool, options.language))
            marks = (KEEP if make is lookalike_piece else DROP) * len(lines)
        else:
            lines, marks = plant(rng, text, labels, pool, options.language)
        for line, mark in zip(lines, marks, strict=True):
            print(mark, line, sep=" | ")
        print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
