"""What a department finds out and signs: risk profiles, acts of analysis; and schools' moods.

Belongs here: papers that nobody asked for. Not here: what answers recommendations (`cycle`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from opora.demo.calendar import HalfYear
from opora.demo.schools import School
from opora.demo.truth import Row
from opora.rules import load_rule

_SIGNIFICANCE = ("high", "medium", "low")
_SHORTAGE = "teacher_shortage"
_ACTS = 0.4
_LIKED = ("equipment", "methodical", "network", "mentoring", "parents", "staffing")


@dataclass
class Management:
    """Writes down what is known of schools."""

    rng: np.random.Generator

    def plans(self, low: list[str]) -> dict[str, tuple[int, str]]:
        """The day of the half-year on which each school begins something, and what it likes."""
        return {
            login: (int(self.rng.integers(15, 80)), str(self.rng.choice(_LIKED))) for login in low
        }

    def moods(self, low: list[str]) -> dict[str, float]:
        """How ready each school is to be told what to do: 0 very, 1 not at all."""
        return {login: float(self.rng.random()) for login in low}

    def risk_profiles(
        self, half_year: HalfYear, low: list[str], working: list[School]
    ) -> list[Row]:
        """The profiles of a year, from the factor list that was in force.

        Of the listed schools, and of those that are known or said to be short of teachers.
        """
        known = load_rule("risk_factors")
        newest = max(row["year"] for row in known if row["year"] <= half_year.year)
        factors = [row["risk_factor"] for row in known if row["year"] == newest]
        shortages = {s.login: s.profiled_shortage for s in working if s.profiled_shortage}
        rows = []
        for login in sorted({*low, *shortages}):
            chosen = self.rng.choice(factors, size=int(self.rng.integers(3, 6)), replace=False)
            profile = {factor: str(self.rng.choice(_SIGNIFICANCE)) for factor in chosen.tolist()}
            if login in shortages:
                profile[_SHORTAGE] = shortages[login]
            for factor, significance in profile.items():
                rows.append(
                    {
                        "school_login": login,
                        "year": half_year.year,
                        "risk_factor": factor,
                        "significance": significance,
                        "is_verified": bool(self.rng.random() < 0.8),
                    }
                )
        return rows

    def analysis_acts(
        self, half_year: HalfYear, schools: list[str], surely: set[str], never: set[str]
    ) -> list[Row]:
        """Signed acts of the year: of those who must have one, and of some others."""
        rows = []
        for login in schools:
            if login in never or not (login in surely or self.rng.random() < _ACTS):
                continue
            signed_on = half_year.ends_on - dt.timedelta(days=int(self.rng.integers(3, 40)))
            rows.append(
                {
                    "school_login": login,
                    "year": half_year.year,
                    "results_analysed": True,
                    "conditions_analysed": login in surely or bool(self.rng.random() < 0.9),
                    "signed_on": signed_on,
                    "document": f"Аналитическая справка от {signed_on:%d.%m.%Y}",
                }
            )
        return rows
