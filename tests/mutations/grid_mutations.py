"""What people and systems do to a table before it becomes a file: to rows, columns, headings.

Each takes a valid table and gives the mutated one, or None where there is nothing to do it to. The
verdict follows from the cells: a row that was touched may be accepted with what its cells now say,
if they say anything; all others must be. Belongs here: what works for every format.
Not here: what is done to single cells (`cell_mutations`, in the same register).
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


def with_row(grid: Grid, number: int, *rows: Row) -> Grid:
    """The table with other rows in place of one."""
    return grid.with_rows([*grid.rows[:number], *rows, *grid.rows[number + 1 :]])


# -- rows -----------------------------------------------------------------------------------------


@mutation
def nothing(draw: random.Random, grid: Grid) -> Grid:
    return grid


@mutation
def row_doubled(draw: random.Random, grid: Grid) -> Grid:
    """Both may be rejected: nobody knows which one is meant."""
    number = draw.randrange(len(grid.rows))
    row = replace(grid.rows[number], fate="may")
    return with_row(grid, number, row, row)


@mutation
def row_dropped(draw: random.Random, grid: Grid) -> Grid:
    return with_row(grid, draw.randrange(len(grid.rows)))


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
        refused="must" if column.heading_required else "never",
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


def of_another_dataset(draw: random.Random, grid: Grid) -> str:
    """A dataset that the table can't be of."""
    given = {*grid.headings, *grid.columns}
    others = [
        name
        for name, dataset in CONTRACTS.items()
        if any(
            column.heading_required and not given & {*column.names}
            for column in dataset.input_columns
        )
    ]
    return draw.choice(others)
