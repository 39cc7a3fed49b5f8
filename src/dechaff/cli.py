"""The command line: clean files, explain what was removed and why, list the cleaners.

Everything heavy is imported when it is needed, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from dechaff.output import Output, OutputError, silence_standard_output

if TYPE_CHECKING:
    from dechaff.pipeline import Pipeline
    from dechaff.types import Article

__all__ = ["main"]

OK, FAILED, USAGE, NOTHING_USABLE, INTERRUPTED = 0, 1, 2, 3, 130
COMMANDS = ("explain", "cleaners")
PROFILES = ("precision", "balanced", "recall")
FORMATS = ("text", "markdown", "json", "html")
PAGES = (".html", ".htm", ".xhtml")  # names that tell what a file is, whatever it looks like
TEXTS = (".txt", ".text", ".md", ".markdown")

_NO_TEXT = (
    (b"\x1f\x8b", "this is compressed; unpack it first, with gunzip for example"),
    (b"PK\x03\x04", "this is an archive; unpack it, and name the files in it"),
    (b"%PDF-", "this is a PDF; take the text out of it first, with pdftotext for example"),
)

_USAGE = """\
%(prog)s [OPTION ...] [FILE ...]
       %(prog)s explain [OPTION ...] [FILE ...]
       %(prog)s cleaners"""

_DESCRIPTION = """\
Take a web page, or the text that a scraper made of one, and print the article:
navigation, share bars, related links and other boilerplate removed. Without FILE,
or where FILE is -, read standard input.

commands:
  explain     show every block with its fate: = kept, x removed and why
  cleaners    list the cleaners and what each one claims to remove
A file named like a command is reached as ./explain or ./cleaners."""

_EPILOG = """\
examples:
  %(prog)s page.html                       the article of a page
  curl -s URL | %(prog)s --url URL         the article of a page on the web
  %(prog)s page.txt                        the article in what a scraper made of one
  %(prog)s --json *.html > articles.jsonl  one JSON object a line, metadata included
  %(prog)s --format markdown -o article.md page.html
  %(prog)s explain page.html | less -R     why is this line gone?
  %(prog)s --without comments page.html    keep what that cleaner would remove
  %(prog)s --extractor trafilatura page.html
                                          clean what trafilatura extracts

exit codes:
  0    every file was read, and at least one has an article
  1    a file could not be read or cleaned, or the output could not be written
  2    the command line was not understood
  3    every file was read, but none has an article
  130  interrupted"""


class _Parser(argparse.ArgumentParser):
    """A parser whose messages look like all others of the program."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"dechaff: {message}; see {self.prog} --help\n")


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
        _say(f"cannot write {_shown(error.where)}: {error.why}")
        return FAILED


def _run(argv: Sequence[str]) -> int:
    parser = _parser()
    try:
        options = parser.parse_intermixed_args(argv)
    except SystemExit:
        sys.stdout.flush()  # a closed pipe is noticed here, not when the interpreter exits
        raise
    _check(parser, options)
    with Output(options.output) as output:
        if options.command == "cleaners":
            return _list_cleaners(options, output)
        return _Job(options, output, _pipeline(parser, options)).run()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=_program(),
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="pages or texts; - is standard input")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--format", choices=FORMATS, help="what to write (default: text)")
    form.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    parser.add_argument(
        "--input",
        choices=("auto", "text", "html"),
        default="auto",
        help="what the files are: by their names, else by what they look like (auto, the default), texts, or pages",
    )
    parser.add_argument(
        "--extractor",
        choices=("dechaff", "trafilatura"),
        default="dechaff",
        help="what finds the article of a page: dechaff (the default), or trafilatura, whose text is then cleaned",
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default="balanced",
        help="lean towards surer lines, the best balance, or all of the article (default: balanced)",
    )
    parser.add_argument("--language", metavar="CODE", help="language of the text, such as en or pt-BR")
    parser.add_argument("--url", help="where the page came from; completes its links, helps to find its metadata")
    parser.add_argument(
        "--without", metavar="CLEANER", action="append", default=[], help="leave a cleaner out; may be repeated"
    )
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the files; found out where it is not given")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours in explanations (default: auto)"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="no notes, only errors")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from dechaff import __version__

        print(f"dechaff {__version__}")
        parser.exit(OK)


def _program() -> str:
    name = os.path.basename(sys.argv[0] or "").removesuffix(".exe")
    return "dechaff" if not name or name.startswith("-") or name.endswith(".py") else name


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Tell the command from the files, and refuse options that contradict each other."""
    options.command = "clean"
    if options.files and options.files[0] in COMMANDS:
        options.command = options.files.pop(0)
    if options.command == "cleaners" and options.files:
        parser.error("cleaners takes no files")
    if options.command != "clean" and options.format not in (None, "json"):
        parser.error(f"{options.command} has no {options.format} form: leave --format out, or use --json")
    if options.url and len(options.files) > 1:
        parser.error("--url belongs to one page: give one file with it")
    if options.extractor != "dechaff" and options.input == "text":
        parser.error(f"--extractor {options.extractor} is for pages: leave it out, or leave out --input text")
    if options.language and not _is_language(options.language):
        parser.error(f"--language wants a code such as en or pt-BR, not {_shown(options.language)}")
    if options.encoding:
        try:
            "".encode(options.encoding)
        except (LookupError, ValueError):
            parser.error(f"--encoding: Python knows no text encoding {_shown(options.encoding)}")


def _is_language(code: str) -> bool:
    first, *others = code.replace("_", "-").split("-")
    return first.isascii() and first.isalpha() and 2 <= len(first) <= 3 and all(x.isalnum() for x in others)


def _pipeline(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Pipeline | None:
    """The chain of cleaners that is wanted; None for the whole of it."""
    if not options.without:
        return None
    from dechaff.pipeline import Pipeline

    pipeline = Pipeline()
    known = pipeline.names
    for name in dict.fromkeys(options.without):
        if name not in known:
            parser.error(f"--without: no cleaner is called {_shown(name)}; there are {', '.join(sorted(known))}")
        pipeline = pipeline.without(name)
    return pipeline


def _list_cleaners(options: argparse.Namespace, output: Output) -> int:
    from dechaff.cleaners import builtin_cleaners

    cleaners = builtin_cleaners()
    if options.format == "json":
        import json

        for cleaner in cleaners:
            record = {"name": cleaner.name, "stage": str(cleaner.stage), "claim": cleaner.claim}
            output.write(json.dumps(record, ensure_ascii=False) + "\n")
        return OK
    width = max((len(cleaner.name) for cleaner in cleaners), default=0)
    for cleaner in cleaners:
        output.write(f"{cleaner.name:<{width}}  {cleaner.claim}\n")
    return OK


class _Job:
    """Cleans one file after the other; what fails is told and counted, and the others go on."""

    def __init__(self, options: argparse.Namespace, output: Output, pipeline: Pipeline | None) -> None:
        self.options = options
        self.output = output
        self.pipeline = pipeline
        self.files: list[str] = options.files or ["-"]
        self.written = self.failed = self.usable = 0

    def run(self) -> int:
        for name in self.files:
            article = self._article(name)
            if article is None:
                self.failed += 1
                continue
            if article.text:
                self.usable += 1
            else:
                more = "; dechaff explain shows its lines" if article.removed else ""
                self._note(f"{_shown(name)}: no article was found: {_shown('; '.join(article.reasons))}{more}")
            self._write(name, article)
        if self.failed:
            return FAILED
        return OK if self.usable else NOTHING_USABLE

    def _article(self, name: str) -> Article | None:
        from dechaff.types import DechaffError

        try:
            data = self._read(name)
        except OSError as error:
            _say(f"{_shown(name)}: {_advice(error)}")
            return None
        try:
            return self._cleaned(name, data)
        except DechaffError as error:
            _say(f"{_shown(name)}: {error}")
        except Exception as error:  # one document must not cost the others
            _say(f"{_shown(name)}: internal error, please report it with the file: {type(error).__name__}: {error}")
        return None

    def _cleaned(self, name: str, data: bytes) -> Article:
        from dechaff import clean_html, clean_text

        options = self.options
        wanted = {
            "url": options.url, "language": options.language, "profile": options.profile, "pipeline": self.pipeline,
        }  # fmt: skip
        is_page = self._is_page(name, data)
        if is_page and not options.encoding:
            return clean_html(data, extractor=options.extractor, **wanted)
        text = self._decoded(name, data)
        if is_page:
            return clean_html(text, extractor=options.extractor, **wanted)
        if options.extractor != "dechaff":
            self._note(f"{_shown(name)}: read as text, so --extractor does nothing; try --input html")
        return clean_text(text, **wanted)

    def _is_page(self, name: str, data: bytes) -> bool:
        """What the option says, else what the name says, else what it looks like."""
        if self.options.input != "auto":
            return bool(self.options.input == "html")
        extension = os.path.splitext(name)[1].lower()
        if extension in PAGES:
            return True
        from dechaff.sources.html import looks_like_html

        is_page = looks_like_html(data)
        if is_page and extension in TEXTS:
            self._note(f"{_shown(name)}: read as text, as its name says, though it looks like a page; try --input html")
            return False
        return is_page

    def _decoded(self, name: str, data: bytes) -> str:
        from dechaff.sources.decoding import decode
        from dechaff.types import DechaffError

        for mark, advice in _NO_TEXT:
            if data.startswith(mark):
                raise DechaffError(advice)
        decoded = decode(data, self.options.encoding)
        if decoded.note:
            self._note(f"{_shown(name)}: {decoded.note}")
        return decoded.text

    def _read(self, name: str) -> bytes:
        if name != "-":
            with open(name, "rb") as file:
                return file.read()
        if sys.stdin is None:
            raise OSError(None, "standard input is closed")
        if sys.stdin.isatty():
            self._note("reading the terminal: paste a page or a text and end it with Ctrl-D (Windows: Ctrl-Z, Enter)")
        return sys.stdin.buffer.read()

    def _write(self, name: str, article: Article) -> None:
        if self.options.format == "json":
            import json

            file = os.fsencode(name).decode("utf-8", "backslashreplace")
            self.output.write(json.dumps({"file": file, **article.to_dict()}, ensure_ascii=False) + "\n")
            return
        if self.options.command == "explain":
            body = article.explain(color=_wants_color(self.options))
        elif self.options.format == "markdown":
            body = article.to_markdown()
        elif self.options.format == "html":
            body = article.to_html()
        else:
            body = article.text
        if len(self.files) > 1:
            body = f"{self._header(name)}\n{body}"
        if body:
            self.output.write(("\n" if self.written else "") + body + "\n")
            self.written += 1

    def _header(self, name: str) -> str:
        name = _shown(name)
        if self.options.format in ("markdown", "html"):
            name = name.replace("--", "- -")
            return f"<!-- {name} -->\n"
        return f"==> {name} <=="

    def _note(self, message: str) -> None:
        if not self.options.quiet:
            _say(message)


def _advice(error: OSError) -> str:
    """What went wrong with a file, and what to do about it."""
    if isinstance(error, FileNotFoundError):
        return "no such file; check the name and the folder"
    if isinstance(error, IsADirectoryError):
        return "this is a directory; name the files in it, as in DIRECTORY/*.html"
    if isinstance(error, PermissionError):
        return "permission denied; ask its owner for the right to read it"
    return f"cannot be read: {error.strerror or error}"


def _wants_color(options: argparse.Namespace) -> bool:
    """The option first, then NO_COLOR, FORCE_COLOR and the terminal's own word."""
    if options.color != "auto":
        return bool(options.color == "always")
    if os.environ.get("NO_COLOR") or options.output not in (None, "-"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def _shown(name: str) -> str:
    """A name from outside, so that it can do nothing to a terminal."""
    if name == "-":
        return "standard input"
    return name if name.isprintable() else repr(name)[1:-1]


def _say(message: str) -> None:
    with suppress(OSError, AttributeError):  # standard error may be closed
        sys.stderr.write(f"dechaff: {message}\n".encode("utf-8", "backslashreplace").decode())
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
