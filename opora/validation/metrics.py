"""What the expectations of our own count: conditions over rows, for DuckDB and for Spark.

Belongs here: how a condition becomes one of Great Expectations' on each engine. Not here: what is
expected (`expectations`). Nothing of Spark is imported before Spark asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from great_expectations.execution_engine.sparkdf_execution_engine import SparkDFExecutionEngine
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)

from opora.sql import literal, quoted


def known(value: str, reference_table: str, reference_column: str) -> str:
    """The condition that a value is a key of another dataset."""
    key = quoted(reference_column)
    return f"{value} IN (SELECT {key} FROM known_{reference_table} WHERE {key} IS NOT NULL)"


class Known(ColumnMapMetricProvider):
    """Whether a value is a key of another dataset."""

    condition_metric_name = "column_values.known"
    condition_value_keys = ("reference_table", "reference_column")

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805
        column: Any,
        reference_table: str,
        reference_column: str,
        **_: Any,
    ) -> Any:
        return _condition(known(quoted(column.name), reference_table, reference_column))

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(
        cls,  # noqa: N805
        column: Any,
        reference_table: str,
        reference_column: str,
        _accessor_domain_kwargs: Mapping[str, str],
        **_: Any,
    ) -> Any:
        value = quoted(_accessor_domain_kwargs["column"])
        return _spark_condition(known(value, reference_table, reference_column))


class Pattern(ColumnMapMetricProvider):
    """Whether a regular expression matches the whole value."""

    condition_metric_name = "column_values.pattern"
    condition_value_keys = ("pattern",)

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column: Any, pattern: str, **_: Any) -> Any:  # noqa: N805
        return sa.func.regexp_full_match(column, sa.literal_column(literal(pattern)))

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column: Any, pattern: str, **_: Any) -> Any:  # noqa: N805
        from opora.validation.spark.dialect import java_pattern

        return column.rlike(java_pattern(pattern))


class Satisfy(ColumnMapMetricProvider):
    """Whether a row satisfies a condition, or it is unknown whether it does."""

    condition_metric_name = "column_values.row_satisfies"
    condition_value_keys = ("condition",)
    filter_column_isnull = False

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column: Any, condition: str, **_: Any) -> Any:  # noqa: N805
        return _condition(f"coalesce(({condition}), true)")

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column: Any, condition: str, **_: Any) -> Any:  # noqa: N805
        return _spark_condition(f"coalesce(({condition}), true)")


def _condition(sql: str) -> sa.ColumnElement[bool]:
    return sa.literal_column(f"({sql})", sa.Boolean)


def _spark_condition(sql: str) -> Any:
    from pyspark.sql import functions

    from opora.validation.spark.dialect import spark_condition

    return functions.expr(spark_condition(sql).sql)
