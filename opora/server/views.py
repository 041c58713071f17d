"""What other people built on the published tables: views of their own, in schemas of their own.

Belongs here: finding it, pointing views to the tables of a new release. Not here: when (`swap`). A
view remembers tables, not names: after a swap it would go on reading the old release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import errors

from opora.sql import quoted

_DEPENDENTS = """
    select distinct
        v.oid, n.nspname, v.relname, v.relkind::text,
        v.relowner::regrole::text, v.reloptions, pg_get_viewdef(v.oid)
    from pg_depend as d
    inner join pg_rewrite as w on w.oid = d.objid
    inner join pg_class as v on v.oid = w.ev_class
    inner join pg_namespace as n on n.oid = v.relnamespace
    inner join pg_class as t on t.oid = d.refobjid
    where
        d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
        and t.relnamespace::regnamespace::text = any(%(schemas)s)
        and n.nspname <> all(%(schemas)s)
    order by v.oid
"""


@dataclass(frozen=True)
class View:
    """A view (or a materialized one) that reads published tables; its definition names them."""

    schema: str
    name: str
    is_materialized: bool
    owner: str
    options: tuple[str, ...]
    definition: str

    @property
    def shown(self) -> str:
        """Its name as people write it."""
        return f"{self.schema}.{self.name}"


def views_on(connection: psycopg.Connection, schemas: Sequence[str]) -> list[View]:
    """The views elsewhere that read tables of these schemas themselves, oldest first.

    What reads them only through another view needs nothing: that view stays the same.
    """
    # with no schema on the path every table is named with its schema
    connection.execute("set local search_path = pg_catalog")
    return [
        View(
            schema, name, kind == "m", owner, tuple(options or ()), definition.rstrip().rstrip(";")
        )
        for _, schema, name, kind, owner, options, definition in connection.execute(
            _DEPENDENTS, {"schemas": list(schemas)}
        ).fetchall()
    ]


def point_to_new_tables(connection: psycopg.Connection, view: View) -> str | None:
    """Define a view again, now that its names mean other tables; why not, where it can't be.

    Keeps its owner, its rights and what is built on it.
    """
    if view.is_materialized:
        return "a materialized view can't be replaced: build it on a plain view"
    options = f" with ({', '.join(view.options)})" if view.options else ""
    try:
        with connection.transaction():
            connection.execute(
                f"create or replace view {quoted(view.schema)}.{quoted(view.name)}{options} "
                f"as {view.definition}"
            )
    except (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected):
        raise
    except errors.InsufficientPrivilege as error:
        return (
            f"it belongs to {view.owner}, and {connection.info.user} may not replace it "
            f"({error.diag.message_primary}): "
            f"GRANT {view.owner} TO {quoted(connection.info.user)}"
        )
    except psycopg.Error as error:
        return error.diag.message_primary or str(error)
    return None
