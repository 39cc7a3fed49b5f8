"""WARC and WET archives: pages out of whole records, and no record lost to a broken one beside it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli
import pytest
from containers import PAGE, assert_skips, read, told, warc

from dechaff.records.extras import need
from dechaff.records.frames import frames
from dechaff.records.streams import MAX_RECORD
from dechaff.types import Record

TEXT = PAGE.decode()
OK = warc()
FIRST = warc(b"<p>The first.</p>", uri=b"https://example.com/1")
LAST = warc(b"<p>The last.</p>", uri=b"https://example.com/3")


def archive(tmp_path: Path, content: bytes, name: str = "crawl.warc") -> list[Record]:
    path = tmp_path / name
    path.write_bytes(content)
    assert_skips(path)
    return read(path)


def test_a_page_comes_with_its_address_and_columns(tmp_path: Path) -> None:
    (record,) = archive(tmp_path, OK)
    assert (record.source, record.kind, record.url) == (PAGE, "html", "https://example.com/ferry")
    assert record.place == "crawl.warc@0"
    assert record.columns == {
        "warc_record_id": "<urn:uuid:00000000-0000-0000-0000-000000000001>",
        "warc_date": "2024-05-01T08:00:00Z",
        "content_type": "text/html",
        "http_status": 200,
    }


@pytest.mark.parametrize(
    ("record", "want"),
    [
        (warc(kind="warcinfo"), []),
        (warc(kind="request"), []),
        (warc(kind="metadata"), []),
        (warc(kind="revisit"), []),
        (warc(kind="resource"), []),
        (warc(kind="unheard-of"), []),
        (warc(http=b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"), []),
        (warc(http=b"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n"), []),
        (warc(http=b"HTTP/1.1 301 Moved\r\nLocation: /\r\n", payload=b""), []),
        (warc(b"\0\1\2", http=None, media=b"text/dns"), []),
        (warc(http=b"HTTP/1.1 404 Not Found\r\nContent-Type: Text/HTML; charset=utf-8\r\n"), ["html"]),
        (warc(http=b"HTTP/1.1 200\r\ncontent-type:application/xhtml+xml\r\n"), ["html"]),
        (warc(http=b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"), ["text"]),
        (warc(http=b"HTTP/1.1 200 OK\r\nServer: x\r\n"), ["auto"]),
        (warc(http=None), ["auto"]),  # without what the server said
        (warc(http=None, media=b"text/html"), ["html"]),
        (warc(kind="conversion", http=None, media=b"text/plain"), ["text"]),
        (warc(kind="conversion", http=None, media=b"image/png"), []),
        (warc(more=b"X-Note: a\r\n b\r\n\tc\r\n"), ["html"]),
        (warc(more=b"no colon\r\n"), ["html"]),
        (warc(more=b"X-Note: y\r\n" * 1000), ["html"]),
        (OK.replace(b"WARC/1.0", b"WARC/0.18"), ["html"]),
        (OK.replace(b"WARC/1.0", b"WARC/1.1"), ["html"]),
        (warc(http=b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n", payload=b"<p>a").replace(b"\r\n", b"\n"), ["html"]),
        (OK.replace(b"Content-Length", b"content-length", 1), ["html"]),
        (OK.removesuffix(b"\r\n\r\n"), ["html"]),
    ],
    ids=range(26),
)
def test_pages_and_texts_are_taken_and_other_records_passed_over(
    tmp_path: Path, record: bytes, want: list[str]
) -> None:
    records = archive(tmp_path, FIRST + record + LAST)
    assert [found.error for found in records] == [None] * len(records)
    assert [found.kind for found in records] == ["html", *want, "html"]


@pytest.mark.parametrize("name", ["crawl.wet", "crawl.warc", "crawl.warc.wet"])
def test_texts_of_archives_are_read(tmp_path: Path, name: str) -> None:
    text = "Die Fähre fährt um neun.".encode()
    content = warc(kind="warcinfo") + warc(
        text, kind="conversion", http=None, media=b"text/plain", uri=b"<https://a.example/>"
    )
    (record,) = archive(tmp_path, content, name)
    assert (record.source, record.kind, record.url) == (text, "text", "https://a.example/")
    assert record.columns["content_type"] == "text/plain"
    assert record.columns["http_status"] is None


def packed(name: bytes, body: bytes) -> bytes:
    return warc(body, http=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: " + name + b"\r\n")


LONG = b"<p>" + b"word " * 100_000 + b"</p>"


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (warc(length=b"99999999"), "damaged"),  # more than may be held
        (warc(length=b"5000"), "damaged"),  # ends in the next record
        (warc(length=str(len(OK) + len(LAST) - 400).encode()), "damaged"),
        (warc(length=b"10"), "damaged"),
        (warc(LONG, length=b"300000"), "damaged"),
        (warc(length=b"-5"), "damaged"),
        (warc(length=b"9223372036854775808"), "damaged"),
        (warc(length=b"abc"), "damaged"),
        (warc(length="²".encode()), "damaged"),
        (OK.replace(b"Content-Length", b"X-Length", 1), "damaged"),
        (warc(more=b"X-Note: " + b"a" * 3_000_000 + b"\r\n"), "damaged"),
        (OK[:-100], "damaged"),
        (OK[: OK.index(b"Content-Length")], "truncated"),
        (OK[: OK.index(b"Content-Length") + 5], "truncated"),
        (b"\xff\0 garbage \r\n" * 50, "damaged"),
        (b"garbage\r\n\r\n", "damaged"),
        (OK[OK.index(b"HTTP") :], "damaged"),
        (packed(b"snappy", b"\1\2\3"), "refused"),
    ],
    ids=range(18),
)
def test_a_broken_record_costs_itself_only(tmp_path: Path, broken: bytes, code: str) -> None:
    """What is wrong is told with its place, once; the record behind it is read whole."""
    for is_packed in (False, True):
        parts = [FIRST, broken, LAST, OK]
        content = b"".join([gzip.compress(part) for part in parts] if is_packed else parts)
        records = archive(tmp_path, content, "crawl.warc.gz" if is_packed else "crawl.warc")
        assert told(records) == ["<p>The first.</p>", code, "<p>The last.</p>", TEXT]
        assert [record.place.partition("@")[2] for record in records[:2]] == ["0", str(len(FIRST))]
        assert records[2].place.partition("@")[2] == str(len(FIRST) + len(broken))


def test_a_cut_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    """A cut archive has its whole records, and an error for the one that was cut."""
    whole = FIRST + OK
    ends = len(FIRST), len(whole)
    for cut in range(8, len(whole)):
        want = [] if cut < ends[0] - 4 else ["<p>The first.</p>"]
        if cut >= ends[1] - 4:
            want.append(TEXT)
        elif not (ends[0] - 4 <= cut <= ends[0]):
            want.append("damaged" if 0 < cut - ends[0] < 5 else "truncated")
        path = tmp_path / "crawl.warc"
        path.write_bytes(whole[:cut])
        assert told(read(path)) == want, cut


def test_a_record_that_was_cut_does_not_swallow_the_next_one() -> None:
    """As where a crawler died in the midst of it, and the next one went on behind."""
    for cut in range(5, len(OK)):
        found = [(frame.payload, bool(frame.damage)) for frame in frames(iter([FIRST + OK[:-cut] + LAST + OK]))]
        assert [is_broken for _, is_broken in found] == [False, True, False, False], cut
        assert [payload[-4:] for payload, is_broken in found if not is_broken] == [b"</p>", b"</p>", b"tml>"], cut


def test_members_that_are_broken_cost_themselves_only(tmp_path: Path) -> None:
    members = [gzip.compress(part) for part in (FIRST, OK, LAST)]
    for middle in (
        members[1][:-60],
        members[1][:40] + b"\0\0\0" + members[1][43:],
        b"\x1f\x8b\x08\0garbage!",
        b"\0" * 64,
    ):
        records = archive(tmp_path, members[0] + middle + members[2], "crawl.warc.gz")
        codes = told(records)
        assert codes[0] == "<p>The first.</p>"
        assert codes[-1] == "<p>The last.</p>"
        assert set(codes[1:-1]) <= {"damaged", "truncated"}
        assert len(codes) == 3 - (middle == b"\0" * 64)
    assert told(archive(tmp_path, b"".join(members)[:-60], "crawl.warc.gz")) == ["<p>The first.</p>", TEXT, "truncated"]
    single = gzip.compress(FIRST + OK + LAST)
    assert told(archive(tmp_path, single, "crawl.warc.gz")) == ["<p>The first.</p>", TEXT, "<p>The last.</p>"]


RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(PAGE) + RAW.flush()
SPACES = b" " * (80 << 20)


@pytest.mark.parametrize(
    ("record", "want"),
    [
        (packed(b"gzip", gzip.compress(PAGE)), TEXT),
        (packed(b"x-gzip", gzip.compress(PAGE)), TEXT),
        (packed(b"deflate", zlib.compress(PAGE)), TEXT),
        (packed(b"deflate", DEFLATED), TEXT),
        (packed(b"br", brotli.compress(PAGE)), TEXT),
        (packed(b"zstd", need("zstd").compress(PAGE)), TEXT),
        (packed(b"deflate, gzip", gzip.compress(zlib.compress(PAGE))), TEXT),
        (packed(b"identity", PAGE), TEXT),
        (packed(b"gzip", PAGE), TEXT),  # unpacked by whoever made the archive
        (packed(b"deflate", PAGE), TEXT),
        (packed(b"br", PAGE), TEXT),
        (packed(b"zstd", PAGE), TEXT),
        (packed(b"snappy, br", PAGE), TEXT),
        (packed(b"gzip", gzip.compress(PAGE)[:-20]), "truncated"),
        (packed(b"gzip", gzip.compress(PAGE)[:-8] + b"\0" * 8), "damaged"),
        (packed(b"zstd", need("zstd").compress(PAGE)[:-5]), "truncated"),
        (packed(b"br", b"\xff\xfe\xfd"), "damaged"),
        (packed(b"gzip", gzip.compress(SPACES)), "too_large"),
        (packed(b"br", brotli.compress(SPACES, quality=3)), "too_large"),
        (packed(b"zstd", need("zstd").compress(SPACES)), "too_large"),
    ],
    ids=range(20),
)
def test_pages_are_unpacked(tmp_path: Path, record: bytes, want: str) -> None:
    assert told(archive(tmp_path, record + LAST)) == [want, "<p>The last.</p>"]


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (b"5\r\n<p>Th\r\n8\r\ne ferry.\r\n0\r\n\r\n", "<p>The ferry."),
        (b"5;name=value\n<p>Th\n8\ne ferry.\n0\n\n", "<p>The ferry."),
        (b"5\r\n<p>Th\r\nFFFF\r\ne ferry.", "<p>The ferry."),
        (b"ffffffffffffffff\r\n<p>The ferry.", "<p>The ferry."),
        (b"<p>The ferry.", "<p>The ferry."),  # put together already
        (b"zzz\r\n<p>The ferry.", "zzz\r\n<p>The ferry."),
    ],
)
def test_chunks_are_put_together(tmp_path: Path, body: bytes, want: str) -> None:
    assert told(archive(tmp_path, warc(body, http=CHUNKED))) == [want]


@pytest.mark.parametrize(
    ("charset", "text", "encoding"),
    [
        (b"iso-8859-1", "Ein Café für Flöße und Bäume; häufig geöffnet, täglich außer Montag.", "latin-1"),
        (b'"windows-1251"', "Паром отправляется в девять часов утра каждый день, кроме воскресенья.", "cp1251"),
        (b"shift_jis", "フェリーは日曜日を除いて毎朝九時に出発します。", "cp932"),
        (b"utf-8", "Das Café öffnet um acht.", "utf-8"),
        (b"no-such-charset", "Das Café öffnet um acht.", "utf-8"),
    ],
)
def test_what_the_server_said_of_the_encoding_counts(tmp_path: Path, charset: bytes, text: str, encoding: str) -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; Charset=" + charset + b"\r\n"
    assert told(archive(tmp_path, warc(f"<p>{text}</p>".encode(encoding), http=http))) == [f"<p>{text}</p>"]


def test_a_record_that_is_too_large_is_passed_over(tmp_path: Path) -> None:
    """A page of that size is told; a film of that size is no page. Neither is held."""
    size = MAX_RECORD + 1000
    film = warc(b"\0" * size, http=b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n")
    path = tmp_path / "crawl.warc"
    path.write_bytes(FIRST + film + warc(b"x" * size) + LAST)
    assert told(read(path)) == ["<p>The first.</p>", "too_large", "<p>The last.</p>"]


def test_nothing_but_ends_of_lines_is_an_empty_archive(tmp_path: Path) -> None:
    for content in (b"", b"\r\n" * 1000):
        assert archive(tmp_path, content) == []


@pytest.mark.parametrize(
    "content", [FIRST + OK + LAST, FIRST + b"garbage\r\n" * 9 + OK + warc(length=b"700") + LAST + OK]
)
def test_records_are_the_same_wherever_pieces_end(content: bytes) -> None:
    want = [frame[2:] for frame in frames(iter([content]))]
    for size in (1, 2, 3, 7, 64, 500):
        parts = [content[n : n + size] for n in range(0, len(content), size)]
        assert [frame[2:] for frame in frames(iter(parts))] == want, size
