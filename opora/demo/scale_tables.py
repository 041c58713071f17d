"""Small tables of a region or a country: written row by row, under the headings of the contracts.

Belongs here: how they are written, and what schools are called. Not here: results, which DuckDB
writes (`scale`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from opora.contracts import load_contracts
from opora.demo.truth import Row

#: The half-year that a region or a country of one half-year delivers.
HALF_YEAR = "2024-H1"


def write_table(landing: Path, half_year: str, dataset: str, rows: Iterable[Row]) -> None:
    """Write the rows of a dataset in a half-year; each has the same columns."""
    contract = load_contracts()[dataset]
    path = path_in(landing, half_year, dataset)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = iter(rows)
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow([contract.column(name).heading for name in first])
        writer.writerows(row.values() for row in chain([first], rows))


def path_in(landing: Path, half_year: str, dataset: str) -> Path:
    """Where the table of a dataset lies."""
    return landing / half_year / dataset / f"{dataset}.csv"


def login(number: int) -> str:
    """Logins of a region of 00 too: nobody has them."""
    return f"sch00{number + 1:06d}"


def day_in(half_year: str, first: str, second: str) -> str:
    """A day of its year: the one for a first half-year, or the one for a second."""
    year, half = half_year.split("-")
    return f"{first if half == 'H1' else second}.{year}"
