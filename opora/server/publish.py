"""Publishing a release to a server, from the first question to the last lock.

Belongs here: the order of the steps, and that one publisher works at a time. Each step has a module
of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from time import perf_counter

import psycopg

from opora.errors import OporaError
from opora.home import Home
from opora.server import ddl, roles
from opora.server.address import Address, ServerAwayError
from opora.server.connection import check_server, connect, one, said_in_one_line, shown
from opora.server.keys import Keys, keys_of
from opora.server.leftovers import make_room, remove_replaced, remove_unfinished
from opora.server.load import Loaded, Loading
from opora.server.release import ReleaseFile, Table, opened, release_path
from opora.server.swap import Swapped, published_release, swap
from opora.warehouse import read_manifest

#: The lock of publishers: any number that nobody else takes («Opora» in ASCII).
_LOCK = 0x4F706F7261

#: A connection that is lost while the server commits leaves open whether it did.
_ONE_OR_THE_OTHER = "readers have the old release or the new one, whole; publish again to see which"

#: Called with a step, how much of it is done and how much there is (0: unknown).
OnStep = Callable[[str, int, int], None]

#: Seconds that readers who hold tables are waited for.
PATIENCE = 60.0


@dataclass(frozen=True)
class Published:
    """What readers of the server have now.

    `is_new`: this publication brought it. Seconds of loading and keys are those of all connections
    together; `seconds` is the time from connecting to the end.
    """

    server: str
    release: str
    is_new: bool
    tables: int
    rows: int
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    copy_seconds: float = 0.0
    key_seconds: float = 0.0
    swap_seconds: float = 0.0


def publish_to_server(
    home: Home,
    address: Address,
    *,
    release: str | None = None,
    again: bool = False,
    patience: float = PATIENCE,
    on_step: OnStep = lambda step, done, total: None,
    on_wait: Callable[[str], None] = lambda text: None,
) -> Published:
    """Publish the newest release, or the kept one of that name; readers of the server never wait.

    Where readers have it already, nothing is done, unless `again`. ServerError otherwise, and
    readers keep what they have.
    """
    started = perf_counter()
    with (
        opened(release_path(home, release)) as file,
        closing(connect(address)) as connection,
        _alone(connection, address),
    ):
        with said_in_one_line(address, "looking at what is there"):
            check_server(connection)
            if published_release(connection, patience) == file.name and not again:
                return Published(shown(connection), file.name, False, len(file.tables), file.rows)
        keys = keys_of(file, read_manifest(home))
        loaded = _load(connection, address, file, keys, on_step)
        with (
            _unfinished_removed(connection),
            said_in_one_line(address, "swapping the releases", _ONE_OR_THE_OTHER),
        ):
            on_step("swapping", 0, 0)
            names = [table.shown for table in file.tables]
            swapped = swap(connection, file.name, names, patience, on_wait)
        with said_in_one_line(address, "removing the release before", "readers have the new one"):
            stayed = remove_replaced(connection)
        return _published(connection, file, loaded, swapped, stayed, perf_counter() - started)


def _load(
    connection: psycopg.Connection,
    address: Address,
    file: ReleaseFile,
    keys: dict[Table, Keys],
    on_step: OnStep,
) -> Loaded:
    with said_in_one_line(address, "preparing"):
        roles.ensure_roles(connection)
        make_room(connection)
    with _unfinished_removed(connection):
        with said_in_one_line(address, "asking for the rights of roles"):
            roles.check_before_loading(connection)
        on_step("loading", 0, file.rows)
        loaded = Loading(
            file, keys, address, lambda rows: on_step("loading", rows, file.rows)
        ).run()
        with said_in_one_line(address, "joining the tables"):
            for table in file.tables:
                for statement in ddl.finish(table, keys[table]):
                    connection.execute(statement)
            roles.grant(connection)
            roles.check(connection)
    return loaded


def _published(
    connection: psycopg.Connection,
    file: ReleaseFile,
    loaded: Loaded,
    swapped: Swapped,
    stayed: list[str],
    seconds: float,
) -> Published:
    return Published(
        shown(connection),
        file.name,
        True,
        len(file.tables),
        file.rows,
        (*loaded.warnings, *swapped.warnings, *stayed),
        seconds,
        loaded.copy_seconds,
        loaded.key_seconds,
        swapped.seconds,
    )


@contextmanager
def _alone(connection: psycopg.Connection, address: Address) -> Iterator[None]:
    """Hold the lock of publishers; the server frees it when the connection ends, in any way."""
    with said_in_one_line(address, "asking for the lock of publishers"):
        if not one(connection, "select pg_try_advisory_lock(%s)", _LOCK):
            who = one(
                connection,
                """
                select 'pid ' || a.pid || ', ' || a.usename || ', since '
                    || to_char(a.backend_start, 'HH24:MI:SS') || ' UTC'
                from pg_locks as l inner join pg_stat_activity as a on a.pid = l.pid
                where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                and (l.classid::bigint << 32 | l.objid::bigint) = %s
                """,
                _LOCK,
            )
            raise ServerAwayError(
                f"somebody else is publishing to {shown(connection)} ({who or 'just done'}); "
                "wait for its end and publish again"
            )
    yield


@contextmanager
def _unfinished_removed(connection: psycopg.Connection) -> Iterator[None]:
    """Give the room back that half a release takes; if the server is gone, the next one does it."""
    try:
        yield
    except BaseException:
        with suppress(psycopg.Error, OporaError):
            remove_unfinished(connection)
        raise
