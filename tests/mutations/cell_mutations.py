"""What people and systems write into single cells, whatever the format.

Belongs here: mutations of cells, in the register of `grid_mutations`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from grid_mutations import mutation, with_row
from grids import Grid, Row

from opora.contracts import Column


def _touch(draw: random.Random, grid: Grid, at: int, cell: Any) -> Grid:
    """The table with another cell in one of its rows."""
    number = draw.randrange(len(grid.rows))
    return with_row(grid, number, grid.rows[number].touched(at, cell))


def _touch_most(
    draw: random.Random, grid: Grid, which: Callable[[Column], bool], cells: Sequence[Any]
) -> Grid | None:
    """The table with an odd cell in every row but one, each another one."""
    places = grid.places(which)
    if not places:
        return None
    spared = draw.randrange(len(grid.rows))
    return grid.with_rows(
        [
            row if number == spared else row.touched(draw.choice(places), draw.choice(cells))
            for number, row in enumerate(grid.rows)
        ]
    )


@mutation
def cells_swapped(draw: random.Random, grid: Grid) -> Grid:
    number = draw.randrange(len(grid.rows))
    row = grid.rows[number]
    first, second = draw.sample(range(len(grid.columns)), 2)
    other = row.touched(first, row.cells[second]).touched(second, row.cells[first])
    return with_row(grid, number, other)


@mutation
def cells_swapped_between_rows(draw: random.Random, grid: Grid) -> Grid:
    first, second = draw.sample(range(len(grid.rows)), 2)
    at = draw.randrange(len(grid.columns))
    one, other = grid.rows[first].cells[at], grid.rows[second].cells[at]
    mixed = with_row(grid, first, grid.rows[first].touched(at, other))
    return with_row(mixed, second, grid.rows[second].touched(at, one))


@mutation
def row_shifted_right(draw: random.Random, grid: Grid) -> Grid:
    """What is pushed out on the right stands under no heading: the file is refused for it."""
    number = draw.randrange(len(grid.rows))
    row = grid.rows[number]
    cells = (None, *row.cells)
    if cells[-1] is None:
        cells = cells[:-1]
    pushed_out = len(cells) > len(grid.columns)
    shifted = with_row(grid, number, Row(cells, "may"))
    return replace(shifted, refused="must") if pushed_out else shifted


@mutation
def row_shifted_left(draw: random.Random, grid: Grid) -> Grid:
    number = draw.randrange(len(grid.rows))
    return with_row(grid, number, Row((*grid.rows[number].cells[1:], None), "may"))


@mutation
def cell_beyond_the_headings(draw: random.Random, grid: Grid) -> Grid:
    number = draw.randrange(len(grid.rows))
    row = Row((*grid.rows[number].cells, "лишнее"), "may")
    return replace(with_row(grid, number, row), refused="must")


@mutation
def required_cell_blank(draw: random.Random, grid: Grid) -> Grid:
    at = draw.choice(grid.places(lambda column: column.required))
    return _touch(draw, grid, at, draw.choice([None, "-", "—", " ", "н/д"]))


ODD_DATES = (
    "31.12.2024", "31/12/2024", "12/31/2024", "31/12/24", "31.12.24", "2024-12-31 10:30", "45657",
    "31 декабря 2024 г.", "32.01.2024", "29.02.2023", "00.00.0000", "01.01.0001", "вчера", "epoch",
    "infinity", "2024", "3.4.2024", "2024-03-15 00:00:00", "2024-03-15 21:00:00+00", "１５.03.2024",
    "15,03,2024", "15-03-2024", "15.03.2024 г.", "15.03", "=TODAY()",
)  # fmt: skip


@mutation
def odd_date(draw: random.Random, grid: Grid) -> Grid | None:
    return _touch_most(draw, grid, lambda column: column.type == "date", ODD_DATES)


ODD_NUMBERS = (
    "1 234,5", "1\u00a0234", "1'234", "1,234", "1.000", "1,000,000", "1 2", "12 34", "1e2",
    "1E400", "nan", "inf", "-5", "+7", "-0", "007", "5,0", "5.00", "5.5", "１２", "٣", "VII",
    "много", "5 чел.", "1_000", "0x1F", "12345678901234567890", "=1+1", "1-2", "5%", "12,5 %", "½",
    "1/2", "..5", "5..", "1234 5678", "0,125", "1\u202f000", "999999999999999999999999",
)  # fmt: skip


@mutation
def odd_number(draw: random.Random, grid: Grid) -> Grid | None:
    return _touch_most(draw, grid, lambda column: column.type in ("integer", "number"), ODD_NUMBERS)


@mutation
def odd_whole_number(draw: random.Random, grid: Grid) -> Grid | None:
    """Where nothing else in the row gives a wrong number away."""
    free = ("pupils", "attempts", "journal_mark", "capacity", "primary_score", "test_score")
    return _touch_most(draw, grid, lambda column: column.name in free, ODD_NUMBERS)


@mutation
def odd_text(draw: random.Random, grid: Grid) -> Grid | None:
    texts = (
        "007", "1E5", "TRUE", "=A1", "#Н/Д", "#REF!", "+7 999", "@user", "-1+1", "'апостроф",
        "№ 5 «ёлка» — тест", "a\tb", "🙂", "ﬁ", "a\u200bb", "Ё" * 3, "<b>x</b>", "{value}", "%s",
        "'; DROP TABLE rows_x; --", "\\N", "NULL", "None",
    )  # fmt: skip
    return _touch_most(
        draw, grid, lambda column: column.type == "string" and not column.is_dropped, texts
    )


@mutation
def word_unknown(draw: random.Random, grid: Grid) -> Grid | None:
    words = ("что-то другое", "Maтематика", "да/нет", "0", "#ЗНАЧ!")
    return _touch_most(draw, grid, lambda column: bool(column.vocabulary), words)


@mutation
def school_unknown(draw: random.Random, grid: Grid) -> Grid | None:
    places = grid.places(lambda column: column.holds_schools)
    if not places:
        return None
    # the second has a Cyrillic letter in it, the third a space of no width
    logins = ("sch999999", "sсh990001", "sch990001\u200b", "990001", "sch99000", "*")
    changed = _touch(draw, grid, draw.choice(places), draw.choice(logins))
    return _all_touched_are_wrong(changed)


def _all_touched_are_wrong(grid: Grid) -> Grid:
    return grid.with_rows(
        [replace(row, fate="wrong") if row.fate == "may" else row for row in grid.rows]
    )


@mutation
def cells_in_spaces(draw: random.Random, grid: Grid) -> Grid:
    """Around a value they mean nothing."""
    spaces = (" ", "\u00a0", "\t", "   ")

    def around(cell: Any) -> Any:
        is_text = isinstance(cell, str) and draw.random() < 0.5
        return f"{draw.choice(spaces)}{cell}{draw.choice(spaces)}" if is_text else cell

    return grid.with_rows([replace(row, cells=tuple(map(around, row.cells))) for row in grid.rows])


@mutation
def login_in_capitals(draw: random.Random, grid: Grid) -> Grid | None:
    places = grid.places(lambda column: column.holds_schools)
    if not places:
        return None
    rows = []
    for row in grid.rows:
        cells = list(row.cells)
        for at in places:
            cells[at] = cells[at] and str(cells[at]).upper()
        rows.append(replace(row, cells=tuple(cells)))
    return grid.with_rows(rows)


@mutation
def long_cell(draw: random.Random, grid: Grid) -> Grid | None:
    """As long as a cell of Excel may be."""
    places = grid.places(
        lambda column: column.type == "string" and not column.vocabulary and not column.is_dropped
    )
    return _touch(draw, grid, draw.choice(places), "Ы" * 32_767) if places else None


@mutation
def person_without_identity(draw: random.Random, grid: Grid) -> Grid | None:
    if grid.dataset.person is None:
        return None
    number = draw.randrange(len(grid.rows))
    row = grid.rows[number]
    odd = draw.choice([None, "#Н/Д", "=B5", "123", "-", "…"])
    for at in grid.places(lambda column: column.is_dropped):
        row = row.touched(at, odd)
    return with_row(grid, number, row)


@mutation
def nothing_but_a_name(draw: random.Random, grid: Grid) -> Grid | None:
    """Nothing is kept of such a row, and yet it is one."""
    places = grid.places(lambda column: column.name == "full_name")
    if not places:
        return None
    number = draw.randrange(len(grid.rows))
    kept = grid.rows[number].cells[places[0]]
    cells = [None] * len(grid.columns)
    cells[places[0]] = kept
    return with_row(grid, number, Row(tuple(cells), "wrong"))
