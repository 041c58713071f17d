"""Schools that are made what they are on purpose, so that the analysis has something to find.

Belongs here: which schools those are, and what is known of them. Not here: how their results,
passports and staff come about (`results`, `own_marking`, `conditions`, `staff`, `diagnostics`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from opora.demo import names
from opora.demo.calendar import HalfYear
from opora.demo.gains import HELPFUL, RISE, USELESS, Gain
from opora.demo.own_marking import Habit, OwnMarking
from opora.demo.results import Cell
from opora.demo.schools import School, open_schools
from opora.rules import load_rule

#: What is changed in the school of a place.
_Changes: TypeAlias = dict[int, dict[str, Any]]

_MATHEMATICS, _RUSSIAN = "Математика", "Русский язык"

# Places in the list of schools, none of which has a story of its own (`schools`).
_RESILIENT: _Changes = {
    3: {"settlement": "rural", "pupils": 260, "hardship": 2.1, "strength": 1.5},
    8: {"settlement": "rural", "pupils": 190, "hardship": 1.9, "strength": 1.6},
    10: {"settlement": "urban", "pupils": 430, "hardship": 1.8, "strength": 1.5},
    21: {"settlement": "urban", "pupils": 330, "hardship": 2.0, "strength": 1.7},
}
#: Their own works don't show it, the exams that others mark do: all three teach badly.
_NON_OBJECTIVE: _Changes = {
    6: {
        "pupils": 460, "hardship": 0.8, "strength": -0.8,
        "own_marking": OwnMarking("raised", (_MATHEMATICS, _RUSSIAN), (5, 6), 2021),
    },
    11: {
        "pupils": 380, "hardship": 0.5, "strength": -0.8,
        "own_marking": OwnMarking("excellent", (_MATHEMATICS,), (5, 6, 7, 8), 2021),
    },
    16: {
        "pupils": 340, "hardship": 0.6, "strength": -0.9,
        "own_marking": OwnMarking("same_score", (_RUSSIAN,), (5, 6), 2023),
    },
}  # fmt: skip
#: The imported profile knows of the first one and plays the second one down.
_SHORT_OF_TEACHERS: _Changes = {
    7: {
        "pupils": 520, "hardship": 0.4, "strength": -0.3,
        "staffing": 0.5, "profiled_shortage": "high",
    },
    14: {
        "pupils": 600, "hardship": 0.2, "strength": -0.2,
        "staffing": 0.55, "profiled_shortage": "low",
    },
}  # fmt: skip
#: Listed for its results, so that its teachers are tested.
_WEAK_BLOCK: _Changes = {
    9: {"pupils": 400, "hardship": 1.5, "strength": -0.6, "weak_block": _MATHEMATICS},
}
_INCOMPLETE_PASSPORT: _Changes = {18: {"unreported": ("unemployed_parents", "low_income")}}


@dataclass(frozen=True)
class NonObjectiveCell:
    """A work that a school marked in its own habit."""

    school_login: str
    procedure: str
    assessment_year: int
    session: str
    habit: Habit


@dataclass(frozen=True)
class Shortage:
    """A school without enough teachers, and what its imported profile says of that."""

    school_login: str
    profile_significance: str


@dataclass(frozen=True)
class WeakBlock:
    """A school whose teachers do badly in one block of the subject diagnostic."""

    school_login: str
    block: str


@dataclass(frozen=True)
class Planted:
    """What the analysis should find; logins only.

    `poor`: by half-year, the schools of the hardest context, the hardest one first, as many as the
    rules count as the lowest part, whatever their passports let see. `resilient`: hard context, and
    results above what it predicts in every year. `incomplete_passports` leave some shares blank,
    the rest report all or nothing. `effects`: which measures helped, and by how much.
    """

    poor: dict[str, tuple[str, ...]]
    resilient: tuple[str, ...]
    non_objective: tuple[NonObjectiveCell, ...]
    short_of_teachers: tuple[Shortage, ...]
    weak_blocks: tuple[WeakBlock, ...]
    incomplete_passports: tuple[str, ...]
    effects: PlantedEffects


@dataclass(frozen=True)
class PlantedEffects:
    """What measures did to results: of the two kinds that were tried on schools, one helps.

    `rise` is the part of the pupils, and of the failures, whom it raised by a mark, from the
    assessment year after it began.
    `gains`: the treated schools of both kinds, in the years whose results are delivered.
    """

    helpful: str
    useless: str
    rise: float
    gains: tuple[Gain, ...]


def plant(schools: list[School]) -> list[School]:
    """The schools with those among them that are to be found."""
    planted = list(schools)
    for changes in (_RESILIENT, _NON_OBJECTIVE, _SHORT_OF_TEACHERS, _WEAK_BLOCK):
        for place, values in changes.items():
            values = {"kind": "secondary", "settlement": "urban", **values}
            is_rural = values["settlement"] == "rural"
            name = f"Школа села {names.village(place)}" if is_rural else f"Школа № {place + 1}"
            planted[place] = replace(schools[place], name=name, **values)
    for place, values in _INCOMPLETE_PASSPORT.items():
        planted[place] = replace(schools[place], **values)
    return planted


def planted_logins(schools: list[School]) -> set[str]:
    """The schools that other stories leave alone, lest they hide what is to be found."""
    changes = (_RESILIENT, _NON_OBJECTIVE, _SHORT_OF_TEACHERS, _WEAK_BLOCK, _INCOMPLETE_PASSPORT)
    return {schools[place].login for of_kind in changes for place in of_kind}


def resilient_logins(schools: list[School]) -> list[str]:
    """The schools that do well against the odds."""
    return [schools[place].login for place in _RESILIENT]


def known_of(
    schools: list[School],
    cells: Iterable[Cell],
    gains: Iterable[Gain],
    half_years: Iterable[HalfYear],
) -> Planted:
    """What is to be found in the deliveries of some half-years."""
    half_years = list(half_years)
    delivered = {half_year.key for half_year in half_years}
    return Planted(
        poor={half_year.key: _poor(schools, half_year) for half_year in half_years},
        resilient=tuple(resilient_logins(schools)),
        non_objective=tuple(
            NonObjectiveCell(
                cell.school.login, cell.procedure.code, cell.window.year, cell.window.session,
                cell.habit,
            )
            for cell in cells
            if cell.habit is not None and cell.window.half_year in delivered
        ),
        short_of_teachers=tuple(
            Shortage(school.login, school.profiled_shortage)
            for school in schools
            if school.profiled_shortage is not None
        ),
        weak_blocks=tuple(
            WeakBlock(school.login, school.weak_block)
            for school in schools
            if school.weak_block is not None
        ),
        incomplete_passports=tuple(school.login for school in schools if school.unreported),
        effects=PlantedEffects(
            HELPFUL, USELESS, RISE,
            tuple(gain for gain in gains if f"{gain.assessment_year}-H1" in delivered),
        ),
    )  # fmt: skip


def _poor(schools: list[School], half_year: HalfYear) -> tuple[str, ...]:
    """The hardest contexts among the schools that are open at the end of a half-year."""
    lowest_share = next(
        row["value"]
        for row in load_rule("thresholds")
        if row["rule"] == "dcs_lowest_share"
        and row["valid_from"] <= half_year.ends_on
        and (row["valid_to"] is None or half_year.ends_on <= row["valid_to"])
    )
    known = open_schools(schools, half_year.ends_on)
    hardest = sorted(known, key=lambda school: school.hardship, reverse=True)
    return tuple(school.login for school in hardest[: int(lowest_share * len(known))])
