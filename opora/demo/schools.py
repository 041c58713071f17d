"""The schools of the demonstration municipality and what becomes of them over the years.

Belongs here: which schools there are, how they differ, and that one closes, one merges into
another, one changes its login and one is new. Not here: lists and results, or which schools are
made what they are for the analysis to find (`planted`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from opora.demo import names, numbers
from opora.demo.own_marking import OwnMarking
from opora.demo.truth import Row

TERRITORY = "00701000"
IDENTIFIER_SYSTEM = "РИС ГИА"
FEWEST = 24

_FIRST_DAY = dt.date(2000, 9, 1)
_CLOSED_ON = dt.date(2023, 9, 1)
_MERGED_ON = dt.date(2022, 9, 1)
_RENAMED_ON = dt.date(2023, 1, 1)
_NEW_ON = dt.date(2022, 9, 1)
_CODE_CHANGED_ON = dt.date(2023, 9, 1)

# Places in the list of schools for the stories that a municipality of any size tells.
_LEADER_OF_BRANCH, _BRANCH = 0, 12
_CLOSING, _MERGING, _SUCCESSOR, _RENAMED, _NEW, _NEW_CODE = 13, 15, 5, 17, 19, 2

_RURAL_SHARE = 0.45
_CLASS_SIZE, _CLASS_LETTERS = 25, "АБВГДЕЖ"
_CENTRE = (61.2, 97.4)


@dataclass(frozen=True)
class School:
    """One school under one login.

    `hardship` is its social context in standard deviations (higher: harder), `strength` what the
    school itself adds. `before` is its earlier login, where it changed its login; `successor` the
    school that it merged into. `staffing` is the share of the teachers it needs that it has,
    `profiled_shortage` what its risk profile says of that; `weak_block` a block in which its
    teachers do badly; `unreported` are shares that its social passport leaves blank.
    """

    login: str
    name: str
    kind: str
    settlement: str
    pupils: int
    hardship: float
    strength: float
    inn: str
    latitude: float
    longitude: float
    code: str
    opened_on: dt.date = _FIRST_DAY
    closed_on: dt.date | None = None
    parent: str | None = None
    before: str | None = None
    successor: str | None = None
    own_marking: OwnMarking | None = None
    staffing: float = 1.0
    profiled_shortage: str | None = None
    weak_block: str | None = None
    unreported: tuple[str, ...] = ()

    @property
    def has_upper_grades(self) -> bool:
        """Whether pupils stay to grade 11."""
        return self.kind in ("secondary", "gymnasium", "lyceum")

    def is_open(self, day: dt.date) -> bool:
        """Whether it works on that day; it is gone from its closing day on."""
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)


def make_schools(rng: np.random.Generator, count: int) -> list[School]:
    """`count` schools of 2020, and those that open later."""
    if count < FEWEST:
        raise ValueError(f"a demonstration municipality needs {FEWEST} schools or more: {count}")
    schools = [_school(rng, number) for number in range(count)]
    schools[_BRANCH] = _changed(
        schools[_BRANCH],
        kind="branch",
        name=f"{schools[_LEADER_OF_BRANCH].name}, филиал в селе {names.village(_BRANCH)}",
        parent=schools[_LEADER_OF_BRANCH].login,
        pupils=44,
        settlement="rural",
    )
    schools[_CLOSING] = _changed(
        schools[_CLOSING],
        kind="basic", settlement="rural", pupils=38, hardship=1.6, strength=-0.8,
        closed_on=_CLOSED_ON,
    )  # fmt: skip
    schools[_MERGING] = _changed(
        schools[_MERGING],
        kind="basic", pupils=160, hardship=1.3, strength=-0.9,
        closed_on=_MERGED_ON, successor=schools[_SUCCESSOR].login,
    )  # fmt: skip
    schools[_SUCCESSOR] = _changed(schools[_SUCCESSOR], kind="secondary", pupils=420)
    renamed = _changed(
        schools[_RENAMED],
        kind="secondary", pupils=240, hardship=1.2, strength=-0.7, closed_on=_RENAMED_ON,
    )  # fmt: skip
    schools[_RENAMED] = renamed
    after = _changed(
        renamed,
        login=_login(count),
        opened_on=_RENAMED_ON,
        closed_on=None,
        before=renamed.login,
    )
    new = _changed(
        _school(rng, count + 1),
        name=f"Школа № {count + 1}",
        kind="secondary", settlement="urban", pupils=860, hardship=-0.4, opened_on=_NEW_ON,
    )  # fmt: skip
    return [*schools, after, new]


def class_letter(place: int) -> str:
    """The letter of the class in which the pupil of a place learns, of all of a grade."""
    return _CLASS_LETTERS[place // _CLASS_SIZE % len(_CLASS_LETTERS)]


def open_schools(schools: list[School], day: dt.date) -> list[School]:
    """The schools that work on that day."""
    return [school for school in schools if school.is_open(day)]


def register_rows(schools: list[School], known_on: dt.date) -> list[Row]:
    """The register as it stood on a day: a closing day is known once it has come."""
    return [
        {
            "school_login": school.login,
            "name": school.name,
            "territory": TERRITORY,
            "inn": school.inn,
            "oktmo": TERRITORY,
            "kind": school.kind,
            "settlement_kind": school.settlement,
            "opened_on": school.opened_on,
            "closed_on": _if_known(school.closed_on, known_on),
            "parent_login": school.parent,
            "latitude": school.latitude,
            "longitude": school.longitude,
        }
        for school in schools
        if school.opened_on <= known_on
    ]


def changed_rows(schools: list[School], since: dt.date, until: dt.date) -> list[Row]:
    """What is new in the register between two days, both included."""
    fresh = {
        school.login
        for school in schools
        if since <= school.opened_on <= until
        or (school.closed_on is not None and since <= school.closed_on <= until)
    }
    return [row for row in register_rows(schools, until) if row["school_login"] in fresh]


def identifier_rows(schools: list[School], since: dt.date | None, until: dt.date) -> list[Row]:
    """Codes that begin or end between two days (since None: all that hold by then)."""
    rows = []
    for number, school in enumerate(schools):
        code: Row = {
            "system": IDENTIFIER_SYSTEM,
            "code": school.code,
            "valid_from": school.opened_on,
            "school_login": school.login,
            "valid_to": None,
        }
        spans = [code]
        if number == _NEW_CODE:
            last = _CODE_CHANGED_ON - dt.timedelta(days=1)
            changed = {**code, "code": f"{code['code']}9", "valid_from": _CODE_CHANGED_ON}
            spans = [{**code, "valid_to": _if_known(last, until)}, changed]
        for span in spans:
            dates: tuple[dt.date | None, ...] = (span["valid_from"], span["valid_to"])
            is_new = since is None or any(day and since <= day <= until for day in dates)
            if is_new and span["valid_from"] <= until:
                rows.append(span)
    return rows


def codes_on(schools: list[School], day: dt.date) -> dict[str, str]:
    """Login -> the code of the exams' system that holds on a day."""
    return {
        row["school_login"]: row["code"]
        for row in identifier_rows(schools, None, day)
        if row["valid_to"] is None or day <= row["valid_to"]
    }


def succession_rows(schools: list[School], since: dt.date, until: dt.date) -> list[Row]:
    """Mergers and changes of login between two days."""
    rows: list[Row] = [
        {
            "from_login": schools[_MERGING].login,
            "to_login": schools[_SUCCESSOR].login,
            "on": _MERGED_ON,
            "kind": "merged",
        }
    ]
    rows += [
        {
            "from_login": school.before,
            "to_login": school.login,
            "on": school.opened_on,
            "kind": "renamed",
        }
        for school in schools
        if school.before is not None
    ]
    return [row for row in rows if since <= row["on"] <= until]


def is_ending(schools: list[School], school: School) -> bool:
    """Whether the municipality tells a story of this school, for which it has to be listed."""
    return school in (schools[_CLOSING], schools[_MERGING], schools[_RENAMED])


def _school(rng: np.random.Generator, number: int) -> School:
    is_rural = rng.random() < _RURAL_SHARE
    village = names.village(number)
    pupils = int(np.clip(rng.lognormal(4.8 if is_rural else 6.1, 0.6), 20, 900))
    kind = _kind(rng, is_rural, pupils)
    title = {"gymnasium": "Гимназия", "lyceum": "Лицей", "basic": "Основная школа"}.get(
        kind, "Школа"
    )
    name = f"{title} села {village}" if is_rural else f"{title} № {number + 1}"
    hardship = rng.normal(0.55 if is_rural else -0.2, 0.9)
    if kind in ("gymnasium", "lyceum"):
        hardship -= 0.9
    return School(
        login=_login(number),
        name=name,
        kind=kind,
        settlement="rural" if is_rural else "urban",
        pupils=pupils,
        hardship=float(np.clip(hardship, -2.2, 2.4)),
        strength=float(rng.normal(0, 0.45)),
        inn=numbers.inn(1000 + number),
        latitude=round(_CENTRE[0] + rng.normal(0, 0.25 if is_rural else 0.03), 5),
        longitude=round(_CENTRE[1] + rng.normal(0, 0.5 if is_rural else 0.06), 5),
        code=f"{997000 + number}",
    )


def _kind(rng: np.random.Generator, is_rural: bool, pupils: int) -> str:
    if is_rural:
        return "basic" if pupils < 90 or rng.random() < 0.2 else "secondary"
    if pupils > 350 and rng.random() < 0.25:
        return "gymnasium" if rng.random() < 0.5 else "lyceum"
    return "secondary"


def _login(number: int) -> str:
    return f"sch99{number + 1:04d}"


def _if_known(day: dt.date | None, known_on: dt.date) -> dt.date | None:
    return day if day is not None and day <= known_on else None


def _changed(school: School, **changes: Any) -> School:
    return replace(school, **changes)
