"""Making a backup: somebody else's program copies the home while nobody writes to it.

Belongs here: the lock, the inventory, calling the program. Not here: what the program does.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from opora.backup.inventory import Inventory, has_own_lake, take_inventory, write_inventory
from opora.durable import write_text
from opora.errors import OporaError
from opora.home import Home
from opora.lock import writer_lock

#: Below `private/`: touched by each backup that has succeeded.
STAMP = "last_backup"


class BackupError(OporaError):
    """A backup was not made, or not restored: the message says why."""


def make_backup(
    home: Home,
    command: Sequence[str],
    *,
    wait: bool = True,
    on_wait: Callable[[str], None] | None = None,
) -> Inventory:
    """Write the inventory and run a command in the home, holding the writers' lock.

    LockedError when a run is at work and `wait` is false; BackupError when the command fails, or
    the lake is a folder elsewhere, which the command would not find.
    """
    if isinstance(home.lake, Path) and not has_own_lake(home):
        raise BackupError(
            f"the lake is the folder {home.lake} (OPORA_LAKE), outside of what a backup of "
            f"{home.root} copies. Mount it at {home.root / 'lake'} (mount --bind, or its disk) and "
            "leave OPORA_LAKE out"
        )
    if not home.private.is_dir():
        raise BackupError(f"{home.root} is no home that anything ran in: nothing to back up")
    with writer_lock(home, wait=wait, on_wait=on_wait):
        inventory = take_inventory(home)
        write_inventory(home, inventory)
        run_in(home, command)
        # whoever watches over backups looks at its time
        write_text(home.private / STAMP, inventory.made_at)
    return inventory


def run_in(home: Home, command: Sequence[str]) -> None:
    """Run a command with the home as its working folder; BackupError when it fails."""
    shown = shlex.join(command)
    environment = {**os.environ, "OPORA_HOME": str(home.root)}
    try:
        done = subprocess.run(command, cwd=home.root, env=environment)  # noqa: S603 - the caller's
    except OSError as error:
        raise BackupError(f"the command can't be started ({error}): {shown}") from None
    if done.returncode:
        raise BackupError(
            f"the command ended with {done.returncode}, what it says stands above: {shown}"
        )
