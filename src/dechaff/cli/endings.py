"""What the ending of a file's name says of it."""

from __future__ import annotations

import os
from typing import Final

__all__ = ["CONTAINERS", "format_of", "is_container", "refusal"]

CONTAINERS: Final = (".jsonl", ".ndjson", ".jsonlines", ".parquet", ".warc", ".wet")
_PACKED: Final = (".gz", ".zst")
_FORMATS: Final = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl", ".parquet": "parquet",
}  # fmt: skip
# What people ask for by a name, and would not look for plain text in.
_OTHERS: Final = (
    ".7z", ".arrow", ".avro", ".bz2", ".csv", ".db", ".docx", ".duckdb", ".epub", ".feather", ".odt", ".orc", ".pdf",
    ".rtf", ".sqlite", ".tar", ".tsv", ".warc", ".wet", ".xls", ".xlsx", ".xml", ".xz", ".yaml", ".yml", ".zip",
)  # fmt: skip


def format_of(path: str) -> str | None:
    """What the ending of an output says that it is."""
    return _FORMATS.get(_ending(path)[0])


def is_container(path: str) -> bool:
    """Whether a name says that there are many documents in a file."""
    return _ending(path)[0] in CONTAINERS


def refusal(path: str, format: str | None) -> str | None:
    """Why an output cannot be written under this name, if so, and what to do.

    Args:
        path: its name.
        format: what it is to be, where that was said.
    """
    ending, packed = _ending(path)
    format = format or _FORMATS.get(ending)
    if packed and format != "jsonl":
        return f"only JSON lines are written compressed: name it .jsonl{packed}, or leave {packed} out"
    if format is None and ending in _OTHERS:
        known = "text, Markdown, HTML, JSON, JSON lines and Parquet"
        return f"{ending} is not among what is written: {known}; say with --format which of them it is to be"
    return None


def _ending(path: str) -> tuple[str, str]:
    """The ending of a name, and that of its compression."""
    base, ending = os.path.splitext(path.lower())
    return (os.path.splitext(base)[1], ending) if ending in _PACKED else (ending, "")
