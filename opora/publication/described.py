"""What a release says about its tables besides dbt's models: tables that publication itself makes.

Belongs here: their columns, types and words, writing one with its comments. Not here: what their
rows hold (`release`, `dictionary`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb

from opora.snapshot.content_hash import Columns
from opora.sql import literal, quoted


class OwnColumn(NamedTuple):
    """A column: its DuckDB type, what it says to its reader, in Russian and in English."""

    kind: str
    text_ru: str
    text_en: str


@dataclass(frozen=True)
class OwnTable:
    """A table that no model makes; `key` names the columns that together name a row."""

    text_ru: str
    text_en: str
    columns: Mapping[str, OwnColumn]
    key: tuple[str, ...] = ()

    @property
    def types(self) -> Columns:
        """Its columns and their types, as those of any other table."""
        return tuple((name, column.kind) for name, column in self.columns.items())


def write_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    table: OwnTable,
    rows: Iterable[Sequence[Any]],
) -> None:
    """Make a table under its full, quoted name, with rows in the order of its columns."""
    columns = ", ".join(f"{quoted(column)} {kind}" for column, kind in table.types)
    # a list per column: row by row, a thousand of them take half a second
    values = ", ".join(f"unnest(?::{kind}[])" for _, kind in table.types)
    connection.execute(f"create table {name} ({columns})")
    by_column = [list(each) for each in zip(*rows, strict=True)]
    connection.execute(f"insert into {name} select {values}", by_column)
    connection.execute(f"comment on table {name} is {literal(table.text_ru)}")
    for column, described in table.columns.items():
        text = literal(described.text_ru)
        connection.execute(f"comment on column {name}.{quoted(column)} is {text}")
