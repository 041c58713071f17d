"""Every defect of a file «Ф1 Индивидуальные результаты»: one clear answer, nothing is guessed."""

from __future__ import annotations

from dataclasses import replace

from adapters._defects import Case
from adapters._valid import Change, changed, workbook
from adapters.fis_oko_individual_results import F1, SMALL, Person

SHEET = "Индивидуальные результаты"
RESULTS, TASKS = "assessment_results", "task_results"
#: Rows of the small file: the metadata, the header and its participants (from row 9 on).
TITLE, SUBJECT, MOST, DAY, COUNT, HEADER, FIRST = 1, 3, 4, 5, 6, 8, 9
#: Columns, from 0.
SCHOOL, CODE, CLASS, TASK_1, SCORE, MARK = 0, 3, 4, 6, 8, 9


def f1(defect: str, change: Change | None = None, base: F1 = SMALL) -> bytes:
    """The small file with some cells changed."""
    return workbook({SHEET: changed(base.sheet(), change or {})}, defect)


def refused(defect: str, words: tuple[str, ...], change: Change) -> Case:
    return Case(defect, f1(defect, change), f1("pass"), "refused", words)


def missing(heading: str) -> Case:
    base = replace(SMALL, headings={heading: None})
    defect = f"heading_missing_{heading.replace(' ', '_')}"
    words = (
        f"лист «{SHEET}», строка {HEADER}: это «Ф1 Индивидуальные результаты», но нет столбцов: "
        f"«{heading}»",
        "Выгрузите файл заново целиком",
    )
    return Case(defect, f1(defect, base=base), f1("pass"), "refused", words)


def judged(
    defect: str,
    words: tuple[str, ...],
    change: Change,
    status: str = "accepted",
    rows: tuple[int, int, int] = (4, 4, 0),
    dataset: str = RESULTS,
) -> Case:
    return Case(defect, f1(defect, change), f1("pass"), status, words, rows, dataset)


#: The same work in another school; a table of its own.
OTHER = replace(SMALL, people=(Person("50001", "sch990003", (1, 1), 4, 4),))

BELOW = SMALL.sheet()
#: A work of three tasks.
THREE = replace(
    SMALL,
    tasks=(("1", 1), ("5", 1), ("9.1", 2)),
    people=(Person("50001", "sch990001", (1, 1, 2), 5, 4),),
)

SPRING = {(TITLE, 0): "ВПР 2022 (весна) Математика 5 класс", (DAY, 0): None, (DAY, 1): None}

AUTUMN = {(TITLE, 0): "ВПР 2022 Математика 5 класс", (DAY, 1): "20.09.2022"}

CASES = [
    *map(missing, ("ОО", "Код участника", "Класс", "Первичный балл", "Отметка")),
    missing("Отметка по журналу"),
    refused(
        "heading_twice", ("«Отметка» встречается дважды", "Оставьте один"), {(HEADER, 5): "Отметка"}
    ),
    refused(
        "login_twice",
        ("«Логин ОО» встречается дважды", "Оставьте один"),
        {(HEADER, SCHOOL): "Логин", (HEADER, 1): "Логин ОО", (HEADER, 2): "ОО"},
    ),
    refused(
        "task_twice", ("задание «1» встречается дважды",), {(HEADER, TASK_1 + 1): "1 (1 балл)"}
    ),
    refused(
        "subject_missing",
        (f"строка {HEADER}: над таблицей не указан предмет", "Впишите строку «Предмет»"),
        {(TITLE, 0): "ВПР 2024 5 класс", (SUBJECT, 0): None, (SUBJECT, 1): None},
    ),
    refused(
        "person_beside_subject",
        (f"лист «{SHEET}», строка {SUBJECT}: ожидалось название предмета, а здесь другой текст",),
        {(SUBJECT, 1): "Математика, учитель Секретов П.И."},
    ),
    refused(
        "person_in_title",
        (f"лист «{SHEET}», строка {TITLE}: ожидалось название предмета", "что-то ещё"),
        {
            (TITLE, 0): "ВПР 2024 Математика 5 класс, учитель Секретов П.И.",
            (SUBJECT, 0): None,
            (SUBJECT, 1): None,
        },
    ),
    refused(
        "year_and_date_missing",
        ("нет ни года, ни даты проведения", "Впишите строку «Дата»"),
        {(TITLE, 0): "ВПР Математика 5 класс", (DAY, 0): None, (DAY, 1): None},
    ),
    refused(
        "date_outside_windows",
        ("указана дата 16.08.2024", "ВПР не проводились", "assessment_windows.csv"),
        {(DAY, 1): "16.08.2024"},
    ),
    refused(
        "year_of_title_disagrees",
        ("в заголовке указан 2023 год", "относится к 2024 году", "Исправьте"),
        {(TITLE, 0): "ВПР 2023 Математика 5 класс"},
    ),
    refused(
        "date_unreadable",
        ("строка 5: дата не читается", "в виде 16.04.2024"),
        {(DAY, 1): "весной"},
    ),
    refused(
        "other_procedure",
        ("устроена как выгрузка ВПР", "«ОГЭ»", "«Вид процедуры»"),
        {(TITLE, 0): "ОГЭ 2024 Математика 9 класс"},
    ),
    Case(
        "autumn_title_that_fits_two_classes",
        f1("mixed autumn", AUTUMN | {(FIRST, CLASS): "6А"}),
        f1("autumn pass", AUTUMN),
        "rejected",
        ("4 из 4", "«6А (в файле классы 5 и 6, а программа не названа)»"),
        (4, 0, 4),
        RESULTS,
        half_year="2022-H2",
    ),
    Case(
        "season_of_2022_missing",
        f1("season", SPRING | {(TITLE, 0): "ВПР 2022 Математика 5 класс"}),
        f1("season pass", SPRING),
        "refused",
        ("в 2022 году ВПР проводились больше одного раза", "весной или осенью", "Впишите"),
        half_year="2022-H1",
    ),
    Case(
        "no_participants",
        f1("no participants", base=replace(SMALL, people=())),
        f1("pass"),
        "refused",
        ("это «Ф1 Индивидуальные результаты», но в файле нет ни одной строки с данными",),
    ),
    judged(
        "declared_participants_differ",
        ("итог не сходится", f"строка {COUNT}", "кол-во участников — 5", "получается 4"),
        {(COUNT, 0): "Городской округ | Кол-во участников: 5"},
    ),
    judged(
        "declared_participants_of_a_school_differ",
        ("кол-во участников, sch990001 — 4", "получается 3"),
        {(COUNT, 0): "МБОУ СОШ № 1 (SCH990001)", (COUNT, 2): "Кол-во участников:", (COUNT, 3): 4},
    ),
    judged(
        "primary_score_is_not_the_sum_of_tasks",
        (f"строка {FIRST + 1}", "первичный балл — сумма баллов за задания — 3", "получается 2"),
        {(FIRST + 1, SCORE): 2},
    ),
    judged(
        "maximum_is_not_the_sum_of_tasks",
        (f"строка {MOST}", "максимальный первичный балл — 5", "получается 3"),
        {(MOST, 1): 5},
        dataset=TASKS,
    ),
    judged(
        "task_unreadable",
        (
            "1 из 4",
            f"Лист «{SHEET}», задание 1, строка 9",
            "графа «1 (1б)», строка 10: стоит «один», а нужно число",
        ),
        {(FIRST + 1, TASK_1): "один"},
        "partly_accepted",
        (4, 3, 1),
        TASKS,
    ),
    refused(
        "heading_of_a_task_lost",
        (
            f"строка {HEADER}: у столбца 7 рядом с заданиями нет понятного заголовка",
            "данные в нём есть",
        ),
        {(HEADER, TASK_1): "#Н/Д"},
    ),
    Case(
        "heading_of_a_task_misspelt",
        f1("misspelt", {(HEADER, TASK_1 + 1): "5 (1"}, THREE),
        f1("misspelt pass", base=THREE),
        "refused",
        (f"строка {HEADER}: у столбца 8", "нет понятного заголовка"),
    ),
    judged(
        "school_of_a_participant_lost",
        ("6 из 6", "в строке 10 не узнать школу"),
        {(FIRST + 1, SCHOOL): None},
        "rejected",
        (6, 0, 6),
        TASKS,
    ),
    judged(
        "class_of_a_participant_lost",
        ("4 из 6", "в строке 10 не узнать класс"),
        {(FIRST + 1, CLASS): "пятый"},
        "partly_accepted",
        (6, 2, 4),
        TASKS,
    ),
    judged(
        "average_of_a_school_among_participants",
        ("2 из 4", f"в строке {FIRST + 4} нет кода участника"),
        {
            (FIRST + 4, SCHOOL): "sch990001",
            (FIRST + 4, 2): "Среднее по школе",
            (FIRST + 4, TASK_1): 1,
            (FIRST + 4, TASK_1 + 1): 1.5,
            (FIRST + 4, SCORE): 2.5,
        },
        "partly_accepted",
        (4, 2, 2),
        TASKS,
    ),
    judged(
        "task_above_its_maximum",
        ("графа «1 (1б)», строка 12: стоит 3, а максимум 1",),
        {(FIRST + 3, TASK_1): 3, (FIRST + 3, SCORE): 4},
        "partly_accepted",
        (4, 3, 1),
        TASKS,
    ),
    judged(
        "participant_twice",
        ("2 из 4", "одинаков"),
        {(FIRST + 1, CODE): "50001"},
        "partly_accepted",
        (4, 2, 2),
    ),
    judged(
        "participant_twice_in_tasks",
        ("2 из 4", "один и тот же код участника в строках 9 и 10"),
        {(FIRST + 1, CODE): "50001"},
        "partly_accepted",
        (4, 2, 2),
        TASKS,
    ),
    judged(
        "class_disagrees_with_title",
        ("строка 10", "«6Б (в заголовке 5 класс)»"),
        {(FIRST + 1, CLASS): "6Б"},
        "partly_accepted",
        (4, 3, 1),
    ),
    judged(
        "mark_unreadable",
        (f"Лист «{SHEET}», строка 9", "«пять»", "«Отметка»"),
        {(FIRST, MARK): "пять"},
        "partly_accepted",
        (4, 3, 1),
    ),
    judged(
        "unknown_school",
        ("строка 12", "«sch999999»", "нет в перечне школ"),
        {(FIRST + 3, SCHOOL): "sch999999"},
        "partly_accepted",
        (4, 3, 1),
    ),
    judged(
        "two_logins_in_a_cell",
        ("1 из 4", "строка 12", "«sch990001, sch990002»", "нет в перечне школ"),
        {(FIRST + 3, SCHOOL): "sch990001, sch990002"},
        "partly_accepted",
        (4, 3, 1),
    ),
    judged(
        "login_that_reads_like_a_total",
        ("1 из 4", "строка 12", "«итого»", "нет в перечне школ"),
        {(FIRST + 3, SCHOOL): "Итого"},
        "partly_accepted",
        (4, 3, 1),
    ),
    Case(
        "headings_below_a_row_of_data",
        workbook({SHEET: [*BELOW[: HEADER - 1], BELOW[FIRST - 1], BELOW[HEADER - 1]]}),
        f1("pass"),
        "refused",
        (f"строка {FIRST}: заголовки стоят ниже строки {HEADER}", "над всеми данными"),
    ),
    Case(
        "second_table_on_the_sheet",
        workbook({SHEET: [*SMALL.sheet(), [], *SMALL.sheet()]}),
        workbook({SHEET: SMALL.sheet(), "Ещё": OTHER.sheet()}),
        "refused",
        (f"строка {HEADER}: заголовки таблицы повторяются в строке 21", "на другие листы"),
    ),
    judged(
        "note_below_the_table",
        ("1 из 5", "строка 13"),
        {(FIRST + 3, SCHOOL): "sch990002", (FIRST + 4, SCHOOL): "* X — не приступал"},
        "partly_accepted",
        (5, 4, 1),
    ),
]
