"""Articles as HTML: the right tags around the right words, and nothing else, with nh3 as the judge."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dechaff.render.html import TAGS, to_html
from dechaff.sources.html import read_html
from dechaff.sources.text import read_text
from dechaff.types import Article, Link, Metadata
from rendered import TARGETS, article_of, hostile_pages, page, said_by, squeezed

nh3 = pytest.importorskip("nh3")


def body_of(article: Article) -> str:
    """The HTML of an article without the element around it."""
    made = article.to_html()
    assert made == judged(made)
    return made.removeprefix("<article>\n").removesuffix("\n</article>")


def judged(made: str) -> str:
    """What a sanitiser that allows our tags, the targets of links and our schemes leaves of some HTML."""
    schemes = {"http", "https", "mailto"}
    return str(nh3.clean(made, tags=set(TAGS), attributes={"a": {"href"}}, link_rel=None, url_schemes=schemes))


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("<h2 class=x>Head <em>one</em></h2><p style='color:red'>Words</p>", "<h2>Head one</h2>\n<p>Words</p>"),
        ("<p>Roses are red<br>Violets are blue", "<p>Roses are red<br>\nViolets are blue</p>"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>"),
        ("<ol><li>a<li>b</ol><ul><li>c</ul>", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<ul>\n<li>c</li>\n</ul>"),
        ("<ul><li><p>a</p><p>b</p></ul>", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>"),
        ("<ul><li>a<pre>b\n  c</pre></ul>", "<ul>\n<li>\n<p>a</p>\n<pre><code>b\n  c</code></pre>\n</li>\n</ul>"),
        ("<blockquote><p>a<p>b</blockquote>", "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>"),
        (
            "<blockquote>a<ul><li>b</ul></blockquote><p>c",
            "<blockquote>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</blockquote>\n<p>c</p>",
        ),
        (
            "<ul><li>a<blockquote>b</blockquote></ul>",
            "<ul>\n<li>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</li>\n</ul>",
        ),
        (
            "<table><thead><tr><th>a<th>b<tbody><tr><td>1<td>2</table>",
            "<table>\n<thead>\n<tr><th>a</th><th>b</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td><td>2</td></tr>\n</tbody>\n"
            "</table>",
        ),
        ("<pre>if a &lt; b:\n\n    c</pre>", "<pre><code>if a &lt; b:\n\n    c</code></pre>"),
        ("<p>a<hr><p>b", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("<figure><img src=x><figcaption>a</figcaption></figure>", "<figure><figcaption>a</figcaption></figure>"),
        ("<p>a <a href='/x?y=1&z'>b</a> c", '<p>a <a href="https://a.example/x?y=1&amp;z">b</a> c</p>'),
        ("<p><a href='javascript:x'>b</a> <a href='data:x'>c</a>", "<p>b c</p>"),
        (
            "<p onclick=x>&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;",
            "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;</p>",
        ),
    ],
)
def test_blocks_of_a_page_become_plain_tags(source: str, want: str) -> None:
    """Lists in lists, quotes around what is quoted, rows in tables, code as it stands; attributes are gone."""
    assert body_of(page(source)) == want


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("One two.\nThree four.", "<p>One two.</p>\n<p>Three four.</p>"),
        ("Roses are red\nViolets are blue\n\nEnd.", "<p>Roses are red<br>\nViolets are blue</p>\n<p>End.</p>"),
        ("- a\n  - b\n- c", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("<b>a</b> & b", "<p>&lt;b&gt;a&lt;/b&gt; &amp; b</p>"),
    ],
)
def test_text_becomes_plain_tags(source: str, want: str) -> None:
    """Layout says what a text says nowhere else."""
    assert body_of(article_of(read_text(source))) == want


def test_markdown_becomes_plain_tags() -> None:
    """Headings of both kinds, links, quotes, code, tables; emphasis and pictures are not kept."""
    source = (
        "# One\n\nSome **bold** [words](https://a.example/b) and [bad](javascript:x).\n\n"
        "Two\n---\n\n> a\n> b\n>\n> c\n\n"
        "```python\nx = '<b>'\n\n  y\n```\n\n| a | b |\n|---|---|\n| [1](/c) | 2 |\n\n"
        "![alt](/x.png)\n\n## Three\n\nEnd."
    )
    want = (
        '<h1>One</h1>\n<p>Some bold <a href="https://a.example/b">words</a> and bad.</p>\n<h2>Two</h2>\n<blockquote>\n'
        "<p>a\nb</p>\n<p>c</p>\n</blockquote>\n<pre><code>x = '&lt;b&gt;'\n\n  y</code></pre>\n<table>\n<thead>\n"
        '<tr><th>a</th><th>b</th></tr>\n</thead>\n<tbody>\n<tr><td><a href="/c">1</a></td><td>2</td></tr>\n</tbody>\n'
        "</table>\n<h2>Three</h2>\n<p>End.</p>"
    )
    assert body_of(article_of(read_text(source))) == want


def test_what_was_removed_parts_what_stood_around_it() -> None:
    """Two lists do not become one; the items under one that is gone move up to its place."""
    source = "<ul><li>a</ul><p>gone<ul><li>b</ul>"
    assert body_of(page(source, ["gone"])) == "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>"
    source = "<ul><li>a<ul><li>b</ul><li>gone<ul><li>c<p>d</ul></ul>"
    want = "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>\n<p>c</p>\n<p>d</p>\n</li>\n</ul>"
    assert body_of(page(source, ["gone"])) == want
    source = "<blockquote>a</blockquote><p>gone<blockquote>b</blockquote>"
    want = "<blockquote>\n<p>a</p>\n</blockquote>\n<blockquote>\n<p>b</p>\n</blockquote>"
    assert body_of(page(source, ["gone"])) == want


def test_the_title_comes_first_and_once() -> None:
    """Where the body begins with it, or has it as a heading soon after, it is not written a second time."""
    assert body_of(page("<p>Body.", title="A <b> title")) == "<h1>A &lt;b&gt; title</h1>\n<p>Body.</p>"
    assert body_of(page("<h2>a TITLE</h2><p>Body.", title="A  title")) == "<h1>A title</h1>\n<p>Body.</p>"
    want = "<p>News</p>\n<h1>A title</h1>\n<p>Body.</p>"
    assert body_of(page("<p>News<h1>A title</h1><p>Body.", title="A title")) == want
    assert to_html(page("", title="A title")) == "<article>\n<h1>A title</h1>\n</article>"
    assert to_html(page("")) == ""


@pytest.mark.parametrize(
    "target",
    [
        *("https://a.example/b", "http://127.0.0.1:80/", "http://[::1]/", "mailto:a@b.example", "//c.example/x"),
        *("../b", "#c", "?d=e&f", "http://é.example/", "http://हिन्दी.example/", "http://a-b_c.example./"),
    ],
)
def test_safe_links_are_written(target: str) -> None:
    """http, https, mailto, and addresses relative to the page that the article is put into."""
    assert 'href="' in body_of(link_to(target))


@pytest.mark.parametrize(
    "target",
    [
        *(
            "javascript:x",
            " java\nscript:x",
            "JAVASCRIPT:x",
            "vbscript:x",
            "data:text/html,x",
            "file:///x",
            "ftp://a.b/",
        ),
        *(
            "http://",
            "http:a",
            "https://",
            "http://a:99999/",
            "http://1.2.3.999/",
            "http://0x7f.1/",
            "http://[::",
            "//[",
        ),
        *("http://bank.example@evil.example/", "http://a<b/", "javascript&colon;x", "\x00javascript:x", ""),
    ],
)
def test_other_links_leave_their_words_behind(target: str) -> None:
    """Scripts above all, but what parsers may understand in two ways as well."""
    assert body_of(link_to(target)) == "<p>a word b</p>"


def link_to(target: str) -> Article:
    document = read_html("<p>a word b")
    block = document.blocks[0]._replace(links=(Link(2, 6, target),))
    made = article_of(document)
    assert made.kept[0].text == "a word b"
    return replace(made, kept=(block,))


@settings(max_examples=400)
@given(
    st.sampled_from(TARGETS) | st.text() | st.text().map("http://{}".format) | st.from_regex(r"https?://[\w.:%@\[\]-]+")
)
def test_a_link_is_nothing_that_the_judge_takes_out(target: str) -> None:
    """Whatever a target says."""
    body_of(link_to(target))


@settings(max_examples=400)
@given(hostile_pages())
def test_the_judge_changes_nothing(article: Article) -> None:
    """Whatever the blocks and links of a page say, whatever is kept of it."""
    made = article.to_html()
    assert judged(made) == made
    assert not re.search(r"<(?!/?[a-z])", made)


@settings(max_examples=300)
@given(hostile_pages())
def test_html_says_what_the_article_says(article: Article) -> None:
    """Without its tags, it is the text of the blocks."""
    made = to_html(replace(article, metadata=Metadata()))
    assert squeezed(html.unescape(re.sub(r"<[^<>]*>", "", made))) == squeezed("".join(map(said_by, article.kept)))
