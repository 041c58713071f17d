"""An indicator in a sentence, for the sections that speak of one of them.

Belongs here: its figures in words. The table of all six: `indicators`.
"""

from __future__ import annotations

from opora.reports.numbers import number, percent
from opora.reports.report import Report
from opora.reports.source import Row

#: What an indicator asks for, in a word or two; its full name is long.
BRIEFLY = {
    "2.1.1": "анализ результатов и условий",
    "2.1.2": "положительная динамика",
    "2.2": "диагностика педагогов",
    "2.3.1": "методическая работа",
    "2.3.2": "сетевое взаимодействие с опорной школой",
    "2.3.3": "адресная методическая помощь",
}
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


def briefly(indicator: str) -> str:
    """«2.2 «диагностика педагогов»»; the code alone of one that isn't known here."""
    name = BRIEFLY.get(indicator)
    return f"{indicator} «{name}»" if name else indicator


def told(row: Row) -> str:
    """«10 из 21 (47,6 %), план — 100,0 %, план не выполнен»."""
    fact = percent(row["value"], row["state"])
    if row["value"] is not None:
        fact = f"{number(row['numerator'])} из {number(row['denominator'])} ({fact})"
    if row["plan"] is None:
        return f"{fact}, плана нет"
    return f"{fact}, план — {percent(row['plan'])}, {_IS_MET[row['is_met']]}"
