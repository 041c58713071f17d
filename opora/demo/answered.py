"""What schools answer to recommendations: yes with a deadline, no with a reason, or nothing.

Belongs here: the answers. Not here: what is then done (`measures`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from opora.demo.calendar import HalfYear
from opora.demo.recommended import Recommendation
from opora.demo.truth import Row

#: How many recommendations a school takes up in a half-year; the others wait.
AT_ONCE = 2
#: Every so many schools of the list send no answers in a half-year.
_SILENT = 7
_ACCEPTS = 0.85
_TERM = dt.timedelta(days=210)
_REASONS = (
    "Нет ставки учителя, вернёмся к этому осенью",
    "Школа уже делает это по своей программе развития",
    "Нет помещения для занятий во второй половине дня",
)


@dataclass(frozen=True)
class Answer:
    """One answer to a recommendation."""

    recommendation: Recommendation
    accepted: bool
    row: Row


def answers(
    half_year: HalfYear,
    listed: list[str],
    moods: Mapping[str, float],
    waiting: Mapping[str, list[Recommendation]],
) -> list[Answer]:
    """What the listed schools answer in a half-year to what waits for an answer.

    `moods`: from this share on a school declines.
    """
    given = []
    for number, login in enumerate(listed):
        if number % _SILENT == _SILENT - 1:
            continue
        for place, recommendation in enumerate(waiting.get(login, [])[:AT_ONCE]):
            # Nobody declines everything.
            accepted = moods[login] < _ACCEPTS or place > 0
            given.append(Answer(recommendation, accepted, _row(half_year, recommendation, accepted,
                                                               _REASONS[number % 3])))  # fmt: skip
    return given


def _row(half_year: HalfYear, recommendation: Recommendation, accepted: bool, reason: str) -> Row:
    return {
        "recommendation_id": recommendation.id,
        "accepted": accepted,
        "comment": None if accepted else reason,
        "responsible": "Заместитель директора",
        "due_on": half_year.starts_on + _TERM if accepted else None,
    }
