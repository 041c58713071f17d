"""A restored home is looked over, file by file, and what was lost or changed is named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from backed_up import SALT, append, release, same_size

from opora.backup import (
    BackupError,
    Verified,
    read_inventory,
    restore_backup,
    verify_home,
)
from opora.backup.inventory import take_inventory, write_inventory
from opora.errors import OporaError
from opora.home import Home


def only_file(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_a_restored_home_is_whole_and_says_that_its_release_has_to_be_built(
    restored: Home,
) -> None:
    done = verify_home(restored)
    assert done.problems == []
    assert [note.split(":")[0] for note in done.notes] == ["the release opora-1 was not restored"]
    assert (restored.private / "salt").read_text() == SALT


@pytest.mark.parametrize(
    ("defect", "said"),
    [
        (
            lambda home: same_size(only_file(home.accepted / "schools", "[!_]*.parquet")),
            "lake/accepted/schools/",
        ),
        (lambda home: only_file(home.lake, "salt.fingerprint").unlink(), "salt.fingerprint is mi"),
        (lambda home: next(home.ledger.glob("[!_]*.parquet")).unlink(), "counts 0 deliveries, the"),
        (lambda home: (home.lake / "accepted" / "x.parquet").touch(), "x.parquet was not there"),
        (lambda home: append(home.snapshots / "2024-H1/r01/values.parquet"), "values.parquet is"),
        (lambda home: shutil.rmtree(home.snapshots), "manifest.json is missing"),
        (lambda home: shutil.rmtree(home.rules), "rules/thresholds.csv is missing"),
        (lambda home: (home.private / "salt").unlink(), "salt is missing"),
        (lambda home: (home.private / "salt").write_text("f" * 64), "the salt differs"),
        (lambda home: (home.private / "salt").chmod(0o644), "may be read by others"),
    ],
)
def test_what_was_lost_or_changed_is_named(
    restored: Home, defect: Callable[[Home], object], said: str
) -> None:
    defect(restored)
    problems = verify_home(restored).problems
    assert any(said in problem for problem in problems), problems


def test_verifying_makes_no_salt(restored: Home) -> None:
    (restored.private / "salt").unlink()
    verify_home(restored)
    assert not (restored.private / "salt").exists()


def test_a_revision_that_was_changed_before_the_backup_is_noticed(home: Home) -> None:
    append(home.snapshots / "2024-H1/r01/values.parquet")
    write_inventory(home, take_inventory(home))
    (problem,) = verify_home(home).problems
    assert "was changed after it was written" in problem


def test_a_file_that_arrives_meanwhile_is_no_defect(home: Home) -> None:
    write_inventory(home, take_inventory(home))
    (home.landing / "2024-H1").mkdir()
    (home.landing / "2024-H1" / "new.csv").write_text("new")
    append(home.landing / "history/schools/schools.csv")
    done = verify_home(home)
    assert done.problems == []
    assert {note.split(" ")[0] for note in done.notes} == {
        "landing/2024-H1/new.csv",
        "landing/history/schools/schools.csv",
    }


def test_a_file_that_rotted_before_the_backup_keeps_its_right_checksum(home: Home) -> None:
    write_inventory(home, take_inventory(home))
    file = home.landing / "history/schools/schools.csv"
    touched = file.stat()
    same_size(file)
    os.utime(file, ns=(touched.st_atime_ns, touched.st_mtime_ns))
    write_inventory(home, take_inventory(home))
    assert verify_home(home).problems == [
        "landing/history/schools/schools.csv is not as it was when the backup was made"
    ]


def test_the_rebuilt_release_has_to_have_the_same_content(
    restored: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(restored, "opora-2", "c0ffee")
    assert verify_home(restored) == Verified(read_inventory(restored), [], [])
    release(restored, "opora-3", "decaf")
    (problem,) = verify_home(restored).problems
    assert "opora-3 has other content than opora-1" in problem

    monkeypatch.setattr("opora.backup.verify.code_fingerprint", lambda _: {"sha256": "other"})
    done = verify_home(restored)
    assert done.problems == []
    assert "made by other code" in done.notes[0]


def test_a_home_that_holds_anything_is_not_restored_into(home: Home, backup: Path) -> None:
    before = sorted(home.root.rglob("*"))
    with pytest.raises(BackupError, match=r"is not empty \(lake, landing, private"):
        restore_backup(home, ["cp", "-a", f"{backup}/.", "copied_all_the_same"])
    assert sorted(home.root.rglob("*")) == before


def test_a_fresh_disk_counts_as_empty(backup: Path, tmp_path: Path) -> None:
    disk = Home(tmp_path / "disk")
    (disk.root / "lost+found").mkdir(parents=True)
    # another one, mounted for the lake
    (disk.root / "lake" / "lost+found").mkdir(parents=True)
    assert restore_backup(disk, ["cp", "-a", f"{backup}/.", "."]).problems == []


@pytest.mark.parametrize("content", ["", "{}", '{"files": {"a": 1}}', "[]"])
def test_an_inventory_that_cannot_be_read_is_one_line(home: Home, content: str) -> None:
    home.private.joinpath("inventory.json").write_text(content)
    with pytest.raises(OporaError, match=r"inventory\.json can't be read"):
        verify_home(home)


def test_without_an_inventory_there_is_nothing_to_compare(home: Home) -> None:
    with pytest.raises(OporaError, match="no backup was ever made"):
        verify_home(home)
