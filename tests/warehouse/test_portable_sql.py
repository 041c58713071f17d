"""Every compiled model can be said in Spark's dialect, long before a cluster exists.

How a file is read is the adapter's own business, so the reading of Parquet is taken out first.
"""

import re

import pytest
import sqlglot
from scratch import built_home, compiled_models
from sqlglot import expressions as exp

READ_PARQUET = re.compile(r"read_parquet\('[^']+'[^)]*\)")


@pytest.fixture(scope="module")
def models() -> dict[str, str]:
    compiled = compiled_models(built_home())
    return {name: READ_PARQUET.sub("lake_table", sql) for name, sql in compiled.items()}


def test_every_model_transpiles_to_spark(models: dict[str, str]) -> None:
    assert {"stg_staff", "int_indicator_2_2", "indicator_values"} <= models.keys()
    failures = {}
    for name, sql in models.items():
        try:
            _to_spark(sql)
        except sqlglot.errors.SqlglotError as error:
            failures[name] = str(error)
    assert not failures


def test_no_model_uses_what_only_duckdb_has(models: dict[str, str]) -> None:
    """A function that sqlglot doesn't know passes through it unchanged."""
    found = {name: _only_duckdb(sql) for name, sql in models.items()}
    assert not {name: parts for name, parts in found.items() if parts}


@pytest.mark.parametrize(
    "sql", ["select list_zip(a, b) from t", "select a from t qualify row_number() over () = 1"]
)
def test_what_only_duckdb_has_is_noticed(sql: str) -> None:
    assert _only_duckdb(sql)


def _to_spark(sql: str) -> None:
    raising = sqlglot.ErrorLevel.RAISE
    sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=raising)


def _only_duckdb(sql: str) -> list[str]:
    tree = sqlglot.parse_one(sql, read="duckdb")
    return [part.sql() for part in tree.find_all(exp.Anonymous, exp.Qualify)]
