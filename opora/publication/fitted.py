"""Columns that come out of fitted models: outside the content hash, compared within a tolerance.

The optimum of an iterative fit may differ in its last digits between machines; a hash would call
that another content. Belongs here: which columns those are, and whether two releases agree in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from opora.publication.content_hash import Columns
from opora.sql import quoted

#: Relative to the value, absolute below one.
TOLERANCE = 1e-6

_NUMBERS = ("DOUBLE", "FLOAT")


def fitted_columns(manifest: Mapping[str, Any], schema: str) -> dict[str, frozenset[str]]:
    """The columns of each table that a model describes as fitted."""
    found: dict[str, frozenset[str]] = {}
    for node in manifest.get("nodes", {}).values():
        if node["resource_type"] == "model" and node["schema"] == schema:
            found[node["alias"]] = frozenset(
                name
                for name, column in node["columns"].items()
                if column.get("config", {}).get("meta", {}).get("is_fitted")
            )
    return {table: columns for table, columns in found.items() if columns}


def without_columns(
    tables: Mapping[str, Columns], fitted: Mapping[str, frozenset[str]]
) -> dict[str, Columns]:
    """The tables with the columns that the hash covers."""
    return {
        table: tuple(column for column in columns if column[0] not in fitted.get(table, ()))
        for table, columns in tables.items()
    }


def agree(
    connection: duckdb.DuckDBPyConnection,
    one: str,
    other: str,
    columns: Columns,
    fitted: frozenset[str],
) -> bool:
    """Whether two tables with the same rows apart from their fitted columns agree in those too."""
    same = " and ".join(
        f"one.{quoted(name)} is not distinct from other.{quoted(name)}"
        for name, _ in columns
        if name not in fitted
    )
    differs = " or ".join(_differs(quoted(name), kind) for name, kind in columns if name in fitted)
    (found,) = connection.execute(
        f"select count(*) from {one} as one join {other} as other on {same} where {differs}"  # noqa: S608
    ).fetchall()
    return int(found[0]) == 0


def _differs(column: str, kind: str) -> str:
    one, other = f"one.{column}", f"other.{column}"
    if kind not in _NUMBERS:
        return f"{one} is distinct from {other}"
    return (
        f"({one} is null) <> ({other} is null) "
        f"or abs({one} - {other}) > {TOLERANCE} * greatest(1, abs({one}))"
    )
