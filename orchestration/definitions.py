"""Everything that Dagster is told, put together in one place.

Belongs here: assembling. `definitions_of` serves any installation (tests make their own), `defs` is
the one that `workspace.yaml` loads.
"""

from __future__ import annotations

import dagster as dg

from opora.contracts import load_contracts
from opora.home import Home
from opora.office import today_in_the_office
from opora.warehouse import ensure_manifest
from orchestration.alerts import alert_sensor
from orchestration.assets.analysis import analysis_assets
from orchestration.assets.answers import answers_asset
from orchestration.assets.cycle import cycle_assets
from orchestration.assets.documentation import documentation_asset
from orchestration.assets.lake import half_year_assets, history_asset
from orchestration.assets.landing import landing_assets
from orchestration.assets.published import published_asset
from orchestration.assets.reports import reports_asset
from orchestration.assets.server import server_asset
from orchestration.assets.snapshot import snapshot_assets
from orchestration.assets.warehouse import mart_keys, warehouse_assets
from orchestration.checks import TAKEN
from orchestration.deadline import with_deadline
from orchestration.engines import engines_agree, weekly_schedule
from orchestration.freshness import DELIVERED, freshness_checks
from orchestration.jobs import half_year_job, history_job, missing_job
from orchestration.partitions import half_year_partitions
from orchestration.resources import Installation
from orchestration.schedules import due_schedule, missing_schedule
from orchestration.sensors import landing_sensor


def definitions_of(home: Home) -> dg.Definitions:
    """The definitions for one installation."""
    datasets = load_contracts()
    partitions = half_year_partitions(home)
    lake = half_year_assets(datasets, partitions)
    manifest_file = ensure_manifest(home)
    warehouse = warehouse_assets(manifest_file)
    who_is_missing = freshness_checks(datasets, today_in_the_office)
    half_year, history = half_year_job(who_is_missing), history_job(lake)
    missing = missing_job(who_is_missing)
    return dg.Definitions(
        assets=[
            *landing_assets(partitions),
            history_asset(datasets),
            lake,
            answers_asset(),
            *warehouse,
            analysis_assets(manifest_file),
            cycle_assets(manifest_file),
            snapshot_assets(manifest_file, mart_keys(warehouse[:-1])),
            with_deadline(published_asset(mart_keys(warehouse)), home),
            server_asset(),
            documentation_asset(mart_keys(warehouse)),
            reports_asset(),
        ],
        asset_checks=[who_is_missing],
        jobs=[half_year, history, missing, engines_agree],
        schedules=[
            due_schedule(home, half_year),
            missing_schedule(missing),
            weekly_schedule(),
        ],
        sensors=[
            landing_sensor(
                half_year, history, partitions.get_partition_keys(), frozenset(datasets)
            ),
            # what these two check is told by half-year and dataset, with Dagster or without
            alert_sensor(elsewhere=(TAKEN, DELIVERED)),
        ],
        resources={"installation": Installation(root=str(home.root), lake_at=home.lake_at)},
        # A process per step would import Great Expectations and dbt once more each.
        executor=dg.in_process_executor,
    )


defs = definitions_of(Home.from_environment())
