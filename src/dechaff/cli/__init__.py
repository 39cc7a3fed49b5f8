"""The command line: clean files and collections, explain what was removed and why, list the cleaners.

Everything heavy is imported when it is needed, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dechaff.cli.codes import FAILED, INTERRUPTED, NOTHING_USABLE, OK, USAGE
from dechaff.cli.options import COMMANDS, check, parser_for
from dechaff.cli.terminal import say, shown
from dechaff.output import Output, OutputError, silence_standard_output

if TYPE_CHECKING:
    from dechaff.config import Config

__all__ = ["COMMANDS", "FAILED", "INTERRUPTED", "NOTHING_USABLE", "OK", "USAGE", "main", "parser_for"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        silence_standard_output()
        return OK
    except OutputError as error:
        say(f"cannot write {shown(error.where)}: {error.why}")
        return FAILED


def _run(argv: Sequence[str]) -> int:
    from dechaff.types import DechaffError

    parser = parser_for()
    argv = list(argv)
    end = argv.index("--") if "--" in argv else len(argv)  # argparse does not know it among mixed arguments
    try:
        options = parser.parse_intermixed_args(argv[:end])
    except SystemExit:
        sys.stdout.flush()  # a closed pipe is noticed here, not when the interpreter exits
        raise
    check(parser, options, argv[end + 1 :])
    try:
        config = _config(parser, options)
        return _carry_out(options, config)
    except DechaffError as error:
        say(str(error))
        return FAILED


def _carry_out(options: argparse.Namespace, config: Config) -> int:
    from dechaff.cli.collection import clean_collection, is_collection
    from dechaff.cli.endings import format_of
    from dechaff.cli.files import FileJob

    if options.command == "cleaners":
        with Output(options.output, overwrite=options.overwrite) as output:
            return _list_cleaners(options, config, output)
    if options.command == "clean" and is_collection(options):
        return clean_collection(options, config)
    if options.command == "clean" and options.output and not options.format:
        options.format = format_of(options.output)
    with Output(options.output, overwrite=options.overwrite) as output:
        return FileJob(options, output, config).run()


def _config(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Config:
    """The settings of the file that is named, and over them those of the command line."""
    from dechaff.config import Config, load_config
    from dechaff.types import DechaffError, Profile

    config = load_config(options.config) if options.config else Config()
    given = {name: getattr(options, name) for name in ("language", "extractor", "workers", "timeout")}
    if options.profile:
        given["profile"] = Profile(options.profile)
    if options.memory is not None:
        given["memory"] = options.memory << 20
    if options.fields:
        given["fields"] = tuple(options.fields.replace(",", " ").split())
    config = replace(config, **{name: value for name, value in given.items() if value is not None})
    config = replace(config, without=tuple(dict.fromkeys((*config.without, *options.without))))
    try:
        config.pipeline()
    except DechaffError as error:
        parser.error(f"--without: {error}")
    return config


def _list_cleaners(options: argparse.Namespace, config: Config, output: Output) -> int:
    from dechaff.config import list_settings, render_settings

    settings = list_settings(config.pipeline())
    if options.format == "json":
        import json

        for setting in settings:
            output.write(json.dumps(setting.to_dict(), ensure_ascii=False) + "\n")
    else:
        output.write(render_settings(settings))
    return OK


if __name__ == "__main__":
    sys.exit(main())
