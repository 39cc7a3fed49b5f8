"""Read the bytes of a text: decoded, cut into blocks, and with a note on a guess at their encoding."""

from __future__ import annotations

from dataclasses import replace

from dechaff.sources.decoding import decode
from dechaff.sources.text import read_text
from dechaff.types import Document

__all__ = ["read_encoded"]


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
        DechaffError: no encoding makes text of the bytes.
    """
    text, note = decode(source, encoding) if isinstance(source, bytes) else (source, None)
    return replace(read_text(text, url=url, language=language), notes=(note,) if note else ())
