"""Loading the tables of a release beside those that readers see.

Belongs here: rows from DuckDB to the server, each table in one transaction of its own with its
keys, comments and statistics. Not here: which schemas there are, what becomes of them (`swap`).

COPY with FREEZE: a reader whose snapshot is older than the table sees its rows all the same, and
the server need not write them again later. CSV by pyarrow, because it costs no more than binary
COPY through ADBC, needs no second driver, tells blanks from empty texts and keeps every bit of a
double.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Lock
from time import perf_counter

import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
from psycopg import errors

from opora.server import ddl
from opora.server.address import Address, ServerError
from opora.server.connection import connect, said_in_one_line
from opora.server.keys import Keys
from opora.server.release import ReleaseFile, Table
from opora.sql import quoted

#: Connections that load at once: one can build an index while the other copies.
_CONNECTIONS = 2
_BATCH_ROWS = 20_000
#: What an index may take while it is built. The connections keep two processors busy, without
#: helpers of the server's. Samples of 9,000 rows are enough to plan with. Only the last commit must
#: be on the disk, and it brings all before it there.
_SESSION = (
    "set maintenance_work_mem = '256MB'; set max_parallel_maintenance_workers = 0; "
    "set default_statistics_target = 30; set synchronous_commit = off"
)

#: Called with the rows written so far.
OnRows = Callable[[int], None]


@dataclass
class Loaded:
    """What came of it: seconds of all connections together, and what could not be kept."""

    copy_seconds: float = 0.0
    key_seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)


class Loading:
    """The loading of one release; the schemas `*_next` are there and empty."""

    def __init__(
        self, release: ReleaseFile, keys: Mapping[Table, Keys], address: Address, on_rows: OnRows
    ) -> None:
        """`on_rows` is called from several threads, one at a time."""
        self._release, self._keys, self._address, self._on_rows = release, keys, address, on_rows
        self._waiting: SimpleQueue[Table] = SimpleQueue()
        self._lock, self._stop = Lock(), Event()
        self._connections: list[psycopg.Connection] = []
        self._rows = 0
        self._loaded = Loaded()

    def run(self) -> Loaded:
        """Load all tables, the largest first; the first error ends it and is raised."""
        for table in sorted(
            self._release.tables, key=lambda each: each.rows * len(each.columns), reverse=True
        ):
            self._waiting.put(table)
        with ThreadPoolExecutor(_CONNECTIONS) as pool:
            try:
                for work in as_completed([pool.submit(self._work) for _ in range(_CONNECTIONS)]):
                    work.result()
            except BaseException:
                self._stop.set()
                for connection in self._connections:
                    with suppress(psycopg.Error):
                        connection.cancel()
                raise
        return self._loaded

    def _work(self) -> None:
        with closing(connect(self._address)) as connection:
            self._connections.append(connection)
            connection.execute(_SESSION)
            duckdb = self._release.connection.cursor()
            while not self._stop.is_set():
                try:
                    table = self._waiting.get_nowait()
                except Empty:
                    return
                with (
                    said_in_one_line(self._address, f"loading {table.shown}"),
                    connection.transaction(),
                    warnings.catch_warnings(),
                ):
                    self._load(connection, table, duckdb.sql(f"from {table.in_duckdb}"))

    def _load(self, connection: psycopg.Connection, table: Table, rows: object) -> None:
        keys, started = self._keys[table], perf_counter()
        connection.execute(ddl.create_table(table, keys))
        columns = ", ".join(quoted(column.name) for column in table.columns)
        with connection.cursor() as cursor:
            with cursor.copy(
                f"copy {ddl.next_name(table)} ({columns}) from stdin (format csv, freeze)"
            ) as copy:
                for text, count in self._batches(rows):
                    copy.write(text)
                    self._count(count)
            if cursor.rowcount != table.rows:
                raise ServerError(
                    f"{table.shown} has {table.rows} rows, the server took {cursor.rowcount}"
                )
        copied = perf_counter()
        if statement := ddl.key(table, keys):
            self._add_key(connection, table, statement)
        for statement in ddl.codes_and_indexes(table, keys):
            connection.execute(statement)
        connection.execute(ddl.comments(table, self._release.name))
        connection.execute(f"analyze {ddl.next_name(table)}")
        with self._lock:
            self._loaded.copy_seconds += copied - started
            self._loaded.key_seconds += perf_counter() - copied

    def _batches(self, rows: object) -> Iterator[tuple[memoryview, int]]:
        options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
        for batch in rows.to_arrow_reader(_BATCH_ROWS):  # type: ignore[attr-defined]
            if self._stop.is_set():
                raise ServerError("loading was stopped")
            sink = pa.BufferOutputStream()
            pa_csv.write_csv(batch, sink, options)
            yield memoryview(sink.getvalue()), batch.num_rows

    def _count(self, rows: int) -> None:
        with self._lock:
            self._rows += rows
            self._on_rows(self._rows)

    def _add_key(self, connection: psycopg.Connection, table: Table, statement: str) -> None:
        try:
            with connection.transaction():
                connection.execute(statement)
        except errors.UniqueViolation:
            with self._lock:
                self._loaded.warnings.append(
                    f"{table.shown} repeats its key ({', '.join(self._keys[table].key)}): it has "
                    "none on the server; the models may be newer than this release"
                )
