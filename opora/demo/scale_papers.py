"""Papers of a region or a country: answers, measures and practices, so that the cycle has work.

Schools on the list for low results answer the recommendation that everybody of them gets, and act
on it; others have already done something in the autumn before, so that there are effects to
estimate.

Belongs here: a modest number of rows, made from the schools' own numbers. Not here: who is on a
list (`scale`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from opora.demo.calendar import HalfYear, half_years
from opora.demo.scale_tables import login, write_table
from opora.demo.truth import Row

#: What the rules recommend to every school on the list, in the first half-year there is.
_RECOMMENDED = "R-{}-{}-transition_roadmap-lps"
#: First and last day of what was done before: days from the first day of the half-year.
_BEFORE_FROM, _BEFORE_TO = -91, 59
#: First and last day of what answers: days from the last day of the half-year.
_ANSWER_FROM, _ANSWER_TO = -20, 153
_ANSWERED_OF, _DECLINED_OF, _BEFORE_EVERY = 2, 10, 12
_KINDS = ("tutoring", "training", "methodical", "mentoring", "parents")
_FACTORS = (
    "low_motivation", "low_adaptivity", "no_in_school_development", "high_risk_of_failing",
    "insufficient_competence", "low_parent_involvement",
)  # fmt: skip
_SUBJECTS = ("Математика", "Русский язык", "")
_PRACTICES = 200
_DONE, _UNDER_WAY = "выполнено", "в работе"


def write_papers(
    landing: Path, half_year: str, schools: int, low: Sequence[int], hubs: Sequence[int]
) -> None:
    """Write the papers of some schools; `low`: those on the list, `hubs`: whose practices."""
    of = half_years()[half_year]
    answering = low[::_ANSWERED_OF]
    answers = (_answer(place, number, of) for place, number in enumerate(answering))
    write_table(landing, half_year, "recommendation_responses", answers)
    accepting = [n for place, n in enumerate(answering) if not _declines(place)]
    measures = [*_before(schools, of), *(_measure(number, of) for number in accepting)]
    write_table(landing, half_year, "measures", measures)
    write_table(landing, half_year, "practices", _practices(hubs))


def _declines(place: int) -> bool:
    return place % _DECLINED_OF == _DECLINED_OF - 1


def _answer(place: int, number: int, of: HalfYear) -> Row:
    declines = _declines(place)
    return {
        "recommendation_id": _RECOMMENDED.format(of.key, login(number)),
        "accepted": "нет" if declines else "да",
        "comment": "Нет ставки учителя" if declines else "",
        "responsible": "Заместитель директора",
        "due_on": "" if declines else _day(of.ends_on, _ANSWER_TO),
    }


def _before(schools: int, of: HalfYear) -> Iterator[Row]:
    """Measures of the half-year before, which nobody had recommended."""
    for number in range(2, schools, _BEFORE_EVERY):
        begins_on = _day(of.starts_on, _BEFORE_FROM)
        yield {
            "measure_id": f"МЕР-{begins_on[-4:]}-{number + 1}",
            "school_login": login(number),
            "recommendation_id": "",
            "kind": _KINDS[number // _BEFORE_EVERY % len(_KINDS)],
            "starts_on": begins_on,
            "ends_on": _day(of.starts_on, _BEFORE_TO),
            "responsible": "Заместитель директора",
            "status": _DONE,
        }


def _measure(number: int, of: HalfYear) -> Row:
    return {
        "measure_id": f"МЕР-{of.year}-{number + 1}",
        "school_login": login(number),
        "recommendation_id": _RECOMMENDED.format(of.key, login(number)),
        "kind": _KINDS[number // _BEFORE_EVERY % len(_KINDS)],
        "starts_on": _day(of.ends_on, _ANSWER_FROM),
        "ends_on": _day(of.ends_on, _ANSWER_TO),
        "responsible": "Заместитель директора",
        "status": _UNDER_WAY,
    }


def _day(from_day: dt.date, days: int) -> str:
    return (from_day + dt.timedelta(days=days)).strftime("%d.%m.%Y")


def _practices(hubs: Sequence[int]) -> Iterator[Row]:
    for number, hub in enumerate(hubs[:_PRACTICES]):
        yield {
            "id": f"ПРАК-{number + 1}",
            "title": f"Практика {number + 1}",
            "holder": f"Школа № {hub + 1}",
            "school_login": login(hub),
            "risk_factor": _FACTORS[number % len(_FACTORS)],
            "subject": _SUBJECTS[number % len(_SUBJECTS)],
            "link": f"https://practices.example/{number + 1}",
        }
