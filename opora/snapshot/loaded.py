"""Which revisions the warehouse has just as they lie in their folders: they need not be read again.

Beside the tables stands, per revision, what it was read from and how many rows came of it. Belongs
here: comparing that, and removing what is not so any more. Not here: reading them in (`load`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import duckdb

from opora.snapshot.content import VALUES
from opora.snapshot.standing import Standing
from opora.sql import literal

#: A revision: its half-year and number.
Name = tuple[str, int]


def signatures(found: Sequence[Standing]) -> dict[Name, str]:
    """What the rows of each revision in the warehouse follow from, as a SHA-256.

    Its own files, those of its approval, and the values that it restates.
    """
    return {
        (each.revision.half_year, each.revision.number): hashlib.sha256(
            repr(
                (
                    sorted(each.revision.manifest["files"].items()),
                    each.revision.approval and sorted(each.revision.approval["files"].items()),
                    each.base
                    and each.base.approval
                    and each.base.manifest["files"][f"{VALUES.name}.parquet"],
                )
            ).encode()
        ).hexdigest()
        for each in found
    }


def remove_others(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], wanted: Mapping[Name, str]
) -> frozenset[Name]:
    """Remove all rows of revisions that are not there as `wanted`; returns those that are.

    `tables`: full names; each has the columns `half_year` and `revision`.
    """
    connection.execute(
        "create table if not exists snapshot.loaded "
        "(half_year varchar, revision bigint, signature varchar, rows varchar)"
    )
    there = _counts(connection, tables)
    noted = {
        (half_year, revision): (signature, rows)
        for half_year, revision, signature, rows in connection.execute(
            "from snapshot.loaded"
        ).fetchall()
    }
    stay = frozenset(
        name
        for name, signature in wanted.items()
        if noted.get(name) == (signature, there.get(name, ""))
    )
    if not there.keys() <= stay:
        named = ", ".join(f"({literal(half_year)}, {number})" for half_year, number in stay)
        condition = f"where (half_year, revision) not in ({named})" if stay else ""
        for table in tables:
            connection.execute(f"delete from {table} {condition}")
    return stay


def note_loaded(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], wanted: Mapping[Name, str]
) -> None:
    """Note that the rows which are there now are those `wanted`."""
    there = _counts(connection, tables)
    connection.execute("delete from snapshot.loaded")
    for name, signature in wanted.items():
        connection.execute(
            "insert into snapshot.loaded values (?, ?, ?, ?)",
            [*name, signature, there.get(name, "")],
        )


def _counts(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> dict[Name, str]:
    found: dict[Name, list[str]] = {}
    for table in tables:
        for half_year, revision, rows in connection.execute(
            f"select half_year, revision, count(*) from {table} group by all"
        ).fetchall():
            found.setdefault((half_year, revision), []).append(f"{table} {rows}")
    return {name: ", ".join(rows) for name, rows in found.items()}
