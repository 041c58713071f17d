"""What schools do after they accepted a recommendation, told half-year by half-year.

Most measures are done in time; some late, one or the other never, some are called off. Work with
pupils and courses for teachers begin in autumn and last for the school year: what became of the
results is known (`gains`).

Belongs here: measures and how far they are. Not here: what they did to results.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from opora.demo.answered import Answer
from opora.demo.calendar import HalfYear, half_year_of
from opora.demo.gains import HELPFUL, USELESS, Treated
from opora.demo.recommended import Recommendation
from opora.demo.truth import Row

Story = Literal["in time", "late", "planned first", "called off", "never"]
_IN_TIME: Story = "in time"

#: What a school does about a risk factor, where its measure is not one of the two that are tested.
_KINDS = {
    "poor_equipment": "equipment", "low_adaptivity": "methodical", "low_motivation": "methodical",
    "no_in_school_development": "mentoring", "low_wellbeing": "other",
    "weak_discipline": "monitoring", "low_parent_involvement": "parents",
    "special_needs_share": "methodical", "language_barriers": "network",
}  # fmt: skip
_STORIES: tuple[tuple[Story, float], ...] = (
    ("in time", 0.7), ("late", 0.14), ("planned first", 0.08), ("called off", 0.08),
)  # fmt: skip
_LASTS, _LASTS_A_SCHOOL_YEAR = dt.timedelta(days=100), dt.timedelta(days=180)
_OPEN = ("planned", "in_progress")
#: The last measure that begins in this half-year is never finished.
NEVER_DONE = "2023-H1"


@dataclass
class Measure:
    """A measure while it runs; `recommendation` None: nothing asked for it."""

    row: Row
    story: Story
    recommendation: Recommendation | None
    is_over: bool = False


@dataclass
class Measures:
    """The measures of all half-years so far."""

    rng: np.random.Generator
    _all: list[Measure] = field(default_factory=list)
    _tested: set[str] = field(default_factory=set)
    _number: int = 0

    def begin(
        self, half_year: HalfYear, accepted: Iterable[Answer],
        plans: Mapping[str, tuple[int, str]], may_be_tested: set[str],
    ) -> list[Treated]:  # fmt: skip
        """Measures of a half-year; in autumn also the two kinds whose effect is known.

        `plans`: by school, the day of the half-year on which it begins and what it likes to do.
        """
        self._number = 0
        accepted = list(accepted)
        tested = self._test(half_year, accepted, may_be_tested)
        waiting = dict(tested)
        for number, answer in enumerate(accepted, start=1):
            finding = answer.recommendation.finding
            day, liked = plans[finding.school_login]
            begins = half_year.starts_on + dt.timedelta(days=_school_day(half_year, day))
            kind = waiting.pop(finding.school_login, None)
            if kind is not None:
                lasts, story = _LASTS_A_SCHOOL_YEAR, _IN_TIME
            else:
                kind, lasts, story = _KINDS.get(finding.detail, liked), _LASTS, self._story()
            if half_year.key == NEVER_DONE and number == len(accepted):
                story = "never"
            self._add(half_year, answer.recommendation, kind, begins, lasts, story)
        return [Treated(login, kind, half_year.year + 1) for login, kind in sorted(tested.items())]

    def add_unasked(self, half_year: HalfYear, school_login: str) -> Row:
        """A measure that answers no recommendation."""
        measure = self._add(
            half_year, None, "methodical", half_year.starts_on + dt.timedelta(days=40), _LASTS,
            _IN_TIME, school_login,
        )  # fmt: skip
        return measure.row

    def report(self, half_year: HalfYear) -> tuple[list[Row], list[tuple[Recommendation, str]]]:
        """What schools say of their measures; which recommendations are done by it, and when."""
        rows = []
        done = []
        for measure in self._all:
            if measure.is_over:
                continue
            status = _status(measure, half_year)
            measure.row = {**measure.row, "status": status}
            measure.is_over = status not in _OPEN
            rows.append(measure.row)
            if status == "done" and measure.recommendation is not None:
                # Each recommendation has one measure.
                done.append((measure.recommendation, half_year_of(measure.row["ends_on"])))
        return rows, done

    def _test(
        self, half_year: HalfYear, accepted: list[Answer], may_be_tested: set[str]
    ) -> dict[str, str]:
        """Which schools take which of the two kinds: by lot, each school once."""
        if not half_year.is_second:
            return {}
        logins = sorted({answer.recommendation.finding.school_login for answer in accepted})
        logins = [login for login in logins if login in may_be_tested - self._tested]
        order = [logins[place] for place in self.rng.permutation(len(logins))]
        self._tested |= set(order)
        half = (len(order) + 1) // 2
        return {login: HELPFUL if place < half else USELESS for place, login in enumerate(order)}

    def _story(self) -> Story:
        place = self.rng.choice(len(_STORIES), p=[share for _, share in _STORIES])
        return _STORIES[int(place)][0]

    def _add(
        self, half_year: HalfYear, recommendation: Recommendation | None, kind: str,
        begins: dt.date, lasts: dt.timedelta, story: Story, school_login: str = "",
    ) -> Measure:  # fmt: skip
        self._number += 1
        if story == "planned first":
            begins = half_year.ends_on + dt.timedelta(days=30)
        row: Row = {
            "measure_id": f"МЕР-{half_year.key}-{self._number:02d}",
            "school_login": recommendation.finding.school_login if recommendation else school_login,
            "recommendation_id": recommendation.id if recommendation else None,
            "kind": kind,
            "starts_on": begins,
            "ends_on": begins + lasts,
            "responsible": "Заместитель директора",
            "status": "planned",
        }
        measure = Measure(row, story, recommendation)
        self._all.append(measure)
        return measure


def _school_day(half_year: HalfYear, day: int) -> int:
    """In autumn nothing begins before September."""
    return 62 + day // 3 if half_year.is_second else day


def _status(measure: Measure, half_year: HalfYear) -> str:
    """How far a measure is at the end of a half-year."""
    row = measure.row
    if row["starts_on"] > half_year.ends_on:
        return "planned"
    has_begun_before = row["starts_on"] < half_year.starts_on
    if measure.story == "called off" and has_begun_before:
        return "cancelled"
    ended_on = row["ends_on"]
    is_late = measure.story == "late" and ended_on >= half_year.starts_on
    if ended_on > half_year.ends_on or is_late or measure.story in ("never", "called off"):
        return "in_progress"
    return "done"
