"""The phrases that planted residue is made of, in plain files: a native speaker can mend them without reading code.

`residue/<language>/<topic>.txt` holds one phrase or template a line, lines that start with `#` are comments;
`residue/<language>/spam/` holds the lines of link farms, one file for each trade. `slots.toml` fills the slots of
templates; a language's own goes before that of `residue/shared`, so that a German byline has a German name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

__all__ = ["ENGLISH", "languages", "phrases", "shared", "slots", "spam", "topics"]

ENGLISH = "en"
_SHARED = "shared"
_FOLDER: Traversable = files("dechaff.training") / "residue"


def _lines(text: str) -> tuple[str, ...]:
    rows = (row.strip() for row in text.splitlines())
    return tuple(row for row in rows if row and not row.startswith("#"))


@cache
def _topics_of(folder: str) -> Mapping[str, tuple[str, ...]]:
    """Every topic of a folder, in the order of the names, which no file system may change."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((_FOLDER / folder).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".txt"):
            found[path.name.removesuffix(".txt")] = _lines(path.read_text(encoding="utf-8"))
    return MappingProxyType(found)


@cache
def languages() -> tuple[str, ...]:
    """The languages there are phrases for."""
    return tuple(sorted(path.name for path in _FOLDER.iterdir() if path.is_dir() and path.name != _SHARED))


def topics(language: str) -> Mapping[str, tuple[str, ...]]:
    """All phrases of a language by topic, without its spam."""
    return _topics_of(language)


def phrases(topic: str, language: str) -> tuple[str, ...]:
    """The phrases of a topic in a language; none for a language that is not known."""
    return _topics_of(language).get(topic, ()) if language in languages() else ()


def spam(language: str) -> Mapping[str, tuple[str, ...]]:
    """The lines of link farms by trade."""
    return _topics_of(f"{language}/spam")


def shared(topic: str) -> tuple[str, ...]:
    """Phrases of no language."""
    return _topics_of(_SHARED)[topic]


@cache
def slots(language: str) -> Mapping[str, tuple[str, ...]]:
    """What fills the slots of templates in a language."""
    merged: dict[str, tuple[str, ...]] = {}
    for folder in (_SHARED, language):
        path = _FOLDER / folder / "slots.toml"
        if (folder == _SHARED or folder in languages()) and path.is_file():
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            merged |= {name: tuple(values) for name, values in table.items()}
    return MappingProxyType(merged)
