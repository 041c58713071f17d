"""Whatever comes in whatever order: what the builds have left is what one build makes of it all.

The demonstration, all datasets of it, with its corrections and mergers of schools, taken half-year
by half-year with a build after each.
"""

from __future__ import annotations

import duckdb
import pytest
from growing import NOTHING, build_models, built_at_once
from tables_compared import different_tables

from opora.demo import HALF_YEARS, write_municipality
from opora.home import Home
from opora.pipeline.run import run
from opora.pipeline.take import silent, take
from opora.rules import write_overrides
from opora.warehouse import build
from opora.warehouse.dbt_phase import parse_project
from opora.warehouse.state import PROJECT

pytestmark = pytest.mark.slow

ORDERS = {
    "as the calendar goes": [None, *HALF_YEARS],
    "the history last, years mixed": [
        *HALF_YEARS[4:7],
        *HALF_YEARS[:3],
        *HALF_YEARS[7:],
        HALF_YEARS[3],
        None,
    ],
    "the newest first": [*reversed(HALF_YEARS), None],
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
def test_models_are_as_if_made_at_once(
    order: list[str | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = Home(tmp_path_factory.mktemp("order"))
    write_municipality(home.landing)
    write_overrides(home)
    left_alone = 0
    parsed = None
    for number, half_year in enumerate(order):
        take(home, [half_year], silent)
        parsed = parsed or parse_project(home, PROJECT)
        changed = build_models(home, parsed, is_as_noted=number > 0)
        left_alone += sum(since not in ("", NOTHING) for since in changed.values())
    assert parsed is not None
    assert left_alone > 0
    whole = built_at_once(home, parsed)
    assert different_tables(home.build_file, whole.build_file) == []


def test_whole_runs_publish_what_one_run_publishes(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """With analysis, cycle and snapshots: all in one build of the same home is the same content."""
    home = Home(tmp_path_factory.mktemp("runs"))
    write_municipality(home.landing)
    run(home, [None, *HALF_YEARS[:-2]])
    for half_year in HALF_YEARS[-2:]:
        run(home, [half_year])
    grown = home.root / "grown.duckdb"
    home.build_file.rename(grown)
    build(home, full_refresh=True)
    assert different_tables(grown, home.build_file) == []
    with duckdb.connect(grown, read_only=True) as connection:
        (left_alone,) = connection.execute(
            "SELECT count(*) FROM growth.changed WHERE half_year <> ''"
        ).fetchall()[0]
    assert left_alone > 0
