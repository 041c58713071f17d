"""Rules on Spark: what fails, half-years, rules that are broken, pages without values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from opora.contracts import Dataset, Rule
from opora.contracts.model import Delivery, RuleKind
from opora.validation.gx import RuleBroken
from opora.validation.spark.tables import Lying
from opora.validation.spark.validator import SparkValidator

pytestmark = pytest.mark.slow


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE incoming_things AS SELECT * FROM (VALUES "
            "(1, '2024-H1', NULL, 2, 'secret value', 5), (1, '2024-H1', 'Лист', 2, 'b', 6), "
            "(1, '2024-H2', NULL, 3, 'c', 7), (1, NULL, NULL, 4, NULL, 8)) "
            "AS rows (delivery_id, delivered_half_year, sheet, row_no, login, x)"
        )
        yield connection


def rule(name: str, expectation: str, kind: RuleKind = "row", **kwargs: Any) -> Rule:
    column = kwargs.get("column")
    return Rule(name, "things", column, kind, "critical", "A.", "А.", expectation, kwargs)


def things(*rules: Rule) -> Dataset:
    return Dataset("things", "Вещи", "", "", "", "1", (), Delivery("append"), rules)


SMALL = rule("small", "expect_rows_to_satisfy", condition="x < 7")
LOGIN = rule(
    "login", "expect_column_values_to_match_pattern", "pattern", column="login", pattern="b"
)
TABLE = rule("sum", "expect_half_years_to_satisfy", "table", condition="sum(x) > 7")


def test_failing_rows_half_years_and_pages(
    connection: duckdb.DuckDBPyConnection, session: Any, tmp_path: Path
) -> None:
    validator = SparkValidator(connection, session, tmp_path / "work", tmp_path / "docs")
    results = {each.rule.id: each for each in validator.validate(things(SMALL, LOGIN, TABLE))}
    small, login, table = results["small"], results["login"], results["sum"]
    assert (small.failed, login.failed, table.failed) == (2, 2, 1)
    assert small.failing_rows is not None
    assert login.failing_rows is not None
    rows = connection.execute(f"FROM ({small.failing_rows}) ORDER BY row_no").fetchall()
    assert rows == [(1, None, 3), (1, None, 4)]
    rows = connection.execute(f"FROM ({login.failing_rows}) ORDER BY row_no").fetchall()
    assert rows == [(1, None, 2), (1, None, 3)]
    assert table.half_years == ("2024-H2",)
    assert validator.write_docs() == tmp_path / "docs" / "index.html"
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "docs").rglob("*.html")]
    assert any("small: A." in page and "2 unexpected values" in page for page in pages)
    assert not any("secret value" in page for page in pages)
    # what was copied for Spark is gone, what it wrote of failing rows stays
    assert [path.name for path in (tmp_path / "work").iterdir() if any(path.iterdir())] == [
        "failing"
    ]


@pytest.mark.parametrize(
    "broken",
    [
        rule("broken", "expect_rows_to_satisfy", condition="no_such_column = 1"),
        rule("broken", "expect_rows_to_satisfy", condition="login::INTEGER = 1"),
        rule(
            "broken", "expect_rows_to_satisfy", condition="x NOT IN (SELECT y FROM incoming_things)"
        ),
        rule("broken", "expect_half_years_to_satisfy", "table", condition="sum(login) > 1"),
        rule("broken", "expect_column_values_to_be_between", "range", column="y", min_value=1),
    ],
    ids=[
        "no column",
        "can't be cast",
        "no column of a subquery",
        "can't be added",
        "no column of a range",
    ],
)
def test_a_rule_that_can_not_be_evaluated_is_broken_and_never_passes(
    connection: duckdb.DuckDBPyConnection, session: Any, tmp_path: Path, broken: Rule
) -> None:
    validator = SparkValidator(connection, session, tmp_path)
    with pytest.raises(RuleBroken, match="rule broken can't be evaluated"):
        validator.validate(things(SMALL, broken))


def test_rows_that_lie_in_parquet_are_read_there(
    connection: duckdb.DuckDBPyConnection, session: Any, tmp_path: Path
) -> None:
    connection.execute(
        f"COPY (FROM incoming_things WHERE row_no = 4) TO '{tmp_path / 'part.parquet'}'"
    )
    files = [str(tmp_path / "part.parquet")]
    rest = "SELECT * FROM incoming_things WHERE row_no = 3"

    def lying(view: str) -> Lying | None:
        return {"incoming_things": Lying(files, rest, "x < 8")}.get(view)

    validator = SparkValidator(connection, session, tmp_path / "work", lying=lying)
    (small,) = validator.validate(things(SMALL))
    assert connection.execute(f"FROM ({small.failing_rows})").fetchall() == [(1, None, 3)]
