"""Valid protocols of РИС ГИА; the people in them are made up, and must not be found anywhere."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from adapters._valid import SCHOOLS, Cell, ValidFile, workbook

#: Parts of what identifies somebody; all that a lake may never hold.
SURNAMES = ("Верещагина", "Долгопятов", "Кремнева-Заречная", "Шубодёров")
FIRST_NAMES = ("Аделаида", "Всеволод", "Лукерья", "Ярополк")
PATRONYMICS = ("Мстиславовна", "Пантелеймонович", "Ростиславовна", "Феофанович")
SERIES = "4719"
DOCUMENTS = ("736154", "829361", "645283", "917462")
PERSONAL = (*SURNAMES, *FIRST_NAMES, *PATRONYMICS, *DOCUMENTS)

#: Subject as the title writes it, its day, and whether there is a second part.
EXAMS = {
    "oge": (
        ("01 - Русский язык", "Русский язык", dt.date(2024, 6, 3), True),
        ("02 - Математика", "Математика", dt.date(2024, 6, 6), True),
    ),
    "ege": (
        ("01 - Русский язык", "Русский язык", dt.date(2024, 5, 28), True),
        ("02 - Математика профильная", "Математика профильная", dt.date(2024, 5, 31), True),
        ("22 - Математика базовая", "Математика базовая", dt.date(2024, 5, 31), False),
    ),
}


@dataclass(frozen=True)
class Line:
    """A participant; `score` None: who did not come. `score` is the mark or the test score."""

    number: int
    school: str
    grade: str
    primary: int | None
    score: int | None
    point: str = "1018"
    room: str = "0009"
    person: int = 0

    def cells(self, has_second_part: bool) -> list[str]:
        """The line as the protocol writes it."""
        known = self.score is not None
        return [
            str(self.number), "105", self.school, self.grade, self.point, self.room,
            SURNAMES[self.person], FIRST_NAMES[self.person], PATRONYMICS[self.person],
            SERIES, DOCUMENTS[self.person],
            "++-+2-0+" if known else "",
            *(["1(2)0(3)"] if has_second_part else []),
            str(self.primary) if known else "Не явился",
            str(self.score) if known else "",
        ]  # fmt: skip


@dataclass(frozen=True)
class Protocol:
    """One protocol. `sparse`: a blank column behind every one, as merged cells make it."""

    lines: Sequence[Line]
    kind: str = "oge"
    exam: int = 0
    sparse: bool = False
    has_summary: bool = True
    #: Heading -> what to write instead; None drops the column.
    headings: dict[str, str | None] = field(default_factory=dict)
    day: dt.date | None = None
    session: str = "main"

    @property
    def held(self) -> dt.date:
        return self.day or EXAMS[self.kind][self.exam][2]

    @property
    def is_marked(self) -> bool:
        return self.kind == "oge" or self.exam == 2

    def header(self) -> list[str]:
        """The headings."""
        has_second_part = EXAMS[self.kind][self.exam][3]
        return [
            "№", "Код МСУ", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Фамилия", "Имя",
            "Отчество", "Серия", "Номер", "Задания с кратким ответом",
            *(["Задания с развёрнутым ответом"] if has_second_part else []),
            "Первичный балл", "Оценка" if self.is_marked else "Балл",
        ]  # fmt: skip

    def table(self) -> Iterator[list[str]]:
        """All lines, as cells."""
        title, _, _, has_second_part = EXAMS[self.kind][self.exam]
        header = self.header()
        kept = [at for at, name in enumerate(header) if self.headings.get(name, name) is not None]
        yield [f"{title} {self.held:%Y.%m.%d}"]
        yield self._spread([str(self.headings.get(header[at], header[at])) for at in kept])
        for line in self.lines:
            cells = line.cells(has_second_part)
            yield self._spread([cells[at] for at in kept])
        if self.has_summary:
            scored = [line for line in self.lines if line.score is not None]
            padding = [""] * (len(header) - 3)
            if scored:
                means = [
                    str(round(sum(values) / len(scored)))
                    for values in (
                        [line.primary or 0 for line in scored],
                        [line.score or 0 for line in scored],
                    )
                ]
                yield ["Средние", *padding, *means]
            yield ["Минимальная граница", *padding, "15"]
            yield ["Всего участников", *padding, str(len(self.lines))]

    def _spread(self, cells: list[str]) -> list[str]:
        return [each for cell in cells for each in (cell, "")] if self.sparse else cells

    def rows(self) -> list[dict[str, Any]]:
        """What has to be accepted."""
        return [
            {
                "school_login": line.school,
                "procedure_kind": self.kind,
                "subject": EXAMS[self.kind][self.exam][1],
                "programme_grade": 9 if self.kind == "oge" else 11,
                "assessment_year": self.held.year,
                "session": self.session,
                "participant_code": f"{self.held} {line.point} {line.room} {line.number}",
                "held_on": self.held,
                "primary_score": None if line.primary is None else float(line.primary),
                "test_score": None if self.is_marked or line.score is None else float(line.score),
                "mark": line.score if self.is_marked else None,
            }
            for line in self.lines
        ]


def csv_of(
    *protocols: Protocol, encoding: str = "cp1251", newline: str = "\r\n", extra: str = ""
) -> bytes:
    """A file of protocols, one below the other; `extra` makes it a file of its own."""
    table = [row for protocol in protocols for row in protocol.table()]
    width = max(map(len, table))
    lines = [";".join([*row, *[""] * (width - len(row))]) for row in table]
    return "".join(line + newline for line in [*([extra] if extra else []), *lines]).encode(
        encoding
    )


def xlsx_of(**sheets: Protocol) -> bytes:
    """A workbook with a protocol per sheet; numbers are numbers."""
    rows: dict[str, list[list[Cell]]] = {}
    for name, protocol in sheets.items():
        rows[name] = [
            [int(cell) if cell.isdecimal() and cell[0] != "0" else cell or None for cell in row]
            for row in protocol.table()
        ]
    return workbook(rows)


#: To compute by hand: three of four took part, one of them is below the threshold.
SMALL = Protocol(
    (
        Line(1, "sch990001", "9А", 21, 4, person=0),
        Line(2, "sch990001", "9Б", 12, 2, room="0010", person=1),
        Line(3, "sch990002", "9", 17, 3, person=2),
        Line(4, "sch990002", "9", None, None, person=3),
    )
)


def random_protocol(rng: random.Random, kind: str, exam: int) -> Protocol:
    """A protocol of one to three schools."""
    protocol = Protocol((), kind, exam, sparse=rng.random() < 0.3, has_summary=rng.random() < 0.7)
    highest, grade = (5, 9) if kind == "oge" else (5 if exam == 2 else 100, 11)
    lowest = 2 if protocol.is_marked else 0
    schools = rng.sample(sorted(SCHOOLS), rng.randint(1, 3))
    lines = []
    for number in range(1, rng.randint(2, 16)):
        came = number == 1 or rng.random() > 0.1
        lines.append(
            Line(
                number,
                rng.choice(schools),
                f"{grade}{rng.choice(('', 'А', 'Б'))}",
                rng.randint(0, 33) if came else None,
                rng.randint(lowest, highest) if came else None,
                point=rng.choice(("1018", "0211")),
                room=f"{rng.randint(1, 12):04}",
                person=rng.randrange(len(SURNAMES)),
            )
        )
    return replace(protocol, lines=lines)


def valid(rng: random.Random) -> ValidFile:
    """One protocol, or two of different exams one below the other; text or a workbook."""
    kind = rng.choice(("oge", "ege"))
    exams = rng.sample(range(len(EXAMS[kind])), rng.choice((1, 1, 2)))
    protocols = [random_protocol(rng, kind, exam) for exam in exams]
    rows = {"assessment_results": [row for protocol in protocols for row in protocol.rows()]}
    if rng.random() < 0.25:
        sheets = {f"Лист{at}": protocol for at, protocol in enumerate(protocols, start=1)}
        return ValidFile("Протокол.xlsx", "2024-H1", xlsx_of(**sheets), rows)
    encoding = rng.choice(("cp1251", "cp1251", "utf-8", "utf-8-sig"))
    content = csv_of(*protocols, encoding=encoding, newline=rng.choice(("\r\n", "\n")))
    return ValidFile("Протокол.csv", "2024-H1", content, rows)
