"""The language of a text: by its function words and letters where these decide, by py3langid where they do not.

py3langid takes up to a millisecond a page, more than all other fields together; the words have been looked up already.
Shares and rivals are of the Universal Declaration of Human Rights in 500 languages, in pieces of seventy words: with
these limits no piece passes for one in another language, but Scots for English and Arpitan for French, which py3langid
does not know either. On the pages of the development data, nine in ten are decided without it, and none otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
import regex as re

from dechaff.lexicon import LANGUAGES
from dechaff.metadata.page import Page
from dechaff.view import View

__all__ = ["body_language", "canonical_code", "detect_language", "page_language"]

MAX_CHARACTERS = 600
MAX_WORDS = 250  # of the body that are counted
LEAST_WORDS = 30  # fewer decide nothing
LEAST_LETTERS = 40
LEAST_PROBABILITY = 0.6
CJK_SHARE = 0.3  # of the words, where a character is one
KANA_SHARE = 0.05  # of the characters of a text in Japanese; the median is 0.5
CREDIBLE = 0.12  # share of function words from which on a declared language is believed
_LETTERS = re.compile(r"\p{L}+")
_CJK = re.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_KANA = re.compile(r"[\p{Hiragana}\p{Katakana}]")
_HANGUL = re.compile(r"\p{Hangul}")
_NO_LANGUAGE = frozenset({"zxx", "und"})
_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].{0,40})?")
_MISNAMED = {
    "jp": "ja",
    "cn": "zh",
    "cz": "cs",
    "ua": "uk",
    "gr": "el",
    "dk": "da",
    "iw": "he",
    "in": "id",
    "eng": "en",
}
_BITS = np.array([1 << i for i in range(len(LANGUAGES))], np.uint16)


class _Limit(NamedTuple):
    """From which share of function words on a text is in a language, how near the next may come, and its letters."""

    share: float
    next: float
    has: str = ""
    has_not: str = ""


_LIMITS = {
    "en": _Limit(0.25, 0.33),  # Scots 0.37 with German at 0.34 of it, Pidgin 0.45 at 0.56
    "de": _Limit(0.30, 0.5),  # Luxembourgish 0.19
    "fr": _Limit(0.25, 0.5),  # Occitan 0.31 with Spanish at 0.62 of it, Arpitan 0.37 at 0.82
    "es": _Limit(0.50, 0.7),  # Ladino 0.48, Asturian 0.46
    "pt": _Limit(0.48, 0.66),  # Galician 0.46 with Spanish at 0.70 of it
    "it": _Limit(0.46, 0.5),  # Corsican 0.44
    "nl": _Limit(0.50, 0.5),  # Afrikaans 0.47
    "sv": _Limit(0.38, 0.3),  # Norwegian 0.35
    "uk": _Limit(0.28, 0.6),  # Belarusian 0.26 with Russian at 0.70 of it
    "ru": _Limit(0.24, 0.6, "ы", "іїўј"),  # Bulgarian and Macedonian 0.38, without ы
    "pl": _Limit(0.24, 0.6, "ł", "ŭ"),
    "cs": _Limit(0.24, 0.6, "ř", "ľĺŕô"),  # Slovak 0.40, without ř
}


def detect_language(text: str) -> str | None:
    """The ISO 639 code of a text's language, or None where there is too little text to be sure."""
    text = text[:MAX_CHARACTERS]
    letters = sum(map(len, _LETTERS.findall(text)))
    if letters + 2 * len(_CJK.findall(text)) < LEAST_LETTERS:
        return None
    language, probability = _identifier().classify(text)
    return language if probability >= LEAST_PROBABILITY and language not in _NO_LANGUAGE else None


def body_language(view: View, kept: Sequence[int]) -> str | None:
    """The language that the body is in, or None where there is too little of it."""
    counted = _Counted(view, kept)
    return counted.language or detect_language(_text(view, kept))


def page_language(view: View, kept: Sequence[int], page: Page) -> tuple[str, str] | None:
    """The language of a page and who says so: the caller, the page where its body does not contradict, or the body."""
    if view.document.language:
        return view.document.language, "caller"
    declared = _declared(page)
    if not len(kept):
        return declared
    counted = _Counted(view, kept)
    if declared is None:
        language = counted.language or detect_language(_text(view, kept))
        return (language, "body") if language else None
    base = declared[0].partition("-")[0]
    if counted.language in (base, None) and counted.allows(base):
        return declared
    language = counted.language or detect_language(_text(view, kept))
    return (language, "body") if language and language != base else declared


def _declared(page: Page) -> tuple[str, str] | None:
    """The first language that the page names; a list of several names none."""
    told = (
        ("html lang", page.head.language),
        ("content-language", page.meta("content-language", "language", "dc.language", "dcterms.language")),
        ("og:locale", page.meta("og:locale")),
        ("json-ld inLanguage", page.nodes.text(page.article, "inLanguage") if page.article else None),
    )
    return next(((code, source) for source, value in told if value and (code := canonical_code(value))), None)


def canonical_code(value: str) -> str | None:
    """A language code as BCP-47 writes it (`en_us` is `en-US`), or None for what is none."""
    match = _CODE.fullmatch(value.strip()[:60])
    if match is None:
        return None
    language, script, region = match[1].lower(), match[2], match[3]
    language = _MISNAMED.get(language, language)
    if language in _NO_LANGUAGE:
        return None
    return "-".join([language, *([script.title()] if script else []), *([region.upper()] if region else [])])


class _Counted:
    """How much of the body's beginning is function words, for each language of the lexicons."""

    def __init__(self, view: View, kept: Sequence[int]) -> None:
        self.words = 0
        self.shares = np.zeros(len(LANGUAGES))
        self.language: str | None = None
        before, words = view.tokens.words_before, view.tokens.words
        rows: list[int] = []
        for index in kept:
            rows.append(int(index))
            self.words += int(before[index + 1] - before[index])
            if self.words >= MAX_WORDS:
                break
        if self.words < LEAST_WORDS:
            return
        ranges = [np.arange(before[i], before[i + 1]) for i in rows]
        counted = np.concatenate(ranges)
        masks = view.matches.word_languages[counted]
        cjk = int(np.count_nonzero(words.cjk[counted]))
        self.shares = np.count_nonzero(masks & _BITS[:, None], axis=1) / len(masks)
        if cjk >= CJK_SHARE * len(masks):
            self.language = _of_script(_text(view, kept))
        else:
            self.language = self._by_words(view, kept)

    def _by_words(self, view: View, kept: Sequence[int]) -> str | None:
        order = np.argsort(-self.shares)
        language = LANGUAGES[order[0]]
        limit = _LIMITS.get(language)
        share, following = float(self.shares[order[0]]), float(self.shares[order[1]])
        if limit is None or share < limit.share or following > limit.next * share:
            return None
        if limit.has or limit.has_not:
            text = _text(view, kept).lower()
            if not any(char in text for char in limit.has) or any(char in text for char in limit.has_not):
                return None
        return language

    def allows(self, language: str) -> bool:
        """Whether the body may be in a language that the page declares, as far as its words say."""
        if self.words < LEAST_WORDS:
            return True
        most = float(self.shares.max())
        if language in LANGUAGES:
            own = float(self.shares[LANGUAGES.index(language)])
            return language in ("zh", "ja") or (own >= CREDIBLE and own >= 0.7 * most)
        return True


def _of_script(text: str) -> str | None:
    """Chinese, Japanese or Korean, by the script."""
    letters = len(_CJK.findall(text))
    if letters < LEAST_LETTERS // 2:
        return None
    if len(_HANGUL.findall(text)) > 0.3 * letters:
        return "ko"
    return "ja" if len(_KANA.findall(text)) >= KANA_SHARE * letters else "zh"


def _text(view: View, kept: Sequence[int]) -> str:
    """The beginning of the body."""
    parts: list[str] = []
    size = 0
    for index in kept:
        parts.append(view.blocks[index].text[:MAX_CHARACTERS])
        size += len(parts[-1]) + 1
        if size >= MAX_CHARACTERS:
            break
    return "\n".join(parts)[:MAX_CHARACTERS]


@cache
def _identifier() -> _Identifier:
    """An identifier of our own, which nobody else can restrict to some languages; `classify` changes nothing in it."""
    from py3langid import langid

    load = getattr(langid.LanguageIdentifier, "from_model_file", None) or langid.LanguageIdentifier.from_pickled_model
    identifier: _Identifier = load(langid.MODEL_FILE, norm_probs=True)
    return identifier


class _Identifier(Protocol):
    def classify(self, text: str, /) -> tuple[str, float]: ...
