"""The new release takes the place of the old one, between two statements of any reader.

Belongs here: the schemas' names, who has to be out of the way for that, and what becomes of the old
tables. Not here: what is in them.

A statement looks its tables up one by one, and locks each until its transaction ends. If a rename
fell between two of them, it would read two releases. So the swap first takes all old tables for
itself: then no transaction has any of them. It waits for them a few tenths of a second at most,
less than the server takes to look for deadlocks, so that no reader is ever chosen as the victim of
one; then it lets readers pass, and tries again once the transactions are over that it met: a long
one costs other readers one such wait, not one after the other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic, sleep

import psycopg
from psycopg import errors

from opora.publication import SCHEMAS
from opora.server.address import ServerAwayError, ServerError
from opora.server.connection import one, shown
from opora.server.ddl import next_schema
from opora.server.views import point_to_new_tables, views_on
from opora.sql import literal, quoted

#: Of what the server waits before it looks for deadlocks, what one attempt may wait.
_SHARE_OF_DEADLOCK_TIMEOUT = 0.4
#: Seconds between two attempts, in which readers pass.
_PAUSE = 0.5

#: How the comments of schemas begin that are Opora's.
MARK = "Опора: "

#: Transactions, because a session may be back with another one.
_HOLDERS = """
    select distinct
        l.virtualtransaction, a.pid, a.usename,
        coalesce(nullif(a.application_name, ''), 'unnamed'), a.state
    from pg_locks as l
    inner join pg_class as c on c.oid = l.relation
    inner join pg_stat_activity as a on a.pid = l.pid
    where l.granted and l.pid <> pg_backend_pid() and c.relkind in ('r', 'v')
    and l.database = (select oid from pg_database where datname = current_database())
    and c.relnamespace::regnamespace::text = any(%s)
    order by a.pid
"""


@dataclass(frozen=True)
class Swapped:
    """How long it took until readers had the new release, and who still reads the old one."""

    warnings: tuple[str, ...]
    seconds: float


def published_release(connection: psycopg.Connection, patience: float) -> str | None:
    """The release that readers have; None where there is none, or no whole one.

    ServerError for schemas of these names that Opora did not make, or that belong to another role,
    and if others hold the table longer than `patience`.
    """
    there = existing(connection, SCHEMAS)
    for schema in there:
        if not is_ours(connection, schema):
            raise ServerError(
                f"{shown(connection)} has a schema {schema} that Opora did not make (its comment "
                f"does not begin with '{MARK.strip()}') and leaves alone; rename it, or publish to "
                "a database of its own"
            )
        owner = one(
            connection,
            "select nspowner::regrole::text from pg_namespace where nspname = %s "
            "and not pg_has_role(nspowner, 'USAGE')",
            schema,
        )
        if owner:
            raise ServerError(
                f"the schema {schema} belongs to {owner}, and {connection.info.user} may not "
                f"replace it; an administrator runs: GRANT {owner} TO "
                f"{quoted(connection.info.user)}"
            )
    if there != SCHEMAS:
        return None
    try:
        with connection.transaction():
            connection.execute(f"set local lock_timeout = {max(int(patience * 1000), 1)}")
            found = one(connection, f"select release from {quoted(SCHEMAS[0])}.release")  # noqa: S608
    except errors.LockNotAvailable:
        raise _in_use(connection, patience, _holders(connection)) from None
    except errors.UndefinedTable:
        return None
    return str(found)


def is_ours(connection: psycopg.Connection, schema: str) -> bool:
    """Whether Opora made the schema: then its comment says so."""
    comment = one(
        connection,
        "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s",
        schema,
    )
    return str(comment or "").startswith(MARK)


def existing(connection: psycopg.Connection, schemas: Sequence[str]) -> tuple[str, ...]:
    """Those of the schemas that are there."""
    there = {
        name
        for (name,) in connection.execute(
            "select nspname from pg_namespace where nspname = any(%s)", [list(schemas)]
        ).fetchall()
    }
    return tuple(each for each in schemas if each in there)


def swap(
    connection: psycopg.Connection,
    release: str,
    tables: Sequence[str],
    patience: float,
    on_wait: Callable[[str], None],
) -> Swapped:
    """Give readers the loaded release; ServerError if others hold tables longer than `patience`.

    `tables`: what must have been loaded, as schema.table.
    """
    started, wait = monotonic(), _longest_wait(connection)
    met: dict[str, str] = {}
    while True:
        if not met:
            try:
                with connection.transaction():
                    connection.execute(f"set local statement_timeout = {wait}")
                    warnings = _swap(connection, release, tables)
                return Swapped(tuple(warnings), monotonic() - started)
            except (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected):
                met = _holders(connection)
        if monotonic() >= started + patience:
            raise _in_use(connection, patience, met)
        on_wait(f"waiting for readers: {_shown(met)}")
        # not in step with a reader that comes again and again
        sleep(_PAUSE * (0.5 + random.random()))  # noqa: S311
        met = {each: who for each, who in _holders(connection).items() if each in met}


def _longest_wait(connection: psycopg.Connection) -> int:
    """Milliseconds that an attempt may wait."""
    deadlock = one(
        connection, "select setting::integer from pg_settings where name = 'deadlock_timeout'"
    )
    return max(int(_SHARE_OF_DEADLOCK_TIMEOUT * int(str(deadlock))), 1)


def _swap(connection: psycopg.Connection, release: str, tables: Sequence[str]) -> list[str]:
    old = existing(connection, SCHEMAS)
    if taken := _relations(connection, old):
        connection.execute(f"lock table {', '.join(taken)} in access exclusive mode")
    _check_loaded(connection, tables)
    views = views_on(connection, old) if old else []
    suffix = f"before_{datetime.now(UTC):%Y%m%dt%H%M%S_%f}"
    for schema in old:
        aside = quoted(f"{schema}_{suffix}")
        connection.execute(f"alter schema {quoted(schema)} rename to {aside}")
    for schema in SCHEMAS:
        connection.execute(f"alter schema {quoted(next_schema(schema))} rename to {quoted(schema)}")
        connection.execute(
            f"comment on schema {quoted(schema)} is {literal(f'{MARK}выпуск {release}')}"
        )
    warnings = []
    for view in views:
        if why := point_to_new_tables(connection, view):
            warnings.append(f"{view.shown} still reads the release before: {why}")
    return warnings


def _relations(connection: psycopg.Connection, schemas: Sequence[str]) -> list[str]:
    """Everything of ours in the schemas that can be locked, quoted."""
    return [
        f"{quoted(schema)}.{quoted(name)}"
        for schema, name in connection.execute(
            """
            select relnamespace::regnamespace::text, relname from pg_class
            where relnamespace::regnamespace::text = any(%s) and relkind in ('r', 'p', 'v')
            and pg_has_role(relowner, 'USAGE')
            order by 1, 2
            """,
            [list(schemas)],
        ).fetchall()
    ]


def _check_loaded(connection: psycopg.Connection, tables: Sequence[str]) -> None:
    """ServerError if what is about to be shown is not what this publisher has loaded."""
    found = {
        f"{schema}.{name}"
        for schema, name in connection.execute(
            """
            select relnamespace::regnamespace::text, relname from pg_class
            where relnamespace::regnamespace::text = any(%s) and relkind = 'r'
            """,
            [list(map(next_schema, SCHEMAS))],
        ).fetchall()
    }
    expected = {"{}.{}".format(*_next(table)) for table in tables}
    if found != expected:
        differing = ", ".join(sorted(found ^ expected)[:5])
        raise ServerError(
            f"somebody else changed what was loaded ({differing}); readers keep the release they "
            "have; publish again"
        )


def _next(table: str) -> tuple[str, str]:
    schema, _, name = table.partition(".")
    return next_schema(schema), name


def _in_use(
    connection: psycopg.Connection, patience: float, holders: Mapping[str, str]
) -> ServerError:
    return ServerAwayError(
        f"the tables of {shown(connection)} were in use for {patience:.0f} s: {_shown(holders)}. "
        "Readers keep the release they have; end these sessions "
        "(SELECT pg_terminate_backend(pid)) or publish again later"
    )


def _holders(connection: psycopg.Connection) -> dict[str, str]:
    """The transactions that hold tables of ours -> who that is."""
    return {
        transaction: f"pid {pid} ({user}, {application}{f', {state}' if state else ''})"
        for transaction, pid, user, application, state in connection.execute(
            _HOLDERS, [list(SCHEMAS)]
        ).fetchall()
    }


def _shown(holders: Mapping[str, str]) -> str:
    if not holders:
        return "many short statements"
    named = list(holders.values())
    return ", ".join(named[:5]) + (f" and {len(named) - 5} more" if len(named) > 5 else "")
