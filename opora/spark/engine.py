"""A build on Spark, as far as it is not dbt's: what comes before, between and after the phases.

Belongs here: the order. How each part is done stands in the modules beside this one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from opora.durable import write_text
from opora.environment import variables
from opora.home import Home
from opora.spark.lake import RULES, SCHEMA, refresh_lake, register_lake
from opora.spark.mirror import lake_on_disk
from opora.spark.python_tables import hand_over, make_tables
from opora.spark.settings import Settings
from opora.spark.statements import Spark, connected
from opora.spark.versions import (
    FOLDER_VARIABLE,
    PUBLIC,
    begin_version,
    show_version,
    version_folder,
)
from opora.spark.views import MODEL_SCHEMAS, STAGING, hand_over_views, point_to_tables
from opora.warehouse.manifest import ensure_manifest, read_manifest
from opora.warehouse.phases import IN_PYTHON


def begin(home: Home, project: Path, *, full_refresh: bool) -> None:
    """Make Spark ready for a build that was just recorded as begun."""
    settings = Settings.from_environment(home)
    ensure_manifest(home, project=project)
    manifest = read_manifest(home)
    home.warehouse.mkdir(parents=True, exist_ok=True)
    with connected(settings) as spark, duckdb.connect(home.build_file) as connection:
        if full_refresh:
            _clear(spark, settings)
        for schema in (SCHEMA, RULES, STAGING, *MODEL_SCHEMAS, *IN_PYTHON):
            folder = settings.schema_folder(schema)
            spark.execute(f"CREATE SCHEMA IF NOT EXISTS {schema} LOCATION '{folder}'")
        register_lake(home, spark, manifest, lake_on_disk(home, settings))
        make_tables(connection, manifest)
        hand_over(connection, spark, manifest, settings.warehouse)
        if not full_refresh:
            point_to_tables(connection, spark)
        number = begin_version(spark, settings.warehouse)
    write_text(_version_file(settings), json.dumps({"version": number}))


@contextmanager
def around_dbt(home: Home) -> Iterator[None]:
    """Around a phase of dbt's: where its public tables belong, and views onto all it made."""
    settings = Settings.from_environment(home)
    folder = version_folder(settings.warehouse, _version(settings))
    with variables(**{FOLDER_VARIABLE: str(folder)}), connected(settings) as spark:
        yield
        with duckdb.connect(home.build_file) as connection:
            point_to_tables(connection, spark)
            _hand_over_views(home, settings, spark, connection)


def after_python(home: Home, phase: str) -> None:
    """Hand over what a phase in Python has written."""
    settings = Settings.from_environment(home)
    with connected(settings) as spark, duckdb.connect(home.build_file) as connection:
        hand_over(connection, spark, read_manifest(home), settings.warehouse, phase)


def papers_taken(home: Home) -> None:
    """Let Spark see files that a phase in Python has added to the lake, and Python what follows."""
    settings = Settings.from_environment(home)
    with connected(settings) as spark, duckdb.connect(home.build_file) as connection:
        lake_on_disk(home, settings)
        refresh_lake(spark)
        _hand_over_views(home, settings, spark, connection)


def finish(home: Home) -> None:
    """Show readers of Spark what was built: all phases are done."""
    settings = Settings.from_environment(home)
    with connected(settings) as spark:
        show_version(spark, settings.warehouse, _version(settings), read_manifest(home))


def _clear(spark: Spark, settings: Settings) -> None:
    """Drop everything but what readers have; files too: a killed build may have left some."""
    for schema in (SCHEMA, RULES, STAGING, *MODEL_SCHEMAS, *IN_PYTHON):
        spark.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        if schema not in PUBLIC:
            shutil.rmtree(settings.schema_folder(schema), ignore_errors=True)


def _hand_over_views(
    home: Home, settings: Settings, spark: Spark, connection: duckdb.DuckDBPyConnection
) -> None:
    sources = read_manifest(home)["sources"].values()
    read = {name for each in sources for name in each["config"].get("meta", {}).get("reads", ())}
    hand_over_views(connection, spark, read, settings.warehouse)


def _version(settings: Settings) -> int:
    return int(json.loads(_version_file(settings).read_text(encoding="utf-8"))["version"])


def _version_file(settings: Settings) -> Path:
    return settings.private / "version.json"
