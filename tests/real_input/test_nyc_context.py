"""Results given context in four years of New York: an index of three components, a slope a year.

What the warehouse fits from sums is done here once more from the published files: pandas to the
index and the marks, a likelihood written down anew and left to scipy. Both have to agree.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from new_york import DATA, DEMOGRAPHICS, IS_THERE, NOT_THERE, RESULTS, YEARS
from scipy.optimize import minimize

pytestmark = pytest.mark.skipif(not IS_THERE, reason=NOT_THERE)

#: What the city publishes of the seven shares; more of each is worse off.
SHARES = ["fl_percent", "sped_percent", "ell_percent"]
REPORTED = {"low_income", "special_needs", "non_native_language"}
#: wellbeing_least_weight, interval_deviations, resilient_lowest_share, funnel_winsorised_share and
#: funnel_alarm_deviations of the seeds
LEAST_SHARES, MARGIN, LOWEST, WINSORISED, ALARM = 2, 1.96, 0.3, 0.1, 3.09
#: Per cent of schools outside of 99.8 % limits that know nothing but chance. It falls with the
#: share of level 1: the fewer fail, the more of the scatter is chance.
BY_CHANCE_ALONE = {2006: 59.1, 2007: 47.8, 2008: 36.4, 2009: 23.1}
#: The four published levels as marks, level 1 being the one below the threshold.
MARKS = {"Level 1 #": 2, "Level 2 #": 3, "Level 3 #": 4, "Level 4 #": 5}


@cache
def cells(year: int) -> pd.DataFrame:
    """Grades of schools that show their levels."""
    rows = pd.read_csv(DATA / RESULTS, dtype=str)
    rows = rows[(rows["Grade"] != "All Grades") & (rows["Year"] == str(year))]
    levels = rows[list(MARKS)].apply(
        lambda column: pd.to_numeric(column.str.replace(",", ""), errors="coerce")
    )
    levels = levels.assign(school=rows["DBN"].str.lower(), grade=rows["Grade"])
    return levels.dropna(subset=list(MARKS))


@cache
def index(year: int) -> pd.Series[float]:
    """Mean of the standardised shares of a school, higher = better off."""
    rows = pd.read_csv(DATA / DEMOGRAPHICS, dtype=str)
    rows = rows[rows["schoolyear"] == f"{year - 1}{year}"]
    shares = rows[SHARES].apply(pd.to_numeric).set_axis(rows["DBN"].str.lower())
    standardised = -(shares - shares.mean()) / shares.std()
    known = standardised[standardised.notna().sum(axis="columns") >= LEAST_SHARES]
    # as the warehouse rounds it, so that schools alike stay alike
    return known.mean(axis="columns").round(9)


@cache
def sums(year: int) -> pd.DataFrame:
    """Count, sum and sum of squares of the marks in standard deviations of the grade, by school."""
    grades = cells(year)
    counts = grades[list(MARKS)].to_numpy(float)
    marks = np.array(list(MARKS.values()), dtype=float)
    pooled = grades.groupby("grade")[list(MARKS)].sum()
    size = pooled.sum(axis="columns")
    mean = (pooled * marks).sum(axis="columns") / size
    deviation = np.sqrt(
        (pooled * (marks[None, :] - mean.to_numpy()[:, None]) ** 2).sum(axis="columns") / (size - 1)
    )
    z = marks[None, :] - grades["grade"].map(mean).to_numpy(float)[:, None]
    z = z / grades["grade"].map(deviation).to_numpy(float)[:, None]
    found = pd.DataFrame(
        {
            "school": grades["school"],
            "n": counts.sum(axis=1),
            "y": (counts * z).sum(axis=1),
            "yy": (counts * z**2).sum(axis=1),
        }
    )
    return found.groupby("school").sum().query("n > 0")


class Judged:
    """The model of a year: everything that follows from the two variances."""

    def __init__(self, year: int) -> None:
        both = sums(year).join(index(year).rename("index"), how="inner")
        self.schools = both.index
        self.n, y, yy = (both[name].to_numpy() for name in ("n", "y", "yy"))
        scaled = (both["index"] - both["index"].mean()) / both["index"].std()
        self.x = np.column_stack([np.ones(len(both)), scaled])
        self.mean = y / self.n
        self.within = (yy - y**2 / self.n).sum()

    def coefficients(self, tau: float, sigma2: float) -> tuple[np.ndarray, np.ndarray]:
        """Least squares of the schools' means, weighted by what is known of each; covariance."""
        weight = self.n / (sigma2 + self.n * tau)
        covariance = np.linalg.inv(self.x.T @ (self.x * weight[:, None]))
        return covariance @ (self.x.T @ (weight * self.mean)), covariance

    def deviance(self, logs: np.ndarray) -> float:
        """-2 restricted log-likelihood, but for a constant, of the logs of tau and sigma²."""
        tau, sigma2 = np.exp(logs)
        found, covariance = self.coefficients(tau, sigma2)
        misfit = self.n * (self.mean - self.x @ found) ** 2 / (sigma2 + self.n * tau)
        return float(
            ((self.n - 1) * np.log(sigma2) + np.log(sigma2 + self.n * tau)).sum()
            + self.within / sigma2
            + misfit.sum()
            - np.linalg.slogdet(covariance)[1]
        )


def of_year(marts: duckdb.DuckDBPyConnection, query: str, year: int) -> pd.DataFrame:
    return marts.execute(query, [f"{year}-H1"]).df()


Model = Callable[[int], dict[str, Any]]


@pytest.fixture
def model(city_marts: duckdb.DuckDBPyConnection) -> Model:
    """The published model of a year."""

    def read(year: int) -> dict[str, Any]:
        rows = of_year(
            city_marts, "select * from marts.context_models where half_year = ?", year
        ).to_dict("records")
        assert len(rows) == 1
        assert (rows[0]["state"], rows[0]["reason_ru"]) == ("measured", "")
        return {str(name): value for name, value in rows[0].items()}

    return read


@pytest.fixture
def schools(city_marts: duckdb.DuckDBPyConnection) -> Callable[[int], pd.DataFrame]:
    """What is published of the schools in a year."""

    def read(year: int) -> pd.DataFrame:
        query = "select * from marts.school_context where half_year = ?"
        return of_year(city_marts, query, year).set_index("school_login")

    return read


@pytest.mark.parametrize("year", YEARS)
def test_the_index_does_without_the_four_shares_that_nobody_reports(
    city_marts: duckdb.DuckDBPyConnection, year: int
) -> None:
    components = of_year(
        city_marts,
        """
        select component, state, reason_ru, loading from marts.social_wellbeing_diagnostics
        where half_year = ?
        """,
        year,
    ).set_index("component")
    assert len(components) == 7
    assert set(components[components["state"] == "measured"].index) == REPORTED
    missing = components[components["state"] == "not_measured"]
    assert missing["loading"].isna().all()
    assert (missing["reason_ru"] != "").all()
    found = of_year(
        city_marts,
        """
        select school_login, standardised from marts.social_wellbeing_index
        where half_year = ? and state = 'measured'
        """,
        year,
    ).set_index("school_login")["standardised"]
    expected = index(year)
    assert set(found.index) == set(expected.index)
    np.testing.assert_allclose(found[expected.index], expected, atol=2e-9)


@pytest.mark.parametrize("year", YEARS)
def test_results_go_with_the_conditions_by_the_same_slope_and_variances(
    model: Model, year: int
) -> None:
    fitted, judged = model(year), Judged(year)
    assert fitted["schools"] == len(judged.schools)
    assert fitted["participants"] == judged.n.sum()
    variances = fitted["between_variance"], fitted["within_variance"]
    found, covariance = judged.coefficients(*variances)
    np.testing.assert_allclose([fitted["intercept"], fitted["slope"]], found, rtol=0, atol=1e-7)
    np.testing.assert_allclose(fitted["slope_error"], np.sqrt(covariance[1, 1]), rtol=1e-6)
    assert fitted["slope"] > 20 * fitted["slope_error"]
    start = np.log([0.5, 0.5])
    optimum = minimize(judged.deviance, start, method="Nelder-Mead", options={"xatol": 1e-7})
    np.testing.assert_allclose(variances, np.exp(optimum.x), rtol=1e-4)


@pytest.mark.parametrize("year", YEARS)
def test_every_school_has_its_shrunken_residual_and_the_resilient_are_those(
    model: Model, schools: Callable[[int], pd.DataFrame], year: int
) -> None:
    fitted, judged = model(year), Judged(year)
    tau, sigma2 = fitted["between_variance"], fitted["within_variance"]
    found, covariance = judged.coefficients(tau, sigma2)
    reliability = judged.n * tau / (judged.n * tau + sigma2)
    shrunken = reliability * (judged.mean - judged.x @ found)
    uncertain = np.einsum("gi,ij,gj->g", judged.x, covariance, judged.x)
    error = np.sqrt(tau * (1 - reliability) + reliability**2 * uncertain)
    published = schools(year).loc[judged.schools]
    assert (published["state"] == "measured").all()
    for name, expected in (
        ("actual", judged.mean),
        ("reliability", reliability),
        ("shrunken_residual", shrunken),
        ("interval_low", shrunken - MARGIN * error),
        ("interval_high", shrunken + MARGIN * error),
    ):
        np.testing.assert_allclose(published[name], expected, rtol=0, atol=1e-6, err_msg=name)
    place = index(year).rank(method="max", pct=True)[judged.schools]
    resilient = (place <= LOWEST) & (shrunken - MARGIN * error > 0)
    assert resilient.sum() > 50
    assert set(published[published["is_resilient"].astype(bool)].index) == set(
        judged.schools[resilient]
    )
    # the others have a reason
    others = schools(year).drop(judged.schools)
    assert (others["state"] == "not_measured").all()
    assert (others["reason_ru"] != "").all()


@pytest.mark.parametrize("year", YEARS)
def test_limits_for_chance_alone_would_flag_the_city(
    model: Model, schools: Callable[[int], pd.DataFrame], year: int
) -> None:
    grades = cells(year)
    tested = grades[list(MARKS)].sum(axis="columns")
    failed = grades["Level 1 #"]
    share = grades["grade"].map(
        failed.groupby(grades["grade"]).sum() / tested.groupby(grades["grade"]).sum()
    )
    by_school = (
        pd.DataFrame(
            {
                "failed": failed,
                "expected": tested * share,
                "variance": tested * share * (1 - share),
            }
        )
        .groupby(grades["school"])
        .sum()
        .query("variance > 0")
    )
    z = (by_school["failed"] - by_school["expected"]) / np.sqrt(by_school["variance"])
    factor = (z.clip(z.quantile(WINSORISED), z.quantile(1 - WINSORISED)) ** 2).mean()
    np.testing.assert_allclose(model(year)["overdispersion"], factor, rtol=1e-9)
    published = schools(year).loc[z.index]
    np.testing.assert_allclose(published["funnel_deviation"], z / np.sqrt(factor), atol=1e-9)
    uncorrected = (z.abs() >= ALARM).mean()
    corrected = published["funnel_position"].isin(["far_above", "far_below"]).mean()
    assert round(100 * uncorrected, 1) == BY_CHANCE_ALONE[year]
    assert corrected < 0.05
