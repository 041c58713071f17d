"""Station 6: the analysis in Python, between the models that it reads and the marts that read it.

Belongs here: what its pages show. The analysis is `opora.analysis`, a phase of the build.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import yaml

from opora.home import REPOSITORY
from opora.warehouse import phase_waits, run_phase
from opora.warehouse.phases import ANALYSIS as PHASE
from orchestration.context_pages import context_pages
from orchestration.resources import Installation
from orchestration.stations import ANALYSIS, WRITER_POOL

_DECLARED = REPOSITORY / "dbt_project" / "models" / "analysis" / "_analysis.yml"
_MODELS_KEY = dg.AssetKey([PHASE, "context_models"])
FITTED = "models_are_fitted"


def analysis_assets() -> dg.AssetsDefinition:
    """An asset per table that the analysis writes."""
    specs = [
        dg.AssetSpec(
            dg.AssetKey([PHASE, table["name"]]),
            deps=[dg.AssetKey(["intermediate", name]) for name in table["config"]["meta"]["reads"]],
            description=table["description"],
            group_name=ANALYSIS,
            kinds={"python", "duckdb"},
        )
        for table in _tables()
    ]

    @dg.multi_asset(
        specs=specs,
        check_specs=[
            dg.AssetCheckSpec(
                FITTED,
                asset=_MODELS_KEY,
                description="Every half-year and subject area with results has its context model.",
            )
        ],
        name="analyse",
        pool=WRITER_POOL,
    )
    def analyse(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        with installation.writing(context.log) as home:
            if phase_waits(home, PHASE):
                for warning in run_phase(home, PHASE).warnings:
                    context.log.warning(warning)
            pages = context_pages(home)
            for spec in specs:
                metadata = pages.metadata.get(spec.key.path[-1], {})
                yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata)
            yield dg.AssetCheckResult(
                asset_key=_MODELS_KEY,
                check_name=FITTED,
                passed=not pages.missing,
                severity=dg.AssetCheckSeverity.WARN,
                description="; ".join(pages.missing) or "all models are fitted",
            )

    return analyse


def _tables() -> list[dict[str, Any]]:
    declared = yaml.safe_load(_DECLARED.read_text(encoding="utf-8"))
    return list(declared["sources"][0]["tables"])
