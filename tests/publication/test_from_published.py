"""A release that starts from the one before: whatever changed, it is what a whole one would be."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from opora.home import Home
from opora.publication import publish, release, write
from opora.warehouse.invocation import target_folder

BUILD = """
create schema marts;
create schema open_marts;
create table marts.fct_cell as
    select half_year, school, school * 1.5::double as share, 'text ' || school as words
    from range(400) s (school),
        (values ('2023-H2'), ('2024-H1'), ('2024-H2'), (null)) h (half_year);
create table marts.traceability as
    select case when i % 2 = 0 then '2023-H2' else '2024-H1' end as first_half_year, i as chain
    from range(300) r (i);
create table marts.dim_school as
    select i as school_id, 'Школа ' || i as name_ru from range(20) r (i);
create table marts.empty (half_year varchar, number bigint);
create view marts.seen as select count(*) as n from marts.dim_school;
create table open_marts.dim_school as from marts.dim_school;
"""

CHANGES = [
    "update marts.fct_cell set words = 'other' where half_year = '2024-H1' and school = 3",
    "update marts.fct_cell set share = share + 1e-9 where half_year = '2024-H1'",
    "update marts.fct_cell set words = 'other' where half_year is null and school = 3",
    "insert into marts.fct_cell select '2025-H1', i, i, 'new' from range(500) r (i)",
    "delete from marts.fct_cell where half_year = '2023-H2'",
    "delete from marts.fct_cell where half_year is null",
    "delete from marts.fct_cell where school = 7",
    "update marts.fct_cell set half_year = '2024-H2' where school = 5",
    "update marts.fct_cell set half_year = case half_year when '2023-H2' then '2024-H1' "
    "when '2024-H1' then '2023-H2' else half_year end, school = -school "
    "where half_year in ('2023-H2', '2024-H1')",
    "insert into marts.fct_cell from marts.fct_cell where half_year = '2024-H2'",
    "update marts.traceability set chain = -1 where chain = 1",
    "insert into marts.traceability values (null, 1000)",
    "insert into marts.dim_school values (100, 'Новая')",
    "insert into marts.empty values ('2024-H1', 1), (null, 2)",
    "truncate marts.dim_school",
    "alter table marts.fct_cell add column more integer default 1",
    "alter table marts.fct_cell alter school type integer",
    "alter table marts.fct_cell rename half_year to period",
    "create or replace table marts.fct_cell as select words, school, half_year, share "
    "from marts.fct_cell",
    "drop table marts.traceability",
    "create table marts.another as select '2024-H1' as half_year, 1 as number",
    "create or replace table open_marts.dim_school as from marts.dim_school limit 3",
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A published home whose next release starts from the last one, however small it is."""
    monkeypatch.setattr(write, "_WORTH_KEEPING", 0)
    home = Home(tmp_path / "home")
    home.warehouse.mkdir(parents=True)
    change(home, BUILD)
    describe(home, "Ячейки")
    assert publish(home) is not None
    return home


def change(home: Home, *statements: str) -> None:
    with duckdb.connect(home.build_file) as connection:
        for statement in statements:
            connection.execute(statement)


def describe(home: Home, text: str | None) -> None:
    """What dbt's manifest says of the cells."""
    column = {"description": "School.", "config": {"meta": {}}}
    node = {
        "resource_type": "model",
        "schema": "marts",
        "alias": "fct_cell",
        "description": text or "",
        "columns": {"school": column if text else {}},
    }
    folder = target_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"nodes": {"model.opora.fct_cell": node}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def written_whole(home: Home, folder: Path) -> Home:
    """The same build published for the first time."""
    other = Home(folder)
    shutil.copytree(target_folder(home), target_folder(other))
    other.warehouse.mkdir(parents=True)
    shutil.copyfile(home.build_file, other.build_file)
    assert publish(other) is not None
    return other


def contents(home: Home) -> dict[str, Any]:
    """Everything that a reader can see, but which release it is."""
    with duckdb.connect(home.published_file.resolve(), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables() order by all"
        ).fetchall()
        columns = connection.execute(
            "select schema_name, table_name, column_index, column_name, data_type, comment "
            "from duckdb_columns() where schema_name like '%marts' order by all"
        ).fetchall()
        found: dict[str, Any] = {"tables": tables, "columns": columns}
        for schema, table, _ in tables:
            shown = "* exclude (release, released_at)" if table == "release" else "*"
            found[f"{schema}.{table}"] = connection.execute(
                f"select {shown} from {schema}.{table} order by all"
            ).fetchall()
        return found


@pytest.fixture
def only_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a whole release fails."""

    def refuse(*_: object) -> None:
        raise AssertionError("written whole")

    monkeypatch.setattr(release, "write_whole", refuse)


@pytest.mark.parametrize("statement", CHANGES)
def test_it_is_what_a_whole_one_would_be(home: Home, tmp_path: Path, statement: str) -> None:
    change(home, statement)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "write_whole", None)
        made = publish(home)
    assert made is not None or "1e-9" in statement
    assert publish(home) is None
    if made is not None:
        assert contents(home) == contents(written_whole(home, tmp_path / "other"))


def test_many_changes_one_after_the_other(home: Home, tmp_path: Path, only_changes: None) -> None:
    chance = random.Random(8)  # noqa: S311
    repeatable = [each for each in CHANGES if each.startswith(("update", "insert", "delete"))]
    for statement in chance.choices(repeatable, k=8):
        change(home, statement)
        publish(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.undo()
        patch.setattr(release, "write_whole", write.write_whole)
        assert contents(home) == contents(written_whole(home, tmp_path / "other"))


def test_estimates_within_the_tolerance_wait_for_the_next_release(
    home: Home, tmp_path: Path, only_changes: None
) -> None:
    change(home, "update marts.fct_cell set share = share + 1e-9 where half_year = '2024-H1'")
    assert publish(home) is None
    change(home, "insert into marts.dim_school values (100, 'Новая')")
    assert publish(home) is not None
    with duckdb.connect(home.published_file.resolve(), read_only=True) as connection:
        found = connection.execute(
            "select share from marts.fct_cell where half_year = '2024-H1' and school = 1"
        ).fetchall()
    assert found == [(1.5 + 1e-9,)]


@pytest.mark.parametrize("text", ["Другие слова", None])
def test_other_words_are_other_comments(
    home: Home, tmp_path: Path, only_changes: None, text: str | None
) -> None:
    describe(home, text)
    # words come with a build
    change(home, "create schema staging")
    assert publish(home) is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "write_whole", write.write_whole)
        assert contents(home) == contents(written_whole(home, tmp_path / "other"))


def test_readers_keep_the_release_before(home: Home, only_changes: None) -> None:
    before = home.published_file.resolve()
    content = before.read_bytes()
    with duckdb.connect(before, read_only=True) as reader:
        change(home, "delete from marts.fct_cell where half_year = '2023-H2'")
        assert publish(home) is not None
        assert reader.execute("select count(*) from marts.fct_cell").fetchall() == [(1600,)]
    assert before.read_bytes() == content


def test_the_file_does_not_grow_from_release_to_release(home: Home, only_changes: None) -> None:
    change(
        home,
        "insert into marts.fct_cell select '2025-H1', i, hash(i), md5(i::varchar) "
        "from range(130000) r (i)",
        "insert into marts.fct_cell select '2025-H2', i, hash(i), md5(i::varchar) "
        "from range(200000) r (i)",
    )
    sizes = []
    for number in range(5):
        change(
            home,
            "delete from marts.fct_cell where half_year = '2025-H1'",
            f"insert into marts.fct_cell select '2025-H1', i, hash(i, {number}), "
            f"md5((i + {number})::varchar) from range(130000) r (i)",
        )
        made = publish(home)
        assert made is not None
        sizes.append(made.path.stat().st_size)
    assert sizes[-1] <= 2.2 * sizes[0]
    assert sizes[-1] == sizes[-2] == sizes[-3]


def test_a_file_that_is_half_empty_is_written_whole(home: Home) -> None:
    for name, rows in (("a_large", 400_000), ("z_small", 100_000)):
        change(
            home,
            f"create table marts.{name} as select '2024-H1' as half_year, md5(i::varchar) as text "
            f"from range({rows}) r (i)",
        )
    (home.warehouse / "published.json").unlink()
    whole = publish(home)
    change(home, "drop table marts.a_large")
    emptied = publish(home)
    change(home, "insert into marts.dim_school values (100, 'Новая')")
    small = publish(home)
    assert whole and emptied and small
    sizes = [each.path.stat().st_size for each in (whole, emptied, small)]
    # only the end of a file can be cut off
    assert sizes[0] == sizes[1] > 2 * sizes[2]


def test_a_damaged_release_is_not_built_upon(home: Home) -> None:
    """Its size and time are as they were: whoever damaged it was the disk."""
    path = home.published_file.resolve()
    stat, content = path.stat(), path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content[:8192] + bytes(len(content) - 8192))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    change(home, "insert into marts.dim_school values (100, 'Новая')")
    assert publish(home) is not None
    assert len(contents(home)["marts.dim_school"]) == 21
    assert {each.name for each in home.releases.iterdir()} >= {home.published_file.resolve().name}
    assert not list(home.releases.glob(".unfinished-*"))


def test_without_a_note_it_is_written_whole(home: Home, only_changes: None) -> None:
    (home.warehouse / "published.json").write_text("{", encoding="utf-8")
    change(home, "insert into marts.dim_school values (100, 'Новая')")
    with pytest.raises(AssertionError, match="written whole"):
        publish(home)


def test_little_is_written_whole(
    home: Home, monkeypatch: pytest.MonkeyPatch, only_changes: None
) -> None:
    monkeypatch.setattr(write, "_WORTH_KEEPING", 1_000_000)
    change(home, "insert into marts.dim_school values (100, 'Новая')")
    with pytest.raises(AssertionError, match="written whole"):
        publish(home)
