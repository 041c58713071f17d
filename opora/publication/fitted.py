"""Columns outside the content hash: estimates, compared within a tolerance, and circumstances.

The optimum of an iterative fit may differ in its last digits between machines; a hash would call
that another content. Who did something, and when, is no content at all. Belongs here: which columns
those are, and whether two releases agree in their estimates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from opora.snapshot.content_hash import Columns
from opora.sql import quoted

#: Relative to the value, absolute below one.
TOLERANCE = 1e-6

_NUMBERS = ("DOUBLE", "FLOAT")


def fitted_columns(
    manifest: Mapping[str, Any], schemas: Collection[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """The columns of each table (by schema and name) that a model describes as fitted."""
    return _marked(manifest, schemas, ("is_fitted",))


def unhashed_columns(
    manifest: Mapping[str, Any], schemas: Collection[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """The columns that the hash leaves out: fitted ones, and circumstances (who, when, where)."""
    return _marked(manifest, schemas, ("is_fitted", "is_circumstance"))


def circumstance_columns(
    manifest: Mapping[str, Any], schemas: Collection[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """The columns of each table that say who, when or where."""
    return _marked(manifest, schemas, ("is_circumstance",))


def _marked(
    manifest: Mapping[str, Any], schemas: Collection[str], marks: Collection[str]
) -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    for node in manifest.get("nodes", {}).values():
        if node["resource_type"] == "model" and node["schema"] in schemas:
            found[node["schema"], node["alias"]] = frozenset(
                name
                for name, column in node["columns"].items()
                if any(column.get("config", {}).get("meta", {}).get(mark) for mark in marks)
            )
    return {table: columns for table, columns in found.items() if columns}


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
