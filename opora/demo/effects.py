"""Inputs of the effect estimator with a known truth: what its coverage is measured on.

Belongs here: schools with a lasting level and a context, years with their luck, pupils' sampling
error, measures that begin after a bad year, and the effect that is put in. Not here: the
demonstration municipality, whose measures and gains are its own (`measures`, `gains`).

The columns are those of `opora.cycle.effects.effects`. All results are in standard deviations of
the participants; the sizes of what is drawn are those of the demonstration municipality and of
published school effects: schools differ by 0.3 beyond their context, years by 0.15.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

HALF_YEAR, KIND = "2024-H2", "tutoring"

_OUTCOME_YEAR = 2024
_CONTEXT_SLOPE, _LASTING, _YEARLY = 0.25, 0.3, 0.15
_WITHIN_VARIANCE = 0.8
#: How far who decides on support is from going by the last results alone.
_OTHER_GROUNDS = 0.3
_EVEN_SIZES = (60, 300)
#: Mean and deviation of the logarithm of participants, fewest and most of them.
_SKEWED_SIZES = (4.0, 1.1, 10, 1500)


@dataclass(frozen=True)
class EffectScenario:
    """What is generated.

    Attributes:
        name: for people.
        schools: of the territory.
        supported: of them, those with a measure.
        effect: what it does to a school in the mean, in standard deviations of the participants.
        years_before: years with results before the first measure.
        has_skewed_sizes: a few large schools and many small ones.
        is_worst_only: exactly the schools with the worst last results are supported; else their
            results are the main ground beside others.
        effect_spread: standard deviation of the effect between schools.
        begins_in: years after whose results measures begin, as many schools each.
    """

    name: str
    schools: int = 60
    supported: int = 12
    effect: float = 0.0
    years_before: int = 3
    has_skewed_sizes: bool = False
    is_worst_only: bool = False
    effect_spread: float = 0.0
    begins_in: tuple[int, ...] = (_OUTCOME_YEAR - 1,)


@dataclass(frozen=True)
class EffectInputs:
    """The tables that the estimator reads."""

    schools: pd.DataFrame
    results: pd.DataFrame
    measures: pd.DataFrame


def make_effect_inputs(seed: int, scenario: EffectScenario) -> EffectInputs:
    """One territory in one half-year, a population of its own: seeds can be put together."""
    rng = np.random.default_rng(seed)
    count = scenario.schools
    context = rng.normal(size=count)
    level = _CONTEXT_SLOPE * context + rng.normal(0, _LASTING, count)
    participants = _sizes(rng, scenario)
    sampling_variance = _WITHIN_VARIANCE / participants
    logins = np.array([f"sch{seed}-{number:04d}" for number in range(count)])
    effect = rng.normal(scenario.effect, scenario.effect_spread, count)
    begins_on = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    tables = []
    for year in range(min(scenario.begins_in) - scenario.years_before + 1, _OUTCOME_YEAR + 1):
        luck = rng.normal(0, _YEARLY, count) + rng.normal(0, np.sqrt(sampling_variance))
        result = level + luck + np.where(np.isnat(begins_on), 0.0, effect)
        tables.append(_results(logins, year, participants, result, sampling_variance))
        if year in scenario.begins_in:
            chosen = _chosen(rng, scenario, result, np.isnat(begins_on))
            begins_on[chosen] = np.datetime64(dt.date(year, 9, 1))
    return EffectInputs(
        schools=pd.DataFrame(
            {
                "half_year": HALF_YEAR,
                "population": str(seed),
                "school_login": logins,
                "wellbeing_standardised": context,
            }
        ),
        results=pd.concat(tables, ignore_index=True),
        measures=_measures(logins, begins_on),
    )


def _sizes(rng: np.random.Generator, scenario: EffectScenario) -> NDArray[np.int64]:
    if not scenario.has_skewed_sizes:
        return rng.integers(*_EVEN_SIZES, scenario.schools)
    mean, deviation, fewest, most = _SKEWED_SIZES
    drawn = np.exp(rng.normal(mean, deviation, scenario.schools))
    return drawn.round().clip(fewest, most).astype(np.int64)


def _chosen(
    rng: np.random.Generator,
    scenario: EffectScenario,
    result: NDArray[np.float64],
    is_free: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """The schools that are supported after these results."""
    grounds = result.copy()
    if not scenario.is_worst_only:
        grounds += rng.normal(0, _OTHER_GROUNDS, len(result))
    grounds[~is_free] = np.inf
    return np.argsort(grounds)[: scenario.supported // len(scenario.begins_in)]


def _results(
    logins: NDArray[np.str_],
    year: int,
    participants: NDArray[np.int64],
    result: NDArray[np.float64],
    sampling_variance: NDArray[np.float64],
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "half_year": HALF_YEAR,
            "school_login": logins,
            "assessment_year": year,
            "participants": participants,
            "result": result,
            "sampling_variance": sampling_variance,
            "first_on": pd.Timestamp(year, 3, 1),
            "last_on": pd.Timestamp(year, 7, 2),
        }
    )


def _measures(logins: NDArray[np.str_], begins_on: NDArray[np.datetime64]) -> pd.DataFrame:
    has_measure = ~np.isnat(begins_on)
    starts_on = pd.to_datetime(begins_on[has_measure])
    return pd.DataFrame(
        {
            "half_year": HALF_YEAR,
            "school_login": logins[has_measure],
            "measure_kind": KIND,
            "starts_on": starts_on,
            "counts_from": starts_on + pd.DateOffset(months=3),
            "is_counted": True,
        }
    )
