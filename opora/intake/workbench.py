"""The private DuckDB file in which a batch of deliveries lies while it is read and checked.

Belongs here: bringing raw tables in (`raw`), typed rows out, and one view per dataset over all of
them. Not here: what is kept in the end (`opora.lake`). Names and document numbers never get here:
people are keyed while the text is still in Python's memory.

Small files become rows of the table `rows_<dataset>`; a large CSV or Parquet file is read by DuckDB
itself, in parallel with others, into a Parquet part of its own. The view `incoming_<dataset>` shows
both, without the total rows, which `totals_<dataset>` shows.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from opora.contracts import Dataset
from opora.full_disk import is_disk_full
from opora.home import Home
from opora.intake.large import part_rows, read_large
from opora.intake.no_value import date_for_text
from opora.intake.persons import PersonKeys
from opora.intake.raw import RawRow, Source, raw_rows
from opora.intake.refusal import Refusal
from opora.intake.sheet import DateText
from opora.intake.typed import (
    DOUBTFUL,
    PERSON_KEY,
    PERSON_KEY_BY_NAME,
    TOTAL,
    TypedSelect,
)
from opora.intake.unfilled import Unfilled, filled_rows, find_unfilled
from opora.sql import literal, quoted

MEMORY_LIMIT = "3GB"
_PARALLEL_READS = 2


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
        _limit(self.connection, folder)
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
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            large = {}
            for number, part in enumerate(parts):
                if _is_large(part, dataset):
                    large[pool.submit(self._read_large, dataset, part, number)] = number
                    continue
                with _answered(part, answers, number):
                    table = _table(part, raw_rows(part, self.connection), dataset, keys)
                    # Files of one layout are typed together: planning costs more than they do.
                    raw = filled_rows(dataset, part.select.target, "raw_rows")
                    layout = (part.select.sql(raw), *table.column_names)
                    layouts.setdefault(layout, []).append(_Read(number, part, table))
                on_read()
            for (sql, *_), read in layouts.items():
                self._insert(dataset, sql, read, answers)
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
        self.connection.register("raw_rows", pa.concat_tables([each.table for each in read]))
        for each in read:
            with _answered(each.part, answers, each.number):
                if each is read[0]:
                    self.connection.execute(f"INSERT INTO rows_{dataset.name} BY NAME {sql}")
                    target = each.part.select.target
                    found = find_unfilled(self.connection, dataset, target, "raw_rows")
                    self._unfilled.setdefault(dataset.name, []).extend(found)
                elif answers[read[0].number]:
                    raise Refusal(answers[read[0].number])
        self.connection.unregister("raw_rows")

    def _read_large(self, dataset: Dataset, part: Part, number: int) -> str:
        folder = self.folder / dataset.name
        folder.mkdir(exist_ok=True)
        target = folder / f"{part.place.delivery_id}-{number}.parquet"
        answers: dict[int, str] = {}
        with self._reader(part) as connection, _answered(part, answers, number):
            found = read_large(connection, part, part.select, target)
            self._unfilled.setdefault(dataset.name, []).extend(found)
        return answers[number]

    def _reader(self, part: Part) -> duckdb.DuckDBPyConnection:
        """A connection to read a large file with.

        Rows of Parquet carry their numbers and may be written in any order: in theirs, a row group
        would be held in memory until its end, and a file may be a single one. Whether the order is
        kept holds for all connections of a database, hence another one.
        """
        if part.format.format != "parquet":
            return self.connection.cursor()
        connection = duckdb.connect()
        _limit(connection, self.folder)
        connection.execute("SET preserve_insertion_order = false")
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


def _limit(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Keep the memory of a database within bounds; what does not fit goes to the disk."""
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")


_PREFIX = "work-"


@contextmanager
def workbench(home: Home | None) -> Iterator[Workbench]:
    """A workbench that is gone when the batch is done, whatever happened; one at a time.

    Without a home it lies where this machine keeps temporary files.
    """
    if home is not None:
        home.private.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home.private if home else None))
    bench = Workbench(folder)
    try:
        yield bench
    finally:
        bench.connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def remove_workbenches(home: Home) -> None:
    """Remove what killed runs left, with the deliveries on it; the caller holds the lock."""
    for folder in home.private.glob(f"{_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Read:
    """A small file as a raw table; `number`: its place among the parts."""

    number: int
    part: Part
    table: pa.Table


#: What DuckDB raises over the bytes of a file.
_OF_THE_FILE = (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException)


@contextmanager
def _answered(part: Part, answers: dict[int, str], number: int) -> Iterator[None]:
    """Note why a part is refused, if it is; errors that are not the file's fault go on."""
    answers[number] = ""
    try:
        yield
    except Refusal as refusal:
        answers[number] = str(refusal)
    except duckdb.BinderException as error:
        if part.layout.mapping is None:
            raise
        answers[number] = (
            f"описание «{part.layout.mapping}» не подходит к столбцам файла. Сообщите тому, кто "
            f"ведёт описание: {str(error).splitlines()[0]}"
        )
    except duckdb.Error as error:
        # What is wrong with Parquet's own structure has no class of its own.
        is_of_the_file = isinstance(error, _OF_THE_FILE) or type(error) is duckdb.Error
        if not is_of_the_file or is_disk_full(error):
            raise
        answers[number] = _of_reader(part, str(error))


def _is_large(part: Part, dataset: Dataset) -> bool:
    """Whether DuckDB reads the file itself; files with people are keyed in Python first."""
    return part.layout.sheet.is_head and dataset.person is None


def _table(part: Part, rows: list[RawRow], dataset: Dataset, keys: PersonKeys | None) -> pa.Table:
    """The raw table of a small file; identity columns are replaced by keys."""
    place = part.place
    columns: dict[str, pa.Array] = {
        "delivery_id": pa.array([place.delivery_id] * len(rows), pa.int64()),
        "delivered_half_year": pa.array([place.half_year] * len(rows), pa.string()),
        "sheet": pa.array([place.sheet] * len(rows), pa.string()),
        "row_no": pa.array([int(row[0] or 0) for row in rows], pa.int64()),
    }
    identity = {
        column.name: part.select.target.columns[column.name]
        for column in dataset.input_columns
        if column.is_dropped and column.name in part.select.target.columns
    }
    positions = {heading: at for at, heading in enumerate(part.layout.headings, start=1)}
    if keys is not None:
        keyed = [
            keys.key({column: row[positions[heading]] for column, heading in identity.items()})
            for row in rows
        ]
        columns[PERSON_KEY] = pa.array([person.key for person in keyed], pa.binary())
        columns[PERSON_KEY_BY_NAME] = pa.array([p.key_by_name for p in keyed], pa.binary())
        columns[DOUBTFUL] = pa.array(
            [
                # A row of nothing but a name is a row: an empty list says so.
                list(person.doubtful) if any(row[positions[h]] for h in identity.values()) else None
                for person, row in zip(keyed, rows, strict=True)
            ],
            pa.list_(pa.string()),
        )
    texts = {
        part.select.target.columns.get(column.name)
        for column in dataset.input_columns
        if column.type == "string"
    }
    for heading, at in positions.items():
        cells = [row[at] for row in rows]
        if heading in texts:
            cells = [date_for_text(c) if isinstance(c, DateText) else c for c in cells]
        if heading in identity.values():
            # Of a name nothing is left; the word for a total is none.
            cells = [cell if cell and _is_total(cell) else None for cell in cells]
        columns[heading] = pa.array(cells, pa.string())
    return pa.table(columns)


def _is_total(cell: str) -> bool:
    return re.fullmatch(TOTAL, cell, re.DOTALL) is not None


def _of_reader(part: Part, error: str) -> str:
    """What DuckDB's reader said, as an answer to the sender."""
    if part.format.format == "parquet":
        return "файл Parquet повреждён или передан не целиком. Выгрузите его заново."
    line = next((text for text in error.splitlines() if text.startswith("CSV Error on Line")), "")
    where = f"строка {line.split(':')[-1].strip()}" if line else "файл"
    return (
        f"{where} не читается как строка таблицы: число ячеек не совпадает с числом "
        "заголовков, кавычки не закрыты, кодировка или концы строк меняются. Исправьте и "
        "отправьте снова."
    )
