"""Two build files, table by table: doubles as far as the order of adding them up leaves them.

Notes of the builds (the schema `growth`; `kept`, which has fingerprints of doubles to the last bit)
are no content.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

#: Rounded twice, the second time a little aside: what lies on the border of two roundings differs
#: in one of them only.
_ROUNDINGS = ("round({0}, 8)", "round({0} + 0.3e-8, 8)")


def different_tables(one: Path, other: Path) -> list[str]:
    """The tables of two build files that hold different rows."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{one}' AS one (READ_ONLY)")
        connection.execute(f"ATTACH '{other}' AS other (READ_ONLY)")
        tables = connection.execute(
            """
            SELECT DISTINCT schema_name, table_name FROM duckdb_tables()
            WHERE database_name IN ('one', 'other') AND schema_name <> 'growth'
            AND table_name <> 'kept' ORDER BY ALL
            """
        ).fetchall()
        assert tables
        return [
            f"{schema}.{table}"
            for schema, table in tables
            if not _is_equal(connection, schema, table)
        ]


def _is_equal(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    columns = connection.execute(
        """
        SELECT column_name, data_type FROM duckdb_columns()
        WHERE database_name = 'one' AND schema_name = ? AND table_name = ? ORDER BY column_index
        """,
        [schema, table],
    ).fetchall()
    return any(_holds_the_same(connection, schema, table, columns, each) for each in _ROUNDINGS)


def _holds_the_same(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    columns: list[tuple[str, str]],
    rounding: str,
) -> bool:
    listed = ", ".join(
        rounding.format(f'"{name}"') if kind == "DOUBLE" else f'"{name}"' for name, kind in columns
    )
    one, other = (f'SELECT {listed} FROM {of}.{schema}."{table}"' for of in ("one", "other"))
    (count,) = connection.execute(
        f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
    ).fetchall()[0]
    return bool(count == 0)
