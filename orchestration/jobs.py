"""The jobs: from the landing zone to the published warehouse.

Belongs here: which assets run together. When they run is in `schedules` and `sensors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from orchestration.assets.landing import HALF_YEARS_KEY, HISTORY_KEY

if TYPE_CHECKING:
    # what define_asset_job returns has no public name
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

    AssetJob = UnresolvedAssetJobDefinition

_EVERYTHING = dg.AssetSelection.all() - dg.AssetSelection.assets(HALF_YEARS_KEY, HISTORY_KEY)


def half_year_job() -> AssetJob:
    """From the landing zone to publication, for a half-year or, in one run, several."""
    return dg.define_asset_job(
        "half_year",
        selection=_EVERYTHING,
        description="One half-year from the landing zone to publication: history and deliveries "
        "are taken and checked, the warehouse is built, a release is made if anything changed. "
        "Choose several half-years to run them all at once.",
    )


def history_job(half_years: dg.AssetsDefinition) -> AssetJob:
    """The same for files that cover several half-years."""
    return dg.define_asset_job(
        "history",
        selection=_EVERYTHING - dg.AssetSelection.assets(*half_years.keys),
        description="Files of landing/history from the landing zone to publication, no half-year "
        "besides.",
    )
