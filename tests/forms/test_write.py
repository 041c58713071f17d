"""Which forms are written for whom, and that none is written over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from deliveries import Lake
from forms.sheets import filled_in, headings, offered, opened

from opora.contracts import load_contracts
from opora.errors import OporaError
from opora.forms import Known, Written, datasets_named, period_of, write_forms
from opora.home import Home
from opora.lake.issued import add_issued

HALF_YEAR = "2024-H2"
LOGIN = "sch990001"
RESPONSES = "recommendation_responses"
KNOWN = Known(
    schools={LOGIN: "Школа 1", "sch990002": "Школа 2"},
    open_schools=(LOGIN, "sch990002"),
    recommendations=[
        {
            "recommendation_id": f"R-2024-H2-sch990001-{kind}",
            "school_login": LOGIN,
            "school": "Школа 1",
            "addressee": addressee,
            "asked_by": dt.date(2025, 3, 1),
            "recommended": "=HYPERLINK(1) Провести диагностику",
            "evidence": "Педагогических работников, прошедших диагностику: 4 из 26.",
        }
        for kind, addressee in (("a", "school"), ("b", "municipal_service"))
    ],
    registers={
        "measures": [
            {
                "measure_id": "М-1",
                "school_login": LOGIN,
                "kind": "training",
                "starts_on": dt.date(2024, 9, 1),
                "status": "in_progress",
            }
        ]
    },
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def write(
    home: Home,
    names: Iterable[str] | None = None,
    known: Known = KNOWN,
    *,
    per_school: bool = False,
    overwrite: bool = False,
) -> list[Written]:
    period = period_of(home, HALF_YEAR)
    return write_forms(
        home, period, known, datasets_named(names), per_school=per_school, overwrite=overwrite
    )


def test_every_dataset_has_a_form(home: Home) -> None:
    written = write(home)
    folder = home.reports / HALF_YEAR / "forms"
    assert {form.path for form in written} == {folder / f"{name}.xlsx" for name in load_contracts()}
    assert all(form.path.exists() for form in written)
    assert {form.dataset: form.rows for form in written if form.rows} == {
        RESPONSES: 2,
        "measures": 1,
        "social_conditions": 2,
        "analysis_register": 2,
    }


def test_each_school_gets_what_it_fills_in_and_the_rest_stays_together(home: Home) -> None:
    names = [RESPONSES, "measures", "social_conditions", "staff", "school_lists"]
    folder = home.reports / HALF_YEAR / "forms"
    written = write(home, names, per_school=True)
    assert {(str(each.path.relative_to(folder)), each.rows) for each in written} == {
        # To the municipal service, not to the school.
        ("schools/recommendation_responses.xlsx", 1),
        ("schools/sch990001/recommendation_responses_sch990001.xlsx", 1),
        ("schools/sch990001/measures_sch990001.xlsx", 1),
        ("schools/sch990002/measures_sch990002.xlsx", 0),
        ("schools/sch990001/social_conditions_sch990001.xlsx", 1),
        ("schools/sch990002/social_conditions_sch990002.xlsx", 1),
        ("schools/sch990001/staff_sch990001.xlsx", 0),
        ("schools/sch990002/staff_sch990002.xlsx", 0),
        ("school_lists.xlsx", 0),
    }
    assert [each.is_of_school for each in written].count(True) == 7


def test_codes_that_are_known_are_offered(home: Home) -> None:
    decided = replace(KNOWN, decisions=("УР-1", "УР-2"))
    (links,) = write(home, ["decision_links"], decided)
    book = opened(links.path)
    assert offered(book)["Код решения"] == ["УР-1", "УР-2"]
    assert "Код объекта" not in offered(book)
    own, others = write(home, ["measures"], per_school=True)
    ids = [row["recommendation_id"] for row in KNOWN.recommendations]
    assert offered(opened(own.path))["Код рекомендации"] == ids
    # Of the other school nothing is asked, so that any code may be written.
    assert "Код рекомендации" not in offered(opened(others.path))


def test_a_school_fills_in_what_is_its_own_to_know() -> None:
    by = {name: each.filling.filled_in_by for name, each in load_contracts().items()}
    assert {name for name, who in by.items() if who == "school"} == {
        "staff", "social_conditions", "methodical_support", "network_partnerships",
        "network_activities", "roadmap_milestones", "measures", RESPONSES,
    }  # fmt: skip
    assert {name for name, who in by.items() if who == "system"} == {
        name for name, each in load_contracts().items() if each.is_assessment
    }


def test_a_recommendation_is_explained_in_columns_that_intake_leaves_out(home: Home) -> None:
    (written,) = write(home, [RESPONSES])
    sheet = opened(written.path).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
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
    assert [cell.protection.locked for cell in sheet[2]][:6] == [True] * 6
    assert sheet["F2"].value == dt.datetime(2025, 3, 1)
    assert sheet["F2"].number_format == "dd.mm.yyyy"
    assert sheet["D2"].value == "=HYPERLINK(1) Провести диагностику"
    assert sheet["D2"].data_type == "s"


def test_an_answer_comes_back_and_what_was_left_blank_is_skipped(lake_with_school: Lake) -> None:
    lake = lake_with_school
    issued = [row["recommendation_id"] for row in KNOWN.recommendations]
    starts_on = dt.date(2024, 7, 1)
    add_issued(
        lake.home,
        pd.DataFrame({"recommendation_id": issued, "half_year": HALF_YEAR, "starts_on": starts_on}),
    )
    (written,) = write(lake.home, [RESPONSES])
    answer = {"Принята": "Да", "Комментарий": "Включено в план", "Срок": dt.datetime(2025, 2, 1)}
    lake.land(f"{HALF_YEAR}/{RESPONSES}/form.xlsx", filled_in(written.path, [answer]))
    ledger = lake.answers()[f"{HALF_YEAR}/{RESPONSES}/form.xlsx"]
    assert (ledger.rows_received, ledger.rows_accepted, ledger.rows_quarantined) == (1, 1, 0)
    (told,) = lake.rows("findings", "message")
    assert told == ("Не заполнено строк: 1, они пропущены.",)
    assert lake.accepted(RESPONSES, "recommendation_id", "accepted", "comment", "due_on") == [
        (issued[0], True, "Включено в план", dt.date(2025, 2, 1))
    ]


def test_a_form_that_may_be_filled_in_is_left_and_the_others_are_written(home: Home) -> None:
    (form,) = write(home, ["measures"])
    assert write(home, ["measures"]) == [form]
    sheet = opened(form.path).worksheets[0]
    assert headings(sheet)["Код меры"] == 1
    filled = filled_in(form.path, [{"Ответственный": "Завуч"}], first=3)
    form.path.write_bytes(filled)
    written = write(home)
    assert [each.dataset for each in written if each.is_kept] == ["measures"]
    assert form.path.read_bytes() == filled
    assert {path.stem for path in form.path.parent.iterdir()} == set(load_contracts())
    assert not any(each.is_kept for each in write(home, overwrite=True))
    assert form.path.read_bytes() != filled


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("metod", "Набора данных «metod» нет. Похожие: method_materials («"),
        ("staf", "Набора данных «staf» нет. Похожие: staff («"),
        ("xyz", "Набора данных «xyz» нет. Наборы: schools, "),
    ],
)
def test_a_dataset_that_nobody_knows_is_named(home: Home, name: str, told: str) -> None:
    with pytest.raises(OporaError) as caught:
        write(home, [name])
    assert str(caught.value).startswith(told)


def test_a_half_year_beyond_the_calendar_is_named(home: Home) -> None:
    with pytest.raises(OporaError, match="Полугодия «2039-H1» в календаре нет"):
        period_of(home, "2039-H1")
