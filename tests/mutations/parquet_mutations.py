"""What systems do to Parquet only: types.

Belongs here: other types for the same values, and types that hold no plain values.
"""

from __future__ import annotations

import datetime as dt
import decimal
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
from cases import Expected, expected_of
from grids import Grid
from writers import arrow_table, parquet

Made = tuple[bytes, Expected]
ParquetMutation = Callable[[random.Random, Grid, bytes], Made | None]
PARQUET: dict[str, ParquetMutation] = {}


def mutation(function: ParquetMutation) -> ParquetMutation:
    """Register a mutation under the name of its function."""
    PARQUET[function.__name__] = function
    return function


def made(grid: Grid) -> Made:
    """A Parquet file of the columns' own types, and what may come of its rows."""
    return parquet(arrow_table(grid)), expected_of(grid, first=1)


def _retyped(
    grid: Grid, which: Callable[[Any], bool], change: Callable[[pa.Array], pa.Array]
) -> Made | None:
    table = arrow_table(grid)
    places = [at for at, each in enumerate(table.columns) if which(each.type)]
    if not places:
        return None
    for at in places:
        column = change(table.column(at).combine_chunks())
        table = table.set_column(at, table.column_names[at], column)
    return parquet(table), expected_of(grid, first=1)


@mutation
def own_types(draw: random.Random, grid: Grid) -> Made:
    return made(grid)


@mutation
def whole_numbers_as_floats(draw: random.Random, grid: Grid) -> Made | None:
    return _retyped(grid, pa.types.is_integer, lambda column: column.cast(pa.float64()))


@mutation
def codes_as_floats(draw: random.Random, grid: Grid) -> Made | None:
    """As pandas has whole numbers with blanks among them: 7 is 7, not 7.0."""
    places = [
        at
        for at in grid.places(lambda column: column.type == "string" and not column.vocabulary)
        if any(row.cells[at] for row in grid.rows)
        and all(str(row.cells[at] or "0").isdecimal() for row in grid.rows)
    ]
    if not places:
        return None
    at = draw.choice(places)
    rows = [row.touched(at, row.cells[at] and float(row.cells[at])) for row in grid.rows]
    return made(grid.with_rows(rows))


@mutation
def decimals(draw: random.Random, grid: Grid) -> Made | None:
    def change(column: pa.Array) -> pa.Array:
        values = [None if v is None else decimal.Decimal(f"{v:.2f}") for v in column.to_pylist()]
        return pa.array(values, pa.decimal128(18, 2))

    return _retyped(grid, pa.types.is_floating, change)


@mutation
def dictionaries(draw: random.Random, grid: Grid) -> Made | None:
    return _retyped(grid, pa.types.is_string, lambda column: column.dictionary_encode())


@mutation
def moments_at_midnight(draw: random.Random, grid: Grid) -> Made | None:
    return _retyped(grid, pa.types.is_date, lambda column: column.cast(pa.timestamp("us")))


@mutation
def moments_of_a_zone(draw: random.Random, grid: Grid) -> Made | None:
    """Which day that is depends on where one stands."""
    found = _retyped(grid, pa.types.is_date, lambda column: column.cast(pa.timestamp("us", "UTC")))
    if found is None:
        return None
    zone = dt.UTC

    def moment(cell: Any) -> Any:
        return dt.datetime.combine(cell, dt.time(0), zone) if isinstance(cell, dt.date) else cell

    rows = [replace(row, cells=tuple(map(moment, row.cells))) for row in grid.rows]
    return found[0], expected_of(grid.with_rows(rows), first=1)


@mutation
def no_number(draw: random.Random, grid: Grid) -> Made | None:
    places = grid.places(lambda column: column.type == "number")
    if not places:
        return None
    at, number = draw.choice(places), draw.randrange(len(grid.rows))
    rows = list(grid.rows)
    rows[number] = rows[number].touched(at, draw.choice([float("nan"), float("inf")]))
    return made(grid.with_rows(rows))


@mutation
def nested(draw: random.Random, grid: Grid) -> Made | None:
    shape = draw.choice(["list", "struct", "bytes"])

    def change(column: pa.Array) -> pa.Array:
        values = column.to_pylist()
        if shape == "bytes":
            return pa.array([None if v is None else str(v).encode() for v in values], pa.binary())
        return pa.array([[v] if shape == "list" else {"v": v} for v in values])

    found = _retyped(grid, pa.types.is_string, change)
    return found and (found[0], replace(found[1], refused="must"))


@mutation
def several_row_groups(draw: random.Random, grid: Grid) -> Made:
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(
        arrow_table(grid), sink, row_group_size=2, compression=draw.choice(["zstd", "gzip"])
    )
    return bytes(sink.getvalue()), expected_of(grid, first=1)
