"""By when a release has to have been made: Dagster's freshness policy of the published warehouse.

Belongs here: the policy, from the calendar. Dagster's daemon compares it with what was made; who is
told is `orchestration.alerts`. Not here: what schools owe by then (`freshness`).
"""

from __future__ import annotations

import datetime as dt

import dagster as dg

from opora.home import Home
from opora.office import office_timezone
from orchestration.partitions import calendar
from orchestration.schedules import due_crons

#: The schedule runs in the morning; by then it has ended, or somebody has to look.
_HOUR = 12


def with_deadline(published: dg.AssetsDefinition, home: Home) -> dg.AssetsDefinition:
    """The published warehouse, late unless it was made after a half-year ended, by its report day.

    Dagster's policies know one pattern of days: a calendar whose reports are due on several days of
    a month has none.
    """
    crons = due_crons(home, _HOUR)
    if len(crons) != 1:
        return published
    policy = dg.FreshnessPolicy.cron(
        deadline_cron=crons[0], lower_bound_delta=_since_the_end(home), timezone=office_timezone()
    )
    return published.map_asset_specs(lambda spec: dg.apply_freshness_policy(spec, policy))


def _since_the_end(home: Home) -> dt.timedelta:
    """From the end of a half-year's last day to its deadline; the shortest of the calendar."""
    days = min((row["report_due_on"] - row["ends_on"]).days for row in calendar(home))
    return dt.timedelta(days=days - 1, hours=_HOUR)
