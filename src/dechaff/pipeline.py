"""From a document to an article: cleaners mark, the scorer decides, every block ends in one of two lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from dechaff.cleaners import builtin_cleaners
from dechaff.types import (
    Article,
    Cleaner,
    DechaffError,
    Document,
    Mark,
    Metadata,
    Profile,
    Quality,
    Removed,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from dechaff.lexicon import Lexicon
    from dechaff.network import Network
    from dechaff.scoring import Decision
    from dechaff.view import View

__all__ = ["SCORER_RULES", "Pipeline", "Thresholds"]

ROUNDS = 3
LONG = 20_000  # blocks of a document of which only one look's columns are held at a time
MANY, LITTLE = 5_000, 0.01  # of so many blocks, a share that is not worth a second look at all the others
SCORER = "scorer"
_removed = partial(tuple.__new__, Removed)  # a page has hundreds of them
SCORER_RULES = (
    ("before_body", "above the article, and no cleaner knows it"),
    ("inside_body", "inside the article, and unlike what stands around it"),
    ("after_body", "below the article, and no cleaner knows it"),
)


class Thresholds(NamedTuple):
    """Numbers of the decision that a user may move; None where the weights or the profile say.

    A score of `good` and more makes the verdict good, one of `partial` and more partial. `beta` says how many times as
    much recall counts as precision. The others are those of `network.Policy`.
    """

    good: float | None = None
    partial: float | None = None
    beta: float | None = None
    spare: float | None = None
    light_share: float | None = None
    light_threshold: float | None = None
    telling: float | None = None
    likely: float | None = None

    def applied(self, network: Network) -> Network:
        """The network with these numbers in its policy."""
        known = network.policy._asdict()
        moved = {name: value for name, value in self._asdict().items() if value is not None and name in known}
        return replace(network, policy=network.policy._replace(**moved)) if moved else network

    def quality(self, score: float) -> Quality:
        """The verdict that goes with a score."""
        from dechaff.scoring import GOOD, PARTIAL, quality_of

        good = GOOD if self.good is None else self.good
        return quality_of(score, good, PARTIAL if self.partial is None else self.partial)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An immutable chain of cleaners; `Pipeline()` is the default one.

    A built-in cleaner or rule that is left out still informs the scorer, but what it claims is kept. A cleaner of your
    own is a pure function from a view of the document to marks: its DROP and PROTECT are final, its SUSPECT is the
    reason shown where the scorer agrees.

    >>> "comments" in Pipeline().without("comments").names
    False
    """

    cleaners: tuple[Cleaner, ...] = field(default_factory=builtin_cleaners)
    network: Network | None = None  # weights of your own; the built-in ones where None
    lexicon: Lexicon | None = None  # with phrases of your own; the built-in one where None
    off: frozenset[str] = frozenset()  # rules that are left out, as `cleaner.rule`
    thresholds: Thresholds = field(default_factory=Thresholds)

    @property
    def names(self) -> tuple[str, ...]:
        """The cleaners in the order in which they run."""
        return tuple(cleaner.name for cleaner in self.cleaners)

    def without(self, *names: str) -> Pipeline:
        """The same chain less some cleaners, or less single rules, as in `without("comments", "share.bar")`.

        `scorer` is what removes blocks that no cleaner marked: without it, only what a cleaner knows goes.

        Raises:
            DechaffError: there is no cleaner or rule of that name in the chain.
        """
        off = set(self.off)
        for name in names:
            rules = self.rules_of(name.partition(".")[0])
            if "." in name and rules and name not in rules:
                raise DechaffError(f"no rule is called {name!r}; there are: {', '.join(rules)}")
            off |= {name} if "." in name else set(rules) if name == SCORER else set()
        return replace(self, cleaners=tuple(c for c in self.cleaners if c.name not in names), off=frozenset(off))

    def rules_of(self, name: str) -> tuple[str, ...]:
        """The rules of a cleaner as `cleaner.rule`; none where it does not name them.

        Raises:
            DechaffError: there is no cleaner of that name in the chain.
        """
        rules = {SCORER: SCORER_RULES, **{cleaner.name: cleaner.rules for cleaner in self.cleaners}}.get(name)
        if rules is None:
            raise DechaffError(f"no cleaner is called {name!r}; there are: {', '.join((*self.names, SCORER))}")
        return tuple(f"{name}.{rule}" for rule, _ in rules)

    def plus(self, *cleaners: Cleaner) -> Pipeline:
        """The same chain with cleaners added, each in its stage.

        Raises:
            DechaffError: a name is taken.
        """
        for cleaner in cleaners:
            if cleaner.name in self.names or cleaner.name in (c.name for c in builtin_cleaners()):
                raise DechaffError(f"a cleaner called {cleaner.name!r} exists already; choose another name")
        return replace(self, cleaners=tuple(sorted((*self.cleaners, *cleaners), key=lambda c: (c.stage, c.name))))

    def clean(self, document: Document, profile: Profile | str = Profile.BALANCED) -> Article:
        """Decide on every block of a document.

        Raises:
            DechaffError: there is no such profile.
        """
        try:
            profile = Profile(profile)
        except ValueError:
            raise DechaffError(f"no profile {profile!r}; choose one of {', '.join(Profile)}") from None
        if not document.blocks:
            return _empty(document)
        return _assemble(document, self._rounds(document, profile), self)

    def marks(self, view: View) -> list[Mark]:
        """What the cleaners say of a document; built-in ones that were left out of the chain speak too."""
        ordered = builtin = builtin_cleaners()
        if self.cleaners is not builtin:
            chain = {cleaner.name: cleaner for cleaner in (*builtin, *self.cleaners)}
            ordered = tuple(sorted(chain.values(), key=lambda c: (c.stage, c.name)))
        return [mark for cleaner in ordered for mark in cleaner.find(view)]

    def _rounds(self, document: Document, profile: Profile) -> list[_Round]:
        """Clean until nothing more goes, so that cleaning an article again changes nothing.

        Where very little goes of very many blocks, that is enough: another look costs as much as the first.
        """
        from dechaff.lexicon import builtin_lexicon
        from dechaff.network import builtin_network
        from dechaff.scoring import decide
        from dechaff.view import View

        lexicon = self.lexicon or builtin_lexicon()
        network = self.thresholds.applied(self.network or builtin_network(document.kind))
        builtin = [cleaner.name for cleaner in builtin_cleaners()]
        rounds: list[_Round] = []
        places: Sequence[int] = range(len(document.blocks))
        view = View(document, lexicon)
        while True:
            marks = self.marks(view)
            decision = decide(view, marks, builtin, network, profile)
            rounds.append(_Round(places, view, marks, decision))
            if decision.keep.all() or not decision.keep.any() or decision.settled or len(rounds) == ROUNDS:
                return rounds
            chosen = decision.keep.nonzero()[0].tolist()
            if len(view) > MANY and len(view) - len(chosen) < LITTLE * len(view):
                return rounds
            places = [places[i] for i in chosen]
            looked, view = view, view.only(chosen)
            if len(looked) > LONG:
                looked.forget()


class _Round(NamedTuple):
    """One look at what is left of a document; `places` are its blocks' indices in the whole document."""

    places: Sequence[int]
    view: View
    marks: list[Mark]
    decision: Decision


def _assemble(document: Document, rounds: Sequence[_Round], pipeline: Pipeline) -> Article:
    from dechaff.render.text import render_text

    owners = frozenset((*pipeline.names, SCORER))
    claimed = (item for look in rounds for item in _removals(document, look))
    removed = {index: x for index, x in claimed if x[1] in owners and x[2] not in pipeline.off}
    left = [index for index in range(len(document.blocks)) if index not in removed]
    first = rounds[0]
    text = render_text(document, left)
    score = first.decision.score  # of what is left over, the next look would say that it is clean
    empty = not text.strip()
    return Article(
        text=text,
        kept=tuple([document.blocks[i] for i in left]),
        removed=tuple([removed[i] for i in sorted(removed)]),
        metadata=_metadata(first, left),
        score=0.0 if empty else score,
        verdict=Quality.POOR if empty else pipeline.thresholds.quality(score),
        reasons=("no block reads like an article",) if empty else _reasons(first.view, score),
        status=Status.NO_CONTENT if empty else Status.OK,
        source=document.source,
        url=document.url,
    )


def _metadata(look: _Round, kept: Sequence[int]) -> Metadata:
    from dechaff.metadata.html import read_page_metadata
    from dechaff.metadata.text import read_metadata

    if look.view.document.head is None:
        return read_metadata(look.view, kept)
    found = read_page_metadata(look.view, kept)
    kinds = look.decision.page_types
    if found.page_type is None and kinds:
        likeliest = max(kinds, key=kinds.__getitem__)
        return replace(found, page_type=likeliest, provenance={**found.provenance, "page_type": "scorer"})
    return found


def _removals(document: Document, look: _Round) -> Iterator[tuple[int, Removed]]:
    """The blocks that a round objects to, each with its index and the mark that explains it best."""
    marks: dict[int, Mark] = {}
    for mark in look.marks:
        block, _, _, _, verdict = mark
        if block not in marks:
            if verdict is not Verdict.PROTECT:
                marks[block] = mark
        elif verdict is Verdict.DROP and marks[block].verdict is not verdict:
            marks[block] = mark
    kept = look.decision.keep.nonzero()[0]
    first, last = (int(kept[0]), int(kept[-1])) if len(kept) else (0, 0)
    gone = (~look.decision.keep).nonzero()[0]
    for i, probability in zip(gone.tolist(), look.decision.probability[gone].tolist(), strict=True):
        place = look.places[i]
        if i in marks:
            _, cleaner, rule, evidence, _ = marks[i]
            name = intern(f"{cleaner}.{rule}")  # a long document has hundreds of thousands of them
            yield place, _removed((document.blocks[place], cleaner, name, evidence, probability))
        else:
            rule, evidence = _position(i, first, last, probability)
            yield place, _removed((document.blocks[place], SCORER, rule, evidence, probability))


def _position(i: int, first: int, last: int, probability: float) -> tuple[str, str]:
    """Rule and evidence for a block that only the scorer objects to."""
    share = f"probability of body {probability:.2f}"
    if i < first:
        return "scorer.before_body", f"{share}, {first - i} blocks before the body"
    if i > last:
        return "scorer.after_body", f"{share}, {i - last} blocks after the body"
    return "scorer.inside_body", f"{share}, unlike the blocks around it"


def _reasons(view: View, score: float) -> tuple[str, ...]:
    from dechaff.lexicon import LANGUAGES

    reasons = list(view.document.notes)
    words = float(view.mass.sum())
    if words < 40:
        reasons.append(f"short input ({words:.0f} words): little to judge by")
    if view.document.language and view.language not in LANGUAGES:
        reasons.append(f"no phrase lexicon for language {view.document.language!r}: judged by shape alone")
    if view.document.wrap_width:
        reasons.append(f"hard-wrapped at {view.document.wrap_width} columns: lines were rejoined to be judged")
    return tuple(reasons)


def _empty(document: Document) -> Article:
    return Article(
        text="",
        kept=(),
        removed=(),
        metadata=Metadata(language=document.language),
        score=0.0,
        verdict=Quality.POOR,
        reasons=document.notes or ("the input is empty or only white space",),
        status=Status.EMPTY,
        source=document.source,
        url=document.url,
    )
