"""The files of ФИС ОКО as they come: odd headings, orders, places, codes; values by hand."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from deliveries import Lake
from privacy.search import find
from privacy.sought import Secret, secrets_of

from adapters import SCHOOLS_CSV, Cell, workbook
from adapters import fis_oko_individual_results as f1
from adapters import fis_oko_journal_comparison as journal
from adapters import fis_oko_marks as marks
from opora.lake.ledger import LedgerRow

Rows = list[list[Cell]]

HARD = "\u00a0"
NAME = "Незабудкина Аглая"


def odd_f1() -> bytes:
    """Headings in odd spellings, columns in another order, names, another sheet, rows above."""
    rows: Rows = [
        ["Отчёт сформирован"], [f"ВПР{HARD}2024.  Русский  язык. 5 класс"],
        ["Дата проведения:", "2024-04-16"],
        ["ОТМЕТКА", f"первичный{HARD} балл ", "ФИО", "9,1 ( 2 балла )", "Задание 10К1 (1б)",
         "КОД участника", "Оо", "класс", "Отметка  по журналу:"],
        [4, "2,5", NAME, "1.5", 1, "0001", "СОШ № 1 (SCH990001)", "5 «Б»", 5],
        ["Х", "—", NAME, "X", "Тема не пройдена", "0002", f" sch990002{HARD}", 5, "-"],
        [], ["Итого", None, None, 1.5],
    ]  # fmt: skip
    return workbook({"Титул": [["Ф1 Индивидуальные результаты"]], "Данные": rows})


def sections_f1() -> bytes:
    """A number of participants above the rows of each school; the whole file is declared, too."""
    rows = f1.SMALL.sheet()
    first = len(rows) - len(f1.SMALL.people)
    rows.insert(first + 3, ["МБОУ СОШ № 2 | Кол-во участников: 1"])
    rows.insert(first, ["МБОУ СОШ № 1 (sch990001) | Кол-во участников: 2"])
    return workbook({"Ф1": rows}, "sections")


def merged_f1() -> bytes:
    """The mark of the first participant is merged with that of the second."""
    path_rows = f1.SMALL.sheet()
    first = len(path_rows) - len(f1.SMALL.people)

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Ф1")
        for number, row in enumerate(path_rows):
            for place, cell in enumerate(row):
                if cell is not None and (number, place) != (first + 1, 9):
                    sheet.write(number, place, cell)
        sheet.merge_range(first, 9, first + 1, 9, 5)
    return stream.getvalue()


def autumn_f1() -> bytes:
    """Grade six writes on the programme of grade five."""
    file = replace(f1.SMALL, grade=6, year=2022, day=dt.date(2022, 9, 20))
    return file.content()


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    width = max(map(len, rows))
    lines = [[*row, *[None] * (width - len(row))] for row in rows]
    text = "\r\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in lines)
    return (text + "\r\n").encode("cp1251")


def odd_marks() -> bytes:
    """Signs of per cent, decimal commas, quoted headings, another order, a total last."""
    rows: Rows = [
        ["Статистика по отметкам"],
        ["Предмет", "ЛОГИН", "Год", "«5», %", "«4», %", "«3», %", "«2», %", "Количество участников",
         "Муниципалитет ", "ОО", "Кол-во ОО", "Класс"],
        ["математика", " sch990002 ", 2024, "6,7%", "33,3 %", "53,3", 6.7, 15, "Округ", "Вторая",
         1, "5 класс"],
        ["математика", "sch990001", 2024, "12,0%", "32,0 %", "40,0", 16, "25", "Округ", "Первая",
         1, "5"],
        [None, None, None, "10,0%", "32,5 %", "45,0", "12,5", 40, f"Округ{HARD}", None, 2, None],
        [],
    ]  # fmt: skip
    return workbook({"Лист1": rows})


def marks_by_group() -> bytes:
    """Without columns for the school: its login stands in the group's name."""
    rows: Rows = [
        ["ВПР 2022. 6 класс (по программе 5 класса)"], ["Предмет: Математика"],
        ["Дата: 19.09.2022 - 07.10.2022"],
        ["Группы участников", "Кол-во ОО", "Кол-во участников", 2, 3, 4, 5],
        ["Вся выборка", 35000, 1_200_000, 9.52, 38.1, 35.31, 17.07],
        ["Энская обл.", 300, 9000, 10.0, 40.0, 30.0, 20.0],
        ["город Энск", 2, 40, 12.5, 45, 32.5, 10],
        ["МБОУ СОШ № 1 (sch990001)", None, 25, 16, 40, 32, 12],
        ["sch990002", None, 15, 6.67, 53.33, 33.33, 6.67],
    ]  # fmt: skip
    return workbook({"Статистика": rows})


def journal_of_a_town() -> bytes:
    """A municipality that is only called by its name is a total, because it adds up."""
    rows = journal.by_labels(journal.SMALL)
    rows = [["Энск" if cell == journal.MUNICIPALITY else cell for cell in row] for row in rows]
    return workbook({"Журнал": [*rows[:4], *rows[9:]]})


def long_top_f1() -> bytes:
    """Fifty schools declare their participants above the table."""
    rows = f1.SMALL.sheet()
    others = [[f"СОШ № {number} | Кол-во участников: 4"] for number in range(3, 53)]
    return workbook({"Ф1": [*rows[:6], *others, *rows[6:]]}, "long top")


def f1_of_logins() -> bytes:
    """The name of the school stands under «ОО», and its login in a column of its own."""
    file = replace(f1.SMALL, headings={"ОО": "Логин", "Название ОО": "ОО"})
    return workbook({"Ф1": file.sheet()}, "logins")


def f1_without_a_label() -> bytes:
    """An error stands where «Дата» stood; the day of the export is not the day of the work."""
    rows = f1.SMALL.sheet()
    rows[1] = ["Дата выгрузки", "20.06.2024"]
    rows[4][0] = "#Н/Д"
    return workbook({"Ф1": rows}, "label")


FILES: dict[str, tuple[str, bytes]] = {
    "small_f1": ("2024-H1/a.xlsx", f1.SMALL.content()),
    "odd_f1": ("2024-H1/b.xlsx", odd_f1()),
    "sections_f1": ("2024-H1/c.xlsx", sections_f1()),
    "merged_f1": ("2024-H1/d.xlsx", merged_f1()),
    "autumn_f1": ("2022-H2/e.xlsx", autumn_f1()),
    "csv_f1": ("2024-H1/f.csv", as_csv(f1.SMALL.sheet())),
    "small_marks": ("2024-H1/g.xlsx", workbook({"М": marks.table(marks.SMALL)})),
    "odd_marks": ("2024-H1/h.xlsx", odd_marks()),
    "marks_by_group": ("2022-H2/i.xlsx", marks_by_group()),
    "journal_labels": ("2024-H1/j.xlsx", workbook({"Ж": journal.by_labels(journal.SMALL)})),
    "journal_columns": (
        "2024-H1/k.xlsx",
        workbook({"Ж": journal.by_columns(journal.SMALL, repeated=False)}),
    ),
    "journal_of_a_town": ("2024-H1/l.xlsx", journal_of_a_town()),
    "long_top_f1": ("2024-H1/o.xlsx", long_top_f1()),
    "f1_of_logins": ("2024-H1/p.xlsx", f1_of_logins()),
    "f1_without_a_label": ("2024-H1/n.xlsx", f1_without_a_label()),
    "in_the_folder_of_its_dataset": (
        "2024-H1/task_results/m.xlsx",
        workbook({"Ф1": f1.SMALL.sheet()}, "folder"),
    ),
}


@dataclass(frozen=True)
class Outcome:
    """What came of all files."""

    lake: Lake
    ledger: Sequence[LedgerRow]

    def answers(self, file: str) -> dict[str, LedgerRow]:
        """The answers to one file by dataset."""
        path = FILES[file][0]
        return {str(row.dataset): row for row in self.ledger if row.path == path}

    def rows(self, file: str, dataset: str, columns: str, folder: str = "accepted") -> list[Any]:
        """Rows of one file."""
        delivery = self.answers(file)[dataset].delivery_id
        return self.lake.rows(f"{folder}/{dataset}", columns, f"delivery_id = {delivery}")


@pytest.fixture(scope="module")
def outcome(make_lake: Callable[[], Lake]) -> Outcome:
    lake = make_lake()
    lake.land("history/schools/schools.csv", SCHOOLS_CSV)
    for path, content in FILES.values():
        lake.land(path, content)
    return Outcome(lake, lake.take().ledger)


RESULT = (
    "row_no, school_login, participant_code, subject, programme_grade, assessment_year, session, "
    "held_on, primary_score, mark, journal_mark"
)
DAY = dt.date(2024, 4, 16)
MATHS = ("Математика", 5, 2024, "spring", DAY)


def test_all_but_the_merged_one_are_taken_without_a_remark(outcome: Outcome) -> None:
    for file in FILES:
        assert outcome.answers(file)
        for answer in outcome.answers(file).values():
            if file != "merged_f1":
                assert (answer.status, answer.message) == ("accepted", None), file


@pytest.mark.parametrize("file", ["small_f1", "csv_f1", "f1_of_logins", "f1_without_a_label"])
def test_every_participant_arrives_with_the_number_of_the_row(outcome: Outcome, file: str) -> None:
    assert outcome.rows(file, "assessment_results", RESULT) == [
        (9, "sch990001", "50001", *MATHS, 3, 5, 4),
        (10, "sch990001", "50002", *MATHS, 1, 3, 3),
        (11, "sch990001", "50003", *MATHS, None, None, 4),
        (12, "sch990002", "50001", *MATHS, 1, 2, None),
    ]


def test_a_header_stands_below_as_many_declared_numbers_as_there_are(outcome: Outcome) -> None:
    columns = "row_no, school_login, participant_code"
    assert outcome.rows("long_top_f1", "assessment_results", columns) == [
        (59, "sch990001", "50001"),
        (60, "sch990001", "50002"),
        (61, "sch990001", "50003"),
        (62, "sch990002", "50001"),
    ]
    totals = outcome.answers("long_top_f1")["assessment_results"].declared_totals
    assert len(totals) == 52


def test_points_are_added_up_by_school_and_task(outcome: Outcome) -> None:
    sheet = f"Ф1 {f1.SHEET} / задание"
    columns = "task, sheet, row_no, school_login, points, attempts, max_points"
    assert outcome.rows("small_f1", "task_results", columns) == [
        ("1", f"{sheet} 1", 9, "sch990001", 2, 2, 1),
        ("1", f"{sheet} 1", 12, "sch990002", 0, 1, 1),
        ("9.1", f"{sheet} 9.1", 9, "sch990001", 2, 1, 2),
        ("9.1", f"{sheet} 9.1", 12, "sch990002", 1, 1, 2),
    ]


def test_odd_spellings_orders_and_marks_for_missing(outcome: Outcome) -> None:
    russian = ("Русский язык", 5, 2024, "spring", DAY)
    assert outcome.rows("odd_f1", "assessment_results", RESULT) == [
        (5, "sch990001", "0001", *russian, 2.5, 4, 5),
        (6, "sch990002", "0002", *russian, None, None, None),
    ]
    columns = "task, school_login, points, attempts, max_points"
    assert outcome.rows("odd_f1", "task_results", columns) == [
        ("10К1", "sch990001", 1, 1, 1),
        ("10К1", "sch990002", 0, 0, 1),
        ("9.1", "sch990001", 1.5, 1, 2),
        ("9.1", "sch990002", 0, 0, 2),
    ]


def places_of(lake: Lake, secrets: Iterable[Secret]) -> set[str]:
    """Folders behind the landing zone in which one of the secrets stands."""
    return {Path(hit.path).parts[0] for hit in find(lake.home.root, secrets)}


def test_names_in_a_column_that_is_not_asked_for_get_nowhere(outcome: Outcome) -> None:
    # what is asked for is found where it belongs, by the same search
    assert places_of(outcome.lake, [Secret("surname", "0001")]) >= {"lake"}
    secrets = [Secret("surname", NAME.split()[0]), *secrets_of(NAME, None, None)]
    assert places_of(outcome.lake, secrets) == set()


def test_numbers_of_sections_are_held_against_their_rows(outcome: Outcome) -> None:
    totals = outcome.answers("sections_f1")["assessment_results"].declared_totals
    found = [
        (each["row"], *each["declared"].values(), *each["counted"].values()) for each in totals
    ]
    # Two of the first school wrote the work, a third was absent.
    assert found[:3] == [(6, 4, 4), (9, 2, 2), (13, 1, 1)]


def test_a_mark_that_is_merged_with_another_is_not_taken_for_missing(outcome: Outcome) -> None:
    answer = outcome.answers("merged_f1")["assessment_results"]
    assert (answer.rows_accepted, answer.rows_quarantined) == (3, 1)
    assert "строка 10" in str(answer.message)
    assert "объединено с ячейкой J9" in str(answer.message)


def test_in_autumn_a_grade_writes_on_the_grade_before(outcome: Outcome) -> None:
    columns = "DISTINCT programme_grade, assessment_year, session, held_on"
    assert outcome.rows("autumn_f1", "assessment_results", columns) == [
        (5, 2022, "autumn", dt.date(2022, 9, 20))
    ]


MARKS = (
    "school_login, subject, programme_grade, assessment_year, session, participants, mark_2, "
    "mark_3, mark_4, mark_5, unit"
)


def test_per_cents_of_marks_arrive(outcome: Outcome) -> None:
    maths = ("Математика", 5, 2024, "spring")
    assert outcome.rows("small_marks", "assessment_marks", f"row_no, {MARKS}") == [
        (4, "sch990001", *maths, 25, 16, 40, 32, 12, "per_cent"),
        (5, "sch990002", *maths, 15, 6.67, 53.33, 33.33, 6.67, "per_cent"),
    ]
    assert outcome.rows("odd_marks", "assessment_marks", MARKS) == [
        ("sch990001", *maths, 25, 16, 40, 32, 12, "per_cent"),
        ("sch990002", *maths, 15, 6.7, 53.3, 33.3, 6.7, "per_cent"),
    ]
    autumn = ("Математика", 5, 2022, "autumn")
    assert outcome.rows("marks_by_group", "assessment_marks", MARKS) == [
        ("sch990001", *autumn, 25, 16, 40, 32, 12, "per_cent"),
        ("sch990002", *autumn, 15, 6.67, 53.33, 33.33, 6.67, "per_cent"),
    ]


def test_totals_are_held_against_weighted_means(outcome: Outcome) -> None:
    totals = outcome.answers("small_marks")["assessment_marks"].declared_totals
    first, below = totals[0], totals[1]
    assert (first["row"], first["declared"], first["counted"]) == (
        3,
        {"участники, «Городской округ»": 40},
        {"участники, «Городской округ»": 40},
    )
    # (25 x 16 + 15 x 6.67) / 40
    (mean,) = below["counted"].values()
    assert mean == pytest.approx(12.50125)
    assert list(below["declared"].values()) == [12.5]
    at_group = outcome.answers("marks_by_group")["assessment_marks"].declared_totals
    assert {each["row"] for each in at_group} == {7}


@pytest.mark.parametrize("file", ["journal_labels", "journal_columns", "journal_of_a_town"])
def test_groups_against_the_journal_arrive(outcome: Outcome, file: str) -> None:
    columns = "school_login, lowered, confirmed, raised, participants, unit"
    assert outcome.rows(file, "journal_comparison", columns) == [
        ("sch990001", 10, 12, 3, 25, "count"),
        ("sch990002", 2, 8, 5, 15, "count"),
    ]
