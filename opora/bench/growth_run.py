"""One delivery of a growing country, as `growth` starts it: a run, reported as a line of JSON."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence

import duckdb

from opora.errors import OporaError
from opora.home import HISTORY, Home
from opora.pipeline.run import run


def run_half_years(half_years: Sequence[str]) -> dict[str, object]:
    """Take some half-years in one run; raises OporaError where a delivery is refused."""
    home = Home.from_environment()
    done = run(home, {None if each == HISTORY else each for each in half_years})
    refused = [entry.path for entry in done.taken.ledger if entry.status == "refused"]
    if refused:
        raise OporaError(f"refused: {', '.join(refused)}")
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        found = connection.execute(
            "SELECT half_year, sum(participants)::BIGINT, sum(below_threshold)::BIGINT "
            "FROM marts.fct_assessment_cell WHERE source = 'participants' GROUP BY half_year"
        ).fetchall()
    return {
        "seconds": done.seconds,
        "processor_seconds": done.processor_seconds,
        "totals": {half_year: [participants, below] for half_year, participants, below in found},
    }


if __name__ == "__main__":
    try:
        print(json.dumps(run_half_years(sys.argv[1:])))
    except Exception as error:
        traceback.print_exc()
        sys.exit(f"{type(error).__name__}: {error}".replace("\n", " "))
