"""Lasting levels of units that were measured in several years: what a bad year alone hides.

Belongs here: the split of the variance of yearly results into what lasts, the luck of a year and
the sampling error of pupils, and each unit's lasting level given its years. Not here: what came
after the last of these years.

The model of unit i in year t is y = a_t + b·context_i + u_i + e_it: u lasts (variance tau), e is
the year's own (variance omega) and the sampling error of that year's participants (known). tau is
the mean product of residuals of two different years of one unit, which luck can't raise (the
covariance estimator of Searle, Casella & McCulloch 1992, "Variance Components", chapter 5); omega
is what the squared residuals have beyond tau and sampling. The level is the best linear unbiased
prediction (Henderson 1975, Biometrics 31). Regression to the mean is what it predicts of the next
year (Galton 1886; Barnett, van der Pols & Dobson 2005, International Journal of Epidemiology 34).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from opora.statistics.arrays import Floats


@dataclass(frozen=True)
class LastingLevels:
    """What lasts of the results of `u` units; arrays are (u,), in the unit of the results.

    A unit without any result has NaN for everything but `years`.

    Attributes:
        lasting_variance: tau; at least 0.
        yearly_variance: omega; at least 0. 0 also where no unit has two years: luck can't be told
            from what lasts then.
        is_separated: whether luck was told from what lasts: some units have two years or more.
        years: years with a result.
        level: b·context + the best guess of u; years are left out, so that they compare.
        posterior_variance: of that guess, given the variances and b.
        regression: predicted change from the last year to the next one if nothing happens, beside
            what the years do to everybody: best guess of u - residual of the last year. Where luck
            wasn't told from what lasts, it is the part that sampling explains: too little.
    """

    lasting_variance: float
    yearly_variance: float
    is_separated: bool
    years: Floats
    level: Floats
    posterior_variance: Floats
    regression: Floats


def lasting_levels(
    results: ArrayLike, sampling_variances: ArrayLike, context: ArrayLike | None = None
) -> LastingLevels:
    """Lasting levels from results of several years.

    Args:
        results: (u, t), years in their order; NaN where a unit has none.
        sampling_variances: of the results, (u, t).
        context: (u,), a number that results depend on; NaN where it is unknown.

    Raises ValueError where shapes differ.
    """
    y, s = np.asarray(results, dtype=np.float64), np.asarray(sampling_variances, dtype=np.float64)
    if y.shape != s.shape or y.ndim != 2:
        raise ValueError(f"results and variances differ in shape: {y.shape}, {s.shape}")
    x = np.full(len(y), np.nan) if context is None else np.asarray(context, dtype=np.float64)
    if x.shape != (len(y),):
        raise ValueError(f"context must have one number per unit: {x.shape}, {len(y)}")
    known = np.isfinite(y) & np.isfinite(s)
    years = known.sum(axis=1)
    residuals, from_context = _residuals(np.where(known, y, 0.0), known, x)
    s = np.where(known, s, 0.0)
    is_separated = bool((years > 1).any())
    tau, omega = _variances(residuals, s, known, is_separated)
    luck = np.where(known, omega + s, np.inf)
    # an exact result leaves nothing to guess; so small a variance stands for none
    precision = np.where(known, 1 / np.maximum(luck, 1e-12), 0.0)
    shrinkage = tau / (1 + tau * precision.sum(axis=1))
    lasting = shrinkage * (precision * residuals).sum(axis=1)
    has_any = years > 0
    last = residuals[np.arange(len(y)), _last(known)] if y.shape[1] else np.zeros(len(y))
    return LastingLevels(
        lasting_variance=tau,
        yearly_variance=omega,
        is_separated=is_separated,
        years=years.astype(np.float64),
        level=np.where(has_any, from_context + lasting, np.nan),
        posterior_variance=np.where(has_any, shrinkage, np.nan),
        regression=np.where(has_any, lasting - last, np.nan),
    )


def _last(known: np.ndarray) -> np.ndarray:
    """The place of each unit's last year with a result."""
    last: np.ndarray = known.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return last


def _residuals(y: Floats, known: np.ndarray, context: Floats) -> tuple[Floats, Floats]:
    """Residuals of a regression on years and context, 0 where unknown; and b·context per unit."""
    u, t = y.shape
    has_context = np.isfinite(context)
    columns = [np.broadcast_to(np.eye(t), (u, t, t))]
    of_unit = np.zeros((u, 2))
    if has_context.any() and not has_context.all():
        of_unit[:, 1] = ~has_context
    if has_context.any():
        of_unit[has_context, 0] = context[has_context] - context[has_context].mean()
    columns.append(np.broadcast_to(of_unit[:, None, :], (u, t, 2)))
    design = np.concatenate(columns, axis=2)[known]
    if not len(design):
        return np.zeros((u, t)), np.zeros(u)
    coefficients = np.linalg.lstsq(design, y[known], rcond=None)[0]
    residuals = np.zeros((u, t))
    residuals[known] = y[known] - design @ coefficients
    return residuals, of_unit @ coefficients[t:]


def _variances(
    residuals: Floats, s: Floats, known: np.ndarray, is_separated: bool
) -> tuple[float, float]:
    """tau and omega; what the years' luck leaves over can't be less than nothing."""
    cells = int(known.sum())
    if not cells:
        return 0.0, 0.0
    beyond_sampling = max(0.0, float((residuals**2).sum() - s.sum()) / cells)
    if not is_separated:
        return beyond_sampling, 0.0
    k = known.sum(axis=1)
    products = (residuals.sum(axis=1) ** 2 - (residuals**2).sum(axis=1)).sum() / 2
    tau = min(max(0.0, float(products) / float((k * (k - 1)).sum() / 2)), beyond_sampling)
    return tau, beyond_sampling - tau
