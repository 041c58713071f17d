"""The cells of a recognised sheet as text, row by row: what everything else starts from.

Belongs here: a sheet's data rows with the numbers that a person sees, read by Python or, of a large
file, by DuckDB. Not here: what they are worth (`typed`), or keeping them (`workbench`).
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import duckdb

from opora.intake.layout import Layout
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.intake.sniff import FileFormat
from opora.intake.typed import Place
from opora.sql import literal, quoted

_Scanned = TypeVar("_Scanned")

#: Rows that are read of a large file at a time.
_PIECE = 20_000

#: A row's cells, as text; the first is the row's number.
RawRow = list[str | None]


@dataclass(frozen=True)
class Source:
    """A recognised sheet of a file, and the place that its rows carry."""

    path: Path
    format: FileFormat
    layout: Layout
    place: Place


def raw_rows(source: Source, connection: duckdb.DuckDBPyConnection) -> list[RawRow]:
    """All data rows; raises a Refusal where a row has more cells than there are headings."""
    if source.layout.sheet.is_head:
        return _read_by_duckdb(source, connection, "true")
    return list(_rows_of_sheet(source))


def _rows_of_sheet(source: Source) -> Iterator[RawRow]:
    layout = source.layout
    width = len(layout.headings)
    for number, row in islice(_numbered(layout.sheet), layout.header_row, None):
        if any(cell and cell.strip() for cell in row[width:]):
            raise Refusal(
                f"строка {number}: ячеек больше, чем заголовков ({width}). Проверьте "
                "разделители и кавычки в этой строке."
            )
        yield _as_row(number, row, width)


def in_pieces(
    source: Source,
    connect: Callable[[], duckdb.DuckDBPyConnection],
    take: Callable[[Iterator[list[RawRow]]], _Scanned],
) -> _Scanned:
    """What `take` makes of all data rows, some at a time; it may be asked twice.

    Of a file that DuckDB reads, no more than these are in memory. Refuses what `raw_rows` refuses.
    """
    if not source.layout.sheet.is_head:
        rows = _rows_of_sheet(source)
        return take(iter(lambda: list(islice(rows, _PIECE)), []))
    with connect() as connection:
        return scanned(source, lambda scan: take(_fetched(_query(source, scan), connection)))


def _fetched(query: str, connection: duckdb.DuckDBPyConnection) -> Iterator[list[RawRow]]:
    result = connection.execute(query)
    while found := result.fetchmany(_PIECE):
        yield [_unless_blank(row) for row in found]


def chosen_rows(source: Source, numbers: Collection[int]) -> list[RawRow]:
    """The data rows of these numbers; nothing of the others is kept, on disk nothing at all."""
    layout = source.layout
    if not layout.sheet.is_head:
        width = len(layout.headings)
        numbered = _numbered(layout.sheet)
        return [_as_row(number, row, width) for number, row in numbered if number in numbers]
    listed = ", ".join(map(str, sorted(numbers)))
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        return _read_by_duckdb(source, connection, f"row_no IN ({listed or 'NULL'})")


def _numbered(sheet: Sheet) -> Iterator[tuple[int, list[str | None]]]:
    """The rows with the numbers that a person sees."""
    numbers = sheet.numbers or range(1, len(sheet.rows) + 1)
    return zip(numbers, sheet.told_rows(), strict=True)


def _as_row(number: int, row: list[str | None], width: int) -> RawRow:
    cells = (cell if cell and not cell.isspace() else None for cell in row[:width])
    padded: RawRow = [str(number), *cells]
    return padded + [None] * (width + 1 - len(padded))


def _read_by_duckdb(
    source: Source, connection: duckdb.DuckDBPyConnection, which: str
) -> list[RawRow]:
    found = scanned(source, lambda scan: connection.execute(_query(source, scan, which)).fetchall())
    return [_unless_blank(row) for row in found]


def _query(source: Source, scan: str, which: str = "true") -> str:
    columns = ", ".join(["row_no::VARCHAR", *map(quoted, source.layout.headings)])
    return f"SELECT {columns} FROM ({scan}) WHERE {which}"


def _unless_blank(row: Iterable[str | None]) -> RawRow:
    return [None if cell is None or cell.isspace() else cell for cell in row]


def scanned(source: Source, read: Callable[[str], _Scanned]) -> _Scanned:
    """What `read` makes of the raw table; read in one piece where cells go over several lines."""
    try:
        return read(_scan(source))
    except duckdb.Error as error:
        if "quoted new lines" not in str(error):
            raise
        return read(_scan(source, parallel=False))


def _scan(source: Source, *, parallel: bool = True) -> str:
    """The raw table of a file that DuckDB reads itself.

    In a CSV `row_no` counts the rows: a blank line or a line break inside a cell is not counted.
    """
    # DuckDB takes `list[1].csv` for a pattern, which another file may match.
    path = literal(glob.escape(str(source.path)))
    first = source.layout.header_row
    headings = source.layout.headings
    if source.format.format == "parquet":
        # Names as they are in the file: those of the layout have no spaces around them.
        names = source.layout.sheet.rows[first - 1]
        texts = ", ".join(map(_exported, names, headings))
        return (
            f"SELECT file_row_number + 1 AS row_no, {source.place.sql}, {texts} "
            f"FROM read_parquet({path}, file_row_number = true)"
        )
    columns = ", ".join(f"{literal(h)}: 'VARCHAR'" for h in headings)
    cells = "*"
    if not parallel:
        cells = ", ".join(
            _of_one_row(h, source.format.delimiter or ";", len(headings)) for h in headings
        )
    return (
        f"SELECT row_number() OVER () + {first} AS row_no, {source.place.sql}, {cells} "
        f"FROM read_csv({path}, auto_detect = false, columns = {{{columns}}}, "
        f"delim = {literal(source.format.delimiter)}, quote = '\"', escape = '\"', "
        f"header = false, skip = {first}, null_padding = true, parallel = {parallel})"
    )


def _of_one_row(heading: str, delimiter: str, width: int) -> str:
    """A cell that may have several lines; whole rows in it: a quotation mark closed too late."""
    column = quoted(heading)
    if width < 3:
        return column
    line = f"[^\\n]*([{delimiter}][^\\n]*){{{width - 1}}}"
    return (
        f"CASE WHEN contains({column}, chr(10)) "
        f"AND regexp_matches({column}, {literal(chr(92) + 'n' + line)}) "
        f"THEN error('rows in a cell') ELSE {column} END AS {column}"
    )


def _exported(name: str | None, heading: str) -> str:
    """A column of Parquet as text; a whole number is written so, whatever type it came in."""
    if not name:
        return f"NULL::VARCHAR AS {quoted(heading)}"
    column = quoted(name)
    return (
        f"CASE WHEN typeof({column}) IN ('DOUBLE', 'FLOAT') "
        f"THEN regexp_replace({column}::VARCHAR, '\\.0$', '') ELSE {column}::VARCHAR END "
        f"AS {quoted(heading)}"
    )
