"""Schools and hubs for tests of the matching, all alike unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from opora.cycle.hub_costs import HubRules
from opora.cycle.hubs import HubInput, hub_matches

#: Weights that can be told apart in a sum.
RULES = HubRules(
    weight_context=1,
    weight_settlement=0.3,
    weight_strength=1,
    weight_distance=0.5,
    keep_bonus=0.4,
    change_gain=0.3,
    farthest_km=100,
    subject_margin=0.1,
    full_strength=1,
    missing_cost=0.5,
)
_FEATURES = {
    "region": "R",
    "settlement_kind": "rural",
    "latitude": 60.0,
    "longitude": 30.0,
    "wellbeing_index": 50.0,
}
_SCHOOL = _FEATURES | {"is_listed": True, "lists": 1}
_HUB = _FEATURES | {"places": 1}
#: A degree of latitude.
DEGREE_KM = 111.195

Rows = Mapping[str, Mapping[str, Any]]


def world(
    schools: Rows,
    hubs: Rows,
    *,
    half_year: str = "2024-H1",
    results: Mapping[tuple[str, str], float] | None = None,
    agreements: Mapping[str, str] | None = None,
    successions: Mapping[str, str] | None = None,
    not_open: tuple[str, ...] = (),
) -> HubInput:
    """One half-year: logins with what is special about them."""

    def table(names: list[str], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
        return pd.DataFrame([(half_year, *row) for row in rows], columns=["half_year", *names])

    def of(rows: Rows, usual: dict[str, Any]) -> pd.DataFrame:
        return table(
            ["school_login", *usual],
            [(login, *(usual | dict(special)).values()) for login, special in rows.items()],
        )

    return HubInput(
        needs=of(schools, _SCHOOL),
        hubs=of(hubs, _HUB),
        results=table(
            ["school_login", "subject_area", "result"],
            [(*key, value) for key, value in (results or {}).items()],
        ),
        agreements=table(["school_login", "hub_login"], list((agreements or {}).items())),
        successions=table(["school_login", "counted_login"], list((successions or {}).items())),
        not_open=table(["school_login"], [(login,) for login in not_open]),
    )


def together(*worlds: HubInput) -> HubInput:
    """Several half-years."""
    return HubInput(
        **{
            name: pd.concat([getattr(one, name) for one in worlds], ignore_index=True)
            for name in HubInput.__dataclass_fields__
        }
    )


def matched(given: HubInput, rules: HubRules = RULES) -> pd.DataFrame:
    """The matches of all half-years of a world, by half-year and school."""
    half_years = set(given.needs["half_year"]) | set(given.hubs["half_year"])
    found = hub_matches(given, dict.fromkeys(sorted(half_years), rules))
    return found.set_index(["half_year", "school_login"])


def hub_of(given: HubInput, rules: HubRules = RULES) -> dict[str, str | None]:
    """School -> its hub in the last half-year."""
    found = matched(given, rules).reset_index()
    last = found[found["half_year"] == found["half_year"].max()]
    hubs = last["hub_login"].astype(object).where(last["hub_login"].notna(), None)
    return dict(zip(last["school_login"], hubs, strict=True))
