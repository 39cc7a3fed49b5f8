"""Residue as pages really have it: runs and lines of other pages, and what pages say of the article itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from dechaff.training.context import Context
from dechaff.training.furniture import dated, section
from dechaff.training.grammar import date
from dechaff.training.surface import recase, title_case

__all__ = ["after_piece", "head_piece", "inside_piece", "real_piece"]

_NEAR = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8)
_SITED = ("{0} | {1}", "{0} - {1}", "{0} – {1}", "{1}: {0}", "{1} | {0}", "{0} : {1}", "{0} · {1}")
_MARKED = ("# %", "## %", "**%**", "%", "“%”", "%.", "%…", "% »", "» %")


def _dedented(ctx: Context, rows: list[str]) -> list[str]:
    """Without the indentation of the page they come from, which would give them away in the text they go to."""
    return rows if ctx.chance(0.12) else [row.strip() for row in rows]


def _part(ctx: Context, run: Sequence[str]) -> list[str]:
    """A run, whole or in part."""
    rng = ctx.rng
    if len(run) > 1 and rng.random() < 0.4:
        start = rng.randrange(len(run))
        return list(run[start : start + rng.randint(1, len(run) - start)])
    return list(run)


def _filled(run: Sequence[str]) -> list[str]:
    return [line for line in run if line.strip()]


def real_piece(ctx: Context) -> list[str]:
    """One or two runs of other pages, wherever they stood there."""
    runs = ctx.pool.runs or ctx.pool.inside or ctx.pool.before or ctx.pool.after
    if not runs:
        return [ctx.phrase("counts")]
    rows = [row for _ in range(1 if ctx.chance(0.85) else 2) for row in _part(ctx, ctx.rng.choice(runs))]
    return _dedented(ctx, rows)


def inside_piece(ctx: Context) -> list[str]:
    """What stood between the paragraphs of another page, or one line of it."""
    if not ctx.pool.inside:
        return [ctx.phrase("media")]
    run = _filled(ctx.rng.choice(ctx.pool.inside))
    return _dedented(ctx, [ctx.rng.choice(run)] if ctx.chance(0.5) else _part(ctx, run[:8]))


def head_piece(ctx: Context) -> list[str]:
    """What is left above a body: lines of other pages, or title, standfirst, byline and date made up."""
    before = ctx.pool.before
    if before and ctx.chance(0.45):
        run = _filled(ctx.rng.choice(before))
        return _dedented(ctx, [ctx.rng.choice(run)] if ctx.chance(0.2) else run[-ctx.rng.choice(_NEAR) :])
    return _made_up_head(ctx)


def after_piece(ctx: Context) -> list[str]:
    """What is left below a body: lines of other pages, or a bio, counts and notices made up."""
    if ctx.pool.after and ctx.chance(0.55):
        run = _filled(ctx.rng.choice(ctx.pool.after))
        return _dedented(ctx, [ctx.rng.choice(run)] if ctx.chance(0.25) else run[: ctx.rng.choice(_NEAR)])
    topics = ("long", "long", "counts", "short", "by", "media", "tags", "standfirsts", "more")
    return [ctx.phrase(topic) for topic in ctx.rng.sample(topics, ctx.rng.choice((1, 1, 1, 2, 2, 3)))]


def _made_up_head(ctx: Context) -> list[str]:
    rng = ctx.rng
    own = ctx.own_title or ctx.title()
    options: tuple[tuple[float, Callable[[], str]], ...] = (
        (0.10, partial(section, ctx)),
        (0.55, lambda: _varied(ctx, own)),
        (0.45, partial(_standfirst, ctx)),
        (0.30, lambda: recase(rng, ctx.phrase("by"), 0.9)),
        (0.35, partial(dated, ctx)),
        (0.20, lambda: ctx.phrase("counts")),
        (0.14, lambda: ctx.phrase("media")),
        (0.10, lambda: _varied(ctx, own)),
        (0.05, lambda: ctx.phrase("short")),
    )
    rows = [make() for probability, make in options if rng.random() < probability]
    if len(rows) > 2 and rng.random() < 0.25:
        at = rng.randrange(len(rows) - 1)
        rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return rows or [_varied(ctx, own)]


def _varied(ctx: Context, title: str) -> str:
    """A title as the several places of a page write it."""
    rng, draw = ctx.rng, ctx.rng.random()
    if draw < 0.5:
        return title
    if draw < 0.66:
        return rng.choice(_SITED).format(title, ctx.expand("{site}"))
    if draw < 0.74:
        return recase(rng, title, 0.0)
    if draw < 0.80:
        return title_case(title)
    if draw < 0.86:
        return re.split(r"[:–—|?]\s", title)[0]
    if draw < 0.90:
        return f"{section(ctx)} / {title}"
    if draw < 0.93:
        return f"{title} {date(rng, ctx.language)}"
    return rng.choice(_MARKED).replace("%", title)


def _standfirst(ctx: Context) -> str:
    """A description: made up, or the opening of the document itself, cut off as cards cut it."""
    rng = ctx.rng
    if ctx.opening and not ctx.width and rng.random() < 0.2:
        cut = ctx.opening[: rng.randint(70, 130)]
        return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;:. ") + rng.choice(("…", "...", " […]", " ..."))
    text = ctx.phrase("standfirsts")
    text = f"{text} {ctx.phrase('standfirsts')}" if rng.random() < 0.12 else text
    return text[:1].upper() + text[1:]
