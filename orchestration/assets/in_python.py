"""What the steps in Python between dbt's phases have in common.

Belongs here: an asset spec per table that such a step writes, from the dbt source that declares it.
"""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg

from orchestration.stations import BY_DBT_FOLDER


def table_specs(manifest_file: Path, phase: str) -> list[dg.AssetSpec]:
    """The tables of a phase, each after the models that its declaration says it reads."""
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    models = {
        node["name"]: dg.AssetKey([node["schema"], node["name"]])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }
    return [
        dg.AssetSpec(
            dg.AssetKey([phase, table["name"]]),
            deps=[models[name] for name in table["config"]["meta"]["reads"]],
            description=table["description"],
            group_name=BY_DBT_FOLDER[phase],
            kinds={"python", "duckdb"},
        )
        for table in manifest["sources"].values()
        if table["source_name"] == phase
    ]
