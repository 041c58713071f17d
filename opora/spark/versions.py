"""What readers of Spark see: views onto the tables of the newest complete build.

A table that is made again under a reader breaks it: first it is not found, then its files are not.
So every build writes the public tables to a folder of its own, and its end, after all tests, makes
a schema `marts_v<number>` of them and points the views in `marts` there. The version before stays,
with its files, for whoever is still reading it. Each view changes at once; a reader that looks into
two of them in that moment may see both versions, which Spark can't prevent: whoever needs one
version for long names its schema.

Belongs here: numbers, folders, schemas, views. Not here: when a build is complete.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opora.spark.statements import Spark
from opora.spark.views import MODEL_SCHEMAS, locations
from opora.sql import literal

#: Schemas that readers know, by their name while they are built.
PUBLIC: Mapping[str, str] = {built: name for built, name in MODEL_SCHEMAS.items() if built != name}
#: Tells dbt's macro where the public tables of this build belong.
FOLDER_VARIABLE = "OPORA_SPARK_VERSION_FOLDER"
_FOLDER = "versions"
_KEPT = 2


def begin_version(spark: Spark, warehouse: Path) -> int:
    """The number of a build that begins; its folder is made.

    It is above all that Spark knows too: the warehouse may have been deleted, and Spark's own
    memory not.
    """
    known = [_number_of(schema) for public in PUBLIC.values() for schema in _schemas(spark, public)]
    number = max([*_numbers(warehouse), *known], default=0) + 1
    version_folder(warehouse, number).mkdir(parents=True)
    return number


def version_folder(warehouse: Path, number: int) -> Path:
    """The folder of what a build writes for readers."""
    return warehouse / _FOLDER / str(number)


def show_version(spark: Spark, warehouse: Path, number: int, manifest: Mapping[str, Any]) -> None:
    """Point the views of readers to what was built last; forget all but the version before."""
    used: set[str] = set()
    for built, public in PUBLIC.items():
        tables = locations(spark, built)
        used |= set(tables.values())
        _make_schema(spark, f"{public}_v{number}", tables)
        _point_views(spark, public, f"{public}_v{number}", tables, _words(manifest, public))
    _forget(spark, warehouse, used)


def _make_schema(spark: Spark, schema: str, tables: Mapping[str, str]) -> None:
    spark.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    spark.execute(f"CREATE SCHEMA {schema}")
    for table, folder in tables.items():
        spark.execute(f"CREATE TABLE {schema}.`{table}` USING parquet LOCATION {literal(folder)}")


def _point_views(
    spark: Spark, public: str, schema: str, tables: Mapping[str, str], words: Mapping[str, str]
) -> None:
    spark.execute(f"CREATE SCHEMA IF NOT EXISTS {public}")
    for table in tables:
        comment = f"COMMENT {literal(words[table])} " if table in words else ""
        spark.execute(
            f"CREATE OR REPLACE VIEW {public}.`{table}` {comment}"
            f"AS SELECT * FROM {schema}.`{table}`"
        )
    for _, view, is_temporary in spark.execute(f"SHOW VIEWS IN {public}"):
        if view not in tables and not is_temporary:
            spark.execute(f"DROP VIEW {public}.`{view}`")


def _words(manifest: Mapping[str, Any], schema: str) -> dict[str, str]:
    """What a table is, in Russian where that is written."""
    found = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] == schema:
            russian = node["config"].get("meta", {}).get("description_ru")
            found[node["alias"]] = " ".join((russian or node["description"]).split())
    return found


def _forget(spark: Spark, warehouse: Path, used: set[str]) -> None:
    """Drop schemas of older versions, then the folders that no table names any more."""
    for public in PUBLIC.values():
        schemas = _schemas(spark, public)
        kept = sorted(schemas, key=_number_of)[-_KEPT:]
        for schema in schemas:
            if schema in kept:
                used |= set(locations(spark, schema).values())
            else:
                spark.execute(f"DROP SCHEMA {schema} CASCADE")
    for number in _numbers(warehouse):
        for folder in version_folder(warehouse, number).glob("*/*"):
            if str(folder) not in used:
                shutil.rmtree(folder)


def _schemas(spark: Spark, public: str) -> list[str]:
    """Those of versions; a person's `marts_views` is none."""
    found = [str(row[0]) for row in spark.execute(f"SHOW SCHEMAS LIKE '{public}_v*'")]
    return [schema for schema in found if re.fullmatch(rf"{public}_v\d+", schema)]


def _number_of(schema: str) -> int:
    return int(schema.rsplit("_v", 1)[1])


def _numbers(warehouse: Path) -> list[int]:
    return [int(each.name) for each in (warehouse / _FOLDER).glob("*") if each.name.isdecimal()]
