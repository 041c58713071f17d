"""The rules of datasets, run by Great Expectations' Spark engine: the same suites and results.

Belongs here: a dataset's way through Spark, and its failing rows, which Spark writes to Parquet and
DuckDB reads. Not here: what Spark sees (`tables`, `lookups`), how it says conditions (`dialect`).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator

from opora.contracts import Dataset, Rule
from opora.sql import literal, quoted
from opora.validation.expectations import ExpectColumnValuesToBeKnown, RowExpectation
from opora.validation.gx import (
    PLACE,
    RuleBroken,
    RuleResult,
    SuiteRunner,
    expectation,
    raise_if_broken,
)
from opora.validation.metrics import known
from opora.validation.spark import lookups
from opora.validation.spark.dialect import Lookup, spark_condition
from opora.validation.spark.tables import Tables, WhereLying, nowhere


class SparkValidator(SuiteRunner):
    """Runs the rules of datasets on Spark; what they look at is made in DuckDB beforehand."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        session: Any,
        folder: Path,
        docs: Path | None = None,
        lying: WhereLying = nowhere,
    ) -> None:
        """`connection`: of the workbench; `session`: a SparkSession.

        `folder`: empty, all nodes read and write it; it is kept as long as results are used;
        `docs`: where the Data Docs are written; `lying`: what lies in Parquet files already.
        """
        super().__init__(docs)
        self._connection = connection
        self._session = session
        self._folder = folder
        self._tables = Tables(connection, session, folder / "tables", lying)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._source = self._context.data_sources.add_spark("workbench")

    def validate(self, dataset: Dataset) -> list[RuleResult]:
        """The results of all rules of a dataset over the view `incoming_<dataset>`."""
        if not dataset.rules:
            return []
        asked = _lookups(dataset)
        incoming = f"incoming_{dataset.name}"
        large = frozenset((incoming, f"accepted_{dataset.name}"))
        found = self._folder / "found"
        with self._tables.shown({incoming}.union(*(each.tables for each in asked))):
            try:
                rows = self._session.table(incoming)
                for lookup, rule in asked.items():
                    with _broken_by(rule):
                        rows = lookups.beside(self._session, rows, [lookup], found, large)
                return self._validate(dataset, rows)
            finally:
                lookups.forget(asked, found)

    def _validate(self, dataset: Dataset, rows: Any) -> list[RuleResult]:
        asset = self._source.add_dataframe_asset(f"incoming_{dataset.name}")
        batch = asset.add_batch_definition_whole_dataframe("all")
        outcomes = self._run(dataset, batch, {"dataframe": rows})
        for rule, outcome in outcomes:
            raise_if_broken(rule, outcome.exception_info)
        failed = [
            rule
            for rule, outcome in outcomes
            if rule.kind != "table" and outcome.result["unexpected_count"]
        ]
        written = self._write_failing(dataset, rows, failed) if failed else {}
        return [self._result(dataset, rule, outcome, written) for rule, outcome in outcomes]

    def _write_failing(
        self, dataset: Dataset, rows: Any, failed: Iterable[Rule]
    ) -> Mapping[str, tuple[str, int]]:
        """Write the places of all failing rows; rule -> the query of its own, and their number."""
        from pyspark.sql import functions

        reasons = [
            functions.when(condition, functions.lit(rule))
            for rule, condition in self._conditions(failed).items()
        ]
        path = self._folder / "failing" / dataset.name
        rows.select(
            *PLACE,
            functions.explode(functions.array_compact(functions.array(*reasons))).alias("rule"),
        ).write.parquet(str(path))
        files = f"read_parquet({literal(path / '*.parquet')})"
        counted = self._connection.execute(f"SELECT rule, count(*) FROM {files} GROUP BY rule")
        return {
            rule: (f"SELECT {', '.join(PLACE)} FROM {files} WHERE rule = {literal(rule)}", count)
            for rule, count in counted.fetchall()
        }

    def _conditions(self, rules: Iterable[Rule]) -> dict[str, Any]:
        """Great Expectations' own condition of each rule, by which it has counted: what fails."""
        engine = self._source.get_execution_engine()
        wanted = {rule.id: _condition_metric(engine, expectation(rule)) for rule in rules}
        resolved, _ = MetricsCalculator(engine).compute_metrics(list(wanted.values()))
        return {rule: resolved[metric.id][0] for rule, metric in wanted.items()}

    def _result(
        self, dataset: Dataset, rule: Rule, outcome: Any, written: Mapping[str, tuple[str, int]]
    ) -> RuleResult:
        if rule.kind == "table":
            # Which half-years failed is a detail that only COMPLETE results carry: ask again.
            query = outcome.expectation_config.kwargs["unexpected_rows_query"]
            incoming = f"incoming_{dataset.name}"
            failed = self._session.sql(query.format(batch=incoming)).collect()
            return RuleResult(rule, len(failed), half_years=tuple(row[0] for row in failed))
        counted = outcome.result["unexpected_count"]
        query, found = written.get(rule.id, (None, 0))
        if found != counted:
            raise RuleBroken(f"rule {rule.id} fails {counted} rows, but {found} were found")
        return RuleResult(rule, counted, failing_rows=query)


@contextmanager
def _broken_by(rule: str) -> Iterator[None]:
    """What Spark can't run is a rule that is broken."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        cause = str(error).splitlines()[0]
        raise RuleBroken(f"rule {rule} can't be evaluated: {cause}") from error


def _lookups(dataset: Dataset) -> dict[Lookup, str]:
    """All subqueries of a dataset's rules, each once, and the rule that asks it first."""
    found: dict[Lookup, str] = {}
    for rule in dataset.rules:
        for lookup in _lookups_of(expectation(rule)):
            found.setdefault(lookup, rule.id)
    return found


def _lookups_of(expected: Any) -> Iterable[Lookup]:
    if isinstance(expected, ExpectColumnValuesToBeKnown):
        column = quoted(expected.column)
        condition = known(column, expected.reference_table, expected.reference_column)
        return spark_condition(condition).lookups
    if isinstance(expected, RowExpectation):
        return spark_condition(expected.condition).lookups
    return ()


def _condition_metric(engine: Any, expected: Any) -> MetricConfiguration:
    """The metric that is the condition of an expectation, as its count asks for it."""
    asked = expected.get_validation_dependencies(engine, {"result_format": "BOOLEAN_ONLY"})
    counted = asked.metric_configurations[f"{expected.map_metric}.unexpected_count"]
    return MetricConfiguration(
        f"{expected.map_metric}.condition",
        {**counted.metric_domain_kwargs, "batch_id": engine.batch_manager.active_batch_id},
        counted.metric_value_kwargs,
    )
