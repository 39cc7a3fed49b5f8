"""Articles for the tests of what is written of them: any blocks of a page or a text, kept or removed as a test says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from hypothesis import strategies as st

from dechaff.render.table import cells_of
from dechaff.render.text import render_text
from dechaff.sources.html import read_html
from dechaff.sources.text import sanitize
from dechaff.types import Article, Block, Document, Kind, Link, Metadata, Quality, Removed, Status

__all__ = ["article_of", "hostile_pages", "page", "said_by", "squeezed"]


def article_of(
    document: Document, kept: Iterable[int] | None = None, title: str | None = None, rule: str = "related.heading"
) -> Article:
    """The article that some of a document's blocks make, all of them by default."""
    chosen = [block.index for block in document.blocks] if kept is None else sorted(kept)
    others = [block for block in document.blocks if block.index not in set(chosen)]
    return Article(
        text=render_text(document, chosen),
        kept=tuple(document.blocks[i] for i in chosen),
        removed=tuple(Removed(block, rule.partition(".")[0], rule, "an evidence", 0.03) for block in others),
        metadata=Metadata(title=title),
        score=0.9,
        verdict=Quality.GOOD,
        reasons=(),
        status=Status.OK,
        source=document.source,
        url=document.url,
    )


def page(html: str, gone: Sequence[str] = (), title: str | None = None) -> Article:
    """The article of a page from which the blocks with these texts were removed."""
    document = read_html(html, url="https://a.example/b/c")
    assert set(gone) <= {block.text for block in document.blocks}
    return article_of(document, [block.index for block in document.blocks if block.text not in gone], title)


def said_by(block: Block) -> str:
    """What is to be read of a block of a page: of a row its cells, of a rule nothing."""
    if block.kind is Kind.TABLE_ROW:
        return "".join(cell.text for cell in cells_of(block))
    return "" if block.kind is Kind.SEPARATOR else block.text


def squeezed(text: str) -> str:
    """The characters of a text that are not white space."""
    return re.sub(r"\s+", "", text)


PIECES = [
    *("a", "Some words. ", "The ferry left. ", " ", "\n", "\t", "    ", "\xa0", "é", "漢字", "\u200b", "🚢"),
    *("- ", "* ", "+ ", "1. ", "2) ", "# ", "## ", " #", "> ", "**", "*", "_", "__", "`", "``", "```", "~~~", "~~"),
    *(
        "---",
        "===",
        "|",
        "| a | b |",
        "|---|",
        "--- | ---",
        ":--",
        "\\",
        "\\|",
        "[",
        "]",
        "(",
        ")",
        "](",
        "]:",
        "!",
        ":",
    ),
    *("&copy;", "&amp;", "&#x6a;", "&", "<b>", "<", ">", "</p>", "</code></pre>", "<script>", "<!--", "]]>", "<?", '"'),
    *(
        "'",
        "[x](http://a.b/c)",
        "[y](javascript:x)",
        "<http://a.b>",
        "http://a.b/?c=d&e",
        "[r]: /u",
        "[^1]",
        "{{",
        "$$",
    ),
]
TARGETS = [
    *(
        "https://a.example/b?c=d&e=f#g",
        "/up",
        "../b.html",
        "#part",
        "?q=1",
        "mailto:a@b.example",
        "//c.example/x",
        "x y",
    ),
    *("javascript:alert(1)", " java\tscript:x", "JaVaScRiPt:x", "\x01javascript:x", "javascript&colon;x", "vbscript:x"),
    *("data:text/html,<b>", "file:///etc/passwd", "http://a.example/x)y", 'http://a.example/"onclick="x', "http://[::"),
    *(
        "http://a.example:99999/",
        "http://1.2.3.999",
        "http://user@b.example",
        "https:a",
        "http://é.example/ü",
        "",
        "\\",
    ),
    *("http://a b/", "http://a<b>/", "http://%6a/", "http://[::1]/", "http://0x7f.1", "//", "http://", "<b>", "a|b`c"),
]
ELEMENTS = ["<ul", "<ol", "<li", "<blockquote", "<td", "<table", "<thead", "<div", "<pre", "lang", "python", "x"]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join) | st.text(min_size=1, max_size=30)


@st.composite
def _blocks(draw: Callable[..., object]) -> Document:
    blocks: list[Block] = []
    lines: list[str] = []
    position = 0
    for _ in range(draw(st.integers(1, 8))):  # type: ignore[call-overload]
        kind = draw(st.sampled_from(list(Kind)))
        text = sanitize(str(draw(texts))).strip() or "x"
        if kind is not Kind.CODE:
            text = "\n".join(" ".join(line.split()) or "x" for line in text.split("\n"))
        if kind is Kind.TABLE_ROW:
            text = text.replace("\n", " ")
        links = []
        last = 0
        for first, size, target in draw(  # type: ignore[attr-defined]
            st.lists(
                st.tuples(st.integers(0, 20), st.integers(0, 20), st.sampled_from(TARGETS) | st.text()), max_size=2
            )
        ):
            start, end = min(last + first, len(text)), min(last + first + size, len(text))
            links.append(Link(start, end, target))
            last = end
        level = draw(st.integers(0, 12))
        indent = 2 * int(str(level)) if kind in (Kind.LIST_ITEM, Kind.PARAGRAPH) else 0
        hints = ("<body", *draw(st.lists(st.sampled_from(ELEMENTS), max_size=8)))  # type: ignore[misc]
        start = position + indent
        end = start + len(text)
        blocks.append(
            Block(len(blocks), text, kind, start, end, level, indent, 0, tuple(links), hints, "(//x)[1]")  # type: ignore[arg-type]
        )
        lines.append(" " * indent + text)
        position = end + 1
    return Document("\n".join(lines), tuple(blocks), kind="html")


@st.composite
def hostile_pages(draw: Callable[..., object]) -> Article:
    """Articles of pages that say whatever a page may say, to break what is written of them."""
    document = draw(_blocks())
    assert isinstance(document, Document)
    size = len(document.blocks)
    kept = draw(st.sets(st.integers(0, size - 1), min_size=1))
    title = draw(st.none() | texts)
    return article_of(document, kept, title)  # type: ignore[arg-type]
