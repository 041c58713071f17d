"""Municipalities of a seed with the results of one year, and the build file that holds them.

Belongs here: made-up schools and their results (of the demonstration's generator), indicators,
corrections, and the marts that snapshots are taken from. Not here: snapshots, approvals, attacks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd
from tables import RULES
from verdict import DISTINCT

from opora.contracts import load_contracts
from opora.demo.calendar import procedures
from opora.demo.results import make_results
from opora.demo.schools import FEWEST, make_schools
from opora.home import Home
from opora.lake.ledger import write_ledger_file
from opora.lake.store import prepare_lake

FEWEST_SCHOOLS, MOST_SCHOOLS = 12, 80
FIRST_YEAR, LAST_YEAR = 2019, 2024
MOST_MUNICIPALITIES = 4
INDICATORS = ("2.1.1", "2.1.2", DISTINCT, "2.3.1", "2.3.2", "2.3.3")
#: How far a mean indicator lies from its ends; 0 and 1 are frequent in real ones.
CHANCES = (0.0, 0.03, 0.3, 0.7, 1.0)
TEACHERS_OF_A_SCHOOL = 9
TAUGHT_IN_TWO_PLACES = 0.03
SHARES_TOUCHED = (0.005, 0.03, 0.2)
REGION = "region"


@dataclass(frozen=True)
class Region:
    """One municipality alone, or some under a region, as known at one time.

    Attributes:
        territories: territory, parent, level.
        cells: half_year, territory, school_id, procedure, procedure_kind, assessment_year, session,
            participants, below_threshold.
        values: half_year, territory, indicator, numerator, denominator: of municipalities.
        common: half_year -> teachers of 2.2 that two municipalities count.
    """

    territories: pd.DataFrame
    cells: pd.DataFrame
    values: pd.DataFrame
    common: dict[str, int]

    @property
    def half_years(self) -> list[str]:
        """Those that have results."""
        return sorted(self.cells["half_year"].unique())


def make_region(seed: int) -> Region:
    """One municipality alone (one seed in three), the only one of its region, or two to four."""
    rng = np.random.default_rng(seed)
    number = 1 if seed % 3 < 2 else int(rng.integers(2, MOST_MUNICIPALITIES + 1))
    has_region = seed % 3 > 0
    names = [f"municipality {place}" for place in range(1, number + 1)]
    territories = pd.DataFrame(
        {"territory": names, "parent": REGION if has_region else None, "level": "municipality"}
    )
    if has_region:
        territories.loc[number] = [REGION, None, "region"]
    year = int(rng.integers(FIRST_YEAR, LAST_YEAR + 1))
    cells = pd.concat(
        [_results(rng, name, place, year) for place, name in enumerate(names)], ignore_index=True
    )
    values = _values(rng, cells)
    common = {
        half_year: int(TAUGHT_IN_TWO_PLACES * rows["denominator"].sum())
        for half_year, rows in values[values["indicator"] == DISTINCT].groupby("half_year")
    }
    return Region(territories, cells, values, common)


def _results(rng: np.random.Generator, territory: str, place: int, year: int) -> pd.DataFrame:
    count = int(rng.integers(FEWEST_SCHOOLS, MOST_SCHOOLS + 1))
    schools = make_schools(rng, max(count, FEWEST))
    chosen = rng.permutation(len(schools))[:count]
    number_of = {schools[each].login: 1000 * (place + 1) + int(each) for each in chosen}
    made = make_results(rng, [schools[each] for each in sorted(chosen)], year)
    rows = []
    for cell in made:
        failed = [row["_failed"] for row in cell.rows if row["_failed"] is not None]
        rows.append(
            (
                cell.window.half_year,
                territory,
                number_of[cell.school.login],
                cell.procedure.code,
                cell.procedure.kind,
                year,
                cell.window.session,
                len(failed),
                sum(failed),
            )
        )
    columns = [
        "half_year",
        "territory",
        "school_id",
        "procedure",
        "procedure_kind",
        "assessment_year",
        "session",
        "participants",
        "below_threshold",
    ]
    cells = pd.DataFrame(rows, columns=columns)
    # a school that changed its login in the year has one result under one number
    cells = cells.drop_duplicates(["half_year", "school_id", "procedure", "session"])
    return cells[cells["participants"] > 0]


def _values(rng: np.random.Generator, cells: pd.DataFrame) -> pd.DataFrame:
    """Indicators of municipalities: some list hardly any school, others half of them."""
    schools = cells.groupby(["half_year", "territory"], as_index=False)["school_id"].nunique()
    values = schools.merge(pd.DataFrame({"indicator": INDICATORS}), how="cross")
    listed = rng.binomial(values["school_id"], rng.choice([0.05, 0.2, 0.5], len(values)))
    teachers = rng.poisson(TEACHERS_OF_A_SCHOOL * listed)
    values["denominator"] = np.where(values["indicator"] == DISTINCT, teachers, listed)
    chance = rng.choice(CHANCES, len(values))
    values["numerator"] = rng.binomial(values["denominator"], chance)
    return values.drop(columns="school_id")


def corrected(rng: np.random.Generator, region: Region) -> Region:
    """What is known later: results change, come and go, a school moves, a list is corrected."""
    cells = region.cells.copy()
    touched = rng.random(len(cells)) < rng.choice(SHARES_TOUCHED)
    change = np.where(touched, rng.integers(-3, 4, len(cells)), 0)
    cells["participants"] = (cells["participants"] + change).clip(lower=0)
    change = np.where(touched, rng.integers(-2, 3, len(cells)), 0)
    cells["below_threshold"] = (cells["below_threshold"] + change).clip(0, cells["participants"])
    cells = _crossing(rng, cells)
    is_some = cells["school_id"] == rng.choice(cells["school_id"].unique())
    if rng.random() < 0.3:
        # a school whose results of one procedure, or all of them, were a mistake
        is_one = cells["procedure"] == rng.choice(cells["procedure"].unique())
        cells = cells[~(is_some & (is_one | (rng.random() < 0.3)))]
    if rng.random() < 0.3:
        new = cells[cells["school_id"] == rng.choice(cells["school_id"].unique())]
        new = new.assign(
            school_id=int(cells["school_id"].max()) + 500,
            participants=rng.integers(1, 15, len(new)),
            below_threshold=0,
        )
        cells = pd.concat([cells, new])
    places = cells["territory"].unique()
    if rng.random() < 0.3 and len(places) > 1:
        is_moving = cells["school_id"] == rng.choice(cells["school_id"].unique())
        cells.loc[is_moving, "territory"] = rng.choice(places)
    cells = cells[cells["participants"] > 0].reset_index(drop=True)
    values = region.values.copy()
    touched = rng.random(len(values)) < 0.2
    values.loc[touched, "denominator"] += rng.integers(0, 3, touched.sum())
    values.loc[touched, "numerator"] += rng.integers(0, 2, touched.sum())
    values["numerator"] = values["numerator"].clip(0, values["denominator"])
    return replace(region, cells=cells, values=values)


def _crossing(rng: np.random.Generator, cells: pd.DataFrame) -> pd.DataFrame:
    """One cell that was large enough falls below the least count, one rises above it."""
    counts = cells["participants"]
    for is_near, count in (
        (counts.between(RULES.least_count, RULES.least_count + 4), RULES.least_count - 2),
        (counts.between(RULES.least_count - 4, RULES.least_count - 1), RULES.least_count + 2),
    ):
        if is_near.any() and rng.random() < 0.5:
            cells.loc[rng.choice(cells.index[is_near]), "participants"] = count
    cells["below_threshold"] = cells["below_threshold"].clip(0, cells["participants"])
    return cells


def write_build(home: Home, region: Region) -> None:
    """Fill the build file anew with what is known of a region."""
    home.warehouse.mkdir(parents=True, exist_ok=True)
    if not home.ledger.exists():
        prepare_lake(home, load_contracts().values())
        write_ledger_file(home.ledger / "0000000001.parquet", [])
    with duckdb.connect(home.build_file) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute("create schema if not exists intermediate")
        for name, frame in _marts(region).items():
            connection.register("frame", frame)
            connection.execute(f"create or replace table {name} as select * from frame")
            connection.unregister("frame")
        connection.execute(
            "alter table marts.dim_territory alter parent type varchar; "
            "alter table intermediate.int_territory_ancestors alter ancestor type varchar"
        )


def _marts(region: Region) -> dict[str, pd.DataFrame]:
    """The tables that snapshots and approvals read."""
    cells = region.cells.assign(
        school_login=_login(region.cells["school_id"]),
        state="measured",
        flags="",
        objectivity_markers="",
        is_used=True,
    )
    schools = cells.groupby(["school_login", "school_id"], as_index=False)["territory"].first()
    half_years = pd.DataFrame({"half_year": region.half_years})
    above = region.territories.dropna(subset="parent")
    own = region.territories["territory"]
    return {
        "marts.indicator_values": indicator_values(region),
        # which schools are counted, nobody publishes
        "marts.indicator_schools": _no_schools(),
        "marts.dim_school": schools[["school_login", "territory"]],
        "marts.dim_territory": region.territories,
        "marts.dim_procedure": pd.DataFrame(
            [(each.code, each.kind, each.subject, each.grade) for each in procedures()],
            columns=["procedure", "procedure_kind", "subject", "programme_grade"],
        ),
        "marts.fct_assessment_cell": cells.drop(columns=["territory", "procedure_kind"]),
        "intermediate.int_school_successors": half_years.merge(
            schools[["school_login"]].assign(counted_login=schools["school_login"]), how="cross"
        ),
        "intermediate.int_territory_ancestors": pd.concat(
            [
                pd.DataFrame({"territory": own, "ancestor": own}),
                above[["territory", "parent"]].rename(columns={"parent": "ancestor"}),
            ]
        ),
        "intermediate.int_half_year_rules": half_years.assign(
            open_least_count=RULES.least_count,
            open_count_interval=RULES.count_interval,
            open_share_interval=RULES.share_interval,
            open_low_share=RULES.low_share,
            open_high_share=RULES.high_share,
            open_decimals=RULES.decimals,
            open_band=RULES.band,
        ),
    }


def _login(numbers: pd.Series) -> pd.Series:
    return "sch" + numbers.astype(str)


def _no_schools() -> pd.DataFrame:
    kinds = {
        "half_year": "str",
        "indicator": "str",
        "school_login": "str",
        "school_id": "int64",
        "in_denominator": "bool",
        "in_numerator": "bool",
        "numerator": "int64",
        "denominator": "int64",
        "has_signed_act": "bool",
        "reason": "str",
    }
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def indicator_values(region: Region) -> pd.DataFrame:
    """The mart of a region: municipalities, and above them the sum without common teachers."""
    values = region.values
    if (region.territories["territory"] == REGION).any():
        names = ["half_year", "indicator"]
        above = values.groupby(names, as_index=False)[["numerator", "denominator"]].sum()
        largest = values.groupby(names, as_index=False)[["numerator", "denominator"]].max()
        common = above["half_year"].map(region.common) * (above["indicator"] == DISTINCT)
        above["denominator"] = np.maximum(above["denominator"] - common, largest["denominator"])
        above["numerator"] = np.minimum(above["numerator"], above["denominator"])
        values = pd.concat([values, above.assign(territory=REGION)], ignore_index=True)
    is_measured = values["denominator"] > 0
    return values.assign(
        plan=100.0,
        value=(100 * values["numerator"] / values["denominator"]).where(is_measured),
        state=np.where(is_measured, "measured", "not_applicable"),
        is_met=np.where(is_measured, "not_met", "not_judged"),
        coverage=100.0,
        flags="",
        numerator_by_signed_acts=pd.Series(pd.NA, index=values.index, dtype="Int64"),
        value_by_signed_acts=np.nan,
    )
