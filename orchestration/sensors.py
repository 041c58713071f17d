"""When files arrive: the landing zone is watched, and what changed is run.

Belongs here: deciding that something changed, without opening a file. Whether it is really new is
decided by intake, from checksums.
"""

import json
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import dagster as dg

from opora.home import HISTORY
from orchestration.assets.landing import Lying, fingerprint, lying, observation
from orchestration.resources import Installation

if TYPE_CHECKING:
    from orchestration.jobs import AssetJob

#: A file that changed so recently may still be on its way (being copied).
SETTLED_AFTER_SECONDS = 10


def landing_sensor(
    half_year: "AssetJob",
    history: "AssetJob",
    half_years: Sequence[str],
    datasets: frozenset[str],
) -> dg.SensorDefinition:
    """Requests runs for the half-years whose folders changed; neighbours share a run."""

    @dg.sensor(
        name="files_have_arrived",
        jobs=[half_year, history],
        minimum_interval_seconds=60,
        description="Watches landing/: half-years whose folders have new or changed files are run, "
        "once the files have stopped changing. A change of landing/history alone runs the history.",
    )
    def files_have_arrived(
        context: dg.SensorEvaluationContext, installation: Installation
    ) -> dg.SensorResult | dg.SkipReason:
        found = lying(installation.home, datasets)
        if _is_arriving([file for files in found.values() for file in files]):
            return dg.SkipReason("Files are still arriving.")
        seen = json.loads(context.cursor) if context.cursor else {}
        now = {_name(period): fingerprint(files) for period, files in found.items()}
        changed = [period for period in found if now[_name(period)] != seen.get(_name(period))]
        requests = [
            _request(half_year.name, neighbours, now)
            for neighbours in _neighbours([period for period in half_years if period in changed])
        ]
        # a half-year's run takes the history first anyway
        if not requests and None in changed:
            run_key = f"{HISTORY} {now[HISTORY]}"
            requests.append(dg.RunRequest(run_key=run_key, job_name=history.name))
        return dg.SensorResult(
            run_requests=requests,
            cursor=json.dumps(now, sort_keys=True),
            asset_events=[
                observation(period, found[period])
                for period in changed
                if period is None or period in half_years
            ],
        )

    def _neighbours(changed: list[str]) -> list[list[str]]:
        """Half-years that follow one another, together."""
        groups: list[list[str]] = []
        for period in changed:
            if groups and half_years.index(period) == half_years.index(groups[-1][-1]) + 1:
                groups[-1].append(period)
            else:
                groups.append([period])
        return groups

    return files_have_arrived


def _request(job: str, periods: list[str], now: dict[str, str]) -> dg.RunRequest:
    run_key = " ".join(f"{period} {now[period]}" for period in periods)
    if len(periods) == 1:
        return dg.RunRequest(run_key=run_key, job_name=job, partition_key=periods[0])
    # how Dagster marks a backfill in a single run
    tags = {
        "dagster/asset_partition_range_start": periods[0],
        "dagster/asset_partition_range_end": periods[-1],
    }
    return dg.RunRequest(run_key=run_key, job_name=job, tags=tags)


def _name(period: str | None) -> str:
    return HISTORY if period is None else period


def _is_arriving(files: Sequence[Lying]) -> bool:
    newest = max((file.changed_ns for file in files), default=0)
    return time.time() - newest / 1e9 < SETTLED_AFTER_SECONDS
