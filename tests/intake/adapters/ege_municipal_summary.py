"""Valid summaries of ЕГЭ by municipality."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from adapters._valid import SCHOOLS, Cell, ValidFile

SHEET = "ЕГЭ"
FIGURES = ("Приняли участие", "Не преодолели порог", "81–100 баллов", "Средний балл")
MARKS = ("Приняли участие", 2, 3, 4, 5)
BASE = "Математика базовая"


@dataclass(frozen=True)
class Result:
    """A school in a subject: participants, those below the threshold, the average score."""

    participants: int
    below: int
    average: float


Results = Mapping[str, Result | tuple[int, int, int, int]]


@dataclass(frozen=True)
class Summary:
    """Municipalities with their schools; of base mathematics the four marks are known."""

    municipalities: Mapping[str, Mapping[str, Results]]
    subjects: Sequence[str]
    year: int = 2024
    totals_first: bool = False
    dash: str = "-"
    #: Heading of a figure -> what to write instead; None drops the column.
    figures: dict[str | int, str | int | None] = field(default_factory=dict)
    title: str = "Результаты ЕГЭ {year} года"
    numbered: bool = True
    #: (municipality or None for all) -> what to add to its participants in the first subject.
    wrong_total: Mapping[str | None, int] = field(default_factory=dict)

    def _figures(self, subject: str) -> list[str | int]:
        return [
            figure
            for figure in (MARKS if subject == BASE else FIGURES)
            if self.figures.get(figure, figure) is not None
        ]

    def header(self) -> list[list[Cell]]:
        """The three levels; a blank cell is merged with the one before or above it."""
        rows: list[list[Cell]] = [
            ["№", "Муниципалитет", "Код ОО", "Образовательная организация", "Всего выпускников"],
            [None] * 5,
            [None] * 5,
        ]
        for at, subject in enumerate(self.subjects):
            figures = self._figures(subject)
            rows[0] += ["из них" if at == 0 else None, *[None] * (len(figures) - 1)]
            rows[1] += [subject, *[None] * (len(figures) - 1)]
            rows[2] += [self.figures.get(figure, figure) for figure in figures]
        return rows

    def _cells(self, subject: str, results: Sequence[Results]) -> list[Cell]:
        """The figures of one school, or of several together."""
        found = [each[subject] for each in results if subject in each]
        if subject == BASE:
            marks = [
                sum(each) for each in zip(*(r for r in found if isinstance(r, tuple)), strict=True)
            ]
            values: list[Cell] = [sum(marks), *marks] if marks else [None] * len(MARKS)
            named: dict[str | int, Cell] = dict(zip(MARKS, values, strict=True))
        else:
            scored = [each for each in found if isinstance(each, Result)]
            took_part = sum(each.participants for each in scored)
            below = sum(each.below for each in scored)
            score = sum(each.participants * each.average for each in scored)
            named = dict(
                zip(
                    FIGURES,
                    [took_part, below or self.dash, 0, round(score / took_part, 1)]
                    if took_part
                    else [None, None, None, None],
                    strict=True,
                )
            )
        return [named[figure] for figure in self._figures(subject)]

    def _total(
        self, label: str, municipality: str | None, schools: Sequence[Results]
    ) -> list[Cell]:
        cells = [cell for subject in self.subjects for cell in self._cells(subject, schools)]
        wrong = self.wrong_total.get(municipality, 0)
        if wrong:
            assert isinstance(cells[0], int)
            cells[0] += wrong
        return [None, label, None, None, len(schools), *cells]

    def body(self) -> list[list[Cell]]:
        """The rows of schools, and of totals between them."""
        rows: list[list[Cell]] = []
        number = 0
        for municipality, schools in self.municipalities.items():
            total = self._total(f"{municipality}, всего", municipality, list(schools.values()))
            group: list[list[Cell]] = []
            for login, results in schools.items():
                number += 1
                figures = [c for subject in self.subjects for c in self._cells(subject, [results])]
                code = login if login in SCHOOLS else None
                name = SCHOOLS.get(login, login)
                group.append([number, municipality, code, name, 20, *figures])
            rows += [total, *group] if self.totals_first else [*group, total]
        everything = [each for schools in self.municipalities.values() for each in schools.values()]
        grand = self._total("Итого по области", None, everything)
        return [grand, *rows] if self.totals_first else [*rows, grand]

    def content(self, sheet_name: str = SHEET, comment: str = "") -> bytes:
        """The file, with its cells merged."""
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            book.set_properties({"comments": comment})
            sheet = book.add_worksheet(sheet_name)
            sheet.write_string(0, 0, self.title.format(year=self.year))
            header = self.header()
            for level, row in enumerate(header):
                for place, cell in enumerate(row):
                    if cell is None:
                        continue
                    last_row = 2 if place < 5 else level
                    last = place
                    while (
                        place >= 5 and level < 2 and last + 1 < len(row) and row[last + 1] is None
                    ):
                        last += 1
                    if (last_row, last) == (level, place):
                        sheet.write(level + 1, place, cell)
                    else:
                        sheet.merge_range(level + 1, place, last_row + 1, last, cell)
            numbering: list[list[Cell]] = [list(range(1, len(header[2]) + 1))]
            rows = [*(numbering if self.numbered else []), *self.body()]
            for at, row in enumerate(rows, start=4):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(at, place, cell)
        return stream.getvalue()

    def rows(self) -> list[dict[str, Any]]:
        """What has to be accepted."""
        found = []
        for subject in self.subjects:
            for schools in self.municipalities.values():
                for login, results in schools.items():
                    if subject in results:
                        found.append(self._procedure(login, subject) | _figures(results[subject]))
        return found

    def _procedure(self, login: str, subject: str) -> dict[str, Any]:
        return {
            "school_login": login,
            "procedure_kind": "ege",
            "subject": subject,
            "programme_grade": 11,
            "assessment_year": self.year,
            "session": "main",
            "unit": "count",
            "state": "measured",
        }


def _figures(result: Result | tuple[int, int, int, int]) -> dict[str, Any]:
    if isinstance(result, Result):
        return {"participants": result.participants, "below_threshold": float(result.below)}
    marks = {f"mark_{mark}": float(count) for mark, count in enumerate(result, start=2)}
    return {"participants": sum(result), **marks}


#: To compute by hand: (20 x 60.5 + 10 x 70 + 5 x 55) / 35 = 62.4 for all three schools.
SMALL = Summary(
    {
        "Примерский район": {
            "sch990001": {"Русский язык": Result(20, 1, 60.5), BASE: (1, 2, 3, 4)},
            "sch990002": {"Русский язык": Result(10, 0, 70.0), "Физика": Result(4, 1, 48.0)},
        },
        "Городской округ": {"sch990003": {"Русский язык": Result(5, 0, 55.0)}},
    },
    ("Русский язык", BASE, "Физика"),
)


def valid(rng: random.Random) -> ValidFile:
    """A summary of one to three municipalities."""
    subjects = rng.sample(
        ("Русский язык", "Математика профильная", BASE, "Физика", "История"), rng.randint(1, 5)
    )
    logins = sorted(SCHOOLS)
    rng.shuffle(logins)
    municipalities: dict[str, dict[str, Results]] = {}
    for number in range(1, rng.randint(2, 4)):
        for login in [logins.pop() for _ in range(rng.randint(1, 2)) if logins]:
            results: dict[str, Result | tuple[int, int, int, int]] = {}
            for subject in subjects:
                if subject != subjects[0] and rng.random() < 0.3:
                    continue
                took_part = rng.randint(1, 60)
                marks = (rng.randint(0, 3), rng.randint(1, 9), rng.randint(0, 9), rng.randint(0, 9))
                average = round(rng.uniform(30, 90), 1)
                results[subject] = (
                    marks
                    if subject == BASE
                    else Result(took_part, rng.randint(0, took_part // 4), average)
                )
            municipalities.setdefault(f"Район {number}", {})[login] = results
    summary = Summary(
        municipalities,
        subjects,
        totals_first=rng.random() < 0.3,
        dash=rng.choice(("-", "—")),
        numbered=rng.random() < 0.5,
    )
    content = summary.content(rng.choice((SHEET, "Лист1")))
    return ValidFile("ЕГЭ.xlsx", "2024-H1", content, {"assessment_marks": summary.rows()})
