"""What speaks against bringing a school and a hub together, in numbers.

Belongs here: likeness of context and settlement, strength where the other is weak, distance, and
what a missing feature counts. Not here: who gets which hub (`hubs`). The weights are data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from opora.statistics.arrays import Floats, Labels

#: Parts of the cost, each between 0 (nothing against it) and its weight.
PARTS = ("context", "settlement", "strength", "distance")
#: The index of social well-being runs from 0 to 100.
_INDEX_SPAN = 100.0
_EARTH_RADIUS_KM = 6371.0088
#: Distances are known to the metre, results to a millionth: machines that differ in the last digit
#: of a sine or of a sum agree on these.
_METRES, _DIGITS = 3, 6

Booleans = NDArray[np.bool_]
#: School -> schools with which it has an agreement in force.
Agreements = Mapping[str, set[str]]


@dataclass(frozen=True)
class HubRules:
    """The rules of a half-year by which schools and hubs are brought together."""

    weight_context: float
    weight_settlement: float
    weight_strength: float
    weight_distance: float
    #: What an agreement in force takes off the cost of its pair.
    keep_bonus: float
    #: By how much a change must be better, for each pair that it breaks.
    change_gain: float
    #: Further away than this nobody is brought together.
    farthest_km: float
    #: How far below (above) the mean a result makes a subject weak (strong), standard deviations.
    subject_margin: float
    #: Lead of the hub at which its strength counts in full, standard deviations of participants.
    full_strength: float
    #: Share of its weight that a part counts where a feature is missing.
    missing_cost: float

    def weight(self, part: str) -> float:
        """The weight of a part."""
        return float(getattr(self, f"weight_{part}"))


@dataclass(frozen=True)
class Pairs:
    """Schools in rows, hubs in columns.

    Attributes:
        costs: each part with its weight, and the sum less the bonus of an agreement as `cost`.
        is_possible: false for a hub itself and for one that is too far away; an agreement in force
            shows that it isn't.
        has_agreement: the two have an agreement in force.
        distance_km: missing where the coordinates of either are.
        context_difference: points of the index.
        same_settlement: 1, 0 or missing.
        subject_area: of the strength; empty where the two have none to compare.
        school_result, hub_result: in that subject area.
        strength: strong_where_weak, not_strong, no_weak_subject or no_results.
    """

    costs: dict[str, Floats]
    is_possible: Booleans
    has_agreement: Booleans
    distance_km: Floats
    context_difference: Floats
    same_settlement: Floats
    subject_area: Labels
    school_result: Floats
    hub_result: Floats
    strength: Labels


def pairs(
    schools: pd.DataFrame,
    hubs: pd.DataFrame,
    results: pd.DataFrame,
    agreements: Agreements,
    rules: HubRules,
) -> Pairs:
    """Compare every school with every hub.

    `schools`, `hubs`: `school_login`, `wellbeing_index`, `settlement_kind`, `latitude`,
    `longitude`. `results`: one row per school, one column per subject area, as `results_by_area`
    makes them.
    """
    difference = _column(schools, "wellbeing_index") - _row(hubs, "wellbeing_index")
    context: Floats = np.abs(np.round(difference, _DIGITS))
    settlement = _same(schools["settlement_kind"], hubs["settlement_kind"])
    distance = _distance_km(schools, hubs)
    area, school_result, hub_result, strength = _strength(schools, hubs, results, rules)
    lead = np.where(strength == "strong_where_weak", hub_result - school_result, 0.0)
    shares = {
        "context": context / _INDEX_SPAN,
        "settlement": 1 - settlement,
        "strength": np.where(
            np.isin(strength, ("strong_where_weak", "not_strong")),
            1 - np.minimum(lead / rules.full_strength, 1),
            np.nan,
        ),
        "distance": np.minimum(distance / rules.farthest_km, 1),
    }
    costs = {
        part: np.round(
            rules.weight(part) * np.where(np.isnan(share), rules.missing_cost, share), _DIGITS
        )
        for part, share in shares.items()
    }
    has_agreement = _has_agreement(schools, hubs, agreements)
    costs["cost"] = np.round(
        sum((costs[part] for part in PARTS), start=-rules.keep_bonus * has_agreement), _DIGITS
    )
    is_itself = np.equal.outer(_logins(schools), _logins(hubs))
    # what is unknown can't be too far
    is_too_far = np.nan_to_num(distance, nan=0.0) > rules.farthest_km
    return Pairs(
        costs=costs,
        is_possible=~is_itself & (~is_too_far | has_agreement),
        has_agreement=has_agreement,
        distance_km=distance,
        context_difference=context,
        same_settlement=settlement,
        subject_area=area,
        school_result=school_result,
        hub_result=hub_result,
        strength=strength,
    )


def results_by_area(results: pd.DataFrame) -> pd.DataFrame:
    """Results of a half-year as one row per school and one column per subject area."""
    wide = results.pivot(index="school_login", columns="subject_area", values="result")
    return wide.sort_index(axis="columns").astype(float).round(_DIGITS)


def _strength(
    schools: pd.DataFrame, hubs: pd.DataFrame, results: pd.DataFrame, rules: HubRules
) -> tuple[Labels, Floats, Floats, Labels]:
    """The subject in which the hub is furthest ahead of those in which the school is weak.

    A hub that is strong in none of them is shown with the weak subject in which it is furthest
    ahead all the same.
    """
    of_schools = results.reindex(schools["school_login"]).to_numpy(float)
    of_hubs = results.reindex(hubs["school_login"]).to_numpy(float)
    shape = (len(schools), len(hubs))
    area = np.full(shape, "", dtype=object)
    lead, school_result, hub_result = (np.full(shape, np.nan) for _ in range(3))
    is_strong = np.zeros(shape, dtype=bool)
    for number, name in enumerate(results.columns):
        school, hub = of_schools[:, number][:, None], of_hubs[:, number][None, :]
        found = np.where((school <= -rules.subject_margin) & ~np.isnan(hub), hub - school, np.nan)
        strong = ~np.isnan(found) & (hub >= rules.subject_margin)
        # where the hub is strong beats where it is not; of two alike the first by name stays
        is_better = ~np.isnan(found) & (
            np.isnan(lead)
            | (strong & ~is_strong)
            | ((strong == is_strong) & (found > np.nan_to_num(lead, nan=-np.inf)))
        )
        area[is_better] = name
        lead = np.where(is_better, found, lead)
        school_result = np.where(is_better, np.broadcast_to(school, shape), school_result)
        hub_result = np.where(is_better, np.broadcast_to(hub, shape), hub_result)
        is_strong |= is_better & strong
    has_results = ~np.isnan(of_schools).all(axis=1)
    is_weak = (of_schools <= -rules.subject_margin).any(axis=1)
    strength = np.select(
        [is_strong, ~np.isnan(lead), np.broadcast_to((has_results & ~is_weak)[:, None], shape)],
        ["strong_where_weak", "not_strong", "no_weak_subject"],
        "no_results",
    ).astype(object)
    return area, school_result, hub_result, strength


def _distance_km(schools: pd.DataFrame, hubs: pd.DataFrame) -> Floats:
    """Great-circle distance (haversine); a road is longer."""
    latitude, longitude = (_column(schools, name) for name in ("latitude", "longitude"))
    hub_latitude, hub_longitude = (_row(hubs, name) for name in ("latitude", "longitude"))
    north, east = np.radians(latitude - hub_latitude), np.radians(longitude - hub_longitude)
    chord = (
        np.sin(north / 2) ** 2
        + np.cos(np.radians(latitude)) * np.cos(np.radians(hub_latitude)) * np.sin(east / 2) ** 2
    )
    distance: Floats = np.round(
        2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1))), _METRES
    )
    return distance


def _same(schools: pd.Series[Any], hubs: pd.Series[Any]) -> Floats:
    is_known = np.logical_and.outer(schools.notna().to_numpy(), hubs.notna().to_numpy())
    is_same = np.equal.outer(schools.to_numpy(object), hubs.to_numpy(object))
    return np.where(is_known, is_same.astype(float), np.nan)


def _has_agreement(schools: pd.DataFrame, hubs: pd.DataFrame, agreements: Agreements) -> Booleans:
    partners = [agreements.get(login, set()) for login in schools["school_login"]]
    return np.array(
        [[hub in agreed for hub in hubs["school_login"]] if agreed else [False] * len(hubs)
         for agreed in partners],
        dtype=bool,
    ).reshape(len(schools), len(hubs))  # fmt: skip


def _logins(frame: pd.DataFrame) -> Labels:
    return frame["school_login"].to_numpy(object)


def _column(frame: pd.DataFrame, name: str) -> Floats:
    return frame[name].to_numpy(float)[:, None]


def _row(frame: pd.DataFrame, name: str) -> Floats:
    return frame[name].to_numpy(float)[None, :]
