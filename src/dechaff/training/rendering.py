"""Flatten a page the ways scrapers in the wild do, so that the scorer meets all of their habits in training.

Every renderer takes decoded HTML and gives plain text or Markdown. Their libraries are imported where they
are used: they belong to the training extra, some under licences the core must avoid (html2text is GPL-3).
"""

from __future__ import annotations

import codecs
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

__all__ = ["RENDERERS", "decode"]

_DECLARED = re.compile(rb"""charset\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s{0,20}<\?xml[^>]{0,200}\?>")
_CHARSET_TEXT = re.compile(r"""(<meta[^>]{0,400}charset\s{0,5}=\s{0,5}["']?)[A-Za-z0-9_:.\-]{2,40}""", re.IGNORECASE)
_HEAD_BYTES = 4096
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "cp1252"}  # as browsers do
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BROWSER_SECONDS = 20
_LYNX = ["-force_html", "-assume_charset=utf-8", "-display_charset=utf-8", "-localhost"]

Renderer = Callable[[str], str]


def decode(page: bytes) -> str:
    """Decode by byte order mark, then by what the page declares; a guess comes last, it errs often."""
    for mark, encoding in _BOMS:
        if page.startswith(mark):
            return page[len(mark) :].decode(encoding, "replace")
    declared = _DECLARED.search(page[:_HEAD_BYTES])
    names = [declared[1].decode("ascii").lower()] if declared else []
    for name in [*(_WIDER.get(name, name) for name in names), "utf-8"]:
        try:
            text = page.decode(name, "replace")
        except LookupError:
            continue
        if text.count("\ufffd") <= len(text) // 2000:
            return text
    from trafilatura.utils import decode_file

    return str(decode_file(page))


def bs4_text(html: str) -> str:
    """One line per text node: the commonest scraper, inline markup tears its sentences apart.

    `noscript` stays: lxml, not knowing it, lets an unclosed one swallow the page.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for tag in soup(["script", "style", "template"]):
        tag.decompose()
    return str(soup.get_text("\n", strip=True))


def inscriptis_text(html: str) -> str:
    """Laid out with indents, as a browser would."""
    from inscriptis import get_text

    return str(get_text(_without_declaration(html)))


def html2text_links(html: str) -> str:
    """Markdown with link targets, unwrapped."""
    return _html2text(html, links=True)


def html2text_plain(html: str) -> str:
    """Markdown without links and images, wrapped at html2text's own width, its default."""
    return _html2text(html, links=False)


def _html2text(html: str, *, links: bool) -> str:
    import html2text

    converter = html2text.HTML2Text()
    converter.ignore_links = converter.ignore_images = not links
    if links:
        converter.body_width = 0
    return str(converter.handle(html))


def markdownify_text(html: str) -> str:
    """Markdown as markdownify writes it; scripts go first, as its users do it."""
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    soup = BeautifulSoup(html, "lxml")
    for tag in soup(["script", "style", "template", "head", "svg"]):
        tag.decompose()
    return str(MarkdownConverter().convert_soup(soup))


def html_text_text(html: str) -> str:
    """html-text's guess of the line breaks a reader sees."""
    import html_text

    return str(html_text.extract_text(_without_declaration(html)))


def trafilatura_recall(html: str) -> str:
    """Text that an extractor has been over already: what it left is the residue that is hardest to see."""
    import trafilatura

    return trafilatura.extract(html, favor_recall=True, include_comments=True) or ""


def lynx_text(html: str) -> str:
    """What `lynx -dump` gives, with its link numbers and the list of references."""
    return _browser(["lynx", "-dump", *_LYNX], html)


def lynx_nolist(html: str) -> str:
    """What `lynx -dump -nolist` gives, without numbers and references."""
    return _browser(["lynx", "-dump", "-nolist", *_LYNX], html)


def w3m_text(html: str) -> str:
    """What `w3m -dump` gives at 80 columns."""
    return _browser(["w3m", "-dump", "-cols", "80", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8"], html)


def _browser(command: list[str], html: str) -> str:
    """Run a text browser over a file; it reads UTF-8, so the page must not say anything else of itself."""
    with tempfile.TemporaryDirectory(prefix="dechaff-") as folder:
        path = Path(folder) / "page.html"
        html = _CHARSET_TEXT.sub(r"\1utf-8", _without_declaration(html))
        head = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n'
        path.write_text(head + html, encoding="utf-8", errors="replace")
        done = subprocess.run(
            [*command, str(path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_BROWSER_SECONDS,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace").replace(str(path), "page.html").replace(folder, "")


def _without_declaration(html: str) -> str:
    """Take off the XML declaration: lxml refuses a str that carries one."""
    return _XML_DECLARATION.sub("", html, count=1)


RENDERERS: dict[str, Renderer] = {
    "bs4": bs4_text,
    "inscriptis": inscriptis_text,
    "html2text": html2text_links,
    "html2text_plain": html2text_plain,
    "markdownify": markdownify_text,
    "html_text": html_text_text,
    "lynx": lynx_text,
    "lynx_nolist": lynx_nolist,
    "w3m": w3m_text,
    "traf_recall": trafilatura_recall,
}
