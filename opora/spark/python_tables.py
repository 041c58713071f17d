"""The tables that phases in Python fill: DuckDB tables to write, Spark tables to read.

Belongs here: making them from the columns that dbt's sources declare, and handing their rows over.
On DuckDB alone the macro `tables_of_python` makes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from opora.spark.statements import Spark
from opora.spark.types import spark_type
from opora.sql import literal, quoted
from opora.warehouse.phases import IN_PYTHON

#: Folder of their files, beside those of Spark's own schemas.
_FOLDER = "of_python"


def make_tables(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> None:
    """Make the tables in the build file, empty where they are not there yet."""
    for source in _sources(manifest):
        columns = ", ".join(
            f"{quoted(column['name'])} {column['data_type']}"
            for column in source["columns"].values()
        )
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {source['source_name']}")
        connection.execute(f"CREATE TABLE IF NOT EXISTS {_name(source)} ({columns})")


def hand_over(
    connection: duckdb.DuckDBPyConnection,
    spark: Spark,
    manifest: Mapping[str, Any],
    warehouse: Path,
    schema: str | None = None,
) -> None:
    """Write the tables (of one schema: of one phase) where Spark reads them."""
    for source in _sources(manifest):
        if schema is not None and source["source_name"] != schema:
            continue
        folder = warehouse / _FOLDER / source["source_name"] / source["name"]
        folder.mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"COPY {_name(source)} TO {literal(str(folder / 'rows.parquet'))} (FORMAT parquet)"
        )
        columns = ", ".join(
            f"`{column['name']}` {spark_type(column['data_type'])}"
            for column in source["columns"].values()
        )
        spark.execute(f"CREATE SCHEMA IF NOT EXISTS {source['source_name']}")
        name = f"{source['source_name']}.`{source['name']}`"
        spark.execute(
            f"CREATE TABLE IF NOT EXISTS {name} ({columns}) USING parquet "
            f"LOCATION {literal(str(folder))}"
        )
        spark.execute(f"REFRESH TABLE {name}")


def _sources(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for source in manifest["sources"].values():
        if source["source_name"] in IN_PYTHON:
            yield source


def _name(source: Mapping[str, Any]) -> str:
    return f"{source['source_name']}.{quoted(source['name'])}"
