"""The management cycle as a step of the build: what is read from the warehouse, what is written.

Belongs here: tables, and the order of the parts. How each part decides is in its own module.
"""

from __future__ import annotations

import duckdb

from opora.analysis.tables import write_table
from opora.cycle.effect_input import read_effect_input
from opora.cycle.effects import effects
from opora.cycle.hub_input import read_hub_input, read_hub_rules
from opora.cycle.hubs import hub_matches
from opora.cycle.issue import issue_recommendations
from opora.home import Home
from opora.warehouse.phases import CYCLE


def run_cycle(home: Home) -> tuple[str, ...]:
    """Decide and write all tables of the cycle; returns a line per thing that is missing.

    The caller holds the writers' lock and has built the models that are read here.
    """
    with duckdb.connect(home.build_file) as connection:
        # first of all: it takes the papers that the other parts read
        issue_recommendations(home, connection)
        hubs = hub_matches(read_hub_input(connection), read_hub_rules(connection))
        by_kind, by_school = effects(*read_effect_input(connection))
        connection.execute("begin")
        write_table(connection, CYCLE, "hub_matches", hubs)
        write_table(connection, CYCLE, "effects", by_kind)
        write_table(connection, CYCLE, "school_effects", by_school)
        connection.execute("commit")
    return ()
