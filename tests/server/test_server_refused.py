"""Bad input: always one line that says what to do, and readers keep the release they have."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from small_releases import Database, Publish, Releases

from opora.server import Address, ServerError, connection, publish_to_server
from opora.sql import quoted


@pytest.fixture
def published(database: Database, releases: Releases, publish: Publish) -> Releases:
    """A server with a release, and a newer one to publish."""
    releases.make("opora-1")
    publish()
    releases.make("opora-2")
    return releases


def _stands(database: Database) -> None:
    """The old release is whole and readable, nothing half-done beside it."""
    assert database.release() == "opora-1"
    assert database.all("select distinct release_of_row from open_marts.results") == [("opora-1",)]
    assert database.schemas() == {"marts", "open_marts"}


def test_a_server_that_is_down(releases: Releases) -> None:
    releases.make("opora-1")
    down = Address({"host": "127.0.0.1", "port": "1", "user": "u", "dbname": "d"})
    with pytest.raises(ServerError, match=r"can't connect to 127\.0\.0\.1:1/d: .*refused") as said:
        publish_to_server(releases.home, down)
    assert "\n" not in str(said.value)


def test_a_host_that_is_not_known(releases: Releases) -> None:
    releases.make("opora-1")
    nowhere = Address({"host": "no.such.host.invalid", "user": "u", "dbname": "d"})
    with pytest.raises(ServerError, match=r"can't connect to no\.such\.host\.invalid:5432/d: "):
        publish_to_server(releases.home, nowhere)


def test_a_database_that_is_not_there(database: Database, releases: Releases) -> None:
    releases.make("opora-1")
    other = Database(database.server, "no_such_database")
    with pytest.raises(
        ServerError, match=r'"no_such_database" does not exist; create the database'
    ):
        publish_to_server(releases.home, other.address())


def test_a_role_without_the_right_to_create_schemas(
    database: Database, published: Releases, publish: Publish
) -> None:
    database.do("create role without_rights login")
    with pytest.raises(ServerError, match=r"may not create schemas in .* runs: (GRANT .*)") as said:
        publish("without_rights")
    _stands(database)
    database.do(str(said.value).partition("runs: ")[2])
    with pytest.raises(ServerError, match=r"the schema marts belongs to postgres"):
        publish("without_rights")
    _stands(database)
    database.do("drop owned by without_rights", "drop role without_rights")


def test_a_server_that_is_too_old(
    database: Database, published: Releases, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "OLDEST", 99)
    with pytest.raises(ServerError, match=r"is PostgreSQL 18; expected 99 or newer"):
        publish()
    _stands(database)


def test_a_server_that_only_reads(
    database: Database, published: Releases, publish: Publish
) -> None:
    database.do(f"alter database {database.name} set default_transaction_read_only = on")
    with pytest.raises(ServerError, match=r"is read-only"):
        publish()
    _stands(database)


def test_a_database_of_another_encoding(database: Database, releases: Releases) -> None:
    releases.make("opora-1")
    other = Database(database.server, f"{database.name}_latin")
    database.do(f"create database {other.name} encoding 'latin1' locale 'C' template template0")
    with pytest.raises(ServerError, match=r"has the encoding LATIN1, expected UTF8"):
        publish_to_server(releases.home, other.address())
    database.do(f"drop database {other.name}")


@pytest.mark.parametrize("victim", ["opora publish", "loader"])
def test_a_connection_that_is_lost_in_the_middle(
    victim: str, database: Database, published: Releases, publish: Publish
) -> None:
    """The administrator ends the sessions: of the publisher itself, or of one that loads."""
    killed: list[object] = []

    def kill(step: str, done: int, total: int) -> None:
        if step != "loading" or not done or killed:
            return
        which = "query ~* '^copy'" if victim == "loader" else "query !~* '^copy'"
        killed.extend(
            database.all(
                "select pid, pg_terminate_backend(pid) from pg_stat_activity "
                f"where application_name = 'opora publish' and {which} "
                "and datname = current_database()"
            )
        )

    with pytest.raises(ServerError) as said:
        publish(on_step=kill)
    assert killed
    assert "publish again" in str(said.value)
    assert "\n" not in str(said.value)
    assert database.release() == "opora-1"
    assert publish().is_new
    assert database.release() == "opora-2"
    assert database.schemas() == {"marts", "open_marts"}


def test_settings_of_the_database_that_would_end_a_long_publication(
    database: Database, published: Releases, publish: Publish
) -> None:
    database.do(
        *(
            f"alter database {database.name} set {setting}"
            for setting in (
                "idle_session_timeout = '300ms'",
                "idle_in_transaction_session_timeout = '300ms'",
                "transaction_timeout = '300ms'",
                "statement_timeout = '300ms'",
                "default_transaction_isolation = 'serializable'",
                "search_path = 'nowhere'",
                "datestyle = 'German'",
            )
        )
    )
    assert publish(on_step=lambda *_: time.sleep(0.15)).is_new
    assert database.release() == "opora-2"


def test_text_that_the_server_can_not_hold(
    database: Database, published: Releases, publish: Publish
) -> None:
    published.make("opora-3", "update marts.results set release_of_row = 'a' || chr(0) || 'b'")
    with pytest.raises(ServerError, match=r"0x00 \(while loading marts\.results\); readers there"):
        publish()
    _stands(database)


def test_a_release_that_is_missing(database: Database, releases: Releases) -> None:
    with pytest.raises(ServerError, match=r"no release to publish: .*'opora run' makes one"):
        publish_to_server(releases.home, database.address())
    releases.home.published_file.symlink_to(releases.home.releases / "opora-gone.duckdb")
    with pytest.raises(ServerError, match=r"no release to publish"):
        publish_to_server(releases.home, database.address())


def test_a_release_that_is_none(database: Database, published: Releases, publish: Publish) -> None:
    (published.home.releases / "opora-3.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(ServerError, match=r"the release .*opora-3\.duckdb can't be read: ") as said:
        publish(release="opora-3")
    assert "\n" not in str(said.value)
    _stands(database)


_HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_release_that_another_process_has_open_for_writing(
    database: Database, published: Releases, publish: Publish
) -> None:
    path = published.home.published_file.resolve()
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(ServerError, match=r"opora-2\.duckdb can't be read: .*lock"):
            publish()
        other.stdin.close()
        other.wait(30)
    _stands(database)
    assert publish().is_new


def test_a_release_that_is_forgotten_while_it_is_published(
    database: Database, published: Releases, publish: Publish
) -> None:
    """An open file can be read to its end."""

    def forget(step: str, done: int, total: int) -> None:
        published.home.published_file.resolve().unlink(missing_ok=True)

    assert publish(on_step=forget).is_new
    assert database.release() == "opora-2"


def test_a_name_that_the_server_would_cut_off(
    database: Database, published: Releases, publish: Publish
) -> None:
    name = quoted("имя" * 11)
    published.make("opora-3", f"alter table marts.results rename column value to {name}")
    with pytest.raises(ServerError, match=r"longer than the 63 bytes"):
        publish()
    _stands(database)


def test_a_reader_with_a_lock_of_its_own(
    database: Database, published: Releases, publish: Publish
) -> None:
    """Another tool holds a table exclusively: not even looking at it is possible."""
    for table in ("marts.results", "marts.release"):
        with database.connect() as tool, tool.transaction():
            tool.execute(f"lock table {table} in access exclusive mode")
            with pytest.raises(ServerError, match=rf"in use for 0 s: pid {tool.info.backend_pid} "):
                publish(patience=0)
    _stands(database)


def test_the_disk_is_said_to_be_full(database: Database, tmp_path: Path) -> None:
    full = psycopg.errors.DiskFull("could not extend file")
    with (
        pytest.raises(ServerError, match=r"the server's disk is full: could not extend file; make"),
        connection.said_in_one_line(database.address(), "loading marts.results"),
    ):
        raise full
