"""Disclosure control at the size of a country: `python -m opora.bench.disclosure`.

Belongs here: a made-up country of many small schools, half-year by half-year, the production
function on it, time and memory. Not here: whether anything can be worked out, which the tests ask.
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter

import numpy as np
import pandas as pd

from opora.bench.measure import measure
from opora.disclosure import TOTAL, DisclosureRules, protect

SCHOOLS, MUNICIPALITIES, REGIONS, HALF_YEARS = 40_000, 2_500, 85, 9
#: Columns of each group: how large its cells are, and how rarely a school takes part.
_GROUPS = {"ВПР": (6, 25, 0.9), "ОГЭ": (5, 12, 0.6), "ЕГЭ": (4, 7, 0.4)}
#: What the package's own rules hold.
_RULES = DisclosureRules(
    least_count=10,
    count_interval=3,
    share_interval=10.0,
    low_share=5.0,
    high_share=95.0,
    decimals=1,
    band=5.0,
)
#: A correction changes so many schools of a half-year.
CORRECTED = 200


def country(seed: int = 1, *, schools: int = SCHOOLS) -> pd.DataFrame:
    """The cells of a half-year, with all roll-ups and totals, as `protect` takes them."""
    rng = np.random.default_rng(seed)
    region_of = np.sort(rng.integers(0, REGIONS, MUNICIPALITIES))
    municipality = np.sort(rng.integers(0, MUNICIPALITIES, schools))
    place = pd.DataFrame(
        {
            "unit": [f"s{number:06d}" for number in range(schools)],
            "municipality": [f"m{number:05d}" for number in municipality],
            "region": [f"r{number:02d}" for number in region_of[municipality]],
        }
    )
    return _rolled_up(_leaves(rng, place))


def corrected(cells: pd.DataFrame, seed: int = 1, *, schools: int = CORRECTED) -> pd.DataFrame:
    """The same half-year after some schools have sent other numbers for one procedure."""
    rng = np.random.default_rng(seed)
    leaves = cells[cells["unit"].str.startswith("s") & (cells["column"] != TOTAL)].copy()
    chosen = rng.choice(leaves.index.to_numpy(), schools, replace=False)
    leaves.loc[chosen, "count"] += rng.integers(0, 3, schools)
    leaves.loc[chosen, "below"] = rng.binomial(leaves.loc[chosen, "count"], 0.1)
    above = cells.drop_duplicates("unit").set_index("unit")["parent"]
    leaves["municipality"] = leaves["parent"]
    leaves["region"] = leaves["municipality"].map(above)
    return _rolled_up(leaves)


def _leaves(rng: np.random.Generator, place: pd.DataFrame) -> pd.DataFrame:
    """A row for every school and procedure in which it takes part."""
    parts = []
    ability = rng.normal(0, 1, len(place))
    size = rng.lognormal(0, 0.8, len(place))
    for group, (columns, typical, takes_part) in _GROUPS.items():
        for number in range(columns):
            part = place.assign(group=group, column=f"{group} {number}")
            part["count"] = 1 + rng.poisson(typical * size)
            chance = 1 / (1 + np.exp(2.5 + 0.7 * number + ability))
            part["below"] = rng.binomial(part["count"], chance)
            parts.append(part[rng.random(len(place)) < takes_part])
    return pd.concat(parts)


def _rolled_up(leaves: pd.DataFrame) -> pd.DataFrame:
    """All levels, and the totals over columns."""
    keys, sums = ["group", "column", "unit", "parent"], ["count", "below"]
    levels = [
        leaves.assign(parent=leaves["municipality"])[keys + sums],
        _level(leaves, "municipality", "region"),
        _level(leaves.assign(country="all"), "region", "country"),
        _level(leaves.assign(country="all", above=None), "country", "above"),
    ]
    cells = pd.concat(levels, ignore_index=True)
    totals = cells.groupby(["group", "unit", "parent"], dropna=False)[sums].sum().reset_index()
    return pd.concat([cells, totals.assign(column=TOTAL)], ignore_index=True)[keys + sums]


def _level(leaves: pd.DataFrame, unit: str, parent: str) -> pd.DataFrame:
    by = ["group", "column", unit, parent]
    added = leaves.groupby(by, dropna=False)[["count", "below"]].sum().reset_index()
    return added.rename(columns={unit: "unit", parent: "parent"})


def protect_country(half_years: int = HALF_YEARS) -> dict[str, object]:
    """Protect a country, and a revision of its last half-year; what came out and how long it took.

    Raises:
        ValueError: an unchanged half-year does not come out as it was.
    """
    seconds = 0.0
    for number in range(half_years):
        cells = country(number)
        started = perf_counter()
        published = protect(cells, _RULES)
        seconds += perf_counter() - started
    started = perf_counter()
    again = protect(cells, _RULES, [published])
    unchanged_seconds = perf_counter() - started
    if not again.equals(published):
        raise ValueError("an unchanged half-year was published differently")
    later = corrected(cells)
    started = perf_counter()
    revised = protect(later, _RULES, [published])
    revised_seconds = perf_counter() - started
    return {
        "seconds": round(seconds, 1),
        "half_years": half_years,
        "unchanged_revision_seconds": round(unchanged_seconds, 1),
        "revision_seconds": round(revised_seconds, 1),
        "first": _summary(published),
        "revised": _summary(revised),
    }


def _summary(published: pd.DataFrame) -> dict[str, object]:
    """How much of a half-year is shown, and how, in per cent of the rows."""
    is_total = published["column"] == TOTAL
    cells, totals = published[~is_total], published[is_total]
    is_small = cells["count"] < _RULES.least_count
    is_extreme = published["share"].isin([_RULES.low_share, _RULES.high_share])
    is_coded = (published["bound"] != "") & ~is_extreme
    return {
        "cells": len(cells),
        "small": _per_cent(is_small),
        "hidden": _per_cent(cells["is_hidden"]),
        "omitted": _per_cent(cells["is_omitted"]),
        "coded_for_others": _per_cent(is_coded[~is_total]),
        "totals_omitted": _per_cent(totals["is_omitted"]),
    }


def _per_cent(flags: pd.Series) -> float:
    return round(float(100 * flags.mean()), 2)


def main() -> None:
    """Measure a process of its own, and print its report."""
    measured = measure("opora.bench.disclosure", ["run"], dict(os.environ))
    print(measured.told())


if __name__ == "__main__":
    if sys.argv[1:] == ["run"]:
        print(json.dumps(protect_country()))
    else:
        main()
