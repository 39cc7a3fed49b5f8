"""What is said on the terminal, so that nothing from outside can do anything to it."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress

__all__ = ["harmless", "say", "shown", "wants_color"]


def wants_color(options: argparse.Namespace) -> bool:
    """The option first, then NO_COLOR, FORCE_COLOR and the terminal's own word."""
    if options.color != "auto":
        return bool(options.color == "always")
    if os.environ.get("NO_COLOR") or options.output not in (None, "-"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def shown(name: str) -> str:
    """A name from outside, so that it can do nothing to a terminal."""
    if name == "-":
        return "standard input"
    return name if name.isprintable() else repr(name)[1:-1]


def harmless(message: str) -> str:
    """A message whose parts may come from outside, so that they can do nothing to a terminal."""
    if message.isprintable():
        return message
    return "".join(x if x.isprintable() or x == "\n" else repr(x)[1:-1] for x in message)


def say(message: str) -> None:
    """A line on standard error."""
    with suppress(OSError, AttributeError):  # standard error may be closed
        sys.stderr.write(f"dechaff: {harmless(message)}\n")
        sys.stderr.flush()
