"""What charts, metrics and filters of the bundle name, and what the marts have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlglot
import yaml
from sqlglot import expressions

from opora.home import REPOSITORY

_MODELS = REPOSITORY / "dbt_project" / "models"

#: Parameters of charts that name columns, and those that name metrics.
_COLUMNS = (
    *("x_axis", "groupby", "groupbyRows", "groupbyColumns", "all_columns", "entity", "series"),
    *("column", "columns"),
)
_METRICS = ("metric", "metrics", "x", "y", "size", "orderby", "timeseries_limit_metric")


def mart(name: str) -> dict[str, Any]:
    """How dbt describes a mart; FileNotFoundError where there is none of this name."""
    path = _MODELS / "marts" / f"{name}.yml"
    (model,) = yaml.safe_load(path.read_text("utf-8"))["models"]
    return dict(model)


def columns_of(name: str) -> set[str]:
    return {column["name"] for column in mart(name)["columns"]}


def columns_in(sql: str) -> set[str]:
    """Columns that an expression reads."""
    parsed = sqlglot.parse_one(f"SELECT * FROM t WHERE ({sql}) IS NULL", dialect="duckdb")
    return {column.name for column in parsed.find_all(expressions.Column)}


def columns_named(parameters: dict[str, Any]) -> set[str]:
    """Columns that a chart reads itself, those of its own SQL included."""
    named = {name for key in _COLUMNS for name in _listed(parameters.get(key))}
    named |= {json.loads(ordered)[0] for ordered in parameters.get("order_by_cols", [])}
    for condition in parameters["adhoc_filters"]:
        if condition["expressionType"] == "SIMPLE":
            named.add(condition["subject"])
        else:
            named |= columns_in(condition["sqlExpression"])
    for metric in _metrics(parameters):
        if isinstance(metric, dict):
            named |= columns_in(metric["sqlExpression"])
    # the keys of formats are columns, too
    return named | parameters.get("column_config", {}).keys()


def metrics_named(parameters: dict[str, Any]) -> set[str]:
    """Metrics of the dataset that a chart shows."""
    named = {metric for metric in _metrics(parameters) if isinstance(metric, str)}
    return named | {rule["column"] for rule in parameters.get("conditional_formatting", [])}


def _metrics(parameters: dict[str, Any]) -> Iterator[Any]:
    for key in _METRICS:
        yield from _listed(parameters.get(key))


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
