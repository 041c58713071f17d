"""Rows of a form that nobody touched: only that stands in them which the form asks by.

Belongs here: telling them from rows of data, by their cells. Not here: which columns a form asks by
(`opora.contracts.filling`), or keeping the rows (`workbench`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    asking = asks_by(dataset)
    given = [quoted(heading) for column, heading in target.columns.items() if column in asking]
    others = [quoted(heading) for column, heading in target.columns.items() if column not in asking]
    if not given or not others or target.expressions:
        return None
    totals = [f"regexp_full_match(coalesce({c}, ''), {literal(TOTAL)}, 's')" for c in given]
    return (
        f"({_together(others)} = '' AND {_together(given)} <> '' AND NOT ({' OR '.join(totals)}))"
    )


def _together(cells: Iterable[str]) -> str:
    return trimmed(f"concat_ws('', {', '.join(cells)})")
