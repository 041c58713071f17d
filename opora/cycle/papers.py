"""What addressees sent back, as `recommend` needs it: also what still waits for its recommendation.

An answer to a recommendation that is only issued now lies in the quarantine; it will be recovered
as soon as the register knows the recommendation, so it counts at once. A paper whose recommendation
is never issued stays there, and must not stand in for the accepted one that it meant to correct.
Belongs here: which rows count. Not here: what follows from them (`recommend`) or the recovery
(`opora.lake`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb
import pandas as pd

from opora.contracts import Dataset, load_contracts
from opora.cycle.recommend import Papers
from opora.home import Home
from opora.lake.waiting import files, find_waiting
from opora.objects.readers import connect
from opora.rules import load_rule
from opora.sql import literal

_READ = {
    "recommendation_responses": "recommendation_id, accepted, delivered_half_year",
    "measures": "recommendation_id, status, starts_on, ends_on, delivered_half_year",
}


@dataclass(frozen=True)
class DeliveredPapers:
    """All rows of both datasets that may count, `waits` among them, the newest of a key first."""

    answers: pd.DataFrame
    measures: pd.DataFrame

    @property
    def awaited(self) -> frozenset[str]:
        """The recommendations that waiting rows name."""
        waiting = (rows[rows["waits"]]["recommendation_id"] for rows in self._datasets)
        return frozenset().union(*waiting)

    def counting(self, issued: Collection[str]) -> Papers:
        """The newest row of each key; of those that wait, only rows that name one of `issued`."""
        return Papers(*(_newest(rows, issued) for rows in self._datasets))

    @property
    def _datasets(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return self.answers, self.measures


def read_papers(home: Home, connection: duckdb.DuckDBPyConnection) -> DeliveredPapers:
    """The rows of both datasets; `connection`: the warehouse."""
    return DeliveredPapers(*(_read(home, connection, name) for name in _READ))


def _newest(rows: pd.DataFrame, issued: Collection[str]) -> pd.DataFrame:
    kept = rows[~rows["waits"] | rows["recommendation_id"].isin(issued)]
    newest = kept.drop_duplicates("paper")
    return newest[newest["recommendation_id"].notna()]


def _read(home: Home, connection: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    dataset = load_contracts()[name]
    accepted = connection.sql(
        f"SELECT * EXCLUDE (is_superseded) FROM staging.stg_{name} WHERE NOT is_superseded"
    ).to_arrow_table()
    with connect(home) as quarantine:
        quarantine.register("accepted", accepted)
        find_waiting(home, quarantine, dataset, issued=_named(home))
        return quarantine.execute(_delivered(dataset)).df()


def _delivered(dataset: Dataset) -> str:
    """What waits comes first: it will be delivered later than all that was accepted."""
    return f"""
WITH delivered AS (
    SELECT false AS waits, * FROM accepted
    UNION ALL BY NAME
    SELECT true AS waits, rows.* FROM incoming_{dataset.name} AS rows
    ANTI JOIN failed_{dataset.name} AS failed
    ON rows.delivery_id = failed.delivery_id AND rows.row_no = failed.row_no
    AND rows.sheet IS NOT DISTINCT FROM failed.sheet
)
SELECT waits, dense_rank() OVER (ORDER BY {", ".join(dataset.key)}) AS paper, {_READ[dataset.name]}
FROM delivered
ORDER BY waits DESC, delivery_id DESC, row_no DESC"""


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
