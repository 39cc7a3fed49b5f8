"""A step of a datatrove pipeline that puts the article in the place of each document's text.

>>> pipeline = [JsonlReader("crawl"), CleanStep(), JsonlWriter("articles")]  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.writers.disk_base import DiskWriter

from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS, added_columns
from dechaff.types import Record

__all__ = ["CleanStep"]

METADATA = tuple(field for field in FIELDS if field not in ("text", "kept", "removed"))


class CleanStep(PipelineStep):
    """Clean the text of documents: every document goes on, with what became of it in its metadata (`status`).

    Its statistics count documents by status and removed blocks by cleaner.

    Args:
        cleaning: the settings.
        kind: what the texts of the documents are: `text`, `html`, or `auto`.
        fields: fields of the article to add to the metadata, under a name of their own where one is taken.
        exclusion_writer: writes what was removed: per document one with its id, the text of the blocks removed, and
            in `metadata["removed"]` why.

    Raises:
        DechaffError: there is no such field.
    """

    type = "✂️ - FORMAT"
    name = "dechaff"

    def __init__(
        self,
        cleaning: Cleaning | None = None,
        *,
        kind: str = "text",
        fields: Iterable[str] = METADATA,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__()
        self.cleaning = cleaning or Cleaning()
        self.kind = kind
        self.fields = tuple(fields)
        self.exclusion_writer = exclusion_writer
        added_columns((), self.fields)

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        with self.exclusion_writer or nullcontext() as writer:
            for document in data:
                with self.track_time():
                    row = self._clean(document)
                removed = row["removed"]
                if writer and removed:
                    text = "\n".join(block["text"] for block in removed)
                    writer.write(Document(text, document.id, metadata={**document.metadata, "removed": removed}), rank)
                document.text = row["text"]
                added = added_columns(document.metadata, self.fields)
                document.metadata |= {column: row[field] for field, column in added.items()}
                yield document

    def _clean(self, document: Document) -> dict[str, Any]:
        """The article of a document as plain JSON types, counted."""
        record = Record(document.text, kind=self.kind, url=document.metadata.get("url"))
        row = self.cleaning.clean(record).to_dict()
        self.stat_update("total", row["status"])
        for block in row["removed"]:
            self.stat_update(f"removed_{block['cleaner']}", unit="block")
        self.update_doc_stats(Document(row["text"], document.id))
        return row
