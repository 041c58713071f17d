"""One half-year comes as exports of other systems: what adapters make of them is what was invented.

Belongs here: which file is recognised as what, by its content alone, and the rows that come out.
Not here: what they do to indicators, which don't know where rows came from (`test_known_answers`).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from opora.demo import KnownAnswers
from opora.demo.exports import HALF_YEAR
from opora.home import Home
from opora.intake.adapters import load_adapters
from opora.intake.refusal import Refusal
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff

FED = ("assessment_results", "assessment_marks", "journal_comparison", "task_results")


@pytest.fixture(scope="module")
def claimed(landing: Path, answers: KnownAnswers) -> dict[str, list[str]]:
    """File -> adapters that claim it, of all files that can be read."""
    assert answers
    found = {}
    for path in sorted(file for file in landing.rglob("*") if file.is_file()):
        try:
            sheets = read_sheets(path, sniff(path))
        except Refusal:
            continue
        names = [adapter.name for adapter in load_adapters() if adapter.claims(sheets)]
        found[path.relative_to(landing).as_posix()] = names
    return found


def test_files_outside_the_folders_of_datasets_are_exports(claimed: dict[str, list[str]]) -> None:
    exports = {path for path in claimed if path.count("/") == 1}
    assert {path.split("/")[0] for path in exports} == {HALF_YEAR}
    assert Counter(tuple(claimed[path]) for path in exports) == {
        ("fis_oko_individual_results",): 4,
        ("fis_oko_journal_comparison",): 1,
        ("fis_oko_marks",): 1,
        ("ris_gia_protocol",): 5,
    }


def test_no_adapter_claims_any_other_file(claimed: dict[str, list[str]]) -> None:
    others = {path: names for path, names in claimed.items() if path.count("/") > 1}
    assert len(others) > 100
    assert {path: names for path, names in others.items() if names} == {}


def test_assessments_of_that_half_year_come_as_exports_only(answers: KnownAnswers) -> None:
    fed = {
        delivery.dataset
        for delivery in answers.deliveries
        if delivery.path.startswith(f"{HALF_YEAR}/") and delivery.path.count("/") == 1
    }
    assert fed == set(FED)
    for dataset in fed:
        assert not any(d.path.startswith(f"{HALF_YEAR}/{dataset}/") for d in answers.deliveries)


@pytest.mark.parametrize("dataset", FED)
def test_the_lake_holds_the_rows_that_were_written(
    taken: KnownAnswers, home: Home, dataset: str
) -> None:
    """Every value of every row, through an adapter, the contract and the codes of schools."""
    tables = [
        table
        for table in taken.truth.tables
        if (table.dataset, table.half_year) == (dataset, HALF_YEAR)
    ]
    with duckdb.connect() as connection:
        relation = connection.execute(
            f"FROM read_parquet('{home.accepted / dataset}/*.parquet', union_by_name = true) "
            f"WHERE delivered_half_year = '{HALF_YEAR}'"
        )
        names = [column[0] for column in relation.description or ()]
        shown = [name for name in names if name in tables[0].rows[0]]
        found = Counter(
            tuple(row[names.index(name)] for name in shown) for row in relation.fetchall()
        )
    written = Counter(tuple(row[name] for name in shown) for table in tables for row in table.rows)
    assert len(shown) > 9
    assert found == written


def test_what_the_exports_say_of_their_rows_agrees(taken: KnownAnswers, home: Home) -> None:
    """Numbers of participants, sums of tasks, means and totals: stated, counted and equal."""
    with duckdb.connect() as connection:
        exports = (
            f"(SELECT * FROM '{home.lake}/ledger/*.parquet' WHERE path LIKE '{HALF_YEAR}/%' "
            "AND mapping IS NOT NULL)"
        )
        stated = connection.execute(
            f"SELECT path, json_array_length(declared_totals) FROM {exports} "
            "WHERE dataset <> 'task_results'"
        ).fetchall()
        found = connection.execute(
            f"SELECT DISTINCT rule_id FROM read_parquet('{home.lake}/findings/*.parquet', "
            f"union_by_name = true) JOIN {exports} USING (delivery_id, dataset)"
        ).fetchall()
    assert len(stated) == 11
    assert all(count > 0 for _, count in stated), stated
    rules = {defect.rule for defect in taken.defects if defect.path in dict(stated)}
    assert len(rules) == 2
    # Works with a score and no mark are among the invented ones of every half-year.
    assert {rule for (rule,) in found} == rules | {"assessment_results.vpr_score_has_mark"}
