"""What Spark is told of a condition, without Spark."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("sqlglot")

import sqlglot

from opora.contracts import load_contracts
from opora.validation.spark.dialect import java_pattern, spark_condition


@pytest.mark.parametrize(
    ("condition", "spoken"),
    [
        ("round(x, 2) = 1", "(ROUND((x) * 1E2) / 1E2) = 1"),
        ("floor(x) = x", "CASE WHEN ABS(x) < 9007199254740992 THEN FLOOR(x) ELSE x END = x"),
        (
            "concat(a, 1)",
            "CONCAT(COALESCE(CAST(a AS STRING), ''), COALESCE(CAST(1 AS STRING), ''))",
        ),
        ("map_contains(unreadable, 'x')", "MAP_CONTAINS_KEY(unreadable, 'x')"),
        ('"on" = 1', "`on` = 1"),
        ("a = 'it''s'", "a = CAST(X'69742773' AS STRING)"),
        ("a = '\\d'", "a = CAST(X'5c64' AS STRING)"),
        (
            "floor(round(x, 1)) = 0",
            "CASE WHEN ABS((ROUND((x) * 1E1) / 1E1)) < 9007199254740992 "
            "THEN FLOOR((ROUND((x) * 1E1) / 1E1)) ELSE (ROUND((x) * 1E1) / 1E1) END = 0",
        ),
    ],
)
def test_what_means_something_else_in_spark_is_said_otherwise(condition: str, spoken: str) -> None:
    said = spark_condition(condition)
    assert said.sql.upper() == spoken.upper()
    assert said.lookups == ()


def test_a_subquery_becomes_a_column_and_one_within_it_stays() -> None:
    said = spark_condition(
        "a IS NULL OR (a, lower(b)) NOT IN (SELECT c, d FROM t WHERE c IN (SELECT e FROM u))"
    )
    (lookup,) = said.lookups
    assert said.sql == f"a IS NULL OR NOT {lookup.column}"
    assert lookup.values == ("a", "LOWER(b)")
    assert lookup.query == "SELECT c, d FROM t WHERE c IN (SELECT e FROM u)"
    assert lookup.tables == {"t", "u"}


def test_subqueries_that_are_the_same_are_asked_once() -> None:
    again = spark_condition(
        "a IN (SELECT c FROM t) OR a IN (SELECT c FROM t) OR a IN (SELECT d FROM t)"
    )
    assert len(again.lookups) == 2


def test_patterns_of_contracts_mean_the_same_in_java() -> None:
    """RE2 and Java differ in \\s, \\b, (?i), names of scripts and brackets within brackets."""
    rules = [rule for dataset in load_contracts().values() for rule in dataset.rules]
    patterns = {rule.kwargs["pattern"] for rule in rules if "pattern" in rule.kwargs}
    assert len(patterns) > 5
    for pattern in patterns:
        assert not re.search(r"\\|\(\?|&&|\[[^\]]*\[", pattern), pattern
    assert java_pattern("a|b") == r"(?d)\A(?:a|b)\z"


def test_conditions_over_half_years_are_the_same_text_in_both() -> None:
    """Great Expectations hands them to Spark as they are."""
    rules = [rule for dataset in load_contracts().values() for rule in dataset.rules]
    conditions = [rule.kwargs["condition"] for rule in rules if rule.kind == "table"]
    assert len(conditions) == 5
    for condition in conditions:
        spoken = spark_condition(condition)
        assert sqlglot.parse_one(spoken.sql, read="spark") == sqlglot.parse_one(
            condition, read="spark"
        )
