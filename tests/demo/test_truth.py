"""What happens in the demonstration municipality is lively enough to show what the product does."""

from fractions import Fraction

import pytest
from expected import INDICATORS, Expected, indicator_values

from opora.demo import HALF_YEARS, KnownAnswers
from opora.demo.truth import PERSON
from opora.rules import load_rule

Values = dict[tuple[str, str], Expected]


@pytest.fixture(scope="module")
def values(answers: KnownAnswers) -> Values:
    return indicator_values(answers.truth, HALF_YEARS)


def _plan(indicator: str, half_year: str) -> float:
    year = "baseline" if half_year.startswith("2020") else half_year[:4]
    return next(
        float(row["plan"])
        for row in load_rule("indicator_plan")
        if row["territory"] is None and row["indicator"] == indicator and row["year"] == year
    )


def test_every_value_is_measured(values: Values) -> None:
    assert {value.state for value in values.values()} == {"measured"}


@pytest.mark.parametrize("indicator", INDICATORS)
def test_each_indicator_meets_some_plans_and_misses_others(values: Values, indicator: str) -> None:
    ends = [half_year for half_year in HALF_YEARS if half_year.endswith("H2")]
    met = {values[h, indicator].value >= _plan(indicator, h) for h in ends}  # type: ignore[operator]
    assert met == {True, False}


def test_values_change_over_the_half_years(values: Values) -> None:
    for indicator in INDICATORS:
        assert len({values[half_year, indicator].value for half_year in HALF_YEARS}) >= 4


def test_dynamics_stays_plausible_and_some_schools_cant_be_assessed(values: Values) -> None:
    found = [values[half_year, "2.1.2"] for half_year in HALF_YEARS]
    assert all(30 <= (value.value or Fraction(0)) <= 90 for value in found)
    assert any(value.denominator < value.listed for value in found)
    assert all(value.denominator >= 5 for value in found)


def test_schools_enter_and_leave_the_lists(answers: KnownAnswers) -> None:
    reasons = {row["end_reason"] for row in answers.truth.rows("school_lists")}
    assert reasons == {None, "results", "closed", "merged", "decision"}


def test_stories_of_schools_are_told(answers: KnownAnswers) -> None:
    kinds = {row["kind"] for row in answers.truth.rows("school_successions")}
    assert kinds == {"merged", "renamed"}
    assert any(row["valid_to"] for row in answers.truth.rows("school_identifiers"))
    assert any(row["kind"] == "branch" for row in answers.truth.rows("schools"))


def test_staff_moves_between_schools(answers: KnownAnswers) -> None:
    schools: dict[object, set[str]] = {}
    for row in answers.truth.rows("staff"):
        schools.setdefault(row[PERSON], set()).add(row["school_login"])
    assert sum(len(logins) > 1 for logins in schools.values()) > 50


def test_results_follow_the_calendar_exceptions(answers: KnownAnswers) -> None:
    held = {
        (row["procedure_kind"], row["subject"], row["assessment_year"], row["session"])
        for dataset in ("assessment_results", "assessment_marks")
        for row in answers.truth.rows(dataset)
    }
    assert {place[2] for place in held} == set(range(2018, 2025))
    assert not any(place[0] == "oge" and place[2] == 2020 for place in held)
    assert not any(place[1] == "Математика базовая" and place[2] == 2021 for place in held)
    of_vpr = {(year, session) for kind, _, year, session in held if kind == "vpr"}
    assert (2020, "spring") not in of_vpr
    assert {(2020, "autumn"), (2022, "spring"), (2022, "autumn")} <= of_vpr
