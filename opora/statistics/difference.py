"""Difference in differences: how much more did the treated change than those like them?

Belongs here: the effect on the treated, its interval or permutation test, and each treated unit's
own effect. Not here: who is comparable (`comparable`) and what lasts of earlier years (`lasting`),
which make the covariates. Sources: Ashenfelter 1978, Review of Economics and Statistics 60 (units
are treated after a dip); Roth et al. 2023, Journal of Econometrics 235 (differences in differences
with covariates); Thompson & Higgins 2002, Statistics in Medicine 21, and Hartung & Knapp 2001,
Statistics in Medicine 20 (regression of estimates whose sampling variances are known).

The change of a unit is regressed on whether it was treated, its stratum (those who share the years
that are compared) and covariates from before. Units differ in how surely their change is known:
the weight of each is 1 / (known variance + what else they scatter), the second estimated by
moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import t as student

from opora.statistics.arrays import Floats
from opora.statistics.permutation import permutation_p_value
from opora.statistics.robust_regression import independent_columns, robust_coefficient

#: How the uncertainty is told; a permutation test is only a description.
Method = Literal["interval", "permutation"]


@dataclass(frozen=True)
class Rules:
    """What the caller decides.

    Attributes:
        level: of intervals, 0 to 1.
        least_treated: with fewer treated units there is a permutation test in place of an interval.
        untreated_per_covariate: each covariate asks for so many untreated units.
        most_permutations: of a permutation test.
    """

    level: float
    least_treated: int
    untreated_per_covariate: int
    most_permutations: int


@dataclass(frozen=True)
class Difference:
    """The effect on the treated; arrays are (n,), in the unit of the changes.

    NaN stands where nothing can be told: bounds and errors of a permutation test, effects of
    untreated units.

    Attributes:
        method: how the uncertainty is told.
        change: mean change of the treated, weighted by how surely each is known.
        comparable_change: what it would have been without treatment: change - effect.
        effect: the difference.
        standard_error: HC2.
        low, high: bounds of the interval.
        p_value: two-sided, that there is no effect.
        covariates: places of the covariates that were used.
        weight: of each unit in the means, up to a factor.
        unit_effect: change of each treated unit beyond what was to be expected of it.
        unit_error: standard error of that, as a guess of the unit's own effect.
        unit_low, unit_high: bounds of its interval.
        unit_p_value: share of untreated units, itself included, that were as far from what was to
            be expected of them: its permutation test.
    """

    method: Method
    change: float
    comparable_change: float
    effect: float
    standard_error: float
    low: float
    high: float
    p_value: float
    covariates: tuple[int, ...]
    weight: Floats
    unit_effect: Floats
    unit_error: Floats
    unit_low: Floats
    unit_high: Floats
    unit_p_value: Floats


def difference_in_differences(
    change: Floats,
    is_treated: np.ndarray,
    rules: Rules,
    *,
    strata: np.ndarray | None = None,
    covariates: Floats | None = None,
    expected_change: Floats | None = None,
    known_variance: Floats | None = None,
) -> Difference | None:
    """Estimate the effect; None where the untreated are too few to say anything of chance.

    Args:
        change: from before to after, (n,).
        is_treated: (n,).
        rules: see there.
        strata: labels, (n,); each should hold treated and untreated units.
        covariates: known before, (n, k), the most important one first; those for which untreated
            units are too few, and those that the others explain, are left out.
        expected_change: (n,), what was to be expected of each unit for reasons of its own, such as
            regression to the mean; it is taken off before the groups are compared.
        known_variance: of the change, (n,): what is known of each unit's own uncertainty.
    """
    treated = np.asarray(is_treated, dtype=bool)
    n = len(change)
    labels = (
        np.zeros(n, dtype=np.int64) if strata is None else np.unique(strata, return_inverse=True)[1]
    )
    known = np.zeros(n) if known_variance is None else known_variance
    design, used = _design(treated, labels, covariates, rules)
    if not treated.any() or n - design.shape[1] < 2 or (~treated).sum() < 2:
        return None
    shared = design[:, 1:]
    beyond = change if expected_change is None else change - expected_change
    weights = _weights(beyond, design, known)
    fit = robust_coefficient(beyond, design, 0, weights)
    is_descriptive = int(treated.sum()) < rules.least_treated
    low, high = (np.nan, np.nan) if is_descriptive else fit.interval(rules.level)
    p_value = (
        permutation_p_value(
            beyond, treated, shared, labels, weights, most_permutations=rules.most_permutations
        )
        if is_descriptive
        else fit.p_value
    )
    mean = float((weights[treated] @ change[treated]) / weights[treated].sum())
    of_units = np.where(treated, fit.value, 0.0) + fit.residuals
    freedom = n - design.shape[1]
    scale = float(weights @ fit.residuals**2) / freedom
    from_expected = np.einsum("ni,ij,nj->n", shared, fit.covariance[1:, 1:], shared)
    errors = np.sqrt(scale / weights + from_expected)
    half = float(student.ppf((1 + rules.level) / 2, freedom)) * errors
    return Difference(
        method="permutation" if is_descriptive else "interval",
        change=mean,
        comparable_change=mean - fit.value,
        effect=fit.value,
        standard_error=np.nan if is_descriptive else fit.standard_error,
        low=low,
        high=high,
        p_value=p_value,
        covariates=used,
        weight=weights,
        unit_effect=np.where(treated, of_units, np.nan),
        unit_error=np.where(treated, errors, np.nan),
        unit_low=np.where(treated, of_units - half, np.nan),
        unit_high=np.where(treated, of_units + half, np.nan),
        unit_p_value=_unit_p_values(of_units, errors, treated),
    )


def _design(
    treated: np.ndarray, labels: np.ndarray, covariates: Floats | None, rules: Rules
) -> tuple[Floats, tuple[int, ...]]:
    """Treatment first, then strata, then as many covariates as the untreated allow."""
    fixed = np.column_stack([treated.astype(float), np.eye(labels.max() + 1)[labels]])
    if covariates is None:
        return fixed, ()
    spare = int((~treated).sum()) - (fixed.shape[1] - 2)
    most = max(0, min(covariates.shape[1], spare // rules.untreated_per_covariate))
    centred = covariates[:, :most] - covariates[:, :most].mean(axis=0)
    whole = np.column_stack([fixed, centred])
    chosen = [c for c in independent_columns(whole) if c >= fixed.shape[1]]
    return (
        np.column_stack([fixed, whole[:, chosen]]),
        tuple(c - fixed.shape[1] for c in chosen),
    )


def _weights(change: Floats, design: Floats, known: Floats) -> Floats:
    """1 / (known variance + what units scatter beyond it), by moments of unweighted residuals."""
    q, _ = np.linalg.qr(design)
    error = change - q @ (q.T @ change)
    free = 1 - (q**2).sum(axis=1)
    beyond = max(0.0, float(error @ error - free @ known) / float(free.sum()))
    variance = known + beyond
    largest = float(variance.max())
    # results without any scatter weigh alike
    return 1 / np.maximum(variance, 1e-6 * largest) if largest > 0 else np.ones(len(change))


def _unit_p_values(deviations: Floats, errors: Floats, treated: np.ndarray) -> Floats:
    # where nothing scatters nobody is further off than the others
    size = np.abs(np.divide(deviations, errors, out=np.zeros_like(errors), where=errors > 0))
    untreated = np.sort(size[~treated])
    at_least = len(untreated) - np.searchsorted(untreated, size * (1 - 1e-9), side="left")
    return np.where(treated, (1 + at_least) / (1 + len(untreated)), np.nan)
