"""The columns that an article adds to those that are there, for engines that want to know beforehand."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from dechaff.records.arrow import ARTICLE_SCHEMA
from dechaff.records.columns import FIELDS, added_columns

__all__ = ["ARTICLE_DDL", "ARTICLE_SCHEMA", "result_schema"]

# `ARTICLE_SCHEMA` in the language of Spark.
ARTICLE_DDL = (
    "text STRING, url STRING, canonical_url STRING, hostname STRING, site_name STRING, title STRING, "
    "authors ARRAY<STRING>, date_published STRING, date_modified STRING, language STRING, description STRING, "
    "image STRING, section STRING, tags ARRAY<STRING>, license STRING, page_type STRING, "
    "reading_time_minutes BIGINT, word_count BIGINT, score DOUBLE, verdict STRING, reasons ARRAY<STRING>, "
    "status STRING, provenance ARRAY<STRUCT<field: STRING, source: STRING>>, "
    "kept ARRAY<STRUCT<index: BIGINT, kind: STRING, start: BIGINT, end: BIGINT>>, "
    "removed ARRAY<STRUCT<index: BIGINT, kind: STRING, start: BIGINT, end: BIGINT, text: STRING, cleaner: STRING, "
    "rule: STRING, evidence: STRING, probability: DOUBLE>>"
)


def result_schema(present: pa.Schema, fields: Iterable[str] = FIELDS) -> pa.Schema:
    """The schema of what `clean_batch` makes of rows that have this one.

    Raises:
        DechaffError: there is no such field, or no name for it is free.
    """
    added = added_columns(present.names, fields)
    new = [ARTICLE_SCHEMA.field(field).with_name(column) for field, column in added.items()]
    return pa.schema([*present, *new], metadata=present.metadata)
