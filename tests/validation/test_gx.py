"""The home of Great Expectations: the cursor fix, our expectations, rules that are broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from opora.contracts import Dataset, Rule, load_contracts
from opora.contracts.model import Delivery, RuleKind
from opora.sql import quoted
from opora.validation import gx as home_of_gx
from opora.validation.gx import RuleBroken, Validator

COLUMNS = """
    delivery_id BIGINT, delivered_half_year VARCHAR, sheet VARCHAR, row_no BIGINT,
    unreadable MAP(VARCHAR, VARCHAR), x BIGINT, login VARCHAR, day DATE,
    procedure_kind VARCHAR, assessment_year BIGINT, session VARCHAR
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE incoming_things ({COLUMNS})")
        connection.execute("CREATE TABLE known_schools AS SELECT 'sch1' AS school_login")
        connection.execute(
            "CREATE TABLE known_assessment_windows AS SELECT 'oge' AS procedure_kind, "
            "2024::BIGINT AS assessment_year, 'main' AS session, '2024-H1' AS delivered_half_year"
        )
        yield connection


def add(connection: duckdb.DuckDBPyConnection, **cells: str) -> None:
    """A row; cells are SQL, row 2 of a file of 2024-H1 unless they say otherwise."""
    row = {"delivery_id": "1", "delivered_half_year": "'2024-H1'", "row_no": "2"} | cells
    connection.execute(
        f"INSERT INTO incoming_things BY NAME "
        f"SELECT {', '.join(f'{value} AS {name}' for name, value in row.items())}"
    )


def rule(expectation: str, kind: RuleKind = "row", **kwargs: Any) -> Rule:
    return Rule(
        id="things.rule",
        dataset="things",
        column=kwargs.get("column"),
        kind=kind,
        severity="critical",
        description="A rule.",
        message_ru="Правило.",
        expectation=expectation,
        kwargs=kwargs,
    )


def things(*rules: Rule) -> Dataset:
    return Dataset("things", "Вещи", "", "", "", "1", (), Delivery("append"), rules)


def failed(connection: duckdb.DuckDBPyConnection, *rules: Rule, docs: Path | None = None) -> int:
    """How many rows (or half-years) fail a rule; the rows' query finds just as many."""
    validator = Validator(connection, docs)
    (result,) = validator.validate(things(*rules))
    validator.write_docs()
    if result.failing_rows is not None:
        assert len(connection.execute(result.failing_rows).fetchall()) == result.failed
    return result.failed


POSITIVE = rule("expect_column_values_to_be_between", "range", column="x", min_value=1)


def test_great_expectations_still_needs_the_cursor_fix(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """A canary: when this fails, GX issue 10738 is solved and `_buffer_results` may go."""
    add(connection, x="1")
    listener = home_of_gx._buffer_results
    sa.event.remove(sa.Engine, "after_cursor_execute", listener)
    try:
        with pytest.raises(RuleBroken, match=r"index out of range|No open result set"):
            failed(connection, POSITIVE)
    finally:
        sa.event.listen(sa.Engine, "after_cursor_execute", listener)
    assert failed(connection, POSITIVE) == 0


#: Expectation, its kind and arguments; a row that passes and one that fails.
PAIRS: list[tuple[str, RuleKind, dict[str, Any], dict[str, str], dict[str, str]]] = [
    (
        "expect_column_values_to_be_known",
        "known",
        {"column": "login", "reference_table": "schools", "reference_column": "school_login"},
        {"login": "'sch1'"},
        {"login": "'sch2'"},
    ),
    (
        "expect_column_values_to_match_pattern",
        "pattern",
        {"column": "login", "pattern": "^[a-z]+'?[0-9]{1,3}$"},
        {"login": "'sch12'"},
        {"login": "'sch1234'"},
    ),
    (
        "expect_rows_to_satisfy",
        "row",
        {"condition": "x <> 5 OR login = '{a}'"},
        {"x": "5", "login": "'{a}'"},
        {"x": "5", "login": "'b'"},
    ),
    (
        "expect_rows_to_fall_into_half_year",
        "half_year",
        {"dated": "day"},
        {"day": "DATE '2024-06-30'"},
        {"day": "DATE '2024-07-01'"},
    ),
    (
        "expect_rows_to_fall_into_half_year",
        "half_year",
        {},
        {"procedure_kind": "'oge'", "assessment_year": "2024", "session": "'main'"},
        {"procedure_kind": "'oge'", "assessment_year": "2023", "session": "'main'"},
    ),
]


@pytest.mark.parametrize(("expectation", "kind", "kwargs", "right", "wrong"), PAIRS)
def test_every_expectation_of_ours_passes_and_fails(
    connection: duckdb.DuckDBPyConnection,
    expectation: str,
    kind: RuleKind,
    kwargs: dict[str, Any],
    right: dict[str, str],
    wrong: dict[str, str],
) -> None:
    add(connection, **right)
    assert failed(connection, rule(expectation, kind, **kwargs)) == 0
    add(connection, row_no="3", **wrong)
    assert failed(connection, rule(expectation, kind, **kwargs)) == 1


def test_what_is_unknown_passes(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection)
    for expectation, kind, kwargs, *_ in PAIRS[:4]:
        assert failed(connection, rule(expectation, kind, **kwargs)) == 0


def test_history_has_no_half_year_to_disagree_with(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, delivered_half_year="NULL", day="DATE '2019-01-01'")
    assert failed(connection, rule("expect_rows_to_fall_into_half_year", dated="day")) == 0
    assert failed(connection, rule("expect_rows_to_fall_into_half_year")) == 0


def test_unreadable_cells_fail_and_readable_ones_pass(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    readable = rule("expect_cells_to_be_readable", "readable", cell="x")
    add(connection, x="1", unreadable="MAP {'login': 'б'}")
    assert failed(connection, readable) == 0
    add(connection, unreadable="MAP {'x': 'много'}", row_no="3")
    assert failed(connection, readable) == 1


def test_a_key_is_unique_within_a_delivery_only(connection: duckdb.DuckDBPyConnection) -> None:
    unique = rule(
        "expect_key_to_be_unique",
        "unique",
        columns=["login", "x"],
        batch_table="incoming_things",
    )
    add(connection, login="'a'", x="1")
    add(connection, login="'a'", x="2", row_no="3")
    add(connection, login="'a'", x="1", delivery_id="2")
    assert failed(connection, unique) == 0
    add(connection, login="'a'", x="1", row_no="4")
    assert failed(connection, unique) == 2


def test_keys_of_any_name_are_compared(connection: duckdb.DuckDBPyConnection) -> None:
    """One contract has a column `on`."""
    for dataset in load_contracts().values():
        columns = ", ".join(
            f"{quoted(column.name)} {column.duckdb_type}" for column in dataset.stored_columns
        )
        connection.execute(f"CREATE TABLE incoming_{dataset.name} (delivery_id BIGINT, {columns})")
        (unique,) = (rule for rule in dataset.rules if rule.kind == "unique")
        condition = home_of_gx.expectation(unique).condition
        connection.execute(f"SELECT {condition} FROM incoming_{dataset.name}")


def test_a_table_rule_names_the_half_years_that_fail_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    table = rule("expect_half_years_to_satisfy", "table", condition="sum(x) < 10")
    add(connection, x="9")
    add(connection, x="9", delivered_half_year="'2024-H2'")
    assert failed(connection, table) == 0
    add(connection, x="1", row_no="3", delivered_half_year="'2024-H2'")
    add(connection, x="11", delivered_half_year="NULL")
    (result,) = Validator(connection).validate(things(table))
    assert set(result.half_years) == {"2024-H2", None}


@pytest.mark.parametrize(
    "broken",
    [
        rule("expect_rows_to_satisfy", condition="no_such_column = 1"),
        rule("expect_rows_to_satisfy", condition="login::INTEGER = 1"),
        rule("expect_half_years_to_satisfy", "table", condition="sum(login) > 1"),
        rule("expect_column_values_to_be_between", "range", column="no_such_column", min_value=1),
    ],
    ids=["no column", "can't be cast", "can't be added", "no column of a standard rule"],
)
def test_a_rule_that_can_not_be_evaluated_is_broken_and_never_passes(
    connection: duckdb.DuckDBPyConnection, broken: Rule
) -> None:
    add(connection, x="1", login="'a'")
    with pytest.raises(RuleBroken, match=r"rule things\.rule can't be evaluated"):
        failed(connection, broken)


def test_data_docs_show_counts_and_no_values(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    pattern = rule("expect_column_values_to_match_pattern", "pattern", column="login", pattern="a")
    add(connection, login="'secret value'")
    assert failed(connection, pattern, docs=tmp_path) == 1
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")]
    assert any("things.rule" in page or "expect_column_values_to_match" in page for page in pages)
    assert not any("secret value" in page for page in pages)
