"""Raw tables of small files on the disk, from the opening of a file until its rows are typed.

A batch may be 400,000 files, opened in several processes: what waits for the others lies here, not
in memory. Belongs here: laying tables aside, one behind the other in one file per process, and
finding them again. People are keyed by then (`raw_table`). Not here: what the tables hold, or when
they are typed (`workbench`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa


@dataclass(frozen=True)
class Aside:
    """Where the raw table of a sheet lies, or why there is none.

    `at`: the place of its first byte in the file; `refusal`: in words for the sender.
    """

    path: Path | None = None
    at: int = 0
    refusal: str = ""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, a piece at a time."""
        with pa.OSFile(str(self.path), "rb") as file:
            file.seek(self.at)
            yield from pa.ipc.open_stream(file)


class Shelf:
    """One process's file of raw tables in a folder, which is for its owner only."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made before the first table."""
        self._path = folder / f"{os.getpid()}.arrows"

    def lay(self, schema: pa.Schema, tables: Iterable[pa.Table]) -> Aside:
        """Lay aside a table that comes in pieces; if they break off, nothing is left of it."""
        with self._path.open("ab") as file:
            at = file.tell()
            try:
                options = pa.ipc.IpcWriteOptions(compression="lz4")
                with pa.ipc.new_stream(file, schema, options=options) as stream:
                    for table in tables:
                        stream.write_table(table)
            except BaseException:
                file.truncate(at)
                raise
        return Aside(self._path, at)
