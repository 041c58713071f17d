"""The rows that `opora explain` finds add up to the numbers, for every school of a half-year.

Belongs here: numbers counted anew from the found rows. Which rows and files exactly is tested by
hand in tests/provenance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import pytest

from opora.demo import KnownAnswers
from opora.home import Home
from opora.provenance.question import Question, ask
from opora.provenance.results import results_behind
from opora.provenance.rows import find_read_rows
from opora.snapshot.content import SCHOOLS
from opora.snapshot.traces import lake_rows

HALF_YEARS = ("2023-H2", "2024-H1")
Found = tuple[Question, duckdb.DuckDBPyConnection]


@pytest.fixture(scope="module", params=HALF_YEARS)
def found(
    request: pytest.FixtureRequest, home: Home, taken: KnownAnswers
) -> Iterator[Callable[[str], Found]]:
    """Indicator -> its question, and a connection with the rows behind all schools.

    The table `standing` has the rows that stand behind a school, `schools` the revision's schools.
    """
    made: dict[str, Found] = {}

    def find(indicator: str) -> Found:
        if indicator not in made:
            question = ask(home, request.param, indicator)
            connection = question.connect()
            path = question.revision.table(SCHOOLS.name)
            connection.execute(
                f"create temp table schools as from read_parquet('{path}') "
                f"where indicator = '{indicator}'"
            )
            logins = connection.execute("select school_login from schools").fetchall()
            find_read_rows(
                home, connection, question.datasets, question.matter, [each for (each,) in logins]
            )
            connection.execute(
                "create temp table standing as from read_rows where matters and not is_superseded"
            )
            made[indicator] = question, connection
        return made[indicator]

    yield find
    for _, connection in made.values():
        connection.close()


def logins(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {login for (login,) in connection.execute(query).fetchall()}


def counted(connection: duckdb.DuckDBPyConnection, condition: str) -> set[str]:
    return logins(connection, f"select school_login from schools where {condition}")


def behind(
    home: Home, connection: duckdb.DuckDBPyConnection, dataset: str, condition: str
) -> set[str]:
    """Schools with a standing row of a dataset for which something holds."""
    return logins(
        connection,
        "select distinct standing.school_login "
        f"from standing join {lake_rows(home, dataset)} as lake "
        f"on standing.delivery_id = lake.delivery_id and standing.row_no = lake.row_no "
        f"and standing.sheet is not distinct from lake.sheet "
        f"where standing.dataset = '{dataset}' and ({condition})",
    )


def test_a_school_counts_for_2_3_1_if_and_only_if_an_event_has_a_document(
    found: Callable[[str], Found], home: Home
) -> None:
    _, connection = found("2.3.1")
    documented = behind(home, connection, "methodical_support", "trim(document) <> ''")
    assert counted(connection, "in_numerator") == documented & counted(connection, "in_denominator")
    some = behind(home, connection, "methodical_support", "true")
    without = counted(connection, "reason like 'С начала года не было%'")
    assert some & counted(connection, "in_denominator") == (
        counted(connection, "in_denominator") - without
    )


@pytest.mark.parametrize("indicator", ["2.1.2", "2.2", "2.3.1", "2.3.2", "2.3.3"])
def test_a_school_is_on_a_list_if_and_only_if_a_row_says_so(
    found: Callable[[str], Found], home: Home, indicator: str
) -> None:
    _, connection = found(indicator)
    listed = behind(home, connection, "school_lists", "true")
    open_schools = counted(
        connection,
        "not (reason like 'Школа закрыта%' or reason like 'Школа вошла%' "
        "or reason like 'Школа открывается%')",
    )
    not_listed = counted(connection, "reason like 'Школы нет в списк%'")
    assert listed & open_schools == open_schools - not_listed


def test_teachers_and_the_diagnosed_add_up(found: Callable[[str], Found], home: Home) -> None:
    """A teacher is a person; of two keys of one person, the one of the staff's row is meant."""
    _, connection = found("2.2")
    rows = connection.execute(f"""
        with people as (
            select distinct standing.school_login, staff.person
            from standing join {lake_rows(home, "staff")} as staff
                on standing.delivery_id = staff.delivery_id and standing.row_no = staff.row_no
                and standing.sheet is not distinct from staff.sheet
            where standing.dataset = 'staff'
        )
        select school_login, denominator, count(person)
        from schools join people using (school_login) where in_denominator group by all
        """).fetchall()
    assert rows
    assert [row for row in rows if row[1] != row[2]] == []
    diagnosed = logins(
        connection,
        "select distinct school_login from standing where dataset = 'competence_diagnostics'",
    )
    assert counted(connection, "in_numerator") == diagnosed & counted(connection, "in_denominator")


def test_partners_have_an_agreement_and_an_activity(
    found: Callable[[str], Found], home: Home
) -> None:
    question, connection = found("2.3.2")
    end = f"date '{question.matter.period.ends_on}'"
    agreed = behind(home, connection, "network_partnerships", f"coalesce(valid_to, {end}) >= {end}")
    active = behind(home, connection, "network_activities", "true")
    assert counted(connection, "in_numerator") <= agreed & active
    without = counted(connection, "reason like 'Нет соглашения%'")
    assert counted(connection, "in_denominator") - without == (
        agreed & counted(connection, "in_denominator")
    )


def test_targeted_support_has_a_register_row_and_a_documented_event(
    found: Callable[[str], Found], home: Home
) -> None:
    _, connection = found("2.3.3")
    registered = behind(home, connection, "targeted_support", "curator <> ''")
    documented = behind(home, connection, "methodical_support", "trim(document) <> ''")
    assert counted(connection, "in_numerator")
    assert counted(connection, "in_numerator") <= registered & documented


def test_an_act_stands_behind_what_was_analysed_by_one(
    found: Callable[[str], Found], home: Home
) -> None:
    _, connection = found("2.1.1")
    signed = behind(
        home,
        connection,
        "analysis_register",
        "results_analysed and conditions_analysed and signed_on is not null",
    )
    in_denominator = counted(connection, "in_denominator")
    assert counted(connection, "has_signed_act") == signed & in_denominator
    observed = behind(home, connection, "social_conditions", "true")
    by_data = counted(connection, "reason like 'Приняты и результаты%'")
    assert by_data
    assert by_data <= observed


def test_results_are_what_the_revision_says_and_come_from_a_file(
    found: Callable[[str], Found],
) -> None:
    question, connection = found("2.1.2")
    results = results_behind(question, connection)
    assert len(results) > 100
    year = question.matter.period.year
    assert {each.assessment_year for each in results} == {year - 1, year}
    assert not [each for each in results if each.path is None or each.is_changed]
    assert all(each.then is not None for each in results)


def test_the_file_of_a_result_is_the_one_that_the_mart_names(
    found: Callable[[str], Found], home: Home
) -> None:
    question, connection = found("2.1.1")
    named = dict(
        connection.execute(
            "select (school_login, procedure, assessment_year, session)::varchar, path "
            "from release.marts.fct_assessment_cell as cells "
            "join wanted_deliveries using (delivery_id) where dataset = case source "
            "when 'participants' then 'assessment_results' else 'assessment_marks' end"
        ).fetchall()
    )
    for each in results_behind(question, connection):
        key = f"({each.login}, {each.procedure}, {each.assessment_year}, {each.session})"
        assert named[key] == each.path
