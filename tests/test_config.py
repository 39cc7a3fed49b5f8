"""Settings from a file: what each of them changes, what it leaves alone, and what a mistake is answered with."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dechaff
from dechaff.cleaners import builtin_cleaners
from dechaff.config import (
    THRESHOLDS,
    Config,
    OwnRule,
    Setting,
    list_settings,
    load_config,
    render_settings,
)
from dechaff.config.reading import BATCH_KEYS, KEYS, MOST_CONFIG, RULE_KEYS
from dechaff.lexicon import TOPICS, builtin_lexicon
from dechaff.network import builtin_network
from dechaff.pipeline import SCORER_RULES, Pipeline, Thresholds
from dechaff.records.cleaning import Cleaning
from dechaff.sources.text import read_text
from dechaff.types import Article, Cleaner, DechaffError, Kind, Mark, Profile, Quality, Record, Stage, Verdict
from dechaff.view import View
from pages import PAGES, ROOT, HtmlPage, Page, cleaned, cleaned_html, each_html_page

EXAMPLE = ROOT / "fixtures" / "config" / "dechaff.toml"
DOCS = ROOT / "docs" / "configuration.md"
PROSE = (
    "The ferry left the harbour at nine, and nobody on board minded the rain at all that morning.",
    "By noon the wind had turned, and the captain told us that we would reach the island late, which suited everyone.",
    "On the quay a band was playing, and children ran along the wall with flags that their teachers had painted.",
    "We stayed for two nights in a house above the bay, and from its window one could see the lighthouse behind it.",
    "When we left, the landlady gave us bread for the journey and asked us to write to her when we were home again.",
)
NETWORK, WEBINAR, CIRCLE = "Send to Grumbook", "Join our webinar on Monday", "Reading circle of the month"
FURNITURE = ("Share this article", "Facebook", "Twitter", "Related posts", "Five quiet islands", "Leave a comment")
PAGE = "\n\n".join((PROSE[0], PROSE[1], NETWORK, PROSE[2], WEBINAR, PROSE[3], CIRCLE, PROSE[4], *FURNITURE))

NAMES = (*KEYS, *RULE_KEYS, *BATCH_KEYS, "share", "score", "score.good", "good", "own")

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A configuration file with this text, and files beside it."""

    def written(text: str, **files: str | bytes) -> Path:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("__", ".")).write_bytes(data)
        path = tmp_path / "dechaff.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refusal(path: Path) -> str:
    """What is said of a file that is refused, after its name."""
    with pytest.raises(DechaffError) as caught:
        load_config(path)
    return str(caught.value).removeprefix(f"{path}: ")


def article_of(config: Config, text: str = PAGE) -> Article:
    return dechaff.clean_text(text, profile=config.profile, language=config.language, pipeline=config.pipeline())


def removals(article: Article) -> dict[str, str]:
    """The rule by which each block went."""
    return {removed.text: removed.rule for removed in article.removed}


# --- what the file says ------------------------------------------------------------------------------------------


def test_the_example_says_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each setting of a file arrives where it is asked for, read from any folder."""
    monkeypatch.chdir("/")
    config = load_config(EXAMPLE)
    assert config.profile is Profile.BALANCED
    assert (config.language, config.extractor) == ("en", "dechaff")
    assert config.without == ("comments", "share.bar")
    assert config.phrases == {"share": ("send to grumbook", "post on ...")}
    assert [rule.name for rule in config.rules] == ["webinar", "reference", "recipe"]
    assert [rule.verdict for rule in config.rules] == [Verdict.DROP, Verdict.DROP, Verdict.PROTECT]
    assert config.rules[2].kinds == (Kind.LIST_ITEM,)
    assert config.thresholds == {"score.good": 0.9, "score.partial": 0.5, "decode.beta": 0.8}
    assert (config.timeout, config.memory, config.workers) == (20, 2 << 30, 2)
    assert config.fields == ("text", "title", "url", "score", "removed")
    assert config.pipeline().thresholds == Thresholds(good=0.9, partial=0.5, beta=0.8)


def test_the_example_is_the_one_of_the_documentation() -> None:
    """docs/configuration.md shows the file that the tests read, and names every key, kind, topic and threshold."""
    text = DOCS.read_text(encoding="utf-8")
    assert f"```toml\n{EXAMPLE.read_text(encoding='utf-8')}```" in text
    rows = [f"| `{x.name}` | {x.least:g} | {x.most:g} | {x.default()} | {x.claim} |" for x in THRESHOLDS]
    assert "\n".join(rows) in text
    for name in (*Kind, *TOPICS, *OwnRule.__dataclass_fields__, "timeout", "memory", "workers", "fields"):
        assert f"`{name}`" in text, name


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "[phrases]\n[thresholds]\n[batch]\n", "rules = []\nwithout = []\n"]
)
def test_a_file_that_says_nothing_is_no_file(text: str, write: Write) -> None:
    """Empty settings are the defaults, whose pipeline is the default one."""
    assert load_config(write(text)) == Config()
    assert Config().pipeline() == Pipeline()
    assert Config().cleaning() == Cleaning(pipeline=Pipeline())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_default_settings_change_no_text(page: Page) -> None:
    """An empty configuration gives exactly what no configuration gives."""
    assert article_of(Config(), page.source) == cleaned(page.source)


@each_html_page()
def test_default_settings_change_no_page(page: HtmlPage) -> None:
    """Nor does it for HTML."""
    assert Config().cleaning().clean(Record(page.data, "html")) == cleaned_html(page.data)


@given(st.text(max_size=200))
def test_default_settings_change_nothing(text: str) -> None:
    """Whatever the text."""
    assert article_of(Config(), text) == dechaff.clean_text(text)


def test_settings_travel_to_workers() -> None:
    """A pipeline that was pickled cleans as before: patterns, phrases and numbers included."""
    config = load_config(EXAMPLE)
    again = pickle.loads(pickle.dumps(config.pipeline()))
    assert dechaff.clean_text(PAGE, pipeline=again) == dechaff.clean_text(PAGE, pipeline=config.pipeline())
    assert pickle.loads(pickle.dumps(config)) == config


# --- switching off -----------------------------------------------------------------------------------------------


def test_what_is_switched_off_is_kept_and_nothing_else() -> None:
    """Without a rule, exactly the blocks that it explained are kept; so for each that spoke, and for their cleaners."""
    tried: set[str] = set()
    for page in PAGES:
        usual = cleaned(page.source)
        names = {name for removed in usual.removed for name in (removed.rule, removed.cleaner)}
        for name in sorted(names):
            article = article_of(Config(without=(name,)), page.source)
            assert article.removed == tuple(x for x in usual.removed if name not in (x.rule, x.cleaner)), name
            assert len(article.kept) == len(usual.kept) + len(usual.removed) - len(article.removed)
        tried |= names
    assert len(tried) > 30


def test_everything_can_be_switched_off() -> None:
    """Without any cleaner and without the scorer, every block is kept."""
    article = article_of(Config(without=(*Pipeline().names, "scorer")))
    assert article.removed == ()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("shares", "no cleaner is called 'shares'; there are: "),
        ("shares.bar", "no cleaner is called 'shares'; there are: "),
        ("share.barr", "no rule is called 'share.barr'; there are: share.phrase, "),
        ("share.", "no rule is called 'share.'; there are: share.phrase, "),
        ("scorer.body", "no rule is called 'scorer.body'; there are: scorer.before_body, "),
    ],
)
def test_pipelines_refuse_names_that_they_do_not_have(name: str, message: str) -> None:
    with pytest.raises(DechaffError, match=f"^{re.escape(message)}"):
        Pipeline().without(name)


def test_a_cleaner_that_names_no_rules_has_any() -> None:
    """One that was passed in need not list its rules for one of them to be switched off."""
    spam = Cleaner("spam", Stage.BLOCKS, "", lambda view: [Mark(4, "spam", "webinar", "it does", Verdict.DROP)])
    pipeline = Pipeline().plus(spam)
    assert removals(dechaff.clean_text(PAGE, pipeline=pipeline))[WEBINAR] == "spam.webinar"
    assert WEBINAR not in removals(dechaff.clean_text(PAGE, pipeline=pipeline.without("spam.webinar")))


# --- phrases -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "phrase", "text", "rule"),
    [
        ("share", "send to grumbook", NETWORK, "share.phrase"),
        ("share", "Send to ...", NETWORK, "share.opener"),
        ("newsletter", "join our webinar ...", WEBINAR, "newsletter.opener"),
        ("related", "reading circle of the month", CIRCLE, "related.heading"),
    ],
)
def test_phrases_mark_as_those_that_ship(topic: str, phrase: str, text: str, rule: str, write: Write) -> None:
    """A phrase of one's own makes the cleaner of its topic mark, and the line goes that stayed before."""
    assert text not in removals(cleaned(PAGE))
    config = load_config(write(f'phrases.{topic} = "own.txt"\n', own__txt=f"# ours\n\n{phrase}\n"))
    assert removals(article_of(config))[text] == rule


def test_phrases_are_seen_by_the_scorer() -> None:
    """The column of the topic says so, and of no other topic; the lexicon that ships stays as it is."""
    lexicon = Config(phrases={"share": ("send to grumbook",)}).pipeline().lexicon
    assert lexicon is not None
    for said, want in ((View(read_text(PAGE), lexicon), [NETWORK]), (View(read_text(PAGE), builtin_lexicon()), [])):
        shares = {block.text for block in said.blocks if said.says_only("share")[block.index]}
        assert shares - set(FURNITURE) == set(want)
        assert "Facebook" in shares


def test_phrases_of_several_files_are_joined(write: Write) -> None:
    """In any encoding of line ends, with or without a byte order mark."""
    text = '[phrases]\nshare = ["a.txt", "b.txt"]\nrelated = "c.txt"\n'
    path = write(text, a__txt=b"\xef\xbb\xbfone two\r\n\r\n#no\r\nthree\r\n", b__txt="  ... 漢字 ...  ", c__txt="")
    assert load_config(path).phrases == {"share": ("one two", "three", "... 漢字 ..."), "related": ()}
    assert load_config(path).pipeline().lexicon is not None


# --- rules -------------------------------------------------------------------------------------------------------

MATCHES = {
    "equals ignores case and punctuation": (
        {"equals": ("join NOW",)},
        ["Join now!", "» join now"],
        ["Join now, please"],
    ),
    "starts_with wants whole words": ({"starts_with": ("join us",)}, ["Join us today"], ["Join usual", "Do join us"]),
    "contains wants whole words": ({"contains": ("ad",)}, ["An ad: buy", "AD"], ["Read this", "made", "a d"]),
    "Chinese needs no spaces": ({"contains": ("点击",)}, ["请点击这里"], ["点 头 击"]),
    "one of several is enough": ({"equals": ("a",), "contains": ("b",)}, ["A", "a b"], ["a c"]),
    "not longer than": ({"contains": ("x",), "max_words": 3}, ["x", "a x c"], ["a b c x"]),
    "not shorter than": ({"contains": ("x",), "min_words": 2}, ["x y"], ["x", "x!"]),
    "Chinese words are characters": ({"contains": ("漢",), "min_words": 3}, ["漢字漢"], ["漢字"]),
    "patterns see the text as it stands": ({"pattern": "^Ref [0-9]+$"}, ["Ref 12"], ["ref 12", "Ref 12."]),
    "patterns and words": ({"pattern": "[0-9]{3}", "equals": ("no",)}, ["No", "a123b"], ["12", "no no"]),
    "patterns have a length too": ({"pattern": "é+", "max_words": 1}, ["éé"], ["é é", "e"]),
}


@pytest.mark.parametrize("claim", MATCHES)
def test_a_rule_finds(claim: str) -> None:
    """What the rule says, and spares the rest."""
    given_, hits, spares = MATCHES[claim]
    rule = OwnRule("rule", hits=tuple(hits), spares=tuple(spares), **given_)  # type: ignore[arg-type]
    assert rule.broken_example() is None
    for text in hits:
        assert OwnRule("rule", spares=(text,), **given_).broken_example() is not None, text  # type: ignore[arg-type]
    for text in spares:
        assert OwnRule("rule", hits=(text,), **given_).broken_example() is not None, text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "gone", "stays"),
    [
        (OwnRule("it", contains=("our webinar",)), {WEBINAR: "own.it"}, set()),
        (OwnRule("it", pattern="webi[a-z]+"), {WEBINAR: "own.it"}, set()),
        (OwnRule("it", contains=("webinar",), kinds=(Kind.HEADING,)), {}, set()),
        (OwnRule("it", contains=("band was playing",)), {PROSE[2]: "own.it"}, set()),
        (OwnRule("it", Verdict.PROTECT, equals=("share this article",)), {}, {"Share this article"}),
        (OwnRule("it", Verdict.PROTECT, equals=("facebook",)), {}, {"Facebook"}),
        (OwnRule("it", Verdict.SUSPECT, equals=(WEBINAR,)), {WEBINAR: "own.it"}, set()),
        (OwnRule("it", Verdict.SUSPECT, contains=("band was playing",)), {}, set()),
    ],
    ids=str,
)
def test_a_rule_changes_what_it_says(rule: OwnRule, gone: dict[str, str], stays: set[str]) -> None:
    """Blocks that it drops go by its name, those that it protects stay, and no other block changes."""
    usual = removals(cleaned(PAGE))
    assert stays <= set(usual)
    got = removals(article_of(Config(rules=(rule,))))
    assert got == {text: name for text, name in {**usual, **gone}.items() if text not in stays}


def test_a_removed_block_names_rule_and_evidence() -> None:
    """As the rule was named in the file."""
    config = Config(rules=(OwnRule("webinar", starts_with=("Join our",)),))
    (removed,) = (x for x in article_of(config).removed if x.text == WEBINAR)
    assert (removed.cleaner, removed.rule, removed.evidence) == ("own", "own.webinar", 'begins with "join our"')


def test_the_first_rule_counts() -> None:
    """Of two that speak of a block."""
    protect, drop = OwnRule("stay", Verdict.PROTECT, contains=("webinar",)), OwnRule("go", contains=("webinar",))
    assert WEBINAR not in removals(article_of(Config(rules=(protect, drop))))
    assert removals(article_of(Config(rules=(drop, protect))))[WEBINAR] == "own.go"


def test_own_rules_can_be_switched_off() -> None:
    """By name, or all of them."""
    rules = (OwnRule("webinar", contains=("webinar",)), OwnRule("circle", contains=("reading circle",)))
    usual = removals(cleaned(PAGE))
    assert removals(article_of(Config(rules=rules, without=("own.webinar",)))) == {**usual, CIRCLE: "own.circle"}
    assert removals(article_of(Config(rules=rules, without=("own",)))) == usual


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*)(.*)(.*)[^a]$"])
def test_no_pattern_runs_away(pattern: str) -> None:
    """What takes other engines for ever is answered at once: RE2 takes time as the text does."""
    rule = OwnRule("x", pattern=f"x{pattern}", spares=("a" * 500_000, "x" + "a" * 500_000 + "!a"))
    start = time.process_time()
    assert rule.broken_example() is None
    assert time.process_time() - start < 2


@given(st.text(max_size=60), st.text(min_size=1, max_size=4))
def test_a_rule_can_be_asked_about_any_text(text: str, wanted: str) -> None:
    """Lone surrogates included, by words and by pattern."""
    rule = OwnRule("rule", contains=(wanted,), pattern="x$")
    said = OwnRule("rule", spares=(text,), contains=(wanted,), pattern="x$").broken_example()
    assert (said is None) == (
        OwnRule("rule", hits=(text,), contains=(wanted,), pattern="x$").broken_example() is not None
    )
    assert rule.broken_example() is None


# --- thresholds --------------------------------------------------------------------------------------------------


def test_the_score_means_what_the_thresholds_say() -> None:
    """Of the same article."""
    score = cleaned(PAGE).score
    assert 0.1 < score < 0.99
    for good, partial, want in ((score, 0.1, Quality.GOOD), (1.0, score, Quality.PARTIAL), (1.0, 0.99, Quality.POOR)):
        article = article_of(Config(thresholds={"score.good": good, "score.partial": partial}))
        assert (article.verdict, article.score, article.kept) == (want, score, cleaned(PAGE).kept)


def test_numbers_of_the_decision_reach_it() -> None:
    """Each threshold but those of the score takes the place of the network's, for texts and for pages."""
    for threshold in THRESHOLDS:
        moved = Config(thresholds={threshold.name: threshold.most}).pipeline().thresholds
        assert getattr(moved, threshold.field) == threshold.most
        for kind in ("text", "html"):
            policy = moved.applied(builtin_network(kind)).policy
            if not threshold.name.startswith("score."):
                assert policy == builtin_network(kind).policy._replace(**{threshold.field: threshold.most})


def test_recall_that_counts_more_keeps_more() -> None:
    """So it does on every page of text taken together."""
    words = [
        sum(article_of(Config(thresholds={"decode.beta": beta}), page.source).word_count for page in PAGES)
        for beta in (0.2, 1.0, 5.0)
    ]
    assert words == sorted(set(words))


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("extreme", ["least", "most"])
def test_no_threshold_takes_the_last_word_from_a_rule(extreme: str, profile: Profile) -> None:
    """What a rule drops goes and what it protects stays at the bounds of each threshold."""
    rules = (OwnRule("go", contains=("webinar",)), OwnRule("stay", Verdict.PROTECT, contains=("facebook",)))
    for threshold in THRESHOLDS:
        article = article_of(Config(profile, thresholds={threshold.name: getattr(threshold, extreme)}, rules=rules))
        assert removals(article).get(WEBINAR) == "own.go", threshold.name
        assert "Facebook" not in removals(article), threshold.name


# --- mistakes ----------------------------------------------------------------------------------------------------

RULE = '[[rules]]\nname = "webinar"\ncontains = ["webinar"]\n'
MISTAKES = {
    'profil = "recall"': "profil: there is no such setting; did you mean profile?",
    'xyzzy = "recall"': "xyzzy: there is no such setting; choose from: profile, language, ",
    'profile = "recal"': 'profile: there is no "recal"; did you mean recall?',
    "profile = 3": 'profile: a text is wanted, such as "...", not the number 3',
    'language = "english please"': 'language: a code such as "en" or "pt-BR" is wanted, not "english please"',
    'extractor = "trafilature"': 'extractor: there is no "trafilature"; did you mean trafilatura?',
    'without = "comments"': 'without: a list of texts is wanted, such as ["..."], not the text "comments"',
    'without = ["comments", 1]': 'without: a list of texts is wanted, such as ["..."], not the number 1',
    'without = ["coments"]': 'without: no cleaner or rule is called "coments"; did you mean comments?',
    'without = ["share.barr"]': 'without: no cleaner or rule is called "share.barr"; did you mean share.bar?',
    'without = ["share.xyzzy"]': 'without: no cleaner or rule is called "share.xyzzy"; choose from: share.phrase, ',
    'without = ["own.webinar"]': 'without: no cleaner or rule is called "own.webinar"; ',
    'without = ["own.webinaar"]\n' + RULE: 'without: no cleaner or rule is called "own.webinaar"; did you mean own.we',
    'phrases = "share.txt"': 'phrases: a table is wanted, as in [phrases], not the text "share.txt"',
    'phrases.shares = "a.txt"': "phrases.shares: there is no such setting; did you mean share?",
    "phrases.share = true": 'phrases.share: a list of texts is wanted, such as ["..."], not true',
    'rules = "x"': 'rules: a list of tables is wanted, each as in [[rules]], not the text "x"',
    "[[rules]]": 'rules[1].name: a name is wanted, small letters, digits and underscores, such as "webinar"',
    '[[rules]]\nname = "A b"': "rules[1].name: a name is wanted",
    RULE + 'vedict = "drop"': "rules.webinar.vedict: there is no such setting; did you mean verdict?",
    RULE + 'verdict = "remove"': 'rules.webinar.verdict: there is no "remove"; choose from: drop, suspect, protect',
    RULE + 'kinds = ["list"]': 'rules.webinar.kinds: there is no "list"; did you mean list_item?',
    RULE + "max_words = 2.5": "rules.webinar.max_words: a whole number is wanted, not 2.5",
    RULE + "max_words = -1": "rules.webinar.max_words: a number of 0 at least is wanted, not -1",
    RULE + 'hits = ["a seminar"]': 'rules.webinar.hits: the rule does not find its example "a seminar"',
    RULE + 'spares = ["A webinar."]': (
        'rules.webinar.spares: the rule should spare its example "A webinar.", but contains "webinar"'
    ),
    RULE + RULE: "rules.webinar: two rules have this name; choose another one",
    '[[rules]]\nname = "x"': "rules.x.contains: a rule needs something to look for",
    '[[rules]]\nname = "x"\ncontains = ["»"]': 'rules.x.contains: there is no word in "»"; a pattern can look for',
    '[[rules]]\nname = "x"\npattern = "(a"': "rules.x.pattern: RE2 refuses the pattern: missing ): (a",
    '[[rules]]\nname = "x"\npattern = "(?=a)b"': "rules.x.pattern: RE2 refuses the pattern: invalid perl operator: (?=",
    '[[rules]]\nname = "x"\npattern = "a*"': "rules.x.pattern: it is found in an empty text, and so in every block",
    f'[[rules]]\nname = "x"\npattern = "{"a" * 1001}"': "rules.x.pattern: the pattern is longer than 1000 characters",
    f'[[rules]]\nname = "x"\nequals = ["{"a" * 1001}"]': "rules.x.equals: a text is longer than 1000 characters",
    "\n".join(f'[[rules]]\nname = "x{i}"\nequals = ["a"]' for i in range(501)): "rules: there are more than 500 rules",
    f'[[rules]]\nname = "x"\nequals = {["a"] * 5001}': "rules: there are more than 5000 texts in all rules",
    "thresholds.score.god = 0.9": "thresholds.score.god: there is no such setting; did you mean score.good?",
    'thresholds.score.good = "high"': 'thresholds.score.good: a number is wanted, not the text "high"',
    "thresholds.score.good = true": "thresholds.score.good: a number is wanted, not true",
    "thresholds.score.good = nan": "thresholds.score.good: a number from 0 to 1 is wanted, not nan",
    "thresholds.score = 0.9": "thresholds.score: there is no such setting; did you mean score.good?",
    "thresholds.decode.spare = 0": "thresholds.decode.spare: a number from 0.003 to 0.5 is wanted, not 0",
    f"thresholds.decode.beta = 0x{'f' * 5000}": "thresholds.decode.beta: a number from 0.1 to 10 is wanted, not one so",
    "thresholds.score.good = 0.5": "thresholds.score.partial: it is 0.6, and score.good must not be below it, but is",
    "batch.timeout = -1": "batch.timeout: a number from 0 to 86400 is wanted, not -1",
    "batch.timeout = 2026-11-22": "batch.timeout: a number is wanted, not a date or a time",
    "batch.workers = 0": "batch.workers: a number from 1 to 1024 is wanted, not 0",
    "batch.workers = [2]": "batch.workers: a number is wanted, not a list",
    'batch.memory = "2 TB"': 'batch.memory: a size such as "2 GiB" or "800 MB" is wanted, or 0 for no limit',
    "batch.memory = true": 'batch.memory: a text is wanted, such as "...", not true',
    'batch.memory = "100 MB"': "batch.memory: a worker needs 512 MiB at least",
    'batch.fields = ["txt"]': 'batch.fields: there is no "txt"; did you mean text?',
    "profile = recall": "this is not TOML: Invalid value (at line 1, column 11)",
    "a = " + "[" * 20_000: "lists or tables are nested too deeply",
    "#" * (MOST_CONFIG + 1): "the file is larger than 256 KiB, which is the most that is read",
    '"\x1b[2J" = 1': "this is not TOML: ",
    '"\\u001b[2J" = 1': "\\x1b[2J: there is no such setting; ",
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:40])
def test_a_mistake_is_told_with_its_place_and_a_way_out(text: str, write: Write) -> None:
    """The message names the file, the key, and what may have been meant."""
    assert refusal(write(text)).startswith(MISTAKES[text])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"fine\n" + b"a b c d e f g h i j k l m\n",
            'line 2: there are more than 12 words in "a b c d e f g h i j k l m"',
        ),
        (b"fine\n\n!!!\n", 'line 3: there is no word in "!!!"'),
        (b"caf\xe9\n", "line 1 is not UTF-8; save the file as UTF-8"),
        (b"a\n" * (2 << 20) + b"a", "the file is larger than 4096 KiB, which is the most that is read"),
    ],
)
def test_a_mistake_in_a_phrase_file_is_told_with_its_line(content: bytes, message: str, write: Write) -> None:
    path = write('phrases.share = "own.txt"', own__txt=content)
    assert refusal(path) == f"{path.parent / 'own.txt'}: {message}"


def test_files_that_are_not_there_are_told(tmp_path: Path, write: Write) -> None:
    """The configuration itself, and those that it names; a folder or a pipe is no file."""
    missing = tmp_path / "missing.toml"
    assert refusal(missing) == "no such file; check the name and the folder"
    assert refusal(tmp_path) == "this is a folder; name a file in it"
    path = write('phrases.share = "none.txt"')
    assert refusal(path) == f"{tmp_path / 'none.txt'}: no such file; check the name and the folder"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert refusal(write('phrases.share = "pipe"')) == f"{tmp_path / 'pipe'}: this is no plain file"


def test_too_many_phrases_are_refused(write: Write) -> None:
    path = write('phrases.share = "own.txt"', own__txt="a\n" * 100_001)
    assert refusal(path) == "phrases.share: there are more than 100000 phrases, which is the most that is read"


def test_a_pattern_without_re2_says_how_to_install_it(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """And rules of words need nothing."""
    monkeypatch.setitem(sys.modules, "re2", None)
    path = write('[[rules]]\nname = "x"\npattern = "never seen before"')
    want = 'rules.x.pattern: patterns are matched by RE2, which is not installed: pip install "dechaff[rules]"'
    assert refusal(path) == want
    assert len(load_config(write(RULE)).rules) == 1


VALUES = st.recursive(
    st.booleans()
    | st.integers(-5, 5)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["a.txt", "drop", "1 GiB"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)


def toml(value: object) -> str:
    """A value as TOML writes it in a line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str):
        return json.dumps(value)
    return str(value).lower()


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4))
def test_any_values_are_settings_or_refused(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]
) -> None:
    """Values of any type under names that mean something: never anything but settings or a DechaffError."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text("".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in values.items()), encoding="utf-8")
    with contextlib.suppress(DechaffError):
        assert isinstance(load_config(path).pipeline(), Pipeline)


@given(st.binary(max_size=80))
def test_any_bytes_are_settings_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """As a configuration, and as a file of phrases."""
    folder = tmp_path_factory.getbasetemp()
    (folder / "bytes.toml").write_bytes(data)
    (folder / "names.toml").write_text('phrases.share = "bytes.toml"', encoding="utf-8")
    for name in ("bytes.toml", "names.toml"):
        with contextlib.suppress(DechaffError):
            assert isinstance(load_config(folder / name), Config)


# --- the list of settings ----------------------------------------------------------------------------------------


def test_every_rule_has_a_claim_and_a_measurement() -> None:
    """The rules that a cleaner lists are those that its source notes, and each was measured."""
    stored = json.loads((ROOT / "src" / "dechaff" / "data" / "precision.json").read_text(encoding="utf-8"))
    listed = {f"{cleaner.name}.{rule}": claim for cleaner in builtin_cleaners() for rule, claim in cleaner.rules}
    assert set(stored) == set(listed)
    assert list(stored) == sorted(stored)
    for cleaner in builtin_cleaners():
        source = (ROOT / "src" / "dechaff" / "cleaners" / f"{cleaner.name}.py").read_text(encoding="utf-8")
        noted = re.findall(r'found\.note\(\s*"([^"]+)"', source)
        assert sorted(rule for rule, _ in cleaner.rules) == sorted(noted)
    for rule, claim in listed.items():
        assert 10 < len(claim) < 60, rule
        for hits, precision in stored[rule].values():
            assert (precision is None) == (hits == 0)
            assert precision is None or 0 <= precision <= 1
    assert sum(found["text"][0] for found in stored.values()) > 100_000


def test_every_setting_is_listed_by_name() -> None:
    """Cleaners with their rules, the scorer, and the thresholds with their defaults; as JSON too."""
    settings = {setting.name: setting for setting in list_settings()}
    names = [cleaner.name for cleaner in builtin_cleaners()]
    assert list(settings) == [*names, "scorer", *(threshold.name for threshold in THRESHOLDS)]
    assert [rule.name for rule in settings["scorer"].rules] == [f"scorer.{rule}" for rule, _ in SCORER_RULES]
    assert settings["score.good"].default == "0.85"
    assert not any(setting.off or any(rule.off for rule in setting.rules) for setting in settings.values())
    bar = next(rule for rule in settings["share"].rules if rule.name == "share.bar")
    assert bar.measured["text"].hits > 100
    for setting in settings.values():
        assert setting.claim
        assert json.loads(json.dumps(setting.to_dict()))["name"] == setting.name
    plain = settings["share"].to_dict()
    assert (plain["kind"], plain["stage"], plain["off"]) == ("cleaner", "1-blocks", False)
    assert set(plain["rules"][0]["measured"]["html"]) == {"hits", "precision"}


def test_the_list_says_what_is_off_and_what_is_added() -> None:
    """Of the settings that are in force."""
    config = Config(
        rules=(OwnRule("webinar", claim="Invitations go.", contains=("webinar",)),),
        without=("comments", "share.bar"),
        thresholds={"score.good": 0.95},
    )
    settings = {setting.name: setting for setting in list_settings(config.pipeline())}
    assert settings["comments"].off
    assert [rule.name for rule in settings["share"].rules if rule.off] == ["share.bar"]
    assert [(rule.name, rule.claim) for rule in settings["own"].rules] == [("own.webinar", "Invitations go.")]
    text = render_settings(tuple(settings.values()))
    assert re.search(r"^comments \(off\) ", text, re.MULTILINE)
    assert re.search(r"^  share\.bar .*  \(off\) a line of names of networks$", text, re.MULTILINE)
    assert re.search(r"^  own\.webinar .*  Invitations go\.$", text, re.MULTILINE)
    assert "[0.95; default: 0.85]" in text


@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_list_fits_the_terminal(width: int) -> None:
    """No line is wider, and every name stands at the beginning of one."""
    settings = list_settings()
    lines = render_settings(settings, width).splitlines()
    assert max(map(len, lines)) <= width
    names = [x.name for x in settings] + [rule.name for x in settings for rule in x.rules]
    first = [line.split()[0] for line in lines if line.strip()]
    assert [name for name in names if name not in first] == []


def test_a_claim_from_a_file_does_nothing_to_a_terminal() -> None:
    """Escape sequences in it are shown, not sent."""
    config = Config(rules=(OwnRule("x", claim="\x1b[2Jgone\nnext", contains=("x",)),))
    text = render_settings(list_settings(config.pipeline()))
    assert "\x1b" not in text


def test_a_list_of_nothing_is_a_list() -> None:
    """Any selection of settings can be shown."""
    own = Setting("own", "cleaner", "", "3-document")
    for some in ((), (own,), list_settings()[-2:]):
        assert isinstance(render_settings(some), str)
