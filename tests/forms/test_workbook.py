"""What a form looks like to the person who opens it, dataset by dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from forms.made import CONTRACTS, LOGINS, NAMES, form_of
from forms.sheets import checks, headings, is_locked, listed, opened
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.contracts import Column
from opora.forms import Explained, workbook
from opora.forms.form import FOR_READING
from opora.forms.words import Words
from opora.home import Home
from opora.intake.recognise import recognise
from opora.intake.sheets import read_sheets
from opora.intake.sniff import FileFormat
from opora.intake.vocabularies import load_vocabularies, spelling

#: Either asked for as people, or without a column in which somebody could be named.
NAMES_NOBODY = {
    "staff", "competence_diagnostics", "schools", "assessment_marks", "assessment_results",
    "journal_comparison", "risk_profiles", "social_conditions", "decision_links",
}  # fmt: skip
OF_A_PERSON, ORANGE = ("СНИЛС", "ФИО", "Дата рождения"), "FFF8CBAD"


def asked(name: str) -> list[Column]:
    """What people fill in: where a school was first mentioned, intake says."""
    return [each for each in CONTRACTS[name].input_columns if each.name != "registered_from"]


# -- every form -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_only_the_sheet_to_fill_in_is_recognised(
    forms: dict[str, bytes], name: str, tmp_path: Path
) -> None:
    book = opened(forms[name])
    # A row to be taken: without one the whole file is refused.
    book.worksheets[0].cell(2, 1).value = "1"
    path = tmp_path / "form.xlsx"
    book.save(path)
    sheets = read_sheets(path, FileFormat("xlsx"))
    (layout,) = recognise(sheets, name, CONTRACTS, [])
    assert layout.sheet.name == book.worksheets[0].title
    assert layout.header_row == 1
    assert {target.dataset for target in layout.targets} == {name}
    assert set(layout.targets[0].columns) == {each.name for each in asked(name)}


@pytest.mark.parametrize("name", NAMES)
def test_headings_carry_hints_and_are_locked(books: dict[str, Any], name: str) -> None:
    book = books[name]
    assert book.sheetnames[1:] == ["Пример", "Пояснения", "Списки"]
    sheet, example, explanations, lists = book.worksheets
    assert [cell.value for cell in sheet[1]] == [each.heading for each in asked(name)]
    for cell, column in zip(sheet[1], asked(name), strict=True):
        hint = cell.comment.text
        assert hint.startswith(column.description_ru.rstrip(".")[:60])
        assert ("Заполнять обязательно." in hint) == column.required
        by_person = column.heading in OF_A_PERSON and CONTRACTS[name].person is not None
        assert ("Нужны «СНИЛС» или «ФИО» и «Дата рождения»." in hint) == by_person
        assert (cell.fill.fgColor.rgb == ORANGE) == (column.required or by_person)
        assert "Например: " in hint or "Запишите по образцу: " in hint
        assert not hint.endswith("…")
        assert cell.protection.locked
    assert all(each.protection.sheet for each in (sheet, example, explanations))
    assert lists.sheet_state == "hidden"
    assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_checked_as_the_contract_says(books: dict[str, Any], name: str) -> None:
    book = books[name]
    found = checks(book.worksheets[0])
    for column in asked(name):
        check = found.get(column.heading)
        if column.vocabulary or column.type == "boolean":
            assert check is not None
            assert check.type == "list"
            assert all(listed(book, check))
        elif column.holds_schools:
            assert check is not None
            assert listed(book, check) == list(LOGINS[:3])
        elif column.type == "date":
            assert check is not None
            assert (check.type, check.operator or "between") == ("date", "between")
        elif column.type in ("integer", "number"):
            assert check is not None
            assert check.type == {"integer": "whole", "number": "decimal"}[column.type]
            bounds = [float(each) for each in (check.formula1, check.formula2) if each]
            for bound in (column.minimum, column.maximum):
                assert bound is None or bound in bounds
        elif column.pattern:
            assert check is not None
            assert column.example in check.prompt
        else:
            assert check is None
    for check in found.values():
        assert check.errorStyle == "warning" or check.error is None
        assert len(check.error or "") <= 255
        assert len(check.prompt or "") <= 255
        assert len(check.errorTitle or "") <= 32
        assert len(check.promptTitle or "") <= 32


@pytest.mark.parametrize("name", NAMES)
def test_explanations_are_whole_sentences(books: dict[str, Any], name: str) -> None:
    book = books[name]
    sheet = book["Пояснения"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(number for number, row in enumerate(rows) if row[0] == "Графа")
    lines = [row[0] for row in rows[1:top] if row[0]]
    assert lines[0] == CONTRACTS[name].description_ru
    assert all(line.rstrip(".").strip() and ("." in line) for line in lines)
    assert lines[-1].endswith(f"landing/2024-H2/{name}.")
    assert [row[0] for row in rows[top + 1 :]] == [f"«{column.heading}»" for column in asked(name)]
    text = " ".join(lines)
    assert ("приходит без людей" in text) == (CONTRACTS[name].person is not None)
    assert ("Фамилии людей не указывайте" in text) == (name not in NAMES_NOBODY)
    assert ("01.07.2024 по 31.12.2024" in text) == (CONTRACTS[name].event_date is not None)
    assert ("Поэтому впишите все записи" in text) == (CONTRACTS[name].delivery.rule == "replace")


def test_of_the_ways_to_name_a_person_one_is_asked_for(books: dict[str, Any]) -> None:
    needed = {row[0].value: row[1].value for row in books["staff"]["Пояснения"].iter_rows()}
    assert needed["«СНИЛС»"] == "обязательно, или «ФИО» и «Дата рождения»"
    assert needed["«ФИО»"] == needed["«Дата рождения»"] == "обязательно, или «СНИЛС»"
    assert needed["«Логин ОО»"] == "обязательно"
    assert needed["«Предмет»"] == "если есть"


def test_who_changes_a_register_is_told_to_end_rows_instead_of_deleting_them(
    words: Words,
) -> None:
    def told(name: str, row: dict[str, Any]) -> bool:
        sheet = opened(workbook(form_of(name, rows=[row]), words))["Пояснения"]
        lines = [row[0].value or "" for row in sheet.iter_rows()]
        return any("не удаляйте: впишите последний день в графу" in line for line in lines)

    assert told("school_lists", {"school_login": "sch990001"})
    assert not told("measures", {"measure_id": "М-1"})
    # A step that is done stays in its roadmap.
    assert not told("roadmap_milestones", {"milestone_id": "1"})


def test_equal_forms_are_equal_bytes(words: Words) -> None:
    for name in ("measures", "staff"):
        form = form_of(name, rows=[{"measure_id": "М-1"}], known={"schools": LOGINS[:5]})
        assert workbook(form, words) == workbook(form, words)


# -- single cells -----------------------------------------------------------------------------


def test_an_event_is_asked_for_within_the_half_year(books: dict[str, Any]) -> None:
    check = checks(books["methodical_support"].worksheets[0])["Дата проведения"]
    # 1 July and 31 December 2024 as a spreadsheet counts days.
    assert (check.formula1, check.formula2) == ("45474", "45657")
    assert check.prompt == "Принимаются даты с 01.07.2024 по 31.12.2024."


def test_drop_downs_hold_russian_words(books: dict[str, Any]) -> None:
    book = books["measures"]
    found = checks(book.worksheets[0])
    assert listed(book, found["Состояние"]) == [
        "Запланировано",
        "В работе",
        "Выполнено",
        "Отменено",
    ]
    assert "Обучение педагогов" in listed(book, found["Вид меры"])
    assert listed(books["staff"], checks(books["staff"].worksheets[0])["Внешний совместитель"]) == [
        "Да",
        "Нет",
    ]


def test_of_territories_those_are_offered_in_which_schools_lie(
    books: dict[str, Any], words: Words
) -> None:
    for name in ("schools", "programme_documents", "remarks"):
        found = checks(books[name].worksheets[0])
        assert listed(books[name], found["Территория"]) == [
            "Демонстрационный муниципальный округ",
            "Город Нью-Йорк",
        ]
    # What is known of another level is still shown by its name.
    assert words.word(CONTRACTS["remarks"].column("territory"), "00700000") == (
        "Демонстрационная область"
    )


def test_every_word_that_a_form_offers_is_read_back(words: Words) -> None:
    read_back = load_vocabularies(Home(Path("nowhere")))
    asked = 0
    for dataset in CONTRACTS.values():
        for column in dataset.input_columns:
            vocabulary = "yes_no" if column.type == "boolean" else column.vocabulary
            offered = words.offered(column)
            values = [read_back[vocabulary or ""][spelling(word)] for word in offered]
            assert len(set(values)) == len(offered), column
            asked += len(offered)
    assert asked > 100


def test_three_thousand_schools_stand_in_one_list(words: Words) -> None:
    form = form_of("network_partnerships", known={"schools": LOGINS})
    book = opened(workbook(form, words))
    found = checks(book.worksheets[0])
    own, hub = found["Логин ОО"], found["Логин опорной школы"]
    assert listed(book, own) == list(LOGINS)
    assert own.formula1 == hub.formula1
    assert len(own.formula1) < 255
    assert book["Списки"].max_row == 3001


def test_a_school_is_offered_its_own_login_and_any_other_as_a_partner(words: Words) -> None:
    form = form_of("network_partnerships", known={"schools": LOGINS[:3]}, school=LOGINS[1])
    book = opened(workbook(form, words))
    found = checks(book.worksheets[0])
    assert listed(book, found["Логин ОО"]) == [LOGINS[1]]
    assert listed(book, found["Логин опорной школы"]) == list(LOGINS[:3])


def test_rows_that_stand_there_are_checked_and_more_below_them(words: Words) -> None:
    rows = [{"school_login": login} for login in LOGINS]
    book = opened(
        workbook(form_of("social_conditions", rows=rows, known={"schools": LOGINS}), words)
    )
    (place,) = checks(book.worksheets[0])["Всего обучающихся"].sqref.ranges
    assert place.min_row == 2
    assert place.max_row > 3001


def test_without_schools_any_login_may_be_written(words: Words) -> None:
    assert "Логин ОО" not in checks(opened(workbook(form_of("staff"), words)).worksheets[0])


def test_what_is_given_is_locked_and_the_rest_is_open(words: Words) -> None:
    explained = [Explained("школа", "school", after="school_login")]
    row = {"measure_id": "М-1", "school_login": "sch990001", "school": "Школа 1"}
    fixed = frozenset({"measure_id", "school_login"})
    form = form_of("measures", rows=[row], fixed=fixed, explained=explained)
    sheet = opened(workbook(form, words)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == [
        "Код меры",
        "Логин ОО",
        f"{FOR_READING}школа",
    ]
    assert [cell.protection.locked for cell in sheet[2]][:3] == [True] * 3
    assert sheet["D1"].value == "Код рекомендации"
    assert [is_locked(sheet, place) for place in (3, 4)] == [True, False]


def test_a_row_of_a_replacing_register_can_be_deleted(words: Words) -> None:
    explained = [Explained("школа", "school", after="school_login")]
    row = {"school_login": "sch990001", "school": "Школа 1", "category": "lps", "capacity": 3}
    form = form_of("school_lists", rows=[row], explained=explained)
    sheet = opened(workbook(form, words)).worksheets[0]
    # A spreadsheet deletes a row of a protected sheet only if nothing in it is locked.
    assert not any(cell.protection.locked for cell in sheet[2] if cell.value is not None)
    assert not any(is_locked(sheet, place) for place in headings(sheet).values())
    assert [cell.value for cell in sheet[2]][:3] == ["sch990001", "Школа 1", "ШНОР"]


def test_text_that_looks_like_a_formula_stays_text(words: Words) -> None:
    form = form_of("measures", rows=[{"responsible": "=HYPERLINK(1)"}])
    sheet = opened(workbook(form, words)).worksheets[0]
    cell = sheet.cell(2, headings(sheet)["Ответственный"])
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_any_text_that_stands_in_a_form_is_read_as_it_is(text: str) -> None:
    form = form_of("measures", rows=[{"responsible": text}])
    sheet = opened(workbook(form, Words(Home(Path("nowhere"))))).worksheets[0]
    assert sheet.cell(2, headings(sheet)["Ответственный"]).value == text


@given(st.floats(-180, 180).map(lambda number: round(number, 12)))
@settings(max_examples=25, deadline=None)
def test_any_coordinate_that_stands_in_a_form_is_read_as_it_is(number: float) -> None:
    form = form_of("schools", rows=[{"longitude": number}])
    sheet = opened(workbook(form, Words(Home(Path("nowhere"))))).worksheets[0]
    assert sheet.cell(2, headings(sheet)["Долгота"]).value == number
