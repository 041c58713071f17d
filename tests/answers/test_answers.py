"""Answers over several runs: corrections, rows that waited, blocked half-years, people, names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from answers.books import coloured, staff_book, teacher, texts
from deliveries import SCHOOLS, SUPPORT, Lake, event
from privacy.search import find
from privacy.sought import Secret, secrets_of

from opora.answers.write import answer_path, answer_senders
from opora.contracts import load_contracts
from opora.errors import OporaError
from opora.intake.misplaced import HIDDEN
from opora.lake.ledger import LedgerRow, read_batches
from opora.office import on_the_office_clock

EVENTS = "2024-H1/methodical_support/events.csv"
STAFF = "2024-H1/staff/events.xlsx"
NAME = "Безымянская Анна Львовна"


def answered(lake: Lake) -> list[LedgerRow]:
    """Take what is new and answer it; the new rows of the ledger."""
    taken = lake.take()
    assert answer_senders(lake.home, load_contracts()) == len(
        {row.delivery_id for row in taken.ledger}
    )
    return taken.ledger


@pytest.fixture(scope="module")
def over_time(make_lake: Callable[[], Lake]) -> Lake:
    """A file whose school nobody knows, its correction, then the school; staff in a wrong order."""
    lake = make_lake()
    lake.land("history/schools/s.csv", SCHOOLS)
    lake.land(EVENTS, SUPPORT + event("a") + event("b", school="sch990009"))
    rows = [
        teacher("Иванова Мария Петровна"),
        teacher("Дождева Вера Ильинична", **{"Работает с": None}),
        teacher(NAME, **{"Должность": NAME, "Работает с": NAME}),
    ]
    staff_book(lake.home.landing / STAFF, rows)
    answered(lake)
    lake.land(EVENTS, SUPPORT + event("a", topic="Другая тема") + event("c", day="01.09.2024"))
    answered(lake)
    lake.land("history/schools/more.csv", SCHOOLS.replace("sch990001", "sch990009"))
    answered(lake)
    return lake


def answers(lake: Lake, path: str) -> list[dict[str, list[list[object]]]]:
    """The answers to all deliveries of a path, the oldest first."""
    batches = [each.stem for each in lake.home.ledger.glob("0*.parquet")]
    rows = [row for row in read_batches(lake.home, batches) if row.path == path]
    return [texts(answer_path(lake.home, row)) for row in rows]


def summary(answer: dict[str, list[list[object]]]) -> dict[object, object]:
    return {row[0]: row[1] for row in answer["Итог"] if row[0]}


def test_files_of_one_name_and_of_one_path_have_answers_of_their_own(over_time: Lake) -> None:
    names = sorted(path.name for path in over_time.home.reports.glob("2024-H1/deliveries/*"))
    assert names == [f"00000{number}-events.xlsx" for number in (2, 3, 4, 6)]


def test_a_correction_names_what_it_corrects(over_time: Lake) -> None:
    first, second, _ = answers(over_time, EVENTS)
    assert "Сдано раньше" not in summary(first)
    assert summary(second)["Сдано раньше"] == (
        "под этим же именем сдан файл № 2, из него принято строк: 1"
    )


def test_rows_that_waited_are_answered_when_they_are_taken(over_time: Lake) -> None:
    first, _, recovered = answers(over_time, EVENTS)
    # an unknown login is rather a slip: nothing was said of rows that need not be sent again
    assert "кроме тех, о которых сказано" not in str(summary(first)["Что делать"])
    told = summary(recovered)
    assert told["Состояние"] == "Принято целиком"
    assert (told["Строк получено"], told["Строк принято"]) == (1, 1)
    assert "Присылать их снова не нужно" in str(told["Ответ"])
    assert told["Что делать"] == "Делать ничего не нужно."


def test_how_to_correct_follows_the_contract(over_time: Lake) -> None:
    events, *_ = answers(over_time, EVENTS)
    assert "строка с теми же «Код мероприятия» и «Логин ОО» заменит прежнюю." in str(events["Итог"])
    (staff,) = answers(over_time, STAFF)
    assert "Сдайте файл целиком, вместе со строками, которые уже приняты" in str(staff["Итог"])
    assert "за то же полугодие, в которых совпадает графа «Логин ОО»." in str(staff["Итог"])


def test_whoever_stands_in_a_wrong_column_is_not_in_the_answer(over_time: Lake) -> None:
    (staff,) = answers(over_time, STAFF)
    headings = staff["Отклонённые строки"][2]
    shown = [row for row in staff["Отклонённые строки"][3:] if row[1] == 6]
    assert HIDDEN in str(shown)
    assert "ФИО" not in headings
    assert "Работник" not in headings
    assert "не хранятся" in str(staff["Отклонённые строки"][1])
    secrets = [
        secret
        for name in ("Иванова Мария Петровна", "Дождева Вера Ильинична", NAME)
        for secret in [*secrets_of(name, "", None), Secret("surname", name.split()[0])]
    ]
    assert find(over_time.home.root, secrets) == []


def test_what_is_blocked_is_answered(lake_with_school: Lake) -> None:
    lake = lake_with_school
    part_time = {"Внешний совместитель": "да"}
    rows = [teacher(f"Иванова Мария {letter}", **part_time) for letter in "абвгдежзик"]
    staff_book(lake.home.landing / STAFF, rows)
    lake.land(EVENTS, SUPPORT + event("a"))
    answered(lake)
    for path in (STAFF, EVENTS):
        (answer,) = answers(lake, path)
        told = summary(answer)
        assert str(told["Состояние"]).startswith("Не принято ничего за это полугодие")
        assert "столбец заполнен наоборот" in str(told["Ответ"])
        assert "Строк получено" not in told


def test_what_could_not_be_read_stands_in_the_answer_in_red(over_time: Lake) -> None:
    lake = over_time
    rows = (
        event("x1", day="31.06.2024") + event("x2", school="") + event("x3", day="март", topic="")
    )
    lake.land("2024-H1/methodical_support/march.csv", SUPPORT + rows)
    (entry,) = answered(lake)
    book = openpyxl.load_workbook(answer_path(lake.home, entry))
    sheet = book["Отклонённые строки"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    headings = lines[0]
    day, school = headings.index("Дата проведения"), headings.index("Логин ОО")
    assert [row[day] for row in lines[1:]] == ["31.06.2024", dt.datetime(2024, 3, 15), "март"]
    # nothing stands there in any of the rows
    assert "Проект" not in headings
    red = {cell: colour for cell, colour in coloured(sheet).items() if colour == "FFFFC7CE"}
    assert list(red) == [
        sheet.cell(3, day + 1).coordinate,
        sheet.cell(4, school + 1).coordinate,
        sheet.cell(5, day + 1).coordinate,
    ]


@pytest.mark.parametrize(
    ("zone", "shown"), [(None, "10.07.2024 01:30"), ("Asia/Omsk", "10.07.2024 04:30")]
)
def test_times_are_those_of_the_office(
    zone: str | None, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPORA_TIMEZONE", raising=False)
    if zone:
        monkeypatch.setenv("OPORA_TIMEZONE", zone)
    moment = dt.datetime(2024, 7, 9, 22, 30)
    assert f"{on_the_office_clock(moment):%d.%m.%Y %H:%M}" == shown


def test_a_zone_that_does_not_exist_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPORA_TIMEZONE", "Europe/Opora")
    with pytest.raises(OporaError, match="Europe/Opora"):
        on_the_office_clock(dt.datetime(2024, 7, 9))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("отчёт за май (2).csv", "отчёт_за_май_(2)"),
        ("...csv", "file"),
        ("a" * 200 + ".csv", "a" * 80),
        ("-rf; $(x)`.csv", "-rf_(x)_"),
    ],
)
def test_the_name_of_an_answer_is_harmless(name: str, stem: str, lake: Lake) -> None:
    entry = LedgerRow(
        delivery_id=7, batch_id="", path=f"2024-H1/{name}", half_year="2024-H1", dataset=None,
        format=None, encoding=None, delimiter=None, bytes=0, sha256="", taken_at=None,
        status="refused", message=None, read_with="",
    )  # type: ignore[arg-type]  # fmt: skip
    path = answer_path(lake.home, entry)
    assert path.parent == lake.home.reports / "2024-H1" / "deliveries"
    assert path.name.startswith("000007-")
    assert path.stem.removeprefix("000007-").strip("_") == stem.strip("_")
    assert Path(path.name).name == path.name
