"""A part of a cluster, in place of this process: `python -m opora.spark.cluster master`.

pyspark's wheel has no start scripts, a Thrift server has to be started with how the models read
SQL, and what Spark starts listens to everybody unless it is told. Whatever else is said behind the
part is an option of Spark's own and passed on.

Belongs here: the command of each part. Not here: what a run asks of them (`session`, `statements`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

import typer

from opora.errors import OporaError
from opora.home import Home
from opora.spark.session import SQL_CONFIGURATION, ensure_installed
from opora.spark.settings import Settings

Part = Literal["master", "worker", "thrift"]

_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
_THRIFT = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
_CLUSTER = "spark://"


def command(part: Part, settings: Settings, options: Sequence[str], spark: Path) -> list[str]:
    """What starts a part; `options`: Spark's own, before all that is not to be changed.

    Raises OporaError where a worker is told of no master.
    """
    if part == "thrift":
        configured = [f"--conf={name}={value}" for name, value in _of_thrift(settings).items()]
        return [
            str(spark / "bin" / "spark-submit"),
            *("--master", settings.master, *options, *configured, "--class", _THRIFT),
            "spark-internal",
            *("--hiveconf", f"hive.server2.thrift.bind.host={settings.host}"),
            *("--hiveconf", f"hive.server2.thrift.port={settings.port}"),
        ]
    run = str(spark / "bin" / "spark-class")
    if part == "master":
        return [run, _MASTER, "--host", settings.driver_host, *options]
    if not settings.master.startswith(_CLUSTER):
        raise OporaError(
            "a worker belongs to a master: OPORA_SPARK_MASTER=spark://host:7077, "
            f"not {settings.master!r}"
        )
    return [run, _WORKER, "--host", settings.driver_host, *options, settings.master]


def _of_thrift(settings: Settings) -> Mapping[str, str]:
    # a metastore in files has one process at a time, and runs have a session beside the server
    private = settings.private / "thrift"
    return {
        "spark.ui.enabled": "false",
        "spark.driver.memory": settings.memory,
        "spark.driver.host": settings.driver_host,
        "spark.driver.bindAddress": settings.driver_host,
        "spark.sql.warehouse.dir": str(settings.warehouse),
        "spark.local.dir": str(settings.private / "spill"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={private / 'metastore'};create=true"
        ),
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={private}",
        **SQL_CONFIGURATION,
    }


def main(
    context: typer.Context,
    part: Annotated[Part, typer.Argument(help="master, worker or thrift.")],
) -> None:
    """Become a part of a cluster; settings are those of a run (OPORA_SPARK_…)."""
    try:
        ensure_installed()
        settings = Settings.from_environment(Home.from_environment())
        found = find_spec("pyspark")
        assert found is not None  # noqa: S101 - it was asked above
        assert found.origin is not None  # noqa: S101 - a package of files
        spark = Path(found.origin).parent
        words = command(part, settings, context.args, spark)
    except OporaError as error:
        print(f"opora: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    (settings.private / "thrift").mkdir(parents=True, exist_ok=True)
    # its pages and ports are for this address only
    environment = {"SPARK_HOME": str(spark), "SPARK_LOCAL_IP": settings.driver_host}
    os.execve(words[0], words, {**os.environ, **environment})  # noqa: S606 - our own command


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(main)
    app()
