"""Summaries of ЕГЭ as they come: levels, per cents, totals above and below; values by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters._valid import drawn
from adapters.ege_municipal_summary import BASE, SMALL
from opora.intake.adapters import Declared, Known, Table
from opora.intake.adapters._ege_figures import figure_of
from opora.intake.adapters.ege_municipal_summary import ADAPTER
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet

SHARES = """
Сводная по ЕГЭ|||||||
ОО|Русский язык|||||Физика|
|Участники, чел.|Не преодолели порог||Ср. балл|||
||чел.|%|||Сдавали|Ниже порога, %
СОШ № 1 (sch990001)|40|1|2,5|63,2||12|25,0
Гимназия|10|–|0|70|||
* без выпускников прошлых лет|||||||
"""
LEVELS = """
ЕГЭ, 2022-2023 учебный год|||||
Код школы|Школа|Русский язык||Физика|
||Кол-во участников|Не набрали минимальный балл|Кол-во участников|Не набрали мин. балл
990001|СОШ № 1|40|1|12|3
990002|СОШ № 2|менее 5|X||
990003|СОШ № 3|0|0|0|-
"""
SINGLE = """
Основной период
Код ОО|Наименование ОО|из них||
||История||
||Приняли участие|Не сдали|Средний балл
1|2|3|4|5
990001|СОШ № 1|7|0|55,5
Итого||7|0|55,5
"""


def read(*sheets: Sheet) -> list[Table]:
    assert ADAPTER.claims(sheets)
    return list(ADAPTER.read(sheets, Known([])))


def figures(table: Table) -> list[tuple[str | None, ...]]:
    """School, participants, those below the threshold and the unit."""
    places = [
        table.columns.index(name)
        for name in ("school_login", "participants", "below_threshold", "unit")
    ]
    return [tuple(cells[place] for place in places) for _, cells in table.rows]


def test_counts_are_taken_before_shares_and_shares_where_there_are_no_counts() -> None:
    russian, physics = read(drawn(SHARES, "ЕГЭ 2024"))
    assert (russian.sheet, physics.sheet) == ("ЕГЭ 2024 / Русский язык", "ЕГЭ 2024 / Физика")
    assert figures(russian) == [
        ("sch990001", "40", "1", "count"),
        ("Гимназия", "10", "0", "count"),
    ]
    assert figures(physics) == [("sch990001", "12", "25,0", "per_cent")]


def test_what_cannot_be_read_goes_on_and_where_nobody_took_part_is_no_row() -> None:
    russian, physics = read(drawn(LEVELS, "Лист1"))
    assert figures(russian) == [
        ("990001", "40", "1", "count"),
        ("990002", "менее 5", None, "count"),
    ]
    assert figures(physics) == [("990001", "12", "3", "count")]
    assert {cells[4] for _, cells in russian.rows} == {"2023"}


def test_units_below_the_figures_and_a_blank_row_in_the_header() -> None:
    table = """
ЕГЭ 2024||||
Код ОО|История||Физика|

|Участвовали|Не преодолели порог|Участвовали|Не преодолели порог
|чел.|чел.|чел.|чел.
990001|7|1|5|0
"""
    assert [figures(each) for each in read(drawn(table, "Лист1"))] == [
        [("990001", "7", "1", "count")],
        [("990001", "5", "0", "count")],
    ]


def test_one_subject_under_a_row_that_numbers_the_columns() -> None:
    (history,) = read(drawn(SINGLE, "ЕГЭ-2024"))
    assert figures(history) == [("990001", "7", "0", "count")]
    assert [row_no for row_no, _ in history.rows] == [6]
    assert list(history.declared) == [
        Declared(7, "участников", 7, 7),
        Declared(7, "не преодолевших порог", 0, 0),
        Declared(7, "средний балл", 55.5, 55.5, 0.1 + 1e-9),
    ]


@pytest.mark.parametrize("totals_first", [False, True])
def test_totals_are_held_against_the_schools_that_they_sum_up(totals_first: bool) -> None:
    rows = [list(row) for row in _rows(totals_first)]
    russian, base, physics = read(Sheet("ЕГЭ", rows))
    assert sorted((each.what_ru, each.declared, each.counted) for each in russian.declared) == [
        ("не преодолевших порог", 0, 0),
        ("не преодолевших порог", 1, 1),
        ("не преодолевших порог", 1, 1),
        ("средний балл", 55, 55),
        ("средний балл", 62.4, pytest.approx(62.43, abs=0.01)),
        ("средний балл", 63.7, pytest.approx(63.67, abs=0.01)),
        ("участников", 5, 5),
        ("участников", 30, 30),
        ("участников", 35, 35),
    ]
    assert [(each.declared, each.counted) for each in base.declared if "«5»" in each.what_ru] == [
        (4, 4)
    ] * 2
    assert all(abs(each.declared - each.counted) <= each.tolerance for each in physics.declared)


def test_a_number_that_a_school_hides_leaves_its_total_unchecked() -> None:
    rows = [list(row) for row in _rows(False)]
    rows[4][5] = "менее 25"
    russian, *_ = read(Sheet("ЕГЭ", rows))
    whats = [each.what_ru for each in russian.declared if each.row_no == 7]
    assert whats == ["не преодолевших порог"]


@pytest.mark.parametrize(
    ("code", "name"),
    [("990005", "Школа Итого-Север"), ("", "Школа Итого-Север (sch990005)")],
)
def test_a_school_with_a_code_is_no_total_whatever_its_name(code: str, name: str) -> None:
    (history,) = read(drawn(SINGLE.replace("990001|СОШ № 1", f"{code}|{name}"), "ЕГЭ-2024"))
    assert figures(history) == [(code or "sch990005", "7", "0", "count")]
    assert {each.row_no for each in history.declared} == {7}


@pytest.mark.parametrize(("code", "name"), [("", "Район, итого"), ("Итого", "2 школы")])
def test_a_total_is_told_by_its_words_where_there_is_no_code(code: str, name: str) -> None:
    (history,) = read(drawn(SINGLE.replace("Итого|", f"{code}|{name}"), "ЕГЭ-2024"))
    assert [row_no for row_no, _ in history.rows] == [6]
    assert {each.row_no for each in history.declared} == {7}


def test_a_resit_is_a_session_of_its_own() -> None:
    rows = [list(row) for row in _rows(False)]
    rows[0] = ["ЕГЭ 2024 года, дополнительный (сентябрьский) период"]
    assert {cells[5] for table in read(Sheet("Лист1", rows)) for _, cells in table.rows} == {
        "additional"
    }


@pytest.mark.parametrize(
    ("heading", "figure"),
    [
        ("Приняли участие, чел.", "participants"),
        ("Кол-во участников", "participants"),
        ("Не преодолели min порог", "below_threshold"),
        ("Количество участников, не преодолевших порог", "below_threshold"),
        ("Ниже минимального порога", "below_threshold"),
        ("Средний  тестовый балл", "average"),
        ("81–100 баллов", "other"),
        ("Всего выпускников, участвовавших в ЕГЭ", "other"),
        ("«3»", "mark_3"),
        ("Отметка 2", "mark_2"),
        ("2024", None),
        ("Русский язык", None),
    ],
)
def test_names_of_figures(heading: str, figure: str | None) -> None:
    assert figure_of(heading) == figure


def test_a_plain_table_with_the_same_figures_is_no_summary() -> None:
    heading = ["Код ОО", "Предмет", "Количество участников", "Не преодолели порог", "Средний балл"]
    hints: list[str | None] = [None, None, "Сколько участников", "Сколько не преодолели порог", ""]
    for rows in (
        [["ЕГЭ 2024"], heading, ["990001", "Физика", "12", "3", "50"]],
        [["ЕГЭ 2024"], hints, heading],
        [["ЕГЭ 2024"], heading, hints],
    ):
        assert not ADAPTER.claims([Sheet("ЕГЭ", [list(row) for row in rows])])


def test_a_summary_without_the_subjects_is_told_so() -> None:
    rows = [list(row) for row in _rows(False)]
    del rows[2]
    with pytest.raises(Refusal, match="над показателями нет названий предметов"):
        read(Sheet("ЕГЭ", rows))


def test_a_summary_without_the_schools_is_told_so() -> None:
    rows = [list(row) for row in _rows(False)]
    rows[1][2] = rows[1][3] = "Прочее"
    with pytest.raises(Refusal, match=r"нет столбца «Код ОО» или «Образовательная"):
        read(Sheet("ЕГЭ", rows))


def _rows(totals_first: bool) -> list[list[str | None]]:
    """The small summary as text."""
    small = replace(SMALL, totals_first=totals_first, numbered=False)
    rows = [["Результаты ЕГЭ 2024 года"], *small.header(), *small.body()]
    assert BASE in small.subjects
    return [[None if cell is None else str(cell) for cell in row] for row in rows]
