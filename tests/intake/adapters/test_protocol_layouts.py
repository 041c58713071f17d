"""Protocols of РИС ГИА as they come: sparse, oral, one below the other; values by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from adapters._valid import drawn
from adapters.ris_gia_protocol import SMALL, SURNAMES, Line, Protocol
from opora.intake.adapters import Declared, Known, Table
from opora.intake.adapters.ris_gia_protocol import ADAPTER
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.rules import load_rule

HARD = "\u00a0"
WINDOW = {"assessment_year": 2024, "session": "main"}
DAYS = {"starts_on": dt.date(2024, 5, 24), "ends_on": dt.date(2024, 7, 2)}
KNOWN = Known(
    [{"procedure_kind": kind, **WINDOW, **DAYS} for kind in ("oge", "ege")],
    {row["synonym"] for row in load_rule("vocabularies") if row["vocabulary"] == "subject"},
)

ORAL = """
"Английский язык п:2024.06.08; у:2024.06.13"
№|Фамилия|||Имя|Отчество||Документ|Код ОО|Класс|Код ППЭ|Аудитория||Часть с кратким ответом|Часть с развёрнутым ответом|Устная часть|Первичный балл устной части|Первичный балл письм. части|Первичный балл|Тестовый балл
1|Иванова|||Анна|Павловна||1111 222222|111001|11Б|п:1111 у:1081|п:0003 у:0002||+++73---|2(2)2(2)|0(1)0(4)|11|45|56|58
"""  # noqa: E501
BASE = """
22 - Математика базовая 2024.05.31
№|Код ОО|Класс|Код ППЭ|Аудитория|Фамилия|Имя|Отчество|Серия|Номер|Задания с кратким ответом|Первичный балл|Оценка
1|111001|11Б|1081|0005|Иванова|Анна|Павловна|1111|222222|++++-+++-+++-+--++---|13|4
2|111002|11|1081|0004|Петров|Пётр||3333|444444|++++-+-----+---------|6|2
Средние||||||||||||9,5|3
Всего участников||||||||||||3|
"""  # noqa: E501
ODD = f"""
Министерство образования
||||02 - Математика(2024.06.06)
Аудитория|Оценка| первичный{HARD} БАЛЛ|№ п/п|Примечание|Код  ППЭ|класс:|КОД ОО|Задания с развернутым ответом
0001|3|8|1|пересадили|18|9 «А»|111001|0(2)
0001|-|удалён|2||18|9|111001|
"""  # noqa: E501
PAGES = """
01 - Русский язык 2024.05.28
№|Код ОО|Класс|Код ППЭ|Аудитория|Первичный балл|Балл
1|111001|11|1081|0005|31|70
№|Код ОО|Класс|Код ППЭ|Аудитория|Первичный балл|Балл
2|111001|11|1081|0005|5|22

Председатель ГЭК||||||
_______________/ Кузнецов К. К. /||||||
03 - Физика 2024.06.07
1|111001|11|1081|0005|20|51
01 - Русский язык 2024.06.20
№|Код МСУ|Код ОО|Класс|Код ППЭ|Аудитория|Балл|Первичный балл
1|10|111002|11|1081|0005|64|28
Всего участников: 1
"""


def read(*sheets: Sheet) -> list[Table]:
    assert ADAPTER.claims(sheets)
    return list(ADAPTER.read(sheets, KNOWN))


def rows(*sheets: Sheet) -> list[dict[str, Any]]:
    """The rows of all tables with their numbers, without blank cells."""
    return [
        {"row_no": row_no}
        | {name: cell for name, cell in zip(table.columns, cells, strict=True) if cell}
        for table in read(*sheets)
        for row_no, cells in table.rows
    ]


def exam(kind: str, subject: str, day: str) -> dict[str, str]:
    grade = {"oge": "9", "ege": "11"}[kind]
    told = {"procedure_kind": kind, "subject": subject, "programme_grade": grade, "held_on": day}
    return told | {"assessment_year": "2024", "session": "main"}


def test_sparse_columns_of_a_merged_report() -> None:
    dense = rows(Sheet(None, [list(row) for row in SMALL.table()]))
    assert rows(Sheet(None, [list(row) for row in replace(SMALL, sparse=True).table()])) == dense
    assert [row["row_no"] for row in dense] == [3, 4, 5, 6]


def test_a_language_with_an_oral_part_has_two_days() -> None:
    assert rows(drawn(ORAL)) == [
        exam("ege", "Английский язык", "2024-06-08")
        | {
            "row_no": 3,
            "school_login": "111001",
            "participant_code": "2024-06-08 п:1111 у:1081 п:0003 у:0002 1",
            "primary_score": "56",
            "test_score": "58",
        }
    ]


def test_base_mathematics_has_marks_and_its_summary_is_held_against_the_lines() -> None:
    (table,) = read(drawn(BASE))
    assert [cells[-3:] for _, cells in table.rows] == [("13", None, "4"), ("6", None, "2")]
    assert {cells[2] for _, cells in table.rows} == {"Математика базовая"}
    assert list(table.declared) == [
        Declared(5, "средний первичный балл", 9.5, 9.5, 0.1),
        Declared(5, "средняя оценка", 3.0, 3.0, 1.0),
        Declared(6, "участников в протоколе", 3.0, 2.0),
    ]


def test_odd_headings_in_another_order_without_people() -> None:
    told = exam("oge", "Математика", "2024-06-06") | {"school_login": "111001"}
    assert rows(drawn(ODD)) == [
        told
        | {
            "row_no": 4,
            "participant_code": "2024-06-06 18 0001 1",
            "primary_score": "8",
            "mark": "3",
        },
        told | {"row_no": 5, "participant_code": "2024-06-06 18 0001 2"},
    ]


def test_several_protocols_with_headings_of_pages_and_signatures() -> None:
    table = rows(drawn(PAGES, "Все"))
    assert [
        (row["row_no"], row["subject"], row["held_on"], row["test_score"]) for row in table
    ] == [
        (3, "Русский язык", "2024-05-28", "70"),
        (5, "Русский язык", "2024-05-28", "22"),
        (10, "Физика", "2024-06-07", "51"),
        (13, "Русский язык", "2024-06-20", "64"),
    ]
    assert len({row["participant_code"] for row in table if row["subject"] != "Физика"}) == 3
    assert not any("Кузнецов" in str(row) for row in table)
    (declared,) = read(drawn(PAGES, "Все"))[0].declared
    assert (declared.row_no, declared.declared, declared.counted) == (14, 1, 1)


def test_every_sheet_with_a_protocol_is_read_and_others_are_left() -> None:
    other = Sheet("Справка", [["Протоколы получены", "28.05.2024"], [SURNAMES[0]]])
    tables = read(other, drawn(BASE, "База"), drawn(ORAL, "Язык"))
    assert [(table.sheet, len(table.rows)) for table in tables] == [("База", 2), ("Язык", 1)]


@pytest.mark.parametrize(
    ("title", "heading", "grade", "kind", "subject"),
    [
        ("02 - Математика 2024.05.31", "Балл", "11", "ege", "Математика профильная"),
        ("02 - Математика 2024.05.31", "Тестовый балл", "", "ege", "Математика профильная"),
        ("22 - Математика 2024.05.31", "Оценка", "11А", "ege", "Математика базовая"),
        ("02 - Математика 2024.06.06", "Оценка", "9", "oge", "Математика"),
        ("ОГЭ Математика 06.06.2024", "Оценка", "", "oge", "Математика"),
        ("25 - Информатика и ИКТ (КЕГЭ) 2024.06.07", "Балл", "12", "ege", "Информатика и ИКТ"),
        ("Протокол ЕГЭ: 03 - Физика 2024.06.07", "Балл", "11", "ege", "Физика"),
        ("Экзамен: Физика, дата: 07.06.2024", "Балл", "11", "ege", "Физика"),
        ("01;Русский язык;28.05.2024", "Балл", "ВПЛ", "ege", "Русский язык"),
        ("Русский язык ЕГЭ, 28.05.24", "Балл", "11", "ege", "Русский язык"),
        ("Физика ЕГЭ 07.06.2024|Ответственный К., 10.06.2024", "Балл", "11", "ege", "Физика"),
        ("Физика ЕГЭ 07.06.2024|Сдано Кузнецовым 10.06.2024", "Балл", "11", "ege", "Физика"),
    ],
)
def test_which_exam_it_is(title: str, heading: str, grade: str, kind: str, subject: str) -> None:
    header = ["№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Первичный балл", heading]
    line = ["1", "111001", grade, "1081", "0005", "10", "4"]
    above: list[list[str | None]] = [list(row.split(";")) for row in title.split("|")]
    table = Sheet(None, [*above, list(header), list(line)])
    assert [(row["procedure_kind"], row["subject"]) for row in rows(table)] == [(kind, subject)]


def test_mathematics_with_marks_in_no_class_may_be_either() -> None:
    table = Sheet(
        None,
        [
            ["Математика 2024.06.06"],
            ["№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Первичный балл", "Оценка"],
            ["1", "111001", None, "1081", "0005", "10", "4"],
        ],
    )
    with pytest.raises(Refusal, match="не понять, ОГЭ это или ЕГЭ"):
        read(table)


@pytest.mark.parametrize("word", ["Не явился", "н/я", "Аннулирован", "УДАЛЁН", "Не закончил", "-"])
def test_no_result_is_a_participant_without_one(word: str) -> None:
    line = Line(1, "sch990001", "9", None, None)
    table = [list(row) for row in Protocol((line,)).table()]
    table[2][-2:] = [word, ""]
    (row,) = rows(Sheet(None, [list(each) for each in table]))
    assert not {"primary_score", "test_score", "mark"} & row.keys()


@pytest.mark.parametrize("cells", [["5", "Аннулирован"], ["удалён", "2"], ["5", "Не закончил"]])
def test_points_of_an_annulled_work_are_no_result(cells: list[str]) -> None:
    lines = (Line(1, "sch990001", "9", 21, 4), Line(2, "sch990001", "9", None, None))
    rows_: list[list[str | None]] = [list(row) for row in Protocol(lines).table()]
    rows_[3][-2:] = cells
    rows_[-1][-1] = "1"
    (first, second) = rows(Sheet(None, rows_))
    assert (first["primary_score"], first["mark"]) == ("21", "4")
    assert not {"primary_score", "test_score", "mark"} & second.keys()
    (table,) = read(Sheet(None, rows_))
    assert [each.counted for each in table.declared] == [21, 4, 1]
    rows_[3][-2:] = ["5", "2"]
    assert rows(Sheet(None, rows_))[1]["mark"] == "2"


def test_a_large_protocol_is_read_in_time_that_grows_with_its_lines() -> None:
    """Counted, not timed: every line is looked at once."""
    lines = [Line(number, "sch990001", "9", 20, 4) for number in range(1, 20_001)]
    (table,) = read(Sheet(None, [list(row) for row in Protocol(lines).table()]))
    assert len(table.rows) == 20_000
    assert [each.counted for each in table.declared] == [20, 4, 20_000]


def test_an_empty_protocol_gives_no_table() -> None:
    assert read(Sheet(None, [list(row) for row in Protocol(()).table()])) == []
