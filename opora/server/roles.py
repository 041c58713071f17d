"""Who may read what on the server: two group roles, and nothing for anybody else.

Belongs here: making the roles, their rights to what is about to be published, refusing to publish
where a role could do more than it promises. Not here: logins of people, which an administrator
makes (docs/postgresql.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg
from psycopg import errors

from opora.publication import SCHEMAS
from opora.server.address import ServerError
from opora.server.connection import one
from opora.server.ddl import next_schema
from opora.sql import literal, quoted

#: A role -> the schemas that it reads.
READERS: Mapping[str, Sequence[str]] = {"opora_analyst": SCHEMAS, "opora_public": SCHEMAS[1:]}

#: What a role may be of itself -> what is said of it, what takes it away.
_ATTRIBUTES = {
    "rolsuper": ("is a superuser", "NOSUPERUSER"),
    "rolcreaterole": ("may create roles", "NOCREATEROLE"),
    "rolreplication": ("may copy the whole server", "NOREPLICATION"),
}
#: Roles of PostgreSQL's own that get at every table from outside, through its files.
_OUTSIDE = ("pg_read_server_files", "pg_write_server_files", "pg_execute_server_program")

_WRITES = "INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
_PROBE = "rights_of_new_tables"


def ensure_roles(connection: psycopg.Connection) -> None:
    """Create the roles that are missing; ServerError with the SQL for it where that is refused."""
    missing = [
        role
        for role in READERS
        if not one(connection, "select 1 from pg_roles where rolname = %s", role)
    ]
    statements = [f"CREATE ROLE {role} NOLOGIN" for role in missing]
    for statement in statements:
        try:
            connection.execute(statement)
        except errors.DuplicateObject:
            # roles belong to all databases of a server: another publisher was faster
            continue
        except errors.InsufficientPrivilege:
            raise ServerError(
                f"the role {connection.info.user} may not create roles; an administrator runs: "
                f"{'; '.join(statements)}"
            ) from None


def check_before_loading(connection: psycopg.Connection) -> None:
    """ServerError if a table that is made now would be open to more than it should be."""
    with connection.transaction(force_rollback=True):
        for schema in map(next_schema, SCHEMAS):
            connection.execute(f"create table {quoted(schema)}.{_PROBE} (probe integer)")
        grant(connection)
        check(connection)


def grant(connection: psycopg.Connection) -> None:
    """Let the roles read what was loaded."""
    for role, schemas in READERS.items():
        for schema in map(next_schema, schemas):
            connection.execute(f"grant usage on schema {quoted(schema)} to {role}")
            connection.execute(f"grant select on all tables in schema {quoted(schema)} to {role}")


def check(connection: psycopg.Connection) -> None:
    """ServerError, with the SQL that mends it, if a role can do more than read its schemas."""
    user = connection.info.user
    for role, schemas in READERS.items():
        for attribute, (why, mend) in _ATTRIBUTES.items():
            if one(connection, f"select {attribute} from pg_roles where rolname = %s", role):  # noqa: S608
                _refuse(role, why, f"ALTER ROLE {role} {mend}")
        for (member_of,) in connection.execute(
            f"""
            select m.rolname from pg_auth_members as a inner join pg_roles as m on m.oid = a.roleid
            where a.member = {literal(role)}::regrole and exists (
                select from pg_roles as r
                where pg_has_role(m.oid, r.oid, 'MEMBER') and ({_more_than(schemas)})
            )
            order by 1
            """  # noqa: S608
        ).fetchall():
            _refuse(
                role,
                f"is a member of {member_of}, which can do more than read {_named(schemas)}",
                f"REVOKE {quoted(member_of)} FROM {role}",
            )
        if rights := _granted(connection, role, schemas):
            _refuse(
                role,
                f"gets {rights} by default privileges",
                _mend_defaults(user, role),
            )
    if rights := _granted(connection, None, ()):
        _refuse(
            "PUBLIC (everybody)",
            f"gets {rights} by default privileges",
            _mend_defaults(user, "PUBLIC"),
        )


def _more_than(schemas: Sequence[str]) -> str:
    """The condition that the role `r` can do more than read these schemas."""
    every, unread = _next(SCHEMAS), _next([each for each in SCHEMAS if each not in schemas])
    outside = ", ".join(map(literal, _OUTSIDE))
    return f"""
        r.rolname in ({outside}) or exists (
            select from pg_namespace as n where n.nspname = any({every})
            and has_schema_privilege(r.oid, n.oid, 'CREATE')
        ) or exists (
            select from pg_namespace as n where n.nspname = any({unread})
            and has_schema_privilege(r.oid, n.oid, 'USAGE')
        ) or exists (
            select from pg_class as c where c.relkind = 'r'
            and (
                c.relnamespace::regnamespace::text = any({every})
                and has_table_privilege(r.oid, c.oid, {literal(_WRITES)})
                or c.relnamespace::regnamespace::text = any({unread})
                and has_table_privilege(r.oid, c.oid, 'SELECT')
            )
        )
        """  # noqa: S608


def _granted(
    connection: psycopg.Connection, role: str | None, schemas: Sequence[str]
) -> str | None:
    """What was granted to a role (None: to everybody) on what was loaded, beyond reading."""
    grantee = f"{literal(role)}::regrole" if role else "0"
    found = one(
        connection,
        f"""
        select string_agg(distinct a.privilege_type || ' on ' || o.kind, ', ')
        from (
            select 'tables' as kind, relacl as acl, relnamespace as schema
            from pg_class where relkind = 'r'
            union all
            select 'schemas', nspacl, oid from pg_namespace
        ) as o
        inner join pg_namespace as n on n.oid = o.schema
        cross join lateral aclexplode(o.acl) as a
        where n.nspname = any({_next(SCHEMAS)}) and a.grantee = {grantee}
        and not (
            n.nspname = any({_next(schemas)})
            and a.privilege_type = case o.kind when 'tables' then 'SELECT' else 'USAGE' end
        )
        """,  # noqa: S608
    )
    return str(found) if found else None


def _mend_defaults(user: str, grantee: str) -> str:
    return "; ".join(
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {quoted(user)} REVOKE ALL ON {kind} FROM {grantee}"
        for kind in ("TABLES", "SCHEMAS")
    )


def _next(schemas: Sequence[str]) -> str:
    return f"array[{', '.join(literal(next_schema(each)) for each in schemas)}]::text[]"


def _named(schemas: Sequence[str]) -> str:
    return " and ".join(schemas)


def _refuse(role: str, why: str, mend: str) -> None:
    raise ServerError(
        f"{role} {why}; nothing was published. An administrator mends it with: {mend}"
    )
