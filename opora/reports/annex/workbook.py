"""The annex as a workbook: one sheet per list, and before them one that says what this is.

Belongs here: sheets, heads, filters, print. The same content gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from opora.forms.looks import row_height
from opora.reports.annex import analysis, cycle, delivered, figures
from opora.reports.annex.columns import Sheet
from opora.reports.annex.looks import Looks
from opora.reports.numbers import day
from opora.reports.report import Report
from opora.reports.source import Row

#: All sheets, in the order of the workbook.
SHEETS = (*figures.SHEETS, *analysis.SHEETS, *cycle.SHEETS, *delivered.SHEETS)

#: Rows that a sheet of Excel has, without those above the list.
MOST_ROWS = 1_048_000
_ABOUT = "О приложении"
_TEXT_WIDTH = 110
#: The line, the title, an empty row, the headings.
_HEADINGS = 3
#: Letters of the line that a footer of Excel has room for beside the title and the page, and those
#: at its end that are never cut.
_LONGEST_LINE, _END_OF_LINE = 180, 40
_LEGEND = (
    ("не измерено", "сведений для значения нет или их слишком мало"),
    ("не применимо", "школ или педагогов, которых касается значение, нет"),
    ("скрыто", "значение скрыл тот, кто передал сведения"),
    ("—", "значения нет, и его не должно быть"),
    ("предварительное", "результатов ожидаемой процедуры ещё нет"),
    ("пересмотрено", "значение изменилось после утверждения"),
    ("низкая надёжность", "участников мало, значение может измениться случайно"),
)


def annex(report: Report, title: str, subtitle: str) -> bytes:
    """The bytes of the workbook on a report."""
    import xlsxwriter  # type: ignore[import-untyped]

    standing = report.standing
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annex.xlsx"
        # a row at a time: a region has more of them than fit into memory as objects
        options = {"constant_memory": True, "tmpdir": folder}
        with xlsxwriter.Workbook(path, options) as book:
            book.set_properties(
                {
                    "title": f"{title}. {subtitle}",
                    "subject": standing.line,
                    "author": "Опора",
                    "created": _whole_seconds(standing.approved_at or standing.made_at),
                }
            )
            looks = Looks(book)
            first = book.add_worksheet(_ABOUT)
            counts = [_sheet(book, looks, sheet, report) for sheet in SHEETS]
            _about(first, looks, report, title, subtitle, counts)
        return path.read_bytes()


def _whole_seconds(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0)


def _about(
    page: Any, looks: Looks, report: Report, title: str, subtitle: str, counts: Sequence[int]
) -> None:
    """What the workbook is, what its sheets hold, what the words in it mean."""
    standing, row = report.standing, 0
    _print(page, report.standing.line, _ABOUT)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, _TEXT_WIDTH)
    page.set_column(2, 2, 10)
    page.write_string(row, 0, standing.line, looks.draft if standing.is_draft else looks.line)
    page.write_string(row + 1, 0, title, looks.title)
    page.write_string(row + 2, 0, subtitle, looks.wrapped)
    row += 4
    facts = (
        ("Редакция", str(standing.revision)),
        ("Состояние", standing.state_ru),
        ("Хеш содержания", standing.content_hash),
        ("Период", f"{day(report.half_year.starts_on)} — {day(report.half_year.ends_on)}"),
        (
            "Откуда что",
            "Показатели, школы в показателях и результаты — из редакции. Анализ, рекомендации, "
            f"меры, решения и сдача сведений — из выпуска данных {report.source.release}.",
        ),
    )
    for name, text in facts:
        page.set_row(row, row_height([(text, _TEXT_WIDTH)]))
        page.write_string(row, 0, name, looks.wrapped)
        page.write_string(row, 1, text, looks.wrapped)
        row += 1
    row += 1
    for place, heading in enumerate(("Лист", "Одна строка — это", "Строк")):
        page.write_string(row, place, heading, looks.heading)
    for sheet, count in zip(SHEETS, counts, strict=True):
        row += 1
        page.write_url(row, 0, f"internal:'{sheet.title}'!A1", looks.link, sheet.title)
        page.write_string(row, 1, sheet.about, looks.wrapped)
        page.write_number(row, 2, count, looks.cells["count"])
    row += 2
    for place, heading in enumerate(("Слово", "Что оно значит")):
        page.write_string(row, place, heading, looks.heading)
    for name, text in _LEGEND:
        row += 1
        page.write_string(row, 0, name, looks.wrapped)
        page.write_string(row, 1, text, looks.wrapped)


def _sheet(book: Any, looks: Looks, sheet: Sheet, report: Report) -> int:
    """Write a sheet; the number of its rows."""
    # not kept by the report: nobody else asks for so much
    rows: list[Row] = report.source.rows(sheet.query)
    page = book.add_worksheet(sheet.title)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    standing = report.standing
    page.write_string(0, 0, standing.line, looks.draft if standing.is_draft else looks.line)
    page.write_string(1, 0, sheet.title, looks.title)
    page.set_row(_HEADINGS, row_height((column.heading, column.width) for column in sheet.columns))
    for place, column in enumerate(sheet.columns):
        page.write_string(_HEADINGS, place, column.heading, looks.heading)
    number = _HEADINGS
    for number, values in enumerate(rows[:MOST_ROWS], start=_HEADINGS + 1):
        looks.write(page, number, sheet.columns, values)
    if not rows:
        page.write_string(_HEADINGS + 1, 0, "Строк нет.", looks.line)
    elif len(rows) > MOST_ROWS:
        page.write_string(
            number + 1, 0, f"Ещё {len(rows) - MOST_ROWS} строк не поместились в лист.", looks.draft
        )
    page.autofilter(_HEADINGS, 0, number, len(sheet.columns) - 1)
    page.freeze_panes(_HEADINGS + 1, sheet.fixed)
    page.repeat_rows(_HEADINGS)
    _print(page, standing.line, sheet.title)
    return len(rows)


def _print(page: Any, line: str, title: str) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    # the blank ends the size of the letters, before a line that begins with a year
    page.set_header(f"&L&8 {_as_text(line)}")
    page.set_footer(f"&L&8 {_as_text(line)}&R&8 {_as_text(title)}, страница &P из &N")


def _as_text(text: str) -> str:
    """Without the marks that Excel takes for its own; no longer than a header may be.

    Where one is cut, its end stays: there stands the hash.
    """
    if len(text) > _LONGEST_LINE:
        text = f"{text[: _LONGEST_LINE - _END_OF_LINE - 1]}…{text[-_END_OF_LINE:]}"
    return text.replace("&", "&&")
