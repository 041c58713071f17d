"""Long lists made short, saying how much was left out.

Belongs here: cutting what a page has no room for. Which rows are the gravest: whoever sorts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

#: Rows that a table of a report has at most; the annex has all.
MOST_ROWS = 25
#: Names that a sentence or a cell has at most.
MOST_NAMES = 12


def gravest(rows: Sequence[Item], most: int = MOST_ROWS) -> tuple[tuple[Item, ...], str | None]:
    """The first rows, and a sentence on the others for `Table.more`; None where there are none."""
    left_out = len(rows) - most
    if left_out <= 0:
        return tuple(rows), None
    return (
        tuple(rows[:most]),
        f"Показано строк: {most}, ещё {left_out} — в приложении (Excel).",
    )


def names(all_of_them: Sequence[str], most: int = MOST_NAMES) -> str:
    """Names in a row, the last ones as a number."""
    left_out = len(all_of_them) - most
    shown = ", ".join(all_of_them[:most])
    return f"{shown} и ещё {left_out}" if left_out > 0 else shown
