"""A few files, or standard input: cleaned one after the other in this process, or explained."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from dechaff.cli.codes import FAILED, NOTHING_USABLE, OK
from dechaff.cli.endings import is_container
from dechaff.cli.terminal import say, shown, wants_color
from dechaff.output import Output

if TYPE_CHECKING:
    from dechaff.config import Config
    from dechaff.types import Article, Document

__all__ = ["FileJob"]

PAGES = (".html", ".htm", ".xhtml")  # names that tell what a file is, whatever it looks like
TEXTS = (".txt", ".text", ".md", ".markdown")


class FileJob:
    """Cleans one file after the other; what fails is told and counted, and the others go on."""

    def __init__(self, options: argparse.Namespace, output: Output, config: Config) -> None:
        self.options = options
        self.output = output
        self.config = config
        self.pipeline = config.pipeline()
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
                self._note(f"{shown(name)}: no article was found: {shown('; '.join(article.reasons))}{more}")
            self._write(name, article)
        if self.failed:
            return FAILED
        return OK if self.usable else NOTHING_USABLE

    def _article(self, name: str) -> Article | None:
        from dechaff.types import DechaffError

        try:
            data = self._read(name)
        except OSError as error:
            say(f"{shown(name)}: {_advice(error)}")
            return None
        try:
            return self._cleaned(name, data)
        except DechaffError as error:
            say(f"{shown(name)}: {error}")
        except Exception as error:  # one document must not cost the others
            say(f"{shown(name)}: internal error, please report it with the file: {type(error).__name__}: {error}")
        return None

    def _cleaned(self, name: str, data: bytes) -> Article:
        from dechaff import clean_html
        from dechaff.types import DechaffError

        if self.options.command == "explain" and self.options.input == "auto" and is_container(name):
            raise DechaffError("this is a collection; explain takes one document of it: jq -r .text | dechaff explain")
        config = self.config
        url, language = self.options.url, config.language
        is_page = self._is_page(name, data)
        if is_page:
            page = self._decoded(name, data) if self.options.encoding else data
            return clean_html(
                page,
                url=url,
                language=language,
                profile=config.profile,
                pipeline=self.pipeline,
                extractor=config.extractor,
            )
        document = self._document(name, data)
        if config.extractor != "dechaff":
            self._note(f"{shown(name)}: read as text, so --extractor does nothing; try --input html")
        return self.pipeline.clean(document, config.profile)

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
            self._note(f"{shown(name)}: read as text, as its name says, though it looks like a page; try --input html")
            return False
        return is_page

    def _decoded(self, name: str, data: bytes) -> str:
        """A page in the encoding that the user says it is in."""
        from dechaff.sources.decoding import decode
        from dechaff.sources.encoded import refuse_what_is_no_text

        refuse_what_is_no_text(data)
        text, note = decode(data, self.options.encoding)
        if note:
            self._note(f"{shown(name)}: {note}")
        return text

    def _document(self, name: str, data: bytes) -> Document:
        from dechaff.sources.encoded import read_encoded

        options = self.options
        document = read_encoded(data, encoding=options.encoding, url=options.url, language=self.config.language)
        for note in document.notes:
            self._note(f"{shown(name)}: {note}")
        return document

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
            body = article.explain(color=wants_color(self.options))
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
        name = shown(name)
        if self.options.format in ("markdown", "html"):
            name = name.replace("--", "- -")
            return f"<!-- {name} -->\n"
        return f"==> {name} <=="

    def _note(self, message: str) -> None:
        if not self.options.quiet:
            say(message)


def _advice(error: OSError) -> str:
    """What went wrong with a file, and what to do about it."""
    if isinstance(error, FileNotFoundError):
        return "no such file; check the name and the folder"
    if isinstance(error, IsADirectoryError):
        return "this is a directory; name the files in it, as in DIRECTORY/*.html"
    if isinstance(error, PermissionError):
        return "permission denied; ask its owner for the right to read it"
    return f"cannot be read: {error.strerror or error}"
