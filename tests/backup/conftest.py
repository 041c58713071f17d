"""A home in which something lies, its backup, and what was restored of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from backed_up import SALT, STAFF, release, revision
from deliveries import Lake

from opora.backup import make_backup, restore_backup
from opora.home import Home


@pytest.fixture(autouse=True)
def no_salt_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPORA_SALT", raising=False)


@pytest.fixture(scope="session")
def taken(make_lake: Callable[[], Lake]) -> Home:
    """Two deliveries, one of them of a school that nobody knows, a rule, a revision, a release."""
    lake = make_lake()
    home = lake.home
    lake.land(
        "history/schools/schools.csv",
        "Логин ОО;Наименование ОО;Территория\nsch990001;Школа 1;00701000\n",
    )
    home.private.mkdir(mode=0o700)
    (home.private / "salt").write_text(SALT)
    (home.private / "salt").chmod(0o600)
    lake.land("history/staff/staff.csv", STAFF)
    lake.take()
    home.rules.mkdir()
    (home.rules / "thresholds.csv").write_text("rule\n")
    revision(home)
    release(home, "opora-1", "c0ffee")
    return home


@pytest.fixture
def home(taken: Home, tmp_path: Path) -> Home:
    copied = Home(tmp_path / "home")
    shutil.copytree(taken.root, copied.root, symlinks=True)
    return copied


@pytest.fixture
def backup(home: Home, tmp_path: Path) -> Path:
    """A backup of it, by a program that copies."""
    folder = tmp_path / "backup"
    folder.mkdir()
    make_backup(home, ["cp", "-a", "landing", "lake", "snapshots", "rules", "private", str(folder)])
    return folder


@pytest.fixture
def restored(backup: Path, tmp_path: Path) -> Home:
    again = Home(tmp_path / "another_machine")
    assert restore_backup(again, ["cp", "-a", f"{backup}/.", "."]).problems == []
    return again
