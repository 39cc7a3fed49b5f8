"""Clean the rows of an Arrow batch or table: one function for every engine that speaks Arrow.

>>> table = clean_batch(pyarrow.parquet.read_table("pages.parquet"), html="html")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import pyarrow as pa

from dechaff.integrations.batches import records_of
from dechaff.integrations.rows import clean_rows
from dechaff.integrations.schemas import ARTICLE_DDL, ARTICLE_SCHEMA, result_schema
from dechaff.records.arrow import rows_to_arrays
from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS, added_columns
from dechaff.records.fields import Fields

__all__ = ["ARTICLE_DDL", "ARTICLE_SCHEMA", "BatchCleaner", "clean_batch", "result_schema"]

Rows = TypeVar("Rows", bound="pa.RecordBatch | pa.Table")

STRETCH = 256  # rows whose articles are held as Python objects at a time
DEFAULT = Cleaning()


@dataclass(frozen=True)
class BatchCleaner:
    """`clean_batch` with its settings told beforehand, for engines that keep them for many batches.

    The attributes are the arguments of `clean_batch`.
    """

    text: str | None = None
    html: str | None = None
    url: str | None = None
    cleaning: Cleaning = DEFAULT
    fields: Sequence[str] = FIELDS
    timeout: float | None = None

    def __call__(self, batch: Rows) -> Rows:
        """The same rows with their articles beside them, see `clean_batch`."""
        added = added_columns(batch.schema.names, self.fields)
        records = records_of(batch, Fields(self.text, self.html, self.url))
        rows = clean_rows(records, self.cleaning, self.timeout)
        stretches: list[Sequence[pa.Array]] = []
        while stretch := list(islice(rows, STRETCH)):
            stretches.append(rows_to_arrays(stretch, list(added)))
        schema = result_schema(batch.schema, self.fields)
        columns = [
            pa.chunked_array([arrays[i] for arrays in stretches], ARTICLE_SCHEMA.field(field).type)
            for i, field in enumerate(added)
        ]
        if isinstance(batch, pa.Table):
            return pa.Table.from_arrays([*batch.columns, *columns], schema=schema)
        return pa.RecordBatch.from_arrays([*batch.columns, *(x.combine_chunks() for x in columns)], schema=schema)


def clean_batch(  # noqa: PLR0913
    batch: Rows,
    *,
    text: str | None = None,
    html: str | None = None,
    url: str | None = None,
    cleaning: Cleaning = DEFAULT,
    fields: Iterable[str] = FIELDS,
    timeout: float | None = None,
) -> Rows:
    """Clean every row of a batch or table.

    Args:
        batch: the rows.
        text: the column with the texts to clean.
        html: the column with the pages to clean; if both are given, rows without a page have their text cleaned. If
            neither is, it is the first of the columns `html`, `text` and `content` that has something in it, row by
            row. Columns may be of any Arrow type of strings or bytes.
        url: the column with the addresses; `url` where not told.
        cleaning: the settings.
        fields: which fields of the article to add, see `added_columns`.
        timeout: seconds for a row; rows are then cleaned in a process of their own, see `clean_rows`.

    Returns:
        The same rows with the article's fields added in columns of their own, a batch for a batch and a table for a
        table. A row that is null or that cannot be cleaned has the status `failed`, and a reason.

    Raises:
        DechaffError: there is no such column or field, or the column holds something else.
    """
    return BatchCleaner(text, html, url, cleaning, tuple(fields), timeout)(batch)
