"""Rows that waited for what they refer to: taken as soon as it is known.

A row that was rejected only because nobody knew its school (its recommendation, its measure, its
decision) need not be sent again. Once all that it names is known, the row comes out of the
quarantine as a delivery of its own: with a new `delivery_id`, so that whoever reads only new
deliveries sees it, and the file, sheet and row of the old one. Only the waiting rows are taken
again, not their file, whose other rows may have been corrected since; for the same reason a row
stays where it is when a later delivery has filled its key (its scope, where deliveries replace each
other), or its own delivery has: the row, as a later delivery, would replace what was accepted.

The rules over a whole row are asked once more: some compare it with what it refers to, which
nobody could do before. A row that fails one goes back to the quarantine, now with that reason.

Belongs here: finding such rows, moving copies of them, answering their sender. The quarantine
itself only grows: a row still waits if the newest trace of its place is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import duckdb

from opora.contracts import SCHOOLS, Dataset
from opora.home import Home
from opora.intake.fingerprint import intake_fingerprint
from opora.lake.files import folder_of
from opora.lake.ledger import Ledger, LedgerRow, Status
from opora.lake.store import FINDINGS, copy_rows, drop_uncommitted
from opora.lake.waiting import files, find_waiting
from opora.objects.readers import connect
from opora.sql import literal

_FROM_THE_OLD = (
    "path", "half_year", "dataset", "format", "encoding", "delimiter", "bytes", "sha256",
    "mapping", "contract_version",
)  # fmt: skip

#: After a batch of these, more is known of what columns refer to.
_TEACH: Mapping[str, str] = {"school_identifiers": SCHOOLS}

#: What rows waited for, as the answer says it.
AWAITED = {
    SCHOOLS: "сведений о школе",
    "recommendations": "выдачи рекомендации",
    "measures": "сведений о мере",
    "management_decisions": "самого решения",
    "programme_documents": "сведений о документе программы",
    "indicators": "показателя в справочнике",
}

_SAME_PLACE = (
    "rows.delivery_id = failed.delivery_id AND rows.row_no = failed.row_no "
    "AND rows.sheet IS NOT DISTINCT FROM failed.sheet"
)


def recover(
    home: Home, datasets: Iterable[Dataset], taught: Collection[str]
) -> tuple[str | None, list[LedgerRow]]:
    """Recover rows in a batch of their own; its id and ledger rows, None where nothing waited.

    `taught`: what is known better since the rows were rejected. The caller holds the writers' lock.
    """
    drop_uncommitted(home)
    ledger = Ledger(home)
    batch_id = f"{ledger.next_delivery:010d}"
    recovery = Recovery(home, batch_id, intake_fingerprint(home))
    rows = recovery.take(datasets, taught, ledger.next_delivery)
    if not rows:
        return None, []
    ledger.append(batch_id, rows)
    return batch_id, rows


class Recovery:
    """The waiting rows of a lake; `batch_id` is the batch that taught it what they wait for."""

    def __init__(self, home: Home, batch_id: str, read_with: str) -> None:
        """The batch's rows are in the lake, but not in the ledger yet."""
        self._home = home
        self._batch = batch_id
        self._read_with = read_with

    def take(
        self, datasets: Iterable[Dataset], taught: Collection[str], next_delivery: int
    ) -> list[LedgerRow]:
        """Copy rows that wait no longer to the accepted ones; their ledger rows.

        `datasets` come in the order of their references: what one of them brings may be what rows
        of the next have waited for.
        """
        known = {_TEACH.get(each, each) for each in taught}
        answers: list[LedgerRow] = []
        with connect(self._home) as connection:
            for dataset in datasets:
                awaited = {reference.target for reference in dataset.references}
                if not awaited & known:
                    continue
                if not folder_of(self._home.quarantine / dataset.name).files:
                    continue
                if find_waiting(self._home, connection, dataset):
                    first = next_delivery + len(answers)
                    answers += self._move(connection, dataset, first)
                    known.add(dataset.name)
        return answers

    def _move(
        self, connection: duckdb.DuckDBPyConnection, dataset: Dataset, first: int
    ) -> list[LedgerRow]:
        """Copy the rows to where they belong now, under the numbers of their new deliveries."""
        incoming, failed = f"incoming_{dataset.name}", f"failed_{dataset.name}"
        old = connection.execute(
            f"SELECT DISTINCT delivery_id FROM {incoming} ORDER BY delivery_id"
        ).fetchall()
        new = {delivery: first + place for place, (delivery,) in enumerate(old)}
        numbers = ", ".join(f"{delivery}: {number}" for delivery, number in new.items())
        delivery_id = f"map_extract_value(MAP {{{numbers}}}, rows.delivery_id)::BIGINT"
        file = f"{self._batch}-recovered.parquet"
        copy_rows(
            connection,
            "SELECT * EXCLUDE (reasons, path, sha256) REPLACE "
            f"({delivery_id} AS delivery_id) FROM {incoming} AS rows "
            f"ANTI JOIN {failed} AS failed ON {_SAME_PLACE}",
            self._home.accepted / dataset.name / file,
        )
        copy_rows(
            connection,
            "SELECT rows.* EXCLUDE (path, sha256) REPLACE "
            f"({delivery_id} AS delivery_id, failed.reasons AS reasons) FROM {incoming} AS rows "
            "JOIN (SELECT delivery_id, sheet, row_no, list_sort(list(rule_id)) AS reasons "
            f"FROM {failed} GROUP BY ALL) AS failed ON {_SAME_PLACE}",
            self._home.quarantine / dataset.name / file,
        )
        found = {
            "delivery_id": delivery_id,
            "dataset": literal(dataset.name),
            "severity": "'critical'",
            **{column: column for column in ("sheet", "row_no", "rule_id", "message")},
        }
        columns = ", ".join(
            f"{found.get(column, 'NULL')}::{kind} AS {column}" for column, kind in FINDINGS.items()
        )
        copy_rows(
            connection,
            f"SELECT {columns} FROM {failed} AS rows",
            self._home.findings / f"{self._batch}-recovered-{dataset.name}.parquet",
        )
        return [self._answer(connection, dataset, each, number) for each, number in new.items()]

    def _answer(
        self, connection: duckdb.DuckDBPyConnection, dataset: Dataset, old: int, new: int
    ) -> LedgerRow:
        row = connection.execute(
            f"SELECT {', '.join(_FROM_THE_OLD)} FROM {files(self._home.ledger)} "
            "WHERE delivery_id = ? AND dataset = ?",
            [old, dataset.name],
        ).fetchone()
        facts: dict[str, Any] = dict(zip(_FROM_THE_OLD, row or (), strict=True))
        received, reasons = connection.execute(
            "SELECT count(*), list_distinct(flatten(list(reasons))) "
            f"FROM incoming_{dataset.name} WHERE delivery_id = ?",
            [old],
        ).fetchone() or (0, [])
        rejected, place, why = connection.execute(
            "SELECT count(DISTINCT (sheet, row_no)), min(row_no), arg_min(message, row_no) "
            f"FROM failed_{dataset.name} WHERE delivery_id = ?",
            [old],
        ).fetchone() or (0, None, None)
        message = []
        if received > rejected:
            message.append(
                f"Приняты строки, которые ждали {_awaited(dataset, reasons)}, — "
                f"{received - rejected}. Присылать их снова не нужно."
            )
        if rejected:
            message.append(f"Отклонено строк: {rejected} из {received}. Строка {place}: {why}")
        return LedgerRow(
            delivery_id=new,
            batch_id=self._batch,
            taken_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
            status=_status(received, rejected),
            message=" ".join(message),
            read_with=self._read_with,
            rows_received=received,
            rows_accepted=received - rejected,
            rows_quarantined=rejected,
            **facts,
        )


def _status(received: int, rejected: int) -> Status:
    if not rejected:
        return "accepted"
    return "rejected" if rejected == received else "partly_accepted"


def _awaited(dataset: Dataset, reasons: Collection[str]) -> str:
    """What the rows of a delivery waited for, in words."""
    targets = {each.rule_id(dataset.name): each.target for each in dataset.references}
    awaited = dict.fromkeys(AWAITED[targets[reason]] for reason in sorted(reasons))
    return " и ".join(awaited)
