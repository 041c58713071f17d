"""Connections to the server, and its refusals as one line for people.

Belongs here: connecting, what is asked of any server before anything is written, turning driver
errors into a sentence. Not here: what is done on a connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from opora.server.address import Address, ServerAwayError, ServerError
from opora.sql import quoted

#: PostgreSQL 15 is the first that knows UNIQUE NULLS NOT DISTINCT, which keys with blanks need;
#: the makers support none before it any more (November 2026).
OLDEST = 15

_STAYS = "readers there keep the release they have"

#: A server that vanished is noticed within about half a minute, not after hours.
_OPTIONS = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "application_name": "opora publish",
}
#: Nothing that is set for the role or the database may end or change a publication: while tables
#: are loaded, a connection may idle for minutes, and a transaction last as long.
_SESSION = (
    "set client_encoding = 'UTF8'; set standard_conforming_strings = on; set timezone = 'UTC'; "
    "set datestyle = 'ISO'; set bytea_output = 'hex'; set search_path = pg_catalog; "
    "set row_security = off; set statement_timeout = 0; set lock_timeout = '60s'; "
    "set client_min_messages = warning; set idle_in_transaction_session_timeout = 0; "
    "set idle_session_timeout = 0; set default_transaction_isolation = 'read committed'; "
    # known since PostgreSQL 17
    "select set_config(name, '0', false) from pg_settings where name = 'transaction_timeout'"
)


def connect(address: Address) -> psycopg.Connection:
    """A connection in autocommit mode with settings of its own; ServerError where it is refused."""
    try:
        connection = psycopg.connect(
            **{**_OPTIONS, **address.parameters},  # type: ignore[arg-type]
            autocommit=True,
        )
    except (psycopg.Error, OSError) as error:
        said = _first_line(address.without_secrets(str(error)))
        # without its cause: what libpq says may show more than the sentence does
        advice = _advice(said)
        kind = ServerError if advice else ServerAwayError
        raise kind(f"can't connect to {address.shown}: {said}{advice}") from None
    with said_in_one_line(address, "connecting"):
        connection.execute(_SESSION)
    return connection


def shown(connection: psycopg.Connection) -> str:
    """The server as the connection knows it: host:port/database."""
    info = connection.info
    return f"{info.host or 'localhost'}:{info.port}/{info.dbname}"


def check_server(connection: psycopg.Connection) -> None:
    """ServerError for a server that is too old, can't be written to or has another encoding."""
    server, version = shown(connection), connection.info.server_version
    if version < OLDEST * 10_000:
        raise ServerError(f"{server} is PostgreSQL {version // 10_000}; expected {OLDEST} or newer")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ServerError(
            f"the database {server} has the encoding {encoding}, expected UTF8: "
            "create it with ENCODING 'UTF8' TEMPLATE template0"
        )
    if one(
        connection, "select pg_is_in_recovery() or current_setting('transaction_read_only')::bool"
    ):
        raise ServerError(
            f"{server} is read-only (a standby, or default_transaction_read_only is on); "
            "publish to the primary server"
        )
    if not one(connection, "select has_database_privilege(current_database(), 'CREATE')"):
        raise ServerError(
            f"the role {connection.info.user} may not create schemas in {server}; an administrator "
            f"runs: GRANT CREATE ON DATABASE {quoted(connection.info.dbname)} "
            f"TO {quoted(connection.info.user)}"
        )


def one(connection: psycopg.Connection, query: str, *parameters: object) -> object:
    """The only value that a query returns; None where it returns no row."""
    row = connection.execute(query, parameters or None).fetchone()
    return row[0] if row else None


@contextmanager
def said_in_one_line(address: Address, doing: str, outcome: str = _STAYS) -> Iterator[None]:
    """Turn an error of the driver into a ServerError: what was being done, what readers have."""
    try:
        yield
    except psycopg.Error as error:
        kind = ServerAwayError if _went_away(error) else ServerError
        raise kind(
            f"{address.shown}: {_sentence(address, error)} (while {doing}); {outcome}"
        ) from None


def _went_away(error: psycopg.Error) -> bool:
    ended = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow)
    is_lost = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
    return is_lost or isinstance(error, ended)


def _sentence(address: Address, error: psycopg.Error) -> str:
    said = _first_line(address.without_secrets(error.diag.message_primary or str(error)))
    match error:
        case errors.DiskFull():
            return f"the server's disk is full: {said}; make room there and publish again"
        case errors.InsufficientPrivilege():
            return f"the server refuses it: {said}; ask its administrator (docs/postgresql.md)"
        case errors.AdminShutdown() | errors.CrashShutdown() | errors.CannotConnectNow():
            return f"the server ended the connection: {said}; publish again"
        case psycopg.OperationalError() if error.sqlstate is None:
            return f"the connection was lost: {said}; publish again"
        case _:
            return f"the server refuses it: {said}"


def _advice(said: str) -> str:
    """By the server's words, English or Russian: libpq hands on no code of a refused connection."""
    if "password" in said or "парол" in said:
        return (
            "; passwords belong into ~/.pgpass (mode 600), PGPASSWORD or OPORA_POSTGRESQL, and "
            "must fit this role"
        )
    if re.search("database .* does not exist|база данных .* не существует", said):
        return "; create the database first (docs/postgresql.md)"
    return ""


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines()]
    return lines[0] if lines else "it says nothing"
