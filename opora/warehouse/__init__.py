"""The warehouse: dbt run in this process against the private DuckDB file.

Belongs here: starting dbt, deciding what has to be rebuilt, reading its manifest. Not here: the
models (`dbt_project/`) and what readers see (`opora.publication`).
"""

from opora.warehouse.build import BuildError, BuildResult, NodeResult, build
from opora.warehouse.manifest import ensure_manifest, read_manifest
from opora.warehouse.state import needs_build

__all__ = [
    "BuildError",
    "BuildResult",
    "NodeResult",
    "build",
    "ensure_manifest",
    "needs_build",
    "read_manifest",
]
