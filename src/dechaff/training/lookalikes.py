"""Lines that look like residue and belong to a body: a scorer that only ever saw residue planted would drop them."""

from __future__ import annotations

from dechaff.training.context import Context
from dechaff.training.phrases import languages, phrases

__all__ = ["lookalike_piece"]

_LINE_END = " // "
_DRESSED = ("%", "%", "%", "## %", "### %", "**%**", "%:")


def lookalike_piece(ctx: Context) -> list[str]:
    """A heading, a short block or a sentence of a body; none in a language there are no phrases for."""
    if ctx.language not in languages():
        return []
    if ctx.chance(0.3):
        heading = ctx.expand(ctx.rng.choice(phrases("headings", ctx.language)))
        return [ctx.rng.choice(_DRESSED).replace("%", heading)]
    template = ctx.rng.choice(phrases("lookalikes", ctx.language))
    return [ctx.expand(row) if row == row.strip() else "    " + ctx.expand(row) for row in template.split(_LINE_END)]
