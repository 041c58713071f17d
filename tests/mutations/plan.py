"""Makes case number n: a family, a format, a mutation, all of them told by the number alone.

Belongs here: what goes with what. Every mutation comes in turn with its format, so that any run of
about 300 cases has all of them; the dataset is drawn.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import archive_mutations  # noqa: F401 - registers what it has
import cell_mutations  # noqa: F401 - registers what it has
from book_mutations import BOOK
from book_mutations import made as book_made
from byte_mutations import (
    BYTES,
    left_of_parquet,
    left_of_parts,
    left_of_text,
    left_of_workbook,
    signs_in_a_part,
)
from cases import Case, Expected, expected_of
from contract_files import DATASETS, contract_grid
from foreign_files import FOREIGN
from foreign_mutations import foreign_case
from grid_mutations import GRID, of_another_dataset
from grids import Grid
from parquet_mutations import PARQUET
from text_mutations import TEXT
from writers import (
    TEXT_STYLES,
    arrow_table,
    in_text,
    parquet,
    random_text_style,
    text_table,
    workbook,
)

_SHEET = "Лист1"

Drawn = tuple[str, bytes, Expected]


@dataclass(frozen=True)
class Planned:
    """A mutation with its format; `make` draws a table's file, None where it does not apply."""

    format: str
    mutation: str
    make: Callable[[random.Random, Grid], Drawn | None]


def _grid_as_text(name: str) -> Callable[[random.Random, Grid], Drawn | None]:
    def make(draw: random.Random, grid: Grid) -> Drawn | None:
        style = random_text_style(draw)
        mutated = GRID[name](draw, in_text(grid, style))
        if mutated is None:
            return None
        if style.encoding == "cp1251" and not _fits(mutated, style.encoding):
            style = replace(style, encoding="utf-8-sig")
        return "csv", text_table(mutated, style), expected_of(mutated)

    return make


def _fits(grid: Grid, encoding: str) -> bool:
    try:
        text_table(in_text(grid, TEXT_STYLES[0]), replace(TEXT_STYLES[0], encoding=encoding))
    except UnicodeEncodeError:
        return False
    return True


def _grid_as_book(name: str) -> Callable[[random.Random, Grid], Drawn | None]:
    def make(draw: random.Random, grid: Grid) -> Drawn | None:
        mutated = GRID[name](draw, grid)
        return mutated and ("xlsx", *book_made(mutated))

    return make


def _grid_as_parquet(name: str) -> Callable[[random.Random, Grid], Drawn | None]:
    def make(draw: random.Random, grid: Grid) -> Drawn | None:
        mutated = GRID[name](draw, in_text(grid, TEXT_STYLES[0]))
        if mutated is None or mutated.above or _is_uneven(mutated):
            return None
        if len({heading.lower() for heading in mutated.headings}) < len(mutated.headings):
            return None
        named = replace(mutated, columns=(None,) * len(mutated.columns))
        return "parquet", parquet(arrow_table(named)), expected_of(mutated, first=1)

    return make


def _is_uneven(grid: Grid) -> bool:
    return any(len(row.cells) != len(grid.headings) for row in grid.rows)


def _text(name: str) -> Callable[[random.Random, Grid], Drawn | None]:
    def make(draw: random.Random, grid: Grid) -> Drawn | None:
        found = TEXT[name](draw, grid, random_text_style(draw))
        return found and ("csv", *found)

    return make


def _book(name: str) -> Callable[[random.Random, Grid], Drawn | None]:
    def make(draw: random.Random, grid: Grid) -> Drawn | None:
        found = BOOK[name](draw, grid)
        return found and ("xlsx", *found)

    return make


def _parquet(name: str) -> Callable[[random.Random, Grid], Drawn | None]:
    def make(draw: random.Random, grid: Grid) -> Drawn | None:
        found = PARQUET[name](draw, grid)
        return found and ("parquet", *found)

    return make


def _bytes(name: str, format_: str) -> Callable[[random.Random, Grid], Drawn | None]:
    def make(draw: random.Random, grid: Grid) -> Drawn | None:
        change = BYTES[name]
        if format_ == "csv":
            style = random_text_style(draw)
            text = in_text(grid, style)
            content = change(draw, text_table(text, style))
            return "csv", content, left_of_text(content, text, style)
        if format_ == "xlsx":
            content = change(draw, workbook(grid))
            return "xlsx", content, left_of_workbook(content, grid, _SHEET)
        content = change(draw, parquet(arrow_table(grid)))
        return "parquet", content, left_of_parquet(content, grid)

    return make


def _parts(draw: random.Random, grid: Grid) -> Drawn:
    content = signs_in_a_part(draw, workbook(grid))
    return "xlsx", content, left_of_parts(content, grid, _SHEET)


def _whole_file(what: str) -> Callable[[random.Random, Grid], Drawn | None]:
    """Files that are not what their name says."""

    def make(draw: random.Random, grid: Grid) -> Drawn | None:
        import gzip
        import io
        import zipfile

        style = random_text_style(draw)
        text = text_table(in_text(grid, style), style)
        if what == "extension_of_another_format":
            contents = {"xlsx": workbook(grid), "csv": text, "parquet": parquet(arrow_table(grid))}
            found, named = draw.sample(sorted(contents), 2)
            return named, contents[found], Expected("must")
        if what == "extension_unknown":
            return (
                draw.choice(["xls", "xlsm", "pdf", "docx", "ods"]),
                workbook(grid),
                Expected("must"),
            )
        if what == "blank_file":
            blank = draw.choice([b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n", bytes(100)])
            return draw.choice(["csv", "xlsx", "parquet"]), blank, Expected("must")
        if what == "archive_of_the_file":
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                archive.writestr("table.csv", text)
            packed = draw.choice([stream.getvalue(), gzip.compress(text, mtime=0)])
            return draw.choice(["xlsx", "csv"]), packed, Expected("must")
        noise = draw.randbytes(draw.randint(1, 5_000))
        return draw.choice(["csv", "xlsx", "parquet"]), noise, Expected("must")

    return make


#: What can't happen to columns that have a name and a length each.
_ROWS = frozenset(
    ["rows_above", "too_many_rows_above", "column_doubled", "cell_beyond_the_headings"]
)


_OFTEN = frozenset(
    [
        "odd_number", "odd_whole_number", "odd_date", "odd_text", "cells_swapped",
        "cells_merged_over_rows", "cells_merged_over_columns", "formulas_not_calculated",
        "errors_in_cells", "per_cents", "quotation_mark_not_closed", "encodings_mixed",
        "another_encoding",
    ]
)  # fmt: skip


def _plans() -> list[Planned]:
    plans = [Planned("csv", name, _grid_as_text(name)) for name in GRID]
    plans += [Planned("xlsx", name, _grid_as_book(name)) for name in GRID]
    plans += [
        Planned("parquet", name, _grid_as_parquet(name)) for name in GRID if name not in _ROWS
    ]
    plans += [Planned("csv", name, _text(name)) for name in TEXT]
    plans += [Planned("xlsx", name, _book(name)) for name in BOOK]
    plans += [Planned("parquet", name, _parquet(name)) for name in PARQUET]
    for format_ in ("csv", "xlsx", "parquet"):
        plans += [Planned(format_, name, _bytes(name, format_)) for name in BYTES]
    plans += [Planned("xlsx", "signs_in_a_part", _parts)] * 3
    files = (
        "extension_of_another_format", "extension_unknown", "blank_file", "archive_of_the_file",
        "noise",
    )  # fmt: skip
    plans += [Planned("any", name, _whole_file(name)) for name in files]
    # What has the most ways to go wrong comes more often.
    plans += [each for each in plans if each.mutation in _OFTEN for _ in range(2)]
    # In an order that is mixed once for all: the short run has something of every format.
    random.Random(7).shuffle(plans)  # noqa: S311
    return plans


PLANS = _plans()
#: Of so many cases one is a foreign format: mappings, adapters, forms.
FOREIGN_EVERY = 5
_TRIES = 500


def planned(number: int) -> Planned | None:
    """The plan that is the turn of a case, None where a foreign format is."""
    if number % FOREIGN_EVERY == 0:
        return None
    turn = number - 1 - number // FOREIGN_EVERY
    return PLANS[turn % len(PLANS)]


def make_case(number: int) -> Case:
    """The case of that number; the same on every machine."""
    draw = random.Random(number)  # noqa: S311
    plan = planned(number)
    if plan is None:
        turn = number // FOREIGN_EVERY
        return foreign_case(sorted(FOREIGN)[turn % len(FOREIGN)], draw, number)
    for _ in range(_TRIES):
        # Not every mutation finds something in every table.
        dataset = draw.choice(DATASETS)
        grid = contract_grid(dataset, draw, number)
        drawn = plan.make(draw, grid)
        if drawn is not None:
            break
    else:
        raise AssertionError(f"{plan.mutation} finds nothing to do as {plan.format}")
    extension, content, expected = drawn
    folder = dataset
    if plan.mutation == "nothing" and draw.random() < 0.3:
        folder, expected = of_another_dataset(draw, grid), Expected("must")
    path = f"{grid.half_year}/{folder}/case-{number}.{extension}"
    return Case(number, dataset, plan.format, plan.mutation, path, content, expected)
