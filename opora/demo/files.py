"""Writes deliveries as the field writes them: five kinds of text tables, Excel and Parquet.

Belongs here: spelling of cells and bytes of files. Headings come from the contracts, words from the
vocabularies. Equal deliveries give equal bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from opora.contracts import Column, Dataset, load_contracts
from opora.demo.deliveries import Delivery, Grid, RawFile, Style, Text
from opora.demo.truth import Row
from opora.rules import load_rule

#: The day that every workbook says it was made on; a real one would change its bytes each time.
_MADE_ON = dt.datetime(2024, 12, 31)
_TOTAL_WORD = "Итого"
#: Whole numbers that people write with a space between thousands; years and grades are not.
_COUNTS = frozenset({"pupils", "participants", "mark_2", "mark_3", "mark_4", "mark_5"})
_ABBREVIATIONS = frozenset({"category", "procedure_kind"})


def write(delivery: Delivery | RawFile, landing: Path) -> Path:
    """Write one file below `landing`; returns its path."""
    path = landing / delivery.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(delivery.content if isinstance(delivery, RawFile) else content(delivery))
    return path


def content(delivery: Delivery) -> bytes:
    """The bytes of a delivery."""
    if delivery.layout is not None:
        grid = delivery.layout(delivery)
        is_book = delivery.style.format == "xlsx"
        return _grid_xlsx(grid) if is_book else _grid_csv(grid, delivery.style)
    columns = columns_of(delivery)
    rows = [_respelled(row, delivery.spelled) for row in (*delivery.rows, *delivery.broken)]
    if delivery.total is not None:
        # The word stands in the first column, whatever that column is.
        rows.append({**delivery.total, columns[0].name: Text(_TOTAL_WORD)})
    if delivery.style.format == "xlsx":
        return _xlsx(delivery, columns, rows)
    if delivery.style.format == "parquet":
        return _parquet(columns, rows)
    return _csv(delivery, columns, rows)


def columns_of(delivery: Delivery) -> list[Column]:
    """The columns of the file: required headings, and the others that any row fills in."""
    dataset: Dataset = load_contracts()[delivery.dataset]
    filled = {
        name for row in (*delivery.rows, *delivery.broken) for name in row if _is_given(row, name)
    }
    columns = [
        column
        for column in dataset.input_columns
        if (column.heading_required or column.name in filled)
        and column.name not in delivery.left_out
    ]
    if delivery.doubled:
        columns.append(dataset.column(delivery.doubled))
    return columns


def _is_given(row: Row, name: str) -> bool:
    return row[name] is not None


def _respelled(row: Row, spelled: dict[str, dict[str, str]]) -> Row:
    if not spelled:
        return row
    return row | {
        column: Text(words.get(row[column], row[column])) for column, words in spelled.items()
    }


def _headings(delivery: Delivery, columns: Sequence[Column]) -> list[str]:
    return [delivery.headings.get(column.name, column.heading) for column in columns]


# -- other systems' layouts -------------------------------------------------------------------


def _grid_csv(grid: Grid, style: Style) -> bytes:
    """All lines as wide as the widest one, as a report is saved."""
    width = max(map(len, grid))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=style.delimiter, lineterminator=style.newline)
    writer.writerows([*row, *[None] * (width - len(row))] for row in grid)
    return stream.getvalue().encode(style.encoding)


def _grid_xlsx(grid: Grid) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _MADE_ON})
        sheet = book.add_worksheet("Отчёт")
        for number, row in enumerate(grid):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
    return stream.getvalue()


# -- text -------------------------------------------------------------------------------------


def _csv(delivery: Delivery, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    style = delivery.style
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=style.delimiter, lineterminator=style.newline)
    writer.writerow(_headings(delivery, columns))
    for row in rows:
        writer.writerow([_spelled(column, row.get(column.name), style) for column in columns])
    return stream.getvalue().encode(style.encoding)


def _spelled(column: Column, value: Any, style: Style) -> str:
    if value is None:
        return ""
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dt.date):
        return value.strftime(style.dates)
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", style.decimal)
    if isinstance(value, int):
        return f"{value:,}".replace(",", style.thousands) if column.name in _COUNTS else str(value)
    return word(column.vocabulary, value) if column.vocabulary else str(value)


@cache
def word(vocabulary: str, value: str) -> str:
    """The Russian word that people write for a value of a vocabulary."""
    spellings = [
        row["synonym"]
        for row in load_rule("vocabularies")
        if row["vocabulary"] == vocabulary and row["value"] == value
    ]
    russian = next((text for text in spellings if re.search("[а-яё]", text.lower())), value)
    return (
        russian.upper() if vocabulary in _ABBREVIATIONS and len(russian) <= 4 else _capital(russian)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- Excel and Parquet ------------------------------------------------------------------------


def _xlsx(delivery: Delivery, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    # A cell that begins with "=" is what somebody typed, not a formula of ours.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": _MADE_ON})
        sheet = book.add_worksheet("Лист1")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(columns) - 1), 18)
        sheet.write_row(0, 0, _headings(delivery, columns), bold)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                value = row.get(column.name)
                if value is None:
                    continue
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, place, value)
                else:
                    sheet.write_string(number, place, _spelled(column, value, delivery.style))
    return stream.getvalue()


def _parquet(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """As a system exports it: column names in English, values as codes, types kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({column.name: [row.get(column.name) for row in rows] for column in columns})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return bytes(sink.getvalue())
