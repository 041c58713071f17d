"""What the lake holds of the deliveries of one batch, delivery by delivery.

Belongs here: reading ledger, findings and quarantine, a query each for the whole batch. Not here:
which batches need answers (`write`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

import duckdb

from opora.answers.told import LISTED_OF_RULE, Told, faults_of, findings_query
from opora.contracts import Dataset
from opora.home import Home
from opora.lake.files import folder_of
from opora.lake.ledger import LedgerRow, read_batches
from opora.objects.readers import connect
from opora.sql import literal, quoted

if TYPE_CHECKING:
    from opora.home import LakePath

#: So many rejected rows of a dataset are listed in one answer; all of them are counted.
LISTED_ROWS = 5_000

_PLACE = ("delivery_id", "sheet", "row_no")


@dataclass(frozen=True)
class Rejected:
    """Rejected rows of one delivery: `columns` of the dataset, and per row place and values."""

    columns: tuple[str, ...]
    rows: Sequence[RejectedRow]


@dataclass(frozen=True)
class RejectedRow:
    """A rejected row as it lies in the lake: typed, without what identifies people."""

    sheet: str | None
    row_no: int
    reasons: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Earlier:
    """The delivery before this one that came under the same path."""

    delivery_id: int
    rows_accepted: int


@dataclass(frozen=True)
class Delivered:
    """One delivery, with all that its answer tells."""

    told: Told
    rejected: Mapping[str, Rejected] = field(default_factory=dict)
    earlier: Earlier | None = None

    @property
    def first(self) -> LedgerRow:
        """Its first entry; what it says of the file itself all entries say."""
        return self.told.entries[0]


class Batch:
    """The deliveries of one batch; its files are read when they are asked for."""

    def __init__(
        self,
        home: Home,
        batch_id: str,
        datasets: Mapping[str, Dataset],
        earlier: Mapping[int, Earlier],
    ) -> None:
        """`batch_id`: a batch of the ledger; `earlier`: what was delivered before, by delivery."""
        self._home = home
        self._earlier = earlier
        self._batch = batch_id
        self._datasets = datasets

    def deliveries(self, wanted: Collection[int]) -> Iterator[Delivered]:
        """The wanted deliveries in the order of intake."""
        entries = [
            row for row in read_batches(self._home, [self._batch]) if row.delivery_id in wanted
        ]
        with connect(self._home) as connection:
            wanted_sql = _between(entries)
            findings = self._findings(connection, wanted_sql)
            rejected = {
                name: self._rejected(connection, dataset, files, wanted_sql)
                for name, dataset in self._datasets.items()
                if (files := self._files(self._home.quarantine / name))
            }
            for delivery_id, rows in groupby(entries, key=lambda row: row.delivery_id):
                of_delivery = {name: each.of(delivery_id) for name, each in rejected.items()}
                yield Delivered(
                    told=Told(tuple(rows), faults_of(findings.of(delivery_id))),
                    rejected={
                        name: Rejected(rejected[name].columns[3:-1], [_row(row) for row in found])
                        for name, found in of_delivery.items()
                        if found
                    },
                    earlier=self._earlier.get(delivery_id),
                )

    def _files(self, path: LakePath) -> str | None:
        """SQL of the rows of the files in which rows of the batch may be; None without any."""
        folder = folder_of(path)
        files = folder.holding(self._batch)
        return folder.read(files) if files else None

    def _findings(self, connection: duckdb.DuckDBPyConnection, wanted: str) -> _ByDelivery:
        files = self._files(self._home.findings)
        if not files:
            return _ByDelivery(None)
        source = f"(SELECT * FROM {files} WHERE {wanted})"
        return _ByDelivery(connection.cursor().execute(findings_query(source, LISTED_OF_RULE)))

    def _rejected(
        self, connection: duckdb.DuckDBPyConnection, dataset: Dataset, files: str, wanted: str
    ) -> _ByDelivery:
        """The rejected rows of a dataset; keys of people are nothing to tell."""
        known = {row[0] for row in connection.execute(f"DESCRIBE FROM {files}").fetchall()}
        columns = [
            quoted(column.name)
            for column in dataset.stored_columns
            if column.type != "key" and column.name in known
        ]
        listed = ", ".join([*_PLACE, *columns, "reasons"])
        return _ByDelivery(
            connection.cursor().execute(
                f"SELECT {listed} FROM {files} WHERE {wanted} "
                "QUALIFY row_number() OVER (PARTITION BY delivery_id ORDER BY sheet, row_no) "
                f"<= {LISTED_ROWS} ORDER BY delivery_id, sheet, row_no"
            )
        )


def earlier_deliveries(home: Home, batches: Iterable[str]) -> dict[int, Earlier]:
    """Delivery of these batches -> the one before it under its path of which rows were accepted.

    Asked once for all of them: each asks the whole ledger.
    """
    every = folder_of(home.ledger).read()
    these = ", ".join(map(literal, sorted(batches)))
    with connect(home) as connection:
        rows = connection.execute(
            f"""
            SELECT mine.delivery_id, other.delivery_id, sum(other.rows_accepted)
            FROM (
                SELECT DISTINCT delivery_id, path FROM {every} WHERE batch_id IN ({these})
            ) AS mine
            JOIN {every} AS other
                ON other.path = mine.path AND other.delivery_id < mine.delivery_id
            WHERE other.rows_accepted > 0
            GROUP BY mine.delivery_id, other.delivery_id
            QUALIFY row_number() OVER (
                PARTITION BY mine.delivery_id ORDER BY other.delivery_id DESC
            ) = 1
            """
        ).fetchall()
    return {mine: Earlier(other, accepted) for mine, other, accepted in rows}


class _ByDelivery:
    """Rows of a query in the order of its first column, the number of a delivery.

    Deliveries must be asked for in that order, too: nothing is read twice or kept.
    """

    def __init__(self, result: duckdb.DuckDBPyConnection | None) -> None:
        self.columns = tuple(each[0] for each in result.description or ()) if result else ()
        self._groups = groupby(_fetched(result), key=lambda row: row[0])
        self._next = next(self._groups, None)

    def of(self, delivery_id: int) -> list[tuple[Any, ...]]:
        """The rows of one delivery."""
        while self._next is not None and self._next[0] < delivery_id:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != delivery_id:
            return []
        return list(self._next[1])


def _fetched(result: duckdb.DuckDBPyConnection | None) -> Iterator[tuple[Any, ...]]:
    while result is not None and (rows := result.fetchmany(10_000)):
        yield from rows


def _row(row: tuple[Any, ...]) -> RejectedRow:
    _, sheet, row_no, *values, reasons = row
    return RejectedRow(sheet, row_no, tuple(reasons), tuple(values))


def _between(entries: Sequence[LedgerRow]) -> str:
    if not entries:
        return "false"
    return f"delivery_id BETWEEN {entries[0].delivery_id} AND {entries[-1].delivery_id}"
