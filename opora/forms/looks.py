"""How cells of a form look, and the lengths that Excel allows.

Belongs here: formats, widths, cutting texts. Not here: what stands in the cells.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

from opora.contracts import Column

#: What Excel allows in a message to whoever fills in a cell, and in its title.
MESSAGE_LENGTH, TITLE_LENGTH = 255, 32

#: In points; Excel has rows of 409 at most.
_LINE_HEIGHT, _MOST_LINES = 15, 27
#: How much wider than a digit, by which columns are measured, a letter with its share of words
#: that are moved to the next line is.
_LETTER = 1.15
#: Before it programs count the days of a spreadsheet differently.
_FIRST_DAY = dt.date(1900, 3, 1)
#: Columns whose values are long.
_LONG = frozenset({"recommendation_id", "object_id", "comment", "text", "title", "name", "topic"})
_NARROW = frozenset({"date", "boolean", "integer", "number"})


class Formats:
    """How cells look. Cells to fill in are text: «1.2» stays a code, «=2+2» what was typed."""

    def __init__(self, book: Any) -> None:
        """Make the formats of one workbook."""
        wrapped = {"text_wrap": True, "valign": "top"}
        heading = {**wrapped, "bold": True, "border": 1, "valign": "vcenter"}
        grey = {"font_color": "#595959", "bg_color": "#EDEDED"}
        text, day = {"num_format": "@"}, {"num_format": "dd.mm.yyyy", "align": "left"}
        given = {**wrapped, "bg_color": "#F2F2F2"}
        opened = {**wrapped, "locked": False}
        self.needed = book.add_format({**heading, "bg_color": "#F8CBAD"})
        self.heading = book.add_format({**heading, "bg_color": "#DDEBF7"})
        self.reading_heading = book.add_format({**heading, **grey, "italic": True})
        self.open = _Cells(book, opened, text, day)
        self.fixed = _Cells(book, given, text, day)
        self.reading = _Cells(book, {**wrapped, **grey}, text, day)
        #: To be read, too, but in a row that may be deleted, which Excel allows of open cells only.
        self.open_reading = _Cells(book, {**opened, **grey}, text, day)
        self.shown = _Cells(book, {**wrapped, "border": 1}, text, day)
        self.help = book.add_format({**wrapped, **text})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.mark = book.add_format({"bold": True, "font_color": "#C00000"})


class _Cells:
    """The formats of the cells of one kind, by what stands in them."""

    def __init__(
        self, book: Any, base: dict[str, Any], text: dict[str, Any], day: dict[str, Any]
    ) -> None:
        self.text = book.add_format({**base, **text})
        self.day = book.add_format({**base, **day})
        self.number = book.add_format(base)

    def of(self, column: Column) -> Any:
        """The format of a whole column."""
        usual = {"date": self.day, "integer": self.number, "number": self.number}
        return usual.get(column.type, self.text)


def write_cell(sheet: Any, row: int, place: int, value: Any, cells: _Cells) -> None:
    """Write a value as what it is; None leaves the cell as its column is."""
    if isinstance(value, dt.date) and value < _FIRST_DAY:
        sheet.write_string(row, place, f"{value:%d.%m.%Y}", cells.day)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, value, cells.day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, place, value, cells.number)
    elif value is not None:
        sheet.write_string(row, place, str(value), cells.text)


def width(column: Column) -> int:
    """The width of a column, in characters."""
    if column.type in _NARROW:
        return min(max(14, len(column.heading) + 2), 24)
    return 34 if column.name in _LONG else max(20, len(column.heading) + 2)


def row_height(cells: Iterable[tuple[Any, int]]) -> int | None:
    """The height of a row whose cells (value, width of the column) wrap their text.

    None where one line is enough. Not every program works it out by itself.
    """
    lines = max((_lines(str(value), wide) for value, wide in cells if value is not None), default=1)
    return _LINE_HEIGHT * min(lines, _MOST_LINES) if lines > 1 else None


def _lines(text: str, wide: int) -> int:
    return sum(max(1, math.ceil(len(line) * _LETTER / wide)) for line in text.split("\n"))


def cut(text: str, length: int) -> str:
    """A text of at most that length."""
    return text if len(text) <= length else text[: length - 1] + "…"


def sentence(text: str) -> str:
    """A text with a full stop at its end."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
