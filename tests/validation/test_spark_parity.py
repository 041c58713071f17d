"""Every rule of every contract on DuckDB and on Spark: the same rows fail, to the row."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from both_engines import BothEngines, Compared
from made_rows import MadeRows, pools

from opora.contracts import Dataset, load_contracts
from opora.demo import write_municipality
from opora.home import Home
from opora.intake.workbench import Workbench
from opora.pipeline.take import take
from opora.validation.gx import Validator

pytestmark = pytest.mark.slow

DATASETS = load_contracts()


def test_the_demonstration_with_its_planted_defects(session: Any, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    write_municipality(home.landing)
    compared = Compared()

    def on_both(bench: Workbench, docs: Path | None) -> BothEngines:
        return BothEngines(bench.connection, session, bench.folder / "spark", compared, docs)

    taken = take(home, validator=on_both)
    assert compared.differences == []
    assert len(compared.rules) >= sum(outcome.rules for outcome in taken.outcomes) > 450
    assert len(set(compared.failed)) > 20
    assert taken.docs is not None
    assert "incoming_schools" in taken.docs.read_text(encoding="utf-8")


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.name)
def test_rows_that_no_school_delivers(session: Any, tmp_path: Path, dataset: Dataset) -> None:
    compared = Compared()
    with rows_that_fail_every_rule(dataset) as (connection, number):
        BothEngines(connection, session, tmp_path, compared).validate(dataset)
    assert compared.differences == [], f"made with seed {number}"
    assert set(compared.failed) == {rule.id for rule in dataset.rules}


@contextmanager
def rows_that_fail_every_rule(
    dataset: Dataset,
) -> Iterator[tuple[duckdb.DuckDBPyConnection, int]]:
    """Rows and the seed they were made with; what nothing fails would agree in any case."""
    for _ in range(20):
        number = secrets.randbelow(2**32)
        with duckdb.connect() as connection:
            MadeRows(dataset, pools(number), Random(number)).fill(connection)  # noqa: S311
            if all(result.failed for result in Validator(connection).validate(dataset)):
                yield connection, number
                return
    pytest.fail(f"no rows were found that fail every rule of {dataset.name}")
