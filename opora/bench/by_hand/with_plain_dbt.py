"""The same files by dbt alone: read by its staging models, built into the same cells, no checks.

Belongs here: running the project in `plain_dbt/` and reporting what came out. What a row that is
wrong does to its numbers is told by the benchmark, which compares them with the known ones.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from opora.home import REPOSITORY

_PROJECT = Path(__file__).parent / "plain_dbt"


def run_plain_dbt(landing: Path, folder: Path) -> dict[str, Any]:
    """Build the project over what lies in `landing`, into `folder`.

    Raises:
        RuntimeError: dbt could not build it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    built = folder / "plain.duckdb"
    os.environ["PLAIN_FILE"] = str(built)
    os.environ["PLAIN_LANDING"] = str(landing)
    os.environ["PLAIN_RULES"] = str(REPOSITORY / "dbt_project" / "seeds")
    done = dbtRunner().invoke(
        [
            *("--quiet", "run", "--project-dir", str(_PROJECT), "--profiles-dir", str(_PROJECT)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        ]
    )
    if not done.success:
        raise RuntimeError(f"dbt could not build {_PROJECT}: {done.exception or done.result}")
    # it would stay open until the process ends
    DuckDBConnectionManager.close_all_connections()
    with duckdb.connect(str(built), read_only=True) as connection:
        row = connection.execute(
            "SELECT count(*), sum(participants), sum(below_threshold) FROM cells "
            "WHERE source = 'participants'"
        ).fetchone()
        rows = connection.execute("SELECT count(*) FROM participants").fetchone()
    assert row is not None and rows is not None  # noqa: S101 - an aggregate has one
    return {
        "rows": int(rows[0]),
        "rejected": 0,
        "rules": 0,
        "cells": int(row[0]),
        "participants": int(row[1] or 0),
        "below_threshold": int(row[2] or 0),
    }


if __name__ == "__main__":
    print(json.dumps(run_plain_dbt(Path(sys.argv[1]), Path(sys.argv[2]))))
