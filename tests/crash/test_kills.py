"""A run that is killed leaves nothing that the next run does not put right.

On demand, by `make test-kills`: one home takes a kill in each of some stations, one after another,
and recovers once (two minutes); then 120 kills, eight in each station, each in a fresh home.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import command
from stations import STATIONS

SEED = 3
#: One at least in the lake's part, in dbt's, in Python's and in what readers see.
KILLED_IN = [
    station for station in ("writing", "models", "snapshot", "publishing") if station in STATIONS
]


@pytest.mark.slow
def test_a_run_after_four_kills_makes_what_an_undisturbed_one_makes(prepared: Path) -> None:
    arguments = ("--in-a-row", "--kills", len(KILLED_IN), "--stations", *KILLED_IN)
    done = subprocess.run(  # noqa: S603
        command("kills.py", *arguments, "--prepared", prepared, "--seed", SEED),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    # a run that is through before its time to be killed counts for nothing
    assert int(done.stdout.split()[-1]) >= len(KILLED_IN) - 1


@pytest.mark.slow
def test_every_station_may_be_killed() -> None:
    done = subprocess.run(  # noqa: S603
        command("kills.py", "--kills", 120, "--seed", 1), text=True, check=False
    )
    assert done.returncode == 0
