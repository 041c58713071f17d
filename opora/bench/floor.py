"""The floor: the same files through bare DuckDB, into Parquet and one group-by to cells.

No check, no typing beyond DuckDB's own, no ledger: the least that this work can cost.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from opora.contracts import load_contracts


def run_floor(files: Path, folder: Path) -> dict[str, int]:
    """Read the CSV files below `files` into `folder`; returns counted rows and cells."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, cells = folder / "rows.parquet", folder / "cells.parquet"
    headings = {
        column.name: column.heading for column in load_contracts()["assessment_results"].columns
    }
    key = ", ".join(
        f'"{headings[name]}"'
        for name in (
            "school_login",
            "procedure_kind",
            "subject",
            "programme_grade",
            "assessment_year",
            "session",
        )
    )
    mark, score = f'"{headings["mark"]}"', f'"{headings["primary_score"]}"'
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{files}/*.csv')) TO '{rows}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        connection.execute(
            f"COPY (SELECT {key}, count(*) AS participants, "
            f"count(*) FILTER (TRY_CAST({mark} AS INTEGER) = 2) AS mark_2, "
            f"sum(TRY_CAST({score} AS DOUBLE)) AS score_sum "
            f"FROM '{rows}' GROUP BY ALL) TO '{cells}' (FORMAT parquet)"
        )
        return {
            "rows": _count(connection, rows),
            "cells": _count(connection, cells),
        }


def _count(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    row = connection.execute(f"SELECT count(*) FROM '{path}'").fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    print(json.dumps(run_floor(Path(sys.argv[1]), Path(sys.argv[2]))))
