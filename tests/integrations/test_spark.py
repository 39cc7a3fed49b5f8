"""Spark: `mapInArrow` over a local cluster of two workers, which may be killed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from corpus import PAGE_ROWS, SEARCH_PATH, TEXT_ROWS, Row, engine, expected, got, shuffled
from faults import killing

from pages import PAGES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = engine("spark", "pyspark", "pyarrow")


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory, java: None) -> Iterator[SparkSession]:
    """A session with two workers and four attempts at each task."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", SEARCH_PATH)
        folder = tmp_path_factory.mktemp("spark")
        patch.chdir(folder)
        session = (
            SparkSession.builder.master("local[2,4]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.warehouse.dir", str(folder))
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "10")
            .getOrCreate()
        )
        yield session
        session.stop()


def frame_of(spark: SparkSession, rows: list[Row], column: str, kind: str) -> DataFrame:
    return spark.createDataFrame([tuple(row) for row in rows], f"id STRING, {column} {kind}, url STRING").repartition(3)


def collected(frame: Any) -> dict[str, bytes]:
    return got(row.asDict(recursive=True) for row in frame.collect())


@pytest.mark.parametrize(
    ("column", "kind", "rows"), [("text", "STRING", TEXT_ROWS), ("html", "BINARY", PAGE_ROWS)], ids=["text", "html"]
)
def test_the_same_bytes_as_the_plain_loop(spark: SparkSession, column: str, kind: str, rows: tuple[Row, ...]) -> None:
    """Texts and pages, good and bad, in partitions in which they come in another order."""
    from dechaff.integrations.arrow import BatchCleaner
    from dechaff.integrations.spark import clean_frame

    result = clean_frame(frame_of(spark, shuffled(rows), column, kind), BatchCleaner(**{column: column}))
    assert collected(result) == expected(column)


def test_the_function_itself_goes_into_mapinarrow(spark: SparkSession) -> None:
    """`clean_batch` and `ARTICLE_DDL` are all that Spark needs."""
    from dechaff.integrations.arrow import ARTICLE_DDL, clean_batch

    frame = frame_of(spark, shuffled(TEXT_ROWS), "body", "STRING").drop("url")
    result = frame.mapInArrow(
        lambda batches: (clean_batch(batch, text="body") for batch in batches), f"id STRING, body STRING, {ARTICLE_DDL}"
    )
    assert {row["id"] for row in result.collect()} == {row.id for row in TEXT_ROWS}


def test_the_types_of_spark_are_those_of_arrow(spark: SparkSession) -> None:
    """`ARTICLE_DDL` says what `ARTICLE_SCHEMA` says."""
    from pyspark.sql.pandas.types import to_arrow_schema
    from pyspark.sql.types import StructType

    from dechaff.integrations.arrow import ARTICLE_DDL, ARTICLE_SCHEMA

    article = to_arrow_schema(StructType.fromDDL(ARTICLE_DDL))
    assert article.names == ARTICLE_SCHEMA.names
    assert [str(kind).replace("element", "item") for kind in article.types] == [str(x) for x in ARTICLE_SCHEMA.types]


def test_parquet_in_and_out(spark: SparkSession, tmp_path: Path) -> None:
    """Read and written by Spark."""
    from dechaff.integrations.arrow import BatchCleaner
    from dechaff.integrations.spark import clean_frame

    frame_of(spark, shuffled(TEXT_ROWS), "text", "STRING").write.parquet(str(tmp_path / "in"))
    frame = spark.read.parquet(str(tmp_path / "in"))
    clean_frame(frame, BatchCleaner(fields=["title", "status"])).write.parquet(str(tmp_path / "out"))
    result = spark.read.parquet(str(tmp_path / "out"))
    assert result.columns == ["id", "text", "url", "title", "status"]
    assert result.count() == len(TEXT_ROWS)


def test_a_killed_worker_costs_no_row(spark: SparkSession, tmp_path: Path) -> None:
    """A cleaner kills its process once; Spark runs the task again, and every row is there."""
    from dechaff.integrations.arrow import BatchCleaner
    from dechaff.integrations.spark import clean_frame

    marker = tmp_path / "killed"
    frame = frame_of(spark, shuffled(TEXT_ROWS), "text", "STRING")
    result = collected(clean_frame(frame, BatchCleaner(cleaning=killing(marker))))
    assert marker.exists()
    assert result == expected("text")


def test_a_page_that_kills_every_time_costs_only_itself(spark: SparkSession) -> None:
    """Under a deadline, documents are cleaned beside Spark's worker; the job goes on."""
    from dechaff.integrations.arrow import BatchCleaner
    from dechaff.integrations.spark import clean_frame

    frame = frame_of(spark, shuffled(TEXT_ROWS), "text", "STRING")
    result = collected(clean_frame(frame, BatchCleaner(cleaning=killing(source=PAGES[0].source), timeout=20.0)))
    assert b"worker_died" in result.pop(PAGES[0].name)
    assert result == {name: row for name, row in expected("text").items() if name != PAGES[0].name}
