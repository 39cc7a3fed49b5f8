"""One file, one kind of boilerplate. The folder is the list: every module here offers a `CLEANER`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from dechaff.types import Cleaner

__all__ = ["builtin_cleaners"]


@cache
def builtin_cleaners() -> tuple[Cleaner, ...]:
    """The cleaners of this folder in the order in which they run: by stage, then by name."""
    names = (module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    cleaners = [import_module(f"{__name__}.{name}").CLEANER for name in names]
    return tuple(sorted(cleaners, key=lambda cleaner: (cleaner.stage, cleaner.name)))
