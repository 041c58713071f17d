"""Real Spark on this machine: a standalone master with two workers, a Thrift server.

They are started as a cluster's are (`opora.spark.cluster`).
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

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
        said = ["master", "--port", str(port), "--webui-port", "0"]
        stack.enter_context(_running(said, folder / "master"))
        wait_for(port)
        for number in (1, 2):
            place = ["--webui-port", "0", "--work-dir", str(folder / str(number))]
            said = ["worker", "--cores", "1", "--memory", "1500m", *place]
            log = folder / f"worker{number}"
            stack.enter_context(_running(said, log, OPORA_SPARK_MASTER=address))
        yield address


@contextmanager
def thrift_server(folder: Path, warehouse: Path, master: str) -> Iterator[int]:
    """A Thrift server on a master; gives its port."""
    port = free_port()
    environment = {
        "OPORA_SPARK_MASTER": master,
        "OPORA_SPARK_PORT": str(port),
        "OPORA_SPARK_MEMORY": "2g",
        "OPORA_SPARK_WAREHOUSE": str(warehouse),
    }
    memory = ["--conf", "spark.executor.memory=1g"]
    with _running(["thrift", *memory], folder / "server", **environment):
        wait_for(port)
        yield port


@contextmanager
def _running(said: list[str], log: Path, **environment: str) -> Iterator[None]:
    log.parent.mkdir(parents=True, exist_ok=True)
    home = {"OPORA_HOME": str(log.parent / "home")}
    with log.with_suffix(".log").open("w", encoding="utf-8") as output:
        process = subprocess.Popen(  # noqa: S603 - our own servers, no shell
            [sys.executable, "-m", "opora.spark.cluster", *said],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **home, **environment},
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            process.wait(timeout=30)


def wait_for(port: int) -> None:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"nothing listens on port {port}")
