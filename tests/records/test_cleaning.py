"""How a document of a collection is cleaned: as `clean` would, whatever comes."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dechaff
from dechaff import DechaffError, Record, Status, cli
from dechaff.records.cleaning import Cleaning
from test_cli import BODY

OLD = BODY.encode("cp1252")
CUT = BODY.encode()[:-1] + b"\xe2\x80"
GUESSED = "not UTF-8; read as cp1252, which is a guess"
BROKEN = "not all of it is UTF-8"


def page(encoding: str) -> bytes:
    return f"<html><body><p>{'</p><p>'.join(BODY.split(chr(10) * 2))}</p></body></html>".encode(encoding)


@pytest.mark.parametrize(
    ("source", "kind", "note"),
    [
        (OLD, "text", GUESSED),
        (OLD, "auto", GUESSED),
        (CUT, "text", BROKEN),
        (page("cp1252"), "html", "read as cp1252, which is a guess"),
        (page("cp1252"), "auto", "read as cp1252, which is a guess"),
        (BODY.encode(), "text", None),
        (BODY, "text", None),
    ],
)
def test_reasons_own_up_to_a_guess_in_collections_too(source: bytes | str, kind: str, note: str | None) -> None:
    """An article says how its bytes were read, whether one document was cleaned or a million."""
    article = Cleaning().clean(Record(source, kind))
    assert article.to_dict() == dechaff.clean(source, kind=kind).to_dict()
    assert article.status is Status.OK
    assert any((note or "UTF-8") in reason for reason in article.reasons) == (note is not None)


def test_a_file_says_the_same_alone_and_in_a_folder(tmp_path: Path) -> None:
    """The rows of `dechaff --json FILE` and of a folder with that file in it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "old.txt").write_bytes(OLD)
    alone, among = tmp_path / "alone.json", tmp_path / "among.jsonl"
    assert cli.main([str(tmp_path / "in" / "old.txt"), "-o", str(alone), "-q"]) == 0
    assert cli.main([str(tmp_path / "in"), "-o", str(among), "-q"]) == 0
    reasons = [json.loads(path.read_bytes())["reasons"] for path in (alone, among)]
    assert reasons[0] == reasons[1]
    assert any(GUESSED in reason for reason in reasons[0])


def test_a_kind_that_is_none_is_refused() -> None:
    """By `clean` with an error, in a collection with a reason."""
    with pytest.raises(DechaffError, match="no kind 'pdf'; choose auto, html or text"):
        dechaff.clean(BODY, kind="pdf")
    assert Cleaning().clean(Record(BODY, "pdf")).reasons == ("refused: no kind 'pdf'; choose auto, html or text",)


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (gzip.compress(BODY.encode() * 9), "this is compressed; unpack it first"),
        (b"PK\x03\x04 and so on", "this is an archive; unpack it"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\nxxxx" * 50, "this is a PDF; take the text out of it first"),
        (PICTURE, "this does not look like text; if it is, name its encoding (--encoding) or decode it"),
    ],
)
def test_bytes_that_are_said_to_be_a_text_and_are_none_are_refused(source: bytes, says: str) -> None:
    """With the advice that a single file gets."""
    article = Cleaning().clean(Record(source, "text"))
    assert article.status is Status.FAILED
    assert article.reasons[0].startswith(f"refused: {says}")
    with pytest.raises(DechaffError, match=re.escape(says)):
        dechaff.clean(source, kind="text")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"%PDF-1.7\nplain", "the input is a PDF file, no page"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\nxxxx" * 50, "the input is a PDF file, no page"),
        (b"PK\x03\x04 and so on", "the input is a ZIP archive, no page"),
        (PICTURE, "the input is a PNG image, no page"),
        (bytes(range(256)) * 40, "the input is no text"),
        (gzip.compress(bytes(range(256)) * 40), "the input is no text"),
        (gzip.compress(BODY.encode(), mtime=0)[:9], "the compressed page was cut off, or is larger than what is read"),
        (b"\x1f\x8b\x08" + bytes(range(256)), "compressed bytes that cannot be unpacked"),
    ],
)
def test_any_bytes_have_an_article_that_says_what_they_are(source: bytes, says: str) -> None:
    """Where nothing is said of them, or that they are a page; the same in a collection."""
    for kind in ("auto", "html"):
        article = dechaff.clean(source, kind=kind)
        assert (article.status, article.text) == (Status.EMPTY, "")
        assert says in article.reasons
        assert Cleaning().clean(Record(source, kind)).to_dict() == article.to_dict()


@given(st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b\x08", b"x\x9c", b"\xff\xfe"]), st.binary(max_size=200))
def test_no_bytes_make_clean_raise(begin: bytes, rest: bytes) -> None:
    """Unless they are said to be a text."""
    assert dechaff.clean(begin + rest).status in (Status.OK, Status.EMPTY, Status.NO_CONTENT)


def test_a_compressed_text_is_still_a_text() -> None:
    """With its lines."""
    article = dechaff.clean(gzip.compress(BODY.encode()))
    assert (article.text, article.status) == (BODY, Status.OK)
