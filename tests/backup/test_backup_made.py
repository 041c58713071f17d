"""A backup is made of a home that nobody writes to, and counts what was delivered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from opora.backup import (
    BackupError,
    make_backup,
)
from opora.backup.inventory import take_inventory
from opora.home import Home
from opora.lock import LockedError, writer_lock


def test_the_inventory_counts_what_was_delivered(home: Home) -> None:
    inventory = take_inventory(home)
    assert inventory.ledger == {
        "deliveries": 2,
        "rows_received": 2,
        "rows_accepted": 1,
        "rows_quarantined": 1,
    }
    assert inventory.release == {"name": "opora-1", "content_hash": "c0ffee"}
    assert {name.split("/")[0] for name in inventory.files} == {
        "landing",
        "lake",
        "snapshots",
        "rules",
    }


def test_a_copy_that_failed_is_no_backup(home: Home) -> None:
    with pytest.raises(BackupError, match="ended with 3"):
        make_backup(home, [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(BackupError, match="can't be started"):
        make_backup(home, ["no-such-program"])
    assert not (home.private / "last_backup").exists()
    make_backup(home, [sys.executable, "-c", ""])
    assert (home.private / "last_backup").exists()


_WRITE = """
from opora.home import Home
from opora.lock import LockedError, writer_lock
try:
    with writer_lock(Home.from_environment()):
        pass
except LockedError as error:
    print(error)
    raise SystemExit(7)
"""


def test_nobody_writes_while_it_is_made(home: Home) -> None:
    with pytest.raises(BackupError, match="ended with 7"):
        make_backup(home, [sys.executable, "-c", _WRITE])


def test_it_is_not_made_while_somebody_writes(home: Home, tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
from opora.backup import make_backup
from opora.home import Home
make_backup(Home(Path({str(home.root)!r})), ["touch", {str(tmp_path / "copied")!r}], wait=False)
"""
    with writer_lock(home):
        done = subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-c", script], capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert LockedError.__name__ in done.stderr
    assert not (tmp_path / "copied").exists()
