"""Files that appear when they are complete: written beside their final name, and named at the end."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from contextlib import suppress
from typing import BinaryIO

from dechaff.records.inputs import printable
from dechaff.types import DechaffError

__all__ = ["Partial", "Stream", "beside", "inside"]

_NAME_LIMIT = 255  # bytes that most file systems allow


def inside(folder: str, name: str) -> str:
    """The path of a file below a folder, whose own folders are made.

    Raises:
        DechaffError: the name leads out of the folder: it is absolute, has `..` in it, or goes through a symbolic link.
    """
    parts = name.replace("\\", "/").split("/") if os.sep == "\\" else name.split("/")
    if os.path.isabs(name) or os.path.splitdrive(name)[0] or "\0" in name or any(x in ("", ".", "..") for x in parts):
        raise DechaffError(f"{printable(name)}: this name leads out of the output folder")
    path = folder
    os.makedirs(folder, exist_ok=True)
    for part in parts[:-1]:
        path = os.path.join(path, part)
        with suppress(FileExistsError):
            os.mkdir(path)
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise DechaffError(f"{printable(path)}: this is no folder, or a link to one; nothing is written through it")
    return os.path.join(path, parts[-1])


class Partial:
    """A file that is being written under another name, `.NAME.partial`, beside its own.

    Args:
        path: its final name. A symbolic link, a folder or a device of that name is refused.
        offset: where to go on in what an earlier run left; None to begin anew.
        overwrite: whether a file of that name, or what an earlier run left, may be replaced.
        durable: whether it is put on the disk before it gets its name, or the system does that in its own time.

    Raises:
        DechaffError: the name is taken, or there is nothing to go on with; the message says what to do.
        OSError: the file cannot be written.
    """

    def __init__(self, path: str, *, offset: int | None = None, overwrite: bool = False, durable: bool = True) -> None:
        self.path = path
        self._durable = durable
        self._mode = 0o666
        self._check(overwrite)
        self.partial = beside(path, "partial")
        self._converted = beside(path, "finishing")
        flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        if offset is None:
            if overwrite:
                with suppress(FileNotFoundError):
                    os.unlink(self.partial)
            try:
                descriptor = os.open(self.partial, flags | os.O_CREAT | os.O_EXCL, self._mode)
            except FileExistsError as error:
                raise DechaffError(
                    f"{printable(path)}: an earlier run was not finished; go on with --resume, or begin anew with "
                    f"--overwrite, which deletes {printable(self.partial)}"
                ) from error
        else:
            descriptor = self._left_at(offset, flags)
        self._raw = os.fdopen(descriptor, "r+b", buffering=0)
        self.file = io.BufferedRandom(self._raw, 1 << 18)
        self.file.seek(offset or 0)

    def _check(self, overwrite: bool) -> None:
        shown = printable(self.path)
        try:
            mode = os.lstat(self.path).st_mode
        except FileNotFoundError:
            return
        if stat.S_ISLNK(mode):
            raise DechaffError(f"{shown}: this is a symbolic link; nothing is written through it: name the file itself")
        if not stat.S_ISREG(mode):
            raise DechaffError(f"{shown}: this is no file; choose another name for the output")
        if not overwrite:
            raise DechaffError(f"{shown}: this file exists; choose another name, or replace it with --overwrite")
        self._mode = stat.S_IMODE(mode)

    def _left_at(self, offset: int, flags: int) -> int:
        shown = printable(self.path)
        try:
            descriptor = os.open(self.partial, flags)
        except FileNotFoundError as error:
            raise DechaffError(f"{shown}: nothing is left to go on with; begin anew, without --resume") from error
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size < offset:
            os.close(descriptor)
            raise DechaffError(f"{shown}: less is left of it than was written; begin anew with --overwrite")
        os.ftruncate(descriptor, offset)
        return descriptor

    def sync(self) -> int:
        """Make sure that all that was written is on the disk; how many bytes that is."""
        self.file.flush()
        os.fsync(self.file.fileno())
        return self.file.tell()

    def converted(self) -> str:
        """The path of another file beside it, not there yet, that is to become the final one."""
        with suppress(FileNotFoundError):
            os.unlink(self._converted)
        return self._converted

    def finish(self, converted: str | None = None) -> None:
        """Give the file its final name, or give it to what was made of it, once that is on the disk."""
        if self._durable and not converted:
            self.sync()
        self.file.close()
        if self._durable and converted:
            _sync(converted, os.O_RDWR | getattr(os, "O_BINARY", 0))
        if self._mode != 0o666:  # an older file had rights of its own
            os.chmod(converted or self.partial, self._mode)
        os.replace(converted or self.partial, self.path)
        if converted:
            os.unlink(self.partial)
        if self._durable:
            with suppress(OSError):  # not every system synchronises folders
                _sync(os.path.dirname(self.path) or ".", os.O_RDONLY)

    def abandon(self) -> None:
        """Close the file and leave it for a later run."""
        with suppress(OSError, ValueError):  # a full disk, which was told already; or it is closed
            self.file.close()
        self._raw.close()


def beside(path: str, what: str) -> str:
    """The path of a hidden file that belongs to another one, whose name fits where that one fits."""
    folder, name = os.path.split(path)
    encoded = os.fsencode(name)
    if len(encoded) + len(what) + 2 > _NAME_LIMIT:
        name = os.fsdecode(encoded[:150]).encode("ascii", "replace").decode() + hashlib.sha256(encoded).hexdigest()[:16]
    return os.path.join(folder, f".{name}.{what}")


def _sync(path: str, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Stream:
    """A file that somebody else has opened, in the place of a `Partial`: nothing can be taken back or resumed."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def sync(self) -> int:
        self.file.flush()
        return 0

    def finish(self) -> None:
        self.file.flush()

    def abandon(self) -> None:
        """It is not ours to close."""
