"""Seeded municipalities are snapshotted, approved, restated and attacked as the public sees them.

Here belongs the way through the production code to the files of the approvals. The municipalities
are in `municipalities`, what the public holds of them in `open_data`, the verdict in `outcome`.
For the long search: `python tests/disclosure/test_municipalities_attacked.py FIRST COUNT`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np
import pandas as pd
import pytest
from municipalities import Region, corrected, make_region, write_build
from open_data import approved
from outcome import Outcome, judge
from verdict import found_out, only_small_hidden

from opora.home import Home
from opora.snapshot.approve import approve
from opora.snapshot.revise import revise
from opora.snapshot.revisions import half_years_with_snapshots

CODE = {"version": "0", "sha256": "0"}
MOST_RESTATEMENTS = 2


def known(seed: int) -> list[Region]:
    """A region of a seed, and as it was corrected up to twice."""
    rng = np.random.default_rng([seed, 1])
    regions = [make_region(seed)]
    for _ in range(rng.integers(0, MOST_RESTATEMENTS + 1)):
        regions.append(corrected(rng, regions[-1]))
    return regions


def sign(home: Home, regions: Sequence[Region]) -> None:
    """Take snapshots of what was known, one after the other, and approve each."""
    for region in regions:
        write_build(home, region)
        with duckdb.connect(home.build_file) as connection:
            made = revise(home, connection, {}, CODE)
        for revision in made:
            approve(home, revision.half_year, "начальник управления", "исправлено")


def published_tables(home: Home) -> list[list[pd.DataFrame]]:
    """What the public holds: the revisions of results and of indicators of each half-year."""
    found = [
        [table for table in tables if len(table)]
        for half_year in half_years_with_snapshots(home)
        for tables in approved(home, half_year)
    ]
    return [tables for tables in found if tables]


def attack_seed(seed: int, folder: Path) -> Outcome:
    """Everything about one seed."""
    home = Home(folder)
    sign(home, known(seed))
    return judge(published_tables(home))


def attack_seeds(first: int, count: int) -> list[int]:
    """Seeds of which something is found out or that break; prints as it goes."""
    bad, outcomes, started = [], [], perf_counter()
    for seed in range(first, first + count):
        begun = perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            outcome = attack_seed(seed, Path(folder))
        outcomes.append(outcome)
        print(
            f"seed {seed}: {outcome.tables} tables, {outcome.hidden} hidden, "
            f"at least {outcome.smallest_count:g} persons and {outcome.smallest_share:.1f} points, "
            f"{outcome.known_anyway} known anyway, {perf_counter() - begun:.1f} s {outcome.wrong}",
            flush=True,
        )
        if outcome.wrong:
            bad.append(seed)
    print(
        f"{count} seeds from {first}: {sum(each.tables for each in outcomes)} tables, "
        f"{sum(each.hidden for each in outcomes)} hidden cells, "
        f"intervals of at least {min(each.smallest_count for each in outcomes):g} persons and "
        f"{min(each.smallest_share for each in outcomes):.1f} points, "
        f"{sum(each.known_anyway for each in outcomes)} known anyway, "
        f"{perf_counter() - started:.0f} s; found out or untrue: {bad}",
        flush=True,
    )
    return bad


@pytest.mark.parametrize("seed", [3, 7, 23])
def test_nothing_is_found_out_of_what_was_approved(seed: int, tmp_path: Path) -> None:
    outcome = attack_seed(seed, tmp_path)
    assert outcome.wrong == ""
    assert outcome.hidden > 0


def test_hiding_small_cells_alone_would_be_found_out(tmp_path: Path) -> None:
    home = Home(tmp_path)
    sign(home, [make_region(1)])
    results, *_ = published_tables(home)
    assert len(found_out([only_small_hidden(each) for each in results]))


if __name__ == "__main__":
    sys.exit(bool(attack_seeds(int(sys.argv[1]), int(sys.argv[2]))))
