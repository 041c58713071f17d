"""What Dagster is told: stations in order, nothing without words, half-years by their names."""

from __future__ import annotations

import os
import subprocess
import sys

import dagster as dg

from opora.contracts import load_contracts
from opora.home import REPOSITORY, Home
from orchestration.assets.answers import ANSWERS_KEY
from orchestration.assets.documentation import KEY as DOCUMENTATION_KEY
from orchestration.assets.lake import FINDINGS_KEY, LEDGER_KEY, QUARANTINE_KEY, dataset_key
from orchestration.assets.published import KEY as PUBLISHED_KEY
from orchestration.instance import ensure_dagster_home


def test_workspace_loads(defs: dg.Definitions, parsed: Home) -> None:
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"]
    environment = {
        **os.environ,
        "OPORA_HOME": str(parsed.root),
        "DAGSTER_HOME": str(ensure_dagster_home(parsed)),
    }
    done = subprocess.run(  # noqa: S603 - our own program
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "opora" in done.stderr + done.stdout


def test_every_asset_has_a_station_and_words(defs: dg.Definitions) -> None:
    specs = defs.resolve_all_asset_specs()
    assert {spec.group_name for spec in specs} == {
        "01_landing",
        "02_lake",
        "03_rules",
        "04_staging",
        "05_intermediate",
        "06_analysis",
        "07_marts",
        "08_cycle",
        "09_snapshot",
        "10_published",
        "11_reported",
    }
    assert [spec.key for spec in specs if not spec.description] == []


def test_assets_depend_on_earlier_stations_only(defs: dg.Definitions) -> None:
    stations = {spec.key: str(spec.group_name) for spec in defs.resolve_all_asset_specs()}
    backwards = [
        (dep.asset_key, key)
        for spec in defs.resolve_all_asset_specs()
        for dep in spec.deps
        if stations[dep.asset_key] > stations[key := spec.key]
    ]
    assert backwards == []


def test_the_start_page_comes_after_what_it_leads_to(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    reports = graph.get(dg.AssetKey(["reports", "half_years"]))
    assert {ANSWERS_KEY, DOCUMENTATION_KEY, PUBLISHED_KEY} <= reports.parent_keys


def test_every_dataset_is_an_asset_with_its_checks(defs: dg.Definitions) -> None:
    checks = defs.resolve_asset_graph().asset_check_keys
    for name in load_contracts():
        assert {check.name for check in checks if check.asset_key == dataset_key(name)} == {
            "contract_rules",
            "declared_totals",
            "received_equals_accepted_plus_quarantined",
            "delivered_in_time",
        }


def test_dbt_reads_the_assets_of_the_lake(defs: dg.Definitions) -> None:
    """A source that is no asset of ours would stand in the graph as a stranger."""
    graph = defs.resolve_asset_graph()
    lake = {key for key in graph.get_all_asset_keys() if key.path[0] == "lake"}
    known = {*map(dataset_key, load_contracts()), LEDGER_KEY, FINDINGS_KEY, QUARANTINE_KEY}
    assert lake - known == {dg.AssetKey(["lake", "history"])}
    assert dg.AssetKey(["staging", "stg_schools"]) in graph.get(dataset_key("schools")).child_keys


def test_answers_are_made_from_all_that_they_tell(defs: dg.Definitions) -> None:
    """Rejected rows and findings, too: what is told must not look made from the ledger alone."""
    told_from = defs.resolve_asset_graph().get(ANSWERS_KEY).parent_keys
    assert {LEDGER_KEY, FINDINGS_KEY, QUARANTINE_KEY} <= told_from


def test_every_dbt_test_is_a_check(defs: dg.Definitions) -> None:
    checks = {key.name for key in defs.resolve_asset_graph().asset_check_keys}
    assert "parents_add_up_their_children" in checks
    assert any(name.startswith("unique_key_indicator_values") for name in checks)


def test_half_years_are_partitions_by_name(defs: dg.Definitions) -> None:
    partitions = defs.resolve_job_def("half_year").partitions_def
    assert partitions is not None
    assert partitions.get_partition_keys()[:2] == ["2018-H1", "2018-H2"]


def test_a_range_of_half_years_is_one_run(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    assert graph.get(dataset_key("staff")).backfill_policy == dg.BackfillPolicy.single_run()


def test_everything_that_writes_shares_one_slot(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    writers = list(graph.materializable_asset_keys)
    assert {pool for key in writers for pool in graph.get(key).pools} == {"opora_writer"}
    assert [key for key in writers if not graph.get(key).pools] == []


def test_settings_of_dagster_are_written_once_and_without_telemetry(home: Home) -> None:
    folder = ensure_dagster_home(home)
    assert folder.is_relative_to(home.private)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        assert not instance.telemetry_enabled
        assert instance.get_concurrency_config().pool_config.default_pool_limit == 1
    (folder / "dagster.yaml").write_text("telemetry: {enabled: true}\n", encoding="utf-8")
    ensure_dagster_home(home)
    assert "true" in (folder / "dagster.yaml").read_text(encoding="utf-8")
