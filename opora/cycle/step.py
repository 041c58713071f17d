"""The management cycle as a step of the build: what is read from the warehouse, what is written.

Belongs here: tables, and the order of the parts. How each part decides is in its own module.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from opora.analysis.kept import Step, find_changes, keep
from opora.analysis.tables import write_table
from opora.cycle.effect_input import COMMON as EFFECT_COMMON
from opora.cycle.effect_input import INPUTS as EFFECT_INPUTS
from opora.cycle.effect_input import read_effect_input
from opora.cycle.effects import effects
from opora.cycle.hub_input import INPUTS as HUB_INPUTS
from opora.cycle.hub_input import read_hub_input, read_hub_rules, read_pairs_before
from opora.cycle.hubs import hub_matches
from opora.cycle.issue import issue_recommendations
from opora.home import Home
from opora.objects.readers import connect
from opora.warehouse.phases import CYCLE

_HUBS = Step(CYCLE, "hubs", HUB_INPUTS, ("hub_matches",))
_EFFECTS = Step(CYCLE, "effects", EFFECT_INPUTS, ("effects", "school_effects"), EFFECT_COMMON)


def run_cycle(home: Home, papers_taken: Callable[[], None] = lambda: None) -> tuple[str, ...]:
    """Decide and write the tables of the cycle; returns a line per thing that is missing.

    `papers_taken` is called once papers that have waited lie in the lake, before anything is read
    that looks there. The caller holds the writers' lock and has built the models that are read
    here.
    """
    with connect(home, home.build_file) as connection:
        # first of all: it takes the papers that the other parts read
        issue_recommendations(home, connection)
        papers_taken()
        _match_hubs(connection)
        _estimate_effects(connection)
    return ()


def _match_hubs(connection: duckdb.DuckDBPyConnection) -> None:
    """From the first half-year on whose input has changed: each starts from the one before."""
    changes = find_changes(connection, _HUBS)
    if not changes.half_years:
        return
    since = changes.half_years[0]
    half_years = [each for each in (*changes.prints, *changes.half_years) if each >= since]
    found = hub_matches(
        read_hub_input(connection, half_years),
        read_hub_rules(connection, since),
        read_pairs_before(connection, since),
    )
    connection.execute("begin")
    write_table(connection, CYCLE, "hub_matches", found, half_years)
    keep(connection, _HUBS, changes)
    connection.execute("commit")


def _estimate_effects(connection: duckdb.DuckDBPyConnection) -> None:
    changes = find_changes(connection, _EFFECTS)
    if not changes.half_years:
        return
    by_kind, by_school = effects(*read_effect_input(connection, changes.half_years))
    connection.execute("begin")
    write_table(connection, CYCLE, "effects", by_kind, changes.half_years)
    write_table(connection, CYCLE, "school_effects", by_school, changes.half_years)
    keep(connection, _EFFECTS, changes)
    connection.execute("commit")
