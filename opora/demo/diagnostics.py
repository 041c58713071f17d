"""Diagnostics of professional deficits: who was tested, and how far the year's plan got.

Belongs here: tests of teachers. Not here: the teachers (`staff`) or which schools are listed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from opora.demo.calendar import HalfYear
from opora.demo.staff import Person, Staff
from opora.demo.truth import Row

#: The share of the listed schools' teachers with a valid diagnostic that a half-year reaches.
#: Some years meet their plan (17, 30, 40, 50, 50), some don't.
_REACHED = {
    "2020-H2": 0.18, "2021-H1": 0.24, "2021-H2": 0.335, "2022-H1": 0.35, "2022-H2": 0.375,
    "2023-H1": 0.44, "2023-H2": 0.53, "2024-H1": 0.49, "2024-H2": 0.47,
}  # fmt: skip
_HISTORY_SHARE = 0.1
_OF_OTHER_SCHOOLS = 0.03
_VALID_YEARS = 3
_BLOCKS = {
    "subject": ("Математика", "Русский язык", "Читательская грамотность"),
    "method": ("Методика преподавания", "Оценивание", "Работа с трудностями в обучении"),
    "other": ("Цифровая грамотность", "Психологическая готовность"),
}
_PROVIDERS = ("Региональный институт развития образования", "Муниципальная методическая служба")
_LEVELS = ((0.45, "low"), (0.75, "medium"), (1.01, "high"))
_MAXIMUM = 40
#: Middle and deviation of a result; in a school's weak block nearly everybody's is low.
_RESULT, _WEAK_RESULT = (0.62, 0.17), (0.3, 0.08)
#: How often the teachers of such a school are tested in that block.
_IN_WEAK_BLOCK = 0.6


@dataclass
class Diagnostics:
    """Tests of all half-years so far."""

    rng: np.random.Generator
    staff: Staff
    _completed: dict[int, list[dt.date]] = field(default_factory=dict)
    _seen: set[tuple[int, dt.date, str, str]] = field(default_factory=set)
    #: Who teaches in a school that is weak in a block, and in which.
    _weak: dict[int, str] = field(default_factory=dict)

    def history(self, listed: Iterable[str], years: Iterable[int]) -> list[Row]:
        """What was done before the programme; most of it expires while the programme runs."""
        people = self.staff.teachers(listed, dt.date(2020, 7, 1))
        rows = []
        for year in years:
            chosen = self.rng.random(len(people)) < _HISTORY_SHARE / 2
            span = (dt.date(year, 2, 1), dt.date(year, 11, 30))
            tested = [p for p, is_chosen in zip(people, chosen, strict=True) if is_chosen]
            rows += [self._row(person, *span) for person in tested]
        return rows

    def of_half_year(self, half_year: HalfYear, listed: Iterable[str]) -> list[Row]:
        """The tests of a half-year."""
        listed = set(listed)
        self._weak = {
            person.serial: school.weak_block
            for school in self.staff.schools
            if school.weak_block is not None
            for person in self.staff.teachers([school.login], half_year.ends_on)
        }
        teachers = self.staff.teachers(listed, half_year.ends_on)
        lacking = [p for p in teachers if not self._is_valid(p, half_year.ends_on)]
        wanted = round(_REACHED[half_year.key] * len(teachers)) - (len(teachers) - len(lacking))
        order = self.rng.permutation(len(lacking))
        span = (half_year.starts_on + dt.timedelta(14), half_year.ends_on - dt.timedelta(7))
        rows = [self._row(lacking[place], *span) for place in order[: max(0, wanted)]]
        for place in order[max(0, wanted) : max(0, wanted) + max(3, wanted // 6)]:
            rows.append(self._row(lacking[place], *span, counts=False))
        others = {s.login for s in self.staff.schools} - listed
        for person in self.staff.teachers(sorted(others), half_year.ends_on):
            if self.rng.random() < _OF_OTHER_SCHOOLS:
                rows.append(self._row(person, *span))
        return rows

    def _is_valid(self, person: Person, day: dt.date) -> bool:
        return any(
            held_on <= day < held_on.replace(year=held_on.year + _VALID_YEARS)
            for held_on in self._completed.get(person.serial, ())
        )

    def _row(self, person: Person, first: dt.date, last: dt.date, *, counts: bool = True) -> Row:
        """One test. One that doesn't count is of another kind, or was never finished."""
        kind = "subject" if self.rng.random() < 0.6 else "method"
        is_completed = counts or self.rng.random() < 0.4
        if not counts and is_completed:
            kind = "other"
        weak_block = self._weak.get(person.serial)
        blocks = _BLOCKS[kind]
        if counts and weak_block and self.rng.random() < _IN_WEAK_BLOCK:
            kind, blocks = "subject", (weak_block,)
        held_on, block = self._free_day(person, kind, blocks, first, last)
        if counts:
            self._completed.setdefault(person.serial, []).append(held_on)
        result = self.rng.normal(*(_WEAK_RESULT if block == weak_block else _RESULT))
        score = int(np.clip(result, 0.1, 1) * _MAXIMUM)
        level = next(name for limit, name in _LEVELS if score / _MAXIMUM < limit)
        gives_level_only = self.rng.random() < 0.1
        return {
            **self._identity(person),
            "held_on": held_on,
            "kind": kind,
            "block": block,
            "score": score if is_completed and not gives_level_only else None,
            "max_score": _MAXIMUM,
            "level": level if is_completed else None,
            "mode": "remote" if self.rng.random() < 0.55 else "on_site",
            "provider": str(self.rng.choice(_PROVIDERS)),
        }

    def _free_day(
        self,
        person: Person,
        kind: str,
        blocks: tuple[str, ...],
        first: dt.date,
        last: dt.date,
    ) -> tuple[dt.date, str]:
        while True:
            day = first + dt.timedelta(days=int(self.rng.integers(0, (last - first).days + 1)))
            block = str(self.rng.choice(blocks))
            key = (person.serial, day, kind, block)
            # A key on 29 February would have no same date three years later.
            if key not in self._seen and (day.month, day.day) != (2, 29):
                self._seen.add(key)
                return day, block

    def _identity(self, person: Person) -> Row:
        """Providers ask for the number, or for name and birthday; who has none gives the latter."""
        identity = person.identity()
        asked = self.rng.random()
        if not person.is_known_by_number or asked < 0.25:
            return {**identity, "insurance_number": None}
        if asked < 0.5:
            return {**identity, "full_name": None, "birth_date": None}
        return identity
