"""A release: all marts in a DuckDB file of its own, if they or the words about them changed.

Belongs here: what goes into the file. How it gets its place on the disk is in `swap`.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from opora.errors import OporaError
from opora.home import Home
from opora.publication import dictionary, release_table
from opora.publication.comments import comment_statements
from opora.publication.described import OwnTable, write_table
from opora.publication.dictionary import Entry, data_dictionary, find_codes
from opora.publication.fitted import agree, fitted_columns, unhashed_columns
from opora.publication.noted import is_published, note_published
from opora.publication.swap import (
    forget_old_releases,
    put_in_place,
    remove_leftovers,
    swap,
    unfinished,
)
from opora.snapshot.content_hash import Columns, content_hash
from opora.snapshot.standing import approved_releases
from opora.sql import literal, quoted
from opora.warehouse import is_half_built, read_manifest

#: What is public, in the order in which it is written; the first holds the table `release`.
SCHEMAS = ("marts", "open_marts")

#: A table by schema and name.
Tables = Mapping[tuple[str, str], Columns]

#: The format of the oldest client that is promised; BI drivers lag behind.
STORAGE_VERSION = "v1.5.0"


class PublicationError(OporaError):
    """There is nothing to publish, or the place to publish to can't be written."""


@dataclass(frozen=True)
class Release:
    """A release that was published."""

    path: Path
    content_hash: str
    released_at: datetime
    tables: int
    rows: int

    @property
    def name(self) -> str:
        """Its name, as `marts.release` has it."""
        return self.path.stem


def publish(home: Home, *, keep: int = 5) -> Release | None:
    """Publish the marts of the build file; None where readers have just that already.

    The caller holds the writers' lock.
    """
    if not home.build_file.exists():
        raise PublicationError(f"{home.build_file} is not there; build the warehouse first")
    if is_half_built(home):
        raise PublicationError(
            f"the last build of {home.build_file} stopped half-way; build the warehouse to its end"
        )
    if is_published(home):
        return None
    home.releases.mkdir(parents=True, exist_ok=True)
    remove_leftovers(home)
    spill = home.private / "publication"
    connection = duckdb.connect(config={"temp_directory": str(spill)})
    try:
        connection.execute(f"attach {literal(home.build_file)} as build (read_only)")
        tables = _tables(connection)
        if not tables:
            raise PublicationError(f"{home.build_file} has no table in the schema {SCHEMAS[0]}")
        manifest = read_manifest(home)
        fitted = fitted_columns(manifest, SCHEMAS)
        content = content_hash(connection, _hashed(tables, manifest))
        own = _own_tables(tables)
        entries = data_dictionary(manifest, tables, own, find_codes(connection, tables, "build"))
        if _is_published(connection, home, tables, fitted, content, entries):
            note_published(home)
            return None
        release = _make(connection, home, tables, content, entries)
    except BaseException:
        connection.close()
        # on a full disk the half of a release would keep the room that others need
        remove_leftovers(home)
        raise
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
    put_in_place(unfinished(release.path), release.path)
    try:
        swap(home, release.path)
    except PermissionError as error:
        raise PublicationError(
            f"{home.published_file} can't be replaced; close the programs that have it open"
        ) from error
    forget_old_releases(home, keep=keep, current=release.path, named=approved_releases(home))
    note_published(home)
    return release


def _make(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    tables: Tables,
    content: str,
    entries: list[Entry],
) -> Release:
    """Write the release under its unfinished name; closing the connection completes the file."""
    now = datetime.now(UTC).replace(microsecond=0)
    path = _free_path(home, f"opora-{now:%Y%m%dT%H%M%SZ}-{content[:8]}")
    connection.execute(
        f"attach {literal(unfinished(path))} as release (storage_version '{STORAGE_VERSION}')"
    )
    rows = 0
    for schema in _schemas(tables):
        connection.execute(f"create schema release.{quoted(schema)}")
    for table in tables:
        source, target = _name(table), _name(table, "release")
        (copied,) = connection.execute(f"create table {target} as from {source}").fetchall()
        rows += int(copied[0])
    for statement in comment_statements(read_manifest(home), tables, "release"):
        connection.execute(statement)
    for schema in _schemas(tables):
        visible = _visible(entries, schema)
        name = _name((schema, dictionary.NAME), "release")
        write_table(connection, name, dictionary.TABLE, visible)
        rows += len(visible)
    release = Release(path, content, now, len(tables) + len(_schemas(tables)), rows)
    write_table(
        connection,
        _name((SCHEMAS[0], release_table.NAME), "release"),
        release_table.TABLE,
        [_release_row(release, _half_years(connection, tables))],
    )
    connection.execute("detach release")
    return release


def _schemas(tables: Tables) -> tuple[str, ...]:
    return tuple(dict.fromkeys(schema for schema, _ in tables))


def _own_tables(tables: Tables) -> dict[tuple[str, str], OwnTable]:
    """The tables that no model makes."""
    dictionaries = {(schema, dictionary.NAME): dictionary.TABLE for schema in _schemas(tables)}
    return {(SCHEMAS[0], release_table.NAME): release_table.TABLE, **dictionaries}


def _visible(entries: list[Entry], schema: str) -> list[Entry]:
    """The dictionary that lies in a schema: the complete one describes what everybody sees, too."""
    return [each for each in entries if schema in (SCHEMAS[0], each.schema_name)]


def _free_path(home: Home, name: str) -> Path:
    """A file of that name; numbered where two releases of a second have one content hash."""
    numbers = (f"-{number}" if number else "" for number in count())
    paths = (home.releases / f"{name}{number}.duckdb" for number in numbers)
    return next(path for path in paths if not path.exists())


def _release_row(release: Release, half_years: str | None) -> tuple[Any, ...]:
    return (
        release.name,
        release.released_at.replace(tzinfo=None),
        release.content_hash,
        version("opora"),
        half_years,
        release.tables,
        release.rows,
    )


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Columns]:
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


def _hashed(tables: Tables, manifest: Mapping[str, Any]) -> dict[str, Columns]:
    """What the hash covers: all columns but estimates of models, and who, when and where."""
    left_out = unhashed_columns(manifest, SCHEMAS)
    return {
        _name(table): tuple(each for each in columns if each[0] not in left_out.get(table, ()))
        for table, columns in tables.items()
    }


def _half_years(connection: duckdb.DuckDBPyConnection, tables: Tables) -> str | None:
    values = (SCHEMAS[0], "indicator_values")
    if "half_year" not in dict(tables.get(values, ())):
        return None
    found = connection.execute(
        f"select distinct half_year from {_name(values)} order by 1"  # noqa: S608
    ).fetchall()
    return ", ".join(half_year for (half_year,) in found)


def _is_published(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    tables: Tables,
    fitted: Mapping[tuple[str, str], frozenset[str]],
    content: str,
    entries: list[Entry],
) -> bool:
    """Whether readers have this content already, fitted columns within their tolerance.

    Words of the dictionary are no content: mending one changes no hash, and nothing that was
    signed. But readers should see it mended, in comments as well: it alone makes a new release.
    """
    # under its own name: this process may have the published name open with an older release
    path = home.published_file.resolve()
    if not path.exists():
        return False
    try:
        connection.execute(f"attach {literal(path)} as published (read_only)")
        found = connection.execute(
            f"select content_hash from published.{quoted(SCHEMAS[0])}.release"  # noqa: S608
        ).fetchall()
        is_same = found == [(content,)] and all(
            agree(connection, _name(table), _name(table, "published"), tables[table], columns)
            for table, columns in fitted.items()
        )
        told = connection.execute(
            f"from {_name((SCHEMAS[0], dictionary.NAME), 'published')} order by all"
        ).fetchall()
        is_same = is_same and told == entries
        connection.execute("detach published")
    except duckdb.Error:
        return False
    return is_same


def _name(table: tuple[str, str], database: str = "build") -> str:
    schema, name = table
    return f"{database}.{quoted(schema)}.{quoted(name)}"
