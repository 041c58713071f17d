"""The management cycle of the municipality: what is found is answered, acted and decided upon.

Each half-year answers what the half-year before found; at its end new things are found.

Belongs here: the order in which that happens, and the flaws of the chain that are planted. Not
here: the single papers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from opora.demo.answered import answers
from opora.demo.calendar import HalfYear
from opora.demo.decisions import Decisions
from opora.demo.gains import Treated
from opora.demo.lists import Membership
from opora.demo.measures import Measures
from opora.demo.recommended import (
    Finding,
    Recommendation,
    Recommended,
    found_in_profiles,
    found_on_list,
)
from opora.demo.schools import School
from opora.demo.truth import Row
from opora.rules import load_rule

#: In these half-years a school does something that nobody recommended.
UNASKED = ("2022-H1", "2023-H2")


@dataclass
class Cycle:
    """The papers of each half-year; `left_alone` are schools whose results nothing may change."""

    rng: np.random.Generator
    schools: list[School]
    lists: list[Membership]
    left_alone: set[str]
    treated: list[Treated] = field(default_factory=list)
    _recommended: Recommended = field(default_factory=Recommended)
    _decisions: Decisions = field(default_factory=Decisions)
    _profiles: dict[str, list[Row]] = field(default_factory=dict)
    _answered: set[str] = field(default_factory=set)
    _found: set[Finding] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Measures draw from the generator of the cycle."""
        self._measures = Measures(self.rng)

    def papers(
        self,
        half_year: HalfYear,
        listed: list[str],
        plans: Mapping[str, tuple[int, str]],
        moods: Mapping[str, float],
    ) -> dict[str, list[Row]]:
        """Answers, measures, decisions and links of a half-year."""
        given = answers(half_year, listed, moods, self._waiting())
        for answer in given:
            self._answered.add(answer.recommendation.id)
            if not answer.accepted:
                self._recommended.close(answer.recommendation, half_year.key)
        accepted = [answer for answer in given if answer.accepted]
        self.treated += self._measures.begin(half_year, accepted, plans, self._may_be_tested())
        if half_year.key in UNASKED:
            self._measures.add_unasked(half_year, listed[0])
        measures, done = self._measures.report(half_year)
        for recommendation, ended in done:
            self._recommended.close(recommendation, ended)
        new = [row for row in measures if half_year.key in row["measure_id"]]
        found = sorted(one for one in self._found if one.kind == "status")
        decisions, links = self._decisions.of_half_year(half_year, given, new, found)
        return {
            "recommendation_responses": [answer.row for answer in given],
            "measures": measures,
            "management_decisions": decisions,
            "decision_links": links,
        }

    def cut_off(self, half_year: HalfYear, profiles: Iterable[Row]) -> None:
        """What the analysis of a half-year will find, and recommend."""
        new: dict[str, list[Row]] = defaultdict(list)
        for row in profiles:
            new[row["school_login"]].append(row)
        self._profiles |= new
        told = self._told(half_year)
        valid = _profile_validity()
        in_force = [
            row
            for login, rows in self._profiles.items()
            for row in rows
            if login in told and row["year"] >= half_year.year - valid
        ]
        listed = {
            member.school_login
            for member in self.lists
            if member.category == "lps" and member.is_on(half_year.ends_on)
        }
        self._found = found_in_profiles(in_force) | found_on_list(listed & told)
        self._recommended.cut_off(half_year, self._found)

    def _waiting(self) -> dict[str, list[Recommendation]]:
        """What schools have to answer themselves and have not answered yet, the newest first."""
        waiting: dict[str, list[Recommendation]] = defaultdict(list)
        for one in sorted(self._recommended.open.values(), key=lambda one: one.id, reverse=True):
            if one.addressee == "school" and one.id not in self._answered:
                waiting[one.finding.school_login].append(one)
        return waiting

    def _told(self, half_year: HalfYear) -> set[str]:
        """Open schools whose login never changes hands: the history of the others is theirs."""
        successors = {school.successor for school in self.schools}
        return {
            school.login
            for school in self.schools
            if school.is_open(half_year.ends_on)
            and school.closed_on is None
            and school.before is None
            and school.login not in successors
        }

    def _may_be_tested(self) -> set[str]:
        return {school.login for school in self.schools} - self.left_alone


def _profile_validity() -> int:
    """Years after its own in which a profile is in force, where there is no newer one."""
    return next(
        int(row["value"])
        for row in load_rule("thresholds")
        if row["rule"] == "risk_profile_validity_years" and row["valid_to"] is None
    )
