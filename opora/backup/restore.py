"""Restoring a backup: into an empty home only, and looked over when it is there.

Belongs here: refusing what would mix two homes. Not here: copying (somebody else's program).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from opora.backup.make import BackupError, run_in
from opora.backup.verify import Verified, verify_home
from opora.home import Home

#: What an empty disk has.
_OF_THE_DISK = "lost+found"


def restore_backup(home: Home, command: Sequence[str]) -> Verified:
    """Run a command in an empty home and compare what it left with its inventory.

    BackupError when the home holds anything but empty folders (where disks are mounted), or the
    command fails.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    found = sorted(path.name for path in home.root.iterdir() if _holds_anything(path))
    if found:
        raise BackupError(
            f"{home.root} is not empty ({', '.join(found[:5])}{' …' if found[5:] else ''}): a "
            "backup is restored into an empty folder only. Move away what is there, or name "
            "another OPORA_HOME"
        )
    run_in(home, command)
    return verify_home(home)


def _holds_anything(path: Path) -> bool:
    if path.name == _OF_THE_DISK:
        return False
    return not path.is_dir() or any(each.name != _OF_THE_DISK for each in path.iterdir())
