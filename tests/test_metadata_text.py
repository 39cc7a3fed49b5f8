"""Metadata of flattened text: lines around a body, and what is read from them; look-alikes are read as nothing."""

from __future__ import annotations

import time

import pytest

from dechaff.lexicon import builtin_lexicon
from dechaff.metadata.dates import Label, find_dates, iso_from_url, label_of
from dechaff.metadata.languages import detect_language
from dechaff.metadata.people import lone_name, read_names
from dechaff.metadata.text import read_metadata
from dechaff.sources.text import read_text
from dechaff.types import Metadata
from dechaff.view import View

BODY = {
    "en": "The ferry crosses the sound twice a day, and those who live on the far shore have learned to wait. "
    "Nobody complains about the ferry, because everybody knows somebody who works on it.",
    "de": "Die Fähre fährt zweimal am Tag über den Sund, und wer am anderen Ufer wohnt, hat gelernt zu warten. "
    "Niemand beschwert sich über die Fähre, denn jeder kennt jemanden, der auf ihr arbeitet.",
    "fr": "Le bac traverse le détroit deux fois par jour, et ceux de l'autre rive ont appris à l'attendre. "
    "Personne ne se plaint du bac, parce que tout le monde connaît quelqu'un qui y travaille.",
    "es": "El transbordador cruza el estrecho dos veces al día, y los que viven en la otra orilla saben esperar. "
    "Nadie se queja del transbordador, porque todos conocen a alguien que trabaja en él.",
    "it": "Il traghetto attraversa lo stretto due volte al giorno, e chi vive sull'altra riva sa aspettare. "
    "Nessuno si lamenta del traghetto, perché tutti conoscono qualcuno che ci lavora.",
    "ru": "Паром ходит через пролив два раза в день, и те, кто живёт на другом берегу, привыкли его ждать. "
    "На паром никто не жалуется, потому что у каждого есть знакомый, который на нём работает.",
    "zh": "渡船每天两次穿过海峡，住在对岸的人早就学会了等待。没有人抱怨渡船，因为每个人都认识在船上工作的人。"
    "渡船很旧，可是船长说，它还能再开二十年。",
}
TITLE = {
    "en": "Why the ferry still crosses the sound",
    "de": "Warum die Fähre noch immer über den Sund fährt",
    "fr": "Pourquoi le bac traverse encore le détroit",
    "es": "Por qué el transbordador cruza todavía el estrecho",
    "it": "Perché il traghetto attraversa ancora lo stretto",
    "ru": "Почему паром всё ещё ходит через пролив",
    "zh": "为什么渡船每天还要穿过海峡",
}


def metadata_of(text: str, *, url: str | None = None, language: str | None = None) -> Metadata:
    """What is read when the paragraphs of a text are its body."""
    view = View(read_text(text, url=url, language=language), builtin_lexicon())
    return read_metadata(view, [i for i, prose in enumerate(view.is_prose.tolist()) if prose])


def page(*head: str, language: str = "en", tail: tuple[str, ...] = ()) -> Metadata:
    """What is read of a title, the given lines, a body of two paragraphs and the lines behind it."""
    body = BODY[language]
    return metadata_of("\n\n".join((TITLE[language], *head, body, body.replace("1", "2") + " " + body, *tail)))


AUTHORS = [
    ("en", ["By Jane Doe"], ("Jane Doe",)),
    ("en", ["by Jane Doe and John Roe, May 4, 2024"], ("Jane Doe", "John Roe")),
    ("en", ["Written by", "Danielle DeSiato", ",", "Donna Enzmann", ", and", "Natalie Nguyen"],
     ("Danielle DeSiato", "Donna Enzmann", "Natalie Nguyen")),
    ("en", ["By Jane Doe, Staff Writer | 4 min read"], ("Jane Doe",)),
    ("en", ["Posted on May 4, 2024 by Jane Doe in News"], ("Jane Doe",)),
    ("en", ["ByTrevor JonesMay 4, 2024 | 6 comments"], ("Trevor Jones",)),
    ("en", ["potusBy potusFebruary 25, 2025No Comments7 Mins Read"], ("potus",)),
    ("en", ["By The Harbour Team"], ("The Harbour Team",)),
    ("en", ["Jeffrey A. Slotnick CPP, PSP", "Dec. 17, 2025"], ("Jeffrey A. Slotnick",)),
    ("en", ["Kelia Losa Reinoso · August 25, 2025 · 15 min read"], ("Kelia Losa Reinoso",)),
    ("en", ["Nicoletta Richardson", "Senior Editor"], ("Nicoletta Richardson",)),
    ("de", ["Von Henrike Voß und Jörg Müller", "5. März 2024"], ("Henrike Voß", "Jörg Müller")),
    ("de", ["02.10.2023 – von Thorben Rüggeberg"], ("Thorben Rüggeberg",)),
    ("fr", ["Par Baptiste Hornoy | 18 mai 2021 | Lecture : 4 minutes"], ("Baptiste Hornoy",)),
    ("es", ["Amaranta Téllez · 9 de agosto de 2020"], ("Amaranta Téllez",)),
    ("it", ["di Marzia | La Madia Aperta"], ("Marzia",)),
    ("ru", ["Автор: Аглая Вихрева", "19 октября 2021"], ("Аглая Вихрева",)),
    ("zh", ["2023-05-16 08:26　来源：临溪新闻网　记者：陆思源"], ("陆思源",)),
    ("zh", ["作者：", "安东尼"], ("安东尼",)),
]  # fmt: skip


@pytest.mark.parametrize(("language", "head", "authors"), AUTHORS)
def test_authors_are_read_from_the_lines_above_the_body(
    language: str, head: list[str], authors: tuple[str, ...]
) -> None:
    """Given a byline between title and body, expected are the people it names and nothing of their roles or dates."""
    assert page(*head, language=language).authors == authors


NO_AUTHORS = [
    ["By the river"],
    ["By May 2024 the work was done"],
    ["By Signing Up You Agree To Our Terms"],
    ["Photo by Jane Doe"],
    ["Reviewed by", "Margaret James", "May 4, 2024"],
    ["By admin"],
    ["By State", "By Price"],
    ["Data Analytics", "May 4, 2024"],
    ["Share", "Facebook", "Twitter"],
    ["Story Time"],
    ["May 4, 2024 by"],
]


@pytest.mark.parametrize("head", NO_AUTHORS)
def test_lines_that_look_like_bylines_name_nobody(head: list[str]) -> None:
    """Given a line that only looks like a byline, expected is no author rather than a wrong one."""
    assert page(*head).authors == ()


def test_a_name_in_the_first_sentence_is_no_author() -> None:
    """Given a person's name at the start of the body, expected is no author."""
    text = f"{TITLE['en']}\n\nJane Doe has taken the ferry every day since 2004, and she says so.\n\n{BODY['en']}"
    assert metadata_of(text).authors == ()


def test_a_signature_or_portrait_below_the_body_names_the_author() -> None:
    """Given no byline above, expected is the author that the lines below the body name, if it is one."""
    assert page(tail=("Written by Jane Doe",)).authors == ("Jane Doe",)
    assert page(tail=("Hannah Weber is a writer and former deckhand.",)).authors == ("Hannah Weber",)
    assert page(tail=("By Jane Doe", "Five ferries you must see", "By John Roe")).authors == ()


NAMES = [
    ("Jane Doe, Staff Writer and John Roe", ("Jane Doe", "John Roe")),
    ("JANE DOE", ("JANE DOE",)),
    ("Philippa van der Berg", ("Philippa van der Berg",)),
    ("Paramita (Guha) Ghosh", ("Paramita (Guha) Ghosh",)),
    ("A. J. Neal View In Digital Edition", ("A. J. Neal",)),
    ("Colin Gray Colin Gray", ("Colin Gray",)),
    ("Celeste Longacre Gardener & Chef", ("Celeste Longacre",)),
    ("Ana García y Luis Pérez", ("Ana García", "Luis Pérez")),
    ("王建宏 张文攀", ("王建宏", "张文攀")),
    ("q_admin", ("q_admin",)),
    ("the river", ()),
    ("Signing Up", ()),
    ("the Numbers", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_end_where_roles_and_other_words_begin(text: str, names: tuple[str, ...]) -> None:
    """Given the text behind `By`, expected are the names it begins with."""
    assert read_names(text).names == names


@pytest.mark.parametrize("text", ["Home", "Data Analytics", "New York", "Read More", "Jane", "By Jane Doe"])
def test_menu_words_are_no_lone_names(text: str) -> None:
    """Given a line of a menu, expected is no name."""
    assert lone_name(text) is None


DATES = [
    ("February 25, 2025", ["2025-02-25"]),
    ("September 16th, 2023 at 09:27 am", ["2023-09-16"]),
    ("9 de agosto de 2020", ["2020-08-09"]),
    ("Dienstag, 5. März 2024", ["2024-03-05"]),
    ("1er mars 2021", ["2021-03-01"]),
    ("19 октября 2021", ["2021-10-19"]),
    ("30 stycznia 2021", ["2021-01-30"]),
    ("5 november 2022, 09:00", ["2022-11-05"]),
    ("2024年3月5日", ["2024-03-05"]),
    ("2020.11.23　きぬ", ["2020-11-23"]),
    ("2025-12-18T10:20:00Z", ["2025-12-18"]),
    ("02.10.2023", ["2023-10-02"]),
    ("13/04/2024", ["2024-04-13"]),
    ("4/13/24", ["2024-04-13"]),
    ("Dec 2025", ["2025-12"]),
    ("Modified: Nov 8, 2024 · Published: Nov 2, 2022", ["2024-11-08", "2022-11-02"]),
    ("03/04/2024", []),
    ("Apr 12", []),
    ("31 February 2020", []),
    ("2008–2023", []),
    ("version 4.2.2024.1", []),
]


@pytest.mark.parametrize(("text", "dates"), DATES)
def test_dates_are_read_with_the_precision_found(text: str, dates: list[str]) -> None:
    """Given a line, expected are its dates as ISO 8601, none where day and month cannot be told apart."""
    assert [date.iso for date in find_dates(text)] == dates


def test_the_language_decides_which_number_is_the_day() -> None:
    """Given an ambiguous date, expected is the reading of the language, or of another date of the page."""
    assert [d.iso for d in find_dates("03/04/2024", day_first=True)] == ["2024-04-03"]
    assert page("03/04/2024", language="fr").date_published == "2024-04-03"
    assert page("03/04/2024").date_published is None
    assert page("03/04/2024", tail=("Read also", "12/31/2023 Old news of the harbour")).date_published == "2024-03-04"


def test_what_stands_before_a_date_says_what_happened_on_it() -> None:
    """Given dates with labels, expected is what the page calls them, in several languages."""
    lines = {
        "Published: May 4, 2024": Label.PUBLISHED,
        "Last updated on May 4, 2024": Label.UPDATED,
        "Aktualisiert am 5. März 2024": Label.UPDATED,
        "Originally published May 4, 2024": Label.FIRST,
        "Joined May 4, 2024": Label.OTHER,
        "Register until May 4, 2024": Label.OTHER,
        "2024-03-05 发布": Label.PUBLISHED,
        "May 4, 2024": Label.NONE,
    }
    assert {line: label_of(line, find_dates(line)[0]) for line in lines} == lines


PUBLISHED = [
    (["May 4, 2024"], "2024-05-04"),
    (["Updated June 1, 2024", "Published May 4, 2024"], "2024-05-04"),
    (["By Jane Doe", "Updated on", "June 1, 2024"], "2024-06-01"),
    (["Last updated on 3 September 2024 by hvdberg"], None),
    (["Join us on May 4, 2024"], None),
    (["2024-05-04 - 2024-05-09"], None),
    (["May 2024 be better"], None),
    (["The harbour of Port Ellery during the storm, photographed from the roof of a house on May 4, 2024"], None),
    (["Comments (3)"], None),
]


@pytest.mark.parametrize(("head", "date"), PUBLISHED)
def test_the_date_of_publication_is_the_one_above_the_body(head: list[str], date: str | None) -> None:
    """Given dates between title and body, expected is that of publication, an update's only where there is no other."""
    assert page(*head).date_published == date


def test_dates_of_teasers_and_of_the_story_do_not_count() -> None:
    """Given dates far above, below and within the body, expected is none."""
    stories = ("Council votes on budget", "Two bakeries merge", "Rain until Sunday", "A new roof for the school")
    teasers = [line for i, story in enumerate(stories * 3) for line in (story, f"May {i + 1}, 2024")]
    body = BODY["en"] + " On May 4, 2024 it stood still."
    text = "\n\n".join([*teasers, *["Menu"] * 12, TITLE["en"], body, body, "Related", *teasers])
    assert metadata_of(text).date_published is None


def test_an_updated_date_says_so() -> None:
    """Given nothing but an update's date, expected is that the provenance tells."""
    assert page("By Jane Doe", "Updated June 1, 2024").provenance["date_published"].endswith("(updated)")


def test_the_address_may_hold_the_date() -> None:
    """Given an address with a date and no other, expected is that one."""
    text = f"{TITLE['en']}\n\n{BODY['en']}"
    assert metadata_of(text, url="https://a.example/2025/02/25/ferry/").date_published == "2025-02-25"
    assert iso_from_url("https://a.example/item/2025/99/ferry") is None


@pytest.mark.parametrize("language", sorted(TITLE))
def test_the_title_stands_above_the_body(language: str) -> None:
    """Given a title and a byline above the body, expected is the title, with its line."""
    got = page("2024-05-04", language=language)
    assert (got.title, got.provenance["title"]) == (TITLE[language], "line 1")


def test_the_title_is_found_among_menu_teasers_and_standfirst() -> None:
    """Given a whole page, expected is the line that speaks of what the body speaks of, less the name of the site."""
    menu = ["Home", "News", "Sport", "Contact", "Log in"]
    head = [f"{TITLE['en']} | Sound Gazette", *menu, "Sound Gazette", "Council votes on budget", "Home » Ferries »"]
    text = "\n".join([*head, TITLE["en"], "By Jane Doe", "May 4, 2024", BODY["en"], BODY["en"], "© 2024 Sound Gazette"])
    got = metadata_of(text)
    assert got.title == TITLE["en"]
    assert got.site_name == "Sound Gazette"


def test_a_kept_title_is_found_too() -> None:
    """Given a body that was kept with its title, expected is that line."""
    view = View(read_text(f"{TITLE['en']}\n\n{BODY['en']}\n\n{BODY['en']}"), builtin_lexicon())
    assert read_metadata(view, [0, 1, 2]).title == TITLE["en"]


def test_a_body_without_title_has_none() -> None:
    """Given nothing but paragraphs, expected is no title, and no field but the language."""
    got = metadata_of(f"{BODY['en']}\n\n{BODY['en']}")
    assert got == Metadata(language="en", provenance={"language": "body"})


def test_site_and_section_come_from_crumbs_and_copyright() -> None:
    """Given crumbs and a logo that the copyright line repeats, expected are section and site."""
    crumbs = f"Home » Ferries » {TITLE['en']}"
    text = "\n\n".join(
        ["POTUS News", "Menu", crumbs, TITLE["en"], BODY["en"], BODY["en"], "© 2025 potusnews. Designed by us"]
    )
    got = metadata_of(text)
    assert (got.site_name, got.section) == ("POTUS News", "Ferries")


def test_a_copyright_holder_that_nothing_confirms_is_no_site() -> None:
    """Given a company in the copyright line alone, expected is no site."""
    assert page(tail=("© 2024 Courier Media Ltd. All rights reserved.",)).site_name is None


MINUTES = [
    ("7 min read", 7),
    ("potusBy potusFebruary 25, 2025No Comments7 Mins Read", 7),
    ("Lesezeit: 5 Minuten", 5),
    ("Lecture : 4 minutes", 4),
    ("Время чтения: 12 мин", 12),
    ("阅读时间 3 分钟", 3),
    ("Ready in 40 min", None),
    ("Ferries leave every 15 minutes", None),
]


@pytest.mark.parametrize(("line", "minutes"), MINUTES)
def test_reading_time_is_what_the_page_says(line: str, minutes: int | None) -> None:
    """Given a line above the body, expected are the minutes that reading takes, not those of anything else."""
    assert page(line).reading_time_minutes == minutes


@pytest.mark.parametrize("language", sorted(BODY))
def test_the_language_is_that_of_the_body(language: str) -> None:
    """Given a body, expected is its language; the caller's word counts more."""
    assert page(language=language).language == language
    assert metadata_of(BODY[language], language="en-GB").language == "en-GB"


@pytest.mark.parametrize("text", ["", "Log in", "1234 5678 " * 20, "The Rope Walk"])
def test_too_little_text_has_no_language(text: str) -> None:
    """Given hardly any letters, expected is no language."""
    assert detect_language(text) is None


def test_nothing_kept_is_nothing_read() -> None:
    """Given a document without a body, expected is nothing at all, or the caller's language."""
    view = View(read_text("Home\nBy Jane Doe\nMay 4, 2024"), builtin_lexicon())
    assert read_metadata(view, []) == Metadata()
    assert read_metadata(View(read_text(""), builtin_lexicon()), []) == Metadata()


def test_reading_is_pure() -> None:
    """Given other documents in between, expected is the same answer."""
    first = page("By Jane Doe", "May 4, 2024")
    for language in BODY:
        page("03/04/2024", "Von X", language=language)
    assert page("By Jane Doe", "May 4, 2024") == first


REPEATED = ["By ", "Jane Doe, ", "May 4, 2024 ", "| ", "By\n", "© 2024 Jane\n", "1/", "作者 ", "O'B'", "A-"]


@pytest.mark.parametrize("unit", REPEATED)
def test_hostile_repetition_costs_linear_time(unit: str) -> None:
    """Given a hundred thousand times the same, expected is an answer at once."""
    view = View(read_text(unit * 100_000, language="en"), builtin_lexicon())
    start = time.perf_counter()
    read_metadata(view, range(len(view)))
    assert time.perf_counter() - start < 2
