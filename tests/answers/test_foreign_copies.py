"""The copy of a file of another system: its own cells are marked, under its own headings."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from adapters import ege_municipal_summary as ege
from adapters import fis_oko_journal_comparison as journal
from adapters import fis_oko_marks as marks
from adapters import ris_gia_protocol as protocol
from adapters._valid import Cell, workbook
from adapters.fis_oko_individual_results import F1, SMALL, Person
from answers.books import RED, coloured, texts

from opora.answers import colourable
from opora.answers.copies import Judged, copy_path, write_copy
from opora.answers.faults import fault_in_words
from opora.answers.places import Places
from opora.home import Home
from opora.intake.own_sheets import RESULT_MARK
from opora.pipeline.check import check

SHEET = "Ф1 Индивидуальные результаты"
FIVE = replace(
    SMALL,
    tasks=(("1", 3), ("3.1", 2), ("9.1", 2)),
    people=tuple(
        Person(f"5000{number}", school, (3, 1, 2), 5, 4)
        for number, school in enumerate(["sch990001"] * 2 + ["sch990002"] * 3)
    ),
)


def changed(base: F1, cells: Mapping[str, Cell]) -> bytes:
    """A file with some cells changed, as a person calls them."""
    rows = [list(row) for row in base.sheet()]
    for cell, value in cells.items():
        rows[int(cell[1:]) - 1][ord(cell[0]) - ord("A")] = value
    return workbook({SHEET: rows})


def copied(path: Path, content: bytes) -> Path:
    """The copy that a check makes of a file."""
    (copy,) = copies_of(path.parent, {path.name: content})
    return copy


def copies_of(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """The copies of files that are checked together."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    checked = check(Home(folder / "none"), [folder / name for name in files])
    for file in checked.files:
        judged = Judged(
            file.path, file.delivery.format, [feed.layout for feed in file.feeds], file.told,
            file.delivery.refusal, file.delivery.refused_at,
        )  # fmt: skip
        assert write_copy(copy_path(file.path), judged, checked.datasets), file.told
    return [copy_path(folder / name) for name in files]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mark in a word, a score in a word, and nine points where three are the most."""
    content = changed(FIVE, {"K10": "отлично", "J13": "пять", "G12": 9})
    return copied(tmp_path_factory.mktemp("foreign") / "f1.xlsx", content)


def listed(path: Path) -> list[dict[str, Cell]]:
    """The lines of the list in front, by its headings."""
    rows = texts(path)[RESULT_MARK]
    header = next(at for at, row in enumerate(rows) if row[0] == "Важность")
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]


def test_exactly_the_cells_of_the_file_are_coloured(results: Path) -> None:
    sheet = openpyxl.load_workbook(results)[SHEET]
    assert coloured(sheet) == {"K10": RED, "J13": RED, "G12": RED}
    assert "«отлично»" in sheet["K10"].comment.text
    assert "«пять»" in sheet["J13"].comment.text
    assert "стоит 9, а максимум 3" in sheet["G12"].comment.text


def test_the_list_names_places_as_the_file_calls_them(results: Path) -> None:
    places = {
        line["Ячейка"]: (line["Лист"], line["Строка"], line["Графа"])
        for line in listed(results)
        if line["Важность"] == "ошибка"
    }
    assert places == {
        "K10": (SHEET, 10, "Отметка"),
        "J13": (SHEET, 13, "Первичный балл"),
        "G12": (f"«{SHEET}», задание 1", 12, "1 (3б)"),
    }


def test_too_many_points_are_told_by_the_heading_of_the_task(results: Path) -> None:
    (said,) = (line["Что исправить"] for line in listed(results) if line["Ячейка"] == "G12")
    assert said == (
        "Баллы за задание нельзя посчитать: графа «1 (3б)», строка 12: стоит 9, а максимум 3. "
        "Исправьте это место."
    )


def test_rows_are_those_of_the_cells_to_look_at(results: Path) -> None:
    path = results.with_name("f1.xlsx")
    (file,) = (checked := check(Home(path.parent / "none"), [path])).files
    names = Places([feed.layout for feed in file.feeds], checked.datasets)
    (fault,) = file.told.of_dataset("task_results")
    # the school's sums stand at its first row, 12 is the pupil's
    assert fault.first.row_no == 11
    (place,) = fault_in_words(fault, checked.datasets, names).places
    assert place.startswith(f"лист «{SHEET}», задание 1, строка 12, графа «1 (3б)»")


def test_headings_of_the_file_stand_in_the_sentences(tmp_path: Path) -> None:
    copy = copied(tmp_path / "f1.xlsx", changed(FIVE, {"A13": None, "E13": None}))
    said = {line["Ячейка"]: str(line["Что исправить"]) for line in listed(copy)}
    assert "Не заполнена графа «ОО»" in said["A13"]


def test_of_a_large_workbook_the_rows_as_read_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(colourable, "COLOURED_UP_TO", 1_000)
    copy = copied(tmp_path / "f1.xlsx", changed(FIVE, {"K10": "отлично", "G12": 9}))
    sheet = openpyxl.load_workbook(copy)["Строки с ошибками"]
    red = {
        (sheet.cell(row_of_headings(sheet, cell.row), cell.column).value, cell.value)
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb[2:] == RED[2:]
    }
    assert {heading for heading, _ in red} == {"Отметка", "1 (3б)"}
    assert ("Отметка", "отлично") in red


def row_of_headings(sheet: object, row: int) -> int:
    """The row of headings above a row."""
    cells = range(row, 0, -1)
    return next(at for at in cells if sheet.cell(at, 1).value == "Строка файла")  # type: ignore[attr-defined]


def written(content: bytes, cell: str, value: Cell) -> bytes:
    """A workbook with one cell changed."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.active is not None
    book.active[cell] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_files_of_the_other_formats_are_marked_at_their_own_cells(tmp_path: Path) -> None:
    files = {
        "marks": (workbook({"Лист": marks.table(marks.SMALL)}), "I4", "много", "3"),
        # the group is told from the row, of which the school's first one is another
        "journal": (
            workbook({"Сравнение": journal.by_columns(journal.SMALL, repeated=True)}),
            "H8", "много", "Кол-во участников",
        ),
        # the subject is a group of columns, the figure one of them
        "ege": (ege.SMALL.content(), "P7", "много", "Не преодолели порог"),
        "protocol": (protocol.xlsx_of(ОГЭ=protocol.SMALL), "O4", 9, "Оценка"),
    }  # fmt: skip
    copies = copies_of(
        tmp_path,
        {
            f"{name}.xlsx": written(file, cell, value)
            for name, (file, cell, value, _) in files.items()
        },
    )
    for copy, (_, cell, _, heading) in zip(copies, files.values(), strict=True):
        book = openpyxl.load_workbook(copy)
        red = {at for at, colour in coloured(book.worksheets[1]).items() if colour == RED}
        assert red == {cell}, copy.name
        errors = [line for line in listed(copy) if line["Важность"] == "ошибка"]
        # that the row no longer adds up is said of no column
        assert {line["Ячейка"] for line in errors} == {cell}, copy.name
        assert {line["Графа"] for line in errors} - {None} == {heading}, copy.name
