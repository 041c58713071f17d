"""When runs start by themselves: days of the calendar, files that arrive."""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from small_landing import EVENTS, SCHOOLS, deliver

from opora.home import Home
from orchestration.resources import Installation

MOSCOW = ZoneInfo("Europe/Moscow")


def tick(defs: dg.Definitions, *day: int) -> dg.RunRequest | dg.SkipReason:
    context = dg.build_schedule_context(
        repository_def=defs.get_repository_def(),
        scheduled_execution_time=datetime(*day, 6, 0, tzinfo=MOSCOW),  # type: ignore[arg-type]
    )
    schedule = defs.resolve_schedule_def("half_year_is_due")
    data = schedule.evaluate_tick(context)
    return data.run_requests[0] if data.run_requests else dg.SkipReason(data.skip_message)


@pytest.mark.parametrize(
    ("day", "half_year"), [((2025, 1, 20), "2024-H2"), ((2024, 7, 20), "2024-H1")]
)
def test_the_half_year_just_ended_is_run_when_it_is_due(
    defs: dg.Definitions, day: tuple[int, ...], half_year: str
) -> None:
    request = tick(defs, *day)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == half_year


def test_a_day_beyond_the_calendar_says_what_to_do(defs: dg.Definitions) -> None:
    skipped = tick(defs, 2099, 1, 20)
    assert isinstance(skipped, dg.SkipReason)
    assert "half_years.csv" in str(skipped.skip_message)


def test_it_ticks_on_20_january_and_20_july_of_the_office(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("half_year_is_due")
    assert schedule.cron_schedule == ["0 6 20 1,7 *"]
    assert schedule.execution_timezone == "Europe/Moscow"


def look(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance, cursor: str | None
) -> dg.SensorExecutionData:
    context = dg.build_sensor_context(
        instance=instance,
        cursor=cursor,
        definitions=defs,
        resources={"installation": Installation(root=str(home.root))},
    )
    return defs.resolve_sensor_def("files_have_arrived").evaluate_tick(context)


def test_the_sensor_requests_once_per_change(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    deliver(home, "2024-H1", "methodical_support", EVENTS)
    first = look(defs, home, instance, None)
    assert [request.partition_key for request in first.run_requests or ()] == ["2024-H1"]
    assert [event.partition for event in first.asset_events] == ["2024-H1"]

    again = look(defs, home, instance, first.cursor)
    assert not again.run_requests

    deliver(home, "2024-H1", "methodical_support", EVENTS[:1])
    changed = look(defs, home, instance, again.cursor)
    assert [request.partition_key for request in changed.run_requests or ()] == ["2024-H1"]
    keys = {(each.run_requests or [])[0].run_key for each in (first, changed)}
    assert len(keys) == 2


def test_neighbouring_half_years_share_a_run(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    for period in ("history", "2022-H1", "2023-H2", "2024-H1"):
        deliver(home, period, "schools", SCHOOLS)
    requests = look(defs, home, instance, None).run_requests or []
    assert [request.partition_key for request in requests] == ["2022-H1", None]
    assert requests[1].tags["dagster/asset_partition_range_start"] == "2023-H2"
    assert requests[1].tags["dagster/asset_partition_range_end"] == "2024-H1"


def test_history_alone_runs_the_history(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    deliver(home, "history", "schools", SCHOOLS)
    requests = look(defs, home, instance, None).run_requests or []
    assert [request.job_name for request in requests] == ["history"]


def test_files_on_their_way_are_waited_for(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    os.utime(deliver(home, "2024-H1", "schools", SCHOOLS))
    waiting = look(defs, home, instance, None)
    assert not waiting.run_requests
    assert waiting.cursor is None
    assert "arriving" in str(waiting.skip_message)
