"""A table before it is written to a file, and what may come of each of its rows.

Belongs here: the shape that mutations work on, and the verdict of the oracle on a row. Not here:
what a cell says (`literal`), files (`writers`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from literal import UNREADABLE, person_keys, says, without_people

from opora.contracts import Column, Dataset, load_contracts

CONTRACTS = load_contracts()
#: With which the lakes of the cases make keys of people.
SALT = b"5a17" * 16

#: What stands in the forms that ask every school for a row.
_ASKED_BY = {"social_conditions": {"school_login"}}

#: What may happen to a row: it must be accepted, it may be, it must not be.
Fate = Literal["right", "may", "wrong"]
#: Data counts as received; totals and blank rows do not.
Kind = Literal["data", "total", "blank"]
#: Whether the whole file is refused.
Refused = Literal["never", "may", "must"]


@dataclass(frozen=True)
class Row:
    """A row of a table; its cells are what a person sees in them."""

    cells: tuple[Any, ...]
    fate: Fate = "right"
    kind: Kind = "data"

    def touched(self, at: int, cell: Any) -> Row:
        """The row with another cell; nobody says any more that it must be accepted."""
        cells = (*self.cells[:at], cell, *self.cells[at + 1 :])
        return replace(self, cells=cells, fate="wrong" if self.fate == "wrong" else "may")


@dataclass(frozen=True)
class Grid:
    """A table of one dataset: `columns` are the contract's names, None for one it does not know.

    `above`: rows above the headings; `refused`: whether the file is, however it is written.
    """

    dataset: Dataset
    columns: tuple[str | None, ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    half_year: str = "2024-H1"
    above: tuple[tuple[Any, ...], ...] = ()
    refused: Refused = "never"

    def with_rows(self, rows: list[Row]) -> Grid:
        """The table with other rows."""
        return replace(self, rows=tuple(rows))

    def column(self, at: int) -> Column | None:
        """The contract's column at a place."""
        name = self.columns[at]
        return None if name is None else self.dataset.column(name)

    def places(self, which: Callable[[Column], bool]) -> list[int]:
        """The places of the columns of which something holds."""
        return [
            at for at, name in enumerate(self.columns) if name and which(self.dataset.column(name))
        ]

    def is_untouched(self, row: Row) -> bool:
        """Whether a form asked for the row and nobody answered; programs fill in no forms."""
        asked_by = _ASKED_BY.get(self.dataset.name)
        if asked_by is None:
            return False
        filled = {
            name
            for name, cell in zip(self.columns, row.cells, strict=False)
            if name and cell is not None and not (isinstance(cell, str) and not cell.strip())
        }
        return filled == asked_by

    def expected(self, row: Row) -> tuple[Fate, dict[str, Any]]:
        """What may happen to a row, and the values that it then has."""
        cells = {
            name: row.cells[at] if at < len(row.cells) else None
            for at, name in enumerate(self.columns)
            if name
        }
        fate = row.fate
        values: dict[str, Any] = {}
        for column in self.dataset.stored_columns:
            if column.type == "key":
                continue
            cell = cells.get(column.name)
            if self.dataset.person is not None:
                cell = without_people(cell)
            value = says(column, cell)
            if value is None and column.default is not None:
                value = says(column, column.default)
            if value is UNREADABLE:
                # Where an unknown word is only warned of, so is a cell that holds no word at all.
                is_told = bool(column.vocabulary) and column.vocabulary_severity != "critical"
                fate, value = fate if is_told else "wrong", None
            if value is None and column.required:
                fate = "wrong"
            values[column.name] = value
        if self.dataset.person is not None:
            identity = {
                c.name: cells.get(c.name) for c in self.dataset.input_columns if c.is_dropped
            }
            keys = person_keys(self.dataset, identity, SALT)
            values[self.dataset.person.name], values["person_by_name"] = keys
            fate = fate if keys[0] else "wrong"
        return fate, values
