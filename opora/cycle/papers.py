"""What addressees sent back, as `recommend` needs it: also what still waits for its recommendation.

An answer to a recommendation that is only issued now lies in the quarantine; it will be recovered
as soon as the register knows the recommendation, so it counts at once. Belongs here: which rows
count. Not here: what follows from them (`recommend`) or the recovery (`opora.lake`).
"""

from __future__ import annotations

import duckdb
import pandas as pd

from opora.contracts import Dataset, load_contracts
from opora.cycle.recommend import Papers
from opora.home import Home
from opora.lake.waiting import files, find_waiting
from opora.rules import load_rule
from opora.sql import literal

_READ = {
    "recommendation_responses": "recommendation_id, accepted, delivered_half_year",
    "measures": "recommendation_id, status, starts_on, ends_on, delivered_half_year",
}


def read_papers(home: Home, connection: duckdb.DuckDBPyConnection) -> Papers:
    """The rows of both datasets that count; `connection`: the warehouse."""
    answers, measures = (_read(home, connection, name) for name in _READ)
    return Papers(answers, measures)


def _read(home: Home, connection: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    dataset = load_contracts()[name]
    accepted = connection.sql(
        f"SELECT * EXCLUDE (is_superseded) FROM staging.stg_{name} WHERE NOT is_superseded"
    ).to_arrow_table()
    with duckdb.connect() as quarantine:
        quarantine.register("accepted", accepted)
        find_waiting(home, quarantine, dataset, issued=_named(home))
        return quarantine.execute(_counting(dataset)).df()


def _counting(dataset: Dataset) -> str:
    """The newest row of each key: what waits will be delivered later than all that was accepted."""
    return f"""
WITH delivered AS (
    SELECT false AS waits, * FROM accepted
    UNION ALL BY NAME
    SELECT true AS waits, rows.* FROM incoming_{dataset.name} AS rows
    ANTI JOIN failed_{dataset.name} AS failed
    ON rows.delivery_id = failed.delivery_id AND rows.row_no = failed.row_no
    AND rows.sheet IS NOT DISTINCT FROM failed.sheet
),
numbered AS (
    SELECT *, row_number() OVER (
        PARTITION BY {", ".join(dataset.key)}
        ORDER BY waits DESC, delivery_id DESC, row_no DESC
    ) AS place
    FROM delivered
)
SELECT {_READ[dataset.name]} FROM numbered
WHERE place = 1 AND recommendation_id IS NOT NULL"""


def _named(home: Home) -> str:
    """The recommendations that rows of the quarantine name, as if they had been issued."""
    days = ", ".join(
        f"({literal(row['half_year'])}, DATE {literal(str(row['starts_on']))})"
        for row in load_rule("half_years", home)
    )
    ids = " UNION ".join(
        f"SELECT recommendation_id FROM {files(home.quarantine / name)}" for name in _READ
    )
    return (
        "SELECT recommendation_id, half_year, starts_on "
        f"FROM ({ids}) AS named JOIN (VALUES {days}) AS calendar (half_year, starts_on) "
        "ON substr(recommendation_id, 3, 7) = half_year"
    )
