"""The New York files, and how they are delivered so that their years are monitored and judged.

The seeds hold them as history of a foreign city: its tests judge no lists and its years are older
than the calendar. A department would say otherwise in its rule files; so does `deliver_by_year`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from deliveries import Lake

from opora.home import REPOSITORY, Home

DATA = REPOSITORY.parent / "shared" / "data" / "nyc_math"
RESULTS = "math_results_2006_2009.csv"
DEMOGRAPHICS = "school_demographics_2006_2009.csv"
YEARS = (2006, 2007, 2008, 2009)
IS_THERE = (DATA / RESULTS).exists()
NOT_THERE = f"the New York files are not in {DATA}"

SEEDS = REPOSITORY / "dbt_project" / "seeds"


def deliver_by_year(lake: Lake) -> None:
    """The demographics as history, the results of each year in its half-year, and the rules."""
    _write_rules(lake.home)
    lake.land(f"history/{DEMOGRAPHICS}", (DATA / DEMOGRAPHICS).read_bytes())
    for year, content in _results_by_year().items():
        lake.land(f"{year}-H1/{RESULTS}", content)


def _results_by_year() -> dict[int, str]:
    """The rows of the published file as they stand, a file a year."""
    header, *lines = (DATA / RESULTS).read_text(encoding="utf-8").splitlines(keepends=True)
    place = header.split(",").index("Year")
    by_year = dict.fromkeys(YEARS, header)
    for line in lines:
        # grade and year stand before anything that is quoted
        by_year[int(line.split(",")[place])] += line
    return by_year


def _write_rules(home: Home) -> None:
    """Half-years that reach back to 2006, and procedures that judge."""
    half_years = [
        {
            "half_year": f"{year}-H{half}",
            "starts_on": f"{year}-{starts_on}",
            "ends_on": f"{year}-{ends_on}",
            "report_due_on": "",
            "source": "test",
        }
        for year in YEARS
        for half, starts_on, ends_on in ((1, "01-01", "06-30"), (2, "07-01", "12-31"))
    ]
    with (SEEDS / "procedures.csv").open(encoding="utf-8", newline="") as file:
        procedures = [
            {**row, "judges_lists": "true"}
            for row in csv.DictReader(file)
            if row["procedure_kind"] == "nyc_math"
        ]
    folder = home.rules
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "half_years.csv", half_years)
    _write(folder / "procedures.csv", procedures)


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
