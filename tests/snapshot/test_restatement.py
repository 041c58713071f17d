"""Restatements: which values changed, by how much, why, and through which rows of which file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import partial

import duckdb
import pandas as pd
import pytest
from build_file import HALF_YEAR, REGION, TOWN, VILLAGE, World, write_build

from opora.contracts import load_contracts
from opora.home import Home
from opora.lake.ledger import LedgerRow, write_ledger_file
from opora.lake.store import prepare_lake
from opora.snapshot.approve import approve
from opora.snapshot.compare import compare
from opora.snapshot.inputs import DELIVERY_COLUMNS
from opora.snapshot.revise import revise
from opora.snapshot.revisions import Revision, SnapshotError, read_revisions

Know = Callable[..., list[Revision]]

CODE = {"version": "0.1.0", "sha256": "c0de"}

#: What dbt's manifest says of the lineage, cut down to one indicator and the results.
MANIFEST = {
    "nodes": {"model.opora.int_indicator_2_3_1": {"name": "int_indicator_2_3_1"}},
    "sources": {
        "source.opora.lake.methodical_support": {"name": "methodical_support"},
        "source.opora.lake.assessment_marks": {"name": "assessment_marks"},
        "source.opora.lake.schools": {"name": "schools"},
    },
    "parent_map": {
        "model.opora.int_indicator_2_3_1": [
            "source.opora.lake.methodical_support",
            "source.opora.lake.schools",
        ],
        "model.opora.int_assessment_cells": ["source.opora.lake.assessment_marks"],
    },
}


def deliver(
    home: Home, number: int, half_year: str | None, dataset: str, rows: list[dict[str, object]]
) -> None:
    """A file that was accepted: its line in the ledger, its rows in the lake."""
    path = f"{half_year or 'history'}/{dataset}/{number}.csv"
    row = LedgerRow(
        delivery_id=number, batch_id=f"{number:010d}", path=path, half_year=half_year,
        dataset=dataset, format="csv", encoding="utf-8", delimiter=";", bytes=1,
        sha256=f"{number:064d}", taken_at=dt.datetime(2024, 7, 1), status="accepted",
        message=None, read_with="", rows_received=len(rows), rows_accepted=len(rows),
    )  # fmt: skip
    if not home.ledger.exists():
        prepare_lake(home, load_contracts().values())
    write_ledger_file(home.ledger / f"{number:010d}.parquet", [row])
    placed = pd.DataFrame(rows).assign(delivery_id=number, sheet=None)
    with duckdb.connect() as connection:
        connection.register("placed", placed)
        target = home.accepted / dataset / f"{number:010d}.parquet"
        connection.execute(f"copy placed to '{target}' (format parquet)")


@pytest.fixture
def know_all(know: Know) -> Know:
    """As `know`, with the lineage of the real project in short."""
    return partial(know, manifest=MANIFEST)


def differences(home: Home, revision: int) -> list[tuple[object, ...]]:
    (found,) = [each for each in read_revisions(home, HALF_YEAR) if each.number == revision]
    with duckdb.connect() as connection:
        return connection.execute(
            "select object, coalesce(territory, school_login), measure, before, after, cause, "
            f"through from read_parquet('{found.table('restatements')}') order by all"
        ).fetchall()


def test_a_late_event_is_told_by_value_school_and_row(home: Home, know_all: Know) -> None:
    know_all(World())
    approve(home, HALF_YEAR, "начальник")
    # two rows of the school, one of another, and a file of another half-year that says nothing
    event = {"school_login": "sch990002", "row_no": 2}
    deliver(home, 7, HALF_YEAR, "methodical_support", [
        event, event | {"row_no": 3}, event | {"row_no": 5},
        {"school_login": "sch990003", "row_no": 4},
    ])  # fmt: skip
    deliver(home, 8, "2023-H2", "methodical_support", [{"school_login": "sch990001", "row_no": 2}])
    (second,) = know_all(World().changed("sch990002", has_event=True))

    file = f"{HALF_YEAR}/methodical_support/7.csv"
    assert differences(home, 2) == [
        ("school", "sch990002", "numerator", 0, 1, "delivery", f"{file}: 2-3, 5"),
        # 2 of 4 schools, then 3
        ("value", REGION, "numerator", 2, 3, "delivery", "sch990002"),
        ("value", REGION, "value", 50, 75, "delivery", "sch990002"),
        ("value", TOWN, "numerator", 1, 2, "delivery", "sch990002"),
        ("value", TOWN, "value", 50, 100, "delivery", "sch990002"),
    ]
    assert [each["kind"] for each in second.manifest["causes"]] == ["delivery"]
    assert second.manifest["causes"][0]["subject"] == "7"
    with duckdb.connect() as connection:
        assert connection.execute(
            "select object, indicator, school_login, dataset, delivery_id, path, rows, row_numbers "
            f"from read_parquet('{second.table('restatement_sources')}')"
        ).fetchall() == [
            ("school", "2.3.1", "sch990002", "methodical_support", 7, file, 3, "2-3, 5")
        ]


def test_a_correction_of_an_earlier_half_year_is_told_as_that(home: Home, know_all: Know) -> None:
    know_all(World())
    approve(home, HALF_YEAR, "начальник")
    marks = {
        "school_login": "sch990003", "procedure_kind": "ВПР", "subject": "Математика",
        "programme_grade": 5, "assessment_year": 2024, "session": "spring", "row_no": 9,
    }  # fmt: skip
    deliver(home, 3, "2023-H2", "assessment_marks", [marks, marks | {"subject": "Русский язык"}])
    (second,) = know_all(World().changed("sch990003", result=(14, 5)))
    through = "2023-H2/assessment_marks/3.csv: 9"
    assert differences(home, 2) == [
        ("result", "sch990003", "below_threshold", 6, 5, "earlier_half_year", through),
        ("result", "sch990003", "participants", 12, 14, "earlier_half_year", through),
    ]
    assert [each["kind"] for each in second.manifest["causes"]] == ["earlier_half_year"]


def test_a_rule_is_the_cause_where_no_row_is(home: Home, know_all: Know) -> None:
    know_all(World())
    approve(home, HALF_YEAR, "начальник")
    home.rules.mkdir(parents=True)
    (home.rules / "indicator_plan.csv").write_text(
        "territory,indicator,year,plan,source\n,2.3.1,2024,90,приказ\n", encoding="utf-8"
    )
    (second,) = know_all(World(plan=90.0))
    assert second.manifest["causes"] == [
        {
            "kind": "rule",
            "subject": "indicator_plan",
            "text_ru": "изменены правила: indicator_plan",
        }
    ]
    assert {row[1:] for row in differences(home, 2)} == {
        (territory, "plan", 100, 90, "rule", "изменены правила: indicator_plan")
        for territory in (REGION, TOWN, "00702000")
    }


def test_the_code_is_the_cause_where_nothing_else_is(home: Home, know_all: Know) -> None:
    know_all(World())
    (second,) = know_all(
        World().changed("sch990001", has_event=False), code={"version": "0.2.0", "sha256": "new"}
    )
    assert [(each["kind"], each["subject"]) for each in second.manifest["causes"]] == [
        ("code", "0.1.0 → 0.2.0")
    ]
    assert {row[5] for row in differences(home, 2)} == {"code"}


def test_where_rows_and_code_changed_nobody_can_tell_them_apart(home: Home, know_all: Know) -> None:
    """Both are named: for the school with a new row, and for the one without only the code."""
    know_all(World())
    deliver(home, 8, HALF_YEAR, "methodical_support", [{"school_login": "sch990002", "row_no": 2}])
    changed = World().changed("sch990002", has_event=True).changed("sch990001", has_event=False)
    (second,) = know_all(changed, code={"version": "0.2.0", "sha256": "new"})
    assert [each["kind"] for each in second.manifest["causes"]] == ["delivery", "code"]
    of_school = {row[1]: row[5] for row in differences(home, 2) if row[0] == "school"}
    assert of_school == {"sch990001": "code", "sch990002": "delivery, code"}


def test_a_delivery_to_a_later_half_year_is_told_as_that(home: Home, know_all: Know) -> None:
    know_all(World())
    deliver(home, 8, "2024-H2", "methodical_support", [{"school_login": "sch990002", "row_no": 2}])
    (second,) = know_all(World().changed("sch990002", has_event=True))
    assert [each["kind"] for each in second.manifest["causes"]] == ["later_half_year"]


def test_a_school_that_moves_changes_both_territories(home: Home, know_all: Know) -> None:
    know_all(World())
    row = {"school_login": "sch990001", "row_no": 7}
    deliver(home, 9, HALF_YEAR, "schools", [row])
    (second,) = know_all(World().changed("sch990001", territory=VILLAGE))
    found = {(each[0], each[1]): each[5:] for each in differences(home, 2)}
    through = f"{HALF_YEAR}/schools/9.csv: 7"
    assert found["result", "sch990001"] == ("delivery", through)
    assert found["school", "sch990001"] == ("delivery", through)
    # the town has lost the school, the village has it now
    assert found["value", TOWN] == ("delivery", "sch990001")
    assert found["value", VILLAGE] == ("delivery", "sch990001")
    assert [each["subject"] for each in second.manifest["causes"]] == ["9"]


def test_another_tree_is_a_difference_that_can_be_seen(home: Home, know_all: Know) -> None:
    know_all(World())
    write_build(home, World())
    with duckdb.connect(home.build_file) as connection:
        connection.execute("update marts.dim_territory set level = 'city' where level <> 'region'")
        (second,) = revise(home, connection, MANIFEST, CODE)
    found = compare(home, HALF_YEAR).differences
    assert found[["object", "territory", "measure", "state_before", "state_after"]].values.tolist()[
        0
    ] == ["territory", TOWN, "place", f"municipality, {REGION}", f"city, {REGION}"]
    assert len(found) == 2
    # nothing was delivered, no rule changed
    assert list(second.manifest["causes"]) == []


def test_a_school_that_appears_and_one_that_goes(home: Home, know_all: Know) -> None:
    know_all(World())
    gone = World(schools=World().schools[1:])
    know_all(gone)
    know_all(World())
    assert [row[:5] for row in differences(home, 2) if row[1] == "sch990001"] == [
        ("result", "sch990001", "below_threshold", 4, None),
        ("result", "sch990001", "participants", 20, None),
        ("school", "sch990001", "denominator", 1, None),
        ("school", "sch990001", "numerator", 1, None),
    ]
    # the second restates the first draft, the third the second
    assert [row[:5] for row in differences(home, 3) if row[1] == "sch990001"] == [
        ("result", "sch990001", "below_threshold", None, 4),
        ("result", "sch990001", "participants", None, 20),
        ("school", "sch990001", "denominator", None, 1),
        ("school", "sch990001", "numerator", None, 1),
    ]


def test_any_two_revisions_can_be_compared(home: Home, know: Know) -> None:
    know(World())
    with pytest.raises(SnapshotError, match="is the first revision"):
        compare(home, HALF_YEAR)
    know(World(plan=90.0))
    know(World(plan=80.0))
    assert set(compare(home, HALF_YEAR).differences["before"]) == {90.0}
    found = compare(home, HALF_YEAR, 1, 3)
    assert set(found.differences["before"]) == {100.0}
    assert set(found.differences["difference"]) == {-20.0}
    assert compare(home, HALF_YEAR, 3, 3).differences.empty
    with pytest.raises(SnapshotError, match="revisions 1 to 3, not 9"):
        compare(home, HALF_YEAR, 1, 9)
    with pytest.raises(SnapshotError, match="no snapshot of 2023-H1"):
        compare(home, "2023-H1")


def test_the_manifest_names_every_input(home: Home, know_all: Know) -> None:
    deliver(home, 1, None, "methodical_support", [{"school_login": "sch990001", "row_no": 2}])
    deliver(home, 2, HALF_YEAR, "methodical_support", [{"school_login": "sch990001", "row_no": 2}])
    (revision,) = know_all(World())
    inputs = revision.manifest["inputs"]
    assert inputs["deliveries"]["count"] == 2
    assert inputs["contracts"]["staff"].keys() == {"version", "sha256"}
    assert "thresholds" in inputs["rules"]
    assert inputs["code"]["version"] == "0.1.0"
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select delivery_id, sha256 from read_parquet('{revision.table('deliveries')}')"
        ).fetchall()
        columns = connection.execute(
            f"describe from read_parquet('{revision.table('deliveries')}')"
        ).fetchall()
    assert found == [(1, f"{1:064d}"), (2, f"{2:064d}")]
    assert [each[0] for each in columns] == list(DELIVERY_COLUMNS)
    assert json.loads((revision.folder / "manifest.json").read_text(encoding="utf-8"))
