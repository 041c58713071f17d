"""What is awaited on a day: before it is due, on the day, after it; and when nothing is known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from published_quality import publish_quality

from opora.errors import OporaError
from opora.home import Home
from opora.quality.freshness import Awaited, awaited, of_half_years, published_marts, senders


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("quality"))
    publish_quality(home)
    return home


def on(home: Home, day: str) -> dict[tuple[str, str], Awaited]:
    with published_marts(home) as connection:
        found = awaited(connection, dt.date.fromisoformat(day))
    return {(each.half_year, each.dataset): each for each in found}


@pytest.mark.parametrize(
    ("day", "staff", "lists"),
    [
        ("2024-06-25", "waiting", "waiting"),
        # staff is due on 10 July and told 14 days before; the list on 5 July, told 5 days before
        ("2024-06-26", "due", "waiting"),
        ("2024-06-30", "due", "due"),
        ("2024-07-05", "due", "due"),
        ("2024-07-06", "due", "overdue"),
        ("2024-07-10", "due", "overdue"),
        ("2024-07-11", "overdue", "overdue"),
        ("2024-07-20", "overdue", "overdue"),
    ],
)
def test_the_day_decides_how_near_it_is(home: Home, day: str, staff: str, lists: str) -> None:
    found = on(home, day)
    assert found["2024-H1", "staff"].stage == staff
    assert found["2024-H1", "school_lists"].stage == lists


def test_missing_are_those_of_whom_nothing_was_accepted(home: Home) -> None:
    staff = on(home, "2024-07-01")["2024-H1", "staff"]
    assert (staff.expected, staff.missing, staff.partly) == (4, 2, 1)
    conditions = on(home, "2024-07-01")["2024-H1", "social_conditions"]
    assert (conditions.expected, conditions.missing, conditions.partly) == (1, 0, 1)


def test_of_the_half_year_before_only_what_is_still_missing_is_told(home: Home) -> None:
    found = on(home, "2024-07-01")
    assert {key for key in found if key[0] == "2023-H2"} == {("2023-H2", "staff")}
    assert found["2023-H2", "staff"].stage == "overdue"


def test_on_the_day_after_the_report_the_next_half_year_is_awaited(home: Home) -> None:
    assert ("2024-H2", "staff") not in on(home, "2024-07-20")
    found = on(home, "2024-07-21")
    assert found["2024-H2", "staff"].stage == "waiting"
    assert found["2024-H1", "staff"].stage == "overdue"
    assert not {key for key in found if key[0] == "2023-H2"}


def test_where_nobody_knows_who_owes_it_everything_is_missing(home: Home) -> None:
    staff = on(home, "2025-01-15")["2024-H2", "staff"]
    assert not staff.is_known
    assert staff.stage == "overdue"


def test_what_has_come_is_complete_on_any_day(home: Home) -> None:
    with published_marts(home) as connection:
        found = of_half_years(connection, dt.date(2030, 1, 1), ["2023-H2"])
    assert {each.dataset: each.stage for each in found} == {
        "staff": "overdue",
        "social_conditions": "complete",
        "school_lists": "complete",
    }


def test_what_holds_from_an_earlier_half_year_is_told_apart(home: Home) -> None:
    with published_marts(home) as connection:
        found = of_half_years(connection, dt.date(2030, 1, 1), ["2023-H2", "2024-H1"])
    assert {(each.half_year, each.dataset): each.is_older for each in found} == {
        ("2023-H2", "staff"): False,
        # of the half-year before, and of a register that belongs to none
        ("2023-H2", "social_conditions"): True,
        ("2023-H2", "school_lists"): True,
        ("2024-H1", "staff"): False,
        ("2024-H1", "social_conditions"): True,
        ("2024-H1", "school_lists"): True,
    }


def test_after_the_calendar_only_the_past_is_awaited(home: Home) -> None:
    assert {half_year for half_year, _ in on(home, "2099-01-01")} == {"2024-H2"}


def test_those_without_anything_are_named_first(home: Home) -> None:
    with published_marts(home) as connection:
        named = senders(connection, "2024-H1", "staff", 10)
        lists = senders(connection, "2024-H1", "school_lists", 10)
        assert len(senders(connection, "2024-H1", "staff", 2)) == 2
    assert [(each.login, each.state, each.rows_open) for each in named] == [
        ("b", "missing", 0),
        ("c", "rejected", 5),
        ("a", "partly", 2),
    ]
    assert [each.words for each in (*named[:1], *lists)] == ["b Школа b", "m Округ"]


def test_without_anything_published_one_line_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OporaError, match="opora run"), published_marts(Home(tmp_path)):
        pass
