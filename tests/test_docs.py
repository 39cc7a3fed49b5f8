"""The documentation is tested: code in it runs, links lead somewhere, and nothing that there is goes unmentioned."""

from __future__ import annotations

import ast
import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import dechaff
from dechaff import Cleaner, cli
from dechaff.cleaners import builtin_cleaners
from dechaff.config import list_settings
from dechaff.config.listing import RuleSetting
from pages import ROOT

README = ROOT / "README.md"
DOCS = (README, *sorted((ROOT / "docs").glob("*.md")), *(ROOT / f"{x}.md" for x in ("CONTRIBUTING", "SECURITY")))
COMMANDS = {
    "python", "python3", "pip", "pytest", "dechaff", "ruff", "mypy", "git", "cd", "curl", "html2text", "less", "bash",
}  # fmt: skip
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
BEGIN, END = "<!-- cleaners: begin -->\n", "<!-- cleaners: end -->\n"
SCORER_RULES = ("before_body", "inside_body", "after_body")


class Fence(NamedTuple):
    """A block of code in a document: its language, its text, the line it stands on."""

    language: str
    code: str
    line: int


def fences(path: Path) -> Iterator[Fence]:
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield Fence(found[1], found[2], text.count("\n", 0, found.start()) + 2)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_python_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page one after the other, from the root of the project; prompts are held to what they print."""
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"__name__": "docs"}
    for fence in fences(path):
        if fence.language != "python":
            continue
        if ">>> " in fence.code:
            test = doctest.DocTestParser().get_doctest(fence.code, names, path.name, str(path), fence.line - 1)
            result = doctest.DocTestRunner(optionflags=FLAGS).run(test, clear_globs=False)
            assert result.failed == 0, f"line {fence.line}"
            names.update(test.globs)
        else:
            exec(compile("\n" * (fence.line - 1) + fence.code, path, "exec"), names)


def commands(path: Path) -> Iterator[list[str]]:
    """The words of every command of a page's shell blocks, joined ones apart."""
    for fence in fences(path):
        if fence.language == "sh":
            for line in fence.code.replace("\\\n", " ").splitlines():
                words: list[str] = []
                for word in [*shlex.split(line, comments=True), "&&"]:
                    if word in ("&&", "|", ";"):
                        if words:
                            yield words
                        words = []
                    else:
                        words.append(word)


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_shell_blocks_begin_with_known_commands(path: Path) -> None:
    """A command is one of a few, plain or in a virtual environment."""
    for command in commands(path):
        assert command[0].removeprefix(".venv/bin/") in COMMANDS, command


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_options_in_shell_blocks_exist(path: Path) -> None:
    """Every `dechaff` command in the documentation is one that the program understands."""
    known = {option for action in cli.parser_for()._actions for option in action.option_strings}
    for command in commands(path):
        if command[0].removeprefix(".venv/bin/") == "dechaff":
            assert {word for word in command[1:] if re.match(r"--?[a-z]", word)} <= known, command


def test_commands_of_the_readme_work(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Those that clean a fixture."""
    monkeypatch.chdir(ROOT)
    tried = 0
    for command in commands(README):
        if command[0].endswith("dechaff") and ">" not in command and any("fixtures/" in word for word in command):
            assert cli.main(command[1:]) == 0, command
            assert capfd.readouterr().out
            tried += 1
    assert tried >= 3


def test_the_readme_sets_up_in_one_command_and_tests_in_another() -> None:
    """Both from a bare machine: each makes its own environment."""
    from_nothing = [fence.code for fence in fences(README) if "-m venv" in fence.code]
    assert len(from_nothing) == 2
    assert all(code.count("\n") == 1 and code.startswith("python3 -m venv .venv && ") for code in from_nothing)
    assert "dechaff fixtures/" in from_nothing[0]
    assert "pytest" in from_nothing[1]


def test_the_example_of_the_readme_is_real() -> None:
    """What the README shows of `dechaff explain` is the beginning of lines that it prints."""
    page = ROOT / "fixtures" / "pages" / "residue--en-spam-link-blocks" / "source.txt"
    printed = dechaff.clean_text(page.read_text(encoding="utf-8")).explain().splitlines()
    shown = [line for fence in fences(README) for line in fence.code.splitlines() if re.match(r"[x=] +\d+  ", line)]
    assert len(shown) >= 4
    assert [line for line in shown if not any(whole.startswith(line) for whole in printed)] == []


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 200


def test_every_option_is_documented() -> None:
    """Each option of `dechaff --help`, each command and each exit code has its place in docs/cli.md."""
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for action in cli.parser_for()._actions:
        for option in action.option_strings:
            assert f"`{option}" in text, option
        for choice in action.choices or ():
            assert f"`{choice}`" in text, choice
    for command in cli.COMMANDS:
        assert f"`dechaff {command}" in text, command
    for code in (cli.OK, cli.FAILED, cli.USAGE, cli.NOTHING_USABLE, cli.INTERRUPTED):
        assert f"| {code} |" in text, code


def test_every_public_name_is_documented() -> None:
    """What `dechaff` offers is named somewhere in the documentation."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCS)
    names = set(dechaff.__all__) - {"__version__"}
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", text)] == []


def described(cleaner: Cleaner) -> str:
    """A section on a cleaner: its docstring, which says what goes and what stays, and its rules."""
    path = ROOT / "src" / "dechaff" / "cleaners" / f"{cleaner.name}.py"
    about = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    setting = next(setting for setting in list_settings() if setting.name == cleaner.name)
    rows = [
        f"| `{rule.name}` | {rule.claim} | {measured(rule, 'text')} | {measured(rule, 'html')} |\n"
        for rule in setting.rules
    ]
    table = "| rule | marks | right on text | right on HTML |\n|---|---|---|---|\n" + "".join(rows)
    return f"### {cleaner.name}\n\n{about}\n\n{table}"


def measured(rule: RuleSetting, data: str) -> str:
    hits, precision = rule.measured.get(data, (0, None))
    return "-" if precision is None else f"{precision:.3f} of {hits}"


def chain() -> str:
    """What docs/cleaners.md says of the built-in cleaners."""
    rows = [f"| {c.stage} | [{c.name}](#{c.name}) | {c.claim} |\n" for c in builtin_cleaners()]
    table = "| stage | cleaner | claim |\n|---|---|---|\n" + "".join(rows)
    return f"{BEGIN}\n{table}\n" + "\n".join(map(described, builtin_cleaners())) + f"\n{END}"


def test_every_cleaner_is_documented(update_goldens: bool) -> None:
    """The list in docs/cleaners.md is written by `--update-goldens` from the cleaners themselves."""
    path = ROOT / "docs" / "cleaners.md"
    head, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, tail = rest.partition(END)
    assert begin
    assert end
    want = head + chain() + tail
    if update_goldens:
        path.write_text(want, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == want, "run pytest --update-goldens and read the diff"
    for rule in SCORER_RULES:
        assert f"`scorer.{rule}`" in head + tail


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#{1,6} (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    """Relative links name a file of the project, and a heading in it where they name one."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file), target


@pytest.mark.parametrize("path", [*DOCS, ROOT / "CHANGELOG.md"], ids=name_of)
def test_no_path_of_a_machine_is_written_down(path: Path) -> None:
    """A reader has other folders."""
    assert not re.search(r"(?<![\w.])/(?:work|tmp|home|root|Users)/", path.read_text(encoding="utf-8"))


def test_the_version_is_in_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    assert f"## [{dechaff.__version__}]" in text
