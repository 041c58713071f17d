"""How many of the schools that the generator made strong or weak each ranking finds.

Belongs here: one year of a demonstration municipality as sums per school, ranked in three ways, and
the count of hits. A school's own strength is hidden under its social context, the luck of the year
and the smallness of its classes; the model may know the social passports, never the true hardship.

`make test-planted` prints what 100 seeds find. Shrinkage gains little over the raw residual here:
marks show a school's strength three times as clearly where context is hard, and there schools are
small, so that shrinkage draws in those that show most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from opora.demo.conditions import Conditions
from opora.demo.planted import plant
from opora.demo.results import Cell, make_results
from opora.demo.schools import make_schools
from opora.statistics import two_level_model_of_cells

_SCHOOLS, _YEAR = 60, 2023
#: Rankings by the name of their column, best school last.
RAW_MEAN, RAW_RESIDUAL, SHRUNKEN = "raw_mean", "raw_residual", "shrunken_residual"
_AREAS = ("Математика", "Русский язык")
#: In a well-off school these shares are high, or else low.
_TURNED = {
    "both_parents_higher_education": 1, "single_parent": -1, "unemployed_parents": -1,
    "low_income": -1, "on_prevention_register": -1, "special_needs": -1, "non_native_language": -1,
}  # fmt: skip
#: The share of schools that counts as strong, and as weak; at least so many.
_PLANTED_SHARE, _FEWEST_PLANTED = 0.1, 3


@dataclass(frozen=True)
class Hits:
    """Strong and weak schools of one or more seeds and how many of them each ranking found."""

    planted: int
    found: dict[str, int]

    def __str__(self) -> str:
        """Found / planted of each ranking."""
        rates = (f"{name} {n} ({n / self.planted:.1%})" for name, n in self.found.items())
        return f"of {self.planted}: {', '.join(rates)}"


def hits(seeds: Iterable[int], *, is_demonstration: bool) -> Hits:
    """Hits over seeds: strong schools among as many best ones, weak among as many worst.

    `is_demonstration`: with the schools that the demonstration makes what they are on purpose;
    else strength is drawn for all of them.
    """
    planted, found = 0, dict.fromkeys((RAW_MEAN, RAW_RESIDUAL, SHRUNKEN), 0)
    for seed in seeds:
        ranked = rankings(seed, is_demonstration=is_demonstration)
        strong, weak = ends(ranked["strength"])
        planted += len(strong) + len(weak)
        for ranking in found:
            best, worst = ends(ranked[ranking])
            found[ranking] += len(strong & best) + len(weak & worst)
    return Hits(planted, found)


def rankings(seed: int, *, is_demonstration: bool) -> pd.DataFrame:
    """Per school its planted strength and, as the mean of the subject areas, what ranks it."""
    rng = np.random.default_rng(seed)
    made = make_schools(rng, _SCHOOLS)
    if is_demonstration:
        made = plant(made)
    cells = _standardised(make_results(rng, made, _YEAR))
    cells = cells.merge(_index(Conditions(rng, made, set())), on="school")
    areas = []
    for area in _AREAS:
        of_area = cells[cells["subject"].str.startswith(area)]
        fit = two_level_model_of_cells(
            of_area,
            group="school", count="count", total="total", total_of_squares="total_of_squares",
            predictors=["index"],
        )  # fmt: skip
        if fit.state != "fitted":
            raise ValueError(f"seed {seed}, {area}: {fit.reason}")
        areas.append(fit.residuals.to_frame().rename(columns={"actual": RAW_MEAN}))
    means = pd.concat(areas).groupby("groups")[[RAW_MEAN, RAW_RESIDUAL, SHRUNKEN]].mean()
    strength = pd.Series({school.login: school.strength for school in made}, name="strength")
    return means.join(strength)


def _standardised(cells: list[Cell]) -> pd.DataFrame:
    """Sums per school and procedure of results in standard deviations of the procedure."""
    rows = pd.DataFrame(
        {
            "school": row["school_login"],
            "subject": row["subject"],
            "procedure": cell.procedure.code,
            "result": row["mark"] if row["mark"] is not None else row["test_score"],
        }
        for cell in cells
        for row in cell.rows
    ).dropna()
    of_procedure = rows.groupby("procedure")["result"]
    rows["result"] = (rows["result"] - of_procedure.transform("mean")) / of_procedure.transform(
        "std"
    )
    rows["square"] = rows["result"] ** 2
    return (
        rows.groupby(["school", "subject", "procedure"])
        .agg(count=("result", "size"), total=("result", "sum"), total_of_squares=("square", "sum"))
        .reset_index()
    )


def _index(conditions: Conditions) -> pd.DataFrame:
    """The mean of the z-scores of the passports, turned so that higher is better off."""
    passports = pd.DataFrame(conditions.autumn(_YEAR - 1) + conditions.autumn(_YEAR))
    shares = passports.groupby("school_login")[list(_TURNED)].last().astype(float)
    turned = (shares - shares.mean()) / shares.std() * pd.Series(_TURNED)
    return turned.mean(axis=1).rename("index").rename_axis("school").reset_index()


def ends(values: pd.Series) -> tuple[set[str], set[str]]:
    """The highest and the lowest schools."""
    count = max(_FEWEST_PLANTED, int(len(values) * _PLANTED_SHARE))
    ordered = values.sort_values(kind="stable").index
    return set(ordered[-count:]), set(ordered[:count])
