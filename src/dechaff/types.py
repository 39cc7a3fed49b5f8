"""The things that flow through dechaff: blocks in, marks on the way, an article out.

Standard library only, so that every other module may import this one and none of them is needed to read a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from dechaff.view import View

__all__ = [
    "Article", "Block", "Cleaner", "DechaffError", "Document", "Head", "Kind", "Link", "Mark", "Metadata",
    "Profile", "Property", "Quality", "Record", "Removed", "Stage", "Status", "Verdict",
]  # fmt: skip


class DechaffError(ValueError):
    """Anything dechaff refuses: the message says what to do about it."""


class Kind(StrEnum):
    """What a block is in its source."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CODE = "code"
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    SEPARATOR = "separator"


class Profile(StrEnum):
    """Where the decode leans: fewer lines and surer ones, the best F1, or rather too much than too little."""

    PRECISION = "precision"
    BALANCED = "balanced"
    RECALL = "recall"


class Verdict(StrEnum):
    """How far a mark goes."""

    DROP = "drop"
    SUSPECT = "suspect"
    PROTECT = "protect"


class Quality(StrEnum):
    """What the score means for a reader: take it, look at it, or do not rely on it."""

    GOOD = "good"
    PARTIAL = "partial"
    POOR = "poor"


class Status(StrEnum):
    """What became of a document: an article, nothing but white space, text in which no article was found, no answer.

    Only documents of a collection have failed: the first of their article's `reasons` says how, a code before a colon.
    """

    OK = "ok"
    EMPTY = "empty"
    NO_CONTENT = "no_content"
    FAILED = "failed"


class Stage(StrEnum):
    """When a cleaner looks at the document: single blocks first, then runs of blocks, then the whole."""

    BLOCKS = "1-blocks"
    RUNS = "2-runs"
    DOCUMENT = "3-document"


class Link(NamedTuple):
    """A link inside a block: `block.text[start:end]` is its text."""

    start: int
    end: int
    target: str


class Block(NamedTuple):
    """One unit of reading order: a line, a rejoined paragraph, a list item, a table row.

    `start` and `end` are code-point offsets into the input as it was given: `source[start:end]` is the block. `text`
    is what a reader sees of it: markup, control characters and the breaks of hard-wrapped lines taken out. Blocks of a
    page have `hints`, the tags and the words of class, id and role of the elements around them, outermost first, a
    `path`, where in the page their element stood, and a `branch`, numbers of that element's parent, grandparent and the
    next above.
    """

    index: int  # type: ignore[assignment]  # of a tuple it is a method
    text: str
    kind: Kind
    start: int
    end: int
    level: int = 0
    indent: int = 0
    gap: int = 0
    links: tuple[Link, ...] = ()
    hints: tuple[str, ...] = ()
    path: str = ""
    branch: tuple[int, ...] = ()


class Removed(NamedTuple):
    """A block that was taken out, and why: which cleaner, which of its rules, on what evidence."""

    block: Block
    cleaner: str
    rule: str
    evidence: str
    probability: float

    @property
    def index(self) -> int:  # type: ignore[override]  # of a tuple it is a method
        return self.block.index

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def kind(self) -> Kind:
        return self.block.kind

    @property
    def start(self) -> int:
        return self.block.start

    @property
    def end(self) -> int:
        return self.block.end


class Mark(NamedTuple):
    """What a cleaner says of a block, by the block's index."""

    block: int
    cleaner: str
    rule: str
    evidence: str
    verdict: Verdict = Verdict.SUSPECT


class Property(NamedTuple):
    """Something that an element in the body of a page says of the article: its author, its date, where it stands.

    `name` is where it was said, lower case: `time`, `itemprop:author`, `rel:author`, `rel:tag`, `class:byline`, ...;
    `value` is the attribute that carries it (`datetime`, `content`, `href`), "" where there is none; `text` is what the
    reader sees; `block` is the index of the block that it stands in (of the next one, where it has none).
    """

    name: str
    value: str
    text: str
    block: int


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself, unread: `metadata` makes sense of it.

    `metas` are pairs of name (or property, itemprop, http-equiv; lower case) and content, `links` of rel and href,
    `json_ld` the bodies of `application/ld+json` scripts, all in the order of the page.
    """

    title: str | None = None
    language: str | None = None
    base: str | None = None
    metas: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    json_ld: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The input as a list of blocks in reading order; `source` is the text that offsets count in.

    For text, `source` is the input as given; for a page, it is the text of all its blocks, one block below the other,
    as a browser would show it. `markdown` and `references` say how a text was read: as Markdown, and with the link
    numbers of `lynx -dump` taken out. `notes` say what a reader should know: a guessed encoding, a cap that was hit.
    """

    source: str
    blocks: tuple[Block, ...]
    url: str | None = None
    language: str | None = None
    kind: str = "text"
    wrap_width: int | None = None
    head: Head | None = None
    markdown: bool = False
    references: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A document of a collection, as it was read: not cleaned yet.

    Attributes:
        source: a page or a text; None where it could not be read, and `error` says why.
        kind: `html`, `text`, or `auto` where that is to be found out.
        url: where it came from.
        language: BCP-47 code, where it is known.
        columns: what else the collection says of it; kept beside the results.
        place: where it stands, to be told with errors: `crawl.jsonl:17`.
        error: why there is no source, a code before a colon: `bad_json: ...`, `truncated: ...`.
    """

    source: bytes | str | None
    kind: str = "auto"
    url: str | None = None
    language: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Cleaner:
    """A named pure function from a view of the document to marks; `claim` says what goes and what must stay.

    `rules` names the rules of its marks and says what each of them marks. They can then be switched off one by one.
    """

    name: str
    stage: Stage
    claim: str
    find: Callable[[View], Iterable[Mark]]
    rules: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article. `None` (or an empty tuple) where it does not say, never a guess.

    Names follow schema.org. Dates are ISO 8601 with the precision and the time zone found (`2025-02-25T08:00+01:00`,
    `2025-02`); `language` is a BCP-47 code; addresses are absolute; `hostname` is without `www.`; `page_type` is one of
    article, forum, product, collection, listing, documentation and service; `reading_time_minutes` is what the page
    says, not what is counted. `provenance` names the source of each field that is set (`{"title": "line 67"}`).
    """

    url: str | None = None
    canonical_url: str | None = None
    hostname: str | None = None
    site_name: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    language: str | None = None
    description: str | None = None
    image: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    license: str | None = None
    page_type: str | None = None
    reading_time_minutes: int | None = None
    provenance: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """The article of a page, with every block of the input in exactly one of `kept` and `removed`.

    Attributes:
        text: the body as plain text; paragraphs and lists stand as in the input, link targets left out.
        kept: the blocks of the body, in reading order.
        removed: the other blocks, each with cleaner, rule and evidence.
        metadata: title, authors, dates and so on; the fields can be read from the article directly.
        score: expected F1 of `text` against the true body, 0 to 1, calibrated on held-out sites.
        verdict: what the score means: good, partial or poor.
        reasons: what the reader should know, such as a language that the scorer was not trained on.
        status: ok, empty, no_content, or failed.
        source: the input as it was given; `source[block.start:block.end]` is a block.
        url: where the page came from, if the caller said so.
    """

    text: str
    kept: tuple[Block, ...]
    removed: tuple[Removed, ...]
    metadata: Metadata
    score: float
    verdict: Quality
    reasons: tuple[str, ...]
    status: Status
    source: str = field(repr=False)
    url: str | None = None

    @property
    def canonical_url(self) -> str | None:
        return self.metadata.canonical_url

    @property
    def hostname(self) -> str | None:
        return self.metadata.hostname

    @property
    def site_name(self) -> str | None:
        return self.metadata.site_name

    @property
    def title(self) -> str | None:
        return self.metadata.title

    @property
    def authors(self) -> tuple[str, ...]:
        return self.metadata.authors

    @property
    def date_published(self) -> str | None:
        return self.metadata.date_published

    @property
    def date_modified(self) -> str | None:
        return self.metadata.date_modified

    @property
    def language(self) -> str | None:
        return self.metadata.language

    @property
    def description(self) -> str | None:
        return self.metadata.description

    @property
    def image(self) -> str | None:
        return self.metadata.image

    @property
    def section(self) -> str | None:
        return self.metadata.section

    @property
    def tags(self) -> tuple[str, ...]:
        return self.metadata.tags

    @property
    def license(self) -> str | None:
        return self.metadata.license

    @property
    def page_type(self) -> str | None:
        return self.metadata.page_type

    @property
    def reading_time_minutes(self) -> int | None:
        return self.metadata.reading_time_minutes

    @property
    def word_count(self) -> int:
        """Words of `text`; a Chinese or Japanese character counts as one."""
        from dechaff.render.text import count_words

        return count_words(self.text)

    def to_dict(self) -> dict[str, Any]:
        """The article as plain JSON types, removed blocks and their reasons included."""
        from dechaff.render.record import to_dict

        return to_dict(self)

    def to_markdown(self) -> str:
        """The article as Markdown, title first; what the input marked up (links, emphasis) is kept."""
        from dechaff.render.markdown import to_markdown

        return to_markdown(self)

    def to_html(self) -> str:
        """The article as HTML that is safe to embed: a few tags, no attributes but the targets of links."""
        from dechaff.render.html import to_html

        return to_html(self)

    def explain(self, *, color: bool = False) -> str:
        """Every line of the input with its fate: kept, or removed by which cleaner, rule and evidence."""
        from dechaff.render.explanation import explain

        return explain(self, color=color)
