"""What the outputs of a folder are called: the names of the inputs, with the ending of what is written."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from typing import Final

from dechaff.records.inputs import Input
from dechaff.types import DechaffError

__all__ = ["ENDINGS", "ERRORS", "NAME_LIMIT", "ONE_DOCUMENT", "format_for", "output_names"]

ENDINGS: Final = {
    "text": ".txt", "markdown": ".md", "html": ".html", "json": ".json", "jsonl": ".jsonl", "parquet": ".parquet",
}  # fmt: skip
ONE_DOCUMENT: Final = ("html", "text")
ERRORS: Final = "errors.jsonl"  # the name of the list of errors in a folder of outputs
NAME_LIMIT: Final = 255  # bytes that most file systems allow
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

    `a/b.html` becomes `a/b.txt`; where `a/b.md` would too, they become `a/b.html.txt` and `a/b.md.txt`, and so
    does what would be called like a folder or like the list of errors. JSON lines are compressed where the input is.

    Raises:
        DechaffError: two inputs would still have the same output.
    """
    short = [_name(one, format, whole=False) for one in inputs]
    seen = _taken(short)
    names = [
        name if seen[name.casefold()] == 1 else _name(one, format, whole=True)
        for one, name in zip(inputs, short, strict=True)
    ]
    again = [name for name, count in _taken(names).items() if count > 1]
    if again == [ERRORS]:
        raise DechaffError(f"an input would be written to {ERRORS}, which lists errors: clean it in a run of its own")
    if again:
        raise DechaffError(f"two inputs would be written to {again[0]}: clean them in two runs")
    return names


def _taken(names: Sequence[str]) -> Counter[str]:
    """How often a name is used, for outputs, for their folders together, and for the list of errors."""
    folders = {name.rsplit("/", depth)[0] for name in names for depth in range(1, name.count("/") + 1)}
    return Counter([ERRORS, *(name.casefold() for name in names), *{name.casefold() for name in folders}])


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
    return _fitting(stem.replace(os.sep, "/"), ending)


def _fitting(stem: str, ending: str) -> str:
    """A name that the system allows: the end of one that is too long becomes a number made of it."""
    name = os.fsencode(stem.rpartition("/")[2])
    if len(name) + len(ending) <= NAME_LIMIT:
        return stem + ending
    folder = stem[: stem.rfind("/") + 1]
    return f"{folder}{name[:150].decode('utf-8', 'ignore')}-{hashlib.sha256(name).hexdigest()[:16]}{ending}"
