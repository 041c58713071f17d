"""A release as it goes to a server: its file, its tables, their columns and comments.

Belongs here: finding and opening the file, reading what it says of itself. Not here: keys (`keys`),
SQL for the server (`ddl`). No lock is needed: a release never changes, and an open file can be read
to its end even when a publication meanwhile forgets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from opora.home import Home
from opora.publication import SCHEMAS
from opora.server.address import ServerError
from opora.server.types import checked_name, postgresql_type
from opora.sql import literal, quoted

#: Tables stream through, so that a country needs no more memory than a region; nothing spills.
_LIMITS = {"memory_limit": "1GB", "temp_directory": ""}

#: The name under which the file is attached.
_ATTACHED = "release"


@dataclass(frozen=True)
class Column:
    """A column: its type on the server, whether it may be blank, what it says to its reader."""

    name: str
    kind: str
    has_blanks: bool
    comment: str | None


@dataclass(frozen=True)
class Table:
    """A table of the release; `rows` as counted, not estimated."""

    schema: str
    name: str
    rows: int
    comment: str | None
    columns: tuple[Column, ...]

    @property
    def in_duckdb(self) -> str:
        """Its quoted name where the release is attached."""
        return f"{_ATTACHED}.{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def shown(self) -> str:
        """Its name as people write it."""
        return f"{self.schema}.{self.name}"

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class ReleaseFile:
    """An opened release."""

    name: str
    connection: duckdb.DuckDBPyConnection
    tables: tuple[Table, ...]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)


def release_path(home: Home, name: str | None = None) -> Path:
    """The file of the newest release, or of the one of that name; ServerError without it."""
    if name is None:
        path = home.published_file.resolve()
        if not path.exists():
            raise ServerError(
                f"there is no release to publish: {home.published_file} is not there; "
                "'opora run' makes one"
            )
        return path
    path = home.releases / f"{name.removesuffix('.duckdb')}.duckdb"
    if not path.exists():
        kept = sorted(each.stem for each in home.releases.glob("opora-*.duckdb"))
        raise ServerError(
            f"there is no release {name}; kept are {', '.join(kept) if kept else 'none'}"
        )
    return path


@contextmanager
def opened(path: Path) -> Iterator[ReleaseFile]:
    """Open a release's file, read-only; ServerError where it can't be read."""
    connection = duckdb.connect(config={**_LIMITS})
    try:
        connection.execute(f"attach {literal(path)} as {_ATTACHED} (read_only)")
        rows = connection.execute(f"select release from {_ATTACHED}.marts.release").fetchall()  # noqa: S608
        yield ReleaseFile(rows[0][0], connection, tuple(_tables(connection)))
    except duckdb.Error as error:
        said = " ".join(str(error).split())
        raise ServerError(f"the release {path} can't be read: {said}") from error
    finally:
        connection.close()


def _tables(connection: duckdb.DuckDBPyConnection) -> Iterator[Table]:
    columns: dict[tuple[str, str], list[tuple[str, str, str | None]]] = {}
    for schema, table, column, kind, comment in connection.execute(
        """
        select schema_name, table_name, column_name, data_type, comment from duckdb_columns()
        where database_name = ? and list_contains(?, schema_name)
        order by list_position(?, schema_name), table_name, column_index
        """,
        [_ATTACHED, list(SCHEMAS), list(SCHEMAS)],
    ).fetchall():
        columns.setdefault((schema, table), []).append((column, kind, comment))
    comments: Mapping[tuple[str, str], str | None] = {
        (schema, table): comment
        for schema, table, comment in connection.execute(
            "select schema_name, table_name, comment from duckdb_tables() where database_name = ?",
            [_ATTACHED],
        ).fetchall()
    }
    for (schema, name), found in columns.items():
        counts = ", ".join(f"count({quoted(column)})" for column, _, _ in found)
        source = f"{_ATTACHED}.{quoted(schema)}.{quoted(name)}"
        ((rows, *filled),) = connection.execute(
            f"select count(*), {counts} from {source}"  # noqa: S608
        ).fetchall()
        yield Table(
            schema,
            checked_name(name),
            rows,
            comments.get((schema, name)),
            tuple(
                Column(
                    checked_name(column),
                    postgresql_type(kind, f"{schema}.{name}.{column}"),
                    count < rows,
                    comment,
                )
                for (column, kind, comment), count in zip(found, filled, strict=True)
            ),
        )
