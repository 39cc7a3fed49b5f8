"""Libraries that only some formats need: imported when they are, and what to install where they are missing."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Final

from dechaff.types import DechaffError

__all__ = ["need"]

# What is needed: the module, what it is needed for, and the extra that installs it.
_LIBRARIES: Final = {
    "pyarrow": ("pyarrow", "Parquet needs pyarrow", "parquet"),
    "fastwarc": ("fastwarc", "reading WARC and WET files needs fastwarc", "warc"),
    "zstd": (
        "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd",
        "files that end in .zst need backports.zstd",
        "zstd",
    ),
}


def need(library: str) -> ModuleType:
    """A library, one of `pyarrow`, `fastwarc` and `zstd`.

    Raises:
        DechaffError: it is not there; the message says how to install it.
    """
    module, what, extra = _LIBRARIES[library]
    try:
        return import_module(module)
    except ImportError as error:
        raise DechaffError(f"{what}: pip install 'dechaff[{extra}]'") from error
