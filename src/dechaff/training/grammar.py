"""Templates to text: `{slot}` draws a value, `[a|b|c]` draws one alternative.

A few hundred templates give thousands of wordings, so that a model which learns from them has to learn the look of
residue instead of the phrases. The given `Random` is the only source of chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from dechaff.training.phrases import ENGLISH, phrases, slots

__all__ = ["choose", "clock", "date", "expand", "file_name", "image_address", "word_pattern"]

word_pattern = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_DEEPEST = 5
_NUMBERS: dict[str, tuple[int, int]] = {
    "num": (2, 99),
    "small": (2, 12),
    "pct": (5, 80),
    "year": (2011, 2027),
    "bignum": (1000, 950000),
}
_PHONES = ("({0}) 555-{1}", "{0}-555-{1}", "+44 20 7{0} {1}", "1-800-{0}-{1}", "{0}555{1}")
_DAY_JOINTS = {"de": ". ", "cs": ". ", "da": ". ", "es": " de ", "pt": " de "}
_YEAR_JOINTS = {"es": " de ", "pt": " de "}
_FILES = (
    "{lownoun}-{lowadj}-{num}", "IMG_{num}{num}", "{lowadj}_{lownoun}", "hero-{year}", "DSC0{num}",
    "screenshot-{year}-{small}", "{lownoun}-{num}x{num}", "image{num}",
)  # fmt: skip
_FOLDERS = (
    "https://cdn.{domain}/", "https://{domain}/wp-content/uploads/{year}/0{small}/",
    "https://images.{domain}/w_{num}0,q_{num}/", "//static.{domain}/img/", "/assets/images/",
)  # fmt: skip


def choose(rng: Random, text: str) -> str:
    """Draw the alternatives of a template and leave its slots."""
    return _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)


def clock(rng: Random) -> str:
    """The length of a video."""
    return f"{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}"


def file_name(rng: Random) -> str:
    """The name of an image file."""
    return expand(rng, rng.choice(_FILES)) + rng.choice((".jpg", ".png", ".webp", ".jpeg", ".JPG", ".gif"))


def image_address(rng: Random) -> str:
    """The address of an image."""
    return expand(rng, rng.choice(_FOLDERS)) + file_name(rng)


def _special(rng: Random, slot: str, language: str) -> str:
    """Slots that are computed instead of drawn from a list."""
    if slot in _NUMBERS:
        number = rng.randint(*_NUMBERS[slot])
        return f"{number:,}" if slot == "bignum" and rng.random() < 0.7 else str(number)
    if slot.startswith("low"):
        return re.sub(r"[^a-z]", "", rng.choice(slots(ENGLISH)[slot[3:]]).lower())
    makers: dict[str, Callable[[], str]] = {
        "NAME": lambda: expand(rng, "{name}", language).upper(),
        "CODE": lambda: rng.choice(("SAVE", "WELCOME", "FALL", "HELLO", "VIP")) + str(rng.randint(5, 50)),
        "month": lambda: rng.choice(_months(language)),
        "date": lambda: date(rng, language),
        "clock": lambda: clock(rng),
        "clock12": lambda: f"{rng.randint(1, 12)} {rng.choice(('am', 'pm', 'p.m. ET', 'PT'))}",
        "phone": lambda: rng.choice(_PHONES).format(rng.randint(201, 989), rng.randint(1000, 9999)),
        "rating": lambda: f"{rng.randint(2, 4)}.{rng.randint(0, 9)}",
        "file": lambda: file_name(rng),
        "image": lambda: image_address(rng),
    }
    return makers[slot]()


def expand(rng: Random, template: str, language: str = ENGLISH, depth: int = 0) -> str:
    """Fill the choices and slots of a template, the slots of their values too."""
    if depth > _DEEPEST:
        raise ValueError(f"slots without end in {template!r}")

    def fill(match: re.Match[str]) -> str:
        values = slots(language).get(match[1])
        if values is None:
            return _special(rng, match[1], language)
        return expand(rng, rng.choice(values), language, depth + 1)

    filled = re.sub(r" {2,}", " ", _SLOT.sub(fill, choose(rng, template))).strip()
    return filled.replace(" .", ".").replace(" ,", ",").replace("Co..", "Co.").replace("Inc..", "Inc.")


def _months(language: str) -> tuple[str, ...]:
    return phrases("months", language) or phrases("months", ENGLISH)


def date(rng: Random, language: str) -> str:
    """A date as bylines write it in a language, with a time or an age at times."""
    year, month, day = rng.randint(2008, 2027), rng.randint(1, 12), rng.randint(1, 28)
    time = f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}"
    if language in ("zh", "ja"):
        forms = [f"{year}年{month}月{day}日", f"{year}-{month:02d}-{day:02d}", f"{year}/{month}/{day}"]
        return rng.choice([*forms, f"{forms[0]} {time}", f"{forms[1]} {time}"])
    numeric = [
        f"{day:02d}/{month:02d}/{year}",
        f"{day:02d}.{month:02d}.{year}",
        f"{day:02d}.{month:02d}.{year}, {time}",
    ]
    name = _months(language)[month - 1]
    if language == ENGLISH:
        return rng.choice([f"{year}-{month:02d}-{day:02d}", *numeric, *_english_dates(rng, name, year, month, day)])
    spelled = f"{day}{_DAY_JOINTS.get(language, ' ')}{name}{_YEAR_JOINTS.get(language, ' ')}{year}"
    return rng.choice([*numeric, spelled, spelled, f"{spelled}, {time}", f"{spelled} | {time}", f"{spelled} - {time}"])


def _english_dates(rng: Random, name: str, year: int, month: int, day: int) -> list[str]:
    short, clock12 = name[:3], f"{rng.randint(1, 12)}:{rng.randint(0, 59):02d} {rng.choice(('AM', 'PM', 'a.m.', 'pm'))}"
    weekday = rng.choice(slots(ENGLISH)["weekday"])
    return [
        f"{name} {day}, {year}",
        f"{name} {day}, {year}",
        f"{short} {day}, {year}",
        f"{day} {name} {year}",
        f"{day} {short} {year}",
        f"{weekday}, {name} {day}, {year}",
        f"{short}. {day}, {year}, {clock12}",
        f"{short} {day}, {year} at {clock12} {rng.choice(('EST', 'GMT', 'PDT', 'UTC', ''))}".rstrip(),
        f"{month}/{day}/{year}",
        f"{month:02d}/{day:02d}/{year % 100:02d}",
        f"{weekday[:3]} {day} {short} {year}",
        f"{rng.randint(2, 23)} hours ago",
        f"{rng.randint(2, 11)} months ago",
        f"{name} {year}",
        "Yesterday",
        "Just now",
        f"{year}-{month:02d}-{day:02d}T{rng.randint(0, 23):02d}:15:00Z",
        f"{short.upper()} {day}, {year}",
        f"{name} {day}{'st' if day in (1, 21) else 'th'}, {year}",
        f"{year}.{month:02d}.{day:02d}",
        f"{short} {day}",
        f"{day:02d} {short} {year % 100:02d}",
    ]
