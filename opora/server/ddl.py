"""The SQL that makes a table of a release on the server.

Belongs here: statements, as text. Not here: executing them (`load`), deriving keys (`keys`).
"""

from __future__ import annotations

from collections.abc import Iterator

from opora.server.keys import Keys
from opora.server.release import Table
from opora.sql import literal, quoted

#: The old name of a schema -> that under which it is loaded.
NEXT = "{}_next"

_BYTEWISE = ' collate "C"'


def next_schema(schema: str) -> str:
    """The schema in which the tables of a schema are loaded."""
    return NEXT.format(schema)


def next_name(table: Table) -> str:
    """The quoted name under which a table is loaded."""
    return f"{quoted(next_schema(table.schema))}.{quoted(table.name)}"


def create_table(table: Table, keys: Keys) -> str:
    """The table itself; the server does not look after it while it is loaded and read once."""
    columns = ", ".join(
        f"{quoted(column.name)} {column.kind}"
        f"{_BYTEWISE if column.name in keys.bytewise else ''}"
        f"{' not null' if column.name in keys.not_null else ''}"
        for column in table.columns
    )
    return f"create table {next_name(table)} ({columns}) with (autovacuum_enabled = off)"


def key(table: Table, keys: Keys) -> str | None:
    """Its key: primary, or unique where a part of it may be blank."""
    if not keys.key:
        return None
    columns = ", ".join(map(quoted, keys.key))
    if keys.is_primary:
        return f"alter table {next_name(table)} add primary key ({columns})"
    return f"create unique index on {next_name(table)} ({columns}) nulls not distinct"


def codes_and_indexes(table: Table, keys: Keys) -> Iterator[str]:
    """Unique constraints of codes, then indexes."""
    for code in keys.codes:
        yield f"alter table {next_name(table)} add unique ({quoted(code)})"
    for column in keys.indexes:
        yield f"create index on {next_name(table)} ({quoted(column)})"


def finish(table: Table, keys: Keys) -> Iterator[str]:
    """What comes when all tables are loaded: foreign keys; from here on the server looks after it.

    The rows were compared in DuckDB, the server need not do it again.
    """
    for pointer in keys.pointers:
        dimension = f"{quoted(next_schema(table.schema))}.{quoted(pointer.dimension)}"
        column = quoted(pointer.column)
        yield (
            f"alter table {next_name(table)} add foreign key ({column}) "
            f"references {dimension} ({column}) not valid"
        )
    yield f"alter table {next_name(table)} reset (autovacuum_enabled)"


def comments(table: Table, release: str) -> str:
    """All comments; a table always has one, by which it is known as Opora's own."""
    text = table.comment or f"Опора, выпуск {release}"
    statements = [f"comment on table {next_name(table)} is {literal(text)}"]
    statements += [
        f"comment on column {next_name(table)}.{quoted(column.name)} is {literal(column.comment)}"
        for column in table.columns
        if column.comment
    ]
    return "; ".join(statements)
