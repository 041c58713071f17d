"""The rows of the datasets in the lake: accepted, quarantined, and what was found.

Belongs here: moving a checked workbench into Parquet files of a batch, and removing what a killed
run left. Not here: the ledger, which makes a batch count (`ledger`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from opora.contracts import PLACE_COLUMNS, Dataset
from opora.durable import move_in, remove_unfinished, replacing, sync_file, sync_folder
from opora.errors import OporaError
from opora.home import Home
from opora.intake.workbench import Workbench
from opora.lake.files import EMPTY, Counting, folder_of, folders_below, remove
from opora.lake.ledger import write_ledger_file
from opora.objects.readers import connect
from opora.sql import literal, quoted

if TYPE_CHECKING:
    from opora.home import LakePath

FINDINGS = {
    "delivery_id": "BIGINT",
    "dataset": "VARCHAR",
    "sheet": "VARCHAR",
    "row_no": "BIGINT",
    "column_name": "VARCHAR",
    "rule_id": "VARCHAR",
    "severity": "VARCHAR",
    "value": "VARCHAR",
    "message": "VARCHAR",
}


def prepare_lake(home: Home, datasets: Iterable[Dataset]) -> None:
    """Give every dataset a file of the right columns, and remove rows of batches that don't count.

    The empty files fix the types and let readers name a whole folder, whatever is in it.
    """
    remove_unfinished(home.lake)
    with connect(home) as connection:
        for dataset in datasets:
            columns = stored_types(dataset)
            _write_empty(connection, home.accepted / dataset.name, columns)
            _write_empty(
                connection, home.quarantine / dataset.name, columns | {"reasons": "VARCHAR[]"}
            )
        _write_empty(connection, home.findings, FINDINGS)
    if not (home.ledger / EMPTY).exists():
        write_ledger_file(home.ledger / EMPTY, [])
    drop_uncommitted(home)


def drop_uncommitted(home: Home) -> None:
    """Remove what a killed run left: rows of batches without a ledger, files that were packed.

    From then on every file below these folders counts. The caller holds the writers' lock.
    """
    ledger = folder_of(home.ledger)
    counting = Counting(ledger)
    folders = [
        folder
        for area in (home.accepted, home.quarantine, home.findings)
        for folder in folders_below(area)
    ]
    for folder in folders:
        if lost := [file for file in folder.files if file.is_pack and not counting.holds(file)]:
            raise OporaError(
                f"the ledger {home.ledger} lacks batches that {lost[0].path} holds rows of; "
                "restore the whole lake from the backup"
            )
    for file in ledger.spent:
        remove(file.path)
    for folder in folders:
        for file in folder.spent:
            remove(file.path)
        for file in folder.files:
            if not counting.holds(file):
                remove(file.path)


def stored_types(dataset: Dataset) -> dict[str, str]:
    """Column -> type of a dataset's rows in the lake, their places among them."""
    stored = {column.name: column.duckdb_type for column in dataset.stored_columns}
    return stored | dict(PLACE_COLUMNS)


def _write_empty(
    connection: duckdb.DuckDBPyConnection, folder: LakePath, columns: Mapping[str, str]
) -> None:
    """Write the empty file where it is missing or a contract has changed."""
    path = folder / EMPTY
    if isinstance(folder, Path):
        folder.mkdir(parents=True, exist_ok=True)
    typed = ", ".join(f"NULL::{kind} AS {quoted(column)}" for column, kind in columns.items())
    select = f"SELECT * FROM (SELECT {typed}) WHERE false"
    if path.exists():
        current = connection.execute(f"DESCRIBE FROM read_parquet({literal(str(path))})").fetchall()
        if [(row[0], row[1]) for row in current] == list(columns.items()):
            return
    with replacing(path) as temporary:
        connection.execute(f"COPY ({select}) TO {literal(str(temporary))} (FORMAT parquet)")


def copy_rows(connection: duckdb.DuckDBPyConnection, select: str, target: LakePath) -> None:
    """Write a Parquet file to the disk, unless it would have no rows."""
    row = connection.execute(f"SELECT EXISTS ({select})").fetchone()
    if not (row and row[0]):
        return
    if isinstance(target, Path):
        write_rows(connection, select, target)
        _sync(target)
    else:
        with replacing(target) as made:
            write_rows(connection, select, made)


def write_rows(connection: duckdb.DuckDBPyConnection, select: str, target: Path) -> None:
    """Write the rows of a query to a Parquet file, in their order."""
    connection.execute(
        f"COPY ({select}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )


class BatchWriter:
    """Writes one batch's rows from the workbench into the lake."""

    def __init__(self, home: Home, bench: Workbench, batch_id: str) -> None:
        """`bench`: checked, and without anything that must not be kept."""
        self._home = home
        self._connection = bench.connection
        self._bench = bench
        self._batch = batch_id

    def write(self, datasets: Iterable[Dataset]) -> None:
        """Keep the accepted and quarantined rows of the datasets, and what was found in them."""
        for dataset in datasets:
            self._write(dataset)
        self._copy("SELECT * FROM findings", self._home.findings / self._file())

    def _write(self, dataset: Dataset) -> None:
        columns = ", ".join(f"rows.{quoted(column)}" for column in stored_types(dataset))
        accepted = self._home.accepted / dataset.name
        self._write_accepted(dataset, f"rows_{dataset.name}", columns, accepted / self._file())
        self._copy(
            f"SELECT {columns}, rejected.reasons FROM incoming_{dataset.name} AS rows "
            f"JOIN rejected_{dataset.name} AS rejected ON {_SAME_PLACE}",
            self._home.quarantine / dataset.name / self._file(),
        )
        self._write_parts(dataset, columns, accepted)

    def _write_parts(self, dataset: Dataset, columns: str, folder: LakePath) -> None:
        """Large files: their part is moved as it is, unless rows of it must stay out.

        Last of all: the views of the workbench end where a part is moved.
        """
        parts = self._bench.part_files(dataset)
        if not parts:
            return
        touched = self._connection.execute(
            f"SELECT delivery_id FROM rejected_{dataset.name} "
            f"UNION SELECT delivery_id FROM totals_{dataset.name}"
        ).fetchall()
        rewritten = {delivery for (delivery,) in touched}
        for number, (delivery, part) in enumerate(parts.items()):
            target = folder / self._file(number)
            if delivery in rewritten:
                source = f"read_parquet({literal(str(part))})"
                self._write_accepted(dataset, source, columns, target)
            else:
                move_in(part, target)

    def _write_accepted(
        self, dataset: Dataset, source: str, columns: str, target: LakePath
    ) -> None:
        self._copy(
            f"SELECT {columns} FROM {source} AS rows ANTI JOIN rejected_{dataset.name} AS rejected "
            f"ON {_SAME_PLACE} WHERE NOT is_total",
            target,
        )

    def _file(self, number: int | None = None) -> str:
        return f"{self._batch}.parquet" if number is None else f"{self._batch}-{number}.parquet"

    def _copy(self, select: str, target: LakePath) -> None:
        copy_rows(self._connection, select, target)


def _sync(path: Path) -> None:
    """To the disk before the ledger names it: a power cut must not leave a batch without rows."""
    sync_file(path)
    sync_folder(path.parent)


_SAME_PLACE = (
    "rows.delivery_id = rejected.delivery_id AND rows.row_no = rejected.row_no "
    "AND rows.sheet IS NOT DISTINCT FROM rejected.sheet"
)
