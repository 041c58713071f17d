"""Results that stand: nothing is computed twice from one input, and anything else is computed."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from opora.analysis.kept import Step, find_changes, keep, only

STEP = Step(
    "analysis",
    "sums",
    ("select half_year, school, result from results", "select half_year, least from rules"),
    ("sums",),
    ("select number from words",),
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("""
            create schema analysis;
            create table analysis.sums (half_year varchar, total double);
            create table words as select 1 as number;
            create table rules as
            select * from (values ('2023-H2', 1), ('2024-H1', 1)) r (half_year, least);
            create table results as select * from (values
                ('2023-H2', 'a', 1.0::double), ('2023-H2', 'b', 2.0), ('2024-H1', 'a', 4.0)
            ) r (half_year, school, result)
            """)
        yield connection


def compute(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """What a step does; returns the half-years that it computed."""
    changes = find_changes(connection, STEP)
    named = ", ".join(f"'{each}'" for each in changes.half_years) or "null"
    connection.execute(f"delete from analysis.sums where half_year in ({named})")
    connection.execute(
        "insert into analysis.sums select half_year, sum(result) "
        f"from ({only(STEP.inputs[0], changes.half_years)}) group by half_year"
    )
    keep(connection, STEP, changes)
    return changes.half_years


def sums(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    return dict(connection.execute("from analysis.sums").fetchall())


def test_the_same_input_is_computed_once(connection: duckdb.DuckDBPyConnection) -> None:
    assert compute(connection) == ("2023-H2", "2024-H1")
    assert compute(connection) == ()
    # another order of rows is no other input
    connection.execute("create or replace table results as from results order by result desc")
    assert compute(connection) == ()
    assert sums(connection) == {"2023-H2": 3.0, "2024-H1": 4.0}


@pytest.mark.parametrize(
    ("statement", "changed", "expected"),
    [
        (
            "update results set result = 5 where half_year = '2024-H1'",
            ("2024-H1",),
            {"2023-H2": 3.0, "2024-H1": 5.0},
        ),
        (
            "insert into results values ('2024-H2', 'a', 8)",
            ("2024-H2",),
            {"2023-H2": 3.0, "2024-H1": 4.0, "2024-H2": 8.0},
        ),
        # the same values of other schools
        (
            "update results set school = case school when 'a' then 'b' else 'a' end "
            "where half_year = '2023-H2'",
            ("2023-H2",),
            {"2023-H2": 3.0, "2024-H1": 4.0},
        ),
        # a row twice
        (
            "insert into results from results where half_year = '2024-H1'",
            ("2024-H1",),
            {"2023-H2": 3.0, "2024-H1": 8.0},
        ),
        (
            "update rules set least = 2 where half_year = '2023-H2'",
            ("2023-H2",),
            {"2023-H2": 3.0, "2024-H1": 4.0},
        ),
        (
            "update words set number = 2",
            ("2023-H2", "2024-H1"),
            {"2023-H2": 3.0, "2024-H1": 4.0},
        ),
        (
            "delete from results where half_year = '2024-H1'; "
            "delete from rules where half_year = '2024-H1'",
            ("2024-H1",),
            {"2023-H2": 3.0},
        ),
        # somebody has made the table of results anew
        (
            "create or replace table analysis.sums as from analysis.sums limit 0",
            ("2023-H2", "2024-H1"),
            {"2023-H2": 3.0, "2024-H1": 4.0},
        ),
        (
            "update analysis.sums set total = 0 where half_year = '2024-H1'",
            ("2024-H1",),
            {"2023-H2": 3.0, "2024-H1": 4.0},
        ),
    ],
)
def test_another_input_or_lost_results_are_computed(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    changed: tuple[str, ...],
    expected: dict[str, float],
) -> None:
    compute(connection)
    connection.execute(statement)
    assert compute(connection) == changed
    assert sums(connection) == expected
    assert compute(connection) == ()


def test_steps_do_not_mix(connection: duckdb.DuckDBPyConnection) -> None:
    compute(connection)
    other = Step("analysis", "others", STEP.inputs[:1], ("sums",))
    assert find_changes(connection, other).half_years == ("2023-H2", "2024-H1")
    keep(connection, other, find_changes(connection, other))
    assert compute(connection) == ()


def test_models_by_half_years_are_told_what_was_computed_anew(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """From the first of them on, and of nothing that nothing was."""
    connection.execute("create schema growth")
    connection.execute("create table growth.changed (table_id varchar, half_year varchar)")
    told = []
    for half_year in ("2023-H2", "2024-H1", "2024-H1"):
        connection.execute(f"insert into results values ('{half_year}', 'c', 1.0)")
        compute(connection)
        told += connection.execute("from growth.changed").fetchall()
        connection.execute("delete from growth.changed")
    compute(connection)
    told += connection.execute("from growth.changed").fetchall()
    name = "source.opora.analysis.sums"
    assert told == [(name, "2023-H2"), (name, "2024-H1"), (name, "2024-H1"), (name, "~")]
