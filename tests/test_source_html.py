"""Pages become blocks: what a browser shows, in its order, from any bytes, in time linear in their number."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dechaff.sources.decoding import decode_page
from dechaff.sources.guard import MAX_ATTRIBUTES, MAX_DEPTH, guard, tame
from dechaff.sources.guessing import guess
from dechaff.sources.html import looks_like_html, read_html
from dechaff.sources.tags import words_of
from dechaff.types import Document, Kind

PROSE = "The council met on Tuesday evening and decided to rebuild the old sea wall before the winter storms return."


def texts(page: str | bytes, **options: str) -> list[str]:
    return [block.text for block in read_html(page, **options).blocks]


def kinds(page: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read_html(page).blocks]


# --- blocks ------------------------------------------------------------------------------------------------------

BLOCKS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", [("paragraph", "One."), ("paragraph", "Two.")]),
    "text in a div": ("<div>Loose <b>text</b></div>", [("paragraph", "Loose text")]),
    "text beside blocks": ("<div>a<p>b</p>c</div>", [("paragraph", "a"), ("paragraph", "b"), ("paragraph", "c")]),
    "inline joins": ("<p><b>H</b>ello <i>wor</i>ld</p>", [("paragraph", "Hello world")]),
    "white space": ("<p>\n a \t b&nbsp;&nbsp;c\u200b \r\n</p>", [("paragraph", "a b c")]),
    "references": ("<p>a &lt;b&gt; &amp; &eacute; &#x41;</p>", [("paragraph", "a <b> & é A")]),
    "headings": ("<h1>One</h1><h3>Two<br>lines</h3>", [("heading", "One"), ("heading", "Two lines")]),
    "one break": ("<p>Roses are red<br>violets are blue</p>", [("paragraph", "Roses are red\nviolets are blue")]),
    "two breaks": ("<div>One.<br> <br>Two.</div>", [("paragraph", "One."), ("paragraph", "Two.")]),
    "breaks between long lines": (
        f"<div>{PROSE}<br>{PROSE}</div>",
        [("paragraph", PROSE), ("paragraph", PROSE)],
    ),
    "list": ("<ul><li>a<li><p>b</p></ul>", [("list_item", "a"), ("list_item", "b")]),
    "only the first block of an item is the item": (
        "<li><h3>Head</h3><p>one</p><p>two</p></li>",
        [("heading", "Head"), ("paragraph", "one"), ("paragraph", "two")],
    ),
    "quote": ("<blockquote><p>Said.</p></blockquote>", [("quote", "Said.")]),
    "code": ("<pre><code>if x:\n\tgo()\n</code></pre>", [("code", "if x:\n\tgo()")]),
    "lines of code": ("<pre><div>a</div><div>  b</div></pre>", [("code", "a\n  b")]),
    "captions": (
        "<figure><img src=x><figcaption>Seen.</figcaption></figure>",
        [("caption", "Seen.")],
    ),
    "rule": ("<p>a</p><hr><hr><p>b</p>", [("paragraph", "a"), ("separator", "---"), ("paragraph", "b")]),
    "data table": (
        "<table><tr><th></th><th>2019</th><th>2020</th></tr><tr><td>Wood</td><td></td><td><p>5</p></td></tr></table>",
        [("table_row", "| 2019 | 2020"), ("table_row", "Wood |  | 5")],
    ),
    "layout table": (
        f"<table><tr><td><a href=/>Home</a></td><td><p>{PROSE}</p><p>{PROSE}</p></td></tr></table>",
        [("paragraph", "Home"), ("paragraph", PROSE), ("paragraph", PROSE)],
    ),
    "table in a cell": (
        "<table><tr><td>x</td><td>y</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>",
        [("paragraph", "x"), ("paragraph", "y"), ("table_row", "a | b")],
    ),
    "links side by side": ("<div><a href=1>Home</a><a href=2>News</a></div>", [("paragraph", "Home News")]),
    "buttons stand alone": ("<p>Read <button>Share</button></p>", [("paragraph", "Read"), ("paragraph", "Share")]),
    "an image parts words": ("<p>a<img src=x>b</p>", [("paragraph", "a b")]),
    "choices are no text": ("<p>a</p><select><option>b</option></select><textarea>c</textarea>", [("paragraph", "a")]),
    "unseen": (
        "<p>a</p><script>b</script><style>c</style><svg><title>d</title><text>e</text></svg><iframe>f</iframe>"
        "<video>g</video><noscript>h</noscript><template><p>i</p></template><!-- j -->",
        [("paragraph", "a")],
    ),
    "text after an empty script": ("<p>a <script src=x></script>b</p>", [("paragraph", "a b")]),
    "less than": ("<p>1 < 2 and 3 > 2</p>", [("paragraph", "1 < 2 and 3 > 2")]),
}


@pytest.mark.parametrize("case", BLOCKS, ids=lambda case: case.replace(" ", "-"))
def test_blocks_are_what_a_browser_shows(case: str) -> None:
    """Kinds and texts, one below the other."""
    page, want = BLOCKS[case]
    assert kinds(page) == want


def test_levels_and_indents_count_lists() -> None:
    """An item says how deep it is; what else is in it is indented below it; a table's cell begins anew."""
    page = "<h2>h</h2><ul><li>a<ul><li>b</li></ul><p>c</p></li></ul><ol><li><table><tr><td><ul><li>d"
    got = [(block.text, block.kind, block.level, block.indent) for block in read_html(page).blocks]
    assert got == [
        ("h", Kind.HEADING, 2, 0),
        ("a", Kind.LIST_ITEM, 1, 0),
        ("b", Kind.LIST_ITEM, 2, 2),
        ("c", Kind.PARAGRAPH, 0, 2),
        ("d", Kind.LIST_ITEM, 1, 0),
    ]
    assert read_html(page).source == "h\na\n  b\n  c\nd"


LINKS = [
    ("<p>See <a href='/a?b=1&amp;c=2'>this <b>page</b></a>.</p>", [("this page", "https://e.org/a?b=1&c=2")]),
    ("<a href=b.html><h2>Head</h2><p>Text</p></a>", [("Head", "https://e.org/d/b.html"), ("Text", "https://e.org/d/b.html")]),
    ("<a href=//x.org/y>x</a>", [("x", "https://x.org/y")]),
    ("<a href=../up>x</a>", [("x", "https://e.org/up")]),
    ("<a href='#top'>x</a>", [("x", "https://e.org/d/p.html#top")]),
    ("<a href=' http://[::1 '>x</a>", [("x", "http://[::1")]),
    ("<a href='//[bad'>x</a>", [("x", "https://[bad")]),
    ("<a href='mailto:a@b.c'>x</a>", [("x", "mailto:a@b.c")]),
    ("<a name=here>x</a>", []),
    ("<table><tr><td>a<td><a href=1>bc</a></table>", [("bc", "https://e.org/d/1")]),
    (f"<div>{PROSE} <a href=1>one<br>two</a> {PROSE}</div>", [("one", "https://e.org/d/1"), ("two", "https://e.org/d/1")]),
    ("<p>\u200b <a href=1>  spaced  </a> on</p>", [("spaced", "https://e.org/d/1")]),
]  # fmt: skip


@pytest.mark.parametrize("space", [" ", "\n", "\xa0", "\u2009", "\u202f", "\u3000", "&nbsp;", "&#8239;"])
def test_any_white_space_beside_a_link_parts_words(space: str) -> None:
    """French sets narrow spaces that do not break before units and punctuation."""
    assert texts(f"<p>12{space}<a href=1>km</a>{space}away</p>") == ["12 km away"]


@pytest.mark.parametrize(("page", "want"), LINKS, ids=[str(n) for n in range(len(LINKS))])
def test_links_are_ranges_of_their_block(page: str, want: list[tuple[str, str]]) -> None:
    """Resolved where that can be done; nothing raises."""
    document = read_html(page, url="https://e.org/d/p.html")
    got = [(block.text[a:b], target) for block in document.blocks for a, b, target in block.links]
    assert got == want


def test_a_base_goes_before_the_address() -> None:
    """As in browsers, itself resolved first; without any address targets stay as they stand."""
    page = "<base href=/x/><a href=y>a</a>"
    assert read_html(page, url="https://e.org/d/").blocks[0].links[0].target == "https://e.org/x/y"
    assert read_html("<a href=y>a</a>").blocks[0].links[0].target == "y"


# --- hints -------------------------------------------------------------------------------------------------------

NAMES = [
    ("post-body", ("post", "body")),
    ("entryTitle_2 BIG", ("entry", "title", "big")),
    ("navMENUItem", ("nav", "menu", "item")),
    ("a b c1", ()),
    ("post post post-9", ("post",)),
    ("", ()),
    ("x" * 5000, ("x" * 24, "x" * 16)),
]


@pytest.mark.parametrize(("said", "want"), NAMES, ids=[str(n) for n in range(len(NAMES))])
def test_names_are_split_into_words(said: str, want: tuple[str, ...]) -> None:
    """On hyphens, humps and whatever is no letter; digits and single letters go."""
    assert words_of(said) == want


def test_hints_name_what_is_around_a_block_outermost_first() -> None:
    """Tags behind a `<`, then words of class, id and role; those of html and body, which all share, are left out."""
    page = "<body class=home><main id=mainArea><div class='post-body x1' role=article><p>a <b>b</b></p><p><i class=by>c"
    first, second = read_html(page).blocks
    assert first.hints == ("<main", "main", "area", "<div", "post", "body", "article", "<p")
    assert second.hints == (*first.hints, "<i", "by")
    assert (first.path, second.path) == ("div.post-body > p", "p > i.by")
    assert first.branch[1] == second.branch[2]


def test_the_innermost_hints_are_kept() -> None:
    """Forty, however deep a block is."""
    block = read_html("<div class='one two three'>" * 30 + "<p id=here>x").blocks[0]
    assert len(block.hints) == 40
    assert block.hints[-2:] == ("<p", "here")


def test_siblings_share_their_hints() -> None:
    """The same tuple, so that a thousand items cost one."""
    blocks = read_html("<ul class=menu>" + "<li class=item>x</li>" * 50 + "</ul>").blocks
    assert len({id(block.hints) for block in blocks}) == 1


# --- hidden text -------------------------------------------------------------------------------------------------

HIDDEN = ["hidden", "aria-hidden=true", "style='display: none'", "style='x:y;VISIBILITY:hidden'"]


@pytest.mark.parametrize("how", HIDDEN)
def test_hidden_text_is_left_out_unless_it_is_most_of_the_page(how: str) -> None:
    """Pages hide menus and dialogs, and now and then the whole article until a script has run."""
    hidden = f"<div {how}><p>Behind.</p></div>"
    assert texts(f"<p>{PROSE}</p>{hidden}") == [PROSE]
    bulk = read_html(f"<p>Loading</p><div {how}>" + f"<p>{PROSE}</p>" * 4 + "</div>")
    assert [block.text for block in bulk.blocks] == ["Loading", *[PROSE] * 4]
    assert "!hidden" in bulk.blocks[1].hints
    assert "!hidden" not in bulk.blocks[0].hints
    assert "hidden until a script" in bulk.notes[0]


def posts(count: int) -> str:
    return "".join(f"<p>Post {n}. {PROSE}</p>" for n in range(count))


FALLBACKS: dict[str, tuple[str, str]] = {
    "noscript": (f"<div id=app></div><noscript><div>{posts(5)}</div></noscript>", "<noscript>"),
    "noscript beside a little": (f"<p>{PROSE}</p><p>{PROSE}</p><noscript>{posts(9)}</noscript>", "<noscript>"),
    "template": (f"<div id=app></div><template><article>{posts(5)}</article></template>", "<template>"),
    "shadow root": (f"<x-page><template shadowrootmode=open>{posts(5)}</template></x-page>", "<template>"),
    "JSON-LD": (
        "<script type='application/ld+json'>"
        + json.dumps({"@graph": [{"articleBody": "\n".join(f"Post {n}. {PROSE}" for n in range(5))}]})
        + "</script>",
        "JSON-LD",
    ),
    "JSON-LD with markup": (
        "<script type='application/ld+json'>" + json.dumps({"articleBody": posts(5)}).replace("/", "\\/") + "</script>",
        "JSON-LD",
    ),
}


@pytest.mark.parametrize("case", FALLBACKS)
def test_text_is_looked_for_where_pages_keep_it_for_scripts(case: str) -> None:
    """And a note says where it was."""
    page, name = FALLBACKS[case]
    document = read_html(page)
    assert f"Post 4. {PROSE}" in [block.text for block in document.blocks]
    assert document.notes == (f"its text was found in {name}",)


def test_posts_of_discourse_are_found_in_their_attribute() -> None:
    """JSON in an attribute, JSON in its strings, HTML in theirs."""
    topic = {"post_stream": {"posts": [{"username": "ann", "cooked": f"<p>{PROSE}</p>"}, {"cooked": posts(2)}]}}
    store = json.dumps({"topic_9": json.dumps(topic), "site": "{}"}).replace('"', "&quot;")
    document = read_html(f'<div class="hidden" id="data-preloaded" data-preloaded="{store}"></div>')
    assert [block.text for block in document.blocks] == ["ann", PROSE, f"Post 0. {PROSE}", f"Post 1. {PROSE}"]
    assert document.notes == ("its text was found in data-preloaded",)


@pytest.mark.parametrize(
    "noscript",
    ["<img src=x.jpg alt=x>", "Please enable JavaScript.", "<iframe src=tracker></iframe>" * 50],
)
def test_a_noscript_without_the_article_stays_out(noscript: str) -> None:
    """Copies of lazy images, pleas and trackers."""
    page = f"<p>{PROSE}</p>" * 3 + f"<noscript>{noscript}</noscript>" * 20
    assert texts(page) == [PROSE] * 3


XML_NOTE = "tags that were closed as in XML were taken to be closed"
CLOSED_LIKE_XML = {
    "iframe": '<iframe src="/map"/>',
    "iframe without attributes": "<iframe/>",
    "iframe in upper case, with space": "<IFRAME src='/map' />",
    "iframe with a quoted bracket": '<iframe src="/map" title="a > b"/>',
    "textarea": '<textarea name="q" />',
    "two of a name": '<iframe src="/a"/>@<iframe src="/b"></iframe>',
    "title": "<title/>",
    "style": '<style media="print"/>',
    "script, and one behind it": '<script src="/a.js"/>@<script>go()</script>',
    "script": '<script src="/a.js"/>',
}


@pytest.mark.parametrize("case", CLOSED_LIKE_XML)
def test_what_was_closed_as_in_xml_takes_no_text_for_its_own(case: str) -> None:
    """Browsers take all that follows for a script or a frame; pages that were written as XML mean none of it so."""
    before, _, behind = CLOSED_LIKE_XML[case].partition("@")
    document = read_html(f"<body><p>Above.</p>{before}<div><p>{PROSE}</p></div>{behind}</body>")
    assert [block.text for block in document.blocks] == ["Above.", PROSE]
    assert document.notes == (XML_NOTE,)


def test_a_frame_that_was_closed_as_in_xml_takes_nothing_in_a_noscript() -> None:
    """Nor do the posts of a forum vanish behind it."""
    frame = '<noscript><iframe src="/pixel"/></noscript>'
    document = read_html(f"{frame}<noscript><div>{posts(5)}</div></noscript>")
    assert [block.text for block in document.blocks] == [f"Post {n}. {PROSE}" for n in range(5)]


@pytest.mark.parametrize(
    "tag",
    [
        "<iframe src=/map/>hidden</iframe>",
        '<iframe src="/map"/><p>hidden</p></iframe>',
        "<textarea><p>hidden</p></textarea>",
        "<script>document.write(\"<script src='/a.js'/>\")</script>",
        "<svg><title/><path d='M0 0'/></svg>",
        "<script>var s = '<script/>'; document.write('<script src=b></scr' + 'ipt>')</script><textarea></p></textarea>",
        "<script><!-- a --> var s = '<script/>'; document.write('<script src=b></scr' + 'ipt>')</script>"
        "<textarea></p></textarea>",
        "<script type='application/ld+json'>{\"a\": \"<iframe src='x'/></p>\"}</script>",
        "<!-- <iframe src='x'/> --><textarea></p></textarea>",
    ],
)
def test_what_has_an_end_tag_keeps_its_text(tag: str) -> None:
    """A slash that belongs to an address, one that is followed by the end tag all the same, tags in strings."""
    document = read_html(f"<p>Above.</p>{tag}<p>{PROSE}</p>")
    assert [block.text for block in document.blocks] == ["Above.", PROSE]
    assert document.notes == ()


@pytest.mark.parametrize(
    "said", ["", "5", "null", "[" * 100_000, '{"articleBody": 5}', '{"articleBody": "x', "9" * 5000]
)
def test_json_that_is_none_is_passed_over(said: str) -> None:
    """Broken, nested too deep for Python's reader, or of other types than expected."""
    document = read_html(f"<script type='application/ld+json'>{said}</script><p>x</p>")
    assert [block.text for block in document.blocks] == ["x"]


# --- the head ----------------------------------------------------------------------------------------------------


def test_the_head_is_read_but_not_judged() -> None:
    """In the order of the page, names in lower case; a title inside a drawing is not the page's."""
    head = read_html(
        "<html lang=de><head><base href=/b/><meta charset=utf-8><meta Property='OG:Title' content=' A &amp; B '>"
        "<svg><title>icon</title></svg>"
        "<meta name=author content=x itemprop=Author><link rel='Canonical' href=/c><title> T \n t </title>"
        '<script type=\'application/ld+json\'>{"a": "<b>"}</script><script>no</script></head><p>x'
    ).head
    assert head is not None
    assert (head.title, head.language, head.base) == ("T t", "de", "/b/")
    assert head.metas == (("og:title", "A & B"), ("author", "x"))
    assert head.links == (("canonical", "/c"),)
    assert head.json_ld == ('{"a": "<b>"}',)


def test_properties_say_where_they_were_found() -> None:
    """By element, microdata, relation or class, with value, text and the block they are in or come before."""
    head = read_html(
        "<h1>Title</h1><div hidden>x</div>"
        "<div class='post-byline'>By <a rel=author href=/ann itemprop=author>Ann <b>Lee</b></a>,"
        " <time datetime=2024-05-01>1 May</time></div><p>Text.</p>"
        "<ul class=tags><li><a rel=tag href=/t>One</a></li><li>Two</li></ul>"
        "<p><a rel='license noopener' href=/cc>CC</a></p>"
        "<meta itemprop=dateModified content=2024-06-01>"
        "<table><tr><td>a</td><td><span itemprop=name>b</span></td></tr></table><p><time datetime=2025></time></p>"
    ).head
    assert head is not None
    assert [tuple(x) for x in head.properties] == [
        ("class:byline", "", "By Ann Lee, 1 May", 1),
        ("itemprop:author", "/ann", "Ann Lee", 1),
        ("rel:author", "/ann", "Ann Lee", 1),
        ("time", "2024-05-01", "1 May", 1),
        ("class:tags", "", "One | Two", 3),
        ("rel:tag", "/t", "One", 3),
        ("rel:license", "/cc", "CC", 5),
        ("itemprop:datemodified", "2024-06-01", "", 5),
        ("itemprop:name", "", "b", 6),
        ("time", "2025", "", 7),
    ]


def test_properties_are_capped() -> None:
    """Fifty of a name and 500 characters each: the page's own come first."""
    page = "".join(f"<p class=author>Name {n} {'x' * 900}</p>" for n in range(3000))
    head = read_html(page).head
    assert head is not None
    assert len(head.properties) == 50
    assert max(len(x.text) for x in head.properties) == 500


# --- encodings ---------------------------------------------------------------------------------------------------

RUSSIAN = "Не знаю, где была вчера вечером вся эта шумная компания, но город спал. " * 3
CHINESE = "政府今天宣布了新的措施，以改善国家的经济状况，人们对此表示欢迎。" * 3
JAPANESE = "今日は天気がとても良いので、公園に行きました。友達も来ました。" * 3
KOREAN = "정부는 오늘 국가 경제를 개선하기 위한 새로운 조치를 발표했다. " * 3
FRENCH = "Nous avons été à la plage, où l’été était déjà là, et la mer était calme. " * 3
POLISH = "Zażółć gęślą jaźń; w Szczebrzeszynie chrząszcz brzmi w trzcinie, a świt był piękny. " * 3
GREEK = "Η κυβέρνηση ανακοίνωσε σήμερα νέα μέτρα για την οικονομία της χώρας. " * 3
TURKISH = "Bugün hava çok güzel, İstanbul’da şehir ışıkları parlıyordu ve çocuklar gülüyordu. " * 3
ARABIC = "قالت الحكومة اليوم إن الاقتصاد سوف يتحسن في العام المقبل " * 3
HEBREW = "הממשלה הודיעה היום על צעדים חדשים לשיפור הכלכלה בארץ " * 3
THAI = "รัฐบาลประกาศมาตรการใหม่เพื่อปรับปรุงเศรษฐกิจของประเทศ " * 3

UNDECLARED = [
    (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp866"), (CHINESE, "gb18030"), (JAPANESE, "cp932"),
    (JAPANESE, "euc-jp"), (JAPANESE, "iso2022_jp"), (KOREAN, "cp949"), (FRENCH, "cp1252"), (POLISH, "cp1250"),
    (POLISH, "iso8859-2"), (GREEK, "iso8859-7"), (TURKISH, "cp1254"), (ARABIC, "cp1256"), (HEBREW, "cp1255"),
    (THAI, "cp874"), ("政府今天宣布了新的措施，以改善國家的經濟狀況。" * 3, "big5"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), UNDECLARED, ids=[f"{encoding}" for _, encoding in UNDECLARED])
@pytest.mark.parametrize("page", ["<html><body><p>{}</p></body></html>", "<title>{}</title><div class='x y'>{}</div>"])
def test_undeclared_encodings_are_told_by_their_letters(text: str, encoding: str, page: str) -> None:
    """Right for the letters of the text; and the guess is owned up to where there is one."""
    document = read_html(page.format(text, text).encode(encoding))
    assert document.blocks[0].text == text.strip()
    assert len(document.notes) == (0 if encoding == "iso2022_jp" else 1)


@pytest.mark.parametrize(("text", "encoding"), UNDECLARED, ids=[f"{encoding}" for _, encoding in UNDECLARED])
def test_text_without_markup_is_guessed_the_same_way(text: str, encoding: str) -> None:
    """The guesser knows nothing of tags."""
    data = text.encode(encoding)
    assert data.decode(guess(data).encoding) == text


META = "<html><head><meta charset='{}'></head><body>"
DECODED: dict[str, tuple[bytes, str | None, str]] = {
    "mark before all": (b"\xef\xbb\xbf<meta charset=koi8-r>" + "é".encode(), "cp1251", "é"),
    "UTF-16 with a mark": ("\ufeff<p>é".encode("utf-16-le"), None, "é"),
    "UTF-16 without": ("<p>Hello, world, é</p>".encode("utf-16-be"), None, "Hello, world, é"),
    "UTF-32 without": ("<p>Hello, world, é</p>".encode("utf-32-le"), None, "Hello, world, é"),
    "UTF-16 inside UTF-8": (b"<p>\xc3\xa9" + "x".encode("utf-16-le") * 9 + b"<p>b", None, "é" + "x" * 9),
    "told from outside": ("<meta charset=utf-8>élan".encode("cp1252"), "ISO-8859-1", "élan"),
    "meta": (META.format("windows-1251").encode() + RUSSIAN.encode("cp1251"), None, RUSSIAN.strip()),
    "http-equiv": (
        b"<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'>" + JAPANESE.encode("cp932"),
        None,
        JAPANESE,
    ),
    "meta beyond 1,024 bytes": (
        b"<!--" + b"x" * 3000 + b"-->" + META.format("gb2312").encode() + CHINESE.encode("gbk"),
        None,
        CHINESE,
    ),
    "meta in a comment": (b"<!-- <meta charset=koi8-r> -->" + RUSSIAN.encode("cp1251"), None, RUSSIAN.strip()),
    "XML declaration": (
        b"<?xml version='1.0' encoding='windows-1253'?><p>" + GREEK.encode("cp1253"),
        None,
        GREEK.strip(),
    ),
    "UTF-8 declared otherwise": (META.format("iso-8859-1").encode() + "naïve café".encode(), None, "naïve café"),
    "windows-1252 declared UTF-8": (META.format("utf-8").encode() + FRENCH.encode("cp1252"), None, FRENCH.strip()),
    "GBK declared Latin": (META.format("iso-8859-1").encode() + CHINESE.encode("gbk"), None, CHINESE),
    "unknown label": (META.format("klingon").encode() + "café".encode(), "x-nonsense", "café"),
    "a Python codec": (META.format("rot13").encode() + b"plain", "zlib", "plain"),
    "a few broken bytes": (("é" * 50).encode() + b"\xff", None, "é" * 50 + "\ufffd"),
}


@pytest.mark.parametrize("case", DECODED, ids=lambda case: case.replace(" ", "-"))
def test_pages_are_decoded_as_browsers_do(case: str) -> None:
    """But for labels that the bytes prove wrong."""
    data, told, want = DECODED[case]
    assert read_html(data, encoding=told or "").blocks[0].text == want


def test_a_declared_encoding_is_no_guess() -> None:
    """Be there only a letter or two to tell it by."""
    page = META.format("windows-1252") + "<p>Caf\xe9 \xb1 \xa4</p>"
    assert read_html(page.encode("cp1252")).notes == ()


def test_utf_8_is_not_encoded_again() -> None:
    """Bytes that are UTF-8 go to the parser as they are."""
    assert decode_page("é".encode()).is_utf8
    assert not decode_page("é".encode("cp1252")).is_utf8


# --- what is no page, or a strange one ---------------------------------------------------------------------------

NO_PAGE = [
    (b"%PDF-1.7\n1 0 obj", "a PDF file"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "a PNG image"),
    (b"PK\x03\x04" + bytes(100), "a ZIP archive"),
    (b"\x28\xb5\x2f\xfd" + bytes(100), "compressed with zstd"),
    (bytes(range(32)) * 200, "no text"),
]


@pytest.mark.parametrize(("data", "what"), NO_PAGE, ids=[what for _, what in NO_PAGE])
def test_what_is_no_page_is_named(data: bytes, what: str) -> None:
    """No blocks and no error: a note says what it is."""
    document = read_html(data)
    assert document.blocks == ()
    assert what in document.notes[-1]


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda data: gzip.compress(gzip.compress(data))])
def test_compressed_pages_are_unpacked(pack: Callable[[bytes], bytes]) -> None:
    """Servers send them so, and crawlers keep them so."""
    page = f"<p>{PROSE}</p>".encode() * 50
    assert texts(pack(page)) == [PROSE] * 50
    cut = read_html(pack(page)[:-12])
    assert "cut off" in " ".join(cut.notes)


def test_a_bomb_is_unpacked_no_further_than_pages_can_be_packed() -> None:
    """A page is packed to a tenth; what is said to be packed to a thousandth is read as far as if it were a page."""
    page = b"<p>" + b"y " * (10 << 20)
    once = gzip.compress(page)
    for packed in (once, gzip.compress(once)):
        document = read_html(packed)
        assert len(document.source) <= 8 << 20
        assert "larger than what is read" in document.notes[0]
    assert len(read_html(gzip.compress(page[: 7 << 20])).source) == (7 << 20) - 3  # however small it was packed


def test_a_bomb_is_not_unpacked_whole() -> None:
    """A megabyte that holds a thousand of them is read as far as a page is."""
    start = time.process_time()
    document = read_html(gzip.compress(b"<p>x" + b"y" * (100 << 20)))
    assert len(document.source) < 40 << 20
    assert time.process_time() - start < 20
    assert document.notes


@pytest.mark.parametrize(
    "page", ["", " \n", "<", "</", "<!", "<p", "<!--", "&", "\0", "\ud800", "\ufeff", b"\xff", b"\xff\xfe"]
)
def test_tiny_inputs_are_no_trouble(page: str | bytes) -> None:
    """Nothing, or next to it."""
    assert len(read_html(page).blocks) <= 1


def test_surrogates_and_nuls_are_taken_out() -> None:
    """A pair of surrogates is the character that it stands for."""
    assert texts("<p>a\ud83d\ude00b \udc00c\0d</p>") == ["a😀b cd"]


def test_surrogates_among_bytes_are_no_reason_to_doubt_utf_8() -> None:
    """Programs that encode halves of characters one by one write them; the rest is as good as any."""
    document = read_html("<p>Señor a\ud83d\ude00b \udc00c</p>".encode("utf-8", "surrogatepass"))
    assert [block.text for block in document.blocks] == ["Señor a😀b c"]
    assert "surrogates" in document.notes[0]


# --- caps --------------------------------------------------------------------------------------------------------

CAPPED: dict[str, tuple[str, str]] = {
    "div": ("<div>" * 100_000, "nested"),
    "closed div": ("<div>" * 100_000 + "deep" + "</div>" * 100_000, "nested"),
    "lists": ("<ul><li>" * 50_000, "nested"),
    "tables": ("<table><tr><td>" * 30_000, "nested"),
    "tables across divs": ("<div><table><tr><td></div>" * 20_000, "nested"),
    "slashes": ("<x-a/>" * 50_000, "nested"),
    "svg": ("<svg>" + "<g>" * 50_000, "nested"),
    "formatting": ("".join(f"<p><b id={n}>" for n in range(20_000)), "formatting"),
    "attributes": ("<div " + " ".join(f"a{n}=x" for n in range(50_000)) + ">x</div>", "attributes"),
    "quoted attributes": ("<div " + "".join(f"a{n}='>'" for n in range(20_000)) + ">x</div>", "attributes"),
    "elements": ("<br>" * 400_000, "elements"),
    "names": ("".join(f"<x{n}>x</x{n}>" for n in range(40_000)), "names"),
}


@pytest.mark.parametrize("case", CAPPED, ids=lambda case: case.replace(" ", "-"))
def test_caps_keep_the_text_and_are_named(case: str) -> None:
    """What parsers are slow at is taken out before they see it; the last paragraph is still there."""
    block, note = CAPPED[case]
    start = time.process_time()
    document = read_html(f"<p>{PROSE}</p>{block}<p>{PROSE} The end.</p>")
    assert time.process_time() - start < 10
    assert PROSE in document.source
    assert f"{PROSE} The end." in document.source.replace("\n", " ")
    assert note in " ".join(document.notes)


ORDINARY = [
    "<p>a</p>",
    "<div>" * 300 + "</div>" * 300,
    "<p>a<p>b<li>c<dd>d" * 3000,
    "<table>" + "<tr><td>a<td>b" * 3000,
    "<div><span></div>" * 5000,
    "<a href=1>x" * 5000,
    "<script>if (a<b) { x = '<div>' }</script><style><b></style><!-- <div> --><textarea><div></textarea>" * 2000,
    "<svg><path d='1'/><g/></svg>" * 5000,
    "<img alt='a > b' src=\"<div>\">" * 5000,
    "<x-card>y</x-card>" * 5000,
]


@pytest.mark.parametrize("page", ORDINARY, ids=[str(n) for n in range(len(ORDINARY))])
def test_ordinary_pages_are_left_as_they_are(page: str) -> None:
    """Byte for byte, however carelessly they are written."""
    assert tame(page.encode()) == (page.encode(), ())
    assert guard(page.encode()) == (page.encode(), ())


def test_caps_are_where_they_are_said_to_be() -> None:
    """One more than fits is too many."""
    attributes = " ".join(f"a{n}=1" for n in range(MAX_ATTRIBUTES))
    long = "x" * 9000  # tags that are short are not looked at: they hold too few to matter
    assert tame(f"<p {attributes} ><i title='{long}'>".encode()).notes == ()
    assert tame(f"<p title='{long}' {attributes}>x".encode()).notes
    assert tame(b"<div>" * MAX_DEPTH).notes == ()
    assert tame(b"<div>" * (MAX_DEPTH + 1)).notes


def test_a_formatting_element_is_closed_by_its_own_end_tag() -> None:
    """Neither the count of what is left open nor the cap is taken in by end tags of others."""
    page = "".join(f"<p><b id={n}>x</i>" for n in range(1500))
    assert "formatting elements" in " ".join(guard(page.encode()).notes)
    assert guard(page.replace("</i>", "</b>").encode()).notes == ()


def test_tags_count_less_on_a_long_page() -> None:
    """There may be more of them where the page is so long that the time they take is little for each byte."""
    deep = b"<div>" * 2000 + b"</div>" * 2000 + b"<div></div>" * 2000
    assert guard(deep).notes
    assert guard(deep + b"x" * 300_000) == (deep + b"x" * 300_000, ())
    assert guard(deep + b"<p>" * 4000 + b"x" * 300_000).notes
    assert guard(deep * 4 + b"x" * 30_000_000).notes  # a parser's time grows faster than that


SCALED: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: "<p>word word</p>" * (n // 16),
    "words": lambda n: "<p>" + "word " * (n // 5),
    "spans": lambda n: "<p>" + "<span>x</span> " * (n // 15),
    "links": lambda n: "<div>" + "<a href=/a>x</a> " * (n // 17),
    "breaks": lambda n: "<div>" + "word<br>" * (n // 8),
    "cells": lambda n: "<table><tr>" + "<td>x</td>" * (n // 10),
    "rows": lambda n: "<table>" + "<tr><td>x<td>y</tr>" * (n // 19),
    "items": lambda n: "<ul>" + "<li>x" * (n // 5),
    "code": lambda n: "<pre>" + "<b>x</b>\n" * (n // 9),
    "less than": lambda n: "<" * n,
    "quotes": lambda n: "<a b='" * (n // 6),
    "comments": lambda n: "<!--" * (n // 4),
    "bangs": lambda n: "<!-->" * (n // 5),
    "scripts": lambda n: "<script>" * (n // 8),
    "script ends": lambda n: "<script>" + "</scrip" * (n // 7),
    "titles": lambda n: "<title>" * (n // 7),
    "end tags": lambda n: "<div><table><td>" + "<i>" * 400 + "</div>" * (n // 6),
    "formatting ends": lambda n: "<b>" * 50 + "<div>" * 300 + "</b><b>" * (n // 7),
    "references": lambda n: "<p>" + "&amp;" * (n // 5),
    "digits": lambda n: "<p>&#" + "9" * n + ";",
    "classes": lambda n: "".join(f"<p class=c{k}>x</p>" for k in range(n // 17)),
    "properties": lambda n: "<div itemprop=a>" * 300 + "<time>x</time>" * (n // 14),
    "white space": lambda n: "<p>x" + " \n" * (n // 2),
    "deep inline": lambda n: "<p>a" + "<i>" * 60 + "x<b>y</b>" * (n // 9),
}


@pytest.mark.parametrize("case", SCALED, ids=lambda case: case.replace(" ", "-"))
def test_time_is_linear(case: str) -> None:
    """Four times the page takes no ten times as long, garbage collection included; a square would be sixteen."""
    make = SCALED[case]

    def seconds(size: int) -> float:
        page = f"<p>{PROSE}</p>{make(size)}"
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            read_html(page)
            best = min(best, time.process_time() - start)
            if best > 1:
                break
        return best

    small, large = seconds(60_000), seconds(240_000)
    assert large < 10 * small + 0.2


# --- any input ---------------------------------------------------------------------------------------------------

PIECES = st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<li>", "<ul>", "</ul>", "<a href=x>", "</a>", "<b>", "</b>", "<br>", "<hr>",
    "<pre>", "</pre>", "<table>", "<tr>", "<td>", "</table>", "<h2>", "</h2>", "<blockquote>", "<select>",
    "<option>", "<svg>", "</svg>", "<script>", "</script>", "<!--", "-->", "<noscript>", "</noscript>",
    "<template>", "<time>", "<div hidden>", "<span class=author>", "&amp;", "&nbsp;", "text", "\xa0", "\u200b",
    "\n", " ", "\0", "\ud800", "é", "漢", "<title>", "</title>", "<button>", "<svg><title>", "<textarea>",
    "<plaintext>", "=", "'", "<", ">", '"',
])  # fmt: skip


def check(document: Document) -> None:
    """What holds of any page: blocks lie in the source in order and touch nothing twice; links lie in their blocks."""
    position = 0
    for index, block in enumerate(document.blocks):
        assert block.index == index
        assert document.source[block.start : block.end] == block.text
        assert block.text.strip()
        assert position <= block.start
        assert document.source[position : block.start].strip() == ""
        position = block.end
        assert all(0 <= a < b <= len(block.text) for a, b, _ in block.links)
        assert all(one.end <= other.start for one, other in zip(block.links, block.links[1:], strict=False))
        assert "\ud800" not in block.text
        assert not any(x < " " and x not in "\n\t" for x in block.text)
    assert document.source[position:].strip() == ""
    assert document.head is not None
    assert all(0 <= found.block <= len(document.blocks) for found in document.head.properties)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_markup_gives_blocks_that_lie_in_the_source(page: str) -> None:
    """Offsets are exact, blocks in order, nothing between them; and the same page gives the same blocks."""
    document = read_html(page, url="https://e.org/")
    check(document)
    assert read_html(page, url="https://e.org/") == document


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200)))
def test_any_input_gives_a_document(page: bytes | str) -> None:
    """Bytes and characters of any kind."""
    check(read_html(page))


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_look_before_the_parser_changes_nothing(page: str) -> None:
    """What is under all caps comes out as it went in."""
    data = page.encode("utf-8", "replace")
    assert tame(data) == (data, ())


# --- page or text ------------------------------------------------------------------------------------------------

PAGES = [
    "<!DOCTYPE html><html><body>x",
    "\ufeff\n<!-- saved -->\n<HTML lang=en>",
    "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'><html>",
    "<p>One.</p><p>Two.</p>",
    "<div class='x'>Hello</div>",
    "<article><h1>Head</h1>text</article>",
    "Some text first. <p>One.</p>\n<p>Two.</p><p>Three <a href=/x>link</a>.</p>",
    "<h1>Only a heading</h1>",
    "<br>text<br>text",
]
TEXTS = [
    "",
    "Plain text.",
    "1 < 2 and 5 > 4",
    "Write to Ann <ann@example.org> or Bob <bob@example.org>.",
    "See <https://example.org/a> for more.",
    "In HTML, a <b> tag makes text bold.\nThat is all there is to it.\nMore of it tomorrow.",
    "if (a<b && b>c) return x<y;",
    "# Title\n\nText with <br> and a <img src=x.png>.\n\n- one\n- two\n",
    "# Title\n\n<div align='center'><img src='x.png'></div>\n\n## Install\n\n```\npip install x\n```\n"
    + "Text.\n" * 30,
    "```html\n<div>\n<p>code</p>\n</div>\n```\nThat is how it is written.",
    "<?xml version='1.0'?><rss version='2.0'><channel><item><title>x</title></item></channel></rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>",
    "<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>",
    '{"html": "<p>x</p><p>y</p>"}',
    "List<String> names = new ArrayList<String>();",
    "<grin> That was a joke </grin>",
]


@pytest.mark.parametrize("as_bytes", [False, True], ids=["str", "bytes"])
@pytest.mark.parametrize(("source", "want"), [(x, True) for x in PAGES] + [(x, False) for x in TEXTS])
def test_pages_are_told_from_texts_that_look_like_them(source: str, want: bool, as_bytes: bool) -> None:
    """By how they begin, and by tags that are closed again; feeds, code and Markdown are no pages."""
    assert looks_like_html(source.encode() if as_bytes else source) is want


def test_a_packed_page_is_a_page_and_an_image_is_none() -> None:
    """Bytes are looked into as `read_html` would."""
    assert looks_like_html(gzip.compress(b"<!DOCTYPE html><p>x"))
    assert looks_like_html("<html><p>x</p>".encode("utf-16-le"))
    assert not looks_like_html(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
