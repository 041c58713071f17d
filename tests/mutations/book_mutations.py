"""What happens to tables in workbooks only: formulas, errors, formats, merged cells, sheets.

Each takes a valid table and gives the bytes of a workbook and what may come of it, or None. Belongs
here: what a table looks like in a workbook. Not here: the parts of the archive
(`archive_mutations`, in the same register), damaged bytes (`byte_mutations`).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cases import Expected, expected_of
from grids import Grid, Row
from writers import (
    FIRST_DAY,
    BookStyle,
    Covered,
    ErrorCell,
    Formatted,
    Formula,
    rewritten,
    workbook,
)

Made = tuple[bytes, Expected]
BookMutation = Callable[[random.Random, Grid, bytes], Made | None]
BOOK: dict[str, BookMutation] = {}


def mutation(function: BookMutation) -> BookMutation:
    """Register a mutation under the name of its function."""
    BOOK[function.__name__] = function
    return function


def made(grid: Grid, style: BookStyle | None = None) -> Made:
    """A workbook, and what may come of its rows."""
    style = style or BookStyle()
    return workbook(grid, style), expected_of(grid, style.name)


def refused(grid: Grid, style: BookStyle) -> Made:
    """A workbook that must not be taken."""
    content, expected = made(grid, style)
    return content, replace(expected, refused="must")


def _touched(draw: random.Random, grid: Grid, change: Callable[[Any], Any]) -> Grid | None:
    """The table with some filled cells changed; `change` gives None for what it leaves alone."""
    rows = list(grid.rows)
    changed = False
    for _ in range(3):
        number = draw.randrange(len(rows))
        at = draw.randrange(len(grid.columns))
        cell = rows[number].cells[at]
        other = None if cell is None else change(cell)
        if other is not None:
            rows[number] = rows[number].touched(at, other)
            changed = True
    return grid.with_rows(rows) if changed else None


# -- cells ----------------------------------------------------------------------------------------


@mutation
def formulas_calculated(draw: random.Random, grid: Grid) -> Made:
    """A formula says what Excel saved of it."""

    def change(cell: Any) -> Any:
        is_plain = isinstance(cell, str | int | float) and not isinstance(cell, bool) and cell != ""
        return Formula("=IF(TRUE,B1,C1)", cell) if is_plain and draw.random() < 0.5 else cell

    rows = [replace(row, cells=tuple(map(change, row.cells))) for row in grid.rows]
    return made(grid.with_rows(rows))


@mutation
def formulas_not_calculated(draw: random.Random, grid: Grid) -> Made | None:
    changed = _touched(draw, grid, lambda cell: Formula("=SUM(A1:A9)"))
    return made(changed) if changed else None


@mutation
def formulas_of_a_program(draw: random.Random, grid: Grid) -> Made | None:
    """A program that can't calculate writes 0, and asks Excel to calculate: nothing is known."""
    changed = _touched(draw, grid, lambda cell: Formula("=SUM(A1:A9)"))
    if changed is None:
        return None
    zero = changed.with_rows(
        [
            replace(
                row,
                cells=tuple(
                    Formula(cell.text, 0) if isinstance(cell, Formula) else cell
                    for cell in row.cells
                ),
            )
            for row in changed.rows
        ]
    )
    content = workbook(zero, BookStyle(asks_to_calculate=True))
    return content, expected_of(changed, "Лист1")


@mutation
def errors_in_cells(draw: random.Random, grid: Grid) -> Made | None:
    code = draw.choice(["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
    changed = _touched(draw, grid, lambda cell: ErrorCell(code))
    return made(changed) if changed else None


@mutation
def error_newer_than_the_reader(draw: random.Random, grid: Grid) -> Made | None:
    changed = _touched(draw, grid, lambda cell: ErrorCell("#NULL!"))
    if changed is None:
        return None
    content, expected = made(changed)
    newer = {"xl/worksheets/sheet1.xml": lambda part: part.replace(b"#NULL!", b"#SPILL!")}
    return rewritten(content, newer), expected


@mutation
def dates_without_a_format(draw: random.Random, grid: Grid) -> Made | None:
    """A number in a column of dates may be anything."""

    def change(cell: Any) -> Any:
        return float((cell - FIRST_DAY).days) if isinstance(cell, dt.date) else None

    changed = _touched(draw, grid, change)
    return made(changed) if changed else None


@mutation
def dates_with_a_time(draw: random.Random, grid: Grid) -> Made | None:
    def change(cell: Any) -> Any:
        hours = draw.choice([0, 0, 10])
        return dt.datetime.combine(cell, dt.time(hours)) if isinstance(cell, dt.date) else None

    changed = _touched(draw, grid, change)
    return made(changed) if changed else None


@mutation
def dates_as_text(draw: random.Random, grid: Grid) -> Made:
    pattern = draw.choice(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"])

    def change(cell: Any) -> Any:
        return cell.strftime(pattern) if isinstance(cell, dt.date) else cell

    return made(
        grid.with_rows([replace(row, cells=tuple(map(change, row.cells))) for row in grid.rows]),
    )


@mutation
def numbers_as_text(draw: random.Random, grid: Grid) -> Made:
    def change(cell: Any) -> Any:
        is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
        return f"{cell:,.10g}".replace(",", " ").replace(".", ",") if is_number else cell

    return made(
        grid.with_rows([replace(row, cells=tuple(map(change, row.cells))) for row in grid.rows]),
    )


@mutation
def codes_as_numbers(draw: random.Random, grid: Grid) -> Made | None:
    """Zeros in front are lost, unless a format shows them."""

    def change(cell: Any) -> Any:
        if not (isinstance(cell, str) and cell.isdecimal() and cell.isascii()):
            return None
        code = draw.choice(["0" * len(cell), "General"])
        return int(cell) if code == "General" else Formatted(int(cell), code)

    changed = _touched(draw, grid, change)
    return made(changed) if changed else None


@mutation
def per_cents(draw: random.Random, grid: Grid) -> Made | None:
    def change(cell: Any) -> Any:
        return Formatted(cell / 100, "0.0%") if isinstance(cell, float) else None

    changed = _touched(draw, grid, change)
    return made(changed) if changed else None


@mutation
def days_counted_from_1904(draw: random.Random, grid: Grid) -> Made:
    return made(grid, BookStyle(counts_from_1904=True))


# -- merged cells ---------------------------------------------------------------------------------


def _optional_texts(grid: Grid) -> list[int]:
    """Columns whose blank cells nobody asks about: what is lost there, is lost in silence."""
    return grid.places(
        lambda column: (
            column.type == "string"
            and not (column.required or column.vocabulary or column.is_dropped)
        )
    )


@mutation
def cells_merged_over_rows(draw: random.Random, grid: Grid) -> Made | None:
    """The value stands in the first row only; nobody may say that the others have none."""
    height = draw.randint(2, 3)
    anchors = [
        (first, at)
        for at in _optional_texts(grid)
        for first in range(len(grid.rows) - height + 1)
        if isinstance(grid.rows[first].cells[at], str)
    ]
    if not anchors:
        return None
    first, at = draw.choice(anchors)
    rows = list(grid.rows)
    for below in range(1, height):
        rows[first + below] = rows[first + below].touched(at, Covered(below))
    top = first + 1 + len(grid.above)
    style = BookStyle(merged=((top, at, top + height - 1, at),))
    return made(grid.with_rows(rows), style)


@mutation
def cells_merged_over_columns(draw: random.Random, grid: Grid) -> Made | None:
    anchors = [
        (number, at - 1)
        for at in _optional_texts(grid)
        for number, row in enumerate(grid.rows)
        if at and isinstance(row.cells[at - 1], str)
    ]
    if not anchors:
        return None
    number, at = draw.choice(anchors)
    rows = list(grid.rows)
    rows[number] = rows[number].touched(at + 1, Covered(0))
    row = number + 1
    return made(grid.with_rows(rows), BookStyle(merged=((row, at, row, at + 1),)))


@mutation
def title_merged(draw: random.Random, grid: Grid) -> Made:
    above = (("Сведения школы за полугодие",), ())
    style = BookStyle(merged=((0, 0, 0, len(grid.columns) - 1),))
    return made(replace(grid, above=above), style)


# -- sheets ---------------------------------------------------------------------------------------

_HELP = {"Как заполнять": [["Заполните лист с таблицей."], ["Вопросы — в отдел оценки."]]}


@mutation
def help_sheet(draw: random.Random, grid: Grid) -> Made:
    return made(grid, BookStyle(**{draw.choice(["first", "others"]): _HELP}))


@mutation
def blank_sheets(draw: random.Random, grid: Grid) -> Made:
    return made(grid, BookStyle(first={"Пустой": []}, others={"Лист2": [], "Лист3": []}))


@mutation
def hidden_sheet_with_other_rows(draw: random.Random, grid: Grid) -> Made:
    """What is hidden is not what the sender sees."""
    rows = [grid.headings, *(row.cells for row in grid.rows)]
    state = draw.choice(["hidden", "veryHidden"])
    return made(grid, BookStyle(others={"Старое": rows}, other_state=state))


@mutation
def data_on_a_hidden_sheet(draw: random.Random, grid: Grid) -> Made:
    style = BookStyle(state=draw.choice(["hidden", "veryHidden"]), first=_HELP)
    return refused(grid, style)


@mutation
def rows_on_two_sheets(draw: random.Random, grid: Grid) -> Made | None:
    if len(grid.rows) < 2:
        return None
    cut = draw.randint(1, len(grid.rows) - 1)
    first, second = grid.with_rows(list(grid.rows[:cut])), grid.with_rows(list(grid.rows[cut:]))
    others = {"Лист2": [second.headings, *(row.cells for row in second.rows)]}
    content, expected = made(first, BookStyle(others=others))
    more = expected_of(second, "Лист2").rows
    rows = {name: {**found, **more[name]} for name, found in expected.rows.items()}
    return content, replace(expected, rows=rows)


@mutation
def rows_and_columns_hidden(draw: random.Random, grid: Grid) -> Made:
    """A filter hides rows; they are delivered all the same."""
    style = BookStyle(
        hidden_rows=(draw.randint(1, len(grid.rows)),),
        hidden_columns=(draw.randrange(len(grid.columns)),),
    )
    return made(grid, style)


@mutation
def table_not_in_the_corner(draw: random.Random, grid: Grid) -> Made:
    margin = draw.randint(1, 3)
    moved = replace(
        grid,
        columns=((None,) * margin) + grid.columns,
        headings=((None,) * margin) + grid.headings,  # type: ignore[arg-type]
        rows=tuple(replace(row, cells=((None,) * margin) + row.cells) for row in grid.rows),
        above=((),) * draw.randint(0, 3),
    )
    return made(moved)


@mutation
def stray_cell_far_away(draw: random.Random, grid: Grid) -> Made:
    """Right of the table it stands under no heading, far below the sheet is too large."""
    row = draw.choice([3, 1_048_575])
    content, expected = made(grid)
    stray = f'<row r="{row + 1}"><c r="XFD{row + 1}"><v>1</v></c></row></sheetData>'
    if row < len(grid.rows):
        return made(_with_stray(grid, row - 1))
    change = {"xl/worksheets/sheet1.xml": lambda p: p.replace(b"</sheetData>", stray.encode())}
    return rewritten(content, change), replace(expected, refused="must")


def _with_stray(grid: Grid, number: int) -> Grid:
    rows = list(grid.rows)
    row = rows[number]
    rows[number] = Row((*row.cells, *[None] * 500, 1), "may")
    return replace(grid.with_rows(rows), refused="must")
