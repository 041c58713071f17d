"""The calendar and the procedures of the rules' data, as the generator asks for them.

Belongs here: questions to the seeds. The dates and names themselves are seeds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from opora.rules import load_rule

#: The half-years that a demonstration delivers; what came before lies in the history.
HALF_YEARS = (
    "2020-H2", "2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2", "2024-H1",
    "2024-H2",
)  # fmt: skip


@dataclass(frozen=True)
class HalfYear:
    """A half-year with its first and last day."""

    key: str
    starts_on: dt.date
    ends_on: dt.date

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.starts_on.year

    @property
    def is_second(self) -> bool:
        """Whether it ends the calendar year."""
        return self.key.endswith("H2")

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in it."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class Procedure:
    """One assessment procedure."""

    code: str
    kind: str
    subject: str
    grade: int
    judges_lists: bool


@dataclass(frozen=True)
class Window:
    """When a kind of procedure was held."""

    kind: str
    year: int
    session: str
    starts_on: dt.date
    ends_on: dt.date
    half_year: str


@cache
def half_years() -> dict[str, HalfYear]:
    """All half-years of the calendar."""
    rows = load_rule("half_years")
    return {
        row["half_year"]: HalfYear(row["half_year"], row["starts_on"], row["ends_on"])
        for row in rows
    }


def half_year_of(day: dt.date) -> str:
    """The half-year that a day lies in."""
    return f"{day.year}-H{1 if day.month <= 6 else 2}"


@cache
def procedures() -> tuple[Procedure, ...]:
    """The procedures of the Russian system, in the order of the seed."""
    return tuple(
        Procedure(
            row["procedure"],
            row["procedure_kind"],
            row["subject"],
            row["programme_grade"],
            row["judges_lists"],
        )
        for row in load_rule("procedures")
        if row["procedure_kind"] in ("vpr", "oge", "ege")
    )


@cache
def windows(year: int) -> tuple[Window, ...]:
    """The assessment windows of a year; resits are left out."""
    return tuple(
        Window(
            row["procedure_kind"],
            row["assessment_year"],
            row["session"],
            row["starts_on"],
            row["ends_on"],
            row["half_year"],
        )
        for row in load_rule("assessment_windows")
        if row["assessment_year"] == year
        and row["session"] != "additional"
        and row["procedure_kind"] in ("vpr", "oge", "ege")
    )
