"""What the ledger says of a batch: one row per delivery and dataset.

Belongs here: status, counts and the sentence that explains them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from opora.answers.words import place, sentence
from opora.contracts import Dataset
from opora.intake.totals import DECLARED_TOTAL
from opora.lake.ledger import LedgerRow, Status
from opora.pipeline.batch import Batch, Feed
from opora.pipeline.open_deliveries import Delivery
from opora.sql import literal

#: What asks whether a delivery has the days of what it replaces.
_DAYS_KEPT = "expect_days_to_be_kept"

_EMPTY = "в файле есть заголовки, но нет ни одной строки данных. Заполните таблицу."
_DUPLICATE = "такой же файл уже сдан, второй раз он не учитывается."


class LedgerEntries:
    """Makes the ledger rows of a batch."""

    def __init__(self, batch: Batch, batch_id: str, read_with: str) -> None:
        """`read_with`: the fingerprint of what decided how the files were read."""
        self._batch = batch
        self._batch_id = batch_id
        self._read_with = read_with
        self._taken_at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        self._counts = {dataset.name: self._count(dataset) for dataset in batch.fed}
        self._with_lost_days = {dataset.name: self._losing(dataset) for dataset in batch.fed}
        #: Delivery -> dataset -> the last of its sheets that feeds it.
        self._feeds: dict[int, dict[str, Feed]] = {}
        for dataset in batch.fed:
            for feed in batch.feeds[dataset.name]:
                fed = self._feeds.setdefault(feed.delivery.delivery_id, {})
                fed[dataset.name] = feed

    def ledger_rows(self) -> list[LedgerRow]:
        """One row per delivery and dataset that it feeds, in the order of intake."""
        return [row for delivery in self._batch.deliveries for row in self._of(delivery)]

    def _of(self, delivery: Delivery) -> Iterator[LedgerRow]:
        feeds = self._feeds.get(delivery.delivery_id, {})
        for name, feed in feeds.items():
            yield self._of_dataset(feed, self._batch.datasets[name])
        if delivery.is_duplicate:
            yield self._row(delivery, "duplicate", _DUPLICATE, dataset=delivery.file.dataset)
        elif not feeds:
            yield self._row(delivery, "refused", delivery.refusal, dataset=delivery.file.dataset)
        registered = self._batch.registered.get(delivery.delivery_id)
        if registered:
            yield self._row(
                delivery,
                "accepted",
                f"Зарегистрированы школы, которых не было в перечне: {registered}.",
                dataset="schools",
                rows_received=registered,
                rows_accepted=registered,
                contract_version=self._batch.datasets["schools"].version,
            )

    def _of_dataset(self, feed: Feed, dataset: Dataset) -> LedgerRow:
        delivery = feed.delivery
        received, quarantined = self._counts[dataset.name].get(delivery.delivery_id, (0, 0))
        refusal = self._batch.refused.get((delivery.delivery_id, dataset.name))
        blocked = self._batch.blocked.get(delivery.file.half_year)
        facts: dict[str, Any] = {
            "dataset": dataset.name,
            "mapping": feed.layout.mapping,
            "contract_version": dataset.version,
        }
        if refusal is not None or received == 0:
            return self._row(delivery, "refused", refusal or _EMPTY, **facts)
        if blocked is not None:
            return self._row(delivery, "blocked", " ".join(blocked), **facts)
        status: Status = "accepted"
        message = None
        if quarantined:
            status = "rejected" if quarantined == received else "partly_accepted"
            message = f"Отклонено строк: {quarantined} из {received}. "
            message += self._first_finding(delivery, dataset, "severity = 'critical'")
        elif lost := self._lost_days(delivery, dataset):
            message = f"Все строки приняты вместо прежних. {lost}"
        elif self._has_differing_totals(delivery, dataset):
            message = "Все строки приняты, но итог не сходится. "
            message += self._first_finding(delivery, dataset, f"rule_id LIKE '%.{DECLARED_TOTAL}'")
        return self._row(
            delivery,
            status,
            message,
            rows_received=received,
            rows_accepted=received - quarantined,
            rows_quarantined=quarantined,
            declared_totals=self._declared(delivery, dataset),
            **facts,
        )

    def _count(self, dataset: Dataset) -> dict[int, tuple[int, int]]:
        """Received and quarantined rows by delivery."""
        rows = self._batch.bench.connection.execute(
            "SELECT delivery_id, received, coalesce(quarantined, 0) FROM "
            f"(SELECT delivery_id, count(*) AS received FROM incoming_{dataset.name} "
            "GROUP BY delivery_id) LEFT JOIN "
            f"(SELECT delivery_id, count(*) AS quarantined FROM rejected_{dataset.name} "
            "GROUP BY delivery_id) USING (delivery_id)"
        ).fetchall()
        return {delivery: (received, quarantined) for delivery, received, quarantined in rows}

    def _first_finding(self, delivery: Delivery, dataset: Dataset, which: str) -> str:
        """The sentence of the rule that was broken most often, with the first of its places."""
        row = self._batch.bench.connection.execute(
            "SELECT arg_min(sheet, row_no), min(row_no), arg_min(message, row_no) FROM findings "
            f"WHERE delivery_id = ? AND dataset = ? AND {which} "
            "GROUP BY rule_id ORDER BY count(*) DESC, rule_id LIMIT 1",
            [delivery.delivery_id, dataset.name],
        ).fetchone()
        if row is None:
            return ""
        sheet, row_no, message = row
        return f"{sentence(place(sheet, row_no))}: {message}"

    def _losing(self, dataset: Dataset) -> frozenset[int]:
        """Deliveries that took the place of days they do not have themselves."""
        rows = self._batch.bench.connection.execute(
            "SELECT DISTINCT delivery_id FROM findings "
            f"WHERE dataset = {literal(dataset.name)} AND {_is_lost_day(dataset)}"
        ).fetchall()
        return frozenset(delivery for (delivery,) in rows)

    def _lost_days(self, delivery: Delivery, dataset: Dataset) -> str:
        """What the delivery has taken the place of without having it; it is easily overlooked."""
        if delivery.delivery_id not in self._with_lost_days[dataset.name]:
            return ""
        return self._first_finding(delivery, dataset, _is_lost_day(dataset))

    def _has_differing_totals(self, delivery: Delivery, dataset: Dataset) -> bool:
        return any(
            total.delivery_id == delivery.delivery_id and any(total.differences())
            for total in self._batch.totals.get(dataset.name, ())
        )

    def _declared(self, delivery: Delivery, dataset: Dataset) -> list[dict[str, Any]]:
        return [
            {
                "sheet": total.sheet,
                "row": total.row_no,
                "keys": total.keys,
                "state": total.state,
                "declared": total.declared,
                "counted": total.counted,
                "tolerance": total.tolerance,
            }
            for total in self._batch.totals.get(dataset.name, ())
            if total.delivery_id == delivery.delivery_id
        ]

    def _row(
        self, delivery: Delivery, status: Status, message: str | None, **facts: Any
    ) -> LedgerRow:
        found = delivery.format
        return LedgerRow(
            delivery_id=delivery.delivery_id,
            batch_id=self._batch_id,
            path=delivery.file.relative,
            half_year=delivery.file.half_year,
            format=found.format if found else None,
            encoding=found.encoding if found else None,
            delimiter=found.delimiter if found else None,
            bytes=delivery.bytes,
            sha256=delivery.sha256,
            taken_at=self._taken_at,
            status=status,
            message=message,
            read_with=self._read_with,
            **facts,
        )


def _is_lost_day(dataset: Dataset) -> str:
    """Whether a finding tells of a lost day."""
    rules = [literal(each.id) for each in dataset.rules if each.expectation == _DAYS_KEPT]
    return f"rule_id IN ({', '.join(rules)})" if rules else "false"
