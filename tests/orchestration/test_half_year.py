"""A half-year in Dagster, from its files to the published warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import duckdb
import pyarrow.parquet as pq
import pytest
from small_landing import EVENTS, MUNICIPALITY, SCHOOLS, deliver

from opora.contracts import load_contracts
from opora.home import Home
from opora.warehouse import begin_build, is_half_built, run_phase
from opora.warehouse.phases import MODELS
from orchestration.assets.lake import (
    FINDINGS_KEY,
    HISTORY_ROWS_KEY,
    LEDGER_KEY,
    QUARANTINE_KEY,
    dataset_key,
)
from orchestration.assets.published import KEY as PUBLISHED_KEY
from orchestration.lake_facts import read_lake

EVENTS_KEY = dataset_key("methodical_support")
MARTS_KEY = dg.AssetKey(["marts", "school_context"])


#: Up to the lake: dbt takes seconds, and few tests ask about it.
LAKE = [
    HISTORY_ROWS_KEY,
    LEDGER_KEY,
    FINDINGS_KEY,
    QUARANTINE_KEY,
    *map(dataset_key, load_contracts()),
]


def run(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance, **chosen: Any
) -> dg.ExecuteInProcessResult:
    return defs.resolve_job_def("half_year").execute_in_process(
        instance=instance,
        run_config={"resources": {"installation": {"config": {"root": str(home.root)}}}},
        raise_on_error=False,
        **chosen,
    )


def checks(
    result: dg.ExecuteInProcessResult, key: dg.AssetKey
) -> dict[str, dg.AssetCheckEvaluation]:
    found = result.get_asset_check_evaluations()
    return {check.check_name: check for check in found if check.asset_key == key}


Published = tuple[Home, dg.DagsterInstance, dg.ExecuteInProcessResult]


@pytest.fixture(scope="module")
def published(defs: dg.Definitions, make_home: Callable[[], Home]) -> Iterator[Published]:
    """A half-year that went all the way."""
    home = make_home()
    deliver(home, "history", "schools", SCHOOLS)
    deliver(home, "2024-H1", "methodical_support", EVENTS)
    with dg.DagsterInstance.ephemeral() as instance:
        yield home, instance, run(defs, home, instance, partition_key="2024-H1")


def test_good_files_are_published_and_every_check_passes(published: Published) -> None:
    home, instance, result = published
    assert result.success
    with duckdb.connect(home.published_file, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM marts.dim_school").fetchall() == [(2,)]
    assert [check for check in result.get_asset_check_evaluations() if not check.passed] == []
    conservation = checks(result, EVENTS_KEY)["received_equals_accepted_plus_quarantined"]
    assert conservation.metadata["received"].value == 2
    assert instance.get_materialized_partitions(EVENTS_KEY) == {"2024-H1"}
    assert len(result.asset_materializations_for_node("build_models")) > 80
    assert len(result.asset_materializations_for_node("analyse")) == 3
    assert len(list(home.reports.glob("*/deliveries/*.xlsx"))) == 2


def test_reports_are_written_of_what_was_published(published: Published) -> None:
    home, _, result = published
    (made,) = result.asset_materializations_for_node("reports__half_years")
    # the municipality; region and country would repeat it
    assert made.metadata["reports_written"].value == 1
    assert (home.reports / "index.html").exists()
    folder = home.reports / "2024-H1" / MUNICIPALITY
    assert "ПРОЕКТ · 2024-H1 · редакция 1" in (folder / "index.html").read_text(encoding="utf-8")
    cards = sorted(path.stem for path in folder.glob("schools/*.html"))
    assert cards == ["index", *(school["school_login"] for school in SCHOOLS)]


def test_a_rejected_row_fails_the_rules_and_not_the_run(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    deliver(home, "history", "schools", SCHOOLS)
    late = EVENTS[1] | {"held_on": "15.09.2024"}
    deliver(home, "2024-H1", "methodical_support", [EVENTS[0], late])
    result = run(defs, home, instance, partition_key="2024-H1", asset_selection=LAKE)
    assert result.success
    found = checks(result, EVENTS_KEY)
    assert not found["contract_rules"].passed
    assert found["contract_rules"].severity == dg.AssetCheckSeverity.ERROR
    shown = str(found["contract_rules"].metadata["failed_rules"].value)
    assert "`methodical_support.half_year` | critical | 1 | 1" in shown
    assert found["received_equals_accepted_plus_quarantined"].passed
    assert found["received_equals_accepted_plus_quarantined"].metadata["quarantined"].value == 1


def test_a_remark_is_yellow(defs: dg.Definitions, home: Home, instance: dg.DagsterInstance) -> None:
    deliver(home, "history", "schools", SCHOOLS)
    deliver(home, "2024-H1", "methodical_support", [event | {"document": ""} for event in EVENTS])
    result = run(defs, home, instance, partition_key="2024-H1", asset_selection=LAKE)
    found = checks(result, EVENTS_KEY)["contract_rules"]
    assert not found.passed
    assert found.severity == dg.AssetCheckSeverity.WARN


def test_a_refused_file_leaves_what_was_good(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    deliver(home, "history", "schools", SCHOOLS)
    path = deliver(home, "2024-H1", "methodical_support", EVENTS)
    assert run(defs, home, instance, partition_key="2024-H1", asset_selection=LAKE).success
    before = read_lake(home, ["methodical_support"], ["2024-H1"]).counted

    path.with_name("empty.csv").write_text("", encoding="utf-8")
    result = run(defs, home, instance, partition_key="2024-H1", asset_selection=LAKE)
    assert result.success
    found = checks(result, LEDGER_KEY)["every_file_taken"]
    assert not found.passed
    assert "empty.csv" in str(found.metadata["not_taken"].value)
    assert read_lake(home, ["methodical_support"], ["2024-H1"]).counted == before


def test_a_corrected_file_takes_its_predecessors_answer_away(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    deliver(home, "history", "schools", SCHOOLS)
    deliver(home, "2024-H1", "methodical_support", [EVENTS[0] | {"held_on": "15.09.2024"}])
    first = run(defs, home, instance, partition_key="2024-H1", asset_selection=LAKE)
    assert not checks(first, LEDGER_KEY)["every_file_taken"].passed
    deliver(home, "2024-H1", "methodical_support", EVENTS)
    second = run(defs, home, instance, partition_key="2024-H1", asset_selection=LAKE)
    assert checks(second, LEDGER_KEY)["every_file_taken"].passed
    assert checks(second, EVENTS_KEY)["contract_rules"].passed


def test_a_row_lost_from_the_lake_is_noticed(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    deliver(home, "history", "schools", SCHOOLS)
    deliver(home, "2024-H1", "methodical_support", EVENTS)
    assert run(defs, home, instance, partition_key="2024-H1", asset_selection=LAKE).success
    for path in (home.accepted / "methodical_support").glob("0*.parquet"):
        pq.write_table(pq.read_table(path).slice(0, 1), path)
    result = run(defs, home, instance, partition_key="2024-H1", asset_selection=LAKE)
    found = checks(result, EVENTS_KEY)["received_equals_accepted_plus_quarantined"]
    assert not found.passed
    assert "2 / 1" in str(found.metadata["differences"].value)


def test_several_half_years_in_one_run_keep_their_own_figures(
    defs: dg.Definitions, home: Home, instance: dg.DagsterInstance
) -> None:
    deliver(home, "history", "schools", SCHOOLS)
    deliver(home, "2024-H1", "methodical_support", EVENTS)
    autumn = [EVENTS[0] | {"held_on": "15.09.2024"}]
    deliver(home, "2024-H2", "methodical_support", autumn)
    result = run(
        defs,
        home,
        instance,
        asset_selection=LAKE,
        tags={
            "dagster/asset_partition_range_start": "2024-H1",
            "dagster/asset_partition_range_end": "2024-H2",
        },
    )
    assert result.success
    rows = {
        event.partition: event.metadata["dagster/partition_row_count"].value
        for event in result.asset_materializations_for_node("take_half_year")
        if event.asset_key == EVENTS_KEY
    }
    assert rows == {"2024-H1": 2, "2024-H2": 1}


@pytest.mark.slow
def test_a_build_that_was_killed_half_way_is_not_read_and_goes_on(
    defs: dg.Definitions, published: Published
) -> None:
    """Steps started alone refuse out of turn; those that were left finish the same release."""
    home, instance, _ = published
    release = home.published_file.resolve()
    begin_build(home)
    run_phase(home, MODELS)
    for key, told in ((MARTS_KEY, "before its phase marts"), (PUBLISHED_KEY, "stopped half-way")):
        alone = run(defs, home, instance, asset_selection=[key])
        assert not alone.success
        (failure,) = (event for event in alone.all_events if event.is_step_failure)
        assert told in str(failure.step_failure_data)
    steps = (
        *("analyse", "build_marts", "run_cycle", "build_cycle_marts"),
        *("take_snapshots", "build_snapshot_marts"),
    )
    keys = [key for step in steps for key in node_keys(defs, step)]
    left = run(defs, home, instance, asset_selection=[*keys, PUBLISHED_KEY])
    assert left.success
    assert not is_half_built(home)
    assert home.published_file.resolve() == release


def node_keys(defs: dg.Definitions, node: str) -> list[dg.AssetKey]:
    """The assets that a step makes."""
    graph = defs.resolve_asset_graph()
    return [
        key
        for key in graph.materializable_asset_keys
        if graph.get(key).assets_def.node_def.name == node
    ]


def test_a_failed_test_of_the_warehouse_keeps_the_release(
    defs: dg.Definitions, published: Published
) -> None:
    """Two schools that succeed each other: only the whole can show that."""
    home, instance, _ = published
    release = home.published_file.resolve()
    one, other = (school["school_login"] for school in SCHOOLS)
    circle = [
        {"from_login": one, "to_login": other, "on": "01.09.2022", "kind": "присоединение"},
        {"from_login": other, "to_login": one, "on": "01.09.2022", "kind": "присоединение"},
    ]
    deliver(home, "history", "school_successions", circle)
    result = run(defs, home, instance, partition_key="2024-H1")
    assert not result.success
    failed = {c.check_name for c in result.get_asset_check_evaluations() if not c.passed}
    assert "successions_end_within_the_steps" in failed
    assert home.published_file.resolve() == release
