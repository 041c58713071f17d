"""The append-only ledger of deliveries: what came, in which order, and what became of it.

Belongs here: reading and appending ledger files. Not here: the rows of the datasets (`store`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from opora.durable import replacing
from opora.home import Home
from opora.lake.files import LakeFile, folder_of, read_table

if TYPE_CHECKING:
    from opora.home import LakePath

Status = Literal["accepted", "partly_accepted", "rejected", "refused", "blocked", "duplicate"]

#: A delivery with one of these was turned away; what it takes to try it again, intake decides.
RETRIED = frozenset({"rejected", "refused", "blocked"})

_TYPES: dict[str, pa.DataType] = {
    "int": pa.int64(),
    "int | None": pa.int64(),
    "str": pa.string(),
    "str | None": pa.string(),
    "Status": pa.string(),
    "dt.datetime": pa.timestamp("us"),
    "list[dict[str, Any]]": pa.string(),
}


@dataclass(frozen=True)
class LedgerRow:
    """One delivery and one dataset that it feeds (a refused file has the claimed one, or none).

    `delivery_id` is the order of intake: a later delivery has a greater one. Rows count data rows;
    total rows are in `declared_totals`, neither accepted nor quarantined. `taken_at` is UTC;
    `read_with` is the fingerprint of contracts, mappings and vocabularies.
    """

    delivery_id: int
    batch_id: str
    path: str
    half_year: str | None
    dataset: str | None
    format: str | None
    encoding: str | None
    delimiter: str | None
    bytes: int
    sha256: str
    taken_at: dt.datetime
    status: Status
    message: str | None
    read_with: str
    mapping: str | None = None
    contract_version: str | None = None
    rows_received: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    declared_totals: list[dict[str, Any]] = field(default_factory=list)


SCHEMA = pa.schema([(column.name, _TYPES[str(column.type)]) for column in fields(LedgerRow)])

_KNOWN = (
    "delivery_id", "batch_id", "path", "half_year", "dataset", "sha256", "status", "read_with",
)  # fmt: skip


def _shared(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column, equal texts as one object."""
    values: list[Any]
    if not pa.types.is_string(column.type):
        values = column.to_pylist()
        return values
    # one chunk, or none
    encoded = pa.chunked_array(column.chunks, pa.string()).combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_pylist()
    return [None if place is None else values[place] for place in encoded.indices.to_pylist()]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the ledger remembers of a file, from its newest delivery."""

    delivery_id: int
    batch_id: str
    dataset: str | None
    status: Status
    read_with: str


class Ledger:
    """All that was delivered to one installation."""

    def __init__(self, home: Home) -> None:
        """Read the ledger's files; the empty one of the schema is made where there is none."""
        self._folder = home.ledger
        batches: set[str] = set()
        self.by_content: dict[tuple[str | None, str], KnownFile] = {}
        self.by_path: dict[tuple[str, str], KnownFile] = {}
        #: (half-year, dataset) -> the last batch in which anything was accepted.
        self.last_accepted: dict[tuple[str | None, str], str] = {}
        self.next_delivery = 1
        for delivery, batch, path, half_year, dataset, sha256, status, read_with in self._rows():
            known = KnownFile(delivery, batch, dataset, status, read_with)
            self.by_path[path, sha256] = known
            if status != "duplicate":
                self.by_content[half_year, sha256] = known
            if status in ("accepted", "partly_accepted"):
                self.last_accepted[half_year, dataset] = batch
            batches.add(batch)
            self.next_delivery = max(self.next_delivery, delivery + 1)
        self.batches = frozenset(batches)

    def _rows(self) -> Iterable[tuple[Any, ...]]:
        """What is known of each delivery, in the order of intake; columns as in `_KNOWN`."""
        tables = [table for _, table in ledger_tables(self._folder, _KNOWN)]
        if not tables:
            return ()
        # half of these are texts that repeat: as a dictionary each is one object
        rows = pa.concat_tables(tables).sort_by("delivery_id").combine_chunks()
        return zip(*(_shared(rows[name]) for name in _KNOWN), strict=True)

    def is_overtaken(self, half_year: str | None, known: KnownFile) -> bool:
        """Whether a later batch brought accepted rows to where the file belongs."""
        if known.dataset is None:
            return False
        return self.last_accepted.get((half_year, known.dataset), "") > known.batch_id

    def append(self, batch_id: str, rows: Iterable[LedgerRow]) -> None:
        """Commit a batch: from the moment of the rename on, it counts."""
        write_ledger_file(self._folder / f"{batch_id}.parquet", rows)


def read_batches(home: Home, batches: Iterable[str]) -> list[LedgerRow]:
    """The rows of some batches, in the order of intake."""
    wanted = frozenset(batches)
    rows: list[LedgerRow] = []
    for _, table in ledger_tables(home.ledger, wanted=wanted):
        for row in table.filter(pc.field("batch_id").isin(wanted)).to_pylist():
            row["declared_totals"] = json.loads(row["declared_totals"])
            rows.append(LedgerRow(**row))
    return sorted(rows, key=lambda row: row.delivery_id)


def ledger_tables(
    folder: LakePath, columns: Sequence[str] | None = None, wanted: Collection[str] | None = None
) -> Iterator[tuple[LakeFile, pa.Table]]:
    """The ledger's files, with their rows (columns: default all).

    `wanted`: only files in which one of these batches may be.
    """
    for file in folder_of(folder).files:
        first, last = file.batches
        if wanted is None or any(first <= batch <= last for batch in wanted):
            yield file, read_table(file.path, columns)


def write_ledger_file(path: LakePath, rows: Iterable[LedgerRow]) -> None:
    """Write rows, all of them or none."""
    listed = [asdict(row) for row in rows]
    for row in listed:
        row["declared_totals"] = json.dumps(row["declared_totals"], ensure_ascii=False, default=str)
    with replacing(path) as temporary:
        pq.write_table(pa.Table.from_pylist(listed, schema=SCHEMA), temporary)
