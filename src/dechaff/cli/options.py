"""The options of the command line, and which of them go together."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from dechaff.cli.codes import OK, USAGE
from dechaff.cli.endings import refusal
from dechaff.cli.terminal import harmless, shown

__all__ = ["COMMANDS", "FAIL_ON", "check", "parser_for"]

COMMANDS: Final = ("explain", "cleaners")
PROFILES: Final = ("precision", "balanced", "recall")
FORMATS: Final = ("text", "markdown", "html", "json", "jsonl", "parquet")
INPUTS: Final = ("auto", "text", "html", "jsonl", "parquet", "warc", "wet")
FAIL_ON: Final = ("never", "failure", "empty", "low-confidence")
ENGINES: Final = ("local", "ray")
SHELLS: Final = ("bash", "zsh", "tcsh")

_USAGE = """\
%(prog)s [OPTION ...] [INPUT ...]
       %(prog)s explain [OPTION ...] [FILE ...]
       %(prog)s cleaners"""

_DESCRIPTION = """\
Take web pages, or the text that a scraper made of them, and write their articles:
navigation, share bars, related links and other boilerplate removed. An input is a
file, a folder, a pattern, or a collection in JSON lines, Parquet, WARC or WET, each
also compressed (.gz, .zst). Without INPUT, or where it is -, read standard input.

commands:
  explain     show every block with its fate: = kept, x removed and why
  cleaners    list the cleaners and rules, what they claim and how often they are right
A file named like a command is reached as ./explain or ./cleaners."""

_EPILOG = """\
examples:
  %(prog)s page.html                       the article of a page
  curl -s URL | %(prog)s --url URL         the article of a page on the web
  %(prog)s page.txt                        the article in what a scraper made of one
  %(prog)s explain page.html | less -R     why is this line gone?
  %(prog)s --without comments page.html    keep what that cleaner would remove
  %(prog)s pages -o articles               a folder, file by file, names kept
  %(prog)s pages -o articles.jsonl         the same into one file, metadata included
  %(prog)s crawl.jsonl.gz --html-field body -o articles.parquet
  %(prog)s crawl.warc.gz -o articles.jsonl -j 8 --resume
                                          go on where a run was broken off
  zcat crawl.jsonl.gz | %(prog)s --input jsonl --fields title,text | head

exit codes:
  0    everything was read, and at least one document has an article
  1    a document could not be read or cleaned, or the output could not be written
  2    the command line was not understood
  3    everything was read, but no document has an article
  130  interrupted"""


class _Parser(argparse.ArgumentParser):
    """A parser whose messages look like all others of the program."""

    def error(self, message: str) -> NoReturn:
        given = message.removeprefix("unrecognized arguments: ")
        if given != message and os.path.lexists(given):
            message += f"; the file is reached as ./{given}"
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"dechaff: {harmless(message)}; see {self.prog} --help\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from dechaff import __version__

        print(f"dechaff {__version__}")
        parser.exit(OK)


class _Completion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, _: object, shell: object, *__: object) -> NoReturn:
        try:
            import shtab
        except ImportError:
            parser.exit(USAGE, "dechaff: completion needs shtab: pip install 'dechaff[completion]'\n")
        print(shtab.complete(parser_for(), shell=str(shell)))
        parser.exit(OK)


def parser_for() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = _Parser(
        prog=_program(),
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="*", metavar="INPUT", help="files, folders, patterns; - is standard input")
    _what_is_written(parser)
    _how_it_is_cleaned(parser)
    _what_is_read(parser)
    _how_a_collection_is_done(parser)
    _what_is_said(parser)
    return parser


def _what_is_written(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    form = group.add_mutually_exclusive_group()
    form.add_argument(
        "--format",
        choices=FORMATS,
        help="what to write (default: what the ending of the output says; else text, and jsonl for collections)",
    )
    form.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    group.add_argument(
        "-o", "--output", metavar="PATH", help="write to a file, or to a folder with an output for each input"
    )
    group.add_argument("--fields", metavar="NAMES", help="fields of an article for JSON and Parquet: title,text,...")
    group.add_argument("--overwrite", action="store_true", help="let outputs replace what is there")
    group.add_argument("--resume", action="store_true", help="go on with a run that was broken off")


def _how_it_is_cleaned(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("cleaning")
    group.add_argument("--config", metavar="FILE", help="settings, phrases and rules of your own, in TOML")
    group.add_argument(
        "--profile",
        choices=PROFILES,
        help="lean towards surer lines, the best balance, or all of the article (default: balanced)",
    )
    group.add_argument(
        "--without", metavar="NAME", action="append", default=[], help="leave a cleaner or rule out; may be repeated"
    )
    group.add_argument("--language", metavar="CODE", help="language of the text, such as en or pt-BR")
    group.add_argument("--url", help="where the page came from; completes its links, helps to find its metadata")
    group.add_argument(
        "--extractor",
        choices=("dechaff", "trafilatura"),
        help="what finds the article of a page: dechaff (the default), or trafilatura, whose text is then cleaned",
    )


def _what_is_read(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("input")
    group.add_argument(
        "--input",
        choices=INPUTS,
        default="auto",
        help="what the files are: by their names, else by what they look like (auto, the default), or one of these",
    )
    group.add_argument("--encoding", metavar="NAME", help="encoding of the files; found out where it is not given")
    group.add_argument("--text-field", metavar="NAME", help="column of texts in JSON lines and Parquet")
    group.add_argument("--html-field", metavar="NAME", help="column of pages in JSON lines and Parquet")
    group.add_argument("--url-field", metavar="NAME", help="column of addresses in JSON lines and Parquet")


def _how_a_collection_is_done(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("collections")
    group.add_argument(
        "-j", "--workers", metavar="N", type=int, help="worker processes (default: one for each processor)"
    )
    group.add_argument("--timeout", metavar="SECONDS", type=float, help="for one document (default: 10; 0 for none)")
    group.add_argument(
        "--memory", metavar="MB", type=int, help="address space of a worker, on Linux (default: 2048; 0 for no limit)"
    )
    group.add_argument(
        "--engine", choices=ENGINES, default="local", help="who runs the workers: this program (the default), or Ray"
    )
    group.add_argument("--address", metavar="ADDRESS", help="of a Ray cluster, such as auto or ray://head:10001")
    group.add_argument("--unordered", action="store_true", help="write documents as they are done")
    group.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="failure",
        help="what makes exit code 1: nothing, a document that failed (the default), is empty, is of low confidence",
    )


def _what_is_said(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("messages")
    group.add_argument("--progress", action=argparse.BooleanOptionalAction, help="show how far it is (on a terminal)")
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours in explanations (default: auto)"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="no notes, only errors")
    group.add_argument("-v", "--verbose", action="store_true", help="a line for each document without a good article")
    group.add_argument("--completion", choices=SHELLS, action=_Completion, help="print a completion script and stop")
    group.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")


def _program() -> str:
    name = os.path.basename(sys.argv[0] or "").removesuffix(".exe")
    return "dechaff" if not name or name.startswith("-") or name.endswith(".py") else name


def check(parser: argparse.ArgumentParser, options: argparse.Namespace, files: Sequence[str] = ()) -> None:
    """Tell the command from the files, add more files, and refuse options that contradict each other."""
    options.command = "clean"
    if options.files and options.files[0] in COMMANDS:
        options.command = options.files.pop(0)
    options.files += files
    if options.output == "/dev/stdout":  # a symbolic link, which is not written through
        options.output = "-"
    if options.command == "cleaners" and options.files:
        parser.error("cleaners takes no files")
    if options.command != "clean" and options.format not in (None, "json"):
        parser.error(f"{options.command} has no {options.format} form: leave --format out, or use --json")
    if options.url and len(options.files) > 1:
        parser.error("--url belongs to one page: give one file with it")
    if options.extractor not in (None, "dechaff") and options.input == "text":
        parser.error(f"--extractor {options.extractor} is for pages: leave it out, or leave out --input text")
    if options.language and not _is_language(options.language):
        parser.error(f"--language wants a code such as en or pt-BR, not {shown(options.language)}")
    if options.encoding:
        try:
            "".encode(options.encoding)
        except (LookupError, ValueError):
            parser.error(f"--encoding: Python knows no text encoding {shown(options.encoding)}")
    _check_collection(parser, options)


def _check_collection(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse options for collections that contradict each other."""
    output = options.output
    if output and not (os.path.isdir(output) or output.endswith(("/", os.sep))):
        why = refusal(output, options.format)
        if why:
            parser.error(f"-o {shown(output)}: {why}")
    if options.fields is not None and not options.fields.strip(" ,"):
        parser.error("--fields wants names, as in --fields title,text")
    if options.resume and options.overwrite:
        parser.error("--resume goes on with what is there, --overwrite begins anew: choose one")
    if options.engine == "ray" and options.output in (None, "-"):
        parser.error("--engine ray writes a folder of files: name one with -o")
    if options.engine == "ray" and (options.resume or options.unordered or options.memory):
        parser.error("--resume, --unordered and --memory are not for --engine ray")
    if options.address and options.engine != "ray":
        parser.error("--address is for --engine ray")
    if options.resume and options.output in (None, "-"):
        parser.error("--resume needs the output of the run that was broken off: name it with -o")


def _is_language(code: str) -> bool:
    first, *others = code.replace("_", "-").split("-")
    return first.isascii() and first.isalpha() and 2 <= len(first) <= 3 and all(x.isalnum() for x in others)
