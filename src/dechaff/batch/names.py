"""What the outputs of a folder are called: the names of the inputs, with the ending of what is written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import Final

from dechaff.records.inputs import Input
from dechaff.types import DechaffError

__all__ = ["ENDINGS", "ONE_DOCUMENT", "format_for", "output_names"]

ENDINGS: Final = {
    "text": ".txt", "markdown": ".md", "html": ".html", "json": ".json", "jsonl": ".jsonl", "parquet": ".parquet",
}  # fmt: skip
ONE_DOCUMENT: Final = ("html", "text")
_PACKED: Final = {"gz": ".gz", "zst": ".zst"}


def format_for(one: Input, format: str | None) -> str:
    """What is written for an input: what was asked for, else text for a page, Parquet for Parquet, JSON lines."""
    if format == "json" and one.format not in ONE_DOCUMENT:
        return "jsonl"
    if format:
        return format
    if one.format in ONE_DOCUMENT:
        return "text"
    return "parquet" if one.format == "parquet" else "jsonl"


def output_names(inputs: Sequence[Input], format: str | None) -> list[str]:
    """The name of each input's output, relative to the folder of outputs, `/` between its parts.

    `a/b.html` becomes `a/b.txt`; where `a/b.md` would too, they become `a/b.html.txt` and `a/b.md.txt`. JSON lines are
    compressed where the input is.

    Raises:
        DechaffError: two inputs would still have the same output.
    """
    short = [_name(one, format, whole=False) for one in inputs]
    seen = Counter(name.casefold() for name in short)
    names = [
        name if seen[name.casefold()] == 1 else _name(one, format, whole=True)
        for one, name in zip(inputs, short, strict=True)
    ]
    again = [name for name, count in Counter(name.casefold() for name in names).items() if count > 1]
    if again:
        raise DechaffError(f"two inputs would be written to {again[0]}: clean them in two runs")
    return names


def _name(one: Input, format: str | None, *, whole: bool) -> str:
    kind = format_for(one, format)
    ending = ENDINGS[kind]
    name = "standard-input" if one.path == "-" else one.name
    packed = _PACKED.get(one.compression, "")
    stem = name
    if packed and stem.lower().endswith(packed):
        stem = stem[: -len(packed)]
    if kind == "jsonl" and one.format not in ONE_DOCUMENT:
        ending += packed
    if not whole:
        stem = os.path.splitext(stem)[0] or stem
    return stem.replace(os.sep, "/") + ending
