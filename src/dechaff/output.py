"""Where the command line writes: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import BinaryIO, Final

__all__ = ["Output", "OutputError", "silence_standard_output"]

_LINK: Final = (
    "this is a symbolic link; nothing is written through it: name the file itself, or leave -o out for standard output"
)


class OutputError(Exception):
    """The output could not be written: where to, and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


class Output:
    """UTF-8 output to a path, or to standard output if the path is None or `-`.

    A regular file is written beside its final name and renamed at the end; if nothing was written, or something broke
    off, an older file of that name stays as it was. Without `overwrite` there must be none. Devices and pipes are
    written directly; symbolic links are refused, as in collections.
    """

    def __init__(self, path: str | None, *, overwrite: bool = False) -> None:
        self._path = None if path in (None, "-") else path
        self._overwrite = overwrite
        self._final = self._partial = ""
        self._wrote = False

    def __enter__(self) -> Output:
        with self._named():
            self._file = self._open()
        return self

    def write(self, text: str) -> None:
        """Write text; a `BrokenPipeError` goes through, any other failure is an `OutputError`."""
        with self._named():
            self._file.write(text.encode("utf-8", "replace"))
        self._wrote = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._named():
                if self._path is None:
                    if kind is None:
                        self._file.flush()
                    return
                self._file.close()
                if self._partial and kind is None and self._wrote:
                    os.replace(self._partial, self._final)
        finally:
            if self._partial:
                with suppress(OSError):
                    os.unlink(self._partial)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            if self._path is None:
                silence_standard_output()
            raise OutputError(self._path or "standard output", error.strerror or str(error)) from error

    def _open(self) -> BinaryIO:
        if self._path is None:
            if sys.stdout is None:
                raise OSError(None, "standard output is closed")
            return sys.stdout.buffer
        final = self._path
        mode = 0o666
        if os.path.lexists(final):
            found = os.lstat(final).st_mode
            if stat.S_ISLNK(found):
                raise OSError(None, _LINK)
            if not stat.S_ISREG(found):
                return open(self._path, "wb")
            if not self._overwrite:
                raise OSError(None, "it is there already; --overwrite replaces it")
            mode = stat.S_IMODE(found)
        folder, name = os.path.split(final)
        short = os.fsencode(name)[:200].decode("utf-8", "ignore")  # a system counts bytes, not characters
        partial = os.path.join(folder, f".{short}.{os.getpid()}.partial")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        self._final, self._partial = final, partial
        return os.fdopen(descriptor, "wb")


def silence_standard_output() -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not stumble over it when it exits."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
