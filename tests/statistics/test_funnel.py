"""The funnel by hand and at its edges."""

import numpy as np
import pytest

from opora.statistics import funnel, funnel_of_procedures, funnel_of_shares, share_limits


def test_shares_by_hand() -> None:
    """Overall 25 of 100; z of 10/20 is 0.25 / sqrt(0.25 · 0.75 / 20) = 2.582."""
    found = funnel_of_shares([10, 10, 5], [20, 40, 40], winsorised_share=0)
    z = [2.581989, 0.0, -1.825742]
    assert found.state == "measured"
    assert found.expected.tolist() == [0.25] * 3
    assert found.z == pytest.approx(z, abs=1e-6)
    # (20/3 + 0 + 10/3) / 3
    assert found.overdispersion == pytest.approx(10 / 3)
    assert found.corrected_z == pytest.approx(np.array(z) / np.sqrt(10 / 3), abs=1e-6)
    assert found.outside(0.95, corrected=False).tolist() == [1, 0, 0]
    assert found.outside(0.95).tolist() == [0, 0, 0]
    low, high = found.limits(0.95, corrected=False)
    assert high[0] == pytest.approx(0.25 + 1.959964 * np.sqrt(0.25 * 0.75 / 20), abs=1e-6)
    assert low[0] == pytest.approx(0.5 - high[0])
    assert found.limits(0.95)[1][0] == pytest.approx(0.25 + (high[0] - 0.25) * np.sqrt(10 / 3))


def test_extremes_are_drawn_in_before_they_count() -> None:
    """z = -5 … 5: a tenth on each side draws ±5 in to ±4."""
    z = np.arange(-5.0, 6.0)
    found = funnel(z, np.zeros(11), np.ones(11))
    assert found.overdispersion == pytest.approx((2 * (16 + 16 + 9 + 4 + 1)) / 11)
    assert funnel(z, np.zeros(11), np.ones(11), winsorised_share=0).overdispersion == 10


def test_several_procedures_by_hand() -> None:
    """Procedure m: 6 of 20 fail (0.3), r: 2 of 20 (0.1).

    School a: O = 6, E = 3 + 1 = 4, V = 2.1 + 0.9 = 3; school b: O = 2.
    """
    found = funnel_of_procedures(
        ["a", "a", "b", "b", "a"], ["m", "r", "m", "r", "m"], [3, 1, 1, 1, 2], [5, 10, 10, 10, 5]
    )
    assert found.units.tolist() == ["a", "b"]
    assert found.observed.tolist() == [6, 2]
    assert found.expected == pytest.approx([4, 4])
    assert found.variance == pytest.approx([3, 3])
    assert found.z == pytest.approx([2 / np.sqrt(3), -2 / np.sqrt(3)])


def test_one_procedure_says_what_shares_say() -> None:
    failed, participants = [3, 8, 0, 12], [30, 20, 9, 41]
    several = funnel_of_procedures(list("abcd"), ["m"] * 4, failed, participants)
    single = funnel_of_shares(failed, participants, units=list("abcd"))
    assert several.z == pytest.approx(single.z)
    assert several.overdispersion == pytest.approx(single.overdispersion)


def test_limits_are_never_narrower_than_chance() -> None:
    """All alike: no scatter at all, phi 0 as it is, 1 as it is used."""
    found = funnel_of_shares([3, 6, 9], [10, 20, 30])
    assert (found.state, found.overdispersion, found.factor) == ("measured", 0.0, 1.0)
    assert found.corrected_z.tolist() == [0.0] * 3


def test_a_unit_of_no_participants_keeps_its_row() -> None:
    found = funnel_of_shares([3, 0, 6], [10, 0, 40], units=["a", "nobody", "b"])
    assert found.state == "measured"
    assert np.isnan([found.observed[1], found.z[1], found.corrected_z[1]]).all()
    assert np.isnan(found.outside(0.95)[1]) and np.isnan(found.limits(0.95)[0][1])
    assert np.isfinite(found.z[[0, 2]]).all()


@pytest.mark.parametrize(
    ("failed", "participants", "reason"),
    [
        ([], [], "no_observations"),
        ([0, 0], [0, 0], "no_observations"),
        ([3], [10], "too_few_units"),
        ([3, 0], [10, 0], "too_few_units"),
        ([0, 0, 0], [10, 20, 30], "no_variance"),
        ([10, 20, 30], [10, 20, 30], "no_variance"),
    ],
    ids=["empty", "nobody", "one", "one-with-pupils", "none-failed", "all-failed"],
)
def test_not_measured_and_why(failed: list[int], participants: list[int], reason: str) -> None:
    found = funnel_of_shares(failed, participants)
    assert (found.state, found.reason) == ("not_measured", reason)
    assert np.isnan([found.overdispersion, found.factor]).all()
    assert np.isnan(found.corrected_z).all()
    assert np.isnan(found.limits(0.95)[0]).all()


def test_a_procedure_that_nobody_failed_adds_nothing() -> None:
    found = funnel_of_procedures(
        ["a", "b", "a", "b"], ["m", "m", "easy", "easy"], [3, 1, 0, 0], [10, 10, 50, 50]
    )
    alone = funnel_of_shares([3, 1], [10, 10])
    assert found.z == pytest.approx(alone.z)


def test_a_unit_with_nothing_but_such_procedures_has_no_z() -> None:
    found = funnel_of_procedures(["a", "b", "c"], ["m", "m", "easy"], [3, 1, 0], [10, 10, 50])
    assert np.isnan(found.z[2]) and found.state == "measured"


def test_limits_of_a_drawing_stay_shares() -> None:
    low, high = share_limits([1, 100], 0.1, deviations=3.090232, factor=4)
    assert low.tolist() == [0.0, 0.0]
    assert high[0] == 1.0
    assert high[1] == pytest.approx(0.1 + 2 * 3.090232 * 0.03, abs=1e-6)


@pytest.mark.parametrize(
    ("failed", "participants"),
    [([5], [3]), ([-1], [3]), ([1], [np.inf]), ([np.nan], [3]), ([1], [])],
)
def test_impossible_counts_are_refused(failed: list[float], participants: list[float]) -> None:
    with pytest.raises(ValueError, match=r"count|shape"):
        funnel_of_shares(failed, participants)


def test_shares_and_levels_are_shares() -> None:
    with pytest.raises(ValueError, match="winsorised"):
        funnel([1], [1], [1], winsorised_share=0.5)
    with pytest.raises(ValueError, match="level"):
        funnel([1, 2], [1, 1], [1, 1]).outside(95)
