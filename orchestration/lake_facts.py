"""What the lake itself says about some half-years: ledger, findings and counted Parquet rows.

Belongs here: reading. Checks and metadata are made from it, and not from what a step remembers, so
that a run with nothing new tells the same as the run that took the deliveries.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb

from opora.contracts import Dataset
from opora.home import Home

#: The rule id that `opora.validation.check` gives to totals; importing it from there would import
#: Great Expectations, which takes seconds.
_DECLARED_TOTAL = "declared_total"

_WORST_FIRST = "severity = 'critical' DESC, severity = 'warning' DESC"


@dataclass(frozen=True)
class Found:
    """How often a rule failed: rows (or differing totals), and in how many files."""

    rule_id: str
    severity: str
    rows: int
    files: int


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


@dataclass
class Counted:
    """Rows of one delivery that really lie in the lake."""

    accepted: int = 0
    quarantined: int = 0


@dataclass(frozen=True)
class LakeFacts:
    """The facts about `periods` (None among them: the history)."""

    home: Home
    datasets: Mapping[str, Dataset]
    periods: frozenset[str | None]
    _connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect, repr=False)

    @classmethod
    def of(
        cls, home: Home, datasets: Mapping[str, Dataset], periods: Iterable[str | None]
    ) -> LakeFacts:
        """The facts about some half-years of an installation."""
        return cls(home, datasets, frozenset(periods))

    @cached_property
    def answers(self) -> list[Answer]:
        """All ledger rows of the half-years, in the order of intake."""
        rows = self._rows(
            "SELECT delivery_id, path, half_year, dataset, status, message, rows_received, "
            f"rows_accepted, rows_quarantined, declared_totals FROM {self._files('ledger')} "
            f"WHERE {self._in_periods('half_year')} ORDER BY delivery_id, dataset"
        )
        return [Answer(*row) for row in rows]

    @cached_property
    def standing(self) -> list[Answer]:
        """The answers that still stand: a file delivered anew under its name replaces its answer.

        Copies of other files have nothing to say.
        """
        newest = {answer.path: answer.delivery_id for answer in self.answers}
        return [
            answer
            for answer in self.answers
            if answer.status != "duplicate" and answer.delivery_id == newest[answer.path]
        ]

    def of_dataset(self, dataset: str) -> list[Answer]:
        """The standing answers about one dataset."""
        return [answer for answer in self.standing if answer.dataset == dataset]

    def findings(self, dataset: str) -> list[Found]:
        """Rules that failed in standing deliveries, without totals; the worst and most first."""
        return [
            found for found in self._found.get(dataset, ()) if not _is_total(found.rule_id, dataset)
        ]

    def differing_totals(self, dataset: str) -> int:
        """Declared totals that are not what the rows add up to."""
        found = self._found.get(dataset, ())
        return sum(each.rows for each in found if _is_total(each.rule_id, dataset))

    def counted(self, dataset: str) -> dict[int, Counted]:
        """Delivery -> rows of it in the Parquet files."""
        return self._counted.get(dataset, {})

    def total_accepted(self, dataset: str) -> int:
        """Accepted rows of the half-years."""
        return sum(counted.accepted for counted in self.counted(dataset).values())

    def total_quarantined(self, dataset: str) -> int:
        """Quarantined rows of the half-years."""
        return sum(counted.quarantined for counted in self.counted(dataset).values())

    @cached_property
    def _found(self) -> dict[str, list[Found]]:
        standing = ", ".join(str(answer.delivery_id) for answer in self.standing) or "NULL"
        rows = self._rows(
            "SELECT dataset, rule_id, severity, count(*), count(DISTINCT delivery_id) "
            f"FROM {self._files('findings')} WHERE delivery_id IN ({standing}) GROUP BY ALL "
            f"ORDER BY {_WORST_FIRST}, count(*) DESC, rule_id"
        )
        found: dict[str, list[Found]] = {}
        for dataset, *facts in rows:
            found.setdefault(dataset, []).append(Found(*facts))
        return found

    @cached_property
    def _counted(self) -> dict[str, dict[int, Counted]]:
        counts = [
            f"SELECT '{dataset}', '{kept}', delivery_id, count(*) "
            f"FROM {self._files(f'{kept}/{dataset}')} "
            f"WHERE {self._in_periods('delivered_half_year')} GROUP BY delivery_id"
            for dataset in self.datasets
            for kept in ("accepted", "quarantine")
        ]
        counted: dict[str, dict[int, Counted]] = {}
        for dataset, kept, delivery, rows in self._rows(" UNION ALL ".join(counts)):
            place = counted.setdefault(dataset, {}).setdefault(delivery, Counted())
            if kept == "accepted":
                place.accepted = rows
            else:
                place.quarantined = rows
        return counted

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def _files(self, folder: str) -> str:
        pattern = str(self.home.lake / folder / "*.parquet").replace("'", "''")
        return f"read_parquet('{pattern}', union_by_name = true)"

    def _in_periods(self, column: str) -> str:
        return in_periods(column, self.periods)


def in_periods(column: str, periods: Collection[str | None]) -> str:
    """The SQL condition that a column names one of the half-years (NULL: the history)."""
    named = ", ".join(f"'{period}'" for period in sorted(p for p in periods if p is not None))
    conditions = [f"{column} IN ({named})"] if named else []
    if None in periods:
        conditions.append(f"{column} IS NULL")
    return f"({' OR '.join(conditions)})"


def _is_total(rule_id: str, dataset: str) -> bool:
    return rule_id == f"{dataset}.{_DECLARED_TOTAL}"
