"""What training says of how far it is."""

from __future__ import annotations

import io
import sys

import pytest

from dechaff.training.progress import progress


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "want"), [(Screen, "\r10 pages, 1 left\r11 pages        \n"), (io.StringIO, "11 pages\n")]
)
def test_a_terminal_sees_every_step_and_a_file_the_last(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], want: str
) -> None:
    """No carriage returns where nobody looks on; what is shorter than before covers it."""
    file = stream()
    monkeypatch.setattr(sys, "stderr", file)
    with progress() as say:
        say("10 pages, 1 left")
        say("11 pages")
    assert file.getvalue() == want


def test_nothing_is_said_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress():
        pass
    assert capsys.readouterr() == ("", "")
