"""DuckDB's types as Spark writes them.

Belongs here: the types that contracts, models and the lake use. The macro `declared_type` of the
dbt project says the same where models declare their columns.
"""

from __future__ import annotations

import re

_TYPES = {
    "VARCHAR": "string",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "int",
    "BIGINT": "bigint",
    "FLOAT": "float",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
    "BLOB": "binary",
}


def spark_type(duckdb_type: str) -> str:
    """The type in Spark; ValueError where none is known."""
    kind = duckdb_type.upper()
    if kind.endswith("[]"):
        return f"array<{spark_type(kind[:-2])}>"
    if re.fullmatch(r"DECIMAL\(\d+,\s*\d+\)", kind):
        return kind.lower()
    if mapped := re.fullmatch(r"MAP\(([^,]+), ([^,]+)\)", kind):
        return f"map<{spark_type(mapped[1])},{spark_type(mapped[2])}>"
    if kind not in _TYPES:
        raise ValueError(f"no type of Spark is known for DuckDB's {duckdb_type}")
    return _TYPES[kind]
