"""Social conditions of the schools: the shares that a social passport reports every autumn.

Belongs here: the shares and who reported late or not at all. Not here: the index made from them.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from opora.demo.schools import School, open_schools
from opora.demo.truth import Row

#: Share of the families in an average school, and what one standard deviation of hardship adds.
SHARES = {
    "both_parents_higher_education": (34, -12),
    "single_parent": (24, 4),
    "unemployed_parents": (7, 4),
    "low_income": (22, 9),
    "on_prevention_register": (2.5, 1.3),
    "special_needs": (6, 2),
    "non_native_language": (4, 1.5),
}
#: Deviation of a share around what hardship makes of it, in what one deviation of hardship adds.
NOISE = 0.18
_AUTUMN, _LATE = (10, 1), (3, 1)
#: How many schools send nothing in the autumn of a year; the rest of the years are complete.
_MISSING = {2020: 4, 2022: 2, 2024: 1}
#: Years whose missing schools send their passport the next spring.
_SENT_LATE = {2022}


class Conditions:
    """Who reported what, year by year."""

    def __init__(
        self, rng: np.random.Generator, schools: list[School], never_missing: set[str]
    ) -> None:
        """No report yet; `rng` decides who forgets, `never_missing` are schools that don't."""
        self._rng = rng
        self._schools = schools
        self._never_missing = never_missing
        self._missing: dict[int, set[str]] = {}

    def missing(self, year: int) -> set[str]:
        """Schools that sent nothing in the autumn of that year."""
        if year not in self._missing:
            reporting = self._reporting(dt.date(year, *_AUTUMN))
            # A school without exams of its own is the harder case: keep the choice to the others.
            logins = [
                school.login
                for school in reporting
                if school.has_upper_grades and school.login not in self._never_missing
            ]
            chosen = self._rng.choice(logins, size=_MISSING.get(year, 0), replace=False)
            self._missing[year] = set(chosen.tolist())
        return self._missing[year]

    def autumn(self, year: int) -> list[Row]:
        """The passports of 1 October."""
        day = dt.date(year, *_AUTUMN)
        missing = self.missing(year)
        return [self._row(s, day) for s in self._reporting(day) if s.login not in missing]

    def spring(self, year: int) -> list[Row]:
        """The late passports of the year before, and the first ones of new logins."""
        day = dt.date(year, *_LATE)
        late = self.missing(year - 1) if year - 1 in _SENT_LATE else set()
        return [
            self._row(school, day)
            for school in self._reporting(day)
            if school.login in late or (school.before and school.opened_on.year == year)
        ]

    def _reporting(self, day: dt.date) -> list[School]:
        return open_schools(self._schools, day)

    def _row(self, school: School, day: dt.date) -> Row:
        row: Row = {
            "school_login": school.login,
            "observed_on": day,
            "pupils": max(12, round(school.pupils * self._rng.uniform(0.95, 1.05))),
        }
        for column, (middle, per_deviation) in SHARES.items():
            share = middle + per_deviation * school.hardship
            noise = self._rng.normal(0, NOISE * abs(per_deviation))
            row[column] = round(float(np.clip(share + noise, 0.2, 96)), 1)
        return row | dict.fromkeys(school.unreported)
