"""What is to be published: the public tables of the build file, their content and their words.

Belongs here: reading all of that once. Not here: what readers have of it already (`published`),
writing a release of it (`write`, `release`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from opora.home import Home
from opora.publication import dictionary, release_table
from opora.publication.described import OwnTable
from opora.publication.dictionary import Entry, data_dictionary, find_codes
from opora.publication.fitted import unhashed_columns
from opora.publication.prints import Prints, Tables, content_hash, take_prints
from opora.publication.untouched import untouched_before
from opora.sql import literal
from opora.warehouse import read_manifest

#: What is public, in the order in which it is written; the first holds the table `release`.
SCHEMAS = ("marts", "open_marts")


@dataclass(frozen=True)
class Built:
    """What lies in the build file.

    Attributes:
        prints: the fingerprint of each table.
        content_hash: over all of them.
        entries: the data dictionary.
        manifest: dbt's.
    """

    prints: Prints
    content_hash: str
    entries: list[Entry]
    manifest: Mapping[str, Any]

    @property
    def half_years(self) -> str | None:
        """Those that have values of indicators, as text; None where nothing says it."""
        values = self.prints.get((SCHEMAS[0], "indicator_values"))
        if values is None or values.key != "half_year":
            return None
        return ", ".join(sorted(filter(None, values.parts)))


def read_built(
    home: Home, connection: duckdb.DuckDBPyConnection, before: Prints | None
) -> Built | None:
    """Attach the build file as `build` and read it; None where no table is public.

    `before`: what the published file holds; what was left as it is there is not read again.
    """
    connection.execute(f"attach {literal(home.build_file)} as build (read_only)")
    tables = _tables(connection)
    if not tables:
        return None
    manifest = read_manifest(home)
    prints = take_prints(
        connection,
        "build",
        tables,
        unhashed_columns(manifest, SCHEMAS),
        before or {},
        untouched_before(home, connection, manifest),
    )
    codes = find_codes(connection, tables, "build")
    entries = data_dictionary(manifest, tables, own_tables(tables), codes)
    return Built(prints, content_hash(prints), entries, manifest)


def schemas(tables: Tables | Prints) -> tuple[str, ...]:
    """The schemas of tables, in their order."""
    return tuple(dict.fromkeys(schema for schema, _ in tables))


def own_tables(tables: Tables | Prints) -> dict[tuple[str, str], OwnTable]:
    """The tables that no model makes, of a release that has these tables."""
    dictionaries = {(schema, dictionary.NAME): dictionary.TABLE for schema in schemas(tables)}
    return {(SCHEMAS[0], release_table.NAME): release_table.TABLE, **dictionaries}


def _tables(connection: duckdb.DuckDBPyConnection) -> Tables:
    """The tables and views of the public schemas with their columns and types."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, table, column, kind in connection.execute(
        """
        select schema_name, table_name, column_name, data_type from duckdb_columns()
        where database_name = 'build' and list_contains(?, schema_name)
        order by list_position(?, schema_name), table_name, column_index
        """,
        [list(SCHEMAS), list(SCHEMAS)],
    ).fetchall():
        found.setdefault((schema, table), []).append((column, kind))
    return {table: tuple(columns) for table, columns in found.items()}
