"""The article as plain JSON types: what a data set keeps of it, removed blocks and their reasons included."""

from __future__ import annotations

from typing import Any

from dechaff.sources.text import sanitize
from dechaff.types import Article, Block, Removed

__all__ = ["to_dict"]


def to_dict(article: Article) -> dict[str, Any]:
    """A dict that `json.dumps` always accepts and any JSON reader takes back: no control characters, no surrogates."""
    metadata = article.metadata
    return {
        "text": sanitize(article.text),
        "url": _clean(article.url),
        "canonical_url": _clean(metadata.canonical_url),
        "hostname": _clean(metadata.hostname),
        "site_name": _clean(metadata.site_name),
        "title": _clean(metadata.title),
        "authors": [sanitize(author) for author in metadata.authors],
        "date_published": _clean(metadata.date_published),
        "date_modified": _clean(metadata.date_modified),
        "language": _clean(metadata.language),
        "description": _clean(metadata.description),
        "image": _clean(metadata.image),
        "section": _clean(metadata.section),
        "tags": [sanitize(tag) for tag in metadata.tags],
        "license": _clean(metadata.license),
        "page_type": _clean(metadata.page_type),
        "reading_time_minutes": metadata.reading_time_minutes,
        "word_count": article.word_count,
        "score": round(float(article.score), 4),
        "verdict": str(article.verdict),
        "reasons": [sanitize(reason) for reason in article.reasons],
        "status": str(article.status),
        "provenance": {sanitize(name): sanitize(source) for name, source in metadata.provenance.items()},
        "kept": [_kept(block) for block in article.kept],
        "removed": [_removed(removed) for removed in article.removed],
    }


def _kept(block: Block) -> dict[str, Any]:
    return {"index": block.index, "kind": str(block.kind), "start": block.start, "end": block.end}


def _removed(removed: Removed) -> dict[str, Any]:
    return {
        **_kept(removed.block),
        "text": sanitize(removed.text),
        "cleaner": removed.cleaner,
        "rule": removed.rule,
        "evidence": sanitize(removed.evidence),
        "probability": round(float(removed.probability), 4),
    }


def _clean(text: str | None) -> str | None:
    return None if text is None else sanitize(text)
