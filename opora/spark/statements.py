"""One statement to Spark, by whichever way the settings name.

Belongs here: sending and fetching. Not here: what is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from opora.errors import OporaError
from opora.spark.session import SQL_CONFIGURATION, ensure_installed, open_session
from opora.spark.settings import Settings


class Spark(Protocol):
    """Something that runs statements."""

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement; returns its rows."""


class _Session:
    def __init__(self, settings: Settings) -> None:
        self._session = open_session(settings)

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(statement).collect()]


class _Thrift:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        try:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()


@contextmanager
def connected(settings: Settings) -> Iterator[Spark]:
    """Spark, to run statements; a session stays open, a connection does not."""
    if settings.method == "session":
        yield _Session(settings)
        return
    ensure_installed(needs_java=False)
    from pyhive import hive
    from thrift.transport.TTransport import TTransportException

    try:
        connection = hive.connect(host=settings.host, port=settings.port, username=settings.user)
    except TTransportException as error:
        raise OporaError(
            f"no Thrift server of Spark answers at {settings.host}:{settings.port} "
            f"(OPORA_SPARK_HOST, OPORA_SPARK_PORT): {error}"
        ) from error
    try:
        server = _Thrift(connection)
        _refuse_another_reading(server)
        yield server
    finally:
        connection.close()


def _refuse_another_reading(server: Spark) -> None:
    """A server keeps to what it was started with, whatever a connection asks for."""
    other = {name for name, value in SQL_CONFIGURATION.items() if _said(server, name) != value}
    # what a server says of quotes need not be what it does
    if other or server.execute(r"SELECT '\d'") != [(r"\d",)]:
        wanted = " ".join(f"--conf {name}={value}" for name, value in SQL_CONFIGURATION.items())
        raise OporaError(
            "the Thrift server reads SQL otherwise than the models are written; start it with "
            f"{wanted}"
        )


def _said(server: Spark, name: str) -> str:
    ((_, value),) = server.execute(f"SET {name}")
    return str(value)
