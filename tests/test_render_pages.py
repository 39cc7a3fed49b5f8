"""Articles of pages as text, as Markdown that a CommonMark parser reads as it is meant, and as explanations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings

from dechaff.render.inline import safe_target
from dechaff.render.nodes import MAX_DEPTH
from dechaff.render.table import cells_of
from dechaff.render.text import render_text
from dechaff.sources.html import read_html
from dechaff.sources.text import EDGE, has_references, is_markdown, read_text
from dechaff.types import Article, Block, Kind, Link, Metadata
from rendered import article_of, hostile_pages, page, said_by, squeezed

RECIPE = """
<html><body><nav><ul><li><a href="/">Home</a><li><a href="/soup">Soups</a></ul></nav>
<main><h1>Barley soup</h1><p>Serves four.<br>Keeps for a day.</p>
<h2>You need</h2><ul><li>barley<ul><li>pearled<li>or not</ul><li><a href="/stock">stock</a></ul>
<h2>What to do</h2><ol><li>Wash the barley.<p>Twice.</p><li>Boil it:<pre>boil
  --slowly</pre></ol>
<blockquote><p>It is better the next day.</p><p>My aunt</p></blockquote>
<table><tr><td>fat</td><td>2 g</td></tr><tr><td>salt</td><td>a|b</td></tr></table>
</main><aside class="more related"><p>More soups</p></aside></body></html>
"""


def parsed(markdown: str) -> list:
    """The tokens of a CommonMark parser that reads tables too, and follows any link."""
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    parser.validateLink = lambda _: True
    return list(parser.parse(markdown))


def said(markdown: str) -> Iterator[str]:
    """What a reader of the Markdown sees."""
    for token in parsed(markdown):
        assert token.type != "html_block"
        if token.type in ("fence", "code_block"):
            yield token.content
        for part in token.children or ():
            assert part.type not in ("html_inline", "image")
            yield "\n" if part.type in ("softbreak", "hardbreak") else part.content


def shape(markdown: str) -> list[str]:
    """The elements of Markdown in order, those of lists and quotes with their depth."""
    found: list[str] = []
    depth = 0
    for token in parsed(markdown):
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in ("bullet_list", "ordered_list", "blockquote"):
            depth += token.nesting
            if token.nesting == 1:
                found.append(f"{name} {depth}")
        elif name in ("list_item", "paragraph", "heading", "tr", "fence", "hr") and token.nesting >= 0:
            found.append(f"{token.tag} {depth}" if name == "heading" else f"{name} {depth}")
    return found


# --- text --------------------------------------------------------------------------------------------------------


def test_text_parts_paragraphs_but_not_items_and_rows() -> None:
    """A blank line between paragraphs, headings, quotes and code; lists, rows and broken lines hang together."""
    assert page(RECIPE, ["Home", "Soups", "More soups"]).text == (
        "Barley soup\n\nServes four.\nKeeps for a day.\n\nYou need\n\nbarley\n  pearled\n  or not\nstock\n\n"
        "What to do\n\n"
        "Wash the barley.\n  Twice.\nBoil it:\n\nboil\n  --slowly\n\nIt is better the next day.\n\nMy aunt\n\n"
        "fat | 2 g\nsalt | a|b"
    )


def test_removed_paragraphs_part_what_was_around_them() -> None:
    """Two lists with something between them do not become one; an item that is gone from a list leaves no gap."""
    source = "<ul><li>a<li>gone<li>b</ul><p>out<ul><li>c</ul>"
    assert page(source, ["gone", "out"]).text == "a\nb\n\nc"


@settings(max_examples=300)
@given(hostile_pages())
def test_the_text_of_a_page_says_what_its_blocks_say(article: Article) -> None:
    """No mark is taken out, for on a page it is meant; and kept blocks stand where they say in the source."""
    blank = str.maketrans("", "", EDGE)
    assert article.text.translate(blank) == "".join(block.text for block in article.kept).translate(blank)
    assert all(article.source[block.start : block.end] == block.text for block in article.kept)


@settings(max_examples=300)
@given(hostile_pages())
def test_reading_the_text_again_keeps_its_layout(article: Article) -> None:
    """What was made of a page stays as it is when it is cleaned as text, unless it reads like marked-up text."""
    if not is_markdown(article.text) and not has_references(article.text):
        again = read_text(article.text)
        assert render_text(again, range(len(again.blocks))) == article.text


# --- Markdown ----------------------------------------------------------------------------------------------------


def test_markdown_shows_the_structure_of_a_page() -> None:
    """Lists in lists, what goes on in an item, quotes, code and tables."""
    made = page(RECIPE, ["Home", "Soups", "More soups"], title="Barley soup").to_markdown()
    assert made.split("\n") == [
        *("# Barley soup", "", "Serves four.\\", "Keeps for a day.", ""),
        *("## You need", "", "- barley", "  - pearled", "  - or not", "- [stock](https://a.example/stock)", ""),
        *("## What to do", "", "1. Wash the barley.", "", "   Twice.", ""),
        *("2. Boil it:", "", "   ```", "   boil", "     --slowly", "   ```", ""),
        *("> It is better the next day.", ">", "> My aunt", ""),
        *("| fat | 2 g |", "| --- | --- |", "| salt | a\\|b |"),
    ]
    assert shape(made) == [
        *("h1 0", "paragraph 0", "h2 0", "bullet_list 1", "list_item 1", "paragraph 1", "bullet_list 2", "list_item 2"),
        *("paragraph 2", "list_item 2", "paragraph 2", "list_item 1", "paragraph 1", "h2 0", "ordered_list 1"),
        *("list_item 1", "paragraph 1", "paragraph 1", "list_item 1", "paragraph 1", "fence 1", "blockquote 1"),
        *("paragraph 1", "paragraph 1", "tr 0", "tr 0"),
    ]


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("<p>Plain words, e.g. 3.5 (or 4), a-b, C#, x = y_z!</p>", "Plain words, e.g. 3.5 (or 4), a-b, C#, x = y_z!"),
        ("<p>*a* _b_ `c` [d](e) &lt;b> &amp;copy; ~~f~~", "\\*a\\* \\_b\\_ \\`c\\` [d]\\(e) \\<b> \\&copy; \\~~f\\~~"),
        ("<p># a", "\\# a"),
        ("<p>- a", "\\- a"),
        ("<p>+ a", "\\+ a"),
        ("<p>1986. A year", "1986\\. A year"),
        ("<p>&gt; a", "\\> a"),
        ("<p>---", "\\---"),
        ("<p>a<br>===", "a\\\n\\==="),
        ("<p>a | b<br>--- | ---", "a | b\\\n\\--- | ---"),
        ("<h2>a #</h2>", "## a \\#"),
        ("<pre>a\n```\n\tb</pre>", "````\na\n```\n\tb\n````"),
        ("<pre><code class='hljs language-python'>a</code></pre>", "```python\na\n```"),
        ("<pre><code class='language-mermaid'>a</code></pre>", "```\na\n```"),
        ("<p><a href='/x y?(a'>b] [c</a>", "[b\\] \\[c](https://a.example/x%20y?%28a)"),
        ("<p>Stop!<a href='/x'>b</a>", "Stop\\![b](https://a.example/x)"),
        ("<p><a href='javascript:x'>b</a>", "b"),
        ("<ul><li>a</ul><p>gone<ul><li>b</ul>", "- a\n\n* b"),
        ("<ol><li>a</ol><p>gone<ol><li>b</ol><p>gone<ol><li>c</ol>", "1. a\n\n1) b\n\n1. c"),
        ("<ul><li>a<ol><li>gone<li>b</ol></ul>", "- a\n  1. b"),
        ("<ul><li>1. a</ul>", "- 1\\. a"),
        ("<table><tr><td>a<td>b<tr><td>c<td>d<td>e</table>", "| a | b |  |\n| --- | --- | --- |\n| c | d | e |"),
        (
            "<table><tr><td>c<td>a<td><a href='/|'>b</a></table>",
            "| c | a | [b](https://a.example/%7C) |\n| --- | --- | --- |",
        ),
        (
            "<table><tr><td colspan=2>t<tr><td>a<td>b<tr><td colspan=2><b>c<tr><td>d<td>e<tr><td>f<td></table>",
            "| t |  |\n| --- | --- |\n| a | b |\n| c |\n| d | e |\n| f |",
        ),
        (
            "<table><tr><td>a<td>b</table><table><tr><td>c<td>d<tr><td><p>e<p>f</table>",
            "| a | b |\n| --- | --- |\n\n| c | d |\n| --- | --- |\n\ne\n\nf",
        ),
        ("<figure><img src=x alt=y><figcaption>a *b*</figcaption></figure>", "a \\*b\\*"),
        ("<blockquote><ul><li>a</ul><pre>b \n\nc</pre></blockquote>", "> - a\n>\n> ```\n> b \n>\n> c\n> ```"),
    ],
)
def test_markdown_of_a_page_is_literal_and_readable(source: str, want: str) -> None:
    """What would be read as a mark is escaped, and nothing else."""
    gone = ["gone"] if "gone" in source else []
    made = page(source, gone).to_markdown()
    assert made == want
    body = page(source, gone).kept
    assert squeezed("".join(said(made))) == squeezed("".join(map(said_by, body)))


def test_lists_nest_no_deeper_than_parsers_follow() -> None:
    """What stands deeper stays on the last level, and the size of the output grows with that of the page."""
    made = page("".join(f"<ul><li>{n}" for n in range(200)))
    assert [line.index("-") // 2 for line in made.to_markdown().split("\n")] == [
        min(n, MAX_DEPTH - 1) for n in range(200)
    ]
    assert made.to_html().count("<li>") == 200
    assert max(map(len, made.text.split("\n"))) < 40


@settings(max_examples=400)
@given(hostile_pages())
def test_a_parser_reads_what_the_page_says(article: Article) -> None:
    """Every character of the blocks and no other, in headings, items, code and links as many as there were."""
    article = replace(article, metadata=Metadata())
    made = article.to_markdown()
    assert squeezed("".join(said(made))) == squeezed("".join(map(said_by, article.kept)))
    tokens = parsed(made)
    kinds = [block.kind for block in article.kept]
    assert [t.tag for t in tokens if t.type == "heading_open"] == [
        f"h{min(max(block.level or 2, 1), 6)}" for block in article.kept if block.kind is Kind.HEADING
    ]
    assert [t.content for t in tokens if t.type == "fence"] == [
        block.text + "\n" for block in article.kept if block.kind is Kind.CODE
    ]
    assert sum(t.type == "list_item_open" for t in tokens) == kinds.count(Kind.LIST_ITEM)
    assert sum(t.type == "tr_open" for t in tokens) >= kinds.count(Kind.TABLE_ROW)
    links = [part.attrs["href"] for t in tokens for part in t.children or () if part.type == "link_open"]
    assert all(safe_target(str(link)) for link in links)


# --- explanations ------------------------------------------------------------------------------------------------


def explained(source: str, gone: Sequence[str]) -> list[str]:
    return page(source, gone).explain().split("\n")[1:-1]


def test_an_explanation_shows_where_in_the_page_a_block_stood() -> None:
    """From the outermost element that tells, and only where the line above does not say it."""
    source = (
        "<body class=home><header><div id=top><nav class='main nav big menu'><ul class=links><li><a href=/><b>Home</b>"
        "</a><li><a href=/soup>Soups</a></ul></nav></div></header>"
        "<main><p>Body.</p><div class=box><p><b>Share</b></p></div>"
        "<p>More.</p></main></body>"
    )
    why = "related.heading: an evidence (p=0.03)"
    assert explained(source, ["Home", "Soups", "Share"]) == [
        f"x 1  Home  {why}  header > … > ul.links > li",
        f"x 2  Soups  {why}",
        "= 3  Body.",
        f"x 4  Share  {why}  main > div.box > p",
        "= 5  More.",
    ]


def test_explanations_of_pages_do_nothing_to_a_terminal() -> None:
    """The name of an element or a class may be anything."""
    document = read_html("<p>a<p>b")
    blocks = tuple(block._replace(hints=("<\x1b[2J", "x\x07" * 100, "<\u202e")) for block in document.blocks)
    made = article_of(replace(document, blocks=blocks), [0])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", made.explain())
    assert made.explain() == re.sub(r"\x1b\[\d+m", "", made.explain(color=True))
    assert len(made.explain()) < 400


# --- rows --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "of_page", "of_text"),
    [
        ("a | b", ["a", "b"], ["a", "b"]),
        ("| a | b |", ["", "a", "b", ""], ["a", "b"]),
        ("a |  | b", ["a", "", "b"], ["a", "", "b"]),
        ("a|b | c", ["a|b", "c"], ["a", "b", "c"]),
        ("a |", ["a", ""], ["a"]),
        ("a", ["a"], ["a"]),
    ],
)
def test_rows_are_cut_where_their_reader_joined_them(text: str, of_page: list[str], of_text: list[str]) -> None:
    """A pipe in a cell of a page has no space around it, or is taken for an edge."""
    row = Block(0, text, Kind.TABLE_ROW, 0, len(text), links=(Link(len(text) - 1, len(text), "/x"),))
    assert [cell.text for cell in cells_of(row._replace(path="(//tr)[1]"))] == of_page
    cells = cells_of(row)
    assert [cell.text for cell in cells] == of_text
    assert all(0 <= start < end <= len(cell.text) for cell in cells for start, end, _ in cell.links)
