"""Network cooperation: agreements of listed schools with hubs, and what they did together.

Belongs here: agreements and joint activities. Who is left out has a story: no agreement, one that
ends inside the half-year, one without any activity, an activity with another hub.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from opora.demo.calendar import HalfYear
from opora.demo.truth import Row

#: The share of the listed schools that the year brings together with a hub.
_COVERED = {2020: 0.06, 2021: 0.62, 2022: 0.85, 2023: 1.0, 2024: 0.92}
_STORIES = ("no agreement", "ends early", "no activity", "another hub")
_TOPICS = (
    "Открытые уроки опорной школы",
    "Совместное заседание методического объединения",
    "Школа молодого педагога",
    "Сетевая консультация для выпускников",
)


@dataclass
class Network:
    """Agreements and activities, year by year."""

    rng: np.random.Generator
    hubs: list[str]
    agreements: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)

    def plan_year(
        self, year: int, first: HalfYear | None, second: HalfYear, listed: list[str]
    ) -> None:
        """Sign the agreements of a year and hold its activities; `first` None: only H2 is told."""
        schools = [login for login in listed if login not in self.hubs]
        # A hub that is listed itself for its context needs a partner too.
        schools += [login for login in listed if login in self.hubs]
        left_out = round((1 - _COVERED[year]) * len(schools))
        order = [schools[place] for place in self.rng.permutation(len(schools))]
        for number, login in enumerate(order[:left_out]):
            self._leave_out(login, _STORIES[number % len(_STORIES)], first, second)
        for login in order[left_out:]:
            agreement = self._in_force(login, second.ends_on) or self._sign(login, first, second)
            self._meet(agreement, agreement["hub_login"], first, second)

    def partnerships(self, half_year: HalfYear) -> list[Row]:
        """The register of agreements that were in force in the year so far."""
        first = dt.date(half_year.year, 1, 1)
        return [
            dict(row)
            for row in self.agreements
            if row["valid_from"] <= half_year.ends_on
            and (row["valid_to"] is None or row["valid_to"] >= first)
        ]

    def held(self, half_year: HalfYear) -> list[Row]:
        """The activities of a half-year."""
        return [row for row in self.activities if half_year.holds(row["held_on"])]

    # -- one school ---------------------------------------------------------------------------

    def _leave_out(self, login: str, story: str, first: HalfYear | None, second: HalfYear) -> None:
        agreement = self._in_force(login, second.ends_on)
        if story == "no agreement" or (first is None and story == "ends early"):
            if agreement is not None:
                agreement["valid_to"] = dt.date(second.year, 1, 20)
            return
        agreement = agreement or self._sign(login, first, second)
        if story == "ends early":
            self._meet(agreement, agreement["hub_login"], first, None)
            agreement["valid_to"] = dt.date(second.year, 11, 14)
        elif story == "another hub":
            self._meet(agreement, self._hub(login, agreement["hub_login"]), first, second)

    def _in_force(self, login: str, day: dt.date) -> Row | None:
        return next(
            (
                row
                for row in self.agreements
                if row["school_login"] == login
                and row["valid_from"] <= day
                and (row["valid_to"] is None or row["valid_to"] >= day)
            ),
            None,
        )

    def _sign(self, login: str, first: HalfYear | None, second: HalfYear) -> Row:
        is_renewed = any(row["school_login"] == login for row in self.agreements)
        is_late = first is None or (self.rng.random() < 0.3 and not is_renewed)
        half_year = second if first is None or is_late else first
        day = half_year.starts_on + dt.timedelta(days=int(self.rng.integers(25, 90)))
        until = dt.date(second.year + 1, 12, 31) if self.rng.random() < 0.8 else None
        agreement: Row = {
            "school_login": login,
            "hub_login": self._hub(login, None),
            "valid_from": day,
            "valid_to": until,
            "document": f"Договор о сотрудничестве от {day:%d.%m.%Y} № {len(self.agreements) + 1}",
        }
        self.agreements.append(agreement)
        return agreement

    def _meet(
        self, agreement: Row, hub: str, first: HalfYear | None, second: HalfYear | None
    ) -> None:
        """Hold activities: always one in the last half-year told, most times one before."""
        told = [half_year for half_year in (first, second) if half_year is not None]
        for number, half_year in enumerate(told):
            is_last = number == len(told) - 1
            begins = max(half_year.starts_on, agreement["valid_from"])
            if begins + dt.timedelta(days=20) > half_year.ends_on:
                continue
            if not is_last and self.rng.random() < 0.35:
                continue
            span = (half_year.ends_on - begins).days
            day = begins + dt.timedelta(days=int(self.rng.integers(5, span - 2)))
            self.activities.append(
                {
                    "activity_id": f"СВ-{half_year.key}-{len(self.activities) + 1:04d}",
                    "school_login": agreement["school_login"],
                    "hub_login": hub,
                    "held_on": day,
                    "topic": str(self.rng.choice(_TOPICS)),
                }
            )

    def _hub(self, login: str, other_than: str | None) -> str:
        others = [hub for hub in self.hubs if hub not in (login, other_than)]
        return str(self.rng.choice(others))
