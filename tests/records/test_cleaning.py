"""How a document of a collection is cleaned: as `clean` would, whatever comes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (gzip.compress(BODY.encode() * 9), "this is compressed; unpack it first"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\nxxxx" * 50, "this is a PDF; take the text out of it first"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "this does not look like text"),
    ],
)
def test_bytes_that_are_no_text_are_refused(source: bytes, says: str) -> None:
    """With the advice that a single file gets."""
    for kind in ("text", "auto") if source[:1] != b"\x1f" else ("text",):  # a page may be compressed
        article = Cleaning().clean(Record(source, kind))
        assert article.status is Status.FAILED
        assert article.reasons[0].startswith(f"refused: {says}")
