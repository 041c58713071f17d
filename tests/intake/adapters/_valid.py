"""What a generator of valid foreign files gives: the file, and the rows that have to come of it.

Belongs here: the shape of it, the schools that all of them speak of, and what all of them need to
make a table: changing its cells, drawing it as text, writing a workbook.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from opora.intake.sheet import Sheet

#: The schools of all files here; deliver them first (`history/schools/schools.csv`).
SCHOOLS = {f"sch99000{number}": f"МБОУ СОШ № {number}" for number in range(1, 6)}
SCHOOLS_CSV = "Логин ОО;Наименование ОО;Территория\n" + "".join(
    f"{login};{name};00701000\n" for login, name in SCHOOLS.items()
)

Cell = str | int | float | None
#: (row as a person counts, column from 0) -> what stands there instead.
Change = Mapping[tuple[int, int], Cell]


@dataclass(frozen=True)
class ValidFile:
    """A file without a defect.

    `name`: what it may be called, with its extension; `half_year`: the folder that it belongs to;
    `rows`: dataset -> the rows to be accepted, in the order of the file, typed, each with the
    columns that the file fills (all others are blank).
    """

    name: str
    half_year: str
    content: bytes
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], comment: str = "") -> bytes:
    """An XLSX file of plain cells: sheet -> rows; a comment makes it a file of its own."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"comments": comment, "created": dt.datetime(2024, 1, 1)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif cell is not None:
                        sheet.write(number, place, cell)
    return stream.getvalue()


def changed(rows: Sequence[Sequence[Cell]], change: Change) -> list[list[Cell]]:
    """A table with some cells changed; it grows where they lie outside of it."""
    copied = [list(row) for row in rows]
    for (row, place), cell in change.items():
        copied += [[] for _ in range(row - len(copied))]
        copied[row - 1] += [None] * (place + 1 - len(copied[row - 1]))
        copied[row - 1][place] = cell
    return copied


def drawn(text: str, name: str | None = None) -> Sheet:
    """A table drawn with bars, as a sheet."""
    lines = text.strip("\n").splitlines()
    return Sheet(name, [[cell or None for cell in line.strip('"').split("|")] for line in lines])
