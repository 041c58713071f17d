"""Results as tables of marks, comparisons with the journal and tasks, made from the participants.

Belongs here: sums over cells. Not here: the participants (`results`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from opora.demo.results import Cell
from opora.demo.truth import Row

_MARKS = (2, 3, 4, 5)
_TASKS, _TASK_POINTS = 10, 2


def count_rows(cells: Iterable[Cell]) -> list[Row]:
    """Marks as counts."""
    return [
        {**key_of(cell), "participants": sum(counted.values()), **_named(counted), "unit": "count"}
        for cell in cells
        if (counted := _counted(cell))
    ]


def per_cent_rows(cells: Iterable[Cell]) -> list[Row]:
    """Marks in per cents, as the federal system prints them; it doesn't say so."""
    rows = []
    for cell in cells:
        counted = _counted(cell)
        participants = sum(counted.values())
        if participants:
            shares = {mark: round(100 * counted[mark] / participants, 2) for mark in _MARKS}
            rows.append({**key_of(cell), "participants": participants, **_named(shares)})
    return rows


def total_of(rows: Iterable[Row], columns: Iterable[str]) -> Row:
    """The total row of a table."""
    rows = list(rows)
    return {column: sum(row[column] for row in rows) for column in columns}


def journal_rows(cells: Iterable[Cell]) -> list[Row]:
    """Marks against the class journal."""
    rows = []
    for cell in cells:
        marked = [row for row in cell.rows if row["mark"] and row["journal_mark"]]
        if not marked:
            continue
        signs = Counter(int(np.sign(row["mark"] - row["journal_mark"])) for row in marked)
        rows.append(
            {
                **key_of(cell),
                "lowered": signs[-1],
                "confirmed": signs[0],
                "raised": signs[1],
                "participants": len(marked),
                "unit": "count",
            }
        )
    return rows


def task_rows(rng: np.random.Generator, cell: Cell) -> list[Row]:
    """Points by task of one cell."""
    attempts = len([row for row in cell.rows if row["mark"]])
    return [
        {
            **key_of(cell),
            "task": str(number),
            "points": float(rng.binomial(attempts * _TASK_POINTS, 0.85 - 0.06 * number)),
            "attempts": attempts,
            "max_points": float(_TASK_POINTS),
        }
        for number in range(1, _TASKS + 1)
    ]


def key_of(cell: Cell) -> Row:
    """What a row about the whole cell begins with."""
    return {
        "school_login": cell.school.login,
        "procedure_kind": cell.procedure.kind,
        "subject": cell.procedure.subject,
        "programme_grade": cell.procedure.grade,
        "assessment_year": cell.window.year,
        "session": cell.window.session,
    }


def _counted(cell: Cell) -> Counter[int]:
    return Counter(row["mark"] for row in cell.rows if row["mark"] is not None)


def _named(by_mark: dict[int, int] | dict[int, float] | Counter[int]) -> Row:
    return {f"mark_{mark}": by_mark.get(mark, 0) for mark in _MARKS}
