"""Which rows a form begins with: what was accepted last, and still stands in the half-year.

Each case is worked out by hand; that a form handed in unchanged changes nothing is asked of the
whole demonstration in `tests/demo/test_demo_forms.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from deliveries import Lake
from forms.sheets import headings, opened

from opora.contracts import load_contracts
from opora.forms import Known, datasets_named, period_of, what_is_known, write_forms
from opora.forms.register import Register

CONTRACTS = load_contracts()
SCHOOLS = """\
Логин ОО;Наименование ОО;Территория;Дата открытия;Дата закрытия
sch990001;Школа 1;00701000;15.01.1900;
sch990002;Школа 2;00701000;;
sch990003;Школа 3;00701000;;15.03.2024
sch990004;Школа 4;00701000;;30.06.2023
sch990005;Школа 5;00701000;01.09.2024;
sch990006;Школа 6;00701000;;
"""
SUCCESSIONS = """\
Прежний логин;Новый логин;Дата изменения;Вид изменения
sch990006;sch990001;01.09.2024;присоединение
sch990002;sch990005;01.09.2024;разделение
"""
LISTS = (
    "Логин ОО;Список;В списке с;В списке по;Основание;Причина исключения;"
    "Сколько школ может сопровождать\n"
)
LISTED = {
    # Ended in 2023: out of the forms of 2024; ended in 2024: in, all that year.
    "2023-H1": (
        "sch990001;ШНОР;01.09.2020;31.12.2023;Приказ 1;по результатам;\n"
        "sch990001;ШНСУ;01.09.2020;01.01.2024;Приказ 2;решением;\n"
        "sch990002;ШНОР;01.09.2020;;Приказ 3;;\n"
        "sch990002;Опорная школа;01.09.2020;;Приказ 4;;3\n"
    ),
    # Replaces the list of one school and category; of the hub nobody says anything new.
    "2024-H1": "sch990002;ШНОР;01.09.2020;31.05.2024;Приказ 5;по результатам;\n",
    "2024-H2": "sch990002;ШНСУ;01.09.2024;;Приказ 6;;\n",
}
ROADMAP = "Логин ОО;Проект;Код шага;Содержание;Срок;Выполнено\n"
MILESTONES = (
    # One step is still to be done: the whole roadmap stands.
    "sch990001;500+;1;Первый шаг;01.02.2022;30.01.2022\n"
    "sch990001;500+;2;Второй шаг;01.12.2024;\n"
    # All of it was done long ago.
    "sch990002;500+;1;Первый шаг;01.02.2022;30.01.2022\n"
)
ANALYSIS = "Логин ОО;Год;Результаты проанализированы;Условия проанализированы;Дата подписания;Акт\n"
MEASURES = (
    "Код меры;Логин ОО;Код рекомендации;Вид меры;Начало;Окончание;Ответственный;Состояние\n"
    "М-1;sch990001;;обучение педагогов;01.09.2023;;Завуч;в работе\n"
    "М-2;sch990001;;обучение педагогов;01.09.2023;;Завуч;в работе\n"
    "М-3;sch990002;;наставничество;01.09.2023;;Завуч;запланировано\n"
)
LATER_MEASURES = MEASURES.partition("\n")[0] + (
    "\nМ-2;sch990001;;обучение педагогов;01.09.2023;31.05.2024;Завуч;выполнено\n"
    "М-3;sch990002;;наставничество;01.10.2023;;Методист;в работе\n"
)


@pytest.fixture(scope="module")
def known_lake(make_lake: Callable[[], Lake]) -> Lake:
    lake = make_lake()
    lake.land("history/schools/schools.csv", SCHOOLS)
    lake.land("history/school_successions/all.csv", SUCCESSIONS)
    for half_year, rows in LISTED.items():
        lake.land(f"{half_year}/school_lists/lists.csv", LISTS + rows)
    lake.land("2022-H1/roadmap_milestones/steps.csv", ROADMAP + MILESTONES)
    lake.land(
        "2024-H1/analysis_register/acts.csv",
        f"{ANALYSIS}sch990001;2023;да;да;20.12.2023;Акт 1\n"
        "sch990001;2024;да;нет;20.06.2024;Акт 2\n",
    )
    lake.land("2023-H2/measures/first.csv", MEASURES)
    lake.take()
    lake.land("2024-H1/measures/later.csv", LATER_MEASURES)
    taken = lake.take()
    assert all(row.status == "accepted" for row in taken.ledger)
    return lake


def standing(lake: Lake, dataset: str, half_year: str, *columns: str) -> list[tuple[Any, ...]]:
    register = Register(lake.home, period_of(lake.home, half_year))
    rows = register.standing(CONTRACTS[dataset])
    return [tuple(row[column] for column in columns) for row in rows]


@pytest.mark.parametrize(
    ("half_year", "expected"),
    [
        (
            "2023-H2",
            [
                ("sch990001", "dcs", "Приказ 2"),
                ("sch990001", "lps", "Приказ 1"),
                ("sch990002", "hub", "Приказ 4"),
                ("sch990002", "lps", "Приказ 3"),
            ],
        ),
        (
            "2024-H1",
            [
                ("sch990001", "dcs", "Приказ 2"),
                ("sch990002", "hub", "Приказ 4"),
                ("sch990002", "lps", "Приказ 5"),
            ],
        ),
        (
            "2024-H2",
            [
                ("sch990001", "dcs", "Приказ 2"),
                ("sch990002", "dcs", "Приказ 6"),
                ("sch990002", "hub", "Приказ 4"),
                ("sch990002", "lps", "Приказ 5"),
            ],
        ),
        ("2025-H1", [("sch990002", "dcs", "Приказ 6"), ("sch990002", "hub", "Приказ 4")]),
        ("2022-H2", []),
    ],
)
def test_a_list_is_what_was_delivered_last_and_has_not_ended_before_the_year(
    known_lake: Lake, half_year: str, expected: list[tuple[str, str, str]]
) -> None:
    columns = ("school_login", "category", "basis_document")
    assert standing(known_lake, "school_lists", half_year, *columns) == expected


def test_a_roadmap_stands_as_a_whole(known_lake: Lake) -> None:
    expected = [("sch990001", "1"), ("sch990001", "2")]
    columns = ("school_login", "milestone_id")
    assert standing(known_lake, "roadmap_milestones", "2024-H2", *columns) == expected
    in_its_year = [*expected, ("sch990002", "1")]
    assert standing(known_lake, "roadmap_milestones", "2022-H2", *columns) == in_its_year


def test_a_measure_that_is_done_stands_no_longer_whatever_the_half_year(known_lake: Lake) -> None:
    for half_year in ("2023-H2", "2024-H2"):
        rows = standing(known_lake, "measures", half_year, "measure_id", "responsible", "status")
        assert rows == [("М-1", "Завуч", "in_progress"), ("М-3", "Методист", "in_progress")]


def test_acts_are_those_of_the_year(known_lake: Lake) -> None:
    columns = ("school_login", "year", "document")
    assert standing(known_lake, "analysis_register", "2024-H2", *columns) == [
        ("sch990001", 2024, "Акт 2")
    ]
    assert standing(known_lake, "analysis_register", "2025-H1", *columns) == []


@pytest.mark.parametrize(
    ("half_year", "expected"),
    [
        # 3 closes in March, 4 is closed, 5 opens in September, 6 joins 1 in September; 2 is split.
        ("2023-H1", ["1", "2", "3", "6"]),
        ("2023-H2", ["1", "2", "3", "6"]),
        ("2024-H1", ["1", "2", "6"]),
        ("2024-H2", ["1", "2", "5"]),
    ],
)
def test_open_schools(known_lake: Lake, half_year: str, expected: list[str]) -> None:
    register = Register(known_lake.home, period_of(known_lake.home, half_year))
    assert register.open_schools() == [f"sch99000{number}" for number in expected]
    assert register.schools()["sch990004"] == "Школа 4"
    assert len(register.schools()) == 6


def written_sheets(lake: Lake, half_year: str, *names: str) -> dict[str, Any]:
    period, datasets = period_of(lake.home, half_year), datasets_named(names)
    known = what_is_known(lake.home, period, datasets)
    forms = write_forms(lake.home, period, known, datasets, overwrite=True)
    return {form.dataset: opened(form.path).worksheets[0] for form in forms}


def cells(sheet: Any, *names: str) -> list[tuple[Any, ...]]:
    places = headings(sheet)
    return [
        tuple(sheet.cell(row, places[name]).value for name in names)
        for row in range(2, sheet.max_row + 1)
    ]


def test_each_open_school_has_its_row_where_all_are_asked(known_lake: Lake) -> None:
    sheets = written_sheets(known_lake, "2024-H2", "social_conditions", "analysis_register")
    names = ("Логин ОО", "Справочно: школа", "Дата сведений")
    assert cells(sheets["social_conditions"], *names) == [
        ("sch990001", "Школа 1", None),
        ("sch990002", "Школа 2", None),
        ("sch990005", "Школа 5", None),
    ]
    names = ("Логин ОО", "Год", "Условия проанализированы")
    assert cells(sheets["analysis_register"], *names) == [
        ("sch990001", 2024, "Нет"),
        ("sch990002", 2024, None),
        ("sch990005", 2024, None),
    ]


def test_registers_that_are_handed_in_unchanged_are_accepted_and_stand_as_before(
    known_lake: Lake, lake: Lake
) -> None:
    shutil.copytree(known_lake.home.root, lake.home.root)
    names = ("schools", "school_successions", "school_lists", "roadmap_milestones", "measures")
    columns = {name: [column.name for column in CONTRACTS[name].columns] for name in names}
    half_year = "2025-H1"
    before = {name: standing(lake, name, half_year, *columns[name]) for name in names}
    period, datasets = period_of(lake.home, half_year), datasets_named(names)
    for form in write_forms(
        lake.home, period, what_is_known(lake.home, period, datasets), datasets
    ):
        lake.land(f"{half_year}/{form.dataset}/form.xlsx", form.path.read_bytes())
    answers = lake.answers()
    for name in names:
        answer = answers[f"{half_year}/{name}/form.xlsx"]
        assert (answer.status, answer.rows_accepted) == ("accepted", len(before[name]))
        assert standing(lake, name, half_year, *columns[name]) == before[name]


def test_rows_of_a_batch_that_does_not_count_yet_are_not_read(known_lake: Lake, lake: Lake) -> None:
    shutil.copytree(known_lake.home.root, lake.home.root)
    last = max(lake.home.ledger.glob("[0-9]*.parquet"))
    last.unlink()
    rows = standing(lake, "measures", "2024-H2", "measure_id", "status")
    assert rows == [("М-1", "in_progress"), ("М-2", "in_progress"), ("М-3", "planned")]


def test_nothing_is_known_on_the_first_day(lake: Lake) -> None:
    period = period_of(lake.home, "2024-H2")
    assert what_is_known(lake.home, period, CONTRACTS.values()) == Known(
        registers={
            name: [] for name, each in CONTRACTS.items() if each.filling.begins_with == "register"
        },
        recommendations=[],
        open_schools=[],
        decisions=[],
    )
    assert not lake.home.root.exists()
