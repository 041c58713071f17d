"""Valid files of ФИС ОКО «Сравнение отметок с отметками по журналу»."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adapters._valid import SCHOOLS, Cell, ValidFile, workbook

MUNICIPALITY = "Городской округ"
ABOVE: list[list[Cell]] = [["ВПР 2024. 5 класс"], ["Предмет:", "Математика"], []]
HEADER = ("Группы участников", "Кол-во участников", "%")
GROUPS = (
    "Понизили (Отметка < Отметка по журналу) %",
    "Подтвердили (Отметка = Отметке по журналу) %",
    "Повысили (Отметка > Отметка по журналу) %",
    "Всего",
)


@dataclass(frozen=True)
class School:
    """How many participants got a lower, the same, a higher mark than in the journal."""

    login: str
    lowered: int
    confirmed: int
    raised: int

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.lowered, self.confirmed, self.raised


def groups(counts: Sequence[int]) -> Iterator[list[Cell]]:
    """The four rows of a block."""
    whole = sum(counts)
    for name, count in zip(GROUPS, (*counts, whole), strict=True):
        yield [name, count, round(100 * count / whole, 2)]


def together(schools: Sequence[School]) -> list[int]:
    """The counts of schools, added up."""
    return [sum(each) for each in zip(*(school.counts for school in schools), strict=True)]


def by_labels(schools: Sequence[School]) -> list[list[Cell]]:
    """The layout in which a school stands in a row above its groups."""
    rows = [*ABOVE, list(HEADER)]
    for name in ("Вся выборка", MUNICIPALITY):
        rows += [[name], *groups(together(schools))]
    for school in schools:
        rows += [[f"{SCHOOLS[school.login]} ({school.login})"], *groups(school.counts)]
    return rows


def by_columns(schools: Sequence[School], *, repeated: bool) -> list[list[Cell]]:
    """The layout with columns for the school, filled in every row or in the first one only."""
    rows: list[list[Cell]] = [
        ["Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", *HEADER],
    ]
    blocks: list[tuple[list[Cell], Sequence[int]]] = [
        ([2024, 5, "Математика", MUNICIPALITY, None, None], together(schools))
    ]
    for school in schools:
        name = SCHOOLS[school.login]
        place: list[Cell] = [2024, 5, "Математика", MUNICIPALITY, school.login, name]
        blocks.append((place, school.counts))
    for place, counts in blocks:
        for at, row in enumerate(groups(counts)):
            rows.append([*(place if repeated or at == 0 else [None] * len(place)), *row])
    return rows


def expected(schools: Sequence[School]) -> dict[str, list[dict[str, Any]]]:
    """What has to be accepted."""
    rows = [
        {
            "school_login": school.login,
            "procedure_kind": "vpr",
            "subject": "Математика",
            "programme_grade": 5,
            "assessment_year": 2024,
            "session": "spring",
            "lowered": float(school.lowered),
            "confirmed": float(school.confirmed),
            "raised": float(school.raised),
            "participants": sum(school.counts),
            "unit": "count",
        }
        for school in schools
    ]
    return {"journal_comparison": rows}


#: To compute by hand.
SMALL = (School("sch990001", 10, 12, 3), School("sch990002", 2, 8, 5))


def valid(rng: random.Random) -> ValidFile:
    """A file of some schools, in one of the layouts."""
    schools = [
        School(login, rng.randint(0, 9), rng.randint(1, 20), rng.randint(0, 9))
        for login in rng.sample(sorted(SCHOOLS), rng.randint(1, 5))
    ]
    layout = rng.choice(
        (
            by_labels,
            lambda each: by_columns(each, repeated=True),
            lambda each: by_columns(each, repeated=False),
        )
    )
    content = workbook({"Сравнение отметок": layout(schools)})
    return ValidFile("Сравнение отметок.xlsx", "2024-H1", content, expected(schools))
