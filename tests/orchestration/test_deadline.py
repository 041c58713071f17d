"""By when a release has to have been made, and that Dagster judges it so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.freshness import CronFreshnessPolicy

from opora.errors import OporaError
from opora.home import Home
from orchestration.assets.published import published_asset
from orchestration.deadline import with_deadline


def policy(home: Home) -> CronFreshnessPolicy | None:
    (spec,) = with_deadline(published_asset([]), home).specs
    found = spec.freshness_policy
    assert found is None or isinstance(found, CronFreshnessPolicy)
    return found


def test_noon_of_the_report_day_since_the_half_year_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPORA_TIMEZONE", "Asia/Yekaterinburg")
    found = policy(Home(tmp_path))
    assert found is not None
    assert (found.deadline_cron, found.timezone) == ("0 12 20 1,7 *", "Asia/Yekaterinburg")
    # from midnight of 1 January to noon of the 20th
    assert found.lower_bound_delta == dt.timedelta(days=19, hours=12)


def test_a_time_zone_that_is_none_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPORA_TIMEZONE", "Moscow")
    with pytest.raises(OporaError, match="OPORA_TIMEZONE names no time zone: 'Moscow'"):
        policy(Home(tmp_path))


def test_a_calendar_with_several_days_of_the_month_has_none(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.rules.mkdir()
    (home.rules / "half_years.csv").write_text(
        "half_year,starts_on,ends_on,report_due_on,source\n"
        "2030-H1,2030-01-01,2030-06-30,2030-07-25,приказ\n"
    )
    assert policy(home) is None


def test_it_is_the_published_warehouse_that_is_due(defs: dg.Definitions) -> None:
    due = [spec.key for spec in defs.resolve_all_asset_specs() if spec.freshness_policy]
    assert due == [dg.AssetKey(["published", "warehouse"])]
