"""Word lists for bylines in some twenty languages: what leads up to a name, what follows it, what is none.

The lists are the files of `data/people`; the first line of each says what it is for.
"""

from __future__ import annotations

from importlib.resources import files

__all__ = [
    "CHINESE_SURNAMES",
    "DEGREES",
    "ENDS",
    "GENERIC",
    "GIVEN_NAMES",
    "JOINERS",
    "NOT_NAMES",
    "NOUN_OPENERS",
    "OPENERS",
    "ORGANISATIONS",
    "PARTICLES",
    "ROLES",
    "ROLE_QUALIFIERS",
    "SURNAMES",
    "WEAK_OPENERS",
]


def _lines(name: str) -> list[str]:
    text = (files("dechaff") / "data" / "people" / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.split())


OPENERS = frozenset(_lines("openers"))
NOUN_OPENERS = frozenset(_lines("noun_openers"))
WEAK_OPENERS = frozenset({"von", "par", "por", "di", "da", "door", "av", "af", "przez", "от", "від", "de"})
"""Short words that open a byline only where nothing but the names of people follows."""

CHINESE_SURNAMES = frozenset("".join(_words("chinese_surnames")))
DEGREES = _words("degrees")
ENDS = _words("ends")
GENERIC = _words("generic")
GIVEN_NAMES = _words("given_names")
JOINERS = _words("joiners")
NOT_NAMES = _words("not_names")
ORGANISATIONS = _words("organisations")
PARTICLES = _words("particles")
ROLES = _words("roles")
ROLE_QUALIFIERS = _words("role_qualifiers")
SURNAMES = _words("surnames")
