"""The matching of hub schools at the size of a country: `python -m opora.bench.hubs`.

Belongs here: a made-up country of uneven regions, the production function on it, time and memory.
Not here: whether the matches are right, which the tests ask.
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter

import numpy as np
import pandas as pd

from opora.bench.measure import measure
from opora.cycle.hub_costs import HubRules
from opora.cycle.hub_input import RULES
from opora.cycle.hubs import HubInput, hub_matches
from opora.home import REPOSITORY

SCHOOLS, HUBS, REGIONS = 10_000, 5_000, 85
#: The largest region has a tenth of everything, the smallest a few schools, as regions do.
_LARGEST_SHARE = 0.1
_HALF_YEAR = "2024-H1"
_AREAS = ("Математика", "Русский язык", "Физика")


def country(seed: int = 1, *, schools: int = SCHOOLS, hubs: int = HUBS) -> HubInput:
    """Schools in need and hubs over regions of uneven size, with gaps in what is known of them."""
    rng = np.random.default_rng(seed)
    shares = _shares()
    need = _schools(rng, "s", schools, shares)
    need["is_listed"] = rng.random(schools) < 0.8
    need["lists"] = rng.integers(1, 3, schools)
    hub = _schools(rng, "h", hubs, shares)
    hub["places"] = rng.integers(1, 4, hubs)
    everybody = np.concatenate([need["school_login"], hub["school_login"]])
    results = pd.DataFrame(
        {
            "half_year": _HALF_YEAR,
            "school_login": np.repeat(everybody, len(_AREAS)),
            "subject_area": np.tile(_AREAS, len(everybody)),
            "result": rng.normal(0, 0.3, len(everybody) * len(_AREAS)).round(6),
        }
    )
    agreed = rng.choice(schools, schools // 2, replace=False)
    nobody = pd.DataFrame({"half_year": [], "school_login": [], "counted_login": []})
    return HubInput(
        needs=need,
        hubs=hub,
        results=results.sample(frac=0.9, random_state=seed),
        agreements=pd.DataFrame(
            {
                "half_year": _HALF_YEAR,
                "school_login": need["school_login"].to_numpy()[agreed],
                "hub_login": rng.choice(hub["school_login"].to_numpy(), len(agreed)),
            }
        ),
        successions=nobody,
        not_open=nobody[["half_year", "school_login"]],
    )


def _default_rules() -> HubRules:
    """The rules as the package ships them."""
    thresholds = pd.read_csv(REPOSITORY / "dbt_project" / "seeds" / "thresholds.csv")
    values = dict(zip(thresholds["rule"], thresholds["value"].astype(float), strict=True))
    return HubRules(**{name: values[rule] for name, rule in RULES.items()})


def _shares() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Shares of the regions: each so many per cent smaller than the one before."""
    sizes = np.geomspace(1, 0.005, REGIONS)
    rest = sizes[1:] / sizes[1:].sum() * (1 - _LARGEST_SHARE)
    return np.concatenate([[_LARGEST_SHARE], rest])


def _schools(
    rng: np.random.Generator,
    prefix: str,
    count: int,
    shares: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> pd.DataFrame:
    region = np.sort(rng.choice(REGIONS, count, p=shares))
    latitude, longitude = 50 + rng.uniform(0, 3, count), 40 + rng.uniform(0, 5, count)
    is_known = rng.random(count) < 0.9
    return pd.DataFrame(
        {
            "half_year": _HALF_YEAR,
            "school_login": [f"{prefix}{number:06d}" for number in range(count)],
            "region": [f"R{number:02d}" for number in region],
            "settlement_kind": np.where(rng.random(count) < 0.5, "urban", "rural"),
            "latitude": np.where(is_known, latitude, np.nan),
            "longitude": np.where(is_known, longitude, np.nan),
            "wellbeing_index": np.where(
                rng.random(count) < 0.95, rng.uniform(0, 100, count), np.nan
            ),
        }
    )


def match_country(given: HubInput) -> dict[str, object]:
    """Match a country; what came out and how long the matching alone took."""
    started = perf_counter()
    found = hub_matches(given, {_HALF_YEAR: _default_rules()})
    seconds = perf_counter() - started
    taken = found["hub_login"].value_counts()
    places = given.hubs.set_index("school_login")["places"]
    if (taken > places.reindex(taken.index)).any():
        raise ValueError("a hub has more schools than places")
    return {
        "matching_seconds": round(seconds, 1),
        "schools": len(found),
        "hubs": len(given.hubs),
        "places": int(places.sum()),
        "regions": int(found["region"].nunique()),
        "largest_region": int(found["region"].value_counts().iloc[0]),
        "matched": int((found["state"] == "matched").sum()),
        "reasons": found["reason"].value_counts().drop("", errors="ignore").to_dict(),
    }


def main() -> None:
    """Measure a process of its own, and print its report."""
    measured = measure("opora.bench.hubs", ["run"], dict(os.environ))
    print(measured.told())


if __name__ == "__main__":
    if sys.argv[1:] == ["run"]:
        print(json.dumps(match_country(country())))
    else:
        main()
