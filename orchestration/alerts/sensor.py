"""The sensor that looks every minute and tells what is new.

Belongs here: what is looked at when. It looks at states, not at events: what failed and was mended
while the daemon was down is told as it is, and nothing is told twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import dagster as dg

from opora.alerts import Seen, standing_keys, tell
from opora.alerts.recipients import FILE, read_recipients
from opora.alerts.settings import Settings, read_settings
from opora.alerts.watches import look_at, look_at_machine
from opora.home import Home
from opora.office import today_in_the_office
from orchestration.alerts.checks import checks_seen
from orchestration.alerts.fresh import freshness_seen
from orchestration.alerts.runs import runs_seen
from orchestration.resources import Installation

_INTERVAL_SECONDS = 60


def alert_sensor(elsewhere: Collection[str]) -> dg.SensorDefinition:
    """The sensor; `elsewhere`: names of checks that `opora.alerts.watches` tells of.

    It runs by default: whether anybody is told, and of what, is up to `rules/alerts.csv`.
    """

    @dg.sensor(
        name="alerts",
        minimum_interval_seconds=_INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells those whom rules/alerts.csv names, by e-mail or webhook, which runs, "
        "checks and freshness policies fail, what did not come in, and when it is well again.",
    )
    def alerts(
        context: dg.SensorEvaluationContext, installation: Installation
    ) -> dg.SensorResult | dg.SkipReason:
        home = installation.home
        if not read_recipients(home):
            return dg.SkipReason(f"Nobody is to be told: there is no one in rules/{FILE}.")
        now, settings = dt.datetime.now(dt.UTC), read_settings()
        standing = standing_keys(home)
        state = _state(context, home, now)
        if state == context.cursor:
            seen = look_at_machine(home, settings, standing, now)
        else:
            seen = look_at(home, settings, standing, now, today_in_the_office())
            seen += _in_dagster(context, settings, standing, elsewhere)
        told = tell(home, seen, now=now)
        for failure in told.failures:
            context.log.warning(failure)
        return dg.SensorResult(
            skip_reason=dg.SkipReason(
                f"{told.composed} new messages, {told.sent} sent, {told.waiting} wait. "
                + " ".join(told.failures)
            ),
            cursor=state,
        )

    return alerts


def _in_dagster(
    context: dg.SensorEvaluationContext,
    settings: Settings,
    standing: frozenset[str],
    elsewhere: Collection[str],
) -> Seen:
    graph = context.repository_def.asset_graph  # type: ignore[union-attr]
    checks = [key for key in graph.asset_check_keys if key.name not in elsewhere]
    return (
        runs_seen(context.instance, settings, standing)
        + checks_seen(context.instance, checks, settings)
        + freshness_seen(context.instance, graph, settings)
    )


def _state(context: dg.SensorEvaluationContext, home: Home, now: dt.datetime) -> str:
    """Changes whenever there may be something new to see, and with the hour.

    The last event of Dagster, the release, who is told; the hour brings deadlines and reminders.
    """
    recipients = (home.rules / FILE).stat().st_mtime_ns
    release = home.published_file.resolve().name
    events = context.instance.event_log_storage.get_maximum_record_id()
    return f"{events} {release} {recipients} {now:%Y-%m-%dT%H}"
