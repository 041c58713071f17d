"""The keys of people that lie in a lake, and where in an installation they may be.

Belongs here: keys as secrets. Not here: names and numbers (`sought`).
"""

from __future__ import annotations

import duckdb
from privacy.search import Hit
from privacy.sought import Secret

from opora.home import Home

KIND = "key of a person"

#: The lake and the pipeline's own file are the only homes of keys; neither is ever published.
_HOMES = ("lake/accepted/", "lake/quarantine/", "warehouse/build.duckdb")


def keys_in_lake(home: Home, *datasets: str) -> list[Secret]:
    """The key of every person in the accepted rows of these datasets, by number and by name."""
    with duckdb.connect() as connection:
        rows = [
            row
            for dataset in datasets
            for row in connection.execute(
                "SELECT DISTINCT person, person_by_name FROM "
                f"read_parquet('{home.accepted / dataset}/*.parquet', union_by_name = true)"
            ).fetchall()
        ]
    keys = {key for row in rows for key in row if key is not None}
    return [Secret(KIND, key) for key in sorted(keys)]


def is_at_home(hit: Hit) -> bool:
    """Whether a key may be where it was found."""
    return hit.path.startswith(_HOMES)


def blob_columns(home: Home) -> list[tuple[str, str, str]]:
    """Columns of bytes in the published file: (schema, table, column)."""
    with duckdb.connect(home.published_file, read_only=True) as connection:
        return connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
            "WHERE NOT internal AND data_type LIKE '%BLOB%'"
        ).fetchall()
