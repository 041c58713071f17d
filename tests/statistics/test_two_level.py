"""The two-level model by hand and at its edges."""

import doctest
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from published import high_school_and_beyond

import opora.statistics.tables
from opora.statistics import (
    GroupMoments,
    Reason,
    fit_one_level,
    fit_two_level,
    moments_of_rows,
    moments_of_sums,
    two_level_model_of_cells,
)


def _of_pupils(
    schools: Mapping[str, Sequence[float]], **predictors: Sequence[float]
) -> GroupMoments:
    """Moments of schools with these results; a predictor has a value per school."""
    return moments_of_sums(
        list(schools),
        [len(results) for results in schools.values()],
        [sum(results) for results in schools.values()],
        [sum(result**2 for result in results) for results in schools.values()],
        predictors,
    )


def test_three_schools_by_hand() -> None:
    """Balanced: sigma² = mean square within = 0.5; between 2; tau = (2 - 0.5) / 2 = 0.75.

    Reliability 2 · 0.75 / (2 · 0.75 + 0.5) = 0.75.
    """
    fit = fit_two_level(_of_pupils({"a": [2, 3], "b": [3, 4], "c": [4, 5]}))
    assert fit.state == "fitted"
    assert fit.within_variance == pytest.approx(0.5, rel=1e-9)
    assert fit.between_variance == pytest.approx(0.75, rel=1e-9)
    assert fit.intraclass_correlation == pytest.approx(0.6, rel=1e-9)
    assert fit.coefficients == pytest.approx({"intercept": 3.5})
    # the mean of three means, each with variance 0.75 + 0.5 / 2
    assert fit.standard_errors["intercept"] == pytest.approx(np.sqrt(1 / 3))
    found = fit.residuals
    assert found.groups.tolist() == ["a", "b", "c"]
    assert found.actual == pytest.approx([2.5, 3.5, 4.5])
    assert found.expected == pytest.approx([3.5] * 3)
    assert found.raw_residual == pytest.approx([-1, 0, 1])
    assert found.reliability == pytest.approx([0.75] * 3)
    assert found.shrunken_residual == pytest.approx([-0.75, 0, 0.75])
    # tau · (1 - 0.75) = 0.1875, and 0.75² / 3 for the uncertain mean
    assert found.standard_error_given_coefficients == pytest.approx([np.sqrt(0.1875)] * 3)
    assert found.standard_error == pytest.approx([np.sqrt(0.375)] * 3)
    # by maximum likelihood the mean square between divides by three schools, not two
    likely = fit_two_level(_of_pupils({"a": [2, 3], "b": [3, 4], "c": [4, 5]}), restricted=False)
    assert likely.between_variance == pytest.approx((4 / 3 - 0.5) / 2, rel=1e-9)


def test_a_school_of_one_pupil_is_pulled_to_what_was_expected() -> None:
    schools = {f"s{i}": [3 + (-1) ** i, 3 + (-1) ** i + 1, 3, 4] for i in range(10)}
    fit = fit_two_level(_of_pupils({**schools, "lonely": [5.0]}))
    lonely = fit.residuals.to_frame().set_index("groups").loc["lonely"]
    theta = fit.between_variance / fit.within_variance
    assert lonely["reliability"] == pytest.approx(theta / (1 + theta))
    assert 0 < lonely["shrunken_residual"] < lonely["raw_residual"]
    assert lonely["standard_error"] > fit.residuals.standard_error[:-1].max() * 0.999


def test_schools_that_differ_by_less_than_chance_have_no_variance_between_them() -> None:
    fit = fit_two_level(_of_pupils({"a": [2, 5], "b": [3, 4], "c": [1, 6], "d": [3, 4.1]}))
    assert fit.state == "fitted" and fit.is_at_boundary
    assert (fit.between_variance, fit.intraclass_correlation) == (0.0, 0.0)
    assert fit.residuals.shrunken_residual.tolist() == [0.0] * 4
    assert fit.residuals.reliability.tolist() == [0.0] * 4
    # the model is ordinary regression then
    plain = fit_one_level(_of_pupils({"a": [2, 5], "b": [3, 4], "c": [1, 6], "d": [3, 4.1]}))
    assert fit.coefficients == pytest.approx(plain.coefficients)
    assert fit.standard_errors == pytest.approx(plain.standard_errors)
    assert fit.within_variance == pytest.approx(plain.residual_variance)


def test_all_schools_alike() -> None:
    fit = fit_two_level(_of_pupils({school: [3, 4, 5] for school in "abcde"}))
    assert fit.is_at_boundary and fit.between_variance == 0


def test_a_school_of_no_pupils_keeps_its_row() -> None:
    schools = {"a": [2, 3], "b": [3, 4], "c": [4, 5], "nobody": []}
    fit = fit_two_level(_of_pupils(schools))
    assert (fit.state, fit.groups) == ("fitted", 3)
    assert fit.between_variance == pytest.approx(0.75)
    found = fit.residuals.to_frame().set_index("groups").loc["nobody"]
    assert (found["count"], found["reliability"]) == (0, 0)
    assert found.drop(["count", "reliability"]).isna().all()


_ORDINARY = {"a": [2, 3], "b": [3, 4], "c": [4, 5], "d": [2, 2.5]}


@pytest.mark.parametrize(
    ("moments", "reason", "concerns"),
    [
        (_of_pupils({}), "no_observations", ()),
        (_of_pupils({"a": [], "b": [], "c": []}), "no_observations", ()),
        (_of_pupils({"a": [2, 3, 4]}), "too_few_groups", ()),
        (_of_pupils({"a": [2, 3], "b": [3, 4], "c": []}), "too_few_groups", ()),
        (
            _of_pupils(_ORDINARY, x=[1, 2, 3, 5], y=[1, 0, 0, 1], z=[3, 1, 0, 0]),
            "too_few_groups",
            (),
        ),
        (_of_pupils({"a": [2], "b": [3], "c": [5]}), "one_observation_per_group", ()),
        (_of_pupils({"a": [3, 3], "b": [3, 3], "c": [3, 3]}), "constant_outcome", ()),
        (_of_pupils({"a": [0.1] * 7, "b": [0.1] * 3, "c": [0.1] * 9}), "constant_outcome", ()),
        (_of_pupils(_ORDINARY, index=[0.1] * 4), "constant_predictor", ("index",)),
        (_of_pupils(_ORDINARY, index=[0.0] * 4), "constant_predictor", ("index",)),
        (
            _of_pupils(_ORDINARY, x=[1, 2, 3, 5], y=[2, 4, 6, 10]),
            "collinear_predictors",
            ("x", "y"),
        ),
        (_of_pupils({"a": [2, 2], "b": [3, 3], "c": [5, 5]}), "no_within_group_spread", ()),
        (_of_pupils({"a": [0.1] * 3, "b": [0.2] * 3, "c": [0.4]}), "no_within_group_spread", ()),
    ],
    ids=[
        "empty", "nobody", "one-school", "two-schools", "more-predictors-than-schools", "one-each",
        "alike", "alike-in-decimals", "constant-index", "zero-index", "collinear", "no-spread",
        "no-spread-in-decimals",
    ],
)  # fmt: skip
@pytest.mark.parametrize("restricted", [True, False])
def test_no_model_but_a_reason(
    moments: GroupMoments, reason: str, concerns: tuple[str, ...], restricted: bool
) -> None:
    fit = fit_two_level(moments, restricted=restricted)
    assert (fit.state, fit.reason, fit.concerns) == ("not_fitted", reason, concerns)
    assert np.isnan(fit.between_variance) and fit.coefficients == {}
    assert len(fit.residuals.groups) == len(moments.groups)
    assert np.isnan(fit.residuals.shrunken_residual).all()
    assert fit.residuals.actual == pytest.approx(moments.outcome_means, nan_ok=True)


def test_as_many_schools_as_were_asked_for_are_enough() -> None:
    moments = _of_pupils(_ORDINARY)
    assert fit_two_level(moments, least_groups=4).state == "fitted"
    assert fit_two_level(moments, least_groups=5).reason is Reason.TOO_FEW_GROUPS


def test_nothing_is_left_within_schools_when_a_predictor_of_pupils_explains_it() -> None:
    school = np.repeat(np.arange(5), 4)
    pupil = np.tile([0.0, 1.0, 2.0, 3.0], 5)
    moments = moments_of_sums(
        school, np.ones(20), school**2 + 2 * pupil, (school**2 + 2 * pupil) ** 2, {"pupil": pupil}
    )
    assert fit_two_level(moments).reason is Reason.NO_WITHIN_GROUP_SPREAD


@pytest.mark.parametrize("correlation", [1e-6, 1e-3, 0.5, 0.999, 0.999999])
def test_any_correlation_is_found(correlation: float) -> None:
    """Balanced schools have a closed form: tau = (mean square between - within) / n."""
    n, g = 50, 40
    effects = np.linspace(-1, 1, g)
    pupils = np.linspace(-1, 1, n)
    within = float(pupils @ pupils) * g / (g * n - g)
    # scale the effects so that the correlation comes out as wanted
    between = n * float(effects @ effects) / (g - 1)
    tau = within * correlation / (1 - correlation)
    effects *= np.sqrt((n * tau + within) / between)
    results = {f"{i:02d}": (effect + pupils).tolist() for i, effect in enumerate(effects)}
    fit = fit_two_level(_of_pupils(results))
    assert fit.within_variance == pytest.approx(within, rel=1e-7)
    assert fit.between_variance == pytest.approx(tau, rel=1e-5)
    assert fit.intraclass_correlation == pytest.approx(correlation, rel=1e-5)


def test_very_unequal_schools() -> None:
    """A country has schools of one pupil and of thousands; statistics say what was put in."""
    rng = np.random.default_rng(7)
    n = np.concatenate([np.ones(2_000), rng.integers(2, 60, 2_000), rng.integers(3_000, 9_000, 20)])
    index = rng.normal(50, 10, len(n))
    effect = rng.normal(0, 0.3, len(n))
    mean = 3.5 + 0.02 * index + effect + rng.normal(size=len(n)) * 0.8 / np.sqrt(n)
    scatter = 0.64 * rng.chisquare(np.maximum(n - 1, 1)) * (n > 1)
    moments = moments_of_sums(
        np.arange(len(n)), n, n * mean, n * mean**2 + scatter, {"index": index}
    )
    fit = fit_two_level(moments)
    assert fit.coefficients["index"] == pytest.approx(0.02, abs=3 * fit.standard_errors["index"])
    assert fit.between_variance == pytest.approx(0.09, rel=0.1)
    assert fit.within_variance == pytest.approx(0.64, rel=0.05)
    # intervals of 95 % hold about 95 % of what was planted
    gap = np.abs(fit.residuals.shrunken_residual - effect)
    assert np.mean(gap < 1.96 * fit.residuals.standard_error) == pytest.approx(0.95, abs=0.01)


def test_both_ways_report_their_likelihood() -> None:
    rows = high_school_and_beyond()
    fit = fit_two_level(moments_of_rows(rows, outcome="mAch", group="school", predictors=["ses"]))
    assert set(fit.log_likelihoods) == {"values", "slope"}
    for likelihood in fit.log_likelihoods.values():
        assert likelihood == pytest.approx(fit.log_likelihood, abs=1e-6)


def test_no_variance_between_schools_is_never_taken_for_the_maximum() -> None:
    """On these data lbfgs of statsmodels 0.15 returns a variance of zero and calls it converged."""
    rows = high_school_and_beyond()
    moments = moments_of_rows(rows, outcome="mAch", group="school")
    fit = fit_two_level(moments, restricted=False)
    assert not fit.is_at_boundary
    assert fit.log_likelihood > fit_one_level(moments).log_likelihood + 400


def test_disagreeing_ways_are_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.statistics.search._turn", lambda *_: 20.0)
    fit = fit_two_level(_of_pupils(_ORDINARY))
    assert (fit.state, fit.reason) == ("not_fitted", Reason.NOT_CONVERGED)


def test_tables_as_their_documentation_shows() -> None:
    assert doctest.testmod(opora.statistics.tables).failed == 0


def test_tables_name_a_column_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="no such column: school"):
        two_level_model_of_cells(
            high_school_and_beyond()[["mAch"]],
            group="school", count="mAch", total="mAch", total_of_squares="mAch",
        )  # fmt: skip
