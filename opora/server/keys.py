"""Keys and indexes of the tables on the server, derived by rule from what the release holds.

Belongs here: which columns are a key, which point to a dimension, which get an index. What dbt's
manifest promises (`unique_key` tests, NOT NULL) counts only where the rows of this release keep it:
the manifest may be newer than the release. Not here: SQL for the server (`ddl`).

- Key: the `unique_key` test of the model; primary where all its columns are NOT NULL.
- Codes of a dimension `dim_x`: its columns x, x_id and x_login, if never blank and never repeated.
- A column of such a name in another table of the schema points there if all its values are found;
  of several that point to one dimension the first counts, so that BI tools see one way.
- An index for each column with the name of a code of a dimension that is not tiny (schools, but not
  half-years), in tables that are worth it, unless a key begins with it.
- Texts of keys, and of columns with the name of a code, are compared byte by byte: by the rules of
  a language the indexes would take twice the time, and break when the system renews these rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from opora.server.release import ReleaseFile, Table
from opora.sql import quoted

#: In smaller tables the server reads all rows anyway.
_WORTH_AN_INDEX = 1_000
#: The code of a smaller dimension picks so many rows that the server reads the whole table anyway.
_CHOOSY = 100

_DIMENSION = "dim_"
#: What a code of `dim_x` adds to x; the stable integer key first.
_CODES = ("_id", "", "_login")


@dataclass(frozen=True)
class Pointer:
    """A column whose values all stand in a column of the same name of a dimension."""

    column: str
    dimension: str


@dataclass(frozen=True)
class Keys:
    """What a table has beside its columns; each of `codes` is unique by itself.

    `bytewise`: texts that the server compares and sorts byte by byte, whatever language it speaks.
    """

    not_null: frozenset[str] = frozenset()
    key: tuple[str, ...] = ()
    is_primary: bool = False
    codes: tuple[str, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    indexes: tuple[str, ...] = ()
    bytewise: frozenset[str] = frozenset()


def keys_of(release: ReleaseFile, manifest: Mapping[str, Any]) -> dict[Table, Keys]:
    """The keys of every table; an empty manifest promises none."""
    promised_keys, promised_columns = _promised_keys(manifest), _promised_columns(manifest)
    codes = {table: _codes(release.connection, table) for table in release.tables}
    names = {
        (table.schema, code): table.rows >= _CHOOSY
        for table in release.tables
        for code in _named(table)
    }
    found_keys: dict[Table, Keys] = {}
    for table in release.tables:
        place = (table.schema, table.name)
        key = _kept(table, promised_keys.get(place, ()))
        own_codes = tuple(code for code in codes[table] if key != (code,))
        leading = {*key[:1], *own_codes}
        not_null = frozenset(
            column
            for column in {*promised_columns.get(place, ()), *own_codes}
            if not _has_blanks(table, column)
        )
        found_keys[table] = Keys(
            not_null=not_null,
            key=key,
            is_primary=bool(key) and not_null.issuperset(key),
            codes=own_codes,
            pointers=tuple(_pointers(release.connection, table, codes)),
            bytewise=frozenset(
                column.name
                for column in table.columns
                if column.kind == "text"
                and (column.name in key or (table.schema, column.name) in names)
            ),
            indexes=tuple(
                column.name
                for column in table.columns
                if names.get((table.schema, column.name))
                and column.name not in leading
                and table.rows >= _WORTH_AN_INDEX
            ),
        )
    return found_keys


def _promised_keys(manifest: Mapping[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    nodes = manifest.get("nodes", {})
    found = {}
    for node in nodes.values():
        test = node.get("test_metadata") or {}
        if test.get("name") != "unique_key" or node.get("attached_node") not in nodes:
            continue
        model = nodes[node["attached_node"]]
        found[model["schema"], model["alias"]] = tuple(test["kwargs"]["columns"])
    return found


def _promised_columns(manifest: Mapping[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (node["schema"], node["alias"]): tuple(
            column["name"]
            for column in node["columns"].values()
            if any(each["type"] == "not_null" for each in column.get("constraints") or ())
        )
        for node in manifest.get("nodes", {}).values()
        if node["resource_type"] == "model"
    }


def _kept(table: Table, promised: Sequence[str]) -> tuple[str, ...]:
    """A promised key if the table has its columns; whether rows repeat it the server finds out."""
    return tuple(promised) if all(map(table.column, promised)) else ()


def _has_blanks(table: Table, column: str) -> bool:
    found = table.column(column)
    return found is None or found.has_blanks


def _named(table: Table) -> list[str]:
    """The columns of a dimension that have the name of a code."""
    if not table.name.startswith(_DIMENSION):
        return []
    stem = table.name.removeprefix(_DIMENSION)
    return [stem + code for code in _CODES if table.column(stem + code)]


def _codes(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[str, ...]:
    named = [column for column in _named(table) if not _has_blanks(table, column)]
    if not named:
        return ()
    counted = ", ".join(f"count(distinct {quoted(column)})" for column in named)
    (counts,) = connection.execute(f"select {counted} from {table.in_duckdb}").fetchall()  # noqa: S608
    return tuple(column for column, count in zip(named, counts, strict=True) if count == table.rows)


def _pointers(
    connection: duckdb.DuckDBPyConnection, table: Table, codes: Mapping[Table, Sequence[str]]
) -> list[Pointer]:
    found = []
    for dimension, its_codes in codes.items():
        if dimension.schema != table.schema or dimension is table:
            continue
        shared = [code for code in its_codes if table.column(code)]
        first = next(
            (code for code in shared if _all_found(connection, table, code, dimension)), None
        )
        if first is not None:
            found.append(Pointer(first, dimension.name))
    return found


def _all_found(
    connection: duckdb.DuckDBPyConnection, table: Table, column: str, dimension: Table
) -> bool:
    name = quoted(column)
    missing = connection.execute(
        f"""
        select 1 from {table.in_duckdb} as t anti join {dimension.in_duckdb} as d
        on t.{name} = d.{name} where t.{name} is not null limit 1
        """  # noqa: S608
    ).fetchone()
    return missing is None
