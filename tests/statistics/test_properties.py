"""What must hold of the two-level model whatever the schools are."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.statistics import (
    GroupMoments,
    TwoLevelFit,
    fit_one_level,
    fit_two_level,
    moments_of_sums,
)
from opora.statistics.arrays import Floats, Labels


@dataclass(frozen=True)
class Pupils:
    """One entry per pupil; the index belongs to the school."""

    school: Labels
    index: Floats
    mark: Floats

    def moments(self) -> GroupMoments:
        ones = np.ones(len(self.mark))
        return moments_of_sums(
            self.school, ones, self.mark, self.mark**2, {"index": self.index[self.school]}
        )

    def fit(self, *, restricted: bool = True) -> TwoLevelFit:
        return fit_two_level(self.moments(), restricted=restricted)


@st.composite
def pupils(draw: st.DrawFn) -> Pupils:
    """4 to 12 schools of 2 to 15 pupils, from no variance between them to much."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = rng.integers(2, 16, draw(st.integers(4, 12)))
    school = np.repeat(np.arange(len(sizes)), sizes)
    effect = rng.normal(0, draw(st.sampled_from([0.0, 0.1, 0.5, 3.0])), len(sizes))
    index = rng.normal(0, 1, len(sizes))
    return Pupils(school, index, (index + effect)[school] + rng.normal(0, 1, len(school)))


def _same(first: TwoLevelFit, second: TwoLevelFit, *, factor: float = 1.0) -> None:
    assert (first.state, second.state) == ("fitted", "fitted")
    assert first.is_at_boundary == second.is_at_boundary
    wanted = first.within_variance * factor**2
    assert second.within_variance == pytest.approx(wanted, rel=1e-6)
    assert second.between_variance == pytest.approx(
        first.between_variance * factor**2, rel=1e-5, abs=1e-6 * wanted
    )
    assert second.residuals.shrunken_residual == pytest.approx(
        first.residuals.shrunken_residual * factor, abs=1e-5 * factor
    )


ordinary = settings(max_examples=25, deadline=None)


@ordinary
@given(pupils(), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_pupils_and_schools_does_not_matter(
    rows: Pupils, random: object, restricted: bool
) -> None:
    order = np.arange(len(rows.mark))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = replace(rows, school=rows.school[order], mark=rows.mark[order])
    _same(rows.fit(restricted=restricted), shuffled.fit(restricted=restricted))
    renamed = replace(rows, school=rows.school.max() - rows.school, index=rows.index[::-1])
    backwards = renamed.fit(restricted=restricted).residuals.shrunken_residual[::-1]
    forwards = rows.fit(restricted=restricted).residuals.shrunken_residual
    assert backwards == pytest.approx(forwards, abs=1e-5)


@ordinary
@given(pupils(), st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_a_constant_moves_the_intercept_only(rows: Pupils, mark: float, index: float) -> None:
    before = rows.fit()
    after = replace(rows, mark=rows.mark + mark, index=rows.index + index).fit()
    _same(before, after)
    slope = before.coefficients["index"]
    assert after.coefficients["index"] == pytest.approx(slope, abs=1e-5)
    assert after.coefficients["intercept"] == pytest.approx(
        before.coefficients["intercept"] + mark - slope * index, abs=1e-2
    )


@ordinary
@given(pupils(), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_another_unit_changes_nothing_but_the_unit(rows: Pupils, mark: float, index: float) -> None:
    before = rows.fit()
    after = replace(rows, mark=rows.mark * mark, index=rows.index * index).fit()
    _same(before, after, factor=mark)
    assert after.coefficients["index"] == pytest.approx(
        before.coefficients["index"] * mark / index, rel=1e-4, abs=1e-5 * mark / index
    )
    assert after.log_likelihood == pytest.approx(
        before.log_likelihood - (len(rows.mark) - 2) * np.log(mark) - np.log(index),
        abs=1e-5,
    )


@ordinary
@given(pupils(), st.booleans())
def test_shrinking_never_stretches(rows: Pupils, restricted: bool) -> None:
    fit = rows.fit(restricted=restricted)
    found = fit.residuals
    assert (np.abs(found.shrunken_residual) <= np.abs(found.raw_residual)).all()
    assert ((found.reliability >= 0) & (found.reliability < 1)).all()
    n, tau = found.count, fit.between_variance
    identity = n * tau / (n * tau + fit.within_variance) * (found.actual - found.expected)
    assert np.abs(found.shrunken_residual - identity).max() < 1e-9
    # a larger school is believed more
    order = np.argsort(n)
    assert (np.diff(found.reliability[order]) >= 0).all()


@ordinary
@given(pupils(), st.data())
def test_splitting_a_school_into_cells_changes_nothing(rows: Pupils, data: st.DataObject) -> None:
    whole = rows.moments()
    cell = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=len(rows.mark), max_size=len(rows.mark)))
    )
    cells, place = np.unique(rows.school * 4 + cell, return_inverse=True)
    summed = moments_of_sums(
        cells // 4,
        np.bincount(place),
        np.bincount(place, weights=rows.mark),
        np.bincount(place, weights=rows.mark**2),
        {"index": rows.index[cells // 4]},
    )
    for name in ("count", "xx", "xy", "yy"):
        assert getattr(summed, name) == pytest.approx(getattr(whole, name), rel=1e-12, abs=1e-12)
    _same(fit_two_level(whole), fit_two_level(summed))


@ordinary
@given(pupils(), st.booleans())
def test_the_maximum_is_one(rows: Pupils, restricted: bool) -> None:
    """No other variance is more likely, with the likelihood written out pupil by pupil."""
    fit = rows.fit(restricted=restricted)
    theta = fit.between_variance / fit.within_variance
    best = _likelihood(rows, theta, restricted)
    assert fit.log_likelihood == pytest.approx(best, abs=1e-7 * abs(best))
    others = [0.0, theta * 0.99, theta * 1.01, theta + 1e-3, *np.geomspace(1e-4, 1e4, 25)]
    assert max(_likelihood(rows, other, restricted) for other in others) <= best + 1e-6


def _likelihood(rows: Pupils, theta: float, restricted: bool) -> float:
    """Profile log-likelihood with the covariance matrix of all pupils written out."""
    x = np.column_stack([np.ones(len(rows.mark)), rows.index[rows.school]])
    v = np.eye(len(rows.mark)) + theta * (rows.school[:, None] == rows.school)
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    residual = rows.mark - x @ np.linalg.solve(information, x.T @ inverse @ rows.mark)
    freedom = len(rows.mark) - (2 if restricted else 0)
    sigma2 = residual @ inverse @ residual / freedom
    value = freedom * (np.log(2 * np.pi * sigma2) + 1) + np.linalg.slogdet(v)[1]
    if restricted:
        value += np.linalg.slogdet(information)[1]
    return float(-value / 2)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sampled_from([-1.0, 0.0, 0.1, 2.0, 3.0, 1e-8, 1e8]),
            st.sampled_from([-1e9, 0.0, 1e-9, 0.1, 2.0, 3.0, 5.0, 1e12]),
        ),
        max_size=30,
    ),
    st.booleans(),
)
@pytest.mark.filterwarnings("error")
def test_whatever_comes_there_is_a_state_and_no_warning(
    rows: list[tuple[int, float, float]], restricted: bool
) -> None:
    table = np.array(rows).reshape(-1, 3)
    school, pupil, mark = table.T
    moments = moments_of_sums(school, np.ones(len(mark)), mark, mark**2, {"pupil": pupil})
    fit = fit_two_level(moments, restricted=restricted)
    assert (fit.state == "fitted") == (fit.reason is None)
    numbers = [fit.between_variance, fit.within_variance, fit.log_likelihood]
    assert np.isfinite(numbers).all() == (fit.state == "fitted")
    if fit.state == "fitted":
        assert np.isfinite(fit.residuals.standard_error).all()
    fit_one_level(moments)
