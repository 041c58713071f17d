"""The search for the ratio of variances that maximises a profile likelihood, by two ways.

Belongs here: how an optimum becomes one that can be trusted. A single optimiser can stop at a wrong
place and call it convergence: statsmodels' MixedLM under lbfgs returned a variance of zero so. Here
a search without slopes (a grid, then Brent's bounded one in its best bracket) and a search along
slopes that starts elsewhere (L-BFGS-B from the analysis of variance) have to arrive at the same
likelihood; only then is it refined to the point where the slope is zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from opora.analysis.arrays import Floats
from opora.analysis.profile import Profile

#: The grid reaches until theta = exp(_LAST) / largest group, beyond which there is no spread within
#: groups worth the name.
_LAST, _POINTS = 28.0, 113
#: Two deviances agree when they differ by no more than this, plus their last digits; a test of
#: significance begins to notice at about a million times as much.
_AGREE, _DIGITS = 1e-6, 1e-11


@dataclass(frozen=True)
class Optimum:
    """The best theta and what each way found.

    Attributes:
        theta: between-group variance / within-group variance; exactly 0 at the boundary.
        is_at_boundary: whether the likelihood falls from zero on: no variance between groups.
        deviance_by_brent, deviance_by_slopes: minus twice the log-likelihood of standardised data.
    """

    theta: float
    is_at_boundary: bool
    deviance_by_brent: float
    deviance_by_slopes: float


def search(profile: Profile, *, largest: float, start: float) -> Optimum | None:
    """The maximum of the likelihood; None where the two ways don't agree on a finite one.

    Args:
        profile: what to maximise.
        largest: pupils of the largest group; sets the scale t = log(1 + largest * theta), which is
            linear near zero, so that zero is a point like any other, and logarithmic far from it.
        start: a first guess of theta for the way along the slopes.
    """

    def theta(t: float) -> float:
        return float(np.expm1(t) / largest)

    def deviance(t: float) -> float:
        return profile.deviance(theta(t))

    def along_slope(t: Floats) -> tuple[float, Floats]:
        found, slope = profile.deviance_and_slope(theta(t[0]))
        return found, np.array([slope * np.exp(t[0]) / largest])

    def slope(t: float) -> float:
        return float(along_slope(np.array([t]))[1][0])

    grid = np.linspace(0, _LAST, _POINTS)
    values = np.array([deviance(t) for t in grid])
    if not np.isfinite(values[0]):
        return None
    best = int(np.nanargmin(values))
    if best == _POINTS - 1:
        return None
    low, high = grid[max(best - 1, 0)], grid[best + 1]
    brent = optimize.minimize_scalar(
        deviance, bounds=(low, high), method="bounded", options={"xatol": 1e-10}
    )
    t_brent, by_brent = min(
        ((float(brent.x), float(brent.fun)), (float(grid[best]), float(values[best]))),
        key=lambda found: found[1],
    )
    by_slopes = _by_slopes(along_slope, np.log1p(largest * start))
    if not _agree(by_brent, by_slopes):
        # a lesser maximum near the first guess is no doubt about the greatest one
        by_slopes = _by_slopes(along_slope, t_brent + 1.0)
    if not _agree(by_brent, by_slopes):
        return None
    if slope(0.0) >= 0 and values[0] <= by_brent + _tolerance(by_brent):
        return Optimum(0.0, True, float(values[0]), by_slopes)
    return Optimum(theta(_refined(slope, t_brent)), False, by_brent, by_slopes)


def _by_slopes(function: Callable[[Floats], tuple[float, Floats]], start: float) -> float:
    found = optimize.minimize(
        function,
        np.array([min(start, _LAST)]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, _LAST)],
        options={"ftol": 1e-15, "gtol": 1e-9},
    )
    return float(found.fun)


def _refined(slope: Callable[[float], float], t: float) -> float:
    """Where the slope is zero near t: a minimum is flat, its slope's zero is not."""
    for width in (1e-6, 1e-4, 1e-2):
        low, high = max(t - width, 0.0), t + width
        if slope(low) < 0 < slope(high):
            return float(optimize.brentq(slope, low, high, xtol=1e-15, rtol=1e-14))
    return t


def _agree(first: float, second: float) -> bool:
    return bool(np.isfinite([first, second]).all()) and abs(first - second) <= _tolerance(first)


def _tolerance(deviance: float) -> float:
    return _AGREE + _DIGITS * abs(deviance)
