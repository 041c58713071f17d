"""What the lake itself says about some half-years: ledger, findings and counted Parquet rows.

Belongs here: reading. Checks and metadata are made from it, and not from what a step remembers, so
that a run with nothing new tells the same as the run that took the deliveries.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import duckdb

from opora.home import HISTORY, Home
from opora.intake.totals import DECLARED_TOTAL
from opora.lake.files import committed
from opora.lake.unlocked import asked_again
from opora.objects.readers import connect

_WORST_FIRST = ("critical", "warning", "info")


@dataclass(frozen=True)
class Answer:
    """What one file was answered about one dataset."""

    delivery_id: int
    path: str
    half_year: str | None
    dataset: str | None
    status: str
    message: str | None
    received: int
    accepted: int
    quarantined: int
    declared_totals: str

    @property
    def totals(self) -> int:
        """Number of its total rows."""
        return len(json.loads(self.declared_totals))


@dataclass(frozen=True)
class Counted:
    """Rows of one delivery that really lie in the lake."""

    half_year: str | None
    dataset: str
    delivery_id: int
    accepted: int
    quarantined: int


@dataclass(frozen=True)
class Finding:
    """How many rows of one delivery failed a rule."""

    dataset: str
    delivery_id: int
    rule_id: str
    severity: str
    rows: int


@dataclass(frozen=True)
class FailedRule:
    """How often a rule failed, and in how many files."""

    rule_id: str
    severity: str
    rows: int
    files: int


@dataclass(frozen=True)
class LakeFacts:
    """The facts about `periods` (None among them: the history), all read at once."""

    home: Home
    periods: frozenset[str | None]
    #: All ledger rows, in the order of intake.
    answers: tuple[Answer, ...]
    counted: tuple[Counted, ...]
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """The half-years, as a person would name them."""
        named = sorted(period for period in self.periods if period is not None)
        if not named:
            return HISTORY
        return named[0] if len(named) == 1 else f"{named[0]} … {named[-1]}"

    @cached_property
    def standing(self) -> tuple[Answer, ...]:
        """The answers that still stand: a file delivered anew under its name replaces its answer.

        Copies of other files have nothing to say.
        """
        newest = {answer.path: answer.delivery_id for answer in self.answers}
        return tuple(
            answer
            for answer in self.answers
            if answer.status != "duplicate" and answer.delivery_id == newest[answer.path]
        )

    def of_half_year(self, period: str | None) -> LakeFacts:
        """The facts about one of the half-years."""
        answers = tuple(answer for answer in self.answers if answer.half_year == period)
        deliveries = {answer.delivery_id for answer in answers}
        return replace(
            self,
            periods=frozenset([period]),
            answers=answers,
            counted=tuple(each for each in self.counted if each.half_year == period),
            findings=tuple(each for each in self.findings if each.delivery_id in deliveries),
        )

    def of_dataset(self, dataset: str) -> list[Answer]:
        """The standing answers about one dataset."""
        return [answer for answer in self.standing if answer.dataset == dataset]

    def failed_rules(self, dataset: str) -> list[FailedRule]:
        """The contract's rules that failed in standing deliveries, worst and most first."""
        by_rule: dict[tuple[str, str], list[int]] = {}
        for each in self._standing_findings(dataset):
            if each.rule_id != _total_rule(dataset):
                by_rule.setdefault((each.rule_id, each.severity), []).append(each.rows)
        failed = [FailedRule(*rule, sum(rows), len(rows)) for rule, rows in by_rule.items()]
        return sorted(
            failed, key=lambda each: (_WORST_FIRST.index(each.severity), -each.rows, each.rule_id)
        )

    def differing_totals(self, dataset: str) -> int:
        """Declared totals of standing deliveries that are not what the rows add up to."""
        found = self._standing_findings(dataset)
        return sum(each.rows for each in found if each.rule_id == _total_rule(dataset))

    def accepted(self, dataset: str) -> int:
        """Accepted rows in the lake."""
        return sum(each.accepted for each in self.counted if each.dataset == dataset)

    def quarantined(self, dataset: str) -> int:
        """Quarantined rows in the lake."""
        return sum(each.quarantined for each in self.counted if each.dataset == dataset)

    def _standing_findings(self, dataset: str) -> list[Finding]:
        standing = {answer.delivery_id for answer in self.standing}
        return [
            each
            for each in self.findings
            if each.dataset == dataset and each.delivery_id in standing
        ]


@asked_again
def read_lake(home: Home, datasets: Collection[str], periods: Iterable[str | None]) -> LakeFacts:
    """Read the facts about some half-years of an installation."""
    periods = frozenset(periods)
    with connect(home) as connection:
        return LakeFacts(
            home=home,
            periods=periods,
            answers=tuple(Answer(*row) for row in _answers(connection, home, periods)),
            counted=tuple(Counted(*row) for row in _counted(connection, home, datasets, periods)),
            findings=tuple(Finding(*row) for row in _findings(connection, home)),
        )


def _answers(
    connection: duckdb.DuckDBPyConnection, home: Home, periods: frozenset[str | None]
) -> list[Any]:
    return connection.execute(
        f"""
        SELECT delivery_id, path, half_year, dataset, status, message, rows_received,
            rows_accepted, rows_quarantined, declared_totals
        FROM {_files(home, "ledger")} WHERE {_in(periods, "half_year")}
        ORDER BY delivery_id, dataset
        """  # noqa: S608 - our own folders
    ).fetchall()


def _counted(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    datasets: Collection[str],
    periods: frozenset[str | None],
) -> list[Any]:
    rows = " UNION ALL ".join(
        f"SELECT delivered_half_year, '{dataset}' AS dataset, delivery_id, "  # noqa: S608 - our own folders
        f"'{station}' AS station FROM {_files(home, f'{station}/{dataset}')}"
        for dataset in datasets
        for station in ("accepted", "quarantine")
    )
    return connection.execute(
        f"""
        SELECT delivered_half_year, dataset, delivery_id,
            count(*) FILTER (station = 'accepted'), count(*) FILTER (station = 'quarantine')
        FROM ({rows}) WHERE {_in(periods, "delivered_half_year")}
        GROUP BY delivered_half_year, dataset, delivery_id
        """  # noqa: S608 - our own folders
    ).fetchall()


def _findings(connection: duckdb.DuckDBPyConnection, home: Home) -> list[Any]:
    return connection.execute(
        f"""
        SELECT dataset, delivery_id, rule_id, severity, count(*)
        FROM {_files(home, "findings")} GROUP BY dataset, delivery_id, rule_id, severity
        """  # noqa: S608 - our own folders
    ).fetchall()


def _files(home: Home, folder: str) -> str:
    return committed(home, home.lake / folder).read()


def _in(periods: frozenset[str | None], column: str) -> str:
    named = ", ".join(f"'{period}'" for period in periods if period is not None)
    conditions = [f"{column} IN ({named})"] if named else []
    if None in periods:
        conditions.append(f"{column} IS NULL")
    return f"({' OR '.join(conditions)})"


def _total_rule(dataset: str) -> str:
    return f"{dataset}.{DECLARED_TOTAL}"
