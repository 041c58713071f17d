"""The jobs: from the landing zone to the published warehouse.

Belongs here: which assets run together. When they run is in `schedules` and `sensors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from orchestration.assets.landing import HALF_YEARS_KEY, HISTORY_KEY
from orchestration.assets.server import KEY as SERVER_KEY
from orchestration.assets.server import has_server

if TYPE_CHECKING:
    # what define_asset_job returns has no public name
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

    AssetJob = UnresolvedAssetJobDefinition


def _everything() -> dg.AssetSelection:
    """All assets; the server only where there is one."""
    left_out = [HALF_YEARS_KEY, HISTORY_KEY, *([] if has_server() else [SERVER_KEY])]
    return dg.AssetSelection.all() - dg.AssetSelection.assets(*left_out)


def half_year_job(who_is_missing: dg.AssetChecksDefinition) -> AssetJob:
    """From the landing zone to publication, for a half-year or, in one run, several.

    Who is missing is asked of what is published, day by day: a job of its own.
    """
    return dg.define_asset_job(
        "half_year",
        selection=_everything() - dg.AssetSelection.checks(who_is_missing),
        description="One half-year from the landing zone to publication: history and deliveries "
        "are taken and checked, the warehouse is built, a release is made if anything changed. "
        "Choose several half-years to run them all at once.",
    )


def history_job(half_years: dg.AssetsDefinition) -> AssetJob:
    """The same for files that cover several half-years."""
    return dg.define_asset_job(
        "history",
        selection=_everything() - dg.AssetSelection.assets(*half_years.keys),
        description="Files of landing/history from the landing zone to publication, no half-year "
        "besides.",
    )


def missing_job(who_is_missing: dg.AssetChecksDefinition) -> AssetJob:
    """The checks that ask who has not delivered."""
    return dg.define_asset_job(
        "who_is_missing",
        selection=dg.AssetSelection.checks(who_is_missing),
        description="Which datasets are due soon or overdue, and from whom: a check on each "
        "dataset of the lake, evaluated against today.",
    )
