"""What a snapshot was made from: deliveries, contracts, rules, code.

Belongs here: taking these down, and saying what differs between two such lists. Not here: what a
difference did to the values (`restate`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from opora.contracts import load_contracts
from opora.home import Home
from opora.lake.files import folder_of
from opora.rules import rule_fingerprints
from opora.snapshot.revisions import sha256
from opora.sql import literal
from opora.warehouse.state import CONTRACTS

#: Columns of the list of deliveries, as it lies in a revision's folder.
DELIVERY_COLUMNS = {
    "delivery_id": "BIGINT",
    "dataset": "VARCHAR",
    "delivered_half_year": "VARCHAR",
    "path": "VARCHAR",
    "sha256": "VARCHAR",
    "status": "VARCHAR",
    "rows_accepted": "BIGINT",
    "contract_version": "VARCHAR",
}


#: Kinds of causes that somebody delivered.
DELIVERY_KINDS = ("delivery", "earlier_half_year", "later_half_year")


@dataclass(frozen=True)
class Inputs:
    """Everything but the deliveries, which are too many for a manifest and lie beside it.

    Attributes:
        contracts: dataset -> version and SHA-256 of its contract.
        rules: rule file -> SHA-256 of its rows in force.
        code: version of the package, and the fingerprint of all that computes.
        deliveries: how many delivered files and datasets fed the lake, the last one's number, and
            a SHA-256 over their checksums.
    """

    contracts: Mapping[str, Mapping[str, str]]
    rules: Mapping[str, str]
    code: Mapping[str, str]
    deliveries: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """For the manifest."""
        return {
            "contracts": dict(self.contracts),
            "rules": dict(self.rules),
            "code": dict(self.code),
            "deliveries": dict(self.deliveries),
        }


@dataclass(frozen=True)
class Cause:
    """One thing that differs between the inputs of two revisions.

    `kind`: delivery, earlier_half_year or later_half_year (a delivery to another half-year), rule,
    contract or code; `subject` names it; `text_ru` says it to an officer.
    """

    kind: str
    subject: str
    text_ru: str

    @property
    def is_delivery(self) -> bool:
        """Whether somebody delivered something; else a rule, contract or the code changed."""
        return self.kind in DELIVERY_KINDS

    def as_json(self) -> dict[str, str]:
        """For the manifest."""
        return {"kind": self.kind, "subject": self.subject, "text_ru": self.text_ru}


def read_inputs(
    home: Home, connection: duckdb.DuckDBPyConnection, code: Mapping[str, str]
) -> Inputs:
    """The inputs as they are now; makes the temporary table `now_deliveries` besides."""
    columns = ", ".join(DELIVERY_COLUMNS)
    connection.execute(
        f"create or replace temp table now_deliveries as select {columns} "
        f"from (select *, half_year as delivered_half_year "
        f"from {folder_of(home.ledger).read()}) "
        "where status in ('accepted', 'partly_accepted') order by delivery_id, dataset"
    )
    digest = hashlib.sha256()
    rows = connection.execute("select delivery_id, dataset, sha256 from now_deliveries").fetchall()
    for row in rows:
        digest.update(repr(row).encode())
    return Inputs(
        contracts={
            name: {"version": dataset.version, "sha256": sha256(CONTRACTS / f"{name}.yaml")}
            for name, dataset in sorted(load_contracts().items())
        },
        rules=rule_fingerprints(home),
        code=code,
        deliveries={
            "count": len(rows),
            "last": rows[-1][0] if rows else 0,
            "sha256": digest.hexdigest(),
        },
    )


def causes(
    connection: duckdb.DuckDBPyConnection,
    half_year: str,
    before: Mapping[str, Any],
    before_deliveries: Path,
    now: Inputs,
) -> list[Cause]:
    """What differs between the inputs of a revision (`before`, of its manifest) and those of now.

    The temporary table `now_deliveries` must be there.
    """
    return [
        *_delivery_causes(connection, half_year, before_deliveries),
        *(
            Cause("rule", name, f"изменены правила: {name}")
            for name in _changed(before["rules"], now.rules)
        ),
        *(
            Cause("contract", name, f"изменён контракт набора: {name}")
            for name in _changed(before["contracts"], now.contracts)
        ),
        *_code_causes(before["code"], now.code),
    ]


def _delivery_causes(
    connection: duckdb.DuckDBPyConnection, half_year: str, before: Path
) -> Iterator[Cause]:
    new = connection.execute(
        "select delivery_id, delivered_half_year, string_agg(dataset, ', ' order by dataset), path "
        f"from now_deliveries anti join read_parquet({literal(before)}) as known "
        "using (delivery_id, dataset) group by all order by delivery_id"
    ).fetchall()
    for delivery_id, period, datasets, path in new:
        words = f"сдача за {period}" if period else "сдача за несколько полугодий"
        yield Cause(
            delivery_kind(half_year, period), str(delivery_id), f"{words}: {path} ({datasets})"
        )


def delivery_kind(half_year: str, delivered: str | None) -> str:
    """How a delivery stands to a half-year; None: it covers several."""
    if delivered is None or delivered == half_year:
        return "delivery"
    return "earlier_half_year" if delivered < half_year else "later_half_year"


def _changed(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _code_causes(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Cause]:
    if before != now:
        old, new = before.get("version"), now.get("version")
        versions = f"{old} → {new}" if old != new else f"{new}, другая сборка"
        yield Cause("code", versions, f"изменился расчёт: версия {versions}")
