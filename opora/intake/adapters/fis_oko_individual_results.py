"""ФИС ОКО «Ф1 Индивидуальные результаты»: a workbook of ВПР with a row for each participant.

    ВПР 2024 Математика 5 класс
    Предмет                     Математика
    Максимальный первичный балл 20
    Дата                        16.04.2024
    МБОУ СОШ № 1 (sch990001) | Кол-во участников: 25
                                                           Б       П
    ОО  Муниципалитет  Название ОО  Код участника  Класс  Вариант  1 (2б)  9.1 (1б)  …
                                            … Первичный балл  Отметка  Отметка по журналу

Feeds `assessment_results` and, where there are columns of tasks, `task_results`
(`_task_results`). Left out: variant, municipality, the school's name, levels of tasks, the letter
of the class, and any column that is not named here, such as one with names of people.

Total rows and rows like «… | Кол-во участников: 25» are declared totals, not data. A number of
participants is right if as many rows stand there, or as many with a mark or a score: some exports
list those who were absent.

Known from public code that reads these files; how they write what is missing, from practice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from opora.intake.adapters._adapter import Adapter, Known, Table
from opora.intake.adapters._cells import Row, filled, is_total, login_in, stated, text_of
from opora.intake.adapters._exams import PROCEDURE_COLUMNS
from opora.intake.adapters._header import Header, find_header
from opora.intake.adapters._participants import Participant, counts_in, declared_participants
from opora.intake.adapters._task_results import (
    Procedure,
    Task,
    has_tasks,
    sums_of_tasks,
    task_tables,
    tasks_of,
)
from opora.intake.adapters._vpr import KIND, about, grade_in_file
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

_TITLE = "Ф1 Индивидуальные результаты"
_HEADINGS = {
    "kind": (r"(?:оценочная |вид )?процедур[аы]",),
    "login": (r"логин(?: оо)?",),
    "school": (r"(?:код )?оо",),
    "school_name": (r"(?:название|наименование) оо",),
    "code": (r"код участника", r"код"),
    "class": (r"класс",),
    "variant": (r"вариант",),
    "score": (r"первичный балл",),
    "mark": (r"отметка(?: за (?:впр|работу))?", r"отметка впр"),
    "journal_mark": (r"отметка (?:по|в) журналу?е?",),
}
_REQUIRED = {
    "school": "ОО",
    "code": "Код участника",
    "class": "Класс",
    "score": "Первичный балл",
    "mark": "Отметка",
    "journal_mark": "Отметка по журналу",
}
#: Enough of the headings to know the format by, where one or another is missing.
_ENOUGH = 4
_COLUMNS = (
    *PROCEDURE_COLUMNS,
    "participant_code",
    "held_on",
    "primary_score",
    "mark",
    "journal_mark",
)

#: Column of the contract -> its heading here.
_STANDS = {
    "school_login": "school",
    "programme_grade": "class",
    "participant_code": "code",
    "primary_score": "score",
    "mark": "mark",
    "journal_mark": "journal_mark",
}


def _header(sheet: Sheet) -> Header | None:
    """The header, if this is the format: by its columns of tasks, or else by the variant.

    With a kind of procedure it is a form of our own, and need not be ВПР. Beside logins, «ОО» may
    be the name of the school.
    """
    header = find_header(sheet, _HEADINGS)
    if header is not None and "login" in header.columns:
        columns = dict(header.columns)
        columns["school"] = columns.pop("login")
        header = replace(header, columns=columns)
    if header is None or len(header.columns) < _ENOUGH or "kind" in header.columns:
        return None
    is_ours = has_tasks(header) or "variant" in header.columns
    return header if is_ours else None


def _claims(sheets: Sequence[Sheet]) -> bool:
    return any(_header(sheet) for sheet in sheets)


def _read(sheets: Sequence[Sheet], known: Known) -> list[Table]:
    headers = [header for sheet in sheets if (header := _header(sheet))]
    return [table for header in headers for table in _tables(header, known)]


def _tables(header: Header, known: Known) -> Iterator[Table]:
    header.require(_TITLE, _REQUIRED)
    tasks = tasks_of(header)
    said = about(header, known)
    said.refuse_other_text()
    if said.subject is None:
        raise Refusal(
            f"{header.where}: над таблицей не указан предмет. Впишите строку «Предмет» с его "
            "названием."
        )
    year, session = said.window(known)
    procedure = (KIND, said.subject, str(year), session)
    behind = known.grades_behind(KIND, year, session)
    held_on = said.held[0].isoformat() if len(set(said.held)) == 1 else None
    counts = list(counts_in(header.above, 1))
    people: list[Participant] = []
    rows: list[tuple[int, list[str | None]]] = []
    table = header.below()
    said = said.of_classes(header.cell(row, "class") for _, row in table)
    for row_no, row in table:
        found = list(counts_in([row], row_no))
        if found or _is_total(header, row):
            counts += found
            continue
        grade = grade_in_file(header.cell(row, "class"), behind, said)
        person = _participant(header, tasks, row_no, row, grade)
        people.append(person)
        rows.append((row_no, _result(header, row, person, procedure, held_on)))
    if not rows:
        return
    yield Table(
        "assessment_results",
        _COLUMNS,
        rows,
        sheet=header.sheet.name,
        declared=[
            *declared_participants(counts, people, header.row_no),
            *sums_of_tasks(people, tasks),
        ],
        stands=header.stands(_STANDS),
    )
    if tasks:
        most = stated(header.above, r"максимальный (?:первичный )?балл")
        yield from task_tables(header, tasks, people, procedure, most)


def _is_total(header: Header, row: Row) -> bool:
    """Whether a row begins as a total and is no participant's."""
    is_participant = text_of(header.cell(row, "code")) and text_of(header.cell(row, "class"))
    return not is_participant and is_total(next(filter(text_of, row), None))


def _participant(
    header: Header, tasks: Sequence[Task], row_no: int, row: Row, grade: str | None
) -> Participant:
    school = header.cell(row, "school")
    return Participant(
        row_no=row_no,
        # «СОШ № 1 (sch990001)» names a login, too; any other code is translated later.
        school=login_in(school) or school,
        grade=grade,
        code=header.cell(row, "code"),
        score=filled(header.cell(row, "score")),
        mark=filled(header.cell(row, "mark")),
        points=tuple(row[task.place] if task.place < len(row) else None for task in tasks),
    )


def _result(
    header: Header,
    row: Row,
    person: Participant,
    procedure: Procedure,
    held_on: str | None,
) -> list[str | None]:
    kind, subject, year, session = procedure
    journal_mark = filled(header.cell(row, "journal_mark"))
    of_row = [person.code, held_on, person.score, person.mark, journal_mark]
    return [kind, person.school, subject, person.grade, year, session, *of_row]


ADAPTER = Adapter("fis_oko_individual_results", _TITLE, _claims, _read)
