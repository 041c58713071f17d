"""Rows that waited for their school: taken as soon as the register knows it.

A row that was rejected only because nobody knew its school need not be sent again. Once the school
is in the register, the row comes out of the quarantine as a delivery of its own: with a new
`delivery_id`, so that whoever reads only new deliveries sees it, and the file, sheet and row of the
old one. Only the waiting rows are taken again, not their file, whose other rows may have been
corrected since; for the same reason a row stays where it is when a later delivery has filled its
key (its scope, where deliveries replace each other), or its own delivery has: the row, as a later
delivery, would replace what was accepted. All other rules passed the row when it came.

Belongs here: finding such rows, moving copies of them, answering their sender. The quarantine
itself only grows: a row still waits if the newest trace of its place is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

from opora.contracts import Column, Dataset
from opora.home import Home
from opora.lake.ledger import LedgerRow
from opora.sql import literal, quoted

_FROM_THE_OLD = (
    "path", "half_year", "dataset", "format", "encoding", "delimiter", "bytes", "sha256",
    "mapping", "contract_version",
)  # fmt: skip


#: Datasets after which rows may wait no longer.
TEACH_SCHOOLS = frozenset({"schools", "school_identifiers"})


class Recovery:
    """The waiting rows of a lake; `batch_id` is the batch that taught it new schools."""

    def __init__(self, home: Home, batch_id: str, read_with: str) -> None:
        """The batch's rows are in the lake, but not in the ledger yet."""
        self._home = home
        self._batch = batch_id
        self._read_with = read_with

    def take(self, datasets: Iterable[Dataset], next_delivery: int) -> list[LedgerRow]:
        """Copy rows that wait no longer to the accepted ones; their ledger rows."""
        rows: list[LedgerRow] = []
        with duckdb.connect() as connection:
            for dataset in datasets:
                columns = [column for column in dataset.stored_columns if column.references]
                if columns and any((self._home.quarantine / dataset.name).glob("0*.parquet")):
                    first = next_delivery + len(rows)
                    rows += self._take(connection, dataset, columns, first)
        return rows

    def _take(
        self,
        connection: duckdb.DuckDBPyConnection,
        dataset: Dataset,
        columns: list[Column],
        first: int,
    ) -> Iterator[LedgerRow]:
        connection.execute(f"CREATE OR REPLACE TABLE waiting AS {self._waiting(dataset, columns)}")
        old = connection.execute(
            "SELECT delivery_id, count(*) FROM waiting GROUP BY delivery_id ORDER BY delivery_id"
        ).fetchall()
        if not old:
            return
        numbers = ", ".join(f"{each[0]}: {first + place}" for place, each in enumerate(old))
        target = self._home.accepted / dataset.name / f"{self._batch}-recovered.parquet"
        connection.execute(
            "COPY (SELECT * EXCLUDE (reasons, path, sha256) REPLACE "
            f"(map_extract_value(MAP {{{numbers}}}, delivery_id)::BIGINT AS delivery_id) "
            f"FROM waiting) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )
        for place, (delivery, count) in enumerate(old):
            yield self._answer(connection, dataset, delivery, first + place, count)

    def _waiting(self, dataset: Dataset, columns: list[Column]) -> str:
        """The rows that were rejected for nothing but unknown schools, all of them known now."""
        schools = f"SELECT school_login FROM {self._accepted('schools')}"
        known = " AND ".join(
            f"coalesce({quoted(column.name)} IN ({schools}), true)" for column in columns
        )
        scope = dataset.delivery.scope if dataset.delivery.rule == "replace" else dataset.key
        same = " AND ".join(
            f"later.{quoted(c)} IS NOT DISTINCT FROM rows.{quoted(c)}" for c in scope
        )
        return f"""
WITH deliveries AS (
    SELECT DISTINCT delivery_id, path, sha256 FROM {self._files(self._home.ledger)}
    WHERE dataset = {literal(dataset.name)}
),
codes AS (
    SELECT lower(code) AS code, arg_max(school_login, valid_from) AS login
    FROM {self._accepted("school_identifiers")} GROUP BY ALL
),
quarantined AS (
    SELECT * REPLACE ({", ".join(map(_by_its_login, columns))})
    FROM {self._files(self._home.quarantine / dataset.name)} AS rows
    JOIN deliveries USING (delivery_id)
)
SELECT * FROM quarantined AS rows
WHERE len(list_filter(reasons, LAMBDA reason: NOT ends_with(reason, '.known'))) = 0
AND {known}
AND NOT EXISTS (
    SELECT 1 FROM quarantined AS again
    WHERE again.path = rows.path AND again.sha256 = rows.sha256
    AND again.sheet IS NOT DISTINCT FROM rows.sheet AND again.row_no = rows.row_no
    AND again.delivery_id > rows.delivery_id
)
AND NOT EXISTS (
    SELECT 1 FROM {self._accepted(dataset.name)} AS later
    JOIN deliveries USING (delivery_id)
    WHERE later.delivery_id > rows.delivery_id
    AND deliveries.path = rows.path AND deliveries.sha256 = rows.sha256
    AND later.sheet IS NOT DISTINCT FROM rows.sheet AND later.row_no = rows.row_no
)
AND NOT EXISTS (
    SELECT 1 FROM {self._accepted(dataset.name)} AS later
    WHERE later.delivery_id >= rows.delivery_id AND {same}
)"""

    def _accepted(self, dataset: str) -> str:
        return self._files(self._home.accepted / dataset)

    def _files(self, folder: object) -> str:
        return f"read_parquet({literal(f'{folder}/*.parquet')}, union_by_name = true)"

    def _answer(
        self,
        connection: duckdb.DuckDBPyConnection,
        dataset: Dataset,
        old: int,
        new: int,
        count: int,
    ) -> LedgerRow:
        row = connection.execute(
            f"SELECT {', '.join(_FROM_THE_OLD)} FROM {self._files(self._home.ledger)} "
            "WHERE delivery_id = ? AND dataset = ?",
            [old, dataset.name],
        ).fetchone()
        facts: dict[str, Any] = dict(zip(_FROM_THE_OLD, row or (), strict=True))
        return LedgerRow(
            delivery_id=new,
            batch_id=self._batch,
            taken_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
            status="accepted",
            message=(
                f"Школа теперь есть в перечне: приняты строки, которые её ждали, — {count}. "
                "Присылать их снова не нужно."
            ),
            read_with=self._read_with,
            rows_received=count,
            rows_accepted=count,
            **facts,
        )


def _by_its_login(column: Column) -> str:
    """The school's login, where the row has another code of it."""
    value = quoted(column.name)
    return f"coalesce((SELECT login FROM codes WHERE code = {value}), {value}) AS {value}"
