"""Forms that people fill in: a form that comes back says what was written into it."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from deliveries import Lake
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.contracts import Dataset, load_contracts
from opora.errors import OporaError
from opora.forms import OFFERED, Explained, Form, OpenPapers, workbook, write_forms
from opora.forms.words import Words
from opora.forms.workbook import FOR_READING
from opora.home import Home
from opora.intake.recognise import recognise
from opora.intake.sheets import read_sheets
from opora.intake.sniff import FileFormat
from opora.intake.vocabularies import load_vocabularies, spelling
from opora.lake.issued import add_issued

HALF_YEAR = "2024-H2"
MADE_ON = dt.date(2024, 12, 31)
NOTHING_OPEN = OpenPapers([], [])
OPEN = OpenPapers(
    recommendations=[
        {
            "recommendation_id": "R-2024-H2-sch990001-a",
            "school_login": "sch990001",
            "school": "Школа 1",
            "addressee": "school",
            "asked_by": dt.date(2025, 3, 1),
            "recommended": "=HYPERLINK(1) Провести диагностику",
            "evidence": "Педагогических работников, прошедших диагностику: 4 из 26.",
        },
        {
            "recommendation_id": "R-2024-H2-sch990001-b",
            "school_login": "sch990001",
            "school": "Школа 1",
            "addressee": "municipal_service",
            "asked_by": None,
            "recommended": "Закрепить методиста",
            "evidence": "Школа в официальном списке ШНОР.",
        },
    ],
    measures=[
        {
            "measure_id": "М-1",
            "school_login": "sch990001",
            "school": "Школа 1",
            "recommendation_id": None,
            "kind": "training",
            "starts_on": dt.date(2024, 9, 1),
            "ends_on": None,
            "responsible": "Завуч",
            "status": "in_progress",
        }
    ],
)
#: Rows to write into the forms: what a person picks or types, and what must arrive.
FILLED: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "measures": (
        {
            "measure_id": "1.2",
            "school_login": "sch990001",
            "kind": "Обучение педагогов",
            "starts_on": dt.datetime(2024, 9, 2),
            "ends_on": "31.12.2024",
            "responsible": "Завуч",
            "status": "Запланировано",
        },
        ("1.2", "sch990001", "training", dt.date(2024, 9, 2), dt.date(2024, 12, 31), "planned"),
    ),
    "management_decisions": (
        {
            "decision_id": "УР-1",
            "issuer": "Управление образования",
            "number": "12/3",
            "decided_on": dt.datetime(2024, 10, 28),
            "text": "Закрепить кураторов",
            "status": "Выполнено",
        },
        ("УР-1", "12/3", dt.date(2024, 10, 28), "done"),
    ),
    "decision_links": (
        {"decision_id": "УР-1", "object_kind": "Школа", "object_id": "sch990001"},
        ("УР-1", "school", "sch990001"),
    ),
}
ASKED = {
    "measures": ("measure_id", "school_login", "kind", "starts_on", "ends_on", "status"),
    "management_decisions": ("decision_id", "number", "decided_on", "status"),
    "decision_links": ("decision_id", "object_kind", "object_id"),
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def form_of(dataset: Dataset, **facts: Any) -> Form:
    return Form(dataset=dataset, half_year=HALF_YEAR, made_on=MADE_ON, **facts)


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_an_answer_comes_back_and_what_was_left_blank_says_so(lake_with_school: Lake) -> None:
    lake = lake_with_school
    issued = [row["recommendation_id"] for row in OPEN.recommendations]
    starts_on = dt.date(2024, 7, 1)
    add_issued(
        lake.home,
        pd.DataFrame({"recommendation_id": issued, "half_year": HALF_YEAR, "starts_on": starts_on}),
    )
    name = "recommendation_responses"
    (written,) = write_forms(lake.home, HALF_YEAR, OPEN, datasets=[name])
    answer = {"accepted": "Да", "comment": "Включено в план", "due_on": dt.datetime(2025, 2, 1)}
    lake.land(f"{HALF_YEAR}/{name}/form.xlsx", fill_in(written.path, answer, name, 2))
    ledger = lake.answers()[f"{HALF_YEAR}/{name}/form.xlsx"]
    assert (ledger.rows_received, ledger.rows_accepted, ledger.rows_quarantined) == (2, 1, 1)
    assert ledger.message
    assert "«Принята»" in ledger.message
    assert lake.accepted(name, "recommendation_id", "accepted", "comment", "due_on") == [
        (issued[0], True, "Включено в план", dt.date(2025, 2, 1))
    ]


def is_locked(sheet: Any, place: int) -> bool:
    """Whether a cell that is not there yet is locked, which its column says."""
    (locked,) = (
        each.protection.locked
        for each in sheet.column_dimensions.values()
        if each.min <= place <= each.max
    )
    return bool(locked)


def fill_in(path: Path, row: Mapping[str, Any], dataset: str, number: int) -> bytes:
    """The form with one more row, as a spreadsheet program saves it."""
    book = opened(path)
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[1]}
    for name, value in row.items():
        place = headings[load_contracts()[dataset].column(name).heading]
        assert not is_locked(sheet, place)
        sheet.cell(number, place).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("dataset", sorted(FILLED))
def test_a_filled_in_form_comes_back_as_it_was_meant(lake_with_school: Lake, dataset: str) -> None:
    lake = lake_with_school
    if dataset == "decision_links":
        decision, _ = FILLED["management_decisions"]
        (form,) = write_forms(lake.home, HALF_YEAR, OPEN, datasets=["management_decisions"])
        filled = fill_in(form.path, decision, "management_decisions", 2)
        lake.land(f"{HALF_YEAR}/management_decisions/form.xlsx", filled)
    (written,) = write_forms(lake.home, HALF_YEAR, OPEN, datasets=[dataset])
    row, expected = FILLED[dataset]
    landed = lake.land(
        f"{HALF_YEAR}/{dataset}/form.xlsx", fill_in(written.path, row, dataset, written.rows + 2)
    )
    answers = lake.answers()
    assert answers[f"{HALF_YEAR}/{dataset}/{landed.name}"].status == "accepted"
    accepted = lake.accepted(dataset, *ASKED[dataset])
    assert expected in accepted
    assert len(accepted) == written.rows + 1
    if dataset == "measures":
        started = dt.date(2024, 9, 1)
        assert ("М-1", "sch990001", "training", started, None, "in_progress") in accepted


@pytest.mark.parametrize("dataset", sorted(load_contracts()))
def test_only_the_form_itself_is_recognised(home: Home, dataset: str) -> None:
    contract = load_contracts()[dataset]
    path = home.root / "form.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(workbook(form_of(contract), Words(home)))
    sheets = read_sheets(path, FileFormat("xlsx"))
    (layout,) = recognise(sheets, dataset, load_contracts(), [])
    assert layout.sheet is sheets[0]
    assert layout.header_row == 1
    assert {target.dataset for target in layout.targets} == {dataset}
    assert set(layout.targets[0].columns) == {each.name for each in contract.input_columns}


@pytest.mark.parametrize("dataset", OFFERED)
def test_columns_for_reading_are_left_out(home: Home, dataset: str) -> None:
    (written,) = write_forms(home, HALF_YEAR, OPEN, datasets=[dataset])
    sheets = read_sheets(written.path, FileFormat("xlsx"))
    (layout,) = recognise(sheets, dataset, load_contracts(), [])
    known = set(layout.targets[0].columns.values())
    left_out = {heading for heading in layout.headings if heading not in known}
    assert all(heading.startswith(FOR_READING) for heading in left_out)
    assert bool(left_out) == bool(written.rows)


def test_every_word_that_a_form_offers_is_read_back(home: Home) -> None:
    words, read_back = Words(home), load_vocabularies(home)
    asked = 0
    for dataset in load_contracts().values():
        for column in dataset.input_columns:
            vocabulary = "yes_no" if column.type == "boolean" else column.vocabulary
            offered = words.offered(column)
            values = [read_back[vocabulary][spelling(word)] for word in offered] if offered else []
            assert len(set(values)) == len(offered), column
            asked += len(offered)
    assert asked > 100


def test_what_is_given_is_locked_and_the_rest_is_open(home: Home) -> None:
    (written,) = write_forms(home, HALF_YEAR, OPEN, datasets=["recommendation_responses"])
    sheet = opened(written.path).worksheets[0]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "B2"
    headings = [cell.value for cell in sheet[1]]
    assert headings == [
        "Код рекомендации",
        "Справочно: логин",
        "Справочно: школа",
        "Справочно: текст",
        "Справочно: обоснование",
        "Справочно: исполнить до",
        "Принята",
        "Комментарий",
        "Ответственный",
        "Срок",
    ]
    assert [cell.protection.locked for cell in sheet[1]] == [True] * 10
    assert [bool(cell.comment) for cell in sheet[1]] == [True, *[False] * 5, *[True] * 4]
    assert sheet["A1"].comment.text.startswith("Код рекомендации, как в отчёте.")
    assert [cell.protection.locked for cell in sheet[2]][:6] == [True] * 6
    assert sheet.column_dimensions["G"].width
    assert sheet["F2"].value == dt.datetime(2025, 3, 1)
    assert sheet["F2"].number_format == "dd.mm.yyyy"


def test_drop_downs_hold_russian_words(home: Home) -> None:
    (written,) = write_forms(home, HALF_YEAR, OPEN, datasets=["measures"])
    book = opened(written.path)
    assert book["Списки"].sheet_state == "hidden"
    lists = [
        each for each in book.worksheets[0].data_validations.dataValidation if each.type == "list"
    ]
    words = []
    for each in lists:
        first, last = (
            int(part.rsplit("$", 1)[1]) for part in each.formula1.split("!")[1].split(":")
        )
        words.append([book["Списки"].cell(row, 1).value for row in range(first, last + 1)])
    assert words[1] == ["Запланировано", "В работе", "Выполнено", "Отменено"]
    assert "Обучение педагогов" in words[0]


def test_text_that_looks_like_a_formula_stays_text(home: Home) -> None:
    (written,) = write_forms(home, HALF_YEAR, OPEN, datasets=["recommendation_responses"])
    cell = opened(written.path).worksheets[0]["D2"]
    assert cell.value == "=HYPERLINK(1) Провести диагностику"
    assert cell.data_type == "s"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_that_stands_in_a_form_is_read_as_it_is(text: str) -> None:
    words = Words(Home(Path("nowhere")))
    form = form_of(load_contracts()["measures"], rows=[{"responsible": text}])
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(workbook(form, words))
        file.flush()
        sheet, *_ = read_sheets(Path(file.name), FileFormat("xlsx"))
    heading = load_contracts()["measures"].column("responsible").heading
    assert sheet.rows[1][sheet.rows[0].index(heading)] == text


def test_equal_forms_are_equal_bytes(home: Home) -> None:
    form = form_of(
        load_contracts()["measures"],
        rows=OPEN.measures,
        explained=[Explained("школа", "school", after="school_login")],
    )
    words = Words(home)
    assert workbook(form, words) == workbook(form, words)


def test_each_school_gets_its_own_and_the_rest_stays_together(home: Home) -> None:
    written = write_forms(home, HALF_YEAR, OPEN, per_school=True)
    folder = home.reports / HALF_YEAR / "forms"
    assert {(str(each.path.relative_to(folder)), each.rows) for each in written} == {
        ("schools/recommendation_responses.xlsx", 1),
        ("schools/sch990001/recommendation_responses.xlsx", 1),
        ("schools/sch990001/measures.xlsx", 1),
        ("management_decisions.xlsx", 0),
        ("decision_links.xlsx", 0),
    }


def test_a_school_that_has_taken_no_measure_yet_gets_the_form_for_it(home: Home) -> None:
    write_forms(home, HALF_YEAR, OPEN)
    papers = OpenPapers(OPEN.recommendations, [])
    written = write_forms(home, HALF_YEAR, papers, datasets=["measures"], per_school=True)
    assert [(each.path.parent.name, each.rows) for each in written] == [("sch990001", 0)]


def test_a_form_that_may_be_filled_in_is_not_written_over(home: Home) -> None:
    (written,) = write_forms(home, HALF_YEAR, NOTHING_OPEN, datasets=["measures"])
    (again,) = write_forms(home, HALF_YEAR, NOTHING_OPEN, datasets=["measures"])
    assert again == written
    row, _ = FILLED["measures"]
    filled = fill_in(written.path, row, "measures", 2)
    written.path.write_bytes(filled)
    with pytest.raises(OporaError, match="somebody may have filled it in"):
        write_forms(home, HALF_YEAR, NOTHING_OPEN)
    assert written.path.read_bytes() == filled
    assert not (written.path.parent / "decision_links.xlsx").exists()
    write_forms(home, HALF_YEAR, NOTHING_OPEN, overwrite=True)
    assert written.path.read_bytes() != filled


def test_a_half_year_beyond_the_calendar_is_named(home: Home) -> None:
    with pytest.raises(OporaError, match="the calendar has no half-year '2039-H1'"):
        write_forms(home, "2039-H1", NOTHING_OPEN)
