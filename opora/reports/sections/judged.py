"""An indicator in a sentence, for the sections that speak of one of them.

Belongs here: its figures in words. The table of all six: `indicators`.
"""

from __future__ import annotations

from opora.reports.numbers import number, percent
from opora.reports.report import Report
from opora.reports.source import Row

_IS_MET = {
    "met": "план выполнен",
    "not_met": "план не выполнен",
    "interim": "выполнение плана оценивается по итогам года",
    "not_judged": "выполнение плана не оценивается",
}


def indicator_now(report: Report, indicator: str) -> Row | None:
    """The row of `indicator_values` of the report's half-year; None where the release has none."""
    rows = report.rows("indicator_values")
    here = (row for row in rows if row["half_year"] == report.half_year.key)
    return next((row for row in here if row["indicator"] == indicator), None)


def told(row: Row) -> str:
    """«10 из 21 (47,6 %), план — 100,0 %, план не выполнен»."""
    fact = percent(row["value"], row["state"])
    if row["value"] is not None:
        fact = f"{number(row['numerator'])} из {number(row['denominator'])} ({fact})"
    if row["plan"] is None:
        return f"{fact}, плана нет"
    return f"{fact}, план — {percent(row['plan'])}, {_IS_MET[row['is_met']]}"
