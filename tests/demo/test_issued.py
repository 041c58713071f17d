"""What is issued on the demonstration, and that taking its papers leaves nothing to do."""

from __future__ import annotations

import duckdb
import pytest

from opora.demo import KnownAnswers
from opora.home import Home
from opora.pipeline.run import run
from opora.warehouse import needs_build


def rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(home.published_file, read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("dataset", ["recommendation_responses", "measures"])
def test_what_was_taken_names_only_what_was_issued(
    taken: KnownAnswers, home: Home, dataset: str
) -> None:
    files = home.accepted / dataset / "*.parquet"
    found = rows(
        home,
        f"SELECT count(*), count(recommendations.recommendation_id) FROM '{files}' AS papers "
        "LEFT JOIN marts.recommendations USING (recommendation_id) "
        "WHERE papers.recommendation_id IS NOT NULL",
    )
    ((papers, issued),) = found
    assert papers == issued
    assert papers > 50


def test_nothing_is_recommended_twice_while_it_is_open(taken: KnownAnswers, home: Home) -> None:
    twice = rows(
        home,
        "WITH named AS (SELECT *, substr(recommendation_id, 11) AS lineage "
        "FROM marts.recommendations) "
        "SELECT one.recommendation_id FROM named AS one JOIN named AS other "
        "ON one.lineage = other.lineage AND one.half_year < other.half_year "
        "AND coalesce(one.closed_half_year, '9') >= other.half_year",
    )
    assert twice == []


def test_the_recovery_leaves_nothing_to_do(taken: KnownAnswers, home: Home) -> None:
    assert not needs_build(home)
    again = run(home)
    assert (again.taken.ledger, again.build, again.release) == ([], None, None)
