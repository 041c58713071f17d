"""Regression and funnel reproduce published figures."""

import numpy as np
import pytest
from published import california, star98_table

from opora.statistics import OneLevelFit, fit_one_level, funnel_of_shares, moments_of_rows


def _california(*predictors: str) -> OneLevelFit:
    return fit_one_level(
        moments_of_rows(california(), outcome="score", group="district", predictors=predictors)
    )


def test_california_schools() -> None:
    """Stock & Watson, "Introduction to Econometrics", equations 4.11 and 7.5."""
    simple = _california("student_teacher_ratio")
    assert simple.coefficients["student_teacher_ratio"] == pytest.approx(-2.280, abs=5e-4)
    assert simple.coefficients["intercept"] == pytest.approx(698.93, abs=5e-3)
    assert simple.explained_share == pytest.approx(0.051, abs=5e-4)
    multiple = _california("student_teacher_ratio", "english")
    assert multiple.coefficients["student_teacher_ratio"] == pytest.approx(-1.101, abs=5e-4)
    assert multiple.coefficients["english"] == pytest.approx(-0.650, abs=5e-4)
    assert multiple.coefficients["intercept"] == pytest.approx(686.03, abs=5e-3)
    assert multiple.explained_share == pytest.approx(0.426, abs=5e-4)


def test_star98() -> None:
    """Overdispersion of 303 districts, and whom limits flag with and without it."""
    table = star98_table()
    found = funnel_of_shares(table["NBELOW"], table["NABOVE"] + table["NBELOW"])
    assert found.overdispersion == pytest.approx(51.6, abs=0.05)
    uncorrected = np.abs(found.outside(0.998, corrected=False)).mean()
    corrected = np.abs(found.outside(0.998)).mean()
    assert uncorrected == pytest.approx(0.70, abs=0.005)
    assert corrected == pytest.approx(0.05, abs=0.005)
