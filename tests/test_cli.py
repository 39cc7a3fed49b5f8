"""The command line: what it prints and where, what it says when something is wrong, how fast it starts."""

from __future__ import annotations

import codecs
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dechaff
from dechaff import cli
from dechaff.cleaners import builtin_cleaners
from dechaff.cli.options import PROFILES
from dechaff.sources.decoding import decode
from dechaff.types import DechaffError, Profile

SOURCE = Path(dechaff.__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")])}
for name in ("NO_COLOR", "FORCE_COLOR"):
    ENVIRONMENT.pop(name, None)

PARAGRAPHS = [
    "The harbour council met on Tuesday evening and decided to rebuild the old sea wall, a project that residents "
    "have asked for since the winter storms of last year, when water reached the market square.",
    "Engineers told the meeting that the stones could be reused, that the work would take about eighteen months, and "
    "that the ferry would keep running while the eastern pier is closed.",
    "Nobody in the room spoke against it, though the treasurer wished, as he put it, that the sea would send a bill "
    "he could read before it came to collect.",
    "The café on the quay stays open during the work; its owner has already ordered a larger awning and a smaller "
    "menu, and says that she has seen worse winters than the one to come.",
]
BODY = "\n\n".join(PARAGRAPHS)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A clean page."""
    path = tmp_path / "page.txt"
    path.write_text(BODY + "\n", encoding="utf-8")
    return path


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A page of white space."""
    path = tmp_path / "blank.txt"
    path.write_text(" \n\n", encoding="utf-8")
    return path


def run(
    *arguments: str | Path, stdin: bytes = b"", folder: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dechaff", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=folder,
        env={**ENVIRONMENT, **environment},
        timeout=100,
    )


def test_the_article_of_a_file_is_printed(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A clean page comes out as it went in."""
    assert cli.main([str(page)]) == 0
    assert capfd.readouterr() == (BODY + "\n", "")


def test_standard_input_is_read_without_a_file_and_for_a_dash() -> None:
    """`dechaff < page` and `dechaff -` are the same."""
    for arguments in ([], ["-"]):
        done = run(*arguments, stdin=BODY.encode())
        assert (done.returncode, done.stdout.decode(), done.stderr) == (0, BODY + "\n", b"")


def test_several_files_have_headers(page: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """As head(1) does it; a file named like a command, or with an escape in its name, is no trouble."""
    other = tmp_path / "ex\x1b[31mplain"
    other.write_text(BODY, encoding="utf-8")
    assert cli.main([str(page), str(other)]) == 0
    shown = str(other).replace("\x1b", "\\x1b")
    assert capfd.readouterr().out == f"==> {page} <==\n{BODY}\n\n==> {shown} <==\n{BODY}\n"


def test_markdown_of_several_files_is_still_markdown(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The names stand in comments."""
    assert cli.main(["--format", "markdown", str(page), str(page)]) == 0
    out = capfd.readouterr().out
    assert out.count(f"<!-- {page} -->\n\n") == 2
    assert "==>" not in out


def test_json_is_one_object_a_line(page: Path, blank: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With the name of the file, and for documents without an article too."""
    assert cli.main(["--json", str(page), str(blank), "-q"]) == 0
    first, second = map(json.loads, capfd.readouterr().out.splitlines())
    assert (first["file"], first["text"], first["status"]) == (str(page), BODY, "ok")
    assert (second["file"], second["text"], second["status"]) == (str(blank), "", "empty")


def test_explain_shows_every_line(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A header, a line a block, and the counts."""
    assert cli.main(["explain", str(page)]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line[:4] for line in lines[1:-1]] == ["= 1 ", "= 3 ", "= 5 ", "= 7 "]
    assert lines[-1].startswith("4 kept, 0 removed")


def test_options_may_stand_anywhere(page: Path) -> None:
    """Before the command, after it, and between files."""
    want = run("explain", "--json", page).stdout
    assert run("--json", "explain", page).stdout == want
    assert run("explain", page, "--json").stdout == want


def test_behind_two_dashes_are_files_only(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Also such as are named like an option or a command; without the dashes, there is advice."""
    for name in ("--page.txt", "explain"):
        (page.parent / name).write_bytes(page.read_bytes())
    for arguments in (["--", "--page.txt"], ["--", "explain"], ["-q", "--", "explain"]):
        assert run(*arguments, folder=page.parent).stdout.decode() == BODY + "\n"
    assert run("explain", "--", "explain", folder=page.parent).stdout.startswith(b"ok  score")
    done = run("--page.txt", folder=page.parent)
    assert done.returncode == 2
    assert b"unrecognized arguments: --page.txt; the file is reached as ./--page.txt; see" in done.stderr


def test_a_collection_is_not_explained_as_a_text(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Unless that is asked for."""
    path = tmp_path / "crawl.jsonl.gz"
    path.write_bytes(b'{"text": "The goat stayed."}')
    assert cli.main(["explain", str(path)]) == 1
    why = "this is a collection; explain takes one document of it: jq -r .text | dechaff explain"
    assert capfd.readouterr() == ("", f"dechaff: {path}: {why}\n")
    assert cli.main(["explain", "--input", "text", str(path)]) == 0


def test_a_file_named_explain_is_reached_by_its_path(page: Path) -> None:
    """`explain` is the command, `./explain` the file."""
    (page.parent / "explain").write_text(BODY, encoding="utf-8")
    assert run("./explain", folder=page.parent).stdout.decode() == BODY + "\n"
    assert run("explain", stdin=BODY.encode(), folder=page.parent).stdout.count(b"\n= ") == 4


def test_cleaners_are_listed_with_their_claims(capfd: pytest.CaptureFixture[str]) -> None:
    """With their rules and how often these are right; or one JSON object each."""
    cleaners = [(cleaner.name, cleaner.claim) for cleaner in builtin_cleaners()]
    assert cli.main(["cleaners"]) == 0
    listed = " ".join(capfd.readouterr().out.split())
    assert [name for name, claim in cleaners if f"{name} {claim}" not in listed] == []
    assert cli.main(["cleaners", "--json"]) == 0
    records = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [(record["name"], record["claim"]) for record in records if record["kind"] == "cleaner"][:-1] == cleaners


def test_settings_come_from_a_file(page: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`--config` names it; what is wrong with it is told in one line; options go over it."""
    config = tmp_path / "dechaff.toml"
    config.write_text('language = "fr"\n[[rules]]\nname = "sea"\nverdict = "drop"\ncontains = ["sea wall"]\n')
    assert cli.main(["--config", str(config), "--json", str(page)]) == 0
    record = json.loads(capfd.readouterr().out)
    assert [removed["rule"] for removed in record["removed"]] == ["own.sea"]
    assert cli.main(["--config", str(config), "--without", "own.sea", str(page)]) == 0
    assert capfd.readouterr().out == BODY + "\n"
    config.write_text('profil = "recall"\n')
    assert cli.main(["--config", str(config), str(page)]) == 1
    assert "did you mean profile" in capfd.readouterr().err.replace('"', "")


def test_a_cleaner_can_be_left_out(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Several can; an unknown name is refused with the list of those there are."""
    first, second, *_ = sorted(cleaner.name for cleaner in builtin_cleaners())
    assert cli.main(["--without", first, "--without", second, "--without", first, str(page)]) == 0
    capfd.readouterr()
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--without", "nonsense", str(page)])
    assert stopped.value.code == 2
    assert "dechaff: --without: " in (message := capfd.readouterr().err)
    assert "nonsense" in message
    assert first in message


def test_profiles_are_those_of_the_library() -> None:
    """The command line names them without importing the library."""
    assert tuple(Profile) == PROFILES


@pytest.mark.parametrize("profile", PROFILES)
def test_page_options_are_accepted(page: Path, profile: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Profile, language and address reach the library."""
    code = cli.main(["--profile", profile, "--language", "en", "--url", "https://a.example/b", "--json", str(page)])
    assert code == 0
    assert json.loads(capfd.readouterr().out)["url"] == "https://a.example/b"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["--profile", "x"], "argument --profile: invalid choice: 'x'"),
        (["--json", "--format", "text"], "not allowed with argument"),
        (["cleaners", "a"], "cleaners takes no files"),
        (["explain", "--format", "markdown", "a"], "explain has no markdown form"),
        (["--url", "http://a.example", "a", "b"], "--url belongs to one page"),
        (["--language", "English please", "a"], "--language wants a code"),
        (["--extractor", "trafilatura", "--input", "text", "a"], "--extractor trafilatura is for pages"),
        (["--extractor", "readability", "a"], "argument --extractor: invalid choice: 'readability'"),
        (["explain", "--format", "html", "a"], "explain has no html form"),
        (["--encoding", "rot13", "a"], "--encoding: Python knows no text encoding rot13"),
    ],
)
def test_a_command_line_not_understood_is_code_2(
    arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The usage and one line that says what is wrong; nothing on standard output."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    out, err = capfd.readouterr()
    assert (stopped.value.code, out) == (2, "")
    assert err.startswith("usage: ")
    assert err.splitlines()[-1].startswith("dechaff: ")
    assert message in err


def test_files_that_fail_are_told_and_the_others_go_on(
    page: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Missing, not text: code 1, a line each that says what to do, and the good file's article."""
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40)
    missing = tmp_path / "missing.txt"
    assert cli.main([str(missing), str(picture), str(page)]) == 1
    out, err = capfd.readouterr()
    assert out == f"==> {page} <==\n{BODY}\n"
    assert err.splitlines() == [
        f"dechaff: {missing}: no such file; check the name and the folder",
        f"dechaff: {picture}: this does not look like text; if it is, name its encoding (--encoding) or decode it",
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Permission denied is code 1."""
    page.chmod(0)
    assert cli.main([str(page)]) == 1
    assert "permission denied" in capfd.readouterr().err


def test_nothing_usable_is_code_3(page: Path, blank: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Only if no document had an article; a failure weighs more."""
    assert cli.main([str(blank)]) == 3
    assert capfd.readouterr() == (
        "",
        f"dechaff: {blank}: no article was found: the input is empty or only white space\n",
    )
    assert cli.main(["-q", str(blank), str(blank)]) == 3
    assert capfd.readouterr().err == ""
    assert cli.main([str(blank), str(page)]) == 0
    assert cli.main([str(blank), str(blank.parent / "missing")]) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_an_interrupt_is_code_130_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Ctrl-C while a file is read: no traceback, no half-written output."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    command = [sys.executable, "-m", "dechaff", str(fifo), "-o", str(tmp_path / "out.txt")]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process, fifo.open("wb"):  # opens when the program has opened its end
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert list(tmp_path.iterdir()) == [fifo]


def test_a_closed_pipe_is_no_error(page: Path) -> None:
    """`dechaff ... | head -1` ends quietly, however much was still to come."""
    for arguments in ([str(page)] * 300, ["--help"]):
        reading, writing = os.pipe()
        os.close(reading)
        command = [sys.executable, "-m", "dechaff", *arguments]
        done = subprocess.run(
            command, stdout=writing, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False, timeout=100
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_code_1(page: Path) -> None:
    """Output that could not be written is a failure, told in one line."""
    for output in ([], ["-o", "/dev/full"]):
        with open("/dev/full", "wb") as full:
            command = [sys.executable, "-m", "dechaff", str(page), *output]
            done = subprocess.run(
                command, stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False, timeout=100
            )
        where = "/dev/full" if output else "standard output"
        assert done.returncode == 1
        assert done.stderr.decode().splitlines() == [f"dechaff: cannot write {where}: No space left on device"]


def test_output_goes_to_a_file(page: Path, blank: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The file may be the input; without an article an older file stays; nothing else is left in the folder."""
    old = page.parent / "old.txt"
    old.write_text("old", encoding="utf-8")
    assert cli.main([str(blank), "-o", str(old), "--overwrite"]) == 3
    assert cli.main([str(page), "-o", str(old)]) == 1
    assert f"cannot write {old}: it is there already; --overwrite replaces it" in capfd.readouterr().err
    assert old.read_text(encoding="utf-8") == "old"
    assert cli.main([str(page), "-o", str(old), "--overwrite"]) == 0
    assert old.read_text(encoding="utf-8") == BODY + "\n"
    assert cli.main([str(page), "--output", str(page), "--overwrite"]) == 0
    assert page.read_text(encoding="utf-8") == BODY + "\n"
    assert cli.main([str(page), "-o", str(page.parent / "none" / "x")]) == 1
    assert sorted(path.name for path in page.parent.iterdir()) == ["blank.txt", "old.txt", "page.txt"]
    out, err = capfd.readouterr()
    assert out == ""
    assert f"dechaff: cannot write {page.parent / 'none' / 'x'}: No such file or directory" in err


@pytest.mark.parametrize("several", [False, True])
def test_nothing_is_written_through_a_link(page: Path, capfd: pytest.CaptureFixture[str], *, several: bool) -> None:
    """Neither what one file gives nor what a collection does, into a file that is there or into one that is not."""
    target = page.parent / "target.txt"
    link = page.parent / "link.txt"
    link.symlink_to(target)
    for there in (False, True):
        if there:
            target.write_text("old", encoding="utf-8")
        assert cli.main([str(page), "-o", str(link), "--overwrite", *(["-j0"] if several else [])]) == 1
        why = "this is a symbolic link; nothing is written through it: name the file itself, or leave -o out"
        assert f"{link}: {why} for standard output" in capfd.readouterr().err
        assert link.is_symlink()
        assert target.exists() == there
    assert target.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("options", [[], ["-j0", "--format", "text"]])
def test_devices_are_written_to_and_standard_output_has_a_name(page: Path, options: list[str]) -> None:
    """`/dev/null` is not replaced by a file, and `/dev/stdout`, though a link, is `-`."""
    if not options:
        assert cli.main([str(page), "-o", os.devnull]) == 0
        assert not Path(os.devnull).is_file()
    assert run(page, "-o", "/dev/stdout", "-q", *options).stdout.decode() == BODY + "\n"


@pytest.mark.parametrize(
    ("options", "environment", "want"),
    [
        ([], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "0"}, False),
    ],
)
def test_colour_is_used_when_wanted(page: Path, options: list[str], environment: dict[str, str], want: bool) -> None:
    """The option decides, then NO_COLOR, FORCE_COLOR, and whether a terminal reads it."""
    assert (b"\x1b[" in run("explain", page, *options, **environment).stdout) is want


@pytest.mark.parametrize(
    ("terminal", "want"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)],
)
def test_a_terminal_gets_colour_unless_it_is_dumb(page: Path, terminal: dict[str, str], want: bool) -> None:
    """Standard output is a pseudo-terminal here."""
    pty = pytest.importorskip("pty")
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "dechaff", "explain", str(page)]
    with subprocess.Popen(command, stdout=child, env={**ENVIRONMENT, **terminal}) as process:
        os.close(child)
        seen = b""
        try:
            while part := os.read(parent, 65536):
                seen += part
        except OSError:  # how Linux says that the other end is gone
            pass
    os.close(parent)
    assert process.returncode == 0
    assert (b"\x1b[" in seen) is want


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (codecs.BOM_UTF8 + BODY.encode(), None),
        (codecs.BOM_UTF16_LE + BODY.encode("utf-16-le"), None),
        (codecs.BOM_UTF16_BE + BODY.encode("utf-16-be"), None),
        (codecs.BOM_UTF32_LE + BODY.encode("utf-32-le"), None),
        (BODY.encode("utf-16-le"), "no byte order mark; read as UTF-16-LE"),
        (BODY.encode("utf-16-be"), "no byte order mark; read as UTF-16-BE"),
        (BODY.encode("cp1252"), "not UTF-8; read as cp1252, which is a guess"),
    ],
)
def test_files_are_decoded_by_mark_then_utf_8_then_a_guess(data: bytes, note: str | None) -> None:
    """A guess is owned up to."""
    decoded = decode(data)
    assert decoded.text == BODY
    assert decoded.note is note if note is None else note in (decoded.note or "")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Nous avons été à la plage, où l'été était déjà là, et la mer était calme.", "cp1252"),
        ("Не знаю, где была вчера вечером вся эта шумная компания, но город спал.", "cp1251"),
        ("今日は天気がとても良いので、公園に行きました。友達も来ました。", "shift_jis"),
    ],
)
def test_a_guess_is_right_for_common_encodings(text: str, encoding: str) -> None:
    """Western pages above all, where the guesser alone prefers rarer sets."""
    assert decode((text * 3).encode(encoding)).text == text * 3


def test_broken_bytes_do_not_cost_the_text() -> None:
    """UTF-8 with a few broken bytes, or cut off in a letter, stays UTF-8; what is told to be something else is it."""
    broken = ("é" * 50).encode() + b"\xff" + "é".encode()[:1]
    assert decode(broken).text == "é" * 50 + "\ufffd\ufffd"
    assert "2 broken characters" in (decode(broken).note or "")
    assert decode("größer".encode("cp850"), "cp850").text == "größer"
    assert decode(b"a\xff", "ascii") == ("a\ufffd", "not all of it is ascii: the rest was replaced by U+FFFD")
    with pytest.raises(DechaffError, match="does not look like text"):
        decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40)


def test_a_guess_is_noted_unless_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The note says how to do better; `--encoding` needs none."""
    path = tmp_path / "old.txt"
    path.write_bytes(BODY.encode("cp1252"))
    assert cli.main([str(path)]) == 0
    out, err = capfd.readouterr()
    assert out == BODY + "\n"
    assert err.startswith(f"dechaff: {path}: not UTF-8; read as cp1252")
    assert "--encoding" in err
    for option in (["-q"], ["--encoding", "cp1252"]):
        assert cli.main([*option, str(path)]) == 0
        assert capfd.readouterr() == (BODY + "\n", "")


def test_output_is_utf_8_whatever_the_locale(page: Path) -> None:
    """A C locale does not cost the accents."""
    done = run(page, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, BODY + "\n", b"")


def test_help_shows_examples_and_exit_codes() -> None:
    """Every option, every code, and how to reach a file named like a command."""
    done = run("--help")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "examples:\n  dechaff page.html" in text
    assert "./explain" in text
    for code in ("  0  ", "  1  ", "  2  ", "  3  ", "  130  "):
        assert f"\n{code}" in text
    for option in ("--json", "--format", "--output", "--profile", "--language", "--url", "--without", "--color", "-q",
                   "--input", "--extractor", "--encoding"):  # fmt: skip
        assert option in text


def test_the_program_is_called_what_it_was_started_as(tmp_path: Path) -> None:
    """Installed a second time as `clean-file`, it says so."""
    script = tmp_path / "clean-file"
    script.write_text("import sys\nfrom dechaff.cli import main\nsys.exit(main())\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), "--bad"], env=ENVIRONMENT, capture_output=True, check=False, timeout=100
    )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("usage: clean-file [OPTION ...] [INPUT ...]\n       clean-file explain")
    assert done.stderr.decode().endswith("dechaff: unrecognized arguments: --bad; see clean-file --help\n")


def test_the_version_comes_at_once() -> None:
    """`--version` in less than 0.15 s, best of five."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        done = run("--version")
        times.append(time.perf_counter() - start)
        assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"dechaff {dechaff.__version__}\n", b"")
    assert min(times) < 0.15


def test_importing_the_package_imports_nothing_heavy() -> None:
    """Neither trafilatura nor numpy nor lxml, with the command line neither."""
    code = "import sys, dechaff, dechaff.cli; print({'trafilatura', 'numpy', 'lxml', 'regex'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, check=True, timeout=100)
    assert done.stdout.decode() == "set()\n"


def test_an_output_may_have_the_longest_name_of_any_script(page: Path, tmp_path: Path) -> None:
    """Of 255 bytes, which are 85 letters of some."""
    out = tmp_path / ("港" * 83 + ".txt")
    assert cli.main([str(page), "-o", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == BODY + "\n"
