"""Schemas that nobody needs any more: what a killed publisher loaded, releases that were replaced.

Belongs here: removing them, as long as they are Opora's own and nothing of other people hangs on
them. Not here: how a release comes to be replaced (`swap`).
"""

from __future__ import annotations

from time import sleep

import psycopg
from psycopg import errors

from opora.publication import SCHEMAS
from opora.server.address import ServerError
from opora.server.connection import one
from opora.server.ddl import next_schema
from opora.server.swap import MARK, is_ours
from opora.server.views import views_on
from opora.sql import quoted

#: How long a release that was set aside is waited for: a statement that was about to read it when
#: it was replaced lets go at once. What takes longer the next publisher tries again.
_ATTEMPTS, _WAIT, _PAUSE = 10, "200ms", 0.2


def make_room(connection: psycopg.Connection) -> None:
    """Remove what a publisher left that did not come to its end, and make the schemas anew.

    ServerError if a schema of that name is not Opora's.
    """
    with connection.transaction():
        for schema in map(next_schema, SCHEMAS):
            _remove_unfinished(connection, schema)
            connection.execute(f"create schema {quoted(schema)}")
            connection.execute(f"comment on schema {quoted(schema)} is '{MARK}загрузка'")


def remove_unfinished(connection: psycopg.Connection) -> None:
    """Remove what was loaded and will not be shown."""
    for schema in map(next_schema, SCHEMAS):
        _remove_unfinished(connection, schema)


def _remove_unfinished(connection: psycopg.Connection, schema: str) -> None:
    if not one(connection, "select 1 from pg_namespace where nspname = %s", schema):
        return
    if not is_ours(connection, schema):
        raise ServerError(
            f"the schema {schema} is in the way, and Opora did not make it; rename it"
        )
    connection.execute(f"drop schema {quoted(schema)} cascade")


def remove_replaced(connection: psycopg.Connection) -> list[str]:
    """Remove the releases that were set aside, unless something hangs on them; returns why not."""
    found = connection.execute(
        "select nspname from pg_namespace where nspname ~ %s order by 1",
        [f"^({'|'.join(SCHEMAS)})_before_[0-9]{{8}}t[0-9]{{6}}_[0-9]{{6}}$"],
    ).fetchall()
    return [
        why
        for (schema,) in found
        if is_ours(connection, schema) and (why := _remove(connection, schema))
    ]


def _remove(connection: psycopg.Connection, schema: str) -> str | None:
    """Drop a schema with the tables that Opora made, and nothing else; why not, if it stays."""
    for attempt in range(_ATTEMPTS):
        sleep(_PAUSE if attempt else 0)
        try:
            _drop(connection, schema)
        except errors.LockNotAvailable as error:
            said = error.diag.message_primary
        except errors.InsufficientPrivilege as error:
            said = error.diag.message_primary
            break
        except errors.DependentObjectsStillExist as error:
            with connection.transaction():
                views = ", ".join(view.shown for view in views_on(connection, [schema]))
            what = views or (error.diag.message_detail or "something else").splitlines()[0]
            return (
                f"the release before stays as {schema}, because of {what}; "
                "create anew, on the schemas of today, what shall read the new one"
            )
        else:
            return None
    return f"the release before stays as {schema} until the next publication: {said}"


def _drop(connection: psycopg.Connection, schema: str) -> None:
    with connection.transaction():
        connection.execute(f"set local lock_timeout = '{_WAIT}'")
        tables = [
            f"{quoted(schema)}.{quoted(name)}"
            for (name,) in connection.execute(
                """
                    select relname from pg_class
                    where relnamespace = %s::regnamespace and relkind = 'r'
                    and obj_description(oid, 'pg_class') is not null
                    """,
                [quoted(schema)],
            ).fetchall()
        ]
        if tables:
            connection.execute(f"drop table {', '.join(tables)}")
        connection.execute(f"drop schema {quoted(schema)}")
