"""The tree of territories of a region or a country, its schools and their lists.

Belongs here: the small tables that say where a school lies and which list it is on. Not here: what
makes schools differ in their results (`scale_context`).
"""

from __future__ import annotations

import csv
from pathlib import Path

from opora.demo.scale_tables import day_in, login, write_table
from opora.demo.truth import Row

SCHOOLS_IN_MUNICIPALITY = 18
#: Codes of invented territories begin with 00, which no region has.
_REGION, _MUNICIPALITY = "00{:02d}0000", "00{:02d}{:04d}"
_COUNTRY = "RU"
#: Every so many schools are on a list, from this one on; a hub takes so many schools.
_LISTED = {"lps": (10, 0), "dcs": (5, 1), "hub": (15, 4)}
_CAPACITY = 4
#: Schools lie around the middles of their municipalities, which lie on a grid, in degrees.
_GRID, _GRID_STEP, _SCATTER = 40, 0.9, 0.006
_SOUTH, _WEST = 45.0, 30.0
_SOURCE = "демонстрация: вымышленный код"


def write_territories(folder: Path, regions: int, municipalities: int) -> None:
    """The rule file of the territories."""
    rows = [
        [_REGION.format(region), _COUNTRY, "region", f"Область {region}"]
        for region in range(1, regions + 1)
    ]
    for number in range(municipalities):
        region = _region_of(number, regions)
        code = _MUNICIPALITY.format(region, number + 1)
        rows.append([code, _REGION.format(region), "municipality", f"Округ {number + 1}"])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "territories.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(
            ["territory", "parent", "level", "name_ru", "valid_from", "valid_to", "source"]
        )
        writer.writerows([*row, "2000-01-01", "", _SOURCE] for row in rows)


def _region_of(municipality: int, regions: int) -> int:
    return municipality % regions + 1


def write_schools(
    landing: Path, half_year: str, schools: int, municipalities: int, regions: int
) -> None:
    """The register of all schools, delivered in one half-year."""
    rows: list[Row] = []
    for number in range(schools):
        municipality = number % municipalities
        offset = number // municipalities * _SCATTER
        rows.append(
            {
                "school_login": login(number),
                "name": f"Школа № {number + 1}",
                "territory": _MUNICIPALITY.format(
                    _region_of(municipality, regions), municipality + 1
                ),
                "kind": "secondary",
                "settlement_kind": "rural" if number % 3 == 0 else "urban",
                "opened_on": "01.09.2000",
                "latitude": round(_SOUTH + municipality % _GRID * _GRID_STEP / 2 + offset, 5),
                "longitude": round(_WEST + municipality // _GRID * _GRID_STEP - offset, 5),
            }
        )
    write_table(landing, half_year, "schools", rows)


def write_lists(landing: Path, half_year: str, since: str, schools: int) -> None:
    """The lists as they stand in a half-year, all of them valid since another one."""
    valid_from = day_in(since, "15.02", "15.09")
    rows: list[Row] = [
        {
            "school_login": login(number),
            "category": category,
            "valid_from": valid_from,
            "valid_to": "",
            "basis_document": f"Приказ от {valid_from} № 1",
            "end_reason": "",
            "capacity": _CAPACITY if category == "hub" else "",
        }
        for category in _LISTED
        for number in on_list(category, schools)
    ]
    write_table(landing, half_year, "school_lists", rows)


def on_list(category: str, schools: int) -> range:
    """The numbers of the schools on a list."""
    every, offset = _LISTED[category]
    return range(offset, schools, every)
