"""Papers of a region or a country: answers, measures and practices, so that the cycle has work.

Schools on the list for low results answer the recommendation that everybody of them gets, and act
on it; others have already done something in the autumn before, so that there are effects to
estimate.

Belongs here: a modest number of rows, made from the schools' own numbers. Not here: who is on a
list (`scale`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from opora.demo.scale_tables import HALF_YEAR, login, write_table
from opora.demo.truth import Row

#: What the rules recommend to every school on the list, in the first half-year there is.
_RECOMMENDED = f"R-{HALF_YEAR}-{{}}-transition_roadmap-lps"
_ANSWERED_OF, _DECLINED_OF, _BEFORE_EVERY = 2, 10, 12
_KINDS = ("tutoring", "training", "methodical", "mentoring", "parents")
_FACTORS = (
    "low_motivation", "low_adaptivity", "no_in_school_development", "high_risk_of_failing",
    "insufficient_competence", "low_parent_involvement",
)  # fmt: skip
_SUBJECTS = ("Математика", "Русский язык", "")
_PRACTICES = 200
_DONE, _UNDER_WAY = "выполнено", "в работе"


def write_papers(landing: Path, schools: int, low: Sequence[int], hubs: Sequence[int]) -> None:
    """Write the papers of some schools; `low`: those on the list, `hubs`: whose practices."""
    answering = low[::_ANSWERED_OF]
    write_table(landing, "recommendation_responses", map(_answer, range(len(answering)), answering))
    accepting = [n for place, n in enumerate(answering) if not _declines(place)]
    write_table(landing, "measures", [*_before(schools), *map(_measure, accepting)])
    write_table(landing, "practices", _practices(hubs))


def _declines(place: int) -> bool:
    return place % _DECLINED_OF == _DECLINED_OF - 1


def _answer(place: int, number: int) -> Row:
    declines = _declines(place)
    return {
        "recommendation_id": _RECOMMENDED.format(login(number)),
        "accepted": "нет" if declines else "да",
        "comment": "Нет ставки учителя" if declines else "",
        "responsible": "Заместитель директора",
        "due_on": "" if declines else "30.11.2024",
    }


def _before(schools: int) -> Iterator[Row]:
    """Measures of the autumn before, which nobody had recommended."""
    for number in range(2, schools, _BEFORE_EVERY):
        yield {
            "measure_id": f"МЕР-2023-{number + 1}",
            "school_login": login(number),
            "recommendation_id": "",
            "kind": _KINDS[number // _BEFORE_EVERY % len(_KINDS)],
            "starts_on": "02.10.2023",
            "ends_on": "29.02.2024",
            "responsible": "Заместитель директора",
            "status": _DONE,
        }


def _measure(number: int) -> Row:
    return {
        "measure_id": f"МЕР-2024-{number + 1}",
        "school_login": login(number),
        "recommendation_id": _RECOMMENDED.format(login(number)),
        "kind": _KINDS[number // _BEFORE_EVERY % len(_KINDS)],
        "starts_on": "10.06.2024",
        "ends_on": "30.11.2024",
        "responsible": "Заместитель директора",
        "status": _UNDER_WAY,
    }


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
