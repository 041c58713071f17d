"""Writing a result of Python into the warehouse.

Belongs here: replacing the rows of a table that dbt has made, from the columns its source declares.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from opora.sql import quoted


def write_table(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, rows: pd.DataFrame
) -> None:
    """Replace all rows; columns by their names, types as the table has them."""
    name = f"{quoted(schema)}.{quoted(table)}"
    connection.execute(f"delete from {name}")  # noqa: S608 - names of ours, quoted
    if len(rows):
        connection.register("rows_of_python", rows)
        connection.execute(f"insert into {name} by name select * from rows_of_python")  # noqa: S608
        connection.unregister("rows_of_python")
