"""Stations 3 to 9, as far as they are dbt's: rules, staging, intermediate, marts, in phases.

Belongs here: turning a phase of the build into materialisations and checks. The build is
`opora.warehouse.build`, in this process: dbt as a process of its own takes five seconds more, and
would not leave the record by which the command line knows that nothing has to be built.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import dbt_assets

from opora.home import Home
from opora.publication import SCHEMAS
from opora.warehouse import (
    BuildError,
    begin_build,
    needs_build,
    phase_is_done,
    phase_waits,
    run_phase,
)
from opora.warehouse.dbt_phase import results_file
from opora.warehouse.lists import IS_LISTED
from opora.warehouse.phases import IN_PYTHON, MODELS, SELECTIONS
from orchestration.cycle_pictures import coverage_of_the_chain, effects_of_measures
from orchestration.dbt_graph import Translator
from orchestration.indicators import plan_and_fact
from orchestration.listed_checks import list_of_rows
from orchestration.resources import Installation
from orchestration.stations import WRITER_POOL

_ROWS = "SELECT schema_name, table_name, estimated_size FROM duckdb_tables()"
_UNIQUE_ID = "dagster_dbt/unique_id"
_PICTURES = {
    dg.AssetKey(["marts", "indicator_values"]): plan_and_fact,
    dg.AssetKey(["marts", "traceability"]): coverage_of_the_chain,
    dg.AssetKey(["marts", "effectiveness"]): effects_of_measures,
}


def warehouse_assets(manifest_file: Path) -> list[dg.AssetsDefinition]:
    """Every model and seed an asset, every test a check; one step for each phase of dbt's."""
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    translator = Translator(_after(manifest))
    return [_phase_assets(manifest, translator, phase) for phase in SELECTIONS]


def _phase_assets(
    manifest: Mapping[str, Any], translator: Translator, phase: str
) -> dg.AssetsDefinition:
    select, exclude = SELECTIONS[phase]

    @dbt_assets(
        manifest=manifest,
        select=select,
        exclude=exclude or None,
        dagster_dbt_translator=translator,
        name=f"build_{phase}",
        pool=WRITER_POOL,
    )
    def build_phase(
        context: dg.AssetExecutionContext, installation: Installation
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        with installation.writing(context.log) as home:
            if phase == MODELS:
                if needs_build(home) or not results_file(home, MODELS).exists():
                    begin_build(home)
                is_waiting = phase_waits(home, MODELS)
            else:
                is_waiting = phase_waits(home, phase)
                refuse_out_of_turn(home, phase, is_waiting)
            yield from _phase(context, home, phase, is_waiting)

    return build_phase


def refuse_out_of_turn(home: Home, phase: str, is_waiting: bool) -> None:
    """Fail a step that was started alone while the phases before it are not done."""
    if not is_waiting and not phase_is_done(home, phase):
        raise dg.Failure(
            f"the build stopped before its phase {phase}; materialize what stands before this "
            "step as well, or run the job half_year",
            allow_retries=False,
        )


def _after(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Nodes that depend on a phase in Python, directly or through others -> the last such phase."""
    found: dict[str, str] = {}
    for phase in IN_PYTHON:
        sources = manifest["sources"].values()
        waiting = [node["unique_id"] for node in sources if node["source_name"] == phase]
        after: set[str] = set()
        while waiting:
            children = set(manifest["child_map"].get(waiting.pop(), ())) - after
            after |= children
            waiting += children
        found |= dict.fromkeys(after, phase)
    return found


def _phase(
    context: dg.AssetExecutionContext, home: Home, phase: str, is_waiting: bool
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """Run a phase where it is its turn; tell what the last run of it did."""
    failure = None
    if is_waiting:
        try:
            done = run_phase(home, phase)
        except BuildError as error:
            failure = error
        else:
            spent = ", ".join(f"{part} {seconds:.1f} s" for part, seconds in done.seconds.items())
            context.log.info(f"{len(done.nodes)} models, seeds and tests: {spent}")
            for warning in done.warnings:
                context.log.warning(warning)
    for event in _Build(context.assets_def, home, results_file(home, phase)).events():
        if event.asset_key in context.selected_asset_keys:
            yield event
    if failure is not None:
        raise dg.Failure(str(failure), allow_retries=False) from failure


class _Build:
    """The last run of a phase as Dagster events; only what dbt has really done."""

    def __init__(self, assets: dg.AssetsDefinition, home: Home, results: Path) -> None:
        self._assets = {
            spec.metadata[_UNIQUE_ID]: spec.key
            for spec in assets.specs
            if _UNIQUE_ID in spec.metadata
        }
        self._checks = {spec.name: spec for spec in assets.check_specs}
        self._home = home
        self._results = (
            json.loads(results.read_text(encoding="utf-8"))["results"] if results.exists() else []
        )

    def events(self) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        rows = self._rows()
        for result in self._results:
            key = self._assets.get(result["unique_id"])
            if key is not None and result["status"] == "success":
                yield self._materialised(key, result, rows)
        for result in self._results:
            # test.<project>.<name>, and a hash where the test is a generic one
            check = self._checks.get(result["unique_id"].split(".")[2])
            if check is not None and result["status"] != "skipped":
                yield _checked(self._home, check, result)

    def _rows(self) -> dict[dg.AssetKey, int]:
        if not self._home.build_file.exists():
            return {}
        with duckdb.connect(self._home.build_file, read_only=True) as connection:
            found = connection.execute(_ROWS).fetchall()
        return {dg.AssetKey([schema, table]): rows for schema, table, rows in found}

    def _materialised(
        self, key: dg.AssetKey, result: Mapping[str, Any], rows: Mapping[dg.AssetKey, int]
    ) -> dg.MaterializeResult[Any]:
        metadata: dict[str, Any] = {"seconds": round(result["execution_time"], 2)}
        if key in rows:
            metadata["dagster/row_count"] = rows[key]
        if key in _PICTURES:
            metadata |= _PICTURES[key](self._home)
        return dg.MaterializeResult(asset_key=key, metadata=metadata)


def _checked(home: Home, spec: dg.AssetCheckSpec, result: Mapping[str, Any]) -> dg.AssetCheckResult:
    failures = result["failures"] or 0
    is_warning = result["status"] == "warn"
    metadata: dict[str, Any] = {"failing_rows": failures, "message": result["message"] or ""}
    if failures and spec.metadata.get(IS_LISTED):
        metadata |= list_of_rows(home, result["compiled_code"], failures)
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=result["status"] == "pass",
        severity=dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR,
        description=f"{failures} failing rows" if failures else result["status"],
        metadata=metadata,
    )


def mart_keys(assets: Sequence[dg.AssetsDefinition]) -> list[dg.AssetKey]:
    """The keys of the public tables, which are what is published."""
    return sorted(key for each in assets for key in each.keys if key.path[0] in SCHEMAS)
