"""Which files a collection is made of: files, folders and patterns as they were named, and what each file is."""

from __future__ import annotations

import glob
import os
import stat
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, NoReturn

from dechaff.types import DechaffError

__all__ = ["FORMATS", "Input", "find_inputs", "printable", "root_of"]

FORMATS: Final = ("html", "text", "jsonl", "parquet", "warc", "wet")
_ENDINGS: Final = {
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl", ".json": "jsonl",
    ".parquet": "parquet", ".warc": "warc", ".wet": "wet",
}  # fmt: skip
_PACKED: Final = {".gz": "gz", ".zst": "zst"}
_OURS: Final = (".partial", ".journal")  # what an unfinished run leaves
_LOOKED_AT: Final = 8192  # bytes


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a collection.

    Attributes:
        path: as it can be opened; `-` is standard input.
        name: of the file inside the folder that was given, else its base name; no two of a collection are the same.
        format: one of `FORMATS`.
        compression: "", "gz" or "zst".
    """

    path: str
    name: str
    format: str
    compression: str = ""


def find_inputs(
    arguments: Sequence[str], *, format: str | None = None, passed_over: list[str] | None = None
) -> list[Input]:
    """The files that some arguments name: files, folders, patterns such as `crawl/**/*.html`, and `-`.

    Folders are searched through, in the order of names. Passed over in them are hidden files, symbolic links (name a
    link, and it is followed), pipes and devices, and files that hold no documents: pictures, archives, programs. What a
    file is, its name says, else its first bytes.

    Args:
        arguments: paths, patterns, or `-`.
        format: what all the files are, one of `FORMATS`, where their names do not tell or are wrong.
        passed_over: a list that is given the paths of files in folders that hold no documents.

    Raises:
        DechaffError: something named is not there or cannot be read as a file.
    """
    if format is not None and format not in FORMATS:
        raise DechaffError(f"no input format {format!r}; there are: {', '.join(FORMATS)}")
    skipped: list[str] = []
    found: dict[str, Input] = {}
    for argument in arguments:
        for path, name, is_named in _files(argument, skipped):
            one = _standard_input(format) if path == "-" else _sniffed(path, name, format, is_named)
            if one is None:
                skipped.append(path)
            else:
                found.setdefault(os.path.abspath(path) if path != "-" else "-", one)
    if passed_over is not None:
        passed_over.extend(skipped)
    return _told_apart(list(found.values()))


def printable(name: str) -> str:
    """A name of a file as text that can be printed and written down: bytes that are no characters are escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def root_of(argument: str) -> str:
    """The file or folder that is named, or that in which a pattern begins to look: "" for the present one."""
    if os.path.lexists(argument) or not glob.has_magic(argument):
        return argument
    parts = argument.split(os.sep)
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return os.sep.join(parts[:fixed]) + (os.sep if fixed else "")


def _files(argument: str, skipped: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Path, name and whether it was named itself, of each file that an argument stands for."""
    if argument == "-":
        yield "-", "-", True
    elif os.path.lexists(argument):
        yield from _named(argument, "", skipped)
    elif glob.has_magic(argument):
        matches = sorted(_matches(argument, skipped))
        if not matches:
            raise DechaffError(f"{printable(argument)}: no file matches this pattern")
        for path, name in matches:
            yield from _named(path, name, skipped)
    else:
        raise DechaffError(f"{printable(argument)}: no such file or folder; check the name")


def _matches(pattern: str, skipped: list[str]) -> Iterator[tuple[str, str]]:
    """Path and name of what matches; nothing behind links to folders, which may lead round in circles."""
    root = root_of(pattern)
    for path in glob.iglob(pattern, recursive=True):
        name = os.path.relpath(path, root or ".")
        ways = [os.path.join(root, *name.split(os.sep)[: n + 1]) for n in range(name.count(os.sep) + 1)]
        links = [way for way in ways if os.path.islink(way) and os.path.isdir(way)]
        if not links:
            yield path, name
        elif links[0] not in skipped:
            skipped.append(links[0])


def _named(path: str, name: str, skipped: list[str]) -> Iterator[tuple[str, str, bool]]:
    """A file, or the files of a folder, by the name that it has inside of another folder, if it has one."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise DechaffError(f"{printable(path)}: cannot be read: {error.strerror}") from error
    if stat.S_ISDIR(mode):
        for inner, inner_name, is_named in _in_folder(path, skipped):
            yield inner, os.path.join(name, inner_name), is_named
    elif stat.S_ISREG(mode):
        yield path, name or os.path.basename(path), True
    else:
        raise DechaffError(f"{printable(path)}: this is a pipe or a device; read it as standard input: dechaff - < ...")


def _in_folder(folder: str, skipped: list[str]) -> Iterator[tuple[str, str, bool]]:
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for link in [name for name in folders if os.path.islink(os.path.join(parent, name))]:
            skipped.append(os.path.join(parent, link))  # os.walk does not follow it either
        for name in sorted(files):
            path = os.path.join(parent, name)
            if name.startswith(".") or name.endswith(_OURS):
                continue
            try:
                is_file = stat.S_ISREG(os.lstat(path).st_mode)
            except FileNotFoundError:  # since the folder was read
                continue
            except OSError as error:
                _refuse(error)
            if is_file:
                yield path, os.path.relpath(path, folder), False
            else:
                skipped.append(path)


def _refuse(error: OSError) -> NoReturn:
    what = (
        f"this folder cannot be read: {error.strerror}; ask its owner for the right to, or name the others one by one"
    )
    raise DechaffError(f"{printable(str(error.filename))}: {what}") from error


def _sniffed(path: str, name: str, format: str | None, is_named: bool) -> Input | None:
    """What a file is; None for one in a folder that holds no documents."""
    base, ending = os.path.splitext(name.lower())
    compression = _PACKED.get(ending, "")
    if compression:
        ending = os.path.splitext(base)[1]
    head = _head(path)
    if head is not None and head != b"":
        compression = _compression(head)
    told = _ENDINGS.get(ending)
    if format is None and told:
        return Input(path, name, told, compression)
    head = _unpacked(head or b"", compression)
    if format and (is_named or not _is_foreign(head)):
        return Input(path, name, format, compression)
    seen = None if format else _seen(head, is_plain=is_named or not ending)
    if seen is None and is_named:
        seen = "html"  # whose reader says of a picture or an archive what it is
    return Input(path, name, seen, compression) if seen else None


def _standard_input(format: str | None) -> Input:
    head = b""
    with suppress(AttributeError, OSError, ValueError):  # closed, or something that cannot be looked into
        head = getattr(sys.stdin.buffer, "peek")(_LOOKED_AT)[:_LOOKED_AT]  # noqa: B009
    compression = _compression(head)
    return Input("-", "-", format or _seen(_unpacked(head, compression), is_plain=True) or "text", compression)


def _head(path: str) -> bytes | None:
    """The first bytes of a file; None where they cannot be read, which is for the reader to tell."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read(_LOOKED_AT)
    except OSError:
        return None


def _compression(head: bytes) -> str:
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    return "zst" if head.startswith(b"\x28\xb5\x2f\xfd") or (head[1:4] == b"*M\x18" and head[0] >> 4 == 5) else ""


def _unpacked(head: bytes, compression: str) -> bytes:
    """The beginning of what a file holds, as far as the standard library can tell."""
    if compression == "gz":
        with suppress(zlib.error):
            return zlib.decompressobj(31).decompress(head, _LOOKED_AT)
    if compression == "zst":
        from dechaff.records.extras import need

        zstd = need("zstd")
        with suppress(zstd.ZstdError):
            return bytes(zstd.ZstdDecompressor().decompress(head, _LOOKED_AT))
    return b"" if compression else head


def _is_foreign(head: bytes) -> bool:
    """Whether a file begins like none that holds documents."""
    from dechaff.sources.guessing import is_binary

    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return is_binary(head) and not is_wide and not head.startswith(b"PAR1")


def _seen(head: bytes, *, is_plain: bool) -> str | None:
    """What a file looks like; texts look like many things and are only taken for such where `is_plain`."""
    from dechaff.sources.html import looks_like_html

    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "wet" if b"\nWARC-Type: conversion" in head else "warc"
    if looks_like_html(head):
        return "html"
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begins.startswith(b"{") and begins[1:].lstrip().startswith((b'"', b"}")):
        return "jsonl"
    return "text" if is_plain and not _is_foreign(head) else None


def _told_apart(inputs: list[Input]) -> list[Input]:
    """Where two have the same name, all are named by their places below the folder that they have in common."""
    if len({one.name for one in inputs}) == len(inputs):
        return inputs
    paths = [os.path.abspath(one.path) for one in inputs if one.path != "-"]
    try:
        common = os.path.commonpath([os.path.dirname(path) for path in paths])
    except ValueError as error:  # on different drives
        raise DechaffError("two inputs have the same name and no folder in common; give them one by one") from error
    return [
        one if one.path == "-" else replace(one, name=os.path.relpath(os.path.abspath(one.path), common))
        for one in inputs
    ]
