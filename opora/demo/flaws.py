"""Chains that are broken although nothing of them is rejected: what the checks have to point out.

Belongs here: reading the flaws off the papers that were delivered. Not here: rows that must be
rejected (`paper_defects`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from opora.demo.truth import Row, Truth

FlawKind = Literal[
    "measure_without_recommendation", "decision_without_finding", "overdue_measure",
    "overdue_decision",
]  # fmt: skip


@dataclass(frozen=True, order=True)
class Flaw:
    """A measure or decision whose chain is broken, by its code."""

    kind: FlawKind
    id: str


def flaws_of(truth: Truth, last_day: dt.date) -> tuple[Flaw, ...]:
    """The flaws of all papers as they stand on the last day that was monitored."""
    return tuple(sorted(_flaws(truth, last_day)))


def _flaws(truth: Truth, last_day: dt.date) -> Iterator[Flaw]:
    measures = {row["measure_id"]: row for row in truth.rows("measures")}
    decisions = {row["decision_id"]: row for row in truth.rows("management_decisions")}
    linked = {row["decision_id"] for row in truth.rows("decision_links")}
    for code, row in measures.items():
        if row["recommendation_id"] is None:
            yield Flaw("measure_without_recommendation", code)
        if _is_overdue(row, row["ends_on"], last_day):
            yield Flaw("overdue_measure", code)
    for code, row in decisions.items():
        if code not in linked:
            yield Flaw("decision_without_finding", code)
        if _is_overdue(row, row["due_on"], last_day):
            yield Flaw("overdue_decision", code)


def _is_overdue(row: Row, due_on: dt.date, last_day: dt.date) -> bool:
    return row["status"] in ("planned", "in_progress") and due_on < last_day
