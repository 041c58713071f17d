"""The demonstration municipality from its first day to its last, before any file is planned.

Belongs here: bringing schools, results, lists, people and support into being in an order in which
each can know what came before. Not here: deliveries.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from opora.demo.calendar import HALF_YEARS, HalfYear, half_years
from opora.demo.conditions import Conditions
from opora.demo.cycle import Cycle
from opora.demo.diagnostics import Diagnostics
from opora.demo.gains import Gain, add_gains
from opora.demo.listed import listed
from opora.demo.lists import Membership, list_rows, make_lists
from opora.demo.management import Management
from opora.demo.network import Network
from opora.demo.planted import plant, planted_logins, resilient_logins
from opora.demo.programme import documents, materials, practices, remarks
from opora.demo.results import Cell, make_results
from opora.demo.schools import (
    School,
    changed_rows,
    identifier_rows,
    make_schools,
    open_schools,
    succession_rows,
)
from opora.demo.staff import Staff
from opora.demo.support import Support
from opora.demo.truth import Row

FIRST_YEAR, LAST_YEAR = 2018, 2024
#: The first day of the programme; what came before is history.
START = dt.date(2020, 7, 1)


@dataclass
class World:
    """Everything that happened; `rows` by half-year and dataset, assessments apart in `cells`."""

    schools: list[School]
    cells: dict[int, list[Cell]]
    lists: list[Membership]
    diagnostics_before: list[Row]
    #: What only the files of other systems say (points by task, people, answers) begins with it.
    exports_seed: int
    gains: list[Gain] = field(default_factory=list)
    rows: dict[str, dict[str, list[Row]]] = field(default_factory=dict)

    def listed(self, half_year: str, *categories: str) -> list[str]:
        """Logins on the lists of a half-year."""
        return listed(self.lists, self.schools, half_years()[half_year], categories)


def make_world(rng: np.random.Generator, schools: int) -> World:
    """The municipality of a seed; the same whatever is delivered of it."""
    # Of their own: what they draw moves nothing else.
    of_cycle, of_gains, of_exports = rng.spawn(3)
    made = plant(make_schools(rng, schools))
    cells = {year: make_results(rng, made, year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    lists = make_lists(rng, made, cells, range(FIRST_YEAR + 1, LAST_YEAR + 1))
    staff = Staff(rng, made)
    staff.start(START)
    diagnostics = Diagnostics(rng, staff)
    world = World(made, cells, lists, [], int(of_exports.integers(2**32)))
    first = half_years()[HALF_YEARS[0]]
    world.diagnostics_before = diagnostics.history(listed(lists, made, first), (2018, 2019))
    years = _Years(rng, of_cycle, world)
    for key in HALF_YEARS:
        half_year = half_years()[key]
        staff.advance(half_year)
        world.rows[key] = {
            "staff": staff.rows(half_year),
            "competence_diagnostics": diagnostics.of_half_year(
                half_year, listed(lists, made, half_year)
            ),
            **years.rows(half_year),
        }
    world.gains = add_gains(of_gains, cells, years.cycle.treated)
    return world


class _Years:
    """What is decided for a year at once and told by half-years."""

    def __init__(
        self, rng: np.random.Generator, of_cycle: np.random.Generator, world: World
    ) -> None:
        self._world = world
        self._conditions = Conditions(rng, world.schools, planted_logins(world.schools))
        self._support = Support(rng)
        self._management = Management(rng)
        hubs = [member.school_login for member in world.lists if member.category == "hub"]
        self._hubs = hubs
        self._network = Network(rng, hubs)
        left_alone = planted_logins(world.schools) | set(hubs)
        self.cycle = Cycle(of_cycle, world.schools, world.lists, left_alone)
        self._plan()

    def _plan(self) -> None:
        for year in range(int(HALF_YEARS[0][:4]), LAST_YEAR + 1):
            second = half_years()[f"{year}-H2"]
            first = half_years()[f"{year}-H1"] if f"{year}-H1" in HALF_YEARS else None
            schools = self._listed(second, "lps", "dcs")
            self._support.plan_year(year, schools, self._listed(second, "lps"))
            self._network.plan_year(year, first, second, schools)

    def _listed(self, half_year: HalfYear, *categories: str) -> list[str]:
        return listed(self._world.lists, self._world.schools, half_year, categories)

    def rows(self, half_year: HalfYear) -> dict[str, list[Row]]:
        """All that happened in a half-year, apart from staff, diagnostics and assessments."""
        everybody, low = self._listed(half_year, "lps", "dcs"), self._listed(half_year, "lps")
        schools = self._world.schools
        since, until = half_year.starts_on, half_year.ends_on
        working = open_schools(schools, until)
        others = [s.login for s in working if s.is_open(since) and s.login not in everybody]
        support, management = self._support, self._management
        plans = management.plans(low)
        found = {
            "schools": changed_rows(schools, since, until),
            "school_identifiers": identifier_rows(schools, since, until),
            "school_successions": succession_rows(schools, since, until),
            "school_lists": list_rows(self._world.lists, half_year),
            "social_conditions": self._conditions_of(half_year),
            "methodical_support": support.events(half_year, everybody, low, others),
            "network_partnerships": self._network.partnerships(half_year),
            "network_activities": self._network.held(half_year),
            "targeted_support": support.targeted(half_year, low),
            "roadmap_milestones": support.milestones(half_year),
            "project_participation": support.participation(half_year),
        }
        found |= self.cycle.papers(half_year, low, plans, management.moods(low))
        found["remarks"] = remarks(half_year)
        if half_year.is_second:
            found["analysis_register"] = self._acts(half_year, working)
        else:
            found["risk_profiles"] = management.risk_profiles(half_year, low, working)
            found["practices"] = practices(self._hubs, resilient_logins(schools))
            found["method_materials"] = materials()
            found["programme_documents"] = documents(half_year.year)
        self.cycle.cut_off(half_year, found.get("risk_profiles", ()))
        return {dataset: rows for dataset, rows in found.items() if rows}

    def _conditions_of(self, half_year: HalfYear) -> list[Row]:
        conditions = self._conditions
        is_autumn = half_year.is_second
        return conditions.autumn(half_year.year) if is_autumn else conditions.spring(half_year.year)

    def _acts(self, half_year: HalfYear, working: list[School]) -> list[Row]:
        """Acts: one of the schools without conditions has one, the others stay unanalysed."""
        missing = sorted(self._conditions.missing(half_year.year))
        new = {s.login for s in working if s.opened_on.year == half_year.year and not s.before}
        surely, never = set(missing[:1]) if len(missing) > 2 else set(), set(missing[1:]) | new
        if len(missing) <= 2:
            never |= set(missing)
        if half_year.year == START.year:
            # Their only results of that year are not for judging: an act leaves no doubt.
            surely |= {school.login for school in working if not school.has_upper_grades}
        logins = [school.login for school in working]
        return self._management.analysis_acts(half_year, logins, surely, never)
