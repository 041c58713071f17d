"""Comments of tables and columns, as a reader of the published file sees them.

Belongs here: taking them from dbt's manifest. Russian where it is written, else English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opora.snapshot.content_hash import Columns
from opora.sql import literal, quoted


def comment_statements(
    manifest: Mapping[str, Any], tables: Mapping[tuple[str, str], Columns], target: str
) -> Iterator[str]:
    """The SQL that comments tables (by schema and name); `target` is the database they lie in."""
    for node in manifest.get("nodes", {}).values():
        table = (node["schema"], node["alias"])
        if node["resource_type"] != "model" or table not in tables:
            continue
        name = f"{target}.{quoted(node['schema'])}.{quoted(node['alias'])}"
        if text := _text(node):
            yield f"comment on table {name} is {literal(text)}"
        for column, _ in tables[table]:
            if text := _text(node["columns"].get(column, {})):
                yield f"comment on column {name}.{quoted(column)} is {literal(text)}"


def _text(described: Mapping[str, Any]) -> str:
    meta = described.get("config", {}).get("meta") or described.get("meta") or {}
    return str(meta.get("description_ru") or described.get("description") or "").strip()
