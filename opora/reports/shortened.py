"""Long lists made short, saying how much was left out.

Belongs here: cutting what a page has no room for. Which rows are the gravest: whoever sorts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from opora.reports.blocks import Table

Item = TypeVar("Item")

#: Rows that a table of a report has at most; the annex has all.
MOST_ROWS = 25
_NOT_WORTH_CUTTING = 2
#: Letters of a school's name that a picture has room for.
MOST_LETTERS = 44
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


def on_paper(table: Table) -> Table:
    """The table as the справка has room for it; for the sake of a row or two nothing is cut."""
    most = table.rows_on_paper
    left_out = len(table.rows) - most
    if left_out <= _NOT_WORTH_CUTTING:
        return table
    others = f"ещё {left_out}" if table.more is None else "остальные"
    more = f"Показано строк: {most}, {others} — в приложении (Excel)."
    return replace(table, rows=table.rows[:most], more=more)


def names(all_of_them: Sequence[str], most: int = MOST_NAMES) -> str:
    """Names in a row, the last ones as a number."""
    left_out = len(all_of_them) - most
    shown = ", ".join(all_of_them[:most])
    return f"{shown} и ещё {left_out}" if left_out > 0 else shown


def drawn_name(name_ru: str, school_login: str) -> str:
    """The name of a school in a picture: a long one is cut, and its code says which it is."""
    if len(name_ru) <= MOST_LETTERS:
        return name_ru
    room = MOST_LETTERS - len(school_login) - len("…\u00a0()")
    return f"{name_ru[:room].rstrip()}…\u00a0({school_login})"
