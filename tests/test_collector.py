"""Cleaning leaves the collector of garbage as it found it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest

import dechaff
from dechaff import Mark, Pipeline, Stage
from dechaff.types import Cleaner


def seen_by(states: list[bool]) -> Pipeline:
    """A pipeline with a cleaner that notes whether the collector is at work."""

    def find(_: object) -> Iterator[Mark]:
        states.append(gc.isenabled())
        yield from ()

    return Pipeline().plus(Cleaner("witness", Stage.BLOCKS, "looks on", find))


CALLS: dict[str, Callable[[Pipeline], object]] = {
    "clean": lambda pipeline: dechaff.clean("<p>The ferry left.</p>", pipeline=pipeline),
    "clean_html": lambda pipeline: dechaff.clean_html("<p>The ferry left.</p>", pipeline=pipeline),
    "clean_text": lambda pipeline: dechaff.clean_text("The ferry left.", pipeline=pipeline),
}


@pytest.mark.parametrize("name", CALLS)
def test_it_waits_while_a_document_is_cleaned(name: str) -> None:
    """And is at work again behind it."""
    states: list[bool] = []
    CALLS[name](seen_by(states))
    assert states
    assert not any(states)
    assert gc.isenabled()


@pytest.mark.parametrize("name", CALLS)
def test_it_stays_off_where_it_was(name: str) -> None:
    """Some programs never have it on."""
    gc.disable()
    try:
        CALLS[name](Pipeline())
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_it_works_again_after_an_error() -> None:
    """Of a cleaner, say."""

    def fail(_: object) -> Iterator[Mark]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        dechaff.clean_text("The ferry left.", pipeline=Pipeline().plus(Cleaner("broken", Stage.BLOCKS, "fails", fail)))
    assert gc.isenabled()
