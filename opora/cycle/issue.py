"""Issuing recommendations: deciding them, noting them in the register, taking what waited for them.

Belongs here: what is read and written, and in which order. How it is decided is `recommend`.
"""

from __future__ import annotations

import duckdb

from opora.analysis.tables import write_table
from opora.contracts import load_contracts
from opora.cycle.papers import read_papers
from opora.cycle.recommend import recommend
from opora.home import Home
from opora.lake.issued import add_issued
from opora.lake.recover import recover
from opora.warehouse.phases import CYCLE

_HALF_YEARS = "select half_year, starts_on from intermediate.int_monitored_half_years"

_RECOMMENDABLE = """
select half_year, lineage, school_login, finding_id, rule, object_id, repeat_after_half_years
from intermediate.int_recommendable
"""

_FINDINGS = """
select half_year, finding_id
from intermediate.int_findings
where finding_id in (select finding_id from intermediate.int_recommendable)
"""


def issue_recommendations(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Write `cycle.recommendations`; `connection`: the warehouse.

    The caller holds the writers' lock. Killed at any place, the next build decides the same again:
    the register only grows, and recovered rows count with their ledger file, which comes last.
    """
    half_years = connection.execute(_HALF_YEARS).df()
    issued = recommend(
        half_years["half_year"].tolist(),
        connection.execute(_RECOMMENDABLE).df(),
        connection.execute(_FINDINGS).df(),
        read_papers(home, connection),
    )
    connection.execute("begin")
    write_table(connection, CYCLE, "recommendations", issued)
    connection.execute("commit")
    add_issued(home, issued[["recommendation_id", "half_year"]].merge(half_years, on="half_year"))
    recover(home, load_contracts().values(), {"recommendations"})
