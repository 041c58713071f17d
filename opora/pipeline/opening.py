"""What is done to a single file: it is opened, recognised, and its rows are laid aside.

Belongs here: these steps, in whatever process they run, and what they have to know. Not here: the
order of files and copies among them (`open_deliveries`), or several processes (`opening_pool`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import duckdb
from filelock import FileLock

from opora.contracts import Dataset
from opora.home import Home
from opora.intake.adapted import Foreign
from opora.intake.adapters import Known
from opora.intake.answered import answered
from opora.intake.aside import Aside, Shelf
from opora.intake.layout import Layout
from opora.intake.mapping import LayoutMapping, Target, load_mappings
from opora.intake.persons import PersonKeys, load_salt
from opora.intake.raw import RawRow, Source, in_pieces
from opora.intake.raw_table import raw_schema, raw_table
from opora.intake.recognise import recognise
from opora.intake.refusal import Refusal
from opora.intake.sheets import read_sheets
from opora.intake.sniff import sniff
from opora.intake.typed import Place
from opora.intake.workbench import is_large
from opora.pipeline.open_deliveries import Delivery

_CLOSED = (
    "файл не открывается: на него нет прав или диск не читается. Проверьте права и положите файл "
    "снова."
)
#: Of what DuckDB reads of a large file with people, before they are keyed; it never spills them.
_MEMORY_LIMIT = "1GB"


@dataclass(frozen=True)
class Means:
    """What one has to know to open a file; it can be sent to another process, no secret is in it.

    `folder`: where rows are laid aside; None: they stay in the sheets.
    """

    home: Home
    datasets: Mapping[str, Dataset]
    mappings: Sequence[LayoutMapping]
    known: Known
    folder: Path | None = None

    @classmethod
    def of(cls, home: Home, datasets: Mapping[str, Dataset], folder: Path | None = None) -> Means:
        """What is known in an installation."""
        return cls(home, datasets, load_mappings(home, datasets), Known.of(home), folder)


class Opener:
    """Opens files one by one, each when it is asked for."""

    ahead = 1

    def __init__(self, means: Means) -> None:
        """Nothing is opened before `open`."""
        self._means = means
        self._keys: dict[str, PersonKeys] = {}

    def begin(self, delivery: Delivery) -> Callable[[], Delivery]:
        """Nothing is done before it is asked for."""
        return partial(self.open, delivery)

    def open(self, delivery: Delivery) -> Delivery:
        """A file with what it holds, or why it is refused."""
        opened = self._recognised(delivery)
        if self._means.folder is None:
            return opened
        layouts = (self._laid_aside(opened, layout) for layout in opened.layouts)
        return replace(opened, layouts=tuple(layouts))

    def _recognised(self, delivery: Delivery) -> Delivery:
        file, means = delivery.file, self._means
        if file.problem is not None:
            return replace(delivery, refusal=file.problem)
        try:
            file_format = sniff(file.path)
            delivery = replace(delivery, format=file_format)
            sheets = read_sheets(file.path, file_format)
            foreign = Foreign(means.known, lambda: read_sheets(file.path, file_format, whole=True))
            layouts = recognise(sheets, file.dataset, means.datasets, means.mappings, foreign)
        except Refusal as refusal:
            at = (refusal.sheet, refusal.row_no) if refusal.row_no is not None else None
            return replace(delivery, refusal=str(refusal), refused_at=at)
        except OSError:
            return replace(delivery, refusal=_CLOSED)
        return replace(delivery, layouts=tuple(layouts))

    # -- rows ---------------------------------------------------------------------------------

    def _laid_aside(self, delivery: Delivery, layout: Layout) -> Layout:
        """The layout without its rows, except what DuckDB has to know of a file it reads itself."""
        file, sheet = delivery.file, layout.sheet
        assert delivery.format is not None  # noqa: S101 - what has layouts was opened
        place = Place(delivery.delivery_id, file.half_year, sheet.name)
        source = Source(file.path, delivery.format, layout, place)
        fed = [(target, self._means.datasets[target.dataset]) for target in layout.targets]
        aside = {
            dataset.name: self._lay(source, target, dataset)
            for target, dataset in fed
            if not is_large(layout, dataset)
        }
        head = sheet.rows[: layout.header_row] if sheet.is_head else []
        kept = replace(sheet, rows=head, numbers=None, merged={})
        return replace(layout, sheet=kept, stands={}, elsewhere={}, aside=aside)

    def _lay(self, source: Source, target: Target, dataset: Dataset) -> Aside:
        schema = raw_schema(source, target, dataset)
        keys = self._keys_of(dataset)

        def lay(pieces: Iterator[list[RawRow]]) -> Aside:
            tables = (raw_table(source, target, dataset, rows, keys) for rows in pieces)
            return self._shelf.lay(schema, tables)

        answers: dict[int, str] = {}
        with answered(source, answers, 0):
            return in_pieces(source, self._connection, lay)
        return Aside(refusal=answers[0])

    @cached_property
    def _shelf(self) -> Shelf:
        assert self._means.folder is not None  # noqa: S101 - else nothing is laid aside
        return Shelf(self._means.folder)

    def _connection(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(config={"memory_limit": _MEMORY_LIMIT, "temp_directory": ""})

    def _keys_of(self, dataset: Dataset) -> PersonKeys | None:
        if dataset.person is None:
            return None
        if dataset.name not in self._keys:
            self._keys[dataset.name] = PersonKeys(self._salt, dataset.person.keyed_from)
        return self._keys[dataset.name]

    @cached_property
    def _salt(self) -> bytes:
        """As the installation keeps it; of several processes one may have to make it."""
        folder = self._means.folder
        assert folder is not None  # noqa: S101 - else nobody is keyed
        with FileLock(folder / "salt.lock"):
            return load_salt(self._means.home)
