"""The notes by which a build leaves alone what no delivery has changed.

They lie in the schema `growth` of the build file: what each table held when it was last made, from
which half-year on it has changed in this build, and which tables hold rows of no half-year. What is
written there and what follows from it stands in the macros `by_half_year`.

Belongs here: opening the notes before a build, forgetting them after one that did not succeed, and
what the phases in Python note.
Not here: when a build starts from an empty file (`state`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opora.home import Home

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

_VARIABLE, _NOTED, _UNKNOWN = "OPORA_GROWTH", "noted", "unknown"

#: What a table notes in which nothing has changed, as the macro `no_half_year` says it.
NOTHING = "~"


def open_notes(home: Home, *, is_as_noted: bool) -> None:
    """Begin the notes of a build; `is_as_noted`: the build file is what the last notes say.

    Otherwise everything is made anew: what a build has left that did not succeed is unknown.
    """
    # imported here: who only asks whether to build needs no DuckDB
    import duckdb

    home.warehouse.mkdir(parents=True, exist_ok=True)
    began = home.build_file.stat() if home.build_file.exists() else None
    with duckdb.connect(home.build_file) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE SCHEMA IF NOT EXISTS growth")
        for table in ("made", "made_before"):
            connection.execute(
                f"CREATE TABLE IF NOT EXISTS growth.{table} "
                "(table_id VARCHAR, half_year VARCHAR, row_count BIGINT, row_hashes HUGEINT)"
            )
        connection.execute("DROP TABLE growth.made_before")
        connection.execute("ALTER TABLE growth.made RENAME TO made_before")
        connection.execute("CREATE TABLE growth.made AS FROM growth.made_before LIMIT 0")
        connection.execute(
            "CREATE OR REPLACE TABLE growth.changed (table_id VARCHAR, half_year VARCHAR)"
        )
        connection.execute("CREATE OR REPLACE TABLE growth.undated (table_id VARCHAR)")
        connection.execute(
            f"CREATE OR REPLACE TABLE growth.build AS SELECT {is_as_noted} AS is_as_noted"
        )
        # which file the notes start from: a publication knows whether it has seen that one
        connection.execute("CREATE OR REPLACE TABLE growth.began (size BIGINT, changed_at BIGINT)")
        if began is not None:
            connection.execute(
                "INSERT INTO growth.began VALUES (?, ?)", [began.st_size, began.st_mtime_ns]
            )
        connection.execute("COMMIT")


def environment(home: Home) -> dict[str, str]:
    """What tells dbt's macros whether there are notes, and whether they hold."""
    import duckdb

    if not home.build_file.exists():
        return {_VARIABLE: ""}
    with duckdb.connect(home.build_file, read_only=True) as connection:
        try:
            (is_as_noted,) = connection.execute("FROM growth.build").fetchall()[0]
        except duckdb.CatalogException:
            return {_VARIABLE: ""}
    return {_VARIABLE: _NOTED if is_as_noted else _UNKNOWN}


def note_result(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, half_years: Sequence[str]
) -> None:
    """Note, as a model does, from when on a table has changed that Python makes.

    `half_years`: those that are computed anew, in their order; `connection`: the build file. A file
    that keeps no notes is left as it is.
    """
    keeps_notes = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'growth' AND table_name = 'changed'"
    ).fetchone()
    if keeps_notes:
        connection.execute(
            "INSERT INTO growth.changed VALUES (?, ?)",
            [f"source.opora.{schema}.{table}", half_years[0] if half_years else NOTHING],
        )
