"""Spark sees a lake in a bucket as it lies there, also after it has grown."""

from __future__ import annotations

from pathlib import Path

import pytest
from deliveries import SCHOOLS, SUPPORT, Lake, event

from opora.home import Home
from opora.spark.mirror import lake_on_disk
from opora.spark.settings import Settings

pytestmark = pytest.mark.slow


def test_the_copy_is_what_lies_in_the_bucket(lake: Lake) -> None:
    settings = Settings.from_environment(lake.home)
    lake.land("2024-H1/schools/schools.csv", SCHOOLS)
    lake.take()
    folder = lake_on_disk(lake.home, settings)
    assert folder.is_relative_to(settings.warehouse)
    assert contents(folder) == in_the_bucket(lake)

    lake.land("2024-H1/methodical_support/events.csv", SUPPORT + event("М-1"))
    lake.take()
    (folder / "accepted" / "schools" / "9999999999.parquet").write_bytes(b"not in the bucket")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*0000000001.parquet")}
    lake_on_disk(lake.home, settings)
    assert contents(folder) == in_the_bucket(lake)
    assert before
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_lake_on_a_disk_is_read_where_it_lies(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert lake_on_disk(home, Settings.from_environment(home)) == tmp_path / "lake"


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def in_the_bucket(lake: Lake) -> dict[str, bytes]:
    root = lake.home.lake
    found = {}
    for entry in root.fs.entries(str(root), below=True):
        with root.fs.open(entry.path) as stream:
            found[entry.path.split("/opora/", 1)[1]] = stream.read()
    return found
