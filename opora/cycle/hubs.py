"""Schools in need brought together with hub schools, half-year by half-year, region by region.

Belongs here: who is matched with whom, and what stays from the half-year before. Not here: what
speaks against a pair (`hub_costs`), how places are shared out (`opora.statistics.assignment`), the
reasons for what changed and for a school without a hub (`hub_reasons`), Russian words (the mart).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from opora.cycle.hub_costs import PARTS, HubRules, Pairs, pairs, results_by_area
from opora.cycle.hub_reasons import change_reasons, no_match_reasons
from opora.statistics.arrays import Labels
from opora.statistics.assignment import UNIT, Columns, assign

#: Columns of `cycle.hub_matches`, in the order of its declaration.
COLUMNS = [
    "half_year", "region", "school_login", "is_listed", "place_in_line", "state", "reason",
    "hub_login", "is_kept", "matched_since", "previous_hub_login", "change_reason", "cost",
    "context_cost", "settlement_cost", "strength_cost", "distance_cost", "agreement_bonus",
    "context_difference", "is_same_settlement", "strength", "weak_subject_area", "school_result",
    "hub_result", "distance_km", "has_agreement", "hub_places", "region_hubs", "region_places",
    "nearest_hub_km",
]  # fmt: skip

_UNKNOWN_REGION = "unknown_territory"


@dataclass(frozen=True)
class HubInput:
    """What is known of all monitored half-years; every table has a column `half_year`.

    Attributes:
        needs: schools in need, as `int_schools_in_need` has them.
        hubs: hubs with their `places`, as `int_hub_places` has them.
        results: `school_login`, `subject_area`, `result`, as `int_hub_results` has them.
        agreements: `school_login`, `hub_login` of agreements in force.
        successions: `school_login`, `counted_login` of schools that are counted as another one.
        not_open: `school_login` of schools that aren't open.
    """

    needs: pd.DataFrame
    hubs: pd.DataFrame
    results: pd.DataFrame
    agreements: pd.DataFrame
    successions: pd.DataFrame
    not_open: pd.DataFrame


@dataclass(frozen=True)
class _HalfYear:
    """A half-year's part of the input, and the pairs of the half-year before in today's logins."""

    half_year: str
    rules: HubRules
    results: pd.DataFrame
    agreements: dict[str, set[str]]
    not_open: set[str]
    hub_logins: set[str]
    #: School -> its hub of the half-year before, and since when.
    before: dict[str, tuple[str, str]]


def hub_matches(
    given: HubInput,
    rules: Mapping[str, HubRules],
    before: Mapping[str, tuple[str, str]] | None = None,
) -> pd.DataFrame:
    """One row per half-year (of `rules`) and school in need: `COLUMNS`.

    `before`: school -> its hub in the half-year before the first one, and since when.

    A pair of the half-year before is given up only where the sum of all costs falls by more than
    `change_gain` for each pair that is broken, or where otherwise fewer schools could be served.
    """
    found: list[pd.DataFrame] = []
    pairs_before = dict(before or {})
    for half_year in sorted(rules):
        one = _half_year(given, half_year, rules[half_year], pairs_before)
        needs = _of(given.needs, half_year)
        hubs = _of(given.hubs, half_year)
        blocks = [
            _match(one, str(region), schools, hubs[hubs["region"] == region])
            for region, schools in needs.assign(region=needs["region"].fillna("")).groupby("region")
        ]
        table = pd.concat(blocks, ignore_index=True) if blocks else _nothing()
        matched = table[table["state"] == "matched"]
        pairs_found = zip(matched["hub_login"], matched["matched_since"], strict=True)
        pairs_before = dict(zip(matched["school_login"], pairs_found, strict=True))
        if len(table):
            found.append(table)
    if not found:
        return _nothing()
    return pd.concat(found, ignore_index=True).sort_values(
        ["half_year", "school_login"], ignore_index=True
    )


def _half_year(
    given: HubInput, half_year: str, rules: HubRules, before: dict[str, tuple[str, str]]
) -> _HalfYear:
    agreed = _of(given.agreements, half_year)
    agreements: dict[str, set[str]] = {}
    for school, hub in zip(agreed["school_login"], agreed["hub_login"], strict=True):
        agreements.setdefault(school, set()).add(hub)
    successions = _of(given.successions, half_year).sort_values(["school_login", "counted_login"])
    counted = dict(zip(successions["school_login"], successions["counted_login"], strict=True))
    not_open = set(_of(given.not_open, half_year)["school_login"])
    return _HalfYear(
        half_year,
        rules,
        results_by_area(_of(given.results, half_year)),
        agreements,
        not_open,
        set(_of(given.hubs, half_year)["school_login"]),
        _carried_over(before, counted, not_open),
    )


def _carried_over(
    before: dict[str, tuple[str, str]], counted: dict[str, str], not_open: set[str]
) -> dict[str, tuple[str, str]]:
    """The pairs of the half-year before under the logins of today.

    A school that is gone is counted as its successor; one that was split goes on under its own. A
    school that had a pair of its own keeps it, whatever joins it.
    """

    def now(login: str) -> str:
        return counted.get(login, login) if login in not_open else login

    pairs = {now(school): (now(hub), since) for school, (hub, since) in sorted(before.items())}
    own = {school: (now(hub), since) for school, (hub, since) in before.items()}
    pairs |= {school: pair for school, pair in own.items() if now(school) == school}
    # a school that has joined its hub has none any more
    return {school: pair for school, pair in pairs.items() if pair[0] != school}


def _match(one: _HalfYear, region: str, schools: pd.DataFrame, hubs: pd.DataFrame) -> pd.DataFrame:
    """The schools of one region with its hubs; no region where the territory is unknown."""
    hubs = hubs.sort_values("school_login", ignore_index=True)
    hub_logins = _logins(hubs)
    weakest = one.results.min(axis="columns").reindex(schools["school_login"]).fillna(0.0)
    column = {login: number for number, login in enumerate(hub_logins)}
    former = [one.before.get(login, (None, ""))[0] for login in schools["school_login"]]
    places = hubs["places"].to_numpy(np.int64)
    was = _columns(former, column)
    order = _line(schools.assign(weakest=weakest.to_numpy()), was, places)
    schools = schools.iloc[order].reset_index(drop=True)
    logins, was = _logins(schools), was[order]
    former = [former[number] for number in order]
    compared = pairs(schools, hubs, one.results, one.agreements, one.rules)
    found = assign(_costs(compared, was, one.rules), places)
    table = pd.DataFrame(
        {
            "half_year": one.half_year,
            "region": region or None,
            "school_login": logins,
            "is_listed": schools["is_listed"].to_numpy(bool),
            "place_in_line": np.arange(1, len(schools) + 1),
            "state": np.where(found >= 0, "matched", "not_matched"),
            "previous_hub_login": former,
            "region_hubs": len(hubs),
            "region_places": int(places.sum()),
        }
    )
    table["is_kept"] = (found >= 0) & (found == was)
    table["matched_since"] = [
        one.before[login][1] if is_kept else one.half_year if column >= 0 else None
        for login, is_kept, column in zip(logins, table["is_kept"], found, strict=True)
    ]
    table["reason"] = (
        no_match_reasons(found, compared, places, logins, hub_logins) if region else _UNKNOWN_REGION
    )
    table["change_reason"] = change_reasons(
        found, was, former, compared, places, one.hub_logins, one.not_open,
        one.rules.change_gain,
    )  # fmt: skip
    table["nearest_hub_km"] = _nearest(compared, places, logins, hub_logins)
    return _with_pair(table, found, compared, hubs, one.rules)


def _line(schools: pd.DataFrame, was: Columns, places: Columns) -> Columns:
    """Who comes first where places are short, as row numbers.

    Schools of an official list before those that only the data show; then those whose hub of the
    half-year before has a place for them; then schools of two lists, the weakest results, the
    login.
    """
    need = pd.DataFrame(
        {
            "hub": was,
            "listed_last": ~schools["is_listed"].to_numpy(bool),
            "fewest_lists_last": -schools["lists"].to_numpy(float),
            "weakest": schools["weakest"].to_numpy(float),
            "school_login": _logins(schools),
        }
    )
    by_need = ["listed_last", "fewest_lists_last", "weakest", "school_login"]
    place = need.sort_values(by_need).groupby("hub").cumcount().reindex(need.index)
    has_place = (was >= 0) & (place.to_numpy() < np.append(places, 0)[was])
    line = need.assign(without_place_last=~has_place).sort_values(
        ["listed_last", "without_place_last", *by_need[1:]]
    )
    return line.index.to_numpy()


def _costs(compared: Pairs, was: Columns, rules: HubRules) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Costs as they are shared out by: a pair that exists is better by what a change must gain.

    And by a unit more: a change that gains exactly so much is not enough.
    """
    costs = np.where(compared.is_possible, compared.costs["cost"], np.inf)
    has_hub = np.flatnonzero(was >= 0)
    costs[has_hub, was[has_hub]] -= rules.change_gain + UNIT
    return costs


def _with_pair(
    table: pd.DataFrame, found: Columns, compared: Pairs, hubs: pd.DataFrame, rules: HubRules
) -> pd.DataFrame:
    """What is known of each school and its hub; nothing where it has none."""
    rows = np.flatnonzero(found >= 0)
    columns = found[rows]
    has_agreement = compared.has_agreement[rows, columns]
    subject_area = compared.subject_area[rows, columns]
    same = compared.same_settlement[rows, columns]
    pair: dict[str, Any] = {
        "hub_login": _logins(hubs)[columns],
        "cost": compared.costs["cost"][rows, columns],
        **{f"{part}_cost": compared.costs[part][rows, columns] for part in PARTS},
        "agreement_bonus": np.where(has_agreement, rules.keep_bonus, 0.0),
        "context_difference": compared.context_difference[rows, columns],
        "is_same_settlement": [None if np.isnan(value) else bool(value) for value in same],
        "strength": compared.strength[rows, columns],
        "weak_subject_area": [name or None for name in subject_area],
        "school_result": compared.school_result[rows, columns],
        "hub_result": compared.hub_result[rows, columns],
        "distance_km": compared.distance_km[rows, columns],
        "has_agreement": has_agreement,
        "hub_places": pd.array(hubs["places"].to_numpy(np.int64)[columns], dtype="Int64"),
    }
    return table.join(pd.DataFrame(pair, index=rows)).reindex(columns=COLUMNS)


def _nearest(
    compared: Pairs, places: Columns, logins: Labels, hub_logins: Labels
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Kilometres to the nearest other hub that has places at all."""
    counts = (places > 0)[None, :] & ~np.equal.outer(logins, hub_logins)
    distances = np.where(counts & ~np.isnan(compared.distance_km), compared.distance_km, np.inf)
    nearest = distances.min(axis=1, initial=np.inf)
    return np.where(np.isfinite(nearest), nearest, np.nan)


def _columns(former: list[str | None], column: Mapping[str, int]) -> Columns:
    """The column of each school's hub of the half-year before; -1 where it is none today."""
    found = [-1 if hub is None else column.get(hub, -1) for hub in former]
    return np.array(found, dtype=np.int64)


def _logins(frame: pd.DataFrame) -> Labels:
    return frame["school_login"].to_numpy(object)


def _of(frame: pd.DataFrame, half_year: str) -> pd.DataFrame:
    return frame[frame["half_year"] == half_year]


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=COLUMNS)
