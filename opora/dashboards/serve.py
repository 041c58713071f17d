"""`make bi`: Superset with our dashboards on this machine, until Ctrl+C.

Belongs here: the order of things and what the person at the terminal reads.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from opora.dashboards.address import Address, published
from opora.dashboards.bundle import contents
from opora.dashboards.errors import DashboardError
from opora.dashboards.place import ADMINISTRATOR, Place, gunicorn, python
from opora.dashboards.superset import prepare
from opora.home import Home

PORT = "OPORA_SUPERSET_PORT"
_DEFAULT_PORT = 8088
_HOST = "127.0.0.1"
_SECONDS_TO_START = 180


def serve(home: Home, console: Console) -> None:
    """Set Superset up and serve it; returns when it was interrupted."""
    python()
    port = chosen_port()
    place = Place.of(home)
    address = published(home, place)
    with console.status("Superset: its own metadata and our dashboards …"):
        prepare(place, contents(address.sqlalchemy))
    # whoever stops a service sends this; the server must not outlive us
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console.print("Superset starts …")
    try:
        with running(place, port) as url:
            console.print(_where(url, address, place), soft_wrap=True, highlight=False)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        console.print("Superset has ended.")


def chosen_port() -> int:
    """The port of OPORA_SUPERSET_PORT, if it is free.

    Raises DashboardError where it isn't a port or somebody else has it.
    """
    told = os.environ.get(PORT, str(_DEFAULT_PORT))
    if not (told.isdecimal() and 0 < int(told) < 65536):
        raise DashboardError(f"{PORT} should be a port from 1 to 65535, it is {told!r}.")
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((_HOST, int(told)))
        except OSError as error:
            raise DashboardError(
                f"Port {told} of {_HOST} can't be had ({error.strerror}): is Superset running "
                f"already? Another one: {PORT}=8090 make bi"
            ) from None
    return int(told)


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as asked:
        asked.bind((_HOST, 0))
        return int(asked.getsockname()[1])


@contextmanager
def running(place: Place, port: int) -> Iterator[str]:
    """Superset under gunicorn, for as long as the block lasts; yields its address.

    Raises DashboardError where it does not answer.
    """
    command = [
        *(str(gunicorn()), "--bind", f"{_HOST}:{port}", "--workers", "2"),
        *("--worker-class", "gthread", "--threads", "8", "--timeout", "120"),
        *("--worker-tmp-dir", str(place.temporary), "superset.app:create_app()"),
    ]
    url = f"http://{_HOST}:{port}"
    with place.log.open("a", encoding="utf-8") as log:
        server = subprocess.Popen(  # noqa: S603
            command,
            stdout=log,
            stderr=log,
            env=place.variables(),
            cwd=place.folder,
            # Ctrl+C reaches it through us, after the block has ended
            start_new_session=True,
        )
    try:
        _wait_for(url, server, place)
        yield url
    finally:
        # gunicorn's quick end: a browser that keeps its connection open is not waited for
        server.send_signal(signal.SIGINT)
        server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], place: Place) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with opener.open(f"{url}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise DashboardError(f"Superset does not start; the end of {place.log} says why.")


def _where(url: str, address: Address, place: Place) -> str:
    return (
        f"[bold]{url}/dashboard/list/[/]  (user {ADMINISTRATOR}, password in "
        f"{place.password_file}; marts: {address.shown}; Ctrl+C ends it)"
    )
