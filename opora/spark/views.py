"""The tables of Spark as views of the build file: what all that is not dbt reads.

Belongs here: finding where Spark keeps a table, and pointing DuckDB there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from opora.spark.statements import Spark
from opora.sql import literal, quoted

#: Schemas of the models by their name in Spark: what the public sees there is made at the end of a
#: build (`opora.spark.versions`), so dbt builds it under another name.
MODEL_SCHEMAS: Mapping[str, str] = {
    "rules": "rules",
    "intermediate": "intermediate",
    "build_marts": "marts",
    "build_open_marts": "open_marts",
}
STAGING = "staging"

_LOCATION = re.compile(r"^Location: (?:file:)?(.+)$", re.MULTILINE)
_FOLDER = "of_views"


def locations(spark: Spark, schema: str) -> dict[str, str]:
    """Table of a schema -> the folder of its files; views have none."""
    found = {}
    for _, table, _, information in spark.execute(f"SHOW TABLE EXTENDED IN {schema} LIKE '*'"):
        if at := _LOCATION.search(information):
            found[table] = at[1].replace("///", "/").strip()
    return found


def point_to_tables(connection: duckdb.DuckDBPyConnection, spark: Spark) -> None:
    """Make the views anew: a table that was made again may lie elsewhere."""
    for schema, name in MODEL_SCHEMAS.items():
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
        for table, folder in locations(spark, schema).items():
            _point(connection, f"{name}.{quoted(table)}", folder)


def hand_over_views(
    connection: duckdb.DuckDBPyConnection,
    spark: Spark,
    models: Collection[str],
    warehouse: Path,
) -> None:
    """Write those of Spark's views whose models Python reads: a view has no files."""
    for schema in (STAGING, "intermediate"):
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        there = {row[1] for row in spark.execute(f"SHOW VIEWS IN {schema}")}
        for model in sorted(there.intersection(models)):
            folder = warehouse / _FOLDER / model
            spark.execute(
                f"INSERT OVERWRITE DIRECTORY {literal(str(folder))} USING parquet "
                f"SELECT * FROM {schema}.`{model}`"
            )
            _point(connection, f"{schema}.{quoted(model)}", str(folder))


def _point(connection: duckdb.DuckDBPyConnection, view: str, folder: str) -> None:
    files = literal(f"{folder}/*.parquet")
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS FROM read_parquet({files})")
