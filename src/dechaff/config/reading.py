"""From a TOML file to settings. Nothing is read but that file and the phrase files that it names."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dechaff.config.rules import OWN, OwnRule, compile_pattern, spoken
from dechaff.config.settings import Config
from dechaff.config.tables import Table, advice, shown
from dechaff.config.thresholds import THRESHOLDS
from dechaff.types import DechaffError, Kind, Profile, Verdict

__all__ = ["load_config"]

KEYS = ("profile", "language", "extractor", "without", "phrases", "rules", "thresholds", "batch")
RULE_KEYS = (
    "name", "claim", "verdict", "equals", "starts_with", "contains", "pattern", "kinds", "min_words", "max_words",
    "hits", "spares",
)  # fmt: skip
BATCH_KEYS = ("timeout", "memory", "workers", "fields")
EXTRACTORS = ("dechaff", "trafilatura")
MOST_CONFIG, MOST_PHRASES = 256 << 10, 4 << 20  # bytes of a file
MOST_LINES = 100_000  # phrases of all files
MOST_RULES, MOST_TEXTS = 500, 5_000  # rules, and texts of all of them
MOST_LENGTH = 1_000  # characters of a text or pattern of a rule
MOST_NAME = 4_096  # characters of a file's name that are shown
MOST_WORKERS = 1_024
LEAST_MEMORY = 512 << 20
UNITS = {"MB": 10**6, "MiB": 1 << 20, "GB": 10**9, "GiB": 1 << 30}
_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?(MB|MiB|GB|GiB)")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")


def load_config(path: str | Path) -> Config:
    """Read settings from a TOML file; files that it names are found from the folder it lies in.

    Raises:
        DechaffError: a file cannot be read, or says something that is not understood; the message names file and key,
            and what may have been meant. Examples of rules that do not hold are errors as well.
    """
    path = Path(path)
    file = _name(path)
    try:
        values = tomllib.loads(_read(path, MOST_CONFIG))
    except RecursionError:
        raise DechaffError(f"{file}: lists or tables are nested too deeply") from None
    except DechaffError:
        raise
    except ValueError as error:
        raise DechaffError(f"{file}: this is not TOML: {error}") from None
    top = Table(file, "", values, KEYS)
    language = top.text("language")
    if language is not None and not _LANGUAGE.fullmatch(language):
        top.fail("language", f'a code such as "en" or "pt-BR" is wanted, not "{shown(language)}"')
    rules = _rules(top)
    batch = top.table("batch", BATCH_KEYS)
    return Config(
        profile=Profile(top.text("profile", tuple(Profile)) or Profile.BALANCED),
        language=language,
        extractor=top.text("extractor", EXTRACTORS) or EXTRACTORS[0],
        without=_without(top, rules),
        phrases=_phrases(top, path.parent),
        rules=rules,
        thresholds=_thresholds(top),
        timeout=batch.number("timeout", 0, 86_400),
        memory=_memory(batch),
        workers=batch.whole("workers", 1, MOST_WORKERS),
        fields=_fields(batch),
    )


def _read(path: Path, most: int) -> str:
    """The text of a file of at most so many bytes."""
    name = _name(path)
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        raise DechaffError(f"{name}: no such file; check the name and the folder") from None
    except IsADirectoryError:
        raise DechaffError(f"{name}: this is a folder; name a file in it") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "this is no name of a file"
        raise DechaffError(f"{name}: cannot be read: {why}") from None
    if len(data) > most:
        raise DechaffError(f"{name}: the file is larger than {most >> 10} KiB, which is the most that is read")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DechaffError(f"{name}: line {line} is not UTF-8; save the file as UTF-8") from None


def _name(path: Path) -> str:
    return shown(str(path), MOST_NAME)


def _without(top: Table, rules: Sequence[OwnRule]) -> tuple[str, ...]:
    from dechaff.cleaners import builtin_cleaners
    from dechaff.pipeline import SCORER, SCORER_RULES

    names = top.texts("without")
    if not names:
        return ()
    chain = [(cleaner.name, cleaner.rules) for cleaner in builtin_cleaners()] + [(SCORER, SCORER_RULES)]
    if rules:
        chain.append((OWN, tuple((rule.name, "") for rule in rules)))
    known = {name: [f"{name}.{rule}" for rule, _ in of_cleaner] for name, of_cleaner in chain}
    for name in names:
        first = name.partition(".")[0]
        if name not in known and name not in known.get(first, ()):
            near = advice(name, known[first], f"{first}.") if first in known else advice(name, list(known))
            top.fail("without", f'no cleaner or rule is called "{shown(name)}"{near}')
    return names


def _phrases(top: Table, folder: Path) -> Mapping[str, tuple[str, ...]]:
    """The phrases of each topic, from its files."""
    if "phrases" not in top.values:
        return {}
    from dechaff.lexicon import TOPICS

    table = top.table("phrases", TOPICS)
    found: dict[str, tuple[str, ...]] = {}
    for topic in table.values:
        files = table.texts(topic, alone=True)
        found[topic] = tuple(line for name in files for line in _phrase_lines(folder / name))
        if sum(map(len, found.values())) > MOST_LINES:
            table.fail(topic, f"there are more than {MOST_LINES} phrases, which is the most that is read")
    return found


def _phrase_lines(path: Path) -> list[str]:
    """The phrases of a file, as they are written there."""
    from dechaff.lexicon import MAX_WORDS, parse_phrases
    from dechaff.tokens import tokenize

    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise DechaffError(f"{_name(path)}: this is no plain file")
    lines = [line.strip() for line in _read(path, MOST_PHRASES).splitlines()]
    numbered = [(n, line, words) for n, line in enumerate(lines, 1) for _, words in parse_phrases(line)]
    if not numbered:
        return []
    before = tokenize([words for _, _, words in numbered]).words_before.tolist()
    for (n, line, _), first, last in zip(numbered, before, before[1:], strict=False):
        if not 0 < last - first <= MAX_WORDS:
            why = "there is no word in" if first == last else f"there are more than {MAX_WORDS} words in"
            raise DechaffError(f'{_name(path)}: line {n}: {why} "{shown(line)}"')
    return [line for _, line, _ in numbered]


def _rules(top: Table) -> tuple[OwnRule, ...]:
    tables = top.tables("rules")
    if len(tables) > MOST_RULES:
        top.fail("rules", f"there are more than {MOST_RULES} rules; join some of them")
    rules: list[OwnRule] = []
    for n, values in enumerate(tables, 1):
        rule = _rule(top.file, n, values)
        if rule.name in (other.name for other in rules):
            top.fail(f"rules.{rule.name}", "two rules have this name; choose another one")
        rules.append(rule)
    if sum(len(texts) for x in rules for texts in (x.equals, x.starts_with, x.contains, x.hits, x.spares)) > MOST_TEXTS:
        top.fail("rules", f"there are more than {MOST_TEXTS} texts in all rules; phrases may be better kept in a file")
    return tuple(rules)


def _rule(file: str, n: int, values: dict[str, Any]) -> OwnRule:
    """One rule, its examples tried."""
    name = values.get("name")
    named = isinstance(name, str) and _NAME.fullmatch(name)
    table = Table(file, f"rules.{name}." if named else f"rules[{n}].", values, RULE_KEYS)
    if not named:
        table.fail("name", 'a name is wanted, small letters, digits and underscores, such as "webinar"')
    rule = OwnRule(
        name=str(name),
        verdict=Verdict(table.text("verdict", tuple(Verdict)) or Verdict.DROP),
        claim=table.text("claim") or "",
        equals=table.texts("equals"),
        starts_with=table.texts("starts_with"),
        contains=table.texts("contains"),
        pattern=table.text("pattern"),
        kinds=tuple(Kind(kind) for kind in table.texts("kinds", tuple(Kind))),
        min_words=table.whole("min_words", 0) or 0,
        max_words=table.whole("max_words", 0),
        hits=table.texts("hits"),
        spares=table.texts("spares"),
    )
    _check_texts(table, rule)
    _check_pattern(table, rule)
    if (wrong := rule.broken_example()) is not None:
        table.fail(*wrong)
    return rule


def _check_texts(table: Table, rule: OwnRule) -> None:
    wanted = {"equals": rule.equals, "starts_with": rule.starts_with, "contains": rule.contains}
    if rule.pattern is None and not any(wanted.values()):
        table.fail("contains", "a rule needs something to look for: contains, starts_with, equals or a pattern")
    for key, texts in {**wanted, "hits": rule.hits, "spares": rule.spares}.items():
        for text in texts:
            if len(text) > MOST_LENGTH:
                table.fail(key, f"a text is longer than {MOST_LENGTH} characters")
            if key in wanted and not spoken(text).strip():
                table.fail(key, f'there is no word in "{shown(text)}"; a pattern can look for signs')


def _check_pattern(table: Table, rule: OwnRule) -> None:
    if rule.pattern is None:
        return
    if len(rule.pattern) > MOST_LENGTH:
        table.fail("pattern", f"the pattern is longer than {MOST_LENGTH} characters")
    try:
        found = compile_pattern(rule.pattern).search(b"")
    except DechaffError as error:
        table.fail("pattern", str(error))
    if found:
        table.fail("pattern", "it is found in an empty text, and so in every block")


def _thresholds(top: Table) -> Mapping[str, float]:
    """Numbers by name, whether they are written `score.good = 0.9` or in a table `[thresholds.score]`."""
    names = [threshold.name for threshold in THRESHOLDS]
    groups = dict.fromkeys(name.partition(".")[0] for name in names)
    flat = dict(_flat("", top.table("thresholds", [*names, *groups]).values))
    table = Table(top.file, "thresholds.", flat, names)
    found: dict[str, float] = {}
    for threshold in THRESHOLDS:
        value = table.number(threshold.name, threshold.least, threshold.most)
        if value is not None:
            found[threshold.name] = float(value)
    if "score.good" in found or "score.partial" in found:
        from dechaff.scoring import GOOD, PARTIAL

        good, partial = found.get("score.good", GOOD), found.get("score.partial", PARTIAL)
        if good < partial:
            table.fail("score.partial", f"it is {partial:g}, and score.good must not be below it, but is {good:g}")
    return found


def _flat(place: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and not place:
            yield from _flat(f"{key}.", value)
        else:
            yield f"{place}{key}", value


def _memory(batch: Table) -> int | None:
    """Bytes, from a text such as "2 GiB" or from 0."""
    value = batch.values.get("memory")
    if value is None:
        return None
    if value == 0 and not isinstance(value, bool):
        return 0
    found = _SIZE.fullmatch(batch.text("memory") or "")
    if found is None:
        batch.fail("memory", 'a size such as "2 GiB" or "800 MB" is wanted, or 0 for no limit')
    size = round(float(found[1]) * UNITS[found[2]])
    if size < LEAST_MEMORY:
        batch.fail("memory", f"a worker needs {LEAST_MEMORY >> 20} MiB at least")
    return size


def _fields(batch: Table) -> tuple[str, ...] | None:
    from dechaff.records.columns import FIELDS

    return batch.texts("fields", FIELDS) if "fields" in batch.values else None
