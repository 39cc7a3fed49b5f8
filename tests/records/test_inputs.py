"""Which files a collection is made of, and what they are taken for."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from containers import PAGE, lines, warc

from dechaff import DechaffError
from dechaff.records.extras import need
from dechaff.records.inputs import Input, find_inputs, printable
from dechaff.records.reading import read_records

zstd = need("zstd")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 8
TEXT = "The ferry leaves at nine. The café on the pier opens at eight.".encode()


def tree(folder: Path, *names: str, content: bytes = PAGE) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def names(inputs: list[Input]) -> list[str]:
    return [one.name for one in inputs]


@pytest.mark.parametrize(
    ("name", "content", "format", "compression"),
    [
        ("a.html", PAGE, "html", ""),
        ("A.HTM", PAGE, "html", ""),
        ("a.xhtml", PAGE, "html", ""),
        ("a.txt", PAGE, "text", ""),  # the name decides
        ("a.md", TEXT, "text", ""),
        ("a.jsonl", lines(1), "jsonl", ""),
        ("a.ndjson", lines(1), "jsonl", ""),
        ("a.json", lines(1), "jsonl", ""),
        ("a.parquet", b"PAR1", "parquet", ""),
        ("a.warc", warc(), "warc", ""),
        ("a.warc.gz", gzip.compress(warc()), "warc", "gz"),
        ("a.warc.wet.gz", gzip.compress(warc(kind="conversion")), "wet", "gz"),
        ("a.jsonl.zst", zstd.compress(lines(1)), "jsonl", "zst"),
        ("a.jsonl.gz", lines(1), "jsonl", ""),  # the name says what it was; its bytes, what it is now
        ("a.jsonl", gzip.compress(lines(1)), "jsonl", "gz"),
        ("a.html.gz.html", PAGE, "html", ""),
        ("a.gz", gzip.compress(lines(1)), "jsonl", "gz"),
        ("a.zst", zstd.compress(PAGE), "html", "zst"),
        ("page", PAGE, "html", ""),
        ("page.php", PAGE, "html", ""),
        ("dump", lines(1), "jsonl", ""),
        ("dump.data", b'\xef\xbb\xbf { "text": "a" }', "jsonl", ""),
        ("crawl", warc(), "warc", ""),
        ("texts", warc(kind="conversion"), "wet", ""),
        ("table", b"PAR1\0\0", "parquet", ""),
        ("notes", TEXT, "text", ""),
        ("notes.log", TEXT, "text", ""),  # it was named, so it is wanted
        ("empty", b"", "text", ""),
        ("photo.png", PNG, "html", ""),  # it was named, so something has to be said of it
    ],
)
def test_a_named_file_is_what_its_name_says_else_what_it_looks_like(
    tmp_path: Path, name: str, content: bytes, format: str, compression: str
) -> None:
    path = tree(tmp_path, name, content=content) / name
    assert find_inputs([str(path)]) == [Input(str(path), name, format, compression)]


def test_a_format_that_is_told_overrides_names(tmp_path: Path) -> None:
    path = tree(tmp_path, "a.txt") / "a.txt"
    assert [one.format for one in find_inputs([str(path)], format="html")] == ["html"]
    with pytest.raises(DechaffError, match="no input format 'pdf'; there are: html, text"):
        find_inputs([str(path)], format="pdf")


def test_folders_are_searched_in_the_order_of_names(tmp_path: Path) -> None:
    tree(tmp_path, "b.html", "a/z.html", "a/b/c.html", "c/a.txt", "a.html")
    assert names(find_inputs([str(tmp_path)])) == ["a.html", "b.html", "a/z.html", "a/b/c.html", "c/a.txt"]
    assert names(find_inputs([f"{tmp_path}/"])) == names(find_inputs([str(tmp_path)]))


def test_files_without_documents_are_passed_over_and_told(tmp_path: Path) -> None:
    """Pictures, style sheets, links, pipes; hidden files and what unfinished runs leave are not worth a word."""
    tree(tmp_path, "a.html", ".hidden.html", ".git/x.html", ".out.jsonl.partial", "out.journal")
    tree(tmp_path, "photo.png", "photo", content=PNG)
    tree(tmp_path, "style.css", content=b"body { margin: 0 }")
    os.symlink(tmp_path / "a.html", tmp_path / "link.html")
    os.symlink(tmp_path, tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe.html")
    passed_over: list[str] = []
    assert names(find_inputs([str(tmp_path)], passed_over=passed_over)) == ["a.html"]
    assert sorted(map(os.path.basename, passed_over)) == [
        "link.html", "loop", "photo", "photo.png", "pipe.html", "style.css",
    ]  # fmt: skip


def test_with_a_format_told_only_what_is_no_text_is_passed_over(tmp_path: Path) -> None:
    tree(tmp_path, "a.dat", "b.aspx", "c")
    tree(tmp_path, "photo.png", content=PNG)
    assert names(find_inputs([str(tmp_path)], format="html")) == ["a.dat", "b.aspx", "c"]


def test_patterns_that_the_shell_left_are_expanded(tmp_path: Path) -> None:
    """Names are relative to the folder before the pattern; links to folders, which may lead in circles, are not."""
    tree(tmp_path, "2024/a.html", "2024/b/a.html", "2025/a.html", "2024/c.txt")
    os.symlink(tmp_path, tmp_path / "2024" / "loop")
    assert names(find_inputs([f"{tmp_path}/**/*.html"])) == ["2024/a.html", "2024/b/a.html", "2025/a.html"]
    assert names(find_inputs([f"{tmp_path}/2024/*"])) == ["a.html", "b/a.html", "c.txt"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    tree(tmp_path, "a.html", "b.html")
    assert names(find_inputs([str(tmp_path / "b.html"), str(tmp_path), f"{tmp_path}/./b.html"])) == ["b.html", "a.html"]


def test_names_are_told_apart(tmp_path: Path) -> None:
    """Where two files would have the same name, all are named by their places below the folder of them all."""
    tree(tmp_path, "one/a.html", "two/a.html", "two/b.html")
    assert names(find_inputs([f"{tmp_path}/one", f"{tmp_path}/two"])) == ["one/a.html", "two/a.html", "two/b.html"]
    assert names(find_inputs([f"{tmp_path}/one/a.html", f"{tmp_path}/two/b.html"])) == ["a.html", "b.html"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    tree(tmp_path, "a/real.html")
    os.symlink(tmp_path / "a", tmp_path / "folder")
    os.symlink(tmp_path / "a" / "real.html", tmp_path / "file.html")
    assert names(find_inputs([f"{tmp_path}/file.html"])) == ["file.html"]
    assert names(find_inputs([f"{tmp_path}/folder"])) == ["real.html"]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("missing.html", "no such file or folder; check the name"),
        ("*.pdf", "no file matches this pattern"),
        ("pipe", "a pipe or a device; read it as standard input"),
        ("dangling.html", "cannot be read: No such file"),
    ],
)
def test_what_is_not_there_or_no_file_is_an_error(tmp_path: Path, name: str, advice: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.symlink(tmp_path / "nowhere", tmp_path / "dangling.html")
    with pytest.raises(DechaffError, match=advice):
        find_inputs([str(tmp_path / name)])


@pytest.mark.parametrize(
    ("content", "format", "compression"),
    [
        (PAGE, "html", ""),
        (lines(2), "jsonl", ""),
        (gzip.compress(lines(2)), "jsonl", "gz"),
        (TEXT, "text", ""),
        (b"", "text", ""),
    ],
)
def test_standard_input_is_looked_at_and_still_read_whole(
    monkeypatch: pytest.MonkeyPatch, content: bytes, format: str, compression: str
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(content))))  # type: ignore[arg-type]
    (found,) = find_inputs(["-"])
    assert found == Input("-", "-", format, compression)
    records = list(read_records(found))
    assert all(record.error is None for record in records)
    assert len(records) == (2 if format == "jsonl" else 1)


def test_strange_names_are_read(tmp_path: Path) -> None:
    """Names that are no text, that look like options or patterns, as long as a file system takes them."""
    strange = [b"--help.html", b"*.html", b"a b\n.html", b"\x1b[2J.html", b"\xff\xfe.html", b"a" * 250 + b".html"]
    for name in strange:
        (Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))).write_bytes(PAGE)
    found = find_inputs([str(tmp_path)])
    assert sorted(os.fsencode(one.name) for one in found) == sorted(strange)
    records = [record for one in found for record in read_records(one)]
    assert all(record.source == PAGE for record in records)
    assert {record.columns["file"] for record in records} == {printable(one.name) for one in found}
    assert names(find_inputs([f"{tmp_path}/*.html"])) == ["*.html"]  # a file of that name comes before the pattern


@pytest.mark.parametrize(("error", "found"), [(FileNotFoundError, ["a.html"]), (PermissionError, None)])
def test_a_file_that_goes_away_while_a_folder_is_read_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[OSError], found: list[str] | None
) -> None:
    """One that may not be looked at is told."""
    tree(tmp_path, "a.html", "b.html")
    look = os.lstat

    def lstat(path: str) -> os.stat_result:
        if str(path).endswith("b.html"):
            raise error(1, "why", path)
        return look(path)

    with monkeypatch.context() as patch:
        patch.setattr("os.lstat", lstat)
        if found is None:
            with pytest.raises(DechaffError, match=r"b\.html: .* cannot be read: why"):
                find_inputs([str(tmp_path)])
        else:
            assert names(find_inputs([str(tmp_path)])) == found


def test_a_folder_that_may_not_be_read_is_told_before_anything_is_cleaned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody should find out at the end that a part was missing."""
    tree(tmp_path, "a.html", "locked/b.html")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(DechaffError, match="locked: this folder cannot be read: Permission denied; ask its owner"):
        find_inputs([str(tmp_path)])
