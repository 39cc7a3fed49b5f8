"""What a server sent, as an archive keeps it: the page or the text in it, unpacked, and what its headers say."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dechaff.records.extras import need
from dechaff.records.frames import headers_of, split_head
from dechaff.records.streams import MAX_RATIO, MAX_RECORD
from dechaff.types import DechaffError

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap

__all__ = ["Found", "find", "unpack"]

_KINDS: Final = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "text/markdown": "text",
}  # fmt: skip
_TEXTS: Final = (*_KINDS, "", "application/http")  # that archives say texts made from pages are
_LONGEST_NUMBER: Final = 16  # of the digits that say how long a chunk is
_NONE: Final = ("", "identity", "none")


class Found(NamedTuple):
    """A page or a text in an archive, still as it was sent.

    Attributes:
        kind: `html`, `text` or `auto`.
        body: what was sent, without headers.
        content_type: as the headers have it.
        status: of HTTP.
        encodings: how the body is packed, outermost last.
        is_chunked: whether it was sent in chunks.
    """

    kind: str
    body: bytes
    content_type: str | None = None
    status: int | None = None
    encodings: tuple[str, ...] = ()
    is_chunked: bool = False


def find(headers: HeaderMap, payload: bytes) -> Found | None:
    """The page or text in a record; None if it holds something else, such as a picture."""
    kind = (headers.get("WARC-Type") or "").lower()
    content_type = headers.get("Content-Type")
    media = _media(content_type)
    if kind == "conversion":
        return Found(_KINDS.get(media, "text"), payload, content_type) if media in _TEXTS else None
    if kind != "response":
        return None
    if payload.startswith(b"HTTP/"):
        return _http(payload)
    if media == "application/http" or not media:  # an archive that left the headers out
        return Found("auto", payload) if payload else None
    return Found(_KINDS[media], payload, content_type) if media in _KINDS else None


def _http(payload: bytes) -> Found | None:
    end, start = split_head(payload)
    if end < 0:
        end = start = len(payload)
    headers = headers_of(payload[:end])
    if headers is None:
        return Found("auto", payload[start:])
    content_type = headers.get("Content-Type")
    media = _media(content_type)
    body = payload[start:]
    if media not in _KINDS and (media or not body):
        return None
    encodings = ",".join(headers.get_multiple("Content-Encoding")).lower().split(",")
    return Found(
        _KINDS.get(media, "auto"),
        body,
        content_type,
        headers.status_code,
        tuple(name.strip() for name in encodings if name.strip() not in _NONE),
        "chunked" in (headers.get("Transfer-Encoding") or "").lower(),
    )


def _media(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def unpack(found: Found) -> bytes | str:
    """The page itself; as characters, where its bytes only tell with the headers which they are.

    Raises:
        DechaffError: it cannot be unpacked, or is too large; a code and what it means.
    """
    from dechaff.sources.decoding import decode_page
    from dechaff.sources.guessing import is_binary

    body = _joined(found.body) if found.is_chunked else found.body
    for name in reversed(found.encodings):
        body = _decoded(body, name)
    charset = _charset(found.content_type or "")
    if not charset or body.isascii() or is_binary(body):
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return decode_page(body, charset).text
    return body


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _joined(body: bytes) -> bytes:
    """Chunks put together, as far as they go; archives often keep them together already."""
    chunks: list[bytes] = []
    place = 0
    while True:
        end = body.find(b"\n", place, place + 1024)
        digits = body[place : max(end, place)].partition(b";")[0].strip()
        try:
            if end < 0 or not digits or len(digits) > _LONGEST_NUMBER or not digits.isalnum():
                raise ValueError
            size = int(digits, 16)
        except ValueError:
            return b"".join(chunks) if chunks else body
        if size == 0:
            return b"".join(chunks)
        chunks.append(body[end + 1 : end + 1 + size])
        place = end + 1 + size
        place += 2 if body.startswith(b"\r\n", place) else 1


def _decoded(body: bytes, name: str) -> bytes:
    """A body without one of its encodings; as it is, if it never had it: archives often unpack and leave the header."""
    if name in ("gzip", "x-gzip"):
        return _all_of(_inflating(31), body, name) if body.startswith(b"\x1f\x8b") else body
    if name == "deflate":
        if body[:1] == b"\x78" and int.from_bytes(body[:2], "big") % 31 == 0:
            return _all_of(_inflating(15), body, name)
        return _if_it_is(_inflating(-15), body, name)
    if name == "br":
        return _if_it_is(_brotli(), body, name)
    if name == "zstd":
        return _all_of(_zstd(), body, name) if body.startswith(b"\x28\xb5\x2f\xfd") else body
    return _as_it_is(body, f"unpacking {name[:40]!r} is not known here")


# Unpacks to at most so many bytes; with them, whether that was all.
_Unpack = Callable[[bytes, int], tuple[bytes, bool]]


def _all_of(unpack: _Unpack, body: bytes, name: str) -> bytes:
    limit = MAX_RECORD
    try:
        found, is_whole = unpack(body, limit)
    except Exception as error:  # each library has its own
        raise DechaffError(f"damaged: the page is packed with {name}, and broken: {error}") from error
    if len(found) >= limit or len(found) > max(1 << 20, MAX_RATIO * len(body)):
        raise DechaffError(
            f"too_large: the page unpacks to more than {limit >> 20} MiB, or {MAX_RATIO:,} times its size"
        )
    if not is_whole:
        raise DechaffError(f"truncated: the page is packed with {name}, and its end is missing")
    return found


def _if_it_is(unpack: _Unpack, body: bytes, name: str) -> bytes:
    """What has no mark at its beginning is tried; what looks like a page was not packed."""
    try:
        return _all_of(unpack, body, name)
    except DechaffError as error:
        if str(error).startswith("too_large"):
            raise
        return _as_it_is(body, str(error))


def _as_it_is(body: bytes, otherwise: str) -> bytes:
    from dechaff.sources.html import looks_like_html

    if looks_like_html(body):
        return body
    raise DechaffError(otherwise if ": " in otherwise else f"refused: {otherwise}")


def _inflating(window: int) -> _Unpack:
    def unpack(body: bytes, limit: int) -> tuple[bytes, bool]:
        unpacker = zlib.decompressobj(window)
        return unpacker.decompress(body, limit), unpacker.eof

    return unpack


def _zstd() -> _Unpack:
    def unpack(body: bytes, limit: int) -> tuple[bytes, bool]:
        unpacker = need("zstd").ZstdDecompressor()
        return unpacker.decompress(body, limit), unpacker.eof

    return unpack


def _brotli() -> _Unpack:
    def unpack(body: bytes, limit: int) -> tuple[bytes, bool]:
        import brotli

        unpacker: Any = brotli.Decompressor()
        found = bytearray(unpacker.process(body, output_buffer_limit=1 << 20))
        while not unpacker.is_finished() and len(found) < limit:
            more = unpacker.process(b"", output_buffer_limit=1 << 20)
            if not more and unpacker.can_accept_more_data():
                break
            found += more
        return bytes(found), unpacker.is_finished()

    return unpack
