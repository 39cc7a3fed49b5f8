"""The command line on pages: what it takes for one, and what it writes of it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from dechaff import cli
from pages import ROOT
from test_cli import BODY, ENVIRONMENT, PARAGRAPHS, run

TITLE = "Council rebuilds the old sea wall"
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>
<script>track("harbour")</script></head><body>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li>
<li><a href="/weather">Weather</a></li><li><a href="/contact">Contact</a></li></ul></nav>
<article><h1>{TITLE}</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:3])}
<p>The <a href="/quay" onclick="x()">café on the quay</a>{PARAGRAPHS[3].removeprefix("The café on the quay")}
</p>
</article>
<aside class="related"><h2>Related posts</h2><ul><li><a href="/a">Five storms to remember</a></li>
<li><a href="/b">Ferry times this winter</a></li></ul></aside>
<footer><p>© 2026 The Harbour Post. All rights reserved.</p><p><a href="/privacy">Privacy policy</a></p></footer>
</body></html>
"""
URL = "https://post.example/news/wall"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def printed(capfd: pytest.CaptureFixture[str]) -> str:
    out, err = capfd.readouterr()
    assert err == ""
    return out


def test_the_article_of_a_page_is_printed(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its paragraphs, a blank line between them, and nothing of what is around them."""
    assert cli.main([str(page)]) == 0
    out = printed(capfd)
    assert BODY in out
    for word in ("Weather", "Related posts", "Ferry times", "rights reserved", "track("):
        assert word not in out


def test_a_page_may_come_from_a_pipe(page: Path) -> None:
    """Standard input has no name: what it is shows in what it says."""
    for options in ([], ["-"], ["--input", "html"]):
        done = run(*options, stdin=PAGE.encode())
        assert (done.returncode, done.stderr) == (0, b"")
        assert BODY in done.stdout.decode()
    assert run(stdin=PAGE.encode()).stdout == run(page).stdout


def test_a_page_is_explained_block_by_block(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With the place of what was removed."""
    assert cli.main(["explain", str(page)]) == 0
    lines = printed(capfd).splitlines()
    assert all(any(line.startswith("=") and part[:60] in line for line in lines) for part in PARAGRAPHS)
    (home,) = (line for line in lines if "  Home  " in line)
    assert home.startswith("x ")
    assert home.endswith("  nav.menu > ul > li")


def test_html_is_safe_and_complete(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A title, paragraphs, and a link that was completed; no script."""
    assert cli.main(["--format", "html", "--url", URL, str(page)]) == 0
    out = printed(capfd)
    assert out.startswith(f"<article>\n<h1>{TITLE}</h1>\n<p>{PARAGRAPHS[0]}</p>\n")
    assert '<a href="https://post.example/quay">café on the quay</a>' in out
    assert out.endswith("</p>\n</article>\n")
    assert "script" not in out
    assert "onclick" not in out


def test_html_of_several_files_has_their_names_in_comments(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """So that it is still HTML."""
    assert cli.main(["--format", "html", str(page), str(page)]) == 0
    assert printed(capfd).count(f"<!-- {page} -->\n\n<article>") == 2


def test_markdown_has_title_and_links(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--format", "markdown", "--url", URL, str(page)]) == 0
    out = printed(capfd)
    assert out.startswith(f"# {TITLE}\n\n{PARAGRAPHS[0]}\n\n")
    assert "The [café on the quay](https://post.example/quay) stays open" in out


def test_a_record_of_a_page_is_json(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With its metadata and its removed blocks."""
    assert cli.main(["--json", "--url", URL, str(page)]) == 0
    record = json.loads(printed(capfd))
    assert (record["file"], record["title"], record["url"]) == (str(page), TITLE, URL)
    assert BODY in record["text"]
    assert "Weather" in [removed["text"] for removed in record["removed"]]


@pytest.mark.parametrize(
    ("name", "options", "is_page"),
    [
        ("a.html", [], True),
        ("a.HTM", [], True),
        ("a.xhtml", [], True),
        ("a", [], True),
        ("a.php", [], True),
        ("a.txt", [], False),
        ("a.md", [], False),
        ("a.txt", ["--input", "html"], True),
        ("a.html", ["--input", "text"], False),
    ],
)
def test_a_page_is_told_by_option_name_and_look(
    tmp_path: Path, name: str, options: list[str], is_page: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    """In this order; where name and look disagree, a note says so."""
    path = tmp_path / name
    path.write_text(PAGE, encoding="utf-8")
    cli.main(["explain", *options, str(path)])
    out, err = capfd.readouterr()
    assert ("<script>" not in out) is is_page
    told = f"dechaff: {path}: read as text, as its name says, though it looks like a page; try --input html\n"
    assert err == (told if not is_page and not options else "")


def test_a_text_with_tags_in_it_is_no_page() -> None:
    """A sign here and there, as in a formula or a tutorial, makes no page of a text."""
    text = BODY.replace("eighteen", "<eighteen").replace("pier", "p < q")
    assert run(stdin=text.encode()).stdout.decode() == text + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_encoding_of_a_page_is_found_or_told(
    tmp_path: Path, encoding: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """By what the page says of itself, and by the option, which is stronger."""
    path = tmp_path / "page.html"
    declared = PAGE.replace('<meta charset="utf-8">', f'<meta charset="{encoding}">')
    path.write_bytes(declared.encode(encoding))
    for options in ([], ["--encoding", encoding]):
        assert cli.main([*options, str(path)]) == 0
        assert "The café on the quay" in printed(capfd)
    path.write_bytes(PAGE.replace('<meta charset="utf-8">', "").encode(encoding))
    assert cli.main(["--encoding", encoding, str(path)]) == 0
    assert "The café on the quay" in printed(capfd)


def test_trafilatura_may_extract(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its text is cleaned; on a text, the option does nothing, which is told."""
    pytest.importorskip("trafilatura")
    assert cli.main(["--extractor", "trafilatura", str(page)]) == 0
    assert all(paragraph[-60:] in printed_once for printed_once in [capfd.readouterr().out] for paragraph in PARAGRAPHS)
    text = page.with_suffix(".txt")
    text.write_text(BODY, encoding="utf-8")
    assert cli.main(["--extractor", "trafilatura", str(text)]) == 0
    assert capfd.readouterr() == (
        BODY + "\n",
        f"dechaff: {text}: read as text, so --extractor does nothing; try --input html\n",
    )


def test_cleaners_can_be_left_out_and_profiles_chosen(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """As for texts."""
    for options in (["--without", "navigation"], ["--profile", "precision"], ["--language", "en"]):
        assert cli.main([*options, str(page)]) == 0
        assert PARAGRAPHS[0] in printed(capfd)


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (gzip.compress(BODY.encode()), "this is compressed; unpack it first, with gunzip for example"),
        (b"PK\x03\x04...", "this is an archive; unpack it, and name the files in it"),
        (b"%PDF-1.7\n...", "this is a PDF; take the text out of it first, with pdftotext for example"),
    ],
)
def test_what_holds_no_text_is_told_what_it_is(data: bytes, advice: str) -> None:
    """Code 1, and what to do about it."""
    done = run(stdin=data)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (1, b"", f"dechaff: standard input: {advice}\n")


def test_a_compressed_page_is_read() -> None:
    """As curl delivers it where it is not told to unpack."""
    assert run(stdin=gzip.compress(PAGE.encode())).stdout == run(stdin=PAGE.encode()).stdout


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the input is empty or only white space"),
        (b"<html></html>", "the input is empty or only white space"),
        (b"<script>x</script>", "the input is empty or only white space"),
        (b"%PDF-1.7\n...", "the input is a PDF file"),
        (b"<p>Home</p><p>Contact</p>", "no block reads like an article; dechaff explain shows its lines"),
    ],
)
def test_a_page_without_an_article_is_code_3(
    tmp_path: Path, data: bytes, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """And the note says why."""
    path = tmp_path / "page.html"
    path.write_bytes(data)
    assert cli.main([str(path)]) == 3
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(f"dechaff: {path}: no article was found: {reason}")


def test_a_page_does_not_wake_what_it_does_not_need(page: Path) -> None:
    """Neither trafilatura, which would make the start three times as long, nor lxml."""
    code = (
        "import sys; from dechaff import cli; cli.main(sys.argv[1:]); print({'trafilatura', 'lxml'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(page)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True, timeout=100)
    assert done.stdout.decode().endswith("set()\n")


def test_every_field_of_a_record_is_documented(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In docs/cli.md, by its name."""
    assert cli.main(["--json", str(page)]) == 0
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert [name for name in json.loads(printed(capfd)) if f"`{name}`" not in text] == []
