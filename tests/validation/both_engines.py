"""DuckDB and Spark on the same rows: what their results differ in.

Belongs here: the comparison, to the row. Not here: rows (`made_rows`, the demonstration).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from opora.contracts import Dataset
from opora.validation.gx import RuleResult, SuiteRunner, Validator
from opora.validation.spark.tables import WhereLying, nowhere
from opora.validation.spark.validator import SparkValidator


@dataclass
class Compared:
    """Rules that were run on both, those of them that something failed, and the differences."""

    rules: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


class BothEngines(SuiteRunner):
    """Runs rules on both engines and answers as DuckDB does."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        session: Any,
        folder: Path,
        compared: Compared,
        docs: Path | None = None,
        lying: WhereLying = nowhere,
    ) -> None:
        self._connection = connection
        self._duckdb = Validator(connection)
        self._spark = SparkValidator(connection, session, folder, docs, lying)
        self._compared = compared

    def validate(self, dataset: Dataset) -> list[RuleResult]:
        results = self._duckdb.validate(dataset)
        for ours, theirs in zip(results, self._spark.validate(dataset), strict=True):
            assert ours.rule is theirs.rule
            self._compared.rules.append(ours.rule.id)
            if ours.failed:
                self._compared.failed.append(ours.rule.id)
            of_duckdb, of_spark = self._said(ours), self._said(theirs)
            if of_duckdb != of_spark:
                self._compared.differences.append(
                    f"{ours.rule.id}: only DuckDB {of_duckdb - of_spark}, "
                    f"only Spark {of_spark - of_duckdb}; {ours.failed} and {theirs.failed} fail"
                )
        return results

    def write_docs(self) -> Path | None:
        return self._spark.write_docs()

    def _said(self, result: RuleResult) -> set[tuple[Any, ...]]:
        """The number, the half-years and the places of what failed."""
        said: set[tuple[Any, ...]] = {(result.failed,), *((each,) for each in result.half_years)}
        if result.failed and result.failing_rows:
            rows = self._connection.execute(
                f"SELECT delivery_id, sheet, row_no FROM ({result.failing_rows})"
            ).fetchall()
            assert len(rows) == result.failed
            said.update(rows)
        return said
