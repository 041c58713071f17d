"""Valid files of all foreign formats: claimed by one adapter each, and every value arrives.

All are delivered at once; a format is under test as soon as its module lies in this folder.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from deliveries import Lake

from adapters import ADAPTER_FILES, SCHOOLS_CSV, ValidFile
from opora.contracts import Dataset, load_contracts
from opora.intake.adapters import load_adapters
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff
from opora.lake.ledger import LedgerRow

CONTRACTS = load_contracts()
SEEDS = range(3)
CASES = [(adapter, seed) for adapter in ADAPTER_FILES for seed in SEEDS]


@dataclass(frozen=True)
class Outcome:
    """What came of all files; the path of each, and its answers by dataset."""

    lake: Lake
    files: Mapping[tuple[str, int], ValidFile]
    answers: Mapping[tuple[str, str], LedgerRow]

    def path(self, adapter: str, seed: int) -> str:
        file = self.files[adapter, seed]
        return f"{file.half_year}/{adapter}-{seed}-{file.name}"


@pytest.fixture(scope="module")
def outcome(make_lake: Callable[[], Lake]) -> Outcome:
    lake = make_lake()
    lake.land("history/schools/schools.csv", SCHOOLS_CSV)
    files = {(name, seed): ADAPTER_FILES[name](random.Random(seed)) for name, seed in CASES}  # noqa: S311
    for (adapter, seed), file in files.items():
        lake.land(f"{file.half_year}/{adapter}-{seed}-{file.name}", file.content)
    answers = {(row.path, str(row.dataset)): row for row in lake.take().ledger}
    return Outcome(lake, files, answers)


def test_every_adapter_has_valid_files() -> None:
    assert set(ADAPTER_FILES) == {adapter.name for adapter in load_adapters()}


@pytest.mark.parametrize(("adapter", "seed"), CASES)
def test_the_file_is_claimed_by_its_adapter_alone(
    outcome: Outcome, adapter: str, seed: int
) -> None:
    path = outcome.lake.home.landing / outcome.path(adapter, seed)
    sheets = read_sheets(path, sniff(path))
    assert [each.name for each in load_adapters() if each.claims(sheets)] == [adapter]


@pytest.mark.parametrize(("adapter", "seed"), CASES)
def test_every_row_is_accepted_as_it_is_in_the_file(
    outcome: Outcome, adapter: str, seed: int
) -> None:
    path = outcome.path(adapter, seed)
    expected = {name: rows for name, rows in outcome.files[adapter, seed].rows.items() if rows}
    assert {dataset for where, dataset in outcome.answers if where == path} == set(expected)
    for dataset, rows in expected.items():
        answer = outcome.answers[path, dataset]
        assert (answer.status, answer.message) == ("accepted", None)
        assert answer.mapping == adapter
        assert _accepted(outcome.lake, CONTRACTS[dataset], answer.delivery_id) == _sorted(
            CONTRACTS[dataset], rows
        )


def _accepted(lake: Lake, dataset: Dataset, delivery_id: int) -> list[dict[str, Any]]:
    """The accepted rows of a delivery, without their place."""
    columns = [column.name for column in dataset.stored_columns]
    rows = lake.rows(f"accepted/{dataset.name}", ", ".join(columns), f"delivery_id = {delivery_id}")
    return _sorted(dataset, [dict(zip(columns, row, strict=True)) for row in rows])


def _sorted(dataset: Dataset, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows without blank cells, in the order of their keys."""
    filled = [{name: cell for name, cell in row.items() if cell is not None} for row in rows]
    return sorted(filled, key=lambda row: [str(row[column]) for column in dataset.key])
