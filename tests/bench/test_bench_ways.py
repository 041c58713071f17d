"""The ways of the benchmark agree: the same files give the same totals, whoever counts them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import duckdb
import pytest

from opora.bench.by_hand.with_plain_dbt import run_plain_dbt
from opora.bench.compare import compare
from opora.bench.floor import run_floor
from opora.bench.measure import Limits
from opora.bench.results import kept
from opora.bench.sizes import SIZES, Expected, Files, Size, prepare
from opora.bench.ways import way
from opora.demo import write_region
from opora.home import Home

_SHAPE = (("schools", 20), ("participants", 2_000), ("files", 4), ("defects_every", 100))
_SMALL = Size("region", "a small one", write_region, _SHAPE)


def _silent(what: str, share: float | None) -> None:
    """Progress is not what is tested."""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return prepare(Home(tmp_path / "size"), _SMALL, _silent)


def test_the_files_are_described(files: Files) -> None:
    # 1 row in 100 has a mark that can't be
    assert files.expected is not None
    assert (files.expected.rows, files.expected.rejected) == (2_000, 20)
    assert files.expected.participants == 1_980
    on_disk = [path for path in files.home.landing.rglob("*") if path.is_file()]
    assert (files.count, files.bytes) == (len(on_disk), sum(p.stat().st_size for p in on_disk))


def test_files_are_made_once_and_anew_when_their_shape_differs(tmp_path: Path) -> None:
    home = Home(tmp_path / "size")
    prepare(home, _SMALL, _silent)
    (home.landing / "mark").touch()
    prepare(home, _SMALL, _silent)
    assert (home.landing / "mark").exists()
    other = Size(
        "region", "another", write_region, (("schools", 6), ("participants", 60), ("files", 2))
    )
    files = prepare(home, other, _silent)
    assert not (home.landing / "mark").exists()
    assert files.expected is not None
    assert files.expected.rows == 60


def test_the_floor_counts_all_rows_and_cells(files: Files, tmp_path: Path) -> None:
    results = next(files.home.landing.glob("*/assessment_results"))
    counted = run_floor(results, tmp_path / "floor")
    assert files.expected is not None
    assert way("floor").wrong(files.expected, counted) == ""
    assert 20 <= counted["cells"] < counted["rows"]


def test_wrong_totals_are_told() -> None:
    expected = Expected(rows=100, rejected=1, participants=99, below_threshold=10)
    report = {"rows": 100, "rejected": 0, "participants": 100, "below_threshold": 10}
    told = way("opora").wrong(expected, report)
    assert told == "rejected: 0 instead of 1, participants: 100 instead of 99"
    assert way("plain-dbt").wrong(expected, report) == ""
    assert way("again").wrong(expected, {"released": True}) != ""


@pytest.mark.slow
def test_plain_dbt_counts_what_nobody_rejected(files: Files, tmp_path: Path) -> None:
    report = run_plain_dbt(files.home.landing, tmp_path / "plain")
    assert files.expected is not None
    assert way("plain-dbt").wrong(files.expected, report) == ""


@pytest.mark.slow
def test_pandas_takes_rejects_and_counts_the_same(files: Files, tmp_path: Path) -> None:
    from opora.bench.by_hand.with_pandas import run_pandas

    report = run_pandas(files.home.landing, files.home.rules, tmp_path / "pandas")
    assert files.expected is not None
    assert way("pandas").wrong(files.expected, report) == ""
    assert "assessment_results.earlier_days_are_kept" in report["left_out"]
    assert not [
        rule
        for rule in report["left_out"]
        if rule.endswith((".known", ".range")) and "recommendation" not in rule
    ]


@pytest.mark.slow
def test_pandas_and_the_pipeline_have_the_same_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All ways as the bench runs them, on a small region; every cell of pandas is Opora's."""
    monkeypatch.setitem(SIZES, "region", _SMALL)
    home = Home(tmp_path / "home")
    ways = ["opora", "again", "pandas", "plain-dbt"]
    results = compare(home, ["region"], ways, 1, Limits(), _silent)
    assert [(each.way, each.outcome, each.said) for each in results] == [
        (name, "done", "") for name in ("floor", *ways)
    ]
    assert [asdict(each) for each in kept(home)] == json.loads(
        json.dumps([asdict(each) for each in results])
    )
    folder = home.root / "bench" / "region" / "ways"
    columns = (
        "school_login, assessment_year, session, participants, below_threshold, mark_2, mark_3, "
        "mark_4, mark_5, score_count, score_sum, score_sum_of_squares"
    )
    procedure = "procedure_kind || subject || programme_grade::INTEGER"
    with duckdb.connect(str(folder / "opora" / "warehouse" / "opora.duckdb")) as connection:
        ours = connection.execute(
            f"SELECT procedure_kind || subject || programme_grade, {columns} "
            "FROM marts.fct_assessment_cell JOIN marts.dim_procedure USING (procedure) "
            "WHERE source = 'participants' ORDER BY ALL"
        ).fetchall()
        theirs = connection.execute(
            f"SELECT {procedure}, {columns} FROM '{folder}/pandas/cells.parquet' ORDER BY ALL"
        ).fetchall()
    assert len(ours) == 300
    assert ours == theirs
