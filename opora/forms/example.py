"""The sheet «Пример»: a few rows as they should be filled in, which intake never takes for data.

Belongs here: from the examples of a contract to cells, and the sheet around them. Not here: the
examples themselves (contracts).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from opora.contracts import Column, Dataset
from opora.forms.form import Form, Period, asked_columns
from opora.forms.looks import Formats, row_height, width, write_cell
from opora.forms.needs import is_needed
from opora.forms.windows import Window
from opora.forms.words import Words
from opora.intake.own_sheets import EXAMPLE_MARK

#: The mark, a line that is left blank, the headings, the rows.
_HEADINGS_ROW = 2
#: What names the window of an assessment, in every dataset of results, and the day within it.
_KIND, _YEAR, _SESSION, _HELD_ON = "procedure_kind", "assessment_year", "session", "held_on"


def example_rows(dataset: Dataset, period: Period, words: Words) -> list[dict[str, Any]]:
    """The rows of the example by column name, typed as a person would type them.

    Of assessments, those that have a window in the half-year; all of them where none has.
    """
    rows = list(_rows(dataset, period, words))
    if not dataset.is_assessment:
        return rows
    windows = [_to_its_window(row, dataset, period, words) for row in rows]
    now = [window is not None and window.half_year == period.half_year for window in windows]
    return [row for row, is_now in zip(rows, now, strict=True) if is_now] or rows


def _rows(dataset: Dataset, period: Period, words: Words) -> Iterator[dict[str, Any]]:
    for shown in dataset.filling.examples:
        row = {
            each.name: _typed(each, text, words)
            for each in asked_columns(dataset)
            if (text := shown.get(each.name, each.example)) is not None
        }
        if dataset.event_date:
            row[dataset.event_date] = _within(row[dataset.event_date], period)
        yield row


def _to_its_window(
    row: dict[str, Any], dataset: Dataset, period: Period, words: Words
) -> Window | None:
    """Move a row to the window of its kind, if the calendar has any so far."""
    kind = words.value(dataset.column(_KIND), row[_KIND])
    window = period.windows.get(kind or "")
    if window is not None:
        row[_YEAR] = window.year
        row[_SESSION] = words.word(dataset.column(_SESSION), window.session)
        if _HELD_ON in row:
            row[_HELD_ON] = window.around(row[_HELD_ON])
    return window


def write_example(sheet: Any, form: Form, words: Words, formats: Formats) -> None:
    """Write the sheet, all of it locked."""
    mark = f"{EXAMPLE_MARK}. Заполняйте первый лист так, как показано здесь."
    sheet.write_string(0, 0, mark, formats.mark)
    columns = asked_columns(form.dataset)
    for place, column in enumerate(columns):
        heading = formats.needed if is_needed(column, form.dataset) else formats.heading
        sheet.write_string(_HEADINGS_ROW, place, column.heading, heading)
        sheet.set_column(place, place, width(column))
    rows = example_rows(form.dataset, form.period, words)
    for number, row in enumerate(rows, start=_HEADINGS_ROW + 1):
        for place, column in enumerate(columns):
            sheet.write_blank(number, place, None, formats.shown.text)
            write_cell(sheet, number, place, row.get(column.name), formats.shown)
        texts = ((row.get(column.name), width(column)) for column in columns)
        sheet.set_row(number, row_height(texts))
    sheet.set_row(_HEADINGS_ROW, 48)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def shown_example(column: Column, form: Form, words: Words) -> str:
    """The example of one column, as a hint shows it."""
    if column.name == form.dataset.event_date:
        return f"{_within(_day(column.example), form.period):%d.%m.%Y}"
    if form.dataset.is_assessment and column.name in (_YEAR, _SESSION, _HELD_ON):
        value = example_rows(form.dataset, form.period, words)[0][column.name]
        return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else str(value)
    return words.shown(column, column.example) if words.has(column) else column.example


def _typed(column: Column, text: str, words: Words) -> Any:
    if words.has(column):
        return words.shown(column, text)
    if column.type == "date":
        return _day(text)
    if column.type == "integer":
        return int(text)
    if column.type == "number":
        return float(text.replace(",", "."))
    return text


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d.%m.%Y").date()


def _within(day: dt.date, period: Period) -> dt.date:
    """The same day of the form's half-year: one outside of it would not be accepted."""
    month = (day.month - 1) % 6 + period.starts_on.month
    return day.replace(year=period.starts_on.year, month=month, day=min(day.day, 28))
