"""As of which day recommendations, measures and decisions are told.

Belongs here: that sentence. The marts tell of them as of the last half-year that a release knows,
which can lie behind the half-year of the report.
"""

from __future__ import annotations

from opora.reports.numbers import day
from opora.reports.report import Report


def standing_on(report: Report, what: str) -> str:
    """«Их состояние показано на 31.12.2024, …»; `what`: the subject, neuter."""
    known = report.rows("known_on")
    if not known or known[0]["half_year"] == report.half_year.key:
        return f"{what} показано на конец полугодия, {day(report.half_year.ends_on)}."
    return (
        f"{what} показано на {day(known[0]['ends_on'])}, конец последнего полугодия, о котором "
        "есть данные."
    )
