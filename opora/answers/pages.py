"""Sheets of text for senders: what result workbooks look like, whatever stands in them.

Belongs here: fonts, widths, and cells in which nothing is ever a formula or a link by itself.
Not here: what is told (`result`, `faulty_rows`).
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from opora.forms.looks import row_height

#: What Excel takes in one cell.
CELL_LIMIT = 32_767

RED, YELLOW = "FFC7CE", "FFEB9C"

_NONE: Mapping[int, Any] = MappingProxyType({})
#: So many characters of a sheet are printed on a page in letters that can still be read.
_PRINTED_WIDTH = 180


def workbook(
    made_at: dt.datetime, title: str, write: Callable[[Pages], None], author: str = "Опора"
) -> bytes:
    """The bytes of a workbook; the same calls give the same bytes."""
    import xlsxwriter  # type: ignore[import-untyped]

    stream = io.BytesIO()
    # What somebody typed is never a formula or a link of ours, whatever it begins with.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": made_at, "title": title, "author": author})
        write(Pages(book))
    return stream.getvalue()


class Pages:
    """The sheets of one workbook, and how their cells look."""

    def __init__(self, book: Any) -> None:
        """`book`: an empty workbook of xlsxwriter."""
        self._book = book
        wrapped = {"text_wrap": True, "valign": "top"}
        self.text = book.add_format({**wrapped, "num_format": "@"})
        self.number = book.add_format({**wrapped, "align": "left"})
        self.day = book.add_format({**wrapped, "num_format": "dd.mm.yyyy", "align": "left"})
        self.plain = book.add_format({"num_format": "@"})
        self.link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.heading = book.add_format(
            {**wrapped, "bold": True, "border": 1, "bg_color": "#DDEBF7", "num_format": "@"}
        )
        self.label = book.add_format({**wrapped, "bold": True, "num_format": "@"})
        self.red = book.add_format({**wrapped, "bg_color": f"#{RED}", "num_format": "@"})
        self.yellow = book.add_format({**wrapped, "bg_color": f"#{YELLOW}", "num_format": "@"})

    def page(self, name: str, widths: Sequence[int]) -> Page:
        """A new sheet with columns of these widths."""
        sheet = self._book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return Page(sheet, self, widths)


class Page:
    """One sheet, written from top to bottom."""

    def __init__(self, sheet: Any, pages: Pages, widths: Sequence[int]) -> None:
        """`sheet`: an empty worksheet, its columns of these widths."""
        self.sheet = sheet
        self._pages = pages
        self._widths = widths
        #: The row that is written next, counted from 0.
        self.next_row = 0

    def line(
        self, *values: Any, look: Any = None, first: Any = None, looks: Mapping[int, Any] = _NONE
    ) -> None:
        """A row of cells; `look` for all of them, `first` for the first one, `looks` by place."""
        looks = {0: first, **looks} if first is not None else looks
        for place, value in enumerate(values):
            self.cell(place, value, looks.get(place, look))
        if look not in (self._pages.title, self._pages.plain):
            self.end(values)
        else:
            self.next_row += 1

    def end(self, values: Iterable[Any]) -> None:
        """Go on to the next row; this one is as high as the values that were written need."""
        height = row_height(zip(values, self._widths, strict=False))
        self.sheet.set_row(self.next_row, height)
        self.next_row += 1

    def print_over_pages(self, columns: int, repeated: int) -> None:
        """Print so many columns over as many pages as they need, the first ones on each of them."""
        pages = math.ceil(sum(self._widths[:columns]) / _PRINTED_WIDTH)
        self.sheet.fit_to_pages(max(1, pages), 0)
        if pages > 1:
            self.sheet.repeat_columns(0, repeated - 1)

    def heading(self, *names: str) -> None:
        """A row of headings."""
        self.line(*names, look=self._pages.heading)

    def title(self, text: str) -> None:
        """A line over what follows; it runs on over the cells beside it."""
        self.line(text, look=self._pages.title)

    def gap(self) -> None:
        """An empty row."""
        self.next_row += 1

    def cell(self, place: int, value: Any, look: Any = None) -> None:
        """A cell of the row that is being written."""
        pages, sheet, row = self._pages, self.sheet, self.next_row
        if value is None:
            if look is not None:
                sheet.write_blank(row, place, None, look)
        elif isinstance(value, bool):
            sheet.write_string(row, place, "да" if value else "нет", look or pages.text)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, place, value, look or pages.day)
        elif isinstance(value, int | float) and abs(value) < 1e15:
            sheet.write_number(row, place, value, look or pages.number)
        else:
            sheet.write_string(row, place, str(value)[:CELL_LIMIT], look or pages.text)

    def comment(self, place: int, text: str, author: str) -> None:
        """A comment on a cell of the row that is being written."""
        size = {"x_scale": 2.6, "y_scale": 1 + len(text) / 150, "author": author}
        self.sheet.write_comment(self.next_row, place, text, size)

    def link(self, place: int, sheet: str, row: int, column: int) -> None:
        """A link to another cell of this workbook (both counted from 0)."""
        from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

        target = xl_rowcol_to_cell(row, column)
        url = f"internal:'{sheet}'!{target}"
        self.sheet.write_url(self.next_row, place, url, self._pages.link, target)
