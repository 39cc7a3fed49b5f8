"""Writing results: whole or not at all, the same bytes however often it was interrupted, and nowhere else."""

from __future__ import annotations

import gzip
import json
import math
import os
import stat
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from containers import lines, read, row, write

from dechaff import DechaffError
from dechaff.records.columns import FIELDS
from dechaff.records.extras import need
from dechaff.records.writing import FORMATS, open_writer, to_json
from dechaff.types import Record

RECORDS = [Record("t", columns={"id": n, "text": f"Text {n}"}, place=f"in.jsonl:{n + 1}") for n in range(12)]
RECORDS[3] = Record(None, error="bad_json: ...", place="in.jsonl:4")
RECORDS[5] = Record(
    "t", columns={"id": 5, "title": "of its own", "v": math.nan, "article_title": 1}, place="in.jsonl:6"
)


def objects(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("stops", [[0], [1], [11], [3, 4, 5, 6], list(range(12))])
@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.txt", "out.md", "out.html"])
def test_the_bytes_do_not_depend_on_interruptions(tmp_path: Path, name: str, stops: list[int]) -> None:
    format = {"txt": "text", "md": "markdown", "html": "html"}.get(name.rpartition(".")[2], "jsonl")
    once = write(tmp_path / f"once-{name}", format, RECORDS)
    assert write(tmp_path / f"often-{name}", format, RECORDS, stops=stops) == once


def test_lines_have_the_columns_that_came_and_those_that_are_added(tmp_path: Path) -> None:
    """A name that a column once had is not given to a field again: what `title` means changes once at most."""
    found = objects(write(tmp_path / "out.jsonl", "jsonl", RECORDS, ("text", "title", "status")))
    assert list(found[0]) == ["id", "text", "article_text", "title", "status"]
    assert list(found[3]) == ["article_text", "title", "status"]
    assert list(found[5]) == ["id", "title", "v", "article_title", "article_text", "article_article_title", "status"]
    assert list(found[6]) == ["id", "text", "article_text", "article_article_title", "status"]
    assert [one["article_text"] for one in found] == [f"Article of in.jsonl:{n}." for n in range(1, 13)]


def test_what_was_compressed_is_what_is_written_plainly(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.jsonl", "jsonl", RECORDS)
    assert gzip.decompress(write(tmp_path / "a.jsonl.gz", "jsonl", RECORDS)) == plain
    assert need("zstd").decompress(write(tmp_path / "a.jsonl.zst", "jsonl", RECORDS)) == plain


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    """And cleaned again, beside the results of the first time."""
    source = tmp_path / "in.jsonl"
    source.write_bytes(lines(50))
    for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst"):
        records = read(source)
        write(tmp_path / name, "jsonl", records, ("text",))
        again = read(tmp_path / name)
        assert [record.source for record in again] == [record.source for record in records]
        found = objects(write(tmp_path / f"again-{name}l", "jsonl", again, ("text",)))
        assert list(found[0]) == ["id", "text", "article_text", "article_article_text"]


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ({"a": "é\u2028"}, '{"a": "é\u2028"}'),
        (
            {"a": math.nan, "b": [math.inf, {"c": -math.inf}], "d": 1.5},
            '{"a": null, "b": [null, {"c": null}], "d": 1.5}',
        ),
        ("a \ud800 b \ud83d\ude00", '"a \ufffd b 😀"'),
        ({"\udc00": 1}, '{"\ufffd": 1}'),
        (2**70, "1180591620717411303424"),
        (datetime(2024, 5, 1, 8, tzinfo=UTC), '"2024-05-01T08:00:00+00:00"'),
        (date(2024, 5, 1), '"2024-05-01"'),
        (timedelta(minutes=2), "120.0"),
        (Decimal("1.10"), '"1.10"'),
        (b"caf\xc3\xa9", '"café"'),
        (b"\xff\xfe", '"//4="'),
        ("a\nb\0", '"a\\nb\\u0000"'),
    ],
)
def test_json_is_taken_by_every_reader(value: object, want: str) -> None:
    line = to_json(value)
    assert line.decode() == want + "\n"
    json.loads(line, parse_constant=pytest.fail)


def test_texts_stand_below_a_line_that_says_which(tmp_path: Path) -> None:
    records = [Record("t", place="a.html"), Record("t", place="b\x1b[2J--.html"), Record("t", url="https://c.example/")]
    assert write(tmp_path / "a.txt", "text", records).decode() == (
        "==> a.html <==\nArticle of a.html.\n\n"
        "==> b\\x1b[2J--.html <==\nArticle of b\x1b[2J--.html.\n\n"
        "==> https://c.example/ <==\nArticle of .\n"
    )
    markdown = write(tmp_path / "a.md", "markdown", records).decode()
    assert markdown.startswith("<!-- a.html -->\n\nArticle of a.html.\n\n<!-- b\\x1b[2J- -.html -->\n\n")


@pytest.mark.parametrize("format", ["text", "markdown", "html", "json"])
def test_one_document_may_have_a_file_of_its_own(tmp_path: Path, format: str) -> None:
    path = tmp_path / "out"
    writer = open_writer(str(path), format, fields=("text", "status"), single=True)
    writer.write(Record("t", columns={"file": "a.html"}), row("The ferry."))
    with pytest.raises(DechaffError, match="one document"):
        writer.write(Record("t"), row())
    writer.finish()
    want = (
        '{\n  "file": "a.html",\n  "text": "The ferry.",\n  "status": "failed"\n}\n'
        if format == "json"
        else "The ferry.\n"
    )
    assert path.read_text() == want
    writer = open_writer(str(path), format, single=True, overwrite=True)
    writer.write(Record("t"), row(""))
    writer.finish()
    assert path.read_text() == "" or format == "json"


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "json"])
def test_a_file_appears_when_it_is_complete(tmp_path: Path, format: str) -> None:
    """Before, there is only a hidden one; an older file stays as it is until then, and keeps its rights."""
    path = tmp_path / "out"
    path.write_text("older")
    path.chmod(0o640)
    writer = open_writer(str(path), format, overwrite=True)
    writer.write(RECORDS[0], row())
    writer.checkpoint()
    assert path.read_text() == "older"
    assert sorted(os.listdir(tmp_path)) == [".out.partial", "out"]
    writer.finish()
    assert os.listdir(tmp_path) == ["out"]
    assert path.read_bytes() != b"older"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("format", FORMATS)
def test_names_that_are_taken_are_refused_before_any_work(tmp_path: Path, format: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("do not touch")
    os.symlink(victim, tmp_path / "link")
    os.symlink(tmp_path / "nowhere", tmp_path / "dangling")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, overwrite, why in (
        ("victim", False, "this file exists; choose another name, or replace it with --overwrite"),
        ("link", False, "a symbolic link"),
        ("link", True, "a symbolic link"),
        ("dangling", True, "a symbolic link"),
        ("pipe", True, "no file"),
        ("folder", True, "no file"),
    ):
        with pytest.raises(DechaffError, match=why):
            open_writer(str(tmp_path / name), format, overwrite=overwrite)
    assert victim.read_text() == "do not touch"
    assert not any(name.startswith(".") for name in os.listdir(tmp_path))


def test_files_are_on_the_disk_before_they_have_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And their names, when `finish` returns; unless nobody asks for it."""
    done: list[str] = []
    sync, replace = os.fsync, os.replace

    def noted_sync(descriptor: int) -> None:
        done.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)

    def noted_replace(old: str, new: str) -> None:
        done.append("replaced")
        replace(old, new)

    monkeypatch.setattr("dechaff.records.files.os.fsync", noted_sync)
    monkeypatch.setattr("dechaff.records.files.os.replace", noted_replace)
    for name, format, hidden in (("a.jsonl", "jsonl", "partial"), ("a.parquet", "parquet", "finishing")):
        writer = open_writer(str(tmp_path / name), format)
        writer.write(RECORDS[0], row())
        writer.finish()
        assert done[-3:] == [str(tmp_path / f".{name}.{hidden}"), "replaced", str(tmp_path)]
    done.clear()
    writer = open_writer(str(tmp_path / "b.txt"), "text", durable=False)
    writer.write(RECORDS[0], row())
    writer.finish()
    assert done == ["replaced"]


def test_what_is_left_of_an_earlier_run_is_not_taken_for_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "out.jsonl")
    writer = open_writer(path, "jsonl")
    writer.write(RECORDS[0], row())
    state = writer.checkpoint()
    writer.abandon()
    with pytest.raises(DechaffError, match="go on with --resume, or begin anew with --overwrite"):
        open_writer(path, "jsonl")
    open_writer(path, "jsonl", resume_from=state).abandon()
    with open(tmp_path / ".out.jsonl.partial", "r+b") as file:
        file.truncate(10)
    with pytest.raises(DechaffError, match="less is left of it than was written"):
        open_writer(path, "jsonl", resume_from=state)
    writer = open_writer(path, "jsonl", overwrite=True)
    writer.finish()
    assert (tmp_path / "out.jsonl").read_bytes() == b""
    os.unlink(path)
    with pytest.raises(DechaffError, match="nothing is left to go on with"):
        open_writer(path, "jsonl", resume_from=state)


def test_a_link_in_place_of_a_partial_file_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("do not touch")
    os.symlink(victim, tmp_path / ".out.jsonl.partial")
    with pytest.raises(DechaffError):
        open_writer(str(tmp_path / "out.jsonl"), "jsonl")
    with pytest.raises(OSError, match="symbolic"):
        open_writer(str(tmp_path / "out.jsonl"), "jsonl", resume_from={"offset": 0, "written": 0, "taken": []})
    open_writer(str(tmp_path / "out.jsonl"), "jsonl", overwrite=True).finish()  # the link is replaced
    assert victim.read_text() == "do not touch"


@pytest.mark.parametrize(
    "name",
    ["../out", "/out", "a/../../out", "a/./out", "a//out", "", ".", "..", "a/..", "a\0b", "link/out", "file/out"],
)
def test_names_do_not_lead_out_of_the_output_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / "file").write_text("")
    os.symlink(tmp_path / "elsewhere", folder / "link")
    with pytest.raises(DechaffError, match=r"leads out of the output folder|no folder, or a link to one"):
        open_writer(name, "text", folder=str(folder))
    assert sorted(os.listdir(tmp_path)) == ["elsewhere", "results"]
    assert os.listdir(tmp_path / "elsewhere") == []


def test_folders_are_made_below_the_output_folder(tmp_path: Path) -> None:
    for name in ("a/b/c.txt", "a/b/d.txt", "-rf", "CON", "a b\n.txt", "ä" * 120 + ".txt"):
        writer = open_writer(name, "text", folder=str(tmp_path / "results"), single=True)
        writer.write(Record("t"), row())
        writer.finish()
        assert (tmp_path / "results" / name).read_text() == "The ferry leaves at nine.\n"


def test_a_full_disk_leaves_what_can_be_resumed(tmp_path: Path) -> None:
    """Whatever could not be written is written again from the last checkpoint."""
    resource = pytest.importorskip("resource")
    once = write(tmp_path / "once.jsonl", "jsonl", RECORDS)
    path = str(tmp_path / "often.jsonl")
    writer = open_writer(path, "jsonl")
    for record in RECORDS[:4]:
        writer.write(record, row(f"Article of {record.place}."))
    state = writer.checkpoint()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (state["offset"] + 100, limits[1]))
        for record in RECORDS[4:]:
            writer.write(record, row(f"Article of {record.place}."))
        with pytest.raises(OSError, match="too large"):
            writer.checkpoint()
        writer.abandon()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    writer = open_writer(path, "jsonl", resume_from=state)
    for record in RECORDS[4:]:
        writer.write(record, row(f"Article of {record.place}."))
    writer.finish()
    assert Path(path).read_bytes() == once


def test_an_interruption_while_a_file_is_completed_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compressing, or making a table, can be done again."""
    for name, format in (("a.jsonl.gz", "jsonl"), ("a.jsonl.zst", "jsonl"), ("a.parquet", "parquet")):
        once = write(tmp_path / f"once-{name}", format, RECORDS)
        path = str(tmp_path / name)
        writer = open_writer(path, format)
        for record in RECORDS:
            writer.write(record, row(f"Article of {record.place}."))
        state = writer.checkpoint()
        with monkeypatch.context() as patch:
            patch.setattr("dechaff.records.files.os.replace", interrupted)
            with pytest.raises(KeyboardInterrupt):
                writer.finish()
        writer.abandon()
        assert not os.path.exists(path)
        open_writer(path, format, resume_from=state).finish()
        assert Path(path).read_bytes() == once


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "case",
    [
        ("pyarrow", "parquet", "a.parquet", "parquet"),
        ("fastwarc", "warc", "a.warc", "warc"),
        ("fastwarc", "wet", "a.wet", "warc"),
        ("backports.zstd", "jsonl", "a.jsonl.zst", "zstd"),
    ],
)
def test_a_library_that_is_missing_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str, str, str]
) -> None:
    module, format, name, extra = case
    path = tmp_path / name
    path.write_bytes(need("zstd").compress(b"{}") if extra == "zstd" else b"")
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, "compression", None)
    for module_name in [name for name in sys.modules if name.startswith("backports")] if extra == "zstd" else []:
        monkeypatch.setitem(sys.modules, module_name, None)
    with pytest.raises(DechaffError, match=rf"pip install 'dechaff\[{extra}\]'"):
        read(path)
    if format in FORMATS:
        with pytest.raises(DechaffError, match=rf"pip install 'dechaff\[{extra}\]'"):
            open_writer(str(tmp_path / f"out-{name}"), format)
        assert sorted(os.listdir(tmp_path)) == [name]


def test_unknown_formats_and_fields_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DechaffError, match="no output format 'csv'; there are: text, markdown"):
        open_writer(str(tmp_path / "out"), "csv")
    for format in ("jsonl", "parquet"):
        with pytest.raises(DechaffError, match=f"no field 'titel'; there are: {FIELDS[0]}"):
            open_writer(str(tmp_path / "out"), format, fields=("titel",))
    assert os.listdir(tmp_path) == []
