"""The pipeline as the benchmark starts it: one whole run, reported as a line of JSON."""

from __future__ import annotations

import argparse
import atexit
import json
import sys
import traceback

import duckdb

from opora.home import Home
from opora.leaving import silence_stderr
from opora.pipeline.run import run

_RESULTS = "assessment_results"


def run_pipeline(*, reports: bool = False) -> dict[str, object]:
    """Run everything in the home of the environment; what it took and what came out.

    `rejected` counts results of single participants, `rows` what was accepted of all datasets.
    """
    home = Home.from_environment()
    done = run(home, reports=reports)
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        row = connection.execute(
            "SELECT count(*), sum(participants), sum(below_threshold) "
            "FROM marts.fct_assessment_cell WHERE source = 'participants'"
        ).fetchone()
    ledger = done.taken.ledger
    return {
        "seconds": done.seconds,
        "rules": sum(outcome.rules for outcome in done.taken.outcomes),
        "tests": sum(node.kind == "test" for node in done.build.nodes) if done.build else 0,
        "rows": sum(entry.rows_accepted for entry in ledger),
        "rejected": sum(e.rows_quarantined for e in ledger if e.dataset == _RESULTS),
        "refused": [entry.path for entry in ledger if entry.status == "refused"],
        "released": done.release is not None,
        "cells": row and row[0],
        "participants": row and int(row[1] or 0),
        "below_threshold": row and int(row[2] or 0),
    }


def main() -> None:
    """Run as the arguments say, and print the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", action="store_true")
    given = parser.parse_args()
    print(json.dumps(run_pipeline(reports=given.reports)))


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        traceback.print_exc()
        sys.exit(f"{type(error).__name__}: {error}".replace("\n", " "))
    finally:
        sys.stdout.flush()
        atexit.register(silence_stderr)
