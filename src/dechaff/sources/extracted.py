"""What trafilatura makes of a page, as a document: its text to be cleaned, the page's own head for the metadata."""

from __future__ import annotations

from dataclasses import replace

from dechaff.sources.html import decoded
from dechaff.sources.text import read_text
from dechaff.types import DechaffError, Document

__all__ = ["read_extracted"]


def read_extracted(page: bytes | str, document: Document) -> Document:
    """Run trafilatura on a page that was read as `document`.

    Raises:
        DechaffError: trafilatura is not installed.
    """
    try:
        from trafilatura import extract
    except ImportError as error:
        raise DechaffError("trafilatura is not there; install it with: pip install trafilatura") from error
    text = ""
    if document.blocks:
        text = extract(decoded(page), url=document.url, include_comments=False, deduplicate=False) or ""
    extracted = read_text(text, url=document.url, language=document.language)
    notes = () if text else ("trafilatura found no article",)
    head = document.head and replace(document.head, properties=())
    return replace(extracted, head=head, notes=(*document.notes, *notes))
