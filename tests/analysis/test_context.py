"""Results given context: which schools enter a model, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from opora.analysis import context
from opora.analysis.context import Rules, context_results

RULES = {"2024-H2": Rules(least_schools=12, interval_deviations=1.96, winsorised_share=0.1)}


def schools(count: int = 20, seed: int = 1, **columns: Any) -> pd.DataFrame:
    """Schools of 30 pupils whose results follow their index, with a tenth below the threshold."""
    rng = np.random.default_rng(seed)
    index = np.linspace(-1, 1, count)
    pupils = rng.normal(0.5 * index[:, None] + rng.normal(0, 0.3, count)[:, None], 1, (count, 30))
    frame = pd.DataFrame(
        {
            "half_year": "2024-H2",
            "population": "RU",
            "subject_area": "Математика",
            "school_login": [f"sch99{number:04d}" for number in range(count)],
            "participants": 30,
            "total": pupils.sum(axis=1),
            "total_of_squares": (pupils**2).sum(axis=1),
            "wellbeing_standardised": index,
            "funnel_participants": 30,
            "below_threshold": rng.binomial(30, 0.1, count),
            "expected_below_threshold": 3.0,
            "variance": 2.7,
        }
    )
    return frame.assign(**columns)


def model_of(frame: pd.DataFrame) -> dict[str, Any]:
    models, _ = context_results(frame, RULES)
    assert len(models) == 1
    return dict(models.iloc[0])


def test_a_model_and_an_estimate_of_every_school_in_it() -> None:
    models, estimates = context_results(schools(), RULES)
    model = dict(models.iloc[0])
    assert (model["state"], model["reason"], model["schools"]) == ("measured", "", 20)
    assert model["participants"] == 600
    assert model["slope"] > 3 * model["slope_error"]
    assert 0 < model["explained_share"] < 1
    assert len(estimates) == 20
    assert (estimates["interval_low"] < estimates["shrunken_residual"]).all()
    margin = estimates["interval_high"] - estimates["shrunken_residual"]
    assert margin.to_numpy() == pytest.approx(1.96 * estimates["standard_error"].to_numpy())


def test_schools_without_index_or_results_stay_out_and_the_others_are_fitted() -> None:
    frame = schools()
    frame.loc[0, "wellbeing_standardised"] = np.nan
    frame.loc[1, ["participants", "total", "total_of_squares", "funnel_participants"]] = [
        0, np.nan, np.nan, 0,
    ]  # fmt: skip
    models, estimates = context_results(frame, RULES)
    assert models.loc[0, "schools"] == 18
    assert models.loc[0, "funnel_schools"] == 19
    by_school = estimates.set_index("school_login")
    # no expectation without an index, but the funnel asks for none
    assert np.isnan(by_school.loc["sch990000", "expected"])
    assert not np.isnan(by_school.loc["sch990000", "funnel_deviation"])
    assert "sch990001" not in by_school.index


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (schools(11), "too_few_groups"),
        (schools(3), "too_few_groups"),
        (schools(wellbeing_standardised=0.5), "constant_predictor"),
        (schools(wellbeing_standardised=np.nan), "no_index"),
        (schools(participants=0, total=np.nan, total_of_squares=np.nan), "no_observations"),
        (schools(total=30.0, total_of_squares=30.0), "constant_outcome"),
        (schools(participants=1, total=1.0, total_of_squares=1.0), "one_observation_per_group"),
    ],
)
def test_no_model_has_a_reason_and_no_estimate(frame: pd.DataFrame, reason: str) -> None:
    models, estimates = context_results(frame, RULES)
    assert (models.loc[0, "state"], models.loc[0, "reason"]) == ("not_measured", reason)
    assert np.isnan(models.loc[0, "slope"])
    assert "expected" not in estimates or estimates["expected"].isna().all()


def test_a_model_that_does_not_converge_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = context.fit_two_level

    def stubborn(moments: Any, **settings: Any) -> Any:
        found = fit(moments, **settings)
        is_russian = str(moments.groups[0]).startswith("rus")
        return replace(found, state="not_fitted", reason="not_converged") if is_russian else found

    monkeypatch.setattr(context, "fit_two_level", stubborn)
    other = schools(subject_area="Русский язык").assign(
        school_login=lambda frame: "rus" + frame["school_login"]
    )
    models, _ = context_results(pd.concat([schools(), other]), RULES)
    assert dict(zip(models["subject_area"], models["reason"], strict=True)) == {
        "Математика": "",
        "Русский язык": "not_converged",
    }


def test_schools_that_differ_by_chance_only_are_all_as_expected() -> None:
    """The between-school variance is zero then, and with it every shrunken residual."""
    frame = schools()
    frame["total"] = 15 * frame["wellbeing_standardised"]
    frame["total_of_squares"] = 30 + frame["total"] ** 2 / 30
    models, estimates = context_results(frame, RULES)
    assert models.loc[0, "state"] == "measured"
    assert models.loc[0, "between_variance"] == 0
    assert (estimates["shrunken_residual"] == 0).all()
    assert (estimates["interval_low"] <= 0).all()


def test_nothing_delivered_is_no_model() -> None:
    models, estimates = context_results(schools().iloc[:0], RULES)
    assert len(models) == len(estimates) == 0
    assert "state" in models
