"""Reading WARC and WET archives: the pages that servers sent, and the texts that were made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dechaff.records.frames import Frame, frames
from dechaff.records.inputs import Input, printable
from dechaff.records.payload import Found, find, unpack
from dechaff.records.streams import Told, pieces, untold
from dechaff.types import DechaffError, Record

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap

__all__ = ["read_warc"]


def read_warc(found: Input, skip: int = 0, told: Told = untold) -> Iterator[Record]:
    """One record for each response that is a page or a text, for each conversion to text, and for each broken place.

    Other records (requests, pictures, ...) are passed over. Places are offsets in the unpacked file.
    """
    name = printable(found.name)
    for frame in frames(pieces(found, told)):
        document = find(frame.headers, frame.payload) if frame.headers is not None else None
        if document is None and (frame.damage is None or frame.damage.code == "too_large"):
            continue
        if skip:
            skip -= 1
        else:
            yield _record(frame, document, f"{name}@{frame.offset}")


def _record(frame: Frame, document: Found | None, place: str) -> Record:
    headers = frame.headers
    columns = _columns(headers, document) if headers is not None else {}
    url = _address(headers.get("WARC-Target-URI")) if headers is not None else None
    if frame.damage or document is None:
        return Record(None, url=url, columns=columns, place=place, error=str(frame.damage))
    try:
        source = unpack(document)
    except DechaffError as error:
        return Record(None, document.kind, url, columns=columns, place=place, error=str(error))
    return Record(source, document.kind, url, columns=columns, place=place)


def _columns(headers: HeaderMap, document: Found | None) -> dict[str, Any]:
    return {
        "warc_record_id": headers.get("WARC-Record-ID"),
        "warc_date": headers.get("WARC-Date"),
        "content_type": document.content_type if document else None,
        "http_status": document.status if document else None,
    }


def _address(uri: str | None) -> str | None:
    """Some archives write addresses as `<http://...>`."""
    return uri.strip().removeprefix("<").removesuffix(">") if uri else None
