"""Comparable units, difference in differences, permutation test: by hand, then properties."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.statistics.comparable import comparable
from opora.statistics.difference import Difference, Rules, difference_in_differences
from opora.statistics.permutation import permutation_p_value
from opora.statistics.robust_regression import independent_columns, robust_coefficient

RULES = Rules(level=0.95, least_treated=5, untreated_per_covariate=5, most_permutations=5000)


def _difference(change: np.ndarray, treated: np.ndarray, **options: np.ndarray) -> Difference:
    found = difference_in_differences(np.asarray(change, float), treated, RULES, **options)
    assert found is not None
    return found


def test_schools_at_the_caliper_are_in_and_beyond_it_out() -> None:
    found = comparable([[0, 0], [5, 5]], [[0.5, -0.5], [0.51, 0], [0, 0.2], [9, 9]], caliper=0.5)
    assert found.counts.tolist() == [2, 0]
    assert found.distances.tolist() == pytest.approx([0.5, np.inf, 0.2, np.inf])
    assert comparable(np.empty((0, 1)), [[1.0]], caliper=1).distances.tolist() == [np.inf]
    assert comparable([[1.0]], np.empty((0, 1)), caliper=1).counts.tolist() == [0]


def test_the_plain_difference_of_two_groups() -> None:
    change = np.array([3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5.0])
    treated = np.arange(11) < 5
    found = _difference(change, treated)
    assert (found.change, found.comparable_change, found.effect) == pytest.approx((5, 2.5, 2.5))
    # HC2 of two means: 2.5 / 5 + 3.5 / 6
    assert found.standard_error == pytest.approx(np.sqrt(2.5 / 5 + 3.5 / 6))
    assert found.unit_effect[:5] == pytest.approx([0.5, 1.5, 2.5, 3.5, 4.5])
    assert np.isnan(found.unit_effect[5:]).all()


def test_five_supported_schools_have_an_interval_and_four_a_permutation_test() -> None:
    change = np.array([3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5.0])
    five = _difference(change, np.arange(11) < 5)
    assert five.method == "interval" and five.low < five.effect < five.high
    four = _difference(change[1:], np.arange(10) < 4)
    assert four.method == "permutation"
    assert np.isnan([four.low, four.high, four.standard_error]).all()
    assert 0 < four.p_value <= 1


def test_permutations_are_all_tried_where_they_are_few() -> None:
    # one of five: the treated has the largest deviation, 1 of 5 is as large
    outcome, treated = np.array([9, 0, 1, 2, 3.0]), np.arange(5) == 0
    ones = np.ones((5, 1))
    p = permutation_p_value(outcome, treated, ones, np.zeros(5), np.ones(5), most_permutations=99)
    assert p == pytest.approx(1 / 5)
    # places are changed within strata only: 1 of 2 · 1 of 3
    strata, outcome = np.array([0, 0, 1, 1, 1]), np.array([5, 0, 5, 0, 0.0])
    design = np.eye(2)[strata]
    treated = np.array([True, False, True, False, False])
    p = permutation_p_value(outcome, treated, design, strata, np.ones(5), most_permutations=99)
    assert p == pytest.approx(1 / 6)
    drawn = permutation_p_value(outcome, treated, design, strata, np.ones(5), most_permutations=5)
    assert drawn in [n / 6 for n in range(1, 7)]


def test_nobody_to_change_places_with() -> None:
    everybody = np.array([True, True])
    p = permutation_p_value(
        np.ones(2), everybody, np.ones((2, 1)), np.zeros(2), np.ones(2), most_permutations=9
    )
    assert np.isnan(p)
    assert difference_in_differences(np.ones(3), np.array([True, True, False]), RULES) is None


def test_error_and_degrees_of_freedom_of_two_groups_are_those_of_the_literature() -> None:
    """With two groups Bell and McCaffrey's degrees of freedom are known in closed form."""
    rng = np.random.default_rng(1)
    treated = np.arange(30) < 6
    found = robust_coefficient(
        rng.normal(size=30), np.column_stack([treated, np.ones(30)]).astype(float), 0
    )
    # Imbens & Kolesár 2016: variance of s1²/6 + s0²/24 under equal variances
    assert found.degrees_of_freedom == pytest.approx(
        (1 / 6 + 1 / 24) ** 2 / (1 / 6**2 / 5 + 1 / 24**2 / 23)
    )


@pytest.mark.parametrize("is_weighted", [False, True])
def test_hc2_as_statsmodels_has_it(is_weighted: bool) -> None:
    rng = np.random.default_rng(2)
    design = np.column_stack([np.arange(40) < 12, np.ones(40), rng.normal(size=(40, 2))])
    outcome, weights = rng.normal(size=40), rng.uniform(0.5, 3, 40)
    found = robust_coefficient(outcome, design, 0, weights if is_weighted else None)
    fit = sm.WLS(outcome, design, weights=weights if is_weighted else 1.0).fit(cov_type="HC2")
    assert found.value == pytest.approx(fit.params[0])
    assert found.standard_error == pytest.approx(fit.bse[0])


def test_a_column_that_others_explain_is_left_out() -> None:
    first = np.array([1, 2, 3, 5.0])
    design = np.column_stack([np.ones(4), first, 2 * first + 1, np.zeros(4), first**2])
    assert independent_columns(design) == [0, 1, 4]


def test_covariates_take_out_what_was_different_before() -> None:
    rng = np.random.default_rng(3)
    treated = np.arange(60) < 15
    before = rng.normal(size=60) - treated
    change = -0.5 * before + 0.3 * treated + rng.normal(0, 0.1, 60)
    without = _difference(change, treated)
    found = _difference(change, treated, covariates=before[:, None])
    assert abs(found.effect - 0.3) < 0.1 < without.effect - 0.3
    assert found.covariates == (0,)


def test_each_covariate_asks_for_its_untreated_units() -> None:
    rng = np.random.default_rng(4)
    treated = np.arange(15) < 6
    found = _difference(rng.normal(size=15), treated, covariates=rng.normal(size=(15, 3)))
    # nine untreated at five each
    assert found.covariates == (0,)


def test_uncertain_schools_weigh_less() -> None:
    treated = np.arange(12) < 6
    change = np.array([1, 1, 1, 1, 1, 13, 0, 0, 0, 0, 0, 0.0])
    known = np.where(np.arange(12) == 5, 100.0, 0.01)
    assert (
        _difference(change, treated, known_variance=known).effect
        < _difference(change, treated).effect
    )


_changes = st.lists(st.floats(-3, 3), min_size=14, max_size=14).map(np.array)
_variances = st.lists(st.floats(0.01, 2), min_size=14, max_size=14).map(np.array)
_orders = st.permutations(range(14)).map(np.array)
_TREATED, _BEFORE = np.arange(14) < 6, np.sin(np.arange(14.0))[:, None]


@settings(max_examples=60, deadline=None)
@given(_changes, _variances, st.floats(-5, 5))
def test_what_happens_to_everybody_is_no_effect(
    change: np.ndarray, variance: np.ndarray, shift: float
) -> None:
    one = _difference(change, _TREATED, covariates=_BEFORE, known_variance=variance)
    other = _difference(change + shift, _TREATED, covariates=_BEFORE, known_variance=variance)
    assert other.effect == pytest.approx(one.effect, abs=1e-6)
    assert other.low == pytest.approx(one.low, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(_changes, _variances, _orders)
def test_the_order_of_schools_is_nothing(
    change: np.ndarray, variance: np.ndarray, order: np.ndarray
) -> None:
    one = _difference(change, _TREATED, covariates=_BEFORE, known_variance=variance)
    other = _difference(
        change[order], _TREATED[order], covariates=_BEFORE[order], known_variance=variance[order]
    )
    assert other.effect == pytest.approx(one.effect, abs=1e-6)
    assert other.p_value == pytest.approx(one.p_value, abs=1e-5, nan_ok=True)
    assert other.unit_effect == pytest.approx(one.unit_effect[order], abs=1e-6, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-3, 3), min_size=7, max_size=7).map(np.array),
    st.lists(st.floats(0.01, 2), min_size=7, max_size=7).map(np.array),
)
def test_treated_who_are_like_the_others_have_no_effect(
    change: np.ndarray, variance: np.ndarray
) -> None:
    found = _difference(np.tile(change, 2), np.arange(14) < 7, known_variance=np.tile(variance, 2))
    assert found.effect == pytest.approx(0, abs=1e-9)
