"""Writing the tables of a release: all of them, or into a copy of the release before what changed.

Another half-year changes a half-year: of a country's tables the other eight are the bytes that they
were, and copying those takes a twentieth of writing their rows. Readers keep the release before:
only its copy is written to.

Belongs here: rows and comments in the attached database `release`. Not here: which parts changed
(`prints`), when there is a release at all (`release`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import duckdb

from opora.publication.comments import write_comments
from opora.publication.prints import Print, Prints, of_parts
from opora.sql import quoted

TARGET = "release"

#: What is less is written anew in a second.
_WORTH_KEEPING = 1_000_000


def write_whole(
    connection: duckdb.DuckDBPyConnection, prints: Prints, manifest: Mapping[str, Any]
) -> None:
    """Fill the empty database with every table of the build."""
    for table in prints:
        _create(connection, table)
    write_comments(connection, manifest, _columns(prints), TARGET)


def write_changed(
    connection: duckdb.DuckDBPyConnection,
    prints: Prints,
    before: Prints,
    own: Collection[tuple[str, str]],
    manifest: Mapping[str, Any],
) -> None:
    """Make the database, which holds what `before` says and the tables `own`, what `prints` says.

    The `own` tables are removed: whoever made them makes them anew.
    """
    for table in [*own, *(table for table in before if table not in prints)]:
        connection.execute(f"drop table {name_of(table, TARGET)}")
    changed = dict(_changed(prints, before))
    for table, parts in changed.items():
        if parts is None:
            connection.execute(f"drop table if exists {name_of(table, TARGET)}")
        else:
            connection.execute(
                f"delete from {name_of(table, TARGET)} "  # noqa: S608 - names of ours, quoted
                f"where {of_parts(prints[table].key, parts)}"
            )
    # what this frees is used again, so that the file does not grow from release to release
    connection.execute(f"checkpoint {TARGET}")
    for table, parts in changed.items():
        if parts is None:
            _create(connection, table)
        else:
            connection.execute(
                f"insert into {name_of(table, TARGET)} from {name_of(table)} "
                f"where {of_parts(prints[table].key, parts)}"
            )
    write_comments(connection, manifest, _columns(prints), TARGET)


def is_worth_keeping(prints: Prints, before: Prints) -> bool:
    """Whether enough of a release stays what it was to start from its copy."""
    rows = sum(each.rows for each in prints.values())
    changed = sum(
        each.parts[part].rows
        for table, each in prints.items()
        for part in each.changed(before.get(table)) & each.parts.keys()
    )
    return rows - changed >= _WORTH_KEEPING


def _changed(
    prints: Prints, before: Prints
) -> Iterator[tuple[tuple[str, str], frozenset[str | None] | None]]:
    """Each table that is another one, with its parts; None where it is written anew."""
    for table, each in prints.items():
        known = before.get(table)
        parts = each.changed(known)
        if known is None or not each.is_comparable(known) or (each.key is None and parts):
            yield table, None
        elif parts:
            yield table, None if _is_most(each, parts) else parts


def _is_most(each: Print, parts: frozenset[str | None]) -> bool:
    kept = sum(part.rows for name, part in each.parts.items() if name not in parts)
    return kept * 2 < each.rows


def _create(connection: duckdb.DuckDBPyConnection, table: tuple[str, str]) -> None:
    connection.execute(f"create schema if not exists {TARGET}.{quoted(table[0])}")
    connection.execute(f"create table {name_of(table, TARGET)} as from {name_of(table)}")


def _columns(prints: Prints) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    return {table: each.columns for table, each in prints.items()}


def name_of(table: tuple[str, str], database: str = "build") -> str:
    """The full name of a table, as SQL."""
    return ".".join(map(quoted, (database, *table)))
