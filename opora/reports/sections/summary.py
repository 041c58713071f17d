"""Главное: what has to be known by whoever reads nothing else, in sentences of other sections.

Belongs here: which sentences, and in which order. Not here: sentences of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opora.reports.blocks import Points, Section
from opora.reports.report import Report
from opora.reports.sections.conclusions import dynamics_told, lists_told, plan_told
from opora.reports.sections.problems import missing_told, not_helped_told, overdue_told

#: Is the plan met, who needs support, what do they lack, what is late, what isn't known.
_SENTENCES: tuple[Callable[[Report], Iterator[str]], ...] = (
    plan_told,
    lists_told,
    dynamics_told,
    not_helped_told,
    overdue_told,
    missing_told,
)


def summary(report: Report) -> Section | None:
    """The sentences; None where there is nothing to say."""
    said = tuple(sentence for sentences in _SENTENCES for sentence in sentences(report))
    return Section("summary", "Главное", (Points(said),)) if said else None
