"""Station 8: the management cycle in Python, between the marts it reads and its own.

Belongs here: what its pages show. The cycle is `opora.cycle`, a phase of the build.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from opora.answers.write import answer_senders
from opora.contracts import load_contracts
from opora.warehouse.phases import CYCLE as PHASE
from orchestration.assets.in_python import row_counts, run_in_turn, table_specs
from orchestration.resources import Installation
from orchestration.stations import WRITER_POOL


def cycle_assets(manifest_file: Path) -> dg.AssetsDefinition:
    """An asset per table that the cycle writes."""
    specs = table_specs(manifest_file, PHASE)

    @dg.multi_asset(specs=specs, name="run_cycle", pool=WRITER_POOL)
    def run_cycle(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> Iterator[dg.MaterializeResult[Any]]:
        with installation.writing(context.log) as home:
            run_in_turn(context, home, PHASE)
            # rows that waited for what has been issued now are deliveries of their own
            answer_senders(home, load_contracts())
            for key, metadata in row_counts(home, specs).items():
                yield dg.MaterializeResult(asset_key=key, metadata=metadata)

    return run_cycle
