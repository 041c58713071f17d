"""The copy of a file that is no workbook, or too large a one: just its faulty rows, coloured.

Belongs here: the list of what was found, and the rows of the file as they stand there. Not here:
which cells are faulty (`marks`), or finding the rows in the file (`opora.intake.raw`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from opora.answers.marks import AUTHOR, HEADINGS, HOW_TO, WIDTHS, Mark, Marks, clean
from opora.answers.pages import Page, Pages, workbook
from opora.answers.words import CUT
from opora.intake.own_sheets import RESULT_MARK
from opora.intake.raw import RawRow

_LIST = RESULT_MARK
_ROWS = "Строки с ошибками"
#: The same file gives the same copy, whenever it is checked.
_MADE_AT = dt.datetime(2000, 1, 1)


@dataclass(frozen=True)
class FaultyRows:
    """Rows of one sheet: its headings, and the rows, each with its number in front."""

    sheet: str | None
    headings: Sequence[str]
    rows: Sequence[RawRow]


def faulty_rows_workbook(tables: Sequence[FaultyRows], marks: Marks) -> bytes:
    """The bytes of the workbook."""

    def write(pages: Pages) -> None:
        listed = pages.page(_LIST, WIDTHS)
        shown = pages.page(_ROWS, (12, *(22,) * 40))
        rows = _write_rows(pages, shown, tables, marks.marks)
        _write_list(pages, listed, marks, rows)

    return workbook(_MADE_AT, RESULT_MARK, write, author=AUTHOR)


def _write_rows(
    pages: Pages, page: Page, tables: Sequence[FaultyRows], marks: Sequence[Mark]
) -> dict[tuple[str | None, int], int]:
    """Write the rows; where each of them stands now."""
    page.line(
        f"{RESULT_MARK}. Здесь только строки, о которых что-то сказано. Исправляйте их в своём "
        "файле: эта книга не принимается.",
        look=pages.plain,
    )
    by_cell = {(mark.cell.sheet, mark.cell.row, mark.cell.column): mark for mark in marks}
    written: dict[tuple[str | None, int], int] = {}
    for table in tables:
        page.gap()
        page.heading("Строка файла", *map(clean, table.headings))
        for number, *cells in table.rows:
            row_no = int(number or 0)
            written[table.sheet, row_no] = page.next_row
            page.cell(0, row_no)
            for place, text in enumerate(cells, start=1):
                mark = by_cell.get((table.sheet, row_no, place))
                look = (pages.red if mark.is_critical else pages.yellow) if mark else None
                page.cell(place, clean(text) if text else None, look)
                if mark and mark.comment:
                    page.comment(place, mark.comment, AUTHOR)
            page.end((row_no, *cells))
    return written


def _write_list(
    pages: Pages, page: Page, marks: Marks, rows: dict[tuple[str | None, int], int]
) -> None:
    page.line(HOW_TO[0], look=pages.plain)
    page.line(
        f"Строки файла показаны на листе «{_ROWS}»: красные ячейки — ошибки, такие строки будут "
        "отклонены, жёлтые — предупреждения.",
        look=pages.plain,
    )
    if marks.is_cut:
        page.line(CUT, look=pages.plain)
    page.gap()
    page.heading(*HEADINGS)
    for line in marks.lines:
        row = rows.get((line.cell.sheet, line.cell.row)) if line.cell else None
        values = (line.severity, line.sheet, line.row_no, line.heading, None, line.value)
        for place, value in enumerate(values):
            page.cell(place, clean(value) if isinstance(value, str) else value)
        page.cell(6, clean(line.message))
        if row is not None and line.cell is not None:
            page.link(4, _ROWS, row, line.cell.column)
        page.end((*values, line.message))
