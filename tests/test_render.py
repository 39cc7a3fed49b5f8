"""Rendering: the text as it stood, valid and harmless Markdown, records that JSON takes, explanations to read."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dechaff.render.inline import safe_target
from dechaff.render.text import count_words, render_text
from dechaff.sources.text import read_text
from dechaff.types import Article, Block, Document, Kind, Metadata, Quality, Removed, Status

PAGES = sorted((Path(__file__).parents[1] / "fixtures" / "pages").glob("*/source.txt"))
CLEAN = [page for page in PAGES if page.parent.name.startswith("clean--")]
MARKDOWN = "# Head\n\nSome **bold** and *thin* words.\n\n## Second\n\nA [link](https://a.example/b) here.\n\n"

PIECES = [
    *("a", "word ", "The ferry left. ", "\n", "\n\n", "\r\n", "\r", "\x0b", "\u2028", "\x85", "\t", "    ", "\xa0"),
    *(
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "1\\. ",
        "# ",
        "## ",
        "> ",
        "**",
        "*",
        "_",
        "`",
        "``",
        "```\n",
        "~~~",
        "---",
        "===",
    ),
    *("[x](http://a.b/c)", "[y](javascript:x)", "[(javascript:x)](data:y)", "![i](/x.png)", "[r]: javascript:x"),
    *("[", "]", "(", ")", "](", ":", "!", "|", "| a | b |", "|---|", "\\", "&copy;", "<b>", "<", "script>", "<!--"),
    *("[1]", "[22]Home", "\x00", "\x1b[31m", "\u202e", "\ud800", "\ufeff", "\u200b", "漢字", "x" * 70 + " "),
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=200)
soup = st.builds("".join, st.tuples(st.sampled_from(["", MARKDOWN]), texts))


def article(source: str, kept: Sequence[int] | None = None, **metadata: object) -> Article:
    """An article of chosen blocks, all of them by default."""
    document = read_text(source)
    indices = range(len(document.blocks)) if kept is None else kept
    removed = [b for b in document.blocks if b.index not in set(indices)]
    return Article(
        text=render_text(document, indices),
        kept=tuple(document.blocks[i] for i in indices),
        removed=tuple(Removed(b, "related", "heading", 'phrase "related posts"', 0.0312345) for b in removed),
        metadata=Metadata(**metadata),  # type: ignore[arg-type]
        score=0.93217,
        verdict=Quality.GOOD,
        reasons=(),
        status=Status.OK,
        source=source,
        url="https://a.example/page",
    )


def text_of(source: str, kept: Sequence[int] | None = None) -> str:
    return article(source, kept).text


@pytest.mark.parametrize("page", CLEAN, ids=lambda page: page.parent.name)
def test_clean_text_comes_out_untouched(page: Path) -> None:
    """A plain text of which everything is kept is the same string, but for white space at line ends and around."""
    source = page.read_text(encoding="utf-8")
    if not read_text(source).markdown:
        assert text_of(source) == "\n".join(line.rstrip() for line in source.splitlines()).strip("\n")


@pytest.mark.parametrize(
    ("source", "kept", "want"),
    [
        ("a\nb", None, "a\nb"),
        ("a\n\n\nb", None, "a\n\n\nb"),
        ("a\r\nb\r\rc\u2028d\x85e", None, "a\nb\n\nc\nd\ne"),
        ("\n \n  a  \n\n b\t\n\n", None, "  a\n\n b"),
        ("- one\n  • two\n 3) three", None, "- one\n  • two\n 3) three"),
        ("a\nX\nb", [0, 2], "a\nb"),
        ("a\n\nX\nb", [0, 2], "a\n\nb"),
        ("a\nX\n\nb", [0, 2], "a\n\nb"),
        ("a\n\nX\n\n\nb", [0, 2], "a\n\n\nb"),
        ("a\x1b[31m\x00b\u202ec\ud800", None, "a[31m b c"),
        ("\ufeffa\n\ud800\nb", None, "a\n\nb"),
        ("", None, ""),
        ("a", [], ""),
    ],
)
def test_plain_text_stands_as_in_the_source(source: str, kept: list[int] | None, want: str) -> None:
    """Line breaks, bullets, indents and gaps stay; around removed blocks the larger gap decides."""
    assert text_of(source, kept) == want


def test_hard_wrapped_paragraphs_keep_their_lines() -> None:
    """A paragraph that the reader joined is printed in the lines of its source."""
    lines = [
        "The ferry left the harbour at nine o'clock sharp that day,",
        "and nobody on the crowded quay minded the rain at all now",
    ]
    source = "\n".join(lines * 4)
    assert len(read_text(source).blocks) < 8
    assert text_of(source) == source


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("# A heading ##", "A heading"),
        ("  * [one](http://a.b) **bold**", "  * one bold"),
        ("3\\. third", "3. third"),
        ("> said *she*", "said she"),
        ("| a | [b](/c) |", "| a | b |"),
        ("![alt](/x.png)", ""),
        ("```python\n# x = **y**\n    return [z](w)\n```", "```python\n# x = **y**\n    return [z](w)\n```"),
    ],
)
def test_markdown_is_shown_without_its_marks(line: str, want: str) -> None:
    """Bullets, numbers, indents, pipes and code stay; heading marks, emphasis, targets and images go."""
    shown = text_of(f"{MARKDOWN}{line}\n\nEnd.")
    assert shown == f"Head\n\nSome bold and thin words.\n\nSecond\n\nA link here.\n\n{want}\n\nEnd.".replace(
        "\n\n\n\n", "\n\n"
    )


def test_link_numbers_of_lynx_vanish() -> None:
    """`[12]` before a word is a link number where there are many, and text where there is one."""
    source = "\n".join(f"   [{i}]Home and [{i + 1}]away" for i in range(5))
    assert text_of(source) == "\n".join(["   Home and away"] * 5)
    assert text_of("As shown in [12]this paper") == "As shown in [12]this paper"


def test_html_blocks_are_joined_as_the_reader_spaced_them() -> None:
    """Of a page, the blocks' own texts are printed: offsets into HTML say nothing of line breaks."""
    blocks = (Block(0, "Head", Kind.HEADING, 3, 9), Block(1, "# not\na mark ", Kind.PARAGRAPH, 20, 30, gap=1))
    assert render_text(Document("<p>" * 20, blocks, kind="html"), [0, 1]) == "Head\n\n# not\na mark"


@settings(deadline=None, max_examples=500, database=None)
@given(soup, st.randoms(use_true_random=False))
def test_rendered_text_reads_the_same_again(source: str, random: object) -> None:
    """Reading and rendering the output changes nothing, whatever was kept, and nothing unprintable is left."""
    count = len(read_text(source).blocks)
    for kept in (range(count), [i for i in range(count) if random.random() < 0.7]):  # type: ignore[attr-defined]
        text = text_of(source, kept)
        assert text_of(text) == text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
        assert text == text.strip("\n")


def test_rendering_takes_microseconds_a_block() -> None:
    """Best of five, with room for a busy machine."""
    document = read_text("\n\n".join(["The ferry left the harbour at nine, and nobody minded the rain."] * 5000))
    kept = [i for i in range(5000) if i % 7]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        render_text(document, kept)
        times.append(time.perf_counter() - start)
    assert min(times) / 5000 < 5e-6


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("", 0),
        ("The ferry left.", 3),
        ("don't stop — ever", 3),
        ("漢字かな", 4),
        ("한국어 text", 4),
        ("हिन्दी शब्द", 2),
        ("3 cups, 250 ml", 4),
        ("... -- !", 0),
    ],
)
def test_words_are_counted_in_every_script(text: str, want: int) -> None:
    """Runs of letters and digits; one a character where words are not spaced."""
    assert count_words(text) == want


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("1 * 2 * 3 and snake_case stay", "1 * 2 * 3 and snake_case stay"),
        ("*stars* and _lines_", "\\*stars\\* and \\_lines\\_"),
        ("# not a heading", "\\# not a heading"),
        ("2024. A year", "2024\\. A year"),
        ("> said", "\\> said"),
        ("<b>bold</b> 1 < 2 &amp; a & b", "\\<b>bold\\</b> 1 < 2 \\&amp; a & b"),
        ("[a](javascript:b)", "[a]\\(javascript:b)"),
        ("[a]: http://b", "[a]\\: http://b"),
        ("a `tick`", "a \\`tick\\`"),
        ("C:\\*", "C:\\\\\\*"),
        ("- one\n  - deeper\n- two", "- one\n  - deeper\n- two"),
        ("1) one\n2) two", "1) one\n2) two"),
        ("• one\n(2) two\na. three", "- one\n\n2) two\n\n- three"),
        ("One.\n\n* * *\n\nTwo.", "One.\n\n---\n\nTwo."),
        ("First line\nsecond line\n\nNext", "First line\\\nsecond line\n\nNext"),
        ("First.\nSecond.", "First.\n\nSecond."),
    ],
)
def test_plain_text_is_escaped_where_markdown_would_read_it_as_marks(source: str, want: str) -> None:
    """What a page says literally stays literal; text that means nothing to Markdown is left alone."""
    assert article(source).to_markdown() == want


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("Some `<b>` and **bold** [x](/y)", "Some `<b>` and **bold** [x](/y)"),
        ("[a](javascript:alert(1)) b", "a b"),
        ("[a](java&#115;cript:alert(1)) b", "a b"),
        ("[(javascript:x)](data:y) after [b]", "(javascript:x) after [b]"),
        ("[q][(javascript:x)](data:y)", "[q]\\(javascript:x)"),
        ("<script>x</script>", "\\<script>x\\</script>"),
        ("[a](<http://b.example/c d>)", "[a](http://b.example/c%20d)"),
        ("[a](http://b.example/c_(d))", "[a](http://b.example/c_(d))"),
        ("![alt](data:image/png;base64,xx)", "alt"),
        ("[![alt](/i.png)](/page)", "[![alt](/i.png)](/page)"),
        ("### Third ###", "### Third"),
        ("* one\n    more of it\n  1. deep", "- one\n  more of it\n  1. deep"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("> one\n> two", "> one\n> two"),
        ("```python\nx = 1\n\n    y\n```", "```python\nx = 1\n\n    y\n```"),
        ("Under\n-----", "## Under"),
    ],
)
def test_markdown_of_the_source_is_kept_and_made_harmless(source: str, want: str) -> None:
    """Emphasis, links, code and tables pass; raw HTML and unsafe targets do not."""
    made = article(f"{MARKDOWN}{source}").to_markdown()
    assert made == f"{MARKDOWN}{want}"


def test_the_title_comes_first_and_once() -> None:
    """A first block that repeats the title is not written again."""
    want = "# The *title* \\#1 \\#\n\nBody.".replace("*", "\\*").replace("\\#1", "#1")
    assert article("The *title* #1 #\n\nBody.", title="The *title* #1 #").to_markdown() == want
    assert article("Body.", title="Title\n\x1b[2J").to_markdown() == "# Title [2J\n\nBody."
    assert article("Title").to_markdown() == "Title"


@pytest.mark.parametrize(
    ("target", "want"),
    [
        ("https://a.example/b?c=d&e=f#g", "https://a.example/b?c=d&e=f#g"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("../up/b.html", "../up/b.html"),
        ("#part", "#part"),
        ("//a.example/x", "//a.example/x"),
        ("/a:b", "/a:b"),
        ("http://a.example/x)y", "http://a.example/x%29y"),
        ("", None),
        ("JavaScript:x", None),
        (" java\tscript:x", None),
        ("\x01javascript:x", None),
        ("javascript\\:x", None),
        ("javascript&colon;x", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
    ],
)
def test_only_safe_targets_are_written(target: str, want: str | None) -> None:
    """http, https, mailto and relative ones."""
    assert safe_target(target) == want


@settings(deadline=None, max_examples=500, database=None)
@given(soup)
def test_markdown_never_smuggles_html_or_scripts(source: str) -> None:
    """A CommonMark parser finds no raw HTML and no unsafe link, whatever the page says."""
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark")
    parser.validateLink = lambda _: True
    for token in parser.parse(article(source).to_markdown()):
        assert token.type != "html_block"
        for part in token.children or ():
            assert part.type != "html_inline"
            target = part.attrs.get("href", part.attrs.get("src", ""))
            assert not re.match(r"(?i)\s*(javascript|data):", target)


@settings(deadline=None, max_examples=300, database=None)
@given(soup, st.text(max_size=20), st.booleans())
def test_records_are_plain_json(source: str, title: str, some: bool) -> None:
    """Any article goes through `json.dumps` and UTF-8 and comes back as it was."""
    made = article(source, [] if some else None, title=title + "\ud800", authors=("A\udfff",)).to_dict()
    assert json.loads(json.dumps(made, ensure_ascii=False, allow_nan=False).encode()) == made


def test_a_record_names_every_block() -> None:
    """Kept blocks with their places, removed ones with cleaner, rule, evidence and probability."""
    made = article("One two.\nRelated posts", [0], title="T", provenance={"title": "line 1"}).to_dict()
    assert made == {
        "text": "One two.",
        "url": "https://a.example/page",
        "canonical_url": None,
        "hostname": None,
        "site_name": None,
        "title": "T",
        "authors": [],
        "date_published": None,
        "date_modified": None,
        "language": None,
        "description": None,
        "image": None,
        "section": None,
        "tags": [],
        "license": None,
        "page_type": None,
        "reading_time_minutes": None,
        "word_count": 2,
        "score": 0.9322,
        "verdict": "good",
        "reasons": [],
        "status": "ok",
        "provenance": {"title": "line 1"},
        "kept": [{"index": 0, "kind": "paragraph", "start": 0, "end": 8}],
        "removed": [
            {
                "index": 1,
                "kind": "paragraph",
                "start": 9,
                "end": 22,
                "text": "Related posts",
                "cleaner": "related",
                "rule": "heading",
                "evidence": 'phrase "related posts"',
                "probability": 0.0312,
            }
        ],
    }


def test_an_explanation_has_a_line_for_every_block() -> None:
    """Line numbers are those of the source, blank lines counted."""
    made = article("\nOne two.\r\n\r\nRelated posts\n" + "\n" * 5 + "End.", [0, 2], title="T").explain()
    assert made.split("\n") == [
        "ok  score 0.93  good  T",
        "=  2  One two.",
        'x  4  Related posts  related.heading: phrase "related posts" (p=0.03)',
        "= 10  End.",
        "2 kept, 1 removed: related 1",
    ]


def test_an_explanation_cuts_long_lines() -> None:
    """A block of a megabyte is one line of 160 characters."""
    assert max(map(len, article("word " * 200_000).explain().split("\n"))) < 170


@settings(deadline=None, max_examples=300, database=None)
@given(soup)
def test_explanations_do_nothing_to_a_terminal(source: str) -> None:
    """Without colour no control character is left; with it only our own."""
    made = article(source, [], title=source)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", made.explain())
    assert made.explain() == re.sub(r"\x1b\[\d+m", "", made.explain(color=True))
    assert len(made.explain().split("\n")) == len(made.removed) + 2
