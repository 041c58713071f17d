"""The official lists: who is on them, on what basis, and why a school left.

They follow the results of the year before, as the orders of a department do, with a hand's breadth
of judgement; the pipeline computes its own status beside them.

Belongs here: membership with its dates. Not here: the rules by which the pipeline judges.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from opora.demo.calendar import HalfYear
from opora.demo.results import Cell
from opora.demo.schools import School, is_ending, open_schools
from opora.demo.truth import Row

_FAIL_SHARE = 0.3
_PROCEDURES = 2
#: After a year with so few procedures nobody is taken off the list.
_FEW_PROCEDURES = 3
#: How often a department takes a school off its list whose results allow it.
_LEAVES = 0.75
_ORDER_DAY, _EXIT_DAY = (2, 15), (8, 31)
_QUARTER = 4
_REVISION_YEAR = 2022
_HUB_FROM = dt.date(2020, 9, 1)
_HUB_SHARE = 8


@dataclass(frozen=True)
class Membership:
    """A school on a list."""

    school_login: str
    category: str
    valid_from: dt.date
    basis_document: str
    valid_to: dt.date | None = None
    end_reason: str | None = None
    capacity: int | None = None

    def is_on(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def is_in_year(self, half_year: HalfYear) -> bool:
        """Whether it held on any day from 1 January to the cut-off."""
        first = dt.date(half_year.year, 1, 1)
        is_over = self.valid_to is not None and self.valid_to < first
        return self.valid_from <= half_year.ends_on and not is_over


def make_lists(
    rng: np.random.Generator,
    schools: list[School],
    results: Mapping[int, list[Cell]],
    years: Iterable[int],
) -> list[Membership]:
    """Membership over all years, from the results of each year before."""
    lists = _hubs(schools) + _disadvantaged(rng, schools)
    low = _Low(schools, rng)
    for year in years:
        low.enter(year, results)
        low.leave(year, results)
    return _ended_with_school(lists + low.memberships, schools)


def list_rows(lists: Iterable[Membership], half_year: HalfYear) -> list[Row]:
    """The register as it stood on the last day of a half-year, ended rows included."""
    rows = []
    for member in lists:
        if member.valid_from > half_year.ends_on:
            continue
        is_over = member.valid_to is not None and member.valid_to <= half_year.ends_on
        row: Row = dict(vars(member))
        if not is_over:
            row |= {"valid_to": None, "end_reason": None}
        rows.append(row)
    return rows


class _Low:
    """The list of schools with low results, order by order."""

    def __init__(self, schools: list[School], rng: np.random.Generator) -> None:
        self._schools = schools
        self._rng = rng
        self.memberships: list[Membership] = []

    def _current(self, login: str) -> Membership | None:
        return next(
            (m for m in self.memberships if m.school_login == login and m.valid_to is None), None
        )

    def enter(self, year: int, results: Mapping[int, list[Cell]]) -> None:
        """The order of February: schools that the results of the last year put on the list."""
        day = dt.date(year, *_ORDER_DAY)
        for school in open_schools(self._schools, day):
            if self._current(school.login) is not None:
                continue
            last = _failed(results.get(year - 1, ()), school)
            before = _failed(results.get(year - 2, ()), school)
            carries_on = school.before is not None and self._carry_over(school, day)
            forced = year == 2020 and is_ending(self._schools, school)
            if len(last) >= _PROCEDURES or last & before or carries_on or forced:
                basis = f"Приказ управления образования от {day:%d.%m.%Y} № {year % 100}/02-ШНОР"
                self.memberships.append(Membership(school.login, "lps", day, basis))

    def leave(self, year: int, results: Mapping[int, list[Cell]]) -> None:
        """The order of August: schools whose results of the year are above the threshold."""
        day = dt.date(year, *_EXIT_DAY)
        for number, member in enumerate(self.memberships):
            school = next(s for s in self._schools if s.login == member.school_login)
            judged = _judged(results.get(year, ()), school)
            is_judged = len(judged) > _FEW_PROCEDURES
            if member.valid_to or not is_judged or is_ending(self._schools, school):
                continue
            if not _failed(results[year], school) and self._rng.random() < _LEAVES:
                self.memberships[number] = replace(member, valid_to=day, end_reason="results")

    def _carry_over(self, school: School, day: dt.date) -> bool:
        """A school under a new login: its old row ends when the new one begins."""
        for number, member in enumerate(self.memberships):
            if member.school_login == school.before and member.valid_to is None:
                self.memberships[number] = replace(
                    member, valid_to=day - dt.timedelta(days=1), end_reason="decision"
                )
                return True
        return False


def _judged(cells: Iterable[Cell], school: School) -> list[Cell]:
    logins = {school.login, school.before}
    return [
        cell
        for cell in cells
        if cell.school.login in logins
        and cell.procedure.judges_lists
        and (cell.window.year, cell.window.session) != (2020, "autumn")
    ]


def _failed(cells: Iterable[Cell], school: School) -> set[str]:
    return {c.procedure.code for c in _judged(cells, school) if c.fail_share >= _FAIL_SHARE}


def _hubs(schools: list[School]) -> list[Membership]:
    strong = sorted(
        (s for s in schools if s.has_upper_grades and s.closed_on is None and s.before is None),
        key=lambda school: school.hardship - 2 * school.strength,
    )
    strong = [school for school in strong if school.is_open(_HUB_FROM)]
    return [
        Membership(
            school.login,
            "hub",
            _HUB_FROM,
            "Приказ управления образования от 31.08.2020 № 20/08-ОШ",
            capacity=2 + school.pupils // 250,
        )
        for school in strong[: max(3, len(schools) // _HUB_SHARE)]
    ]


def _disadvantaged(rng: np.random.Generator, schools: list[School]) -> list[Membership]:
    """The lowest quarter of 2020, and a revision that exchanges two schools."""
    first, revised = dt.date(2020, *_ORDER_DAY), dt.date(_REVISION_YEAR, *_ORDER_DAY)
    known = open_schools(schools, first)
    ranked = sorted(known, key=lambda school: school.hardship + rng.normal(0, 0.15), reverse=True)
    size = len(known) // _QUARTER
    lists = [
        Membership(
            school.login,
            "dcs",
            first,
            "Приказ управления образования от 15.02.2020 № 20/02-ШНСУ",
        )
        for school in ranked[:size]
    ]
    staying = [n for n in range(size) if not is_ending(schools, ranked[n])]
    for number in staying[-2:]:
        lists[number] = replace(
            lists[number], valid_to=revised - dt.timedelta(days=1), end_reason="decision"
        )
    basis = f"Приказ управления образования от {revised:%d.%m.%Y} № 22/02-ШНСУ"
    entering = [s for s in ranked[size:] if not is_ending(schools, s)][:2]
    return lists + [Membership(school.login, "dcs", revised, basis) for school in entering]


def _ended_with_school(lists: list[Membership], schools: list[School]) -> list[Membership]:
    """Rows of schools that were closed or merged; a new login takes its row over by an order."""
    by_login = {school.login: school for school in schools}
    successors = {school.before: school for school in schools if school.before}
    ended = []
    for member in lists:
        school = by_login[member.school_login]
        if school.closed_on is None or member.valid_to is not None:
            ended.append(member)
        elif school.login in successors:
            # Membership carries over by the succession itself until the next order says so.
            last = dt.date(school.closed_on.year, *_ORDER_DAY) - dt.timedelta(days=1)
            ended.append(replace(member, valid_to=last, end_reason="decision"))
            ended.append(
                replace(
                    member,
                    school_login=successors[school.login].login,
                    valid_from=last + dt.timedelta(days=1),
                )
            )
        elif school.successor is not None:
            last = dt.date(school.closed_on.year + 1, *_ORDER_DAY) - dt.timedelta(days=1)
            ended.append(replace(member, valid_to=last, end_reason="merged"))
        else:
            last = school.closed_on - dt.timedelta(days=1)
            ended.append(replace(member, valid_to=last, end_reason="closed"))
    return ended
