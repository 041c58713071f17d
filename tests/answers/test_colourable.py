"""A small workbook that names all cells of a sheet gets a copy, too, as soon as any other."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from answers.books import STAFF, coloured, staff_book, teacher
from answers.test_copies import copied
from openpyxl.styles import PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from opora.home import Home
from opora.intake.own_sheets import RESULT_MARK
from opora.pipeline.check import check
from opora.pipeline.claims import Claim

ROWS = [teacher("Петрова Анна Львовна", Должность=None)]
FAR = ("A1048576", "XFD1048576")
#: What is ranged over everything -> the change in the sheet.
RANGES = {
    "merged": ('<mergeCell ref="A1:I1"', '<mergeCell ref="A61:XFD1048576"'),
    "linked": ('ref="A3"', 'ref="A61:XFD1048576"'),
    "whole columns linked": ('ref="A3"', 'ref="A:XFD"'),
}


def change_sheet(path: Path, old: str, new: str) -> None:
    """Change the XML of the first sheet."""
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The copies of a workbook as people make it, and of others that differ in one thing."""
    folder = tmp_path_factory.mktemp("copies")
    paths = [linked_book(folder / "usual.xlsx")]
    for far in FAR:
        paths.append(linked_book(folder / f"{far}.xlsx"))
        book = openpyxl.load_workbook(paths[-1])
        book["Педагоги"][far].fill = PatternFill("solid", fgColor="FFFF00")
        book.save(paths[-1])
    for what, (old, new) in RANGES.items():
        paths.append(linked_book(folder / f"{what}.xlsx"))
        change_sheet(paths[-1], old, new)
    checked = check(Home(folder / "none"), paths, Claim(dataset="staff"))
    return {path.stem: copied(path, checked, number) for number, path in enumerate(paths)}


def linked_book(path: Path) -> Path:
    """A workbook with cells that are merged, a link and a filter."""
    book = openpyxl.load_workbook(staff_book(path, ROWS))
    sheet = book["Педагоги"]
    sheet.merge_cells("A40:I60")
    sheet["A3"].hyperlink = Hyperlink(ref="A3", location="'Слова'!A1")
    sheet.auto_filter.ref = "A3:I1048576"
    book.save(path)
    return path


def test_what_people_merge_and_link_is_coloured(copies: dict[str, Path]) -> None:
    assert coloured(openpyxl.load_workbook(copies["usual"])["Педагоги"]) == {"G4": "00FFC7CE"}


@pytest.mark.parametrize("far", FAR)
def test_a_far_cell_costs_nothing(copies: dict[str, Path], far: str) -> None:
    """Formatted far away, as it remains of a sheet that was larger; blank ones stay unmade."""
    made = openpyxl.load_workbook(copies[far])["Педагоги"]
    assert made["G4"].fill.fgColor.rgb == "00FFC7CE"
    assert made[far].fill.fgColor.rgb == "00FFFF00"
    # three rows of title, headings and data, 21 merged ones, and the far one
    assert len(made._cells) <= 25 * len(STAFF)


@pytest.mark.parametrize("what", RANGES)
def test_a_range_over_everything_gets_the_faulty_rows(copies: dict[str, Path], what: str) -> None:
    made = openpyxl.load_workbook(copies[what])
    assert made.sheetnames == [RESULT_MARK, "Строки с ошибками"]
