"""What the matching of hubs reads from the warehouse.

Belongs here: the queries. What is done with the tables is `hubs`.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from opora.analysis.kept import only
from opora.cycle.hub_costs import HubRules
from opora.cycle.hubs import HubInput

#: Field of HubInput -> where it comes from.
_TABLES = {
    "needs": "select * from intermediate.int_schools_in_need",
    "hubs": "select * from intermediate.int_hub_places",
    "results": "select half_year, school_login, subject_area, result "
    "from intermediate.int_hub_results",
    "agreements": "select distinct half_year, school_login, hub_login "
    "from intermediate.int_partnerships",
    "successions": "select half_year, school_login, counted_login "
    "from intermediate.int_school_successors where is_carried_over",
    "not_open": "select half_year, school_login from intermediate.int_schools_by_half_year "
    "where not_open_reason is not null",
}
#: Field of HubRules -> its rule.
RULES = {
    "weight_context": "hub_weight_context",
    "weight_settlement": "hub_weight_settlement",
    "weight_strength": "hub_weight_strength",
    "weight_distance": "hub_weight_distance",
    "keep_bonus": "hub_keep_bonus",
    "change_gain": "hub_change_gain",
    "farthest_km": "hub_farthest_km",
    "subject_margin": "hub_subject_margin",
    "full_strength": "hub_full_strength",
    "missing_cost": "hub_missing_cost",
}


_RULES = (
    f"select half_year, {', '.join(RULES.values())} "  # noqa: S608 - names of ours
    "from intermediate.int_half_year_rules join intermediate.int_monitored_half_years "
    "using (half_year)"
)

#: Of one half-year: the pairs that the next one starts from.
_PAIRS = """
select school_login, hub_login, matched_since
from cycle.hub_matches
where state = 'matched' and half_year = (
    select max(half_year) from intermediate.int_monitored_half_years where half_year < ?
)
"""

#: Everything that the matching reads.
INPUTS = (*_TABLES.values(), _RULES)


def read_hub_input(connection: duckdb.DuckDBPyConnection, half_years: Collection[str]) -> HubInput:
    """The input of some half-years."""
    return HubInput(
        **{
            name: connection.execute(only(query, half_years)).df()
            for name, query in _TABLES.items()
        }
    )


def read_hub_rules(connection: duckdb.DuckDBPyConnection, since: str = "") -> dict[str, HubRules]:
    """The rules of each monitored half-year, from one on."""
    return {
        half_year: HubRules(**dict(zip(RULES, values, strict=True)))
        for half_year, *values in connection.execute(_RULES).fetchall()
        if half_year >= since
    }


def read_pairs_before(
    connection: duckdb.DuckDBPyConnection, half_year: str
) -> dict[str, tuple[str, str]]:
    """School -> its hub in the monitored half-year before, and since when."""
    found = connection.execute(_PAIRS, [half_year]).fetchall()
    return {school: (hub, since) for school, hub, since in found}
