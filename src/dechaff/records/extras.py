"""Libraries that only some formats need: imported when they are, and what to install where they are missing."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from dechaff.types import DechaffError

if TYPE_CHECKING:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

__all__ = ["need_fastwarc", "need_pyarrow", "need_zstd", "zstd"]


def need_pyarrow() -> None:
    """Make sure that pyarrow can be imported.

    Raises:
        DechaffError: it is not there; the message says how to install it.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise _missing("Parquet needs pyarrow", "parquet") from error


def need_fastwarc() -> None:
    """Make sure that fastwarc can be imported.

    Raises:
        DechaffError: it is not there; the message says how to install it.
    """
    try:
        import fastwarc  # noqa: F401
    except ImportError as error:
        raise _missing("reading WARC and WET files needs fastwarc", "warc") from error


def need_zstd() -> ModuleType:
    """The module of Python 3.14 for zstd, or its backport.

    Raises:
        DechaffError: it is not there; the message says how to install it.
    """
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError as error:
        raise _missing("files that end in .zst need backports.zstd", "zstd") from error
    return zstd


def _missing(what: str, extra: str) -> DechaffError:
    return DechaffError(f"{what}: pip install 'dechaff[{extra}]'")
