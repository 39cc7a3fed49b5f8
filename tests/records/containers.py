"""Files of all formats, whole and broken, and what is read from them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dechaff import Article
from dechaff.records.cleaning import failed
from dechaff.records.columns import FIELDS
from dechaff.records.fields import Fields
from dechaff.records.inputs import find_inputs
from dechaff.records.reading import read_records
from dechaff.records.writing import open_writer
from dechaff.types import Record

ANY = Fields()
PAGE = (
    b"<html><head><title>Ferry</title></head><body><p>The ferry leaves at nine, every day but Sunday.</p></body></html>"
)


def read(path: Path | str, fields: Fields = ANY, *, skip: int = 0, format: str | None = None) -> list[Record]:
    (found,) = find_inputs([str(path)], format=format)
    return list(read_records(found, fields, skip=skip))


def told(records: Iterable[Record]) -> list[str]:
    """Of each record, its text, or the code of its error."""
    return [
        (record.error or "").partition(":")[0] if record.source is None else as_text(record.source)
        for record in records
    ]


def as_text(source: bytes | str) -> str:
    return source.decode("utf-8", "replace") if isinstance(source, bytes) else source


def assert_skips(path: Path | str, fields: Fields = ANY) -> None:
    """From any record on, what is read is what follows it."""
    whole = [(record.place, record.source, record.error) for record in read(path, fields)]
    for skip in range(len(whole) + 2):
        rest = read(path, fields, skip=skip)
        assert [(record.place, record.source, record.error) for record in rest] == whole[skip:], skip


def lines(count: int, **more: object) -> bytes:
    """JSONL with texts that are not alike, so that they do not pack to nothing."""
    noise = [f"{n * 7919 % 104729} {n * 104729 % 7919} {n}" for n in range(count)]
    return b"".join(
        json.dumps({"id": n, "text": f"Text {n}, {noise[n]}.", **more}).encode() + b"\n" for n in range(count)
    )


def warc(
    payload: bytes = PAGE,
    *,
    kind: str = "response",
    http: bytes | None = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
    length: bytes | None = None,
    media: bytes = b"application/http; msgtype=response",
    more: bytes = b"",
    uri: bytes = b"https://example.com/ferry",
) -> bytes:
    """A record of a WARC file."""
    body = payload if http is None else http + b"\r\n" + payload
    head = [
        b"WARC/1.0",
        b"WARC-Type: " + kind.encode(),
        b"WARC-Target-URI: " + uri,
        b"WARC-Date: 2024-05-01T08:00:00Z",
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        b"Content-Type: " + media,
        b"Content-Length: " + (str(len(body)).encode() if length is None else length),
    ]
    return b"\r\n".join(head) + b"\r\n" + more + b"\r\n" + body + b"\r\n\r\n"


def row(text: str = "The ferry leaves at nine.", **more: object) -> dict[str, Any]:
    """What a writer gets of an article."""
    article: Article = failed(Record(None), "timeout: it took too long")
    return {**article.to_dict(), "text": text, "rendered": text, **more}


def write(
    path: Path, format: str, records: Iterable[Record], fields: Iterable[str] = FIELDS, stops: Iterable[int] = ()
) -> bytes:
    """Write records, with an interruption after each of some numbers of them, and return the bytes of the file."""
    given = list(records)
    state: dict[str, Any] | None = None
    done = 0
    for stop in [*stops, len(given)]:
        writer = open_writer(str(path), format, fields=tuple(fields), resume_from=state)
        for record in given[done:stop]:
            writer.write(record, row(f"Article of {record.place}."))
        if stop == len(given):
            writer.finish()
            break
        state = json.loads(json.dumps(writer.checkpoint()))  # as a journal would keep it
        for record in given[stop : stop + 3]:
            writer.write(record, row("This is lost when the run breaks off."))
        writer.abandon()
        done = stop
        assert not path.exists()
    assert [name for name in os.listdir(path.parent) if name.startswith(".")] == []
    return path.read_bytes()
