"""Releases: what is in them, who sees them when, and what a killed run leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import venv
from pathlib import Path

import duckdb
import pytest

from opora.home import Home
from opora.publication import PublicationError, publish, release
from opora.warehouse.invocation import target_folder

SCHOOLS = """
create or replace table marts.dim_school as
select *
from (values (1, 'Школа № 1', 0.1::double), (2, 'Школа № 2', null)) s (school_id, name_ru, share)
"""
VALUES = """
create or replace table marts.indicator_values as
select * from (values ('2024-H2', 1), ('2024-H1', 2)) v (half_year, numerator)
"""
#: Tables: 2 marts, the dictionary, the release; columns: 3 + 2, 9, 7.
IN_DICTIONARY = 4 + 21


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "дом с пробелом и '")
    home.warehouse.mkdir(parents=True)
    change(home, "create schema marts", "create schema staging", SCHOOLS, VALUES)
    change(home, "create table staging.secret as select 1 as a")
    return home


def change(home: Home, *statements: str) -> None:
    with duckdb.connect(home.build_file) as connection:
        for statement in statements:
            connection.execute(statement)


def publish_number(home: Home, number: int) -> Path:
    change(home, f"create or replace table marts.counter as select {number} as number")
    published = publish(home)
    assert published is not None
    return published.path


def read_number(path: Path) -> int:
    with duckdb.connect(path, read_only=True) as connection:
        return int(connection.execute("select number from marts.counter").fetchall()[0][0])


def read_in_another_process(path: Path, client: str = sys.executable) -> str:
    code = textwrap.dedent("""
        import sys, duckdb
        connection = duckdb.connect(sys.argv[1], read_only=True)
        print(connection.execute("select name_ru, share from marts.dim_school").fetchall())
        print(connection.execute("select * from marts.release").fetchall()[0][2])
        print(connection.execute(
            "select comment from duckdb_tables() where table_name = 'release'").fetchall()[0][0])
    """)
    run = subprocess.run(  # noqa: S603
        [client, "-X", "utf8", "-c", code, str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_release_holds_the_marts_and_says_what_it_is(home: Home) -> None:
    published = publish(home)
    assert published is not None
    assert published.path.name.startswith("opora-20")
    assert published.path.name.endswith(f"Z-{published.content_hash[:8]}.duckdb")
    assert home.published_file.resolve() == published.path.resolve()
    assert home.published_file.readlink() == Path("releases") / published.path.name
    with duckdb.connect(home.published_file, read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        (row,) = connection.execute("select * exclude (version) from marts.release").fetchall()
    assert [name for (name,) in tables] == [
        "marts.data_dictionary",
        "marts.dim_school",
        "marts.indicator_values",
        "marts.release",
    ]
    assert row == (
        published.name,
        published.released_at.replace(tzinfo=None),
        published.content_hash,
        "2024-H1, 2024-H2",
        3,
        4 + IN_DICTIONARY,
    )
    assert [path.name for path in home.releases.iterdir()] == [published.path.name]


def test_a_view_is_published_as_a_table(home: Home) -> None:
    change(home, "create view marts.seen as select count(*) as n from staging.secret")
    publish(home)
    with duckdb.connect(home.published_file, read_only=True) as connection:
        assert connection.execute("select n from marts.seen").fetchall() == [(1,)]


def test_comments_are_russian_where_they_are_written(home: Home) -> None:
    node = {
        "resource_type": "model",
        "schema": "marts",
        "alias": "dim_school",
        "description": "Schools.",
        "config": {"meta": {"description_ru": "Школы «нашего» района: it's"}},
        "columns": {
            "school_id": {"description": "Key.", "config": {"meta": {"description_ru": "Ключ"}}},
            "name_ru": {"description": "Name.", "config": {"meta": {}}},
            "gone": {"description": "Not a column of the table any more."},
        },
    }
    target_folder(home).mkdir(parents=True)
    manifest = target_folder(home) / "manifest.json"
    manifest.write_text(json.dumps({"nodes": {"model.opora.dim_school": node}}), encoding="utf-8")
    publish(home)
    with duckdb.connect(home.published_file, read_only=True) as connection:
        assert connection.execute(
            "select comment from duckdb_tables() where table_name = 'dim_school'"
        ).fetchall() == [("Школы «нашего» района: it's",)]
        assert connection.execute(
            "select column_name, comment from duckdb_columns() where table_name = 'dim_school'"
        ).fetchall() == [("school_id", "Ключ"), ("name_ru", "Name."), ("share", None)]


def test_nothing_new_is_no_release(home: Home) -> None:
    first = publish(home)
    assert publish(home) is None
    change(
        home, "create or replace table marts.dim_school as from marts.dim_school order by 1 desc"
    )
    assert publish(home) is None
    change(home, "update marts.dim_school set share = share + 1e-9 where share is not null")
    assert publish(home) is None
    assert first is not None
    assert [path.name for path in home.releases.iterdir()] == [first.path.name]


@pytest.mark.parametrize(
    "statement",
    [
        "update marts.dim_school set share = 0.10001 where school_id = 1",
        "update marts.dim_school set name_ru = '' where share is null",
        "update marts.dim_school set share = 0 where share is null",
        "insert into marts.dim_school from marts.dim_school",
        "delete from marts.dim_school where school_id = 1",
        "delete from marts.dim_school",
        "alter table marts.dim_school rename share to part",
        "alter table marts.dim_school alter school_id type bigint",
        "create table marts.empty (a integer)",
    ],
)
def test_any_change_is_a_release(home: Home, statement: str) -> None:
    first = publish(home)
    change(home, statement)
    second = publish(home)
    assert first is not None
    assert second is not None
    assert first.content_hash != second.content_hash


def test_values_that_move_between_columns_are_a_change(home: Home) -> None:
    change(home, "create table marts.words as select 'ab' as a, 'c' as b")
    publish(home)
    change(home, "update marts.words set a = 'a', b = 'bc'")
    assert publish(home) is not None


def test_an_old_reader_keeps_its_release_and_new_ones_see_the_new(home: Home) -> None:
    publish_number(home, 1)
    with duckdb.connect(home.published_file.resolve(), read_only=True) as by_release:
        with duckdb.connect(home.published_file, read_only=True) as old:
            for number in range(2, 9):
                publish_number(home, number)
            assert read_number(home.published_file) == 8
            assert "Школа № 1" in read_in_another_process(home.published_file)
            assert old.execute("select number from marts.counter").fetchall() == [(1,)]
        assert by_release.execute("select number from marts.counter").fetchall() == [(1,)]


def test_an_open_reader_does_not_hide_that_nothing_is_new(home: Home) -> None:
    publish_number(home, 1)
    for path in (home.published_file, home.published_file.resolve()):
        with duckdb.connect(path, read_only=True):
            assert publish(home) is None


def test_another_process_may_read_while_a_release_is_made(home: Home) -> None:
    publish_number(home, 1)
    code = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1], read_only=True); print(1, flush=True)"
    )
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code + "; sys.stdin.read()", str(home.published_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"1\n"
        assert publish(home) is None
        publish_number(home, 2)
        reader.communicate()


def test_five_are_kept(home: Home) -> None:
    paths = [publish_number(home, number) for number in range(8)]
    kept = set(home.releases.iterdir())
    assert len(kept) == 5
    assert paths[-1] in kept


def test_of_releases_of_one_second_the_first_goes_first(home: Home) -> None:
    """Their names are ordered by their hash: a reader may be about to open the last but one."""
    home.releases.mkdir()
    last_but_one = home.releases / "opora-20240101T000000Z-00000000.duckdb"
    first = home.releases / "opora-20240101T000000Z-ffffffff.duckdb"
    for second, path in enumerate((first, last_but_one)):
        path.touch()
        os.utime(path, (second, second))
    change(home, "create table marts.counter as select 1 as number")
    published = publish(home, keep=2)
    assert published is not None
    assert set(home.releases.iterdir()) == {published.path, last_but_one}


def test_a_clock_put_back_does_not_lose_the_current_release(home: Home) -> None:
    future = [home.releases / f"opora-2999010{day}T000000Z-00000000.duckdb" for day in range(1, 7)]
    home.releases.mkdir()
    for path in future:
        path.touch()
    path = publish_number(home, 1)
    assert read_number(home.published_file) == 1
    assert set(home.releases.iterdir()) == {path, *future[2:]}


def test_a_killed_run_leaves_nothing_that_stays(home: Home) -> None:
    first = publish_number(home, 1)
    change(home, "update marts.counter set number = 2")
    code = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from opora.home import Home
        from opora.publication import publish, release
        release.put_in_place = lambda made, path: os.kill(os.getpid(), signal.SIGKILL)
        publish(Home(Path(sys.argv[1])))
    """)
    run = subprocess.run([sys.executable, "-c", code, str(home.root)])  # noqa: S603
    assert run.returncode != 0
    (leftover,) = set(home.releases.iterdir()) - {first}
    assert leftover.name.startswith(".unfinished-")
    leftover.with_name(leftover.name + ".wal").write_bytes(b"")
    assert read_number(home.published_file) == 1
    second = publish(home)
    assert second is not None
    assert set(home.releases.iterdir()) == {first, second.path}
    assert read_number(home.published_file) == 2


def test_a_run_killed_before_the_swap_is_published_by_the_next(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_number(home, 1)
    change(home, "update marts.counter set number = 2")
    with monkeypatch.context() as patch:
        patch.setattr(release, "swap", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publish(home)
    assert read_number(home.published_file) == 1
    assert publish(home) is not None
    assert read_number(home.published_file) == 2


def test_a_platform_without_symlinks_gets_a_copy(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    publish_number(home, 1)
    assert not home.published_file.is_symlink()
    assert publish(home) is None
    with duckdb.connect(home.published_file, read_only=True) as old:
        publish_number(home, 2)
        assert old.execute("select number from marts.counter").fetchall() == [(1,)]
    assert read_number(home.published_file) == 2


def test_a_damaged_published_file_is_replaced(home: Home) -> None:
    publish_number(home, 1).write_bytes(b"not a database")
    assert publish(home) is not None
    assert read_number(home.published_file) == 1


def test_nothing_to_publish_is_said(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(PublicationError, match="build the warehouse first"):
        publish(home)
    home.warehouse.mkdir()
    change(home, "create schema marts")
    with pytest.raises(PublicationError, match="no table in the schema marts"):
        publish(home)


@pytest.mark.slow
def test_the_oldest_promised_client_reads_a_release(home: Home, tmp_path: Path) -> None:
    publish(home)
    environment = tmp_path / "client"
    venv.create(environment, with_pip=True)
    client = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = [client, "-m", "pip", "install", "--quiet", "duckdb==1.5.5"]
    subprocess.run(install, check=True)  # noqa: S603
    printed = read_in_another_process(home.published_file, str(client)).splitlines()
    assert printed[0] == "[('Школа № 1', 0.1), ('Школа № 2', None)]"
    assert printed[2] == "Этот выпуск: одна строка"
