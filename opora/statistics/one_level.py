"""The one-level model: ordinary least squares from the same moments, as if there were no groups.

Belongs here: y = x'b + e, for what a school or district is one row of, and to see what the second
level changes. Source: any textbook, such as Stock & Watson 2020, "Introduction to Econometrics",
chapters 4-6.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from opora.statistics.arrays import Floats
from opora.statistics.moments import GroupMoments
from opora.statistics.profile import Profile
from opora.statistics.reasons import Reason, State, trouble_of_values
from opora.statistics.standardised import standardised


@dataclass(frozen=True)
class OneLevelFit:
    """A fitted model, or the reason why there is none.

    Attributes:
        state: whether there is a model; without one all numbers below are NaN or empty.
        reason: why there is none.
        concerns: names of the predictors that the reason is about.
        observations: rows.
        coefficients, standard_errors: by predictor; the errors of equal variances (homoskedastic).
        covariance: of the coefficients, (p, p).
        residual_variance: residual sum of squares / (observations - p), in squared units of the
            outcome.
        explained_share: R², 0 to 1.
        log_likelihood: at the coefficients and the most likely variance; infinite where nothing is
            left to explain.
    """

    state: State
    reason: Reason | None
    observations: int
    concerns: tuple[str, ...] = ()
    coefficients: dict[str, float] = field(default_factory=dict)
    standard_errors: dict[str, float] = field(default_factory=dict)
    covariance: Floats = field(default_factory=lambda: np.empty((0, 0)))
    residual_variance: float = np.nan
    explained_share: float = np.nan
    log_likelihood: float = np.nan


def fit_one_level(moments: GroupMoments) -> OneLevelFit:
    """Fit the model; never raises for data that don't allow it, but says why."""
    n, names = moments.observations, moments.predictors
    if not n:
        return OneLevelFit("not_fitted", Reason.NO_OBSERVATIONS, n)
    if n <= len(names):
        return OneLevelFit("not_fitted", Reason.TOO_FEW_OBSERVATIONS, n)
    data = standardised(moments)
    if trouble := trouble_of_values(data, names):
        reason, concerns = trouble
        return OneLevelFit("not_fitted", reason, n, concerns)
    # without a variance between groups the restricted likelihood is that of least squares
    restricted = Profile(data, restricted=True).estimates(0.0)
    errors = np.sqrt(restricted.covariance.diagonal())
    total = float(data.scale[-1]) ** 2 * n
    return OneLevelFit(
        "fitted",
        None,
        n,
        coefficients=dict(zip(names, restricted.coefficients.tolist(), strict=True)),
        standard_errors=dict(zip(names, errors.tolist(), strict=True)),
        covariance=restricted.covariance,
        residual_variance=restricted.within_variance,
        explained_share=1 - restricted.within_variance * (n - len(names)) / total,
        log_likelihood=Profile(data, restricted=False).estimates(0.0).log_likelihood,
    )
