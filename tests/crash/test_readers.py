"""Readers are never disturbed: four kinds of them ask on while fifty releases are published."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from reader import KINDS

from opora.home import Home
from opora.publication import publish

PUBLICATIONS = 50
#: Here a release lives for a tenth of a second: five would be gone while a reader waits its turn.
KEPT = 10
READER = Path(__file__).with_name("reader.py")


def release_number(home: Home, number: int) -> None:
    """A build in which both tables carry a number, and a release of it."""
    with duckdb.connect(home.build_file) as connection:
        for table, rows in (("one", 3_000), ("two", 5)):
            connection.execute(
                f"create or replace table marts.{table} as "
                f"select {number} as number, row from range({rows}) as rows (row)"
            )
    assert publish(home, keep=KEPT) is not None


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("home"))
    home.warehouse.mkdir()
    with duckdb.connect(home.build_file) as connection:
        connection.execute("create schema marts")
    release_number(home, 1)
    return home


@pytest.fixture(scope="module")
def seen(home: Home) -> dict[str, dict[str, Any]]:
    """What each kind of reader saw from the first release to the last."""
    stop = home.root / "stop"
    readers = {
        kind: subprocess.Popen(  # noqa: S603
            [sys.executable, READER, kind, home.published_file, stop],
            stdout=subprocess.PIPE,
            text=True,
        )
        for kind in KINDS
    }
    for reader in readers.values():
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    for number in range(2, PUBLICATIONS + 2):
        release_number(home, number)
    stop.touch()
    return {kind: json.loads(reader.communicate()[0]) for kind, reader in readers.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_no_reader_gets_an_error_or_a_mixture(seen: dict[str, dict[str, Any]], kind: str) -> None:
    assert seen[kind]["errors"] == []
    assert seen[kind]["mixed"] == []
    # as many as there are publications: it did read meanwhile
    assert seen[kind]["answers"] > PUBLICATIONS


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_connection_sees_the_newest_release(
    seen: dict[str, dict[str, Any]], kind: str
) -> None:
    assert seen[kind]["newest"] == PUBLICATIONS + 1


def test_an_open_connection_stays_with_its_release(seen: dict[str, dict[str, Any]]) -> None:
    assert seen["one_for_ever"]["numbers"] == [1]


@pytest.mark.parametrize("kind", ["anew_each_time", "attached"])
def test_whoever_asks_anew_walks_through_the_releases(
    seen: dict[str, dict[str, Any]], kind: str
) -> None:
    numbers = seen[kind]["numbers"]
    assert numbers == sorted(numbers)
    assert len(numbers) > PUBLICATIONS / 5


def test_a_pool_sees_the_releases_come(seen: dict[str, dict[str, Any]]) -> None:
    assert len(set(seen["pool"]["numbers"])) > PUBLICATIONS / 5


def test_no_more_releases_are_left_than_kept(home: Home, seen: dict[str, dict[str, Any]]) -> None:
    assert len(list(home.releases.iterdir())) == KEPT
    assert all(reader["answers"] for reader in seen.values())
