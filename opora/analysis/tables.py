"""Writing a result of Python into the warehouse.

Belongs here: replacing the rows of a table that dbt has made, from the columns its source declares.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pandas as pd

from opora.sql import literal, quoted


def write_table(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    rows: pd.DataFrame,
    half_years: Collection[str] | None = None,
) -> None:
    """Replace all rows, or those of some half-years.

    Columns by their names, types as the table has them.
    """
    name = f"{quoted(schema)}.{quoted(table)}"
    named = "" if half_years is None else ", ".join(map(literal, half_years)) or "null"
    condition = f" where half_year in ({named})" if named else ""
    connection.execute(f"delete from {name}{condition}")  # noqa: S608 - names of ours, quoted
    if len(rows):
        connection.register("rows_of_python", rows)
        connection.execute(f"insert into {name} by name select * from rows_of_python")  # noqa: S608
        connection.unregister("rows_of_python")
