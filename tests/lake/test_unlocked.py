"""Whoever reads without the lock while files are packed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from test_compact import DATASET, small_packs, take_batch

from opora.home import Home
from opora.lake.compact import compact
from opora.lake.files import committed, read_table
from opora.lake.store import prepare_lake
from opora.lake.unlocked import asked_again


@pytest.mark.parametrize("reader", ["DuckDB", "pyarrow"])
def test_files_that_are_packed_between_looking_and_reading_are_read_from_the_pack(
    reader: str, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    prepare_lake(home, [DATASET])
    for _ in range(4):
        take_batch(home, 1)
    looked = 0

    @asked_again
    def count() -> int:
        nonlocal looked
        looked += 1
        folder = committed(home, home.accepted / DATASET.name)
        with small_packs():
            compact(home)
        if reader == "pyarrow":
            return sum(len(read_table(file.path)) for file in folder.files)
        row = duckdb.execute(f"SELECT count(*) FROM {folder.read()}").fetchone()
        return int(row[0]) if row else 0

    assert count() == 8
    assert looked == 2


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    looked = 0

    @asked_again
    def count() -> None:
        nonlocal looked
        looked += 1
        duckdb.execute(f"FROM read_parquet('{tmp_path}/nowhere/*.parquet')")

    with pytest.raises(duckdb.IOException):
        count()
    assert looked == 1
