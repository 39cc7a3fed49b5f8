"""Exit codes."""

from typing import Final

__all__ = ["FAILED", "INTERRUPTED", "NOTHING_USABLE", "OK", "USAGE"]

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
NOTHING_USABLE: Final = 3
INTERRUPTED: Final = 130
