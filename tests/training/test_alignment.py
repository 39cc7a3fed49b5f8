"""Labels won by aligning a flattened page to its gold body; all texts are invented."""

from __future__ import annotations

import random
import time

import pytest

from dechaff.training.alignment import label_lines, markup_free, words

BODY = [
    "The harbour of Ostrel froze twice last winter, and both times the ferries kept running.",
    "Captains steered along a channel that the old icebreaker opened every night before four.",
    "What the captains say",
    "None of them would do it again without a second ship, they told the council on Monday.",
]
GOLD = "\n\n".join(BODY)


def labels(*lines: str, gold: str = GOLD, title: str | None = None) -> str:
    return label_lines("\n".join(lines), gold, title)


def test_body_is_kept_and_furniture_dropped() -> None:
    """Menus and footers go, body lines stay, blank lines have no label."""
    got = labels("Home", "Sport", "", *BODY, "Share", "All rights reserved by the Ostrel Courier")
    assert got == "dd-kkkkdd"


def test_heading_is_kept_where_it_heads_text_not_in_the_contents() -> None:
    """A line that stands twice on the page and once in the gold is the one beside its text."""
    got = labels("In this story", "What the captains say", "Comments", *BODY)
    assert got == "dddkkkk"


def test_short_lines_are_judged_by_their_place() -> None:
    """Inline markup tears a sentence into short lines; a menu word that the body uses is no part of it."""
    torn = [
        "The harbour of",
        "Ostrel",
        "froze twice last winter, and both times the ferries",
        "kept running",
        ".",
    ]
    assert labels("Ostrel", "The council", *torn, *BODY[1:], "Monday") == "ddkkkk-kkkd"


def test_title_is_kept_only_beside_the_body_that_begins_with_it() -> None:
    """Where the gold has the title, the heading over the text is it, not the name in the browser's tab."""
    title = "Two frozen winters for the ferries of Ostrel"
    assert labels(title, "Menu", title, *BODY, gold=title + "\n\n" + GOLD, title=title) == "ddkkkkk"
    assert labels(title, "Menu", title, *BODY, title=title) == "dddkkkk"


def test_wrapped_lines_share_the_label_of_their_paragraph() -> None:
    """The short tail of a paragraph that lynx broke at its width goes with it."""
    lines = [
        "   Buy two tickets for the night ferry now and bring a friend along for",
        "   free until the ice is gone, children under six",
        "   travel free.",
        "",
    ]
    body = [
        "   The harbour of Ostrel froze twice last winter, and both times the old",
        "   ferries kept on running through the channel that an icebreaker opened",
        "   before four.",
        "",
    ]
    gold = " ".join(line.strip() for line in body)
    assert labels(*lines, *body, *lines, gold=gold) == "ddd-kkk-ddd-"


def test_posts_in_another_order_than_the_gold_are_kept() -> None:
    """Golds of forums list posts by rank at times, renderings by date."""
    first = "My stove smokes whenever the wind comes from the lake side."
    second = "Have the chimney raised by a metre, ours stopped smoking that way."
    assert labels("Reply", second, "Reply", first, gold=first + "\n" + second) == "dkdk"


def test_markdown_targets_and_link_numbers_are_no_words() -> None:
    """A sentence full of long addresses is still the sentence; an image alone is not text."""
    linked = BODY[0].replace("Ostrel", '[Ostrel](https://example.org/a/b/c_(d)/harbour-town-of-the-north?x=1 "See")')
    numbered = BODY[1].replace("icebreaker", "[12]icebreaker")
    image = "![The harbour of Ostrel](/media/harbour.jpg)"
    assert labels(image, linked, numbered, *BODY[2:]) == "dkkkk"


@pytest.mark.parametrize("text", ['[a](b\n"c")\nd', "![x](y)\n[1] z\n<https://a.b/c>", "](\n\n)", "[[1]\n](("])
def test_taking_out_links_keeps_the_lines(text: str) -> None:
    """Labels count lines, so nothing may join two of them."""
    assert markup_free(text).count("\n") == text.count("\n")


def test_chinese_is_aligned_by_character() -> None:
    """There are no spaces to split at."""
    gold = "港口去年冬天结冰两次，渡轮照常航行。\n\n船长们说，没有第二艘船就不会再冒险。"
    assert labels("首页", "登录", *gold.split("\n"), "分享到微博", gold=gold) == "ddk-kd"
    assert words("渡轮 ferry") == ["渡", "轮", "ferry"]


def test_half_matched_line_is_doubtful() -> None:
    """A line that joins body and furniture is neither."""
    mixed = "What the captains say about the weather today here"
    assert labels(BODY[0], BODY[1], mixed, BODY[3]) == "kkak"


@pytest.mark.parametrize(("text", "gold", "want"), [("", "a b", "-"), ("a b c d", "", "d"), ("\n…\n", "x", "---")])
def test_empty_sides(text: str, gold: str, want: str) -> None:
    """Nothing to align is no error."""
    assert label_lines(text, gold, None) == want


def test_a_large_page_takes_less_than_a_second() -> None:
    """100 kB of few distinct words, the worst case for an alignment by n-grams."""
    rng = random.Random(7)
    lines = [" ".join(rng.choice(["one", "two", "three", "four", "five"]) for _ in range(12)) for _ in range(1800)]
    began = time.process_time()
    got = label_lines("\n".join(lines), "\n".join(lines[400:1200]), None)
    assert time.process_time() - began < 1.0
    assert set(got[420:1180]) == {"k"}
