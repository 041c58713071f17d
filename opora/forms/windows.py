"""Which windows of assessments the example of a form shows.

Belongs here: from the calendar of assessments to the windows of one half-year. Not here: the
calendar itself (the rule `assessment_windows`), or the rows of the example (`example`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Window:
    """When one kind of assessment is held; results of it belong to its half-year."""

    year: int
    session: str
    starts_on: dt.date
    ends_on: dt.date
    half_year: str

    def around(self, day: dt.date) -> dt.date:
        """That day in the year of the window; its first one where it lies outside."""
        moved = day.replace(year=self.starts_on.year, day=min(day.day, 28))
        return moved if self.starts_on <= moved <= self.ends_on else self.starts_on


def windows_of(half_year: str, calendar: Iterable[Mapping[str, Any]]) -> dict[str, Window]:
    """The window of each kind of assessment: of the half-year, or else the last one before it.

    Of two in one half-year, the one by which schools are judged.
    """
    found: dict[str, Window] = {}
    known = [row for row in calendar if row["half_year"] <= half_year]
    for row in sorted(known, key=lambda row: (row["half_year"], row["is_used"], row["starts_on"])):
        found[row["procedure_kind"]] = Window(
            row["assessment_year"],
            row["session"],
            row["starts_on"],
            row["ends_on"],
            row["half_year"],
        )
    return found
