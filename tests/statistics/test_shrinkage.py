"""Shrinkage and lasting levels, by hand."""

import numpy as np
import pytest

from opora.statistics.lasting import lasting_levels
from opora.statistics.shrinkage import shrunken


def test_values_are_drawn_to_their_mean_by_what_chance_has_in_them() -> None:
    # -1, 0, 4 with variances of 1: mean 1, Q = 4 + 1 + 9 = 14, true variance (14 - 2) / (3 - 1) = 6
    found = shrunken([-1, 0, 4], [1, 1, 1])
    assert found.true_variance == pytest.approx(6)
    assert found.mean == pytest.approx(1)
    assert found.reliability == pytest.approx([6 / 7] * 3)
    assert found.values == pytest.approx([1 - 12 / 7, 1 - 6 / 7, 1 + 18 / 7])
    # 6/7 · 1 of the values themselves, (1/7)² · 7/3 of the mean
    assert found.standard_errors == pytest.approx([np.sqrt(6 / 7 + 1 / 21)] * 3)


def test_where_chance_explains_everything_all_values_are_the_mean() -> None:
    found = shrunken([0.9, 1.0, 1.1], [1, 1, 1])
    assert found.true_variance == 0
    assert found.values == pytest.approx([1, 1, 1])


def test_units_without_a_value_or_an_error_stay_out() -> None:
    found = shrunken([-1, 0, 4, np.nan, 9, 9], [1, 1, 1, 1, 0, np.nan])
    assert found.values[:3] == pytest.approx([1 - 12 / 7, 1 - 6 / 7, 1 + 18 / 7])
    assert np.isnan(found.values[3:]).all()


def test_one_unit_alone_is_its_own_mean_and_none_is_none() -> None:
    assert shrunken([3], [1]).values == pytest.approx([3])
    assert len(shrunken([], []).values) == 0


def test_what_lasts_is_what_two_years_share() -> None:
    # residuals ±2 and ±1: products 2·2, -1·1, … of the four units
    results = np.array([[2, 2], [-2, -2], [1, -1], [-1, 1.0]])
    found = lasting_levels(results, np.zeros((4, 2)))
    # tau = (4 + 4 - 1 - 1) / 4 pairs; all = (4·4 + 4·1) / 8 cells
    assert found.lasting_variance == pytest.approx(1.5)
    assert found.yearly_variance == pytest.approx(1.0)
    # of the mean of two years 2·1.5 / (2·1.5 + 1) is kept
    assert found.level == pytest.approx([1.5, -1.5, 0, 0])
    assert found.posterior_variance == pytest.approx([1.5 / 4] * 4)
    # the third school had a bad last year and is expected to come back
    assert found.regression == pytest.approx([-0.5, 0.5, 1, -1])


def test_one_year_can_not_tell_luck_from_what_lasts() -> None:
    found = lasting_levels([[1.0], [-1.0]], [[0.5], [0.5]])
    assert not found.is_separated
    assert (found.lasting_variance, found.yearly_variance) == pytest.approx((0.5, 0))
    # sampling alone: half of it stays
    assert found.regression == pytest.approx([-0.5, 0.5])


def test_missing_years_and_unknown_context_are_no_obstacle() -> None:
    results = np.array([[2, np.nan], [-2, -2], [1, -1], [np.nan, 1], [np.nan, np.nan]])
    found = lasting_levels(results, np.full((5, 2), 0.1), [1, np.nan, 0, -1, 2])
    assert np.isfinite(found.level[:4]).all()
    assert np.isnan(found.level[4])
    assert found.years.tolist() == [1, 2, 2, 1, 0]
