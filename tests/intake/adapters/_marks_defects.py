"""Defects of a file «Статистика по отметкам», and what has to be answered."""

from __future__ import annotations

from adapters._defects import Case
from adapters._valid import Change, changed, workbook
from adapters.fis_oko_marks import SMALL, table

SHEET = "Лист1"
#: Rows of the small file, and columns from 0.
HEADER, SAMPLE, MUNICIPALITY, FIRST, SECOND = 1, 2, 3, 4, 5
YEAR, SUBJECT, LOGIN, SCHOOL, PARTICIPANTS, MARK_2, MARK_4 = 0, 2, 4, 5, 6, 7, 9


def marks(defect: str, change: Change | None = None) -> bytes:
    """The small file with some cells changed."""
    return workbook({SHEET: changed(table(SMALL), change or {})}, defect)


def judged(
    defect: str,
    words: tuple[str, ...],
    change: Change,
    status: str = "refused",
    rows: tuple[int, int, int] = (0, 0, 0),
    sound: Change | None = None,
) -> Case:
    name = f"marks_{defect}"
    files = marks(name, change), marks("pass", sound)
    return Case(name, *files, status, words, rows, "assessment_marks")


#: A third school, of which nobody took part.
NOBODY = {
    (SECOND + 1, place): cell
    for place, cell in enumerate(
        (2024, 5, "Математика", "Городской округ", "sch990003", "МБОУ СОШ № 3", 0, 0, 0, 0, 0)
    )
}
WARNED = ("accepted", (2, 2, 0))
REJECTED = ("partly_accepted", (2, 1, 1))

CASES = [
    judged(
        "heading_missing",
        ("строка 1: это «Статистика по отметкам», но нет столбцов: «4»",),
        {(HEADER, MARK_4): None},
    ),
    judged(
        "heading_of_participants_missing",
        ("нет столбцов: «Кол-во участников»",),
        {(HEADER, PARTICIPANTS): "Всего"},
    ),
    judged(
        "login_missing",
        ("нет столбца «Логин», и школы не узнать", "с логинами школ"),
        {(HEADER, LOGIN): "Пункт"},
    ),
    judged(
        "subject_missing",
        ("нет столбца «Предмет», и над таблицей он не указан", "Добавьте"),
        {(HEADER, SUBJECT): "Дисциплина"},
    ),
    judged("heading_twice", ("«2» встречается дважды",), {(HEADER, MARK_4 + 2): 2}),
    judged(
        "year_with_two_sessions",
        ("в 2022 году ВПР проводились больше одного раза", "весной или осенью"),
        {(row, YEAR): 2022 for row in range(SAMPLE, SECOND + 1)},
    ),
    judged(
        "participants_of_municipality_differ",
        ("строка 3", "участники, «Городской округ» — 41", "получается 40"),
        {(MUNICIPALITY, PARTICIPANTS): 41},
        *WARNED,
    ),
    # (16 + 6.67) / 2 = 11.34: somebody averaged the schools without their sizes.
    judged(
        "per_cents_not_weighted",
        ("строка 3", "отметка «2» в процентах, «Городской округ» — 11,34", "получается 12,50"),
        {(MUNICIPALITY, MARK_2): 11.34},
        *WARNED,
    ),
    judged(
        "whole_sample_below_its_part",
        ("строка 2", "участники, «Вся выборка» — 39", "получается 40"),
        {(SAMPLE, PARTICIPANTS): 39},
        *WARNED,
        sound={(SAMPLE, PARTICIPANTS): 1_200_000, (SAMPLE, MARK_2): 9.5},
    ),
    judged(
        "per_cents_not_100",
        ("строка 4", "Отметки не сходятся", "100"),
        {(FIRST, MARK_2): 26},
        *REJECTED,
    ),
    judged(
        "per_cents_of_nobody",
        ("1 из 3", f"строка {SECOND + 1}"),
        NOBODY | {(SECOND + 1, MARK_2): 50},
        "partly_accepted",
        (3, 2, 1),
        sound=NOBODY,
    ),
    judged(
        "counts_for_per_cents",
        ("строка 4", "Отметки не сходятся"),
        {(FIRST, MARK_2 + at): count for at, count in enumerate(SMALL[0].marks)},
        *REJECTED,
    ),
    judged(
        "school_without_login",
        ("1 из 2", "строка 5", "«Логин ОО»"),
        {(SECOND, LOGIN): None},
        *REJECTED,
    ),
    judged(
        "login_that_reads_like_a_total",
        ("1 из 2", "строка 5", "«всего»", "нет в перечне школ"),
        {(SECOND, LOGIN): "Всего"},
        *REJECTED,
    ),
    judged(
        "unknown_school",
        ("строка 5", "«sch999999»", "нет в перечне школ"),
        {(SECOND, LOGIN): "sch999999"},
        *REJECTED,
    ),
    judged(
        "mark_unreadable",
        ("строка 4", "«много»", "«Отметка 2»"),
        {(FIRST, MARK_2): "много"},
        *REJECTED,
    ),
    judged(
        "note_below_the_table",
        ("1 из 3", "строка 6"),
        {(SECOND + 1, 3): "Примечание: предварительные данные"},
        "partly_accepted",
        (3, 2, 1),
    ),
]
