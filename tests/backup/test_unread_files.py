"""Files that can't be read: those of senders stop no backup, those of the lake do."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from opora.backup import (
    Verified,
    make_backup,
    read_inventory,
    verify_home,
)
from opora.backup.inventory import take_inventory, write_inventory
from opora.errors import OporaError
from opora.home import Home
from opora.snapshot.revisions import sha256


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Files of a name that nobody may read, to whoever runs the tests (root may read all)."""

    def seal(name: str) -> None:
        def read(path: Path) -> str:
            if path.name == name:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return sha256(path)

        monkeypatch.setattr("opora.backup.listed.sha256", read)

    return seal


def test_odd_files_in_landing_are_named_and_stop_no_backup(
    home: Home, sealed: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.landing / "link.csv").symlink_to("nowhere.csv")
    os.mkfifo(home.landing / "pipe.csv")
    (home.landing / "sealed.csv").touch()
    sealed("sealed.csv")
    walk = os.walk

    def renamed(top: Path, **given: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        for parent, folders, names in walk(top, **given):
            # renamed by SFTP after the folder was read
            yield parent, folders, [*names, *(["x.part"] if top == home.landing else [])]

    with monkeypatch.context() as patched:
        patched.setattr(os, "walk", renamed)
        unread = make_backup(home, ["true"]).unread
    expected = {
        "landing/link.csv": "a link that leads nowhere",
        "landing/pipe.csv": "not a file",
        "landing/sealed.csv": "Permission denied",
        "landing/x.part": "gone meanwhile",
        "landing/history/x.part": "gone meanwhile",
        "landing/history/schools/x.part": "gone meanwhile",
        "landing/history/staff/x.part": "gone meanwhile",
    }
    assert unread == expected
    done = verify_home(home)
    assert done.problems == []
    assert sorted(done.notes) == sorted(
        f"{name} could not be read when the backup was made ({why})"
        for name, why in expected.items()
    )


def test_a_file_of_the_lake_that_cannot_be_read_is_one_line(
    home: Home, sealed: Callable[[str], None]
) -> None:
    sealed("salt.fingerprint")
    with pytest.raises(OporaError, match=r"lake/salt\.fingerprint can't be read \(Permission den"):
        make_backup(home, ["true"])
    assert not (home.private / "last_backup").exists()


def test_a_folder_that_cannot_be_opened_is_named_or_an_error(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = os.walk
    closed = home.landing / "history"

    def refusing(top: Path, onerror: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        if closed.is_relative_to(top):
            onerror(PermissionError(errno.EACCES, "Permission denied", str(closed)))
            return iter(())
        return walk(top, onerror=onerror)

    monkeypatch.setattr(os, "walk", refusing)
    assert take_inventory(home).unread == {"landing/history": "Permission denied"}
    closed = home.snapshots / "2024-H1"
    with pytest.raises(OporaError, match=r"snapshots/2024-H1 can't be read"):
        take_inventory(home)


def test_a_known_file_that_was_closed_meanwhile_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_inventory(home, take_inventory(home))
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "staff.csv")
    assert take_inventory(home).unread == {"landing/history/staff/staff.csv": "Permission denied"}


def test_what_cannot_be_read_after_a_restore_is_a_problem(restored: Home) -> None:
    rule = restored.rules / "thresholds.csv"
    rule.unlink()
    rule.symlink_to("nowhere.csv")
    (problem,) = verify_home(restored).problems
    assert problem == "rules/thresholds.csv can't be read (No such file or directory)"


def test_an_inventory_of_before_unread_files_were_noted_is_read(home: Home) -> None:
    write_inventory(home, take_inventory(home))
    file = home.private / "inventory.json"
    kept = json.loads(file.read_text())
    del kept["unread"]
    file.write_text(json.dumps(kept))
    assert verify_home(home) == Verified(read_inventory(home), [], [])
