"""The warehouse: dbt in this process on the private DuckDB file, and Python between its phases.

Belongs here: starting dbt, deciding what has to be rebuilt, reading its manifest. Not here: the
models (`dbt_project/`), the phases in Python (`opora.analysis`, `opora.cycle`) and what readers see
(`opora.publication`).
"""

from opora.warehouse.build import (
    BuildResult,
    begin_build,
    build,
    is_half_built,
    phase_is_done,
    phase_waits,
    run_phase,
)
from opora.warehouse.dbt_phase import BuildError, NodeResult
from opora.warehouse.manifest import ensure_manifest, read_manifest
from opora.warehouse.state import chosen, chosen_engine, needs_build, only_snapshots_wait

__all__ = [
    "BuildError",
    "BuildResult",
    "NodeResult",
    "begin_build",
    "build",
    "chosen",
    "chosen_engine",
    "ensure_manifest",
    "is_half_built",
    "needs_build",
    "only_snapshots_wait",
    "phase_is_done",
    "phase_waits",
    "read_manifest",
    "run_phase",
]
