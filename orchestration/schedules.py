"""When jobs run without anybody asking: half-years when their reports are due, questions daily.

Belongs here: the days, in the office's time. They come from the calendar (20 January and 20 July,
unless a department has its own).
"""

from typing import TYPE_CHECKING

import dagster as dg

from opora.home import Home
from opora.office import office_timezone
from orchestration.partitions import calendar

if TYPE_CHECKING:
    from orchestration.jobs import AssetJob

#: Early, so that the figures are there when the office opens.
_HOUR = 6


def missing_schedule(who_is_missing: "AssetJob") -> dg.ScheduleDefinition:
    """Asks every morning who has not delivered yet."""
    return dg.ScheduleDefinition(
        name="who_is_missing_today",
        cron_schedule=f"0 {_HOUR} * * *",
        execution_timezone=office_timezone(),
        job=who_is_missing,
        description="Asks every morning which datasets are due soon or overdue, and from whom.",
    )


def due_schedule(home: Home, half_year: "AssetJob") -> dg.ScheduleDefinition:
    """Runs a half-year on the day when its report is due."""
    due = {row["report_due_on"]: str(row["half_year"]) for row in calendar(home)}

    @dg.schedule(
        name="half_year_is_due",
        cron_schedule=due_crons(home, _HOUR),
        execution_timezone=office_timezone(),
        job=half_year,
        description="Runs the half-year that has just ended, on the day when its report is due.",
    )
    def half_year_is_due(
        context: dg.ScheduleEvaluationContext,
    ) -> dg.RunRequest | dg.SkipReason:
        day = context.scheduled_execution_time.date()
        if day not in due:
            return dg.SkipReason(
                f"The calendar has no half-year whose report is due on {day}; add it to "
                "rules/half_years.csv in OPORA_HOME."
            )
        return dg.RunRequest(run_key=due[day], partition_key=due[day])

    return half_year_is_due


def due_crons(home: Home, hour: int) -> list[str]:
    """An hour of the days on which reports are due, a pattern for each day of a month."""
    months: dict[int, set[int]] = {}
    for row in calendar(home):
        day = row["report_due_on"]
        months.setdefault(day.day, set()).add(day.month)
    return [
        f"0 {hour} {day} {','.join(map(str, sorted(in_months)))} *"
        for day, in_months in sorted(months.items())
    ]
