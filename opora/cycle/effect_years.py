"""Results of the schools of one population by assessment year, and what follows from them alone.

Belongs here: the table of years, each school's lasting level before a measure, changes between two
years. Not here: who was supported (`effect_samples`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from opora.statistics.arrays import Floats
from opora.statistics.lasting import LastingLevels, lasting_levels
from opora.statistics.shrinkage import Shrunken, shrunken


@dataclass(frozen=True)
class Years:
    """Results of `s` schools in `y` assessment years; NaN (dates: NaT) where there are none.

    Attributes:
        schools: logins, (s,), in their order.
        years: assessment years, (y,), in their order.
        results: mean standardised result, (s, y), in standard deviations of the participants.
        variances: sampling variance of that mean, (s, y).
        participants: (s, y).
        first_on, last_on: first and last day of the windows that the results come from, (s, y).
        context: standardised index of social well-being, (s,).
        previous_years: so many years up to the base year tell the lasting level.
    """

    schools: np.ndarray
    years: np.ndarray
    results: Floats
    variances: Floats
    participants: Floats
    first_on: np.ndarray
    last_on: np.ndarray
    context: Floats
    previous_years: int

    @cached_property
    def known(self) -> np.ndarray:
        """Whether the school has results in the year, (s, y)."""
        return np.isfinite(self.results) & np.isfinite(self.variances)

    @cached_property
    def has_context(self) -> bool:
        """Whether any school has an index; without one schools are compared by results alone."""
        return bool(np.isfinite(self.context).any())

    @cached_property
    def _levels(self) -> dict[int, LastingLevels]:
        return {}

    def levels(self, base: int) -> LastingLevels:
        """Lasting levels from the years up to the one in the place `base`."""
        if base not in self._levels:
            span = slice(max(0, base + 1 - self.previous_years), base + 1)
            self._levels[base] = lasting_levels(
                self.results[:, span], self.variances[:, span], self.context
            )
        return self._levels[base]

    def coordinates(self, base: int) -> Floats:
        """What schools are compared by, (s, 1 or 2), in standard deviations of all schools.

        The lasting level and, where any school has one, the index; NaN for a school that lacks
        either or has no results in the base year.
        """
        columns = [self.levels(base).level]
        if self.has_context:
            columns.append(self.context)
        return np.column_stack([_scaled(column, self.known[:, base]) for column in columns])

    def covariates(self, base: int) -> Floats:
        """What a regression takes out beside, (s, 2 or 3), the most important one first."""
        here = self.results[:, base]
        columns = [self.levels(base).level, here - np.nanmean(here)]
        if self.has_context:
            columns.append(self.context)
        return np.column_stack(columns)

    def changes(self, base: int, outcome: int) -> Floats:
        """Raw changes between two years, (s,)."""
        return self.results[:, outcome] - self.results[:, base]

    @cached_property
    def _shrunken(self) -> dict[tuple[int, int], Shrunken]:
        return {}

    def shrunken_changes(self, base: int, outcome: int) -> Shrunken:
        """The changes of all schools, each drawn to their mean by what chance has in it."""
        key = (base, outcome)
        if key not in self._shrunken:
            self._shrunken[key] = shrunken(
                self.changes(base, outcome),
                self.variances[:, base] + self.variances[:, outcome],
            )
        return self._shrunken[key]


def years_of(schools: pd.DataFrame, results: pd.DataFrame, previous_years: int) -> Years:
    """The table of years.

    Args:
        schools: one row per school: school_login, wellbeing_standardised (missing where unknown).
        results: one row per school and assessment year: participants, result, sampling_variance,
            first_on, last_on.
        previous_years: see `Years`.
    """
    ordered = schools.sort_values("school_login")
    logins = ordered["school_login"].to_numpy()
    years = np.unique(results["assessment_year"].to_numpy())
    rows = np.searchsorted(logins, results["school_login"].to_numpy())
    columns = np.searchsorted(years, results["assessment_year"].to_numpy())
    shape = (len(logins), len(years))

    def table(column: str) -> Floats:
        values = np.full(shape, np.nan)
        values[rows, columns] = results[column].to_numpy(float)
        return values

    def dates(column: str) -> np.ndarray:
        values = np.full(shape, np.datetime64("NaT"), dtype="datetime64[D]")
        values[rows, columns] = results[column].to_numpy("datetime64[D]")
        return values

    return Years(
        schools=logins,
        years=years,
        results=table("result"),
        variances=table("sampling_variance"),
        participants=table("participants"),
        first_on=dates("first_on"),
        last_on=dates("last_on"),
        context=ordered["wellbeing_standardised"].to_numpy(float, na_value=np.nan),
        previous_years=previous_years,
    )


def _scaled(values: Floats, known: np.ndarray) -> Floats:
    """In standard deviations of the schools with results; all alike differ by nothing."""
    usable = np.where(known, values, np.nan)
    finite = usable[np.isfinite(usable)]
    spread = finite.std(ddof=1) if len(finite) > 1 else 0.0
    return usable / spread if spread > 0 else usable * 0.0
