"""Who is compared with whom: supported schools, their years, and the schools that are like them.

Belongs here: base and outcome year of each supported school, the schools without the measure, and
who of them is comparable. Not here: the estimate (`effects`).

A school is supported from the first day of its first measure that counts. Its base year is the last
one whose results were all obtained before that day, its outcome year the newest one whose results
all came late enough after it. Schools without the measure are those in which none began before
their own results of the outcome year were in; who begins later stays among them, because leaving
out the schools that did badly and were helped for it would make the others look better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opora.cycle.effect_years import Years
from opora.statistics.arrays import Floats
from opora.statistics.comparable import comparable

#: Why a supported school has no effect; in the order in which obstacles are met.
NO_RESULTS_AFTER, TOO_SOON = "no_results_after", "too_soon"
NO_RESULTS_BEFORE, NO_CONTEXT = "no_results_before", "no_context"
NO_COMPARABLE, TOO_FEW_COMPARABLE = "no_comparable_schools", "too_few_comparable_schools"
REASONS = (
    NO_RESULTS_AFTER, TOO_SOON, NO_RESULTS_BEFORE, NO_CONTEXT, NO_COMPARABLE, TOO_FEW_COMPARABLE,
)  # fmt: skip


@dataclass(frozen=True)
class Supported:
    """Schools with a measure of one kind; arrays are (k,).

    Attributes:
        places: of the schools in `Years.schools`.
        base, outcome: places of the years in `Years.years`; -1 where there is none.
        reason: why no effect can be told already now; "" where nothing is in the way.
    """

    places: np.ndarray
    base: np.ndarray
    outcome: np.ndarray
    reason: np.ndarray


@dataclass(frozen=True)
class Sample:
    """The rows of an estimate: supported schools, then comparable ones; arrays are (n,).

    Attributes:
        rows: places of the supported schools in `Supported`, -1 for a comparable school.
        places: of the schools in `Years.schools`.
        base, outcome: places of the years that are compared.
        expected_change: what was to be expected without a measure: what the years did to the
            schools without one, and regression to the mean.
        comparable_counts: schools that each supported school of `Supported` was compared with.
        reason: of each supported school of `Supported`: why it is not in the sample.
    """

    rows: np.ndarray
    places: np.ndarray
    base: np.ndarray
    outcome: np.ndarray
    expected_change: Floats
    comparable_counts: np.ndarray
    reason: np.ndarray

    @property
    def is_supported(self) -> np.ndarray:
        """Which rows are supported schools."""
        return self.rows >= 0


def supported_schools(
    years: Years, places: np.ndarray, starts_on: np.ndarray, counts_from: np.ndarray
) -> Supported:
    """The years of the schools in `places`, whose measures began on `starts_on`.

    `counts_from`: the first day whose results can show what the measure did.
    """
    known = years.known[places]
    is_before = known & (years.last_on[places] < starts_on[:, None])
    is_after = known & (years.first_on[places] >= counts_from[:, None])
    is_too_soon = known & (years.first_on[places] >= starts_on[:, None])
    base, outcome = _last(is_before), _last(is_after)
    lacks_context = years.has_context & ~np.isfinite(years.context[places])
    reason = np.select(
        [
            (outcome < 0) & is_too_soon.any(axis=1),
            outcome < 0,
            base < 0,
            lacks_context,
        ],
        [TOO_SOON, NO_RESULTS_AFTER, NO_RESULTS_BEFORE, NO_CONTEXT],
        default="",
    )
    return Supported(places, base, outcome, reason)


def sample_of(years: Years, supported: Supported, begins_on: np.ndarray, caliper: float) -> Sample:
    """The supported schools that have comparable ones, and those.

    Args:
        years: results.
        supported: schools with the measure.
        begins_on: per school of `Years`, the first day of a measure that rules it out as a school
            without; NaT where there is none.
        caliper: largest difference in lasting level and in the index, in standard deviations.
    """
    size = len(years.schools)
    usable = supported.reason == ""
    pairs = np.unique(np.column_stack([supported.base[usable], supported.outcome[usable]]), axis=0)
    counts = np.zeros(len(supported.places), dtype=np.int64)
    nearest, of_pair = np.full(size, np.inf), np.full(size, -1)
    expected = np.full((len(pairs), size), np.nan)
    is_supported = np.zeros(size, dtype=bool)
    is_supported[supported.places[usable]] = True
    for number, (base, outcome) in enumerate(pairs.tolist()):
        coordinates = years.coordinates(base)
        without = _without(years, base, outcome, begins_on)
        without &= ~is_supported & np.isfinite(coordinates).all(axis=1)
        expected[number] = _expected(years, base, outcome, without)
        mine = usable & (supported.base == base) & (supported.outcome == outcome)
        candidates = np.flatnonzero(without)
        found = comparable(
            coordinates[supported.places[mine]], coordinates[candidates], caliper=caliper
        )
        counts[mine] = found.counts
        is_nearer = found.distances < nearest[candidates]
        nearest[candidates[is_nearer]] = found.distances[is_nearer]
        of_pair[candidates[is_nearer]] = number
    # a school serves once, for the years in which it is most like a supported one
    others = np.flatnonzero(of_pair >= 0)
    its_pair = pairs[of_pair[others]] if len(others) else np.empty((0, 2), dtype=np.int64)
    has_company = np.isin(supported.outcome, its_pair[:, 1])
    inside = np.flatnonzero(usable & (counts > 0) & has_company)
    is_needed = np.isin(its_pair[:, 1], supported.outcome[inside])
    others, its_pair = others[is_needed], its_pair[is_needed]
    pair_of = {tuple(pair): number for number, pair in enumerate(pairs.tolist())}
    base = np.concatenate([supported.base[inside], its_pair[:, 0]])
    outcome = np.concatenate([supported.outcome[inside], its_pair[:, 1]])
    places = np.concatenate([supported.places[inside], others])
    numbers = [pair_of[pair] for pair in zip(base.tolist(), outcome.tolist(), strict=True)]
    reason = np.where(usable, NO_COMPARABLE, supported.reason)
    reason[inside] = ""
    return Sample(
        rows=np.concatenate([inside, np.full(len(others), -1)]),
        places=places,
        base=base,
        outcome=outcome,
        expected_change=expected[numbers, places] if len(places) else np.empty(0),
        comparable_counts=counts,
        reason=reason,
    )


def _without(years: Years, base: int, outcome: int, begins_on: np.ndarray) -> np.ndarray:
    """Schools with results of both years in which nothing began before the second ones were in."""
    # a comparison with NaT is false
    began = begins_on <= years.last_on[:, outcome]
    found: np.ndarray = years.known[:, base] & years.known[:, outcome] & ~began
    return found


def _expected(years: Years, base: int, outcome: int, without: np.ndarray) -> Floats:
    """What the years did to the schools without the measure, and each school's own regression."""
    regression = years.levels(base).regression
    others = (years.changes(base, outcome) - regression)[without]
    found: Floats = regression + (others.mean() if len(others) else 0.0)
    return found


def _last(is_so: np.ndarray) -> np.ndarray:
    """The last column that is so, per row; -1 where none is."""
    if not is_so.shape[1]:
        return np.full(len(is_so), -1)
    last = is_so.shape[1] - 1 - np.argmax(is_so[:, ::-1], axis=1)
    return np.where(is_so.any(axis=1), last, -1)
