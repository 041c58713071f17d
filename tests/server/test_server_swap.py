"""Readers while a release takes the place of another: no error, no mixed answer, no long wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest
from small_releases import Database, Publish, Releases

from opora.server import ServerError, swap

#: Joins over tables of both schemas; each row tells the release of each table.
JOINS = (
    """
    select distinct a.release_of_row, b.release_of_row, c.release
    from marts.results as a
    inner join open_marts.dim_school as b on a.school_id = b.school_id
    cross join marts.release as c
    """,
    """
    select distinct a.release_of_row, b.release_of_row
    from open_marts.results as a inner join marts.dim_school as b on a.school_id = b.school_id
    """,
)


#: A publication should get its share of a machine with one processor, too.
_BETWEEN = 0.005


@dataclass
class Readers:
    """What readers got: the releases of each answer, how long the longest took, errors."""

    answers: list[set[object]] = field(default_factory=list)
    longest: float = 0.0
    errors: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def read(self, connection: psycopg.Connection, number: int, *, prepare: bool | None) -> None:
        """Ask again and again."""
        while not self.stop.is_set():
            started = time.monotonic()
            rows = connection.execute(JOINS[number % 2], prepare=prepare).fetchall()
            self.longest = max(self.longest, time.monotonic() - started)
            self.answers.append({each for row in rows for each in row})
            time.sleep(_BETWEEN)

    def read_views(self, connection: psycopg.Connection, number: int) -> None:
        """Ask a view of an analyst, which reads two tables."""
        while not self.stop.is_set():
            rows = connection.execute("select distinct a, b from analysts.both").fetchall()
            self.answers.append({each for row in rows for each in row})
            time.sleep(_BETWEEN)

    def read_repeatably(self, connection: psycopg.Connection, number: int) -> None:
        """Transactions that see one instant; the first statement reads nothing of ours."""
        while not self.stop.is_set():
            with connection.transaction():
                connection.execute("set transaction isolation level repeatable read")
                connection.execute("select count(*) from pg_class")
                time.sleep(0.02)
                found: set[object] = set()
                for table in ("marts.results", "open_marts.dim_school", "marts.release"):
                    column = "release" if table.endswith(".release") else "release_of_row"
                    rows = connection.execute(f"select distinct {column} from {table}").fetchall()
                    # an empty table would be one that this instant does not know
                    found |= {each for (each,) in rows} or {f"{table} is empty"}
                self.answers.append(found)
            time.sleep(_BETWEEN)


@contextmanager
def reading(database: Database) -> Iterator[Readers]:
    """Readers of all kinds at work."""
    readers = Readers()
    ways: list[Callable[[psycopg.Connection, int], None]] = [
        lambda connection, number: readers.read(connection, number, prepare=False),
        lambda connection, number: readers.read(connection, number, prepare=False),
        lambda connection, number: readers.read(connection, number, prepare=True),
        lambda connection, number: readers.read(connection, number, prepare=True),
        readers.read_repeatably,
        readers.read_views,
    ]

    def work(number: int) -> None:
        try:
            with database.connect() as connection:
                ways[number](connection, number)
        except Exception as error:
            readers.errors.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(ways))]
    for thread in threads:
        thread.start()
    yield readers
    readers.stop.set()
    for thread in threads:
        thread.join()


def test_readers_see_one_release_or_the_other(
    database: Database, releases: Releases, publish: Publish
) -> None:
    names = [releases.make(f"opora-{number}") for number in range(2)]
    publish(release=names[0])
    database.do(
        "create schema analysts",
        """
        create view analysts.both as select a.release_of_row as a, b.release_of_row as b
        from marts.results as a inner join open_marts.dim_school as b on a.school_id = b.school_id
        """,
    )
    with reading(database) as readers:
        for number in range(1, 5):
            assert publish(release=names[number % 2]).warnings == ()
    assert readers.errors == []
    assert [answer for answer in readers.answers if len(answer) != 1] == []
    assert {name for answer in readers.answers for name in answer} == set(names)
    assert database.schemas() == {"marts", "open_marts", "analysts"}
    # an attempt waits 0.4 s at most; the rest is for a busy machine
    assert readers.longest < 5


def test_a_statement_that_waits_between_its_two_tables_reads_one_release(
    database: Database, releases: Releases, publish: Publish
) -> None:
    """It has looked up one table; a tool holds the other; meanwhile a release comes."""
    releases.make("opora-1")
    publish()
    releases.make("opora-2")
    answers: list[tuple[object, ...]] = []
    reader = threading.Thread(target=lambda: answers.extend(database.all(JOINS[0])))
    tool = database.connect()
    pid = tool.info.backend_pid
    tool.execute("begin")
    tool.execute("lock table open_marts.dim_school in access exclusive mode")
    reader.start()
    waiting = "select 1 from pg_stat_activity where wait_event = 'relation' and query ~ 'distinct'"
    while not database.all(waiting):
        time.sleep(0.01)
    waits: list[str] = []

    def on_wait(text: str) -> None:
        waits.append(text)
        if not tool.closed:
            tool.close()

    publish(on_wait=on_wait)
    if not tool.closed:
        tool.close()
    reader.join()
    assert answers == [("opora-1",) * 3]
    assert f"pid {pid} " in waits[0]


def test_a_reader_who_does_not_end_is_named_and_left_alone(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    releases.make("opora-2")
    waits: list[str] = []
    with psycopg.connect(
        **database.address().parameters,  # type: ignore[arg-type]
        application_name="yearly report",
    ) as reader:
        reader.execute("select count(*) from open_marts.results")
        pid = reader.info.backend_pid
        with pytest.raises(ServerError) as refused:
            publish(patience=1, on_wait=waits.append)
        # others read meanwhile and afterwards, and so does the one in the way
        assert database.release() == "opora-1"
        assert reader.execute("select count(*) from marts.results").fetchone() == (40,)
    named = rf"pid {pid} (postgres, yearly report, idle in transaction)"
    assert f"were in use for 1 s: {named}" in str(refused.value)
    assert waits[0] == f"waiting for readers: {named}"
    assert database.schemas() == {"marts", "open_marts"}
    assert publish().is_new
    assert database.release() == "opora-2"


def test_a_reader_who_does_not_end_stops_the_others_once(
    database: Database, releases: Releases, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an attempt waits, everybody waits: another one makes sense when that reader is gone."""
    releases.make("opora-1")
    publish()
    releases.make("opora-2")
    attempts: list[object] = []
    attempt = swap._swap
    monkeypatch.setattr(swap, "_swap", lambda *given: attempts.append(1) or attempt(*given))
    waits: list[str] = []
    with database.connect() as reader:

        def on_wait(text: str) -> None:
            waits.append(text)
            if len(waits) == 3:
                reader.close()

        reader.execute("begin")
        reader.execute("select count(*) from open_marts.results")
        assert publish(on_wait=on_wait).is_new
    assert (len(waits), len(attempts)) == (3, 2)


def test_a_reader_who_ends_in_time_is_waited_for(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    releases.make("opora-2")
    reader = database.connect()
    transaction = reader.transaction()
    transaction.__enter__()
    reader.execute("select count(*) from marts.results")

    def on_wait(text: str) -> None:
        if not reader.closed:
            assert database.release() == "opora-1"
            reader.close()

    assert publish(on_wait=on_wait).is_new
    assert database.release() == "opora-2"


def test_a_transaction_older_than_the_release_sees_its_rows(
    database: Database, releases: Releases, publish: Publish
) -> None:
    """It sees one instant, in which the tables of the new release were empty or not yet there."""
    releases.make("opora-1")
    publish()
    releases.make("opora-2")
    with database.connect() as reader, reader.transaction():
        reader.execute("set transaction isolation level repeatable read")
        reader.execute("select count(*) from pg_class")
        publish()
        assert reader.execute(JOINS[0]).fetchall() == [("opora-2",) * 3]


def test_a_prepared_statement_goes_on_with_the_new_release(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    releases.make("opora-2", "alter table marts.results add column more integer")
    with database.connect() as reader:
        reader.execute("prepare asked as select distinct release_of_row from marts.results")
        assert reader.execute("execute asked").fetchall() == [("opora-1",)]
        publish()
        assert reader.execute("execute asked").fetchall() == [("opora-2",)]


def test_two_publishers_at_once(database: Database, releases: Releases, publish: Publish) -> None:
    releases.make("opora-1")
    publish()
    releases.make("opora-2")
    seen: list[str] = []

    def in_the_middle(step: str, done: int, total: int) -> None:
        if step == "loading" and not seen:
            with pytest.raises(ServerError, match=r"somebody else is publishing .*pid \d+, post"):
                publish()
            seen.append(database.release())

    assert publish(on_step=in_the_middle).is_new
    assert seen == ["opora-1"]
    assert database.release() == "opora-2"


def test_what_a_killed_publisher_left_is_removed_by_the_next(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    database.do(
        "create schema marts_next",
        "comment on schema marts_next is 'Опора: загрузка'",
        "create table marts_next.half as select 1 as a",
    )
    releases.make("opora-2")
    publish()
    assert database.schemas() == {"marts", "open_marts"}
    assert database.all("select to_regclass('marts.half')") == [(None,)]


def test_a_schema_of_somebody_else_in_the_way_is_left_alone(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    database.do("create schema marts_next", "create table marts_next.mine as select 1 as a")
    with pytest.raises(ServerError, match="the schema marts_next is in the way"):
        publish()
    assert database.all("select a from marts_next.mine") == [(1,)]


@pytest.mark.parametrize("table", ["marts.results", "open_marts.results", "marts.release"])
def test_a_schema_that_opora_did_not_make_is_never_touched(
    table: str, database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    schema = table.partition(".")[0]
    database.do(f"create schema {schema}", f"create table {table} as select 1 as a")
    with pytest.raises(ServerError, match=rf"has a schema {schema} that Opora did not make"):
        publish(again=True)
    assert database.all(f"select a from {table}") == [(1,)]
    assert database.schemas() == {schema}


def test_one_of_two_schemas_that_opora_did_not_make(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    database.do("drop schema open_marts cascade", "create schema open_marts")
    with pytest.raises(ServerError, match=r"has a schema open_marts that Opora did not make"):
        publish(again=True)
    assert database.release() == "opora-1"
