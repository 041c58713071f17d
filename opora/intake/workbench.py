"""The private DuckDB file in which a batch of deliveries lies while it is read and checked.

Belongs here: bringing raw tables in (`raw`), typed rows out, and one view per dataset over all of
them. Not here: what is kept in the end (`opora.lake`). Names and document numbers never get here:
people are keyed while the text is still in Python's memory.

Small files become rows of the table `rows_<dataset>`, from memory or from where they were laid
aside (`aside`); a large CSV or Parquet file is read by DuckDB itself, in parallel with others, into
a Parquet part of its own. The view `incoming_<dataset>` shows both, without the total rows, which
`totals_<dataset>` shows.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa

from opora.contracts import Dataset
from opora.home import Home
from opora.intake.answered import answered
from opora.intake.large import part_rows, read_large
from opora.intake.layout import Layout
from opora.intake.mapping import Target
from opora.intake.persons import PersonKeys
from opora.intake.raw import Source, raw_rows
from opora.intake.raw_table import raw_schema, raw_table
from opora.intake.readers import readers
from opora.intake.refusal import Refusal
from opora.intake.typed import TypedSelect
from opora.intake.unfilled import Unfilled, filled_rows, find_unfilled, is_unfilled
from opora.sql import literal, quoted

MEMORY_LIMIT = "3GB"
#: Large files at a time, at most: each takes some 300 MB of a CSV, more of Parquet.
_PARALLEL_READS = 4


@dataclass(frozen=True)
class Part(Source):
    """A sheet on its way into a dataset."""

    select: TypedSelect


class Workbench:
    """A DuckDB file for one batch, with the folder of its Parquet parts."""

    def __init__(self, folder: Path) -> None:
        """Open the work file in an empty `folder`."""
        self.folder = folder
        self.database = folder / "work.duckdb"
        self.connection = duckdb.connect(str(self.database))
        _limit(self.connection, folder / "spill")
        self._unfilled: dict[str, list[Unfilled]] = {}

    def take(
        self,
        dataset: Dataset,
        parts: Iterable[Part],
        keys: PersonKeys | None,
        on_read: Callable[[], None] = lambda: None,
    ) -> list[str]:
        """Read parts into `incoming_<dataset>`; a Refusal of one part does not stop the others.

        Returns one text per part: empty, or why the part was refused. `on_read` is called whenever
        a part has been read.
        """
        self._create(dataset)
        answers: dict[int, str] = {}
        layouts: dict[tuple[str, ...], list[_Read]] = {}
        written = _Written(dataset)
        with ThreadPoolExecutor(min(readers(), _PARALLEL_READS)) as pool:
            large = {}
            for number, part in enumerate(parts):
                if is_large(part.layout, dataset):
                    large[pool.submit(self._read_large, dataset, part, number)] = number
                    continue
                with answered(part, answers, number):
                    read = _Read(number, part, _batches(part, dataset, keys, self.connection))
                    # Files of one layout are typed together: planning costs more than they do.
                    layout = (written.sql(part.select), *part.layout.headings)
                    layouts.setdefault(layout, []).append(read)
                if answers[number]:
                    on_read()
            for (sql, *_), alike in layouts.items():
                self._insert(dataset, sql, alike, answers)
                for _ in alike:
                    on_read()
            for future in as_completed(large):
                answers[large[future]] = future.result()
                on_read()
        self._view(dataset)
        return [answers[number] for number in sorted(answers)]

    def forget(self, dataset: Dataset, delivery_id: int) -> None:
        """Remove all rows of a delivery: a refused file leaves nothing, not even a good sheet."""
        self.connection.execute(
            f"DELETE FROM rows_{dataset.name} WHERE delivery_id = {delivery_id}"
        )
        kept = [each for each in self.unfilled_of(dataset) if each.delivery_id != delivery_id]
        self._unfilled[dataset.name] = kept

    def unfilled_of(self, dataset: Dataset) -> Sequence[Unfilled]:
        """What was left out of the dataset's rows because nobody had filled it in."""
        return self._unfilled.get(dataset.name, ())

    def part_files(self, dataset: Dataset) -> dict[int, Path]:
        """The Parquet parts of large files, by delivery."""
        files = sorted((self.folder / dataset.name).glob("*.parquet"))
        return {int(path.stem.split("-")[0]): path for path in files}

    # -- reading ------------------------------------------------------------------------------

    def _insert(
        self, dataset: Dataset, sql: str, read: list[_Read], answers: dict[int, str]
    ) -> None:
        """Type the rows of files that share a layout; an error of the layout concerns them all."""
        for each in read:
            with answered(each.part, answers, each.number):
                if each is read[0]:
                    with self._raw_rows(dataset, read):
                        self.connection.execute(f"INSERT INTO rows_{dataset.name} BY NAME {sql}")
                    if is_unfilled(dataset, each.part.select.target) is not None:
                        with self._raw_rows(dataset, read):
                            self._note_unfilled(dataset, each.part.select.target)
                elif answers[read[0].number]:
                    raise Refusal(answers[read[0].number])

    @contextmanager
    def _raw_rows(self, dataset: Dataset, read: Sequence[_Read]) -> Iterator[None]:
        """The table `raw_rows` of files that share a layout, to be read through once."""
        part = read[0].part
        batches = chain.from_iterable(each.batches() for each in read)
        schema = raw_schema(part, part.select.target, dataset)
        self.connection.register("raw_rows", pa.RecordBatchReader.from_batches(schema, batches))
        try:
            yield
        finally:
            self.connection.unregister("raw_rows")

    def _note_unfilled(self, dataset: Dataset, target: Target) -> None:
        found = find_unfilled(self.connection, dataset, target, "raw_rows")
        self._unfilled.setdefault(dataset.name, []).extend(found)

    def _read_large(self, dataset: Dataset, part: Part, number: int) -> str:
        folder = self.folder / dataset.name
        folder.mkdir(exist_ok=True)
        target = folder / f"{part.place.delivery_id}-{number}.parquet"
        answers: dict[int, str] = {}
        spill = folder / f"spill-{number}"
        with self._reader(part, spill) as connection, answered(part, answers, number):
            found = read_large(connection, part, part.select, target)
            self._unfilled.setdefault(dataset.name, []).extend(found)
        return answers[number]

    def _reader(self, part: Part, spill: Path) -> duckdb.DuckDBPyConnection:
        """A database of its own to read a large file with: how it works holds for all of one.

        Rows of a CSV are numbered as they come, by one thread anyway; where it has others, DuckDB
        holds finished rows back in memory, more of them the larger the file. Rows of Parquet carry
        their numbers and may be written in any order: in theirs, a row group would be held in
        memory until its end, and a file may be a single one.
        """
        connection = duckdb.connect()
        _limit(connection, spill)
        if part.format.format == "parquet":
            connection.execute("SET preserve_insertion_order = false")
        else:
            connection.execute("SET threads = 1")
        return connection

    def _create(self, dataset: Dataset) -> None:
        columns = ", ".join(
            f"{quoted(column.name)} {column.duckdb_type}" for column in dataset.stored_columns
        )
        self.connection.execute(
            f"CREATE TABLE rows_{dataset.name} ({columns}, unreadable MAP(VARCHAR, VARCHAR), "
            "is_total BOOLEAN, delivery_id BIGINT, delivered_half_year VARCHAR, sheet VARCHAR, "
            "row_no BIGINT)"
        )

    def _view(self, dataset: Dataset) -> None:
        parts = part_rows(list(self.part_files(dataset).values()))
        rows = " UNION ALL BY NAME ".join([f"SELECT * FROM rows_{dataset.name}", *parts])
        for view, condition in (("incoming", "NOT is_total"), ("totals", "is_total")):
            self.connection.execute(
                f"CREATE VIEW {view}_{dataset.name} AS SELECT * FROM ({rows}) WHERE {condition}"
            )


def _limit(connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """Keep the memory of a database within bounds; what does not fit goes to the disk."""
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    connection.execute(f"SET temp_directory = {literal(str(spill))}")


_PREFIX = "work-"


@contextmanager
def workbench(home: Home | None) -> Iterator[Workbench]:
    """A workbench that is gone when the batch is done, whatever happened; one at a time.

    Without a home it lies where this machine keeps temporary files.
    """
    with work_folder(home) as folder:
        bench = Workbench(folder)
        try:
            yield bench
        finally:
            bench.connection.close()


@contextmanager
def work_folder(home: Home | None) -> Iterator[Path]:
    """An empty folder for its owner only, gone in the end; without a home as above."""
    if home is not None:
        home.private.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home.private if home else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_workbenches(home: Home) -> None:
    """Remove what killed runs left, with the deliveries on it; the caller holds the lock."""
    for folder in home.private.glob(f"{_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Read:
    """A small file as a raw table, in pieces; `number`: its place among the parts."""

    number: int
    part: Part
    batches: Callable[[], Iterable[pa.RecordBatch]]


class _Written:
    """The SELECTs of a dataset's layouts: writing one costs as much as reading a small file."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._known: dict[str, str] = {}

    def sql(self, select: TypedSelect) -> str:
        """The SELECT from `raw_rows`."""
        layout = repr((select.target, select.headings, select.locale, select.totals))
        if layout not in self._known:
            raw = filled_rows(self._dataset, select.target, "raw_rows")
            self._known[layout] = select.sql(raw)
        return self._known[layout]


def _batches(
    part: Part, dataset: Dataset, keys: PersonKeys | None, connection: duckdb.DuckDBPyConnection
) -> Callable[[], Iterable[pa.RecordBatch]]:
    """What gives the raw table of a small file; raises a Refusal where there can't be one."""
    aside = part.layout.aside.get(dataset.name)
    if aside is None:
        rows = raw_rows(part, connection)
        table = raw_table(part, part.select.target, dataset, rows, keys)
        return lambda: table.to_batches()
    if aside.refusal:
        raise Refusal(aside.refusal)
    return aside.batches


def is_large(layout: Layout, dataset: Dataset) -> bool:
    """Whether DuckDB reads the file itself; files with people are keyed in Python first."""
    return layout.sheet.is_head and dataset.person is None
