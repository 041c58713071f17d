"""From a finding to the cells of the file, where the column is known and where it is not."""

from __future__ import annotations

from opora.answers.places import Cell, Places
from opora.answers.told import Finding
from opora.contracts import load_contracts
from opora.intake.adapters import group_of_sheet
from opora.intake.layout import Layout
from opora.intake.mapping import Target
from opora.intake.sheet import Sheet

DATASETS = load_contracts()
HEADINGS = ("Школа", "Класс", "Тема", "Код")
COLUMNS = {"school_login": "Школа", "event_id": "Код", "topic": "Тема"}


def cells(column: str | None, rule: str, layout: Layout) -> list[tuple[str | None, int, int]]:
    finding = Finding(
        "methodical_support", layout.sheet.name, 7, column, rule, "critical", None, ""
    )
    found = Places([layout], DATASETS).cells(finding)
    return [(cell.sheet, cell.row, cell.column) for cell in found]


def layout(sheet: Sheet) -> Layout:
    return Layout(sheet, 1, HEADINGS, (Target("methodical_support", COLUMNS),))


def test_a_column_is_where_its_heading_stands() -> None:
    plain = layout(Sheet("Лист1", []))
    assert cells("topic", "methodical_support.topic.required", plain) == [("Лист1", 7, 3)]
    # a column that the file lacks, and a rule that nobody knows any more
    assert cells("document", "methodical_support.document.readable", plain) == [("Лист1", 7, 1)]
    assert cells(None, "methodical_support.forgotten", plain) == [("Лист1", 7, 1)]
    assert cells(None, "unknown.rule", layout(Sheet(None, []))) == [(None, 7, 1)]


def test_what_an_adapter_has_rewritten_is_marked_at_its_row() -> None:
    rewritten = layout(Sheet(group_of_sheet("ЕГЭ", "Физика"), [], numbers=(0, 7)))
    assert cells("topic", "methodical_support.topic.required", rewritten) == [("ЕГЭ", 7, 1)]
    assert Cell("ЕГЭ", 7, 1) < Cell("ЕГЭ", 8, 1)


def test_a_rule_over_the_row_marks_the_columns_that_it_names() -> None:
    headings = ("С", "Логин", "По", "СНИЛС", "ФИО")
    columns = {
        "valid_from": "С", "school_login": "Логин", "valid_to": "По", "insurance_number": "СНИЛС",
        "full_name": "ФИО",
    }  # fmt: skip
    plain = Layout(Sheet(None, []), 1, headings, (Target("staff", columns),))

    def of(column: str | None, rule: str) -> list[int]:
        finding = Finding("staff", None, 2, column, rule, "critical", None, "")
        return [cell.column for cell in Places([plain], DATASETS).cells(finding)]

    assert of(None, "staff.dates_in_order") == [1, 3]
    assert of(None, "staff.unique") == [1, 2, 4, 5]
    assert of("person", "staff.person.required") == [4, 5]
