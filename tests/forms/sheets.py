"""Forms as people use them: opened, filled in and saved by another program than ours."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.datavalidation import DataValidation


def opened(form: Path | bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(form) if isinstance(form, bytes) else form)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def headings(sheet: Any, row: int = 1) -> dict[str, int]:
    """Heading -> number of its column."""
    return {cell.value: cell.column for cell in sheet[row] if cell.value is not None}


def shown(book: Any) -> list[dict[str, Any]]:
    """The rows that the example shows, by heading, as a spreadsheet has them."""
    sheet = book["Пример"]
    top = 3
    places = headings(sheet, top)
    return [
        {
            heading: sheet.cell(row, place).value
            for heading, place in places.items()
            if sheet.cell(row, place).value is not None
        }
        for row in range(top + 1, sheet.max_row + 1)
    ]


def is_locked(sheet: Any, place: int) -> bool:
    """Whether a cell that is not there yet is locked, which its column says."""
    (locked,) = (
        each.protection.locked
        for each in sheet.column_dimensions.values()
        if each.min <= place <= each.max
    )
    return bool(locked)


def filled_in(form: Path, rows: Iterable[Mapping[str, Any]], first: int = 2) -> bytes:
    """The form with more rows (by heading), as a spreadsheet program saves it."""
    book = opened(form)
    sheet = book.worksheets[0]
    places = headings(sheet)
    for number, row in enumerate(rows, start=first):
        for heading, value in row.items():
            assert not is_locked(sheet, places[heading])
            sheet.cell(number, places[heading]).value = value
    return saved(book)


def checks(sheet: Any) -> dict[str, DataValidation]:
    """Heading -> the check of its column."""
    by_number = {place: heading for heading, place in headings(sheet).items()}
    found = {}
    for each in sheet.data_validations.dataValidation:
        (place,) = each.sqref.ranges
        found[by_number[place.min_col]] = each
    return found


def listed(book: Any, check: DataValidation) -> list[str]:
    """The words of a drop-down."""
    first, last = (int(part.rsplit("$", 1)[1]) for part in check.formula1.split("!")[1].split(":"))
    return [book["Списки"].cell(row, 1).value for row in range(first, last + 1)]


def offered(book: Any) -> dict[str, list[str]]:
    """Heading -> the words of its drop-down."""
    found = checks(book.worksheets[0])
    return {heading: listed(book, each) for heading, each in found.items() if each.type == "list"}
