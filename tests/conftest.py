"""Options and settings that all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, database=None, max_examples=5000)
settings.load_profile("steady")  # the same examples in every run; look for new ones with --hypothesis-profile explore


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write what the code says now into the fixtures; read the diff before you keep it",
    )
    parser.addoption(
        "--update-floors",
        action="store_true",
        help="raise the floors of fixtures/gate/floors.json to what is reached now; nothing is ever lowered",
    )


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture
def update_floors(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-floors"))
