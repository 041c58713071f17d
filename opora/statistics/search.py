"""The search for the ratio of variances that maximises a profile likelihood, by two ways.

Belongs here: how an optimum becomes one that can be trusted. A single optimiser can stop at a wrong
place and call it convergence: statsmodels' MixedLM under lbfgs returned a variance of zero so. Here
a search that looks at the likelihood only (a grid, then Brent's minimum in its best bracket) and
one that looks at its slope only (downhill from the analysis of variance, then the root of the
slope) have to arrive at the same likelihood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from opora.statistics.profile import Profile

#: The grid reaches until theta = exp(_LAST) / largest group, beyond which there is no spread within
#: groups worth the name.
_LAST, _POINTS = 28.0, 113
#: Two deviances agree when they differ by no more than this, plus their last digits; a test of
#: significance begins to notice at about a million times as much.
_AGREE, _DIGITS = 1e-6, 1e-11
_FIRST_STEP = 0.5


@dataclass(frozen=True)
class Optimum:
    """The best theta and what each way found.

    Attributes:
        theta: between-group variance / within-group variance; exactly 0 at the boundary, where the
            likelihood falls from zero on.
        deviance_by_values, deviance_by_slope: minus twice the log-likelihood of standardised data.
    """

    theta: float
    deviance_by_values: float
    deviance_by_slope: float


def search(profile: Profile, *, largest: float, start: float) -> Optimum | None:
    """The maximum of the likelihood; None where the two ways don't agree on a finite one.

    Args:
        profile: what to maximise.
        largest: pupils of the largest group; sets the scale t = log(1 + largest * theta), which is
            linear near zero, so that zero is a point like any other, and logarithmic far from it.
        start: a first guess of theta for the way along the slope.
    """

    def theta(t: float) -> float:
        return float(np.expm1(t) / largest)

    def deviance(t: float) -> float:
        return profile.deviance(theta(t))

    def slope(t: float) -> float:
        return profile.deviance_and_slope(theta(t))[1] * float(np.exp(t)) / largest

    lowest = _lowest(deviance)
    if lowest is None:
        return None
    by_values = deviance(lowest)
    # a lesser maximum near the first guess is no doubt about the greatest one: start again from it
    for first in (np.log1p(largest * start), lowest):
        turn = _turn(slope, float(first))
        by_slope = deviance(turn)
        if abs(by_values - by_slope) <= _AGREE + _DIGITS * abs(by_values):
            # a minimum is flat, the root of its slope is not: take the root
            return Optimum(theta(turn), by_values, by_slope)
    return None


def _lowest(deviance: Callable[[float], float]) -> float | None:
    """Where the deviance is lowest; None where it isn't finite or falls to the end of the grid."""
    grid = np.linspace(0, _LAST, _POINTS)
    values = np.array([deviance(t) for t in grid])
    best = int(values.argmin())
    if not np.isfinite(values[best]) or best == _POINTS - 1:
        return None
    found = optimize.minimize_scalar(
        deviance,
        bounds=(grid[max(best - 1, 0)], grid[best + 1]),
        method="bounded",
        options={"xatol": 1e-10},
    )
    # Brent's method never tries the ends, zero among them
    return float(found.x) if found.fun < values[best] else float(grid[best])


def _turn(slope: Callable[[float], float], here: float) -> float:
    """Where the slope turns from falling to rising: downhill from here in growing steps."""
    here, step = min(here, _LAST), _FIRST_STEP
    is_rising = slope(here) > 0
    while True:
        there = min(max(here - step if is_rising else here + step, 0.0), _LAST)
        if there == here:
            return here
        if (slope(there) > 0) != is_rising:
            return float(optimize.brentq(slope, here, there, xtol=1e-15, rtol=1e-14))
        here, step = there, 2 * step
