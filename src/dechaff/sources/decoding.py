"""Bytes to characters: byte order mark, declaration, UTF-8, and only then a guess, which is owned up to."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

import webencodings  # type: ignore[import-untyped]

from dechaff.sources.guessing import fit_of, guess, is_binary
from dechaff.types import DechaffError

__all__ = ["Decoded", "DecodedPage", "decode", "decode_page"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED_WITHIN: Final = 8192  # bytes; the standard looks at 1,024, browsers go on
_FITS: Final = 0.7  # the share of frequent letters at which a declared encoding is believed without a look at others
_MUCH_BETTER: Final = 0.25
_PYTHON_NAMES: Final = {
    "gbk": "gb18030",  # of which it is a part
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp",
    "iso-8859-2": "iso8859_2",
    "iso-8859-5": "iso8859_5",
    "iso-8859-7": "iso8859_7",
    "iso-8859-8-i": "iso8859_8",
    "koi8-r": "koi8_r",
    "ibm866": "cp866",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "windows-874": "cp874",
    **{f"windows-{number}": f"cp{number}" for number in range(1250, 1259)},
}
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_META: Final = re.compile(r"<meta[\s/][^>]{0,1000}", re.IGNORECASE)
_CHARSET: Final = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([^\s\"'/>;]{1,40})", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(r"\s{0,99}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([^\"']{1,40})")


class DecodedPage(NamedTuple):
    """A page, what its reader should know of how it was decoded, and whether its bytes are UTF-8 as they stand."""

    text: str
    note: str | None = None
    is_utf8: bool = False


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
        return _damaged(data, error) or _guessed(data)


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


def _guessed(data: bytes) -> Decoded:
    if is_binary(data):
        raise DechaffError("this does not look like text; if it is, name its encoding (--encoding) or decode it")
    name = guess(data).encoding
    note = f"not UTF-8; read as {name}, which is a guess: name the encoding with --encoding if it is wrong"
    return Decoded(data.decode(name, "replace"), note)


# --- pages -------------------------------------------------------------------------------------------------------


def decode_page(data: bytes, told: str | None = None) -> DecodedPage:
    """Decode a page as browsers do, but for labels that its bytes prove wrong.

    A byte order mark goes first, then what the server said, then the page's own declaration, then UTF-8 if the bytes
    are that, then a guess. Bytes that are UTF-8 are read so whatever they are declared to be: a text in another
    encoding is UTF-8 only by an accident that takes a page of very few letters.

    Args:
        data: the bytes of the page, not compressed.
        told: a label of the encoding from outside, such as the charset of an HTTP header. One that is not known is
            passed over: servers say anything.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return DecodedPage(data[len(mark) :].decode(name, "replace").lstrip("\ufeff"))
    if wide := _wide_page(data):
        return DecodedPage(
            data.decode(wide, "replace"), f"no byte order mark; read as {wide.upper()}, which is a guess"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if halves := _with_surrogates(data):
            return halves
        return _legacy(data, _codec(told) or _codec(_declared(data)), error)
    if b"\x1b" in data and b"\x1b$" in data and text.isascii():  # one byte is found ten times as fast as two
        return DecodedPage(data.decode("iso2022_jp", "replace"))
    return DecodedPage(text, is_utf8=True)


def _with_surrogates(data: bytes) -> DecodedPage | None:
    """A page in what would be UTF-8, but for surrogates: a pair is the character that it stands for, others go."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return DecodedPage(text, "not all of it is UTF-8: surrogates were joined or left out")


def _legacy(data: bytes, label: str | None, error: UnicodeDecodeError) -> DecodedPage:
    """A page that is not UTF-8."""
    fit, text = -1.0, ""
    if label in (None, "utf-8"):
        damaged = _damaged(data, error)
        if damaged:
            return DecodedPage(*damaged)
    else:
        text = data.decode(label, "replace")
        letters = len(text) - len(text.encode("ascii", "ignore"))
        if text.count("\ufffd") <= 0.02 * letters:
            fit = fit_of(data, label)
        if fit >= _FITS:
            return DecodedPage(text)
    best = guess(data)
    if text and (best.encoding == label or best.fit < fit + _MUCH_BETTER):
        return DecodedPage(text)
    said = f"declared to be {label}, which it is not" if label else "its encoding is not declared"
    return DecodedPage(data.decode(best.encoding, "replace"), f"{said}; read as {best.encoding}, which is a guess")


def _declared(data: bytes) -> str | None:
    """The label in a `<meta>` or an XML declaration at the beginning of a page, comments passed over."""
    head = _COMMENT.sub("", data[:_DECLARED_WITHIN].decode("latin-1"))
    if match := _XML_ENCODING.match(head):
        return match[1]
    for meta in _META.finditer(head):
        if match := _CHARSET.search(meta[0]):
            return match[1]
    return None


def _codec(label: str | None) -> str | None:
    """Python's name for the encoding that browsers take a label for; never a codec that is no text encoding."""
    found = webencodings.lookup(label.strip(" \t\r\n\f\"';")) if label else None
    if found is None:
        return None
    name = _PYTHON_NAMES.get(found.name, found.name)
    # A page whose declaration can be read as ASCII is not in UTF-16, and none is in what stands for "do not read".
    return None if name.startswith("utf-16") or name in ("replacement", "x-user-defined") else name


def _wide_page(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, by the zeros in every other byte, or in three of four."""
    sample = data[:4096]
    if b"\0" not in sample:
        return None
    brackets = sample.count(b"<")
    if 0.8 * brackets > max(sample.count(b"<\0"), sample.count(b"\0<")):
        return None
    if b"\0\0" in sample and len(sample) >= 8:
        zeros = [sample[k::4].count(0) / len(sample[k::4]) for k in range(4)]
        if min(zeros[1:]) > 0.9 > zeros[0]:
            return "utf-32-le"
        if min(zeros[:3]) > 0.9 > zeros[3]:
            return "utf-32-be"
    return _wide(data)
