"""Ordinary least squares from moments, by hand and at its edges."""

import numpy as np
import pytest

from opora.statistics import GroupMoments, fit_one_level, moments_of_sums


def _of_points(x: list[float], y: list[float]) -> GroupMoments:
    ones = np.ones(len(x))
    return moments_of_sums(np.arange(len(x)), ones, y, np.square(y), {"x": x})


def test_by_hand() -> None:
    """Points (0, 1), (1, 2), (2, 6): slope 2.5, intercept 0.5, residuals 0.5, -1, 0.5."""
    fit = fit_one_level(_of_points([0, 1, 2], [1, 2, 6]))
    assert fit.coefficients == pytest.approx({"intercept": 0.5, "x": 2.5})
    assert fit.residual_variance == pytest.approx(1.5)
    # sigma² / 2 and sigma² · (1 / 3 + 1 / 2)
    assert fit.standard_errors == pytest.approx({"intercept": np.sqrt(1.25), "x": np.sqrt(0.75)})
    assert fit.explained_share == pytest.approx(12.5 / 14)
    assert fit.log_likelihood == pytest.approx(-1.5 * (np.log(2 * np.pi * 0.5) + 1))


def test_points_on_a_line_leave_nothing_over() -> None:
    fit = fit_one_level(_of_points([0, 1, 2, 3], [1, 3, 5, 7]))
    assert fit.state == "fitted"
    assert fit.coefficients == pytest.approx({"intercept": 1, "x": 2})
    assert fit.residual_variance == 0 and fit.log_likelihood == np.inf
    assert fit.standard_errors == {"intercept": 0, "x": 0}
    assert fit.explained_share == 1


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ([], [], "no_observations"),
        ([1, 2], [1, 3], "too_few_observations"),
        ([2, 2, 2], [1, 3, 4], "constant_predictor"),
        ([1, 2, 3], [4, 4, 4], "constant_outcome"),
    ],
)
def test_no_model_but_a_reason(x: list[float], y: list[float], reason: str) -> None:
    fit = fit_one_level(_of_points(x, y))
    assert (fit.state, fit.reason) == ("not_fitted", reason)
    assert np.isnan(fit.residual_variance) and fit.coefficients == {}
