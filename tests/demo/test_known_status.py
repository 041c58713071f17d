"""The computed status for low results, its evidence and sensitivity against the truth."""

from fractions import Fraction

import duckdb
import pytest
from expected import Municipality, cut_off
from expected_status import changed_rules, histories, lps_statuses, school_results

from opora.demo import HALF_YEARS, KnownAnswers
from opora.home import Home


@pytest.fixture(scope="module")
def municipality(answers: KnownAnswers) -> Municipality:
    return Municipality(answers.truth)


def _rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_status_of_every_school_and_half_year_agrees(
    taken: KnownAnswers, home: Home, municipality: Municipality
) -> None:
    found = {
        row[:2]: row[2]
        for row in _rows(
            home,
            "SELECT half_year, school_login, is_computed FROM marts.school_status "
            "WHERE category = 'lps' AND computed_state <> 'not_applicable'",
        )
    }
    wanted = {
        (half_year, school): status.is_lps if status.is_judged else None
        for half_year in HALF_YEARS
        for school, status in lps_statuses(municipality, half_year).items()
    }
    assert set(wanted.values()) == {True, False, None}
    assert found == wanted


def test_evidence_names_the_rules_and_procedures_that_fired(
    taken: KnownAnswers, home: Home, municipality: Municipality
) -> None:
    found = {
        row[:4]: row[4:]
        for row in _rows(
            home,
            "SELECT half_year, school_login, rule, procedure, value, participants, "
            "value_previous_year, participants_previous_year "
            "FROM marts.school_status_evidence WHERE category = 'lps'",
        )
    }
    wanted = {}
    for half_year in HALF_YEARS:
        results = school_results(municipality, half_year)
        year = cut_off(half_year).year
        for school, status in lps_statuses(municipality, half_year).items():
            for rule, procedure in status.grounds:
                now = results[school][procedure, year]
                before = results[school].get((procedure, year - 1), (0, 0))
                wanted[half_year, school, rule, procedure] = (
                    float(Fraction(100 * now[1], now[0])),
                    now[0],
                    float(Fraction(100 * before[1], before[0])) if before[0] else None,
                    before[0] or None,
                )
    assert {"two_procedures", "two_years"} <= {key[2] for key in wanted}
    assert found == wanted


def test_sensitivity_shows_who_enters_and_leaves(
    taken: KnownAnswers, home: Home, municipality: Municipality
) -> None:
    found = set(
        _rows(
            home,
            "SELECT half_year, school_login, scenario, effect FROM marts.school_status_sensitivity "
            "WHERE category = 'lps' AND scenario <> 'without_marked_cells'",
        )
    )
    wanted = set()
    for half_year in HALF_YEARS:
        base = lps_statuses(municipality, half_year)
        for scenario, rules in changed_rules(half_year):
            for school, status in lps_statuses(municipality, half_year, rules).items():
                if status.is_lps != base[school].is_lps:
                    effect = "enters" if status.is_lps else "leaves"
                    wanted.add((half_year, school, scenario, effect))
    assert {effect for *_, effect in wanted} == {"enters", "leaves"}
    assert found == wanted


def test_history_of_entering_and_leaving_agrees(
    taken: KnownAnswers, home: Home, municipality: Municipality
) -> None:
    computed = {
        half_year: {
            school: status.is_lps
            for school, status in lps_statuses(municipality, half_year).items()
            if status.is_judged
        }
        for half_year in HALF_YEARS
    }
    logins = {row["school_login"] for row in taken.truth.rows("schools")}
    official = {
        half_year: {
            login: login in municipality.listed_on(cut_off(half_year), "lps") for login in logins
        }
        for half_year in HALF_YEARS
    }
    wanted = {"computed": histories(municipality, computed)}
    wanted["official"] = histories(municipality, official)
    changes = set()
    for half_year, school, *found in _rows(
        home,
        "SELECT half_year, school_login, official_change, official_since, "
        "computed_change, computed_since FROM marts.school_status WHERE category = 'lps'",
    ):
        place = (half_year, school)
        assert tuple(found[:2]) == wanted["official"][place], place
        assert tuple(found[2:]) == wanted["computed"].get(place, (None, None)), place
        changes |= {found[0], found[2]}
    assert changes == {None, "entered", "stayed", "left", "out"}
