"""Metadata of pages: what head, markup and lines say of an article; look-alikes say nothing."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dechaff.lexicon import builtin_lexicon
from dechaff.metadata.credits import names_in_byline, stated_names
from dechaff.metadata.datelines import find_dateline
from dechaff.metadata.html import declared_page_type, read_page_metadata
from dechaff.metadata.jsonld import read_json_ld
from dechaff.metadata.languages import canonical_code
from dechaff.metadata.moments import iso_of
from dechaff.metadata.outline import Outline
from dechaff.sources.html import read_html
from dechaff.types import Block, Document, Head, Kind, Metadata, Property
from dechaff.view import View

TITLE = "Why the ferry still crosses the sound"
URL = "https://www.soundgazette.example/news/why-the-ferry-still-crosses"
BODY = (
    "The ferry crosses the sound twice a day, and those who live on the far shore have learned to wait for it. ",
    "Nobody complains about the ferry, because everybody knows somebody who works on it or has worked on it. ",
    "When the fog is thick the captain blows the horn, and the children on the pier blow their whistles back. ",
)
ARTICLE = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "url": URL}


def metadata_of(html: str, *, url: str | None = URL, language: str | None = None) -> Metadata:
    """What is read of a page when its paragraphs are the body."""
    view = View(read_html(html, url=url, language=language), builtin_lexicon())
    return read_page_metadata(view, [i for i, prose in enumerate(view.is_prose.tolist()) if prose])


def page(head: str = "", above: str = "", *, h1: str = TITLE, below: str = "", lang: str = "en") -> str:
    """A page with an article of three paragraphs."""
    body = "".join(f"<p>{text}</p>" for text in BODY)
    return (
        f"<!doctype html><html lang='{lang}'><head>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
        f"<main><article><h1>{h1}</h1>{above}{body}</article></main>{below}</body></html>"
    )


def meta(**values: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in values.items())


def json_ld(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def article(**values: Any) -> dict[str, Any]:
    return {**ARTICLE, **values}


# --- JSON-LD as pages have it ---------------------------------------------------------------------------------------

SCRIPTS = [
    ('{"@type": "Article", "headline": "A"}', ["A"]),
    ('{"@type": "Article", "headline": "A",}', ["A"]),
    ('[{"@type": "Article", "headline": "A"}, {"@type": "Article", "headline": "B"},]', ["A", "B"]),
    ('{"@type": "Article", "headline": "A"}{"@type": "Article", "headline": "B"}', ["A", "B"]),
    ('{"@graph": [{"@type": "WebPage"}, {"@type": ["Article"], "headline": "A"}]}', ["A"]),
    ('{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "A"}}', ["A"]),
    ('<!-- {"@type": "Article", "headline": "A"} -->', ["A"]),
    ('//<![CDATA[\n{"@type": "Article", "headline": "A"}\n//]]>', ["A"]),
    ('/*<![CDATA[*/{"@type": "Article", "headline": "A"}/*]]>*/', ["A"]),
    ('{"@type": "Article", "headline": "A\n\tsecond\x01 line"}', ["A second\x01 line"]),
    ('{"@type": "Article", "headline": "A &amp;amp; B"}', ["A & B"]),
    ('{"@type": "Article", "headline": "A", "articleBody": "cut off he', ["A"]),
    ('{"@type": "Article", "headline": "A "quoted" word", "datePublished": "2024-05-04"}', ["A"]),
    ('{"@type": "http://schema.org/NewsArticle", "headline": "A"}', ["A"]),
    ('{"@type": "Product", "name": "Kettle", "review": {"@type": "Article", "headline": "B"}}', []),
    ('{"@type": "Organization", "name": "Kettles", "founder": "cut of', []),
    ('{"@type": "Article", "headline": 7}', ["7"]),
    ('{"@type": "Article", "headline": null}', []),
    ("[[[[]]]]", []),
    ("null", []),
    ("", []),
]


@pytest.mark.parametrize(("script", "headlines"), SCRIPTS)
def test_json_ld_is_read_as_far_as_it_goes(script: str, headlines: list[str]) -> None:
    """Given a script that is broken or wrapped, expected are the headlines of what describes the page itself."""
    nodes = read_json_ld([script])
    assert [text for node in nodes.all for text in nodes.texts(node, "headline")] == headlines


def test_references_between_objects_are_followed() -> None:
    """Given an author that is told by its `@id` only, expected is the name that another object gives it."""
    nodes = [article(author={"@id": "#jane"}), {"@type": "Person", "@id": "#jane", "name": "Jane Doe"}]
    assert metadata_of(page(json_ld({"@graph": nodes}))).authors == ("Jane Doe",)


@given(st.text())
def test_any_json_ld_is_read_without_an_exception(script: str) -> None:
    read_json_ld([script, "{" + script, '{"@type": "Article", "author": ' + script])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@id",
                    "@graph",
                    "author",
                    "name",
                    "headline",
                    "datePublished",
                    "image",
                    "publisher",
                    "keywords",
                    "articleSection",
                    "itemListElement",
                    "mainEntity",
                    "url",
                ]
            ),
            inner | st.sampled_from(["Article", "WebPage", "Person", "BreadcrumbList", "WebSite", "#a"]),
            max_size=6,
        )
    ),
    max_leaves=25,
)
WORDS = st.text(max_size=60) | st.sampled_from([TITLE, "By Jane Doe", "2024-05-04", "https://a.example/b", "en-US"])
NAMES = st.sampled_from(
    [
        "og:title",
        "author",
        "article:published_time",
        "keywords",
        "og:url",
        "og:locale",
        "og:image",
        "twitter:label1",
        "twitter:data1",
        "og:site_name",
        "description",
        "article:tag",
    ]
)
MARKED = st.sampled_from(
    [
        "time",
        "itemprop:author",
        "rel:author",
        "rel:tag",
        "class:byline",
        "class:author",
        "class:date",
        "itemprop:datepublished",
        "itemprop:headline",
        "class:updated",
        "class:readingtime",
    ]
)


@given(
    st.lists(st.tuples(NAMES, WORDS), max_size=8),
    st.lists(st.tuples(st.sampled_from(["canonical", "license", "image_src"]), WORDS), max_size=3),
    st.lists(JSON, max_size=3),
    st.lists(st.builds(Property, MARKED, WORDS, WORDS, st.integers(0, 9)), max_size=6),
    WORDS,
)
def test_any_head_gives_metadata(
    metas: list[tuple[str, str]], links: list[tuple[str, str]], scripts: list[Any], marked: list[Property], title: str
) -> None:
    """Given whatever a head may hold, expected are fields of their types, each with its source."""
    lines = [TITLE, "By Jane Doe, 4 May 2024", *BODY]
    blocks = tuple(Block(i, x, Kind.HEADING if i == 0 else Kind.PARAGRAPH, 0, 0, i == 0) for i, x in enumerate(lines))
    told = tuple(json.dumps(script) for script in scripts)
    head = Head(title, title, title, tuple(metas), tuple(links), told, tuple(marked))
    document = Document("\n".join(lines), blocks, URL, None, "html", head=head)
    got = read_page_metadata(View(document, builtin_lexicon()), [2, 3, 4])
    fields = [name for name in Metadata.__dataclass_fields__ if name != "provenance" and getattr(got, name)]
    assert set(fields) == set(got.provenance)
    assert all(isinstance(name, str) and name.strip() == name for name in (*got.authors, *got.tags))
    assert got.date_published is None or 1990 <= int(got.date_published[:4]) <= 2099


HOSTILE = [
    "[" * 100_000,
    '{"@graph":' * 100_000,
    '{"a":[' * 50_000 + "1" + "]}" * 50_000,
    '{"headline": "' + "a" * 3_000_000,
    '{"author":{' * 40_000,
    "," + " " * 500_000 + "x" + ", " * 200_000,
    '{"@type": "Article", "headline": "A"}' * 30_000,
    '{"n": ' + "9" * 100_000 + "}",
    '"headline" : ' * 100_000,
    "<!--" * 200_000,
]


@pytest.mark.parametrize("script", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_json_ld_costs_linear_time(script: str) -> None:
    """Given megabytes made to be slow or deep, expected is an answer at once."""
    start = time.perf_counter()
    read_json_ld([script])
    assert time.perf_counter() - start < 2


def test_a_hostile_head_costs_linear_time() -> None:
    """Given tens of thousands of metas, properties and links, expected is an answer at once."""
    marked = tuple(Property(name, "2024-05-04", "By Jane Doe " * 20, 2) for name in ("time", "class:author")) * 20_000
    metas = (("author", "Jane Doe and " * 2000), ("og:title", "A | " * 5000), ("article:tag", "x")) * 10_000
    blocks = tuple(Block(i, text, Kind.PARAGRAPH, 0, 0) for i, text in enumerate(BODY))
    head = Head(" - ".join("ab" * 9_000), "en", None, metas, (("canonical", "//" * 9_000),) * 9_000, (), marked)
    view = View(Document("", blocks, URL, None, "html", head=head), builtin_lexicon())
    start = time.perf_counter()
    read_page_metadata(view, [0, 1, 2])
    assert time.perf_counter() - start < 2


# --- titles ---------------------------------------------------------------------------------------------------------

TITLES = [
    (f"<title>{TITLE} | Sound Gazette</title>", TITLE, TITLE, "h1"),
    (
        f"<title>{TITLE} - Sound Gazette</title>" + meta(og__site_name="Sound Gazette"),
        "Sound Gazette",
        TITLE,
        "title less site",
    ),
    (
        meta(og__title=f"{TITLE} | Sound Gazette") + f"<title>{TITLE} | Sound Gazette</title>",
        "Menu",
        TITLE,
        "og:title less site",
    ),
    (meta(og__title=TITLE), "", TITLE, "og:title"),
    (f"<title>Home</title>{json_ld(article())}", "Log in", TITLE, "json-ld headline"),
    ("<title>Sound Gazette</title>", TITLE, TITLE, "h1"),
    ("", TITLE, TITLE, "h1"),
    ("<title>Ferries: a history - part 2</title>", "Ferries: a history - part 2", "Ferries: a history - part 2", "h1"),
    ("<title>Well&#173;come to the sound</title>", "Well\u00adcome to the sound", "Wellcome to the sound", "h1"),
]


@pytest.mark.parametrize(("head", "h1", "title", "source"), TITLES)
def test_the_title_is_what_most_sources_say_without_the_site(head: str, h1: str, title: str, source: str) -> None:
    """Given titles in the head and on the page, expected is the article's, and who said it."""
    got = metadata_of(page(head, h1=h1))
    assert (got.title, got.provenance["title"]) == (title, source)


def test_a_headline_of_news_counts_more_than_a_rewritten_h1() -> None:
    """Given a NewsArticle whose headline is not its h1, expected is the headline."""
    head = f"<title>Ferry: the sound waits | Gazette</title>{json_ld(article())}"
    assert metadata_of(page(head, h1="Ferry: the sound waits")).title == TITLE


def test_a_fragment_has_the_title_of_its_heading() -> None:
    """Given a piece of a page without a head, expected is what its heading and lines say."""
    got = metadata_of(f"<h2>{TITLE}</h2><p>By Jane Doe</p><p>{BODY[0]}</p><p>{BODY[1]}</p>", url=None)
    assert (got.title, got.authors, got.url, got.canonical_url) == (TITLE, ("Jane Doe",), None, None)


# --- authors --------------------------------------------------------------------------------------------------------

STATED = [
    ("Jane Doe", ("Jane Doe",)),
    ("By Jane Doe, Staff Writer", ("Jane Doe",)),
    ("Jane Doe, PhD", ("Jane Doe",)),
    ("Jane Doe; John Roe", ("Jane Doe", "John Roe")),
    ("Jane Doe, John Roe and Ana García", ("Jane Doe", "John Roe", "Ana García")),
    ("Jane Doe and John Roe, The Sound Gazette", ("Jane Doe", "John Roe")),
    ("Jane Doe - Gazette Editorial Team", ("Jane Doe",)),
    ("Jane Doe | Sound Gazette", ("Jane Doe",)),
    ("Jane Doe (Sound Gazette)", ("Jane Doe",)),
    ("Jane Doe, Director of Ferries, Sound Lines - 10+ Years at Sea", ("Jane Doe",)),
    ("View all posts by Jane Doe", ("Jane Doe",)),
    ("jane.doe@gazette.example (Jane Doe)", ("Jane Doe",)),
    ("Von Henrike Voß und Jörg Müller", ("Henrike Voß", "Jörg Müller")),
    ("Smith & Jones", ("Smith & Jones",)),
    ("Abby Boucher", ("Abby Boucher",)),
    ("Gazette Staff", ("Gazette Staff",)),
    ("dpa", ("dpa",)),
    ("大渡 美咲", ("大渡 美咲",)),
    ("海峡新聞デジタル", ("海峡新聞デジタル",)),
    ("admin", ()),
    ("NOC Admin", ()),
    ("undefined", ()),
    ("https://www.facebook.com/soundgazette", ()),
    ("@soundgazette", ()),
    ("/authors/jane-doe", ()),
    ("mdoe7vkpg2ma0ci8f3e1", ()),
    ("12345", ()),
    ("", ()),
]


@pytest.mark.parametrize(("value", "names"), STATED)
def test_names_are_read_out_of_stated_authors(value: str, names: tuple[str, ...]) -> None:
    """Given a value of `author`, expected are the names in it, less roles, sites, addresses and machine names."""
    assert stated_names(value) == names


BYLINES = [
    ("By Elaine Chen Dec. 18, 2025 National Reporter", ("Elaine Chen",)),
    ("16 December 2025 by Sam Brien", ("Sam Brien",)),
    ("Matteo Laratta | Author", ("Matteo Laratta",)),
    ("Harbour Team Nov 08, 2025 7 min read", ("Harbour Team",)),
    ("August 28, 2025 • 5 min read", ()),
    ("Author's Profile", ()),
    ("About The Author", ()),
    ("Check website", ()),
]


@pytest.mark.parametrize(("text", "names"), BYLINES)
def test_marked_up_bylines_are_names_and_more(text: str, names: tuple[str, ...]) -> None:
    """Given the text of an element of class `author`, expected are names, and none where it has none."""
    assert names_in_byline(text) == names


AUTHORS = [
    (json_ld(article(author={"@type": "Person", "name": "Jane Doe"})), "", ("Jane Doe",)),
    (json_ld(article(author=["Jane Doe", {"name": "John Roe"}])), "", ("Jane Doe", "John Roe")),
    (json_ld(article(author={"name": ["Jane Doe", "John Roe"]})), "", ("Jane Doe", "John Roe")),
    (json_ld(article(author={"givenName": "Jane", "familyName": "Doe"})), "", ("Jane Doe",)),
    (meta(author="Jane Doe", twitter__label1="Written by", twitter__data1="Jane Doe"), "", ("Jane Doe",)),
    (meta(twitter__label1="Est. reading time", twitter__data1="7 minutes"), "", ()),
    (meta(article__author="https://www.facebook.com/soundgazette", author="admin"), "", ()),
    ("", "<p class='byline'>By <a rel='author' href='/author/jane'>Jane Doe</a>, Staff Writer</p>", ("Jane Doe",)),
    (
        "",
        "<p><span itemprop='author'>Jane Doe</span>, <span itemprop='author'>John Roe</span></p>",
        ("Jane Doe", "John Roe"),
    ),
    ("", "<p><a href='/author/jane-doe/'>Jane Doe</a></p>", ("Jane Doe",)),
    ("", "<p>By Jane Doe</p>", ("Jane Doe",)),
    (meta(author="Jane Doe"), "<p class='author'>Dr. Jane Doe, Hannah Weber</p>", ("Dr. Jane Doe", "Hannah Weber")),
    (meta(author="Sound Gazette", og__site_name="Sound Gazette"), "<p>By Jane Doe</p>", ("Jane Doe",)),
    (meta(author="Sound Gazette", og__site_name="Sound Gazette"), "", ()),
    (
        json_ld(
            {
                **ARTICLE,
                "@type": "BlogPosting",
                "author": {"@type": "Organization", "name": "Sound Gazette"},
                "publisher": {"name": "Sound Gazette"},
            }
        ),
        "",
        (),
    ),
    (json_ld(article(author={"name": "Sound Gazette"}, publisher={"name": "Sound Gazette"})), "", ("Sound Gazette",)),
]


@pytest.mark.parametrize(("head", "above", "authors"), AUTHORS)
def test_authors_are_those_that_head_and_bylines_agree_on(head: str, above: str, authors: tuple[str, ...]) -> None:
    """Given what head and page say, expected are the people; the name of the site only where it means itself."""
    assert metadata_of(page(head, above)).authors == authors


def test_authors_of_comments_and_of_other_articles_do_not_count() -> None:
    """Given names below the article that are marked up as authors, expected is nobody."""
    names = ("Ann Lee", "Bo Marsh", "Cy Young", "Di Poe", "Ed Hall", "Flo Ray")
    cards = "".join(f"<div class='card'><h3>Story {name}</h3><p class='author'>By {name}</p></div>" for name in names)
    comments = "".join(f"<li class='comment'><b itemprop='author'>{name}</b><p>So true.</p></li>" for name in names)
    below = f"<section><h2>Related posts</h2>{cards}</section><ol>{comments}</ol>"
    assert metadata_of(page(below=below)).authors == ()


# --- dates ----------------------------------------------------------------------------------------------------------

DATES = [
    ("2024-05-04", "2024-05-04"),
    ("2024-05-04T10:05:10.123Z", "2024-05-04T10:05:10Z"),
    ("2024-05-04T10:05:10+0200", "2024-05-04T10:05:10+02:00"),
    ("2024-05-04T10:05-04:00", "2024-05-04T10:05-04:00"),
    ("2024-05-04 10:05:10", "2024-05-04T10:05:10"),
    ("20240504", "2024-05-04"),
    ("2024-05", "2024-05"),
    ("1714817110", "2024-05-04T10:05:10Z"),
    ("1714817110123", "2024-05-04T10:05:10Z"),
    ("Sat, 04 May 2024 10:05:10 GMT", "2024-05-04T10:05:10Z"),
    ("May 4, 2024", "2024-05-04"),
    ("4. Mai 2024", "2024-05-04"),
    ("2024年5月4日", "2024-05-04"),
    ("0001-01-01T00:00:00Z", None),
    ("1970-01-01", None),
    ("2024-13-04", None),
    ("2024-02-30", None),
    ("03/04/2024", None),
    ("yesterday", None),
    ("", None),
]


@pytest.mark.parametrize(("value", "iso"), DATES)
def test_stated_dates_keep_their_precision_and_time_zone(value: str, iso: str | None) -> None:
    """Given a date in a field for it, expected is ISO 8601 as far as it goes, none before there was a web."""
    assert iso_of(value) == iso


MAY, JUNE = "2024-05-04", "2024-06-01"
PUBLISHED = [
    (json_ld(article(datePublished=MAY, dateModified=JUNE)), "", (MAY, JUNE)),
    (
        meta(article__published_time=f"{MAY}T10:00:00+02:00", article__modified_time=JUNE),
        "",
        (f"{MAY}T10:00:00+02:00", JUNE),
    ),
    (json_ld(article(dateModified=JUNE)) + meta(og__updated_time=JUNE), "", (None, JUNE)),
    ("", f"<time datetime='{MAY}'>May 4, 2024</time>", (MAY, None)),
    ("", "<p class='date'>Updated June 1, 2024</p><p class='date'>Published May 4, 2024</p>", (MAY, JUNE)),
    ("", f"<p>Last updated <time datetime='{JUNE}'>June 1, 2024</time></p><p>Published May 4, 2024</p>", (MAY, JUNE)),
    ("", "<p>By Jane Doe, May 4, 2024</p>", (MAY, None)),
    (meta(article__published_time=JUNE), "<p class='date'>May 4, 2024</p>", (MAY, None)),
    (
        meta(article__published_time="2024-05-05T01:00:00Z"),
        "<p class='date'>May 4, 2024</p>",
        ("2024-05-05T01:00:00Z", None),
    ),
    (json_ld(article(datePublished="2024-09-10")), "<p class='date'>10.09.2024</p>", ("2024-09-10", None)),
    (
        "",
        "<p>The ferry of May 4, 2024 never came, and nobody on the pier has forgotten how long they waited for it.</p>",
        (None, None),
    ),
    ("", "<p class='date'>Join us on May 4, 2024</p>", (None, None)),
    (meta(w__published__date=MAY).replace("w:published:date", "w-published-date"), "", (MAY, None)),
    (meta(og__published_time=MAY), "", (MAY, None)),
    (meta(last_published_date=MAY), "", (None, None)),
    (json_ld({"@type": "WebPage", "datePublished": MAY}), "", (None, None)),
    (json_ld({"@type": "WebPage", "datePublished": MAY}), "<p>May 4, 2024</p>", (MAY, None)),
    (json_ld({"@type": "Product", "review": {"@type": "Article", "datePublished": MAY}}), "", (None, None)),
    ("", "", (None, None)),
]


@pytest.mark.parametrize(("head", "above", "dates"), PUBLISHED)
def test_dates_of_publication_and_of_updates_are_told_apart(head: str, above: str, dates: tuple[str, str]) -> None:
    """Given dates in head and page, expected is when it was published (never an update of it) and when modified."""
    got = metadata_of(page(head, above))
    assert (got.date_published, got.date_modified) == dates


HIDDEN = f"<meta itemprop='datePublished' content='{MAY}'>"
BLOG = {"@type": "BlogPosting", "headline": TITLE, "url": URL}


def both(date: str) -> list[dict[str, Any]]:
    """A post and its page, of the same day."""
    return [{**BLOG, "datePublished": date}, {"@type": "WebPage", "author": "Jane Doe", "datePublished": date}]


DOUBTED = [
    # what the vocabulary of schema.org alone states, in JSON-LD or hidden in the body
    (json_ld({**BLOG, "datePublished": MAY}), "<p class='date'>June 1, 2024</p>", JUNE),
    ("", HIDDEN + "<p class='date'>June 1, 2024</p>", JUNE),
    ("", HIDDEN, MAY),
    # a head that denies itself
    (
        json_ld({**BLOG, "datePublished": "2024-11-29"}) + meta(article__published_time=MAY),
        "<time datetime='2024-06-01'>June 1, 2024</time>",
        JUNE,
    ),
    (json_ld({**BLOG, "datePublished": "2024-11-29"}) + meta(article__published_time=MAY), "", MAY),
    # a day that no time zone makes of the other
    (json_ld(*both("2024-05-05T22:02:58Z")), "<p>May 4, 2024</p>", MAY),
    (json_ld(*both("2024-05-05T02:02:58Z")), "<p>May 4, 2024</p>", "2024-05-05T02:02:58Z"),
    (json_ld(*both("2024-05-03T22:02:58Z")), "<p>May 4, 2024</p>", "2024-05-03T22:02:58Z"),
    (json_ld(*both("2024-05-05T22:02:60Z")), "<p>May 4, 2024</p>", "2024-05-05T22:02:60Z"),
]


@pytest.mark.parametrize(("head", "above", "date"), DOUBTED)
def test_a_day_that_the_page_shows_decides_where_the_head_is_doubtful(head: str, above: str, date: str) -> None:
    """Given a head that says another day than the page, expected is the page's where the head is not reliable."""
    assert metadata_of(page(head, above)).date_published == date


ALONE = [
    ({**BLOG, "datePublished": MAY}, {}, "", None),
    ({**BLOG, "datePublished": MAY}, {"og__type": "website"}, "", None),
    ({**BLOG, "datePublished": MAY}, {"og__type": "article"}, "", MAY),
    ({**BLOG, "datePublished": MAY}, {"article__published_time": MAY}, "", MAY),
    ({**BLOG, "datePublished": MAY}, {}, "<p>Last updated June 1, 2024</p>", MAY),
    ({**BLOG, "datePublished": MAY}, {}, "<p class='date'>May 4, 2024</p>", MAY),
    ({**ARTICLE, "datePublished": MAY}, {}, "", MAY),
    ({**BLOG, "@type": "DiscussionForumPosting", "datePublished": MAY}, {}, "", MAY),
]


@pytest.mark.parametrize(("node", "metas", "above", "date"), ALONE)
def test_a_record_alone_does_not_date_a_page_that_shows_no_date(
    node: dict[str, Any], metas: dict[str, str], above: str, date: str | None
) -> None:
    """Given a date in JSON-LD, expected is that date unless nothing else says that the page is a dated article."""
    assert metadata_of(page(json_ld(node) + meta(**metas), above)).date_published == date


CARDS = "".join(
    f"<div class='card'><h3>Story {n}</h3><span class='when'>Blog Post {n} June 2024</span></div>" for n in range(1, 5)
)
TEASERS = "".join(f"<p class='teaser'><time datetime='2024-06-0{n}'>0{n}.06.2024</time></p>" for n in range(1, 3))


def test_dates_of_other_articles_do_not_count() -> None:
    """Given cards with dates below an article, or teasers above its title, expected is its own date or none."""
    assert metadata_of(page(below=f"<section>{CARDS}</section>")).date_published is None
    assert (
        metadata_of(page(below=f"<section>{CARDS.replace('Blog Post', 'Released')}</section>")).date_published is None
    )
    dated = "<p class='date'>Published May 4, 2024</p>"
    assert metadata_of(page(above=dated, below=f"<section>{CARDS}</section>")).date_published == MAY
    own = f"<p><time datetime='{MAY}'>04.05.2024</time> by Jane Doe</p>"
    html = page(above=own).replace("<h1>", f"{TEASERS}<h1>")
    assert metadata_of(html).date_published == MAY


def test_a_list_of_events_has_no_date_of_publication() -> None:
    """Given a date for every line of the body, expected is none of them."""
    events = "".join(f"<li><span class='date'>May {n}, 2024</span><p>{BODY[n % 3]}</p></li>" for n in range(1, 16))
    assert metadata_of(page(above=f"<ul>{events}</ul>")).date_published is None


def test_a_thread_is_of_the_day_of_its_first_post_and_a_list_of_news_of_no_day() -> None:
    """Given a date for every part of the body, expected is the first where they ascend, none where they descend."""
    posts = [
        f"<div><time datetime='2024-05-{n:02}'>{n} May 2024</time><p>{BODY[n % 3]}</p></div>" for n in range(4, 14)
    ]
    assert metadata_of(page(above="".join(posts))).date_published == MAY
    assert metadata_of(page(above="".join(reversed(posts)))).date_published is None


LINES = [
    ("<p>Registered: 2024-05-04</p>", "en", None),
    ("<p>Last post: 4 May 2024</p>", "en", None),
    ("<p>PHP 8.4.13 Release notes</p>", "en", None),
    ("<p>Posted 8.4.13</p>", "de", "2013-04-08"),
    ("<p>Posted 8.4.13 von Hans</p>", "de", "2013-04-08"),
]


@pytest.mark.parametrize(("line", "lang", "date"), LINES)
def test_lines_above_the_body_show_its_date_or_something_else(line: str, lang: str, date: str | None) -> None:
    """Given a line between title and body, expected is its date where it is one, and one of publication."""
    assert metadata_of(page(above=line, lang=lang)).date_published == date


def test_a_moment_in_a_long_line_above_the_body_is_a_dateline() -> None:
    """Given a line with date, time, source and comments that reads like prose, expected is its date."""
    line = "http://gazette.example 2024-05-04 08:24:06 来源: 海峡日报, 网友评论 0 条, 编辑: 王小明。"
    view = View(read_html(page(above=f"<p>{line}</p>", lang="zh"), url=URL), builtin_lexicon())
    prose = [i for i, prose in enumerate(view.is_prose.tolist()) if prose]
    assert read_page_metadata(view, prose[1:]).date_published == MAY


def test_a_date_above_a_body_that_begins_with_a_list_is_found() -> None:
    """Given no title and a body whose first paragraph comes late, expected is the date right above the body."""
    rows = "".join(f"<tr><td>Crossing {n} of the day, from the pier</td></tr>" for n in range(20))
    html = f"<p>2024-05-04</p><table>{rows}</table>" + "".join(f"<p>{text}</p>" for text in BODY)
    view = View(read_html(html, url=None), builtin_lexicon())
    found = find_dateline(Outline(view, range(1, len(view)), None), None, None)
    assert found is not None
    assert found.iso == MAY


def test_an_update_right_above_the_body_is_told_however_far_the_title_is() -> None:
    """Given a line of update, no other date and much between title and body, expected is the day of the update."""
    menu = "".join(f"<p>Pick {n}</p>" for n in range(90))
    assert metadata_of(page(above=menu + "<p>Updated June 1, 2024</p>")).date_published == JUNE


ADDRESSES = [
    ("https://a.example/2024/05/04/ferry", MAY),
    ("https://a.example/20240504/ferry.html", MAY),
    ("https://a.example/news/2024/may/04/ferry", MAY),
    ("https://a.example/2024/05/ferry", None),
    ("https://a.example/item/20241399/ferry", None),
]


@pytest.mark.parametrize(("url", "date"), ADDRESSES)
def test_the_address_may_hold_the_day(url: str, date: str | None) -> None:
    """Given an address with a day in it, expected is that day; a month alone is too little."""
    assert metadata_of(page(), url=url).date_published == date


# --- everything else ------------------------------------------------------------------------------------------------

FULL = f"""
<title>{TITLE} | Sound Gazette</title>
<link rel="canonical" href="/news/ferry"><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<meta name="description" content="Two crossings a day, and &amp;quot;no&amp;quot; hurry.">
<meta property="og:site_name" content="Sound Gazette"><meta property="og:image" content="/pictures/ferry.jpg">
<meta property="og:type" content="article"><meta property="og:locale" content="en_GB">
<meta property="article:section" content="Ferries"><meta property="article:tag" content="Harbour">
<meta property="article:tag" content="ferries, Weather"><meta name="twitter:label1" content="Reading time">
<meta name="twitter:data1" content="4 minutes">
"""


def test_every_field_of_a_page_is_told_with_its_source() -> None:
    """Given a page that says all there is to say, expected is every field."""
    stated = article(datePublished="2024-05-04T10:00:00+02:00", dateModified="2024-06-01", author={"name": "Jane Doe"})
    got = metadata_of(page(FULL + json_ld(stated), lang="en-GB"))
    assert got == Metadata(
        url=URL,
        canonical_url="https://www.soundgazette.example/news/ferry",
        hostname="soundgazette.example",
        site_name="Sound Gazette",
        title=TITLE,
        authors=("Jane Doe",),
        date_published="2024-05-04T10:00:00+02:00",
        date_modified="2024-06-01",
        language="en-GB",
        description='Two crossings a day, and "no" hurry.',
        image="https://www.soundgazette.example/pictures/ferry.jpg",
        section="Ferries",
        tags=("Harbour", "ferries", "Weather"),
        license="https://creativecommons.org/licenses/by/4.0/",
        page_type="article",
        reading_time_minutes=4,
        provenance={
            "url": "caller",
            "canonical_url": "link canonical",
            "hostname": "url",
            "site_name": "og:site_name",
            "title": "h1",
            "authors": "json-ld author",
            "date_published": "json-ld datePublished",
            "date_modified": "json-ld dateModified",
            "language": "html lang",
            "description": "description",
            "image": "og:image",
            "section": "article:section",
            "tags": "article:tag",
            "license": "link license",
            "page_type": "head",
            "reading_time_minutes": "twitter:data",
        },
    )


def test_a_page_that_says_nothing_has_no_fields() -> None:
    """Given a body without a head, expected is its language and nothing else."""
    got = metadata_of("".join(f"<p>{text}</p>" for text in BODY), url=None)
    assert got == Metadata(language="en", provenance={"language": "body"})


CRUMBS = [
    {"@type": "ListItem", "position": 1, "name": "Home"},
    {"@type": "ListItem", "position": 2, "item": {"@id": "/ferries", "name": "Ferries"}},
    {"@type": "ListItem", "position": 3, "name": TITLE},
]
SECTIONS = [
    (json_ld({"@type": "BreadcrumbList", "itemListElement": CRUMBS}), "", "Ferries"),
    (json_ld({"@type": "BreadcrumbList", "itemListElement": CRUMBS[:1] + CRUMBS[2:]}), "", None),
    (json_ld(article(articleSection=["Ferries", "News"])), "", "Ferries"),
    ("", f"<div class='breadcrumbs'><a href='/'>Home</a> › <a href='/f'>Ferries</a> › {TITLE}</div>", "Ferries"),
    (
        "",
        f"<ol class='breadcrumb'><li><a href='/'>Home</a></li><li><a href='/f'>Ferries</a></li><li>{TITLE}</li></ol>",
        "Ferries",
    ),
    ("", "<div class='share'><a href='/f'>Facebook</a></div>", None),
]


@pytest.mark.parametrize(("head", "above", "section"), SECTIONS)
def test_the_section_is_the_last_crumb_before_the_title(head: str, above: str, section: str | None) -> None:
    """Given breadcrumbs, expected is the last that is neither the way home nor the article."""
    assert metadata_of(page(head, above)).section == section


TYPES = [
    ([ARTICLE], {}, "article"),
    ([{"@type": "DiscussionForumPosting"}], {}, "forum"),
    ([{"@type": "QAPage"}, ARTICLE], {}, "forum"),
    ([{"@type": "FAQPage"}], {}, None),
    ([{"@type": "Product"}], {}, "product"),
    ([{"@type": "Product"}, {"@type": "BlogPosting"}], {}, "article"),
    ([{"@type": "APIReference"}], {}, "documentation"),
    ([{"@type": "CollectionPage"}], {}, "collection"),
    ([{"@type": "Service"}], {}, "service"),
    ([{"@type": "Organization"}], {}, None),
    ([], {"og:type": "product"}, "product"),
    ([], {"og:type": "article"}, None),
    ([], {"og:type": "article", "article:published_time": MAY}, "article"),
    ([], {"og:type": "website"}, None),
    ([], {"generator": "Discourse 3.4.0"}, "forum"),
    ([], {}, None),
]


@pytest.mark.parametrize(("nodes", "metas", "kind"), TYPES)
def test_the_page_type_is_what_the_head_declares(nodes: list[Any], metas: dict[str, str], kind: str | None) -> None:
    """Given types of schema.org and OpenGraph, expected is one of ours, none where they cannot be relied on."""
    head = Head(json_ld=tuple(json.dumps(node) for node in nodes), metas=tuple(metas.items()))
    assert declared_page_type(head) == kind


CODES = [
    ("en", "en"),
    ("en-us", "en-US"),
    ("zh_hant_tw", "zh-Hant-TW"),
    ("DE", "de"),
    ("jp", "ja"),
    ("es-419", "es-419"),
    ("en_US.UTF-8", "en-US"),
    ("english", None),
    ("und", None),
    ("", None),
    ("en, de", None),
]


@pytest.mark.parametrize(("value", "code"), CODES)
def test_language_codes_are_written_as_bcp_47(value: str, code: str | None) -> None:
    """Given a language as pages write it, expected is its code, or none."""
    assert canonical_code(value) == code


def test_the_body_overrules_a_language_that_is_declared_wrongly() -> None:
    """Given a German body on a page that says English, expected is German; the caller's word counts more."""
    german = (
        "Die Fähre fährt zweimal am Tag über den Sund, und wer am anderen Ufer wohnt, hat gelernt, auf sie zu warten. "
        "Niemand beschwert sich über sie, denn jeder kennt jemanden, der auf ihr arbeitet oder gearbeitet hat."
    )
    html = f"<html lang='en-US'><body><h1>Warum</h1><p>{german}</p><p>{german}</p></body></html>"
    got = metadata_of(html)
    assert (got.language, got.provenance["language"]) == ("de", "body")
    assert metadata_of(html, language="fr").language == "fr"
    assert metadata_of(html.replace("en-US", "de_at")).language == "de-AT"


SITES = [
    (meta(og__site_name="Sound Gazette"), "Sound Gazette"),
    (json_ld({"@type": "WebSite", "name": "Sound Gazette"}), "Sound Gazette"),
    (json_ld(article(publisher={"@type": "Organization", "name": "Sound Gazette"})), "Sound Gazette"),
    (f"<title>{TITLE} – SoundGazette</title>", "SoundGazette"),
    (f"<title>{TITLE} – part two</title>", None),
]


@pytest.mark.parametrize(("head", "site"), SITES)
def test_the_site_is_named_by_head_or_title(head: str, site: str | None) -> None:
    """Given a page, expected is what the site calls itself; the end of a title only where the address confirms it."""
    assert metadata_of(page(head)).site_name == site


BAD_ADDRESSES = [
    "javascript:alert(1)",
    "data:image/png;base64,AAAA",
    "http://[broken",
    "ht tp://a b",
    "mailto:a@b.example",
]


@pytest.mark.parametrize("href", BAD_ADDRESSES)
def test_only_web_addresses_are_told(href: str) -> None:
    """Given an address that no browser should follow as a page, expected is none."""
    got = metadata_of(page(f"<link rel='canonical' href='{href}'>" + meta(og__image=href, og__url=href)))
    assert (got.canonical_url, got.image) == (None, None)


def test_reading_is_pure() -> None:
    """Given other pages in between, expected is the same answer."""
    html = page(FULL + json_ld(article(author="Jane Doe")), "<p>May 4, 2024</p>")
    first = metadata_of(html)
    for head, above, _ in AUTHORS:
        metadata_of(page(head, above))
    assert metadata_of(html) == first


def test_nothing_kept_leaves_what_the_head_says() -> None:
    """Given a page without a body, expected is what its head says, and no exception."""
    view = View(read_html(page(FULL), url=URL), builtin_lexicon())
    got = read_page_metadata(view, [])
    assert (got.title, got.site_name, got.language) == (TITLE, "Sound Gazette", "en")
    assert read_page_metadata(View(read_html("", url=None), builtin_lexicon()), []) == Metadata()
