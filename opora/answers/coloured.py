"""The copy of a workbook in which the faulty cells are coloured and commented.

Belongs here: opening the sender's own workbook once more, after it was read and judged, and saving
it under another name. Formats, drop-downs and hidden sheets stay; macros, links to other files,
pictures and charts are not carried over. Not here: which cells are faulty (`marks`).
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opora.answers.marks import AUTHOR, HEADINGS, HOW_TO, WIDTHS, Line, Mark, Marks, clean
from opora.answers.pages import RED, YELLOW
from opora.answers.places import WHOLE_ROW, Cell
from opora.answers.words import CUT
from opora.forms.looks import row_height
from opora.intake.own_sheets import RESULT_MARK

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Name of a sheet and number of a row.
_Row = tuple[str | None, int]

_COMMENT_WIDTH, _LETTERS_IN_LINE, _LINE_HEIGHT = 360, 50, 18


def coloured_copy(path: Path, marks: Marks) -> bytes:
    """The bytes of the copy; raises whatever openpyxl does where it can't open the workbook."""
    import openpyxl
    from openpyxl.styles import PatternFill

    with warnings.catch_warnings():
        # of what it does not carry over
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, keep_links=False)
    for sheet in book.worksheets:
        _uncolour(sheet)
    fills = {True: PatternFill("solid", fgColor=RED), False: PatternFill("solid", fgColor=YELLOW)}
    filled = _filled_rows(book, {(mark.cell.sheet, mark.cell.row) for mark in marks.marks})
    for mark in marks.marks:
        _mark(book, mark, fills[mark.is_critical], filled)
    _list(book, marks)
    book.properties.lastModifiedBy = AUTHOR
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _uncolour(sheet: Worksheet) -> None:
    """Take away what an earlier check has left in a copy that was corrected since."""
    from openpyxl.styles import PatternFill

    for cell in _existing(sheet):
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            cell.fill = PatternFill()


def _existing(sheet: Worksheet) -> Iterable[Any]:
    """The cells that are there. All public ways make those between, up to a far one, on the way."""
    return list(sheet._cells.values())


def _filled_rows(book: Workbook, rows: Set[_Row]) -> dict[_Row, list[Any]]:
    """The filled cells of these rows, from left to right."""
    filled: dict[_Row, list[Any]] = {row: [] for row in rows}
    for name in {name for name, _ in rows}:
        for cell in _existing(_sheet(book, name)):
            if cell.value is not None and (name, cell.row) in filled:
                filled[name, cell.row].append(cell)
    for cells in filled.values():
        cells.sort(key=lambda cell: cell.column)
    return filled


def _mark(book: Workbook, mark: Mark, fill: Any, filled: Mapping[_Row, list[Any]]) -> None:
    from openpyxl.comments import Comment

    first, *others = _cells(book, mark, filled)
    for cell in (first, *others):
        cell.fill = fill
    text = mark.comment
    if first.comment is not None:
        text += f"\n\nПрежнее примечание: {first.comment.text}"
    lines = 2 + sum(1 + len(line) // _LETTERS_IN_LINE for line in text.splitlines())
    first.comment = Comment(text, AUTHOR, height=lines * _LINE_HEIGHT, width=_COMMENT_WIDTH)


def _cells(book: Workbook, mark: Mark, filled: Mapping[_Row, list[Any]]) -> list[Any]:
    """The cell, or the filled ones of a whole row; of merged cells the one that shows."""
    sheet = _sheet(book, mark.cell.sheet)
    if mark.cell.column != WHOLE_ROW:
        return [_shown(sheet, sheet.cell(mark.cell.row, mark.cell.column))]
    return filled[mark.cell.sheet, mark.cell.row] or [_shown(sheet, sheet.cell(mark.cell.row, 1))]


def _sheet(book: Workbook, name: str | None) -> Worksheet:
    sheet: Worksheet = book[name] if name else book.worksheets[0]
    return sheet


def _shown(sheet: Worksheet, cell: Any) -> Any:
    from openpyxl.cell.cell import MergedCell

    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _list(book: Workbook, marks: Marks) -> None:
    """The sheet that lists everything, in front and open."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(_free_name(book), 0)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    told = [*HOW_TO, *([CUT] if marks.is_cut else [])]
    for row, text in enumerate(told, start=1):
        sheet.cell(row, 1, text)
    header = len(told) + 2
    for place, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        cell = sheet.cell(header, place, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    wrapped = Alignment(wrap_text=True, vertical="top", horizontal="left")
    for row, line in enumerate(marks.lines, start=header + 1):
        _line(book, sheet, row, line, wrapped)
    sheet.freeze_panes = sheet.cell(header + 1, 1)
    # two selected sheets would be changed together, whatever is typed into one of them
    for each in book.worksheets:
        each.sheet_view.tabSelected = each is sheet
    book.active = 0


def _line(book: Workbook, sheet: Worksheet, row: int, line: Line, wrapped: Any) -> None:
    values: Sequence[Any] = (
        line.severity, line.sheet, line.row_no, line.heading, None, line.value, line.message,
    )  # fmt: skip
    for place, value in enumerate(values, start=1):
        cell = sheet.cell(row, place)
        cell.alignment = wrapped
        if isinstance(value, str):
            cell.value = clean(value)
            # what somebody typed is never a formula of ours, whatever it begins with
            cell.data_type = "s"
        elif value is not None:
            cell.value = value
    # not every program works it out by itself
    sheet.row_dimensions[row].height = row_height(zip(values, WIDTHS, strict=True))
    if line.cell is not None:
        _link(book, sheet.cell(row, 5), line.cell)


def _link(book: Workbook, link: Any, cell: Cell) -> None:
    """Lead from a cell of the list to one of the sender's."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book[cell.sheet] if cell.sheet else book.worksheets[1]
    quoted = sheet.title.replace("'", "''")
    link.value = f"{get_column_letter(cell.column)}{cell.row}"
    link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{link.value}")
    link.font = Font(color="0563C1", underline="single")


def _free_name(book: Workbook) -> str:
    name, number = RESULT_MARK, 2
    while name in book.sheetnames:
        name, number = f"{RESULT_MARK} ({number})", number + 1
    return name
