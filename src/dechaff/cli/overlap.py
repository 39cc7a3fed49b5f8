"""Outputs among inputs: those that are passed over, and those that a later run would take for documents."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from dechaff.batch.names import output_names
from dechaff.batch.outputs import errors_path
from dechaff.cli.terminal import shown
from dechaff.records.inputs import Input, root_of
from dechaff.types import DechaffError

__all__ = ["refuse_read_outputs", "without_outputs"]


class _Named(NamedTuple):
    """A file, a folder or a pattern that was named: where it begins, and what has to match below, if anything."""

    root: str
    pattern: tuple[str, ...]
    is_file: bool

    def finds(self, path: str) -> bool:
        """Whether it stands for a file."""
        if path == self.root or self.is_file:
            return path == self.root
        return _is_inside(path, self.root) and _reaches(self.pattern, _parts(os.path.relpath(path, self.root)))


def without_outputs(found: list[Input], arguments: Sequence[str], output: str) -> list[Input]:
    """What an earlier run wrote into a folder that is read is no input of the next, unless it is named.

    So all that lies in the folder of outputs is passed over, but for what is named by what lies there itself.

    Raises:
        DechaffError: the output is the very folder that is read, where the two could not be told apart.
    """
    where = os.path.realpath(output)
    named = _named(arguments)
    if any(one.root == where and not one.pattern and not one.is_file for one in named):
        raise _read_again(output)
    written = {where, os.path.realpath(errors_path(output, tree=False))}
    inside = [one for one in named if not _is_inside(where, one.root)]
    kept = []
    for one in found:
        path = os.path.realpath(one.path)
        if one.path == "-" or not (path in written or _is_inside(path, where)):
            kept.append(one)
            continue
        link = os.path.join(os.path.realpath(os.path.dirname(one.path)), os.path.basename(one.path))
        if any(
            this.root == path or (path not in written and (this.finds(path) or this.finds(link))) for this in inside
        ):
            kept.append(one)
    return kept


def refuse_read_outputs(inputs: Sequence[Input], arguments: Sequence[str], output: str, format: str | None) -> None:
    """Raise if the same command would find its own outputs the next time, in the folder that they are written to.

    Raises:
        DechaffError: it would.
    """
    where = os.path.realpath(output)
    named = [one for one in _named(arguments) if not one.is_file and (one.root == where or _is_inside(one.root, where))]
    if not named:
        return
    for name in output_names(inputs, format):
        path = os.path.join(where, *name.split("/"))
        if any(one.finds(path) for one in named):
            raise _read_again(output)


def _read_again(output: str) -> DechaffError:
    return DechaffError(
        f"{shown(output)}: this folder is read, and what is written there would be read the next time; "
        "name another one with -o, or one inside it, which is passed over"
    )


def _named(arguments: Sequence[str]) -> list[_Named]:
    found = []
    for argument in arguments:
        if argument != "-":
            root = root_of(argument)
            is_pattern = not os.path.lexists(argument) and glob.has_magic(argument)
            pattern = _parts(argument[len(root) :]) if is_pattern else ()
            found.append(
                _Named(os.path.realpath(root), pattern, is_file=not is_pattern and not os.path.isdir(argument))
            )
    return found


def _is_inside(path: str, folder: str) -> bool:
    return path != folder and path.startswith(os.path.join(folder, ""))


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split(os.sep) if part not in ("", os.curdir))


def _reaches(pattern: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether a pattern matches a path, or a folder on the way, which is read with all that is in it."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return _reaches(pattern[1:], parts) or (bool(parts) and _reaches(pattern, parts[1:]))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _reaches(pattern[1:], parts[1:])
