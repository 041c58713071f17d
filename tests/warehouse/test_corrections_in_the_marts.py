"""What became of rejected rows and replaced deliveries, from files to the marts of data quality.

One lake, three batches: defects, each in a file of its own name, then what answers them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from deliveries import SCHOOLS, SUPPORT, Lake, event
from scratch import run_dbt

from opora.rules import write_overrides

MARTS = (
    "deliveries", "quarantine_rows", "quarantine_summary", "delivery_completeness",
    "delivery_timeliness", "delivery_schedule", "defect_trend",
)  # fmt: skip
TESTS = ("deliveries_add_up", "rejected_rows_have_reasons", "dataset_schedule_means_something")

EVENTS = "2024-H1/methodical_support"
STAFF = "2024-H1/staff"
RESULTS = "2024-H1/assessment_results"

STAFF_HEADINGS = (
    "СНИЛС;ФИО;Дата рождения;Логин ОО;Работает с;Работает по;Должность;Предмет;"
    "Внешний совместитель\n"
)
RESULT_HEADINGS = (
    "Логин ОО;Вид процедуры;Предмет;Класс программы;Год процедуры;Этап;Код участника;"
    "Дата проведения;Первичный балл;Тестовый балл;Отметка;Отметка по журналу\n"
)


def school(number: int) -> str:
    return f"sch99000{number};Школа {number};00701000\n"


def works(name: str, at: str = "sch990001", position: str = "Учитель") -> str:
    return f";{name} Пётр Семёнович;13.02.1980;{at};01.09.2020;;{position};Математика;нет\n"


def result(code: str, mark: str = "4", at: str = "sch990001") -> str:
    return f"{at};ОГЭ;Математика;9;2024;основной;{code};24.05.2024;15;;{mark};4\n"


@pytest.fixture(scope="module")
def lake(make_lake: Callable[[], Lake]) -> Lake:
    """Three batches, built into the marts."""
    lake = make_lake()
    lake.land("history/schools/schools.csv", SCHOOLS + school(3))
    # append: a wrong day, no code, a school that nobody knows
    lake.land(
        f"{EVENTS}/a.csv",
        SUPPORT
        + event("good")
        + event("corrected", day="15.03.2023")
        + event("open", day="15.03.2023")
        + event("", topic="Без кода")
        + event("waits", "sch990002"),
    )
    lake.land(f"{EVENTS}/b_same_name.csv", SUPPORT + event("b", day="") + event("b2"))
    lake.land(f"{EVENTS}/c_broken.csv", b"\x81\x8d\x8f\x90\x9d" * 20)
    lake.land(f"{EVENTS}/d_never_mended.csv", "")
    lake.land(f"{EVENTS}/e_copy.csv", SUPPORT + event("b", day="") + event("b2"))
    # replace: of a school, and of a procedure of a school
    lake.land(
        f"{STAFF}/a.csv",
        STAFF_HEADINGS
        + works("Ковалёв")
        + works("Рощин", position="")
        + works("Тихонов", position="")
        + works("Другов", at="sch990003", position=""),
    )
    lake.land(
        f"{RESULTS}/a.csv",
        RESULT_HEADINGS
        + result("1")
        + result("2")
        + result("3", mark="отл.")
        + result("4", mark="отл.")
        + result("9", at="sch990003"),
    )
    lake.take()

    lake.land("2024-H1/schools/late.csv", SCHOOLS.replace("sch990001", "sch990002"))
    lake.land(f"{EVENTS}/correction.csv", SUPPORT + event("corrected"))
    lake.land(f"{EVENTS}/b_same_name.csv", SUPPORT + event("b2"))
    lake.land(f"{EVENTS}/c_broken.csv", SUPPORT + event("c"))
    lake.land(f"{STAFF}/b.csv", STAFF_HEADINGS + works("Ковалёв") + works("Рощин"))
    # the reserve day: one pupil takes the place of the whole school
    lake.land(f"{RESULTS}/b_reserve.csv", RESULT_HEADINGS + result("3", mark="5"))
    lake.take()

    write_overrides(lake.home)
    lake.home.warehouse.mkdir(parents=True, exist_ok=True)
    done = run_dbt(
        lake.home, "build", "--exclude-resource-type", "unit_test", "--indirect-selection",
        "empty", "--select", *(f"+{mart}" for mart in MARTS), *TESTS,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return lake


def rows(lake: Lake, query: str) -> list[Any]:
    with duckdb.connect(lake.home.build_file, read_only=True) as connection:
        return connection.execute(query).fetchall()


def delivery(lake: Lake, path: str, columns: str) -> list[Any]:
    return rows(
        lake, f"SELECT {columns} FROM marts.deliveries WHERE path = '{path}' ORDER BY delivery_id"
    )


def number(lake: Lake, path: str) -> int:
    """The last delivery of a file."""
    return int(delivery(lake, path, "delivery_id")[-1][0])


def resolved(lake: Lake, path: str) -> dict[int, tuple[str, int | None]]:
    """Row -> what became of it, by which delivery."""
    found = rows(
        lake,
        "SELECT DISTINCT row_no, resolution, resolved_by FROM marts.quarantine_rows "
        f"WHERE path = '{path}'",
    )
    return {row: (resolution, by) for row, resolution, by in found}


def test_rejected_rows_of_an_append_dataset(lake: Lake) -> None:
    by = number(lake, f"{EVENTS}/correction.csv")
    # the school came, and the row that had waited for it became a delivery of its own
    recovered = number(lake, f"{EVENTS}/a.csv")
    assert resolved(lake, f"{EVENTS}/a.csv") == {
        3: ("corrected", by),
        4: ("open", None),
        5: ("open", None),
        6: ("recovered", recovered),
    }
    assert delivery(lake, f"{EVENTS}/a.csv", "status, rows_accepted, rows_open, is_rereading") == [
        ("partly_accepted", 1, 2, False),
        ("accepted", 1, 0, True),
    ]


def test_file_delivered_again_under_its_name_supersedes_what_it_leaves_out(lake: Lake) -> None:
    by = number(lake, f"{EVENTS}/b_same_name.csv")
    assert resolved(lake, f"{EVENTS}/b_same_name.csv") == {2: ("superseded", by)}
    assert delivery(lake, f"{EVENTS}/b_same_name.csv", "rows_open, resolved_by") == [
        (0, by),
        (0, None),
    ]
    # its only good row came again, too
    assert delivery(lake, f"{EVENTS}/b_same_name.csv", "is_in_force, rows_replaced")[-1] == (
        True,
        1,
    )


def test_refused_file_is_resolved_by_one_that_is_taken(lake: Lake) -> None:
    by = number(lake, f"{EVENTS}/c_broken.csv")
    assert delivery(lake, f"{EVENTS}/c_broken.csv", "status, resolved_by, dataset_ru") == [
        ("refused", by, "Методическая работа"),
        ("accepted", None, "Методическая работа"),
    ]
    assert delivery(lake, f"{EVENTS}/d_never_mended.csv", "status, resolved_by") == [
        ("refused", None)
    ]
    assert delivery(lake, f"{EVENTS}/e_copy.csv", "status, rows_received, is_in_force") == [
        ("duplicate", 0, False)
    ]


def test_rejected_rows_of_a_replace_dataset(lake: Lake) -> None:
    by = number(lake, f"{STAFF}/b.csv")
    assert resolved(lake, f"{STAFF}/a.csv") == {
        # the same person came again, another did not, another school did not send again
        3: ("corrected", by),
        4: ("superseded", by),
        5: ("open", None),
    }
    assert delivery(lake, f"{STAFF}/a.csv", "rows_accepted, rows_in_force, replaced_by") == [
        (1, 0, by)
    ]


def test_reserve_day_that_replaces_a_whole_school_is_seen(lake: Lake) -> None:
    by = number(lake, f"{RESULTS}/b_reserve.csv")
    assert delivery(lake, f"{RESULTS}/b_reserve.csv", "rows_replaced, schools_replaced") == [(2, 1)]
    assert delivery(lake, f"{RESULTS}/a.csv", "rows_in_force, is_in_force, replaced_by") == [
        (1, True, by)
    ]
    assert resolved(lake, f"{RESULTS}/a.csv") == {4: ("corrected", by), 5: ("superseded", by)}


def test_summary_counts_what_is_still_open(lake: Lake) -> None:
    found = rows(
        lake,
        "SELECT rule_id, rows_rejected, rows_corrected, rows_recovered, rows_superseded, rows_open "
        "FROM marts.quarantine_summary WHERE half_year = '2024-H1'",
    )
    assert set(found) == {
        ("methodical_support.half_year", 2, 1, 0, 0, 1),
        ("methodical_support.event_id.required", 1, 0, 0, 0, 1),
        ("methodical_support.held_on.required", 1, 0, 0, 1, 0),
        ("methodical_support.school_login.known", 1, 0, 1, 0, 0),
        ("staff.position.required", 3, 1, 0, 1, 1),
        ("assessment_results.mark.readable", 2, 1, 0, 1, 0),
    }


def test_completeness_of_the_schools(lake: Lake) -> None:
    found = rows(
        lake,
        "SELECT dataset, school_login, state, rows_in_force, rows_open "
        "FROM marts.delivery_completeness WHERE half_year = '2024-H1' AND dataset IN "
        "('staff', 'assessment_results', 'schools') ORDER BY ALL",
    )
    # their kind is not given: ВПР is expected of them, and only ОГЭ came
    assert found == [
        ("assessment_results", "sch990001", "missing", 0, 0),
        ("assessment_results", "sch990002", "missing", 0, 0),
        ("assessment_results", "sch990003", "missing", 0, 0),
        ("schools", None, "delivered", 3, 0),
        ("staff", "sch990001", "delivered", 2, 0),
        ("staff", "sch990002", "missing", 0, 0),
        ("staff", "sch990003", "rejected", 0, 1),
    ]


def test_trend_leaves_out_what_nobody_had_to_correct(lake: Lake) -> None:
    ((checked, failing),) = rows(
        lake,
        "SELECT rows_checked, rows_failing FROM marts.defect_trend "
        "WHERE rule_id = 'methodical_support.school_login.known' AND half_year = '2024-H1'",
    )
    # 5 + 2 at first, and 1 + 1 + 1 of the second batch; not the row that was taken again
    assert (checked, failing) == (10, 0)


def test_no_cell_is_published(lake: Lake) -> None:
    columns = rows(
        lake,
        "SELECT DISTINCT column_name FROM duckdb_columns() WHERE schema_name = 'marts' "
        f"AND table_name IN {MARTS}",
    )
    assert "value" not in {name for (name,) in columns}
    for mart in MARTS:
        text = str(rows(lake, f"SELECT * FROM marts.{mart}"))
        assert "Рощин" not in text
        assert "Тихонов" not in text
