"""Bytes of a text file to characters: byte order mark, UTF-8, and only then a guess, which is owned up to."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from dechaff.types import DechaffError

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BEFORE, _AFTER = 1 << 16, 1 << 17  # bytes around the first odd one that a guess is made from
_PREFERRED = "cp1252"  # what the web's undeclared Western pages are in; its rivals differ in rare letters only


class Decoded(NamedTuple):
    """A text, and what its reader should know of how it was decoded."""

    text: str
    note: str | None = None


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode a text file.

    Args:
        data: the bytes of the file.
        encoding: what the caller knows them to be in; a byte order mark overrules it.

    Raises:
        DechaffError: if no encoding makes text of it.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as_told(data[len(mark) :], name)
    if encoding:
        return _as_told(data, encoding)
    if wide := _wide(data):
        return Decoded(data.decode(wide, "replace"), f"no byte order mark; read as {wide.upper()}, which is a guess")
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _damaged(data, error) or _guessed(data, error.start)


def _as_told(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding))
    except UnicodeError:
        note = f"not all of it is {encoding}: the rest was replaced by U+FFFD"
        return Decoded(data.decode(encoding, "replace"), note)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of most text is zero."""
    sample = data[:4096]
    if b"\0" not in sample:
        return None
    high, low = sample[::2].count(0), sample[1::2].count(0)
    if max(high, low) < 0.3 * len(sample) / 2 or min(high, low) > 0.05 * len(sample) / 2:
        return None
    return "utf-16-be" if high > low else "utf-16-le"


def _damaged(data: bytes, error: UnicodeDecodeError) -> Decoded | None:
    """UTF-8 in which a few bytes are broken, or whose end was cut off."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    if good < 10 * bad and error.reason != "unexpected end of data":
        return None
    return Decoded(text, f"not all of it is UTF-8: {bad} broken characters were replaced by U+FFFD")


def _guessed(data: bytes, start: int) -> Decoded:
    from charset_normalizer import from_bytes

    sample = data[max(0, start - _BEFORE) : start + _AFTER]
    matches = from_bytes(sample)
    best = matches.best()
    if best is None:
        raise DechaffError("this does not look like text; if it is, name its encoding with --encoding")
    name = best.encoding
    for match in matches:
        if _PREFERRED in (match.encoding, *match.could_be_from_charset) and match.coherence >= best.coherence:
            name = _PREFERRED
    note = f"not UTF-8; read as {name}, which is a guess: name the encoding with --encoding if it is wrong"
    return Decoded(data.decode(name, "replace"), note)
