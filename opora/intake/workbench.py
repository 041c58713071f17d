"""The private DuckDB file in which a batch of deliveries lies while it is read and checked.

Belongs here: bringing raw tables in, typed rows out, and one view per dataset over all of them.
Not here: what is kept in the end (`opora.lake`). Names and document numbers never get here: people
are keyed while the text is still in Python's memory.

Small files become rows of the table `rows_<dataset>`; a large CSV or Parquet file is read by DuckDB
itself, in parallel with others, into a Parquet part of its own. The view `incoming_<dataset>` shows
both, without the total rows, which `totals_<dataset>` shows.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from opora.contracts import Dataset
from opora.home import Home
from opora.intake.persons import PersonKeys
from opora.intake.recognise import Layout
from opora.intake.refusal import Refusal
from opora.intake.sniff import FileFormat
from opora.intake.typed import (
    DOUBTFUL,
    PERSON_KEY,
    PERSON_KEY_BY_NAME,
    Place,
    TypedSelect,
    literal,
    name,
)

_Read = TypeVar("_Read")

MEMORY_LIMIT = "3GB"
_PARALLEL_READS = 2


@dataclass(frozen=True)
class Part:
    """A sheet on its way into a dataset."""

    path: Path
    format: FileFormat
    layout: Layout
    place: Place
    select: TypedSelect


class Workbench:
    """A DuckDB file for one batch, with the folder of its Parquet parts."""

    def __init__(self, folder: Path) -> None:
        """Open the work file in an empty `folder`."""
        self.folder = folder
        self.database = folder / "work.duckdb"
        self.connection = duckdb.connect(str(self.database))
        self.connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        self.connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")

    def take(self, dataset: Dataset, parts: Iterable[Part], keys: PersonKeys | None) -> list[str]:
        """Read parts into `incoming_<dataset>`; a Refusal of one part does not stop the others.

        Returns one text per part: empty, or why the part was refused.
        """
        parts = list(parts)
        self._create(dataset)
        answers: dict[int, str] = {}
        large = {index: part for index, part in enumerate(parts) if _is_large(part, dataset)}
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            futures = {
                index: pool.submit(self._read_large, dataset, part) for index, part in large.items()
            }
            for index, part in enumerate(parts):
                if index not in large:
                    answers[index] = _answer(part, partial(self._read, dataset, part, keys))
            for index, future in futures.items():
                answers[index] = _answer(parts[index], future.result)
        self._view(dataset)
        return [answers[index] for index in range(len(parts))]

    def forget(self, dataset: Dataset, delivery_id: int) -> None:
        """Remove all rows of a delivery: a refused file leaves nothing, not even a good sheet."""
        self.connection.execute(
            f"DELETE FROM rows_{dataset.name} WHERE delivery_id = {delivery_id}"
        )

    def part_files(self, dataset: Dataset) -> dict[int, Path]:
        """The Parquet parts of large files, by delivery."""
        files = sorted((self.folder / dataset.name).glob("*.parquet"))
        return {int(path.stem.split("-")[0]): path for path in files}

    # -- reading ------------------------------------------------------------------------------

    def _read(self, dataset: Dataset, part: Part, keys: PersonKeys | None) -> None:
        rows = _rows(part, self.connection)
        table = _table(part, rows, dataset, keys)
        self.connection.register("raw_part", table)
        sql = part.select.sql("raw_part", part.place)
        self.connection.execute(f"INSERT INTO rows_{dataset.name} BY NAME {sql}")
        self.connection.unregister("raw_part")

    def _read_large(self, dataset: Dataset, part: Part) -> None:
        folder = self.folder / dataset.name
        folder.mkdir(exist_ok=True)
        target = folder / f"{part.place.delivery_id}-{len(list(folder.iterdir()))}.parquet"
        with self.connection.cursor() as cursor:

            def copy(scan: str) -> None:
                sql = part.select.sql(f"({scan})", part.place)
                cursor.execute(
                    f"COPY ({sql}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
                )

            try:
                _scanned(part, copy)
            except duckdb.Error:
                target.unlink(missing_ok=True)
                raise

    def _create(self, dataset: Dataset) -> None:
        columns = ", ".join(
            f"{name(column.name)} {column.duckdb_type}" for column in dataset.stored_columns
        )
        self.connection.execute(
            f"CREATE TABLE rows_{dataset.name} ({columns}, unreadable MAP(VARCHAR, VARCHAR), "
            "is_total BOOLEAN, delivery_id BIGINT, delivered_half_year VARCHAR, sheet VARCHAR, "
            "row_no BIGINT)"
        )

    def _view(self, dataset: Dataset) -> None:
        parts = [str(path) for path in self.part_files(dataset).values()]
        rows = f"SELECT * FROM rows_{dataset.name}"
        if parts:
            files = ", ".join(map(literal, parts))
            rows += f" UNION ALL BY NAME SELECT * FROM read_parquet([{files}])"
        for view, condition in (("incoming", "NOT is_total"), ("totals", "is_total")):
            self.connection.execute(
                f"CREATE VIEW {view}_{dataset.name} AS SELECT * FROM ({rows}) WHERE {condition}"
            )


@contextmanager
def workbench(home: Home) -> Iterator[Workbench]:
    """A workbench that is gone when the batch is done, whatever happened; one at a time."""
    home.private.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left_by_a_killed_run in home.private.glob("work-*"):
        shutil.rmtree(left_by_a_killed_run, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=home.private))
    bench = Workbench(folder)
    try:
        yield bench
    finally:
        bench.connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _answer(part: Part, read: Callable[[], None]) -> str:
    """Read a part; why it was refused, if it was. Errors that are not the file's fault go on."""
    try:
        read()
    except Refusal as refusal:
        return str(refusal)
    except (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException) as error:
        return _of_reader(part, str(error))
    except duckdb.BinderException as error:
        if part.layout.mapping is None:
            raise
        return (
            f"описание «{part.layout.mapping}» не подходит к столбцам файла. Сообщите тому, кто "
            f"ведёт описание: {str(error).splitlines()[0]}"
        )
    return ""


def _is_large(part: Part, dataset: Dataset) -> bool:
    """Whether DuckDB reads the file itself; files with people are keyed in Python first."""
    return part.layout.sheet.is_head and dataset.person is None


def _scanned(part: Part, read: Callable[[str], _Read]) -> _Read:
    """What `read` makes of the raw table; read in one piece where cells go over several lines."""
    try:
        return read(_scan(part))
    except duckdb.InvalidInputException as error:
        if "quoted new lines" not in str(error):
            raise
        return read(_scan(part, parallel=False))


def _scan(part: Part, *, parallel: bool = True) -> str:
    """The raw table of a file that DuckDB reads itself.

    In a CSV `row_no` counts the rows: a blank line or a line break inside a cell is not counted.
    """
    path = literal(str(part.path))
    first = part.layout.header_row
    if part.format.format == "parquet":
        headings = ", ".join(f"{name(h)}::VARCHAR AS {name(h)}" for h in part.layout.headings)
        return (
            f"SELECT file_row_number + 1 AS row_no, {headings} "
            f"FROM read_parquet({path}, file_row_number = true)"
        )
    columns = ", ".join(f"{literal(h)}: 'VARCHAR'" for h in part.layout.headings)
    return (
        f"SELECT row_number() OVER () + {first} AS row_no, * FROM read_csv({path}, "
        f"auto_detect = false, columns = {{{columns}}}, delim = {literal(part.format.delimiter)}, "
        f"quote = '\"', escape = '\"', header = false, skip = {first}, null_padding = true, "
        f"parallel = {parallel})"
    )


def _rows(part: Part, connection: duckdb.DuckDBPyConnection) -> list[list[str | None]]:
    """The data rows of a part as text; each begins with its row number as text."""
    layout = part.layout
    width = len(layout.headings)
    if layout.sheet.is_head:
        found = _scanned(part, lambda scan: connection.execute(scan).fetchall())
        return [list(row) for row in found]
    rows = []
    for number, row in enumerate(layout.sheet.rows[layout.header_row :], layout.header_row + 1):
        if any(cell and cell.strip() for cell in row[width:]):
            raise Refusal(
                f"строка {number}: ячеек больше, чем заголовков ({width}). Проверьте "
                "разделители и кавычки в этой строке."
            )
        padded: list[str | None] = [str(number), *row[:width]]
        rows.append(padded + [None] * (width + 1 - len(padded)))
    return rows


def _table(
    part: Part, rows: list[list[str | None]], dataset: Dataset, keys: PersonKeys | None
) -> pa.Table:
    """The raw table of a small file; identity columns are replaced by keys."""
    columns: dict[str, pa.Array] = {
        "row_no": pa.array([int(row[0] or 0) for row in rows], pa.int64())
    }
    identity = {
        column.name: part.select.target.columns[column.name]
        for column in dataset.input_columns
        if column.is_dropped and column.name in part.select.target.columns
    }
    places = {heading: place for place, heading in enumerate(part.layout.headings, start=1)}
    if keys is not None:
        keyed = [
            keys.key({column: row[places[heading]] for column, heading in identity.items()})
            for row in rows
        ]
        columns[PERSON_KEY] = pa.array([person.key for person in keyed], pa.binary())
        columns[PERSON_KEY_BY_NAME] = pa.array([p.key_by_name for p in keyed], pa.binary())
        columns[DOUBTFUL] = pa.array(
            [list(person.doubtful) or None for person in keyed], pa.list_(pa.string())
        )
    kept = {h: place for h, place in places.items() if h not in set(identity.values())}
    for heading, place in kept.items():
        columns[heading] = pa.array([row[place] for row in rows], pa.string())
    return pa.table(columns)


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
