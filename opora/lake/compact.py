"""Few large files instead of many small ones: packs, made by whoever has just taken a batch.

Every batch leaves a file per dataset, and every reader opens each of them. So the small files of
many batches become one pack (`files` says what that is to readers): the same rows in the same
order. A pack counts from the moment at which it has its name, then its files are removed; killed
before, a run leaves all of them, killed between, the next writer removes the rest.

A file is written again only when it grows by at least a quarter, so that all packing together
writes each byte about five times, however many batches there are. Belongs here: when packing pays,
and doing it. Not here: what a pack of the ledger remembers (`ledger_packs`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import duckdb

from opora.durable import replacing
from opora.home import Home
from opora.lake.files import Folder, LakeFile, folder_of, folders_below, remove
from opora.lake.ledger_packs import write_ledger_pack
from opora.lake.store import write_rows
from opora.objects.readers import connect

#: So many batches in a row are worth a pack.
MANY = 16
#: So many are one whatever their sizes: opening a file costs more than reading it.
_TOO_MANY = 8 * MANY
#: Bytes of a file that is left as it is.
LARGE = 128 * 2**20
#: Of so many batches at most a pack is made at once.
_AT_ONCE = 1_000

#: The files of one batch, or a pack.
Unit = tuple[LakeFile, ...]
Progress = Callable[[str, int, int], None]


def compact(home: Home, progress: Progress = lambda step, done, total: None) -> int:
    """Pack what pays to be packed; how many packs were made.

    The caller holds the writers' lock, and nothing is written to the lake that does not count.
    """
    areas = (home.accepted, home.quarantine, home.findings)
    folders = [folder for area in areas for folder in folders_below(area)]
    folders.append(folder_of(home.ledger))
    made = 0
    with connect(home) as connection:
        for number, folder in enumerate(folders):
            left = folder
            while runs := packable(left.files):
                progress("packing", number, len(folders))
                for run in runs:
                    _pack(home, connection, left, run)
                made += len(runs)
                left = folder_of(folder.path)
    return made


def packable(files: Sequence[LakeFile]) -> list[list[LakeFile]]:
    """The runs of files that are worth a pack each; `files` count, and are in their order."""
    units = [tuple(unit) for _, unit in groupby(files, key=lambda file: file.batches)]
    runs = groupby(units, key=lambda unit: _size(unit) < LARGE)
    chosen = [run for is_small, of in runs if is_small for run in _worth_it(list(of))]
    return [[file for unit in run for file in unit] for run in chosen]


def _worth_it(units: list[Unit]) -> Iterator[list[Unit]]:
    """Runs among units in a row of which none is large."""
    if len(units) < MANY:
        return
    sizes = [_size(unit) for unit in units]
    largest = max(sizes)
    if len(units) >= _TOO_MANY or 4 * (sum(sizes) - largest) >= largest:
        yield from _cut(units)
        return
    place = sizes.index(largest)
    yield from _worth_it(units[:place])
    yield from _worth_it(units[place + 1 :])


def _cut(units: list[Unit]) -> Iterator[list[Unit]]:
    """Parts of a run, each for a pack that is not larger than need be."""
    part: list[Unit] = []
    size = 0
    for unit in units:
        part.append(unit)
        size += _size(unit)
        if size >= LARGE or len(part) == _AT_ONCE:
            yield part
            part, size = [], 0
    if len(part) > 1:
        yield part


def _pack(
    home: Home, connection: duckdb.DuckDBPyConnection, folder: Folder, files: list[LakeFile]
) -> None:
    target = folder.path / f"{files[0].batches[0]}~{files[-1].batches[1]}.parquet"
    if folder.path == home.ledger:
        write_ledger_pack(files, target)
    else:
        with replacing(target) as temporary:
            write_rows(connection, f"SELECT * FROM {folder.read(files)}", temporary)
    for file in files:
        if file.path != target:
            remove(file.path)


def _size(unit: Unit) -> int:
    return sum(file.size for file in unit)
