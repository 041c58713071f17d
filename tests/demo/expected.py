"""The six indicators a second time: plain Python over the truth, after the letter of domain.md.

Belongs here: an implementation that shares nothing with the pipeline but the rules' data, so that
an error of one of them shows. It is slow and simple on purpose.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from opora.contracts import load_contracts
from opora.demo.truth import PERSON, Row, Truth
from opora.rules import load_rule

INDICATORS = ("2.1.1", "2.1.2", "2.2", "2.3.1", "2.3.2", "2.3.3")
_LISTED = ("lps", "dcs")
_PROJECT = "500+"


@dataclass(frozen=True)
class Expected:
    """One value; `members` are the schools (2.2: people) of the numerator."""

    numerator: int
    denominator: int
    members: frozenset[object]
    #: 2.1.2: listed schools, assessable or not.
    listed: int = 0

    @property
    def state(self) -> str:
        if self.denominator:
            return "measured"
        return "not_measured" if self.listed else "not_applicable"

    @property
    def value(self) -> Fraction | None:
        return Fraction(100 * self.numerator, self.denominator) if self.denominator else None


def indicator_values(truth: Truth, half_years: Iterable[str]) -> dict[tuple[str, str], Expected]:
    """(half-year, indicator) -> what must come out, for the one municipality there is."""
    municipality = Municipality(truth)
    return {
        (half_year, indicator): municipality.value(half_year, indicator)
        for half_year in half_years
        for indicator in INDICATORS
    }


class Municipality:
    """The truth as plain lists, with what the rules need to know of schools and cells."""

    def __init__(self, truth: Truth) -> None:
        self._tables = {name: _in_force(truth, name) for name in load_contracts()}
        self._windows = {
            (w["procedure_kind"], w["assessment_year"], w["session"]): w
            for w in load_rule("assessment_windows")
            if w["is_used"]
        }
        self._procedures = {
            (p["procedure_kind"], p["subject"], p["programme_grade"]): p
            for p in load_rule("procedures")
        }
        self._broken_scales = {
            (c["procedure"], c["assessment_year"])
            for c in load_rule("comparability")
            if not c["is_comparable_with_previous"]
        }
        self._pedagogical = {p["position"] for p in load_rule("positions") if p["is_pedagogical"]}
        self.cells = self._counted_cells()

    def value(self, half_year: str, indicator: str) -> Expected:
        day = cut_off(half_year)
        rule = {
            "2.1.1": self._analysed,
            "2.1.2": self._positive,
            "2.2": self._diagnosed,
            "2.3.1": self._supported,
            "2.3.2": self._partnered,
            "2.3.3": self._targeted,
        }[indicator]
        return rule(half_year, day)

    def rows(self, dataset: str) -> list[Row]:
        """The last row of each key."""
        return self._tables[dataset]

    # -- schools and lists ----------------------------------------------------------------------

    def open_schools(self, day: dt.date) -> set[str]:
        return {
            row["school_login"]
            for row in self._tables["schools"]
            if (row["opened_on"] is None or row["opened_on"] <= day)
            and (row["closed_on"] is None or day < row["closed_on"])
        }

    def now(self, login: str, day: dt.date) -> str:
        """The school that a login's results and lists belong to on a day."""
        for row in self._tables["school_successions"]:
            if row["from_login"] == login and row["on"] <= day:
                return self.now(row["to_login"], day)
        return login

    def listed_in_year(self, day: dt.date, *categories: str) -> set[str]:
        """On a list at any time from 1 January to the cut-off, and open on the cut-off."""
        on_list = {
            self.now(row["school_login"], day)
            for row in self._tables["school_lists"]
            if row["category"] in categories
            and row["valid_from"] <= day
            and (row["valid_to"] is None or row["valid_to"] >= _new_year(day))
        }
        return on_list & self.open_schools(day)

    def listed_on(self, day: dt.date, category: str) -> set[str]:
        """On a list on the day itself, and open."""
        on_list = {
            self.now(row["school_login"], day)
            for row in self._tables["school_lists"]
            if row["category"] == category and _holds(row, day)
        }
        return on_list & self.open_schools(day)

    # -- 2.1.1 ----------------------------------------------------------------------------------

    def _analysed(self, half_year: str, day: dt.date) -> Expected:
        schools = self.open_schools(day)
        year_before = _years_earlier(day, 1)
        with_conditions = {
            row["school_login"]
            for row in self._tables["social_conditions"]
            if year_before < row["observed_on"] <= day
        }
        with_act = {
            row["school_login"]
            for row in self._tables["analysis_register"]
            if row["year"] == day.year
            and row["results_analysed"]
            and row["conditions_analysed"]
            and row["signed_on"] is not None
            and row["signed_on"] <= day
        }
        members = ((with_conditions & self._with_results(half_year, day)) | with_act) & schools
        return Expected(len(members), len(schools), frozenset(members))

    def _with_results(self, half_year: str, day: dt.date) -> set[str]:
        """Of the assessment year; at H1 also what was held in the half-year before."""
        before = f"{day.year - 1}-H2" if half_year.endswith("H1") else f"{day.year}-H1"
        return {
            self.now(login, day)
            for (login, procedure, year, session), (participants, _) in self.cells.items()
            if participants and self.held_in(procedure, year, session) in (half_year, before)
        }

    # -- 2.1.2 ----------------------------------------------------------------------------------

    def _positive(self, half_year: str, day: dt.date) -> Expected:
        listed = self.listed_in_year(day, *_LISTED)
        assessable, members = set(), set()
        for school in listed:
            dynamics = self._dynamics(school, half_year, day)
            has_left = self._left_on_results(school, day)
            if dynamics is not None or has_left:
                assessable.add(school)
            if dynamics or has_left:
                members.add(school)
        return Expected(len(members), len(assessable), frozenset(members), len(listed))

    def _dynamics(self, school: str, half_year: str, day: dt.date) -> bool | None:
        """Whether results improved; None where that can't be told."""
        now, before = self._comparable(school, half_year, day)
        totals = [
            (sum(n for n, _ in year.values()), sum(f for _, f in year.values()))
            for year in (now, before)
        ]
        if any(participants < 10 for participants, _ in totals):
            return None
        fell = Fraction(totals[0][1], totals[0][0]) < Fraction(totals[1][1], totals[1][0])
        rises = [
            100 * (Fraction(now[p][1], now[p][0]) - Fraction(before[p][1], before[p][0]))
            for p in now
        ]
        return fell and all(rise < 10 for rise in rises)

    def _comparable(
        self, school: str, half_year: str, day: dt.date
    ) -> tuple[dict[object, tuple[int, int]], dict[object, tuple[int, int]]]:
        """Participants and failures by procedure, this year and the year before."""
        of_year: dict[int, dict[tuple[str, str], tuple[int, int]]] = {0: {}, 1: {}}
        for (login, procedure, year, session), counted in self.cells.items():
            is_held = self.held_in(procedure, year, session) <= half_year
            back = day.year - year
            judges = self.by_code(procedure)["judges_lists"]
            if self.now(login, day) == school and is_held and back in (0, 1) and judges:
                place = (procedure, session)
                of_year[back][place] = _plus(of_year[back].get(place, (0, 0)), counted)
        both = {
            place
            for place in of_year[0].keys() & of_year[1].keys()
            if of_year[0][place][0]
            and of_year[1][place][0]
            and (place[0], day.year) not in self._broken_scales
        }
        pooled: tuple[dict[object, tuple[int, int]], dict[object, tuple[int, int]]] = ({}, {})
        for place in both:
            name = (self.by_code(place[0])["pooled_with"] or place[0], place[1])
            for back in (0, 1):
                pooled[back][name] = _plus(pooled[back].get(name, (0, 0)), of_year[back][place])
        return pooled

    def _left_on_results(self, school: str, day: dt.date) -> bool:
        rows = [
            row
            for row in self._tables["school_lists"]
            if row["category"] == "lps" and self.now(row["school_login"], day) == school
        ]
        left = any(
            row["end_reason"] == "results" and _new_year(day) <= row["valid_to"] <= day
            for row in rows
        )
        return left and not any(_holds(row, day) for row in rows)

    # -- 2.2 ------------------------------------------------------------------------------------

    def _diagnosed(self, half_year: str, day: dt.date) -> Expected:
        listed = self.listed_in_year(day, *_LISTED)
        teachers = {
            row[PERSON]
            for row in self._tables["staff"]
            if row["school_login"] in listed
            and row["position"] in self._pedagogical
            and not row["is_external_part_time"]
            and _holds(row, day)
        }
        tested = {
            row[PERSON]
            for row in self._tables["competence_diagnostics"]
            if row["kind"] in ("subject", "method")
            and (row["score"] is not None or row["level"] is not None)
            and row["held_on"] <= day < _years_later(row["held_on"], 3)
        }
        members = teachers & tested
        return Expected(len(members), len(teachers), frozenset(members))

    # -- 2.3 ------------------------------------------------------------------------------------

    def _supported(self, half_year: str, day: dt.date) -> Expected:
        listed = self.listed_in_year(day, *_LISTED)
        members = listed & {row["school_login"] for row in self._events(day)}
        return Expected(len(members), len(listed), frozenset(members))

    def _events(self, day: dt.date) -> list[Row]:
        """Documented events of the year so far."""
        return [
            row
            for row in self._tables["methodical_support"]
            if _new_year(day) <= row["held_on"] <= day and row["document"]
        ]

    def _partnered(self, half_year: str, day: dt.date) -> Expected:
        listed = self.listed_in_year(day, *_LISTED)
        members = {
            agreement["school_login"]
            for agreement in self._tables["network_partnerships"]
            if _holds(agreement, day)
            and any(
                activity["school_login"] == agreement["school_login"]
                and activity["hub_login"] == agreement["hub_login"]
                and _new_year(day) <= activity["held_on"] <= day
                and _holds(agreement, activity["held_on"])
                for activity in self._tables["network_activities"]
            )
        } & listed
        return Expected(len(members), len(listed), frozenset(members))

    def _targeted(self, half_year: str, day: dt.date) -> Expected:
        listed = self.listed_in_year(day, "lps")
        members = {
            support["school_login"]
            for support in self._tables["targeted_support"]
            if _holds(support, day)
            and support["curator"]
            and support["roadmap_on"] is not None
            and support["roadmap_on"] <= day
            and any(
                event["school_login"] == support["school_login"]
                and event["project"] == support["project"] == _PROJECT
                for event in self._events(day)
            )
        } & listed
        return Expected(len(members), len(listed), frozenset(members))

    # -- cells ----------------------------------------------------------------------------------

    def _counted_cells(self) -> dict[tuple[str, str, int, str], tuple[int, int]]:
        """School, procedure, year, session -> participants and those below the threshold."""
        thresholds = {
            (row["rule"], row["procedure"]): row["value"] for row in load_rule("thresholds")
        }
        cells: dict[tuple[str, str, int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for row in self._tables["assessment_results"]:
            procedure = self._procedure(row)
            failed = _failed(row, procedure, thresholds)
            if failed is not None:
                place = (row["school_login"], procedure, row["assessment_year"], row["session"])
                cells[place] = _plus(cells[place], (1, int(failed)))
        counted = set(cells)
        for row in self._tables["assessment_marks"]:
            place = (
                row["school_login"],
                self._procedure(row),
                row["assessment_year"],
                row["session"],
            )
            if place not in counted:
                failures = row["mark_2"]
                if row.get("unit") != "count":
                    failures = round(failures * row["participants"] / 100)
                cells[place] = (row["participants"], failures)
        return {
            place: value
            for place, value in cells.items()
            if (self.by_code(place[1])["procedure_kind"], *place[2:]) in self._windows
        }

    def held_in(self, procedure: str, year: int, session: str) -> str:
        kind = self.by_code(procedure)["procedure_kind"]
        return str(self._windows[kind, year, session]["half_year"])

    def _procedure(self, row: Row) -> str:
        place = (row["procedure_kind"], row["subject"], row["programme_grade"])
        return str(self._procedures[place]["procedure"])

    def by_code(self, code: str) -> Row:
        return next(p for p in self._procedures.values() if p["procedure"] == code)


def _failed(
    row: Row, procedure: str, thresholds: dict[tuple[str, str | None], float]
) -> bool | None:
    """Whether a participant is below the threshold; None: no participant."""
    if row["mark"] is not None:
        lowest = thresholds.get(
            ("lowest_passing_mark", procedure), thresholds["lowest_passing_mark", None]
        )
        return bool(row["mark"] < lowest)
    if row["procedure_kind"] == "vpr":
        return None
    score = row["test_score"] if row["procedure_kind"] == "ege" else row["primary_score"]
    if score is None:
        return None
    geometry = row["geometry_score"]
    needed = thresholds.get(("lowest_passing_geometry_score", procedure))
    lacks_geometry = needed is not None and geometry is not None and geometry < needed
    return bool(score < thresholds["lowest_passing_score", procedure] or lacks_geometry)


def _in_force(truth: Truth, dataset: str) -> list[Row]:
    """The last row of each key, in the order of the deliveries."""
    key = [PERSON if name == "person" else name for name in load_contracts()[dataset].key]
    rows: dict[tuple[object, ...], Row] = {}
    for row in truth.rows(dataset):
        rows[tuple(row[name] for name in key)] = row
    return list(rows.values())


def _holds(row: Row, day: dt.date) -> bool:
    return bool(row["valid_from"] <= day and (row["valid_to"] is None or day <= row["valid_to"]))


def _plus(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def cut_off(half_year: str) -> dt.date:
    year = int(half_year[:4])
    return dt.date(year, 6, 30) if half_year.endswith("H1") else dt.date(year, 12, 31)


def _new_year(day: dt.date) -> dt.date:
    return dt.date(day.year, 1, 1)


def _years_earlier(day: dt.date, years: int) -> dt.date:
    return _years_later(day, -years)


def _years_later(day: dt.date, years: int) -> dt.date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))
