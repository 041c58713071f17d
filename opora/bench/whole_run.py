"""The pipeline as the benchmark starts it: one whole run, reported as a line of JSON."""

from __future__ import annotations

import atexit
import json
import sys
import traceback

import duckdb

from opora.home import Home
from opora.leaving import silence_stderr
from opora.pipeline.run import run


def run_pipeline() -> dict[str, object]:
    """Run everything in the home of the environment; what it took and what came out."""
    home = Home.from_environment()
    done = run(home)
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        row = connection.execute(
            "SELECT count(*), sum(participants), sum(below_threshold) "
            "FROM marts.fct_assessment_cell WHERE source = 'participants'"
        ).fetchone()
    return {
        "seconds": done.seconds,
        "rules": sum(outcome.rules for outcome in done.taken.outcomes),
        "tests": sum(node.kind == "test" for node in done.build.nodes) if done.build else 0,
        "rows": sum(entry.rows_accepted for entry in done.taken.ledger),
        "refused": [entry.path for entry in done.taken.ledger if entry.status == "refused"],
        "released": done.release is not None,
        "cells": row and row[0],
        "participants": row and int(row[1] or 0),
        "below_threshold": row and int(row[2] or 0),
    }


if __name__ == "__main__":
    try:
        print(json.dumps(run_pipeline()))
    except Exception as error:
        traceback.print_exc()
        sys.exit(f"{type(error).__name__}: {error}".replace("\n", " "))
    finally:
        sys.stdout.flush()
        atexit.register(silence_stderr)
