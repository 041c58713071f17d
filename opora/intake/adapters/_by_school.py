"""Tables of ФИС ОКО with a line for each school: which procedure it is of, which lines are totals.

Belongs here: what «Статистика по отметкам» and «Сравнение отметок с отметками по журналу» share.
Not here: what they count (a module for each).

Whether a row is a total is told from its school: a row with a login is a school, so is one whose
name sounds like a school's (its login is missing, and the row will be rejected). The whole sample,
a region, a municipality are totals by their words; any other name is one if it adds up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from opora.intake.adapters._adapter import Known, Stand
from opora.intake.adapters._cells import Row, is_total, login_in, number, text_of
from opora.intake.adapters._header import Header
from opora.intake.adapters._vpr import KIND, about, grade_in_file, season_in
from opora.intake.no_value import has_no_value
from opora.intake.refusal import Refusal
from opora.intake.vocabularies import spelling

#: Headings of the columns that say which school and procedure a line is of.
HEADINGS = {
    "kind": (r"(?:оценочная |вид )?процедур[аы]",),
    "year": (r"год(?: проведения)?",),
    "grade": (r"класс", r"параллель"),
    "programme_grade": (r"класс программы",),
    "subject": (r"(?:учебный )?предмет",),
    "session": (r"этап(?: проведения)?", r"период", r"сезон"),
    "municipality": (r"муниципалитет", r"муниципальное образование", r"район", r"мсу", r"атэ"),
    "login": (r"логин(?: оо| школы)?", r"код (?:оо|школы)"),
    "school": (r"(?:(?:название|наименование) )?(?:оо|школы?)", r"образовательная организация"),
    "group": (r"группы? участников",),
}

_SCHOOL = re.compile(
    r"школ|гимнази|лице[йя]|кадет|корпус|интернат|училищ|колледж|центр|прогимн|№|"
    r"(?<![а-я])(?:[а-я]*оу|[сонв]ош|цо)(?![а-я])"
)


#: Whole samples, regions, municipalities.
_TERRITORY = re.compile(
    r"(?<![а-я])(?:вся выборка|все|росси[яи]|рф|респ\w*\.?|обл\w*\.?|край|округ\w*|район\w*|р-н|"
    r"гор\w*\.?|г\.?|мун\w*\.?|мо|го|мр|субъект\w*|регион\w*|сел\w*|пос\w*)(?![а-я])"
)


def stands(header: Header) -> dict[str, Stand]:
    """Where the columns stand that say which school and procedure a line is of."""
    either = {
        "school_login": ("login", "group", "school"),
        "subject": ("subject",),
        "programme_grade": ("programme_grade", "grade"),
        "assessment_year": ("year",),
        "session": ("session",),
    }
    present = {
        name: next((column for column in columns if column in header.columns), "")
        for name, columns in either.items()
    }
    return header.stands(present)


@dataclass(frozen=True)
class Line:
    """One row, or a group of rows, of a school or of more.

    A total is called `name`; the second cell of `place` says the school. `place` are the cells for
    PROCEDURE_COLUMNS.
    """

    row_no: int
    name: str
    is_school: bool
    municipality: str
    place: tuple[str | None, ...]
    #: Whether the words alone say that it is a school, or a total.
    is_certain: bool = True

    @property
    def procedure(self) -> tuple[str, ...]:
        """What two lines have in common when one can be a part of the other."""
        return tuple(spelling(cell or "") for cell in self.place[2:])

    def as_school(self) -> Line:
        """The line as one of a dataset: a row without numbers is no total, but a mistake."""
        kind, school, *others = self.place
        place = (kind, school or self.name, *others)
        return self if self.is_school else replace(self, is_school=True, place=place)


class Lines:
    """Says of each row of a table which school and procedure it is of."""

    def __init__(self, header: Header, known: Known) -> None:
        """Raises a Refusal where neither a column nor the rows above say the procedure."""
        self._header = header
        self._known = known
        said = about(header, known)
        self._said = said.of_classes(header.cell(row, "grade") for _, row in header.below())
        if "subject" not in header.columns:
            self._said.refuse_other_text()
        self._whole = None if "year" in header.columns else self._said.window(known)
        self._sessions: dict[int, str | None] = {}
        said = self._said
        is_told = {
            "subject": said.subject is not None,
            "grade": (said.programme_grade or said.grade) is not None
            or "programme_grade" in header.columns,
        }
        for column, name in (("subject", "Предмет"), ("grade", "Класс")):
            if column not in header.columns and not is_told[column]:
                raise Refusal(
                    f"{header.where}: нет столбца «{name}», и над таблицей он не указан. Добавьте "
                    f"столбец или строку «{name}» над таблицей."
                )

    def line(self, row_no: int, row: Row, label: str | None = None) -> Line:
        """A row; `label`: the group of participants, where schools have no column of their own."""
        login, school = self._cell(row, "login"), self._cell(row, "school")
        municipality = text_of(self._cell(row, "municipality"))
        if "login" not in self._header.columns:
            login = login_in(label) or login_in(school)
        named = text_of(label) or text_of(school)
        is_like_school = _SCHOOL.search(spelling(named)) is not None
        is_like_school = is_like_school and spelling(named) != spelling(municipality)
        is_school = is_like_school or (bool(text_of(login)) and not is_total(login))
        if is_total(named):
            is_school = False
        if has_no_value(named):
            # An error or a formula stands where a school may have been named.
            is_school = True
        name = named or municipality or text_of(login)
        is_certain = is_school or not named or is_total(named) or _is_wide(named, municipality)
        code = login_in(login) or login or (label if is_school else None)
        place = self._place(row, code)
        return Line(row_no, name, is_school, municipality, place, is_certain)

    def _cell(self, row: Row, column: str) -> str | None:
        return self._header.cell(row, column)

    def _place(self, row: Row, school: str | None) -> tuple[str | None, ...]:
        year = self._cell(row, "year")
        season = self._cell(row, "session")
        session: str | None
        if self._whole is not None:
            year, session = str(self._whole[0]), self._whole[1]
        else:
            session = None if text_of(season) else self._session(number(year))
        if text_of(season):
            session = season_in(text_of(season)) or season
        grade = self._cell(row, "programme_grade")
        if "programme_grade" not in self._header.columns:
            behind = self._known.grades_behind(KIND, number(year), session)
            grade = grade_in_file(self._cell(row, "grade"), behind, self._said)
        subject = self._cell(row, "subject") or self._said.subject
        return KIND, school, subject, grade, year, session

    def _session(self, year: float | None) -> str | None:
        """The session of the year in a cell; a cell that holds none is rejected by the contract."""
        if year is None or not year.is_integer():
            return None
        if int(year) not in self._sessions:
            self._sessions[int(year)] = self._said.session_of(int(year), self._known)
        return self._sessions[int(year)]


class Totals:
    """Which schools a total sums up.

    Those of the municipality that it names; else those that stand between it and the next total;
    else all of its procedure. A wider total above narrower ones (the whole sample, the region) may
    count schools that are not in this file: it can only be held against being too small.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        """All lines of the table, in their order."""
        self._all: dict[tuple[str, ...], list[Line]] = {}
        self._of_municipality: dict[tuple[tuple[str, ...], str], list[Line]] = {}
        self._below: dict[int, list[Line]] = {}
        self._totals: dict[tuple[str, ...], int] = {}
        for line in lines:
            if line.is_school:
                self._all.setdefault(line.procedure, []).append(line)
                key = (line.procedure, spelling(line.municipality))
                self._of_municipality.setdefault(key, []).append(line)
        last: dict[tuple[str, ...], int] = {}
        for line in lines:
            procedure = self._procedure(line)
            if not line.is_school:
                last[procedure] = line.row_no
                self._totals[procedure] = self._totals.get(procedure, 0) + 1
            elif procedure in last:
                self._below.setdefault(last[procedure], []).append(line)

    def _procedure(self, line: Line) -> tuple[str, ...]:
        """A total may leave out what is the same in the whole table."""
        if not line.is_school and len(self._all) == 1 and line.procedure not in self._all:
            (only,) = self._all
            if all(own in ("", whole) for own, whole in zip(line.procedure, only, strict=True)):
                return only
        return line.procedure

    def of(self, total: Line) -> tuple[list[Line], bool]:
        """The schools of a total, and whether they are all that it counts."""
        procedure = self._procedure(total)
        named = self._of_municipality.get((procedure, spelling(total.name)))
        if named:
            return named, True
        if total.row_no in self._below:
            return self._below[total.row_no], True
        is_whole = is_total(total.name) or self._totals[procedure] == 1
        return self._all.get(procedure, []), is_whole


def _is_wide(named: str, municipality: str) -> bool:
    name = spelling(named)
    return name == spelling(municipality) or _TERRITORY.search(name) is not None


def settled(lines: Sequence[Line], participants: Mapping[int, float | None]) -> list[Line]:
    """The lines, where those that may be a total or not are totals if they add up.

    `participants`: by row. What is neither goes the way of a school, and is rejected as unknown.
    """
    totals = Totals(lines)
    found = []
    for line in lines:
        if not line.is_school and not line.is_certain:
            schools, _ = totals.of(line)
            counted = sum(participants[school.row_no] or 0 for school in schools)
            line = line if counted and counted == participants[line.row_no] else line.as_school()
        found.append(line)
    return found


def lines_and_totals(lines: Sequence[Line]) -> Iterator[tuple[Line, list[Line], bool]]:
    """Each total with its schools, and whether they are all that it counts; no empty ones."""
    totals = Totals(lines)
    for line in lines:
        if not line.is_school:
            schools, is_whole = totals.of(line)
            if schools:
                yield line, schools, is_whole
