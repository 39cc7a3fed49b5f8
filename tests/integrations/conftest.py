"""One mark for the tests of each engine: `pytest -m ray`, `pytest -m "not spark"`."""

from __future__ import annotations

import pytest

ENGINES = (
    "arrow", "datasets", "duckdb", "polars", "ray", "spark",
    "datatrove", "scrapy", "langchain", "llamaindex", "haystack",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    for name in ENGINES:
        config.addinivalue_line("markers", f"{name}: needs {name}")
