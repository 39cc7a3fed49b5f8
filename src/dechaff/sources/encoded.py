"""Read the bytes of a text: decoded, cut into blocks, and with a note on a guess at their encoding."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dechaff.sources.decoding import decode
from dechaff.sources.html import decoded, read_html
from dechaff.sources.text import read_text
from dechaff.types import DechaffError, Document

__all__ = ["read_encoded", "read_whatever", "refuse_what_is_no_text"]

_NO_TEXT: Final = (
    (b"\x1f\x8b", "this is compressed; unpack it first, with gunzip for example"),
    (b"PK\x03\x04", "this is an archive; unpack it, and name the files in it"),
    (b"%PDF-", "this is a PDF; take the text out of it first, with pdftotext for example"),
)


def read_encoded(
    source: bytes | str, *, encoding: str | None = None, url: str | None = None, language: str | None = None
) -> Document:
    """The document of a text as it lies in a file; one that is decoded already is read as it is.

    Args:
        source: the text.
        encoding: what the bytes are known to be in, see `decode`.
        url: where it came from.
        language: BCP-47 code, where it is known.

    Raises:
        DechaffError: no encoding makes text of the bytes, or they say themselves that they are something else.
    """
    if isinstance(source, bytes):
        refuse_what_is_no_text(source)
    text, note = decode(source, encoding) if isinstance(source, bytes) else (source, None)
    return replace(read_text(text, url=url, language=language), notes=(note,) if note else ())


def read_whatever(source: bytes | str, *, url: str | None = None, language: str | None = None) -> Document:
    """The document of what is no page, and perhaps no text: then it is empty, and its notes say what it is.

    Args:
        source: the text, or any bytes; a text may be compressed as pages may.
        url: where it came from.
        language: BCP-47 code, where it is known.
    """
    try:
        return read_encoded(source, url=url, language=language)
    except DechaffError:
        found = read_html(source, url=url, language=language)  # which knows what bytes may be
        return replace(read_text(decoded(source), url=url, language=language), notes=found.notes)


def refuse_what_is_no_text(data: bytes) -> None:
    """Say what to do with bytes that begin like archives and PDFs.

    Raises:
        DechaffError: they do.
    """
    for mark, advice in _NO_TEXT:
        if data.startswith(mark):
            raise DechaffError(advice)
