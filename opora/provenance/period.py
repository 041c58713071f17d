"""The time that a half-year looks at: its year up to the cut-off, and how long things are valid.

Belongs here: reading both from the rules. Which dataset is held against which of them: `matter`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from opora.home import Home
from opora.rules import load_rule
from opora.snapshot.revisions import SnapshotError


@dataclass(frozen=True)
class Period:
    """A half-year as its rows are read.

    Attributes:
        half_year: such as 2024-H1.
        year_starts_on: the first day from which events count.
        ends_on: the cut-off day, counted too.
        thresholds: rule -> its value on the cut-off, of rules that hold for all procedures.
    """

    half_year: str
    year_starts_on: dt.date
    ends_on: dt.date
    thresholds: Mapping[str, float]

    @property
    def year(self) -> int:
        """The calendar year, which is the assessment year too."""
        return self.ends_on.year

    @property
    def first_half_year(self) -> str:
        """The first half-year of the same year."""
        return f"{self.year}-H1"


def read_period(home: Home, half_year: str) -> Period:
    """The period of a half-year; SnapshotError where the calendar does not know it."""
    known = {row["half_year"]: row for row in load_rule("half_years", home)}
    if half_year not in known:
        raise SnapshotError(
            f"the calendar (half_years.csv) knows {min(known)} to {max(known)}, not {half_year}"
        )
    ends_on: dt.date = known[half_year]["ends_on"]
    return Period(
        half_year,
        ends_on.replace(month=1, day=1),
        ends_on,
        {
            row["rule"]: row["value"]
            for row in load_rule("thresholds", home)
            if row["procedure"] is None
            and row["valid_from"] <= ends_on <= (row["valid_to"] or ends_on)
        },
    )
