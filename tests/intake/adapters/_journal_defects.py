"""Defects of a file «Сравнение отметок с отметками по журналу», and what has to be answered."""

from __future__ import annotations

from collections.abc import Sequence

from adapters._defects import Case
from adapters._valid import Cell, changed, workbook
from adapters.fis_oko_journal_comparison import SMALL, by_columns, by_labels

#: Rows of the small file with labels: the header, the first group of the municipality, the row
#: with the first school's name, and its «Всего».
SUBJECT, HEADER, MUNICIPALITY, FIRST, ITS_TOTAL, SECOND = 2, 4, 11, 15, 19, 20

Rows = list[list[Cell]]


def labels(*cells: tuple[int, int, Cell], without: Sequence[int] = ()) -> Rows:
    """The small file with some cells changed: (row as a person counts, column from 0, cell)."""
    rows = changed(by_labels(SMALL), {(row, place): cell for row, place, cell in cells})
    return [row for number, row in enumerate(rows, start=1) if number not in without]


def judged(
    defect: str,
    words: tuple[str, ...],
    faulty: Rows,
    status: str = "refused",
    rows: tuple[int, int, int] = (0, 0, 0),
    sound: Rows | None = None,
) -> Case:
    name = f"journal_{defect}"
    files = (workbook({"Сравнение": each}) for each in (faulty, sound or labels()))
    return Case(name, *files, status, words, rows, "journal_comparison")


WARNED = ("accepted", (2, 2, 0))
REJECTED = ("partly_accepted", (2, 1, 1))

COLUMNS = by_columns(SMALL, repeated=True)
LOGIN = 4


def columns(row: int, place: int, cell: Cell) -> Rows:
    """The small file with columns for the school, one cell changed."""
    return changed(COLUMNS, {(row, place): cell})


LABELS = labels()

CASES = [
    judged(
        "heading_missing",
        ("это «Сравнение отметок с отметками по журналу», но нет столбцов: «Группы участников»",),
        labels((HEADER, 0, "Показатель")),
    ),
    judged(
        "heading_of_counts_missing",
        ("нет столбцов: «Кол-во участников»",),
        labels((HEADER, 1, None)),
    ),
    judged(
        "header_missing",
        ("нет строки заголовков", "«Группы участников»", "«%»"),
        labels(without=[HEADER]),
    ),
    judged(
        "headings_below_a_group",
        ("строка 7: заголовки стоят ниже строки 5", "над всеми данными"),
        [*LABELS[:3], *LABELS[4:7], LABELS[3], *LABELS[7:]],
    ),
    judged(
        "subject_missing",
        ("нет столбца «Предмет», и над таблицей он не указан",),
        labels((SUBJECT, 0, None), (SUBJECT, 1, None)),
    ),
    judged(
        "groups_do_not_add_up",
        ("строка 15", "Группы не сходятся"),
        labels((ITS_TOTAL, 1, 26)),
        *REJECTED,
    ),
    judged(
        "per_cent_is_not_that_of_the_count",
        ("строка 16", "«понизили» в процентах", "— 41", "получается 40"),
        labels((FIRST + 1, 2, 41)),
        *WARNED,
    ),
    judged(
        "municipality_differs",
        ("строка 11", "«понизили», «Городской округ» — 13", "получается 12"),
        labels((MUNICIPALITY, 1, 13), (MUNICIPALITY, 2, None)),
        *WARNED,
    ),
    judged(
        "group_missing",
        ("строка 15", "Группы не сходятся"),
        labels(without=[FIRST + 3]),
        *REJECTED,
    ),
    judged(
        "school_without_login",
        ("строка 15", "«мбоу сош № 1»", "нет в перечне школ"),
        labels((FIRST, 0, "МБОУ СОШ № 1")),
        *REJECTED,
    ),
    judged(
        "name_of_school_lost",
        ("1 из 2", "«Логин ОО»"),
        labels(without=[SECOND]),
        *REJECTED,
    ),
    judged(
        "heading_of_logins_missing",
        ("нет столбцов: «Логин»",),
        columns(1, LOGIN, "Пункт"),
        sound=COLUMNS,
    ),
    judged(
        "name_of_school_says_nothing",
        ("1 из 2", "строка 15", "«росток»", "нет в перечне школ"),
        labels((FIRST, 0, "Росток")),
        *REJECTED,
    ),
    judged(
        "note_without_numbers",
        ("1 из 3", "строка 25"),
        [*LABELS, ["Предварительно"]],
        "partly_accepted",
        (3, 2, 1),
    ),
    judged(
        "name_of_school_is_an_error",
        ("1 из 2", "строка 15", "«#Н/Д»", "«Логин ОО»"),
        labels((FIRST, 0, "#Н/Д")),
        *REJECTED,
    ),
    judged(
        "count_unreadable",
        ("строка 15", "Группы не сходятся"),
        labels((FIRST + 1, 1, "десять")),
        *REJECTED,
    ),
    judged(
        "one_login_of_a_block_differs",
        ("3 из 4", "строка 6", "Не заполнена графа"),
        columns(7, LOGIN, "sch990003"),
        "partly_accepted",
        (4, 1, 3),
        COLUMNS,
    ),
]
