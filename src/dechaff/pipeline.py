"""From a document to an article: cleaners mark, the scorer decides, every block ends in one of two lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
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
    from dechaff.network import Network
    from dechaff.scoring import Decision
    from dechaff.view import View

__all__ = ["Pipeline"]

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An immutable chain of cleaners; `Pipeline()` is the default one.

    A built-in cleaner that is left out still informs the scorer, but what it claims is kept. A cleaner of your own is a
    pure function from a view of the document to marks: its DROP and PROTECT are final, its SUSPECT is the
    reason shown where the scorer agrees.

    >>> "comments" in Pipeline().without("comments").names
    False
    """

    cleaners: tuple[Cleaner, ...] = field(default_factory=builtin_cleaners)
    network: Network | None = None  # weights of your own; the built-in ones where None

    @property
    def names(self) -> tuple[str, ...]:
        """The cleaners in the order in which they run."""
        return tuple(cleaner.name for cleaner in self.cleaners)

    def without(self, *names: str) -> Pipeline:
        """The same chain less some cleaners.

        Raises:
            DechaffError: there is no cleaner of that name in the chain.
        """
        for name in names:
            if name not in self.names:
                raise DechaffError(f"no cleaner is called {name!r}; there are: {', '.join(self.names)}")
        return replace(self, cleaners=tuple(c for c in self.cleaners if c.name not in names))

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
        return _assemble(document, self._rounds(document, profile), frozenset(self.names))

    def marks(self, view: View) -> list[Mark]:
        """What the cleaners say of a document; built-in ones that were left out of the chain speak too."""
        chain = {cleaner.name: cleaner for cleaner in (*builtin_cleaners(), *self.cleaners)}
        ordered = sorted(chain.values(), key=lambda c: (c.stage, c.name))
        return [mark for cleaner in ordered for mark in cleaner.find(view)]

    def _rounds(self, document: Document, profile: Profile) -> list[_Round]:
        """Clean until nothing more goes, so that cleaning an article again changes nothing."""
        from dechaff.lexicon import builtin_lexicon
        from dechaff.network import builtin_network
        from dechaff.scoring import decide
        from dechaff.view import View

        lexicon, network = builtin_lexicon(), self.network or builtin_network(document.kind)
        builtin = [cleaner.name for cleaner in builtin_cleaners()]
        rounds: list[_Round] = []
        places = tuple(range(len(document.blocks)))
        current = document
        while len(rounds) < ROUNDS:
            view = View(current, lexicon)
            marks = self.marks(view)
            decision = decide(view, marks, builtin, network, profile)
            rounds.append(_Round(places, view, marks, decision))
            if decision.keep.all() or not decision.keep.any() or decision.settled:
                break
            chosen = decision.keep.nonzero()[0].tolist()
            places = tuple(places[i] for i in chosen)
            current = replace(document, blocks=tuple(current.blocks[i]._replace(index=n) for n, i in enumerate(chosen)))
        return rounds


class _Round(NamedTuple):
    """One look at what is left of a document; `places` are its blocks' indices in the whole document."""

    places: tuple[int, ...]
    view: View
    marks: list[Mark]
    decision: Decision


def _assemble(document: Document, rounds: Sequence[_Round], owners: frozenset[str]) -> Article:
    from dechaff.render.text import render_text
    from dechaff.scoring import quality_of

    removed = {item.block.index: item for look in rounds for item in _removals(document, look, owners)}
    kept = tuple(block for block in document.blocks if block.index not in removed)
    first, last = rounds[0], rounds[-1]
    text = render_text(document, [block.index for block in kept])
    score = last.decision.score
    empty = not text.strip()
    return Article(
        text=text,
        kept=kept,
        removed=tuple(removed[i] for i in sorted(removed)),
        metadata=_metadata(first, [block.index for block in kept]),
        score=0.0 if empty else score,
        verdict=Quality.POOR if empty else quality_of(score),
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


def _removals(document: Document, look: _Round, owners: frozenset[str]) -> Iterable[Removed]:
    """The blocks that a round takes out, each with the mark that explains it best."""
    marks: dict[int, Mark] = {}
    for mark in look.marks:
        held = marks.get(mark.block)
        if mark.verdict is not Verdict.PROTECT and (held is None or (mark.verdict is Verdict.DROP is not held.verdict)):
            marks[mark.block] = mark
    kept = look.decision.keep.nonzero()[0]
    first, last = (int(kept[0]), int(kept[-1])) if len(kept) else (0, 0)
    for i in (~look.decision.keep).nonzero()[0].tolist():
        probability = float(look.decision.probability[i])
        block = document.blocks[look.places[i]]
        found = marks.get(i)
        if found is None:
            rule, evidence = _position(i, first, last, probability)
            yield Removed(block, "scorer", rule, evidence, probability)
        elif found.cleaner in owners:
            yield Removed(block, found.cleaner, f"{found.cleaner}.{found.rule}", found.evidence, probability)


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
