"""The expectations that Great Expectations lacks; imported by `opora.validation.gx` only.

Each is a condition in DuckDB's SQL, which `opora.validation.spark.dialect` says in Spark's words; a
row fails where the condition is false, and passes where it is unknown (NULL). What becomes of NULL
beside `IN (SELECT ...)` the condition says itself. Table names such as `known_schools` are prepared
by `opora.validation.check`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.compatibility import pydantic
from great_expectations.core.suite_parameters import SuiteParameterDict
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.expectation import ColumnMapExpectation

from opora.sql import quoted
from opora.validation.metrics import known


class ExpectColumnValuesToBeKnown(ColumnMapExpectation):
    """The value is a key of another dataset."""

    reference_table: str
    reference_column: str
    map_metric = "column_values.known"
    success_keys = ("reference_table", "reference_column", "mostly")


class ExpectColumnValuesToMatchPattern(ColumnMapExpectation):
    """The whole value matches a regular expression."""

    pattern: str
    map_metric = "column_values.pattern"
    success_keys = ("pattern", "mostly")


class RowExpectation(ColumnMapExpectation):
    """A condition over several columns, counted and located like a column's."""

    column: str = "row_no"
    condition: str = ""
    map_metric = "column_values.row_satisfies"
    success_keys: ClassVar[tuple[str, ...]] = ("condition", "mostly")


class ExpectRowsToSatisfy(RowExpectation):
    """Every row satisfies a condition over its columns."""


class ExpectCellsToBeReadable(RowExpectation):
    """The cells of a column could be read as its type or as values of its vocabulary."""

    cell: str
    success_keys: ClassVar[tuple[str, ...]] = ("cell", "condition", "mostly")

    @pydantic.root_validator(pre=True)
    def _condition(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        values["condition"] = f"NOT coalesce(map_contains(unreadable, '{values['cell']}'), false)"
        return values


class ExpectKeyToBeUnique(RowExpectation):
    """No two rows of one delivery agree in the key columns.

    Written as a group-by, which took a fifth of the time of a window over 27 million rows; grouped
    by a hash first, which took half of that: only keys whose hash comes twice are compared.
    """

    columns: list[str]
    batch_table: str
    success_keys = ("columns", "condition", "mostly")

    @pydantic.root_validator(pre=True)
    def _condition(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        key = ", ".join(["delivery_id", *map(quoted, values["columns"])])
        rows = values["batch_table"]
        values["condition"] = (
            f"({key}) NOT IN (SELECT {key} FROM {rows} WHERE hash({key}) IN "
            f"(SELECT hash({key}) FROM {rows} GROUP BY hash({key}) HAVING count(*) > 1) "
            f"GROUP BY {key} HAVING count(*) > 1)"
        )
        return values


class ExpectReferencesToBeKnown(RowExpectation):
    """What some rows refer to is a key of another dataset."""

    applies: str
    value: str
    reference_table: str
    reference_column: str
    success_keys = ("applies", "value", "reference_table", "reference_column", "condition")

    @pydantic.root_validator(pre=True)
    def _condition(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        value = f"({values['value']})"
        is_known = known(value, values["reference_table"], values["reference_column"])
        values["condition"] = f"NOT ({values['applies']}) OR {value} IS NULL OR {is_known}"
        return values


class ExpectColumnsToBelongToOneKey(RowExpectation):
    """No row has in some columns what a row of another key has, in the file or before it.

    A key that was delivered again has what its last row says, so that a correction frees what it
    had before. Spelling does not matter. What came earlier stays; two rows of one file both fail.
    """

    dataset: str
    key: str
    spelled: list[str]
    exact: list[str]
    success_keys = ("dataset", "key", "spelled", "exact", "condition")

    @pydantic.root_validator(pre=True)
    def _condition(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        dataset, key = values["dataset"], values["key"]
        same = [f"{_spelling(f'rows.{c}')} = {_spelling(f'others.{c}')}" for c in values["spelled"]]
        same += [f"rows.{column} = others.{column}" for column in values["exact"]]
        columns = ", ".join(["delivery_id", "row_no", key, *values["spelled"], *values["exact"]])
        values["condition"] = f"""(delivery_id, coalesce(sheet, ''), row_no) NOT IN (
            SELECT rows.delivery_id, coalesce(rows.sheet, ''), rows.row_no
            FROM incoming_{dataset} AS rows
            INNER JOIN (
                SELECT *, lead(delivery_id) OVER (
                    PARTITION BY {key} ORDER BY delivery_id, row_no
                ) AS replaced_by
                FROM (
                    SELECT {columns} FROM accepted_{dataset}
                    UNION ALL SELECT {columns} FROM incoming_{dataset}
                ) AS delivered
            ) AS others
            ON {" AND ".join(same)} AND rows.{key} <> others.{key}
            AND others.delivery_id <= rows.delivery_id
            AND coalesce(others.replaced_by > rows.delivery_id, true)
        )"""
        return values


class ExpectDaysToBeKept(RowExpectation):
    """What takes the place of a scope's earlier rows has rows of all their days.

    A file with one more day takes the place of the others, which nobody would notice.
    """

    dataset: str
    scope: list[str]
    day: str
    success_keys = ("dataset", "scope", "day", "condition")

    @pydantic.root_validator(pre=True)
    def _condition(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        dataset, day = values["dataset"], quoted(values["day"])
        columns = list(map(quoted, values["scope"]))
        scope = ", ".join(columns)
        filled = " AND ".join(f"{column} IS NOT NULL" for column in (*columns, day))
        values["condition"] = f"""(delivery_id, {scope}) NOT IN (
            SELECT next_delivery, {scope}
            FROM (
                SELECT {scope}, {day},
                    min(delivery_id) OVER (
                        PARTITION BY {scope} ORDER BY delivery_id
                        RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
                    ) AS next_delivery,
                    lead(delivery_id) OVER (
                        PARTITION BY {scope}, {day} ORDER BY delivery_id
                    ) AS next_of_day
                FROM (
                    SELECT {scope}, {day}, delivery_id FROM accepted_{dataset}
                    UNION SELECT {scope}, {day}, delivery_id FROM incoming_{dataset}
                ) AS days
            ) AS replaced
            WHERE {filled}
                AND coalesce(next_of_day <> next_delivery, next_delivery IS NOT NULL)
        )"""
        return values


class ExpectRowsToFallIntoHalfYear(RowExpectation):
    """The event's date, or the assessment's window, lies in the half-year of the folder."""

    dated: str | None = None
    success_keys = ("dated", "condition", "mostly")

    @pydantic.root_validator(pre=True)
    def _condition(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        dated = values.get("dated")
        if dated:
            condition = (
                f"concat(year({dated}), CASE WHEN month({dated}) <= 6 THEN '-H1' ELSE '-H2' END)"
                f" = delivered_half_year OR {dated} IS NULL"
            )
        else:
            window = ("procedure_kind", "assessment_year", "session")
            place = ", ".join((*window, "delivered_half_year"))
            unknown = " OR ".join(f"{column} IS NULL" for column in window)
            condition = f"{unknown} OR ({place}) IN (SELECT {place} FROM known_assessment_windows)"
        values["condition"] = f"delivered_half_year IS NULL OR {condition}"
        return values


class ExpectHalfYearsToSatisfy(UnexpectedRowsExpectation):
    """Every delivered half-year, taken as a whole, satisfies an aggregate condition."""

    condition: str
    unexpected_rows_query: str | SuiteParameterDict[str, Any] = ""

    @pydantic.root_validator(pre=True)
    def _query(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        condition = values["condition"].replace("{", "{{").replace("}", "}}")
        values["unexpected_rows_query"] = (
            "SELECT delivered_half_year, count(*) AS row_count FROM {batch} "
            f"GROUP BY delivered_half_year HAVING NOT ({condition})"
        )
        return values


def _spelling(column: str) -> str:
    """A text without what does not matter: case, ё, spaces, quotes, the sign of a number."""
    return f"translate(lower({column}), 'ё \u00a0№«»\"', 'е')"
