"""TOML read with messages that help: values are asked for by name and type, and a wrong name is told its neighbour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, NoReturn

from dechaff.types import DechaffError

__all__ = ["Table", "advice", "shown"]

MOST_SHOWN = 60


class Table:
    """A table of a configuration file; `place` is what stands before its keys in messages."""

    def __init__(self, file: str, place: str, values: Mapping[str, Any], known: Sequence[str]) -> None:
        self.file = file
        self.place = place
        self.values = values
        for key in values:
            if key not in known:
                self.fail(key, f"there is no such setting{advice(key, known)}")

    def fail(self, key: str, message: str) -> NoReturn:
        """Refuse a value.

        Raises:
            DechaffError: always; it names file and key.
        """
        raise DechaffError(f"{self.file}: {shown(f'{self.place}{key}')}: {message}")

    def text(self, key: str, choices: Iterable[str] = ()) -> str | None:
        """A text, one of the choices where there are some; None where the key is not there."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fail(key, f'a text is wanted, such as "...", not {_kind(value)}')
        self._choose(key, value, tuple(choices))
        return value

    def texts(self, key: str, choices: Iterable[str] = (), *, alone: bool = False) -> tuple[str, ...]:
        """A list of texts; `alone` allows a single one without brackets."""
        value = self.values.get(key, [])
        if alone and isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            wrong = next((x for x in value if not isinstance(x, str)), value) if isinstance(value, list) else value
            self.fail(key, f'a list of texts is wanted, such as ["..."], not {_kind(wrong)}')
        for item in value:
            self._choose(key, item, tuple(choices))
        return tuple(value)

    def number(self, key: str, least: float, most: float) -> float | None:
        """A number between two others."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(key, f"a number is wanted, not {_kind(value)}")
        if not least <= value <= most:
            bounds = f"from {least:g} to {most:g}" if most < math.inf else f"of {least:g} at least"
            self.fail(key, f"a number {bounds} is wanted, not {_digits(value)}")
        return value

    def whole(self, key: str, least: int, most: float = math.inf) -> int | None:
        """A whole number."""
        value = self.number(key, least, most)
        if isinstance(value, float):
            self.fail(key, f"a whole number is wanted, not {_digits(value)}")
        return value

    def table(self, key: str, known: Sequence[str]) -> Table:
        """A table in this one; an empty one where the key is not there."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.fail(key, f"a table is wanted, as in [{key}], not {_kind(value)}")
        return Table(self.file, f"{self.place}{key}.", value, known)

    def tables(self, key: str) -> list[dict[str, Any]]:
        """A list of tables, unread."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(key, f"a list of tables is wanted, each as in [[{key}]], not {_kind(value)}")
        return value

    def _choose(self, key: str, value: str, choices: Sequence[str]) -> None:
        if choices and value not in choices:
            self.fail(key, f'there is no "{shown(value)}"{advice(value, choices)}')


def advice(word: str, known: Sequence[str], prefix: str = "") -> str:
    """What may have been meant; a prefix that all names share says nothing of how near they are."""
    bare = [name.removeprefix(prefix) for name in known]
    near = get_close_matches(word.removeprefix(prefix)[:MOST_SHOWN].lower(), bare, n=1, cutoff=0.6)
    return f"; did you mean {prefix}{near[0]}?" if near else f"; choose from: {', '.join(known)}"


def shown(text: str, most: int = MOST_SHOWN) -> str:
    """Something from a file, so that it is short and does nothing to a terminal."""
    text = text if text.isprintable() else repr(text)[1:-1]
    return text if len(text) <= most else f"{text[:most]}…"


def _digits(value: float) -> str:
    """A number; whole ones of TOML have no bounds."""
    return "one so large" if isinstance(value, int) and abs(value) >= 10**15 else f"{value:g}"


def _kind(value: object) -> str:
    """What a value is, in words, for messages."""
    if isinstance(value, str):
        return f'the text "{shown(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {_digits(value)}"
    if isinstance(value, date | datetime | time):
        return "a date or a time"
    return "a list" if isinstance(value, list) else "a table"
