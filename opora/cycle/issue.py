"""Issuing recommendations: deciding them, noting them in the register, taking what waited for them.

Belongs here: what is read and written, and in which order. How it is decided is `recommend`.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pandas as pd

from opora.analysis.tables import write_table
from opora.contracts import load_contracts
from opora.cycle.papers import DeliveredPapers, read_papers
from opora.cycle.recommend import Papers, recommend
from opora.home import Home
from opora.lake.issued import add_issued, issued_recommendations
from opora.lake.recover import recover
from opora.objects.readers import connect
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
    recommendable = connection.execute(_RECOMMENDABLE).df()
    findings = connection.execute(_FINDINGS).df()

    def decide(papers: Papers) -> pd.DataFrame:
        return recommend(half_years["half_year"].tolist(), recommendable, findings, papers)

    papers = read_papers(home, connection)
    issued = decide_with_papers(decide, papers, _register(home, papers.awaited))
    connection.execute("begin")
    write_table(connection, CYCLE, "recommendations", issued)
    connection.execute("commit")
    add_issued(home, issued[["recommendation_id", "half_year"]].merge(half_years, on="half_year"))
    recover(home, load_contracts().values(), {"recommendations"})


def _register(home: Home, named: frozenset[str]) -> frozenset[str]:
    """Those of some recommendations that the register knows; it is as long as the history."""
    # a measure that waits for its school may name none
    names = [each for each in named if isinstance(each, str)]
    if not names:
        return frozenset()
    with connect(home) as connection:
        found = connection.execute(
            f"select recommendation_id from ({issued_recommendations(home)}) "  # noqa: S608 - ours
            "where recommendation_id in (select unnest($named))",
            {"named": names},
        )
        return frozenset(recommendation for (recommendation,) in found.fetchall())


def decide_with_papers(
    decide: Callable[[Papers], pd.DataFrame], papers: DeliveredPapers, register: frozenset[str]
) -> pd.DataFrame:
    """What is issued when the papers count that will be accepted, and no others.

    Which papers these are depends on what is issued, and the other way round. At first all that
    wait count; then those are left out whose recommendation is not issued. One that is issued for
    that comes back and stays, so that this ends. `register`: of the recommendations that waiting
    papers name, those that were issued in earlier times.
    """
    awaited = counted = papers.awaited
    returned: frozenset[str] = frozenset()
    while True:
        issued = decide(papers.counting(counted))
        known = register.union(issued["recommendation_id"])
        returned |= (awaited - counted) & known
        expected = (counted & known) | returned
        if expected == counted:
            return issued
        counted = expected
