"""The example of a form, which is no table to take, the names of its sheets, heights of rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from forms.made import CONTRACTS, form_of
from forms.sheets import opened, saved

from opora.forms import workbook
from opora.forms.words import Words
from opora.intake.own_sheets import EXAMPLE_MARK
from opora.intake.recognise import recognise
from opora.intake.refusal import Refusal
from opora.intake.sheets import read_sheets
from opora.intake.sniff import FileFormat

# -- the example ------------------------------------------------------------------------------


def landed(book: Any, tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(saved(book))
    return path


def refusal(path: Path, claimed: str | None) -> str:
    with pytest.raises(Refusal, match="нет ни одной заполненной строки") as caught:
        recognise(read_sheets(path, FileFormat("xlsx")), claimed, CONTRACTS, [])
    return str(caught.value)


@pytest.mark.parametrize("claimed", ["measures", None])
def test_a_form_with_nothing_but_its_example_is_told_so(
    forms: dict[str, bytes], tmp_path: Path, claimed: str | None
) -> None:
    told = refusal(landed(opened(forms["measures"]), tmp_path), claimed)
    assert told == (
        "на первом листе нет ни одной заполненной строки. Если вы заполнили «Пример», перенесите "
        "строки на первый лист."
    )


def test_an_example_alone_is_told_so(forms: dict[str, bytes], tmp_path: Path) -> None:
    book = opened(forms["measures"])
    for sheet in book.worksheets:
        if sheet.title != "Пример":
            del book[sheet.title]
    assert "«Пример»" in refusal(landed(book, tmp_path), "measures")


def test_the_mark_is_the_first_cell_of_the_example(books: dict[str, Any]) -> None:
    for book in books.values():
        assert book["Пример"]["A1"].value.startswith(f"{EXAMPLE_MARK}. ")


def test_a_name_of_a_sheet_is_cut_after_a_whole_word(books: dict[str, Any]) -> None:
    for name, book in books.items():
        title = book.sheetnames[0]
        assert len(title) <= 31
        assert CONTRACTS[name].title_ru.startswith(title)
    assert books["competence_diagnostics"].sheetnames[0] == "Диагностика профессиональных"


# -- heights, for programs that do not work them out ------------------------------------------


def test_rows_whose_text_is_wrapped_are_high_enough(words: Words, books: dict[str, Any]) -> None:
    long = "Основная общеобразовательная школа села Нижнелучинское имени первого учителя"
    rows = [{"school_login": "sch990001", "name": long}, {"school_login": "sch990002", "name": "Ш"}]
    sheet = opened(workbook(form_of("schools", rows=rows), words)).worksheets[0]
    # 76 letters in a column of 34: three lines of 15 points; one line is left to the program.
    assert sheet.row_dimensions[2].height == 45
    assert sheet.row_dimensions[3].height is None
    for book in books.values():
        sheet = book["Пояснения"]
        for number, row in enumerate(sheet.iter_rows(), start=1):
            meaning = str(row[2].value or "")
            if len(meaning) > 44:
                assert sheet.row_dimensions[number].height >= 15 * len(meaning) / 44
