"""Where Superset reads the marts: the published DuckDB file, or PostgreSQL.

Belongs here: the SQLAlchemy address and whether something is published there. It may hold a
password: it goes to Superset's process by standard input and into its own encrypted metadata,
never into a log, an argument or a file of ours.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import URL

from opora.dashboards.errors import DashboardError
from opora.dashboards.place import Place
from opora.home import Home

#: A connection string, or empty: then what it lacks comes from PG… variables and ~/.pgpass.
POSTGRESQL = "OPORA_POSTGRESQL"


@dataclass(frozen=True)
class Address:
    """What Superset connects to, and how that is called where people can read it."""

    sqlalchemy: str
    shown: str

    def __repr__(self) -> str:
        """Without what might be a password."""
        return f"Address({self.shown})"


def published(home: Home, place: Place) -> Address:
    """The address of the marts: PostgreSQL where OPORA_POSTGRESQL is set, else the release.

    Raises DashboardError where nothing is published there yet.
    """
    if POSTGRESQL in os.environ:
        return _postgresql(os.environ[POSTGRESQL])
    if not home.published_file.exists():
        raise DashboardError(
            f"There is no release at {home.published_file} yet: `make run` makes one of the "
            "demonstration, `opora run` of your own files."
        )
    return duckdb(str(home.published_file), str(place.temporary))


def duckdb(file: str, temporary: str) -> Address:
    """A DuckDB file, opened read-only; large sorts spill to `temporary`, not beside the file."""
    settings = {
        "access_mode": "read_only",
        "temp_directory": temporary,
        # never looks for one on the network
        "autoinstall_known_extensions": "false",
    }
    url = URL.create("duckdb", database=file, query=settings)
    return Address(url.render_as_string(hide_password=False), file)


def _postgresql(connection: str) -> Address:
    try:
        words = {k: str(v) for k, v in conninfo_to_dict(connection).items() if v is not None}
        with psycopg.connect(connection, connect_timeout=10) as server:
            row = server.execute(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'marts'"
            ).fetchone()
    except psycopg.Error as error:
        told = str(error).strip().splitlines()[0]
        raise DashboardError(f"PostgreSQL, as {POSTGRESQL} names it: {told}") from None
    if not row or not row[0]:
        raise DashboardError(
            f"The database that {POSTGRESQL} names shows no table in the schema marts: "
            "`opora publish --to …` puts a release there."
        )
    port = words.pop("port", None)
    url = URL.create(
        "postgresql+psycopg2",
        username=words.pop("user", None),
        password=words.pop("password", None),
        host=words.pop("host", None),
        port=int(port) if port else None,
        database=words.pop("dbname", None),
        query=words,
    )
    return Address(
        url.render_as_string(hide_password=False), f"PostgreSQL, as {POSTGRESQL} names it"
    )
