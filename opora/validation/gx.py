"""The only home of Great Expectations: its context, its quirks, its results in our own words.

Belongs here: everything that touches its API. Not here: what happens with failed rows (`check`).
Importing this module costs seconds; import it inside the function that uses it.
"""

from __future__ import annotations

import errno
import logging
import os
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Before the import: it would otherwise report usage to its makers.
os.environ["GX_ANALYTICS_ENABLED"] = "False"

import duckdb
import great_expectations as gx
import sqlalchemy as sa
from duckdb_engine import ConnectionWrapper
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.registry import get_expectation_impl
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from opora.contracts import Dataset, Rule
from opora.full_disk import tells_of_full_disk
from opora.validation import expectations as _own  # noqa: F401 - registers our expectations

#: What identifies a failing row.
PLACE = ("delivery_id", "sheet", "row_no")

# Counts, never values: results go into pages that people read.
_COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0}
# The query of the failing rows, too.
_QUERIES = _COUNTS | {
    "unexpected_index_column_names": list(PLACE),
    "return_unexpected_index_query": True,
}

_SITE = "opora"


@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def _buffer_results(
    connection: Any, cursor: Any, statement: Any, parameters: Any, context: Any, many: Any
) -> None:
    """Fetch DuckDB's rows at once.

    Great Expectations closes the connection before it fetches, and DuckDB's cursor dies with it
    (issue 10738 there: "list index out of range").
    """
    if connection.dialect.name == "duckdb" and cursor.description:
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
            cursor, initial_buffer=cursor.fetchall()
        )


@dataclass(frozen=True)
class RuleResult:
    """How one rule came out.

    `failed`: rows (or half-years, for a table rule) that failed it; `failing_rows`: SQL of exactly
    those rows, with the columns of `PLACE`; `half_years`: those that failed a table rule.
    """

    rule: Rule
    failed: int
    failing_rows: str | None = None
    half_years: tuple[str | None, ...] = ()


class RuleBroken(Exception):  # noqa: N818 - the rule is broken, not the data
    """A rule that could not be evaluated at all: its contract is wrong."""


class SuiteRunner(ABC):
    """Runs the rules of datasets and documents how they came out, whatever engine runs them."""

    def __init__(self, docs: Path | None = None) -> None:
        """`docs`: where the Data Docs are written, if they are wanted."""
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._docs = docs
        if docs is not None:
            self._add_site(docs)

    @abstractmethod
    def validate(self, dataset: Dataset) -> list[RuleResult]:
        """The results of all rules of a dataset over the view `incoming_<dataset>`."""

    def _run(
        self,
        dataset: Dataset,
        data: BatchDefinition[Any],
        parameters: dict[str, Any] | None = None,
        wanted: Mapping[str, object] = _COUNTS,
    ) -> list[tuple[Rule, Any]]:
        """Each rule, and what Great Expectations says of it.

        `parameters`: of the batch; `wanted`: what is to be said, as its `result_format`.
        """
        suite = self._context.suites.add(
            gx.ExpectationSuite(
                name=dataset.name, expectations=[expectation(rule) for rule in dataset.rules]
            )
        )
        definition = self._context.validation_definitions.add(
            gx.ValidationDefinition(name=dataset.name, data=data, suite=suite)
        )
        result = definition.run(batch_parameters=parameters, result_format=dict(wanted))
        rules = {rule.id: rule for rule in dataset.rules}
        outcomes: list[Any] = result.results
        return [(rules[each.expectation_config.meta["rule"]], each) for each in outcomes]

    def write_docs(self) -> Path | None:
        """Write the Data Docs; returns their first page."""
        if self._docs is None:
            return None
        with _full_disk_raised():
            self._context.build_data_docs(site_names=[_SITE])
        return self._docs / "index.html"

    def _add_site(self, folder: Path) -> None:
        self._context.add_data_docs_site(
            _SITE,
            {
                "class_name": "SiteBuilder",
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(folder),
                },
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            },
        )


class Validator(SuiteRunner):
    """Runs the rules of datasets over views of one DuckDB file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, docs: Path | None = None) -> None:
        """`docs`: where the Data Docs are written, if they are wanted."""
        super().__init__(docs)
        self._connection = connection
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._source = self._context.data_sources.add_sql(  # type: ignore[call-arg]
                "workbench",
                connection_string="duckdb:///:memory:",
                # The workbench's own connection: DuckDB opens a file only once per configuration.
                kwargs={
                    "creator": lambda: ConnectionWrapper(connection.cursor()),
                    "poolclass": sa.pool.NullPool,
                },
            )

    def validate(self, dataset: Dataset) -> list[RuleResult]:
        """The results of all rules of a dataset over the view `incoming_<dataset>`."""
        if not dataset.rules:
            return []
        return [
            self._result(dataset, rule, outcome)
            for rule, outcome in self._run(dataset, self._batch(dataset), wanted=_QUERIES)
        ]

    def _result(self, dataset: Dataset, rule: Rule, outcome: Any) -> RuleResult:
        raise_if_broken(rule, outcome.exception_info)
        result: Mapping[str, Any] = outcome.result
        if rule.kind != "table":
            query = result["unexpected_index_query"].rstrip("; \n")
            return RuleResult(rule, result["unexpected_count"], failing_rows=query)
        if outcome.success:
            return RuleResult(rule, 0)
        # Which half-years failed is a detail that only COMPLETE results carry: ask again.
        query = outcome.expectation_config.kwargs["unexpected_rows_query"]
        failed = self._connection.execute(query.format(batch=_view(dataset))).fetchall()
        return RuleResult(rule, len(failed), half_years=tuple(row[0] for row in failed))

    def _batch(self, dataset: Dataset) -> BatchDefinition[Any]:
        view = _view(dataset)
        asset = self._source.add_table_asset(view, table_name=view)
        return asset.add_batch_definition_whole_table("all")


class _Listener(logging.Handler):
    """Keeps what is said of a full disk; everything else goes where it would go without it."""

    def __init__(self) -> None:
        super().__init__()
        self.full: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep or pass on."""
        if tells_of_full_disk(record.getMessage()):
            self.full = record.getMessage()
        elif logging.lastResort is not None:
            logging.lastResort.handle(record)


@contextmanager
def _full_disk_raised() -> Iterator[None]:
    """Great Expectations logs, at length, that a page could not be written, and goes on."""
    log, listener = logging.getLogger("great_expectations"), _Listener()
    log.addHandler(listener)
    try:
        yield
    finally:
        log.removeHandler(listener)
    if listener.full is not None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def expectation(rule: Rule) -> Any:
    """The Great Expectations object of a rule."""
    return get_expectation_impl(rule.expectation)(
        severity=FailureSeverity(rule.severity),
        description=f"{rule.id}: {rule.description} {rule.message_ru}",
        meta={"rule": rule.id},
        **rule.kwargs,
    )


def _view(dataset: Dataset) -> str:
    return f"incoming_{dataset.name}"


def raise_if_broken(rule: Rule, info: Mapping[str, Any]) -> None:
    """An evaluation that raised must never look like a rule that failed."""
    raised = [info] if "raised_exception" in info else list(info.values())
    for one in raised:
        if one.get("raised_exception"):
            trace = str(one.get("exception_traceback") or "").strip().splitlines()
            cause = one.get("exception_message") or (trace[-1] if trace else "no cause given")
            raise RuleBroken(f"rule {rule.id} can't be evaluated: {cause}")
