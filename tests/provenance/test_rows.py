"""Which rows stand behind a school, rule by rule, at the days on which it begins and ends to hold.

Belongs here: rows of the lake alone; nothing is built. Each rule has a row that counts and one that
does not.
"""

from __future__ import annotations

import duckdb
import pytest
from deliveries import SUPPORT, Lake, event
from small_home import S1, S4, file

from opora.provenance.matter import read_matter
from opora.provenance.period import read_period
from opora.provenance.rows import LeftOut, files_behind, find_read_rows, left_out

H1, H2 = "2024-H1", "2024-H2"


@pytest.fixture
def lake(lake: Lake) -> Lake:
    """A home with two schools."""
    school = {"name": "Школа", "territory": "00701000"}
    lake.land(
        "history/schools/schools.csv",
        file("schools", {"school_login": S1, **school}, {"school_login": S4, **school}),
    )
    return lake


def behind(
    lake: Lake, half_year: str, *datasets: str, counts_dcs: bool = True
) -> tuple[dict[str, str], LeftOut]:
    """Path -> row numbers of the rows behind school 1, and what was left out."""
    lake.take()
    matter = read_matter(lake.home, read_period(lake.home, half_year), True, counts_dcs)
    with duckdb.connect() as connection:
        connection.execute(
            "create temp table wanted_deliveries as select delivery_id, dataset, path, sha256 "
            f"from read_parquet('{lake.home.ledger}/*.parquet', union_by_name = true) "
            "where status in ('accepted', 'partly_accepted')"
        )
        find_read_rows(lake.home, connection, datasets, matter, [S1])
        return (
            {each.path: each.row_numbers for each in files_behind(connection)},
            left_out(connection),
        )


def test_events_count_from_the_first_of_january_to_the_cut_off(lake: Lake) -> None:
    days = ("31.12.2023", "01.01.2024", "30.06.2024", "01.07.2024")
    rows = "".join(event(f"М-{day}", S1, day) for day in days)
    lake.land("history/methodical_support/all.csv", SUPPORT + rows)
    assert behind(lake, H1, "methodical_support") == (
        {"history/methodical_support/all.csv": "3-4"},
        LeftOut(superseded=0, other=2),
    )
    # rows 2 to 5; in the second half-year the whole year counts
    assert behind(lake, H2, "methodical_support")[0] == {
        "history/methodical_support/all.csv": "3-5"
    }


def test_an_act_counts_from_the_day_it_is_signed(lake: Lake) -> None:
    def act(day: str) -> str:
        signed = {"school_login": S1, "year": 2024, "signed_on": day}
        return file("analysis_register", {**signed, **dict.fromkeys(ANALYSED, "да")})

    lake.land(f"{H1}/analysis_register/act.csv", act("01.07.2024"))
    assert behind(lake, H1, "analysis_register")[0] == {}
    lake.land(f"{H1}/analysis_register/corrected.csv", act("30.06.2024"))
    assert behind(lake, H1, "analysis_register") == (
        {f"{H1}/analysis_register/corrected.csv": "2"},
        LeftOut(superseded=0, other=1),
    )


ANALYSED = ("results_analysed", "conditions_analysed")


def test_conditions_hold_for_twelve_months(lake: Lake) -> None:
    observed = [
        {"school_login": S1, "observed_on": day, "pupils": 100, "low_income": 10}
        for day in ("30.06.2023", "01.07.2023", "30.06.2024")
    ]
    lake.land("history/social_conditions/all.csv", file("social_conditions", *observed))
    assert behind(lake, H1, "social_conditions")[0] == {"history/social_conditions/all.csv": "3-4"}


# -- lists ------------------------------------------------------------------------------------


def listed(start: str, end: str = "", category: str = "ШНОР") -> dict[str, object]:
    return {"school_login": S1, "category": category, "valid_from": start, "valid_to": end}


def test_a_row_that_the_years_second_list_drops_still_counts(lake: Lake) -> None:
    lake.land(f"{H1}/school_lists/l.csv", file("school_lists", listed("01.09.2023", "31.05.2024")))
    lake.land(f"{H2}/school_lists/l.csv", file("school_lists", listed("01.09.2024")))
    assert behind(lake, H2, "school_lists")[0] == {
        f"{H1}/school_lists/l.csv": "2",
        f"{H2}/school_lists/l.csv": "2",
    }
    # what is delivered for the second half-year is not known to the first
    assert behind(lake, H1, "school_lists") == (
        {f"{H1}/school_lists/l.csv": "2"},
        LeftOut(superseded=0, other=1),
    )


def test_a_row_that_the_years_second_list_repeats_counts_once(lake: Lake) -> None:
    lake.land(f"{H1}/school_lists/l.csv", file("school_lists", listed("01.09.2023")))
    lake.land(f"{H2}/school_lists/l.csv", file("school_lists", listed("01.09.2023", "31.10.2024")))
    assert behind(lake, H2, "school_lists") == (
        {f"{H2}/school_lists/l.csv": "2"},
        LeftOut(superseded=1, other=0),
    )


def test_lists_that_an_indicator_does_not_count_are_not_behind_it(lake: Lake) -> None:
    both = (listed("01.09.2023"), listed("01.09.2023", category="ШНСУ"))
    hub = listed("01.09.2023", category="опорная школа")
    lake.land(f"{H1}/school_lists/l.csv", file("school_lists", *both, hub))
    assert behind(lake, H1, "school_lists")[0] == {f"{H1}/school_lists/l.csv": "2-3"}
    assert behind(lake, H1, "school_lists", counts_dcs=False)[0] == {
        f"{H1}/school_lists/l.csv": "2"
    }


# -- people -----------------------------------------------------------------------------------

NUMBER, NAME, BORN = "112-233-445 95", "Ковалёв Пётр Семёнович", "13.02.1980"


def works(login: str = S1, **more: object) -> dict[str, object]:
    return {
        "full_name": NAME, "birth_date": BORN, "school_login": login, "valid_from": "01.09.2020",
        "position": "Учитель", "is_external_part_time": "нет", **more,
    }  # fmt: skip


def diagnosed(day: str, **more: object) -> dict[str, object]:
    return {
        "full_name": NAME, "birth_date": BORN, "held_on": day, "kind": "предметная",
        "block": "Математика", "score": 20, "max_score": 50, **more,
    }  # fmt: skip


def test_of_the_staff_those_who_teach_on_the_cut_off_count(lake: Lake) -> None:
    lake.land(
        f"{H1}/staff/s.csv",
        file(
            "staff",
            works(),
            works(birth_date="13.02.1981", valid_to="29.06.2024"),
            works(birth_date="13.02.1982", valid_to="30.06.2024"),
            works(birth_date="13.02.1983", position="Директор"),
            works(birth_date="13.02.1984", is_external_part_time="да"),
        ),
    )
    assert behind(lake, H1, "staff") == (
        {f"{H1}/staff/s.csv": "2, 4"},
        LeftOut(superseded=0, other=3),
    )


def merged(lake: Lake, day: str) -> None:
    lake.land(
        f"{H1}/school_successions/s.csv",
        file("school_successions", {"from_login": S4, "to_login": S1, "on": day, "kind": ""}),
    )


def test_the_staff_of_a_school_and_its_predecessor_is_one_register(lake: Lake) -> None:
    lake.land("2023-H2/staff/s.csv", file("staff", works(S4)))
    merged(lake, "30.06.2024")
    assert behind(lake, H1, "staff")[0] == {"2023-H2/staff/s.csv": "2"}
    lake.land(f"{H1}/staff/s.csv", file("staff", works(S1)))
    assert behind(lake, H1, "staff") == (
        {f"{H1}/staff/s.csv": "2"},
        LeftOut(superseded=1, other=0),
    )


def test_a_school_that_joins_after_the_cut_off_is_not_counted_yet(lake: Lake) -> None:
    lake.land("2023-H2/staff/s.csv", file("staff", works(S4)))
    merged(lake, "01.07.2024")
    assert behind(lake, H1, "staff", "school_successions")[0] == {}


def test_a_diagnostic_counts_up_to_the_day_before_three_years_later(lake: Lake) -> None:
    lake.land(f"{H1}/staff/s.csv", file("staff", works()))
    lake.land(
        "history/competence_diagnostics/d.csv",
        file(
            "competence_diagnostics",
            diagnosed("30.06.2021"),
            diagnosed("01.07.2021"),
            diagnosed("30.06.2024"),
            diagnosed("01.07.2024"),
        ),
    )
    found, _ = behind(lake, H1, "staff", "competence_diagnostics")
    assert found["history/competence_diagnostics/d.csv"] == "3-4"


def test_a_person_is_found_under_another_key_unless_two_bear_the_name(lake: Lake) -> None:
    lake.land(f"{H1}/staff/s.csv", file("staff", works(insurance_number=NUMBER)))
    lake.land(
        f"{H1}/competence_diagnostics/d.csv",
        file("competence_diagnostics", diagnosed("01.03.2024")),
    )
    path = f"{H1}/competence_diagnostics/d.csv"
    assert behind(lake, H1, "staff", "competence_diagnostics")[0][path] == "2"
    # somebody else of the same name and birth date
    lake.land(f"{H1}/staff/other.csv", file("staff", works(S4, insurance_number="087-654-303 00")))
    assert path not in behind(lake, H1, "staff", "competence_diagnostics")[0]
