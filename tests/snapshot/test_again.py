"""Half-years that did not change: neither hashed again nor read into the warehouse again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from build_file import HALF_YEAR, School, World, write_build

from opora.bench.snapshots import make_source_tables
from opora.home import Home
from opora.snapshot import load as loading
from opora.snapshot import revise as revising
from opora.snapshot.approve import approve
from opora.snapshot.revise import revise
from opora.snapshot.revisions import Revision

Know = Callable[..., list[Revision]]
EARLIER = replace(World(), half_year="2023-H2")
CODE = {"version": "0.1.0", "sha256": "c0de"}
OTHER = World(schools=(School("sch990001", result=(21, 4)),))


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The half-years whose content is hashed, as they come."""
    seen: list[str] = []
    read_content = revising.read_content

    def spy(connection: duckdb.DuckDBPyConnection, half_year: str) -> dict[str, str]:
        seen.append(half_year)
        return read_content(connection, half_year)

    monkeypatch.setattr(revising, "read_content", spy)
    return seen


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The revisions that are read into the warehouse, as they come."""
    seen: list[str] = []
    insert_values = loading._insert_values

    def spy(connection: duckdb.DuckDBPyConnection, standing: Any) -> None:
        seen.append(standing.revision.name)
        insert_values(connection, standing)

    monkeypatch.setattr(loading, "_insert_values", spy)
    return seen


@pytest.fixture
def warehouse(home: Home, know: Know) -> Iterator[Home]:
    """Two half-years, with the tables that the snapshots are read into."""
    know(EARLIER, World())
    with duckdb.connect(home.build_file) as connection:
        make_source_tables(connection)
    yield home


def load(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the tables of the source."""
    with duckdb.connect(home.build_file) as connection:
        loading.load(home, connection)
        return {
            table: connection.execute(f"from snapshot.{table} order by all").fetchall()
            for table in (*loading._OF_REVISION, *loading._OF_APPROVAL, "indicator_values")
        }


def load_anew(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    """The same from nothing."""
    with duckdb.connect(home.build_file) as connection:
        make_source_tables(connection)
        connection.execute("drop table if exists snapshot.loaded")
    return load(home)


def test_only_what_changed_is_hashed(home: Home, know: Know, hashed: list[str]) -> None:
    know(EARLIER, World())
    assert hashed == ["2023-H2", HALF_YEAR]
    know(EARLIER, World())
    assert hashed == ["2023-H2", HALF_YEAR]
    (made,) = know(EARLIER, OTHER)
    assert (made.name, hashed[2:]) == (f"{HALF_YEAR} r02", [HALF_YEAR])
    # back to what it was: a revision of its own
    (made,) = know(EARLIER, World())
    assert (made.name, hashed[3:]) == (f"{HALF_YEAR} r03", [HALF_YEAR])


def test_words_are_not_looked_at_and_other_code_is(
    home: Home, know: Know, hashed: list[str]
) -> None:
    know(World())
    assert know(World(schools=[replace(each, reason="!") for each in World().schools])) == []
    assert hashed == [HALF_YEAR]
    assert know(World(), code=CODE | {"sha256": "beef"}) == []
    assert hashed == [HALF_YEAR] * 2


def test_a_lost_revision_is_made_though_the_content_is_known(home: Home, know: Know) -> None:
    (first,) = know(World())
    first.folder.rename(home.root / "away")
    (again,) = know(World())
    assert (again.number, again.content_hash) == (1, first.content_hash)


def test_only_what_is_new_is_read_in(warehouse: Home, read: list[str]) -> None:
    load(warehouse)
    assert read == ["2023-H2 r01", f"{HALF_YEAR} r01"]
    load(warehouse)
    assert len(read) == 2
    write_build(warehouse, EARLIER, OTHER)
    with duckdb.connect(warehouse.build_file) as connection:
        revise(warehouse, connection, {}, CODE)
    kept = load(warehouse)
    assert read[2:] == [f"{HALF_YEAR} r02"]
    assert kept == load_anew(warehouse)


def test_an_approval_and_what_it_flags_are_read_in(warehouse: Home, read: list[str]) -> None:
    load(warehouse)
    approve(warehouse, HALF_YEAR, "начальник")
    kept = load(warehouse)
    assert read[2:] == [f"{HALF_YEAR} r01"]
    assert {row[0] for row in kept["open_values"]} == {HALF_YEAR}
    write_build(warehouse, EARLIER, OTHER)
    with duckdb.connect(warehouse.build_file) as connection:
        revise(warehouse, connection, {}, CODE)
    assert load(warehouse) == load_anew(warehouse)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from snapshot.indicator_values where half_year = '2023-H2'",
        "create or replace table snapshot.deliveries as from snapshot.deliveries limit 0",
        "insert into snapshot.assessment_cells from snapshot.assessment_cells",
        "insert into snapshot.indicator_values (half_year, revision) values ('2019-H2', 1)",
    ],
)
def test_rows_that_are_missing_or_too_many_are_put_right(warehouse: Home, statement: str) -> None:
    expected = load(warehouse)
    with duckdb.connect(warehouse.build_file) as connection:
        connection.execute(statement)
    assert load(warehouse) == expected
