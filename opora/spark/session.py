"""The Spark session of this process: one, opened when it is first needed.

Belongs here: how it is configured, so that it speaks SQL as the models are written and means the
same by it on every machine. Importing this module does not import pyspark.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from opora.errors import OporaError
from opora.spark.settings import Settings

#: What the models rely on, in a session as on a Thrift server (docs/spark.md tells it to both).
SQL_CONFIGURATION = {
    # a DuckDB TIMESTAMP has no time zone
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "UTC",
    # '\d' is two characters, as in standard SQL
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.ansi.enabled": "true",
    # the tables are dropped and made again; what a killed build left must not be in the way
    "spark.sql.legacy.allowNonEmptyLocationInCTAS": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # some hundred small tables: tasks for nothing cost more than the rows
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
}


def ensure_installed(*, needs_java: bool = True) -> None:
    """Raise OporaError where pyspark or Java is missing, before anything needs them."""
    if needs_java and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise OporaError("Spark needs Java 17 or newer; none was found (PATH, JAVA_HOME)")
    if find_spec("pyspark") is None:
        raise OporaError(
            "Spark is not installed in this environment: `make spark` sets up .venv-spark, which "
            "has it (or install opora[spark]); on DuckDB runs: opora run --target duckdb"
        )


def open_session(settings: Settings) -> Any:
    """The session of this process, a `pyspark.sql.SparkSession`; the first call decides how it is.

    Raises OporaError where pyspark or Java is missing or the master can't be reached.
    """
    global _session
    if _session is not None:
        return _session
    ensure_installed()
    # it is not asked for frames of pandas
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    from pyspark.sql import SparkSession

    # prints every error of a statement with its whole trace; who asked gets it as an exception
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    settings.private.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", settings.driver_host)
    builder = SparkSession.builder.appName("opora").master(settings.master)
    for name, value in (_PROCESS | _of(settings) | SQL_CONFIGURATION).items():
        builder = builder.config(name, value)
    try:
        _session = builder.enableHiveSupport().getOrCreate()
        # a master that is not there is noticed by the first task only
        _session.range(1).count()
    except Exception as error:
        close_session()
        reason = str(error).strip().splitlines()[0]
        raise OporaError(
            f"Spark can't be used on {settings.master}: {reason} "
            f"The log is {settings.private / _LOG}"
        ) from error
    atexit.register(close_session)
    return _session


def close_session() -> None:
    """Stop the session of this process: a metastore in files has one process at a time."""
    global _session
    if _session is not None:
        _session.stop()
        _session = None


_session: Any = None
_LOG = "spark.log"
_LOG4J = Path(__file__).with_name("log4j2.properties")
_PROCESS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def _of(settings: Settings) -> dict[str, str]:
    private = settings.private
    return {
        "spark.driver.memory": settings.memory,
        "spark.driver.host": settings.driver_host,
        "spark.driver.bindAddress": settings.driver_host,
        "spark.sql.warehouse.dir": str(settings.warehouse),
        "spark.local.dir": str(private / "spill"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={private / 'metastore'};create=true"
        ),
        "spark.driver.extraJavaOptions": (
            f"-Dderby.system.home={private} -Dderby.stream.error.file={private / 'derby.log'} "
            f"-Dlog4j2.configurationFile=file:{_LOG4J} -Dopora.spark.log={private / _LOG}"
        ),
    }
