"""A reserve day: alone it takes the place of the main day and says so; together both count.

Codes of schools are those of РИС ГИА here, which the register of codes translates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from deliveries import Lake

from adapters import SCHOOLS_CSV
from adapters.ris_gia_protocol import Line, Protocol, csv_of

MAIN, RESERVE = dt.date(2024, 6, 3), dt.date(2024, 6, 24)
CODES = (
    "Система;Код;Действует с;Действует по;Логин ОО\n"
    "РИС ГИА;990101;01.09.2020;;sch990001\nРИС ГИА;990102;01.09.2020;;sch990002\n"
)
RULE = "assessment_results.earlier_days_are_kept"


def protocol(day: dt.date, lines: Sequence[Line]) -> Protocol:
    return Protocol(lines, day=day)


FIRST = Line(1, "990101", "9", 20, 4)
OTHERS = (Line(2, "990101", "9", 9, 2), Line(3, "990102", "9", 30, 5))
MAIN_DAY = protocol(MAIN, [FIRST, *OTHERS])
CORRECTED = protocol(MAIN, [replace(FIRST, primary=21), *OTHERS])
RESERVE_DAY = protocol(RESERVE, [Line(1, "990101", "9", 25, 4)])


@pytest.fixture(scope="module")
def lake(make_lake: Callable[[], Lake]) -> Lake:
    lake = make_lake()
    lake.land("history/schools/schools.csv", SCHOOLS_CSV)
    lake.land("history/school_identifiers/codes.csv", CODES)
    # within a batch in the order of their names
    lake.land("2024-H1/1_main.csv", csv_of(MAIN_DAY))
    lake.land("2024-H1/2_corrected.csv", csv_of(CORRECTED))
    lake.take()
    lake.land("2024-H1/3_reserve.csv", csv_of(RESERVE_DAY))
    lake.land("2024-H1/4_both.csv", csv_of(CORRECTED, RESERVE_DAY))
    lake.take()
    return lake


def warned(lake: Lake, name: str) -> list[tuple[int, str]]:
    """Row numbers and severities of the findings about lost days in a delivery."""
    found: list[tuple[int, str]] = lake.rows(
        "findings",
        "row_no, severity",
        f"rule_id = '{RULE}' AND delivery_id IN (SELECT delivery_id FROM "
        f"read_parquet('{lake.home.lake}/ledger/*.parquet', union_by_name = true) "
        f"WHERE path = '2024-H1/{name}.csv')",
    )
    return found


def test_a_reserve_day_alone_is_told_what_it_replaces(lake: Lake) -> None:
    assert warned(lake, "3_reserve") == [(3, "warning")]
    ((status, message),) = lake.rows("ledger", "status, message", "path = '2024-H1/3_reserve.csv'")
    assert status == "accepted"
    assert "приняты вместо прежних. Строка 3: Этот файл заменяет" in message
    assert "пришлите оба протокола одним файлом" in message


@pytest.mark.parametrize("name", ["1_main", "2_corrected", "4_both"])
def test_a_file_with_all_the_days_is_not(lake: Lake, name: str) -> None:
    assert warned(lake, name) == []


def test_codes_of_schools_are_translated_and_both_days_count_once(lake: Lake) -> None:
    newest = lake.rows("accepted/assessment_results", "max(delivery_id)")[0][0]
    rows = lake.rows(
        "accepted/assessment_results",
        "school_login, participant_code, mark",
        f"delivery_id = {newest}",
    )
    assert rows == [
        ("sch990001", "2024-06-03 1018 0009 1", 4),
        ("sch990001", "2024-06-03 1018 0009 2", 2),
        ("sch990001", "2024-06-24 1018 0009 1", 4),
        ("sch990002", "2024-06-03 1018 0009 3", 5),
    ]
