"""One lock in OPORA_HOME: whoever writes holds it, the command line and Dagster alike.

Belongs here: taking the lock and saying who holds it. The operating system lets go of it when
its holder dies, so there is nothing to clean up by hand. Readers need no lock: what they read is
swapped in whole.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from opora.durable import write_text
from opora.errors import OporaError
from opora.home import Home


class LockedError(OporaError):
    """Somebody else is writing to this OPORA_HOME."""


@contextmanager
def writer_lock(
    home: Home, *, wait: bool = False, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the writers' lock; a thread that holds it already may take it again.

    Without `wait` a taken lock raises LockedError; with it, `on_wait` gets the same sentence once
    and the call waits.
    """
    home.private.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(home.private / "writer.lock", is_singleton=True)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        sentence = _who_holds(home)
        if not wait:
            raise LockedError(f"{sentence}. Wait until it is done, or end it.") from None
        if on_wait:
            on_wait(f"{sentence}. Waiting.")
        lock.acquire()
    try:
        if lock.lock_counter == 1:
            _sign(_holder_file(home))
        yield
    finally:
        lock.release()


def _holder_file(home: Home) -> Path:
    """Beside the lock file, which can't be read on Windows while it is locked."""
    return home.private / "writer.json"


def _sign(path: Path) -> None:
    holder = {
        "pid": os.getpid(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
    }
    write_text(path, json.dumps(holder))


def _who_holds(home: Home) -> str:
    try:
        holder = json.loads(_holder_file(home).read_text(encoding="utf-8"))
        who = f"process {holder['pid']} since {holder['since']}: {holder['command']}"
    except (OSError, ValueError, KeyError):
        # taken this very moment, not signed yet
        who = "another process"
    return f"{home.root} is being written by {who}"
