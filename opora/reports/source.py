"""The releases that a report is made from, and how its queries reach them.

What was signed is read from the release that the approval names, so that a report of an approved
half-year says today what it said when it was signed. Revisions, their standing and what officers
remark are always read from the newest release. Belongs here: opening files and choosing among them,
and answers in texts that can be written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from opora.errors import OporaError
from opora.home import Home
from opora.sql import literal

#: A row of an answer, by column.
Row = dict[str, Any]

_QUERIES = Path(__file__).parent / "queries"
#: Characters that neither Word nor a picture can hold (drawing one would end the process): Excel
#: and Word leave vertical tabs and the like in what people paste into forms.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_COLUMNS = """
SELECT table_name, column_name FROM duckdb_columns()
WHERE database_name = $database AND schema_name = 'marts' AND list_contains($tables, table_name)
"""
#: What a query reads of the release of the report; what it reads of the newest is named so.
_READ = re.compile(r"(?<!newest\.)\bmarts\.(\w+)")


class ReportError(OporaError):
    """There is nothing to report on, or it can't be read."""


@dataclass(frozen=True)
class Source:
    """An open connection; `release` names the one whose marts are read, `newest` the newest."""

    connection: duckdb.DuckDBPyConnection
    release: str
    newest: str

    def rows(self, query: str) -> list[Row]:
        """The answer to `queries/<query>.sql`, in texts that can be written down.

        ReportError where the release lacks what is asked for.
        """
        statement = (_QUERIES / f"{query}.sql").read_text(encoding="utf-8")
        try:
            cursor = self.connection.execute(statement)
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise ReportError(
                f"the release {self.release} was made by another version of Opora and lacks what "
                f"reports read; 'opora run' makes a new one ({_first_line(error)})"
            ) from error
        names = [column[0] for column in cursor.description or ()]
        return [writable(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]

    def set(self, **variables: object) -> None:
        """Set what queries ask for with `getvariable`."""
        for name, value in variables.items():
            self.connection.execute(f"SET VARIABLE {name} = ?", [value])


def writable(row: Mapping[str, Any]) -> Row:
    """The row with a blank for every character that no document can hold."""
    return {name: _writable(value) for name, value in row.items()}


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNWRITABLE.sub(" ", value)
    return [_writable(each) for each in value] if isinstance(value, list) else value


@contextmanager
def open_source(home: Home, signed_release: str | None = None) -> Iterator[Source]:
    """Open the newest release and, for what was signed, the one that its approval names.

    Where that one is gone, or was made by a version of Opora that had other columns in the marts
    that reports read, the newest serves for all: `Source.release` says which it is.
    """
    # under its own name: this process may have the published name open with an older release
    newest = home.published_file.resolve()
    if not newest.exists():
        raise ReportError(f"{home.published_file} is not there; 'opora run' makes it")
    # else what doesn't fit into memory would go into whatever folder we were started in
    with duckdb.connect(config={"temp_directory": str(home.private / "reports")}) as connection:
        try:
            connection.execute(f"ATTACH {literal(newest)} AS newest (READ_ONLY)")
            # not the file's name: without symlinks the published file is a copy under its own
            ((name,),) = connection.execute("SELECT release FROM newest.marts.release").fetchall()
        except duckdb.Error as error:
            raise ReportError(f"{newest} can't be read: {_first_line(error)}") from error
        used, release = "newest", name
        if signed_release and signed_release != name:
            signed = home.releases / f"{signed_release}.duckdb"
            if _serves(connection, signed):
                used, release = "signed", signed_release
        connection.execute(f"USE {used}")
        yield Source(connection, release, name)


def _serves(connection: duckdb.DuckDBPyConnection, release: Path) -> bool:
    """Attach an older release; whether it has every column of the newest's marts that are read."""
    if not release.exists():
        return False
    try:
        connection.execute(f"ATTACH {literal(release)} AS signed (READ_ONLY)")
    except duckdb.Error:
        return False
    there, needed = (
        set(connection.execute(_COLUMNS, {"database": database, "tables": _tables()}).fetchall())
        for database in ("signed", "newest")
    )
    return needed <= there


@cache
def _tables() -> list[str]:
    """The marts that queries read of the release of the report."""
    statements = (path.read_text(encoding="utf-8") for path in _QUERIES.glob("*.sql"))
    return sorted({table for statement in statements for table in _READ.findall(statement)})
