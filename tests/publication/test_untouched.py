"""Half-years that a build has left alone are not read again: only where that is certain.

The builds here are told by hand what the notes of a build say, and lie: a row of an early half-year
changes that no note speaks of. Whoever believes the notes does not see it.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from opora.home import Home
from opora.publication import publish
from opora.warehouse.growth import open_notes
from opora.warehouse.invocation import target_folder

LIE = "update marts.fct_cell set number = -1 where half_year = '2023-H2'"
NEW = "insert into marts.fct_cell values ('2025-H1', 1, 0.5)"
CELLS = ("model.opora.fct_cell", "2024-H1")
DIMENSION = ("model.opora.dim_school", "2024-H1")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.warehouse.mkdir(parents=True)
    build(home, [], "create schema marts", """
        create table marts.fct_cell as select half_year, 1 as number, 0.5::double as estimate
        from (values ('2023-H2'), ('2024-H1'), ('2024-H2'), (null)) h (half_year)
        """, "create table marts.dim_school as from marts.fct_cell")  # fmt: skip
    nodes = {
        f"model.opora.{name}": {
            "resource_type": "model",
            "schema": "marts",
            "alias": name,
            "config": {"meta": {"by_half_year": True} if name == "fct_cell" else {}},
            "columns": {"estimate": {"config": {"meta": {"is_fitted": True}}}},
        }
        for name in ("fct_cell", "dim_school")
    }
    target_folder(home).mkdir(parents=True)
    manifest = target_folder(home) / "manifest.json"
    manifest.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    assert publish(home) is not None
    return home


def build(
    home: Home, changed: list[tuple[str, str]], *statements: str, is_as_noted: bool = True
) -> None:
    """A build that notes what it says it has changed."""
    open_notes(home, is_as_noted=is_as_noted)
    with duckdb.connect(home.build_file) as connection:
        for row in changed:
            connection.execute("insert into growth.changed values (?, ?)", row)
        for statement in statements:
            connection.execute(statement)


def numbers(home: Home, table: str = "fct_cell") -> dict[str | None, int]:
    with duckdb.connect(home.published_file.resolve(), read_only=True) as connection:
        return dict(connection.execute(f"select half_year, number from marts.{table}").fetchall())


def test_what_was_left_alone_is_not_read(home: Home) -> None:
    build(home, [CELLS], LIE)
    assert publish(home) is None
    build(home, [("model.opora.fct_cell", "~")], LIE, NEW)
    assert publish(home) is None


def test_what_was_made_anew_is_read(home: Home) -> None:
    build(home, [CELLS], NEW, "update marts.fct_cell set number = 7 where half_year is null")
    first = publish(home)
    assert first is not None
    found = numbers(home)
    assert (found["2025-H1"], found[None], len(found)) == (1, 7, 5)
    # from build to build
    build(home, [("model.opora.fct_cell", "2025-H1")], "update marts.fct_cell set number = 8 "
          "where half_year = '2025-H1'")  # fmt: skip
    assert publish(home) is not None
    assert numbers(home)["2025-H1"] == 8
    # and the hash is that of a file of which nothing is known
    (home.warehouse / "published.json").unlink()
    assert publish(home) is None


@pytest.mark.parametrize(
    "changed",
    [
        [],
        [("model.opora.fct_cell", "")],
        [CELLS, ("model.opora.fct_cell", "2023-H2")],
        [DIMENSION],
        [("model.opora.other", "2024-H1")],
    ],
)
def test_what_no_note_speaks_of_is_read(home: Home, changed: list[tuple[str, str]]) -> None:
    build(home, changed, LIE)
    assert publish(home) is not None
    assert numbers(home)["2023-H2"] == -1


def test_a_table_that_is_not_made_by_half_years_is_read(home: Home) -> None:
    build(home, [DIMENSION], LIE.replace("fct_cell", "dim_school"))
    assert publish(home) is not None
    assert numbers(home, "dim_school")["2023-H2"] == -1


def test_a_build_that_began_with_another_file_is_read(home: Home) -> None:
    """What a build changed of which no release was made would be lost."""
    build(home, [], LIE)
    build(home, [CELLS])
    assert publish(home) is not None
    assert numbers(home)["2023-H2"] == -1


def test_a_build_that_did_not_know_what_it_began_with_is_read(home: Home) -> None:
    build(home, [CELLS], LIE, is_as_noted=False)
    assert publish(home) is not None


def test_other_columns_are_read(home: Home) -> None:
    build(home, [CELLS], LIE, "alter table marts.fct_cell add column more integer")
    assert publish(home) is not None
    assert numbers(home)["2023-H2"] == -1


def test_estimates_that_readers_do_not_have_yet_are_read(home: Home) -> None:
    """A publication that found them within the tolerance has published other last digits."""
    build(home, [], "update marts.fct_cell set estimate = estimate + 1e-9")
    assert publish(home) is None
    build(home, [CELLS], LIE)
    assert publish(home) is not None
    assert numbers(home)["2023-H2"] == -1


def test_without_a_note_everything_is_read(home: Home) -> None:
    build(home, [CELLS], LIE)
    (home.warehouse / "published.json").unlink()
    assert publish(home) is not None
