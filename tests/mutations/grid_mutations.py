"""What people and systems do to a table before it becomes a file: rows, columns, headings, cells.

Each takes a valid table and gives the mutated one, or None where there is nothing to do it to. The
verdict follows from the cells: a row that was touched may be accepted with what its cells now say,
if they say anything; all others must be. Belongs here: what works for every format.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grids import CONTRACTS, Grid, Row
from writers import blank_row

GridMutation = Callable[[random.Random, Grid], Grid | None]
GRID: dict[str, GridMutation] = {}


def mutation(function: GridMutation) -> GridMutation:
    """Register a mutation under the name of its function."""
    GRID[function.__name__] = function
    return function


def _touch(draw: random.Random, grid: Grid, at: int, cell: Any) -> Grid:
    """The table with another cell in one of its rows."""
    number = draw.randrange(len(grid.rows))
    return _with(grid, number, grid.rows[number].touched(at, cell))


def _with(grid: Grid, number: int, *rows: Row) -> Grid:
    return grid.with_rows([*grid.rows[:number], *rows, *grid.rows[number + 1 :]])


def _filled(grid: Grid, row: Row) -> list[int]:
    return [at for at in range(len(grid.columns)) if row.cells[at] is not None]


# -- rows -----------------------------------------------------------------------------------------


@mutation
def nothing(draw: random.Random, grid: Grid) -> Grid:
    return grid


@mutation
def row_doubled(draw: random.Random, grid: Grid) -> Grid:
    """Both may be rejected: nobody knows which one is meant."""
    number = draw.randrange(len(grid.rows))
    row = replace(grid.rows[number], fate="may")
    return _with(grid, number, row, row)


@mutation
def row_dropped(draw: random.Random, grid: Grid) -> Grid:
    return _with(grid, draw.randrange(len(grid.rows)))


@mutation
def rows_shuffled(draw: random.Random, grid: Grid) -> Grid:
    return grid.with_rows(draw.sample(grid.rows, len(grid.rows)))


@mutation
def blank_rows(draw: random.Random, grid: Grid) -> Grid:
    rows = list(grid.rows)
    for _ in range(draw.randint(1, 4)):
        rows.insert(draw.randint(0, len(rows)), blank_row(len(grid.columns)))
    return grid.with_rows(rows)


@mutation
def row_of_spaces(draw: random.Random, grid: Grid) -> Grid:
    row = replace(blank_row(len(grid.columns)), cells=(" ", *[None] * (len(grid.columns) - 1)))
    rows = list(grid.rows)
    rows.insert(draw.randint(0, len(rows)), row)
    return grid.with_rows(rows)


@mutation
def total_row(draw: random.Random, grid: Grid) -> Grid:
    word = draw.choice(["Итого", "ИТОГО:", "Всего по округу"])
    cells = (word, *[None] * (len(grid.columns) - 1))
    return grid.with_rows([*grid.rows, Row(cells, kind="total")])


@mutation
def headings_repeated(draw: random.Random, grid: Grid) -> Grid:
    """As a printed table has them on every page: they are no data."""
    rows = list(grid.rows)
    rows.insert(draw.randint(1, len(rows)), Row(grid.headings, kind="blank"))
    return grid.with_rows(rows)


@mutation
def note_below(draw: random.Random, grid: Grid) -> Grid:
    cells = ("Исполнитель: отдел оценки качества", *[None] * (len(grid.columns) - 1))
    return grid.with_rows([*grid.rows, blank_row(len(grid.columns)), Row(cells, fate="wrong")])


# -- columns and headings -------------------------------------------------------------------------


@mutation
def columns_moved(draw: random.Random, grid: Grid) -> Grid:
    order = draw.sample(range(len(grid.columns)), len(grid.columns))
    return _reordered(grid, order)


def _reordered(grid: Grid, order: list[int]) -> Grid:
    return replace(
        grid,
        columns=tuple(grid.columns[at] for at in order),
        headings=tuple(grid.headings[at] for at in order),
        rows=tuple(replace(row, cells=tuple(row.cells[at] for at in order)) for row in grid.rows),
    )


@mutation
def unknown_columns_added(draw: random.Random, grid: Grid) -> Grid:
    wide = grid
    for number in range(draw.randint(1, 3)):
        wide = replace(
            wide,
            columns=(*wide.columns, None),
            headings=(*wide.headings, f"Примечание {number}"),
            rows=tuple(replace(row, cells=(*row.cells, "заметка")) for row in wide.rows),
        )
    return _reordered(wide, draw.sample(range(len(wide.columns)), len(wide.columns)))


@mutation
def column_doubled(draw: random.Random, grid: Grid) -> Grid:
    at = draw.choice(grid.places(lambda column: True))
    return replace(
        grid,
        columns=(*grid.columns, None),
        headings=(*grid.headings, grid.headings[at]),
        rows=tuple(replace(row, cells=(*row.cells, row.cells[at])) for row in grid.rows),
        refused="must",
    )


@mutation
def column_lost(draw: random.Random, grid: Grid) -> Grid:
    at = draw.choice(grid.places(lambda column: column.heading_required))
    order = [place for place in range(len(grid.columns)) if place != at]
    return replace(_reordered(grid, order), refused="must")


@mutation
def heading_unknown(draw: random.Random, grid: Grid) -> Grid:
    at = draw.choice(grid.places(lambda column: True))
    column = grid.column(at)
    assert column is not None
    headings = list(grid.headings)
    headings[at] = "Графа 17"
    columns = list(grid.columns)
    columns[at] = None
    return replace(
        grid,
        headings=tuple(headings),
        columns=tuple(columns),
        # a rule may need what is lost now
        rows=tuple(replace(row, fate="may") for row in grid.rows),
        refused="must" if column.heading_required or not grid.is_claimed else "never",
    )


@mutation
def headings_spelled_oddly(draw: random.Random, grid: Grid) -> Grid:
    odd: list[Callable[[str], str]] = [
        str.upper, str.lower, lambda text: f"  {text}  ", lambda text: f"{text} *",
        lambda text: f"{text}:", lambda text: text.replace(" ", "  "),
        lambda text: text.replace(" ", "\u00a0"), lambda text: text.replace("е", "ё"),
    ]  # fmt: skip
    return replace(grid, headings=tuple(draw.choice(odd)(text) for text in grid.headings))


@mutation
def rows_above(draw: random.Random, grid: Grid) -> Grid:
    """Headings are looked for in the first twenty rows."""
    titles: list[tuple[Any, ...]] = [
        ("Сведения за 2024 год",), (), ("Муниципалитет", "Демонстрационный"),
        ("Дата", "01.07.2024"),
    ]  # fmt: skip
    above = tuple(draw.choice(titles) for _ in range(draw.randint(1, 19)))
    return replace(grid, above=(("Отчёт",), *above[1:]))


@mutation
def too_many_rows_above(draw: random.Random, grid: Grid) -> Grid:
    return replace(grid, above=(("Отчёт",),) * draw.randint(20, 40), refused="must")


# -- cells ----------------------------------------------------------------------------------------


@mutation
def cells_swapped(draw: random.Random, grid: Grid) -> Grid:
    number = draw.randrange(len(grid.rows))
    row = grid.rows[number]
    first, second = draw.sample(range(len(grid.columns)), 2)
    other = row.touched(first, row.cells[second]).touched(second, row.cells[first])
    return _with(grid, number, other)


@mutation
def cells_swapped_between_rows(draw: random.Random, grid: Grid) -> Grid:
    first, second = draw.sample(range(len(grid.rows)), 2)
    at = draw.randrange(len(grid.columns))
    one, other = grid.rows[first].cells[at], grid.rows[second].cells[at]
    mixed = _with(grid, first, grid.rows[first].touched(at, other))
    return _with(mixed, second, grid.rows[second].touched(at, one))


@mutation
def row_shifted_right(draw: random.Random, grid: Grid) -> Grid:
    """What is pushed out on the right stands under no heading: the file is refused for it."""
    number = draw.randrange(len(grid.rows))
    row = grid.rows[number]
    cells = (None, *row.cells)
    if cells[-1] is None:
        cells = cells[:-1]
    pushed_out = len(cells) > len(grid.columns)
    shifted = _with(grid, number, Row(cells, "may"))
    return replace(shifted, refused="must") if pushed_out else shifted


@mutation
def row_shifted_left(draw: random.Random, grid: Grid) -> Grid:
    number = draw.randrange(len(grid.rows))
    return _with(grid, number, Row((*grid.rows[number].cells[1:], None), "may"))


@mutation
def cell_beyond_the_headings(draw: random.Random, grid: Grid) -> Grid:
    number = draw.randrange(len(grid.rows))
    row = Row((*grid.rows[number].cells, "лишнее"), "may")
    return replace(_with(grid, number, row), refused="must")


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
    places = grid.places(lambda column: column.type == "date")
    return _touch(draw, grid, draw.choice(places), draw.choice(ODD_DATES)) if places else None


ODD_NUMBERS = (
    "1 234,5", "1\u00a0234", "1'234", "1,234", "1.000", "1,000,000", "1 2", "12 34", "1e2",
    "1E400", "nan", "inf", "-5", "+7", "-0", "007", "5,0", "5.00", "5.5", "１２", "٣", "VII",
    "много", "5 чел.", "1_000", "0x1F", "12345678901234567890", "=1+1", "1-2", "5%", "12,5 %", "½",
    "1/2", "..5", "5..", "1234 5678", "0,125", "1\u202f000", "999999999999999999999999",
)  # fmt: skip


@mutation
def odd_number(draw: random.Random, grid: Grid) -> Grid | None:
    places = grid.places(lambda column: column.type in ("integer", "number"))
    return _touch(draw, grid, draw.choice(places), draw.choice(ODD_NUMBERS)) if places else None


@mutation
def odd_text(draw: random.Random, grid: Grid) -> Grid | None:
    texts = (
        "007", "1E5", "TRUE", "=A1", "#Н/Д", "#REF!", "+7 999", "@user", "-1+1", "'апостроф",
        "№ 5 «ёлка» — тест", "a\tb", "🙂", "ﬁ", "a\u200bb", "Ё" * 3, "<b>x</b>", "{value}", "%s",
        "'; DROP TABLE rows_x; --", "\\N", "NULL", "None",
    )  # fmt: skip
    places = grid.places(lambda column: column.type == "string" and not column.is_dropped)
    return _touch(draw, grid, draw.choice(places), draw.choice(texts)) if places else None


@mutation
def word_unknown(draw: random.Random, grid: Grid) -> Grid | None:
    places = grid.places(lambda column: bool(column.vocabulary))
    words = ("что-то другое", "Maтематика", "да/нет", "0", "#ЗНАЧ!")
    return _touch(draw, grid, draw.choice(places), draw.choice(words)) if places else None


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
    return _with(grid, number, row)


def of_another_dataset(draw: random.Random, grid: Grid) -> str:
    """A dataset that the table is not of."""
    return draw.choice([name for name in CONTRACTS if name != grid.dataset.name])
