"""What is in a file, whatever its format: values, names, comments, metadata, and its bytes.

Belongs here: formats, told by their first bytes and not by the file's name. Not here: what is
looked for (`sought`) and how text is compared (`readings`).
"""

from __future__ import annotations

import gzip
import io
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from privacy.readings import CELL, ROW
from python_calamine import CalamineError, CalamineWorkbook

#: What DuckDB knows of a database beside its values.
_CATALOGUES = (
    "duckdb_schemas()", "duckdb_tables()", "duckdb_columns()", "duckdb_views()",
    "duckdb_constraints()", "duckdb_indexes()", "duckdb_types()", "duckdb_functions()",
    "duckdb_sequences()", "duckdb_databases()",
)  # fmt: skip

#: A zip in a zip in a zip: deeper ones are looked at as bytes.
_DEPTH = 3


@dataclass(frozen=True)
class Piece:
    """Something to search, and which part of the file it is.

    `is_shown` says that other pieces show the same as values, so that words in base64 were seen.
    """

    part: str
    content: str | bytes
    is_shown: bool = False


def pieces(path: Path) -> Iterator[Piece]:
    """Everything that a file says: decoded by its format, then its bytes as they lie there.

    A damaged file is an error: what can't be read can't be said to be clean.
    """
    content = path.read_bytes()
    is_shown = True
    if content[8:12] == b"DUCK":
        yield from _duckdb(path)
    elif content.startswith(b"SQLite format 3\0"):
        yield from _sqlite(path)
    else:
        is_shown = False
        for piece in _of_bytes("", content, _DEPTH):
            is_shown = True
            yield piece
    yield Piece("bytes", content, is_shown)


def _of_bytes(part: str, content: bytes, depth: int) -> Iterator[Piece]:
    """Formats that can lie in others."""
    if depth == 0:
        return
    if content.startswith(b"PAR1"):
        yield from _parquet(part, content)
    elif content.startswith(b"PK\x03\x04"):
        yield from _zip(part, content, depth)
    elif content.startswith(b"\x1f\x8b"):
        yield from _within(f"{part}(gzip)", gzip.decompress(content), depth)
    elif content[:1] == b"\x78" and (inflated := _inflated(content)) is not None:
        yield from _within(f"{part}(zlib)", inflated, depth)


def _within(part: str, content: bytes, depth: int) -> Iterator[Piece]:
    yield Piece(part, content)
    yield from _of_bytes(part, content, depth - 1)


def _inflated(content: bytes) -> bytes | None:
    try:
        return zlib.decompress(content)
    except zlib.error:
        return None


def _rows(rows: Iterable[Iterable[object]]) -> str:
    return ROW.join(CELL.join("" if cell is None else str(cell) for cell in row) for row in rows)


def _duckdb(path: Path) -> Iterator[Piece]:
    with duckdb.connect(path, read_only=True) as connection:
        for catalogue in _CATALOGUES:
            internal = "" if catalogue == "duckdb_databases()" else "WHERE NOT internal"
            if catalogue in ("duckdb_constraints()", "duckdb_indexes()", "duckdb_sequences()"):
                internal = ""
            found = connection.execute(f"SELECT * FROM {catalogue} {internal}").fetchall()
            yield Piece(f"catalogue {catalogue}", _rows(found))
        tables = connection.execute(
            "SELECT schema_name, table_name, list(column_name) FROM duckdb_columns() "
            "JOIN duckdb_tables() USING (database_name, schema_name, table_name) "
            "WHERE NOT duckdb_tables.internal GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        for schema, table, columns in tables:
            cells = ", ".join(f'CAST("{column}" AS VARCHAR)' for column in columns)
            rows = connection.execute(
                f'SELECT concat_ws(chr(31), {cells}) FROM "{schema}"."{table}"'
            ).fetchall()
            yield Piece(f"{schema}.{table}", ROW.join(row or "" for (row,) in rows))


def _sqlite(path: Path) -> Iterator[Piece]:
    # A copy, with what is not yet in the main file: opening the original could change it.
    with tempfile.TemporaryDirectory() as folder:
        for file in path.parent.glob(f"{path.name}*"):
            shutil.copy(file, folder)
        connection = sqlite3.connect(Path(folder) / path.name)
        connection.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
        try:
            schema = connection.execute("SELECT * FROM sqlite_master").fetchall()
            yield Piece("schema", _rows(schema))
            for name in [row[1] for row in schema if row[0] == "table"]:
                yield from _sqlite_table(name, connection.execute(f'SELECT * FROM "{name}"'))
        finally:
            connection.close()


def _sqlite_table(name: str, rows: sqlite3.Cursor) -> Iterator[Piece]:
    texts = []
    for row in rows:
        texts.append([cell for cell in row if not isinstance(cell, bytes)])
        for place, cell in enumerate(row):
            if isinstance(cell, bytes):
                part = f"{name}.{rows.description[place][0]}"
                yield from _within(part, cell, _DEPTH)
    yield Piece(name, _rows(texts))


def _parquet(part: str, content: bytes) -> Iterator[Piece]:
    file = pq.ParquetFile(io.BytesIO(content))
    yield Piece(f"{part}(schema)", f"{file.schema_arrow}\n{file.metadata}")
    for key, value in (file.metadata.metadata or {}).items():
        yield Piece(f"{part}(metadata {key.decode(errors='replace')})", value)
    yield Piece(f"{part}(statistics)", _rows(_statistics(file.metadata)))
    for batch in file.iter_batches():
        yield Piece(f"{part}(rows)", _rows(zip(*map(_cells, batch.columns), strict=True)))


def _cells(column: pa.Array) -> list[object]:
    values = column.to_pylist()
    # hexadecimal, as DuckDB and people write it, and as long as it is
    return [value.hex() if isinstance(value, bytes) else value for value in values]


def _statistics(metadata: pq.FileMetaData) -> Iterator[list[object]]:
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            if column.is_stats_set and column.statistics.has_min_max:
                extremes = (column.statistics.min, column.statistics.max)
                for value in extremes:
                    text = value.decode(errors="replace") if isinstance(value, bytes) else value
                    yield [column.path_in_schema, text]


def _zip(part: str, content: bytes, depth: int) -> Iterator[Piece]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield Piece(f"{part}(names, comment)", ROW.join(archive.namelist()))
        yield Piece(f"{part}(comment)", archive.comment)
        for member in archive.infolist():
            yield Piece(f"{part}{member.filename} (comment)", member.comment)
            yield from _within(f"{part}{member.filename}", archive.read(member), depth)
        if "xl/workbook.xml" in archive.namelist():
            yield from _workbook(part, content)


def _workbook(part: str, content: bytes) -> Iterator[Piece]:
    """Rows as a person sees them: in the parts of the zip, words lie apart from their cells."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            yield Piece(f"{part}sheet {name}", _rows(book.get_sheet_by_name(name).to_python()))
    except CalamineError:
        # its parts were searched, and a broken book says no more
        return
