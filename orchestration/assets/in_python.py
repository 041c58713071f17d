"""What the steps in Python between dbt's phases have in common.

Belongs here: an asset spec per table that such a step writes, from the dbt source that declares it,
running it in its turn, and how many rows it wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from opora.home import Home
from opora.sql import quoted
from opora.warehouse import phase_waits, run_phase
from orchestration.assets.warehouse import refuse_out_of_turn
from orchestration.stations import BY_DBT_FOLDER


def table_specs(
    manifest_file: Path, phase: str, after: Iterable[dg.AssetKey] = ()
) -> list[dg.AssetSpec]:
    """The tables of a phase, each after the models that its declaration says it reads.

    `after`: what must be done besides, though it isn't read.
    """
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    models = {
        node["name"]: dg.AssetKey([node["schema"], node["name"]])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }
    return [
        dg.AssetSpec(
            dg.AssetKey([phase, table["name"]]),
            deps={*(models[name] for name in table["config"]["meta"]["reads"]), *after},
            description=table["description"],
            group_name=BY_DBT_FOLDER[phase],
            kinds={"python", "duckdb"},
        )
        for table in manifest["sources"].values()
        if table["source_name"] == phase
    ]


def run_in_turn(context: dg.AssetExecutionContext, home: Home, phase: str) -> None:
    """Run a phase if it is its turn; fail where the phases before it are not done."""
    is_waiting = phase_waits(home, phase)
    refuse_out_of_turn(home, phase, is_waiting)
    if is_waiting:
        for warning in run_phase(home, phase).warnings:
            context.log.warning(warning)


def row_counts(home: Home, specs: Iterable[dg.AssetSpec]) -> dict[dg.AssetKey, dict[str, Any]]:
    """Metadata of each table: its number of rows in the build file."""
    found = {}
    with duckdb.connect(home.build_file, read_only=True) as connection:
        for spec in specs:
            name = ".".join(quoted(part) for part in spec.key.path)
            row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608
            found[spec.key] = {"dagster/row_count": row[0] if row else 0}
    return found
