"""Image paths and file names, credits, player controls, image placeholders go.

Captions that belong to the article's own prose, and sentences that name a file, stay.
"""

from __future__ import annotations

import numpy as np
import regex as re

from dechaff.cleaners._findings import Findings, begins_with, mentions, resumes, says_just
from dechaff.tokens import one_of
from dechaff.types import Block, Cleaner, Kind, Mark, Stage, Verdict
from dechaff.view import Flags, View

__all__ = ["CLEANER"]

_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|mp4|m3u8|bmp|tiff?)\b(?:[?)&\]\"'].{0,400})?$", re.IGNORECASE)
_TIMES = re.compile(r"\W{0,3}\d{1,2}:\d\d(?::\d\d)?(?:\s{0,3}[/|–-]\s{0,3}\d{1,2}:\d\d(?::\d\d)?)?\W{0,3}")

_MARKUP = one_of("bracket")
_MOST_CAPTIONS = 12


def find(view: View) -> list[Mark]:
    found = Findings(view, "media")
    _paths(view, found)
    _clocks(view, found)
    found.note("phrase", says_just(view, "media") & (view.mass <= 12))
    found.note("opener", begins_with(view, "media") & (view.mass <= 40) & ~view.is_prose)
    found.note("credit", mentions(view, "media") & (view.mass <= 40))
    found.note("image", view.kind_is(Kind.CAPTION) & (view.word_count > 0), "an image and no text", Verdict.DROP)
    return found.marks


def _paths(view: View, found: Findings) -> None:
    """A path or a file name of an image where a line of text should be."""
    stops = view.characters("stop")
    candidates = (stops >= 1) & (view.characters("space") <= 3) & (view.tokens.size >= 8) & (view.tokens.size <= 600)
    paths = np.zeros(len(view), bool)
    for i in candidates.nonzero()[0].tolist():
        paths[i] = _FILE.search(view.blocks[i].text) is not None
    found.note("file", paths, _path)
    _thumbnails(view, found, paths & ~_MARKUP[view.tokens.first_class] & ~view.kind_is(Kind.CODE))


def _thumbnails(view: View, found: Findings, paths: Flags) -> None:
    """Captions below such a path at the end of a page: they belong to the thumbnails of other pages."""
    places = (paths & ~view.kind_is(Kind.CAPTION)).nonzero()[0]
    places = places[places >= view.body[1] - 1]
    if not len(places):
        return
    first = int(places[0]) + 1
    resumed = resumes(view)[first:].nonzero()[0]
    last = min(first + _MOST_CAPTIONS, first + int(resumed[0]) if len(resumed) else len(view))
    captions = np.zeros(len(view), bool)
    captions[first:last] = (view.mass[first:last] >= 3) & (view.mass[first:last] <= 30)
    found.note("thumbnail", captions, "a caption below an image path, after the article")


def _clocks(view: View, found: Findings) -> None:
    """Times of a player, such as `0:00 / 3:45`."""
    digits = view.characters("digit")
    candidates = (digits >= 3) & (digits <= 12) & (view.number_share == 1) & (view.tokens.size <= 24)
    clocks = np.zeros(len(view), bool)
    for i in (candidates & (view.characters("comma") > 0)).nonzero()[0].tolist():
        clocks[i] = _TIMES.fullmatch(view.blocks[i].text) is not None
    found.note("clock", clocks, "times of a player")


def _path(block: Block) -> str:
    return f'image path "…{block.text[-40:]}"'


RULES = (
    ("file", "a path or name of an image or video file"),
    ("thumbnail", "a caption below an image path after the article"),
    ("clock", "times of a player"),
    ("phrase", "a player control or image placeholder"),
    ("opener", "a line that begins like an image credit"),
    ("credit", "a line with an image credit in it"),
    ("image", "an image without a text"),
)
CLEANER = Cleaner(
    "media",
    Stage.BLOCKS,
    "Image paths, credits and player controls go; the article's own captions stay.",
    find,
    RULES,
)
