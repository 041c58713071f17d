"""What measures achieved: per kind of measure, and per school.

Belongs here: the effect of each kind on the schools that have it and how it is written down. Not
here: who is compared with whom (`effect_samples`), the statistics (`opora.statistics.difference`),
verdicts (`effect_verdicts`). Schools, never persons: results enter as means of schools.

An effect is the change of the supported schools beyond that of comparable schools without the
measure. Both the raw change and the part of it that is regression to the mean stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from opora.cycle.effect_samples import (
    NO_COMPARABLE,
    REASONS,
    TOO_FEW_COMPARABLE,
    Sample,
    Supported,
    sample_of,
    supported_schools,
)
from opora.cycle.effect_verdicts import VerdictRule, with_verdicts
from opora.cycle.effect_years import Years, years_of
from opora.statistics.arrays import Floats
from opora.statistics.difference import Difference, Rules, difference_in_differences

#: The kind under which all measures of a school count together.
ANY = "any"
#: Which schools count as those without: without any measure, or at least without this kind.
WITHOUT_ANY, WITHOUT_THIS_KIND = "without_any", "without_this_kind"

_KEY = ["half_year", "population", "measure_kind"]
_NUMBERS = [
    "raw_change", "shrunken_change", "comparable_change", "regression_to_the_mean", "effect",
    "standard_error", "interval_low", "interval_high", "p_value",
]  # fmt: skip
_OF_A_KIND = [
    *_KEY, "state", "reason", "method", "compared_with", "schools", "treated",
    "comparable_schools", "with_other_kinds", "first_base_year", "last_outcome_year", "years",
    *_NUMBERS, "verdict", "verdict_rule",
]  # fmt: skip
_OF_A_SCHOOL = [
    *_KEY, "school_login", "state", "reason", "method", "compared_with", "comparable_schools",
    "started_on", "base_year", "outcome_year", "years", "participants_before",
    "participants_after", *_NUMBERS, "verdict", "verdict_rule",
]  # fmt: skip


@dataclass(frozen=True)
class EffectRules:
    """The rules of a half-year that the estimate follows.

    Attributes:
        least_participants: results of a school and year by fewer participants don't count.
        previous_years: so many years up to the base year tell a school's lasting level.
        caliper: see `sample_of`.
        least_comparable: fewer comparable schools are none.
        statistics: of the difference in differences.
    """

    least_participants: int
    previous_years: int
    caliper: float
    least_comparable: int
    statistics: Rules


def effects(
    schools: pd.DataFrame,
    results: pd.DataFrame,
    measures: pd.DataFrame,
    rules: Mapping[str, EffectRules],
    verdicts: Sequence[VerdictRule],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Effects per half-year, population and kind of measure; and per school of these.

    Args:
        schools: one row per half-year and open school: population, school_login,
            wellbeing_standardised (missing where unknown).
        results: one row per half-year, school and assessment year known by then: participants,
            result and sampling_variance of the school's mean standardised result, first_on and
            last_on, the days between which it was obtained.
        measures: one row per half-year and measure begun by its end: school_login, measure_kind,
            starts_on, counts_from (from when results can show it), is_counted (false: the school
            is neither supported by it nor without it).
        rules: by half-year.
        verdicts: in the order in which they are tried.
    """
    by_kind: list[dict[str, Any]] = []
    by_school: list[pd.DataFrame] = []
    of_school = schools[["half_year", "school_login", "population"]]
    key = ["half_year", "population"]
    results_of = dict(iter(results.merge(of_school).groupby(key)))
    measures_of = dict(iter(measures.merge(of_school).groupby(key)))
    for names, group in schools.groupby(key, sort=True):
        if names not in measures_of:
            continue
        half_year, population = map(str, names)
        rule = rules[half_year]
        known = results_of.get(names, results.iloc[:0])
        known = known[known["participants"] >= rule.least_participants]
        years = years_of(group, known, rule.previous_years)
        for kind, row, rows in _of_population(years, measures_of[names], rule):
            place = {"half_year": half_year, "population": population, "measure_kind": kind}
            by_kind.append(place | row)
            by_school.append(rows.assign(**place))
    kinds = pd.DataFrame(by_kind, columns=_OF_A_KIND)
    found = (
        pd.concat(by_school, ignore_index=True) if by_school else pd.DataFrame(columns=_OF_A_SCHOOL)
    )
    found = with_verdicts(found.assign(treated=1), verdicts, subject="school")
    return (
        with_verdicts(kinds, verdicts, subject="measure_kind")[_OF_A_KIND],
        found.reindex(columns=_OF_A_SCHOOL),
    )


def _of_population(
    years: Years, measures: pd.DataFrame, rules: EffectRules
) -> Iterator[tuple[str, dict[str, Any], pd.DataFrame]]:
    """Each kind of measure with its row and the rows of its schools."""
    counted = measures[measures["is_counted"]]
    if counted.empty:
        return
    any_begins_on = _first_days(years, measures)
    kinds_of_school = counted.groupby("school_login")["measure_kind"].nunique()
    has_several = years.schools[np.isin(years.schools, kinds_of_school[kinds_of_school > 1].index)]
    for kind in [ANY, *sorted(counted["measure_kind"].unique())]:
        mine = counted if kind == ANY else counted[counted["measure_kind"] == kind]
        first = mine.groupby("school_login", sort=True)[["starts_on", "counts_from"]].min()
        supported = supported_schools(
            years,
            np.searchsorted(years.schools, first.index.to_numpy()),
            first["starts_on"].to_numpy("datetime64[D]"),
            first["counts_from"].to_numpy("datetime64[D]"),
        )
        sample, compared_with = _sample(years, supported, any_begins_on, rules), WITHOUT_ANY
        if kind != ANY and not _is_enough(sample, rules):
            of_kind = measures[measures["measure_kind"] == kind]
            wider = _sample(years, supported, _first_days(years, of_kind), rules)
            if _is_enough(wider, rules):
                sample, compared_with = wider, WITHOUT_THIS_KIND
        with_other_kinds = np.isin(years.schools[supported.places], has_several) & (kind != ANY)
        estimate = _estimate(years, sample, rules)
        yield (
            kind,
            _kind_row(years, supported, sample, estimate, compared_with, with_other_kinds),
            _school_rows(
                years, supported, sample, estimate, compared_with, first["starts_on"].to_numpy()
            ),
        )


def _first_days(years: Years, measures: pd.DataFrame) -> np.ndarray:
    """Per school the first day of its measures, counted or not; NaT where it has none."""
    first = measures.groupby("school_login")["starts_on"].min()
    days = np.full(len(years.schools), np.datetime64("NaT"), dtype="datetime64[D]")
    days[np.searchsorted(years.schools, first.index.to_numpy())] = first.to_numpy("datetime64[D]")
    return days


def _sample(
    years: Years, supported: Supported, begins_on: np.ndarray, rules: EffectRules
) -> Sample:
    return sample_of(years, supported, begins_on, rules.caliper)


def _is_enough(sample: Sample, rules: EffectRules) -> bool:
    is_supported = sample.is_supported
    enough = int((~is_supported).sum()) >= rules.least_comparable
    return bool(is_supported.any()) and enough


def _estimate(years: Years, sample: Sample, rules: EffectRules) -> Difference | None:
    if not _is_enough(sample, rules):
        return None
    width = 3 if years.has_context else 2
    covariates = np.empty((len(sample.places), width))
    variance = np.empty(len(sample.places))
    for base in np.unique(sample.base).tolist():
        here = sample.base == base
        covariates[here] = years.covariates(base)[sample.places[here]]
        variance[here] = years.levels(base).posterior_variance[sample.places[here]]
    outcome_variance = years.variances[sample.places, sample.outcome]
    return difference_in_differences(
        _raw_changes(years, sample.places, sample.base, sample.outcome),
        sample.is_supported,
        rules.statistics,
        strata=sample.outcome,
        covariates=covariates,
        expected_change=sample.expected_change,
        known_variance=variance + outcome_variance,
    )


def _raw_changes(years: Years, places: np.ndarray, base: np.ndarray, outcome: np.ndarray) -> Floats:
    changes: Floats = years.results[places, outcome] - years.results[places, base]
    return changes


def _reasons(sample: Sample, estimate: Difference | None) -> np.ndarray:
    """Why each supported school has no effect; "" where it has one."""
    if estimate is not None:
        return sample.reason
    return np.where(sample.reason == "", TOO_FEW_COMPARABLE, sample.reason)


def _school_rows(
    years: Years,
    supported: Supported,
    sample: Sample,
    estimate: Difference | None,
    compared_with: str,
    starts_on: np.ndarray,
) -> pd.DataFrame:
    """One row per supported school; what is known without comparable schools stands there too."""
    size = len(supported.places)
    reason = _reasons(sample, estimate)
    is_measured = reason == ""
    numbers = {name: np.full(size, np.nan) for name in _NUMBERS}
    is_known = (supported.base >= 0) & (supported.outcome >= 0)
    pairs = np.column_stack([supported.base, supported.outcome])
    for base, outcome in np.unique(pairs[is_known], axis=0).tolist():
        here = is_known & (supported.base == base) & (supported.outcome == outcome)
        places = supported.places[here]
        levels = years.levels(base)
        numbers["raw_change"][here] = years.changes(base, outcome)[places]
        numbers["shrunken_change"][here] = years.shrunken_changes(base, outcome).values[places]
        if levels.is_separated:
            numbers["regression_to_the_mean"][here] = levels.regression[places]
    if estimate is not None:
        mine = sample.is_supported
        places = sample.rows[mine]
        for name, values in (
            ("effect", estimate.unit_effect),
            ("standard_error", estimate.unit_error),
            ("interval_low", estimate.unit_low),
            ("interval_high", estimate.unit_high),
            ("p_value", estimate.unit_p_value),
        ):
            numbers[name][places] = values[mine]
        numbers["comparable_change"] = numbers["raw_change"] - numbers["effect"]
    return pd.DataFrame(
        {
            "school_login": years.schools[supported.places],
            "state": np.where(is_measured, "measured", "not_measured"),
            "reason": reason,
            # one school is always fewer than the fewest that allow more than a description
            "method": np.where(is_measured, "permutation", ""),
            "compared_with": np.where(is_measured, compared_with, ""),
            "comparable_schools": np.where(is_measured, sample.comparable_counts, 0),
            "started_on": starts_on,
            "base_year": _whole(_calendar(years, supported.base)),
            "outcome_year": _whole(_calendar(years, supported.outcome)),
            "years": _calendar(years, supported.outcome) - _calendar(years, supported.base),
            "participants_before": _whole(
                _in_years(years.participants, supported.places, supported.base)
            ),
            "participants_after": _whole(
                _in_years(years.participants, supported.places, supported.outcome)
            ),
            **numbers,
        }
    )


def _kind_row(
    years: Years,
    supported: Supported,
    sample: Sample,
    estimate: Difference | None,
    compared_with: str,
    with_other_kinds: np.ndarray,
) -> dict[str, Any]:
    """The row of a kind: means over its schools in the estimate, weighted as the estimate does."""
    mine = sample.is_supported
    reasons = _reasons(sample, estimate)
    row: dict[str, Any] = {
        "state": "not_measured",
        "reason": _commonest(reasons),
        "method": "",
        "compared_with": "",
        "schools": len(supported.places),
        "treated": 0,
        "comparable_schools": 0,
        "with_other_kinds": 0,
    }
    if estimate is None:
        return row
    places, base, outcome = sample.places[mine], sample.base[mine], sample.outcome[mine]
    weight = estimate.weight[mine] / estimate.weight[mine].sum()
    shrunken, regression = np.empty(len(places)), np.empty(len(places))
    for pair in np.unique(np.column_stack([base, outcome]), axis=0).tolist():
        here = (base == pair[0]) & (outcome == pair[1])
        levels = years.levels(pair[0])
        shrunken[here] = years.shrunken_changes(*pair).values[places[here]]
        regression[here] = levels.regression[places[here]] if levels.is_separated else np.nan
    return row | {
        "state": "measured",
        "reason": "",
        "method": estimate.method,
        "compared_with": compared_with,
        "treated": int(mine.sum()),
        "comparable_schools": int((~mine).sum()),
        "with_other_kinds": int(with_other_kinds[sample.rows[mine]].sum()),
        "first_base_year": int(years.years[base.min()]),
        "last_outcome_year": int(years.years[outcome.max()]),
        "years": float(weight @ (years.years[outcome] - years.years[base])),
        "raw_change": estimate.change,
        "shrunken_change": float(weight @ shrunken),
        "comparable_change": estimate.comparable_change,
        "regression_to_the_mean": float(weight @ regression),
        "effect": estimate.effect,
        "standard_error": estimate.standard_error,
        "interval_low": estimate.low,
        "interval_high": estimate.high,
        "p_value": estimate.p_value,
    }


def _commonest(reasons: np.ndarray) -> str:
    """What stands in the way of most schools; of several the one that is met first."""
    counts = [int((reasons == reason).sum()) for reason in REASONS]
    return REASONS[int(np.argmax(counts))] if max(counts) else NO_COMPARABLE


def _whole(values: Floats) -> pd.Series[int]:
    """Whole numbers, some of which may be missing."""
    return pd.Series(values).astype("Int64")


def _calendar(years: Years, columns: np.ndarray) -> Floats:
    """The assessment years at some places; NaN where there is none (-1)."""
    if not len(years.years):
        return np.full(len(columns), np.nan)
    return np.where(columns >= 0, years.years[columns].astype(float), np.nan)


def _in_years(table: Floats, places: np.ndarray, columns: np.ndarray) -> Floats:
    """The cells of a table per school and year; NaN where there is no such year (-1)."""
    if not table.shape[1]:
        return np.full(len(places), np.nan)
    return np.where(columns >= 0, table[places, columns], np.nan)
