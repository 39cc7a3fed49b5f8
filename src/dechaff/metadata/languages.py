"""The language of a text, by py3langid; imported when first needed, and loaded once a process."""

from __future__ import annotations

from functools import cache
from typing import Protocol

import regex as re

__all__ = ["detect_language"]

MAX_CHARACTERS = 600
LEAST_LETTERS = 40
LEAST_PROBABILITY = 0.6
_LETTERS = re.compile(r"\p{L}+")
_CJK = re.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_NO_LANGUAGE = frozenset({"zxx", "und"})


class _Identifier(Protocol):
    def classify(self, text: str, /) -> tuple[str, float]: ...


def detect_language(text: str) -> str | None:
    """The ISO 639 code of a text's language, or None where there is too little text to be sure."""
    text = text[:MAX_CHARACTERS]
    letters = sum(map(len, _LETTERS.findall(text)))
    if letters + 2 * len(_CJK.findall(text)) < LEAST_LETTERS:
        return None
    language, probability = _identifier().classify(text)
    return language if probability >= LEAST_PROBABILITY and language not in _NO_LANGUAGE else None


@cache
def _identifier() -> _Identifier:
    """An identifier of our own, which nobody else can restrict to some languages; `classify` changes nothing in it."""
    from py3langid import langid

    load = getattr(langid.LanguageIdentifier, "from_model_file", None) or langid.LanguageIdentifier.from_pickled_model
    identifier: _Identifier = load(langid.MODEL_FILE, norm_probs=True)
    return identifier
