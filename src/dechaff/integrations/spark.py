"""Clean the rows of a Spark data frame, on all the cores of its cluster.

>>> clean_frame(spark.read.parquet("pages"), BatchCleaner(html="html")).write.parquet("articles")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from dechaff.records.columns import added_columns

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from dechaff.integrations.arrow import BatchCleaner

__all__ = ["clean_frame"]


def clean_frame(frame: DataFrame, clean: BatchCleaner | None = None) -> DataFrame:
    """The rows of a frame with the article of each beside it.

    Python workers hold a batch of rows at a time: set `spark.sql.execution.arrow.maxRecordsPerBatch` to some hundreds
    for whole pages, its default of 10,000 is made for rows of numbers.

    Args:
        frame: the rows.
        clean: the settings, see `dechaff.integrations.arrow.BatchCleaner`; its defaults where None.

    Raises:
        DechaffError: there is no such field, or no name for it is free.
    """
    from pyspark.sql.types import StructField, StructType

    from dechaff.integrations.arrow import ARTICLE_DDL, BatchCleaner

    clean = clean or BatchCleaner()
    article: Any = StructType.fromDDL(ARTICLE_DDL)
    added = added_columns(frame.columns, clean.fields)
    new = [StructField(column, article[field].dataType) for field, column in added.items()]
    return frame.mapInArrow(partial(_each, clean), StructType([*frame.schema.fields, *new]))


def _each(clean: BatchCleaner, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return map(clean, batches)
