"""Everybody rises at once: four years of New York, in which level 1 fell from 15 to 3 per cent.

The raw change calls almost every school a success. What the warehouse says of each school is
computed here once more, from the published file and by hand-written pandas, and has to agree.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from new_york import DATA, IS_THERE, NOT_THERE, RESULTS, YEARS

pytestmark = pytest.mark.skipif(not IS_THERE, reason=NOT_THERE)

COMPARED = YEARS[1:]
#: By how many points the city's share of level 1 fell: 14.83, 9.55, 5.70, 3.02 % in SOURCE.md.
CITY_CHANGE = {2007: -5.28, 2008: -3.85, 2009: -2.68}
#: dynamics_least_participants and dynamics_fail_share_rise of the seeds
LEAST_PARTICIPANTS = 10
STEEP_RISE = 10
EXACT = {"rtol": 0, "atol": 1e-9}


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """The grade rows of the file, codes in small letters; hidden numbers are missing."""
    rows = pd.read_csv(DATA / RESULTS, thousands=",", dtype=str)
    rows = rows[rows["Grade"] != "All Grades"]
    numbers = {
        name: pd.to_numeric(rows[heading].str.replace(",", ""), errors="coerce")
        for name, heading in {"year": "Year", "tested": "Number Tested", "low": "Level 1 #"}.items()
    }
    return pd.DataFrame({"school": rows["DBN"].str.lower(), "grade": rows["Grade"], **numbers})


def by_grade(published: pd.DataFrame, year: int) -> pd.DataFrame:
    """Grades of schools with results in this year and the one before."""
    visible = published.dropna(subset="low")
    now, before = (visible[visible["year"] == y].drop(columns="year") for y in (year, year - 1))
    return now.merge(before, on=["school", "grade"], suffixes=("", "_before"))


def by_school(grades: pd.DataFrame) -> pd.DataFrame:
    """Raw change, the city's over the same grades, sampling error and the rule of ten points."""
    counts = ["tested", "low", "tested_before", "low_before"]
    city = grades.groupby("grade")[counts].transform("sum").add_prefix("city_")
    rows = pd.concat([grades, city], axis=1)
    for suffix in ("", "_before"):
        share = (rows[f"city_low{suffix}"] + 0.5) / (rows[f"city_tested{suffix}"] + 1)
        rows[f"variance{suffix}"] = rows[f"tested{suffix}"] * share * (1 - share)
    # whole numbers: exactly ten points are exactly ten
    rise = rows["low"] * rows["tested_before"] - rows["low_before"] * rows["tested"]
    rows["steep"] = 100 * rise >= STEEP_RISE * rows["tested"] * rows["tested_before"]
    sums = rows.drop(columns="grade").groupby("school").sum()
    schools = pd.DataFrame(
        {
            "tested": sums["tested"],
            "raw": 100 * (sums["low"] / sums["tested"]
                          - sums["low_before"] / sums["tested_before"]),
            "city": 100 * (sums["city_low"] / sums["city_tested"]
                           - sums["city_low_before"] / sums["city_tested_before"]),
            "variance": 1e4 * (sums["variance"] / sums["tested"] ** 2
                               + sums["variance_before"] / sums["tested_before"] ** 2),
            "is_steep": sums["steep"] > 0,
            "has_fallen": sums["low"] * sums["tested_before"]
            < sums["low_before"] * sums["tested"],
        }
    )  # fmt: skip
    enough = sums[["tested", "tested_before"]].min(axis=1) >= LEAST_PARTICIPANTS
    return schools[enough]


def shrink(schools: pd.DataFrame) -> pd.DataFrame:
    """DerSimonian and Laird 1986, around the city's change over the grades of the school."""
    excess = schools["raw"] - schools["city"]
    weight = 1 / schools["variance"]
    scatter = (weight * (excess - np.average(excess, weights=weight)) ** 2).sum()
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    true_variance = max(0.0, (scatter - (len(schools) - 1)) / spread)
    weight = 1 / (schools["variance"] + true_variance)
    mean = np.average(excess, weights=weight)
    reliability = true_variance / (true_variance + schools["variance"])
    error = np.sqrt(reliability * schools["variance"] + (1 - reliability) ** 2 / weight.sum())
    change = schools["city"] + mean + reliability * (excess - mean)
    return pd.DataFrame(
        {
            "reliability": reliability,
            "shrunken": change,
            "low": change - 1.96 * error,
            "high": change + 1.96 * error,
        }
    )


@pytest.fixture(scope="module", params=COMPARED)
def year(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def dynamics(city_marts: duckdb.DuckDBPyConnection, year: int) -> pd.DataFrame:
    """All schools of the mart in one year."""
    frame = city_marts.execute(
        "SELECT * FROM marts.school_dynamics WHERE half_year = ?", [f"{year}-H1"]
    ).df()
    return frame.set_index("school_login").sort_index()


@pytest.fixture(scope="module")
def measured(dynamics: pd.DataFrame) -> pd.DataFrame:
    return dynamics[dynamics["state"] == "measured"]


@pytest.fixture(scope="module")
def expected(published: pd.DataFrame, year: int) -> pd.DataFrame:
    return by_school(by_grade(published, year)).sort_index()


def test_raw_and_territory_change_are_those_of_the_file(
    measured: pd.DataFrame, expected: pd.DataFrame
) -> None:
    assert len(measured) > 1_000
    assert list(measured.index) == list(expected.index)
    assert list(measured["participants"]) == list(expected["tested"])
    np.testing.assert_allclose(measured["raw_change"], expected["raw"], **EXACT)
    np.testing.assert_allclose(measured["territory_change"], expected["city"], **EXACT)
    np.testing.assert_allclose(
        measured["relative_change"], expected["raw"] - expected["city"], **EXACT
    )


def test_shrunken_change_and_its_interval_are_those_of_the_method(
    measured: pd.DataFrame, expected: pd.DataFrame
) -> None:
    shrunken = shrink(expected)
    for column, values in {
        "standard_error": np.sqrt(expected["variance"]),
        "population_change": expected["city"],
        "reliability": shrunken["reliability"],
        "shrunken_change": shrunken["shrunken"],
        "interval_low": shrunken["low"],
        "interval_high": shrunken["high"],
    }.items():
        np.testing.assert_allclose(measured[column], values, **EXACT, err_msg=column)


def test_direction_is_the_rule_of_the_indicator(
    measured: pd.DataFrame, expected: pd.DataFrame
) -> None:
    assert list(measured["judged_on"].unique()) == ["raw"]
    improved = expected["has_fallen"] & ~expected["is_steep"]
    assert list(measured["direction"] == "improved") == list(improved)
    assert list(measured["direction"] == "mixed") == list(
        expected["has_fallen"] & expected["is_steep"]
    )
    assert list(measured["has_risen_somewhere"]) == list(expected["is_steep"])


def test_city_falls_as_published(
    city_marts: duckdb.DuckDBPyConnection, published: pd.DataFrame, year: int
) -> None:
    found = city_marts.execute(
        "SELECT sum(participants * fail_share) / sum(participants) "
        "- sum(participants_before * fail_share_before) / sum(participants_before) "
        "FROM marts.school_dynamics_procedures WHERE half_year = ? AND judged_on = 'raw'",
        [f"{year}-H1"],
    ).fetchone()
    sums = by_grade(published, year).drop(columns=["school", "grade"]).sum()
    by_hand = 100 * (sums["low"] / sums["tested"] - sums["low_before"] / sums["tested_before"])
    assert found is not None
    assert found[0] == pytest.approx(by_hand, abs=1e-9)
    # schools and grades that came or went make the rest
    assert by_hand == pytest.approx(CITY_CHANGE[year], abs=0.15)


def test_nearly_every_school_improves_but_against_the_city_about_half(
    measured: pd.DataFrame,
) -> None:
    assert (measured["raw_change"] < 0).mean() > 0.8
    assert 0.4 < (measured["relative_change"] < 0).mean() < 0.6


def test_shrinkage_pulls_in_and_most_where_few_were_tested(measured: pd.DataFrame) -> None:
    raw, shrunken = (
        measured[column] - measured["population_change"]
        for column in ("raw_change", "shrunken_change")
    )
    assert measured["shrunken_change"].std() < 0.8 * measured["raw_change"].std()
    size = measured["participants"].rank(pct=True)
    kept = measured["reliability"]
    assert kept[size <= 0.25].median() < 0.75 * kept[size > 0.75].median()
    # the table of extremes is no longer one of small schools
    extremes_raw, extremes_shrunken = (
        change.abs().nlargest(50).index for change in (raw, shrunken)
    )
    assert (
        measured.loc[extremes_raw, "participants"].median()
        < measured.loc[extremes_shrunken, "participants"].median()
    )
    relative = measured["shrunken_relative_change"] / measured["relative_change"]
    np.testing.assert_allclose(relative.dropna(), kept[relative.notna()], rtol=1e-9)


def test_every_other_school_has_its_reason(
    dynamics: pd.DataFrame, published: pd.DataFrame, expected: pd.DataFrame, year: int
) -> None:
    assert dynamics["reason_ru"].str.len().gt(0).all()
    others = dynamics[dynamics["state"] != "measured"]
    assert others["raw_change"].isna().all()
    assert (others["direction"] == "not_judged").all()
    now, before = (published[published["year"] == y] for y in (year, year - 1))
    shown_now, shown_before = (set(rows.dropna(subset="low")["school"]) for rows in (now, before))
    hidden_now, hidden_before = (
        set(rows["school"]) - shown for rows, shown in ((now, shown_now), (before, shown_before))
    )
    reasons = {
        f"Результаты за {year} год скрыты источником.": hidden_now,
        f"Нет результатов за {year - 1} год: школа новая или не участвовала.": (
            shown_now - shown_before - hidden_before
        ),
        f"Нет результатов за {year} год.": shown_before - shown_now - hidden_now,
    }
    for reason, schools in reasons.items():
        told = others[others["reason_ru"] == f"Не оценивается. {reason}"]
        assert schools <= set(told.index), reason
    too_few = others[others["reason_ru"].str.contains("Участников меньше 10: ")]
    assert set(too_few.index) == set(by_grade(published, year)["school"]) - set(expected.index)
    assert set(others[others["state"] == "suppressed"].index) >= hidden_now


def test_first_year_has_nothing_to_be_compared_with(
    city_marts: duckdb.DuckDBPyConnection,
) -> None:
    found = city_marts.execute(
        "SELECT state, count(*), count(raw_change) FROM marts.school_dynamics "
        "WHERE half_year = '2006-H1' AND reason_ru LIKE '%в 2005 году не проводилось%' GROUP BY ALL"
    ).fetchall()
    assert [(state, raw) for state, _, raw in found] == [("not_measured", 0)]
    assert found[0][1] > 1_000
