"""The benchmark of growth: which half-years it delivers, that it checks, and what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from opora.bench import growth
from opora.bench.growth import Delivered, calendar, deliver, tabulated
from opora.bench.measure import Measured
from opora.demo import KnownTotals
from opora.errors import OporaError
from opora.home import Home

KNOWN = {
    half_year: KnownTotals(10, 1, 1, 1, rows, 0, rows, below, 0, 0)
    for half_year, rows, below in (("2020-H1", 100, 12), ("2020-H2", 110, 9))
}


def measured(processor: float, **totals: list[int]) -> Measured:
    report = {
        "processor_seconds": {"take": 1.0, "build": processor - 1},
        "totals": {name.replace("_", "-"): total for name, total in totals.items()},
    }
    return Measured(9.0, 2**30, report, processor)


def test_half_years_follow_one_another() -> None:
    assert calendar(3) == ["2020-H1", "2020-H2", "2021-H1"]
    with pytest.raises(OporaError, match="from 2020-H1 on, not 1000"):
        calendar(1000)


def test_each_half_year_is_delivered_by_itself_and_the_history_with_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[list[str]] = []

    def run(module: str, arguments: list[str], environment: dict[str, str]) -> Measured:
        taken.append(list(arguments))
        if len(taken) == 1:
            return measured(20.0, **{"2020_H1": [100, 12]})
        return measured(22.0, **{"2020_H1": [100, 12], "2020_H2": [110, 9]})

    monkeypatch.setattr(growth, "measure", run)
    delivered = deliver(Home(tmp_path), KNOWN, Console(quiet=True), backfill=False)
    assert taken == [["2020-H1", "history"], ["2020-H2"]]
    assert [each.measured.processor_seconds for each in delivered] == [20.0, 22.0]

    taken.clear()
    with pytest.raises(OporaError, match="the totals of 2020-H1 … 2020-H2 are wrong"):
        deliver(Home(tmp_path), KNOWN, Console(quiet=True), backfill=True)
    assert taken == [["2020-H1", "2020-H2", "history"]]


def test_a_row_tells_its_ratio_to_the_first() -> None:
    table = tabulated(
        [Delivered(["2020-H1"], measured(20.0)), Delivered(["2020-H2"], measured(22.0))]
    )
    cells = [list(column.cells) for column in table.columns]
    assert [row[0] for row in cells] == [
        "2020-H1",
        "9.0",
        "20.0",
        "1.0",
        "0.0",
        "19.0",
        "0.0",
        "1.00",
        "1.00",
    ]
    assert cells[-1] == ["1.00", "1.10"]
