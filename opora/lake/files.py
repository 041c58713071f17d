"""The Parquet files of the lake: which of a folder count, whatever is being written just now.

A file bears the number of its batch: `0000000007.parquet`, `0000000007-2.parquet`. A pack bears the
first and the last of the batches whose rows it holds: `0000000001~0000000031.parquet`; from the
moment at which it is there, every other file of the folder within these batches is spent. Whoever
holds the writers' lock finds no spent file and no rows of a batch that does not count
(`store.drop_uncommitted`), and may name a whole folder; whoever reads without the lock must not.

Belongs here: names and listings. Not here: making packs (`compact`), or what stands in the files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opora.home import Home
from opora.sql import literal

if TYPE_CHECKING:
    import pyarrow as pa

    from opora.home import LakePath

#: An empty file of the right columns, which belongs to no batch.
EMPTY = "_schema.parquet"
_SUFFIX = ".parquet"


@dataclass(frozen=True)
class LakeFile:
    """A Parquet file of the lake: where it lies, its bytes, when it was written (ns)."""

    path: LakePath
    size: int
    changed: int

    @property
    def name(self) -> str:
        """Its name in its folder."""
        return self.path.name

    @cached_property
    def batches(self) -> tuple[str, str]:
        """The first and the last batch whose rows it holds."""
        first, _, last = self.path.stem.partition("~")
        first = first.partition("-")[0]
        return first, last or first

    @property
    def is_pack(self) -> bool:
        """Whether it holds the rows of several files."""
        return "~" in self.name


@dataclass(frozen=True)
class Folder:
    """What one listing of a folder found, sorted by name: that is the order of intake."""

    path: LakePath
    found: Sequence[LakeFile]

    @cached_property
    def standing(self) -> list[LakeFile]:
        """The files without spent ones."""
        spent = {file.name for file in self.spent}
        return [file for file in self.found if file.name not in spent]

    @cached_property
    def files(self) -> list[LakeFile]:
        """The standing files of batches."""
        return [file for file in self.standing if file.name != EMPTY]

    @cached_property
    def spent(self) -> list[LakeFile]:
        """The files whose rows are in a pack."""
        # a wide pack comes before the packs that it holds
        packs = [file for file in self.found if file.is_pack]
        packs.sort(key=lambda pack: pack.batches[1], reverse=True)
        packs.sort(key=lambda pack: pack.batches[0])
        spent: list[LakeFile] = []
        standing: list[LakeFile] = []
        for pack in packs:
            if standing and pack.batches[1] <= standing[-1].batches[1]:
                spent.append(pack)
            else:
                standing.append(pack)
        starts = [pack.batches[0] for pack in standing]
        for file in self.found:
            if file.is_pack or file.name == EMPTY:
                continue
            place = bisect_right(starts, file.batches[0]) - 1
            if place >= 0 and file.batches[1] <= standing[place].batches[1]:
                spent.append(file)
        return spent

    def holding(self, batch: str) -> list[LakeFile]:
        """The files in which rows of a batch may be."""
        return [file for file in self.files if file.batches[0] <= batch <= file.batches[1]]

    def read(self, files: Iterable[LakeFile] | None = None, options: str = "") -> str:
        """SQL of the rows of its files (default all that count, and the columns of the empty one).

        `options`: further ones of DuckDB's `read_parquet`.
        """
        # without any file DuckDB says where it looked
        chosen = self.standing if files is None else files
        named = [str(file.path) for file in chosen] or [f"{self.path}/*{_SUFFIX}"]
        listed = ", ".join(map(literal, named))
        return f"read_parquet([{listed}], union_by_name = true{options})"


class Counting:
    """The batches that count, as one look at the ledger has them."""

    def __init__(self, ledger: Folder) -> None:
        """`ledger`: the listing of its folder."""
        ranges = sorted(file.batches for file in ledger.files)
        self._firsts = [first for first, _ in ranges]
        self._lasts = [last for _, last in ranges]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever delivered."""
        return not self._firsts

    def holds(self, file: LakeFile) -> bool:
        """Whether the rows of a file count."""
        last = file.batches[1]
        place = bisect_right(self._firsts, last) - 1
        return place >= 0 and last <= self._lasts[place]


def folder_of(path: LakePath) -> Folder:
    """List the Parquet files of one folder of the lake; empty where there is no such folder."""
    return Folder(path, sorted(_listed(path), key=lambda file: file.name))


def folders_below(path: LakePath) -> Iterator[Folder]:
    """List the folders below one of the lake, and itself where files lie in it."""
    if isinstance(path, Path):
        for each in sorted((path, *path.rglob("*"))):
            if each.is_dir() and (folder := folder_of(each)).found:
                yield folder
        return
    found: dict[str, list[LakeFile]] = {}
    for file in _remote(path, below=True):
        found.setdefault(str(file.path.parent), []).append(file)
    for files in found.values():
        yield Folder(files[0].path.parent, sorted(files, key=lambda file: file.name))


def committed(home: Home, path: LakePath, counting: Counting | None = None) -> Folder:
    """A folder with no rows but those that count, for whoever reads without the writers' lock.

    `counting`: an earlier look at the ledger, for several folders as one moment has them.
    """
    counting = counting or Counting(folder_of(home.ledger))
    folder = folder_of(path)
    if any(file.is_pack and not counting.holds(file) for file in folder.files):
        # packed since the ledger was listed, with a batch that it did not know
        counting = Counting(folder_of(home.ledger))
    return Folder(
        path, [file for file in folder.standing if file.name == EMPTY or counting.holds(file)]
    )


def remove(path: LakePath) -> None:
    """Remove a file of the lake."""
    if isinstance(path, Path):
        path.unlink()
    else:
        path.fs.remove(path.path)


def read_metadata(path: LakePath) -> Any:
    """What a file's footer says of it, as pyarrow has it."""
    import pyarrow.parquet as pq

    if isinstance(path, Path):
        return pq.read_metadata(path)
    with path.fs.open(path.path) as stream:
        return pq.read_metadata(stream)


def read_table(path: LakePath, columns: Sequence[str] | None = None) -> pa.Table:
    """A file as a table, whole in memory: for the ledger's files."""
    import pyarrow.parquet as pq

    if isinstance(path, Path):
        return pq.ParquetFile(path).read(columns=columns)
    with path.fs.open(path.path) as stream:
        return pq.ParquetFile(stream).read(columns=columns)


def _listed(path: LakePath) -> Iterator[LakeFile]:
    if not isinstance(path, Path):
        yield from _remote(path)
        return
    try:
        entries = list(path.iterdir())
    except FileNotFoundError:
        return
    for entry in entries:
        if _is_a_file_of_the_lake(entry.name):
            # removed since: a reader without the lock looks while another packs
            try:
                found = entry.stat()
            except FileNotFoundError:
                continue
            yield LakeFile(entry, found.st_size, found.st_mtime_ns)


def _remote(path: Any, *, below: bool = False) -> Iterator[LakeFile]:
    for entry in path.fs.entries(path.path, below=below):
        relative = entry.path.removeprefix(path.path.rstrip("/") + "/")
        if _is_a_file_of_the_lake(relative.rpartition("/")[2]):
            yield LakeFile(path / relative, entry.size, entry.changed)


def _is_a_file_of_the_lake(name: str) -> bool:
    return name.endswith(_SUFFIX) and not name.startswith(".")
