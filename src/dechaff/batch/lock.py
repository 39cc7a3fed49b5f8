"""One run at a time for one output: a lock that the system takes back when its holder is gone, however it went."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from dechaff.types import DechaffError

__all__ = ["Lock"]


class Lock:
    """A context in which no other process, nor another run of this one, has the lock of the same path.

    Where locks cannot be had, as on some network file systems, there is none.

    Raises:
        DechaffError: somebody else has it.
    """

    def __init__(self, path: str, output: str) -> None:
        self.path = path
        self.output = output
        self.descriptor: int | None = None

    def __enter__(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        while self.descriptor is None:
            try:
                descriptor = os.open(self.path, flags, 0o666)
            except OSError:
                return  # whoever writes next to it will say why
            if not _is_free(descriptor):
                os.close(descriptor)
                raise DechaffError(f"another run is writing {self.output}: wait for its end, or choose another output")
            if _is_at(descriptor, self.path):
                self.descriptor = descriptor
            else:  # its last holder took it away in between
                os.close(descriptor)

    def __exit__(self, *_: object) -> None:
        if self.descriptor is None:
            return
        with suppress(OSError):  # Windows removes no open file
            os.unlink(self.path)
        os.close(self.descriptor)
        if sys.platform == "win32":
            with suppress(OSError):
                os.unlink(self.path)


def _is_at(descriptor: int, path: str) -> bool:
    with suppress(OSError):
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    return False


def _is_free(descriptor: int) -> bool:
    """Take the lock of an open file, unless somebody has it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # this file system has no locks
    return True
