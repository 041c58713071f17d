"""How cells of the annex look and what is written into them.

Belongs here: formats of numbers, and from a value to a cell. Not here: which cells there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from opora.answers.pages import CELL_LIMIT
from opora.forms.looks import row_height
from opora.reports.annex.columns import Column, Kind
from opora.reports.numbers import ABSENT, NOTHING
from opora.reports.source import Row
from opora.reports.words import WORDS

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "code": "@",
    "count": "#,##0",
    "share": "0.0",
    "number": "#,##0.00",
    "day": "dd.mm.yyyy",
    "yes_no": "@",
    "word": "@",
    "flags": "@",
}
_FLAGS = {"p": "предварительное", "r": "пересмотрено", "u": "низкая надёжность"}


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        """`book`: an empty workbook of xlsxwriter."""
        top = {"valign": "top"}
        self.cells = {
            kind: book.add_format({**top, "num_format": shown, "text_wrap": shown == "@"})
            for kind, shown in _FORMATS.items()
        }
        self.absent = book.add_format({**top, "font_color": "#5D6B73", "align": "right"})
        self.line = book.add_format({"font_color": "#5D6B73", "font_size": 9})
        self.draft = book.add_format({"font_color": "#A32B23", "font_size": 9, "bold": True})
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF1"}
        )
        self.wrapped = book.add_format({**top, "text_wrap": True})
        self.link = book.add_format({**top, "font_color": "#0563C1", "underline": 1})

    def write(self, sheet: Any, row: int, columns: Sequence[Column], values: Row) -> None:
        """Write a row, each value as what it is; where there is none, the word for that."""
        shown = [_shown(column, values) for column in columns]
        widths = (column.width for column in columns)
        # before its cells: a row that is written can't be changed any more
        sheet.set_row(row, row_height(zip(shown, widths, strict=True)))
        for place, (column, value) in enumerate(zip(columns, shown, strict=True)):
            if value is None:
                continue
            if isinstance(value, Absent):
                sheet.write_string(row, place, value, self.absent)
            elif isinstance(value, dt.date):
                sheet.write_datetime(row, place, value, self.cells["day"])
            elif isinstance(value, int | float):
                sheet.write_number(row, place, value, self.cells[column.kind])
            else:
                sheet.write_string(row, place, value[:CELL_LIMIT], self.cells[column.kind])


class Absent(str):
    """The word for a figure that is not there."""


def _shown(column: Column, values: Row) -> str | int | float | dt.date | None:
    value = values[column.key]
    if value is None or value == "":
        # a text that is empty is no figure that is not there
        if column.kind in ("text", "code", "flags"):
            return None
        return Absent(ABSENT.get(values[column.state], NOTHING) if column.state else NOTHING)
    match column.kind:
        case "count" | "share" | "number":
            return float(value) if isinstance(value, Decimal | float) else int(value)
        case "day":
            return value if isinstance(value, dt.date) else str(value)
        case "yes_no":
            return "да" if value else "нет"
        case "word":
            return str(WORDS[column.words].get(value, value))
        case "flags":
            return ", ".join(_FLAGS.get(flag, flag) for flag in value if flag.isalpha())
        case _:
            return str(value)
