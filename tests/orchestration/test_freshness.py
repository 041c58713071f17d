"""The daily question in Dagster: who is missing, on which dataset, how grave on the day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import dagster as dg
import pytest
from published_quality import publish_quality

from opora.contracts import load_contracts
from opora.home import Home
from orchestration.assets.lake import dataset_key
from orchestration.freshness import DELIVERED, freshness_checks, results
from orchestration.resources import Installation

STAFF, CONDITIONS, LISTS = "staff", "social_conditions", "school_lists"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    home = Home(tmp_path_factory.mktemp("quality"))
    publish_quality(home)
    return Installation(root=str(home.root))


def on(asked: Installation, day: str) -> dict[str, dg.AssetCheckResult]:
    found = results(asked, load_contracts().keys(), dt.date.fromisoformat(day))
    return {str(each.asset_key.path[-1]): each for each in found if each.asset_key}


def colour(result: dg.AssetCheckResult) -> str:
    if result.passed:
        return "green"
    return "red" if result.severity == dg.AssetCheckSeverity.ERROR else "yellow"


@pytest.mark.parametrize(
    ("day", "staff", "conditions"),
    [
        # of 2023-H2 a school's staff is missing for ever
        ("2024-06-01", "red", "green"),
        ("2024-06-30", "red", "yellow"),
        ("2024-07-11", "red", "yellow"),
        # of 2024-H2 nothing came, and it is early
        ("2024-08-01", "red", "yellow"),
        ("2023-12-30", "yellow", "green"),
        ("2023-12-01", "green", "green"),
        ("2025-01-15", "red", "yellow"),
    ],
)
def test_the_day_decides_the_colour(
    asked: Installation, day: str, staff: str, conditions: str
) -> None:
    found = on(asked, day)
    assert (colour(found[STAFF]), colour(found[CONDITIONS])) == (staff, conditions)
    assert colour(found[LISTS]) == "green", "info is told, and nothing more"
    assert colour(found["remarks"]) == "green", "nobody owes it"


def test_the_page_names_who_is_missing(asked: Installation) -> None:
    staff = on(asked, "2024-07-01")[STAFF]
    assert staff.metadata["missing"] == dg.IntMetadataValue(3)
    shown = staff.metadata["from_whom"].value.splitlines()  # type: ignore[union-attr]
    assert shown[2:] == [
        "| 2023-H2 | b | Школа b | ничего не сдано |",
        "| 2024-H1 | b | Школа b | ничего не сдано |",
        "| 2024-H1 | c | Школа c | все строки отклонены; отклонённых строк ждёт исправления: 5 |",
        "| 2024-H1 | a | Школа a | сдано не всё; отклонённых строк ждёт исправления: 2 |",
    ]
    assert "2 of 4 are missing, 1 have delivered part of it" in str(staff.description)


def test_every_dataset_is_asked_by_the_job_of_its_own(
    asked: Installation, defs: dg.Definitions, instance: dg.DagsterInstance
) -> None:
    done = defs.resolve_job_def("who_is_missing").execute_in_process(
        instance=instance,
        run_config={"resources": {"installation": {"config": {"root": asked.root}}}},
    )
    asked_of = {check.asset_key for check in done.get_asset_check_evaluations()}
    assert asked_of == set(map(dataset_key, load_contracts()))
    assert {check.check_name for check in done.get_asset_check_evaluations()} == {DELIVERED}


def test_the_job_of_a_half_year_does_not_ask(defs: dg.Definitions) -> None:
    nodes = set(defs.resolve_job_def("half_year").graph.node_dict)
    assert "take_half_year" in nodes
    assert "ask_who_is_missing" not in nodes


def test_it_asks_every_morning(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("who_is_missing_today")
    assert schedule.cron_schedule == "0 6 * * *"
    assert schedule.execution_timezone == "Europe/Moscow"


def test_it_blocks_nothing() -> None:
    checks = freshness_checks(load_contracts(), lambda: dt.date(2024, 7, 1))
    assert {spec.blocking for spec in checks.check_specs} == {False}


def test_without_anything_published_every_dataset_warns(tmp_path: Path) -> None:
    found = on(Installation(root=str(tmp_path)), "2024-07-01")
    assert {colour(each) for each in found.values()} == {"yellow"}
    assert "opora run" in str(found[STAFF].description)
