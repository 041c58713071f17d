"""Results of the assessment procedures: every participant of every school and year.

They depend on the social context, on the school itself and on the luck of the year, so that some
schools fall below the 30% rule and regress to the mean afterwards.

Belongs here: who took part and what came out. Not here: which file carries it, or who gets listed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from opora.demo.calendar import Procedure, Window, procedures, windows
from opora.demo.own_marking import Habit, presented
from opora.demo.schools import School
from opora.demo.truth import Row

#: Log-odds of failing in an average school.
_DIFFICULTY = {
    "vpr_math_4": -2.9, "vpr_russian_4": -2.7, "vpr_math_5": -2.3, "vpr_russian_5": -2.2,
    "vpr_math_6": -2.2, "vpr_russian_6": -2.2, "vpr_math_7": -1.9, "vpr_russian_7": -1.8,
    "vpr_math_8": -1.8, "vpr_russian_8": -1.8, "oge_math_9": -2.4, "oge_russian_9": -3.0,
    "ege_russian_11": -4.4, "ege_math_base_11": -3.2, "ege_math_profile_11": -2.7,
}  # fmt: skip
_HARDSHIP_WEIGHT, _STRENGTH_WEIGHT = 0.75, -0.8
_SCHOOL_YEAR_NOISE, _CELL_NOISE, _PROCEDURE_YEAR_NOISE = 0.34, 0.1, 0.06
#: What support gains a school a year per deviation of hardship, in log-odds.
_YEARLY_GAIN = 0.05

_TOOK_PART = 0.93
#: Results whose mark is lacking, in procedures where that happens.
_ODD_SHARE = 0.02
_OF_GRADE_NINE_IN_GRADE_ELEVEN = 0.55
_FEWEST_OF_BOTH_MATHEMATICS = 8
#: First and last primary score of marks 2, 3, 4, 5.
_PRIMARY_SCORES = {
    "vpr": ((0, 6), (7, 10), (11, 14), (15, 20)),
    "oge_math_9": ((0, 7), (8, 14), (15, 21), (22, 31)),
    "oge_russian_9": ((0, 14), (15, 22), (23, 28), (29, 33)),
    "ege_math_base_11": ((0, 6), (7, 11), (12, 16), (17, 21)),
}
TEST_THRESHOLD = {"ege_russian_11": 24, "ege_math_profile_11": 27}
_NOT_HELD = {("ege_math_base_11", 2021)}
#: The year in which ВПР was split between spring and autumn.
_SPLIT_YEAR = 2022


@dataclass(frozen=True)
class Cell:
    """The results of one school in one procedure."""

    school: School
    procedure: Procedure
    window: Window
    rows: list[Row]
    #: How the school let it look better; None: marked honestly.
    habit: Habit | None = None

    @property
    def fail_share(self) -> float:
        """The share of participants below the threshold."""
        judged = [bool(row["_failed"]) for row in self.rows if row["_failed"] is not None]
        return sum(judged) / len(judged) if judged else 0.0


def make_results(rng: np.random.Generator, schools: list[School], year: int) -> list[Cell]:
    """All results of one year."""
    of_year = {p.code: rng.normal(0, _PROCEDURE_YEAR_NOISE) for p in procedures()}
    cells = []
    for school in schools:
        luck = rng.normal(0, _SCHOOL_YEAR_NOISE)
        cohort = school.pupils / (11 if school.has_upper_grades else 9)
        sessions = _vpr_sessions(rng, year)
        for procedure in procedures():
            window = _window(procedure, year, sessions)
            if window is None or not school.is_open(window.starts_on):
                continue
            participants = _participants(rng, school, procedure, cohort)
            if participants == 0:
                continue
            logit = (
                _DIFFICULTY[procedure.code]
                + of_year[procedure.code]
                + _HARDSHIP_WEIGHT * school.hardship
                + _STRENGTH_WEIGHT * school.strength
                - _YEARLY_GAIN * max(0, year - 2020) * max(0.0, school.hardship)
                + luck
                + rng.normal(0, _CELL_NOISE)
            )
            fail = float(np.clip(1 / (1 + np.exp(-logit)), 0.002, 0.85))
            habit = _habit(school, procedure, year)
            rows = list(_rows(rng, school, procedure, window, participants, fail, habit))
            cells.append(Cell(school, procedure, window, rows, habit))
    return cells


def _vpr_sessions(rng: np.random.Generator, year: int) -> dict[str, str]:
    """The session of each ВПР in a year: one for all of them, except where the year was split."""
    held = [window.session for window in windows(year) if window.kind == "vpr"]
    if not held:
        return {}
    works = [procedure.code for procedure in procedures() if procedure.kind == "vpr"]
    if year != _SPLIT_YEAR:
        return dict.fromkeys(works, held[0])
    habit = rng.random()
    if habit < 0.55:
        return dict.fromkeys(works, "spring")
    if habit < 0.75:
        return dict.fromkeys(works, "autumn")
    return {code: str(rng.choice(["spring", "autumn"])) for code in works}


def _window(procedure: Procedure, year: int, sessions: dict[str, str]) -> Window | None:
    if (procedure.code, year) in _NOT_HELD:
        return None
    session = sessions.get(procedure.code, "main")
    return next(
        (w for w in windows(year) if w.kind == procedure.kind and w.session == session), None
    )


def _participants(
    rng: np.random.Generator, school: School, procedure: Procedure, cohort: float
) -> int:
    in_grade = max(1, round(cohort * rng.uniform(0.85, 1.15)))
    if procedure.grade < 11:
        return int(rng.binomial(in_grade, _TOOK_PART)) or 1
    if not school.has_upper_grades:
        return 0
    upper = max(_FEWEST_OF_BOTH_MATHEMATICS, round(in_grade * _OF_GRADE_NINE_IN_GRADE_ELEVEN))
    if procedure.code == "ege_math_base_11":
        return max(2, round(upper * 0.45))
    if procedure.code == "ege_math_profile_11":
        return max(2, upper - round(upper * 0.45))
    return upper


def _habit(school: School, procedure: Procedure, year: int) -> Habit | None:
    marking = school.own_marking
    return marking.habit if marking and marking.concerns(procedure, year) else None


def _rows(
    rng: np.random.Generator,
    school: School,
    procedure: Procedure,
    window: Window,
    participants: int,
    fail: float,
    habit: Habit | None,
) -> Iterator[Row]:
    top = 0.06 + 0.3 * (1 - fail) ** 4
    middle = 0.55 * (1 - fail - top)
    passed = np.array([1 - fail - middle - top, middle, top]).clip(0)
    failures = int(rng.binomial(participants, fail))
    marks = rng.choice([3, 4, 5], size=participants, p=passed / passed.sum())
    marks[rng.permutation(participants)[:failures]] = 2
    marks, within, journal = presented(rng, habit, marks, rng.random(participants))
    is_odd = rng.random(participants) < _ODD_SHARE
    held_on = _held_on(rng, window, procedure)
    for number, (mark, share, journal_mark) in enumerate(
        zip(marks.tolist(), within.tolist(), journal.tolist(), strict=True)
    ):
        row: Row = {
            "school_login": school.login,
            "procedure_kind": procedure.kind,
            "subject": procedure.subject,
            "programme_grade": procedure.grade,
            "assessment_year": window.year,
            "session": window.session,
            "participant_code": _code(school, procedure, window, number),
            "held_on": held_on,
            "primary_score": None,
            "test_score": None,
            "mark": mark,
            "journal_mark": None,
            "geometry_score": None,
            "_failed": mark == 2,
        }
        if procedure.code in TEST_THRESHOLD:
            row |= {"mark": None, "test_score": test_score(procedure, mark, share)}
        else:
            row["primary_score"] = primary_score(procedure, mark, share)
        if procedure.kind == "vpr":
            row["journal_mark"] = journal_mark
        if procedure.code == "oge_math_9":
            _add_geometry(row, share, bool(is_odd[number]))
        if procedure.kind == "vpr" and is_odd[number] and number:
            _take_mark_away(row, has_score=number % 2 == 0)
        yield row


def _add_geometry(row: Row, share: float, is_lacking: bool) -> None:
    """Geometry points; who has enough in all but too few of them failed, mark or not."""
    score = row["primary_score"]
    row["geometry_score"] = 0 if row["_failed"] else min(score, 2 + round(share * 4))
    if is_lacking and not row["_failed"]:
        # The protocol has no mark yet: the scores decide, and geometry is not enough.
        row |= {"geometry_score": 1, "mark": None, "_failed": True}


def _take_mark_away(row: Row, *, has_score: bool) -> None:
    """A pupil who was listed and absent, or whose work was never marked: no participant."""
    row |= {"mark": None, "journal_mark": None, "_failed": None}
    if not has_score:
        row["primary_score"] = None


def primary_score(procedure: Procedure, mark: int, share: float) -> int:
    """A score of a mark: `share` is the place among its scores, from 0 to below 1."""
    spans = _PRIMARY_SCORES.get(procedure.code) or _PRIMARY_SCORES[procedure.kind]
    first, last = spans[mark - 2]
    return first + int(share * (last - first + 1))


def test_score(procedure: Procedure, mark: int, share: float) -> int:
    """The same where exams give scores and no marks, as if they gave them."""
    threshold = TEST_THRESHOLD[procedure.code]
    if mark == 2:
        return int(share * threshold)
    span = (100 - threshold) / 3
    return min(100, int(threshold + (mark - 3 + share) * span))


def _held_on(rng: np.random.Generator, window: Window, procedure: Procedure) -> dt.date:
    days = (window.ends_on - window.starts_on).days
    # Exams are held on one day for everybody, each on another, ВПР whenever a school has time.
    offset = (
        int(rng.integers(0, days))
        if procedure.kind == "vpr"
        else min(days, 3 + len(procedure.code) % 7)
    )
    return window.starts_on + dt.timedelta(days=offset)


def _code(school: School, procedure: Procedure, window: Window, number: int) -> str:
    if procedure.kind == "vpr":
        return f"{procedure.grade}{number + 1:04d}"
    return (
        f"99{window.year % 100:02d}{procedure.grade:02d}{int(school.login[5:]):04d}{number + 1:03d}"
    )
