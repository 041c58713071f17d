"""How РИС ГИА lays out a protocol: a title, a line for each participant, a summary below.

Belongs here: headings, answers, and the persons that a protocol names. Not here: which results go
into which protocol (`exports`), or bytes (`files`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from opora.demo.deliveries import Delivery, Grid
from opora.demo.schools import class_letter
from opora.demo.truth import EXAMINEE, Row
from opora.rules import load_rule

HEADER_ROW = 2
#: Keys of a row: where a participant sits, and which place of the class list is theirs.
SEAT, PLACE = "_seat", "_place"

_MUNICIPALITY = "105"
#: Points for a task with a long answer, at most.
_MOST_OF_A_TASK = 2
_FIRST_POINT, _SCHOOLS_IN_A_POINT, _SEATS_IN_A_ROOM = 1001, 4, 15


@dataclass(frozen=True)
class Work:
    """What an exam is made of: tasks of one point, and points for tasks answered at length."""

    code: str
    short: int
    long: int

    @property
    def most(self) -> int:
        """The greatest primary score."""
        return self.short + self.long


#: By procedure; the greatest scores are those of `results`, real works are split alike.
WORKS = {
    "oge_russian_9": Work("01", 13, 20), "oge_math_9": Work("02", 19, 12),
    "ege_russian_11": Work("01", 28, 22), "ege_math_profile_11": Work("02", 12, 20),
    "ege_math_base_11": Work("22", 21, 0),
}  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """A place in a room of an examination point (ППЭ)."""

    point: str
    room: str

    @classmethod
    def of(cls, school: int, pupil: int) -> Seat:
        """The seat of a pupil of a school, both by their numbers."""
        point = _FIRST_POINT + school // _SCHOOLS_IN_A_POINT
        return cls(str(point), f"{1 + pupil // _SEATS_IN_A_ROOM:04d}")


def participant_code(held_on: dt.date, seat: Seat, line: int) -> str:
    """The code by which a line of a protocol is known: day, point, room and line."""
    return f"{held_on} {seat.point} {seat.room} {line}"


def protocol(procedure: str, codes: Mapping[str, str], seed: int, delivery: Delivery) -> Grid:
    """The protocol of one exam; `codes`: login -> code of a school."""
    work, rng = WORKS[procedure], np.random.default_rng(seed)
    rows = [*delivery.rows, *delivery.broken]
    first = rows[0]
    is_marked = all(row["test_score"] is None for row in rows)
    result = "mark" if is_marked else "test_score"
    header = [
        "№", "Код МСУ", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Фамилия", "Имя", "Отчество",
        "Серия", "Номер", "Задания с кратким ответом",
        *(["Задания с развёрнутым ответом"] if work.long else []),
        "Первичный балл", "Оценка" if is_marked else "Балл",
    ]  # fmt: skip
    lines = [
        [
            number, _MUNICIPALITY, codes.get(row["school_login"], row["school_login"]),
            f"{row['programme_grade']}{class_letter(row[PLACE])}", row[SEAT].point, row[SEAT].room,
            *row[EXAMINEE].full_name.split(), row[EXAMINEE].series, row[EXAMINEE].document,
            *_answers(rng, work, row["primary_score"]), row["primary_score"], row[result],
        ]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    below = [None] * (len(header) - 3)
    return [
        [f"{work.code} - {first['subject']} {first['held_on']:%Y.%m.%d}"],
        header,
        *lines,
        ["Средние", *below, _mean(rows, "primary_score"), _mean(rows, result)],
        *([label, *below, None, least] for label, least in _least(procedure)),
        ["Всего участников", *below, None, len(rows)],
    ]


def _answers(rng: np.random.Generator, work: Work, score: int) -> Iterator[str]:
    """Answers that add up to the primary score: «++-+» and «2(2)1(2)»."""
    right = round(score * work.short / work.most)
    signs = np.full(work.short, "-")
    signs[rng.permutation(work.short)[:right]] = "+"
    yield "".join(signs)
    if work.long:
        left, told = score - right, []
        for _ in range(work.long // _MOST_OF_A_TASK):
            got = min(left, _MOST_OF_A_TASK)
            told.append(f"{got}({_MOST_OF_A_TASK})")
            left -= got
        yield "".join(told)


def _mean(rows: list[Row], column: str) -> str:
    """As a report rounds it; what is no number does not count."""
    values = [row[column] for row in rows if isinstance(row[column], int)]
    return f"{sum(values) / len(values):.1f}".replace(".", ",")


def _least(procedure: str) -> Iterator[tuple[str, int]]:
    for rule in load_rule("thresholds"):
        if (rule["rule"], rule["procedure"]) == ("lowest_passing_score", procedure):
            yield ("Минимальная граница", int(rule["value"]))
