"""The laws of dechaff, over every test page and over made-up text; `docs/design.md` says why each of them holds."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import random
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

import dechaff
from dechaff import Article, DechaffError, Pipeline, Profile, Quality, Status, clean_text
from dechaff.sources.text import read_text
from pages import PAGES, Page, cleaned, documents

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
WORD = regex.compile(r"[^\W_]+")
BLANK = {"Cc", "Cf", "Zs", "Zl", "Zp"}
OWNERS = {*Pipeline().names, "scorer"}

# --- the laws: each takes a text and its article -----------------------------------------------------------------


def every_block_is_kept_or_removed_once(source: str, article: Article) -> None:
    """Both lists together are the blocks of the text, unchanged, each in reading order."""
    kept, removed = list(article.kept), [removed.block for removed in article.removed]
    assert kept == sorted(kept, key=lambda block: block.index)
    assert removed == sorted(removed, key=lambda block: block.index)
    assert sorted(kept + removed, key=lambda block: block.index) == list(read_text(source).blocks)
    assert [block.index for block in read_text(source).blocks] == list(range(len(kept) + len(removed)))


def blocks_cover_the_text(source: str, article: Article) -> None:
    """Blocks follow each other without overlap, and between them is nothing that anybody could read."""
    blocks = sorted([*article.kept, *(removed.block for removed in article.removed)], key=lambda block: block.index)
    ends = [0, *(edge for block in blocks for edge in (block.start, block.end)), len(source)]
    assert ends == sorted(ends)
    assert all(block.start < block.end for block in blocks)
    for end, start in zip(ends[::2], ends[1::2], strict=True):
        assert {unicodedata.category(c) for c in source[end:start]} <= BLANK


def a_block_is_what_stands_at_its_offsets(source: str, article: Article) -> None:
    """The text of a block has no character that its slice of the source has not, in order; links lie inside it."""
    for block in (*article.kept, *(removed.block for removed in article.removed)):
        assert is_subsequence(visible(block.text), visible(source[block.start : block.end]))
        for link in block.links:
            assert 0 <= link.start <= link.end <= len(block.text)


def every_removal_has_a_reason(_: str, article: Article) -> None:
    """Which cleaner, which of its rules, on what evidence, and how probable it was that the block is body."""
    for removed in article.removed:
        assert removed.cleaner in OWNERS
        assert re.fullmatch(rf"{removed.cleaner}\.[a-z_]+", removed.rule)
        assert removed.evidence.strip()
        assert not FORBIDDEN.search(removed.evidence)
        assert 0 <= removed.probability <= 1


def nothing_is_invented(source: str, article: Article) -> None:
    """The words of the article are words of the text, in order; Markdown may join what its marks held apart."""
    assert is_subsequence(visible(article.text), visible(source))
    document = read_text(source)
    if not document.markdown and not document.references:
        assert is_subsequence(WORD.findall(article.text), WORD.findall(source))


def output_is_harmless(_: str, article: Article) -> None:
    """No control character, bidi override or lone surrogate, so that it is valid UTF-8 and safe in a terminal."""
    assert not FORBIDDEN.search(article.text)
    assert not any(FORBIDDEN.search(block.text) for block in (*article.kept, *article.removed))
    article.text.encode()
    article.to_markdown().encode()
    assert not FORBIDDEN.search(article.explain().replace("\n", ""))


def facts_agree(source: str, article: Article) -> None:
    """Status, text, score and verdict tell the same story, and the source is kept as given."""
    assert article.source == source
    assert 0 <= article.score <= 1
    assert article.verdict in Quality
    assert (article.status is Status.OK) == bool(article.text)
    assert (article.status is Status.EMPTY) == (not article.kept and not article.removed)
    assert article.status is Status.OK or (article.score == 0 and article.verdict is Quality.POOR and article.reasons)


def an_article_survives_pickling(_: str, article: Article) -> None:
    """So that it can be sent between processes."""
    assert pickle.loads(pickle.dumps(article)) == article


def a_record_survives_json(_: str, article: Article) -> None:
    """Any article is plain JSON, in UTF-8 and without NaN, and says how many blocks there were."""
    record = article.to_dict()
    assert json.loads(json.dumps(record, ensure_ascii=False, allow_nan=False).encode()) == record
    assert (len(record["kept"]), len(record["removed"])) == (len(article.kept), len(article.removed))


LAWS: tuple[Callable[[str, Article], None], ...] = (
    every_block_is_kept_or_removed_once,
    blocks_cover_the_text,
    a_block_is_what_stands_at_its_offsets,
    every_removal_has_a_reason,
    nothing_is_invented,
    output_is_harmless,
    facts_agree,
    an_article_survives_pickling,
    a_record_survives_json,
)


def visible(text: str) -> str:
    return "".join(text.split())


def is_subsequence(part: str | list[str], whole: str | list[str]) -> bool:
    """Whether everything of `part` stands in `whole`, in that order."""
    rest = iter(whole)
    return all(item in rest for item in part)


# --- made-up text ------------------------------------------------------------------------------------------------

BREAKS = ("\n", "\n\n", "\n\n\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029")
BULLETS = ("- ", "* ", "+ ", "• ", "· ", "1. ", "2) ", "(3) ", "a. ", "    - ", "\t", "> ", "| ", "… ", "№")
MARKDOWN = (
    "# ", "## ", "###### ", "**", "*", "_", "`", "```\n", "~~~", "---", "===", "[a](http://b.example/c)",
    "![i](/x.png)", "[", "]", "(", ")", "](", "[](", "\\", "[1]", "[22]Home", "|---|", "<b>", "&copy;", "[x]: /y",
)  # fmt: skip
HOSTILE = (
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x7f",
    "\x9b",
    "\ud800",
    "\udfff",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u200b",
    "\xad",
)
FURNITURE = (
    "Home", "Related posts", "Read more", "Share", "Subscribe", "Accept all cookies", "Leave a comment", "© 2024 X",
    "By Ann Lee", "4 May 2024", "Advertisement", "Table of contents", "Watch The Full Video Now", "0:00 / 3:45",
)  # fmt: skip
PROSE = (
    "The ferry left the harbour at nine, and nobody minded the rain. ",
    "She said that it would be enough, and it was. ", "漢字かな交じりの文章です。", "Он сказал, что придёт завтра. ",
    "مرحبا بالعالم ", "e\u0301te\u0301 ", "word ", "a", "7", "😀",
)  # fmt: skip

pieces = st.sampled_from(BREAKS + BULLETS + MARKDOWN + HOSTILE + FURNITURE + PROSE + BREAKS)
soup = st.lists(pieces, max_size=40).map("".join) | st.text(max_size=200)
page_lines = [line for page in PAGES for line in page.source.split("\n")]
texts = soup | st.builds(str.join, st.sampled_from(BREAKS[:6]), documents(page_lines, soup, most=25))


@settings(max_examples=200)
@given(texts)
@example("# a\n# b\n[a](http://b.example/c) \x00[a](http://b.example/c)")  # a link behind what is not printed
@example("[1]a [2]b [3]c [4]d [5]e\n# a\n# b\n[12]Home [a](http://b.example/c)")  # and behind a link number
def test_laws_hold_for_any_text(source: str) -> None:
    """Whatever the text, all laws hold, and a second look says the same."""
    article = clean_text(source)
    for law in LAWS:
        law(source, article)
    assert clean_text(source) == article


@settings(max_examples=50)
@given(
    texts, st.sampled_from(Profile), st.sampled_from([(), ("comments",), ("navigation", "footer"), Pipeline().names])
)
def test_laws_hold_for_any_pipeline(source: str, profile: Profile, left_out: tuple[str, ...]) -> None:
    """A cleaner that is left out removes nothing; all laws hold all the same."""
    article = clean_text(source, profile=profile, pipeline=Pipeline().without(*left_out), language="pt-BR", url="x:y")
    for law in LAWS:
        law(source, article)
    assert not {removed.cleaner for removed in article.removed} & set(left_out)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(page_lines) | st.text("ab c*#[]().1-\t|>", max_size=20), max_size=40))
@example(["# a", "# b", "# c"])  # Markdown known by its headings alone
@example(["x" * 60 + " y"] * 9)  # hard-wrapped
@example(["**a", "b**"] * 3)  # no Markdown: bold does not go over lines
def test_newline_style_does_not_matter(lines: list[str]) -> None:
    """The same lines give the same text, however they end."""
    texts = {clean_text(newline.join(lines)).text for newline in ("\n", "\r\n", "\r", "\u2028")}
    assert len(texts) == 1


# --- the test pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_law(page: Page, law: Callable[[str, Article], None]) -> None:
    """Every law holds for every page."""
    law(page.source, cleaned(page.source))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_words_of_an_article_are_words_of_its_page(page: Page) -> None:
    """In order, Markdown and link numbers too: their marks count as spaces nowhere on these pages."""
    source = re.sub(r"\[\d{1,3}\]|[*_\\]", "", page.source)
    assert is_subsequence(WORD.findall(re.sub(r"[*_\\]", "", cleaned(page.source).text)), WORD.findall(source))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_cleaning_an_article_changes_nothing(page: Page) -> None:
    """What is clean is left as it is."""
    text = cleaned(page.source).text
    assert clean_text(text).text == text


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028"], ids=["crlf", "cr", "ls"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_newline_style_of_a_page_does_not_matter(page: Page, newline: str) -> None:
    """A page from Windows, from an old Macintosh or from a database has the same article."""
    assert clean_text(page.source.replace("\n", newline)).text == cleaned(page.source).text


def test_pages_come_out_the_same_after_a_thousand_other_documents() -> None:
    """Nothing is remembered from one document to the next, in whatever order they come."""
    want = [cleaned(page.source) for page in PAGES]
    chance = random.Random(1)
    for _ in range(1000):
        first = chance.randrange(len(page_lines))
        clean_text("\n".join(page_lines[first : first + chance.randrange(12)]))
    order = list(range(len(PAGES)))
    chance.shuffle(order)
    got = {i: clean_text(PAGES[i].source) for i in order}
    assert [got[i] for i in range(len(PAGES))] == want


def test_pages_come_out_the_same_in_another_process() -> None:
    """The seed of hashing changes the order of sets, and no output."""
    code = (
        "import hashlib, sys, pages\n"
        "records = [repr(pages.cleaned(page.source)) for page in pages.PAGES]\n"
        "print(hashlib.sha256('\\n'.join(records).encode('utf-8', 'surrogatepass')).hexdigest())\n"
    )
    records = [repr(cleaned(page.source)) for page in PAGES]
    want = hashlib.sha256("\n".join(records).encode("utf-8", "surrogatepass")).hexdigest()
    folders = os.pathsep.join([str(Path(__file__).parent), str(Path(dechaff.__file__).parents[1])])
    for seed in ("0", "12345"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": folders}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True, timeout=60
        )
        assert done.stdout.decode().strip() == want


# --- bad input ---------------------------------------------------------------------------------------------------

SENTENCE = "The ferry left the harbour at nine, and nobody on the crowded quay minded the rain. "
BAD: dict[str, tuple[str, set[Status]]] = {
    "empty": ("", {Status.EMPTY}),
    "white space": (" \t\r\n\x0b\x0c\x85\xa0\u2003\u2028\u3000\ufeff" * 50, {Status.EMPTY}),
    "control characters only": ("".join(map(chr, [*range(32), *range(0x7F, 0xA0)])), {Status.EMPTY}),
    "lone surrogates only": ("\ud800\udfff" * 100, {Status.NO_CONTENT}),
    "bidi overrides only": ("\u202e\u202d\u2066" * 100, {Status.EMPTY}),
    "one line of a megabyte": (SENTENCE * 12_000, {Status.OK}),
    "one word of a megabyte": ("a" * 1_000_000, {Status.OK, Status.NO_CONTENT}),
    "200,000 short lines": ("ab\n" * 200_000, {Status.OK, Status.NO_CONTENT}),
    "100,000 blank lines": ("\n" * 100_000 + SENTENCE * 9, {Status.OK}),
    "control characters in prose": ((SENTENCE + "\x00\x07\x1b[2J\x9b") * 40, {Status.OK}),
    "lone surrogates in prose": ((SENTENCE + "\ud83d \udc4d") * 40, {Status.OK}),
    "bidi overrides in prose": ((SENTENCE + "\u202eevil\u202c") * 40, {Status.OK}),
    "null bytes between letters": ("\x00".join(SENTENCE * 20), {Status.OK, Status.NO_CONTENT}),
    "one character": ("x", {Status.OK, Status.NO_CONTENT}),
    "marks only": ("*_#[]()!`\\|<>" * 500, {Status.OK, Status.NO_CONTENT}),
    "open brackets": ("[" * 5_000 + "(" * 5_000, {Status.OK, Status.NO_CONTENT}),
    "unclosed fence": ("# a\n# b\n# c\n```\n" + SENTENCE * 9, {Status.OK, Status.NO_CONTENT}),
    "combining marks": ("e" + "\u0301" * 50_000, {Status.OK, Status.NO_CONTENT}),
    "astral letters": ("𝓣𝓱𝓮 𝓯𝓮𝓻𝓻𝔂 👩‍👩‍👧 " * 500, {Status.OK, Status.NO_CONTENT}),
    "digits": ("9" * 100_000, {Status.OK, Status.NO_CONTENT}),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_has_a_status(name: str) -> None:
    """An article for every string, with a status that says what happened, and the laws hold."""
    source, statuses = BAD[name]
    article = clean_text(source)
    assert article.status in statuses
    for law in (every_removal_has_a_reason, output_is_harmless, facts_agree, a_record_survives_json):
        law(source, article)


@pytest.mark.parametrize("wrong", [b"bytes", None, 7, ["a"], bytearray(b"a")], ids=repr)
def test_what_is_no_string_is_refused(wrong: object) -> None:
    """A `TypeError` that names the type."""
    with pytest.raises(TypeError, match=type(wrong).__name__):
        clean_text(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", ["", SENTENCE], ids=["empty", "prose"])
def test_an_unknown_profile_is_refused(source: str) -> None:
    """A `DechaffError` that names those there are, for an empty text too."""
    with pytest.raises(DechaffError, match="precision, balanced, recall"):
        clean_text(source, profile="best")


# --- time --------------------------------------------------------------------------------------------------------

MENU = "Home\nNews\nSport\nRead more\nShare\n4 May 2024\nBy Ann Lee\nRelated posts\nFive things to know\n"
GROWING: dict[str, str] = {
    "paragraphs": (SENTENCE * 6 + "\n\n") * 4 + MENU,
    "short lines": MENU,
    "one long line": SENTENCE,
    "markdown": "## Heading\n\n- [Five *things*](http://a.example/b) and **more**\n\n" + SENTENCE * 2 + "\n\n",
    "hard-wrapped": "   [1]Home [2]News\n\n" + "   The ferry left [3]the harbour at nine, and nobody on the quay\n" * 8,
}


def seconds(source: str) -> float:
    start = time.process_time()
    clean_text(source)
    return time.process_time() - start


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_as_the_text_does(name: str) -> None:
    """Twice the text takes at most 2.6 times as long, at half a megabyte and at one; a busy machine gets four tries."""
    unit = GROWING[name]
    half, whole = (unit * (size // len(unit)) for size in (500_000, 1_000_000))
    best = [float("inf"), float("inf")]
    for _ in range(4):
        best = [min(b, seconds(text)) for b, text in zip(best, (half, whole), strict=True)]
        if best[1] <= 2.6 * best[0]:
            return
    assert best[1] <= 2.6 * best[0]


def test_subsequences() -> None:
    """The yardstick itself: order matters, and so does number."""
    for part, whole, want in (("ace", "abcde", True), ("ca", "abc", False), ("aa", "a", False), ("", "", True)):
        assert is_subsequence(part, whole) is want
