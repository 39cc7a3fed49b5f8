"""What undeclared bytes are written in, by what the letters of languages would look like in each encoding.

East Asian encodings are told by whether the bytes pair up and by which parts of the character set the pairs come from;
the others by the share of a language's most frequent letters among the characters that are not ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

__all__ = ["Guess", "fit_of", "guess", "is_binary"]

_SAMPLE: Final = 1 << 12  # bytes that are looked at
_CLEARLY: Final = 0.85
_ADVANTAGE: Final = 0.06  # over the one before it that an encoding must have to be guessed
_UNSURE: Final = 2  # characters that are taken not to fit, lest two or three decide
_ASCII: Final = re.compile(r"[\x00-\x7f]++")
_HALF_SURE: Final = 0.55
_MARKS: Final = "‘’“”„–—…«»°§©®·•€\xa0"  # of all languages

# Letters of languages by encoding; the most frequent ones where an alphabet is not Latin.
_LETTERS: Final[dict[str, tuple[str, ...]]] = {
    "cp1252": (
        "éèêëàâçîïôûùœÉÀÇ",
        "äöüßÄÖÜ",
        "áéíóúñü¿¡Á",
        "ãõáéíóúâêôàç",
        "àèéìòùÈ",
        "åäöæøéÅÄÖØ",
        "áéíóúæö",
        "ëéïèö",
    ),
    "cp1250": ("ąćęłńóśźżŁŚŻ", "áčďéěíňóřšťúůýžČŘŠŽ", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čšžćđ"),
    "iso8859_2": ("ąćęłńóśźżŁŚŻ", "áčďéěíňóřšťúůýžČŘŠŽ", "áäčďéíĺľňóôŕšťúýž", "ăâîşţ", "čšžćđ"),
    "cp1254": ("çğıİöşüâîÇÖŞÜ",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž"),
    "cp1251": ("оеаинтсрвлкмдпу", "оаинвтероскілдуп"),
    "koi8_r": ("оеаинтсрвлкмдпу",),
    "iso8859_5": ("оеаинтсрвлкмдпу",),
    "cp866": ("оеаинтсрвлкмдпу",),
    "iso8859_7": ("αοιετνσρκπυηςμλάέήίόύώ",),
    "cp1253": ("αοιετνσρκπυηςμλάέήίόύώ",),
    "cp1256": ("اليمنوترعبةدسفهك", "ایرنودمهتسبشکلزخگی"),
    "cp1255": ("יוהלאתרמבשנעד",),
    "cp874": ("านรกอเงยลมดทสตวปคหบพจชะ่้ัีิืุู็ไใแโำ",),
}


_LATIN: Final = frozenset({"cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257"})
_LETTERS_A_WORD: Final = 3.2  # at least, on average, in alphabets that have nothing from ASCII


class Guess(NamedTuple):
    """An encoding, as Python calls it, and how well it fits, 0 to 1."""

    encoding: str
    fit: float


def _kana(text: str) -> float:
    return sum("\u3041" <= x <= "\u30ff" for x in text) / len(text)


def _leads(codec: str, first: int, last: int) -> Callable[[str], float]:
    """The share of characters from the first part of a set, where it has what is frequent, or from its signs."""

    def share(text: str) -> float:
        leads = text.encode(codec, "ignore")[::2]
        return sum(first <= x <= last or 0xA1 <= x <= 0xA3 for x in leads) / len(text)

    return share


# Each with what its characters must be to tell it from those after it, and how many of them.
_PAIRED: Final[tuple[tuple[str, Callable[[str], float], float], ...]] = (
    ("cp932", _kana, 0.2),
    ("euc_jp", _kana, 0.2),
    ("cp949", _leads("euc_kr", 0xB0, 0xC8), 0.9),
    ("big5hkscs", _leads("big5", 0xA4, 0xC6), _CLEARLY),
    ("gb18030", _leads("gb2312", 0xB0, 0xD7), 0.8),
)


def guess(data: bytes) -> Guess:
    """The encoding that fits bytes best; windows-1252, as in browsers, where nothing fits well."""
    sample = _sample(data)
    if b"\x1b$B" in sample or b"\x1b$@" in sample:
        return Guess("iso2022_jp", 1.0)
    for codec, share, least in _PAIRED:
        text = _ASCII.sub("", sample.decode(codec, "replace"))
        bad = text.count("\ufffd")
        if len(text) >= 4 and bad <= 2 + 0.005 * len(text) and share(text) >= least:
            return Guess(codec, 1.0)
    best = Guess("cp1252", max(_HALF_SURE, fit_of(sample, "cp1252")))
    for codec in _LETTERS:
        fit = fit_of(sample, codec)
        if fit > best.fit + _ADVANTAGE:
            best = Guess(codec, fit)
    return best


def fit_of(data: bytes, codec: str) -> float:
    """The share of the letters of one of an encoding's languages, and of punctuation; 1 for one that is not known."""
    languages = _LETTERS.get(codec)
    runs = [run for run in _ASCII.split(_sample(data).decode(codec, "replace")) if run]
    if not languages or not runs:
        return 1.0
    text = "".join(runs)
    if codec not in _LATIN and len(text) < _LETTERS_A_WORD * len(runs):
        return 0.0
    marks = sum(map(text.count, _MARKS))
    found = marks + max(sum(map(text.count, set(language))) for language in languages)
    return found / (len(text) + _UNSURE)


def _sample(data: bytes) -> bytes:
    """The lines around the first bytes that are not ASCII, without most of the markup around them."""
    if len(data) <= _SAMPLE:
        return data
    parts: list[bytes] = []
    size = position = 0
    while size < _SAMPLE and 0 <= position < len(data) and len(parts) < 64:
        end = data.find(b">", position + 1024)  # no byte of a pair is a bracket
        chunk = data[position : end if end >= 0 else len(data)][: 2 * _SAMPLE]
        position = end
        if not chunk.isascii():
            parts.append(chunk)
            size += len(chunk)
    return b"\n".join(parts) or data[:_SAMPLE]


def is_binary(data: bytes) -> bool:
    """Whether bytes are no text in any encoding: one in twenty is a control character that texts do not have."""
    sample = data[:4096]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > 0.05 * len(sample)


_CONTROLS: Final = bytes([*range(7), 8, *range(14, 27), *range(28, 32), 127])
