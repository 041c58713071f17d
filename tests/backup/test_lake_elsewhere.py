"""A lake outside the home is in no backup, and that is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from opora.backup import BackupError, make_backup, verify_home
from opora.cli import app
from opora.home import Home


class Remote:
    """A folder that is reached as one of a bucket is: by `/` and `str`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __truediv__(self, name: str) -> Path:
        return self._folder / name

    def __str__(self) -> str:
        return "s3://bucket/lake"


def test_a_lake_in_a_folder_elsewhere_is_refused_in_one_line(home: Home, tmp_path: Path) -> None:
    elsewhere = tmp_path / "disk"
    shutil.move(home.root / "lake", elsewhere)
    with pytest.raises(BackupError, match=r"the lake is the folder .*/disk \(OPORA_LAKE\)"):
        make_backup(Home(home.root, str(elsewhere)), ["true"])
    assert not (home.private / "last_backup").exists()


def test_a_lake_in_a_bucket_is_said_to_be_elsewhere_and_its_salt_is_missed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = tmp_path / "bucket"
    shutil.move(home.root / "lake", bucket)
    monkeypatch.setattr("opora.objects.filesystem.folder_at", lambda *_: Remote(bucket))
    monkeypatch.setenv("OPORA_HOME", str(home.root))
    monkeypatch.setenv("OPORA_LAKE", "s3://bucket/lake")
    done = CliRunner().invoke(app, ["backup", "make", "--", "true"], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    assert "not in this backup: the lake at s3://bucket/lake: see to it there" in done.output
    assert "Backed up: 5 files, as of" in done.output
    (home.private / "salt").unlink()
    (problem,) = verify_home(Home.from_environment()).problems
    assert "salt is missing and OPORA_SALT is not set" in problem
