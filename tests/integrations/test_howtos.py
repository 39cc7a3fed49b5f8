"""The how-tos for engines are tested: their code runs, one page after the other, each in a folder of its own."""

from __future__ import annotations

import doctest
import re
import sys
from pathlib import Path

import pytest
from corpus import SEARCH_PATH, engine

from pages import ROOT
from test_docs import FLAGS, anchors, commands, fences

HOWTOS = sorted((ROOT / "docs" / "integrations").glob("*.md"))
NEEDS = {
    "arrow": engine("arrow", "pyarrow", "datasets", "duckdb", "polars"),
    "ray": engine("ray", "ray", "pyarrow", "pandas"),
    "spark": engine("spark", "pyspark", "pyarrow"),
    "datatrove": engine("datatrove"),
    "scrapy": engine("scrapy", "scrapy", "web_poet"),
    "langchain": engine("langchain", "langchain_core"),
    "llamaindex": engine("llamaindex", "llama_index"),
    "haystack": engine("haystack"),
}


def each() -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "path", [pytest.param(path, marks=NEEDS.get(path.stem, ()), id=path.stem) for path in HOWTOS]
    )


@each()
def test_the_code_of_a_howto_runs(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, java: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder in which only `fixtures` is there; prompts are held to what they print."""
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("PYTHONPATH", SEARCH_PATH)
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    names: dict[str, object] = {"__name__": "__main__"}
    ran = 0
    for fence in fences(path):
        if fence.language != "python":
            continue
        ran += 1
        if ">>> " in fence.code:
            test = doctest.DocTestParser().get_doctest(fence.code, names, path.name, str(path), fence.line - 1)
            result = doctest.DocTestRunner(optionflags=FLAGS).run(test, clear_globs=False)
            assert result.failed == 0, f"line {fence.line}: {capsys.readouterr().out}"
        else:
            exec(compile("\n" * (fence.line - 1) + fence.code, path, "exec"), names)
    assert ran or path.stem == "README"


@pytest.mark.parametrize("path", HOWTOS, ids=lambda path: path.stem)
def test_the_links_and_commands_of_a_howto(path: Path) -> None:
    """Links lead somewhere, commands are known, every page is on the first one, and no reader's folder is assumed."""
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)):
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target
    assert {command[0] for command in commands(path)} <= {"pip", "dechaff"}
    assert not re.search(r"(?<![\w./])/(?:work|tmp|home|root|Users)/", text)
    first = (ROOT / "docs" / "integrations" / "README.md").read_text(encoding="utf-8")
    assert path.name == "README.md" or f"({path.name})" in first
