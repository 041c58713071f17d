"""A person in a wrong column of a file about people is hidden, and the sender is told where."""

from __future__ import annotations

import duckdb
import pytest
from deliveries import SCHOOLS, Lake
from hypothesis import given
from hypothesis import strategies as st
from pipeline.make_staff import HEADINGS, PEOPLE, line
from privacy.search import find
from privacy.sought import Secret, secrets_of

from opora.intake.misplaced import HIDDEN, code_without_names, without_people

OTHER_COLUMNS = [name for name in HEADINGS if name not in ("СНИЛС", "ФИО", "Дата рождения")]


def people() -> list[Secret]:
    return [
        secret
        for person in PEOPLE
        for secret in (
            *secrets_of(person.full_name.strip(), person.insurance_number, None),
            Secret("surname", person.full_name.split()[0]),
        )
    ]


def land(lake: Lake, moved: str, into: str) -> None:
    """A file in which two columns have changed places, their headings have not."""
    lake.land("history/schools/schools.csv", SCHOOLS)
    one, other = HEADINGS.index(moved), HEADINGS.index(into)
    text = ";".join(HEADINGS) + "\n"
    for person in PEOPLE:
        cells = line(person).rstrip("\n").split(";")
        cells[one], cells[other] = cells[other], cells[one]
        text += ";".join(cells) + "\n"
    lake.land("2024-H1/staff/staff.csv", text)


@pytest.mark.parametrize("into", OTHER_COLUMNS)
@pytest.mark.parametrize("moved", ["ФИО", "СНИЛС"])
def test_a_person_in_a_wrong_column_is_hidden(lake: Lake, moved: str, into: str) -> None:
    land(lake, moved, into)
    lake.take()
    assert find(lake.home.root, people()) == []
    found = lake.rows("findings", "row_no, message", "dataset = 'staff'")
    assert any(HIDDEN in (message or "") for _, message in found)


def hidden(text: str) -> bool:
    ((found,),) = duckdb.execute(f"SELECT {without_people('$1::VARCHAR')}", [text]).fetchall()
    assert found in (text, HIDDEN)
    return found == HIDDEN


@pytest.mark.parametrize(
    "text",
    [
        "Ковалёв Пётр Семёнович",
        "КОВАЛЕВА АННА ИЛЬИНИЧНА",
        "учитель (Пётр Ильич)",
        "Ковалёв П. С.",
        "Ковалёва-Петрова А.",
        "П.С. Ковалёв",
        "112-233-445 95",
        "112 233 445 95",
        "112-233-445-95",
        "паспорт 4507 123456",
        "45 07 № 123456",
    ],
)
def test_what_looks_like_a_person_is_hidden(text: str) -> None:
    assert hidden(text)


@pytest.mark.parametrize(
    "text",
    [
        "Учитель-логопед",
        "учитель математики",
        "sch990001",
        "01.09.2020",
        "2020-09-01 00:00:00",
        "Школа им. А. С. Пушкина",
        "Гимназия № 4507",
        "4507123456",
        "11223344595",
        "12 345,5",
        "Основная общеобразовательная программа",
        "Региональный институт развития образования",
        "",
    ],
)
def test_what_does_not_is_left(text: str) -> None:
    assert not hidden(text)


@given(st.dates())
def test_no_date_is_a_person(day: object) -> None:
    assert not hidden(f"{day:%d.%m.%Y}")
    assert not hidden(f"{day:%Y-%m-%d}")


def kept(code: str) -> bool:
    ((found,),) = duckdb.execute(f"SELECT {code_without_names('$1::VARCHAR')}", [code]).fetchall()
    assert found in (code, HIDDEN)
    return found == code


@pytest.mark.parametrize(
    "code",
    [
        "50001",
        "0007",
        "5А-12",
        "5a12",
        "МАТ5-001",
        "2024-05-28/0123/0007/15",
        "№ 15",
        "-",
        "участник 12",
    ],
)
def test_a_code_of_a_participant_stays(code: str) -> None:
    assert kept(code)


@pytest.mark.parametrize(
    "name",
    [
        "Секретов Пётр", "Секретов Пётр Ильич", "Секретов", "секретов П.И.", "П. И. Секретов",
        "Секретов Пётр 12", "Petrov Petr", "112-233-445 95", "45 10 123456",
    ],
)  # fmt: skip
def test_a_name_in_place_of_a_code_is_hidden(name: str) -> None:
    assert not kept(name)


RESULTS = (
    "Логин ОО;Вид процедуры;Предмет;Класс программы;Год процедуры;Этап;Код участника;"
    "Дата проведения;Первичный балл;Тестовый балл;Отметка;Отметка по журналу\n"
)


def test_results_under_names_are_rejected_without_quoting_them(lake: Lake) -> None:
    lake.land("history/schools/schools.csv", SCHOOLS)
    rows = "".join(
        f"sch990001;ВПР;Математика;5;2024;весна;{code};16.04.2024;9;;3;3\n"
        for code in ("50001", "Секретов Пётр", "Непознанная")
    )
    lake.land("2024-H1/assessment_results/results.csv", RESULTS + rows)
    (answer,) = [row for row in lake.take().ledger if row.dataset == "assessment_results"]
    assert (answer.rows_accepted, answer.rows_quarantined) == (1, 2)
    secrets = [Secret("surname", name) for name in ("Секретов", "Непознанная")]
    assert find(lake.home.root / "lake", secrets) == []
