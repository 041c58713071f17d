"""Results given context: a two-level model and a funnel per half-year, population and subject area.

Belongs here: which schools enter a model, in which units, and what is said of each. The statistics
are `two_level` and `funnel`; they see sums per school, never single pupils.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from opora.statistics.funnel import funnel
from opora.statistics.moments import moments_of_sums
from opora.statistics.two_level import TwoLevelFit, fit_two_level

_MODEL = ["half_year", "population", "subject_area"]
_OF_A_MODEL = [
    *_MODEL, "state", "reason", "schools", "participants", "intercept", "slope", "slope_error",
    "between_variance", "within_variance", "intraclass_correlation", "explained_share",
    "log_likelihood", "funnel_schools", "funnel_share", "overdispersion",
]  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """The rules of a half-year that the models follow."""

    least_schools: int
    #: Half the width of an interval, in standard errors.
    interval_deviations: float
    #: Share of the funnel's deviations that is pulled in on each side before their spread is taken.
    winsorised_share: float


def context_results(
    schools: pd.DataFrame, rules: Mapping[str, Rules]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Models (one row each) and estimates (one row per model and school with results).

    `schools`: one row per half-year, subject area and open school, as `int_context_schools` has
    them: `participants`, `total` and `total_of_squares` of standardised results (0 and missing
    where there are none), `wellbeing_standardised` (missing where the school has no index), and
    the funnel's sums.
    """
    models: list[dict[str, Any]] = []
    estimates: list[pd.DataFrame] = []
    for key, group in schools.groupby(_MODEL, sort=True):
        names = dict(zip(_MODEL, map(str, key), strict=True))
        rule = rules[names["half_year"]]
        model, fitted = _context(group, rule)
        spread, deviations = _funnel(group, rule)
        models.append(names | model | spread)
        found = fitted.join(deviations, how="outer").reset_index()
        estimates.append(
            found.assign(half_year=names["half_year"], subject_area=names["subject_area"])
        )
    return (
        pd.DataFrame(models, columns=_OF_A_MODEL),
        pd.concat(estimates, ignore_index=True) if estimates else pd.DataFrame(),
    )


def _context(group: pd.DataFrame, rule: Rules) -> tuple[dict[str, Any], pd.DataFrame]:
    """The model of the schools that have both results and an index."""
    usable = group[(group["participants"] > 0) & group["wellbeing_standardised"].notna()]
    model: dict[str, Any] = {
        "state": "not_measured",
        "reason": "no_index",
        "schools": len(usable),
        "participants": int(usable["participants"].sum()),
    }
    if group["wellbeing_standardised"].isna().all():
        return model, _nothing()
    fit = _fit(usable, rule, {"wellbeing": _standardised(usable["wellbeing_standardised"])})
    model["reason"] = str(fit.reason or "")
    if fit.state != "fitted":
        return model, _nothing()
    without = _fit(usable, rule, {})
    before = without.between_variance if without.state == "fitted" else np.nan
    explained = 1 - fit.between_variance / before if before > 0 else np.nan
    model |= {
        "state": "measured",
        "intercept": fit.coefficients["intercept"],
        "slope": fit.coefficients["wellbeing"],
        "slope_error": fit.standard_errors["wellbeing"],
        "between_variance": fit.between_variance,
        "within_variance": fit.within_variance,
        "intraclass_correlation": fit.intraclass_correlation,
        "explained_share": explained,
        "log_likelihood": fit.log_likelihood,
    }
    found = fit.residuals
    margin = rule.interval_deviations * found.standard_error
    return model, pd.DataFrame(
        {
            "actual": found.actual,
            "expected": found.expected,
            "residual": found.raw_residual,
            "shrunken_residual": found.shrunken_residual,
            "standard_error": found.standard_error,
            "interval_low": found.shrunken_residual - margin,
            "interval_high": found.shrunken_residual + margin,
            "reliability": found.reliability,
        },
        index=pd.Index(found.groups, name="school_login"),
    )


def _fit(usable: pd.DataFrame, rule: Rules, predictors: dict[str, Any]) -> TwoLevelFit:
    moments = moments_of_sums(
        usable["school_login"].to_numpy(),
        usable["participants"].to_numpy(float),
        usable["total"].to_numpy(float),
        usable["total_of_squares"].to_numpy(float),
        predictors=predictors,
    )
    return fit_two_level(moments, least_groups=rule.least_schools)


def _standardised(values: pd.Series[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """In standard deviations of the model's schools; where all are alike, the fit refuses them."""
    spread = values.std()
    scaled = (values - values.mean()) / spread if spread > 0 else values
    return np.asarray(scaled, dtype=np.float64)


def _funnel(group: pd.DataFrame, rule: Rules) -> tuple[dict[str, Any], pd.DataFrame]:
    """How far the schools' failures lie from the population's, and how much of that is usual."""
    judged = group[group["funnel_participants"] > 0]
    found = funnel(
        judged["below_threshold"].to_numpy(float),
        judged["expected_below_threshold"].to_numpy(float),
        judged["variance"].to_numpy(float),
        winsorised_share=rule.winsorised_share,
    )
    participants = judged["funnel_participants"].sum()
    share = 100 * judged["below_threshold"].sum() / participants if participants else np.nan
    return (
        {
            "funnel_schools": len(judged),
            "funnel_share": share,
            "overdispersion": found.factor,
        },
        pd.DataFrame(
            {"funnel_deviation": found.corrected_z},
            index=pd.Index(judged["school_login"], name="school_login"),
        ),
    )


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(index=pd.Index([], name="school_login", dtype=object))
