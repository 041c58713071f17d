"""The same files by pandas: read, typed, checked, failing rows dropped, grouped to cells.

Belongs here: the order of the work and the cells. Reading: `pandas_reading`; rules:
`pandas_checks`. All files of a dataset are one frame, as most would write it. What is not done is
told on the benchmark's page (`opora.bench.ways`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from opora.bench.by_hand.pandas_reading import SEEDS, load_vocabularies, read
from opora.contracts import SCHOOLS, load_contracts

_RESULTS = "assessment_results"
_PROCEDURE = ["procedure_kind", "subject", "programme_grade"]
_CELL = ["school_login", *_PROCEDURE, "assessment_year", "session"]
_LOWEST = ["lowest_passing_mark", "lowest_passing_score", "lowest_passing_geometry_score"]
_LAST_DAY = pd.Timestamp("2100-12-31")


def run_pandas(landing: Path, rules: Path, folder: Path) -> dict[str, Any]:
    """Take what lies in `landing`, write accepted rows, rejected rows and cells into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}
    with _timed(seconds, "import"):
        from opora.bench.by_hand.pandas_checks import check
    contracts, vocabularies = load_contracts(), load_vocabularies(rules)
    schools: set[str] = set()
    report: dict[str, Any] = {"rows": 0, "rejected": 0, "rules": 0, "left_out": []}
    # schools first: the others refer to them
    for name in sorted(contracts, key=lambda each: each != SCHOOLS):
        files = sorted(landing.glob(f"*/{name}/*.csv"))
        if not files:
            continue
        dataset = contracts[name]
        with _timed(seconds, "read"):
            taken = read(files, dataset, vocabularies)
        with _timed(seconds, "check"):
            checked = check(taken, dataset, schools)
        with _timed(seconds, "write"):
            rejected = checked.rejected_rows
            accepted = taken.frame.drop(index=rejected)
            accepted.to_parquet(folder / f"{name}.parquet", compression="zstd")
            reasons = [(rule, row) for rule, rows in checked.rejected.items() for row in rows]
            taken.frame.loc[rejected].to_parquet(folder / f"{name}_rejected.parquet")
            pd.DataFrame(reasons, columns=["rule", "row"]).to_parquet(
                folder / f"{name}_reasons.parquet"
            )
        if name == SCHOOLS:
            schools = set(accepted["school_login"])
        if name == _RESULTS:
            report["rejected"] = len(rejected)
            with _timed(seconds, "cells"):
                cells = _cells(accepted)
                cells.to_parquet(folder / "cells.parquet")
            report["cells"] = len(cells)
            report["participants"] = int(cells["participants"].sum())
            report["below_threshold"] = int(cells["below_threshold"].sum())
        report["rows"] += len(accepted)
        report["rules"] += checked.rules
        report["left_out"] += checked.left_out
    return {"seconds": seconds, **report}


def _cells(results: pd.DataFrame) -> pd.DataFrame:
    rows = results.merge(
        _thresholds(results["assessment_year"].unique()),
        how="left",
        on=[*_PROCEDURE, "assessment_year"],
    )
    has_mark = rows["mark"].notna()
    has_score = rows["primary_score"].notna() | rows["test_score"].notna()
    rows["is_participant"] = has_mark | (has_score & (rows["needs_mark"] != True))  # noqa: E712
    rows["score"] = (
        rows["primary_score"]
        .where(rows["judged_score"] != "test", rows["test_score"])
        .where(rows["is_participant"])
    )
    low_score = (rows["score"] < rows["lowest_passing_score"]) | (
        rows["is_participant"] & (rows["geometry_score"] < rows["lowest_passing_geometry_score"])
    )
    rows["is_below"] = (rows["mark"] < rows["lowest_passing_mark"]).where(has_mark, low_score)
    rows["score_squared"] = rows["score"] ** 2
    for mark in (2, 3, 4, 5):
        rows[f"mark_{mark}"] = rows["mark"] == mark
    rows["journal_lower"] = rows["mark"] < rows["journal_mark"]
    rows["journal_equal"] = rows["mark"] == rows["journal_mark"]
    rows["journal_higher"] = rows["mark"] > rows["journal_mark"]
    cells = rows.groupby(_CELL, as_index=False, dropna=False).agg(
        participants=("is_participant", "sum"),
        below_threshold=("is_below", "sum"),
        mark_2=("mark_2", "sum"),
        mark_3=("mark_3", "sum"),
        mark_4=("mark_4", "sum"),
        mark_5=("mark_5", "sum"),
        score_count=("score", "count"),
        score_sum=("score", "sum"),
        score_sum_of_squares=("score_squared", "sum"),
        journal_lower=("journal_lower", "sum"),
        journal_equal=("journal_equal", "sum"),
        journal_higher=("journal_higher", "sum"),
    )
    # where there is no score, pandas sums to nought
    cells.loc[cells["score_count"] == 0, ["score_sum", "score_sum_of_squares"]] = None
    return cells


def _thresholds(years: Any) -> pd.DataFrame:
    """By procedure and year what passes; a threshold without a procedure is that of all."""
    procedures = pd.read_csv(SEEDS / "procedures.csv").merge(
        pd.read_csv(SEEDS / "procedure_kinds.csv"), on="procedure_kind"
    )
    thresholds = pd.read_csv(SEEDS / "thresholds.csv", parse_dates=["valid_from", "valid_to"])
    thresholds = thresholds[thresholds["rule"].isin(_LOWEST)]
    wanted = procedures[["procedure", *_PROCEDURE, "judged_score", "needs_mark"]].merge(
        pd.DataFrame({"assessment_year": years}), how="cross"
    )
    last = thresholds["valid_to"].fillna(_LAST_DAY).dt.year
    for name in _LOWEST:
        found = wanted[["procedure", "assessment_year"]].merge(
            thresholds.assign(first=thresholds["valid_from"].dt.year, last=last)[
                thresholds["rule"] == name
            ].drop(columns="rule"),
            how="cross",
            suffixes=("", "_of_rule"),
        )
        found = found[
            found["assessment_year"].between(found["first"], found["last"])
            & (
                found["procedure_of_rule"].isna()
                | (found["procedure_of_rule"] == found["procedure"])
            )
        ].sort_values("procedure_of_rule", na_position="last")
        first = found.drop_duplicates(["procedure", "assessment_year"])
        wanted = wanted.merge(
            first[["procedure", "assessment_year", "value"]].rename(columns={"value": name}),
            how="left",
            on=["procedure", "assessment_year"],
        )
    return wanted.drop(columns="procedure")


@contextmanager
def _timed(seconds: dict[str, float], station: str) -> Iterator[None]:
    started = perf_counter()
    yield
    seconds[station] = seconds.get(station, 0.0) + perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(run_pandas(*map(Path, sys.argv[1:4]))))
