"""Where Superset reads the marts: the published DuckDB file, or PostgreSQL.

Belongs here: the SQLAlchemy address and whether something is published there. It may hold a
password: it goes to Superset's process by standard input and into its own encrypted metadata,
never into a log, an argument or a file of ours.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from sqlalchemy.engine import URL

from opora.dashboards.errors import DashboardError
from opora.dashboards.place import Place
from opora.home import Home
from opora.server.address import VARIABLE, server_address
from opora.server.address import Address as ServerAddress
from opora.server.connection import connect, one


@dataclass(frozen=True)
class Address:
    """What Superset connects to, and how that is called where people can read it."""

    sqlalchemy: str = field(repr=False)
    shown: str


def published(home: Home, place: Place) -> Address:
    """The address of the marts: PostgreSQL where OPORA_POSTGRESQL is set, else the release.

    Raises DashboardError where nothing is published there yet, ServerError where the server can't
    be reached.
    """
    if os.environ.get(VARIABLE):
        return _on_server(server_address())
    if not home.published_file.exists():
        raise DashboardError(
            f"There is no release at {home.published_file} yet: `make run` makes one of the "
            "demonstration, `opora run` of your own files."
        )
    return duckdb_file(str(home.published_file), str(place.temporary))


def duckdb_file(file: str, temporary: str) -> Address:
    """A DuckDB file, opened read-only; large sorts spill to `temporary`, not beside the file."""
    settings = {
        "access_mode": "read_only",
        "temp_directory": temporary,
        # never looks for one on the network
        "autoinstall_known_extensions": "false",
    }
    url = URL.create("duckdb", database=file, query=settings)
    return Address(url.render_as_string(hide_password=False), file)


def _on_server(server: ServerAddress) -> Address:
    with connect(server) as connection:
        tables = one(
            connection,
            "select count(*) from information_schema.tables where table_schema = 'marts'",
        )
    if not tables:
        raise DashboardError(
            f"{server.shown} shows this role no table of the schema marts: `opora publish` puts a "
            "release there, and the role should be a member of opora_analyst."
        )
    parameters = dict(server.parameters)
    port = parameters.pop("port", None)
    url = URL.create(
        "postgresql+psycopg2",
        username=parameters.pop("user", None),
        password=parameters.pop("password", None),
        port=int(port) if port else None,
        database=parameters.pop("dbname", None),
        # the folder of a socket is no host of a URL, and what is missing libpq finds by itself
        query=parameters,
    )
    return Address(url.render_as_string(hide_password=False), server.shown)
