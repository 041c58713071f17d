"""Who is compared with whom, what is said of each, and verdicts; small cases by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from effect_coverage import rules
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.cycle.effect_verdicts import VerdictRule, with_verdicts
from opora.cycle.effects import EffectRules, effects
from opora.demo.effects import EffectScenario, make_effect_inputs

LETTERS = "abcdefghijklmnop"


def _schools(logins: str, **index: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "half_year": "2024-H2",
            "population": "RU",
            "school_login": list(logins),
            "wellbeing_standardised": [index.get(login, 0.0) for login in logins],
        }
    ).astype({"wellbeing_standardised": float})


def _results(rows: dict[str, dict[int, float]], participants: int = 100) -> pd.DataFrame:
    """Results by school and year; the works of a year are held from March to July."""
    return pd.DataFrame(
        [
            {
                "half_year": "2024-H2",
                "school_login": login,
                "assessment_year": year,
                "participants": participants,
                "result": result,
                "sampling_variance": 1 / participants,
                "first_on": pd.Timestamp(year, 3, 1),
                "last_on": pd.Timestamp(year, 7, 2),
            }
            for login, years in rows.items()
            for year, result in years.items()
        ]
    )


def _measures(*rows: tuple[str, str, str] | tuple[str, str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "half_year": "2024-H2",
                "school_login": row[0],
                "measure_kind": row[1],
                "starts_on": pd.Timestamp(row[2]),
                "counts_from": pd.Timestamp(row[2]) + pd.DateOffset(months=3),
                "is_counted": row[3] if len(row) == 4 else True,
            }
            for row in rows
        ]
    )


def _effects(
    schools: pd.DataFrame, results: pd.DataFrame, measures: pd.DataFrame, **changes: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    of_half_year, verdicts = rules()
    by_kind, by_school = effects(
        schools, results, measures, {"2024-H2": replace(of_half_year, **changes)}, verdicts
    )
    return by_kind.set_index("measure_kind"), by_school.set_index(["measure_kind", "school_login"])


def _alike(logins: str) -> dict[str, dict[int, float]]:
    """Schools at the same level that scatter a little, in two years before and one after."""
    rng = np.random.default_rng(7)
    return {
        login: dict(zip((2022, 2023, 2024), rng.normal(0, 0.1, 3).tolist(), strict=True))
        for login in logins
    }


def test_base_and_outcome_year_follow_from_the_first_day() -> None:
    logins = LETTERS[:12]
    measures = _measures(
        # after the works of 2023: these are the base
        ("a", "training", "2023-07-03"),
        # while they were held: 2022 is the base, and those of 2024 the outcome
        ("b", "training", "2023-07-02"),
        # three months before those of 2024 to the day, and one day too late
        ("c", "training", "2023-12-01"),
        ("d", "training", "2023-12-02"),
        # after everything
        ("e", "training", "2024-07-03"),
    )
    _, found = _effects(_schools(logins), _results(_alike(logins)), measures)
    years = found.loc["training"][["base_year", "outcome_year", "reason"]]
    assert years.loc["a"].tolist() == [2023, 2024, ""]
    assert years.loc["b"].tolist() == [2022, 2024, ""]
    assert years.loc["c"].tolist() == [2023, 2024, ""]
    assert years.loc["d", "reason"] == "too_soon"
    assert years.loc["e", "reason"] == "no_results_after"
    assert found.loc["training", "verdict"].loc[["d", "e"]].tolist() == ["too_early"] * 2


def test_the_first_measure_of_a_kind_counts_and_any_is_all_kinds() -> None:
    logins = LETTERS[:12]
    measures = _measures(
        ("a", "training", "2023-09-01"),
        ("a", "training", "2022-09-01"),
        ("a", "mentoring", "2023-09-01"),
    )
    kinds, found = _effects(_schools(logins), _results(_alike(logins)), measures)
    assert list(kinds.index) == ["any", "mentoring", "training"]
    assert found["base_year"].to_dict() == {
        ("any", "a"): 2022,
        ("mentoring", "a"): 2023,
        ("training", "a"): 2022,
    }
    assert kinds["with_other_kinds"].to_dict() == {"any": 0, "mentoring": 1, "training": 1}


def test_what_is_not_measured_has_a_reason_and_no_effect() -> None:
    logins = LETTERS[:12]
    results = _alike(logins)
    results["a"] = {2024: 0.0}
    results["b"] = {2022: 0.0, 2023: 0.0}
    # so far below that nobody is like it
    results["d"] = {2022: -9.0, 2023: -9.0, 2024: -9.0}
    measures = _measures(*((login, "training", "2023-09-01") for login in "abcdef"))
    _, found = _effects(_schools(logins, c=np.nan), _results(results), measures)
    found = found.loc["training"]
    assert found["reason"].to_dict() == {
        "a": "no_results_before",
        "b": "no_results_after",
        "c": "no_context",
        "d": "no_comparable_schools",
        "e": "",
        "f": "",
    }
    assert (found["effect"].notna() == (found["state"] == "measured")).all()
    # what became of the results is told all the same
    assert found.loc["d", "raw_change"] == 0


def test_results_of_too_few_participants_are_none() -> None:
    logins = LETTERS[:12]
    measures = _measures(("a", "training", "2023-09-01"))
    _, found = _effects(_schools(logins), _results(_alike(logins), 9), measures)
    assert found.loc[("training", "a"), "reason"] == "no_results_after"
    _, found = _effects(_schools(logins), _results(_alike(logins), 10), measures)
    assert found.loc[("training", "a"), "reason"] == ""


def test_five_comparable_schools_are_enough_and_four_are_not() -> None:
    for others, reason in ((5, ""), (4, "too_few_comparable_schools")):
        logins = LETTERS[: 1 + others]
        measures = _measures(("a", "training", "2023-09-01"))
        kinds, found = _effects(_schools(logins), _results(_alike(logins)), measures, caliper=99)
        assert found.loc[("training", "a"), "reason"] == reason
        assert kinds.loc["training", "reason"] == reason
        assert kinds.loc["training", "comparable_schools"] == (others if not reason else 0)


def test_schools_without_are_those_without_any_measure_until_the_results_are_in() -> None:
    logins = LETTERS[:12]
    measures = _measures(
        ("a", "training", "2023-09-01"),
        # before the results of 2024 were in: not without
        ("b", "mentoring", "2024-07-02"),
        # afterwards: still without
        ("c", "mentoring", "2024-07-03"),
        # nobody knows whether it began: neither
        ("d", "mentoring", "2023-09-01", False),
    )
    kinds, _ = _effects(_schools(logins), _results(_alike(logins)), measures, caliper=99)
    assert kinds.loc["training", "comparable_schools"] == 12 - 3
    assert kinds.loc["training", "compared_with"] == "without_any"


def test_where_all_have_some_measure_those_without_this_kind_stand_for_the_others() -> None:
    logins = LETTERS[:12]
    measures = _measures(
        ("a", "training", "2023-09-01"),
        *((login, "mentoring", "2023-09-01") for login in logins[1:]),
    )
    kinds, _ = _effects(_schools(logins), _results(_alike(logins)), measures, caliper=99)
    assert kinds.loc["training", ["compared_with", "comparable_schools"]].tolist() == [
        "without_this_kind",
        11,
    ]
    assert kinds.loc["any", "reason"] == "no_comparable_schools"
    assert pd.isna(kinds.loc["any", "verdict"])


def test_without_any_index_schools_are_compared_by_results_alone() -> None:
    logins = LETTERS[:12]
    nowhere = _schools(logins).assign(wellbeing_standardised=np.nan)
    measures = _measures(("a", "training", "2023-09-01"))
    kinds, _ = _effects(nowhere, _results(_alike(logins)), measures, caliper=99)
    assert kinds.loc["training", "state"] == "measured"


def test_regression_to_the_mean_is_told_where_two_years_are_known() -> None:
    logins = LETTERS[:12]
    results = _alike(logins)
    results["a"] = {2022: 0.0, 2023: -0.6, 2024: 0.0}
    measures = _measures(("a", "training", "2023-09-01"))
    _, found = _effects(_schools(logins), _results(results), measures, caliper=99)
    row = found.loc[("training", "a")]
    assert row["raw_change"] == pytest.approx(0.6)
    assert 0.2 < row["regression_to_the_mean"] <= 0.7
    assert row["effect"] < 0.4
    one_year = {
        login: {y: r for y, r in years.items() if y > 2022} for login, years in results.items()
    }
    _, found = _effects(_schools(logins), _results(one_year), measures, caliper=99)
    assert np.isnan(found.loc[("training", "a"), "regression_to_the_mean"])


def test_nothing_began_and_nothing_is_known() -> None:
    of_half_year, verdicts = rules()
    nothing = _measures(("a", "training", "2023-09-01")).iloc[:0]
    by_kind, by_school = effects(
        _schools("ab"), _results(_alike("ab")), nothing, {"2024-H2": of_half_year}, verdicts
    )
    assert by_kind.empty and by_school.empty
    no_results = _results(_alike("a")).iloc[:0]
    kinds, _ = _effects(_schools("ab"), no_results, _measures(("a", "training", "2023-09-01")))
    assert kinds["reason"].tolist() == ["no_results_after"] * 2


def _row(**values: object) -> dict[str, object]:
    usual = {
        "state": "measured", "reason": "", "method": "interval", "effect": 0.2,
        "interval_low": 0.1, "interval_high": 0.3, "p_value": 0.01, "years": 1.0, "treated": 10,
        "with_other_kinds": 0, "compared_with": "without_any",
    }  # fmt: skip
    return usual | values


FEW = {"method": "permutation", "interval_low": None, "interval_high": None}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (_row(), "continue"),
        # a bound at zero holds it
        (_row(interval_low=0.0), "too_early"),
        (_row(interval_low=0.0, years=2.0), "correct"),
        (_row(interval_low=0.0, years=1.9), "too_early"),
        (_row(effect=-0.2, interval_low=-0.3, interval_high=-0.1), "correct"),
        (_row(effect=-0.2, interval_low=-0.3, interval_high=-0.1, years=2.0), "stop"),
        (_row(**FEW, p_value=0.05), "continue"),
        (_row(**FEW, p_value=0.051), "too_early"),
        (_row(state="not_measured", reason="too_soon", effect=None), "too_early"),
        (_row(state="not_measured", reason="no_comparable_schools", effect=None), None),
    ],
)  # fmt: skip
def test_verdicts_of_a_kind(row: dict[str, object], verdict: str | None) -> None:
    found = with_verdicts(pd.DataFrame([row]), rules()[1], subject="measure_kind")
    assert found["verdict"].tolist() == [verdict] or (
        verdict is None and found["verdict"].isna().all()
    )


LOSS = {"effect": -0.2, "interval_low": -0.3, "interval_high": -0.1}


@pytest.mark.parametrize(
    ("row", "rule", "verdict"),
    [
        (_row(with_other_kinds=4), "kind_gain", "continue"),
        (_row(with_other_kinds=5), "kind_gain_mixed", "continue"),
        # against schools that had other measures too, it is what this kind adds
        (_row(with_other_kinds=10, compared_with="without_this_kind"), "kind_gain", "continue"),
        # nobody stops one measure for what several did
        (_row(**LOSS, years=2.0, with_other_kinds=4), "kind_long_loss", "stop"),
        (_row(**LOSS, years=2.0, with_other_kinds=5), "kind_loss_mixed", "correct"),
        (_row(**FEW, treated=4, with_other_kinds=2), "few_gain_mixed", "continue"),
        (_row(**FEW, effect=-0.2, treated=4, with_other_kinds=2), "few_loss_mixed", "correct"),
        # a mixture that shows nothing shows nothing
        (_row(interval_low=0.0, with_other_kinds=10), "kind_unsure", "too_early"),
    ],
)  # fmt: skip
def test_what_a_mixture_of_measures_achieved_is_not_told_of_one_kind(
    row: dict[str, object], rule: str, verdict: str
) -> None:
    found = with_verdicts(pd.DataFrame([row]), rules()[1], subject="measure_kind")
    assert (found["verdict_rule"].item(), found["verdict"].item()) == (rule, verdict)


def test_the_first_rule_that_is_met_decides() -> None:
    nothing = VerdictRule("x", *[None] * 9, "stop")
    few = replace(nothing, rule="few", least_schools=11, verdict="correct")
    found = with_verdicts(
        pd.DataFrame([_row(), _row(treated=11)]), [few, nothing], subject="school"
    )
    assert found["verdict"].tolist() == ["stop", "correct"]
    assert found["verdict_rule"].tolist() == ["x", "few"]
    other = replace(nothing, subject="measure_kind")
    assert with_verdicts(pd.DataFrame([_row()]), [other], subject="school")["verdict"].isna().all()


SCENARIO = EffectScenario("small", schools=30, supported=8, begins_in=(2022, 2023))
NUMBERS = ["raw_change", "effect", "interval_low", "interval_high", "p_value", "comparable_change"]


def _of(schools: pd.DataFrame, results: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    of_half_year, verdicts = rules()
    quick = replace(of_half_year, statistics=replace(of_half_year.statistics, most_permutations=50))
    return effects(schools, results, measures, {"2024-H2": quick}, verdicts)[1].set_index(
        ["measure_kind", "school_login"]
    )


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([2021, 2022, 2023, 2024]), st.floats(-2, 2))
def test_a_year_that_was_easier_for_everybody_changes_no_effect(
    seed: int, year: int, shift: float
) -> None:
    inputs = make_effect_inputs(seed, SCENARIO)
    one = _of(inputs.schools, inputs.results, inputs.measures)
    easier = inputs.results["result"] + shift * (inputs.results["assessment_year"] == year)
    other = _of(inputs.schools, inputs.results.assign(result=easier), inputs.measures)
    same = ["effect", "interval_low", "interval_high", "p_value", "regression_to_the_mean"]
    assert np.allclose(one[same], other[same], atol=1e-8, equal_nan=True)
    assert one["verdict"].fillna("").tolist() == other["verdict"].fillna("").tolist()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_rows_is_nothing(seed: int) -> None:
    inputs = make_effect_inputs(seed, SCENARIO)
    one = _of(inputs.schools, inputs.results, inputs.measures)
    other = _of(*(table.sample(frac=1, random_state=seed) for table in vars(inputs).values()))
    assert np.allclose(one[NUMBERS], other.loc[one.index, NUMBERS], atol=1e-8, equal_nan=True)


def test_rules_are_what_the_package_ships() -> None:
    of_half_year, verdicts = rules()
    assert isinstance(of_half_year, EffectRules)
    assert of_half_year.statistics.least_treated == 5
    assert of_half_year.statistics.level == pytest.approx(0.95, abs=1e-4)
    assert {rule.verdict for rule in verdicts} == {"continue", "correct", "stop", "too_early"}
