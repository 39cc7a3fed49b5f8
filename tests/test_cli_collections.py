"""Collections on the command line: where they go, what is said, exit codes, interruptions."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dechaff import cli
from test_cli import BODY, ENVIRONMENT, run

MENU = "Home\nAbout\nContact\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good page, a good text, an empty text and a picture."""
    pages = tmp_path / "pages"
    (pages / "deep").mkdir(parents=True)
    (pages / "a.html").write_text(f"<html><body><p>{'</p><p>'.join(BODY.split(chr(10) * 2))}</p></body></html>")
    (pages / "deep" / "b.txt").write_text(BODY + "\n", encoding="utf-8")
    (pages / "empty.txt").write_text(" \n", encoding="utf-8")
    (pages / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40)
    return pages


def lines(path: Path, *texts: str) -> Path:
    path.write_text("".join(json.dumps({"n": n, "text": text}) + "\n" for n, text in enumerate(texts)))
    return path


def test_a_folder_in_is_a_folder_out(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Names are kept, pictures passed over, and the last line counts."""
    out = folder.parent / "out"
    assert cli.main([str(folder), "-o", str(out)]) == 0
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.txt")) == ["a.txt", "deep/b.txt", "empty.txt"]
    assert (out / "deep" / "b.txt").read_text(encoding="utf-8") == BODY + "\n"
    assert capfd.readouterr() == (
        "",
        f"dechaff: passed over, as no files with documents: {folder / 'picture.png'}\ndechaff: 2 ok, 1 empty\n",
    )


@pytest.mark.parametrize(
    ("name", "begins"),
    [("out.jsonl", b'{"file": "a.html"'), ("out.md", b"<!-- a.html -->"), ("out.txt", b"==> a.html <=="),
     ("out.parquet", b"PAR1"), ("out.jsonl.gz", b"\x1f\x8b")],
)  # fmt: skip
def test_the_ending_of_the_output_says_what_is_written(folder: Path, name: str, begins: bytes) -> None:
    """One file for all of a folder."""
    out = folder.parent / name
    assert cli.main([str(folder), "-o", str(out), "-q"]) == 0
    assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("name", "begins"), [("out.json", '{"file"'), ("out.html", "<article>"), ("out.txt", "The harb")]
)
def test_it_says_so_for_a_single_file_too(folder: Path, name: str, begins: str) -> None:
    """As for a folder."""
    out = folder.parent / name
    assert cli.main([str(folder / "a.html"), "-o", str(out), "-q"]) == 0
    assert out.read_text(encoding="utf-8").startswith(begins)


def test_a_pattern_that_the_shell_left_alone_is_expanded(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """As in `'pages/**/*.txt'`."""
    assert cli.main([str(folder / "**" / "*.txt"), "--json", "-q"]) == 0
    assert [json.loads(line)["file"] for line in capfd.readouterr().out.splitlines()] == ["deep/b.txt", "empty.txt"]


def test_few_files_and_many_are_written_alike(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Whether in this process or by workers."""
    names = [str(folder / "a.html"), str(folder / "deep" / "b.txt")]
    for form in ("text", "markdown", "json"):
        assert cli.main([*names, "--format", form]) == 0
        few = capfd.readouterr().out.replace(f"{folder}/deep/", "").replace(f"{folder}/", "")
        assert cli.main([*names, "--format", form, "-j", "2", "-q"]) == 0
        assert capfd.readouterr().out == few


def test_json_lines_come_from_standard_input(tmp_path: Path) -> None:
    """They are recognised, and fields can be chosen."""
    source = lines(tmp_path / "in.jsonl", BODY, BODY)
    done = run("--fields", "score,title", "-q", stdin=source.read_bytes())
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [sorted(row) for row in rows] == [["n", "score", "text", "title"]] * 2


def test_fields_are_parted_by_commas_or_blanks(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """However somebody writes a list."""
    source = lines(tmp_path / "in.jsonl", "The goat stayed.")
    for fields in ("status,verdict", "status verdict", " status, verdict,"):
        assert cli.main([str(source), "--fields", fields, "-q", "-j0"]) == 0
        assert list(json.loads(capfd.readouterr().out)) == ["n", "text", "status", "verdict"]


def test_columns_are_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Texts, pages and addresses may stand in any column."""
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"body": f"<p>{BODY}", "link": "https://example.org/a"}) + "\n", encoding="utf-8")
    code = cli.main([str(source), "--html-field", "body", "--url-field", "link", "--fields", "text,url", "-q"])
    row = json.loads(capfd.readouterr().out)
    assert (code, row["url"]) == (0, "https://example.org/a")
    assert row["text"].startswith("The harbour council met")


@pytest.mark.parametrize(
    ("texts", "fail_on", "code"),
    [
        ([BODY, MENU], "failure", 0),
        ([BODY, " "], "empty", 1),
        ([BODY, " "], "failure", 0),
        ([" "], "failure", 3),
        ([" "], "never", 0),
        ([BODY], "low-confidence", 0),
    ],
)
def test_what_fails_is_for_the_user_to_say(tmp_path: Path, texts: list[str], fail_on: str, code: int) -> None:
    """`--fail-on`."""
    source = lines(tmp_path / "in.jsonl", *texts)
    assert cli.main([str(source), "-o", str(tmp_path / "out.jsonl"), "-q", "-j0", "--fail-on", fail_on]) == code


def test_failures_are_listed_and_make_code_1(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In a file beside the output; on standard error where there is none."""
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "\n{"text": "The goat stayed."}\n', encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert cli.main([str(source), "-o", str(out), "-j0"]) == 1
    errors = tmp_path / "out.jsonl.errors.jsonl"
    assert capfd.readouterr().err.splitlines()[-1] == f"dechaff: 1 ok, 1 failed ({errors})"
    assert json.loads(errors.read_text(encoding="utf-8"))["place"] == "in.jsonl:1"
    assert cli.main([str(source), "-j0", "--fail-on", "never"]) == 0
    assert capfd.readouterr().err.splitlines()[0].startswith("dechaff: in.jsonl:1: failed: bad_json: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere", "-o", "out/"], "no such file or folder"),
        (["pages/*.pdf", "-j", "1"], "no file matches"),
        (["pages", "-o", "out.jsonl", "--fields", "text,colour"], "no field 'colour'"),
        (["pages", "-o", "out.jsonl", "-j", "-3"], "number of workers"),
        (["pages", "-o", "out.jsonl", "--timeout", "-1"], "timeout must be more than 0"),
        (["pages", "--encoding", "latin-1"], "--encoding is for files that are named one by one"),
        (["pages", "--format", "parquet"], "name one with -o"),
        (["pages", "-o", "pages/a.html/x"], "pages/a.html/x: Not a directory; choose another place with -o"),
        (["pages", "-o", "pages"], "this folder is read, and what is written there would be read the next time"),
        (["pages/deep", "./pages/", "-o", "pages", "--resume"], "this folder is read"),
        (["pages/*", "-o", "pages", "--overwrite"], "this folder is read"),
        (["pages/**/e*", "-o", "pages", "--format", "json"], "this folder is read"),
        (["pages/[d]*", "-o", "pages"], "this folder is read"),
        (["pages/deep/b.txt", "pages/a.html", "-o", "pages/deep/"], "is an input"),
    ],
)
def test_what_cannot_be_is_told_with_advice(folder: Path, arguments: list[str], says: str) -> None:
    """One line, code 1, and nothing is written."""
    done = run(*arguments, folder=folder.parent)
    assert done.returncode == 1
    assert says in done.stderr.decode().splitlines()[-1]
    assert not (folder.parent / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["pages", "--resume", "--overwrite", "-o", "x"], "choose one"),
        (["pages", "--resume"], "name it with -o"),
        (["pages", "--fail-on", "sometimes"], "invalid choice"),
        (["pages", "-o", "x.csv"], "-o x.csv: .csv is not among what is written"),
        (["page.html", "-o", "x.pdf"], "-o x.pdf: .pdf is not among what is written"),
        (["pages", "-o", "x.txt.gz"], "only JSON lines are written compressed: name it .jsonl.gz, or leave .gz out"),
        (["page.html", "-o", "x.zst", "--json"], "name it .jsonl.zst"),
        (["--no-such-thing"], "unrecognized arguments: --no-such-thing; see"),
    ],
)
def test_options_that_contradict_each_other_are_code_2(
    arguments: list[str], says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """As ever."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert says in capfd.readouterr().err


def test_an_ending_that_is_not_written_is_one_that_was_chosen(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With `--format`; and endings that mean the same are the same."""
    for name, *options in (("a.csv", "--format", "text"), ("a.gz", "--format", "jsonl"), ("a.htm",), ("a.ndjson",)):
        assert cli.main([str(folder / "a.html"), "-j0", "-q", "-o", str(folder.parent / name), *options]) == 0
    begins = [(folder.parent / name).read_bytes()[:9] for name in ("a.csv", "a.gz", "a.htm", "a.ndjson")]
    assert begins[1].startswith(b"\x1f\x8b")
    assert (begins[0], *begins[2:]) == (b"The harbo", b"<article>", b'{"file": ')


def test_terminal_escapes_in_names_are_shown_not_obeyed(tmp_path: Path) -> None:
    """Neither a name of a file nor what a record says of itself reaches the terminal as it is."""
    source = tmp_path / "in\x1b]0;owned\x07.jsonl"
    source.write_bytes(b'{"text": \x1b]0;owned\x07\n')
    done = run(str(source), "--fail-on", "never", "-v")
    assert b"failed" in done.stderr
    assert b"\x1b" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="needs pseudo-terminals")
def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    """Rate and time left on standard error; nothing of it in a pipe, or with --no-progress."""
    import pty

    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(60):
        (pages / f"{n}.txt").write_text(f"{BODY}\n\nPage {n}.", encoding="utf-8")
    shown = {}
    for option in ("--progress", "--no-progress", None):
        leader, follower = pty.openpty()
        command = [sys.executable, "-m", "dechaff", str(pages), "-o", str(tmp_path / f"{option}.jsonl")]
        process = subprocess.Popen([*command, *([option] if option else [])], stderr=follower, env=ENVIRONMENT)
        os.close(follower)
        seen = b""
        while True:
            try:
                piece = os.read(leader, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            seen += piece
        os.close(leader)
        assert process.wait() == 0
        shown[option] = seen
    assert b"docs/s" in shown[None]
    assert b"docs/s" in shown["--progress"]
    assert shown["--no-progress"].strip() == b"dechaff: 60 ok"
    assert shown[None].splitlines()[-1] == b"dechaff: 60 ok"


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    """`dechaff big.jsonl | head -1`: quiet, code 0, and no worker is left."""
    source = lines(tmp_path / "in.jsonl", *[f"{BODY}\n\n{n}" for n in range(600)])
    command = [sys.executable, "-m", "dechaff", str(source), "-j", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="signals a whole group")
def test_an_interrupt_stops_everything_and_can_be_resumed(tmp_path: Path) -> None:
    """Ctrl-C goes to the workers too: one line, code 130, no traceback, and --resume goes on."""
    source = lines(tmp_path / "in.jsonl", *[f"{BODY}\n\n{n}" for n in range(1500)])
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "dechaff", str(source), "-o", str(out), "-j", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=ENVIRONMENT, start_new_session=True)
    partial = tmp_path / ".out.jsonl.partial"
    until = time.monotonic() + 60
    while not (partial.exists() and partial.stat().st_size) and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (
        130,
        b"dechaff: interrupted; --resume goes on where this run stopped\n",
    )
    assert not out.exists()
    assert run(source, "-o", out).returncode == 1
    assert run(source, "-o", out, "--resume", "-q").returncode == 0
    assert out.read_bytes().count(b"\n") == 1500
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


@pytest.mark.parametrize("output", ["out.jsonl", "out/"])
@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(28, "No space left on device")])
def test_a_run_that_breaks_off_says_how_to_go_on(
    folder: Path, output: str, error: OSError, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever stopped it, where something was begun."""
    monkeypatch.chdir(folder.parent)

    def broken(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr("dechaff.batch.outputs.Errors.finish", broken)
        assert cli.main(["pages", "-o", output, "-j0", "-q"]) == 1
    assert (
        capfd.readouterr()
        .err.splitlines()[-1]
        .endswith(f"{error.strerror}; what is done is safe: free some space or mend it, then go on with --resume")
    )
    assert cli.main(["pages", "-o", output, "-j0", "-q", "--resume"]) == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_is_printed(shell: str) -> None:
    """For three shells, with every option."""
    done = run("--completion", shell)
    assert done.returncode == 0
    assert b"--html-field" in done.stdout or b"html-field" in done.stdout


def test_what_an_earlier_run_wrote_is_no_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`dechaff . -o out` again and again."""
    monkeypatch.chdir(folder)
    for _ in range(2):
        assert cli.main([".", "-o", "out", "-q", "-j0", "--overwrite"]) == 0
        assert sorted(path.name for path in Path("out").rglob("*.*")) == ["a.txt", "b.txt", "empty.txt"]
    for _ in range(2):
        assert cli.main(["deep", "a.html", "-o", "deep/all.jsonl", "-q", "-j0", "--overwrite"]) == 0
        assert Path("deep/all.jsonl").read_bytes().count(b"\n") == 2
    assert cli.main(["deep/all.jsonl", "-o", "deep/all.jsonl", "-q", "-j0", "--overwrite"]) == 1
    assert cli.main([".", "-o", "out", "-q", "-j0", "--resume"]) == 0


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["pages/**/*.html", "-o", "pages"], ["a.txt", "deep/c.txt"]),
        (["pages/a.html", "-o", "pages/"], ["a.txt"]),
        (["pages/deep", "-o", "pages"], ["b.txt", "c.txt"]),
        (["pages", "-o", "pages/deep"], ["deep/a.txt", "deep/empty.txt"]),
    ],
)
def test_outputs_may_lie_beside_inputs(folder: Path, arguments: list[str], written: list[str]) -> None:
    """Where a pattern or a name parts them, and then a second run has nothing to do."""
    (folder / "deep" / "c.html").write_bytes((folder / "a.html").read_bytes())
    before = {path for path in folder.rglob("*") if path.is_file()}
    for _ in range(2):
        done = run(*arguments, "-j0", "--resume", folder=folder.parent)
        assert done.returncode == 0, done.stderr
        new = {path for path in folder.rglob("*") if path.is_file()} - before
        assert sorted(str(path.relative_to(folder)) for path in new) == written
    assert b"nothing left to do" in done.stderr


def test_what_is_named_inside_the_folder_of_outputs_is_cleaned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a folder around both is named, which passes over the other outputs."""
    monkeypatch.chdir(folder)
    inner = Path("out", "in")
    inner.mkdir(parents=True)
    (inner / "n.html").write_bytes(Path("a.html").read_bytes())
    for named in ("out/in", "out/in/n.html", "out/in/*.html"):
        for _ in range(2):
            assert cli.main([named, ".", "-o", "out", "-q", "-j0", "--overwrite"]) == 0
            found = sorted(str(path.relative_to("out")) for path in Path("out").rglob("*.txt"))
            assert found == ["a.txt", "deep/b.txt", "empty.txt", "n.txt"]
        Path("out/n.txt").unlink()
    assert cli.main(["..", "out/in", "-o", "out/", "-q", "-j0", "--overwrite"]) == 0
    assert cli.main(["deep", "out/in", "-o", "out/in/more", "-q", "-j0"]) == 0


@pytest.mark.parametrize("closed", [True, False])
def test_nobody_who_looks_on_is_needed(tmp_path: Path, *, closed: bool) -> None:
    """The run goes on where standard error is closed, or whoever reads the progress has gone."""
    source, out = lines(tmp_path / "in.jsonl", BODY, BODY), tmp_path / "out.jsonl"
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "dechaff", str(source), "-o", str(out), "-j0", "--progress"]
    if closed:
        command = ["sh", "-c", 'exec "$@" 2>&-', "sh", *command]
    process = subprocess.run(command, stderr=writer, env=ENVIRONMENT, check=False, timeout=60)
    os.close(writer)
    assert process.returncode == 0
    assert out.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("arguments", [["no\x1b[31m.txt", "-j1"], ["--no\x1b[31m"], ["no\x1b[31m.txt"]])
def test_escapes_in_what_was_named_are_shown_not_obeyed(arguments: list[str]) -> None:
    """In every message."""
    err = run(*arguments).stderr.decode()
    assert "\x1b" not in err
    assert r"\x1b[31m" in err


def test_a_slow_source_is_cleaned_as_it_comes(tmp_path: Path) -> None:
    """What came first need not wait for what comes a long time after."""
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "dechaff", "--input", "jsonl", "-o", str(out), "-j0", "-v"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(b'{"text": \n')
    process.stdin.flush()
    assert process.stderr.readline().startswith(b"dechaff: -:1: failed: bad_json")
    process.communicate(timeout=60)
    assert process.returncode == 1


@pytest.mark.parametrize("workers", ["-j0", "-j1", "-j2"])
@pytest.mark.parametrize("end", ["of input", "of output", "by Ctrl-C"])
def test_a_result_does_not_wait_for_the_next_record(workers: str, end: str) -> None:
    """As in `tail -f crawl.jsonl | dechaff - | jq`: each line is answered before the next one comes, if one comes."""
    command = [sys.executable, "-m", "dechaff", "-", "--fields", "text", workers, "-q"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            for n in range(4):
                process.stdin.write(b'{"n": %d, "text": "The goat stayed."}\n' % n)
                process.stdin.flush()
                assert select.select([process.stdout], [], [], 20)[0], "no answer"
                assert json.loads(process.stdout.readline())["n"] == n
            if end == "of output":
                process.stdout.close()
                process.stdin.write(b'{"text": "One more, to see that nobody listens."}\n')
                process.stdin.flush()
            elif end == "by Ctrl-C":
                process.send_signal(signal.SIGINT)
            else:
                process.stdin.close()
            assert process.wait(20) == (130 if end == "by Ctrl-C" else 0)
            assert process.stderr.read() == b""
        finally:
            process.kill()


@pytest.mark.parametrize("fields", ["", " , "])
def test_no_fields_are_no_choice(fields: str, tmp_path: Path) -> None:
    """Rather than all of them."""
    source = lines(tmp_path / "in.jsonl", BODY)
    with pytest.raises(SystemExit) as stopped:
        cli.main([str(source), "--fields", fields])
    assert stopped.value.code == 2
