"""Clean the rows of a Spark data frame, on all the cores of its cluster.

>>> clean_frame(spark.read.parquet("pages"), html="html").write.parquet("articles")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from dechaff.records.cleaning import Cleaning
from dechaff.records.columns import FIELDS, added_columns

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

__all__ = ["clean_frame"]

DEFAULT = Cleaning()


def clean_frame(  # noqa: PLR0913
    frame: DataFrame,
    *,
    text: str | None = None,
    html: str | None = None,
    url: str | None = None,
    cleaning: Cleaning = DEFAULT,
    fields: Iterable[str] = FIELDS,
    timeout: float | None = None,
) -> DataFrame:
    """The rows of a frame with the article of each beside it; see `dechaff.integrations.arrow.clean_batch`.

    Python workers hold a batch of rows at a time: set `spark.sql.execution.arrow.maxRecordsPerBatch` to some hundreds
    for whole pages, its default of 10,000 is made for rows of numbers.

    Raises:
        DechaffError: there is no such field, or no name for it is free.
    """
    from pyspark.sql.types import StructField, StructType

    from dechaff.integrations.arrow import ARTICLE_DDL, clean_batch

    fields = tuple(fields)
    article: Any = StructType.fromDDL(ARTICLE_DDL)
    added = added_columns(frame.columns, fields)
    schema = StructType(
        [*frame.schema.fields, *(StructField(column, article[field].dataType) for field, column in added.items())]
    )
    clean = partial(clean_batch, text=text, html=html, url=url, cleaning=cleaning, fields=fields, timeout=timeout)
    return frame.mapInArrow(partial(_each, clean), schema)


def _each(clean: partial[pa.RecordBatch], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return map(clean, batches)
