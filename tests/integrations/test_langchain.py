"""LangChain: documents in, the same documents cleaned out."""

from __future__ import annotations

import asyncio
import json

import pytest
from corpus import PAGE_ROWS, TEXT_ROWS, engine, expected, shuffled

from dechaff import DechaffError

pytestmark = engine("langchain", "langchain_core")


def test_every_document_comes_back_in_its_place() -> None:
    """With its id and metadata, the text of the plain loop, and nothing that a vector store would refuse."""
    from langchain_core.documents import Document

    from dechaff.integrations.langchain import ArticleTransformer

    rows = [row for row in shuffled(TEXT_ROWS) if isinstance(row.source, str)]
    documents = [Document(str(row.source), id=row.id, metadata={"source": row.url or "a.txt"}) for row in rows]
    cleaned = ArticleTransformer(kind="text").transform_documents(documents)
    assert [document.id for document in cleaned] == [row.id for row in rows]
    for row, document in zip(rows, cleaned, strict=True):
        want = json.loads(expected("text")[row.id])
        assert document.page_content == want["text"]
        assert document.metadata["source"] == (row.url or "a.txt")
        assert document.metadata["status"] == want["status"]
        assert document.metadata.get("title") == want["title"]
        assert {type(value) for value in document.metadata.values()} <= {str, int, float}
    assert "title" not in documents[0].metadata


def test_pages_are_told_from_texts() -> None:
    """By default, and at once or in the background."""
    from langchain_core.documents import Document

    from dechaff.integrations.langchain import ArticleTransformer

    page = next(row for row in PAGE_ROWS if row.id == "article--en-wordpress-news")
    assert isinstance(page.source, bytes)
    document = Document(page.source.decode(), metadata={"source": page.url, "title": "mine"})
    want = json.loads(expected("html")[page.id])
    for cleaned in (
        ArticleTransformer(fields=["title", "authors"]).transform_documents([document]),
        asyncio.run(ArticleTransformer(fields=["title", "authors"]).atransform_documents([document])),
    ):
        assert cleaned[0].page_content == want["text"]
        assert cleaned[0].metadata == {
            "source": page.url, "title": "mine", "article_title": want["title"], "authors": want["authors"],
        }  # fmt: skip


def test_fields_that_do_not_exist_are_told() -> None:
    from dechaff.integrations.langchain import ArticleTransformer

    with pytest.raises(DechaffError, match="no field 'body'"):
        ArticleTransformer(fields=["body"])
