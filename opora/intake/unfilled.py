"""Rows of a form that nobody touched: only that stands in them which the form asks by.

Belongs here: telling them from rows of data, by their cells, and counting them. Not here: which
columns a form asks by (`opora.contracts.filling`), or keeping the rows (`workbench`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from opora.contracts import Dataset
from opora.contracts.filling import asks_by
from opora.intake.mapping import Target
from opora.intake.readings import trimmed
from opora.intake.typed import TOTAL
from opora.sql import literal, quoted


@dataclass(frozen=True)
class Unfilled:
    """How many rows of a sheet nobody filled in, and the number of the first of them."""

    delivery_id: int
    sheet: str | None
    first: int
    count: int


def is_unfilled(dataset: Dataset, target: Target) -> str | None:
    """The condition, over a raw table, for such a row; None where no form asks by anything."""
    given, others = _asking_and_others(dataset, target)
    if not given:
        return None
    totals = [f"regexp_full_match(coalesce({c}, ''), {literal(TOTAL)}, 's')" for c in given]
    return (
        f"({_together(others)} = '' AND {_together(given)} <> '' AND NOT ({' OR '.join(totals)}))"
    )


def filled_rows(dataset: Dataset, target: Target, raw: str) -> str:
    """A raw table without these rows."""
    condition = is_unfilled(dataset, target)
    return raw if condition is None else f"(SELECT * FROM {raw} AS raw WHERE NOT {condition})"


def find_unfilled(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, target: Target, raw: str
) -> list[Unfilled]:
    """These rows of a raw table, by sheet."""
    condition = is_unfilled(dataset, target)
    if condition is None:
        return []
    found = connection.execute(
        f"SELECT delivery_id, sheet, min(row_no), count(*) FROM {raw} AS raw_rows "
        f"WHERE {condition} GROUP BY delivery_id, sheet ORDER BY delivery_id, sheet"
    ).fetchall()
    return [Unfilled(*row) for row in found]


def holds_answers(dataset: Dataset, target: Target) -> str | None:
    """The condition that a cell holds something beside those that ask; None as above."""
    given, others = _asking_and_others(dataset, target)
    return f"coalesce({', '.join(others)}) IS NOT NULL" if given else None


def _asking_and_others(dataset: Dataset, target: Target) -> tuple[list[str], list[str]]:
    """The headings that ask, and the rest of the row; none where no row can be unfilled."""
    asking = asks_by(dataset)
    given = [quoted(heading) for column, heading in target.columns.items() if column in asking]
    others = [quoted(heading) for column, heading in target.columns.items() if column not in asking]
    return ([], []) if not others or target.expressions else (given, others)


def _together(cells: Iterable[str]) -> str:
    return trimmed(f"concat_ws('', {', '.join(cells)})")
