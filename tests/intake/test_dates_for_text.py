"""A spreadsheet makes a date of 1.2 and a 1.1 of 1.10: neither becomes a code in silence."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from deliveries import Lake

from opora.contracts import load_contracts
from opora.intake.no_value import date_for_text, has_no_value

_VALUES: dict[str, Any] = {
    "procedure_kind": "ВПР", "school_login": "sch990001", "subject": "Математика",
    "programme_grade": 5, "assessment_year": 2024, "session": "весна", "task": "1.1",
    "points": 10, "attempts": 10, "max_points": 2,
}  # fmt: skip


def book(*rows: dict[str, tuple[Any, str]]) -> bytes:
    """Results of tasks; of each row what differs: column -> value and number format."""
    columns = load_contracts()["task_results"].columns
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for place, name in enumerate(_VALUES, start=1):
        (column,) = (column for column in columns if column.name == name)
        sheet.cell(1, place, column.heading)
        for number, row in enumerate(rows, start=2):
            value, code = row.get(name, (_VALUES[name], "General"))
            sheet.cell(number, place, value).number_format = code
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_date_in_a_column_of_text_is_rejected_and_told(lake_with_school: Lake) -> None:
    lake = lake_with_school
    content = book(
        {"task": ("2024-02-01", "General")},
        {"task": (dt.datetime(2024, 2, 1), "dd.mmm")},
        {"task": (dt.time(1, 20), "h:mm")},
        {"school_login": (dt.datetime(2024, 2, 1), "dd.mm.yyyy")},
        {"task": (1.1, "0.00")},
        {"task": (1.25, "0.00")},
        {"task": (7, "0.00")},
    )
    lake.land("2024-H1/task_results/tasks.xlsx", content)
    (row,) = [row for row in lake.take().ledger if row.dataset == "task_results"]
    assert (row.rows_accepted, row.rows_quarantined) == (4, 3)
    # what somebody typed as text is text, whatever it looks like; 1.10 is another task than 1.1
    assert lake.accepted("task_results", "task") == [("1.10",), ("1.25",), ("2024-02-01",), ("7",)]
    found = lake.rows("findings", "row_no, value", "rule_id LIKE '%.readable'")
    assert found == [
        (3, "(дата или время 01.02.2024)"),
        (4, "(дата или время 01:20:00)"),
        (5, "(дата или время 01.02.2024)"),
    ]
    (message,) = lake.rows("findings", "message", "row_no = 3")[0]
    assert "сначала задайте ячейке текстовый формат" in message


@pytest.mark.parametrize("shown", ["2024-02-01", "2024-02-01 10:00:00", "1:20:00"])
def test_what_stands_for_such_a_date_is_no_value(shown: str) -> None:
    assert has_no_value(date_for_text(shown))
