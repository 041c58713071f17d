"""How ФИС ОКО lays out what it exports of ВПР: three reports, each a sheet of a workbook.

Belongs here: titles, headings, totals and words for what is missing. Not here: which rows go into
which file (`exports`), or bytes (`files`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from opora.demo.deliveries import Delivery, Grid
from opora.demo.schools import class_letter
from opora.demo.truth import Row

#: Tasks of a work with their most points, and whether they are basic or advanced (Б, П).
TASKS = {
    "1": (1, "Б"), "2": (1, "Б"), "3": (2, "Б"), "4": (1, "Б"), "5.1": (1, "Б"), "5.2": (1, "Б"),
    "6": (2, "Б"), "7": (2, "Б"), "8": (2, "П"), "9.1": (2, "Б"), "9.2": (2, "П"), "10": (3, "П"),
}  # fmt: skip
#: Key of a row of results: points by task, None where a pupil did not attempt it.
POINTS = "_points"
INDIVIDUAL_HEADER_ROW = 8

#: As exports have it, with a stray space.
_MUNICIPALITY = "Демонстрационный округ "
_WHOLE = "Вся выборка"
_MISSING, _NO_MARK = "X", "Нет отметки"
_MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")
_GROUPS = {
    "lowered": "Понизили (Отметка < Отметка по журналу) %",
    "confirmed": "Подтвердили (Отметка = Отметке по журналу) %",
    "raised": "Повысили (Отметка > Отметка по журналу) %",
    "participants": "Всего",
}
_PLACE = ("Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО")

#: Login -> name of the school.
Names = Mapping[str, str]


def individual_results(names: Names, held: str, delivery: Delivery) -> Grid:
    """«Ф1 Индивидуальные результаты» of one subject and grade; `held`: the days it was written."""
    first = delivery.rows[0]
    subject, grade = first["subject"], first["programme_grade"]
    most = sum(points for points, _ in TASKS.values())
    above: list[list[Any]] = [
        [f"ВПР {first['assessment_year']} {subject} {grade} класс"],
        [],
        ["Предмет", subject],
        ["Максимальный первичный балл", most],
        ["Дата проведения", held],
        [f"{_MUNICIPALITY}| Кол-во участников: {len(delivery.rows)}"],
        [None] * 6 + [level for _, level in TASKS.values()],
    ]
    header = [
        "ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант",
        *(f"{task} ({points}б)" for task, (points, _) in TASKS.items()),
        "Первичный балл", "Отметка", "Отметка по журналу",
    ]  # fmt: skip
    return [*above, header, *(_participant(names, row) for row in delivery.rows)]


def _participant(names: Names, row: Row) -> list[Any]:
    number = int(row["participant_code"][1:]) - 1
    return [
        row["school_login"], _MUNICIPALITY, names[row["school_login"]], row["participant_code"],
        f"{row['programme_grade']}{class_letter(number)}", number % 2 + 1,
        *(_MISSING if points is None else points for points in row[POINTS]),
        _MISSING if row["primary_score"] is None else row["primary_score"],
        _MISSING if row["mark"] is None else row["mark"],
        _NO_MARK if row["journal_mark"] is None else row["journal_mark"],
    ]  # fmt: skip


def marks(names: Names, delivery: Delivery) -> Grid:
    """«Статистика по отметкам»: per cents by school, with totals above the schools of a work."""
    grid: list[list[Any]] = [[*_PLACE, "Кол-во участников", 2, 3, 4, 5]]
    for place, rows in _works(delivery.rows):
        pupils = sum(row["participants"] for row in rows)
        means = [sum(r[mark] * r["participants"] for r in rows) / pupils for mark in _MARKS]
        for name in (_WHOLE, _MUNICIPALITY):
            grid.append([*place, name, None, None, pupils, *(round(mean, 2) for mean in means)])
        for row in rows:
            shares = [row[mark] for mark in _MARKS]
            grid.append([*place, *_school(names, row), row["participants"], *shares])
    return grid


def journal_comparison(names: Names, delivery: Delivery) -> Grid:
    """«Сравнение отметок с отметками по журналу»: four rows for each school and each total."""
    grid: list[list[Any]] = [[*_PLACE, "Группы участников", "Кол-во участников", "%"]]
    for place, rows in _works(delivery.rows):
        whole = {group: sum(row[group] for row in rows) for group in _GROUPS}
        grid += _groups([*place, _MUNICIPALITY, None, None], whole)
        for row in rows:
            grid += _groups([*place, *_school(names, row)], row)
    return grid


def _groups(place: Sequence[Any], counts: Row) -> Iterator[list[Any]]:
    for group, name in _GROUPS.items():
        share = round(100 * counts[group] / counts["participants"], 2)
        yield [*place, name, counts[group], share]


def _school(names: Names, row: Row) -> list[Any]:
    return [_MUNICIPALITY, row["school_login"], names[row["school_login"]]]


def _works(rows: Sequence[Row]) -> Iterator[tuple[list[Any], list[Row]]]:
    """Year, grade and subject of each work, with its schools."""
    works: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        place = (row["assessment_year"], row["programme_grade"], row["subject"])
        works.setdefault(place, []).append(row)
    for place in sorted(works):
        yield list(place), works[place]
