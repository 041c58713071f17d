"""Writes tables as files, cell by cell as the field does: text in seven ways, workbooks, Parquet.

Belongs here: spelling, and bytes. Where a cell of a workbook is more than a value, it is one of the
classes here. Not here: what a table holds (`grids`), what is done to its bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from grids import Grid, Row
from literal import NO_VALUE

FIRST_DAY = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula; `saved` is the value that Excel kept of it, None: nobody calculated it."""

    text: str
    saved: Any = None


@dataclass(frozen=True)
class ErrorCell:
    """A formula that ended in an error."""

    code: str


@dataclass(frozen=True)
class Formatted:
    """A number that a format shows as something else."""

    number: float
    code: str


@dataclass(frozen=True)
class Covered:
    """A blank cell that is merged with the filled one `above` rows up."""

    above: int


def seen(cell: Any) -> Any:
    """What a person sees in a cell of a workbook."""
    if isinstance(cell, Formula):
        return NO_VALUE if cell.saved is None else cell.saved
    if isinstance(cell, ErrorCell | Covered):
        return NO_VALUE
    if isinstance(cell, Formatted):
        if "%" in cell.code:
            return f"{cell.number * 100:.10g}%"
        return f"{cell.number:0{len(cell.code)}.0f}" if set(cell.code) == {"0"} else cell.number
    return cell


def as_seen(grid: Grid) -> Grid:
    """The table with what a person sees in its cells."""
    rows = [replace(row, cells=tuple(map(seen, row.cells))) for row in grid.rows]
    return grid.with_rows(rows)


# -- text ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TextStyle:
    """How a text table is written."""

    encoding: str = "utf-8-sig"
    delimiter: str = ";"
    newline: str = "\r\n"
    dates: str = "%d.%m.%Y"
    decimal: str = ","


TEXT_STYLES = (
    TextStyle(),
    TextStyle("cp1251"),
    TextStyle("utf-8", newline="\n"),
    TextStyle("utf-8", ",", "\n", "%Y-%m-%d", "."),
    TextStyle("utf-8-sig", "\t"),
    TextStyle("cp1251", "|", dates="%d/%m/%Y"),
    TextStyle("utf-16", "\t"),
)


def spelled(cell: Any, style: TextStyle) -> str | None:
    """A cell as text."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, dt.date):
        return cell.strftime(style.dates)
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", style.decimal)
    return str(cell)


def in_text(grid: Grid, style: TextStyle) -> Grid:
    """The table with text in every cell: what a text table says."""
    return grid.with_rows(
        [replace(row, cells=tuple(spelled(cell, style) for cell in row.cells)) for row in grid.rows]
    )


def text_lines(grid: Grid, style: TextStyle) -> list[str]:
    """The lines of a text table, without their ends."""
    lines = []
    for row in (*grid.above, grid.headings, *(row.cells for row in grid.rows)):
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=style.delimiter, lineterminator="")
        writer.writerow(["" if cell is None else cell for cell in row])
        lines.append("" if not any(row) else stream.getvalue())
    return lines


def text_table(grid: Grid, style: TextStyle) -> bytes:
    """A text table."""
    ended = "".join(line + style.newline for line in text_lines(grid, style))
    return ended.encode(style.encoding)


# -- workbooks ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class BookStyle:
    """How a workbook is made; `first` come before the table, `others` after it: name -> rows."""

    name: str = "Лист1"
    state: str = "visible"
    first: Mapping[str, Sequence[Sequence[Any]]] = field(default_factory=dict)
    others: Mapping[str, Sequence[Sequence[Any]]] = field(default_factory=dict)
    other_state: str = "visible"
    counts_from_1904: bool = False
    asks_to_calculate: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    #: First row, first column, last row, last column, as they are in the sheet.
    merged: tuple[tuple[int, int, int, int], ...] = ()
    #: Parts to add to the archive.
    parts: Mapping[str, bytes] = field(default_factory=dict)


def workbook(grid: Grid, style: BookStyle | None = None) -> bytes:
    """A workbook."""
    style = style or BookStyle()
    stream = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "date_1904": style.counts_from_1904,
    }  # fmt: skip
    with xlsxwriter.Workbook(stream, options) as book:
        for name, rows in style.first.items():
            _fill(book, book.add_worksheet(name), rows)
        page = book.add_worksheet(style.name)
        _fill(book, page, [*grid.above, grid.headings, *(row.cells for row in grid.rows)])
        for first_row, first_column, last_row, last_column in style.merged:
            whole = [*grid.above, grid.headings, *(row.cells for row in grid.rows)]
            page.merge_range(
                first_row, first_column, last_row, last_column, whole[first_row][first_column]
            )
        for row in style.hidden_rows:
            page.set_row(row, None, None, {"hidden": True})
        for column in style.hidden_columns:
            page.set_column(column, column, None, None, {"hidden": True})
        for name, rows in style.others.items():
            other = book.add_worksheet(name)
            _fill(book, other, rows)
            _set_state(other, style.other_state)
        if style.state != "visible":
            book.worksheets()[0 if style.first else -1].activate()
            _set_state(page, style.state)
    content = stream.getvalue()
    if not style.asks_to_calculate:
        content = rewritten(
            content, {"xl/workbook.xml": lambda part: part.replace(b' fullCalcOnLoad="1"', b"")}
        )
    return with_parts(content, style.parts) if style.parts else content


def _set_state(page: Any, state: str) -> None:
    if state == "hidden":
        page.hide()
    elif state == "veryHidden":
        page.very_hidden()


def _fill(book: Any, page: Any, rows: Sequence[Sequence[Any]]) -> None:
    formats: dict[str, Any] = {}

    def of(code: str) -> Any:
        return formats.setdefault(code, book.add_format({"num_format": code}))

    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is None or isinstance(cell, Covered):
                continue
            if isinstance(cell, Formula):
                page.write_formula(
                    number, place, cell.text, None, "" if cell.saved is None else cell.saved
                )
            elif isinstance(cell, ErrorCell):
                page.write_formula(number, place, "=1/0", None, cell.code)
            elif isinstance(cell, Formatted):
                page.write_number(number, place, cell.number, of(cell.code))
            elif isinstance(cell, bool):
                page.write_boolean(number, place, cell)
            elif isinstance(cell, dt.datetime):
                page.write_datetime(number, place, cell, of("dd.mm.yyyy hh:mm"))
            elif isinstance(cell, dt.date):
                page.write_datetime(number, place, cell, of("dd.mm.yyyy"))
            elif isinstance(cell, int | float):
                page.write_number(number, place, cell)
            else:
                page.write_string(number, place, cell)


def rewritten(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The archive with some of its parts changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            part = old.read(entry)
            change = changes.get(entry.filename)
            new.writestr(entry.filename, change(part) if change else part)
    return stream.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The archive with more parts."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


# -- Parquet ------------------------------------------------------------------------------------


def arrow_table(grid: Grid) -> pa.Table:
    """The table with its columns' own types, under the contract's names."""
    columns = {}
    for at, heading in enumerate(grid.headings):
        values = [row.cells[at] for row in grid.rows]
        is_text = any(isinstance(value, str) for value in values)
        columns[grid.columns[at] or heading] = pa.array(
            [spelled(value, TEXT_STYLES[0]) for value in values] if is_text else values,
            pa.string() if is_text or not any(value is not None for value in values) else None,
        )
    return pa.table(columns)


def parquet(table: pa.Table) -> bytes:
    """A Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return bytes(sink.getvalue())


def random_text_style(draw: random.Random) -> TextStyle:
    """One of the ways in which text tables come."""
    return draw.choice(TEXT_STYLES)


def blank_row(width: int) -> Row:
    """A row without anything in it."""
    return Row((None,) * width, kind="blank")
