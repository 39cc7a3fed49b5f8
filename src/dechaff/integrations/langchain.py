"""A LangChain document transformer: documents in, the same with the article for their content out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.documents import BaseDocumentTransformer, Document

from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import added_columns
from dechaff.types import Record

__all__ = ["ArticleTransformer"]

METADATA = (
    "title", "date_published", "language", "site_name", "page_type", "word_count", "score", "verdict", "status",
)  # fmt: skip


class ArticleTransformer(BaseDocumentTransformer):
    """Clean the content of documents; ids and metadata stay, what is known of the article is added to the latter.

    Every document comes back. One in which nothing was found, or that could not be cleaned, has no content, and says so
    in its metadata (`status`). Fields that a page does not state are left out: vector stores do not take None. Lists,
    such as `authors`, are left out unless asked for, for the same reason.

    Args:
        cleaning: the settings.
        kind: what the contents are: `text`, `html`, or `auto`.
        fields: fields of the article to add to the metadata, under a name of their own where one is taken.
        url: the key of the metadata that holds the address, if it is one.

    Raises:
        DechaffError: there is no such field.
    """

    def __init__(
        self,
        cleaning: Cleaning | None = None,
        *,
        kind: str = "auto",
        fields: Iterable[str] = METADATA,
        url: str = "source",
    ) -> None:
        self.cleaning, self.kind, self.fields, self.url = cleaning or Cleaning(), kind, tuple(fields), url
        added_columns((), self.fields)

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> Sequence[Document]:
        return [self._clean(document) for document in documents]

    def _clean(self, document: Document) -> Document:
        address = document.metadata.get(self.url)
        url = address if isinstance(address, str) and "://" in address else None
        row = self.cleaning.clean(Record(document.page_content, kind=self.kind, url=url)).to_dict()
        added = added_columns(document.metadata, [field for field in self.fields if row[field] is not None])
        metadata = document.metadata | {column: row[field] for field, column in added.items()}
        return Document(id=document.id, page_content=row["text"], metadata=metadata)
