"""Support of the listed schools: events, targeted support, roadmaps, projects.

Some years cover every school, some leave one out; who is left out has a story (an event without a
document, no curator, no roadmap yet), because those are the cases that rules get wrong.

Belongs here: what a school was given. Not here: agreements with hubs (`network`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from opora.demo.calendar import HalfYear, half_year_of
from opora.demo.truth import Row

PROJECT = "500+"
_OTHER_PROJECT = "Точка роста методиста"
_REGIONAL_PROJECT = "Сильная школа региона"

#: Listed schools without a documented event in the year; other years leave nobody out.
_WITHOUT_EVENT = {2020: 1, 2022: 2}
_ONLY_IN_SECOND_HALF = 0.12
#: Low-performing schools whose targeted support lacks something in the year.
_LACKING = {2021: ("curator", "roadmap"), 2023: ("event",)}
_ROADMAP_LATE = 0.2
_EVENTS_IN_HALF_YEAR = 14
_OTHER_SCHOOLS = 0.04

_EVENTS = (
    ("seminar", "Формирующее оценивание на уроках математики", "insufficient_competence"),
    ("workshop", "Работа с текстом на уроках русского языка", "insufficient_competence"),
    ("consultation", "Разбор затруднений по результатам ВПР", "high_risk_of_failing"),
    ("webinar", "Учебная мотивация подростков", "low_motivation"),
    ("open_lesson", "Дифференцированное обучение в малочисленном классе", "low_adaptivity"),
    ("visit", "Методический выезд: наблюдение уроков и обратная связь", "no_in_school_development"),
    ("round_table", "Работа с родителями школьников с рисками неуспешности",
     "low_parent_involvement"),
    ("course", "Подготовка к ОГЭ по математике: геометрия", "insufficient_competence"),
)  # fmt: skip
_ORGANISERS = ("Муниципальная методическая служба", "Методист по математике", "Руководитель РМО")
#: Every so many schools take part in the regional project too; every so many steps are done much
#: too late, or never.
_IN_REGIONAL_PROJECT, _MUCH_TOO_LATE, _NEVER_DONE = 3, 9, 13
_MUCH = 50
_STEPS = ("Самодиагностика школы", "Курсы и открытые уроки", "Итоги года с куратором")


@dataclass
class Support:
    """Hands out support year by year."""

    rng: np.random.Generator
    _left_out: dict[int, set[str]] = field(default_factory=dict)
    _lacking: dict[int, dict[str, str]] = field(default_factory=dict)
    _late: set[tuple[int, str]] = field(default_factory=set)
    _targeted: dict[tuple[int, str], Row] = field(default_factory=dict)

    def plan_year(self, year: int, listed: list[str], low: list[str]) -> None:
        """Decide whom the year leaves out, from the schools listed at its end."""
        context_only = [login for login in listed if login not in low]
        self._left_out[year] = self._choose(context_only, _WITHOUT_EVENT.get(year, 0))
        lacks = _LACKING.get(year, ())
        chosen = sorted(self._choose(low, len(lacks)))
        self._lacking[year] = dict(zip(chosen, lacks, strict=False))
        late = [login for login in context_only if self.rng.random() < _ONLY_IN_SECOND_HALF]
        self._late |= {(year, login) for login in late}

    # -- events -------------------------------------------------------------------------------

    def events(
        self, half_year: HalfYear, listed: list[str], low: list[str], others: list[str]
    ) -> list[Row]:
        """Events of a half-year: one row per event and school."""
        pool = [self._event(half_year, number) for number in range(_EVENTS_IN_HALF_YEAR)]
        rows = []
        for login in listed:
            if (half_year.year, login) in self._late and not half_year.is_second:
                continue
            if login in self._left_out.get(half_year.year, ()):
                rows.append({**pool[-1], "school_login": login, "document": None})
                continue
            count = 1 + int(self.rng.random() < 0.5)
            for place in self.rng.choice(len(pool) - 1, size=count, replace=False):
                rows.append({**pool[place], "school_login": login})
        for login in others:
            if self.rng.random() < _OTHER_SCHOOLS:
                place = int(self.rng.integers(0, len(pool)))
                rows.append({**pool[place], "school_login": login})
        return rows + self._project_events(half_year, low)

    def _project_events(self, half_year: HalfYear, low: list[str]) -> list[Row]:
        rows = []
        for number, login in enumerate(low):
            lacks_event = self._lacking[half_year.year].get(login) == "event"
            rows.append(
                {
                    "event_id": f"ПР-{half_year.key}-{number + 1:02d}",
                    "school_login": login,
                    "held_on": self._day(half_year),
                    "kind": "mentoring",
                    "topic": "Встреча с куратором: ход дорожной карты",
                    "risk_factor": None,
                    "organiser": "Куратор школы",
                    "project": _OTHER_PROJECT if lacks_event else PROJECT,
                    "document": f"Протокол встречи № {half_year.key}/{number + 1}",
                }
            )
        return rows

    def _event(self, half_year: HalfYear, number: int) -> Row:
        kind, topic, risk_factor = _EVENTS[number % len(_EVENTS)]
        return {
            "event_id": f"М-{half_year.key}-{number + 1:02d}",
            "held_on": self._day(half_year),
            "kind": kind,
            "topic": topic,
            "risk_factor": risk_factor,
            "organiser": str(self.rng.choice(_ORGANISERS)),
            "project": None,
            "document": f"Программа и лист регистрации № {half_year.key}/{number + 1}",
        }

    def _day(self, half_year: HalfYear) -> dt.date:
        span = (half_year.ends_on - half_year.starts_on).days
        return half_year.starts_on + dt.timedelta(days=int(self.rng.integers(10, span - 5)))

    # -- targeted support ---------------------------------------------------------------------

    def targeted(self, half_year: HalfYear, low: list[str]) -> list[Row]:
        """The register of targeted support: one row per school and year of the project."""
        for login in low:
            key = (half_year.year, login)
            if key not in self._targeted:
                self._targeted[key] = self._agreed(half_year, login)
        rows = []
        for (year, _), row in self._targeted.items():
            if year == half_year.year:
                approved = row["roadmap_on"]
                is_known = approved is not None and approved <= half_year.ends_on
                rows.append({**row, "roadmap_on": approved if is_known else None})
        return rows

    def _agreed(self, half_year: HalfYear, login: str) -> Row:
        year = half_year.year
        lacks = self._lacking[year].get(login)
        begins = dt.date(year, 9, 7) if half_year.is_second else dt.date(year, 2, 24)
        roadmap = begins + dt.timedelta(days=24)
        if not half_year.is_second and self.rng.random() < _ROADMAP_LATE:
            roadmap = dt.date(year, 9, 20)
        return {
            "school_login": login,
            "project": PROJECT,
            "valid_from": begins,
            "valid_to": dt.date(year, 12, 31),
            "curator": None if lacks == "curator" else "Методист муниципальной службы",
            "roadmap_on": None if lacks == "roadmap" else roadmap,
        }

    def milestones(self, half_year: HalfYear) -> list[Row]:
        """The steps of this year's roadmaps; a step is done once it is done."""
        rows = []
        for (year, login), support in self._targeted.items():
            if year != half_year.year or support["roadmap_on"] is None:
                continue
            for number, title in enumerate(_STEPS, start=1):
                span = (support["valid_to"] - support["roadmap_on"]).days
                due_on = support["roadmap_on"] + dt.timedelta(days=span * number // 3 - 8)
                done_on = _done_on(login, year, number, due_on)
                rows.append(
                    {
                        "school_login": login,
                        "project": PROJECT,
                        "milestone_id": f"ДК-{year}-{number}",
                        "title": title,
                        "due_on": due_on,
                        "done_on": done_on if done_on and done_on <= half_year.ends_on else None,
                    }
                )
        return rows

    def participation(self, half_year: HalfYear) -> list[Row]:
        """Participation in projects: the federal one of the targeted support, a regional one."""
        rows: list[Row] = []
        for (year, login), row in self._targeted.items():
            if year != half_year.year or half_year_of(row["valid_from"]) > half_year.key:
                continue
            rows.append(
                {
                    "school_login": login,
                    "project": PROJECT,
                    "valid_from": row["valid_from"],
                    "level": "federal",
                    "valid_to": row["valid_to"],
                }
            )
            if int(login[-4:]) % _IN_REGIONAL_PROJECT == 0 and half_year.is_second:
                rows.append(
                    {
                        "school_login": login,
                        "project": _REGIONAL_PROJECT,
                        "valid_from": dt.date(year, 9, 1),
                        "level": "regional",
                        "valid_to": dt.date(year + 1, 5, 31),
                    }
                )
        return rows

    def _choose(self, logins: list[str], count: int) -> set[str]:
        if not logins or not count:
            return set()
        chosen = self.rng.choice(logins, size=min(count, len(logins)), replace=False)
        return set(chosen.tolist())


def _done_on(login: str, year: int, number: int, due_on: dt.date) -> dt.date | None:
    """Mostly within some days of the deadline."""
    chance = year + number * int(login[-4:])
    if chance % _NEVER_DONE == 0:
        return None
    if chance % _MUCH_TOO_LATE == 0:
        return due_on + dt.timedelta(days=_MUCH)
    return due_on + dt.timedelta(days=(len(login) + number * int(login[-2:])) % 11 - 5)
