"""PostgreSQL's type for a DuckDB type.

Belongs here: types whose values arrive unchanged through CSV, each tried in a test. What is not
here is refused rather than guessed.
"""

from __future__ import annotations

import re

from opora.server.address import ServerError

_TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "VARCHAR": "text",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")

#: PostgreSQL cuts longer names off, two of which may then be the same.
_LONGEST_NAME = 63


def postgresql_type(duckdb_type: str, column: str) -> str:
    """The type on the server; ServerError that names the column where there is none."""
    if decimal := _DECIMAL.fullmatch(duckdb_type):
        return f"numeric({decimal[1]},{decimal[2]})"
    if duckdb_type not in _TYPES:
        raise ServerError(
            f"the column {column} has the type {duckdb_type}, for which no PostgreSQL type is "
            f"known; expected one of {', '.join(_TYPES)}, DECIMAL: cast it in the model"
        )
    return _TYPES[duckdb_type]


def checked_name(name: str) -> str:
    """A name that PostgreSQL keeps as it is; ServerError for one that is too long."""
    if len(name.encode()) > _LONGEST_NAME:
        raise ServerError(
            f"the name {name} is longer than the {_LONGEST_NAME} bytes that PostgreSQL keeps; "
            "shorten it in the model"
        )
    return name
