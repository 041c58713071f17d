"""The sheet of a form that people fill in.

Belongs here: headings, hints, what stands there beforehand, what is locked. Not here: what a cell
offers (`checks`) or how it looks (`looks`).
"""

from __future__ import annotations

from typing import Any

from opora.contracts import Column
from opora.forms.checks import asks_for_a_pattern, check, hint_of
from opora.forms.example import shown_example
from opora.forms.form import FOR_READING, Explained, Form, Row
from opora.forms.lists import Lists
from opora.forms.looks import Formats, cut, row_height, sentence, width, write_cell
from opora.forms.needs import is_needed, need_hint
from opora.forms.words import Words

#: Rows with drop-downs and checks below what stands there; more can be filled in without them.
_CHECKED_ROWS = 2000
_COMMENT_LENGTH = 360

#: What may be done with a protected sheet: everything but changing what is locked.
_ALLOWED = (
    "format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort",
    "autofilter", "select_locked_cells", "select_unlocked_cells",
)  # fmt: skip


def write_fill_in_sheet(
    sheet: Any, form: Form, words: Words, formats: Formats, lists: Lists
) -> None:
    """Write it; intake finds its headings in the first row."""
    columns = form.columns
    for place, column in enumerate(columns):
        if isinstance(column, Explained):
            _for_reading(sheet, place, column, form, formats)
            continue
        _heading(sheet, place, column, form, words, formats)
        told = check(column, form, words, lists)
        if told is not None:
            sheet.data_validation(1, place, len(form.rows) + _CHECKED_ROWS, place, told)
        _given(sheet, place, column, form, words, formats)
    _heights(sheet, form, words)
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(form.rows)), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", dict.fromkeys(_ALLOWED, True))


def _for_reading(sheet: Any, place: int, column: Explained, form: Form, formats: Formats) -> None:
    cells = formats.reading if form.fixed else formats.open_reading
    sheet.write_string(0, place, FOR_READING + column.heading, formats.reading_heading)
    sheet.set_column(place, place, column.width, cells.text)
    for number, row in enumerate(form.rows, start=1):
        write_cell(sheet, number, place, row.get(column.key), cells)


def _heading(
    sheet: Any, place: int, column: Column, form: Form, words: Words, formats: Formats
) -> None:
    look = formats.needed if is_needed(column, form.dataset) else formats.heading
    sheet.write_string(0, place, column.heading, look)
    comment = {"x_scale": 2.2, "y_scale": 1.6, "author": "Опора"}
    sheet.write_comment(0, place, _comment(column, form, words), comment)
    sheet.set_column(place, place, width(column), formats.open.of(column))


def _comment(column: Column, form: Form, words: Words) -> str:
    """What to write, whether it must be, an example."""
    needed = need_hint(column, form.dataset)
    parts = [sentence(column.description_ru), needed, hint_of(column, form)]
    if not asks_for_a_pattern(column):
        parts.append(f"Например: {shown_example(column, form, words)}")
    return cut(" ".join(filter(None, parts)), _COMMENT_LENGTH)


def _given(
    sheet: Any, place: int, column: Column, form: Form, words: Words, formats: Formats
) -> None:
    cells = formats.fixed if column.name in form.fixed else formats.open
    for number, row in enumerate(form.rows, start=1):
        write_cell(sheet, number, place, _shown(column, row, words), cells)


def _shown(column: Column | Explained, row: Row, words: Words) -> Any:
    """What stands in a cell beforehand: the word for a value that has one."""
    if isinstance(column, Explained):
        return row.get(column.key)
    value = row.get(column.name)
    return words.word(column, value) if value is not None and words.has(column) else value


def _heights(sheet: Any, form: Form, words: Words) -> None:
    """Make rows whose text is wrapped as high as they need: not every program does by itself."""
    columns = [
        (each, each.width if isinstance(each, Explained) else width(each)) for each in form.columns
    ]
    for number, row in enumerate(form.rows, start=1):
        height = row_height((_shown(each, row, words), wide) for each, wide in columns)
        if height is not None:
            sheet.set_row(number, height)
