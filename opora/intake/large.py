"""One large file into one Parquet part, typed by DuckDB as it reads: memory does not grow with it.

Belongs here: the plain rows at once, the others the long way, and the two put together. Not here:
which spellings are plain (`plain`), reading small files or showing the parts (`workbench`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from opora.intake.plain import ODD, PlainSelect
from opora.intake.raw import Source, scanned
from opora.intake.typed import TypedSelect
from opora.intake.unfilled import Unfilled, filled_rows, find_unfilled
from opora.sql import literal

#: The suffix of parts with a column `unreadable`; the others have nothing to say in it.
_LONG = "-long"


def read_large(
    connection: duckdb.DuckDBPyConnection, source: Source, select: TypedSelect, target: Path
) -> list[Unfilled]:
    """Write the typed rows of a file to `target`, or beside it; returns what nobody filled in.

    Nothing is left of a file that can't be read; DuckDB's errors say why.
    """
    long = target.with_stem(target.stem + _LONG)
    plain = PlainSelect(select)
    try:
        if not plain.is_possible:
            scanned(source, lambda scan: _copy(connection, _long(select, f"({scan})"), long))
            return scanned(source, lambda scan: _unfilled(connection, select, f"({scan})"))
        scanned(source, lambda scan: _copy(connection, plain.sql(f"({scan})"), target))
        rows = f"read_parquet({literal(str(target))})"
        if not _has_odd_rows(connection, rows):
            return []
        odd = plain.odd_rows(rows)
        typed = f"SELECT * EXCLUDE ({ODD}) FROM {rows} WHERE {ODD} IS NULL"
        _copy(connection, f"{typed} UNION ALL BY NAME {_long(select, odd)}", long)
        unfilled = _unfilled(connection, select, odd)
    except duckdb.Error:
        target.unlink(missing_ok=True)
        long.unlink(missing_ok=True)
        raise
    target.unlink()
    return unfilled


def part_rows(parts: list[Path]) -> list[str]:
    """Queries of all rows of parts, with the columns of a typed row."""
    long = [path for path in parts if path.stem.endswith(_LONG)]
    plain = [path for path in parts if path not in long]
    queries = []
    if long:
        queries.append(f"SELECT * FROM {_parquet(long)}")
    if plain:
        queries.append(
            f"SELECT * EXCLUDE ({ODD}), NULL::MAP(VARCHAR, VARCHAR) AS unreadable "
            f"FROM {_parquet(plain)}"
        )
    return queries


def _parquet(paths: list[Path]) -> str:
    return f"read_parquet([{', '.join(literal(str(path)) for path in paths)}])"


def _long(select: TypedSelect, raw: str) -> str:
    return select.sql(filled_rows(select.dataset, select.target, raw))


def _unfilled(
    connection: duckdb.DuckDBPyConnection, select: TypedSelect, raw: str
) -> list[Unfilled]:
    return find_unfilled(connection, select.dataset, select.target, raw)


def _has_odd_rows(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    found = connection.execute(f"SELECT 1 FROM {rows} WHERE {ODD} IS NOT NULL LIMIT 1")
    return found.fetchone() is not None


def _copy(connection: duckdb.DuckDBPyConnection, select: str, target: Path) -> None:
    connection.execute(
        f"COPY ({select}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )
