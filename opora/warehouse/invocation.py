"""One dbt command in this process.

Belongs here: the arguments every command gets, and leaving the process as it was. dbt is imported
inside the function: that alone takes three seconds, which nobody should pay who does not build.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from opora.environment import variables
from opora.home import Home
from opora.warehouse.state import Engine

#: Nothing is sent to anybody, and no identifier is written into the project for it.
_ENVIRONMENT = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


def target_folder(home: Home) -> Path:
    """Where dbt keeps its manifest, its parse cache and what it compiled."""
    return home.private / "dbt" / "target"


def spark_target_folder(home: Home) -> Path:
    """The same for builds on Spark: everything but such a build reads the other one."""
    return home.private / "dbt" / "target_spark"


def log_folder(home: Home) -> Path:
    """Where dbt's log lies; the terminal gets nothing of it."""
    return home.private / "dbt" / "logs"


def invoke_dbt(
    home: Home,
    project: Path,
    command: Sequence[str],
    on_event: Callable[[Any], None] | None = None,
    manifest: Any = None,
    environment: Mapping[str, str] | None = None,
    engine: Engine = "duckdb",
    *,
    writes: bool = True,
) -> Any:
    """Run one dbt command; returns dbt's own result, with the DuckDB file closed.

    `manifest`: what dbt's `parse` returned for the same project: then it isn't parsed again.
    `environment`: variables that the project's macros read.
    `engine`: the target of the profile; Spark has to be ready for it (`opora.spark.engine`).
    `writes`: whether dbt writes its manifest, graph and results into the target folder.
    """
    target = target_folder(home) if engine == "duckdb" else spark_target_folder(home)
    arguments = [
        *command,
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target", engine, "--target-path", str(target), "--log-path", str(log_folder(home))),
        *("--log-level", "none", "--log-level-file", "info", "--no-print", "--no-use-colors"),
        "--write-json" if writes else "--no-write-json",
    ]
    where = {"OPORA_HOME": str(home.root), "OPORA_LAKE": str(home.lake)}
    told = {**where, **_ENVIRONMENT, **(environment or {})}
    if engine == "spark":
        # imported here: it is an extra
        from opora.spark.session import SQL_CONFIGURATION

        told["OPORA_SPARK_SQL"] = json.dumps(SQL_CONFIGURATION)
    with variables(**told), no_cycle_collection():
        from dbt.cli.main import dbtRunner

        try:
            return dbtRunner(manifest=manifest, callbacks=[on_event] if on_event else []).invoke(
                arguments
            )
        finally:
            _close_duckdb()


def _close_duckdb() -> None:
    """dbt-duckdb keeps the file open until the process ends, and its .wal beside it."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager.close_all_connections()


@contextmanager
def no_cycle_collection() -> Iterator[None]:
    """Spare the search for cycles: dbt makes objects by the million and keeps them.

    Whoever calls dbt several times in a row puts it around all of them: a search after each call
    goes through everything, and five of them were 9 % of the Python of a region's run.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
