"""The laws of dechaff for pages: over every test page in HTML, over made-up tag soup, over what is no page at all."""

from __future__ import annotations

import gzip
import hashlib
import html
import os
import random
import re
import subprocess
import sys
import time
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import dechaff
from dechaff import Article, Block, DechaffError, Kind, Pipeline, Profile, Status, clean, clean_html, clean_text
from dechaff.sources.html import looks_like_html, read_html
from pages import HTML_PAGES, PAGES, HtmlPage, Page, cleaned_html, documents, each_html_page
from test_invariants import (
    BLANK,
    FORBIDDEN,
    WORD,
    a_record_survives_json,
    an_article_survives_pickling,
    every_removal_has_a_reason,
    facts_agree,
    is_subsequence,
    output_is_harmless,
    visible,
)

Law = Callable[[bytes | str, Article], None]


def blocks_of(article: Article) -> list[Block]:
    """All blocks, kept and removed, in reading order."""
    return sorted([*article.kept, *(removed.block for removed in article.removed)], key=lambda block: block.index)


# --- the laws: each takes a page and its article -----------------------------------------------------------------


def every_block_is_kept_or_removed_once(page: bytes | str, article: Article) -> None:
    """Both lists together are the blocks of the page, unchanged, each in reading order."""
    kept, removed = [block.index for block in article.kept], [removed.index for removed in article.removed]
    assert kept == sorted(kept)
    assert removed == sorted(removed)
    assert sorted(kept + removed) == list(range(len(kept) + len(removed)))
    assert blocks_of(article) == list(read_html(page).blocks)


def a_block_is_what_stands_at_its_offsets(_: bytes | str, article: Article) -> None:
    """The source is the text of the page, one block below the other; links lie inside their block."""
    end = 0
    for block in blocks_of(article):
        assert article.source[block.start : block.end] == block.text
        assert {unicodedata.category(c) for c in article.source[end : block.start]} <= BLANK
        assert visible(block.text)
        assert all(0 <= link.start <= link.end <= len(block.text) for link in block.links)
        end = block.end
    assert not article.source[end:].strip()


def the_text_is_what_was_kept(_: bytes | str, article: Article) -> None:
    """Every word of the article is of a block that was kept, in order, and no word of those is left out."""
    assert WORD.findall(article.text) == WORD.findall("\n".join(block.text for block in article.kept))


def no_control_character_is_read(_: bytes | str, article: Article) -> None:
    """Nor a bidi override or half a surrogate: what a page hides between its letters does not even reach the source."""
    assert not FORBIDDEN.search(article.source)


def of_source(law: Callable[[str, Article], None]) -> Law:
    """A law of texts, for the text of a page."""
    return lambda _, article: law(article.source, article)


LAWS: dict[str, Law] = {
    law.__name__: law
    for law in (
        every_block_is_kept_or_removed_once,
        a_block_is_what_stands_at_its_offsets,
        the_text_is_what_was_kept,
        no_control_character_is_read,
    )
} | {
    law.__name__: of_source(law)
    for law in (
        every_removal_has_a_reason,
        output_is_harmless,
        facts_agree,
        an_article_survives_pickling,
        a_record_survives_json,
    )
}


def doctored(article: Article, law: str) -> Article:
    """The article with a fault that a law must not let pass."""
    block, removed = article.kept[0], article.removed[0]
    faults: dict[str, dict[str, object]] = {
        "every_block_is_kept_or_removed_once": {"kept": (*article.kept, removed.block)},
        "a_block_is_what_stands_at_its_offsets": {"kept": (block._replace(start=block.start + 1), *article.kept[1:])},
        "the_text_is_what_was_kept": {"text": article.text + "\n\nAnd so on"},
        "no_control_character_is_read": {"source": article.source + "\x9b"},
        "every_removal_has_a_reason": {"removed": (removed._replace(evidence=" "), *article.removed[1:])},
        "output_is_harmless": {"text": article.text + "\u202e"},
        "facts_agree": {"status": Status.EMPTY},
        "an_article_survives_pickling": {"reasons": (Secret(),)},
        "a_record_survives_json": {"score": float("nan")},
    }
    return replace(article, **faults[law])  # type: ignore[arg-type]


class Secret:
    """What is not itself any more once it was pickled."""


@pytest.mark.parametrize("law", LAWS)
def test_the_laws_notice(law: str) -> None:
    """Each law fails for an article that breaks it."""
    page = HTML_PAGES[0].data
    with pytest.raises((AssertionError, ValueError)):
        LAWS[law](page, doctored(cleaned_html(page), law))


# --- the test pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS)
@each_html_page()
def test_law(page: HtmlPage, law: str) -> None:
    """Every law holds for every page."""
    LAWS[law](page.data, cleaned_html(page.data))


class Characters(HTMLParser):
    """All text of a page, scripts included, as the standard library reads it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_data(self, data: str) -> None:
        self.found.append(data)


@each_html_page()
def test_nothing_is_invented(page: HtmlPage) -> None:
    """Each block stands in the page, letter by letter, and they follow each other as they do there.

    Another parser is the judge. The order starts again where the text was found elsewhere than in what the page shows.
    """
    article = cleaned_html(page.data)
    everything = visible("".join(Characters(page.text).found))
    position, restarts = 0, sum("found in" in reason for reason in article.reasons)
    for block in blocks_of(article):
        if block.kind is Kind.SEPARATOR:
            continue
        for cell in block.text.split(" | "):
            found = everything.find(visible(cell), position)
            if found < 0 and restarts:
                restarts -= 1
                found = everything.find(visible(cell))
            assert found >= 0, block.text
            position = found + len(visible(cell))


@each_html_page()
def test_bytes_and_characters_say_the_same(page: HtmlPage) -> None:
    """The article is that of the decoded page, and that of the page in UTF-8, whatever it declares to be."""
    article = cleaned_html(page.data)
    assert clean_html(page.text) == article
    assert clean_html(page.text.encode()) == article


@each_html_page()
def test_line_ends_do_not_matter(page: HtmlPage) -> None:
    """A page from Windows has the same article."""
    assert clean_html(page.text.replace("\n", "\r\n")) == cleaned_html(page.data)


@each_html_page()
def test_cleaning_the_text_of_an_article_changes_nothing(page: HtmlPage) -> None:
    """What is clean is left as it is, though the markup that told it from the rest is gone."""
    text = cleaned_html(page.data).text
    assert clean_text(text).text == text


@each_html_page()
def test_cleaning_the_html_of_an_article_keeps_it(page: HtmlPage) -> None:
    """Each block that the article has, the cleaned article has too, and from then on nothing changes."""
    article = cleaned_html(page.data)
    again = clean_html(article.to_html())
    assert is_subsequence([block.text for block in article.kept], [block.text for block in again.kept])
    assert clean_html(again.to_html()).text == again.text


def test_pages_come_out_the_same_after_other_documents() -> None:
    """Nothing is remembered from one document to the next, in whatever order they come."""
    want = {page.name: cleaned_html(page.data) for page in HTML_PAGES}
    chance = random.Random(2)
    order = [*HTML_PAGES, *HTML_PAGES]
    chance.shuffle(order)
    for page in order:
        clean_text(chance.choice(PAGES).source[:2000])
        clean_html("\n".join(chance.choices(LINES, k=20)))
        assert clean_html(page.data) == want[page.name]


def test_pages_come_out_the_same_in_another_process() -> None:
    """The seed of hashing changes the order of sets, and no output."""
    code = (
        "import hashlib, pages\n"
        "records = [repr(pages.cleaned_html(page.data)) for page in pages.HTML_PAGES]\n"
        "print(hashlib.sha256('\\n'.join(records).encode()).hexdigest())\n"
    )
    records = [repr(cleaned_html(page.data)) for page in HTML_PAGES]
    want = hashlib.sha256("\n".join(records).encode()).hexdigest()
    folders = os.pathsep.join([str(Path(__file__).parent), str(Path(dechaff.__file__).parents[1])])
    for seed in ("0", "12345"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": folders}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True, timeout=60
        )
        assert done.stdout.decode().strip() == want


# --- tag soup ----------------------------------------------------------------------------------------------------

LINES = [line for page in HTML_PAGES for line in page.text.split("\n")]
SENTENCE = "The ferry left the harbour at nine, and nobody on the crowded quay minded the rain. "
TAGS = (
    "p", "div", "span", "a", "b", "i", "em", "li", "ul", "ol", "h1", "h2", "h6", "table", "tr", "td", "th",
    "caption", "article", "section", "main", "nav", "aside", "footer", "header", "figure", "figcaption",
    "blockquote", "pre", "code", "form", "button", "select", "option", "label", "textarea", "script", "style",
    "noscript", "template", "iframe", "svg", "math", "title", "head", "body", "html", "dl", "dt", "dd", "details",
    "summary", "time", "center", "font", "x-card",
)  # fmt: skip
VOID = (
    "<br>", "<br/>", "<hr>", "<img src=x alt='not text'>", "<input value='not text'>", "<wbr>", "<meta charset=x>",
    "</br>",
)  # fmt: skip
ATTRIBUTES = (
    "", ' class="entry-content"', " class=share-buttons", " id='comments'", ' role="navigation"', " hidden",
    ' aria-hidden="true"', ' style="display:none"', ' href="/a?b=c&amp;d"', ' href="javascript:x()"',
    " class=\"a'b>c\"", ' itemprop="author"', ' datetime="2024-05-04"', " =", ' "', " class='unclosed",
    ' href="http://[::1"', " \x00=\x01",
)  # fmt: skip
BROKEN = (
    "<", ">", "</", "<!", "<!--", "-->", "<!-->", "<![CDATA[", "]]>", "<?php echo 1 ?>", "<!DOCTYPE html>", "&",
    "&#", "&#x", "&amp;", "&lt;b&gt;", "&nbsp;", "&#0;", "&#xD800;", "&#1114112;", "&#128;", "&notit;", "&copy",
    "<p", "<p x=", "</p >", "</ p>", "<p/>", "<//>", "</script>", "</noscript>", "<\x00p>", "\x00", "\x1b[31m",
    "\x7f", "\x9b", "\u202e", "\u2028", "\ufeff", "\u200b", "\xad", "\ud800", "\udfff", "\ud83d\ude00", "\x0b",
    "\x0c", "\r", "\n", "\t", "\xa0",
)  # fmt: skip
SAID = (
    SENTENCE, "Home", "Related posts", "Read more", "Share", "By Ann Lee", "4 May 2024", "© 2024 X",
    "漢字かな交じりの文章です。", "Он сказал, что придёт завтра. ", "مرحبا بالعالم ", "e\u0301", "a", "7", "😀",
    "|", "---", "# ", "* ", "[1]",
)  # fmt: skip

opening = st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
closing = st.builds("</{}>".format, st.sampled_from(TAGS))
said = st.sampled_from(SAID)
soup = st.lists(opening | closing | said | said | st.sampled_from(VOID) | st.sampled_from(BROKEN), max_size=40).map(
    "".join
)


pages = soup | documents(LINES, soup, most=20).map("\n".join)


def whole(text: str) -> str:
    """Halves of surrogates joined, lone ones replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def nothing_is_invented(page: str, article: Article) -> None:
    """No character of the source is more frequent than in the page, but for bars between cells and rules."""
    surplus = Counter(visible(article.source)) - Counter(visible(html.unescape(whole(page).replace("\0", ""))))
    assert set(surplus) <= set("|-\ufffd")


@settings(max_examples=150)
@given(pages)
@example("<table><p>a<tr><td>b<table><td>c</table>d</table>e")  # text in a table, where none may be
@example("<b><p>a</b>b</p><a href=x>c<div>d</a>e</div>")  # elements that overlap
@example("<pre>\n\n  a\n\tb  \n</pre>c")
@example("<p>\ud83d\ude00 \ud83d</p>")  # a pair of surrogates, and half of one
def test_laws_hold_for_any_page(page: str) -> None:
    """Whatever the markup, all laws hold, and a second look says the same."""
    article = clean_html(page)
    for law in LAWS.values():
        law(page, article)
    nothing_is_invented(page, article)
    assert clean_html(page) == article


@settings(max_examples=50)
@given(st.binary(max_size=200) | st.builds(bytes.__add__, st.binary(max_size=20), pages.map(whole).map(str.encode)))
def test_laws_hold_for_any_bytes(page: bytes) -> None:
    """Whatever the bytes, there is an article, and all laws hold."""
    article = clean_html(page)
    for law in LAWS.values():
        law(page, article)


@settings(max_examples=50)
@given(pages.map(lambda page: whole(page).replace("\0", "")))
def test_utf_8_is_recognised(page: str) -> None:
    """A text in UTF-8 is read as the decoded page is, though nobody says what it is in; NULs would tell of UTF-16."""
    page = f"<p>{SENTENCE}</p>{page}"
    assert clean_html(page.encode()) == clean_html(page)


@settings(max_examples=40)
@given(
    pages, st.sampled_from(Profile), st.sampled_from([(), ("comments",), ("navigation", "footer"), Pipeline().names])
)
def test_laws_hold_for_any_pipeline(page: str, profile: Profile, left_out: tuple[str, ...]) -> None:
    """A cleaner that is left out removes nothing; all laws hold all the same."""
    article = clean_html(page, profile=profile, pipeline=Pipeline().without(*left_out), language="pt-BR", url="x:y")
    for law in LAWS.values():
        law(page, article)
    assert not {removed.cleaner for removed in article.removed} & set(left_out)


# --- what is no page, or wants to be the last one ----------------------------------------------------------------

HEAD = f"<html><body><p>{SENTENCE * 3}</p>"
TAIL = "<p>The tail of the page is read as well, whatever stands above it on that day.</p></body></html>"
NOISE = random.Random(3).randbytes(50_000)
NO_PAGE = {
    "nothing": (b"", ""),
    "white space": (b" \n\t\r\x0c" * 1000 + "\ufeff\u200b\xa0".encode() * 100, ""),
    "tags without text": (b"<div><p></p><br><hr><img src=a alt=b></div>" * 100, ""),
    "PNG": (b"\x89PNG\r\n\x1a\n" + NOISE, "PNG"),
    "JPEG": (b"\xff\xd8\xff\xe0" + NOISE, "JPEG"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + NOISE, "PDF"),
    "ZIP": (b"PK\x03\x04" + NOISE, "ZIP"),
    "noise": (NOISE, "no text"),
    "noise in gzip": (gzip.compress(NOISE), "no text"),
    "gzip and then noise": (b"\x1f\x8b\x08" + NOISE, "unpacked"),
    "script never closed": (b"<script>" + HEAD.encode() * 50, ""),
    "comment never closed": (b"<!-- " + HEAD.encode() * 50, ""),
    "title never closed": (b"<title>" + HEAD.encode() * 50, ""),
    "attribute never closed": (b"<p class='" + HEAD.replace("'", "").encode() * 50, ""),
}
LOUD = {  # pages of which a browser shows the first and the last paragraph, and what the reasons must own up to
    "100,000 nested elements": ("<div>" * 100_000, "nested"),
    "20,000 nested tables": ("<table><tr><td>" * 20_000, "nested"),
    "20,000 nested lists": ("<ul><li>" * 20_000, "nested"),
    "20,000 elements that close themselves nowhere": ("<div/>" * 20_000, "nested"),
    "50,000 attributes": (f"<p {' '.join(f'a{i}=1' for i in range(50_000))}>x</p>", "attributes"),
    "30,000 bold letters": ("<b>x" * 30_000, "formatting"),
    "1,000 paragraphs, each bold in its own way": ("".join(f"<p><b id={n}><i>x" for n in range(1_000)), "formatting"),
    "a quarter of a million siblings": ("<i></i>" * 250_000, "elements"),
}
QUIET = {  # those of which there is nothing to own up to
    "50,000 siblings": "<i></i>" * 50_000,
    "1,000 bold paragraphs": "<p><b><i>x" * 1_000,
    "5,000 paragraphs of a letter": "<p>x" * 5_000,
    "5,000 list items on one line": "<li>x " * 5_000,
    "100,000 comments": "<!---->" * 100_000,
    "a comment of a megabyte": f"<!-- {'- ' * 500_000} -->",
    "three megabytes of script": f"<script>{'var a = 1 < 2, b = <p>no</p>;' * 100_000}</script>",
    "a style sheet of a megabyte": f"<style>{'.a > .b { color: red }' * 50_000}</style>",
    "a word of a megabyte": f"<p>{'x' * 1_000_000}</p>",
    "an attribute of a megabyte": f"<p title='{'x ' * 500_000}'>x</p>",
    "100,000 entities": "<p>" + "&amp;&lt;&nosuch;&#x110000;&#0;&#xD800;&notit;&#128;" * 12_500,
    "an entity of 100,000 digits": f"<p>&#{'9' * 100_000};</p>",
    "100,000 NULs": "\0" * 100_000,
    "NULs inside of tags": "<\0p\0>x</\0p>" * 1000,
    "cdata": "<![CDATA[" * 1000,
    "cells that span everything": "<table><tr><td colspan=999999999>x<td rowspan=999999999>y</table>",
    "links to nowhere": "".join(f'<a href="http://[{i}">x</a> ' for i in range(5_000)),
    "JSON-LD nested 100,000 deep": f'<script type="application/ld+json">{"[" * 100_000}</script>',
    "JSON-LD with a huge number": f'<script type="application/ld+json">{{"a": {"9" * 10_000}}}</script>',
    "JSON-LD that is a number": '<script type="application/ld+json">5</script>',
    "a codec for a charset": '<meta charset="punycode">',
    "a charset of 10,000 letters": f'<meta charset="{"x" * 10_000}">',
    "a base that is no address": '<base href="http://[">',
    "control characters": "<p>a\x00b\x07c\x1b[31md\x7fe\x9bf\u202eg\u2066hi&#7;&#27;[2J&#x202e;</p>",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", NO_PAGE)
def test_what_is_no_page_is_empty(name: str) -> None:
    """There is an article without a block, and its reasons say what the bytes are, where that can be known."""
    page, reason = NO_PAGE[name]
    article = clean_html(page)
    assert (article.status, article.text) == (Status.EMPTY, "")
    assert reason in " ".join(article.reasons)
    assert article.reasons
    for law in LAWS.values():
        law(page, article)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", [*LOUD, *QUIET])
def test_hostile_pages_lose_no_tail(name: str) -> None:
    """What a browser shows above and below is in the source; what was capped is owned up to, and nothing else."""
    middle, reason = LOUD.get(name) or (QUIET[name], "")
    page = (HEAD + middle + TAIL).encode()
    article = clean_html(page)
    assert article.status is Status.OK
    assert article.source.startswith(SENTENCE)
    assert article.source.endswith("The tail of the page is read as well, whatever stands above it on that day.")
    assert [reason in found for found in article.reasons] == [True] * bool(reason)
    for law in (no_control_character_is_read, a_block_is_what_stands_at_its_offsets):
        law(page, article)
    output_is_harmless("", article)


WIDE = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
PACKED: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zlib": zlib.compress}


@pytest.mark.parametrize("encoding", [*WIDE, *PACKED])
def test_a_page_is_found_in_whatever_it_is_packed(encoding: str) -> None:
    """Wide characters with and without a byte order mark, and what a server compressed."""
    page = HEAD + TAIL.replace("day", "naïve day")
    data = PACKED[encoding](page.encode()) if encoding in PACKED else page.encode(encoding)
    assert clean_html(data).text == clean_html(page).text
    assert "naïve day" in clean_html(data).source


def test_a_page_that_was_cut_off_while_compressed_says_so() -> None:
    """What there is of it is read."""
    article = clean_html(gzip.compress((HEAD + TAIL * 200).encode())[:-30])
    assert article.source.startswith(SENTENCE)
    assert "cut off" in " ".join(article.reasons)


@pytest.mark.parametrize("wrong", [None, 7, ["a"], bytearray(b"a"), memoryview(b"a")], ids=lambda x: type(x).__name__)
@pytest.mark.parametrize("function", [clean_html, clean], ids=lambda function: function.__name__)
def test_what_is_neither_bytes_nor_string_is_refused(function: Callable[..., Article], wrong: object) -> None:
    """A `TypeError` that names the type."""
    with pytest.raises(TypeError, match=type(wrong).__name__):
        function(wrong)


@pytest.mark.parametrize("page", ["", HEAD + TAIL], ids=["empty", "page"])
def test_an_unknown_profile_is_refused(page: str) -> None:
    """A `DechaffError` that names those there are, for an empty page too."""
    with pytest.raises(DechaffError, match="precision, balanced, recall"):
        clean_html(page, profile="best")


@pytest.mark.parametrize("page", ["", HEAD + TAIL], ids=["empty", "page"])
def test_an_unknown_extractor_is_refused(page: str) -> None:
    """A `DechaffError` that names those there are."""
    with pytest.raises(DechaffError, match="dechaff or trafilatura"):
        clean_html(page, extractor="best")


# --- what trafilatura extracts -----------------------------------------------------------------------------------

PACKED_PAGES = {
    "gzip": gzip.compress((HEAD + TAIL).encode()),
    "UTF-16 without a mark": (HEAD + TAIL).encode("utf-16-le"),
    "UTF-32 without a mark": (HEAD + TAIL).encode("utf-32-le"),
}


@each_html_page()
def test_what_trafilatura_extracts_is_cleaned_by_the_same_laws(page: HtmlPage) -> None:
    """Every removal has a reason, the output is harmless, and the same page gives the same article."""
    article = clean_html(page.data, extractor="trafilatura")
    assert article.status is Status.OK
    for law in (every_removal_has_a_reason, output_is_harmless, facts_agree, a_record_survives_json):
        law(article.source, article)
    assert [clean_html(page.data, extractor="trafilatura") for _ in range(2)] == [article] * 2


@pytest.mark.parametrize("name", NO_PAGE)
def test_trafilatura_finds_nothing_where_there_is_no_page(name: str) -> None:
    """An article without a block, as without it."""
    article = clean_html(NO_PAGE[name][0], extractor="trafilatura")
    assert (article.status, article.text) == (Status.EMPTY, "")
    assert article.reasons


@pytest.mark.parametrize("name", PACKED_PAGES)
def test_trafilatura_is_handed_what_was_packed(name: str) -> None:
    """Bytes are unpacked and decoded for it as they are for dechaff."""
    article = clean_html(PACKED_PAGES[name], extractor="trafilatura")
    assert "The tail of the page is read as well" in article.source


# --- page or text ------------------------------------------------------------------------------------------------

PARAGRAPH = f"<p>{SENTENCE}</p>"
IS_PAGE: dict[str, tuple[str | bytes, bool]] = {
    "a document type": ("<!DOCTYPE html><title>x</title>" + SENTENCE, True),
    "capitals and white space": ("\n\n  <HTML><BODY>" + SENTENCE, True),
    "a byte order mark": ("\ufeff<!doctype html>" + SENTENCE, True),
    "an XML declaration": ('<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="x">' + SENTENCE, True),
    "a comment above all": ("<!-- saved from url=(0014)about:internet -->\n<html>" + SENTENCE, True),
    "a piece of a page": (f'<div class="post">{PARAGRAPH * 2}</div>', True),
    "a piece that closes nothing": ("<p>" + SENTENCE + "<p>" + SENTENCE, True),
    "words before the first tag": (SENTENCE + PARAGRAPH * 6, True),
    "breaks between lines": ("<br>".join([SENTENCE] * 8) + "</div>", True),
    "UTF-16": (f"<html><body>{PARAGRAPH}".encode("utf-16"), True),
    "gzip": (gzip.compress(f"<html><body>{PARAGRAPH}".encode()), True),
    "prose": (SENTENCE * 4, False),
    "nothing": ("", False),
    "less and greater": ("If a < b and b > c, then <p> is smaller still.\n" + SENTENCE, False),
    "a sentence about a tag": (
        "The <div> element has no meaning of its own, and </div> ends it.\n" + SENTENCE * 3,
        False,
    ),
    "addresses in angle brackets": ("From: Ann Lee <ann@post.example>\nTo: <bo@post.example>\n\n" + SENTENCE, False),
    "links in angle brackets": (f"See <https://post.example/a> and <http://b.example>.\n\n{SENTENCE}", False),
    "Markdown with a break": ("# Ferries\n\nOne<br>two<br>three\n\n- a\n- b\n\n" + SENTENCE, False),
    "Markdown about markup": (f"# Howto\n\nWrite:\n\n```html\n<div>\n{PARAGRAPH}\n</div>\n```\n\n{SENTENCE}", False),
    "Markdown with a picture": (
        f'# A\n\n<p align="center"><img src="a.png"></p>\n\n{SENTENCE * 3}\n\n## B\n\nText.\n',
        False,
    ),
    "names of types": ("A Map<String, List<P>> is slower than a List<Div>, said the reviewer.\n" + SENTENCE, False),
    "a chat": ("<ann> did the ferry leave?\n<bo> at nine\n<ann> and the rain?\n<bo> nobody minded\n", False),
    "a heart": ("I <3 ferries. " + SENTENCE, False),
    "a feed": ('<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', False),
    "escaped markup": (f"&lt;p&gt;{SENTENCE}&lt;/p&gt;\n" * 3, False),
    "text in UTF-16": ((SENTENCE * 3).encode("utf-16"), False),
    "text in UTF-8": (("Ça va? " + SENTENCE * 3).encode(), False),
    "noise": (b"\x89PNG\r\n\x1a\n" + NOISE, False),
}


@pytest.mark.parametrize("name", IS_PAGE)
def test_pages_are_told_from_texts(name: str) -> None:
    """By what they begin with and how many tags they have; a tag or two make no page."""
    source, is_page = IS_PAGE[name]
    assert looks_like_html(source) is is_page


@pytest.mark.parametrize("name", [name for name, (source, _) in IS_PAGE.items() if isinstance(source, str)])
def test_clean_does_what_the_source_is(name: str) -> None:
    """`clean` is `clean_html` for a page and `clean_text` for a text, in bytes too."""
    source, is_page = IS_PAGE[name]
    want = clean_html(source) if is_page else clean_text(source)
    assert clean(source) == want
    assert clean(source.encode()).text == want.text


@each_html_page()
def test_every_page_is_taken_for_one(page: HtmlPage) -> None:
    """In bytes, decoded, and as its body alone."""
    assert clean(page.data) == cleaned_html(page.data)
    assert looks_like_html(page.text)
    body = re.sub(r"(?is).*<body[^>]*>", "", page.text)
    assert looks_like_html(body)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_text_is_taken_for_a_page(page: Page) -> None:
    """The test pages that scrapers flattened are texts."""
    assert not looks_like_html(page.source)
    assert not looks_like_html(page.source.encode())


# --- time --------------------------------------------------------------------------------------------------------

GROWING: dict[str, tuple[int, str]] = {  # bytes that take a twentieth of a second or so, and what they are made of
    "paragraphs": (300_000, f"<p>{SENTENCE * 3}</p>\n"),
    "short paragraphs": (20_000, "<p>x</p>"),
    "one text": (900_000, SENTENCE),
    "lines": (600_000, f"{SENTENCE}<br>"),
    "nested": (20_000, "<div>x"),
    "lists in lists": (60_000, "<ul><li>x"),
    "tables in tables": (300_000, "<table><tr><td>x"),
    "rows": (500_000, f"<tr><td>{SENTENCE}<td>x<td>7</tr>"),
    "bold": (60_000, "<p><b>x"),
    "links": (200_000, '<a href="/a?b=c">Read more</a> '),
    "menus": (
        40_000,
        '<ul class="menu"><li><a href="/">Home</a></li><li><a href="/a">News</a></li></ul><h2>Related</h2>',
    ),
    "attributes": (400_000, "<p " + "a=1 b c='d' " * 20 + f">{SENTENCE}"),
    "comments": (40_000, "<!-- x --><p>x"),
    "comments that do not end": (1_500_000, "<!-- <p>x "),
    "entities": (600_000, "&amp;&lt;&#65;"),
    "brackets": (300_000, "<<<<><!"),
    "quotes": (150_000, "<a href=\"'>x"),
    "scripts": (300_000, "<script>var a = '<p>x</p>';</script>"),
    "frames closed as in XML": (300_000, '<iframe src="/map"/><p>x</p>'),
    "templates": (40_000, "<template><p>x</template>"),
    "code": (150_000, f"<pre>  {SENTENCE}\n\n</pre>"),
    "classes": (200_000, f'<div class="a b c d" id="e"><span itemprop="author">x</span>{SENTENCE}</div>'),
    "pages": (
        80_000,
        f"<html><head><title>x</title></head><body><article><h1>x</h1><p>{SENTENCE}</p></article></html>",
    ),
}


@pytest.mark.parametrize("fake", ['<p title="</b>">', "<!--</b>--><p>", "<textarea></b></textarea><p>"])
def test_what_looks_like_an_end_tag_ends_nothing(fake: str) -> None:
    """Each element below is inside all those above, 1,200 of them: more than a parser has time for."""
    count = 1200
    body = "".join(f"<b id={n}>{fake}Line {n}." for n in range(count))
    for page in (body, body + f"<p>{SENTENCE}" * 3000):
        document = read_html(page)
        assert [block.text for block in document.blocks[:count]] == [f"Line {n}." for n in range(count)]
        assert "more than 64 formatting elements are open at once: left out" in document.notes


def seconds(page: bytes) -> float:
    start = time.process_time()
    clean_html(page)
    return time.process_time() - start


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_as_the_page_does(name: str) -> None:
    """Twice the page takes less than three times as long; a busy machine gets five tries and 20 ms."""
    size, unit = GROWING[name]
    half = unit.encode() * (size // len(unit))
    best = [float("inf"), float("inf")]
    for _ in range(5):
        best = [min(b, seconds(page)) for b, page in zip(best, (half, half * 2), strict=True)]
        if best[1] < 3 * best[0] + 0.02:
            return
    assert best[1] < 3 * best[0] + 0.02
