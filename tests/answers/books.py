"""Workbooks as senders fill them in, and a look at what is marked in their copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

STAFF = (
    "СНИЛС", "ФИО", "Дата рождения", "Логин ОО", "Работает с", "Работает по", "Должность",
    "Предмет", "Внешний совместитель",
)  # fmt: skip
RED, YELLOW = "00FFC7CE", "00FFEB9C"


def teacher(name: str, **changed: Any) -> list[Any]:
    """A row of staff that is right but for what is changed."""
    row = dict(
        zip(
            STAFF,
            (None, name, "01.02.1980", "sch990001", "01.09.2020", None, "Учитель", "Математика",
             "нет"),
            strict=True,
        )
    )  # fmt: skip
    unknown = changed.keys() - row.keys()
    assert not unknown, unknown
    return list((row | changed).values())


def staff_book(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """A workbook as a person made it: a title above, a drop-down, a hidden list, a comment."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Педагоги"
    sheet["A1"] = "Сведения о педагогах"
    sheet.merge_cells("A1:I1")
    sheet["A1"].font = Font(bold=True, size=16)
    for place, heading in enumerate(STAFF, start=1):
        sheet.cell(3, place, heading)
    sheet["A3"].comment = Comment("Одиннадцать цифр", "Завуч")
    for number, row in enumerate(rows, start=4):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
    words = book.create_sheet("Слова")
    for number, word in enumerate(("да", "нет"), start=1):
        words.cell(number, 1, word)
    words.sheet_state = "hidden"
    check = DataValidation("list", formula1="'Слова'!$A$1:$A$2")
    sheet.add_data_validation(check)
    check.add("I4:I100")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def coloured(sheet: Any) -> dict[str, str]:
    """The cells of a sheet that have a fill of their own, with its colour."""
    return {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    }


def texts(path: Path) -> dict[str, list[list[Any]]]:
    """All cells of a workbook by sheet."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
