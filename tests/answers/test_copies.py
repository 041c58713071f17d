"""The copy that a check makes: exactly the faulty cells are marked, everything else stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from answers.books import RED, STAFF, YELLOW, coloured, staff_book, teacher, texts

from opora.answers import colourable
from opora.answers.copies import Judged, copy_path, is_untouched_copy, write_copy
from opora.answers.marks import HEADINGS, WIDTHS
from opora.forms.looks import row_height
from opora.home import Home
from opora.intake.own_sheets import RESULT_MARK
from opora.pipeline.check import Checked, check
from opora.pipeline.claims import Claim

#: Row 4 is right; what is wrong with the others, cell by cell.
ROWS = [
    teacher("Иванова Мария Петровна"),
    teacher("Петрова Анна Львовна", Должность=None),
    teacher("Сидорова Вера Ильинична", **{"Работает с": "скоро"}),
    teacher("Орлов Пётр Ильич", **{"Работает по": "01.09.2019"}),
    teacher("Волков Иван Ильич", **{"Дата рождения": None}),
    teacher("Зайцева Ольга Львовна", СНИЛС="112-233-445 96"),
    teacher("Белова Нина Львовна", Предмет="=1+1"),
    teacher("Чернова Анна Петровна", Должность="Звездочёт"),
]
#: By hand: required, unreadable, two dates in the wrong order, nobody to be known by; only warned
#: of: a number with wrong check digits, a subject and a position that the vocabularies lack.
EXPECTED = {
    "G5": RED,
    "E6": RED,
    "E7": RED, "F7": RED,
    "A8": RED, "B8": RED, "C8": RED,
    "A9": YELLOW,
    "H10": YELLOW,
    "G11": YELLOW,
}  # fmt: skip


def copied(path: Path, checked: Checked, number: int = 0) -> Path:
    file = checked.files[number]
    target = copy_path(path)
    judged = Judged(
        path,
        file.delivery.format,
        [feed.layout for feed in file.feeds],
        file.told,
        file.delivery.refusal,
        file.delivery.refused_at,
    )
    assert write_copy(target, judged, checked.datasets)
    return target


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copies of the same rows in a workbook and in a CSV, and of a workbook without headings."""
    folder = tmp_path_factory.mktemp("copies")
    book = staff_book(folder / "staff.xlsx", ROWS)
    lines = [STAFF, *([text or "" for text in row] for row in ROWS)]
    text = folder / "staff.csv"
    text.write_text("".join(";".join(line) + "\n" for line in lines), encoding="utf-8")
    broken = staff_book(folder / "broken.xlsx", ROWS)
    opened = openpyxl.load_workbook(broken)
    opened["Педагоги"]["G3"] = "Кем работает"
    opened.save(broken)
    paths = {"xlsx": book, "csv": text, "broken": broken}
    checked = check(Home(folder / "none"), list(paths.values()), Claim(dataset="staff"))
    return {name: copied(path, checked, n) for n, (name, path) in enumerate(paths.items())}


def test_exactly_the_faulty_cells_are_coloured_and_each_says_why(made: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(made["xlsx"])["Педагоги"]
    assert coloured(sheet) == EXPECTED
    commented = {
        cell.coordinate for row in sheet.iter_rows() for cell in row
        if cell.comment and cell.comment.author != "Завуч"
    }  # fmt: skip
    assert commented == set(EXPECTED)
    assert "Не заполнена графа «Должность»" in sheet["G5"].comment.text
    assert "«скоро»" in sheet["E6"].comment.text
    assert "контрольные цифры" in sheet["A9"].comment.text


def test_everything_else_of_the_workbook_stays(made: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(made["xlsx"])
    sheet = book["Педагоги"]
    assert book.sheetnames == [RESULT_MARK, "Педагоги", "Слова"]
    assert book["Слова"].sheet_state == "hidden"
    (validation,) = sheet.data_validations.dataValidation
    assert (validation.formula1, str(validation.sqref)) == ("'Слова'!$A$1:$A$2", "I4:I100")
    assert sheet["A1"].font.size == 16
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:I1"]
    assert sheet["A3"].comment.text == "Одиннадцать цифр"
    assert [[cell.value for cell in row] for row in sheet["A4:I11"]] == ROWS
    assert sheet["H10"].data_type == "s"  # still no formula
    # one sheet is open, or what is typed would go into all of them
    assert [each.sheet_view.tabSelected for each in book] == [True, False, False]


def test_the_list_names_every_cell_and_leads_there(made: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(made["xlsx"])[RESULT_MARK]
    links = {
        cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row
        if cell.hyperlink
    }  # fmt: skip
    first_cells = {"G5", "E6", "E7", "A8", "A9", "H10", "G11"}
    assert links == {cell: f"'Педагоги'!{cell}" for cell in first_cells}
    values = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in values] == ["s"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_of_the_list_are_as_high_as_their_sentences(made: dict[str, Path], kind: str) -> None:
    """LibreOffice does not work it out: the text would run over the next row."""
    sheet = openpyxl.load_workbook(made[kind])[RESULT_MARK]
    first = next(cell.row for cell in sheet["A"] if cell.value == HEADINGS[0]) + 1
    lines = [(sheet.cell(row, len(HEADINGS)).value, row) for row in range(first, sheet.max_row + 1)]
    heights = {text: sheet.row_dimensions[row].height for text, row in lines}
    assert len(heights) == 7
    for text, height in heights.items():
        needed = row_height([(text, WIDTHS[-1])])
        assert needed is None or height >= needed
    assert any(row_height([(text, WIDTHS[-1])]) for text in heights)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_quotes_nobody(made: dict[str, Path], kind: str) -> None:
    said = str(texts(made[kind])[RESULT_MARK])
    for row in ROWS:
        assert row[1].split()[0] not in said
    assert "112-233" not in said


def test_of_a_text_table_the_faulty_rows_are_shown(made: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(made["csv"])["Строки с ошибками"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    # the file's rows 3 to 9: row 2 is right
    shown = {row[0]: row[1:] for row in rows[3:]}
    assert list(shown) == [3, 4, 5, 6, 7, 8, 9]
    assert shown[3][1] == "Петрова Анна Львовна"
    assert shown[8][7] == "=1+1"
    marked = {cell: colour[2:] for cell, colour in coloured(sheet).items() if colour != "FFDDEBF7"}
    # a column further to the right, where the number stands, the title above, and row 4 left out
    moved = {
        f"{chr(ord(cell[0]) + 1)}{int(cell[1:]) - 1}": colour[2:]
        for cell, colour in EXPECTED.items()
    }
    assert marked == moved


def test_a_missing_heading_marks_the_row_of_headings(made: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(made["broken"])["Педагоги"]
    assert set(coloured(sheet)) == {f"{letter}3" for letter in "ABCDEFGHI"}
    assert "нет обязательных столбцов: «Должность»" in sheet["A3"].comment.text
    assert "Одиннадцать цифр" in sheet["A3"].comment.text


def test_an_untouched_copy_is_told_from_all_other_files(made: dict[str, Path]) -> None:
    for copy in made.values():
        assert is_untouched_copy(copy)
        book = openpyxl.load_workbook(copy)
        book.properties.lastModifiedBy = "Завуч"
        book.save(copy.with_name("saved.проверка.xlsx"))
        assert not is_untouched_copy(copy.with_name("saved.проверка.xlsx"))
    (copy.parent / "other.проверка.xlsx").write_bytes(b"PK")
    assert not is_untouched_copy(copy.parent / "other.проверка.xlsx")
    assert not is_untouched_copy(copy.parent / "none.проверка.xlsx")


@pytest.fixture(scope="module")
def corrected(made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checked]:
    """The copy once more as it is, and with its cells corrected and the list deleted."""
    folder = tmp_path_factory.mktemp("corrected")
    book = openpyxl.load_workbook(made["xlsx"])
    sheet = book["Педагоги"]
    sheet["G5"], sheet["E6"], sheet["F7"], sheet["C8"] = "Учитель", "01.09.2021", None, "01.01.1970"
    sheet["H10"] = "Физика"
    del book[RESULT_MARK]
    book.save(folder / "staff.xlsx")
    paths = [made["xlsx"], folder / "staff.xlsx"]
    yield check(Home(folder / "none"), paths, Claim(dataset="staff"))


def test_a_copy_is_taken_only_without_the_list(corrected: Checked) -> None:
    """Lying beside its file it would otherwise be taken, too, and undo corrections."""
    untouched, without_list = corrected.files
    assert untouched.delivery.refusal is not None
    assert "удалите из неё этот лист" in untouched.delivery.refusal
    assert without_list.passes
    assert without_list.told.entries[0].rows_accepted == len(ROWS)


def test_what_was_corrected_in_the_copy_loses_its_mark(corrected: Checked) -> None:
    path = corrected.files[1].path
    sheet = openpyxl.load_workbook(copied(path, corrected, 1))["Педагоги"]
    assert coloured(sheet) == {"A9": YELLOW, "G11": YELLOW}


def test_a_workbook_that_is_too_large_gets_its_faulty_rows(
    tmp_path: Path, corrected: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(colourable, "COLOURED_UP_TO", 1_000)
    book = copied(corrected.files[1].path, corrected, 1)
    assert openpyxl.load_workbook(book).sheetnames == [RESULT_MARK, "Строки с ошибками"]
    rows = texts(book)["Строки с ошибками"]
    assert [row[0] for row in rows[3:]] == [9, 11]
