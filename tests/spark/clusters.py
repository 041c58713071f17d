"""Real Spark on this machine: a standalone master with two workers, a Thrift server.

The wheel of pyspark has no start scripts: the classes are started as docs/spark.md says.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from opora.spark.session import SQL_CONFIGURATION

LOOPBACK = "127.0.0.1"
_WAIT = 90.0


def free_port() -> int:
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        return int(one.getsockname()[1])


@contextmanager
def standalone(folder: Path) -> Iterator[str]:
    """A master and two workers of one core each; gives the master's address."""
    port = free_port()
    address = f"spark://{LOOPBACK}:{port}"
    with ExitStack() as stack:
        master = ["org.apache.spark.deploy.master.Master", "--host", LOOPBACK, "--port", str(port)]
        stack.enter_context(
            _running("spark-class", [*master, "--webui-port", "0"], folder / "master")
        )
        _wait_for(port)
        for number in (1, 2):
            worker = ["org.apache.spark.deploy.worker.Worker", "--host", LOOPBACK, "--cores", "1"]
            options = [
                "--memory",
                "1500m",
                "--webui-port",
                "0",
                "--work-dir",
                str(folder / str(number)),
            ]
            stack.enter_context(
                _running("spark-class", [*worker, *options, address], folder / f"worker{number}")
            )
        yield address


@contextmanager
def thrift_server(folder: Path, warehouse: Path, master: str) -> Iterator[int]:
    """A Thrift server on a master; gives its port."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    derby = f"jdbc:derby:;databaseName={folder / 'metastore'};create=true"
    configuration = {
        "spark.ui.enabled": "false",
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.sql.warehouse.dir": str(warehouse),
        "spark.hadoop.javax.jdo.option.ConnectionURL": derby,
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={folder}",
        "spark.driver.memory": "2g",
        "spark.executor.memory": "1g",
        **SQL_CONFIGURATION,
    }
    arguments = ["--master", master]
    for name, value in configuration.items():
        arguments += ["--conf", f"{name}={value}"]
    arguments += [
        *("--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"),
        *("--hiveconf", f"hive.server2.thrift.port={port}"),
        *("--hiveconf", f"hive.server2.thrift.bind.host={LOOPBACK}"),
    ]
    with _running("spark-submit", arguments, folder / "server"):
        _wait_for(port)
        yield port


@contextmanager
def _running(script: str, arguments: list[str], log: Path) -> Iterator[None]:
    import pyspark

    home = Path(pyspark.__file__).parent
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": LOOPBACK}
    with log.with_suffix(".log").open("w", encoding="utf-8") as output:
        process = subprocess.Popen(  # noqa: S603 - our own servers, no shell
            [str(home / "bin" / script), *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            process.wait(timeout=30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"nothing listens on port {port}")
