"""Comments of tables and columns, as a reader of the published file sees them.

Belongs here: taking them from dbt's manifest and writing those that are not there yet. Russian
where it is written, else English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from opora.snapshot.content_hash import Columns
from opora.sql import literal, quoted

#: A table by schema and name, and one of its columns; None: the table itself.
_Place = tuple[str, str, str | None]

_WRITTEN = """
select schema_name, table_name, null, comment from duckdb_tables() where database_name = $target
union all
select schema_name, table_name, column_name, comment from duckdb_columns()
where database_name = $target
"""


def write_comments(
    connection: duckdb.DuckDBPyConnection,
    manifest: Mapping[str, Any],
    tables: Mapping[tuple[str, str], Columns],
    target: str,
) -> None:
    """Comment tables (by schema and name) of an attached database and their columns.

    A text that is not in the manifest any more is removed.
    """
    wanted = dict(_texts(manifest, tables))
    written = connection.execute(_WRITTEN, {"target": target}).fetchall()
    for schema, table, column, comment in written:
        text = wanted.get((schema, table, column))
        if (schema, table) not in tables or text == comment:
            continue
        name = ".".join(map(quoted, (target, schema, table)))
        what = f"table {name}" if column is None else f"column {name}.{quoted(column)}"
        connection.execute(f"comment on {what} is {literal(text)}")


def _texts(
    manifest: Mapping[str, Any], tables: Mapping[tuple[str, str], Columns]
) -> Iterator[tuple[_Place, str]]:
    for node in manifest.get("nodes", {}).values():
        schema, table = node["schema"], node["alias"]
        if node["resource_type"] != "model" or (schema, table) not in tables:
            continue
        if text := _text(node):
            yield (schema, table, None), text
        for column, _ in tables[schema, table]:
            if text := _text(node["columns"].get(column, {})):
                yield (schema, table, column), text


def _text(described: Mapping[str, Any]) -> str:
    meta = described.get("config", {}).get("meta") or described.get("meta") or {}
    return str(meta.get("description_ru") or described.get("description") or "").strip()
