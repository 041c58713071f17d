"""Valid files of ФИС ОКО «Статистика по отметкам»."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters._valid import SCHOOLS, Cell, ValidFile, workbook

MUNICIPALITY = "Городской округ"
HEADER = (
    "Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", "Кол-во участников",
    2, 3, 4, 5,
)  # fmt: skip


@dataclass(frozen=True)
class School:
    """How many participants of a school got each mark, 2 to 5."""

    login: str
    marks: tuple[int, int, int, int]
    grade: int = 5
    subject: str = "Математика"
    year: int = 2024
    session: str = "spring"

    @property
    def participants(self) -> int:
        return sum(self.marks)


def shares(marks: Sequence[int]) -> list[float]:
    """Per cents as the export rounds them."""
    return [round(100 * each / sum(marks), 2) for each in marks]


def together(schools: Sequence[School]) -> list[float]:
    """The participants of schools, and the means of their per cents."""
    summed = [sum(each) for each in zip(*(school.marks for school in schools), strict=True)]
    return [sum(summed), *shares(summed)]


def line(school: School) -> list[Cell]:
    """The row of a school."""
    place = [school.year, school.grade, school.subject, MUNICIPALITY]
    name = SCHOOLS[school.login]
    return [*place, school.login, name, school.participants, *shares(school.marks)]


def table(schools: Sequence[School]) -> list[list[Cell]]:
    """All rows, with a total of the whole sample and one of the municipality per procedure."""
    rows: list[list[Cell]] = [list(HEADER)]
    for year, grade, subject in dict.fromkeys((s.year, s.grade, s.subject) for s in schools):
        own = [s for s in schools if (s.year, s.grade, s.subject) == (year, grade, subject)]
        for name in ("Вся выборка", f" {MUNICIPALITY} "):
            rows.append([year, grade, subject, name, None, None, *together(own)])
        rows += [line(school) for school in own]
    return rows


def expected(schools: Sequence[School]) -> dict[str, list[dict[str, Any]]]:
    """What has to be accepted."""
    rows = []
    for school in schools:
        marks = dict(
            zip(("mark_2", "mark_3", "mark_4", "mark_5"), shares(school.marks), strict=True)
        )
        rows.append(
            {
                "school_login": school.login,
                "procedure_kind": "vpr",
                "subject": school.subject,
                "programme_grade": school.grade,
                "assessment_year": school.year,
                "session": school.session,
                "participants": school.participants,
                **marks,
                "unit": "per_cent",
                "state": "measured",
            }
        )
    return {"assessment_marks": rows}


#: To compute by hand: 5 of 40 have «2», that is (25 x 16 + 15 x 6.67) / 40 = 12.5 per cent.
SMALL = (School("sch990001", (4, 10, 8, 3)), School("sch990002", (1, 8, 5, 1)))


def valid(rng: random.Random) -> ValidFile:
    """A file of some procedures and schools."""
    procedures = rng.sample([(g, s) for g in (4, 5, 6) for s in ("Математика", "Русский язык")], 2)
    schools = [
        School(
            login,
            (rng.randint(0, 5), rng.randint(1, 9), rng.randint(0, 9), rng.randint(0, 5)),
            grade,
            subject,
        )
        for grade, subject in procedures
        for login in rng.sample(sorted(SCHOOLS), rng.randint(1, 5))
    ]
    content = workbook({"Статистика по отметкам": table(schools)})
    return ValidFile("Статистика по отметкам.xlsx", "2024-H1", content, expected(schools))
