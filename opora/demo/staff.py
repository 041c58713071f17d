"""The staff of the schools: who works where, who moves, who works in two places.

Belongs here: people and their engagements. Not here: diagnostics of people (`diagnostics`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from opora.demo import names, numbers
from opora.demo.calendar import HalfYear
from opora.demo.schools import School
from opora.demo.truth import PERSON, Row

_PUPILS_PER_TEACHER = 14
_TEACHER_SUBJECTS = (
    "Русский язык", "Математика", "Английский язык", "История", "Физика", "Биология", "География",
)  # fmt: skip
_OTHER_TEACHING = ("primary_teacher", "primary_teacher", "educator", "psychologist", "tutor")
_NOT_TEACHING = ("director", "deputy_director", "librarian", "technical_staff", "accountant")

_LEAVES_IN_HALF_YEAR, _MOVES_ON = 0.035, 0.5
_SECOND_JOB, _EXTERNAL_ONLY = 0.04, 0.02
_WITHOUT_NUMBER, _WITH_WRONG_NUMBER = 0.05, 0.004


@dataclass(frozen=True)
class Person:
    """An invented person, and how their identity appears in files (`number` None: never given)."""

    serial: int
    full_name: str
    birth_date: dt.date
    number: str | None

    @property
    def is_known_by_number(self) -> bool:
        """Whether files can name the person by a valid insurance number."""
        return self.number == numbers.insurance_number(self.serial)

    def identity(self) -> Row:
        """The identity columns of a file."""
        return {
            PERSON: self.serial,
            "insurance_number": self.number,
            "full_name": self.full_name,
            "birth_date": self.birth_date,
        }


@dataclass(frozen=True)
class Engagement:
    """A person's work in a school."""

    person: Person
    school_login: str
    valid_from: dt.date
    position: str
    subject: str | None
    is_external_part_time: bool = False
    valid_to: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the person works there on that day; both dates are included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def is_teaching(self) -> bool:
        """Whether the position is one of those who teach, tutor or counsel."""
        return self.position not in _NOT_TEACHING


@dataclass
class Staff:
    """All engagements; it moves on half-year by half-year."""

    rng: np.random.Generator
    schools: list[School]
    engagements: list[Engagement] = field(default_factory=list)
    _names: set[tuple[str, dt.date]] = field(default_factory=set)
    _serial: int = 0

    def start(self, day: dt.date) -> None:
        """Fill the schools that are open on a day."""
        for school in self.schools:
            if school.is_open(day):
                self._fill(school, None)
        self._give_second_jobs(day)

    def advance(self, half_year: HalfYear) -> None:
        """What happens to the staff in a half-year."""
        for school in self.schools:
            if school.closed_on is not None and half_year.holds(school.closed_on):
                self._dissolve(school)
        for school in self.schools:
            if half_year.holds(school.opened_on) and school.before is None:
                self._fill(school, school.opened_on)
        self._change_jobs(half_year)

    def rows(self, half_year: HalfYear) -> list[Row]:
        """The register of a half-year; who left since the last day of last year is still in it."""
        first = dt.date(half_year.year - 1, 12, 31)
        return [
            {
                **engagement.person.identity(),
                "school_login": engagement.school_login,
                "valid_from": engagement.valid_from,
                "valid_to": engagement.valid_to,
                "position": engagement.position,
                "subject": engagement.subject,
                "is_external_part_time": engagement.is_external_part_time,
            }
            for engagement in self.engagements
            if engagement.valid_from <= half_year.ends_on
            and (engagement.valid_to is None or engagement.valid_to >= first)
        ]

    def teachers(self, logins: Iterable[str], day: dt.date) -> list[Person]:
        """The teachers of schools on a day, external part-timers left out; each once."""
        wanted = set(logins)
        found = {
            engagement.person.serial: engagement.person
            for engagement in self.engagements
            if engagement.school_login in wanted
            and engagement.is_teaching
            and not engagement.is_external_part_time
            and engagement.holds_on(day)
        }
        return list(found.values())

    # -- people -------------------------------------------------------------------------------

    def _person(self) -> Person:
        self._serial += 1
        while True:
            name = names.person(self.rng)
            born = dt.date(1955, 1, 1) + dt.timedelta(days=int(self.rng.integers(0, 16_000)))
            # Two people of one name and birthday would be one person to any register.
            if (name, born) not in self._names:
                break
        self._names.add((name, born))
        kind = self.rng.random()
        number: str | None = numbers.insurance_number(self._serial)
        if kind < _WITHOUT_NUMBER:
            number = None
        elif kind < _WITHOUT_NUMBER + _WITH_WRONG_NUMBER:
            number = numbers.wrong_insurance_number(self._serial)
        return Person(self._serial, name, born, number)

    def _fill(self, school: School, day: dt.date | None) -> None:
        teachers = max(5, round(school.staffing * school.pupils / _PUPILS_PER_TEACHER))
        for place in range(teachers):
            is_subject = place % 3 != 2
            subject = _TEACHER_SUBJECTS[place % len(_TEACHER_SUBJECTS)] if is_subject else None
            position = "teacher" if subject else str(self.rng.choice(_OTHER_TEACHING))
            self._engage(self._person(), school.login, position, subject, day)
        for position in _NOT_TEACHING[: 3 if school.pupils < 100 else 5]:
            self._engage(self._person(), school.login, position, None, day)
        if self.rng.random() < _EXTERNAL_ONLY * teachers:
            self._engage(self._person(), school.login, "teacher", "Физика", day, external=True)

    def _engage(
        self,
        person: Person,
        login: str,
        position: str,
        subject: str | None,
        day: dt.date | None,
        *,
        external: bool = False,
    ) -> None:
        if day is None:
            year = int(self.rng.integers(1995, 2020))
            day = dt.date(year, 8, 25) + dt.timedelta(days=int(self.rng.integers(0, 30)))
        self.engagements.append(Engagement(person, login, day, position, subject, external))

    def _give_second_jobs(self, day: dt.date) -> None:
        """Some teachers also work elsewhere: mostly as external part-timers, a few on staff."""
        for engagement in [e for e in self.engagements if e.is_teaching]:
            if self.rng.random() >= _SECOND_JOB or not engagement.holds_on(day):
                continue
            other = self._other_school(engagement.school_login, day)
            is_external = bool(self.rng.random() < 0.8)
            self._engage(
                engagement.person,
                other.login,
                engagement.position,
                engagement.subject,
                None,
                external=is_external,
            )

    def _change_jobs(self, half_year: HalfYear) -> None:
        span = (half_year.ends_on - half_year.starts_on).days
        for number, engagement in enumerate(self.engagements):
            if not engagement.holds_on(half_year.ends_on):
                continue
            if engagement.valid_from >= half_year.starts_on:
                continue
            if self.rng.random() >= _LEAVES_IN_HALF_YEAR:
                continue
            last = half_year.starts_on + dt.timedelta(days=int(self.rng.integers(20, span - 20)))
            self.engagements[number] = replace(engagement, valid_to=last)
            following = last + dt.timedelta(days=7)
            moves = self.rng.random() < _MOVES_ON
            person = engagement.person if moves else self._person()
            school = (
                self._other_school(engagement.school_login, half_year.ends_on)
                if moves
                else self._school(engagement.school_login)
            )
            if school.is_open(half_year.ends_on) and not self._works_at(person, school.login):
                self._engage(
                    person, school.login, engagement.position, engagement.subject, following
                )

    def _dissolve(self, school: School) -> None:
        """The staff of a school that ends goes to its successor, or home."""
        closed_on = school.closed_on
        assert closed_on is not None  # noqa: S101 - the caller asks for schools that end
        successor = school.successor or next(
            (other.login for other in self.schools if other.before == school.login), None
        )
        for number, engagement in enumerate(self.engagements):
            if engagement.school_login != school.login or not engagement.holds_on(closed_on):
                continue
            last = closed_on - dt.timedelta(days=1)
            self.engagements[number] = replace(engagement, valid_to=last)
            if successor and not self._works_at(engagement.person, successor):
                self.engagements.append(
                    replace(engagement, school_login=successor, valid_from=closed_on)
                )

    def _works_at(self, person: Person, login: str) -> bool:
        return any(
            e.person is person and e.school_login == login and e.valid_to is None
            for e in self.engagements
        )

    def _school(self, login: str) -> School:
        return next(school for school in self.schools if school.login == login)

    def _other_school(self, login: str, day: dt.date) -> School:
        others = [s for s in self.schools if s.is_open(day) and s.login != login]
        return others[int(self.rng.integers(0, len(others)))]
