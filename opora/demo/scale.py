"""A region and a country: results of half-years in as many rows as asked for.

Beside them the schools, their social passports, the lists and some papers. Files are written one by
one, so that memory stays small; equal arguments give equal bytes.

Belongs here: volume. What a municipality delivers in all datasets is `municipality`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb

from opora.demo.calendar import Window
from opora.demo.scale_before import write_marks_before
from opora.demo.scale_calendar import (
    a_year_before,
    equal_windows,
    real_windows,
    write_invented_windows,
)
from opora.demo.scale_context import write_conditions
from opora.demo.scale_papers import write_papers
from opora.demo.scale_places import (
    SCHOOLS_IN_MUNICIPALITY,
    on_list,
    write_lists,
    write_schools,
    write_territories,
)
from opora.demo.scale_results import Volume, make_procedures, write_results
from opora.demo.scale_tables import HALF_YEAR, path_in

_MUNICIPALITIES_IN_REGION = 30
_MOST_REGIONS = 89
_MEMORY = "1GB"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class KnownTotals:
    """What must come out of a half-year's files; `rejected` rows are in no other number but `rows`.

    `primary_score` and `test_score` are the sums over the accepted rows.
    """

    schools: int
    municipalities: int
    regions: int
    files: int
    rows: int
    rejected: int
    participants: int
    below_threshold: int
    primary_score: int
    test_score: int


def write_region(
    landing: Path,
    rules_folder: Path,
    *,
    schools: int = 1_000,
    participants: int = 1_000_000,
    files: int = 100,
    defects_every: int | None = None,
    background: bool = True,
    progress: Progress | None = None,
) -> KnownTotals:
    """A region: one tree of municipalities, `participants` results in `files` CSV files.

    `defects_every`: every so many rows one has a mark that can't be (None: no defects).
    `background`: whether social passports, the marks of the year before and papers are delivered.
    """
    plan = _Plan(landing, rules_folder, 1, schools, participants, files, defects_every, background)
    return _write(plan, (HALF_YEAR,), real_windows, progress)[HALF_YEAR]


def write_country(
    landing: Path,
    rules_folder: Path,
    *,
    schools: int = 40_000,
    participants: int = 27_000_000,
    files: int = 100,
    defects_every: int | None = None,
    background: bool = True,
    progress: Progress | None = None,
) -> KnownTotals:
    """A country: regions of about 30 municipalities with about 18 schools each."""
    plan = _Plan(
        landing, rules_folder, _regions(schools), schools, participants, files, defects_every,
        background,
    )  # fmt: skip
    return _write(plan, (HALF_YEAR,), real_windows, progress)[HALF_YEAR]


def write_growing_country(
    landing: Path,
    rules_folder: Path,
    half_years: Sequence[str],
    *,
    schools: int = 40_000,
    participants: int = 27_000_000,
    files: int = 100,
    defects_every: int | None = None,
    background: bool = True,
    progress: Progress | None = None,
) -> dict[str, KnownTotals]:
    """A country over several half-years; each has `participants` results in `files` CSV files.

    All hold the same procedures (windows that the calendar lacks are invented), so that one
    half-year costs as much as another. The first one has the register of the schools, papers and
    the marks of the year before; every one has results, lists and social passports. Returns what
    must come out of each half-year.
    """
    plan = _Plan(
        landing, rules_folder, _regions(schools), schools, participants, files, defects_every,
        background,
    )  # fmt: skip
    write_invented_windows(rules_folder, (a_year_before(half_years[0]), *half_years))
    return _write(plan, half_years, equal_windows, progress)


@dataclass(frozen=True)
class _Plan:
    """What is asked for; rows are those of one half-year."""

    landing: Path
    rules_folder: Path
    regions: int
    schools: int
    participants: int
    files: int
    defects_every: int | None
    background: bool

    @property
    def municipalities(self) -> int:
        return max(self.regions, self.schools // SCHOOLS_IN_MUNICIPALITY)


def _regions(schools: int) -> int:
    per_region = SCHOOLS_IN_MUNICIPALITY * _MUNICIPALITIES_IN_REGION
    return min(_MOST_REGIONS, max(1, round(schools / per_region)))


def _write(
    plan: _Plan,
    half_years: Sequence[str],
    windows_of: Callable[[str], Sequence[Window]],
    progress: Progress | None,
) -> dict[str, KnownTotals]:
    if not 1 <= plan.files <= plan.schools <= plan.participants:
        raise ValueError(
            "a file holds whole schools and a school has participants: expected files <= schools "
            f"<= participants, got {plan.files}, {plan.schools}, {plan.participants}"
        )
    first = half_years[0]
    write_territories(plan.rules_folder, plan.regions, plan.municipalities)
    write_schools(plan.landing, first, plan.schools, plan.municipalities, plan.regions)
    known = {}
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        for number, half_year in enumerate(half_years):
            write_lists(plan.landing, half_year, first, plan.schools)
            if plan.background:
                path = path_in(plan.landing, half_year, "social_conditions")
                write_conditions(connection, path, plan.schools, half_year)
            if plan.background and number == 0:
                make_procedures(connection, windows_of(a_year_before(half_year)))
                _write_past(connection, plan, half_year)
            make_procedures(connection, windows_of(half_year))
            volume = Volume(
                int(half_year[:4]), plan.schools, plan.participants, number * plan.participants,
                plan.defects_every,
            )  # fmt: skip
            known[half_year] = _write_results(connection, plan, half_year, volume, progress)
    return known


def _write_past(connection: duckdb.DuckDBPyConnection, plan: _Plan, half_year: str) -> None:
    """The marks of the year before, and papers."""
    before = int(a_year_before(half_year)[:4])
    path = plan.landing / "history" / "assessment_marks" / f"marks_{before}.csv"
    write_marks_before(connection, path, plan.schools, before)
    low, hubs = on_list("lps", plan.schools), on_list("hub", plan.schools)
    write_papers(plan.landing, half_year, plan.schools, low, hubs)


def _write_results(
    connection: duckdb.DuckDBPyConnection,
    plan: _Plan,
    half_year: str,
    volume: Volume,
    progress: Progress | None,
) -> KnownTotals:
    folder = plan.landing / half_year / "assessment_results"
    folder.mkdir(parents=True, exist_ok=True)
    totals = [0] * 6
    for number in range(plan.files):
        path = folder / f"results_{number + 1:03d}.csv"
        first, last = (plan.schools * each // plan.files for each in (number, number + 1))
        counted = write_results(connection, path, range(first, last), volume, number)
        totals = [total + more for total, more in zip(totals, counted, strict=True)]
        if progress is not None:
            progress(str(path.relative_to(plan.landing)), number + 1, plan.files)
    names = [field.name for field in fields(KnownTotals)][4:]
    return KnownTotals(
        schools=plan.schools,
        municipalities=plan.municipalities,
        regions=plan.regions,
        files=plan.files,
        **dict(zip(names, totals, strict=True)),
    )
