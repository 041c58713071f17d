"""What adapters share: numbers as the contract reads them, grades, years, schools of a total."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters._valid import SCHOOLS
from adapters.fis_oko_marks import MUNICIPALITY, School, table, together
from opora.intake.adapters import Known, load_adapters
from opora.intake.adapters._cells import (
    Row,
    days,
    decimals,
    filled,
    is_total,
    login_in,
    number,
    stated,
)
from opora.intake.adapters._header import Header, find_header
from opora.intake.adapters._participants import Count, Participant, declared_participants
from opora.intake.adapters._task_results import tasks_of
from opora.intake.adapters._vpr import about, grade_in_file, own_grade, programme_grade
from opora.intake.mapping import Locale
from opora.intake.readings import number as number_sql
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet
from opora.rules import load_rule

SUBJECTS = {row["synonym"] for row in load_rule("vocabularies") if row["vocabulary"] == "subject"}
BEHIND = {"autumn": 1, "spring": 0}
KNOWN = Known(
    [
        {
            "procedure_kind": "vpr",
            "assessment_year": year,
            "session": session,
            "starts_on": dt.date(year, month, 1),
            "ends_on": dt.date(year, month + 1, 28),
            "grades_behind": BEHIND[session],
        }
        for year, session, month in (
            (2020, "autumn", 9), (2022, "autumn", 9), (2022, "spring", 3), (2024, "spring", 3),
        )
    ],
    SUBJECTS,
)  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


DIGITS = st.text("0123456789", min_size=1, max_size=4)
NUMBERLIKE = st.lists(
    st.one_of(DIGITS, st.sampled_from([",", ".", " ", "\u00a0", "'", "%", "-", "+", "a", "_"])),
    min_size=1,
    max_size=6,
).map("".join)


@given(st.one_of(NUMBERLIKE, st.text(max_size=8)))
def test_a_number_is_counted_only_if_the_contract_reads_the_same(
    connection: duckdb.DuckDBPyConnection, text: str
) -> None:
    """Sums are held against rows that were typed by DuckDB: both must see the same numbers."""
    if "\0" in text:
        return
    own = number(text)
    (read,) = connection.execute(
        f"SELECT {number_sql('cell', Locale(), per_cent=True)} FROM (SELECT ?::VARCHAR AS cell)",
        [text],
    ).fetchone() or (None,)
    if own is not None:
        assert read is not None
        assert math.isclose(own, read)


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_rounded_number_keeps_its_value_and_its_decimals(value: float, digits: int) -> None:
    text = f"{value:.{digits}f}"
    for spelled in (text, text.replace(".", ","), f" {text} %", f"{text}%"):
        assert number(spelled) == pytest.approx(float(text))
        assert decimals(spelled) == digits


@pytest.mark.parametrize(
    ("text", "number_"),
    [("1 234,5", 1234.5), ("12,5 %", 12.5), ("1 2", None), ("", None), (None, None), ("пять", None),
     ("2..5", None), ("1e5", None), ("٣", None), ("1.000,5", None)],
)  # fmt: skip
def test_numbers(text: str | None, number_: float | None) -> None:
    assert number(text) == number_


def test_marks_for_missing() -> None:
    for blank in (None, "", " ", "X", "х", "Х", "-", "–", "—", "Нет отметки", " нет  отметки "):
        assert filled(blank) is None
    for kept in ("0", "2", "ХХ", "не был", "(объединено с ячейкой A5)"):
        assert filled(kept) == kept


def test_days() -> None:
    assert days("с 15.03.2024 по 17.05.24") == [dt.date(2024, 3, 15), dt.date(2024, 5, 17)]
    assert days("2024-04-16 00:00:00") == [dt.date(2024, 4, 16)]
    assert days("31.02.2024, 45398") == []


def test_logins() -> None:
    assert login_in("МБОУ СОШ № 1 (EDU050001)") == "edu050001"
    assert login_in("sch22000") is None
    assert login_in("sch2200011") is None
    assert login_in("школа 220001") is None
    assert login_in("sch220001 (SCH220001)") == "sch220001"
    assert login_in("sch220001, sch220002") is None


def test_what_is_stated_in_one_cell_or_two() -> None:
    rows = [["Предметная область"], ["предмет:", None, "Химия"], ["ОО | Кол-во участников: 5 | 7"]]
    assert stated(rows, "^предмет:") == (2, "Химия")
    assert stated(rows, "кол-во участников") == (3, "5")
    assert stated(rows, "дата") is None


@pytest.mark.parametrize(
    ("cell", "grade"),
    [("5", 5), ("5А", 5), ("5 «Б»", 5), ("10-в", 10), ("5 класс", 5), ("7-й класс", 7), ("11", 11),
     ("А5", None), ("5.2", None), ("пятый", None), ("", None), ("5АБ", None)],
)  # fmt: skip
def test_grade_of_a_class(cell: str, grade: int | None) -> None:
    assert own_grade(cell) == grade


def test_programme_of_a_grade() -> None:
    assert programme_grade("6", BEHIND["autumn"]) == "5"
    assert programme_grade("6", BEHIND["spring"]) == "6"
    assert programme_grade("6 (по программе 5 класса)", BEHIND["autumn"]) == "5"
    assert programme_grade("шестой", BEHIND["autumn"]) == "шестой"
    assert programme_grade(None, BEHIND["spring"]) is None


def header(*above: str) -> Header:
    rows: list[list[str | None]] = [*([text] for text in above), ["Год", "Класс"]]
    return Header(Sheet("Лист1", rows), len(rows), {})


@pytest.mark.parametrize(
    ("title", "session", "cell", "grade"),
    [
        ("ВПР 2024 Математика 5 класс", "spring", "5Б", "5"),
        ("ВПР 2024 Математика 5 класс", "spring", "6Б", "6Б (в заголовке 5 класс)"),
        ("ВПР 2024 Математика 5 класс", "spring", None, "5"),
        ("ВПР 2022 Математика 6 класс", "autumn", "6А", "5"),
        ("ВПР 2022 Математика 5 класс", "autumn", "6А", "5"),
        ("ВПР 2022 Математика 6 класс", "autumn", "5А", "5А (в заголовке 6 класс)"),
        ("ВПР 2022 Математика 6 класс (по программе 5 класса)", "autumn", "6А", "5"),
        ("ВПР 2022 Математика 6 класс (по программе 5 класса)", "autumn", None, "5"),
        ("ВПР 2022 Математика 6 класс", "autumn", None, None),
        ("ВПР 2022 Математика", "autumn", "6А", "5"),
    ],
)
def test_programme_of_a_row(title: str, session: str, cell: str | None, grade: str | None) -> None:
    assert grade_in_file(cell, BEHIND[session], about(header(title), KNOWN)) == grade


@pytest.mark.parametrize(
    ("title", "classes", "grades"),
    [
        ("6 класс", ["6А", "6Б"], ["5", "5"]),
        ("5 класс", ["6А", "6Б"], ["5", "5"]),
        (
            "5 класс",
            ["6А", "5А", "7В"],
            [f"{own} (в файле классы 5 и 6, а программа не названа)" for own in ("6А", "5А", "7В")],
        ),
        ("5 класс (по программе 5 класса)", ["6А", "5А"], ["5", "5"]),
    ],
)
def test_a_title_of_autumn_is_read_in_one_way_for_the_whole_file(
    title: str, classes: list[str], grades: list[str]
) -> None:
    said = about(header(f"ВПР 2022 Математика {title}"), KNOWN).of_classes(classes)
    assert [grade_in_file(own, BEHIND["autumn"], said) for own in classes] == grades


@pytest.mark.parametrize(
    ("above", "window"),
    [
        (["ВПР 2024 Математика 5 класс"], (2024, "spring")),
        (["ВПР 2020. 6 класс"], (2020, "autumn")),
        (["ВПР, 5 класс", "Дата: 20.09.2022"], (2022, "autumn")),
        (["ВПР 2022 (осень)"], (2022, "autumn")),
        (["ВПР 2022", "весенний этап"], (2022, "spring")),
        (["ВПР", "Год: 2024"], (2024, "spring")),
        (["ВПР 2023/2024 учебный год", "Дата: 16.04.2024"], (2024, "spring")),
        (["ВПР 2031 Математика"], (2031, None)),
    ],
)
def test_year_and_session(above: list[str], window: tuple[int, str | None]) -> None:
    assert about(header(*above), KNOWN).window(KNOWN) == window


@pytest.mark.parametrize(
    ("above", "words"),
    [
        (["ВПР 2022 Математика"], "весной или осенью"),
        (["ВПР Математика"], "нет ни года, ни даты"),
        (["ВПР 2023/2024 учебный год"], "нет ни года, ни даты"),
        (["ВПР 2024", "Дата: 01.12.2024"], "не проводились"),
        (["ВПР 2022", "Дата: 20.03.2022 – 20.09.2022"], "не проводились"),
        (["ВПР 2024", "Дата: 20.09.2022"], "в заголовке указан 2024 год"),
    ],
)
def test_year_and_session_that_are_not_told(above: list[str], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        about(header(*above), KNOWN).window(KNOWN)


@pytest.mark.parametrize(
    ("above", "subject"),
    [
        (["ВПР 2024 Математика 5 класс"], "Математика"),
        (["ВПР 2024. 5 класс", "Предмет", "Русский язык"], None),
        (["ВПР 2024. 5 класс. Русский язык"], "Русский язык"),
        (["ВПР 2024. 5 класс", "Предмет: Русский язык"], "Русский язык"),
        (["ВПР 2021/22 учебный год. Химия. 8 класс"], "Химия"),
        (["Индивидуальные результаты. ВПР 2022 (весна), География, 8 класс"], "География"),
        (["ВПР 2022 Окружающий мир 5 класс (по программе 4 класса)"], "Окружающий мир"),
        (["ВПР 2024. Отчёт Энского района", "ВПР 2024 Химия 8 класс"], "Химия"),
        (["ВПР 2024 Математика 5 класс, учитель Секретов П.И."], None),
        (["ВПР 2024 Математика 5 класс", "Предмет: Математика, учитель Секретов П.И."], None),
    ],
)
def test_subject(above: list[str], subject: str | None) -> None:
    assert about(header(*above), KNOWN).subject == subject


COUNTS = st.tuples(*[st.integers(0, 30)] * 4).filter(any)


@given(st.lists(COUNTS, min_size=1, max_size=5), st.integers(0, 3), st.integers(1, 40))
def test_weighted_means_warn_of_a_wrong_number_and_of_no_right_one(
    counts: list[tuple[int, int, int, int]], mark: int, off: int
) -> None:
    """Rounding alone is never a difference; three units of the last digit always are."""
    schools = [School(login, each) for login, each in zip(SCHOOLS, counts, strict=False)]
    rows = [[None if cell is None else str(cell) for cell in row] for row in table(schools)]
    assert differences(rows) == []
    total = together(schools)
    rows[2][7 + mark] = f"{total[1 + mark] + (2 + off) / 100:.2f}"
    assert differences(rows) == [f"отметка «{mark + 2}» в процентах, «{MUNICIPALITY}»"]


def differences(rows: list[list[str | None]]) -> list[str]:
    """What the totals of a file are told to differ in."""
    (adapter,) = (each for each in load_adapters() if each.name == "fis_oko_marks")
    (read,) = adapter.read([Sheet("Лист1", rows)], KNOWN)
    return [
        each.what_ru for each in read.declared if abs(each.declared - each.counted) > each.tolerance
    ]


def test_a_header_is_looked_for_among_the_first_rows_only() -> None:
    title: list[str | None] = ["Отчёт"]
    declared: list[str | None] = ["СОШ № 1", "Кол-во участников:", "4"]
    below: list[list[str | None]] = [["Класс", "Вариант"]]
    headings = {"class": ["класс"], "variant": ["вариант"]}
    assert find_header(Sheet(None, [title] * 39 + below), headings)
    assert find_header(Sheet(None, [title] * 39 + [declared] * 99 + below), headings)
    assert not find_header(Sheet(None, [title] * 40 + below), headings)


def test_columns_without_a_heading_are_looked_through_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted, not timed: the rows of a table are walked once, however many columns are blank."""
    row: list[str | None] = ["1 (1б)", None, None, None, "2 (1б)", None, "Первичный балл"]
    blank: list[str | None] = ["1", " ", None, "", "1", None, "2"]
    table_ = Header(Sheet(None, [row, *[blank] * 5]), 1, {"score": 6})
    walked = []
    below = Header.below

    def counted(header_: Header) -> list[tuple[int, Row]]:
        walked.append(header_)
        return below(header_)

    monkeypatch.setattr(Header, "below", counted)
    assert [task.name for task in tasks_of(table_)] == ["1", "2"]
    assert len(walked) == 1
    filled_in = [*blank[:3], "1", *blank[4:]]
    with pytest.raises(Refusal, match="у столбца 4 рядом с заданиями"):
        tasks_of(Header(Sheet(None, [row, blank, filled_in]), 1, {"score": 6}))


def test_words_for_a_total() -> None:
    assert is_total("Итого по району:")
    assert not is_total("Итоговое собеседование")


def participant(row_no: int, school: str, mark: str | None = "4") -> Participant:
    return Participant(row_no, school, "5", str(row_no), None, mark, ())


@pytest.mark.parametrize(
    ("counts", "counted"),
    [
        # above the table: all; the absent one may be left out
        ([Count(3, 5, None)], [5]),
        ([Count(3, 4, None)], [4]),
        ([Count(3, 6, None)], [5]),
        # of a school, wherever it stands
        ([Count(3, 3, "sch990001"), Count(4, 2, "sch990002")], [3, 2]),
        # of a school that has no rows under its login: the table
        ([Count(3, 5, "sch990009")], [5]),
        # between the rows: those up to the next one; the last row of all: the table
        ([Count(6, 2, None), Count(9, 3, None)], [2, 3]),
        ([Count(6, 2, None), Count(9, 2, None)], [2, 2]),
        ([Count(13, 5, None)], [5]),
    ],
)
def test_declared_participants(counts: list[Count], counted: list[int]) -> None:
    schools = ("sch990001", "(SCH990001)", "sch990001", "sch990002", "sch990002")
    people = [
        participant(row_no, school, None if row_no == 12 else "4")
        for row_no, school in zip((7, 8, 10, 11, 12), schools, strict=True)
    ]
    assert [each.counted for each in declared_participants(counts, people, 5)] == counted
