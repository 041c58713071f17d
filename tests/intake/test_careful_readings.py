"""What looks like a value and may be another: read as what it says, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from test_typed import values

from opora.intake.mapping import Locale
from opora.intake.no_value import covered, has_no_value, shown_error

# -- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "1 2",
        "12 34",
        "1 1622",
        "1_000",
        "１２",
        "٣",
        "5 чел.",
        "12-5",
        "1'00",
        "0x1F",
        "--5",
        "1,2.3",
    ],
)
def test_what_people_would_not_take_for_one_number_is_named(text: str) -> None:
    assert values("number", text) == [text]


@pytest.mark.parametrize("text", ["1.000", "1,000", "12.000", "1.000.000"])
def test_a_whole_number_that_may_be_a_thousand_times_larger_is_not_guessed(text: str) -> None:
    assert values("integer", text) == [text]


def test_a_locale_says_which() -> None:
    assert values("integer", "1,000", locale=Locale(".", ",")) == [1000]
    assert values("integer", "1.000", locale=Locale(",", ".")) == [1000]


def test_zeros_behind_the_comma_are_no_thousands() -> None:
    assert values("integer", "5,0", "5.00", "0,000", "1e3") == [5, 5, 0, 1000]
    assert values("number", "1,234", "55.751", "-0") == [1.234, 55.751, 0]


def test_a_per_cent_sign_is_read_where_the_heading_has_one() -> None:
    assert values("number", "25%", "12,5 %", heading="Доля, %") == [25, 12.5]
    assert values("number", "25%", "%", heading="Доля") == ["25%", "%"]


# -- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["31.12.2024", "2024-12-31", "31/12/2024", "31.12.24", "2024-12-31 00:00:00", " 31.12.2024 "],
)
def test_a_date_in_the_spellings_of_the_field(text: str) -> None:
    assert values("date", text) == [dt.date(2024, 12, 31)]


@pytest.mark.parametrize(
    "text",
    [
        "45657", "45657.5", "12/31/2024", "31/12/24", "31 декабря 2024 г.", "2024", "12.2024",
        "31.12", "30.02.2024", "31.12.2024 10:30", "epoch", "infinity", "  infinity", "infinity  ",
        "2024-12-31 00:00:00+00", "1 2 2024", "31.12.1024", "12:00:00",
    ],
)  # fmt: skip
def test_what_may_be_another_day_is_named(text: str) -> None:
    assert values("date", text) == [text.strip()]


# -- cells without a value of their own ---------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=A1", "=", "#Н/Д", "#N/A", "#REF!", "#ССЫЛКА!", "#ДЕЛ/0!", covered("B5"), " =A1"]
)
def test_what_stands_for_a_value_is_none(text: str) -> None:
    assert values("string", text) == [text.strip()]
    assert values("string", text, vocabulary="unit", vocabulary_severity="warning") == [
        text.strip()
    ]
    assert has_no_value(text)


@pytest.mark.parametrize("text", ["#1", "№ 5", "(объединено)", "a=b", "#хештег", "007", "1E5"])
def test_texts_like_them_are_texts(text: str) -> None:
    assert values("string", text) == [text]
    assert not has_no_value(text)


def test_an_error_is_shown_as_excel_shows_it() -> None:
    assert [shown_error(text) for text in ("#N/A", "#REF!", "#WHAT!")] == [
        "#Н/Д",
        "#ССЫЛКА!",
        "#ОШИБКА!",
    ]
