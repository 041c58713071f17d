"""The two-level model: what a group's results are expected to be, and how far it is from that.

Belongs here: the fit of y = x'b + u + e, pupil within group, u with the between-group variance tau
and e with the within-group variance sigma², and the groups' residuals, raw and shrunken. Not here:
the likelihood (`profile`), the search for its maximum (`search`).

Shrinkage is what keeps a school of eleven pupils from topping a table by luck: its mean residual
is multiplied by its reliability n·tau / (n·tau + sigma²). Sources: Raudenbush & Bryk 2002,
"Hierarchical Linear Models", chapters 3-4; Goldstein 2011, "Multilevel Statistical Models",
chapter 2; standard errors of predictions: Henderson 1975, Biometrics 31.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from opora.statistics.arrays import Floats, Labels
from opora.statistics.moments import GroupMoments
from opora.statistics.profile import Estimates, Profile
from opora.statistics.reasons import Reason, State, Trouble, trouble_of_values
from opora.statistics.search import Optimum, search
from opora.statistics.standardised import ROUNDING, Standardised, standardised


@dataclass(frozen=True)
class GroupResiduals:
    """What the model says of each group; all arrays are (g,), in the unit of the outcome.

    A group without pupils has a reliability of 0 and NaN elsewhere; a model that isn't fitted
    leaves all but `groups`, `count` and `actual` at NaN.

    Attributes:
        groups: labels.
        count: pupils.
        actual: mean outcome.
        expected: mean of x'b over the group's pupils.
        raw_residual: actual - expected.
        shrunken_residual: reliability * raw_residual, the best linear unbiased prediction of u.
        standard_error: of shrunken_residual - u, with the uncertainty of the coefficients
            (Henderson's prediction error); the variances count as known.
        standard_error_given_coefficients: the same with the coefficients known:
            sqrt(tau * (1 - reliability)), the comparative standard error of Goldstein.
        reliability: n·tau / (n·tau + sigma²), 0 to 1.
    """

    groups: Labels
    count: Floats
    actual: Floats
    expected: Floats
    raw_residual: Floats
    shrunken_residual: Floats
    standard_error: Floats
    standard_error_given_coefficients: Floats
    reliability: Floats

    def to_frame(self) -> pd.DataFrame:
        """One row per group, one column per attribute."""
        return pd.DataFrame(dict(vars(self)))


@dataclass(frozen=True)
class TwoLevelFit:
    """A fitted model, or the reason why there is none.

    Attributes:
        state: whether there is a model; without one all numbers below are NaN or empty.
        reason: why there is none.
        concerns: names of the predictors that the reason is about.
        restricted: whether by restricted maximum likelihood.
        coefficients, standard_errors: by predictor.
        covariance: of the coefficients, (p, p).
        between_variance: tau, in squared units of the outcome.
        within_variance: sigma², in squared units of the outcome.
        intraclass_correlation: tau / (tau + sigma²).
        is_at_boundary: whether the most likely tau is zero; all shrunken residuals are zero then.
        log_likelihood: at the maximum.
        log_likelihoods: as each way of searching found it: by values, by slope.
        groups: groups that have pupils.
        observations: pupils.
        left_out: rows that the moments left out because a value was missing.
        residuals: per group.
    """

    state: State
    reason: Reason | None
    restricted: bool
    groups: int
    observations: int
    left_out: int
    residuals: GroupResiduals
    concerns: tuple[str, ...] = ()
    coefficients: dict[str, float] = field(default_factory=dict)
    standard_errors: dict[str, float] = field(default_factory=dict)
    covariance: Floats = field(default_factory=lambda: np.empty((0, 0)))
    between_variance: float = np.nan
    within_variance: float = np.nan
    intraclass_correlation: float = np.nan
    is_at_boundary: bool = False
    log_likelihood: float = np.nan
    log_likelihoods: dict[str, float] = field(default_factory=dict)


def fit_two_level(
    moments: GroupMoments, *, restricted: bool = True, least_groups: int = 3
) -> TwoLevelFit:
    """Fit the model; never raises for data that don't allow it, but says why.

    Args:
        moments: of groups.
        restricted: by restricted maximum likelihood, whose variances aren't biased by the number of
            predictors; its likelihoods don't compare between models with different predictors.
        least_groups: groups with pupils that a fit asks for. There must be more groups than
            predictors in any case.
    """
    reason = _trouble_of_counts(moments, least_groups)
    if reason is not None:
        return _not_fitted(moments, restricted, (reason, ()))
    data = standardised(moments)
    trouble = trouble_of_values(data, moments.predictors) or _trouble_of_spread(moments, data)
    if trouble is not None:
        return _not_fitted(moments, restricted, trouble)
    profile = Profile(data, restricted=restricted)
    optimum = search(profile, largest=float(data.size.max()), start=_first_guess(data))
    if optimum is None:
        return _not_fitted(moments, restricted, (Reason.NOT_CONVERGED, ()))
    return _fitted(moments, restricted, optimum, profile.estimates(optimum.theta), profile)


def _trouble_of_counts(moments: GroupMoments, least_groups: int) -> Reason | None:
    n = moments.count[moments.count > 0]
    p = len(moments.predictors)
    if not len(n):
        return Reason.NO_OBSERVATIONS
    if len(n) < max(least_groups, p + 1):
        return Reason.TOO_FEW_GROUPS
    if n.max() <= 1:
        return Reason.ONE_OBSERVATION_PER_GROUP
    return None


def _trouble_of_spread(moments: GroupMoments, data: Standardised) -> Trouble | None:
    """Whether predictors that differ within groups leave nothing of the outcome's spread there."""
    within, p = data.within, len(moments.predictors)
    left = within[p, p] - within[p, :p] @ np.linalg.pinv(within[:p, :p]) @ within[:p, p]
    if left <= ROUNDING * moments.yy.sum() / data.scale[p] ** 2:
        return Reason.NO_WITHIN_GROUP_SPREAD, ()
    return None


def _first_guess(data: Standardised) -> float:
    """Theta from the analysis of variance of the outcome, without predictors; at least 0.

    Searle, Casella & McCulloch 1992, "Variance Components", chapter 3.
    """
    n, k = data.size, data.groups_of_size
    observations, groups = n @ k, k.sum()
    within = data.within[-1, -1] / max(observations - groups, 1)
    between = (n @ data.between[:, -1, -1]) / max(groups - 1, 1)
    typical = (observations - (n**2 @ k) / observations) / max(groups - 1, 1)
    return float(max(between / within - 1, 0.0) / typical)


def _fitted(
    moments: GroupMoments,
    restricted: bool,
    optimum: Optimum,
    estimates: Estimates,
    profile: Profile,
) -> TwoLevelFit:
    theta, sigma2 = optimum.theta, estimates.within_variance
    # all likelihoods are moved by the same constant from standardised data to those given
    moved = estimates.log_likelihood + profile.deviance(theta) / 2
    names = moments.predictors
    return TwoLevelFit(
        state="fitted",
        reason=None,
        restricted=restricted,
        groups=int((moments.count > 0).sum()),
        observations=moments.observations,
        left_out=moments.left_out,
        residuals=_residuals(moments, theta, estimates),
        coefficients=dict(zip(names, estimates.coefficients.tolist(), strict=True)),
        standard_errors=dict(
            zip(names, np.sqrt(estimates.covariance.diagonal()).tolist(), strict=True)
        ),
        covariance=estimates.covariance,
        between_variance=theta * sigma2,
        within_variance=sigma2,
        intraclass_correlation=theta / (1 + theta),
        is_at_boundary=theta == 0,
        log_likelihood=estimates.log_likelihood,
        log_likelihoods={
            "values": moved - optimum.deviance_by_values / 2,
            "slope": moved - optimum.deviance_by_slope / 2,
        },
    )


def _residuals(moments: GroupMoments, theta: float, estimates: Estimates) -> GroupResiduals:
    n, means, actual = moments.count, moments.means, moments.outcome_means
    tau = theta * estimates.within_variance
    reliability = n * theta / (1 + n * theta)
    expected = means @ estimates.coefficients
    of_coefficients = np.einsum("gi,ij,gj->g", means, estimates.covariance, means)
    given = np.where(n > 0, tau * (1 - reliability), np.nan)
    return GroupResiduals(
        groups=moments.groups,
        count=n,
        actual=actual,
        expected=expected,
        raw_residual=actual - expected,
        shrunken_residual=reliability * (actual - expected),
        standard_error=np.sqrt(given + reliability**2 * of_coefficients),
        standard_error_given_coefficients=np.sqrt(given),
        reliability=reliability,
    )


def _not_fitted(moments: GroupMoments, restricted: bool, trouble: Trouble) -> TwoLevelFit:
    reason, concerns = trouble
    unknown = np.full(len(moments.groups), np.nan)
    return TwoLevelFit(
        state="not_fitted",
        reason=reason,
        restricted=restricted,
        groups=int((moments.count > 0).sum()),
        observations=moments.observations,
        left_out=moments.left_out,
        residuals=GroupResiduals(
            groups=moments.groups,
            count=moments.count,
            actual=moments.outcome_means,
            expected=unknown,
            raw_residual=unknown,
            shrunken_residual=unknown,
            standard_error=unknown,
            standard_error_given_coefficients=unknown,
            reliability=unknown,
        ),
        concerns=concerns,
    )
