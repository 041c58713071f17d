"""Valid files of ФИС ОКО «Ф1 Индивидуальные результаты»."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters._valid import SCHOOLS, Cell, ValidFile, workbook

SHEET = "Индивидуальные результаты"
MARKED_MISSING = ("X", "Х", "-", "—", None)

#: A participant's points by task; None where the task was not attempted.
Points = Sequence[float | None]


@dataclass(frozen=True)
class Person:
    """A participant; `mark` None: the pupil was absent."""

    code: str
    school: str
    points: Points
    mark: int | None
    journal_mark: int | None
    letter: str = "А"

    @property
    def score(self) -> float | None:
        return None if self.mark is None else sum(each or 0 for each in self.points)


@dataclass(frozen=True)
class F1:
    """What one file holds: `grade` is the pupils' own, `programme_grade` the one tested."""

    people: Sequence[Person]
    tasks: Sequence[tuple[str, int]] = (("1", 1), ("9.1", 2))
    subject: str = "Математика"
    grade: int = 5
    programme_grade: int = 5
    year: int = 2024
    session: str = "spring"
    day: dt.date = dt.date(2024, 4, 16)
    missing: str | None = "X"
    #: Heading -> what to write instead; None drops the column.
    headings: dict[str, str | None] = field(default_factory=dict)

    def above(self) -> list[list[Cell]]:
        """The rows above the table."""
        most = sum(most for _, most in self.tasks)
        return [
            [f"ВПР {self.year} {self.subject} {self.grade} класс"],
            [],
            ["Предмет", self.subject],
            ["Максимальный первичный балл", most],
            ["Дата", f"{self.day:%d.%m.%Y}"],
            [f"Городской округ | Кол-во участников: {len(self.people)}"],
            [None] * 6 + ["Б", "П"],
        ]

    def header(self) -> list[str]:
        """The headings of the table."""
        return [
            "ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант",
            *(f"{name} ({most}б)" for name, most in self.tasks),
            "Первичный балл", "Отметка", "Отметка по журналу",
        ]  # fmt: skip

    def body(self) -> list[list[Cell]]:
        """The rows of the table."""
        return [
            [
                person.school, "Городской округ", SCHOOLS[person.school], person.code,
                f"{self.grade}{person.letter}", 1,
                *(self.missing if each is None else each for each in person.points),
                self.missing if person.score is None else person.score,
                self.missing if person.mark is None else person.mark,
                "Нет отметки" if person.journal_mark is None else person.journal_mark,
            ]
            for person in self.people
        ]  # fmt: skip

    def sheet(self) -> list[list[Cell]]:
        """All rows of the sheet."""
        return [*self.above(), *self._table()]

    def _table(self) -> Iterator[list[Cell]]:
        header = self.header()
        kept = [name for name in header if self.headings.get(name, name) is not None]
        yield [self.headings.get(name, name) for name in kept]
        for row in self.body():
            yield [cell for name, cell in zip(header, row, strict=True) if name in kept]

    def content(self) -> bytes:
        """The file."""
        return workbook({f"Ф1 {SHEET}": self.sheet()})

    def _procedure(self, school: str) -> dict[str, Any]:
        return {
            "school_login": school,
            "procedure_kind": "vpr",
            "subject": self.subject,
            "programme_grade": self.programme_grade,
            "assessment_year": self.year,
            "session": self.session,
        }

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """What has to be accepted."""
        results = [
            self._procedure(person.school)
            | {
                "participant_code": person.code,
                "held_on": self.day,
                "primary_score": person.score,
                "mark": person.mark,
                "journal_mark": person.journal_mark,
            }
            for person in self.people
        ]
        tasks = []
        for at, (name, most) in enumerate(self.tasks):
            for school in dict.fromkeys(person.school for person in self.people):
                points = [each.points[at] for each in self.people if each.school == school]
                tried = [each for each in points if each is not None]
                tasks.append(
                    self._procedure(school)
                    | {
                        "task": name,
                        "points": float(sum(tried)),
                        "attempts": len(tried),
                        "max_points": float(most),
                    }
                )
        return {"assessment_results": results, "task_results": tasks}


#: A small file to compute by hand: two schools, one pupil absent.
SMALL = F1(
    people=(
        Person("50001", "sch990001", (1, 2), 5, 4),
        Person("50002", "sch990001", (1, None), 3, 3, "Б"),
        Person("50003", "sch990001", (None, None), None, 4),
        Person("50001", "sch990002", (0, 1), 2, None),
    )
)


def valid(rng: random.Random) -> ValidFile:
    """A file of one to three schools."""
    names = ["1", "2", "3.1", "3.2", "7", "9.1", "10К1", "10К2", "11"][: rng.randint(1, 9)]
    tasks = [(name, rng.randint(1, 3)) for name in names]
    people = []
    for school in rng.sample(sorted(SCHOOLS), rng.randint(1, 3)):
        for number in range(rng.randint(1, 8)):
            is_absent = rng.random() < 0.1
            points = [
                None if is_absent or rng.random() < 0.15 else rng.randint(0, most)
                for _, most in tasks
            ]
            people.append(
                Person(
                    f"{50001 + number}",
                    school,
                    points,
                    None if is_absent else rng.randint(2, 5),
                    rng.choice((None, 3, 4, 5)),
                    rng.choice("АБВ"),
                )
            )
    file = F1(
        people=people,
        tasks=tasks,
        subject=rng.choice(("Математика", "Русский язык")),
        grade=(grade := rng.randint(4, 8)),
        programme_grade=grade,
        missing=rng.choice(MARKED_MISSING),
    )
    return ValidFile(f"Ф1_{file.subject}.xlsx", "2024-H1", file.content(), file.rows())
