"""Station 6: the analysis in Python, between the models that it reads and the marts that read it.

Belongs here: what its pages show. The analysis is `opora.analysis`, a phase of the build.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from opora.warehouse.phases import ANALYSIS as PHASE
from orchestration.assets.in_python import run_in_turn, table_specs
from orchestration.context_pages import context_pages
from orchestration.resources import Installation
from orchestration.stations import WRITER_POOL

_MODELS_KEY = dg.AssetKey([PHASE, "context_models"])
_LOADINGS_KEY = dg.AssetKey([PHASE, "wellbeing_loadings"])
FITTED = "models_are_fitted"
USABLE = "components_are_usable"

_SHOWN = 10


def analysis_assets(manifest_file: Path) -> dg.AssetsDefinition:
    """An asset per table that the analysis writes."""
    specs = table_specs(manifest_file, PHASE)

    @dg.multi_asset(
        specs=specs,
        check_specs=[
            dg.AssetCheckSpec(
                FITTED,
                asset=_MODELS_KEY,
                description="Every half-year and subject area with results has its context model.",
            ),
            dg.AssetCheckSpec(
                USABLE,
                asset=_LOADINGS_KEY,
                description="Every half-year's social well-being index has all its components.",
            ),
        ],
        name="analyse",
        pool=WRITER_POOL,
    )
    def analyse(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        with installation.writing(context.log) as home:
            run_in_turn(context, home, PHASE)
            pages = context_pages(home)
            for spec in specs:
                metadata = pages.metadata.get(spec.key.path[-1], {})
                yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata)
            yield _checked(_MODELS_KEY, FITTED, pages.missing_models, "all models are fitted")
            yield _checked(
                _LOADINGS_KEY, USABLE, pages.missing_components, "every index has all components"
            )

    return analyse


def _checked(
    asset: dg.AssetKey, name: str, missing: list[str], otherwise: str
) -> dg.AssetCheckResult:
    """A warning that says the first of what is missing; all of it is in the table of the asset."""
    sentence = "; ".join(missing[:_SHOWN]) or otherwise
    if len(missing) > _SHOWN:
        sentence += f"; and {len(missing) - _SHOWN} more"
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=name,
        passed=not missing,
        severity=dg.AssetCheckSeverity.WARN,
        description=sentence,
        metadata={"missing": len(missing)},
    )
