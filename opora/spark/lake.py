"""The lake as Spark sees it: a table per source of dbt, over the Parquet files as they lie.

Belongs here: telling Spark of them, at the beginning of every build: a contract may have got a
column, and Spark remembers which files a table has. The columns are asked of DuckDB, so that both
engines see the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from opora.home import Home
from opora.objects.readers import let_read
from opora.spark.statements import Spark
from opora.spark.types import spark_type
from opora.sql import literal

SCHEMA, RULES = "lake", "lake_rules"
#: The column in which DuckDB says where a row lies.
_FILE = "file"


def register_lake(home: Home, spark: Spark, manifest: Mapping[str, Any], at: Path) -> None:
    """Make every table of the lake anew; no file is touched.

    `at`: the folder where Spark finds what the lake's own paths name.
    """
    with duckdb.connect() as connection:
        let_read(home, connection)
        for source in manifest["sources"].values():
            if source["source_name"] == SCHEMA:
                _register_source(home, spark, connection, source, at)
        for path in home.lake_rules.glob("*.parquet"):
            columns = _columns(connection, f"read_parquet({literal(str(path))})")
            _table(spark, f"{RULES}.`{path.stem}`", columns, _moved(home, str(path), at))


def refresh_lake(spark: Spark) -> None:
    """Let Spark see files that were added: a phase in Python takes papers that have waited."""
    for _, table, is_temporary in spark.execute(f"SHOW TABLES IN {SCHEMA}"):
        if not is_temporary:
            spark.execute(f"REFRESH TABLE {SCHEMA}.`{table}`")


def _moved(home: Home, path: str, at: Path) -> str:
    return str(at) + path.removeprefix(str(home.lake).rstrip("/"))


def _register_source(
    home: Home,
    spark: Spark,
    connection: duckdb.DuckDBPyConnection,
    source: Mapping[str, Any],
    at: Path,
) -> None:
    name, location = source["name"], source["config"]["meta"]["external_location"]
    columns = _columns(connection, location)
    folder = _moved(home, _folder(location), at)
    if columns.pop(_FILE, None) is None:
        _table(spark, f"{SCHEMA}.`{name}`", columns, folder)
        return
    # several datasets, a folder each: what one lacks is NULL; rows tell their dataset by the file
    files = f"{SCHEMA}.`{name}_files`"
    _table(spark, files, columns, folder, "OPTIONS (recursiveFileLookup 'true')")
    listed = ", ".join(f"`{column}`" for column in columns)
    spark.execute(
        f"CREATE OR REPLACE VIEW {SCHEMA}.`{name}` AS "
        f"SELECT {listed}, _metadata.file_path AS {_FILE} FROM {files}"
    )


def _folder(location: str) -> str:
    """The folder before any pattern, of `read_parquet('…/lake/accepted/x/*.parquet', …)`."""
    return location.split("'")[1].split("*")[0].rstrip("/")


def _columns(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, str]:
    described = connection.execute(f"DESCRIBE FROM {source}").fetchall()
    return {row[0]: row[1] for row in described}


def _table(
    spark: Spark, name: str, columns: Mapping[str, str], location: str, options: str = ""
) -> None:
    typed = ", ".join(f"`{column}` {spark_type(kind)}" for column, kind in columns.items())
    spark.execute(f"DROP TABLE IF EXISTS {name}")
    spark.execute(
        f"CREATE TABLE {name} ({typed}) USING parquet {options} LOCATION {literal(location)}"
    )
