"""From text to values: numbers, dates, words, total rows; what is not read is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.contracts import Column, Dataset
from opora.contracts.model import ColumnType, Delivery
from opora.home import Home
from opora.intake.mapping import Locale, Target, Totals
from opora.intake.typed import TypedSelect
from opora.intake.vocabularies import load_vocabularies


def column(name: str, kind: ColumnType, **more: Any) -> Column:
    more = {"heading": name, **more}
    return Column(name=name, type=kind, description="", description_ru="", **more)


def dataset(*columns: Column) -> Dataset:
    return Dataset(
        name="things",
        title_ru="Вещи",
        description="",
        description_ru="",
        grain="",
        version="1",
        columns=columns,
        delivery=Delivery("append"),
        rules=(),
    )


@pytest.fixture(scope="module")
def vocabularies(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return load_vocabularies(Home(tmp_path_factory.mktemp("home")))


VOCABULARIES: dict[str, dict[str, str]] = {
    "yes_no": {"да": "true", "нет": "false", "1": "true", "0": "false"},
    "unit": {"проценты": "per_cent", "количество человек": "count", "четвертый": "fourth"},
}


def read(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | None]],
    *,
    locale: Locale | None = None,
    totals: Totals | None = None,
    vocabularies: Any = None,
    **target: Any,
) -> list[dict[str, Any]]:
    """The typed rows of a raw table with these columns."""
    names = [each.name for each in columns]
    raw = {
        "delivery_id": pa.array([1] * len(rows), pa.int64()),
        "delivered_half_year": pa.array([None] * len(rows), pa.string()),
        "sheet": pa.array([None] * len(rows), pa.string()),
        "row_no": pa.array(range(2, len(rows) + 2), pa.int64()),
    }
    raw |= {
        name: pa.array([row[place] for row in rows], pa.string())
        for place, name in enumerate(names)
    }
    select = TypedSelect(
        dataset=dataset(*columns),
        target=Target("things", {name: name for name in names}, **target),
        headings=tuple(names),
        locale=locale or Locale(),
        totals=totals,
        vocabularies=vocabularies or VOCABULARIES,
        school_codes={},
    )
    with duckdb.connect() as connection:
        connection.register("raw", pa.table(raw))
        cursor = connection.execute(select.sql("raw"))
        found = [description[0] for description in cursor.description or ()]
        return [dict(zip(found, row, strict=True)) for row in cursor.fetchall()]


def values(kind: ColumnType, *texts: str, locale: Locale | None = None, **more: Any) -> list[Any]:
    """What texts are read as in a column of a type; None is followed by the text if unreadable."""
    rows = read([column("x", kind, **more)], [[text] for text in texts], locale=locale)
    return [row["unreadable"]["x"] if row["unreadable"] else row["x"] for row in rows]


# -- numbers ------------------------------------------------------------------------------------


def test_numbers_as_schools_write_them() -> None:
    texts = ("12", "12,5", "12.5", "1 162", "1\u00a0162,5", "1\u202f162", " 7 ", "-3", "+3")
    assert values("number", *texts) == [12, 12.5, 12.5, 1162, 1162.5, 1162, 7, -3, 3]


@pytest.mark.parametrize("text", ["1e400", "-1e400", "nan", "inf", "много", "=1+1", "1,2,3", "5%"])
def test_what_is_no_number_is_named(text: str) -> None:
    assert values("number", text) == [text]
    assert values("integer", text) == [text]


def test_whole_numbers_only() -> None:
    assert values("integer", "5", "5,0", "5.5", "1e16") == [5, 5, "5.5", "1e16"]


def test_the_locale_says_what_a_comma_is() -> None:
    american, german = Locale(".", ","), Locale(",", ".")
    assert values("number", "1,162", "1,162.5", locale=american) == [1162, 1162.5]
    assert values("number", "1.162", "1.162,5", "0,5", locale=german) == [1162, 1162.5, 0.5]


SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-(10**12), 10**12), SPACES), min_size=1, max_size=50))
def test_any_whole_number_survives_being_written_in_thousands(
    numbers: list[tuple[int, str]],
) -> None:
    texts = [f"{number:,}".replace(",", space) for number, space in numbers]
    assert values("integer", *texts) == [number for number, _ in numbers]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.decimals(-(10**9), 10**9, places=3), min_size=1, max_size=50))
def test_any_decimal_survives_a_comma(numbers: list[Any]) -> None:
    texts = [f"{number:,f}".replace(",", " ").replace(".", ",") for number in numbers]
    assert values("number", *texts) == [float(number) for number in numbers]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=30))
def test_any_text_is_a_value_or_named_and_never_an_error(texts: list[str]) -> None:
    texts = [text.replace("\0", "") or "x" for text in texts]
    columns = [column(name, name) for name in ("integer", "number", "date", "boolean")]  # type: ignore[arg-type]
    for row in read(columns, [[text] * 4 for text in texts]):
        for each in columns:
            is_named = each.name in (row["unreadable"] or {})
            assert is_named == (row[each.name] is None) or _is_blank(row, each.name, texts)


def _is_blank(row: dict[str, Any], name: str, texts: list[str]) -> bool:
    blanks = ("", "-", "–", "—", "н/д", "нет данных", "n/a", "N/A")
    return row[name] is None and texts[row["row_no"] - 2].strip(" \t\r\n\u00a0") in blanks


# -- dates --------------------------------------------------------------------------------------


def test_dates_as_schools_write_them() -> None:
    texts = (
        "31.12.2024", "31.12.24", "2024-12-31", "31/12/2024", "2024-12-31 00:00:00",
        "2024-12-31T00:00:00", "31.12.2024 0:00:00", "31.12.2024 0:00", " 31.12.2024 ",
    )  # fmt: skip
    assert values("date", *texts) == [dt.date(2024, 12, 31)] * len(texts)


@pytest.mark.parametrize(
    "text",
    ["31.02.2024", "12/31/2024", "31.12.0024", "вчера", "45366", "2024-12-31 10:30:00", "12.2024"],
)
def test_what_is_no_date_is_named(text: str) -> None:
    assert values("date", text) == [text]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)), min_size=1, max_size=50))
def test_any_date_survives_both_spellings(days: list[dt.date]) -> None:
    assert values("date", *[f"{day:%d.%m.%Y}" for day in days]) == days
    assert values("date", *map(str, days)) == days


# -- words --------------------------------------------------------------------------------------


def test_booleans_are_words_too(vocabularies: Any) -> None:
    texts = ["да", "Нет", "ДА ", "1", "0", "true", "возможно"]
    rows = read([column("x", "boolean")], [[text] for text in texts], vocabularies=vocabularies)
    assert [row["x"] for row in rows] == [True, False, True, True, False, True, None]
    assert rows[-1]["unreadable"] == {"x": "возможно"}


def test_case_spaces_and_yo_do_not_matter_in_words() -> None:
    texts = ("Проценты", "количество\u00a0человек", " Количество  ЧЕЛОВЕК", "Четвёртый", "штуки")
    expected = ["per_cent", "count", "count", "fourth", "штуки"]
    assert values("string", *texts, vocabulary="unit") == expected


def test_a_word_that_is_only_warned_of_is_kept_but_a_formula_is_not() -> None:
    wide = column("x", "string", vocabulary="unit", vocabulary_severity="warning")
    free, formula = read([wide], [["штуки"], ["=CMD()"]])
    assert (free["x"], free["unreadable"]) == ("штуки", {"x": "штуки"})
    assert (formula["x"], formula["unreadable"]) == (None, {"x": "=CMD()"})


def test_dashes_are_blank_and_blank_rows_are_no_rows() -> None:
    rows = read([column("x", "string"), column("y", "string")], [["a", "—"], [None, None]])
    assert [(row["x"], row["y"], row["row_no"]) for row in rows] == [("a", None, 2)]


def test_a_default_stands_for_blank_but_not_for_unreadable() -> None:
    with_default = column("x", "string", vocabulary="unit", default="count")
    rows = read([with_default, column("y", "string")], [[None, "a"], ["штуки", "b"]])
    assert [row["x"] for row in rows] == ["count", None]


def test_an_expression_that_fails_spoils_only_its_cell() -> None:
    columns = [column("x", "string"), column("day", "date")]
    select = {"expressions": {"day": "make_date(x::INTEGER, 10, 31)"}}
    rows = read(columns[:1], [["2005"], ["abc"]])
    assert [row["x"] for row in rows] == ["2005", "abc"]
    rows = read_target(columns, {"x": "x"}, [["2005"], ["abc"]], **select)
    assert [row["day"] for row in rows] == [dt.date(2005, 10, 31), None]


def read_target(
    columns: Sequence[Column], mapped: dict[str, str], rows: Sequence[Sequence[str]], **target: Any
) -> list[dict[str, Any]]:
    """Like `read`, where not every column stands in the file."""
    raw = pa.table(
        {
            "delivery_id": pa.array([1] * len(rows), pa.int64()),
            "delivered_half_year": pa.array([None] * len(rows), pa.string()),
            "sheet": pa.array([None] * len(rows), pa.string()),
            "row_no": pa.array(range(2, len(rows) + 2), pa.int64()),
            "x": pa.array([row[0] for row in rows], pa.string()),
        }
    )
    select = TypedSelect(
        dataset(*columns), Target("things", mapped, **target), ("x",), Locale(), None,
        VOCABULARIES, {},
    )  # fmt: skip
    with duckdb.connect() as connection:
        connection.register("raw", raw)
        cursor = connection.execute(select.sql("raw"))
        found = [description[0] for description in cursor.description or ()]
        return [dict(zip(found, row, strict=True)) for row in cursor.fetchall()]


# -- total rows -----------------------------------------------------------------------------------

THINGS = (
    column("school_login", "string", required=True),
    column("topic", "string", required=True),
    column("number", "integer", required=True),
)


@pytest.mark.parametrize(
    "row",
    [
        ["Итого", None, "5"],
        ["ИТОГО:", "всё", "5"],
        [" Всего по району", None, "5"],
        [None, "итого", "5"],
        ["Всего (школ: 3)", None, None],
    ],
)
def test_a_row_that_says_it_is_a_total_is_one(row: list[str | None]) -> None:
    assert read(THINGS, [row])[0]["is_total"]


@pytest.mark.parametrize(
    "row",
    [
        ["Итоговое совещание", None, "5"],
        [None, "Итоговая контрольная", "5"],
        ["всегото", "x", "5"],
        ["sch990001", "Всего понемногу", "5"],
        ["sch990001", "Разбор", "5"],
    ],
)
def test_other_rows_are_data_however_they_begin(row: list[str | None]) -> None:
    assert not read(THINGS, [row])[0]["is_total"]


def test_a_mapping_says_which_rows_are_totals() -> None:
    rows = read(THINGS, [["All Grades", "x", "1"], ["3", "x", "1"]], totals=ALL_GRADES)
    assert [row["is_total"] for row in rows] == [True, False]


ALL_GRADES = Totals("school_login", ("All Grades",))
