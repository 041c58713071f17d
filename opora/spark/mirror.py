"""The lake where Spark can read it: a folder as it is, a bucket as a copy beside Spark's tables.

Spark's own reader of object storage (hadoop-aws) is in no package of the registries that this
project installs from. A lake is small beside what Spark makes of it, and its files never change,
so each is copied once. Belongs here: copying. Not here: what Spark is told of it (`lake`).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from opora.durable import replacing
from opora.home import Home
from opora.spark.settings import Settings

_FOLDER = "lake_files"


def lake_on_disk(home: Home, settings: Settings) -> Path:
    """The folder in which Spark finds the lake's files, as they are now."""
    lake = home.lake
    if isinstance(lake, Path):
        return lake
    folder = settings.warehouse / _FOLDER
    root = str(lake).removeprefix("s3://").rstrip("/")
    wanted = {
        folder / entry.path.removeprefix(f"{root}/"): entry
        for entry in lake.fs.entries(root, below=True)
    }
    for path in [each for each in folder.rglob("*") if each.is_file()]:
        if path not in wanted:
            path.unlink()
    for path, entry in wanted.items():
        if _is_there(path, entry.size, entry.changed):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            replacing(path) as temporary,
            lake.fs.open(entry.path) as source,
            temporary.open("wb") as target,
        ):
            shutil.copyfileobj(source, target)
    return folder


def _is_there(path: Path, size: int, changed: int) -> bool:
    """Whether the copy is younger than what it is a copy of, and as long."""
    if not path.exists():
        return False
    found = path.stat()
    return found.st_size == size and found.st_mtime_ns >= changed
