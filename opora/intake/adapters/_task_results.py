"""Results by task from a table with a row for each participant and a column for each task.

Belongs here: recognising columns such as «9.1 (1б)», and adding them up by school and task. Not
here: the participants themselves (`fis_oko_individual_results`).

A task that a pupil did not attempt counts neither as an attempt nor as points. A cell that can't be
read, more points than the task gives, or a participant who stands in the file twice make the sum
of that school and task unreadable: it is rejected with the row named, never left out or guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opora.intake.adapters._adapter import Declared, Table, group_of_sheet
from opora.intake.adapters._cells import filled, heading_of, number, text_of
from opora.intake.adapters._exams import PROCEDURE_COLUMNS
from opora.intake.adapters._header import Header
from opora.intake.adapters._participants import Participant
from opora.intake.adapters._vpr import own_grade
from opora.intake.no_value import has_no_value
from opora.intake.refusal import Refusal
from opora.intake.vocabularies import spelling

#: procedure_kind, subject, assessment_year, session
Procedure = tuple[str, str, str, str | None]

_HEADING = re.compile(
    r"(?:задание )?(?:№ ?)?(\d{1,2}(?:[.,]\d{1,2})?)( ?[кk] ?\d{1,2})? ?"
    r"\( ?(\d{1,2}) ?б(?:\.|алл\w*)? ?\)"
)
#: The school's programme does not have what the task asks.
_NOT_TAUGHT = "тема не пройдена"
#: What the table of one task is of.
_OF_TASK = ("task", "points", "attempts", "max_points")
#: Column of the contract -> the column of a participant.
_OF_PERSON = {"school_login": "school", "programme_grade": "class"}


@dataclass(frozen=True)
class Wrong:
    """Why a sum can't be told, and the cell to look at: number of its row, its place in it."""

    said: str
    cell: tuple[int, int]


@dataclass(frozen=True)
class Task:
    """A column of a task: its number in the work, its place in the row, its most points."""

    name: str
    place: int
    most: int
    heading: str


def has_tasks(header: Header) -> bool:
    """Whether any column is one of a task."""
    return any(_HEADING.fullmatch(heading_of(cell)) for cell in header.row)


def tasks_of(header: Header) -> list[Task]:
    """The columns of tasks, in their order; a Refusal where one stands twice."""
    tasks: dict[str, Task] = {}
    for place, cell in enumerate(header.row):
        found = _HEADING.fullmatch(heading_of(cell))
        if found is None:
            continue
        number_, criterion, most = found.groups()
        name = number_.replace(",", ".") + re.sub(r"\s", "", criterion or "").upper()
        name = name.replace("K", "К")  # Latin and Cyrillic letters look the same
        if name in tasks:
            raise Refusal(
                f"{header.where}: задание «{name}» встречается дважды. Оставьте один столбец."
            )
        tasks[name] = Task(name, place, int(most), text_of(cell))
    _refuse_unnamed(header, tasks.values())
    return list(tasks.values())


def _refuse_unnamed(header: Header, tasks: Collection[Task]) -> None:
    """Refuse a table with a column among the tasks that nobody would read.

    Beside the tasks a column may have a heading of its own, between them it can't.
    """
    places = [task.place for task in tasks]
    around = [header.columns["score"], *places]
    unnamed = set()
    for place in range(max(0, min(around) - 1), max(around) + 2):
        heading = text_of(header.row[place]) if place < len(header.row) else ""
        is_between = bool(places) and min(places) < place < max(places)
        is_named = bool(heading) and not has_no_value(heading) and not is_between
        if not (is_named or place in places or place in header.columns.values()):
            unnamed.add(place)
    # All of them at once: a table may have a hundred thousand rows.
    rows = header.below() if unnamed else []
    with_data = {
        place
        for _, row in rows
        for place in unnamed
        if place < len(row) and row[place] and text_of(row[place])
    }
    if with_data:
        raise Refusal(
            f"{header.where}: у столбца {min(with_data) + 1} рядом с заданиями нет понятного "
            "заголовка, а данные в нём есть. Впишите заголовок, например «9.1 (1б)»."
        )


def sums_of_tasks(people: Sequence[Participant], tasks: Sequence[Task]) -> list[Declared]:
    """How many primary scores are the sum of their tasks, where all of them can be read."""
    checked, differing = 0, []
    for person in people:
        score = number(person.score)
        points = [_points(cell, task.most) for cell, task in zip(person.points, tasks, strict=True)]
        earned = [each for each in points if isinstance(each, float)]
        if score is None or not earned or any(isinstance(each, str) for each in points):
            continue
        checked += 1
        if abs(sum(earned) - score) > 1e-9:
            differing.append(person.row_no)
    if not checked:
        return []
    what = "участники, у которых первичный балл — сумма баллов за задания"
    return [
        Declared(min(differing, default=people[0].row_no), what, checked, checked - len(differing))
    ]


def task_tables(
    header: Header,
    tasks: Sequence[Task],
    people: Sequence[Participant],
    procedure: Procedure,
    most: tuple[int, str] | None,
) -> Iterator[Table]:
    """A table for each task, with a row for each school and grade.

    `most`: row and text of the greatest primary score that the file states; it tells of a task
    whose column is missing.
    """
    groups: dict[tuple[str, str], list[Participant]] = {}
    for person in people:
        key = (spelling(person.school or ""), spelling(person.grade or ""))
        groups.setdefault(key, []).append(person)
    anywhere, by_school = _unplaced(header, people)
    wrong = {
        key: _double(header, group) or by_school.get(key[0]) or anywhere
        for key, group in groups.items()
    }
    of_person = header.stands(_OF_PERSON)
    stated = number(most[1]) if most else None
    declared = []
    if most and stated is not None:
        whole = sum(task.most for task in tasks)
        declared = [Declared(most[0], "максимальный первичный балл", stated, whole)]
    kind, subject, year, session = procedure
    for at, task in enumerate(tasks):
        rows = []
        elsewhere = {}
        for key, group in groups.items():
            first = group[0]
            of_school = [kind, first.school, subject, first.grade, year, session]
            points, attempts = _sum(task, [(each.row_no, each.points[at]) for each in group])
            points = wrong[key] or points
            if isinstance(points, Wrong):
                elsewhere[first.row_no, "points"] = points.cell
                points = points.said
            rows.append(
                (first.row_no, [*of_school, task.name, points, attempts, str(task.most)]),
            )
        yield Table(
            "task_results",
            (*PROCEDURE_COLUMNS, *_OF_TASK),
            rows,
            sheet=group_of_sheet(header.sheet.name, f"задание {task.name}"),
            declared=declared if at == 0 else (),
            stands=of_person | dict.fromkeys(_OF_TASK, header.stand(task.place)),
            elsewhere=elsewhere,
        )


@lru_cache(maxsize=1 << 12)
def _points(cell: str | None, most: int) -> float | str | None:
    """The points of one cell; None: not attempted; a text: what is wrong with it.

    Remembered: the cells of tasks hold the same few texts thousands of times.
    """
    text = filled(cell)
    if text is None or spelling(text) == _NOT_TAUGHT:
        return None
    points = number(text)
    if points is None:
        return f"стоит «{text_of(text) or text}», а нужно число"
    if not 0 <= points <= most:
        return f"стоит {text_of(text)}, а максимум {most}"
    return points


def _sum(task: Task, cells: Sequence[tuple[int, str | None]]) -> tuple[str | Wrong, str]:
    """Points and attempts, or what is wrong with the first cell that can't be added up."""
    total, attempts = 0.0, 0
    for row_no, cell in cells:
        points = _points(cell, task.most)
        if isinstance(points, str):
            said = f"графа «{task.heading}», строка {row_no}: {points}"
            return Wrong(said, (row_no, task.place)), str(attempts)
        if points is not None:
            total, attempts = total + points, attempts + 1
    return str(total), str(attempts)


def _unplaced(
    header: Header, people: Sequence[Participant]
) -> tuple[Wrong | None, dict[str, Wrong]]:
    """Whose school, class or code nobody can tell: for all schools, and by school.

    Their points are missing somewhere, or those of a school stand among them once more: a sum
    without them, or with these, would be wrong, and look right.
    """
    anywhere: Wrong | None = None
    by_school: dict[str, Wrong] = {}
    for person in people:
        if not any(filled(cell) for cell in person.points):
            continue
        school = spelling(person.school or "")
        if not school or has_no_value(school):
            said = f"в строке {person.row_no} не узнать школу"
            anywhere = anywhere or Wrong(said, (person.row_no, header.columns["school"]))
        elif own_grade(person.grade) is None:
            said = f"в строке {person.row_no} не узнать класс"
            by_school.setdefault(school, Wrong(said, (person.row_no, header.columns["class"])))
        elif not text_of(person.code) or has_no_value(person.code or ""):
            # It may be an average or a total that no word tells.
            said = f"в строке {person.row_no} нет кода участника"
            by_school.setdefault(school, Wrong(said, (person.row_no, header.columns["code"])))
    return anywhere, by_school


def _double(header: Header, group: Sequence[Participant]) -> Wrong | None:
    """Says which participant of a school stands in the file twice."""
    seen: dict[str, int] = {}
    for person in group:
        code = spelling(person.code or "")
        if code and code in seen:
            # The code is not quoted: it may be a name.
            said = f"один и тот же код участника в строках {seen[code]} и {person.row_no}"
            return Wrong(said, (person.row_no, header.columns["code"]))
        seen[code] = person.row_no
    return None
