"""What readers of Spark see while builds come and go, on a real session: `make test-spark`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from local_spark import local_settings

from opora.spark.versions import PUBLIC, begin_version, show_version, version_folder

pytestmark = pytest.mark.slow

pytest.importorskip("pyspark", reason="Spark has an environment of its own: make test-spark")

MANIFEST: dict[str, Any] = {"nodes": {}}


class Session:
    """Runs statements, as `opora.spark.statements` has it."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(statement).collect()]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    from opora.spark.session import close_session, open_session

    settings = local_settings(tmp_path_factory.mktemp("spark"), threads=1, memory="1g")
    yield Session(open_session(settings))
    close_session()


@pytest.fixture
def warehouse(spark: Session, tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "warehouse"
    for (schema,) in spark.execute("SHOW SCHEMAS"):
        if "marts" in schema:
            spark.execute(f"DROP SCHEMA {schema} CASCADE")


def build(spark: Session, warehouse: Path, pupils: int) -> int:
    """As a build does it: tables in a folder of the version, then shown."""
    number = begin_version(spark, warehouse)
    for schema in PUBLIC:
        spark.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        spark.execute(f"CREATE SCHEMA {schema} LOCATION '{warehouse / schema}'")
        spark.execute(
            f"CREATE TABLE {schema}.schools USING parquet "
            f"LOCATION '{version_folder(warehouse, number) / schema / 'schools'}' "
            f"AS SELECT {pupils} AS pupils"
        )
    show_version(spark, warehouse, number, MANIFEST)
    return number


def seen(spark: Session, schema: str = "marts") -> list[tuple[Any, ...]]:
    return spark.execute(f"SELECT pupils FROM {schema}.schools")


def test_readers_see_the_newest_and_may_go_on_with_the_one_before(
    spark: Session, warehouse: Path
) -> None:
    for number, pupils in enumerate((10, 20, 30), start=1):
        assert build(spark, warehouse, pupils) == number
        assert seen(spark) == seen(spark, "open_marts") == [(pupils,)]
    assert seen(spark, "marts_v2") == [(20,)]
    assert ("marts_v1",) not in spark.execute("SHOW SCHEMAS")
    assert not list(version_folder(warehouse, 1).glob("*/*"))


def test_a_warehouse_that_was_deleted_is_built_anew_and_seen(
    spark: Session, warehouse: Path
) -> None:
    for pupils in (10, 20, 30):
        build(spark, warehouse, pupils)
    shutil.rmtree(warehouse)
    # Spark remembers versions 2 and 3, so this is none of them
    for number, pupils in ((4, 40), (5, 50)):
        assert build(spark, warehouse, pupils) == number
        assert seen(spark) == [(pupils,)]


def test_a_schema_that_somebody_named_alike_is_left_alone(spark: Session, warehouse: Path) -> None:
    spark.execute("CREATE SCHEMA marts_views")
    for pupils in (10, 20, 30):
        build(spark, warehouse, pupils)
    assert seen(spark) == [(30,)]
    assert ("marts_views",) in spark.execute("SHOW SCHEMAS")
