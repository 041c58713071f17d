"""The papers of the demonstration: all came before what they answer, and were taken in one run."""

from __future__ import annotations

import duckdb
import pytest

from opora.demo import KnownAnswers
from opora.home import Home
from opora.pipeline.run import run
from opora.warehouse import needs_build

PAPERS = ("recommendation_responses", "measures", "decision_links")


def rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    folders = {name: f"{home.lake}/{name}/*.parquet" for name in ("ledger", "findings")}
    folders |= {
        f"{place}_{name}": f"{home.lake}/{place}/{name}/*.parquet"
        for place in ("accepted", "quarantine")
        for name in PAPERS
    }
    with duckdb.connect(home.published_file, read_only=True) as connection:
        for name, files in folders.items():
            connection.execute(
                f"CREATE TEMP VIEW {name} AS "
                f"SELECT * FROM read_parquet('{files}', union_by_name = true)"
            )
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("dataset", PAPERS)
def test_every_row_that_waited_was_taken_or_says_why_not(
    taken: KnownAnswers, home: Home, dataset: str
) -> None:
    """Received = accepted + quarantined holds of the waiting rows, too, and none is taken twice."""
    place = "path, coalesce(sheet, '') AS sheet, row_no"
    waited = rows(
        home,
        f"SELECT {place} FROM quarantine_{dataset} JOIN ledger USING (delivery_id) "
        "WHERE len(list_filter(reasons, LAMBDA reason: NOT ends_with(reason, '.known'))) = 0",
    )
    accepted = rows(home, f"SELECT {place} FROM accepted_{dataset} JOIN ledger USING (delivery_id)")
    assert len(accepted) == len(set(accepted))
    left = set(waited) - set(accepted)
    # what still waits was left out on purpose, and so was what failed once it could be judged
    wrong = {
        (defect.path, row)
        for defect in taken.defects
        if defect.dataset == dataset
        for row in defect.rows
    }
    assert {(path, row) for path, _, row in left} <= wrong
    assert len(set(waited) & set(accepted)) > 50


def test_what_was_taken_names_only_what_was_issued(taken: KnownAnswers, home: Home) -> None:
    for dataset in ("recommendation_responses", "measures"):
        unknown = rows(
            home,
            f"SELECT recommendation_id FROM accepted_{dataset} WHERE recommendation_id IS NOT NULL "
            "AND recommendation_id NOT IN (SELECT recommendation_id FROM marts.recommendations)",
        )
        assert unknown == []


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
